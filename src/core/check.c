#include "core/check.h"

#include <string.h>

#define FINDING_LIMIT 20000

static bool fits(const struct check_filter *filter, const struct module *module,
                 const struct check *check)
{
    bool fits_module = filter->module.size == 0 || text_is(filter->module, module->name);
    bool fits_clause = filter->clause.size == 0 ||
                       entity_words_have(check->clauses, filter->clause.at, filter->clause.size);
    return fits_module && fits_clause;
}

struct checking {
    struct snapshot *snapshot;
    const struct check_filter *filter;
    bool is_limited;     /* to the records of inside */
    struct table inside; /* id -> itself */
    struct finding *findings;
    size_t count;
};

static enum rc load_inside(struct checking *checking)
{
    struct snapshot *snapshot = checking->snapshot;
    const struct model *model = snapshot->workspace->model;
    struct text about = checking->filter->about;
    const struct model_entity *kind = model_of_key(model, about);
    struct record *record;
    if (kind == NULL) {
        return fault_add(snapshot->fault, RC_NOT_FOUND, TEXT("about"),
                         "there is no record %.*s; give a key such as TA-0001", TEXT_ARGS(about));
    }
    enum rc rc = snapshot_get(snapshot, kind, about, &record);
    if (rc == RC_OK && !access_may_see(checking->filter->actor, snapshot, kind, record->id)) {
        rc = access_require(checking->filter->actor, snapshot, kind->module->name, "read",
                            access_scope_of(snapshot, record->id));
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct rows *rows;
    struct value whole = value_id(record->id);
    const struct value *columns;
    checking->is_limited = true;
    rc = connection_query(snapshot->connection, (struct query){model->parts_of, &whole, 1},
                          snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        struct text id = text_copy(snapshot->arena, value_as_text(columns[0]));
        table_put(&checking->inside, id, (void *)(uintptr_t)id.at);
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* A finding about this record, unless it is none of the asker's business. */
static void add_finding(struct checking *checking, const struct check *check, struct text bytes)
{
    struct snapshot *snapshot = checking->snapshot;
    struct finding *finding = &checking->findings[checking->count];
    struct id id;
    if (bytes.size != ID_BYTES ||
        (checking->is_limited && table_get(&checking->inside, bytes) == NULL)) {
        return;
    }
    memcpy(id.bytes, bytes.at, ID_BYTES);
    finding->check = check;
    if (snapshot_card(snapshot, id, &finding->card) == RC_OK &&
        access_may_see(checking->filter->actor, snapshot, finding->card.kind, id)) {
        checking->count++;
    }
}

static enum rc run_one(struct checking *checking, const struct check *check)
{
    struct snapshot *snapshot = checking->snapshot;
    struct text sql = ddl_expand(snapshot->arena, text_of(check->sql), snapshot->as_of);
    struct rows *rows;
    char today[11];
    moment_date(workspace_now_us(snapshot->workspace), today);
    struct value date = value_text(text_of(today));
    struct query query = {sql, &date, text_contains(sql, TEXT("?1")) ? 1 : 0};
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return fault_add(snapshot->fault, rc, text_of(check->id), "the check cannot be run");
    }
    const struct value *columns;
    while (checking->count < FINDING_LIMIT && (rc = rows_next(rows, &columns)) == RC_OK) {
        add_finding(checking, check, value_as_text(columns[0]));
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc check_run(struct snapshot *snapshot, const struct check_filter *filter,
                  struct finding **out, size_t *count)
{
    const struct model *model = snapshot->workspace->model;
    struct checking checking = {.snapshot = snapshot, .filter = filter};
    checking.findings = ARENA_MANY(snapshot->arena, struct finding, FINDING_LIMIT);
    table_init(&checking.inside, snapshot->arena);
    enum rc rc = filter->about.size > 0 ? load_inside(&checking) : RC_OK;
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; rc == RC_OK && k < model->modules[i]->check_count; k++) {
            const struct check *check = &model->modules[i]->checks[k];
            if (fits(filter, model->modules[i], check)) {
                rc = run_one(&checking, check);
            }
        }
    }
    *out = checking.findings;
    *count = checking.count;
    return rc;
}

void check_render(struct renderer *renderer, const struct finding *findings, size_t count)
{
    struct json_writer *writer = renderer->writer;
    json_put_object(writer);
    json_put_name_z(writer, "items");
    json_put_list(writer);
    for (size_t i = 0; i < count; i++) {
        const struct check *check = findings[i].check;
        struct text clauses = text_of(check->clauses);
        json_put_object(writer);
        json_member_z(writer, "check", check->id);
        json_member_z(writer, "severity", check->severity);
        json_put_name_z(writer, "clauses");
        json_put_list(writer);
        while (clauses.size > 0) {
            json_put_text(writer, text_cut(&clauses, ' '));
        }
        json_put_list_end(writer);
        json_put_name_z(writer, "ref");
        render_reference(renderer, findings[i].card.id);
        json_member_z(writer, "sentence", check->sentence);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

void check_render_sarif(struct json_writer *writer, const struct finding *findings, size_t count)
{
    json_put_object(writer);
    json_member_z(writer, "version", "2.1.0");
    json_put_name_z(writer, "runs");
    json_put_list(writer);
    json_put_object(writer);
    json_put_name_z(writer, "tool");
    json_put_raw(writer, TEXT("{\"driver\":{\"name\":\"csms\",\"version\":\"" CSMS_VERSION "\"}}"));
    json_put_name_z(writer, "results");
    json_put_list(writer);
    for (size_t i = 0; i < count; i++) {
        const struct check *check = findings[i].check;
        bool is_info = strcmp(check->severity, "info") == 0;
        json_put_object(writer);
        json_member_z(writer, "ruleId", check->id);
        json_member_z(writer, "level", is_info ? "note" : check->severity);
        json_put_name_z(writer, "message");
        json_put_object(writer);
        json_member_z(writer, "text", check->sentence);
        json_put_object_end(writer);
        json_put_name_z(writer, "locations");
        json_put_list(writer);
        json_put_object(writer);
        json_put_name_z(writer, "logicalLocations");
        json_put_list(writer);
        json_put_object(writer);
        json_member_text(writer, "name", findings[i].card.key);
        json_member_text(writer, "fullyQualifiedName", findings[i].card.title);
        json_put_object_end(writer);
        json_put_list_end(writer);
        json_put_object_end(writer);
        json_put_list_end(writer);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
    json_put_list_end(writer);
    json_put_object_end(writer);
}
