#include "core/sheet.h"

#include "base/utf8.h"
#include "core/bulk.h"
#include "core/render.h"

#include <string.h>

#define COLUMN_LIMIT (ENTITY_FIELD_LIMIT + 4)

/* ---- out ---- */

/* What a spreadsheet would run, also behind apostrophes, so that the way back
 * takes off exactly the one that was put on. */
static bool is_like_formula(struct text cell)
{
    size_t i = 0;
    while (i < cell.size && cell.at[i] == '\'') {
        i++;
    }
    return i < cell.size && memchr("=+-@\t\r", cell.at[i], 6) != NULL;
}

static void put_cell(struct buffer *out, struct text cell, bool is_first)
{
    bool is_formula = is_like_formula(cell);
    bool needs_quotes = is_formula;
    for (size_t i = 0; i < cell.size && !needs_quotes; i++) {
        needs_quotes = strchr(",\"\n\r", cell.at[i]) != NULL;
    }
    if (!is_first) {
        buffer_put_char(out, ',');
    }
    if (!needs_quotes) {
        buffer_put(out, cell);
        return;
    }
    buffer_put_char(out, '"');
    if (is_formula) {
        buffer_put_char(out, '\'');
    }
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.at[i] == '"') {
            buffer_put_char(out, '"');
        }
        buffer_put_char(out, cell.at[i]);
    }
    buffer_put_char(out, '"');
}

static struct text key_of(struct snapshot *snapshot, struct id id)
{
    struct card card;
    return snapshot_card(snapshot, id, &card) == RC_OK ? card.key : TEXT_NONE;
}

static struct text cell_of(struct snapshot *snapshot, const struct record *record, size_t at)
{
    const struct field *field = &record->kind->entity->fields[at];
    struct value value = record->values[at];
    struct buffer out;
    char moment[MOMENT_TEXT_SIZE + 1];
    buffer_init(&out, snapshot->arena);
    if (value.kind == VALUE_NONE) {
        return TEXT_NONE;
    }
    if (field_has(field, FIELD_PERSONAL)) {
        return snapshot_unseal(snapshot, record, at);
    }
    if (value.kind == VALUE_ID) {
        return key_of(snapshot, value.id);
    }
    if (value.kind == VALUE_IDS) {
        for (size_t i = 0; i < value_ids_count(value); i++) {
            buffer_put_z(&out, i > 0 ? " " : "");
            buffer_put(&out, key_of(snapshot, value_ids_at(value, i)));
        }
        return buffer_text(&out);
    }
    if (field->type == FIELD_MOMENT) {
        return text_copy(snapshot->arena, moment_text(value.integer, moment));
    }
    if (field->type == FIELD_BOOL) {
        return value.integer != 0 ? TEXT("true") : TEXT("false");
    }
    if (value.kind == VALUE_INTEGER) {
        return text_print(snapshot->arena, "%lld", (long long)value.integer);
    }
    return value.text;
}

static void put_row(struct snapshot *snapshot, const struct record *record, struct buffer *out)
{
    put_cell(out, record->key, true);
    put_cell(out, record->state, false);
    put_cell(out, id_is_zero(record->owner) ? TEXT_NONE : key_of(snapshot, record->owner), false);
    for (size_t i = 0; i < record->kind->entity->field_count; i++) {
        put_cell(out, cell_of(snapshot, record, i), false);
    }
    buffer_put_z(out, "\r\n");
}

static void put_head(const struct entity *entity, struct buffer *out)
{
    buffer_put_z(out, "key,state,owner");
    for (size_t i = 0; i < entity->field_count; i++) {
        buffer_print(out, ",%s", entity->fields[i].name);
    }
    buffer_put_z(out, "\r\n");
}

enum rc sheet_export(struct snapshot *snapshot, const struct sheet_request *request, bool is_csv,
                     struct buffer *out)
{
    struct question question = {.kind = request->kind,
                                .actor = request->actor,
                                .words = request->words,
                                .limit = QUESTION_PAGE_LIMIT,
                                .filter_count = request->filter_count};
    struct json_writer writer;
    struct renderer renderer;
    struct answer answer;
    json_writer_init(&writer, out);
    renderer_init(&renderer, snapshot, &writer, request->actor);
    for (size_t i = 0; i < request->filter_count; i++) {
        question.filters[i] = request->filters[i];
    }
    if (is_csv) {
        put_head(request->kind->entity, out);
    } else {
        json_put_list(&writer);
    }
    do {
        enum rc rc = question_ask(snapshot, &question, &answer);
        if (rc == RC_OK && arena_is_over(snapshot->arena)) {
            rc = fault_add(snapshot->fault, RC_TOO_LARGE, TEXT_NONE,
                           "the list is too long for one sheet; add a filter");
        }
        if (rc != RC_OK) {
            return rc;
        }
        for (size_t i = 0; i < answer.count; i++) {
            if (is_csv) {
                put_row(snapshot, answer.records[i], out);
            } else {
                render_record(&renderer, answer.records[i], RENDER_NO_SUSPECTS);
            }
        }
        question.after = answer.next;
    } while (answer.next.size > 0);
    if (!is_csv) {
        json_put_list_end(&writer);
    }
    return RC_OK;
}

/* ---- in ---- */

struct csv {
    struct change_set *set;
    struct text file;
    struct text rest;
    int line;
    struct text cells[COLUMN_LIMIT];
    size_t count;
};

static enum rc csv_bad(struct csv *csv, const char *words)
{
    return fault_add_at(csv->set->snapshot.fault, RC_INVALID, csv->file, csv->line,
                        (int)csv->count + 1, "%s", words);
}

/* A quoted cell; doubled quotes stand for one. */
static enum rc csv_quoted(struct csv *csv, struct text *out)
{
    struct buffer cell;
    int start = csv->line;
    buffer_init(&cell, csv->set->snapshot.arena);
    csv->rest = text_from(csv->rest, 1);
    for (;;) {
        size_t quote = text_find(csv->rest, '"');
        struct text run = text_part(csv->rest, 0, quote);
        for (size_t i = 0; i < run.size; i++) {
            csv->line += run.at[i] == '\n';
        }
        buffer_put(&cell, run);
        if (quote == csv->rest.size) {
            csv->line = start;
            return csv_bad(csv, "a quoted cell has no closing quote");
        }
        csv->rest = text_from(csv->rest, quote + 1);
        if (csv->rest.size == 0 || csv->rest.at[0] != '"') {
            break;
        }
        buffer_put_char(&cell, '"');
        csv->rest = text_from(csv->rest, 1);
    }
    *out = buffer_text(&cell);
    return RC_OK;
}

static size_t plain_size(struct text rest)
{
    size_t i = 0;
    while (i < rest.size && strchr(",\r\n", rest.at[i]) == NULL) {
        i++;
    }
    return i;
}

/* The cells of the next line; *is_end at the end of the input. */
static enum rc csv_line(struct csv *csv, bool *is_end)
{
    csv->count = 0;
    csv->line++;
    *is_end = csv->rest.size == 0;
    while (!*is_end) {
        struct text cell;
        if (csv->count == COLUMN_LIMIT) {
            return csv_bad(csv, "there are more columns than the entity has fields");
        }
        if (csv->rest.size > 0 && csv->rest.at[0] == '"') {
            enum rc rc = csv_quoted(csv, &cell);
            if (rc != RC_OK) {
                return rc;
            }
        } else {
            cell = text_part(csv->rest, 0, plain_size(csv->rest));
            csv->rest = text_from(csv->rest, cell.size);
        }
        csv->cells[csv->count++] = cell;
        if (csv->rest.size > 0 && csv->rest.at[0] == ',') {
            csv->rest = text_from(csv->rest, 1);
            continue;
        }
        if (csv->rest.size > 0 && csv->rest.at[0] != '\r' && csv->rest.at[0] != '\n') {
            return csv_bad(csv, "something follows a closing quote");
        }
        csv->rest = text_from(csv->rest, text_starts(csv->rest, TEXT("\r\n")) ? 2 : 1);
        break;
    }
    return RC_OK;
}

/* Only a whole JSON value may stand where one goes; else it stays text. */
static bool is_json(struct arena *arena, struct text cell)
{
    struct fault ignored;
    const struct json *root;
    fault_init(&ignored, arena);
    return json_read(arena, TEXT_NONE, cell, &ignored, &root) == RC_OK;
}

static void put_cell_json(struct json_writer *writer, const struct field *field, struct text cell)
{
    if (cell.size > 1 && cell.at[0] == '\'' && is_like_formula(cell)) {
        cell = text_from(cell, 1);
    }
    int64_t integer;
    if (cell.size == 0) {
        json_put_null(writer);
    } else if (field->type == FIELD_INTEGER && text_to_integer(cell, &integer)) {
        json_put_integer(writer, integer);
    } else if (field->type == FIELD_BOOL && text_is(cell, "true")) {
        json_put_bool(writer, true);
    } else if (field->type == FIELD_BOOL && text_is(cell, "false")) {
        json_put_bool(writer, false);
    } else if (field->type == FIELD_REFS) {
        json_put_list(writer);
        while (cell.size > 0) {
            struct text key = text_cut(&cell, ' ');
            if (key.size > 0) {
                json_put_text(writer, key);
            }
        }
        json_put_list_end(writer);
    } else if (field->type == FIELD_JSON && is_json(writer->out->arena, cell)) {
        json_put_raw(writer, cell);
    } else {
        json_put_text(writer, cell);
    }
}

static enum rc row_fields(struct csv *csv, const struct entity *entity, const struct text *names,
                          size_t name_count, const struct json **out)
{
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, csv->set->snapshot.arena);
    json_writer_init(&writer, &text);
    json_put_object(&writer);
    for (size_t i = 0; i < csv->count && i < name_count; i++) {
        int at = entity_field_index(entity, names[i].at, names[i].size);
        if (at < 0 || field_has(&entity->fields[at], FIELD_READ_ONLY)) {
            continue;
        }
        json_put_name(&writer, names[i]);
        put_cell_json(&writer, &entity->fields[at], csv->cells[i]);
    }
    json_put_object_end(&writer);
    return json_read(csv->set->snapshot.arena, csv->file, buffer_text(&text),
                     csv->set->snapshot.fault, out);
}

static struct text cell_named(const struct csv *csv, const struct text *names, size_t name_count,
                              const char *name)
{
    for (size_t i = 0; i < csv->count && i < name_count; i++) {
        if (text_is(names[i], name)) {
            return csv->cells[i];
        }
    }
    return TEXT_NONE;
}

static bool is_stored(struct change_set *set, const struct model_entity *kind, struct text key,
                      struct record **out)
{
    struct fault *kept = set->snapshot.fault;
    struct fault ignored;
    fault_init(&ignored, set->snapshot.arena);
    set->snapshot.fault = &ignored;
    bool is_found = key.size > 0 && change_find(set, kind, key, out) == RC_OK;
    set->snapshot.fault = kept;
    return is_found;
}

static enum rc import_row(struct change_set *set, const struct model_entity *kind,
                          struct change_input *input)
{
    struct record *record;
    if (is_stored(set, kind, input->key, &record)) {
        return change_update(set, record, input, &record);
    }
    return change_create(set, kind, input, &record);
}

static enum rc check_names(struct csv *csv, const struct entity *entity)
{
    for (size_t i = 0; i < csv->count; i++) {
        struct text name = csv->cells[i];
        bool is_system = text_is(name, "key") || text_is(name, "state") || text_is(name, "owner");
        if (!is_system && entity_field_index(entity, name.at, name.size) < 0) {
            return fault_add_at(csv->set->snapshot.fault, RC_INVALID, csv->file, 1, (int)i + 1,
                                "the column \"%.*s\" is no field of a %s; the first line names "
                                "the fields",
                                TEXT_ARGS(name), entity->title);
        }
    }
    return RC_OK;
}

static enum rc import_csv(struct change_set *set, const struct model_entity *kind, struct text file,
                          struct text input, size_t *count)
{
    struct csv csv = {.set = set, .file = file, .rest = input};
    struct text names[COLUMN_LIMIT];
    bool is_end;
    if (text_starts(csv.rest, TEXT("\xEF\xBB\xBF"))) {
        csv.rest = text_from(csv.rest, 3); /* the mark some spreadsheets write */
    }
    enum rc rc = csv_line(&csv, &is_end);
    rc = rc == RC_OK ? check_names(&csv, kind->entity) : rc;
    size_t name_count = csv.count;
    memcpy(names, csv.cells, sizeof names);
    enum rc worst = rc;
    while (rc == RC_OK && (rc = csv_line(&csv, &is_end)) == RC_OK && !is_end) {
        struct change_input row = {.key = cell_named(&csv, names, name_count, "key"),
                                   .owner = cell_named(&csv, names, name_count, "owner")};
        if (csv.count == 1 && csv.cells[0].size == 0) {
            continue; /* an empty line */
        }
        row.path = text_print(set->snapshot.arena, "line %d: ", csv.line);
        rc = row_fields(&csv, kind->entity, names, name_count, &row.fields);
        if (rc == RC_OK) {
            enum rc one = import_row(set, kind, &row);
            worst = one != RC_OK ? one : worst;
            ++*count;
        }
    }
    return rc != RC_OK ? rc : worst;
}

/* The fields that people may set. */
static const struct json *without_read_only(struct arena *arena, const struct entity *entity,
                                            const struct json *fields)
{
    if (fields == NULL || fields->kind != JSON_OBJECT) {
        return fields;
    }
    struct json *kept = ARENA_NEW(arena, struct json);
    struct json **end = &kept->first;
    *kept = *fields;
    for (const struct json *at = fields->first; at != NULL; at = at->next) {
        int index = entity_field_index(entity, at->name.at, at->name.size);
        if (index < 0 || !field_has(&entity->fields[index], FIELD_READ_ONLY)) {
            *end = ARENA_NEW(arena, struct json);
            **end = *at;
            end = &(*end)->next;
        }
    }
    *end = NULL;
    return kept;
}

/* The JSON of an export: records with "key" and "fields"; read-only fields and
 * times in it are left alone. */
static enum rc import_json(struct change_set *set, const struct model_entity *kind,
                           struct text file, struct text input, size_t *count)
{
    const struct json *list;
    enum rc rc = json_read(set->snapshot.arena, file, input, set->snapshot.fault, &list);
    if (rc == RC_OK && list->kind != JSON_LIST) {
        rc = fault_add_at(set->snapshot.fault, RC_INVALID, file, list->line, list->column,
                          "a list of records was expected");
    }
    if (rc != RC_OK) {
        return rc;
    }
    enum rc worst = RC_OK;
    set->file = file;
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        struct change_input row = {.fields = without_read_only(set->snapshot.arena, kind->entity,
                                                               json_member(at, "fields")),
                                   .key = json_text(json_member(at, "key")),
                                   .path = text_print(set->snapshot.arena, "[%zu].", *count)};
        rc = import_row(set, kind, &row);
        worst = rc != RC_OK ? rc : worst;
        ++*count;
    }
    return worst;
}

enum rc sheet_import(struct change_set *set, const struct sheet_input *input, size_t *count)
{
    size_t bad = utf8_bad_at(input->bytes);
    if (bad < input->bytes.size) {
        int line = 1;
        for (size_t i = 0; i < bad; i++) {
            line += input->bytes.at[i] == '\n';
        }
        return fault_add_at(set->snapshot.fault, RC_INVALID, input->file, line, 1,
                            "this is not valid UTF-8; save the sheet as UTF-8");
    }
    *count = 0;
    return input->is_csv ? import_csv(set, input->kind, input->file, input->bytes, count)
                         : import_json(set, input->kind, input->file, input->bytes, count);
}
