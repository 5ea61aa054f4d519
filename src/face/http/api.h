/* api.h - the JSON API: one call, from bytes to answer.
 *
 * Purpose: struct api_call holds what one request needs; api_handle is the
 * handler behind http_server.h. Routes follow from the model's tables; no rule
 * and no SQL lives here.
 * Threads: quick reads on the serving thread; changes wait for the committer
 * with the connection suspended; slow work runs on a worker.
 * Errors: problem+json (RFC 9457) with the closed list of rc.def in "code". */
#ifndef CSMS_FACE_API_H
#define CSMS_FACE_API_H

#include "core/account.h"
#include "core/change.h"
#include "core/render.h"
#include "face/http/answer_cache.h"
#include "face/http/http_server.h"
#include "face/http/session_cache.h"

#define API_SEGMENTS 6

struct api {
    struct workspace *workspace;
    bool is_secure; /* behind TLS: cookies are marked Secure */
    struct http_server *server;
    struct answer_cache *cache;
    struct session_cache *sessions;
};

struct api_call {
    struct api *api;
    struct http_request *request;
    struct arena *arena;
    struct text cache_key; /* of a read that may be remembered, or empty */
    int64_t version;
    bool is_record; /* the answer is one record or one page: worth remembering */
    struct fault fault;
    struct snapshot snapshot;
    bool has_snapshot;
    struct actor actor;
    struct session session;
    struct text segments[API_SEGMENTS]; /* of the path behind /api/ */
    size_t segment_count;
    const struct json *body;
    struct buffer out;
    struct json_writer writer;
    struct change_set set;
    const struct model_entity *kind; /* of a change, for its answer */
    struct record *record;
    int done_status;
    enum rc committed;
    enum rc (*slow)(struct api_call *call, struct http_answer *answer);
};

enum http_how api_handle(void *self, struct http_request *request, struct http_answer *answer);
/* http_limit: much from those who are signed in, 8 MiB from others. */
size_t api_limit(void *self, struct http_request *request);
/* http_event_source: the ledger entries that a listener may hear of. */
bool api_events(void *self, const void *listener, struct arena *arena, int64_t *seq,
                struct buffer *out);

/* ---- for the files of this folder ---- */
bool api_is(const struct api_call *call, size_t at, const char *word);
bool api_is_method(const struct api_call *call, const char *method);
struct text api_bearer(const struct api_call *call); /* the API token, or empty */
/* The query "name", which says what the client calls its input, for messages. */
struct text api_input_name(const struct api_call *call, const char *otherwise);
/* The body as JSON into call->body; an empty body is an empty object. */
enum rc api_read_body(struct api_call *call) MUST_USE;
/* Answers with call->out. */
enum http_how api_ok(struct api_call *call, struct http_answer *answer, int status);
enum http_how api_problem(struct api_call *call, struct http_answer *answer, enum rc rc);
/* Commits call->set, then answers with call->record (or {}). */
enum http_how api_commit(struct api_call *call, struct http_answer *answer, int status);
/* Runs slow on a worker; it fills the answer. */
enum http_how api_work(struct api_call *call, struct http_answer *answer,
                       enum rc (*slow)(struct api_call *call, struct http_answer *answer));
void api_set_cookie(struct api_call *call, struct http_answer *answer, struct text token);
int64_t api_integer(struct api_call *call, const char *name, int64_t otherwise);

enum http_how api_session(struct api_call *call, struct http_answer *answer); /* before login */
enum http_how api_account(struct api_call *call, struct http_answer *answer);
enum http_how api_records(struct api_call *call, struct http_answer *answer);
enum http_how api_events_start(struct api_call *call, struct http_answer *answer);
enum http_how api_workspace(struct api_call *call, struct http_answer *answer);
enum http_how api_other(struct api_call *call, struct http_answer *answer, bool *is_known);
enum http_how static_file(struct http_request *request, struct http_answer *answer);

#endif
