#include "core/question.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Of what a search finds, how much is looked at for what the actor may see. */
#define LOOKED_AT_LIMIT 20000

#define FIRST_ARGS 16

struct asking {
    struct snapshot *snapshot;
    const struct question *question;
    struct buffer where;
    struct value *args;
    size_t arg_room;
    size_t arg_count;
    const char *sort_sql;
    bool is_down;
    enum value_kind sort_kind;
};

static size_t add_arg(struct asking *asking, struct value value)
{
    if (asking->arg_count == asking->arg_room) {
        size_t room = asking->arg_room > 0 ? asking->arg_room * 2 : FIRST_ARGS;
        asking->args =
            arena_grow(asking->snapshot->arena, asking->args,
                       asking->arg_count * sizeof *asking->args, room * sizeof *asking->args);
        asking->arg_room = room;
    }
    asking->args[asking->arg_count++] = value;
    return asking->arg_count;
}

static void and_where(struct asking *asking)
{
    buffer_put_z(&asking->where, asking->where.size > 0 ? " AND " : " WHERE ");
}

/* ---- filters ---- */

/* Links are of today; the row of another time holds its own ids. */
static void add_past_reference(struct asking *asking, const struct field *field, struct id id)
{
    size_t at = add_arg(asking, value_bytes(text_copy(asking->snapshot->arena, id_bytes(&id))));
    if (connection_kind(asking->snapshot->connection) == STORE_POSTGRES) {
        buffer_print(&asking->where, "position(?%zu IN f_%s) > 0", at, field->name);
    } else {
        buffer_print(&asking->where, "instr(f_%s, ?%zu) > 0", field->name, at);
    }
}

/* field NULL: the record's owner. */
static enum rc filter_reference(struct asking *asking, const struct field *field, struct text value)
{
    struct snapshot *snapshot = asking->snapshot;
    struct id id;
    if (!id_from_text(value, &id)) {
        const struct model_entity *kind = model_of_key(snapshot->workspace->model, value);
        struct record *record;
        enum rc rc = kind != NULL ? snapshot_get(snapshot, kind, value, &record) : RC_NOT_FOUND;
        if (rc != RC_OK) {
            return fault_add(snapshot->fault, RC_INVALID,
                             field != NULL ? text_of(field->name) : TEXT("owner"),
                             "there is no record %.*s to filter by", TEXT_ARGS(value));
        }
        id = record->id;
    }
    if (field != NULL && field->type == FIELD_REFS && snapshot->as_of != 0) {
        add_past_reference(asking, field, id);
        return RC_OK;
    }
    size_t at = add_arg(asking, value_id(id));
    if (field == NULL) {
        buffer_print(&asking->where, "owner = ?%zu", at);
    } else if (field->type == FIELD_REFS) {
        buffer_print(&asking->where,
                     "id IN (SELECT from_id FROM link WHERE field = '%s' AND to_id = ?%zu)",
                     field->name, at);
    } else {
        buffer_print(&asking->where, "f_%s = ?%zu", field->name, at);
    }
    return RC_OK;
}

static enum rc filter_field(struct asking *asking, const struct filter *filter)
{
    const struct entity *entity = asking->question->kind->entity;
    int at = entity_field_index(entity, filter->name.at, filter->name.size);
    struct fault *fault = asking->snapshot->fault;
    int64_t integer;
    if (at < 0 || field_has(&entity->fields[at], FIELD_PERSONAL)) {
        return fault_add(fault, RC_INVALID, filter->name, "a list of %s cannot be filtered by this",
                         entity->plural);
    }
    const struct field *field = &entity->fields[at];
    and_where(asking);
    if (filter->value.size == 0) {
        buffer_print(&asking->where, "f_%s IS NULL", field->name);
        return RC_OK;
    }
    if (field_is_reference(field)) {
        return filter_reference(asking, field, filter->value);
    }
    struct value value = value_text(filter->value);
    if (field->type == FIELD_BOOL) {
        value = value_integer(text_is(filter->value, "true"));
    } else if (field->type == FIELD_INTEGER || field->type == FIELD_MOMENT) {
        bool is_good = field->type == FIELD_INTEGER ? text_to_integer(filter->value, &integer)
                                                    : moment_from_text(filter->value, &integer);
        if (!is_good) {
            return fault_add(fault, RC_INVALID, filter->name, "\"%.*s\" does not fit this field",
                             TEXT_ARGS(filter->value));
        }
        value = value_integer(integer);
    }
    buffer_print(&asking->where, "f_%s = ?%zu", field->name, add_arg(asking, value));
    return RC_OK;
}

static enum rc add_filter(struct asking *asking, const struct filter *filter)
{
    if (text_is(filter->name, "state")) {
        and_where(asking);
        buffer_print(&asking->where, "state = ?%zu", add_arg(asking, value_text(filter->value)));
        return RC_OK;
    }
    if (text_is(filter->name, "owner")) {
        and_where(asking);
        return filter_reference(asking, NULL, filter->value);
    }
    return filter_field(asking, filter);
}

/* ---- words ---- */

/* Folded words as an FTS5 or tsquery expression of prefixes, all needed. */
static struct text match_text(struct arena *arena, struct text words, bool is_shared)
{
    struct text folded = utf8_fold(arena, words);
    struct buffer out;
    buffer_init(&out, arena);
    while (folded.size > 0) {
        struct text word = text_cut(&folded, ' ');
        if (word.size == 0) {
            continue;
        }
        if (out.size > 0) {
            buffer_put_z(&out, is_shared ? " & " : " ");
        }
        buffer_print(&out, is_shared ? "'%.*s':*" : "\"%.*s\"*", TEXT_ARGS(word));
    }
    return buffer_text(&out);
}

static void add_words(struct asking *asking)
{
    struct snapshot *snapshot = asking->snapshot;
    bool is_shared = connection_kind(snapshot->connection) == STORE_POSTGRES;
    struct text match = match_text(snapshot->arena, asking->question->words, is_shared);
    if (match.size == 0) {
        return;
    }
    and_where(asking);
    buffer_print(&asking->where,
                 is_shared
                     ? "id IN (SELECT id FROM search WHERE words @@ to_tsquery('simple', ?%zu))"
                     : "id IN (SELECT id FROM record WHERE rowid IN (SELECT rowid FROM "
                       "search WHERE search MATCH ?%zu))",
                 add_arg(asking, value_text(match)));
}

/* ---- scope ---- */

/* Only what lies in the sites and projects of the actor's grants, and in those
 * that belong to them. */
static enum rc add_scope(struct asking *asking)
{
    struct snapshot *snapshot = asking->snapshot;
    const struct actor *actor = asking->question->actor;
    const char *module = asking->question->kind->module->name;
    if (!access_has(actor, module, "read")) {
        return access_require(actor, snapshot, module, "read", (struct id){{0}});
    }
    if (access_may_everywhere(actor, module, "read")) {
        return RC_OK;
    }
    and_where(asking);
    buffer_put_z(&asking->where, "id IN (WITH RECURSIVE reach(id) AS (SELECT id FROM record WHERE "
                                 "id IN (");
    const char *comma = "";
    for (size_t i = 0; i < actor->grant_count; i++) {
        if (access_grants(&actor->grants[i], module, "read")) {
            buffer_print(&asking->where, "%s?%zu", comma,
                         add_arg(asking, value_id(actor->grants[i].scope)));
            comma = ", ";
        }
    }
    struct text ends = snapshot->workspace->model->scope_ends;
    buffer_print(&asking->where,
                 ") UNION SELECT w.id FROM reach h JOIN link l ON l.to_id = h.id JOIN record w ON "
                 "w.id = l.from_id WHERE (w.entity, l.field) IN (%.*s)) SELECT r.id FROM record r "
                 "JOIN reach h ON r.scope = h.id)",
                 TEXT_ARGS(ends));
    return RC_OK;
}

/* ---- order and pages ---- */

static enum rc set_sort(struct asking *asking)
{
    const struct entity *entity = asking->question->kind->entity;
    struct arena *arena = asking->snapshot->arena;
    struct text sort = asking->question->sort;
    asking->is_down = sort.size > 0 && sort.at[0] == '-';
    if (asking->is_down) {
        sort = text_from(sort, 1);
    }
    int at = entity_field_index(entity, sort.at, sort.size);
    asking->sort_kind = VALUE_INTEGER;
    if (sort.size == 0 || text_is(sort, "key")) {
        char *number = arena_take(arena, DDL_KEY_NUMBER_BYTES);
        ddl_key_number_text(entity, number, DDL_KEY_NUMBER_BYTES);
        asking->sort_sql = number;
    } else if (text_is(sort, "changed_at")) {
        asking->sort_sql = "changed_us";
    } else if (text_is(sort, "created_at")) {
        asking->sort_sql = "created_us";
    } else if (text_is(sort, "state")) {
        asking->sort_sql = "state";
        asking->sort_kind = VALUE_TEXT;
    } else if (at >= 0 && !field_is_reference(&entity->fields[at]) &&
               !field_has(&entity->fields[at], FIELD_PERSONAL)) {
        enum field_type type = entity->fields[at].type;
        bool is_integer = type == FIELD_INTEGER || type == FIELD_BOOL || type == FIELD_MOMENT;
        asking->sort_sql = text_print(arena, "f_%s", entity->fields[at].name).at;
        asking->sort_kind = is_integer ? VALUE_INTEGER : VALUE_TEXT;
    } else {
        return fault_add(asking->snapshot->fault, RC_INVALID, TEXT("sort"),
                         "a list of %s cannot be sorted by \"%.*s\"", entity->plural,
                         TEXT_ARGS(sort));
    }
    return RC_OK;
}

/* What a cursor is bound to: entity, filters, words, order. */
static struct text binding(struct asking *asking)
{
    const struct question *question = asking->question;
    struct buffer out;
    buffer_init(&out, asking->snapshot->arena);
    buffer_print(&out, "%s\n%.*s\n%.*s\n%d %lld\n", question->kind->entity->name,
                 TEXT_ARGS(question->sort), TEXT_ARGS(question->words), question->with_retired,
                 (long long)asking->snapshot->as_of);
    for (size_t i = 0; i < question->filter_count; i++) {
        buffer_print(&out, "%.*s=%.*s\n", TEXT_ARGS(question->filters[i].name),
                     TEXT_ARGS(question->filters[i].value));
    }
    return buffer_text(&out);
}

static struct text cursor_mac(struct asking *asking, struct text body)
{
    struct text whole = text_print(asking->snapshot->arena, "%.*s|%.*s", TEXT_ARGS(binding(asking)),
                                   TEXT_ARGS(body));
    struct hash mac = hash_mac(hash_text(&asking->snapshot->workspace->cursor_key), whole);
    char hex[HASH_HEX_SIZE + 1];
    return text_part(text_copy(asking->snapshot->arena, hash_hex(mac, hex)), 0, 24);
}

static struct text hex_of(struct arena *arena, struct text bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *out = arena_take(arena, bytes.size * 2 + 1);
    for (size_t i = 0; i < bytes.size; i++) {
        out[2 * i] = digits[(uint8_t)bytes.at[i] >> 4];
        out[2 * i + 1] = digits[(uint8_t)bytes.at[i] & 15];
    }
    return (struct text){out, bytes.size * 2};
}

/* "id.n" for nothing, "id.i42", "id.t<hex>" and then ".mac" */
static struct text cursor_of(struct asking *asking, struct id id, struct value sort_value)
{
    struct arena *arena = asking->snapshot->arena;
    char words[ID_TEXT_SIZE + 1];
    struct buffer body;
    buffer_init(&body, arena);
    buffer_put(&body, id_text(id, words));
    if (sort_value.kind == VALUE_INTEGER) {
        buffer_print(&body, ".i%lld", (long long)sort_value.integer);
    } else if (sort_value.kind == VALUE_TEXT) {
        buffer_print(&body, ".t%.*s", TEXT_ARGS(hex_of(arena, sort_value.text)));
    } else {
        buffer_put_z(&body, ".n");
    }
    struct text mac = cursor_mac(asking, buffer_text(&body));
    return text_print(arena, "%.*s.%.*s", TEXT_ARGS(buffer_text(&body)), TEXT_ARGS(mac));
}

static bool read_cursor(struct asking *asking, struct id *id, struct value *sort_value)
{
    struct text rest = asking->question->after;
    size_t dot = rest.size;
    while (dot > 0 && rest.at[dot - 1] != '.') {
        dot--;
    }
    if (dot == 0 ||
        !text_equals(text_from(rest, dot), cursor_mac(asking, text_part(rest, 0, dot - 1)))) {
        return false;
    }
    rest = text_part(rest, 0, dot - 1);
    if (!id_from_text(text_cut(&rest, '.'), id) || rest.size == 0) {
        return false;
    }
    struct text body = text_from(rest, 1);
    *sort_value = value_none();
    if (rest.at[0] == 'i') {
        sort_value->kind = VALUE_INTEGER;
        return text_to_integer(body, &sort_value->integer);
    }
    if (rest.at[0] == 't') {
        char *bytes = arena_take(asking->snapshot->arena, body.size / 2 + 1);
        for (size_t i = 0; i < body.size / 2; i++) {
            bytes[i] =
                (char)(hash_hex_digit(body.at[2 * i]) * 16 + hash_hex_digit(body.at[2 * i + 1]));
        }
        *sort_value = value_text((struct text){bytes, body.size / 2});
    }
    return true;
}

static enum rc add_cursor(struct asking *asking)
{
    struct id id;
    struct value sort_value;
    if (asking->question->after.size == 0) {
        return RC_OK;
    }
    if (!read_cursor(asking, &id, &sort_value)) {
        return fault_add(asking->snapshot->fault, RC_INVALID, TEXT("after"),
                         "this cursor does not belong to this list; start from the first page");
    }
    const char *sql = asking->sort_sql;
    char sign = asking->is_down ? '<' : '>';
    size_t id_at = add_arg(asking, value_id(id));
    and_where(asking);
    if (value_is_none(sort_value)) {
        buffer_print(&asking->where, "(%s IS NULL AND id %c ?%zu)", sql, sign, id_at);
        return RC_OK;
    }
    size_t at = add_arg(asking, sort_value);
    buffer_print(&asking->where, "(%s %c ?%zu OR (%s = ?%zu AND id %c ?%zu) OR %s IS NULL)", sql,
                 sign, at, sql, at, sign, id_at, sql);
    return RC_OK;
}

static enum rc count_all(struct asking *asking, int64_t *out)
{
    struct snapshot *snapshot = asking->snapshot;
    struct value column;
    struct text sql = text_print(snapshot->arena,
                                 "SELECT count(*) FROM (SELECT 1 FROM {%s}%.*s "
                                 "LIMIT %d) AS counted",
                                 asking->question->kind->entity->name,
                                 TEXT_ARGS(buffer_text(&asking->where)), QUESTION_COUNT_LIMIT);
    struct query query = {ddl_expand(snapshot->arena, sql, snapshot->as_of), asking->args,
                          asking->arg_count};
    enum rc rc =
        connection_one(snapshot->connection, snapshot->arena, query, snapshot->fault, &column, 1);
    *out = rc == RC_OK ? column.integer : -1;
    return rc;
}

static enum rc fetch(struct asking *asking, struct answer *out)
{
    struct snapshot *snapshot = asking->snapshot;
    const struct question *question = asking->question;
    const struct model_entity *kind = question->kind;
    size_t limit = (size_t)question->limit;
    const char *down = asking->is_down ? " DESC" : "";
    struct text sql = text_print(
        snapshot->arena, "%.*s, %s FROM {%s}%.*s ORDER BY (%s IS NULL), %s%s, id%s LIMIT %zu",
        TEXT_ARGS(kind->sql.select), asking->sort_sql, kind->entity->name,
        TEXT_ARGS(buffer_text(&asking->where)), asking->sort_sql, asking->sort_sql, down, down,
        limit + 1);
    struct query query = {ddl_expand(snapshot->arena, sql, snapshot->as_of), asking->args,
                          asking->arg_count};
    struct rows *rows;
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    size_t sort_at = SYSTEM_COLUMNS + kind->entity->field_count;
    struct value last = value_none();
    const struct value *columns;
    out->records = ARENA_MANY(snapshot->arena, struct record *, limit + 1);
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        if (out->count == limit) {
            out->next = cursor_of(asking, out->records[limit - 1]->id, last);
            rc = RC_NOT_FOUND;
            break;
        }
        rc = record_from_row(snapshot->arena, kind, columns, &out->records[out->count]);
        if (rc != RC_OK) {
            (void)fault_add(snapshot->fault, rc, text_of(kind->entity->name),
                            "a stored row is damaged; run csms verify");
            break;
        }
        last = value_copy(snapshot->arena, columns[sort_at]);
        out->count++;
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* Questions come from addresses and command lines, which may hold any bytes. */
static enum rc check_text(struct snapshot *snapshot, const char *place, struct text text)
{
    if (utf8_bad_at(text) == text.size && text_find(text, '\0') == text.size) {
        return RC_OK;
    }
    return fault_add(snapshot->fault, RC_INVALID, text_of(place), "this is not valid UTF-8");
}

static enum rc check_texts(struct snapshot *snapshot, const struct question *question)
{
    enum rc rc = check_text(snapshot, "q", question->words);
    rc = rc == RC_OK ? check_text(snapshot, "sort", question->sort) : rc;
    rc = rc == RC_OK ? check_text(snapshot, "after", question->after) : rc;
    for (size_t i = 0; rc == RC_OK && i < question->filter_count; i++) {
        rc = check_text(snapshot, "filter", question->filters[i].name);
        rc = rc == RC_OK ? check_text(snapshot, "filter", question->filters[i].value) : rc;
    }
    return rc;
}

enum rc question_ask(struct snapshot *snapshot, const struct question *question, struct answer *out)
{
    struct asking asking = {.snapshot = snapshot, .question = question};
    struct answer answer = {.total = -1};
    buffer_init(&asking.where, snapshot->arena);
    if (question->limit < 1 || question->limit > QUESTION_PAGE_LIMIT) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("limit"), "a page has 1 to %d records",
                         QUESTION_PAGE_LIMIT);
    }
    enum rc rc = check_texts(snapshot, question);
    if (rc == RC_OK && snapshot->as_of != 0 && question->words.size > 0) {
        rc = fault_add(snapshot->fault, RC_UNSUPPORTED, TEXT("q"),
                       "words are searched in the present only; leave out q or as_of");
    }
    rc = rc == RC_OK ? add_scope(&asking) : rc;
    if (rc == RC_OK && !question->with_retired) {
        and_where(&asking);
        buffer_put_z(&asking.where, "retired_us IS NULL");
    }
    for (size_t i = 0; rc == RC_OK && i < question->filter_count; i++) {
        rc = add_filter(&asking, &question->filters[i]);
    }
    if (rc == RC_OK) {
        add_words(&asking);
        rc = set_sort(&asking);
    }
    if (rc == RC_OK && question->wants_count) {
        rc = count_all(&asking, &answer.total);
    }
    rc = rc == RC_OK ? add_cursor(&asking) : rc;
    rc = rc == RC_OK ? fetch(&asking, &answer) : rc;
    if (rc == RC_OK) {
        *out = answer;
    }
    return rc;
}

enum rc question_search(struct snapshot *snapshot, const struct actor *actor, struct text words,
                        int64_t limit, struct hit **out, size_t *count)
{
    bool is_shared = connection_kind(snapshot->connection) == STORE_POSTGRES;
    enum rc checked = check_text(snapshot, "q", words);
    if (checked != RC_OK) {
        return checked;
    }
    struct text match = match_text(snapshot->arena, words, is_shared);
    struct hit *hits = ARENA_MANY(snapshot->arena, struct hit, QUESTION_PAGE_LIMIT + 1);
    *out = hits;
    *count = 0;
    if (match.size == 0) {
        return RC_OK;
    }
    struct value args[] = {value_text(match), value_text(words)};
    struct text sql = text_print(
        snapshot->arena,
        "SELECT id, entity, key, title, state FROM record WHERE retired_us IS NULL AND (key = ?2 "
        "OR %s) ORDER BY (key = ?2) DESC, entity, number LIMIT %d",
        is_shared ? "id IN (SELECT id FROM search WHERE words @@ to_tsquery('simple', ?1))"
                  : "rowid IN (SELECT rowid FROM search WHERE search MATCH ?1)",
        LOOKED_AT_LIMIT);
    struct rows *rows = NULL;
    enum rc rc = connection_query(snapshot->connection, (struct query){sql, args, 2},
                                  snapshot->fault, &rows);
    const struct value *columns;
    while (rc == RC_OK && *count < (size_t)limit && (rc = rows_next(rows, &columns)) == RC_OK) {
        struct hit *hit = &hits[*count];
        struct text id = value_as_text(columns[0]);
        const struct model_entity *kind =
            model_named(snapshot->workspace->model, value_as_text(columns[1]));
        if (kind == NULL || id.size != ID_BYTES) {
            continue;
        }
        memcpy(hit->id.bytes, id.at, ID_BYTES);
        hit->entity = text_of(kind->entity->name);
        hit->key = text_copy(snapshot->arena, value_as_text(columns[2]));
        hit->title = text_copy(snapshot->arena, value_as_text(columns[3]));
        hit->state = text_copy(snapshot->arena, value_as_text(columns[4]));
        *count += access_may_see(actor, snapshot, kind, hit->id) ? 1 : 0;
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
