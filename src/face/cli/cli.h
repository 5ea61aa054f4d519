/* cli.h - the command line, derived from the same tables as the API.
 *
 * Purpose: csms [--workspace FILE|URL] [--json] WORD WORD [ARGUMENTS]. The first
 * two words choose the command: an entity and a verb, a module's command, a
 * tool that needs no workspace, or a command of the workspace itself.
 * On a SQLite workspace, and on a shared one where its key is on this machine,
 * the actor is "cli:" and the user of the system, with the rights of the
 * administrator: who may read the file or the key may write anyway. Elsewhere a
 * token says who it is. On a server (http, https) the same commands go through
 * its JSON API and say the same; what cannot is refused with what to do.
 * Exit codes: those of rc.def. */
#ifndef CSMS_FACE_CLI_H
#define CSMS_FACE_CLI_H

#include "core/account_office.h"
#include "core/change.h"
#include "core/render.h"
#include "core/verify.h"

#define CLI_WORDS_LIMIT 256

struct cli {
    const struct model *model;
    struct arena *arena;
    struct fault fault;
    const char *url;   /* --workspace */
    const char *token; /* --token or $CSMS_TOKEN */
    bool is_json;
    char *words[CLI_WORDS_LIMIT]; /* without the global options */
    int count;
    struct workspace *workspace;
    struct snapshot snapshot;
    struct actor actor;
    struct progress progress;
    struct buffer out;
    struct json_writer writer;
};

/* Runs the command; the caller prints nothing more. Returns the exit code. */
int cli_run(const struct model *model, int argc, char **argv);

/* ---- for the files of this folder ---- */
struct cli_command {
    const char *first;
    const char *second; /* NULL: one word */
    const char *usage;
    const char *about;
    enum rc (*run)(struct cli *cli);
    const char *elsewhere; /* why not on a server, and what to do; NULL: works there */
};
extern const struct cli_command cli_commands[];
extern const size_t cli_command_count;
extern const struct cli_command cli_evidence_commands[];
extern const size_t cli_evidence_command_count;

/* "cli:" and the name of the operating-system user. */
struct text cli_user(struct cli *cli);
enum rc cli_open(struct cli *cli) MUST_USE; /* workspace, snapshot, actor */
/* The value of --name VALUE, or NULL; "--name" alone gives "". */
const char *cli_option(const struct cli *cli, const char *name);
const char *cli_argument(const struct cli *cli, int at); /* the at-th plain word, or NULL */
enum rc cli_usage(struct cli *cli, const char *usage);
enum rc cli_entity(struct cli *cli, const struct model_entity *kind);
/* --field value ... as a JSON object. */
enum rc cli_fields(struct cli *cli, const struct model_entity *kind,
                   const struct json **out) MUST_USE;
bool cli_is_remote(const struct cli *cli);
enum rc cli_help(struct cli *cli);
enum rc cli_tool(struct cli *cli, const struct module_tool *tool) MUST_USE;
enum rc cli_export(struct cli *cli);
/* What an import did, in words. */
struct text_form_report;
void cli_put_import(struct cli *cli, const struct text_form_report *report);
enum rc cli_import(struct cli *cli);
/* A list of records as columns for people. */
void cli_put_table(struct cli *cli, const struct model_entity *kind, struct record **records,
                   size_t count);
void cli_put_record(struct cli *cli, const struct record *record);
/* The same of records as the API renders them: a list, one. */
void cli_put_table_json(struct cli *cli, const struct model_entity *kind, const struct json *items);
void cli_put_record_json(struct cli *cli, const struct model_entity *kind,
                         const struct json *record);
/* Turns the JSON in cli->out into an outline for people, unless --json. */
enum rc cli_outline(struct cli *cli) MUST_USE;
enum rc cli_read_input(struct cli *cli, const char *path, struct text *out) MUST_USE;

/* ---- the same on a server (cli_remote_*.c); texts and counts are told by the caller ---- */
struct cli_verification {
    struct verify_report report;
    bool is_simulated;
    bool is_good;
};
enum rc cli_remote_entity(struct cli *cli, const struct model_entity *kind) MUST_USE;
enum rc cli_remote_view(struct cli *cli, const struct module_view *view) MUST_USE;
enum rc cli_remote_export(struct cli *cli, const char *path) MUST_USE;
enum rc cli_remote_import(struct cli *cli, const char *path) MUST_USE;
enum rc cli_remote_bulk(struct cli *cli, const char *path) MUST_USE;
/* The findings; with --sarif also the SARIF text, into cli->out. */
enum rc cli_remote_check(struct cli *cli, const struct json **out) MUST_USE;
/* checkpoint: its file's name, or NULL. */
enum rc cli_remote_verify(struct cli *cli, const char *checkpoint, struct text bytes,
                          struct cli_verification *out) MUST_USE;
enum rc cli_remote_checkpoint(struct cli *cli, struct text *out) MUST_USE;
enum rc cli_remote_pack(struct cli *cli, const char *key, struct text *out) MUST_USE;
enum rc cli_remote_backup(struct cli *cli, const char *path) MUST_USE;
enum rc cli_remote_advance(struct cli *cli, const char *duration, struct text *now) MUST_USE;
enum rc cli_remote_account(struct cli *cli, const struct account_order *order,
                           struct text *secret) MUST_USE;

#endif
