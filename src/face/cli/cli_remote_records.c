#include "face/cli/cli_remote.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_LIMIT "500"

/* ---- lists ---- */

static bool is_filter(const struct model_entity *kind, const char *name)
{
    return entity_field_index(kind->entity, name, strlen(name)) >= 0 ||
           strcmp(name, "state") == 0 || strcmp(name, "owner") == 0;
}

static void put_filters(struct cli_remote *remote, const struct model_entity *kind)
{
    const struct cli *cli = remote->cli;
    static const char *const own[][2] = {{"words", "q"}, {"sort", "sort"}, {"as-of", "as_of"}};
    for (size_t i = 0; i < COUNT(own); i++) {
        if (cli_option(cli, own[i][0]) != NULL) {
            cli_remote_query(remote, own[i][1], cli_option(cli, own[i][0]));
        }
    }
    if (cli_option(cli, "retired") != NULL) {
        cli_remote_query(remote, "retired", "1");
    }
    for (int i = 2; i + 1 < cli->count; i++) {
        if (strncmp(cli->words[i], "--", 2) == 0 && is_filter(kind, cli->words[i] + 2)) {
            cli_remote_query(remote, cli->words[i] + 2, cli->words[i + 1]);
        }
    }
}

static enum rc ask_page(struct cli *cli, const struct model_entity *kind, struct text after,
                        const struct json **page)
{
    struct cli_remote remote;
    cli_remote_init(&remote, cli, "GET", text_to_z(cli->arena, kind->path));
    cli_remote_query(&remote, "limit", PAGE_LIMIT);
    put_filters(&remote, kind);
    if (after.size > 0) {
        cli_remote_query(&remote, "after", text_to_z(cli->arena, after));
    }
    return cli_remote_ask(&remote, page);
}

static enum rc list(struct cli *cli, const struct model_entity *kind)
{
    struct text after = TEXT_NONE;
    if (cli->is_json) {
        json_put_list(&cli->writer);
    }
    do {
        const struct json *page;
        enum rc rc = ask_page(cli, kind, after, &page);
        if (rc != RC_OK) {
            return rc;
        }
        const struct json *items = json_member(page, "items");
        const struct json *at = items != NULL ? items->first : NULL;
        for (; cli->is_json && at != NULL; at = at->next) {
            json_put_tree(&cli->writer, at);
        }
        if (!cli->is_json) {
            cli_put_table_json(cli, kind, items);
        }
        after = json_text(json_member(page, "next"));
    } while (after.size > 0);
    if (cli->is_json) {
        json_put_list_end(&cli->writer);
    }
    return RC_OK;
}

/* ---- one record ---- */

static enum rc record_init(struct cli_remote *remote, struct cli *cli, const char *method,
                           const struct model_entity *kind)
{
    const char *key = cli_argument(cli, 2);
    if (key == NULL) {
        return cli_usage(cli, text_print(cli->arena, "%s %s KEY", cli->words[0], cli->words[1]).at);
    }
    cli_remote_init(remote, cli, method, text_to_z(cli->arena, kind->path));
    cli_remote_part(remote, text_of(key));
    return RC_OK;
}

static enum rc show(struct cli *cli, const struct model_entity *kind)
{
    struct cli_remote remote;
    const struct json *record;
    enum rc rc = record_init(&remote, cli, "GET", kind);
    if (rc == RC_OK && cli_option(cli, "as-of") != NULL) {
        cli_remote_query(&remote, "as_of", cli_option(cli, "as-of"));
    }
    rc = rc == RC_OK ? cli_remote_ask(&remote, &record) : rc;
    if (rc == RC_OK && cli->is_json) {
        json_put_tree(&cli->writer, record);
    } else if (rc == RC_OK) {
        cli_put_record_json(cli, kind, record);
    }
    return rc;
}

static enum rc read_aspect(struct cli *cli, const struct model_entity *kind, const char *aspect)
{
    struct cli_remote remote;
    enum rc rc = record_init(&remote, cli, "GET", kind);
    if (rc != RC_OK) {
        return rc;
    }
    cli_remote_part(&remote, text_of(aspect));
    if (cli_option(cli, "as-of") != NULL) {
        cli_remote_query(&remote, "as_of", cli_option(cli, "as-of"));
    }
    return cli_remote_show(&remote);
}

/* ---- changes ---- */

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
        const char *value = cli_option(cli, options[i]);
        if (value == NULL && fields == NULL && strcmp(options[i], "password") == 0) {
            value = getenv("CSMS_PASSWORD"); /* of a decision */
        }
        if (value != NULL) {
            json_member_z(&writer, options[i], value);
        }
    }
    json_put_object_end(&writer);
    return buffer_text(&out);
}

static enum rc finish(struct cli_remote *remote)
{
    struct cli *cli = remote->cli;
    const struct json *record;
    int64_t revision = 0;
    enum rc rc = cli_remote_ask(remote, &record);
    if (rc != RC_OK) {
        return rc;
    }
    if (cli->is_json) {
        json_put_tree(&cli->writer, record);
        return RC_OK;
    }
    (void)json_integer(json_member(record, "revision"), &revision);
    buffer_print(&cli->out, "%.*s  revision %lld  %.*s\n",
                 TEXT_ARGS(json_text(json_member(record, "key"))), (long long)revision,
                 TEXT_ARGS(json_text(json_member(record, "state"))));
    return RC_OK;
}

static enum rc write_record(struct cli *cli, const struct model_entity *kind, const char *verb)
{
    bool is_create = strcmp(verb, "create") == 0;
    bool is_change = strcmp(verb, "change") == 0;
    const struct json *fields = NULL;
    struct cli_remote remote;
    enum rc rc = is_create || is_change ? cli_fields(cli, kind, &fields) : RC_OK;
    if (rc == RC_OK && is_create) {
        cli_remote_init(&remote, cli, "POST", text_to_z(cli->arena, kind->path));
    } else if (rc == RC_OK) {
        rc = record_init(&remote, cli, is_change ? "PATCH" : "POST", kind);
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (!is_create && !is_change) {
        cli_remote_part(&remote, text_of(verb));
    }
    remote.if_match = text_of(cli_option(cli, "revision"));
    remote.body = body_of(cli, fields);
    return finish(&remote);
}

/* ---- sheets ---- */

static enum rc export_sheet(struct cli *cli, const struct model_entity *kind, bool is_csv)
{
    struct cli_remote remote;
    struct text bytes;
    cli_remote_init(
        &remote, cli, "GET",
        text_print(cli->arena, "%.*s.%s", TEXT_ARGS(kind->path), is_csv ? "csv" : "json").at);
    if (cli_option(cli, "words") != NULL) {
        cli_remote_query(&remote, "q", cli_option(cli, "words"));
    }
    enum rc rc = cli_remote_fetch(&remote, &bytes);
    if (rc == RC_OK) {
        buffer_put(&cli->out, bytes);
    }
    return rc;
}

static enum rc import_sheet(struct cli *cli, const struct model_entity *kind, bool is_csv)
{
    struct cli_remote remote;
    const struct json *answer;
    int64_t rows = 0;
    int64_t changes = 0;
    const char *path = cli_argument(cli, 2);
    if (path == NULL) {
        return cli_usage(cli, "ENTITY import-csv|import-json FILE");
    }
    cli_remote_init(&remote, cli, "POST", text_to_z(cli->arena, kind->path));
    cli_remote_part(&remote, TEXT("import"));
    cli_remote_query(&remote, "name", path);
    remote.media_type = is_csv ? "text/csv" : "application/json";
    remote.is_long = true;
    enum rc rc = cli_read_input(cli, path, &remote.body);
    rc = rc == RC_OK ? cli_remote_ask(&remote, &answer) : rc;
    if (rc == RC_OK && json_integer(json_member(answer, "count"), &rows) &&
        json_integer(json_member(answer, "changes"), &changes)) {
        buffer_print(&cli->out, "%lld rows, %lld changes\n", (long long)rows, (long long)changes);
    }
    return rc;
}

/* ---- which of them ---- */

enum rc cli_remote_entity(struct cli *cli, const struct model_entity *kind)
{
    static const char reads[] = "history links thread decisions derivation";
    const char *verb = cli_argument(cli, 1);
    if (verb == NULL || cli_option(cli, "help") != NULL) {
        return cli_entity(cli, kind); /* its help needs no workspace */
    }
    if (strcmp(verb, "list") == 0) {
        return list(cli, kind);
    }
    if (strcmp(verb, "show") == 0) {
        return show(cli, kind);
    }
    if (strcmp(verb, "export-csv") == 0 || strcmp(verb, "export-json") == 0) {
        return export_sheet(cli, kind, strcmp(verb, "export-csv") == 0);
    }
    if (strcmp(verb, "import-csv") == 0 || strcmp(verb, "import-json") == 0) {
        return import_sheet(cli, kind, strcmp(verb, "import-csv") == 0);
    }
    return entity_words_have(reads, verb, strlen(verb)) ? read_aspect(cli, kind, verb)
                                                        : write_record(cli, kind, verb);
}

/* ---- views of modules ---- */

enum rc cli_remote_view(struct cli *cli, const struct module_view *view)
{
    struct cli_remote remote;
    struct text path = text_of(view->path);
    const char *key = cli_argument(cli, 2);
    struct text body;
    cli_remote_init(&remote, cli, view->method, "");
    remote.path.size--; /* each part brings its slash */
    while (path.size > 0) {
        struct text part = text_cut(&path, '/');
        if (text_is(part, "{key}") && key == NULL) {
            return cli_usage(cli, text_print(cli->arena, "%s KEY", view->command).at);
        }
        cli_remote_part(&remote, text_is(part, "{key}") ? text_of(key) : part);
    }
    enum rc rc = cli_remote_fetch(&remote, &body);
    if (rc == RC_OK) {
        buffer_put(&cli->out, body);
    }
    bool is_json = body.size > 0 && (body.at[0] == '{' || body.at[0] == '[');
    return rc == RC_OK && is_json ? cli_outline(cli) : rc;
}
