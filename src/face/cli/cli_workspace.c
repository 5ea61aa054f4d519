#include "core/account.h"
#include "core/bulk.h"
#include "core/check.h"
#include "core/describe.h"
#include "core/migrate.h"
#include "core/workspace_open.h"
#include "face/cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- init ---- */

static enum rc add_administrator(struct cli *cli)
{
    struct change_set set;
    struct text password;
    struct actor program = {.name = TEXT("job:init"), .may_all = true};
    enum rc rc = snapshot_open(&cli->snapshot, cli->workspace, cli->arena, &cli->fault);
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&set, &cli->snapshot, &program);
    rc = account_create(&set, TEXT("administrator"), TEXT_NONE, true, &password);
    return rc == RC_OK ? change_commit(&set) : rc;
}

static enum rc init(struct cli *cli)
{
    const char *name = cli_option(cli, "name");
    const char *simulated = cli_option(cli, "simulated");
    struct workspace_options options = {
        .url = cli->url, .model = cli->model, .name = name != NULL ? name : "csms workspace"};
    if (cli->url == NULL) {
        return cli_usage(cli, "--workspace FILE|URL init [--name NAME] [--simulated START]");
    }
    if (simulated != NULL && !moment_from_text(text_of(simulated), &options.simulated_from_us)) {
        return fault_add(&cli->fault, RC_INVALID, TEXT("--simulated"),
                         "a moment such as 2026-11-22T08:00:00Z is needed");
    }
    enum rc rc = workspace_create(&options, &cli->fault, &cli->workspace);
    rc = rc == RC_OK ? add_administrator(cli) : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out,
                     "made %s%s; csms --workspace %s serve shows the administrator's one-time "
                     "password\n",
                     cli->url, options.simulated_from_us != 0 ? " with a SIMULATED clock" : "",
                     cli->url);
    }
    return rc;
}

/* ---- migrate ---- */

static enum rc migrate(struct cli *cli)
{
    struct migrate_report report;
    struct workspace_options options = {.url = cli->url, .model = cli->model};
    if (cli->url == NULL) {
        return cli_usage(cli, "--workspace FILE|URL migrate");
    }
    enum rc rc = migrate_workspace(&options, cli_user(cli), cli->arena, &cli->fault, &report);
    if (rc != RC_OK) {
        return rc;
    }
    if (report.was_current) {
        buffer_put_z(&cli->out, "the workspace has the tables of this program already\n");
        return RC_OK;
    }
    buffer_print(&cli->out, "migrated: %zu tables\n", report.tables);
    if (report.copy.size > 0) {
        buffer_print(&cli->out, "the workspace as it was before: %.*s\n", TEXT_ARGS(report.copy));
    }
    return RC_OK;
}

/* ---- bulk, check ---- */

static enum rc bulk(struct cli *cli)
{
    struct change_set set;
    struct text input;
    const struct json *root;
    const char *path = cli_argument(cli, 1);
    if (path == NULL) {
        return cli_usage(cli, "bulk FILE   (JSON: {\"commands\":[...]})");
    }
    if (cli_is_remote(cli)) {
        return cli_remote_bulk(cli, path);
    }
    enum rc rc = cli_open(cli);
    rc = rc == RC_OK ? cli_read_input(cli, path, &input) : rc;
    rc = rc == RC_OK ? json_read(cli->arena, text_of(path), input, &cli->fault, &root) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&set, &cli->snapshot, &cli->actor);
    rc = bulk_add(&set, json_member(root, "commands"));
    rc = rc == RC_OK ? change_commit(&set) : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out, "%zu changes\n", set.count);
    }
    return rc;
}

struct told_finding {
    struct text check;
    struct text severity;
    struct text key;
    struct text title;
    struct text sentence;
    struct text clauses;
};

static void put_finding(struct cli *cli, const struct told_finding *finding)
{
    buffer_print(&cli->out, "%-8.*s %-8.*s %.*s  %.*s\n         %.*s", TEXT_ARGS(finding->check),
                 TEXT_ARGS(finding->severity), TEXT_ARGS(finding->key), TEXT_ARGS(finding->title),
                 TEXT_ARGS(finding->sentence));
    if (finding->clauses.size > 0) {
        buffer_print(&cli->out, " [%.*s]", TEXT_ARGS(finding->clauses));
    }
    buffer_put_char(&cli->out, '\n');
}

static struct text joined(struct arena *arena, const struct json *list)
{
    struct buffer out;
    buffer_init(&out, arena);
    for (const struct json *at = list != NULL ? list->first : NULL; at != NULL; at = at->next) {
        buffer_put_z(&out, out.size > 0 ? " " : "");
        buffer_put(&out, json_text(at));
    }
    return buffer_text(&out);
}

/* As the API gives it. */
static struct told_finding finding_of(struct arena *arena, const struct json *item)
{
    const struct json *ref = json_member(item, "ref");
    return (struct told_finding){.check = json_text(json_member(item, "check")),
                                 .severity = json_text(json_member(item, "severity")),
                                 .key = json_text(json_member(ref, "key")),
                                 .title = json_text(json_member(ref, "title")),
                                 .sentence = json_text(json_member(item, "sentence")),
                                 .clauses = joined(arena, json_member(item, "clauses"))};
}

/* The findings as the API gives them; SARIF goes to the output at once. */
static enum rc local_check(struct cli *cli, const struct json **out)
{
    struct check_filter filter = {.module = text_of(cli_option(cli, "module")),
                                  .clause = text_of(cli_option(cli, "clause")),
                                  .about = text_of(cli_option(cli, "about"))};
    struct finding *findings;
    struct renderer renderer;
    struct buffer rendered;
    struct json_writer writer;
    size_t count = 0;
    enum rc rc = cli_open(cli);
    rc = rc == RC_OK ? check_run(&cli->snapshot, &filter, &findings, &count) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    if (cli_option(cli, "sarif") != NULL) {
        check_render_sarif(&cli->writer, findings, count);
    }
    buffer_init(&rendered, cli->arena);
    json_writer_init(&writer, &rendered);
    renderer_init(&renderer, &cli->snapshot, &writer, NULL);
    check_render(&renderer, findings, count);
    return json_read(cli->arena, TEXT("findings"), buffer_text(&rendered), &cli->fault, out);
}

static enum rc check(struct cli *cli)
{
    const struct json *answer;
    bool has_error = false;
    enum rc rc = cli_is_remote(cli) ? cli_remote_check(cli, &answer) : local_check(cli, &answer);
    if (rc != RC_OK) {
        return rc;
    }
    bool is_for_people = !cli->is_json && cli_option(cli, "sarif") == NULL;
    const struct json *items = json_member(answer, "items");
    const struct json *at = items != NULL ? items->first : NULL;
    for (; at != NULL; at = at->next) {
        struct told_finding finding = finding_of(cli->arena, at);
        has_error = has_error || text_is(finding.severity, "error");
        if (is_for_people) {
            put_finding(cli, &finding);
        }
    }
    if (is_for_people) {
        buffer_print(&cli->out, "%zu findings\n", items != NULL ? items->count : 0);
    } else if (cli_option(cli, "sarif") == NULL) {
        json_put_tree(&cli->writer, answer);
    }
    return has_error ? fault_add(&cli->fault, RC_CONFLICT, TEXT_NONE,
                                 "there are findings of severity error")
                     : RC_OK;
}

/* ---- describe ---- */

static enum rc describe(struct cli *cli)
{
    const char *what = cli_argument(cli, 1);
    if (what != NULL && strcmp(what, "model") == 0) {
        buffer_put(&cli->out, describe_model(cli->model, cli->arena));
    } else if (what != NULL && strcmp(what, "api") == 0) {
        buffer_put(&cli->out, describe_api(cli->model, cli->arena));
    } else if (what != NULL && strcmp(what, "cli") == 0) {
        buffer_put(&cli->out, describe_cli(cli->model, cli->arena));
    } else if (what != NULL && strcmp(what, "trace") == 0) {
        buffer_put(&cli->out, describe_trace(cli->model, cli->arena));
    } else if (what != NULL && strcmp(what, "openapi") == 0) {
        describe_openapi(cli->model, &cli->writer);
    } else if (what != NULL && strcmp(what, "ddl-sqlite") == 0) {
        buffer_put(&cli->out, ddl_schema(cli->arena, cli->model, STORE_SQLITE));
    } else if (what != NULL && strcmp(what, "ddl-postgres") == 0) {
        buffer_put(&cli->out, ddl_schema(cli->arena, cli->model, STORE_POSTGRES));
    } else {
        return cli_usage(cli, "describe model|api|cli|trace|openapi|ddl-sqlite|ddl-postgres");
    }
    return RC_OK;
}

/* ---- accounts ---- */

static enum rc run_order(struct cli *cli, const struct account_order *order, struct text *secret)
{
    if (cli_is_remote(cli)) {
        return cli_remote_account(cli, order, secret);
    }
    enum rc rc = cli_open(cli);
    return rc == RC_OK ? account_office(&cli->snapshot, &cli->actor, order, secret) : rc;
}

static enum rc account(struct cli *cli)
{
    const char *days = cli_option(cli, "days");
    struct text secret;
    struct account_order order = {.verb = text_of(cli_argument(cli, 1)),
                                  .name = text_of(cli_argument(cli, 2)),
                                  .person = text_of(cli_option(cli, "person")),
                                  .is_administrator = cli_option(cli, "administrator") != NULL,
                                  .scope = text_of(cli_option(cli, "scope")),
                                  .days = ACCOUNT_OFFICE_DAYS};
    bool is_known = text_is(order.verb, "create") || text_is(order.verb, "password") ||
                    text_is(order.verb, "token");
    if (!is_known || order.name.size == 0) {
        return cli_usage(cli, "account create|password|token NAME [--person KEY] "
                              "[--administrator] [--scope WORDS] [--days N]");
    }
    if (days != NULL && !text_to_integer(text_of(days), &order.days)) {
        return fault_add(&cli->fault, RC_INVALID, TEXT("--days"), "a whole number is needed");
    }
    enum rc rc = run_order(cli, &order, &secret);
    if (rc == RC_OK && text_is(order.verb, "token")) {
        buffer_print(&cli->out, "%.*s\n", TEXT_ARGS(secret));
    } else if (rc == RC_OK) {
        buffer_print(&cli->out, "%.*s has the one-time password %.*s\n", TEXT_ARGS(order.name),
                     TEXT_ARGS(secret));
    }
    return rc;
}

/* ---- help ---- */

enum rc cli_help(struct cli *cli)
{
    const struct model *model = cli->model;
    buffer_put_z(&cli->out,
                 "csms " CSMS_VERSION " - cybersecurity management system for vehicles\n\n"
                 "csms [--workspace FILE|URL] [--json] COMMAND ...\n\nworkspace:\n"
                 "  serve                            the web interface and JSON API\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        buffer_print(&cli->out, "  %-32s %s\n", cli_commands[i].usage, cli_commands[i].about);
    }
    for (size_t i = 0; i < cli_evidence_command_count; i++) {
        buffer_print(&cli->out, "  %-32s %s\n", cli_evidence_commands[i].usage,
                     cli_evidence_commands[i].about);
    }
    buffer_put_z(&cli->out, "\nmodules and tools:\n");
    for (size_t i = 0; i < model->module_count; i++) {
        const struct module *module = model->modules[i];
        for (size_t k = 0; k < module->view_count; k++) {
            if (module->views[k].command != NULL) {
                buffer_print(&cli->out, "  %-32s %s\n", module->views[k].command,
                             module->views[k].about);
            }
        }
        for (size_t k = 0; k < module->tool_count; k++) {
            buffer_print(&cli->out, "  %s %-*s %s\n", module->tools[k].command,
                         (int)(31 - strlen(module->tools[k].command)), module->tools[k].usage,
                         module->tools[k].about);
        }
    }
    buffer_put_z(&cli->out,
                 "\nrecords: csms ENTITY list|show|create|change|history|links|... [KEY] "
                 "[--field value ...]\n");
    for (size_t i = 0; i < model->entity_count; i++) {
        buffer_print(&cli->out, "%s%-24.*s%s", i % 3 == 0 ? "  " : "",
                     TEXT_ARGS(model->entities[i].command), i % 3 == 2 ? "\n" : " ");
    }
    buffer_put_z(&cli->out, "\n\nexit codes: 0 done");
    for (int rc = RC_OK + 1; rc < RC_COUNT; rc++) {
        buffer_print(&cli->out, ", %d %s", rc_exit_code((enum rc)rc), rc_name((enum rc)rc));
    }
    buffer_put_char(&cli->out, '\n');
    return RC_OK;
}

const struct cli_command cli_commands[] = {
    {"init", NULL, "init [--name N] [--simulated T]", "makes a new workspace", init,
     "a workspace is made where its file or database is: csms --workspace FILE init"},
    {"migrate", NULL, "migrate", "brings a workspace of an earlier version to this one", migrate,
     "it is done where the file or database is, while no server runs on it"},
    {"bulk", NULL, "bulk FILE", "many changes at once, all or none", bulk},
    {"export", NULL, "export DIR", "the workspace as YAML files in a new folder", cli_export},
    {"import", NULL, "import DIR", "such a folder, all or nothing", cli_import},
    {"check", NULL, "check [--module M] [--clause C]", "completeness checks (--json, --sarif)",
     check},
    {"describe", NULL, "describe WHAT", "model, api, cli, trace, openapi", describe},
    {"account", NULL, "account create|password|token N", "local accounts and API tokens", account},
    {"help", NULL, "help", "this page", cli_help},
};
const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;
