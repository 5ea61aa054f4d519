#include "core/http_client.h"
#include "face/cli/cli.h"

#include <string.h>

#define TIMEOUT_SECONDS 120L

/* A server instead of a file: the same commands, by its JSON API and an API
 * token. What needs the file itself is refused with the reason. */

struct remote {
    struct cli *cli;
    const char *method;
    struct buffer path; /* behind the server's address */
    struct text body;
    struct text if_match;
};

static void remote_init(struct remote *remote, struct cli *cli, const char *method)
{
    *remote = (struct remote){.cli = cli, .method = method};
    buffer_init(&remote->path, cli->arena);
    buffer_put_z(&remote->path, "/api/");
}

static enum rc rc_named(struct text name)
{
    for (int rc = RC_OK; rc < RC_COUNT; rc++) {
        if (text_is(name, rc_name((enum rc)rc))) {
            return (enum rc)rc;
        }
    }
    return RC_BROKEN;
}

/* The server's problem, told as if it had happened here. */
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
        (void)fault_add(&cli->fault, rc, json_text(json_member(at, "path")), "%.*s",
                        TEXT_ARGS(json_text(json_member(at, "sentence"))));
    }
    if (fault_is_empty(&cli->fault)) {
        (void)fault_add(&cli->fault, rc, TEXT_NONE, "%.*s",
                        TEXT_ARGS(json_text(json_member(root, "detail"))));
    }
    return rc;
}

static enum rc send(struct remote *remote, struct text *out)
{
    struct cli *cli = remote->cli;
    struct text base = text_of(cli->url);
    while (base.size > 0 && base.at[base.size - 1] == '/') {
        base.size--;
    }
    if (cli->token == NULL || cli->token[0] == '\0') {
        return fault_add(&cli->fault, RC_NO_LOGIN, TEXT_NONE,
                         "a server needs an API token: --token or CSMS_TOKEN");
    }
    struct http_client_request request = {
        .arena = cli->arena,
        .method = remote->method,
        .url = text_print(cli->arena, "%.*s%.*s", TEXT_ARGS(base),
                          TEXT_ARGS(buffer_text(&remote->path)))
                   .at,
        .headers = {text_print(cli->arena, "Authorization: Bearer %s", cli->token).at,
                    "Content-Type: application/json"},
        .body = remote->body,
        .timeout_seconds = TIMEOUT_SECONDS,
        .allows_private = true /* the operator named this server */};
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

static enum rc answer_with(struct remote *remote)
{
    struct text body;
    enum rc rc = send(remote, &body);
    if (rc == RC_OK) {
        buffer_put(&remote->cli->out, body);
        rc = cli_outline(remote->cli);
    }
    return rc;
}

/* ---- entities ---- */

static void put_query(struct remote *remote, const char *name, const char *value)
{
    bool is_first = text_find(buffer_text(&remote->path), '?') == remote->path.size;
    buffer_print(&remote->path, "%c%s=", is_first ? '?' : '&', name);
    http_client_escape(&remote->path, text_of(value));
}

static enum rc list(struct cli *cli, const struct model_entity *kind)
{
    struct remote remote;
    remote_init(&remote, cli, "GET");
    buffer_put(&remote.path, kind->path);
    put_query(&remote, "limit", "500");
    for (int i = 2; i + 1 < cli->count; i += 2) {
        const char *name = cli->words[i];
        if (strncmp(name, "--", 2) != 0) {
            return cli_usage(cli, "ENTITY list [--FIELD VALUE ...] [--sort FIELD] [--words TEXT]");
        }
        bool is_words = strcmp(name, "--words") == 0;
        put_query(&remote, is_words ? "q" : name + 2, cli->words[i + 1]);
    }
    return answer_with(&remote);
}

static enum rc put_record_path(struct remote *remote, const struct model_entity *kind)
{
    const char *key = cli_argument(remote->cli, 2);
    if (key == NULL) {
        return cli_usage(remote->cli, "ENTITY VERB KEY");
    }
    buffer_put(&remote->path, kind->path);
    buffer_put_char(&remote->path, '/');
    http_client_escape(&remote->path, text_of(key));
    return RC_OK;
}

static void member_option(struct json_writer *writer, const struct cli *cli, const char *name)
{
    const char *value = cli_option(cli, name);
    if (value != NULL) {
        json_member_z(writer, name, value);
    }
}

static struct text body_of(struct cli *cli, const struct json *fields)
{
    static const char *const options[] = {"key",      "owner",   "reason",
                                          "password", "meaning", "expires"};
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, cli->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    if (fields != NULL) {
        json_put_name_z(&writer, "fields");
        json_put_tree(&writer, fields);
    }
    for (size_t i = 0; i < COUNT(options); i++) {
        member_option(&writer, cli, options[i]);
    }
    json_put_object_end(&writer);
    return buffer_text(&out);
}

static enum rc write_record(struct cli *cli, const struct model_entity *kind, const char *verb)
{
    bool is_create = strcmp(verb, "create") == 0;
    bool is_change = strcmp(verb, "change") == 0;
    const struct json *fields = NULL;
    struct remote remote;
    enum rc rc = is_create || is_change ? cli_fields(cli, kind, &fields) : RC_OK;
    remote_init(&remote, cli, is_change ? "PATCH" : "POST");
    remote.if_match = text_of(cli_option(cli, "revision"));
    if (rc == RC_OK && is_create) {
        buffer_put(&remote.path, kind->path);
    } else if (rc == RC_OK) {
        rc = put_record_path(&remote, kind);
    }
    if (rc == RC_OK && !is_create && !is_change) {
        buffer_put_char(&remote.path, '/');
        http_client_escape(&remote.path, text_of(verb));
    }
    remote.body = body_of(cli, fields);
    return rc == RC_OK ? answer_with(&remote) : rc;
}

static enum rc read_record(struct cli *cli, const struct model_entity *kind, const char *aspect)
{
    struct remote remote;
    remote_init(&remote, cli, "GET");
    enum rc rc = put_record_path(&remote, kind);
    if (rc == RC_OK && strcmp(aspect, "show") != 0) {
        buffer_print(&remote.path, "/%s", aspect);
    }
    const char *as_of = cli_option(cli, "as-of");
    if (rc == RC_OK && as_of != NULL) {
        put_query(&remote, "as_of", as_of);
    }
    return rc == RC_OK ? answer_with(&remote) : rc;
}

static enum rc remote_entity(struct cli *cli, const struct model_entity *kind)
{
    static const char reads[] = "show history links thread decisions derivation";
    const char *verb = cli_argument(cli, 1);
    if (verb == NULL || cli_option(cli, "help") != NULL) {
        return cli_entity(cli, kind); /* its help needs no workspace */
    }
    if (strcmp(verb, "list") == 0) {
        return list(cli, kind);
    }
    return entity_words_have(reads, verb, strlen(verb)) ? read_record(cli, kind, verb)
                                                        : write_record(cli, kind, verb);
}

/* ---- views and checks ---- */

static enum rc remote_view(struct cli *cli, const struct module_view *view)
{
    struct remote remote;
    struct text path = text_of(view->path);
    const char *key = cli_argument(cli, 2);
    remote_init(&remote, cli, view->method);
    while (path.size > 0) {
        struct text part = text_cut(&path, '/');
        if (text_is(part, "{key}") && key == NULL) {
            return cli_usage(cli, text_print(cli->arena, "%s KEY", view->command).at);
        }
        http_client_escape(&remote.path, text_is(part, "{key}") ? text_of(key) : part);
        buffer_put_z(&remote.path, path.size > 0 ? "/" : "");
    }
    struct text body;
    enum rc rc = send(&remote, &body);
    if (rc == RC_OK) {
        buffer_put(&cli->out, body);
    }
    bool is_json = body.size > 0 && (body.at[0] == '{' || body.at[0] == '[');
    return rc == RC_OK && is_json ? cli_outline(cli) : rc;
}

static enum rc remote_checks(struct cli *cli)
{
    struct remote remote;
    remote_init(&remote, cli, "GET");
    buffer_put_z(&remote.path, "checks");
    if (cli_option(cli, "module") != NULL) {
        put_query(&remote, "module", cli_option(cli, "module"));
    }
    if (cli_option(cli, "clause") != NULL) {
        put_query(&remote, "clause", cli_option(cli, "clause"));
    }
    return answer_with(&remote);
}

bool cli_is_remote(const struct cli *cli)
{
    struct text url = text_of(cli->url);
    return text_starts(url, TEXT("http://")) || text_starts(url, TEXT("https://"));
}

enum rc cli_remote(struct cli *cli, const struct module_view *view)
{
    const struct model_entity *kind = model_by_command(cli->model, text_of(cli->words[0]));
    if (view != NULL) {
        return remote_view(cli, view);
    }
    if (strcmp(cli->words[0], "check") == 0) {
        return remote_checks(cli);
    }
    if (kind != NULL) {
        return remote_entity(cli, kind);
    }
    return fault_add(&cli->fault, RC_UNSUPPORTED, text_of(cli->words[0]),
                     "this works on the workspace itself, not through a server; run it where the "
                     "workspace is");
}
