#include "core/render.h"

#include "core/decision.h"
#include "core/head.h"
#include "core/ledger.h"

#include <string.h>

void renderer_init(struct renderer *renderer, struct snapshot *snapshot, struct json_writer *writer,
                   const struct actor *actor)
{
    renderer->snapshot = snapshot;
    renderer->actor = actor;
    renderer->writer = writer;
    table_init(&renderer->cards, snapshot->arena);
}

static bool may_name(struct renderer *renderer, const struct card *card)
{
    const char *module = card->kind->module->name;
    if (renderer->actor == NULL || strcmp(module, "org") == 0 ||
        access_may_everywhere(renderer->actor, module, "read")) {
        return true;
    }
    struct id scope = access_scope_of(renderer->snapshot, card->id);
    return id_is_zero(scope) ||
           access_may(renderer->actor, renderer->snapshot, module, "read", scope);
}

static const struct card *card_of(struct renderer *renderer, struct id id)
{
    struct card *card = table_get(&renderer->cards, id_bytes(&id));
    if (card != NULL) {
        return card;
    }
    card = ARENA_NEW(renderer->snapshot->arena, struct card);
    if (snapshot_card(renderer->snapshot, id, card) != RC_OK) {
        return NULL;
    }
    if (!may_name(renderer, card)) {
        card->title = TEXT_NONE;
    }
    table_put(&renderer->cards, id_bytes(&card->id), card);
    return card;
}

static void member_id(struct json_writer *writer, const char *name, struct id id)
{
    char text[ID_TEXT_SIZE + 1];
    json_member_text(writer, name, id_text(id, text));
}

static void member_moment(struct json_writer *writer, const char *name, int64_t moment_us)
{
    char text[MOMENT_TEXT_SIZE + 1];
    json_member_text(writer, name, moment_text(moment_us, text));
}

static void member_hash(struct json_writer *writer, const char *name, struct hash hash)
{
    char text[HASH_HEX_SIZE + 1];
    json_member_text(writer, name, hash_hex(hash, text));
}

void render_reference(struct renderer *renderer, struct id id)
{
    struct json_writer *writer = renderer->writer;
    const struct card *card = id_is_zero(id) ? NULL : card_of(renderer, id);
    if (card == NULL) {
        json_put_null(writer);
        return;
    }
    json_put_object(writer);
    member_id(writer, "id", card->id);
    json_member_text(writer, "key", card->key);
    json_member_z(writer, "entity", card->kind->entity->name);
    json_member_text(writer, "title", card->title);
    json_put_object_end(writer);
}

void render_field(struct renderer *renderer, const struct record *record, size_t at)
{
    struct json_writer *writer = renderer->writer;
    const struct field *field = &record->kind->entity->fields[at];
    struct value value = record->values[at];
    char text[MOMENT_TEXT_SIZE + 1];
    if (value.kind == VALUE_NONE && field->type == FIELD_REFS) {
        json_put_raw(writer, TEXT("[]"));
    } else if (value.kind == VALUE_NONE) {
        json_put_null(writer);
    } else if (field_has(field, FIELD_PERSONAL)) {
        json_put_text(writer, snapshot_unseal(renderer->snapshot, record, at));
    } else if (value.kind == VALUE_ID) {
        render_reference(renderer, value.id);
    } else if (value.kind == VALUE_IDS) {
        json_put_list(writer);
        for (size_t i = 0; i < value_ids_count(value); i++) {
            render_reference(renderer, value_ids_at(value, i));
        }
        json_put_list_end(writer);
    } else if (field->type == FIELD_MOMENT) {
        json_put_text(writer, moment_text(value.integer, text));
    } else if (field->type == FIELD_BOOL) {
        json_put_bool(writer, value.integer != 0);
    } else if (value.kind == VALUE_INTEGER) {
        json_put_integer(writer, value.integer);
    } else if (field->type == FIELD_JSON) {
        json_put_raw(writer, value.text);
    } else {
        json_put_text(writer, value.text);
    }
}

/* Links of composition are never suspect: a part does not age by its whole. */
static bool is_part_link(struct snapshot *snapshot, struct text entity, struct text field)
{
    const struct model_entity *kind = model_named(snapshot->workspace->model, entity);
    const struct field *part = kind != NULL ? entity_part_field(kind->entity) : NULL;
    return part != NULL && text_is(field, part->name);
}

static int64_t count_suspects(struct snapshot *snapshot, const struct record *record)
{
    static const char sql[] =
        "SELECT a.entity, field FROM link JOIN record a ON a.id = from_id JOIN record b ON b.id = "
        "to_id WHERE (from_id = ?1 OR to_id = ?1) AND (from_revision < a.content_revision OR "
        "to_revision < b.content_revision) AND a.retired_us IS NULL AND b.retired_us IS NULL";
    struct value id = value_id(record->id);
    struct rows *rows;
    const struct value *columns;
    int64_t count = 0;
    if (connection_query(snapshot->connection, (struct query){TEXT(sql), &id, 1}, snapshot->fault,
                         &rows) != RC_OK) {
        return 0;
    }
    while (rows_next(rows, &columns) == RC_OK) {
        count += !is_part_link(snapshot, value_as_text(columns[0]), value_as_text(columns[1]));
    }
    rows_close(rows);
    return count;
}

void render_record(struct renderer *renderer, const struct record *record,
                   enum render_suspects suspects)
{
    struct json_writer *writer = renderer->writer;
    const struct entity *entity = record->kind->entity;
    json_put_object(writer);
    member_id(writer, "id", record->id);
    json_member_text(writer, "key", record->key);
    json_member_z(writer, "entity", entity->name);
    json_member_text(writer, "title", snapshot_title(renderer->snapshot, record));
    json_member_integer(writer, "revision", record->revision);
    json_member_text(writer, "state", record->state);
    json_put_name_z(writer, "owner");
    render_reference(renderer, record->owner);
    member_moment(writer, "created_at", record->created_us);
    member_moment(writer, "changed_at", record->changed_us);
    if (record->retired_us != 0) {
        member_moment(writer, "retired_at", record->retired_us);
    } else {
        json_put_name_z(writer, "retired_at");
        json_put_null(writer);
    }
    member_hash(writer, "content_hash", record->content_hash);
    json_put_name_z(writer, "fields");
    json_put_object(writer);
    for (size_t i = 0; i < entity->field_count; i++) {
        json_put_name_z(writer, entity->fields[i].name);
        render_field(renderer, record, i);
    }
    json_put_object_end(writer);
    if (suspects != RENDER_NO_SUSPECTS) {
        json_member_integer(writer, "suspect_links",
                            suspects == RENDER_NEW ? 0
                                                   : count_suspects(renderer->snapshot, record));
    }
    json_put_object_end(writer);
}

/* ---- history ---- */

static void change_item(struct renderer *renderer, const char *field, const char *label)
{
    json_put_object(renderer->writer);
    json_member_z(renderer->writer, "field", field);
    json_member_z(renderer->writer, "label", label);
}

static void text_change(struct renderer *renderer, const char *field, const char *label,
                        struct text from, struct text to)
{
    if (text_equals(from, to)) {
        return;
    }
    change_item(renderer, field, label);
    json_put_name_z(renderer->writer, "from");
    if (from.size > 0) {
        json_put_text(renderer->writer, from);
    } else {
        json_put_null(renderer->writer);
    }
    json_member_text(renderer->writer, "to", to);
    json_put_object_end(renderer->writer);
}

static void render_changes(struct renderer *renderer, const struct record *was,
                           const struct record *now)
{
    const struct entity *entity = now->kind->entity;
    json_put_list(renderer->writer);
    text_change(renderer, "state", "State", was != NULL ? was->state : TEXT_NONE, now->state);
    for (size_t i = 0; i < entity->field_count; i++) {
        struct value before = was != NULL ? was->values[i] : value_none();
        if (value_equals(before, now->values[i])) {
            continue;
        }
        change_item(renderer, entity->fields[i].name, entity->fields[i].label);
        json_put_name_z(renderer->writer, "from");
        if (was != NULL) {
            render_field(renderer, was, i);
        } else {
            json_put_null(renderer->writer);
        }
        json_put_name_z(renderer->writer, "to");
        render_field(renderer, now, i);
        json_put_object_end(renderer->writer);
    }
    json_put_list_end(renderer->writer);
}

static struct text history_sql(struct arena *arena, const struct model_entity *kind)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "SELECT ");
    for (size_t i = 0; i < SYSTEM_COLUMNS; i++) {
        buffer_print(&out, "h.%s, ", ddl_system_columns[i]);
    }
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        buffer_print(&out, "h.f_%s, ", kind->entity->fields[i].name);
    }
    buffer_print(&out,
                 "l.payload, l.leaf FROM %s_history h JOIN ledger l ON l.seq = h.from_seq "
                 "WHERE h.id = ?1 ORDER BY h.from_seq DESC LIMIT 500",
                 kind->entity->name);
    return buffer_text(&out);
}

struct version {
    struct record *record;
    struct ledger_entry entry;
    struct hash leaf;
};

static enum rc load_versions(struct snapshot *snapshot, const struct record *record,
                             struct version *versions, size_t limit, size_t *count)
{
    struct rows *rows;
    struct value id = value_id(record->id);
    struct query query = {history_sql(snapshot->arena, record->kind), &id, 1};
    size_t payload_at = SYSTEM_COLUMNS + record->kind->entity->field_count;
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *columns;
    *count = 0;
    while (*count < limit && (rc = rows_next(rows, &columns)) == RC_OK) {
        struct version *version = &versions[*count];
        struct text payload = text_copy(snapshot->arena, value_as_text(columns[payload_at]));
        rc = record_from_row(snapshot->arena, record->kind, columns, &version->record);
        rc = rc == RC_OK ? ledger_parse(snapshot->arena, payload, &version->entry) : rc;
        if (rc != RC_OK ||
            !hash_from_bytes(value_as_text(columns[payload_at + 1]), &version->leaf)) {
            rows_close(rows);
            return fault_add(snapshot->fault, RC_CORRUPT, record->key,
                             "the history is damaged; run csms verify");
        }
        ++*count;
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct text render_actor(struct snapshot *snapshot, struct text actor)
{
    struct id id;
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    if (text_starts(actor, TEXT("account:")) && id_from_text(text_from(actor, 8), &id) &&
        operational_get(snapshot->connection, snapshot->arena, TABLE_ACCOUNT, value_id(id),
                        snapshot->fault, row) == RC_OK) {
        return value_as_text(row[ACCOUNT_NAME]);
    }
    return actor;
}

enum rc render_history(struct renderer *renderer, const struct record *record)
{
    enum { LIMIT = 500 };
    struct snapshot *snapshot = renderer->snapshot;
    struct json_writer *writer = renderer->writer;
    struct version *versions = ARENA_MANY(snapshot->arena, struct version, LIMIT);
    size_t count;
    enum rc rc = load_versions(snapshot, record, versions, LIMIT, &count);
    if (rc != RC_OK) {
        return rc;
    }
    json_put_object(writer);
    json_put_name_z(writer, "items");
    json_put_list(writer);
    for (size_t i = 0; i < count; i++) {
        const struct version *version = &versions[i];
        json_put_object(writer);
        json_member_integer(writer, "seq", version->entry.seq);
        member_moment(writer, "at", version->entry.at_us);
        json_member_text(writer, "actor", render_actor(snapshot, version->entry.actor));
        json_member_text(writer, "verb", version->entry.verb);
        json_member_integer(writer, "revision", version->record->revision);
        json_member_text(writer, "reason", version->entry.reason);
        json_put_name_z(writer, "changes");
        render_changes(renderer, i + 1 < count ? versions[i + 1].record : NULL, version->record);
        member_hash(writer, "leaf", version->leaf);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
    return RC_OK;
}

/* ---- links ---- */

static const char links_sql[] =
    "SELECT l.from_id, l.field, l.to_id, l.from_revision, l.to_revision, a.content_revision, "
    "b.content_revision, a.entity FROM link l JOIN record a ON a.id = l.from_id JOIN record b ON "
    "b.id = l.to_id WHERE (l.from_id = ?1 OR l.to_id = ?1) AND a.retired_us IS NULL AND "
    "b.retired_us IS NULL ORDER BY l.field, a.number, b.number LIMIT 2000";

struct end {
    struct id from;
    struct id to;
    struct text field;
    const struct model_entity *kind;
    bool is_suspect;
};

static enum rc load_ends(struct snapshot *snapshot, struct id id, struct end **out, size_t *count)
{
    struct rows *rows;
    struct value arg = value_id(id);
    enum rc rc = connection_query(snapshot->connection, (struct query){TEXT(links_sql), &arg, 1},
                                  snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    struct end *ends = ARENA_MANY(snapshot->arena, struct end, 2000);
    const struct value *columns;
    size_t used = 0;
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        struct end *end = &ends[used];
        struct text from = value_as_text(columns[0]);
        struct text to = value_as_text(columns[2]);
        end->kind = model_named(snapshot->workspace->model, value_as_text(columns[7]));
        if (from.size != ID_BYTES || to.size != ID_BYTES || end->kind == NULL) {
            continue;
        }
        memcpy(end->from.bytes, from.at, ID_BYTES);
        memcpy(end->to.bytes, to.at, ID_BYTES);
        end->field = text_copy(snapshot->arena, value_as_text(columns[1]));
        end->is_suspect =
            columns[3].integer < columns[5].integer || columns[4].integer < columns[6].integer;
        used++;
    }
    rows_close(rows);
    *out = ends;
    *count = used;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static void render_end(struct renderer *renderer, const struct end *end, bool is_outgoing)
{
    struct json_writer *writer = renderer->writer;
    int at = entity_field_index(end->kind->entity, end->field.at, end->field.size);
    const struct field *field = at >= 0 ? &end->kind->entity->fields[at] : NULL;
    bool is_part = field != NULL && field_has(field, FIELD_PART);
    json_put_object(writer);
    if (!is_outgoing) {
        json_member_z(writer, "entity", end->kind->entity->name);
    }
    json_member_text(writer, "field", end->field);
    json_member_z(writer, "label", field != NULL ? field->label : "");
    json_put_name_z(writer, is_outgoing ? "target" : "source");
    render_reference(renderer, is_outgoing ? end->to : end->from);
    json_member_bool(writer, "is_part", is_part);
    json_member_bool(writer, "is_suspect", end->is_suspect && !is_part);
    json_put_object_end(writer);
}

enum rc render_links(struct renderer *renderer, const struct record *record)
{
    struct end *ends = NULL;
    size_t count = 0;
    enum rc rc = load_ends(renderer->snapshot, record->id, &ends, &count);
    if (rc != RC_OK) {
        return rc;
    }
    json_put_object(renderer->writer);
    for (int is_outgoing = 1; is_outgoing >= 0; is_outgoing--) {
        json_put_name_z(renderer->writer, is_outgoing ? "outgoing" : "incoming");
        json_put_list(renderer->writer);
        for (size_t i = 0; i < count; i++) {
            if (id_equals(ends[i].from, record->id) == (is_outgoing != 0)) {
                render_end(renderer, &ends[i], is_outgoing);
            }
        }
        json_put_list_end(renderer->writer);
    }
    json_put_object_end(renderer->writer);
    return RC_OK;
}

/* ---- decisions ---- */

static void render_decision(struct renderer *renderer, const struct record *decision,
                            struct hash covered_now)
{
    struct json_writer *writer = renderer->writer;
    char now[HASH_HEX_SIZE + 1];
    struct text covered = value_as_text(record_value(decision, "covered_hash"));
    json_put_object(writer);
    member_id(writer, "id", decision->id);
    json_member_text(writer, "key", decision->key);
    json_member_text(writer, "verb", value_as_text(record_value(decision, "verb")));
    json_member_text(writer, "meaning", value_as_text(record_value(decision, "meaning")));
    json_member_text(writer, "statement", value_as_text(record_value(decision, "statement")));
    json_member_text(
        writer, "by",
        render_actor(renderer->snapshot, value_as_text(record_value(decision, "decided_by"))));
    member_moment(writer, "at", decision->created_us);
    json_member_text(writer, "expires", value_as_text(record_value(decision, "expires")));
    json_member_text(writer, "covered_hash", covered);
    json_member_integer(writer, "covers_count", record_value(decision, "covered_count").integer);
    json_member_bool(writer, "is_imported", record_value(decision, "is_imported").integer != 0);
    json_member_bool(writer, "is_current", text_equals(covered, hash_hex(covered_now, now)));
    json_put_object_end(writer);
}

enum rc render_decisions(struct renderer *renderer, const struct record *record)
{
    struct snapshot *snapshot = renderer->snapshot;
    const struct model_entity *kind = model_named(snapshot->workspace->model, TEXT("decision"));
    struct change_set reading;
    struct coverage coverage;
    struct record **decisions;
    struct value subject = value_id(record->id);
    size_t count;
    change_set_init(&reading, snapshot, NULL);
    enum rc rc = snapshot_all(snapshot, kind, "f_subject = ?1", &subject, 1, &decisions, &count);
    rc = rc == RC_OK ? decision_coverage(&reading, record, &coverage) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    json_put_object(renderer->writer);
    json_put_name_z(renderer->writer, "items");
    json_put_list(renderer->writer);
    for (size_t i = count; i > 0; i--) {
        render_decision(renderer, decisions[i - 1], coverage.hash);
    }
    json_put_list_end(renderer->writer);
    json_put_object_end(renderer->writer);
    return RC_OK;
}

/* ---- ledger ---- */

static bool may_tell(struct renderer *renderer, const struct ledger_entry *entry)
{
    const struct model_entity *kind =
        model_named(renderer->snapshot->workspace->model, entry->entity);
    return kind != NULL && access_may_see(renderer->actor, renderer->snapshot, kind, entry->id);
}

static void render_entry(struct renderer *renderer, const struct value *columns)
{
    struct json_writer *writer = renderer->writer;
    struct ledger_entry entry;
    struct text payload = text_copy(renderer->snapshot->arena, value_as_text(columns[0]));
    struct hash leaf = {{0}};
    if (ledger_parse(renderer->snapshot->arena, payload, &entry) != RC_OK) {
        return;
    }
    (void)hash_from_bytes(value_as_text(columns[1]), &leaf);
    json_put_object(writer);
    json_member_integer(writer, "seq", entry.seq);
    member_moment(writer, "at", entry.at_us);
    json_member_text(writer, "actor", render_actor(renderer->snapshot, entry.actor));
    json_member_text(writer, "verb", entry.verb);
    json_member_text(writer, "entity", entry.entity);
    member_id(writer, "id", entry.id);
    json_put_name_z(writer, "ref");
    if (entry.revision > 0 && may_tell(renderer, &entry)) {
        render_reference(renderer, entry.id);
    } else {
        json_put_null(writer);
    }
    json_member_integer(writer, "revision", entry.revision);
    json_member_text(writer, "reason", entry.reason);
    member_hash(writer, "leaf", leaf);
    json_put_object_end(writer);
}

enum rc render_ledger(struct renderer *renderer, int64_t after, int64_t limit)
{
    struct snapshot *snapshot = renderer->snapshot;
    struct json_writer *writer = renderer->writer;
    struct rows *rows;
    struct head head;
    struct hash mac;
    struct value args[] = {value_integer(after), value_integer(limit)};
    enum rc rc =
        head_load(snapshot->connection, snapshot->arena, false, snapshot->fault, &head, &mac);
    if (rc != RC_OK) {
        return rc;
    }
    if (after < 0) {
        args[0] = value_integer((int64_t)head.tree.size - limit);
    }
    rc = connection_query(snapshot->connection,
                          (struct query){TEXT("SELECT payload, leaf FROM ledger WHERE seq > ?1 "
                                              "ORDER BY seq LIMIT ?2"),
                                         args, 2},
                          snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *columns;
    json_put_object(writer);
    json_put_name_z(writer, "items");
    json_put_list(writer);
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        render_entry(renderer, columns);
    }
    rows_close(rows);
    json_put_list_end(writer);
    json_put_name_z(writer, "head");
    json_put_object(writer);
    json_member_integer(writer, "size", (int64_t)head.tree.size);
    member_hash(writer, "root", head.root);
    json_put_object_end(writer);
    json_put_object_end(writer);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
