#include "base/log.h"
#include "core/account_office.h"
#include "core/branch.h"
#include "core/folder_cage.h"
#include "core/proof.h"
#include "face/http/api.h"
#include "face/http/spool.h"

#include <string.h>
#include <unistd.h>

/* What concerns the workspace as a whole, so that the command line can do on a
 * server what it does on a file. Each runs on a worker with an arena of its own,
 * which is larger than a request's and gone before the answer is sent. */

#define ARENA_BYTES ((size_t)4 << 30)
#define READER_BYTES ((size_t)1 << 30)

struct whole {
    struct api_call *call;
    struct http_answer *answer;
    struct arena *arena;
    struct snapshot snapshot; /* the call's, with this arena */
};

static void whole_open(struct whole *whole, struct api_call *call, struct http_answer *answer)
{
    *whole = (struct whole){.call = call,
                            .answer = answer,
                            .arena = arena_open(ARENA_BYTES),
                            .snapshot = call->snapshot};
    whole->snapshot.arena = whole->arena;
}

/* Through a role that is limited to no site or project. */
static enum rc require_everywhere(struct api_call *call, const char *module, const char *action)
{
    if (access_may_everywhere(&call->actor, module, action)) {
        return RC_OK;
    }
    return fault_add(&call->fault, RC_DENIED, TEXT_NONE,
                     "this needs the permission %s.%s for the whole workspace; ask an "
                     "administrator for a role that has it",
                     module, action);
}

static enum rc require_all(struct api_call *call, const char *action)
{
    const struct model *model = call->api->workspace->model;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < model->module_count; i++) {
        rc = require_everywhere(call, model->modules[i]->name, action);
    }
    return rc;
}

static void answer_file(struct whole *whole, int file, const char *media_type, const char *name)
{
    (void)api_ok(whole->call, whole->answer, 200);
    whole->answer->has_file = true;
    whole->answer->file = file;
    whole->answer->media_type = media_type;
    whole->answer->file_name = text_of(name);
}

/* ---- the text form ---- */

static enum rc export_to(struct whole *whole, int file)
{
    size_t count = 0;
    struct folder *folder = folder_archive(whole->arena, file);
    enum rc rc = text_form_export(&whole->snapshot, folder, &count);
    return rc == RC_OK ? folder_end(folder, &whole->call->fault) : rc;
}

static enum rc export_form(struct api_call *call, struct http_answer *answer)
{
    struct whole whole;
    int file = -1;
    enum rc rc = require_all(call, "read");
    rc = rc == RC_OK ? spool_open(&call->fault, &file) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    whole_open(&whole, call, answer);
    rc = export_to(&whole, file);
    if (rc == RC_OK) {
        answer_file(&whole, file, "application/x-tar", "text-form.tar");
    } else {
        close(file);
    }
    arena_close(whole.arena);
    return rc;
}

static enum rc fill_set(struct whole *whole, struct change_set *set,
                        struct text_form_report *report)
{
    struct api_call *call = whole->call;
    struct folder *folder =
        folder_memory(whole->arena, text_to_z(whole->arena, api_input_name(call, "")));
    enum rc rc = folder_put_archive(folder, http_body(call->request), &call->fault);
    rc = rc == RC_OK ? folder_cage(folder, whole->arena, READER_BYTES, &call->fault) : rc;
    if (rc == RC_BROKEN) {
        log_line(LOG_ERROR, "reading an archive in a child: %.*s",
                 TEXT_ARGS(fault_text(&call->fault, whole->arena)));
    }
    struct branch_input branch = {.key = http_query(call->request, "branch"),
                                  .prefer = http_query(call->request, "prefer"),
                                  .choices = http_query(call->request, "take")};
    if (rc == RC_OK) {
        rc = branch.key.size > 0 ? branch_merge(set, folder, &branch, report)
                                 : text_form_import(set, folder, NULL, report);
    }
    return rc == RC_OK && report->blobs > 0 ? require_everywhere(call, "evidence", "import") : rc;
}

static enum rc import_form(struct api_call *call, struct http_answer *answer)
{
    struct whole whole;
    struct text_form_report report = {0};
    whole_open(&whole, call, answer);
    struct change_set *set = ARENA_NEW(whole.arena, struct change_set);
    change_set_init(set, &whole.snapshot, &call->actor);
    enum rc rc = fill_set(&whole, set, &report);
    bool is_preview = text_is(http_query(call->request, "preview"), "true");
    rc = rc == RC_OK && !is_preview ? change_commit(set) : rc;
    if (rc == RC_OK) {
        json_put_object(&call->writer);
        branch_put_report(&call->writer, &report);
        if (is_preview) {
            branch_put_changes(&call->writer, set);
        }
        json_put_object_end(&call->writer);
        (void)api_ok(call, answer, 200);
    }
    arena_close(whole.arena);
    return rc;
}

/* ---- the ledger ---- */

static void put_problem_lines(struct json_writer *writer, const struct fault *fault)
{
    json_put_name_z(writer, "problems");
    json_put_list(writer);
    for (size_t i = 0; i < fault->count; i++) {
        json_put_object(writer);
        json_member_text(writer, "path", fault->problems[i].path);
        json_member_text(writer, "sentence", fault->problems[i].sentence);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_report(struct api_call *call, const struct verify_report *report, bool is_good)
{
    struct json_writer *writer = &call->writer;
    char root[HASH_HEX_SIZE + 1];
    json_put_object(writer);
    json_member_bool(writer, "is_good", is_good);
    json_member_integer(writer, "entries", report->entries);
    json_member_integer(writer, "records", report->records);
    json_member_text(writer, "root", hash_hex(report->root, root));
    json_member_bool(writer, "is_simulated", call->api->workspace->is_simulated);
    json_member_bool(writer, "has_key", report->has_key);
    json_member_bool(writer, "has_head_file", report->has_head_file);
    put_problem_lines(writer, &call->fault);
    json_put_object_end(writer);
}

/* What does not verify is the answer, not a failure of the request. */
static enum rc verify(struct api_call *call, struct http_answer *answer)
{
    struct whole whole;
    struct checkpoint checkpoint;
    struct verify_report report = {0};
    bool has_checkpoint = http_body(call->request).size > 0;
    enum rc rc = require_everywhere(call, "evidence", "read");
    if (rc != RC_OK) {
        return rc;
    }
    whole_open(&whole, call, answer);
    if (has_checkpoint) {
        rc = proof_read_checkpoint(whole.arena, api_input_name(call, "checkpoint"),
                                   http_body(call->request), &call->fault, &checkpoint);
    }
    if (rc == RC_OK) {
        rc = verify_workspace(&whole.snapshot, has_checkpoint ? &checkpoint : NULL, &report);
        if (rc == RC_OK || rc == RC_CORRUPT) {
            put_report(call, &report, rc == RC_OK);
            (void)api_ok(call, answer, 200);
            rc = RC_OK;
        }
    }
    arena_close(whole.arena);
    return rc;
}

static enum rc take_checkpoint(struct api_call *call, struct http_answer *answer)
{
    struct text bytes;
    enum rc rc = require_everywhere(call, "evidence", "read");
    rc = rc == RC_OK ? proof_checkpoint(&call->snapshot, &bytes) : rc;
    if (rc == RC_OK) {
        (void)api_ok(call, answer, 200);
        answer->body = bytes;
        answer->media_type = "application/octet-stream";
        answer->file_name = TEXT("checkpoint");
    }
    return rc;
}

static enum rc make_pack(struct api_call *call, struct http_answer *answer)
{
    enum rc rc = require_all(call, "read");
    rc = rc == RC_OK ? proof_pack(&call->snapshot, http_query(call->request, "record"), &call->out)
                     : rc;
    if (rc == RC_OK) {
        (void)api_ok(call, answer, 200);
        answer->file_name = TEXT("evidence.json");
    }
    return rc;
}

/* ---- backup ---- */

static enum rc write_backup(void *self, const char *path)
{
    struct api_call *call = self;
    return workspace_backup(call->api->workspace, path, &call->fault);
}

static enum rc back_up(struct api_call *call, struct http_answer *answer)
{
    struct whole whole = {.call = call, .answer = answer};
    int file = -1;
    enum rc rc = require_everywhere(call, "org", "administer");
    if (rc == RC_OK && workspace_is_shared(call->api->workspace)) {
        return fault_add(&call->fault, RC_UNSUPPORTED, TEXT("backup"),
                         "this server keeps its workspace in PostgreSQL, which is copied by its "
                         "own tool, pg_dump, where the database is");
    }
    rc = rc == RC_OK ? spool_fill(call, write_backup, &call->fault, &file) : rc;
    if (rc == RC_OK) {
        answer_file(&whole, file, "application/vnd.sqlite3", "backup.csms");
    }
    return rc;
}

/* ---- the clock, accounts ---- */

static enum rc advance(struct api_call *call, struct http_answer *answer)
{
    struct workspace *workspace = call->api->workspace;
    int64_t duration_us;
    char now[MOMENT_TEXT_SIZE + 1];
    struct text duration = json_text(json_member(call->body, "duration"));
    enum rc rc = require_everywhere(call, "org", "administer");
    if (rc == RC_OK && !moment_duration(duration, &duration_us)) {
        rc = fault_add(&call->fault, RC_INVALID, TEXT("duration"),
                       "a duration such as 90d, 12h, 30m or 45s is needed");
    }
    if (rc == RC_OK && !workspace->is_simulated) {
        rc = fault_add(&call->fault, RC_CONFLICT, TEXT_NONE,
                       "this workspace lives by the machine's clock; only one made with init "
                       "--simulated can be moved");
    }
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&call->set, &call->snapshot, &call->actor);
    change_clock(&call->set, workspace_now_us(workspace) + duration_us);
    rc = change_commit(&call->set);
    if (rc == RC_OK) {
        json_put_object(&call->writer);
        json_member_text(&call->writer, "now", moment_text(workspace_now_us(workspace), now));
        json_put_object_end(&call->writer);
        (void)api_ok(call, answer, 200);
    }
    return rc;
}

static enum rc accounts(struct api_call *call, struct http_answer *answer)
{
    struct account_order order = {.verb = json_text(json_member(call->body, "verb")),
                                  .name = json_text(json_member(call->body, "name")),
                                  .person = json_text(json_member(call->body, "person")),
                                  .scope = json_text(json_member(call->body, "scope")),
                                  .days = ACCOUNT_OFFICE_DAYS};
    const struct json *days = json_member(call->body, "days");
    const struct json *is_administrator = json_member(call->body, "is_administrator");
    struct text secret;
    order.is_administrator = is_administrator != NULL && is_administrator->kind == JSON_TRUE;
    if (days != NULL && !json_integer(days, &order.days)) {
        return fault_add(&call->fault, RC_INVALID, TEXT("days"), "a whole number is needed");
    }
    enum rc rc = account_office(&call->snapshot, &call->actor, &order, &secret);
    if (rc == RC_OK) {
        json_put_object(&call->writer);
        json_member_text(&call->writer, "secret", secret);
        json_put_object_end(&call->writer);
        (void)api_ok(call, answer, 201);
    }
    return rc;
}

/* ---- which of them ---- */

enum http_how api_workspace(struct api_call *call, struct http_answer *answer)
{
    static const struct {
        const char *method;
        const char *word;
        bool has_json;
        enum rc (*run)(struct api_call *call, struct http_answer *answer);
    } routes[] = {
        {"GET", "text-form", false, export_form}, {"POST", "text-form", false, import_form},
        {"POST", "verify", false, verify},        {"GET", "checkpoint", false, take_checkpoint},
        {"GET", "evidence", false, make_pack},    {"GET", "backup", false, back_up},
        {"POST", "clock", true, advance},         {"POST", "accounts", true, accounts}};
    for (size_t i = 0; i < COUNT(routes) && call->segment_count == 2; i++) {
        if (api_is(call, 1, routes[i].word) && api_is_method(call, routes[i].method)) {
            enum rc rc = routes[i].has_json ? api_read_body(call) : RC_OK;
            return rc == RC_OK ? api_work(call, answer, routes[i].run)
                               : api_problem(call, answer, rc);
        }
    }
    enum rc rc = fault_add(&call->fault, RC_NOT_FOUND, TEXT_NONE,
                           "a workspace has text-form, verify, checkpoint, evidence, backup, clock "
                           "and accounts; /api/openapi.json says more");
    return api_problem(call, answer, rc);
}
