#include "core/folder_cage.h"
#include "core/text_form.h"
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

enum rc cli_import(struct cli *cli)
{
    const char *folder = cli_argument(cli, 1);
    struct change_set set;
    struct text_form_report report;
    if (folder == NULL) {
        return cli_usage(cli, "import DIR   (a folder that csms export made; docs/text-form.md)");
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
    rc = rc == RC_OK ? text_form_import(&set, files, &report) : rc;
    rc = rc == RC_OK ? change_commit(&set) : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out, "%zu records created, %zu changed, %zu unchanged; %zu contents\n",
                     report.created, report.changed, report.unchanged, report.blobs);
    }
    return rc;
}
