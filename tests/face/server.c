#include "face/server.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define BINARY CSMS_BINARY_DIR "/csms"
#define PATIENCE_S 20

/* ---- processes ---- */

static pid_t spawn(struct server *server, char **words, const char *output)
{
    pid_t process = fork();
    assert_true(process >= 0);
    if (process > 0) {
        return process;
    }
    char state[128];
    snprintf(state, sizeof state, "%s/state", server->folder);
    setenv("CSMS_STATE_DIR", state, 1);
    int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv(BINARY, words);
    _exit(127);
}

static pid_t spawn_words(struct server *server, const char *words, const char *output)
{
    char *list[24] = {(char *)(uintptr_t)BINARY, (char *)(uintptr_t) "--workspace", server->url};
    char *copy = text_to_z(server->arena, text_of(words));
    char *rest = NULL;
    size_t count = 3;
    for (char *word = strtok_r(copy, " ", &rest); word != NULL && count < 23;
         word = strtok_r(NULL, " ", &rest)) {
        list[count++] = word;
    }
    return spawn(server, list, output);
}

int server_run(struct server *server, const char *words)
{
    int status = 0;
    char output[128];
    snprintf(output, sizeof output, "%s/run.out", server->folder);
    pid_t process = spawn_words(server, words, output);
    assert_int_equal(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* The first line of a file that holds a word, behind the word. */
static bool find_behind(const char *path, const char *word, char *out, size_t room)
{
    char line[512];
    bool is_found = false;
    FILE *file = fopen(path, "r");
    while (file != NULL && !is_found && fgets(line, sizeof line, file) != NULL) {
        char *at = strstr(line, word);
        if (at != NULL && strchr(line, '\n') != NULL) {
            size_t size = strcspn(at + strlen(word), " /\n");
            snprintf(out, room, "%.*s", (int)size, at + strlen(word));
            is_found = true;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return is_found;
}

void server_launch(struct server *server)
{
    char output[128];
    char port[32];
    snprintf(output, sizeof output, "%s/serve.out", server->folder);
    unlink(output);
    server->process = spawn_words(server, "serve --port 0", output);
    for (int i = 0; i < PATIENCE_S * 50 && !find_behind(output, "127.0.0.1:", port, sizeof port);
         i++) {
        usleep(20000);
    }
    if (!find_behind(output, "127.0.0.1:", port, sizeof port)) {
        fail_msg("csms serve did not start; see %s", output);
    }
    server->port = atoi(port);
    usleep(20000);
    (void)find_behind(output, "with password ", server->one_time, sizeof server->one_time);
}

struct server *server_make(const char *url)
{
    struct server *server = calloc(1, sizeof *server);
    assert_non_null(server);
    server->arena = arena_open((size_t)4 << 30);
    strcpy(server->folder, "/tmp/csms-face-XXXXXX");
    assert_non_null(mkdtemp(server->folder));
    if (url != NULL) {
        snprintf(server->url, sizeof server->url, "%s", url);
    } else {
        snprintf(server->url, sizeof server->url, "%s/one.csms", server->folder);
    }
    return server;
}

void server_stop(struct server *server)
{
    int status = 0;
    if (server->process > 0) {
        assert_int_equal(kill(server->process, SIGTERM), 0);
        assert_int_equal(waitpid(server->process, &status, 0), server->process);
        server->process = 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            fail_msg("csms serve ended by signal %d, exit code %d", WTERMSIG(status),
                     WEXITSTATUS(status));
        }
    }
}

static void remove_folder(const char *folder)
{
    DIR *entries = opendir(folder);
    for (struct dirent *at = entries != NULL ? readdir(entries) : NULL; at != NULL;
         at = readdir(entries)) {
        char path[512];
        if (strcmp(at->d_name, ".") == 0 || strcmp(at->d_name, "..") == 0) {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", folder, at->d_name);
        if (at->d_type == DT_DIR) {
            remove_folder(path);
        } else {
            unlink(path);
        }
    }
    if (entries != NULL) {
        closedir(entries);
    }
    rmdir(folder);
}

void server_end(struct server *server)
{
    if (server->process > 0) { /* a test failed */
        kill(server->process, SIGKILL);
        waitpid(server->process, NULL, 0);
    }
    remove_folder(server->folder);
    arena_close(server->arena);
    free(server);
}

/* ---- bytes ---- */

int server_connect(const struct server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)server->port)};
    struct timeval patience = {PATIENCE_S, 0};
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(file, (struct sockaddr *)(void *)&address, sizeof address), 0);
    return file;
}

void server_put(int file, struct text bytes)
{
    while (bytes.size > 0) {
        ssize_t sent = send(file, bytes.at, bytes.size, MSG_NOSIGNAL);
        if (sent <= 0) {
            return; /* the peer has heard enough */
        }
        bytes = text_from(bytes, (size_t)sent);
    }
}

static size_t find(struct text text, const char *part)
{
    size_t size = strlen(part);
    for (size_t i = 0; i + size <= text.size; i++) {
        if (strncasecmp(text.at + i, part, size) == 0) {
            return i;
        }
    }
    return text.size;
}

/* Bytes the whole answer has, as far as its head tells; 0: not yet known. */
static size_t whole_size(struct text so_far)
{
    int64_t length = 0;
    size_t end = find(so_far, "\r\n\r\n");
    size_t at = find(so_far, "\r\nContent-Length: ");
    if (end == so_far.size) {
        return 0;
    }
    if (text_starts(so_far, TEXT("HTTP/1.1 304")) || text_starts(so_far, TEXT("HTTP/1.1 204"))) {
        return end + 4;
    }
    if (at > end) {
        return 0;
    }
    struct text rest = text_from(so_far, at + 18);
    return text_to_integer(text_cut(&rest, '\r'), &length) ? end + 4 + (size_t)length : 0;
}

struct reply server_take(struct server *server, int file)
{
    struct buffer all;
    struct reply reply = {0};
    char bytes[65536];
    ssize_t size;
    buffer_init(&all, server->arena);
    while ((size = recv(file, bytes, sizeof bytes, 0)) > 0) {
        buffer_put(&all, (struct text){bytes, (size_t)size});
        size_t whole = whole_size(buffer_text(&all));
        if (whole > 0 && all.size >= whole) {
            break;
        }
    }
    struct text text = buffer_text(&all);
    size_t end = find(text, "\r\n\r\n");
    int64_t status = 0;
    if (text_starts(text, TEXT("HTTP/1.")) && text_to_integer(text_part(text, 9, 3), &status)) {
        reply = (struct reply){(int)status, text_part(text, 0, end), text_from(text, end + 4)};
    }
    return reply;
}

struct reply server_raw(struct server *server, struct text bytes)
{
    int file = server_connect(server);
    server_put(file, bytes);
    struct reply reply = server_take(server, file);
    close(file);
    return reply;
}

struct reply server_ask(struct server *server, const char *method, const char *path,
                        const char *headers, const char *body)
{
    struct buffer out;
    char *words = text_to_z(server->arena, text_of(body != NULL ? body : ""));
    for (char *at = words; *at != '\0'; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    buffer_init(&out, server->arena);
    buffer_print(&out, "%s %s HTTP/1.1\r\nHost: localhost\r\nCookie: csms_session=%s\r\n", method,
                 path, server->cookie);
    buffer_print(&out, "X-CSRF-Token: %s\r\nContent-Length: %zu\r\n%s\r\n", server->csrf,
                 strlen(words), headers != NULL ? headers : "");
    buffer_put_z(&out, words);
    return server_raw(server, buffer_text(&out));
}

const struct json *server_json(struct server *server, struct text body)
{
    struct fault fault;
    const struct json *json = NULL;
    fault_init(&fault, server->arena);
    if (json_read(server->arena, TEXT("answer"), body, &fault, &json) != RC_OK) {
        fail_msg("this is no JSON: %.*s", TEXT_ARGS(body));
    }
    return json;
}

static void take_session(struct server *server, struct reply reply)
{
    size_t at = find(reply.head, "csms_session=");
    struct text token = text_from(reply.head, at + 13);
    struct text csrf = json_text(json_member(server_json(server, reply.body), "csrf"));
    if (reply.status != 200) {
        fail_msg("signing in: %d %.*s", reply.status, TEXT_ARGS(reply.body));
    }
    token = text_cut(&token, ';');
    snprintf(server->cookie, sizeof server->cookie, "%.*s", TEXT_ARGS(token));
    snprintf(server->csrf, sizeof server->csrf, "%.*s", TEXT_ARGS(csrf));
}

void server_sign_in(struct server *server)
{
    bool is_first = server->one_time[0] != '\0';
    const char *password = is_first ? server->one_time : SERVER_PASSWORD;
    struct text login =
        text_print(server->arena, "{'name': 'administrator', 'password': '%s'}", password);
    take_session(server, server_ask(server, "POST", "/api/login", NULL, login.at));
    if (is_first) {
        struct text change = text_print(server->arena, "{'old': '%s', 'new': '%s'}",
                                        server->one_time, SERVER_PASSWORD);
        struct reply reply = server_ask(server, "POST", "/api/password", NULL, change.at);
        assert_int_equal(reply.status, 200);
        server->one_time[0] = '\0';
    }
}

int server_open(void **state)
{
    struct server *server = server_make(NULL);
    *state = server;
    assert_int_equal(server_run(server, "init --name Test"), 0);
    server_launch(server);
    server_sign_in(server);
    return 0;
}

int server_close(void **state)
{
    struct server *server = *state;
    server_stop(server);
    int verified = server_run(server, "verify");
    server_end(server);
    return verified; /* whatever a test did: the ledger must hold */
}
