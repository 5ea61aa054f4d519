#include "base/file.h"
#include "cage/cage.h"
#include "face/cli/cli.h"

#include <string.h>

/* Commands that need no workspace read files of strangers, so they run in a
 * cage: the parent opens the files that their words name, the child computes.
 * The program has one thread here and has read no secret: a fork is enough. */

#define INPUT_LIMIT_BYTES ((size_t)256 << 20)
#define FILES_LIMIT ((size_t)10000)
#define MEMORY_BYTES ((size_t)4 << 30)
#define ADDRESS_BYTES ((size_t)14 << 30) /* engines have arenas of their own */
#define OUTPUT_BYTES ((size_t)1 << 30)
#define CPU_SECONDS 7200 /* searches have time boxes of their own */

#define FILE_LETTER 'f'
#define PROBLEM_LETTER 'p'
#define OUTPUT_LETTER 'o'

struct tool_run {
    struct cli *cli;
    const struct module_tool *tool;
    int argc;
    char **argv;
    struct cage_part *parts;
    size_t count;
    size_t room;
};

/* ---- the child ---- */

static void take_file(struct folder *files, const struct cage_part *part)
{
    if (part->kind == FILE_LETTER) {
        folder_put(files, part->name, part->bytes);
        return;
    }
    struct folder_problem problem = {.rc = (enum rc)part->bytes.at[0],
                                     .sentence = text_from(part->bytes, 1)};
    folder_put_problem(files, part->name, &problem);
}

static enum rc run_in_cage(struct cage_job *job)
{
    const struct tool_run *run = job->context;
    struct buffer out;
    struct folder *files = folder_memory(job->arena, "");
    for (size_t i = 0; i < job->count; i++) {
        take_file(files, &job->parts[i]);
    }
    buffer_init(&out, job->arena);
    struct tool_call call = {.files = files,
                             .arena = job->arena,
                             .fault = job->fault,
                             .argc = run->argc,
                             .argv = run->argv,
                             .is_json = run->cli->is_json,
                             .out = &out};
    enum rc rc = run->tool->run(&call);
    cage_put(OUTPUT_LETTER, TEXT_NONE, buffer_text(&out));
    return rc;
}

/* ---- which words are paths ---- */

static bool is_path(struct text placeholder)
{
    return text_starts(placeholder, TEXT("FILE")) || text_starts(placeholder, TEXT("DIR")) ||
           text_starts(placeholder, TEXT("MODEL"));
}

/* What the usage says behind an option: "DIR" for "[--rules DIR]"; nothing for "[--front]". */
static struct text placeholder_of(const char *usage, const char *option)
{
    struct text rest = text_of(usage);
    while (rest.size > 0) {
        struct text word = text_cut(&rest, ' ');
        bool is_alone = text_ends(word, TEXT("]"));
        while (word.size > 0 && strchr("[]", word.at[0]) != NULL) {
            word = text_from(word, 1);
        }
        word = is_alone ? text_part(word, 0, word.size - 1) : word;
        if (text_is(word, option)) {
            return is_alone ? TEXT_NONE : text_cut(&rest, ' ');
        }
    }
    return TEXT_NONE;
}

/* ---- the files ---- */

static void add_part(struct tool_run *run, char kind, struct text name, struct text bytes)
{
    if (run->count == run->room) {
        size_t wider = run->room > 0 ? run->room * 2 : 16;
        run->parts = arena_grow(run->cli->arena, run->parts, run->room * sizeof *run->parts,
                                wider * sizeof *run->parts);
        run->room = wider;
    }
    run->parts[run->count++] = (struct cage_part){kind, name, bytes};
}

static void add_problem(struct tool_run *run, struct text path, enum rc rc,
                        const struct fault *fault)
{
    struct text sentence =
        fault->count > 0 ? fault->problems[0].sentence : text_of(rc_sentence(rc));
    add_part(run, PROBLEM_LETTER, path,
             text_print(run->cli->arena, "%c%.*s", (char)rc, TEXT_ARGS(sentence)));
}

static void add_file(struct tool_run *run, const char *path)
{
    struct fault fault;
    struct text bytes = TEXT_NONE;
    fault_init(&fault, run->cli->arena);
    bool is_input = strcmp(path, "-") == 0;
    enum rc rc = file_read(run->cli->arena, is_input ? "/dev/stdin" : path, INPUT_LIMIT_BYTES,
                           &fault, &bytes);
    if (rc == RC_OK) {
        add_part(run, FILE_LETTER, text_of(path), bytes);
    } else {
        add_problem(run, text_of(path), rc, &fault);
    }
}

/* The YAML files in a folder, and in its folders: rules, or a text form. */
static void add_folder(struct tool_run *run, struct text path, int depth)
{
    struct text *names;
    size_t count = 0;
    struct fault fault;
    fault_init(&fault, run->cli->arena);
    enum rc rc = file_list(run->cli->arena, path.at, &fault, &names, &count);
    if (rc != RC_OK) {
        add_problem(run, path, rc, &fault);
    }
    for (size_t i = 0; rc == RC_OK && i < count && run->count < FILES_LIMIT; i++) {
        struct text below =
            text_print(run->cli->arena, "%.*s/%.*s", TEXT_ARGS(path), TEXT_ARGS(names[i]));
        if (file_is_folder(below.at)) {
            if (depth > 0 && names[i].at[0] != '.') {
                add_folder(run, below, depth - 1);
            }
        } else if (text_ends(names[i], TEXT(".yaml"))) {
            add_file(run, below.at);
        }
    }
}

static void add_path(struct tool_run *run, const char *path)
{
    if (strlen(path) > CAGE_NAME_LIMIT) {
        return; /* the command says that it is not there */
    }
    if (file_is_folder(path)) {
        add_folder(run, text_of(path), 1);
    } else {
        add_file(run, path);
    }
}

static void add_files(struct tool_run *run)
{
    for (int i = 0; i < run->argc; i++) {
        const char *word = run->argv[i];
        bool is_option = strncmp(word, "--", 2) == 0;
        struct text placeholder = is_option ? placeholder_of(run->tool->usage, word) : TEXT("FILE");
        if (is_option && placeholder.size > 0 && i + 1 < run->argc) {
            word = run->argv[++i];
        }
        if (is_path(placeholder)) {
            add_path(run, word);
        }
    }
}

/* ---- the answer ---- */

enum rc cli_tool(struct cli *cli, const struct module_tool *tool)
{
    int words = strchr(tool->command, ' ') != NULL ? 2 : 1;
    struct tool_run run = {
        .cli = cli, .tool = tool, .argc = cli->count - words, .argv = cli->words + words};
    struct cage_answer answer;
    add_files(&run);
    struct cage_request request = {.forked = run_in_cage,
                                   .context = &run,
                                   .parts = run.parts,
                                   .count = run.count,
                                   .limits = {.cpu_seconds = CPU_SECONDS,
                                              .wall_seconds = CPU_SECONDS,
                                              .memory_bytes = MEMORY_BYTES,
                                              .address_bytes = ADDRESS_BYTES,
                                              .output_bytes = OUTPUT_BYTES}};
    enum rc rc = cage_run(cli->arena, &request, &cli->fault, &answer);
    for (size_t i = 0; rc == RC_OK && i < answer.count; i++) {
        struct text clean;
        if (answer.parts[i].kind != OUTPUT_LETTER ||
            !cage_clean(cli->arena, answer.parts[i].bytes, &clean)) {
            return fault_add(&cli->fault, RC_BROKEN, TEXT_NONE,
                             "the reader of this input answered what is no text; report it as "
                             "SECURITY.md says");
        }
        buffer_put(&cli->out, clean);
    }
    return rc == RC_OK ? answer.rc : rc;
}
