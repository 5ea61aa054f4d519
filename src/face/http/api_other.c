#include "core/bulk.h"
#include "core/check.h"
#include "core/describe.h"
#include "core/ledger.h"
#include "core/question.h"
#include "face/http/api.h"

#include <string.h>

static enum http_how answer_rc(struct api_call *call, struct http_answer *answer, enum rc rc)
{
    return rc == RC_OK ? api_ok(call, answer, 200) : api_problem(call, answer, rc);
}

static enum http_how meta(struct api_call *call, struct http_answer *answer)
{
    describe_meta(call->api->workspace->model, &call->writer);
    return api_ok(call, answer, 200);
}

static enum http_how openapi(struct api_call *call, struct http_answer *answer)
{
    describe_openapi(call->api->workspace->model, &call->writer);
    return api_ok(call, answer, 200);
}

static enum http_how page(struct api_call *call, struct http_answer *answer)
{
    buffer_put(&call->out, describe_page(call->api->workspace->model, call->arena));
    (void)api_ok(call, answer, 200);
    answer->media_type = "text/html; charset=utf-8";
    return HTTP_ANSWERED;
}

static enum http_how find_words(struct api_call *call, struct http_answer *answer)
{
    struct hit *hits;
    size_t count;
    int64_t limit = api_integer(call, "limit", 20);
    enum rc rc = question_search(&call->snapshot, &call->actor, http_query(call->request, "q"),
                                 limit > 0 && limit <= 100 ? limit : 20, &hits, &count);
    if (rc != RC_OK) {
        return api_problem(call, answer, rc);
    }
    struct json_writer *writer = &call->writer;
    json_put_object(writer);
    json_put_name_z(writer, "items");
    json_put_list(writer);
    for (size_t i = 0; i < count; i++) {
        char id[ID_TEXT_SIZE + 1];
        json_put_object(writer);
        json_member_text(writer, "id", id_text(hits[i].id, id));
        json_member_text(writer, "key", hits[i].key);
        json_member_text(writer, "entity", hits[i].entity);
        json_member_text(writer, "title", hits[i].title);
        json_member_text(writer, "state", hits[i].state);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
    return api_ok(call, answer, 200);
}

static enum http_how ledger(struct api_call *call, struct http_answer *answer)
{
    struct renderer renderer;
    int64_t limit = api_integer(call, "limit", 100);
    enum rc rc =
        access_require(&call->actor, &call->snapshot, "evidence", "read", (struct id){{0}});
    renderer_init(&renderer, &call->snapshot, &call->writer, &call->actor);
    if (rc == RC_OK) {
        rc = render_ledger(&renderer, api_integer(call, "after", -1),
                           limit > 0 && limit <= 1000 ? limit : 100);
    }
    return answer_rc(call, answer, rc);
}

static enum rc run_checks(struct api_call *call, struct http_answer *answer)
{
    struct check_filter filter = {http_query(call->request, "module"),
                                  http_query(call->request, "clause"),
                                  http_query(call->request, "about"), &call->actor};
    struct finding *findings;
    struct renderer renderer;
    size_t count;
    enum rc rc = check_run(&call->snapshot, &filter, &findings, &count);
    if (rc == RC_OK && text_is(http_query(call->request, "form"), "sarif")) {
        check_render_sarif(&call->writer, findings, count);
        (void)api_ok(call, answer, 200);
    } else if (rc == RC_OK) {
        renderer_init(&renderer, &call->snapshot, &call->writer, &call->actor);
        check_render(&renderer, findings, count);
        (void)api_ok(call, answer, 200);
    }
    return rc;
}

static enum rc run_bulk(struct api_call *call, struct http_answer *answer)
{
    change_set_init(&call->set, &call->snapshot, &call->actor);
    enum rc rc = bulk_add(&call->set, json_member(call->body, "commands"));
    rc = rc == RC_OK ? change_commit(&call->set) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    json_put_object(&call->writer);
    json_put_name_z(&call->writer, "items");
    json_put_list(&call->writer);
    for (const struct change *at = call->set.first; at != NULL; at = at->next) {
        if (at->record != NULL) {
            json_put_object(&call->writer);
            json_member_z(&call->writer, "entity", at->record->kind->entity->name);
            json_member_text(&call->writer, "key", at->record->key);
            json_member_integer(&call->writer, "revision", at->record->revision);
            json_put_object_end(&call->writer);
        }
    }
    json_put_list_end(&call->writer);
    json_member_integer(&call->writer, "changes", (int64_t)call->set.count);
    json_put_object_end(&call->writer);
    (void)api_ok(call, answer, 200);
    return RC_OK;
}

/* ---- content ---- */

static enum rc put_blob(struct api_call *call, struct http_answer *answer)
{
    struct hash sha256;
    char hex[HASH_HEX_SIZE + 1];
    struct text media_type = http_header(call->request, "Content-Type");
    if (!access_has(&call->actor, "evidence", "write")) {
        return access_require(&call->actor, &call->snapshot, "evidence", "write", (struct id){{0}});
    }
    change_set_init(&call->set, &call->snapshot, &call->actor);
    media_type =
        media_type.size > 0 ? text_part(media_type, 0, 100) : TEXT("application/octet-stream");
    enum rc rc = change_blob(&call->set, media_type, http_body(call->request), &sha256);
    rc = rc == RC_OK ? change_commit(&call->set) : rc;
    if (rc == RC_OK) {
        json_put_object(&call->writer);
        json_member_text(&call->writer, "sha256", hash_hex(sha256, hex));
        json_member_integer(&call->writer, "size", (int64_t)http_body(call->request).size);
        json_member_text(&call->writer, "media_type", media_type);
        json_put_object_end(&call->writer);
        (void)api_ok(call, answer, 201);
    }
    return rc;
}

static enum rc get_blob(struct api_call *call, struct http_answer *answer)
{
    struct hash sha256;
    struct value columns[2];
    if (!hash_from_hex(call->segments[1], &sha256)) {
        return fault_add(&call->fault, RC_INVALID, TEXT_NONE, "this is no SHA-256");
    }
    enum rc rc =
        access_require(&call->actor, &call->snapshot, "evidence", "read", (struct id){{0}});
    if (rc == RC_OK) {
        rc = connection_one(call->snapshot.connection, call->arena,
                            QUERY("SELECT media_type, bytes FROM blob WHERE sha256 = ?1",
                                  value_bytes(hash_text(&sha256))),
                            &call->fault, columns, 2);
    }
    if (rc == RC_OK) {
        /* content is only ever downloaded, never run in the page's origin */
        (void)api_ok(call, answer, 200);
        answer->media_type = "application/octet-stream";
        answer->body = value_as_text(columns[1]);
        answer->file_name = call->segments[1];
    }
    return rc;
}

static enum http_how blobs(struct api_call *call, struct http_answer *answer)
{
    bool is_upload = api_is_method(call, "POST") && call->segment_count == 1;
    return api_work(call, answer, is_upload ? put_blob : get_blob);
}

/* ---- views of modules ---- */

/* "tara/trees/{key}" against the segments; *key is what stood at {key}. */
static bool view_fits(const struct api_call *call, const struct module_view *view, struct text *key)
{
    struct text rest = text_of(view->path);
    for (size_t i = 0; i < call->segment_count; i++) {
        struct text part = text_cut(&rest, '/');
        if (text_is(part, "{key}")) {
            *key = call->segments[i];
        } else if (!text_equals(part, call->segments[i])) {
            return false;
        }
    }
    return rest.size == 0 && api_is_method(call, view->method);
}

static const struct module_view *find_view(const struct api_call *call, struct text *key)
{
    const struct model *model = call->api->workspace->model;
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->view_count; k++) {
            const struct module_view *view = &model->modules[i]->views[k];
            if (view_fits(call, view, key)) {
                return view;
            }
        }
    }
    return NULL;
}

/* A view of one record is asked for in that record's site or project. */
static struct id scope_of_key(struct api_call *call, struct text key)
{
    const struct model_entity *kind = model_of_key(call->api->workspace->model, key);
    struct fault *kept = call->snapshot.fault;
    struct fault ignored;
    struct record *record;
    struct id scope = {{0}};
    fault_init(&ignored, call->arena);
    call->snapshot.fault = &ignored;
    if (kind != NULL && snapshot_get(&call->snapshot, kind, key, &record) == RC_OK) {
        scope = access_scope_of(&call->snapshot, record->id);
    }
    call->snapshot.fault = kept;
    return scope;
}

static enum rc run_view(struct api_call *call, struct http_answer *answer)
{
    struct module_call inner = {.workspace = call->api->workspace,
                                .connection = call->snapshot.connection,
                                .arena = call->arena,
                                .fault = &call->fault,
                                .actor = &call->actor,
                                .body = call->body,
                                .as_of = call->snapshot.as_of,
                                .out = &call->out,
                                .media_type = "application/json"};
    const struct module_view *view = find_view(call, &inner.key);
    struct text permission = text_of(view->permission);
    struct text module = text_cut(&permission, '.');
    enum rc rc = access_require(&call->actor, &call->snapshot, text_to_z(call->arena, module),
                                text_to_z(call->arena, permission), scope_of_key(call, inner.key));
    rc = rc == RC_OK ? view->run(&inner) : rc;
    if (rc == RC_OK) {
        (void)api_ok(call, answer, 200);
        answer->media_type = inner.media_type;
        if (strcmp(inner.media_type, "application/pdf") == 0) {
            answer->file_name = text_print(call->arena, "%.*s.pdf", TEXT_ARGS(inner.key));
        }
    }
    return rc;
}

struct word_route {
    const char *word;
    enum http_how (*run)(struct api_call *call, struct http_answer *answer);
};

static enum http_how checks(struct api_call *call, struct http_answer *answer)
{
    return api_work(call, answer, run_checks);
}

static enum http_how bulk(struct api_call *call, struct http_answer *answer)
{
    enum rc rc = api_read_body(call);
    return rc == RC_OK ? api_work(call, answer, run_bulk) : api_problem(call, answer, rc);
}

enum http_how api_other(struct api_call *call, struct http_answer *answer, bool *is_known)
{
    static const struct word_route routes[] = {{"session", api_account},
                                               {"password", api_account},
                                               {"logout", api_account},
                                               {"second-factor", api_account},
                                               {"meta", meta},
                                               {"openapi.json", openapi},
                                               {"docs", page},
                                               {"search", find_words},
                                               {"ledger", ledger},
                                               {"checks", checks},
                                               {"bulk", bulk},
                                               {"blobs", blobs},
                                               {"events", api_events_start},
                                               {"workspace", api_workspace}};
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (api_is(call, 0, routes[i].word)) {
            return routes[i].run(call, answer);
        }
    }
    struct text key = TEXT_NONE;
    if (find_view(call, &key) != NULL) {
        enum rc rc = api_read_body(call);
        return rc == RC_OK ? api_work(call, answer, run_view) : api_problem(call, answer, rc);
    }
    *is_known = false;
    return HTTP_ANSWERED;
}
