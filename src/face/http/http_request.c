/* The head of a request, read strictly, and what a handler asks of it. */
#include "face/http/http_server_part.h"

#include <string.h>

#define ARENA_BUDGET_BYTES ((size_t)512 << 20)

struct counting {
    const char *name;
    int count;
};

static enum MHD_Result count_header(void *self, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    (void)kind;
    (void)value;
    struct counting *counting = self;
    counting->count += strcasecmp(name, counting->name) == 0;
    return MHD_YES;
}

static int header_count(struct MHD_Connection *connection, const char *name)
{
    struct counting counting = {name, 0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &counting);
    return counting.count;
}

/* "Content-Length : 5" is a length to one party and nothing to another. */
static enum MHD_Result count_odd_name(void *self, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    (void)kind;
    (void)value;
    int *count = self;
    size_t size = strspn(name, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    *count += size == 0 || name[size] != '\0';
    return MHD_YES;
}

/* What RFC 9112 lets two parties read differently is refused. */
static int check_headers(struct http_request *request)
{
    struct MHD_Connection *connection = request->connection;
    int lengths = header_count(connection, "Content-Length");
    int codings = header_count(connection, "Transfer-Encoding");
    struct text coding = http_header(request, "Transfer-Encoding");
    int odd_names = 0;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_odd_name, &odd_names);
    if (odd_names > 0 || lengths > 1 || codings > 1 || (lengths == 1 && codings == 1) ||
        header_count(connection, "Host") != 1 ||
        (codings == 1 && strcasecmp(coding.at, "chunked") != 0)) {
        return 400;
    }
    if (lengths == 1) {
        int64_t length = -1;
        if (!text_to_integer(http_header(request, "Content-Length"), &length) || length < 0) {
            return 400;
        }
        return (uint64_t)length > request->limit ? 413 : 0;
    }
    return 0;
}

/* A long body that says its length is put down once, without growing. */
static void make_room(struct http_request *request)
{
    int64_t length = 0;
    if (text_to_integer(http_header(request, "Content-Length"), &length) &&
        length > (int64_t)HTTP_BODY_LIMIT_BYTES) {
        (void)buffer_reserve(&request->body, (size_t)length + 1);
    }
}

struct http_request *http_request_open(struct http_server *server,
                                       struct MHD_Connection *connection, const char *path,
                                       const char *method)
{
    struct arena *arena = arena_open(ARENA_BUDGET_BYTES);
    struct http_request *request = ARENA_NEW(arena, struct http_request);
    request->server = server;
    request->connection = connection;
    request->arena = arena;
    request->method = text_copy(arena, text_of(method));
    request->path = text_copy(arena, text_of(path));
    request->limit = server->options.limit(server->options.self, request);
    buffer_init(&request->body, arena);
    request->refused = check_headers(request);
    if (request->refused == 0) {
        make_room(request);
    }
    return request;
}

struct arena *http_arena(struct http_request *request)
{
    return request->arena;
}

struct text http_method(const struct http_request *request)
{
    return request->method;
}

struct text http_path(const struct http_request *request)
{
    return request->path;
}

struct text http_query(struct http_request *request, const char *name)
{
    return text_of(MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name));
}

struct text http_header(struct http_request *request, const char *name)
{
    return text_of(MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name));
}

struct text http_cookie(struct http_request *request, const char *name)
{
    return text_of(MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, name));
}

struct text http_body(const struct http_request *request)
{
    return buffer_text(&request->body);
}

struct each_query {
    void *self;
    void (*each)(void *self, struct text name, struct text value);
};

static enum MHD_Result give_query(void *self, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    struct each_query *giving = self;
    giving->each(giving->self, text_of(name), text_of(value));
    return MHD_YES;
}

void http_each_query(struct http_request *request, void *self,
                     void (*each)(void *self, struct text name, struct text value))
{
    struct each_query giving = {self, each};
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, give_query, &giving);
}

void http_events_from(struct http_request *request, int64_t seq, const void *listener)
{
    request->event_listener = listener;
    request->event_seq = seq;
}
