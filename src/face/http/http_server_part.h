/* http_server_part.h - what the two halves of the server share. Private to http_*.c.
 *
 * Purpose: the request as the library hands it over (http_request.c reads its
 * head), and the server with its streams (http_server.c).
 * Ownership: a request lives in its own arena until its answer is sent. */
#ifndef CSMS_FACE_HTTP_SERVER_PART_H
#define CSMS_FACE_HTTP_SERVER_PART_H

#include "face/http/http_server.h"
#include "face/http/worker_pool.h"

#include <microhttpd.h>
#include <pthread.h>

struct stream {
    struct arena *own;
    struct http_server *server;
    struct MHD_Connection *connection;
    struct arena *arena;
    struct text pending;
    const void *listener;
    int64_t seq;
    bool is_suspended;
    struct stream *next;
};

struct http_server {
    struct arena *arena;
    struct http_options options;
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock; /* of streams and of suspended requests */
    struct stream *streams;
    size_t stream_count;
    size_t held_count; /* requests that another thread will answer */
    struct worker_pool *workers;
    bool is_closing;
};

struct http_request {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct arena *arena;
    struct text method;
    struct text path;
    struct buffer body;
    size_t limit;
    int refused; /* status decided from the headers, or 0 */
    bool is_handled;
    bool has_answer;
    http_finish *finish;
    void *finish_self;
    int64_t event_seq;
    const void *event_listener;
    struct http_answer answer;
};

/* From the head alone; request->refused where it is not clear. */
struct http_request *http_request_open(struct http_server *server,
                                       struct MHD_Connection *connection, const char *path,
                                       const char *method);

#endif
