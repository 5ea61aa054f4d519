/* Raw bytes against a running server: what RFC 9112 lets two parties read
 * differently, what is too large, too slow or no text, and what must work. */
#include "face/server.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD "GET /api/session HTTP/1.1\r\n"
#define HOST "Host: localhost\r\n"

/* ---- requests that are not clear ---- */

static const struct {
    const char *name;
    const char *bytes;
    int status; /* 0: closing without a word is fine too */
} unclear[] = {
    {"no Host", HEAD "\r\n", 400},
    {"two Hosts", HEAD HOST HOST "\r\n", 400},
    {"two Content-Lengths",
     "POST /api/login HTTP/1.1\r\n" HOST "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", 400},
    {"two equal Content-Lengths",
     "POST /api/login HTTP/1.1\r\n" HOST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400},
    {"a length and a coding",
     "POST /api/login HTTP/1.1\r\n" HOST
     "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
     400},
    {"a coding that is not chunked",
     "POST /api/login HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n", 400},
    {"two codings",
     "POST /api/login HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
    {"a negative length", "POST /api/login HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 400},
    {"a length with a sign", "POST /api/login HTTP/1.1\r\n" HOST "Content-Length: +2\r\n\r\n{}",
     400},
    {"a length in words", "POST /api/login HTTP/1.1\r\n" HOST "Content-Length: two\r\n\r\n{}", 400},
    {"a length beyond 64 bits",
     "POST /api/login HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999999\r\n\r\n", 413},
    {"a folded header, which is unfolded", HEAD HOST "X-A: 1\r\n 2\r\n\r\n", 401},
    {"a blank before the colon", HEAD HOST "X-A : 1\r\n\r\n", 400},
    {"a length under a name with a blank",
     "POST /api/login HTTP/1.1\r\n" HOST "Content-Length : 2\r\n\r\n{}", 400},
    {"a chunk size in words",
     "POST /api/login HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
    {"no HTTP at all", "\x16\x03\x01\x02\r\n\r\n", 0},
    {"a path of two lines", "GET /api/\nsession HTTP/1.1\r\n" HOST "\r\n", 0}};

static void unclear_requests_are_refused(void **state)
{
    struct server *server = *state;
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++) {
        struct reply reply = server_raw(server, text_of(unclear[i].bytes));
        bool is_refused = reply.status == unclear[i].status || reply.status == 0 ||
                          (unclear[i].status != 413 && reply.status == 400);
        if (!is_refused) {
            fail_msg("%s: %d %.*s", unclear[i].name, reply.status, TEXT_ARGS(reply.body));
        }
    }
    assert_int_equal(server_ask(server, "GET", "/api/session", NULL, NULL).status, 200);
}

static void a_body_beyond_the_limit_is_refused_at_once(void **state)
{
    struct server *server = *state;
    struct reply reply = server_raw(
        server, TEXT("POST /api/bulk HTTP/1.1\r\n" HOST "Content-Length: 1073741824\r\n\r\n{"));
    assert_int_equal(reply.status, 413);
    int file = server_connect(server);
    char *chunk = arena_take(server->arena, 1 << 20);
    memset(chunk, ' ', 1 << 20);
    server_put(file, TEXT("POST /api/bulk HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 12; i++) {
        server_put(file, TEXT("100000\r\n"));
        server_put(file, (struct text){chunk, 1 << 20});
        server_put(file, TEXT("\r\n"));
    }
    server_put(file, TEXT("0\r\n\r\n"));
    reply = server_take(server, file);
    close(file);
    assert_true(reply.status == 413 || reply.status == 0);
    assert_int_equal(server_ask(server, "GET", "/api/session", NULL, NULL).status, 200);
}

static void ten_thousand_headers_are_refused(void **state)
{
    struct server *server = *state;
    struct buffer out;
    buffer_init(&out, server->arena);
    buffer_put_z(&out, HEAD HOST);
    for (int i = 0; i < 10000; i++) {
        buffer_print(&out, "X-Header-%d: value\r\n", i);
    }
    buffer_put_z(&out, "\r\n");
    int status = server_raw(server, buffer_text(&out)).status;
    assert_true(status == 431 || status == 400 || status == 413 || status == 0);
    assert_int_equal(server_ask(server, "GET", "/api/session", NULL, NULL).status, 200);
}

static void slow_clients_block_nobody(void **state)
{
    struct server *server = *state;
    int slow[40];
    for (size_t i = 0; i < 40; i++) {
        slow[i] = server_connect(server);
        server_put(slow[i], TEXT("G"));
    }
    const char *rest = "ET /api/session HTTP/1.1\r\n" HOST;
    for (size_t i = 0; rest[i] != '\0'; i++) {
        server_put(slow[i % 40], (struct text){rest, 1});
        if (i % 8 == 0) {
            assert_int_equal(server_ask(server, "GET", "/api/session", NULL, NULL).status, 200);
        }
    }
    for (size_t i = 0; i < 40; i++) {
        close(slow[i]);
    }
}

/* ---- bytes that are no text ---- */

static void bytes_that_are_no_text_are_refused(void **state)
{
    static const char *const paths[] = {"/api/sites/%ff",       "/api/%c0%af/x",
                                        "/api/sites?q=%ff",     "/api/sites?name=%ff%fe",
                                        "/api/search?q=%80",    "/api/sites?sort=%ff",
                                        "/api/sites?after=%ff", "/api/sites?%ff=1"};
    struct server *server = *state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct reply reply = server_ask(server, "GET", paths[i], NULL, NULL);
        if (reply.status < 400 || reply.status >= 500) {
            fail_msg("%s: %d", paths[i], reply.status);
        }
        (void)server_json(server, reply.body);
    }
    struct reply reply = server_ask(server, "POST", "/api/sites", NULL,
                                    "{'fields': {'name': '\xff', 'kind': 'plant'}}");
    assert_int_equal(reply.status, 422);
    reply = server_ask(server, "POST", "/api/blobs", "Content-Type: text/\xff\xfe\r\n", "words");
    assert_true(reply.status >= 400 && reply.status < 500);
    reply = server_ask(server, "POST", "/api/login", "Authorization: Bearer \xff\r\n", "{}");
    assert_true(reply.status >= 400 && reply.status < 500);
}

/* ---- who is it ---- */

static struct reply with_cookie(struct server *server, const char *cookie, const char *csrf)
{
    struct text bytes = text_print(server->arena,
                                   "POST /api/sites HTTP/1.1\r\n" HOST
                                   "Cookie: csms_session=%s\r\n%s%s%sContent-Length: 2\r\n\r\n{}",
                                   cookie, csrf != NULL ? "X-CSRF-Token: " : "",
                                   csrf != NULL ? csrf : "", csrf != NULL ? "\r\n" : "");
    return server_raw(server, bytes);
}

static void a_bad_cookie_or_token_is_refused(void **state)
{
    struct server *server = *state;
    assert_int_equal(with_cookie(server, "", server->csrf).status, 401);
    assert_int_equal(with_cookie(server, "guess", server->csrf).status, 401);
    assert_int_equal(with_cookie(server, "\xff\xfe", server->csrf).status, 401);
    assert_int_equal(with_cookie(server, server->cookie, NULL).status, 401);
    assert_int_equal(with_cookie(server, server->cookie, "").status, 401);
    assert_int_equal(with_cookie(server, server->cookie, "guess").status, 401);
    assert_int_equal(with_cookie(server, server->cookie, server->csrf).status, 422);
}

static void who_left_is_out_at_once(void **state)
{
    struct server *server = *state;
    assert_int_equal(server_ask(server, "GET", "/api/session", NULL, NULL).status, 200);
    assert_int_equal(server_ask(server, "POST", "/api/logout", NULL, "{}").status, 200);
    assert_int_equal(server_ask(server, "GET", "/api/session", NULL, NULL).status, 401);
    server_sign_in(server);
    assert_int_equal(server_ask(server, "GET", "/api/session", NULL, NULL).status, 200);
}

/* ---- what must work ---- */

static struct text make_site(struct server *server, const char *name)
{
    struct text body =
        text_print(server->arena, "{'fields': {'name': '%s', 'kind': 'plant'}}", name);
    struct reply reply = server_ask(server, "POST", "/api/sites", NULL, body.at);
    if (reply.status != 201) {
        fail_msg("%d %.*s", reply.status, TEXT_ARGS(reply.body));
    }
    return json_text(json_member(server_json(server, reply.body), "key"));
}

static void a_record_is_made_changed_and_read_as_it_was(void **state)
{
    struct server *server = *state;
    struct text key = make_site(server, "First name");
    struct text path = text_print(server->arena, "/api/sites/%.*s", TEXT_ARGS(key));
    const struct json *session =
        server_json(server, server_ask(server, "GET", "/api/session", NULL, NULL).body);
    int64_t size = 0;
    assert_true(json_integer(json_member(json_member(session, "workspace"), "ledger_size"), &size));
    const char *change = "{'fields': {'name': 'Second name'}}";
    assert_int_equal(server_ask(server, "PATCH", path.at, "If-Match: \"7\"\r\n", change).status,
                     412);
    assert_int_equal(server_ask(server, "PATCH", path.at, "If-Match: \"1\"\r\n", change).status,
                     200);
    struct reply now = server_ask(server, "GET", path.at, NULL, NULL);
    assert_true(text_contains(now.body, TEXT("Second name")));
    struct text then = text_print(server->arena, "%s?as_of=%lld", path.at, (long long)size);
    assert_true(
        text_contains(server_ask(server, "GET", then.at, NULL, NULL).body, TEXT("First name")));
    struct reply same = server_ask(server, "GET", path.at, "If-None-Match: \"2\"\r\n", NULL);
    assert_int_equal(same.status, 304);
    assert_int_equal(same.body.size, 0);
    assert_int_equal(server_ask(server, "GET", path.at, "If-None-Match: \"1\"\r\n", NULL).status,
                     200);
    static const char *const wrong[] = {"?as_of=0", "?as_of=-1", "?as_of=x"};
    for (size_t i = 0; i < 3; i++) {
        then = text_print(server->arena, "%s%s", path.at, wrong[i]);
        assert_int_equal(server_ask(server, "GET", then.at, NULL, NULL).status, 422);
    }
}

static void pages_have_no_gaps_and_no_doubles(void **state)
{
    struct server *server = *state;
    struct text after = TEXT_NONE;
    int64_t last = 0;
    size_t count = 0;
    for (int i = 0; i < 25; i++) {
        (void)make_site(server, "One of many");
    }
    do {
        struct text path = text_print(server->arena, "/api/sites?limit=7&count=1%s%.*s",
                                      after.size > 0 ? "&after=" : "", TEXT_ARGS(after));
        const struct json *page =
            server_json(server, server_ask(server, "GET", path.at, NULL, NULL).body);
        const struct json *items = json_member(page, "items");
        assert_non_null(items);
        for (const struct json *at = items->first; at != NULL; at = at->next) {
            int64_t number = 0;
            struct text key = json_text(json_member(at, "key"));
            assert_true(text_to_integer(text_trim(text_from(key, 3)), &number));
            assert_true(number > last);
            last = number;
            count++;
        }
        after = json_text(json_member(page, "next"));
    } while (after.size > 0);
    assert_true(count >= 25);
    assert_int_equal(server_ask(server, "GET", "/api/sites?after=forged", NULL, NULL).status, 422);
    assert_int_equal(server_ask(server, "GET", "/api/sites?limit=100000", NULL, NULL).status, 422);
}

static void an_event_follows_a_commit(void **state)
{
    struct server *server = *state;
    int file = server_connect(server);
    char bytes[8192];
    size_t size = 0;
    server_put(file, text_print(server->arena,
                                "GET /api/events HTTP/1.1\r\n" HOST "Cookie: csms_session=%s\r\n"
                                "Accept: text/event-stream\r\n\r\n",
                                server->cookie));
    while (size < sizeof bytes - 1 && !text_contains((struct text){bytes, size}, TEXT("retry"))) {
        ssize_t got = recv(file, bytes + size, sizeof bytes - size - 1, 0);
        assert_true(got > 0);
        size += (size_t)got;
    }
    struct text key = make_site(server, "Watched");
    while (!text_contains((struct text){bytes, size}, key)) {
        ssize_t got = recv(file, bytes + size, sizeof bytes - size - 1, 0);
        assert_true(got > 0);
        size += (size_t)got;
    }
    assert_true(text_contains((struct text){bytes, size}, TEXT("event: ledger")));
    close(file);
}

/* Signing out ends what this session listens to; the entry that follows is for
 * others. */
static void a_stream_ends_with_its_session(void **state)
{
    struct server *server = *state;
    int file = server_connect(server);
    char bytes[8192];
    size_t size = 0;
    ssize_t got;
    server_put(file, text_print(server->arena,
                                "GET /api/events HTTP/1.1\r\n" HOST "Cookie: csms_session=%s\r\n"
                                "Accept: text/event-stream\r\n\r\n",
                                server->cookie));
    while (size < sizeof bytes - 1 && !text_contains((struct text){bytes, size}, TEXT("retry"))) {
        got = recv(file, bytes + size, sizeof bytes - size - 1, 0);
        assert_true(got > 0);
        size += (size_t)got;
    }
    assert_int_equal(server_ask(server, "POST", "/api/logout", NULL, "{}").status, 200);
    server_sign_in(server);
    struct text key = make_site(server, "Not for the old session");
    while (size < sizeof bytes - 1 && !text_ends((struct text){bytes, size}, TEXT("0\r\n\r\n"))) {
        got = recv(file, bytes + size, sizeof bytes - size - 1, 0);
        assert_true(got > 0); /* the last chunk comes at once */
        size += (size_t)got;
    }
    assert_false(text_contains((struct text){bytes, size}, key));
    close(file);
}

/* Every address that the description names for reading answers. */
static void what_openapi_lists_is_there(void **state)
{
    struct server *server = *state;
    struct reply reply = server_ask(server, "GET", "/api/openapi.json", NULL, NULL);
    const struct json *paths = json_member(server_json(server, reply.body), "paths");
    size_t count = 0;
    assert_non_null(paths);
    for (const struct json *path = paths->first; path != NULL; path = path->next) {
        if (json_member(path, "get") == NULL || text_contains(path->name, TEXT("{")) ||
            text_is(path->name, "/api/events")) {
            continue;
        }
        reply = server_ask(server, "GET", text_to_z(server->arena, path->name), NULL, NULL);
        if (reply.status != 200) {
            fail_msg("%.*s answers %d: %.*s", TEXT_ARGS(path->name), reply.status,
                     TEXT_ARGS(reply.body));
        }
        count++;
    }
    assert_true(count > 100);
}

/* ---- many at once ---- */

#define WRITERS 64
#define EACH 5

struct writer {
    struct server *server;
    int acknowledged;
    int others;
};

static int post_site(const struct server *server)
{
    static const char body[] = "{\"fields\":{\"name\":\"Many\",\"kind\":\"plant\"}}";
    char request[1024];
    char answer[64];
    int file = server_connect(server);
    int size = snprintf(request, sizeof request,
                        "POST /api/sites HTTP/1.1\r\n" HOST
                        "Cookie: csms_session=%s\r\nX-CSRF-Token: %s\r\nContent-Length: "
                        "%zu\r\nConnection: close\r\n\r\n%s",
                        server->cookie, server->csrf, sizeof body - 1, body);
    server_put(file, (struct text){request, (size_t)size});
    ssize_t got = recv(file, answer, sizeof answer - 1, 0);
    answer[got > 0 ? got : 0] = '\0';
    close(file);
    return got > 12 ? atoi(answer + 9) : 0;
}

static void *write_some(void *self)
{
    struct writer *writer = self;
    for (int i = 0; i < EACH; i++) {
        int status = post_site(writer->server);
        writer->acknowledged += status == 201;
        writer->others += status != 201;
    }
    return NULL;
}

static int64_t count_sites(struct server *server)
{
    int64_t count = -1;
    const struct json *page = server_json(
        server, server_ask(server, "GET", "/api/sites?limit=1&count=1", NULL, NULL).body);
    assert_true(json_integer(json_member(page, "count"), &count));
    return count;
}

static int write_in_parallel(struct server *const *servers, size_t server_count)
{
    pthread_t threads[WRITERS];
    struct writer writers[WRITERS];
    int acknowledged = 0;
    for (size_t i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.server = servers[i % server_count]};
        assert_int_equal(pthread_create(&threads[i], NULL, write_some, &writers[i]), 0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        acknowledged += writers[i].acknowledged;
        assert_int_equal(writers[i].others, 0);
    }
    return acknowledged;
}

static void many_writers_are_all_acknowledged(void **state)
{
    struct server *server = *state;
    int64_t before = count_sites(server);
    assert_int_equal(write_in_parallel(&server, 1), WRITERS * EACH);
    assert_int_equal(count_sites(server), before + WRITERS * EACH);
    assert_int_equal(server_run(server, "verify"), 0); /* beside the running server */
}

/* Told to stop while many write: a clean end, and a ledger that holds. */
static void it_stops_in_the_middle_of_writes(void **state)
{
    struct server *server = *state;
    int files[16];
    for (size_t i = 0; i < 16; i++) {
        static const char body[] = "{\"fields\":{\"name\":\"Last\",\"kind\":\"plant\"}}";
        files[i] = server_connect(server);
        server_put(files[i], text_print(server->arena,
                                        "POST /api/sites HTTP/1.1\r\n" HOST
                                        "Cookie: csms_session=%s\r\nX-CSRF-Token: "
                                        "%s\r\nContent-Length: %zu\r\n\r\n%s",
                                        server->cookie, server->csrf, sizeof body - 1, body));
    }
    server_stop(server);
    for (size_t i = 0; i < 16; i++) {
        close(files[i]);
    }
    assert_int_equal(server_run(server, "verify"), 0);
    server_launch(server);
    server_sign_in(server);
}

/* ---- two servers, one database ---- */

static void two_servers_write_to_one_database(void **state)
{
    const char *url = getenv("CSMS_TEST_POSTGRES");
    (void)state;
    if (url == NULL) {
        skip();
        return; /* skip() does not come back, which the compiler cannot see */
    }
    char shared[512];
    char sql[256];
    snprintf(sql, sizeof sql, "psql -q \"%s\" -c 'CREATE SCHEMA csms_face_%d'", url, (int)getpid());
    assert_int_equal(system(sql), 0);
    snprintf(shared, sizeof shared, "%s%coptions=-csearch_path%%3Dcsms_face_%d", url,
             strchr(url, '?') != NULL ? '&' : '?', (int)getpid());
    struct server *one = server_make(shared);
    assert_int_equal(server_run(one, "init --name Shared"), 0);
    server_launch(one);
    server_sign_in(one);
    struct server two = *one;
    two.one_time[0] = '\0';
    server_launch(&two); /* same keys, same folder, another port */
    struct server *const both[] = {one, &two};
    int64_t before = count_sites(one);
    assert_int_equal(write_in_parallel(both, 2), WRITERS * EACH);
    assert_int_equal(count_sites(one), before + WRITERS * EACH);
    server_stop(&two);
    server_stop(one);
    assert_int_equal(server_run(one, "verify"), 0);
    server_end(one);
    snprintf(sql, sizeof sql, "psql -q \"%s\" -c 'DROP SCHEMA csms_face_%d CASCADE' 2>/dev/null",
             url, (int)getpid());
    assert_int_equal(system(sql), 0);
}

int main(void)
{
    const struct CMUnitTest on_one[] = {
        cmocka_unit_test(unclear_requests_are_refused),
        cmocka_unit_test(a_body_beyond_the_limit_is_refused_at_once),
        cmocka_unit_test(ten_thousand_headers_are_refused),
        cmocka_unit_test(slow_clients_block_nobody),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(a_bad_cookie_or_token_is_refused),
        cmocka_unit_test(who_left_is_out_at_once),
        cmocka_unit_test(a_record_is_made_changed_and_read_as_it_was),
        cmocka_unit_test(pages_have_no_gaps_and_no_doubles),
        cmocka_unit_test(an_event_follows_a_commit),
        cmocka_unit_test(a_stream_ends_with_its_session),
        cmocka_unit_test(what_openapi_lists_is_there),
        cmocka_unit_test(many_writers_are_all_acknowledged),
        cmocka_unit_test(it_stops_in_the_middle_of_writes)};
    const struct CMUnitTest on_two[] = {cmocka_unit_test(two_servers_write_to_one_database)};
    int failed = cmocka_run_group_tests(on_one, server_open, server_close);
    return failed + cmocka_run_group_tests(on_two, NULL, NULL);
}
