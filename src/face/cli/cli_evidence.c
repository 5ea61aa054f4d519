#include "base/file.h"
#include "core/notary.h"
#include "core/proof.h"
#include "core/workspace_open.h"
#include "face/cli/cli.h"

#define FILE_LIMIT_BYTES ((size_t)2 << 30)

/* ---- verify ---- */

static enum rc verify_offline(struct cli *cli)
{
    struct text bytes;
    struct pack_report report;
    const char *path = cli_argument(cli, 1);
    const char *key = cli_option(cli, "public-key");
    char root[HASH_HEX_SIZE + 1];
    if (path == NULL) {
        return cli_usage(cli, "verify --offline PACK [--public-key HEX]");
    }
    enum rc rc = file_read(cli->arena, path, FILE_LIMIT_BYTES, &cli->fault, &bytes);
    rc = rc == RC_OK ? proof_verify_pack(cli->arena, text_of(path), bytes, text_of(key),
                                         &cli->fault, &report)
                     : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out,
                     "%s: %zu entries and %zu contents belong to the ledger of %lld entries with "
                     "the root %s\n",
                     path, report.entries, report.contents, (long long)report.head.size,
                     hash_hex(report.head.root, root).at);
        if (key == NULL) {
            struct text line = head_text(cli->arena, &report.head);
            buffer_print(&cli->out,
                         "no --public-key was given: compare the key in the pack's head with the "
                         "one you were told\n%.*s\n",
                         TEXT_ARGS(line));
        }
    }
    return rc;
}

static void put_report(struct cli *cli, const struct cli_verification *done)
{
    const struct verify_report *report = &done->report;
    char root[HASH_HEX_SIZE + 1];
    if (cli->is_json) {
        json_put_object(&cli->writer);
        json_member_bool(&cli->writer, "is_good", done->is_good);
        json_member_integer(&cli->writer, "entries", report->entries);
        json_member_integer(&cli->writer, "records", report->records);
        json_member_text(&cli->writer, "root", hash_hex(report->root, root));
        json_member_bool(&cli->writer, "is_simulated", done->is_simulated);
        json_put_object_end(&cli->writer);
        return;
    }
    buffer_print(&cli->out, "%s%lld entries, %lld records, root %s\n",
                 done->is_good ? "verified: " : "NOT verified: ", (long long)report->entries,
                 (long long)report->records, hash_hex(report->root, root).at);
    if (done->is_simulated) {
        buffer_put_z(&cli->out, "this workspace has a SIMULATED clock\n");
    }
    if (!report->has_key) {
        buffer_put_z(&cli->out, "the key is not on this machine: accounts, sessions and tokens "
                                "were not checked\n");
    }
    if (!report->has_head_file) {
        buffer_put_z(&cli->out, "there is no signed head file beside the workspace: commits that "
                                "were cut off at the end cannot be noticed\n");
    }
}

static enum rc verify_here(struct cli *cli, const struct checkpoint *checkpoint)
{
    struct cli_verification done = {.is_simulated = cli->workspace->is_simulated};
    enum rc rc = verify_workspace(&cli->snapshot, checkpoint, &done.report);
    done.is_good = rc == RC_OK;
    put_report(cli, &done);
    return rc;
}

static enum rc verify_there(struct cli *cli, const char *path, struct text bytes)
{
    struct cli_verification done = {0};
    enum rc rc = cli_remote_verify(cli, path, bytes, &done);
    if (rc != RC_OK) {
        return rc;
    }
    put_report(cli, &done);
    return done.is_good ? RC_OK : RC_CORRUPT;
}

static enum rc verify(struct cli *cli)
{
    struct checkpoint checkpoint;
    const char *path = cli_option(cli, "checkpoint");
    struct text bytes = TEXT_NONE;
    if (cli_option(cli, "offline") != NULL) {
        return verify_offline(cli);
    }
    enum rc rc = cli_is_remote(cli) ? RC_OK : cli_open(cli);
    if (rc == RC_OK && path != NULL) {
        rc = file_read(cli->arena, path, FILE_LIMIT_BYTES, &cli->fault, &bytes);
    }
    if (rc == RC_OK && cli_is_remote(cli)) {
        return verify_there(cli, path, bytes);
    }
    if (rc == RC_OK && path != NULL) {
        rc = proof_read_checkpoint(cli->arena, text_of(path), bytes, &cli->fault, &checkpoint);
    }
    return rc == RC_OK ? verify_here(cli, path != NULL ? &checkpoint : NULL) : rc;
}

/* ---- checkpoints and packs ---- */

/* The head alone travels; the leaves stay in the file. */
static enum rc notarize(struct cli *cli, struct text head, const char *path)
{
    const char *webhook = cli_option(cli, "webhook");
    const char *authority = cli_option(cli, "time-stamp");
    struct notary notary = {.allows_private = cli_option(cli, "allow-private") != NULL};
    struct text token;
    enum rc rc = RC_OK;
    if (webhook != NULL) {
        notary.url = webhook;
        rc = notary_webhook(cli->arena, &notary, head, &cli->fault);
    }
    if (rc == RC_OK && authority != NULL) {
        const char *file = text_print(cli->arena, "%s.tsr", path).at;
        notary.url = authority;
        rc = notary_time_stamp(cli->arena, &notary, head, &cli->fault, &token);
        rc = rc == RC_OK ? file_write(file, token, 0644, &cli->fault) : rc;
    }
    return rc;
}

static enum rc checkpoint(struct cli *cli)
{
    struct text bytes;
    const char *path = cli_argument(cli, 2);
    if (path == NULL) {
        return cli_usage(cli, "evidence checkpoint FILE [--webhook URL] [--time-stamp URL] "
                              "[--allow-private]");
    }
    enum rc rc = cli_is_remote(cli) ? cli_remote_checkpoint(cli, &bytes) : cli_open(cli);
    rc = rc == RC_OK && !cli_is_remote(cli) ? proof_checkpoint(&cli->snapshot, &bytes) : rc;
    rc = rc == RC_OK ? file_write(path, bytes, 0644, &cli->fault) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    struct text line = text_part(bytes, 0, text_find(bytes, '\n'));
    buffer_print(&cli->out, "%.*s\n", TEXT_ARGS(line));
    return notarize(cli, line, path);
}

static enum rc pack_here(struct cli *cli, const char *key, struct text *out)
{
    struct buffer bytes;
    buffer_init(&bytes, cli->arena);
    enum rc rc = cli_open(cli);
    rc = rc == RC_OK ? proof_pack(&cli->snapshot, text_of(key), &bytes) : rc;
    *out = buffer_text(&bytes);
    return rc;
}

static enum rc pack(struct cli *cli)
{
    struct text bytes;
    const char *path = cli_argument(cli, 2);
    const char *key = cli_option(cli, "record");
    if (path == NULL) {
        return cli_usage(cli, "evidence export PACK [--record KEY]");
    }
    enum rc rc =
        cli_is_remote(cli) ? cli_remote_pack(cli, key, &bytes) : pack_here(cli, key, &bytes);
    rc = rc == RC_OK ? file_write(path, bytes, 0644, &cli->fault) : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out, "wrote %s; check it anywhere with: csms verify --offline %s\n",
                     path, path);
    }
    return rc;
}

/* ---- backup and restore ---- */

static enum rc backup(struct cli *cli)
{
    const char *path = cli_argument(cli, 1);
    if (path == NULL) {
        return cli_usage(cli, "backup FILE");
    }
    enum rc rc = cli_is_remote(cli) ? cli_remote_backup(cli, path) : cli_open(cli);
    rc = rc == RC_OK && !cli_is_remote(cli) ? workspace_backup(cli->workspace, path, &cli->fault)
                                            : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out, "wrote %s; the signing key is not in it: keep that file apart\n",
                     path);
    }
    return rc;
}

/* A backup becomes a workspace only if it verifies. */
static enum rc restore(struct cli *cli)
{
    const char *from = cli_argument(cli, 1);
    struct workspace_options options = {.url = cli->url, .model = cli->model};
    if (from == NULL || cli->url == NULL) {
        return cli_usage(cli, "--workspace NEWFILE restore BACKUP");
    }
    enum rc rc = workspace_restore(&options, from, &cli->fault, &cli->workspace);
    rc = rc == RC_OK ? cli_open(cli) : rc;
    return rc == RC_OK ? verify_here(cli, NULL) : rc;
}

/* ---- the simulated clock ---- */

static enum rc advance_here(struct cli *cli, int64_t duration_us, struct text *now)
{
    struct change_set set;
    enum rc rc = cli_open(cli);
    if (rc != RC_OK) {
        return rc;
    }
    if (!cli->workspace->is_simulated) {
        return fault_add(&cli->fault, RC_CONFLICT, TEXT_NONE,
                         "this workspace lives by the machine's clock; only one made with init "
                         "--simulated can be moved");
    }
    change_set_init(&set, &cli->snapshot, &cli->actor);
    change_clock(&set, workspace_now_us(cli->workspace) + duration_us);
    rc = change_commit(&set);
    if (rc == RC_OK) {
        char *moment = arena_take(cli->arena, MOMENT_TEXT_SIZE + 1);
        *now = moment_text(workspace_now_us(cli->workspace), moment);
    }
    return rc;
}

static enum rc advance(struct cli *cli)
{
    int64_t duration_us;
    struct text now;
    const char *duration = cli_argument(cli, 2);
    if (duration == NULL || !moment_duration(text_of(duration), &duration_us)) {
        return cli_usage(cli, "clock advance DURATION   (90d, 12h, 30m, 45s)");
    }
    enum rc rc = cli_is_remote(cli) ? cli_remote_advance(cli, duration, &now)
                                    : advance_here(cli, duration_us, &now);
    if (rc == RC_OK) {
        buffer_print(&cli->out, "the simulated clock says %.*s\n", TEXT_ARGS(now));
    }
    return rc;
}

const struct cli_command cli_evidence_commands[] = {
    {"verify", NULL, "verify [--checkpoint FILE]", "checks everything against the ledger", verify},
    {"evidence", "checkpoint", "evidence checkpoint FILE",
     "signed head with the hashes it covers, to keep elsewhere", checkpoint},
    {"evidence", "export", "evidence export PACK", "entries with proofs, verifiable offline", pack},
    {"backup", NULL, "backup FILE", "an online copy", backup},
    {"restore", NULL, "restore BACKUP", "a workspace from a copy, verified", restore,
     "a copy becomes a workspace where its file will lie: csms --workspace NEWFILE restore BACKUP"},
    {"clock", "advance", "clock advance DURATION", "moves a simulated clock", advance},
};
const size_t cli_evidence_command_count =
    sizeof cli_evidence_commands / sizeof *cli_evidence_commands;
