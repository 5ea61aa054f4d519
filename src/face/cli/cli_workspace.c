#include "core/account.h"
#include "core/bulk.h"
#include "core/check.h"
#include "core/describe.h"
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

static void put_finding(struct cli *cli, const struct finding *finding)
{
    buffer_print(&cli->out, "%-8s %-8s %.*s  %.*s\n         %s", finding->check->id,
                 finding->check->severity, TEXT_ARGS(finding->card.key),
                 TEXT_ARGS(finding->card.title), finding->check->sentence);
    if (finding->check->clauses != NULL && finding->check->clauses[0] != '\0') {
        buffer_print(&cli->out, " [%s]", finding->check->clauses);
    }
    buffer_put_char(&cli->out, '\n');
}

static enum rc check(struct cli *cli)
{
    struct check_filter filter = {.module = text_of(cli_option(cli, "module")),
                                  .clause = text_of(cli_option(cli, "clause")),
                                  .about = text_of(cli_option(cli, "about"))};
    struct finding *findings;
    struct renderer renderer;
    size_t count = 0;
    enum rc rc = cli_open(cli);
    rc = rc == RC_OK ? check_run(&cli->snapshot, &filter, &findings, &count) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    bool has_error = false;
    renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
    for (size_t i = 0; i < count; i++) {
        has_error = has_error || strcmp(findings[i].check->severity, "error") == 0;
    }
    if (cli_option(cli, "sarif") != NULL) {
        check_render_sarif(&cli->writer, findings, count);
    } else if (cli->is_json) {
        check_render(&renderer, findings, count);
    } else {
        for (size_t i = 0; i < count; i++) {
            put_finding(cli, &findings[i]);
        }
        buffer_print(&cli->out, "%zu findings\n", count);
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

static enum rc account(struct cli *cli)
{
    const char *verb = cli_argument(cli, 1);
    const char *name = cli_argument(cli, 2);
    struct change_set set;
    struct text password;
    if (verb == NULL || name == NULL) {
        return cli_usage(cli, "account create|password|token NAME [--person KEY] "
                              "[--administrator] [--scope WORDS] [--days N]");
    }
    enum rc rc = cli_open(cli);
    rc = rc == RC_OK
             ? access_require(&cli->actor, &cli->snapshot, "org", "administer", (struct id){{0}})
             : rc;
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&set, &cli->snapshot, &cli->actor);
    if (strcmp(verb, "create") == 0) {
        rc = account_create(&set, text_of(name), text_of(cli_option(cli, "person")),
                            cli_option(cli, "administrator") != NULL, &password);
        rc = rc == RC_OK ? change_commit(&set) : rc;
        if (rc == RC_OK) {
            buffer_print(&cli->out, "%s has the one-time password %.*s\n", name,
                         TEXT_ARGS(password));
        }
        return rc;
    }
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    rc = account_by_name(&cli->snapshot, text_of(name), row);
    if (rc != RC_OK) {
        return fault_add(&cli->fault, rc, text_of(name), "there is no such account");
    }
    if (strcmp(verb, "password") == 0) {
        password = sign_random_word(cli->arena, 16);
        rc = account_set_password(&cli->snapshot, &cli->actor, row, password, true);
        if (rc == RC_OK) {
            buffer_print(&cli->out, "%s has the one-time password %.*s\n", name,
                         TEXT_ARGS(password));
        }
        return rc;
    }
    if (strcmp(verb, "token") != 0) {
        return cli_usage(cli, "account create|password|token NAME");
    }
    int64_t days = 90;
    struct token_wish wish = {.name = TEXT("command line")};
    const char *given = cli_option(cli, "days");
    wish.scope = text_of(cli_option(cli, "scope"));
    if (!value_to_id(row[ACCOUNT_ID], &wish.account) ||
        (given != NULL && (!text_to_integer(text_of(given), &days) || days < 1 || days > 730))) {
        return fault_add(&cli->fault, RC_INVALID, TEXT("--days"), "a token lives 1 to 730 days");
    }
    wish.expires_us = workspace_now_us(cli->workspace) + days * MOMENT_DAY_US;
    account_make_token(&set, &wish, &password);
    rc = change_commit(&set);
    if (rc == RC_OK) {
        buffer_print(&cli->out, "%.*s\n", TEXT_ARGS(password));
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
    {"init", NULL, "init [--name N] [--simulated T]", "makes a new workspace", init, false},
    {"bulk", NULL, "bulk FILE", "many changes at once, all or none", bulk, true},
    {"export", NULL, "export DIR", "the workspace as YAML files in a new folder", cli_export, true},
    {"import", NULL, "import DIR", "such a folder, all or nothing", cli_import, true},
    {"check", NULL, "check [--module M] [--clause C]", "completeness checks (--json, --sarif)",
     check, true},
    {"describe", NULL, "describe WHAT", "model, api, cli, trace, openapi", describe, false},
    {"account", NULL, "account create|password|token N", "local accounts and API tokens", account,
     true},
    {"help", NULL, "help", "this page", cli_help, false},
};
const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;
