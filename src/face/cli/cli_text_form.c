#include "core/branch.h"
#include "core/folder_cage.h"
#include "face/cli/cli.h"

#define MEMORY_BYTES ((size_t)4 << 30)

/* Whoever exports sees everything. */
static enum rc require_all(struct cli *cli, const char *action)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < cli->model->module_count; i++) {
        rc = access_require(&cli->actor, &cli->snapshot, cli->model->modules[i]->name, action,
                            (struct id){{0}});
    }
    return rc;
}

enum rc cli_export(struct cli *cli)
{
    const char *folder = cli_argument(cli, 1);
    size_t count = 0;
    if (folder == NULL) {
        return cli_usage(cli, "export DIR   (YAML files in a new folder; docs/text-form.md)");
    }
    if (cli_is_remote(cli)) {
        return cli_remote_export(cli, folder);
    }
    enum rc rc = cli_open(cli);
    rc = rc == RC_OK ? require_all(cli, "read") : rc;
    rc = rc == RC_OK ? text_form_export(&cli->snapshot, folder_disk(cli->arena, folder), &count)
                     : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out, "%zu records in %s\n", count, folder);
    }
    return rc;
}

void cli_put_import(struct cli *cli, const struct text_form_report *report)
{
    buffer_print(&cli->out, "%zu records created, %zu changed, %zu unchanged; %zu contents\n",
                 report->created, report->changed, report->unchanged, report->blobs);
    if (report->renamed > 0) {
        buffer_print(&cli->out, "%zu new records got other keys, since theirs were given here\n",
                     report->renamed);
    }
}

enum rc cli_import(struct cli *cli)
{
    const char *folder = cli_argument(cli, 1);
    struct change_set set;
    struct text_form_report report;
    struct branch_input branch = {.key = text_of(cli_option(cli, "branch")),
                                  .prefer = text_of(cli_option(cli, "prefer")),
                                  .choices = text_of(cli_option(cli, "take"))};
    if (folder == NULL) {
        return cli_usage(cli,
                         "import DIR [--branch KEY [--prefer ours|theirs] [--take KEY.field=SIDE]] "
                         "[--preview]   (a folder that csms export made; "
                         "docs/text-form.md)");
    }
    if (cli_is_remote(cli)) {
        return cli_remote_import(cli, folder);
    }
    enum rc rc = cli_open(cli);
    if (rc != RC_OK) {
        return rc;
    }
    struct folder *files = folder_disk(cli->arena, folder);
    change_set_init(&set, &cli->snapshot, &cli->actor);
    rc = folder_cage(files, cli->arena, MEMORY_BYTES, &cli->fault);
    if (rc == RC_OK) {
        rc = branch.key.size > 0 ? branch_merge(&set, files, &branch, &report)
                                 : text_form_import(&set, files, NULL, &report);
    }
    if (rc == RC_OK && cli_option(cli, "preview") != NULL) {
        json_put_object(&cli->writer);
        branch_put_report(&cli->writer, &report);
        branch_put_changes(&cli->writer, &set);
        json_put_object_end(&cli->writer);
        return cli_outline(cli);
    }
    rc = rc == RC_OK ? change_commit(&set) : rc;
    if (rc == RC_OK) {
        cli_put_import(cli, &report);
    }
    return rc;
}
