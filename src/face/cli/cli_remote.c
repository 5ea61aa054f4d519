#include "face/cli/cli_remote.h"

#include "core/http_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define TIMEOUT_SECONDS 120L
#define LONG_TIMEOUT_SECONDS 3600L

bool cli_is_remote(const struct cli *cli)
{
    struct text url = text_of(cli->url);
    return text_starts(url, TEXT("http://")) || text_starts(url, TEXT("https://"));
}

void cli_remote_init(struct cli_remote *remote, struct cli *cli, const char *method,
                     const char *path)
{
    *remote = (struct cli_remote){
        .cli = cli, .method = method, .media_type = "application/json", .file = -1};
    buffer_init(&remote->path, cli->arena);
    buffer_put_z(&remote->path, "/api/");
    buffer_put_z(&remote->path, path);
}

void cli_remote_part(struct cli_remote *remote, struct text part)
{
    buffer_put_char(&remote->path, '/');
    http_client_escape(&remote->path, part);
}

void cli_remote_query(struct cli_remote *remote, const char *name, const char *value)
{
    bool is_first = text_find(buffer_text(&remote->path), '?') == remote->path.size;
    buffer_put_char(&remote->path, is_first ? '?' : '&');
    http_client_escape(&remote->path, text_of(name));
    buffer_put_char(&remote->path, '=');
    http_client_escape(&remote->path, text_of(value));
}

/* ---- the server's problems ---- */

static enum rc rc_named(struct text name)
{
    for (int rc = RC_OK; rc < RC_COUNT; rc++) {
        if (text_is(name, rc_name((enum rc)rc))) {
            return (enum rc)rc;
        }
    }
    return RC_BROKEN;
}

static void take_one(struct fault *fault, enum rc rc, const struct json *problem)
{
    int64_t line = 0;
    int64_t column = 0;
    size_t before = fault->count;
    (void)fault_add(fault, rc, json_text(json_member(problem, "path")), "%.*s",
                    TEXT_ARGS(json_text(json_member(problem, "sentence"))));
    bool has_place = json_integer(json_member(problem, "line"), &line) && line > 0 &&
                     json_integer(json_member(problem, "column"), &column) && line < INT32_MAX &&
                     column >= 0 && column < INT32_MAX;
    if (fault->count > before) {
        fault->problems[before].file = json_text(json_member(problem, "file"));
        fault->problems[before].line = has_place ? (int)line : 0;
        fault->problems[before].column = has_place ? (int)column : 0;
    }
}

static enum rc take_problem(struct cli *cli, const struct http_client_answer *answer)
{
    const struct json *root = NULL;
    struct fault ignored;
    fault_init(&ignored, cli->arena);
    if (json_read(cli->arena, TEXT("answer"), answer->body, &ignored, &root) != RC_OK ||
        root->kind != JSON_OBJECT) {
        return fault_add(&cli->fault, RC_OFFLINE, text_of(cli->url),
                         "this is no csms server (status %ld)", answer->status);
    }
    enum rc rc = rc_named(json_text(json_member(root, "code")));
    const struct json *problems = json_member(root, "problems");
    const struct json *at = problems != NULL ? problems->first : NULL;
    for (; at != NULL; at = at->next) {
        take_one(&cli->fault, rc, at);
    }
    if (fault_is_empty(&cli->fault)) {
        (void)fault_add(&cli->fault, rc, TEXT_NONE, "%.*s",
                        TEXT_ARGS(json_text(json_member(root, "detail"))));
    }
    return rc;
}

/* ---- sending ---- */

static const char *url_of(const struct cli_remote *remote)
{
    struct text base = text_of(remote->cli->url);
    while (base.size > 0 && base.at[base.size - 1] == '/') {
        base.size--;
    }
    return text_print(remote->cli->arena, "%.*s%.*s", TEXT_ARGS(base),
                      TEXT_ARGS(buffer_text(&remote->path)))
        .at;
}

enum rc cli_remote_send(struct cli_remote *remote, struct text *out)
{
    struct cli *cli = remote->cli;
    if (cli->token == NULL || cli->token[0] == '\0') {
        return fault_add(&cli->fault, RC_NO_LOGIN, TEXT_NONE,
                         "a server needs an API token: --token or CSMS_TOKEN");
    }
    struct http_client_request request = {
        .arena = cli->arena,
        .method = remote->method,
        .url = url_of(remote),
        .headers = {text_print(cli->arena, "Authorization: Bearer %s", cli->token).at,
                    text_print(cli->arena, "Content-Type: %s", remote->media_type).at},
        .body = remote->body,
        .timeout_seconds = remote->is_long ? LONG_TIMEOUT_SECONDS : TIMEOUT_SECONDS,
        .allows_private = true, /* the operator named this server */
        .has_file = remote->file >= 0,
        .file = remote->file};
    if (remote->if_match.size > 0) {
        request.headers[2] =
            text_print(cli->arena, "If-Match: \"%.*s\"", TEXT_ARGS(remote->if_match)).at;
    }
    struct http_client_answer answer;
    enum rc rc = http_client_send(&request, &cli->fault, &answer);
    if (rc == RC_OK && (answer.status < 200 || answer.status > 299)) {
        rc = take_problem(cli, &answer);
    }
    if (rc == RC_OK) {
        *out = answer.body;
    }
    return rc;
}

enum rc cli_remote_ask(struct cli_remote *remote, const struct json **out)
{
    struct text body;
    enum rc rc = cli_remote_send(remote, &body);
    return rc == RC_OK
               ? json_read(remote->cli->arena, TEXT("answer"), body, &remote->cli->fault, out)
               : rc;
}

enum rc cli_remote_show(struct cli_remote *remote)
{
    struct text body;
    enum rc rc = cli_remote_send(remote, &body);
    if (rc == RC_OK) {
        buffer_put(&remote->cli->out, body);
        rc = cli_outline(remote->cli);
    }
    return rc;
}

static enum rc map_file(struct cli *cli, int file, struct text *out)
{
    struct stat about;
    *out = TEXT_NONE;
    if (fstat(file, &about) != 0) {
        return fault_add(&cli->fault, RC_BROKEN, TEXT_NONE, "cannot read the answer: %s",
                         strerror(errno));
    }
    if (about.st_size == 0) {
        return RC_OK;
    }
    void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (at == MAP_FAILED) {
        return fault_add(&cli->fault, RC_BROKEN, TEXT_NONE, "cannot read the answer: %s",
                         strerror(errno));
    }
    *out = (struct text){at, (size_t)about.st_size};
    return RC_OK;
}

enum rc cli_remote_fetch(struct cli_remote *remote, struct text *out)
{
    struct text ignored;
    struct cli *cli = remote->cli;
    FILE *kept = tmpfile();
    if (kept == NULL) {
        return fault_add(&cli->fault, RC_BROKEN, TEXT_NONE, "cannot keep the answer: %s",
                         strerror(errno));
    }
    remote->file = fileno(kept);
    remote->is_long = true;
    enum rc rc = cli_remote_send(remote, &ignored);
    rc = rc == RC_OK ? map_file(cli, remote->file, out) : rc;
    (void)fclose(kept); /* the mapping stays */
    remote->file = -1;
    return rc;
}
