/* serve_bench - the server as a client sees it, beside a bare handler.
 *
 * Prints: time until ready, resident memory, GET of one record, the same load
 * on a bare libmicrohttpd handler with a body of the same size, the ratio, and
 * durable writes with 64 clients. Usage: serve_bench CSMS [WORKSPACE-URL]; the
 * second argument names an empty shared store. */
#include "http_load.h"

#include <microhttpd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BARE_PORT 18322
#define PORT 18321
#define SECONDS 4.0
#define CLIENTS 64

static char answer[65536];
static char cookie[128];
static char csrf[128];
static char body[65536];

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static enum MHD_Result bare(void *self, struct MHD_Connection *connection, const char *path,
                            const char *method, const char *version, const char *bytes,
                            size_t *size, void **context)
{
    (void)self;
    (void)path;
    (void)method;
    (void)version;
    (void)bytes;
    (void)size;
    if (*context == NULL) {
        *context = body;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(body), body, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

static void take_between(const char *before, char *out, size_t room)
{
    const char *from = strstr(answer, before);
    size_t size = 0;
    if (from != NULL) {
        from += strlen(before);
        size = strcspn(from, "\";");
        size = size < room - 1 ? size : room - 1;
        memcpy(out, from, size);
    }
    out[size] = '\0';
}

static int post(const char *path, const char *json)
{
    char request[2048];
    (void)snprintf(request, sizeof request,
                   "POST %s HTTP/1.1\r\nHost: x\r\nCookie: csms_session=%s\r\nX-CSRF-Token: "
                   "%s\r\nContent-Length: %zu\r\n\r\n%s",
                   path, cookie, csrf, strlen(json), json);
    return http_load_once(PORT, request, answer, sizeof answer);
}

static pid_t start(const char *csms, const char *workspace, int out)
{
    pid_t child = fork();
    if (child == 0) {
        dup2(out, STDOUT_FILENO);
        execl(csms, csms, "--workspace", workspace, "serve", "--port", "18321", "--threads", "4",
              (char *)NULL);
        _exit(127);
    }
    return child;
}

static void read_password(int in, char *out, size_t room)
{
    char text[2048];
    size_t used = 0;
    ssize_t size;
    while (used < sizeof text - 1 && (size = read(in, text + used, sizeof text - 1 - used)) > 0) {
        used += (size_t)size;
        text[used] = '\0';
        if (strstr(text, "Ctrl-C") != NULL) {
            break;
        }
    }
    const char *at = strstr(text, "with password ");
    (void)snprintf(out, room, "%.16s", at != NULL ? at + 14 : "");
}

static long resident_kb(pid_t child)
{
    char path[64];
    char line[256];
    long kb = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)child);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        (void)sscanf(line, "VmRSS: %ld", &kb);
    }
    if (file != NULL) {
        fclose(file);
    }
    return kb;
}

static void print_row(const char *what, const struct http_load_result *result)
{
    printf("%-34s %9.0f /s   p50 %6.2f ms   p99 %6.2f ms   refused %zu\n", what, result->per_second,
           result->p50_ms, result->p99_ms, result->refused);
}

static int sign_in(const char *password)
{
    char json[256];
    (void)snprintf(json, sizeof json, "{\"name\":\"administrator\",\"password\":\"%s\"}", password);
    int status = post("/api/login", json);
    take_between("csms_session=", cookie, sizeof cookie);
    take_between("\"csrf\":\"", csrf, sizeof csrf);
    (void)snprintf(json, sizeof json, "{\"old\":\"%s\",\"new\":\"a sentence for the benchmark\"}",
                   password);
    return status == 200 ? post("/api/password", json) : status;
}

static void measure(pid_t child)
{
    char request[2048];
    struct http_load_result get;
    struct http_load_result plain;
    struct http_load_result write;
    const char *json = "{\"fields\":{\"name\":\"Benchmark plant\",\"kind\":\"plant\"}}";
    if (post("/api/sites", json) != 201) {
        printf("the first record was refused: %s\n", answer);
        return;
    }
    (void)snprintf(request, sizeof request,
                   "GET /api/sites/SI-0001 HTTP/1.1\r\nHost: x\r\nCookie: csms_session=%s\r\n\r\n",
                   cookie);
    http_load_once(PORT, request, answer, sizeof answer);
    const char *start = strstr(answer, "\r\n\r\n");
    (void)snprintf(body, sizeof body, "%s", start != NULL ? start + 4 : "x");
    printf("%-34s %9ld kB\n", "resident, idle", resident_kb(child));
    struct http_load load = {PORT, CLIENTS, SECONDS, request};
    http_load_run(&load, &get);
    print_row("GET of one record", &get);
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, BARE_PORT, NULL, NULL, bare, NULL,
                         MHD_OPTION_THREAD_POOL_SIZE, 2U, MHD_OPTION_END);
    load.port = BARE_PORT;
    if (daemon != NULL && http_load_run(&load, &plain) == 0) {
        print_row("bare handler, same body", &plain);
        printf("%-34s %9.2f\n", "ratio to the bare handler", get.per_second / plain.per_second);
    }
    MHD_stop_daemon(daemon);
    (void)snprintf(
        request, sizeof request,
        "POST /api/sites HTTP/1.1\r\nHost: x\r\nCookie: csms_session=%s\r\nX-CSRF-Token: "
        "%s\r\nContent-Length: %zu\r\n\r\n%s",
        cookie, csrf, strlen(json), json);
    load.port = PORT;
    http_load_run(&load, &write);
    print_row("durable writes, 64 clients", &write);
    printf("%-34s %9ld kB\n", "resident, after", resident_kb(child));
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/csms-bench-XXXXXX";
    char file[128];
    char command[512];
    char password[32];
    int pipe_ends[2];
    if (argc < 2 || mkdtemp(folder) == NULL || pipe(pipe_ends) != 0) {
        printf("usage: serve_bench CSMS [WORKSPACE-URL]\n");
        return 2;
    }
    setenv("CSMS_STATE_DIR", folder, 1);
    (void)snprintf(file, sizeof file, "%s/bench.csms", folder);
    const char *workspace = argc > 2 ? argv[2] : file;
    (void)snprintf(command, sizeof command, "%s --workspace '%s' init --name Bench", argv[1],
                   workspace);
    if (system(command) != 0) {
        return 1;
    }
    double began = now_ms();
    pid_t child = start(argv[1], workspace, pipe_ends[1]);
    close(pipe_ends[1]);
    read_password(pipe_ends[0], password, sizeof password);
    printf("%-34s %9.0f ms (with the one-time password's hash)\n", "ready after", now_ms() - began);
    if (sign_in(password) == 200) {
        measure(child);
    } else {
        printf("signing in was refused: %s\n", answer);
    }
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    (void)snprintf(command, sizeof command, "%s --workspace '%s' verify", argv[1], workspace);
    began = now_ms();
    int code = system(command);
    printf("%-34s %9.0f ms (exit %d)\n", "verify of all of it", now_ms() - began, code);
    return 0;
}
