#include "core/text_form.h"
#include "core/text_form_part.h"
#include "core/validate.h"
#include "wire/yaml.h"

#include <stdlib.h>
#include <string.h>

#define MEMBER_INDENT YAML_STEP /* of a record's members behind its dash */

struct exporter {
    struct snapshot *snapshot;
    struct folder *folder;
    struct table ends;      /* id -> struct text_form_end */
    struct table builtins;  /* id -> struct builtin */
    struct table blobs;     /* hexadecimal SHA-256 -> itself */
    struct text *blob_list; /* in order of appearance, then sorted */
    size_t blob_room;
    struct snapshot scratch; /* with an arena of its own, emptied for each entity */
    struct buffer *out;      /* of the entity in hand */
    size_t count;
};

/* ---- what is left out ---- */

static bool needs_end(const struct model_entity *kind, struct text field_name)
{
    int at = entity_field_index(kind->entity, field_name.at, field_name.size);
    return at >= 0 && field_has(&kind->entity->fields[at], FIELD_REQUIRED);
}

/* What must refer to a record that is left out is left out itself. */
static enum rc leave_out_dependents(struct exporter *exporter, struct id id)
{
    struct rows *rows;
    const struct value *columns;
    enum rc rc =
        connection_query(exporter->snapshot->connection,
                         QUERY("SELECT from_id, field FROM link WHERE to_id = ?1", value_id(id)),
                         exporter->snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        struct text_form_end *from = table_get(&exporter->ends, value_as_text(columns[0]));
        if (from != NULL && needs_end(from->kind, value_as_text(columns[1]))) {
            from->is_left_out = true;
        }
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* Until a walk over all finds no more; each record is asked once. */
static enum rc leave_out(struct exporter *exporter)
{
    struct table asked;
    enum rc rc = RC_OK;
    table_init(&asked, exporter->snapshot->arena);
    for (size_t before = SIZE_MAX; rc == RC_OK && before != asked.count;) {
        before = asked.count;
        for (size_t i = 0; rc == RC_OK && i < exporter->ends.room; i++) {
            struct text_form_end *end = exporter->ends.slots[i].value;
            if (end == NULL || (text_form_has(end->kind) && !end->is_left_out) ||
                table_get(&asked, id_bytes(&end->id)) != NULL) {
                continue;
            }
            end->is_left_out = true;
            table_put(&asked, id_bytes(&end->id), end);
            rc = leave_out_dependents(exporter, end->id);
        }
    }
    return rc;
}

static void index_builtins(struct exporter *exporter)
{
    struct arena *arena = exporter->snapshot->arena;
    const struct model *model = exporter->snapshot->workspace->model;
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->builtin_count; k++) {
            const struct builtin *builtin = &model->modules[i]->builtins[k];
            struct id *id = ARENA_NEW(arena, struct id);
            *id = id_from_name(text_print(arena, "csms builtin %s", builtin->key));
            table_put(&exporter->builtins, id_bytes(id), (void *)(uintptr_t)builtin);
        }
    }
}

/* Is it as every workspace has it from the start? */
static bool is_untouched(struct exporter *exporter, const struct record *record)
{
    struct snapshot snapshot = exporter->scratch;
    const struct builtin *builtin = table_get(&exporter->builtins, id_bytes(&record->id));
    const struct json *fields;
    struct change_set set;
    struct fault ignored;
    struct actor program = {.name = TEXT("job:export"), .may_all = true};
    uint64_t changed = 0;
    bool is_plain = record->retired_us == 0 && id_is_zero(record->owner);
    if (builtin == NULL || !is_plain ||
        !text_is(record->state, entity_life(record->kind->entity)->states[0].id)) {
        return false;
    }
    fault_init(&ignored, snapshot.arena);
    snapshot.fault = &ignored;
    change_set_init(&set, &snapshot, &program);
    set.is_import = true; /* read-only fields and retired ends are allowed */
    struct record *first = record_open(snapshot.arena, record->kind);
    first->id = record->id;
    struct text words = text_of(builtin->fields(snapshot.arena));
    if (json_read(snapshot.arena, text_of(builtin->key), words, &ignored, &fields) != RC_OK) {
        return false;
    }
    struct change_input input = {.fields = fields};
    return validate_fields(&set, &input, first, &changed) == RC_OK &&
           hash_equals(record_hash_content(snapshot.arena, first), record->content_hash);
}

/* ---- values ---- */

static void put_member(struct exporter *exporter, const char *name)
{
    yaml_put_indent(exporter->out, MEMBER_INDENT);
    buffer_put_z(exporter->out, name);
    buffer_put_char(exporter->out, ':');
}

static void put_word(struct exporter *exporter, const char *name, struct text word)
{
    put_member(exporter, name);
    buffer_put_char(exporter->out, ' ');
    yaml_put_word(exporter->out, word);
    buffer_put_char(exporter->out, '\n');
}

static void put_text(struct exporter *exporter, const char *name, struct text text)
{
    put_member(exporter, name);
    buffer_put_char(exporter->out, ' ');
    yaml_put_text(exporter->out, text, MEMBER_INDENT);
    buffer_put_char(exporter->out, '\n');
}

static int end_order(const void *a, const void *b)
{
    const struct text_form_end *const *left = a;
    const struct text_form_end *const *right = b;
    int order = strcmp((*left)->kind->entity->key_prefix, (*right)->kind->entity->key_prefix);
    if (order != 0) {
        return order;
    }
    return ((*left)->number > (*right)->number) - ((*left)->number < (*right)->number);
}

static void put_reference(struct exporter *exporter, const char *name, struct id id)
{
    const struct text_form_end *end = table_get(&exporter->ends, id_bytes(&id));
    if (end != NULL && !end->is_left_out) {
        put_word(exporter, name, end->key);
    }
}

static void put_references(struct exporter *exporter, const char *name, struct value ids)
{
    size_t count = 0;
    const struct text_form_end **ends =
        ARENA_MANY(exporter->scratch.arena, const struct text_form_end *, value_ids_count(ids) + 1);
    for (size_t i = 0; i < value_ids_count(ids); i++) {
        struct id id = value_ids_at(ids, i);
        ends[count] = table_get(&exporter->ends, id_bytes(&id));
        count += ends[count] != NULL && !ends[count]->is_left_out ? 1 : 0;
    }
    if (count == 0) {
        return;
    }
    qsort(ends, count, sizeof *ends, end_order);
    put_member(exporter, name);
    buffer_put_char(exporter->out, '\n');
    for (size_t i = 0; i < count; i++) {
        yaml_put_indent(exporter->out, MEMBER_INDENT + YAML_STEP);
        buffer_put_z(exporter->out, "- ");
        yaml_put_word(exporter->out, ends[i]->key);
        buffer_put_char(exporter->out, '\n');
    }
}

static enum rc put_tree(struct exporter *exporter, const char *name, struct text canonical)
{
    const struct json *tree;
    enum rc rc = json_read(exporter->scratch.arena, text_of(name), canonical,
                           exporter->snapshot->fault, &tree);
    if (rc == RC_OK) {
        put_member(exporter, name);
        yaml_put_member_value(exporter->out, tree, MEMBER_INDENT);
    }
    return rc;
}

static void put_blob(struct exporter *exporter, const char *name, struct text hex)
{
    struct arena *arena = exporter->snapshot->arena;
    put_word(exporter, name, hex);
    if (table_get(&exporter->blobs, hex) != NULL) {
        return;
    }
    size_t count = exporter->blobs.count;
    if (count == exporter->blob_room) {
        size_t wider = count > 0 ? count * 2 : 16;
        exporter->blob_list = arena_grow(arena, exporter->blob_list, count * sizeof(struct text),
                                         wider * sizeof(struct text));
        exporter->blob_room = wider;
    }
    exporter->blob_list[count] = text_copy(arena, hex);
    table_put(&exporter->blobs, exporter->blob_list[count], exporter);
}

static enum rc put_field(struct exporter *exporter, const struct record *record, size_t at)
{
    const struct field *field = &record->kind->entity->fields[at];
    struct value value = record->values[at];
    char moment[MOMENT_TEXT_SIZE + 1];
    struct text plain;
    if (value_is_none(value) || text_form_is_mark(record->kind, field)) {
        return RC_OK;
    }
    if (field_has(field, FIELD_PERSONAL)) {
        if (snapshot_may_unseal(&exporter->scratch, record, at, &plain)) {
            put_text(exporter, field->name, plain);
        }
        return RC_OK;
    }
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PROSE:
        put_text(exporter, field->name, value.text);
        break;
    case FIELD_INTEGER:
        put_member(exporter, field->name);
        buffer_print(exporter->out, " %lld\n", (long long)value.integer);
        break;
    case FIELD_BOOL:
        put_member(exporter, field->name);
        buffer_put_z(exporter->out, value.integer != 0 ? " true\n" : " false\n");
        break;
    case FIELD_CHOICE:
    case FIELD_DATE:
        put_word(exporter, field->name, value.text);
        break;
    case FIELD_MOMENT:
        put_word(exporter, field->name, moment_text(value.integer, moment));
        break;
    case FIELD_REF:
    case FIELD_ANY:
        put_reference(exporter, field->name, value.id);
        break;
    case FIELD_REFS:
        put_references(exporter, field->name, value);
        break;
    case FIELD_JSON:
        return put_tree(exporter, field->name, value.text);
    case FIELD_BLOB:
        put_blob(exporter, field->name, value.text);
        break;
    }
    return RC_OK;
}

/* ---- records ---- */

static enum rc put_erased(struct exporter *exporter, const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    struct text plain;
    bool has_any = false;
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!field_has(&entity->fields[i], FIELD_PERSONAL) || value_is_none(record->values[i]) ||
            snapshot_may_unseal(&exporter->scratch, record, i, &plain)) {
            continue;
        }
        if (!exporter->snapshot->workspace->has_key) {
            return fault_add(exporter->snapshot->fault, RC_DENIED, record->key,
                             "personal fields cannot be read, because the signing key of this "
                             "workspace is not on this machine; export where it is");
        }
        if (!has_any) {
            put_member(exporter, "erased");
            buffer_put_char(exporter->out, '\n');
        }
        has_any = true;
        yaml_put_indent(exporter->out, MEMBER_INDENT + YAML_STEP);
        buffer_print(exporter->out, "- %s\n", entity->fields[i].name);
    }
    return RC_OK;
}

static enum rc put_record(struct exporter *exporter, const struct record *record)
{
    char id[ID_TEXT_SIZE + 1];
    enum rc rc = RC_OK;
    buffer_print(exporter->out, "- id: %s\n", id_text(record->id, id).at);
    put_word(exporter, "key", record->key);
    put_word(exporter, "state", record->state);
    if (!id_is_zero(record->owner)) {
        put_reference(exporter, "owner", record->owner);
    }
    if (record->retired_us != 0) {
        put_member(exporter, "retired");
        buffer_put_z(exporter->out, " true\n");
    }
    for (size_t i = 0; rc == RC_OK && i < record->kind->entity->field_count; i++) {
        rc = put_field(exporter, record, i);
    }
    exporter->count++;
    return rc == RC_OK ? put_erased(exporter, record) : rc;
}

static bool is_exported(struct exporter *exporter, const struct record *record)
{
    const struct text_form_end *end = table_get(&exporter->ends, id_bytes(&record->id));
    return (end == NULL || !end->is_left_out) && !is_untouched(exporter, record);
}

static int record_order(const void *a, const void *b)
{
    const struct record *const *left = a;
    const struct record *const *right = b;
    return ((*left)->number > (*right)->number) - ((*left)->number < (*right)->number);
}

static enum rc load_records(struct exporter *exporter, const struct model_entity *kind,
                            struct record ***out, size_t *count)
{
    struct arena *arena = exporter->scratch.arena;
    struct rows *rows;
    const struct value *columns;
    struct record **list = NULL;
    size_t used = 0;
    size_t room = 0;
    struct text sql =
        text_print(arena, "%.*s FROM %s", TEXT_ARGS(kind->sql.select), kind->entity->name);
    enum rc rc = connection_query(exporter->snapshot->connection, (struct query){sql, NULL, 0},
                                  exporter->snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        if (used == room) {
            size_t wider = room > 0 ? room * 2 : 64;
            list = arena_grow(arena, list, room * sizeof *list, wider * sizeof *list);
            room = wider;
        }
        rc = record_from_row(arena, kind, columns, &list[used++]);
        if (rc != RC_OK) {
            (void)fault_add(exporter->snapshot->fault, rc, text_of(kind->entity->name),
                            "a stored row is damaged; run csms verify");
            break;
        }
    }
    rows_close(rows);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    if (used > 1) {
        qsort(list, used, sizeof *list, record_order);
    }
    *out = list;
    *count = used;
    return RC_OK;
}

static enum rc export_entity(struct exporter *exporter, const struct model_entity *kind,
                             bool *has_file)
{
    struct record **records = NULL;
    size_t count = 0;
    struct buffer out;
    struct snapshot *scratch = &exporter->scratch;
    const char *module = kind->module->name;
    enum rc rc = load_records(exporter, kind, &records, &count);
    buffer_init(&out, scratch->arena);
    exporter->out = &out;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        if (is_exported(exporter, records[i])) {
            rc = put_record(exporter, records[i]);
        }
    }
    if (rc != RC_OK || out.size == 0) {
        return rc;
    }
    struct text name = text_print(scratch->arena, "%s.yaml", kind->entity->name);
    rc = folder_make(exporter->folder, module, exporter->snapshot->fault);
    rc = rc == RC_OK
             ? folder_write(exporter->folder, text_form_path(scratch->arena, module, name.at),
                            buffer_text(&out), exporter->snapshot->fault)
             : rc;
    *has_file = true;
    return rc;
}

/* ---- content ---- */

static int text_order(const void *a, const void *b)
{
    const struct text *left = a;
    const struct text *right = b;
    return text_compare(*left, *right);
}

static enum rc export_blob(struct exporter *exporter, struct text hex, struct buffer *list)
{
    struct snapshot *scratch = &exporter->scratch;
    struct fault *fault = exporter->snapshot->fault;
    struct value columns[2];
    struct hash sha256;
    if (!hash_from_hex(hex, &sha256)) {
        return fault_add(fault, RC_CORRUPT, hex, "this is no SHA-256; run csms verify");
    }
    enum rc rc = connection_one(scratch->connection, scratch->arena,
                                QUERY("SELECT media_type, bytes FROM blob WHERE sha256 = ?1",
                                      value_bytes(hash_text(&sha256))),
                                fault, columns, 2);
    if (rc == RC_NOT_FOUND) {
        return fault_add(fault, RC_CORRUPT, hex, "this content is missing; run csms verify");
    }
    if (rc != RC_OK) {
        return rc;
    }
    buffer_put_z(list, "- sha256: ");
    yaml_put_word(list, hex);
    buffer_put_z(list, "\n  media_type: ");
    yaml_put_word(list, value_as_text(columns[0]));
    buffer_put_char(list, '\n');
    char *name = text_to_z(scratch->arena, hex);
    return folder_write(exporter->folder, text_form_path(scratch->arena, TEXT_FORM_BLOBS, name),
                        value_as_text(columns[1]), fault);
}

static enum rc export_blobs(struct exporter *exporter)
{
    struct arena *arena = exporter->snapshot->arena;
    struct fault *fault = exporter->snapshot->fault;
    struct buffer list;
    if (exporter->blobs.count == 0) {
        return RC_OK;
    }
    buffer_init(&list, arena);
    qsort(exporter->blob_list, exporter->blobs.count, sizeof(struct text), text_order);
    enum rc rc = folder_make(exporter->folder, TEXT_FORM_BLOBS, fault);
    for (size_t i = 0; rc == RC_OK && i < exporter->blobs.count; i++) {
        arena_reset(exporter->scratch.arena);
        rc = export_blob(exporter, exporter->blob_list[i], &list);
    }
    if (rc != RC_OK) {
        return rc;
    }
    return folder_write(exporter->folder, TEXT_FORM_CONTENT, buffer_text(&list), fault);
}

/* ---- the whole ---- */

static enum rc check_folder(struct snapshot *snapshot, struct folder *folder)
{
    struct text *names;
    size_t count = 0;
    enum rc rc = folder_make(folder, "", snapshot->fault);
    rc = rc == RC_OK ? folder_list(folder, snapshot->arena, "", snapshot->fault, &names, &count)
                     : rc;
    if (rc == RC_OK && count > 0) {
        return fault_add(snapshot->fault, RC_CONFLICT, text_of(folder_name(folder)),
                         "the folder is not empty; name a new one");
    }
    return rc;
}

/* Written last: without it the folder is no text form. */
static enum rc write_header(struct exporter *exporter, const struct buffer *modules)
{
    struct snapshot *snapshot = exporter->snapshot;
    struct text header = text_print(
        snapshot->arena, "format: %s\nversion: %d\nmodules:%s%.*s", TEXT_FORM_NAME,
        TEXT_FORM_VERSION, modules->size > 0 ? "\n" : " []\n", TEXT_ARGS(buffer_text(modules)));
    return folder_write(exporter->folder, TEXT_FORM_HEADER, header, snapshot->fault);
}

static enum rc export_all(struct exporter *exporter)
{
    const struct model *model = exporter->snapshot->workspace->model;
    struct buffer modules;
    const struct module *named = NULL;
    buffer_init(&modules, exporter->snapshot->arena);
    enum rc rc = text_form_index(exporter->snapshot, &exporter->ends, NULL);
    rc = rc == RC_OK ? leave_out(exporter) : rc;
    index_builtins(exporter);
    for (size_t i = 0; rc == RC_OK && i < model->entity_count; i++) {
        const struct model_entity *kind = &model->entities[i];
        bool has_file = false;
        arena_reset(exporter->scratch.arena);
        rc = text_form_has(kind) ? export_entity(exporter, kind, &has_file) : RC_OK;
        if (has_file && kind->module != named) {
            named = kind->module;
            buffer_print(&modules, "  - %s\n", named->name);
        }
    }
    rc = rc == RC_OK ? export_blobs(exporter) : rc;
    return rc == RC_OK ? write_header(exporter, &modules) : rc;
}

enum rc text_form_export(struct snapshot *snapshot, struct folder *folder, size_t *count)
{
    struct exporter exporter = {.snapshot = snapshot, .folder = folder, .scratch = *snapshot};
    if (snapshot->as_of != 0) {
        return fault_add(snapshot->fault, RC_UNSUPPORTED, TEXT("as_of"),
                         "the text form shows the present state; a past one is in the ledger");
    }
    enum rc rc = check_folder(snapshot, folder);
    rc = rc == RC_OK ? connection_freeze(snapshot->connection, snapshot->fault) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    exporter.scratch.arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    table_init(&exporter.ends, snapshot->arena);
    table_init(&exporter.builtins, snapshot->arena);
    table_init(&exporter.blobs, snapshot->arena);
    rc = export_all(&exporter);
    connection_rest(snapshot->connection);
    arena_close(exporter.scratch.arena);
    if (rc == RC_OK) {
        *count = exporter.count;
    }
    return rc;
}
