#include "face/cli/cli.h"

#include "base/file.h"
#include "core/account.h"
#include "core/workspace_open.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT_LIMIT_BYTES ((size_t)512 << 20)

/* ---- words ---- */

static bool is_flag(const char *word)
{
    return strncmp(word, "--", 2) == 0 && word[2] != '\0';
}

/* Options that stand alone; all others take the next word. */
static bool stands_alone(const char *word)
{
    static const char *const alone[] = {
        "--json", "--help",  "--retired", "--offline",       "--sarif",        "--preview",
        "--yes",  "--count", "--schema",  "--administrator", "--allow-private"};
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        if (strcmp(word, alone[i]) == 0) {
            return true;
        }
    }
    return false;
}

const char *cli_option(const struct cli *cli, const char *name)
{
    for (int i = 0; i < cli->count; i++) {
        if (is_flag(cli->words[i]) && strcmp(cli->words[i] + 2, name) == 0) {
            bool has_value = !stands_alone(cli->words[i]) && i + 1 < cli->count;
            return has_value ? cli->words[i + 1] : "";
        }
    }
    return NULL;
}

const char *cli_argument(const struct cli *cli, int at)
{
    for (int i = 0; i < cli->count; i++) {
        if (is_flag(cli->words[i])) {
            i += stands_alone(cli->words[i]) ? 0 : 1;
        } else if (at-- == 0) {
            return cli->words[i];
        }
    }
    return NULL;
}

enum rc cli_usage(struct cli *cli, const char *usage)
{
    return fault_add(&cli->fault, RC_INVALID, TEXT_NONE, "usage: csms %s", usage);
}

static enum rc take_words(struct cli *cli, int argc, char **argv)
{
    const char *url = getenv("CSMS_WORKSPACE");
    cli->url = url;
    cli->token = getenv("CSMS_TOKEN");
    for (int i = 1; i < argc; i++) {
        bool has_next = i + 1 < argc;
        if (strcmp(argv[i], "--json") == 0) {
            cli->is_json = true;
        } else if (strcmp(argv[i], "--workspace") == 0 && has_next) {
            cli->url = argv[++i];
        } else if (strcmp(argv[i], "--token") == 0 && has_next) {
            cli->token = argv[++i];
        } else if (cli->count < CLI_WORDS_LIMIT) {
            cli->words[cli->count++] = argv[i];
        } else {
            return fault_add(&cli->fault, RC_TOO_LARGE, TEXT_NONE, "too many words");
        }
    }
    return RC_OK;
}

enum rc cli_read_input(struct cli *cli, const char *path, struct text *out)
{
    if (strcmp(path, "-") == 0) {
        return file_read(cli->arena, "/dev/stdin", INPUT_LIMIT_BYTES, &cli->fault, out);
    }
    return file_read(cli->arena, path, INPUT_LIMIT_BYTES, &cli->fault, out);
}

/* One line that is written over, on a terminal only. */
static void tell_progress(void *self, const char *what, size_t done, size_t total)
{
    (void)self;
    size_t share = total > 0 ? done * 100 / total : 100;
    (void)fprintf(stderr, "\r%s %3zu %% (%zu of %zu)%s", what, share, done, total,
                  done >= total ? "\n" : "");
}

/* ---- the workspace ---- */

/* On a shared workspace the holder of its key may make accounts and tokens (the
 * first one could not be made otherwise) and verify; all else needs a token. */
static bool is_for_operator(const struct cli *cli)
{
    const char *word = cli_argument(cli, 0);
    return cli->workspace->has_key && word != NULL &&
           (strcmp(word, "account") == 0 || strcmp(word, "verify") == 0);
}

struct text cli_user(struct cli *cli)
{
    struct passwd *user = getpwuid(geteuid());
    return text_print(cli->arena, "cli:%s", user != NULL ? user->pw_name : "unknown");
}

static enum rc set_actor(struct cli *cli)
{
    if (cli->token != NULL && cli->token[0] != '\0') {
        return account_token(&cli->snapshot, text_of(cli->token), &cli->actor);
    }
    if (workspace_is_shared(cli->workspace) && !is_for_operator(cli)) {
        return fault_add(&cli->fault, RC_NO_LOGIN, TEXT_NONE,
                         "a shared workspace needs an API token: --token or CSMS_TOKEN (make one "
                         "with: csms account token NAME)");
    }
    cli->actor = (struct actor){.name = cli_user(cli), .may_all = true};
    return RC_OK;
}

enum rc cli_open(struct cli *cli)
{
    if (cli->url == NULL) {
        return fault_add(&cli->fault, RC_INVALID, TEXT_NONE,
                         "which workspace? give --workspace FILE or set CSMS_WORKSPACE");
    }
    if (cli_is_remote(cli)) {
        return fault_add(&cli->fault, RC_UNSUPPORTED, text_of(cli->words[0]),
                         "this works on the workspace itself, not through a server; run it where "
                         "the workspace is");
    }
    struct workspace_options options = {.url = cli->url, .model = cli->model};
    enum rc rc =
        cli->workspace == NULL ? workspace_open(&options, &cli->fault, &cli->workspace) : RC_OK;
    rc = rc == RC_OK ? snapshot_open(&cli->snapshot, cli->workspace, cli->arena, &cli->fault) : rc;
    if (isatty(STDERR_FILENO)) {
        cli->progress.tell = tell_progress;
        cli->snapshot.progress = &cli->progress;
    }
    return rc == RC_OK ? set_actor(cli) : rc;
}

/* ---- dispatch ---- */

static enum rc run_view(struct cli *cli, const struct module_view *view)
{
    struct module_call call = {.arena = cli->arena,
                               .fault = &cli->fault,
                               .actor = &cli->actor,
                               .out = &cli->out,
                               .media_type = "application/json"};
    enum rc rc = cli_open(cli);
    if (rc != RC_OK) {
        return rc;
    }
    const char *key = cli_argument(cli, 2);
    call.workspace = cli->workspace;
    call.connection = cli->snapshot.connection;
    call.key = text_of(key);
    if (strchr(view->path, '{') != NULL && key == NULL) {
        return cli_usage(cli, text_print(cli->arena, "%s KEY", view->command).at);
    }
    rc = view->run(&call);
    bool is_json = strcmp(call.media_type, "application/json") == 0;
    return rc == RC_OK && is_json ? cli_outline(cli) : rc;
}

static bool is_command(const struct cli *cli, const char *command)
{
    struct text rest = text_of(command);
    struct text first = text_cut(&rest, ' ');
    return cli->count > 0 && text_is(first, cli->words[0]) &&
           (rest.size == 0 || (cli->count > 1 && text_is(rest, cli->words[1])));
}

static const struct module_view *find_view(const struct cli *cli)
{
    for (size_t i = 0; i < cli->model->module_count; i++) {
        const struct module *module = cli->model->modules[i];
        for (size_t k = 0; k < module->view_count; k++) {
            if (module->views[k].command != NULL && is_command(cli, module->views[k].command)) {
                return &module->views[k];
            }
        }
    }
    return NULL;
}

static const struct module_tool *find_tool(const struct cli *cli)
{
    for (size_t i = 0; i < cli->model->module_count; i++) {
        const struct module *module = cli->model->modules[i];
        for (size_t k = 0; k < module->tool_count; k++) {
            if (is_command(cli, module->tools[k].command)) {
                return &module->tools[k];
            }
        }
    }
    return NULL;
}

static const struct cli_command *find_in(const struct cli *cli, const struct cli_command *table,
                                         size_t count)
{
    for (size_t i = 0; i < count && cli->count > 0; i++) {
        if (strcmp(table[i].first, cli->words[0]) == 0 &&
            (table[i].second == NULL ||
             (cli->count > 1 && strcmp(table[i].second, cli->words[1]) == 0))) {
            return &table[i];
        }
    }
    return NULL;
}

static const struct cli_command *find_command(const struct cli *cli)
{
    const struct cli_command *found = find_in(cli, cli_commands, cli_command_count);
    return found != NULL ? found : find_in(cli, cli_evidence_commands, cli_evidence_command_count);
}

static enum rc dispatch(struct cli *cli)
{
    if (cli->count == 0 || strcmp(cli->words[0], "--help") == 0) {
        return cli_help(cli);
    }
    if (strcmp(cli->words[0], "--version") == 0) {
        buffer_put_z(&cli->out, "csms " CSMS_VERSION "\n");
        return RC_OK;
    }
    const struct cli_command *command = find_command(cli);
    const struct module_view *view = find_view(cli);
    const struct module_tool *tool = find_tool(cli);
    bool is_remote = cli_is_remote(cli);
    if (command != NULL && is_remote && command->elsewhere != NULL) {
        return fault_add(&cli->fault, RC_UNSUPPORTED, text_of(cli->words[0]), "%s",
                         command->elsewhere);
    }
    if (command != NULL) {
        return command->run(cli);
    }
    if (view != NULL) {
        return is_remote ? cli_remote_view(cli, view) : run_view(cli, view);
    }
    if (tool != NULL) {
        return cli_tool(cli, tool);
    }
    const struct model_entity *kind = model_by_command(cli->model, text_of(cli->words[0]));
    if (kind != NULL) {
        return is_remote ? cli_remote_entity(cli, kind) : cli_entity(cli, kind);
    }
    return fault_add(&cli->fault, RC_NOT_FOUND, TEXT_NONE,
                     "there is no command \"%s\"; csms help lists them", cli->words[0]);
}

static void print(struct text text, FILE *to)
{
    if (text.size > 0) {
        (void)fwrite(text.at, 1, text.size, to);
    }
}

static void print_problems(struct cli *cli, enum rc rc)
{
    struct text words = fault_text(&cli->fault, cli->arena);
    if (words.size == 0) {
        words = text_print(cli->arena, "%s\n", rc_sentence(rc));
    }
    while (words.size > 0) {
        struct text line = text_cut(&words, '\n');
        (void)fprintf(stderr, "csms: %.*s\n", TEXT_ARGS(line));
    }
}

int cli_run(const struct model *model, int argc, char **argv)
{
    struct arena *arena = arena_open((size_t)4 << 30);
    struct cli *cli = ARENA_NEW(arena, struct cli);
    cli->model = model;
    cli->arena = arena;
    fault_init(&cli->fault, arena);
    buffer_init(&cli->out, arena);
    json_writer_init(&cli->writer, &cli->out);
    enum rc rc = take_words(cli, argc, argv);
    rc = rc == RC_OK ? dispatch(cli) : rc;
    print(buffer_text(&cli->out), stdout);
    if (cli->out.size > 0 && cli->out.at[cli->out.size - 1] != '\n') {
        print(TEXT("\n"), stdout);
    }
    if (rc != RC_OK) {
        print_problems(cli, rc);
    }
    if (fflush(stdout) != 0 && rc == RC_OK) {
        rc = RC_BROKEN;
    }
    if (cli->workspace != NULL) {
        if (cli->snapshot.connection != NULL) {
            snapshot_close(&cli->snapshot);
        }
        workspace_close(cli->workspace);
    }
    arena_close(arena);
    return rc_exit_code(rc);
}
