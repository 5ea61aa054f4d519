#include "face/http/api.h"

#include "base/utf8.h"
#include "core/commit.h"
#include "core/head.h"

#include <string.h>

#define INPUT_NAME_LIMIT 400

bool api_is(const struct api_call *call, size_t at, const char *word)
{
    return at < call->segment_count && text_is(call->segments[at], word);
}

bool api_is_method(const struct api_call *call, const char *method)
{
    return text_is(http_method(call->request), method);
}

int64_t api_integer(struct api_call *call, const char *name, int64_t otherwise)
{
    int64_t integer;
    return text_to_integer(http_query(call->request, name), &integer) ? integer : otherwise;
}

/* What the client calls its input, for messages: never a path here. */
struct text api_input_name(const struct api_call *call, const char *otherwise)
{
    struct text name = http_query(call->request, "name");
    bool is_good = name.size > 0 && name.size <= INPUT_NAME_LIMIT && utf8_bad_at(name) == name.size;
    return is_good ? name : text_of(otherwise);
}

enum rc api_read_body(struct api_call *call)
{
    struct text body = http_body(call->request);
    if (text_trim(body).size == 0) {
        body = TEXT("{}");
    }
    return json_read(call->arena, api_input_name(call, "body"), body, &call->fault, &call->body);
}

static void release(struct api_call *call)
{
    if (call->has_snapshot) {
        snapshot_close(&call->snapshot);
        call->has_snapshot = false;
    }
}

static enum rc hold_snapshot(struct api_call *call)
{
    int64_t as_of = call->snapshot.as_of;
    enum rc rc = snapshot_open(&call->snapshot, call->api->workspace, call->arena, &call->fault);
    call->snapshot.as_of = as_of;
    call->has_snapshot = rc == RC_OK;
    return rc;
}

enum http_how api_ok(struct api_call *call, struct http_answer *answer, int status)
{
    answer->status = status;
    answer->media_type = "application/json";
    answer->body = buffer_text(&call->out);
    release(call);
    if (status == 200 && call->cache_key.size > 0 && call->is_record) {
        struct cached_answer cached = {answer->body, answer->etag};
        answer_cache_put(call->api->cache, call->cache_key, call->version, &cached);
    }
    return HTTP_ANSWERED;
}

/* ---- problems ---- */

static void put_problems(struct json_writer *writer, const struct fault *fault)
{
    json_put_list(writer);
    for (size_t i = 0; i < fault->count; i++) {
        const struct problem *problem = &fault->problems[i];
        json_put_object(writer);
        json_member_text(writer, "path", problem->path);
        json_member_text(writer, "sentence", problem->sentence);
        if (problem->file.size > 0) {
            json_member_text(writer, "file", problem->file);
        }
        if (problem->line > 0) {
            json_member_integer(writer, "line", problem->line);
            json_member_integer(writer, "column", problem->column);
        }
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static bool is_secret_failure(enum rc rc)
{
    return rc == RC_BROKEN || rc == RC_CORRUPT;
}

enum http_how api_problem(struct api_call *call, struct http_answer *answer, enum rc rc)
{
    struct buffer out;
    struct json_writer writer;
    bool has_words = call->fault.count > 0 && !is_secret_failure(rc);
    buffer_init(&out, call->arena);
    json_writer_init(&writer, &out);
    if (rc == RC_DENIED) {
        struct text what =
            text_print(call->arena, "%.*s %.*s", TEXT_ARGS(http_method(call->request)),
                       TEXT_ARGS(http_path(call->request)));
        account_note_denied(&call->snapshot, &call->actor, what);
    }
    json_put_object(&writer);
    json_member_z(&writer, "type", "about:blank");
    json_member_z(&writer, "title", rc_sentence(rc));
    json_member_integer(&writer, "status", rc_http_status(rc));
    json_member_z(&writer, "code", rc_name(rc));
    json_member_text(&writer, "detail",
                     has_words ? call->fault.problems[call->fault.count - 1].sentence
                               : text_of(rc_sentence(rc)));
    json_put_name_z(&writer, "problems");
    if (has_words) {
        put_problems(&writer, &call->fault);
    } else {
        json_put_raw(&writer, TEXT("[]"));
    }
    if (rc == RC_STALE && call->record != NULL && call->has_snapshot) {
        struct renderer renderer;
        renderer_init(&renderer, &call->snapshot, &writer, &call->actor);
        json_put_name_z(&writer, "current");
        render_record(&renderer, call->record, RENDER_NO_SUSPECTS);
    }
    json_put_object_end(&writer);
    release(call);
    answer->status = rc_http_status(rc);
    answer->media_type = "application/problem+json";
    answer->body = buffer_text(&out);
    return HTTP_ANSWERED;
}

/* ---- changes ---- */

static void finish_commit(void *self, struct http_answer *answer)
{
    struct api_call *call = self;
    enum rc rc = call->committed == RC_OK ? hold_snapshot(call) : call->committed;
    if (rc == RC_OK && call->record != NULL) {
        /* the committer stamped the record: it is what a new read would give,
         * and a new record has no suspect links */
        struct renderer renderer;
        renderer_init(&renderer, &call->snapshot, &call->writer, &call->actor);
        render_record(&renderer, call->record,
                      call->done_status == 201 ? RENDER_NEW : RENDER_SUSPECTS);
        answer->etag = text_print(call->arena, "\"%lld\"", (long long)call->record->revision);
    } else if (rc == RC_OK && call->out.size == 0) {
        json_put_raw(&call->writer, TEXT("{\"done\":true}"));
    }
    if (rc != RC_OK) {
        (void)api_problem(call, answer, rc);
        return;
    }
    (void)api_ok(call, answer, call->done_status);
}

static void committed(void *self, enum rc rc)
{
    struct api_call *call = self;
    call->committed = rc;
    http_finish_later(call->request, finish_commit, call);
}

enum http_how api_commit(struct api_call *call, struct http_answer *answer, int status)
{
    call->done_status = status;
    if (call->set.first == NULL && call->set.writes == NULL) {
        finish_commit(call, answer);
        return HTTP_ANSWERED;
    }
    if (!call->api->workspace->has_key) {
        (void)fault_add(&call->fault, RC_DENIED, TEXT_NONE,
                        "the signing key is not on this machine, so the workspace is read-only");
        return api_problem(call, answer, RC_CONFLICT);
    }
    release(call);
    http_hold(call->request);
    enum rc rc = committer_submit(call->api->workspace->committer, &call->set, committed, call);
    if (rc != RC_OK) {
        committed(call, rc);
    }
    return HTTP_LATER;
}

static void run_slow(void *self)
{
    struct api_call *call = self;
    struct http_answer answer = {.status = 500, .media_type = "application/json"};
    enum rc rc = call->has_snapshot ? RC_OK : hold_snapshot(call);
    rc = rc == RC_OK ? call->slow(call, &answer) : rc;
    if (rc != RC_OK) {
        (void)api_problem(call, &answer, rc);
    }
    release(call);
    http_answer_later(call->request, &answer);
}

enum http_how api_work(struct api_call *call, struct http_answer *answer,
                       enum rc (*slow)(struct api_call *call, struct http_answer *answer))
{
    call->slow = slow;
    release(call);
    http_hold(call->request);
    if (http_server_work(call->api->server, run_slow, call) != RC_OK) {
        (void)fault_add(&call->fault, RC_BUSY, TEXT_NONE,
                        "too much work is waiting; try again in a moment");
        (void)api_problem(call, answer, RC_BUSY);
        http_answer_later(call->request, answer);
    }
    return HTTP_LATER;
}

/* ---- who is it ---- */

void api_set_cookie(struct api_call *call, struct http_answer *answer, struct text token)
{
    const char *secure = call->api->is_secure ? "; Secure" : "";
    answer->set_cookie =
        token.size > 0
            ? text_print(call->arena, "csms_session=%.*s; Path=/; HttpOnly; SameSite=Strict%s",
                         TEXT_ARGS(token), secure)
            : text_print(call->arena,
                         "csms_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0%s", secure);
}

static enum rc check_csrf(struct api_call *call)
{
    struct text given = http_header(call->request, "X-CSRF-Token");
    if (api_is_method(call, "GET") || hash_equals(hash_of(given), hash_of(call->session.csrf))) {
        return RC_OK;
    }
    return fault_add(&call->fault, RC_NO_LOGIN, TEXT_NONE,
                     "the header X-CSRF-Token is missing or old; load the page again");
}

static enum rc find_actor(struct api_call *call, struct text bearer, struct text cookie)
{
    int64_t epoch = committer_access_epoch(call->api->workspace->committer);
    struct text key = bearer.size > 0 ? bearer : cookie;
    if (session_cache_get(call->api->sessions, call->arena, key, epoch, &call->session,
                          &call->actor)) {
        return RC_OK;
    }
    enum rc rc = bearer.size > 0
                     ? account_token(&call->snapshot, bearer, &call->actor)
                     : account_session(&call->snapshot, cookie, true, &call->session, &call->actor);
    if (rc == RC_OK) {
        session_cache_put(call->api->sessions, key, epoch, &call->session, &call->actor);
    }
    return rc;
}

struct text api_bearer(const struct api_call *call)
{
    struct text header = http_header(call->request, "Authorization");
    return text_starts(header, TEXT("Bearer ")) ? text_from(header, 7) : TEXT_NONE;
}

static enum rc authenticate(struct api_call *call)
{
    struct text bearer = api_bearer(call);
    struct text cookie = http_cookie(call->request, "csms_session");
    if (bearer.size == 0 && cookie.size == 0) {
        return fault_add(&call->fault, RC_NO_LOGIN, TEXT_NONE, "sign in first");
    }
    enum rc rc = find_actor(call, bearer, cookie);
    return rc == RC_OK && bearer.size == 0 ? check_csrf(call) : rc;
}

static void split_path(struct api_call *call)
{
    struct text rest = text_from(http_path(call->request), 5);
    while (rest.size > 0 && call->segment_count < API_SEGMENTS) {
        call->segments[call->segment_count++] = text_cut(&rest, '/');
    }
}

static bool may_with_old_password(const struct api_call *call)
{
    return api_is(call, 0, "session") || api_is(call, 0, "password") || api_is(call, 0, "logout");
}

static enum rc read_as_of(struct api_call *call)
{
    struct text as_of = http_query(call->request, "as_of");
    if (as_of.size == 0) {
        return RC_OK;
    }
    if (!text_to_integer(as_of, &call->snapshot.as_of) || call->snapshot.as_of < 1 ||
        !api_is_method(call, "GET")) {
        return fault_add(&call->fault, RC_INVALID, TEXT("as_of"),
                         "as_of takes a ledger sequence, from 1, and only with GET");
    }
    return RC_OK;
}

static void add_to_key(void *self, struct text name, struct text value)
{
    buffer_print(self, "&%.*s=%.*s", TEXT_ARGS(name), TEXT_ARGS(value));
}

/* A read is known by who asks (cookie or token) and what for. */
static void make_cache_key(struct api_call *call)
{
    struct buffer key;
    struct text conditional = http_header(call->request, "If-None-Match");
    if (!api_is_method(call, "GET") || conditional.size > 0 ||
        head_commits(call->snapshot.connection, &call->version) != RC_OK) {
        return;
    }
    buffer_init(&key, call->arena);
    buffer_print(&key, "%.*s %.*s %.*s?", TEXT_ARGS(http_cookie(call->request, "csms_session")),
                 TEXT_ARGS(http_header(call->request, "Authorization")),
                 TEXT_ARGS(http_path(call->request)));
    http_each_query(call->request, &key, add_to_key);
    call->cache_key = buffer_text(&key);
}

static bool answer_from_cache(struct api_call *call, struct http_answer *answer)
{
    struct cached_answer cached;
    make_cache_key(call);
    if (call->cache_key.size == 0 ||
        !answer_cache_get(call->api->cache, call->arena, call->cache_key, call->version, &cached)) {
        return false;
    }
    answer->status = 200;
    answer->media_type = "application/json";
    answer->body = cached.body;
    answer->etag = cached.etag;
    release(call);
    return true;
}

static enum http_how route(struct api_call *call, struct http_answer *answer)
{
    if (api_is(call, 0, "login")) {
        return api_session(call, answer);
    }
    enum rc rc = authenticate(call);
    if (rc != RC_OK) {
        return api_problem(call, answer, rc);
    }
    if (call->session.must_change_password && !may_with_old_password(call)) {
        (void)fault_add(&call->fault, RC_CONFLICT, TEXT_NONE,
                        "replace the one-time password first (POST /api/password)");
        return api_problem(call, answer, RC_CONFLICT);
    }
    bool is_known = true;
    enum http_how how = api_other(call, answer, &is_known);
    return is_known ? how : api_records(call, answer);
}

static struct api_call *call_open(struct api *api, struct http_request *request)
{
    struct arena *arena = http_arena(request);
    struct api_call *call = ARENA_NEW(arena, struct api_call);
    call->api = api;
    call->request = request;
    call->arena = arena;
    fault_init(&call->fault, arena);
    buffer_init(&call->out, arena);
    json_writer_init(&call->writer, &call->out);
    split_path(call);
    return call;
}

/* Sheets, many changes and whole workspaces. */
static bool is_large(const struct api_call *call)
{
    return api_is(call, 0, "bulk") || api_is(call, 0, "workspace") ||
           (call->segment_count == 2 && api_is(call, 1, "import"));
}

size_t api_limit(void *self, struct http_request *request)
{
    struct text path = http_path(request);
    if (text_starts(path, TEXT("/api/blobs"))) {
        return HTTP_BLOB_LIMIT_BYTES;
    }
    if (!text_starts(path, TEXT("/api/")) || !text_is(http_method(request), "POST")) {
        return HTTP_BODY_LIMIT_BYTES;
    }
    int64_t length;
    bool is_short = text_to_integer(http_header(request, "Content-Length"), &length) &&
                    length <= (int64_t)HTTP_BODY_LIMIT_BYTES;
    struct api_call *call = call_open(self, request);
    if (is_short || !is_large(call) || utf8_bad_at(path) < path.size ||
        hold_snapshot(call) != RC_OK) {
        return HTTP_BODY_LIMIT_BYTES;
    }
    bool is_known = authenticate(call) == RC_OK;
    release(call);
    return is_known ? HTTP_LARGE_LIMIT_BYTES : HTTP_BODY_LIMIT_BYTES;
}

enum http_how api_handle(void *self, struct http_request *request, struct http_answer *answer)
{
    struct text path = http_path(request);
    if (!text_starts(path, TEXT("/api/"))) {
        return static_file(request, answer);
    }
    struct api_call *call = call_open(self, request);
    size_t bad = utf8_bad_at(path);
    enum rc rc = hold_snapshot(call);
    if (rc == RC_OK && bad < path.size) {
        rc = fault_add(&call->fault, RC_INVALID, TEXT_NONE, "the path is not valid UTF-8");
    }
    if (rc == RC_OK && answer_from_cache(call, answer)) {
        return HTTP_ANSWERED;
    }
    if (rc == RC_OK) {
        rc = read_as_of(call);
    }
    return rc == RC_OK ? route(call, answer) : api_problem(call, answer, rc);
}
