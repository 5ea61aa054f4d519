/* http_server.h - the HTTP listener, behind which no other file knows its library.
 *
 * Purpose: accepts connections, checks headers strictly, collects bodies up to
 * a limit, hands requests to one handler and sends its answers. A handler may
 * answer at once, or later from another thread (after a commit, or from a
 * worker for slow work), or with a stream of events.
 * Strictness: 400 for two Content-Lengths, for a length together with a
 * transfer coding, for another coding than chunked, for no or several Hosts;
 * 413 before a body that is too long is read. How long is too long the handler's
 * side says from the head alone, so that only who is signed in may send much.
 * Ownership: a request lives until its answer is sent; all it points to lives
 * in its arena. Errors: RC_BROKEN where the address cannot be had. */
#ifndef CSMS_FACE_HTTP_SERVER_H
#define CSMS_FACE_HTTP_SERVER_H

#include "base/fault.h"
#include "core/workspace.h"

#define HTTP_BODY_LIMIT_BYTES ((size_t)8 << 20)
#define HTTP_BLOB_LIMIT_BYTES ((size_t)64 << 20)
#define HTTP_LARGE_LIMIT_BYTES ((size_t)256 << 20) /* whole workspaces and sheets */

struct http_server;
struct http_request;

struct http_answer {
    int status;
    const char *media_type;
    struct text body;       /* in the request's arena, or static */
    bool is_static;         /* body outlives the server */
    struct text etag;       /* with quotes, or empty */
    struct text set_cookie; /* or empty */
    struct text file_name;  /* a download, or empty */
    bool may_cache;
    bool has_file; /* the body is all of an open file, which is closed when it is sent */
    int file;
};

enum http_how { HTTP_ANSWERED, HTTP_LATER, HTTP_EVENTS };

typedef enum http_how http_handler(void *self, struct http_request *request,
                                   struct http_answer *answer);
/* Next events behind *seq as "id: ..\ndata: ..\n\n" into out; moves *seq. listener is
 * what http_events_from was given. False ends the stream: nobody may listen. */
typedef bool http_event_source(void *self, const void *listener, struct arena *arena, int64_t *seq,
                               struct buffer *out);

/* How many bytes of body this request may bring; asked when its head is read. */
typedef size_t http_limit(void *self, struct http_request *request);

struct http_options {
    const char *address; /* "127.0.0.1" */
    int port;
    int threads;
    const char *certificate; /* PEM text, or NULL for no TLS */
    const char *private_key;
    http_handler *handler;
    http_limit *limit;
    http_event_source *events;
    void *self;
};

enum rc http_server_open(const struct http_options *options, struct fault *fault,
                         struct http_server **out) MUST_USE;
void http_server_close(struct http_server *server);
int http_server_port(const struct http_server *server);
/* Live screens: called when the ledger has grown. */
void http_server_wake(struct http_server *server);
/* Runs work on a worker thread; the handler then returns HTTP_LATER and the
 * work ends with http_answer_later. RC_BUSY when too much waits. */
enum rc http_server_work(struct http_server *server, void (*work)(void *self), void *self) MUST_USE;

/* ---- the request ---- */
struct arena *http_arena(struct http_request *request);
struct text http_method(const struct http_request *request);
struct text http_path(const struct http_request *request); /* decoded, without the query */
struct text http_query(struct http_request *request, const char *name); /* TEXT_NONE if absent */
struct text http_header(struct http_request *request, const char *name);
struct text http_cookie(struct http_request *request, const char *name);
struct text http_body(const struct http_request *request);
/* Calls each for every query parameter, in order. */
void http_each_query(struct http_request *request, void *self,
                     void (*each)(void *self, struct text name, struct text value));
/* Before anything that ends with http_answer_later is started. */
void http_hold(struct http_request *request);
/* For HTTP_LATER: gives the answer and resumes the connection. */
void http_answer_later(struct http_request *request, const struct http_answer *answer);
/* For HTTP_LATER: resumes, and finish gives the answer on a serving thread. */
typedef void http_finish(void *self, struct http_answer *answer);
void http_finish_later(struct http_request *request, http_finish *finish, void *self);
/* For HTTP_EVENTS: where to begin, and for whom (in the request's arena). */
void http_events_from(struct http_request *request, int64_t seq, const void *listener);

#endif
