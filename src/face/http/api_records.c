#include "core/bulk.h"
#include "core/question.h"
#include "core/sheet.h"
#include "core/thread.h"
#include "face/http/api.h"

#include <string.h>

static enum http_how answer_rc(struct api_call *call, struct http_answer *answer, enum rc rc)
{
    return rc == RC_OK ? api_ok(call, answer, 200) : api_problem(call, answer, rc);
}

/* ---- lists ---- */

struct asking {
    struct api_call *call;
    struct question question;
    enum rc rc;
};

static bool is_own_word(struct text name)
{
    static const char *const words[] = {"limit", "after", "sort", "q", "retired", "count", "as_of"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (text_is(name, words[i])) {
            return true;
        }
    }
    return false;
}

static void take_filter(void *self, struct text name, struct text value)
{
    struct asking *asking = self;
    if (is_own_word(name) || asking->rc != RC_OK) {
        return;
    }
    if (asking->question.filter_count == QUESTION_FILTER_LIMIT) {
        asking->rc = fault_add(&asking->call->fault, RC_INVALID, name, "too many filters");
        return;
    }
    asking->question.filters[asking->question.filter_count++] = (struct filter){name, value};
}

static enum rc ask(struct api_call *call, int64_t limit, struct answer *out)
{
    struct http_request *request = call->request;
    struct asking asking = {
        .call = call,
        .question = {.kind = call->kind,
                     .actor = &call->actor,
                     .words = http_query(request, "q"),
                     .sort = http_query(request, "sort"),
                     .after = http_query(request, "after"),
                     .limit = api_integer(call, "limit", limit),
                     .with_retired = text_is(http_query(request, "retired"), "1"),
                     .wants_count = text_is(http_query(request, "count"), "1")}};
    http_each_query(request, &asking, take_filter);
    return asking.rc == RC_OK ? question_ask(&call->snapshot, &asking.question, out) : asking.rc;
}

static enum http_how list(struct api_call *call, struct http_answer *answer)
{
    struct answer found;
    enum rc rc = ask(call, 100, &found);
    if (rc != RC_OK) {
        return api_problem(call, answer, rc);
    }
    struct renderer renderer;
    struct json_writer *writer = &call->writer;
    renderer_init(&renderer, &call->snapshot, writer, &call->actor);
    json_put_object(writer);
    json_put_name_z(writer, "items");
    json_put_list(writer);
    for (size_t i = 0; i < found.count; i++) {
        render_record(&renderer, found.records[i], RENDER_NO_SUSPECTS);
    }
    json_put_list_end(writer);
    json_put_name_z(writer, "next");
    if (found.next.size > 0) {
        json_put_text(writer, found.next);
    } else {
        json_put_null(writer);
    }
    if (found.total >= 0) {
        json_member_integer(writer, "count", found.total);
    }
    json_put_object_end(writer);
    call->is_record = true;
    return api_ok(call, answer, 200);
}

/* All pages of a list as a sheet, in one answer. */
static enum rc export_sheet(struct api_call *call, struct http_answer *answer)
{
    bool is_csv = text_ends(call->segments[0], TEXT(".csv"));
    struct sheet_request request = {.kind = call->kind, .actor = &call->actor};
    struct asking asking = {.call = call};
    http_each_query(call->request, &asking, take_filter);
    request.words = http_query(call->request, "q");
    request.filters = asking.question.filters;
    request.filter_count = asking.question.filter_count;
    enum rc rc = asking.rc == RC_OK ? sheet_export(&call->snapshot, &request, is_csv, &call->out)
                                    : asking.rc;
    if (rc == RC_OK) {
        (void)api_ok(call, answer, 200);
        answer->media_type = is_csv ? "text/csv; charset=utf-8" : "application/json";
        answer->file_name = call->segments[0];
    }
    return rc;
}

/* ---- one record ---- */

static enum rc find(struct api_call *call)
{
    enum rc rc = snapshot_get(&call->snapshot, call->kind, call->segments[1], &call->record);
    if (rc != RC_OK) {
        return rc;
    }
    return access_require(&call->actor, &call->snapshot, call->kind->module->name, "read",
                          access_scope_of(&call->snapshot, call->record->id));
}

static enum http_how show(struct api_call *call, struct http_answer *answer)
{
    struct renderer renderer;
    renderer_init(&renderer, &call->snapshot, &call->writer, &call->actor);
    answer->etag = text_print(call->arena, "\"%lld\"", (long long)call->record->revision);
    if (text_equals(http_header(call->request, "If-None-Match"), answer->etag)) {
        return api_ok(call, answer, 304);
    }
    render_record(&renderer, call->record, RENDER_SUSPECTS);
    call->is_record = true;
    return api_ok(call, answer, 200);
}

static enum rc derive(struct api_call *call, struct http_answer *answer)
{
    const struct model *model = call->api->workspace->model;
    const char *entity = call->kind->entity->name;
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->derivation_count; k++) {
            const struct module_derivation *derivation = &model->modules[i]->derivations[k];
            if (strcmp(derivation->entity, entity) != 0) {
                continue;
            }
            struct module_call inner = {.workspace = call->api->workspace,
                                        .connection = call->snapshot.connection,
                                        .arena = call->arena,
                                        .fault = &call->fault,
                                        .actor = &call->actor,
                                        .key = call->record->key,
                                        .as_of = call->snapshot.as_of,
                                        .out = &call->out};
            enum rc rc = derivation->run(&inner);
            if (rc == RC_OK) {
                (void)api_ok(call, answer, 200);
            }
            return rc;
        }
    }
    return fault_add(&call->fault, RC_NOT_FOUND, TEXT_NONE, "nothing is computed for a %s",
                     call->kind->entity->title);
}

static enum http_how read_aspect(struct api_call *call, struct http_answer *answer)
{
    struct renderer renderer;
    renderer_init(&renderer, &call->snapshot, &call->writer, &call->actor);
    if (api_is(call, 2, "history")) {
        return answer_rc(call, answer, render_history(&renderer, call->record));
    }
    if (api_is(call, 2, "links")) {
        return answer_rc(call, answer, render_links(&renderer, call->record));
    }
    if (api_is(call, 2, "thread")) {
        return answer_rc(call, answer, thread_render(&renderer, call->record));
    }
    if (api_is(call, 2, "decisions")) {
        return answer_rc(call, answer, render_decisions(&renderer, call->record));
    }
    if (api_is(call, 2, "derivation")) {
        return api_work(call, answer, derive);
    }
    enum rc rc = fault_add(&call->fault, RC_NOT_FOUND, TEXT_NONE,
                           "a record has history, links, thread, decisions and derivation");
    return api_problem(call, answer, rc);
}

/* ---- changes ---- */

static enum rc read_if_match(struct api_call *call, int64_t *revision)
{
    struct text header = http_header(call->request, "If-Match");
    if (header.size >= 2 && header.at[0] == '"') {
        header = text_part(header, 1, header.size - 2);
    }
    if (header.size == 0) {
        (void)json_integer(json_member(call->body, "revision"), revision);
        return RC_OK;
    }
    return text_to_integer(header, revision)
               ? RC_OK
               : fault_add(&call->fault, RC_INVALID, TEXT("If-Match"),
                           "If-Match holds the revision, such as \"3\"");
}

static struct text body_text(const struct api_call *call, const char *name)
{
    return json_text(json_member(call->body, name));
}

static struct change_input input_of(const struct api_call *call, int64_t revision)
{
    const struct json *owner = json_member(call->body, "owner");
    return (struct change_input){.fields = json_member(call->body, "fields"),
                                 .key = body_text(call, "key"),
                                 .owner = json_text(owner),
                                 .clears_owner = owner != NULL && owner->kind == JSON_NULL,
                                 .revision = revision,
                                 .reason = body_text(call, "reason")};
}

static enum http_how create(struct api_call *call, struct http_answer *answer)
{
    struct change_input input = input_of(call, 0);
    enum rc rc = change_create(&call->set, call->kind, &input, &call->record);
    return rc == RC_OK ? api_commit(call, answer, 201) : api_problem(call, answer, rc);
}

static enum http_how change(struct api_call *call, struct http_answer *answer)
{
    int64_t revision = 0;
    struct record *changed;
    enum rc rc = read_if_match(call, &revision);
    struct change_input input = input_of(call, revision);
    rc = rc == RC_OK ? change_update(&call->set, call->record, &input, &changed) : rc;
    if (rc != RC_OK) {
        return api_problem(call, answer, rc);
    }
    call->record = changed;
    return api_commit(call, answer, 200);
}

/* Verbs may hash a password: off the serving thread. */
static enum rc run_verb(struct api_call *call, struct http_answer *answer)
{
    struct verb_input input = {.reason = body_text(call, "reason"),
                               .password = body_text(call, "password"),
                               .meaning = body_text(call, "meaning"),
                               .expires = body_text(call, "expires")};
    struct text verb = call->segments[2];
    struct record *changed;
    struct record *fresh;
    change_set_init(&call->set, &call->snapshot, &call->actor);
    enum rc rc = read_if_match(call, &input.revision);
    if (text_is(verb, "review-links")) {
        verb = TEXT("review");
    }
    rc = rc == RC_OK ? change_verb(&call->set, call->record, verb, &input, &changed) : rc;
    rc = rc == RC_OK ? change_commit(&call->set) : rc;
    rc = rc == RC_OK ? snapshot_get_id(&call->snapshot, call->kind, changed->id, &fresh) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    struct renderer renderer;
    renderer_init(&renderer, &call->snapshot, &call->writer, &call->actor);
    render_record(&renderer, fresh, RENDER_SUSPECTS);
    answer->etag = text_print(call->arena, "\"%lld\"", (long long)fresh->revision);
    (void)api_ok(call, answer, 200);
    return RC_OK;
}

static enum rc import_sheet(struct api_call *call, struct http_answer *answer)
{
    bool is_csv = text_starts(http_header(call->request, "Content-Type"), TEXT("text/csv"));
    size_t count = 0;
    change_set_init(&call->set, &call->snapshot, &call->actor);
    struct sheet_input input = {call->kind, api_input_name(call, "body"), http_body(call->request),
                                is_csv};
    enum rc rc = sheet_import(&call->set, &input, &count);
    rc = rc == RC_OK ? change_commit(&call->set) : rc;
    if (rc == RC_OK) {
        json_put_object(&call->writer);
        json_member_integer(&call->writer, "count", (int64_t)count);
        json_member_integer(&call->writer, "changes", (int64_t)call->set.count);
        json_put_object_end(&call->writer);
        (void)api_ok(call, answer, 200);
    }
    return rc;
}

static enum http_how write_something(struct api_call *call, struct http_answer *answer)
{
    bool is_import = call->segment_count == 2 && api_is(call, 1, "import");
    if (is_import) {
        return api_work(call, answer, import_sheet);
    }
    enum rc rc = api_read_body(call);
    change_set_init(&call->set, &call->snapshot, &call->actor);
    if (rc == RC_OK && call->segment_count == 1 && api_is_method(call, "POST")) {
        return create(call, answer);
    }
    rc = rc == RC_OK ? find(call) : rc;
    if (rc != RC_OK) {
        return api_problem(call, answer, rc);
    }
    if (call->segment_count == 2 && api_is_method(call, "PATCH")) {
        return change(call, answer);
    }
    if (call->segment_count == 3 && api_is_method(call, "POST")) {
        return api_work(call, answer, run_verb);
    }
    rc = fault_add(&call->fault, RC_NOT_FOUND, TEXT_NONE,
                   "create with POST, change with PATCH, act with POST .../VERB; records are "
                   "retired, not deleted");
    return api_problem(call, answer, rc);
}

enum http_how api_records(struct api_call *call, struct http_answer *answer)
{
    struct text path = call->segment_count > 0 ? call->segments[0] : TEXT_NONE;
    size_t dot = text_find(path, '.');
    bool is_sheet = dot < path.size;
    call->kind = model_by_path(call->api->workspace->model, text_part(path, 0, dot));
    if (call->kind == NULL || (is_sheet && !text_is(text_from(path, dot), ".csv") &&
                               !text_is(text_from(path, dot), ".json"))) {
        enum rc rc =
            fault_add(&call->fault, RC_NOT_FOUND, TEXT_NONE,
                      "there is no /api/%.*s; /api/openapi.json lists all paths", TEXT_ARGS(path));
        return api_problem(call, answer, rc);
    }
    if (!api_is_method(call, "GET")) {
        return write_something(call, answer);
    }
    if (is_sheet) {
        return api_work(call, answer, export_sheet);
    }
    if (call->segment_count == 1) {
        return list(call, answer);
    }
    enum rc rc = find(call);
    if (rc != RC_OK) {
        return api_problem(call, answer, rc);
    }
    return call->segment_count == 2 ? show(call, answer) : read_aspect(call, answer);
}
