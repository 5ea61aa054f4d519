#include "face/http/http_server.h"

#include "face/http/http_address.h"
#include "face/http/http_server_part.h"
#include "face/http/worker_pool.h"

#include <microhttpd.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define IDLE_SECONDS 60
#define CONNECTION_LIMIT 2000
#define STREAM_LIMIT 200

/* ---- answering ---- */

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    (void)MHD_add_response_header(response, name, value);
}

static void add_safety_headers(struct MHD_Response *response)
{
    add_header(response, "Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
               "blob:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors "
               "'none'; base-uri 'none'");
    add_header(response, "X-Content-Type-Options", "nosniff");
    add_header(response, "Referrer-Policy", "no-referrer");
    add_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    add_header(response, "Cross-Origin-Resource-Policy", "same-origin");
}

static void add_text_header(struct MHD_Response *response, struct arena *arena, const char *name,
                            struct text value)
{
    if (value.size > 0) {
        add_header(response, name, text_to_z(arena, value));
    }
}

/* A file belongs to the library from here on. */
static struct MHD_Response *response_of(struct http_request *request)
{
    struct http_answer *answer = &request->answer;
    struct stat about;
    if (!answer->has_file) {
        return MHD_create_response_from_buffer(
            answer->body.size, (void *)(uintptr_t)answer->body.at, MHD_RESPMEM_PERSISTENT);
    }
    if (fstat(answer->file, &about) != 0) {
        return NULL;
    }
    struct MHD_Response *response =
        MHD_create_response_from_fd64((uint64_t)about.st_size, answer->file);
    answer->has_file = response == NULL;
    return response;
}

static enum MHD_Result send_answer(struct http_request *request)
{
    const struct http_answer *answer = &request->answer;
    struct MHD_Response *response = response_of(request);
    if (response == NULL) {
        return MHD_NO;
    }
    bool is_html = strncmp(answer->media_type, "text/html", 9) == 0;
    if (!is_html || answer->is_static) {
        add_safety_headers(response); /* a report carries its own, stricter policy */
    } else {
        add_header(response, "X-Content-Type-Options", "nosniff");
        add_header(response, "Content-Security-Policy",
                   "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                   "frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    }
    add_header(response, "Content-Type", answer->media_type);
    add_header(response, "Cache-Control",
               answer->may_cache ? "public, max-age=31536000, immutable" : "no-store");
    add_text_header(response, request->arena, "ETag", answer->etag);
    add_text_header(response, request->arena, "Set-Cookie", answer->set_cookie);
    if (answer->file_name.size > 0) {
        add_text_header(
            response, request->arena, "Content-Disposition",
            text_print(request->arena, "inline; filename=\"%.*s\"", TEXT_ARGS(answer->file_name)));
    }
    enum MHD_Result result =
        MHD_queue_response(request->connection, (unsigned int)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_refusal(struct http_request *request)
{
#define REFUSAL(status, code, title, detail)                                     \
    TEXT("{\"type\":\"about:blank\",\"title\":\"" title "\",\"status\":" #status \
         ",\"code\":\"" code "\",\"detail\":\"" detail "\",\"problems\":[]}")
    request->answer = (struct http_answer){
        .status = request->refused,
        .media_type = "application/problem+json",
        .body = REFUSAL(400, "INVALID", "the request is not clear",
                        "one Host and one length are needed: a single Content-Length, or chunked"),
        .is_static = true};
    if (request->refused == 413) {
        request->answer.body =
            REFUSAL(413, "TOO_LARGE", "the input is larger than the limit",
                    "the body is larger than this address takes; send it in parts");
    } else if (request->refused == 503) {
        request->answer.body =
            REFUSAL(503, "BUSY", "the server is stopping", "try again in a moment");
    }
#undef REFUSAL
    return send_answer(request);
}

void http_answer_later(struct http_request *request, const struct http_answer *answer)
{
    struct http_server *server = request->server;
    pthread_mutex_lock(&server->lock);
    request->answer = *answer;
    request->has_answer = true;
    server->held_count--;
    struct MHD_Connection *connection = request->connection;
    pthread_mutex_unlock(&server->lock);
    MHD_resume_connection(connection);
}

void http_finish_later(struct http_request *request, http_finish *finish, void *self)
{
    struct http_server *server = request->server;
    pthread_mutex_lock(&server->lock);
    request->finish = finish;
    request->finish_self = self;
    request->has_answer = true;
    server->held_count--;
    struct MHD_Connection *connection = request->connection;
    pthread_mutex_unlock(&server->lock);
    MHD_resume_connection(connection);
}

/* ---- event streams ---- */

static ssize_t stream_read(void *self, uint64_t at, char *out, size_t room)
{
    (void)at;
    struct stream *stream = self;
    struct http_server *server = stream->server;
    if (stream->pending.size == 0) {
        struct buffer buffer;
        arena_reset(stream->arena);
        buffer_init(&buffer, stream->arena);
        if (!server->options.events(server->options.self, stream->listener, stream->arena,
                                    &stream->seq, &buffer)) {
            return MHD_CONTENT_READER_END_OF_STREAM;
        }
        stream->pending = buffer_text(&buffer);
    }
    if (stream->pending.size == 0) {
        pthread_mutex_lock(&server->lock);
        bool is_over = __atomic_load_n(&server->is_closing, __ATOMIC_ACQUIRE);
        if (!is_over) {
            stream->is_suspended = true;
            MHD_suspend_connection(stream->connection);
        }
        pthread_mutex_unlock(&server->lock);
        return is_over ? MHD_CONTENT_READER_END_OF_STREAM : 0;
    }
    size_t size = stream->pending.size < room ? stream->pending.size : room;
    memcpy(out, stream->pending.at, size);
    stream->pending = text_from(stream->pending, size);
    return (ssize_t)size;
}

static void stream_close(void *self)
{
    struct stream *stream = self;
    struct http_server *server = stream->server;
    pthread_mutex_lock(&server->lock);
    struct stream **at = &server->streams;
    while (*at != NULL && *at != stream) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = stream->next;
        server->stream_count--;
    }
    pthread_mutex_unlock(&server->lock);
    arena_close(stream->arena);
    arena_close(stream->own);
}

void http_server_wake(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    for (struct stream *at = server->streams; at != NULL; at = at->next) {
        if (at->is_suspended) {
            at->is_suspended = false;
            MHD_resume_connection(at->connection);
        }
    }
    pthread_mutex_unlock(&server->lock);
}

static enum MHD_Result send_events(struct http_request *request)
{
    struct http_server *server = request->server;
    struct arena *own = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct stream *stream = ARENA_NEW(own, struct stream);
    stream->own = own;
    stream->server = server;
    stream->connection = request->connection;
    stream->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    stream->seq = request->event_seq;
    stream->listener = request->event_listener;
    stream->pending = TEXT("retry: 2000\n\n");
    pthread_mutex_lock(&server->lock);
    bool has_room = server->stream_count < STREAM_LIMIT;
    if (has_room) {
        stream->next = server->streams;
        server->streams = stream;
        server->stream_count++;
    }
    pthread_mutex_unlock(&server->lock);
    struct MHD_Response *response =
        has_room ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 8192, stream_read, stream,
                                                     stream_close)
                 : NULL;
    if (response == NULL) {
        arena_close(stream->arena);
        arena_close(stream->own);
        return MHD_NO;
    }
    add_safety_headers(response);
    add_header(response, "Content-Type", "text/event-stream");
    add_header(response, "Cache-Control", "no-store");
    enum MHD_Result result = MHD_queue_response(request->connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- the library's callbacks ---- */

static bool take_body(struct http_request *request, const char *bytes, size_t *size)
{
    if (request->body.size + *size > request->limit) {
        return false; /* longer than allowed without having said so: cut off */
    }
    buffer_put(&request->body, (struct text){bytes, *size});
    *size = 0;
    return true;
}

void http_hold(struct http_request *request)
{
    pthread_mutex_lock(&request->server->lock);
    request->server->held_count++;
    pthread_mutex_unlock(&request->server->lock);
    MHD_suspend_connection(request->connection);
}

static enum MHD_Result handle(struct http_request *request)
{
    struct http_server *server = request->server;
    struct http_answer answer = {.status = 500, .media_type = "application/json"};
    request->is_handled = true;
    enum http_how how = server->options.handler(server->options.self, request, &answer);
    if (how == HTTP_LATER) {
        return MHD_YES; /* held; another thread may have answered already */
    }
    request->answer = answer;
    return how == HTTP_EVENTS ? send_events(request) : send_answer(request);
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *size, void **context)
{
    (void)version;
    struct http_request *request = *context;
    if (request == NULL) {
        request = http_request_open(self, connection, path, method);
        *context = request;
        return request->refused != 0 ? send_refusal(request) : MHD_YES;
    }
    if (*size > 0) {
        return take_body(request, bytes, size) ? MHD_YES : MHD_NO;
    }
    bool is_closing = __atomic_load_n(&request->server->is_closing, __ATOMIC_ACQUIRE);
    if (!request->is_handled && is_closing) {
        request->refused = 503;
        return send_refusal(request);
    }
    if (!request->is_handled) {
        return handle(request);
    }
    pthread_mutex_lock(&request->server->lock);
    bool has_answer = request->has_answer;
    pthread_mutex_unlock(&request->server->lock);
    if (has_answer && request->finish != NULL) {
        request->finish(request->finish_self, &request->answer);
    }
    return has_answer ? send_answer(request) : MHD_YES;
}

static void on_done(void *self, struct MHD_Connection *connection, void **context,
                    enum MHD_RequestTerminationCode code)
{
    (void)self;
    (void)connection;
    (void)code;
    struct http_request *request = *context;
    if (request != NULL) {
        if (request->answer.has_file) {
            close(request->answer.file); /* nobody waited for it */
        }
        arena_close(request->arena);
        *context = NULL;
    }
}

enum rc http_server_work(struct http_server *server, void (*work)(void *self), void *self)
{
    return worker_pool_run(server->workers, work, self);
}

/* ---- open and close ---- */

static void ignore_log(void *self, const char *format, va_list args)
{
    (void)self;
    (void)format;
    (void)args; /* what a client does wrong is the client's to know */
}

static struct MHD_Daemon *start_daemon(struct http_server *server, struct sockaddr_storage *address,
                                       unsigned int flags)
{
    const struct http_options *options = &server->options;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->private_key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
         (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"},
        {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    bool has_tls = options->certificate != NULL;
    flags |= MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
             (has_tls ? MHD_USE_TLS : 0);
    return MHD_start_daemon(flags, (uint16_t)options->port, NULL, NULL, on_request, server,
                            MHD_OPTION_EXTERNAL_LOGGER, ignore_log, NULL, MHD_OPTION_SOCK_ADDR,
                            address, MHD_OPTION_THREAD_POOL_SIZE, (unsigned int)options->threads,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTION_LIMIT,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_SECONDS,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, on_done,
                            NULL, MHD_OPTION_ARRAY, has_tls ? tls : none, MHD_OPTION_END);
}

enum rc http_server_open(const struct http_options *options, struct fault *fault,
                         struct http_server **out)
{
    struct sockaddr_storage address;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct http_server *server = ARENA_NEW(arena, struct http_server);
    server->arena = arena;
    server->options = *options;
    pthread_mutex_init(&server->lock, NULL);
    server->workers = worker_pool_open();
    bool has_address = http_address_read(options->address, options->port, &address);
    if (has_address) {
        unsigned int flags = address.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0;
        server->daemon = start_daemon(server, &address, flags);
    }
    if (server->daemon == NULL) {
        enum rc rc = fault_add(fault, RC_BROKEN, text_of(options->address),
                               has_address ? "port %d cannot be opened; is another csms serving? "
                                             "Choose one with --port"
                                           : "this is no IP address (port %d)",
                               options->port);
        http_server_close(server);
        return rc;
    }
    *out = server;
    return RC_OK;
}

int http_server_port(const struct http_server *server)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info != NULL ? info->port : server->options.port;
}

/* No new connections; what other threads still answer is waited for, since a
 * connection that is held cannot be closed. */
static void let_go(struct http_server *server)
{
    struct timespec wait = {0, 2000000L};
    MHD_socket listening = MHD_quiesce_daemon(server->daemon);
    bool is_busy = true;
    while (is_busy) {
        pthread_mutex_lock(&server->lock);
        is_busy = server->held_count > 0;
        pthread_mutex_unlock(&server->lock);
        if (is_busy) {
            nanosleep(&wait, NULL);
        }
    }
    http_server_wake(server);
    if (listening != MHD_INVALID_SOCKET) {
        close(listening);
    }
}

void http_server_close(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    pthread_mutex_lock(&server->lock);
    __atomic_store_n(&server->is_closing, true, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&server->lock);
    http_server_wake(server);
    worker_pool_close(server->workers);
    if (server->daemon != NULL) {
        let_go(server);
        MHD_stop_daemon(server->daemon);
    }
    pthread_mutex_destroy(&server->lock);
    arena_close(server->arena);
}
