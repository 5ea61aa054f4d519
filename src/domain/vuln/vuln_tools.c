/* Commands that need no workspace, and the reading of lines that they share. */
#include "domain/vuln/vuln_tool.h"

#define INPUT_LIMIT_BYTES ((size_t)256 << 20)
#define LINE_ARENA_BYTES ((size_t)16 << 20)

/* The refusal in the place of the answer, on one line whatever the problem's words hold. */
static void put_refusal(struct buffer *out, enum rc rc, const struct fault *fault)
{
    const struct problem *problem = fault->count > 0 ? &fault->problems[0] : NULL;
    struct text sentence = problem != NULL ? problem->sentence : text_of(rc_sentence(rc));
    buffer_put_z(out, "invalid: ");
    if (problem != NULL && problem->column > 0) {
        buffer_print(out, "column %d: ", problem->column);
    }
    for (size_t i = 0; i < sentence.size; i++) {
        unsigned char c = (unsigned char)sentence.at[i];
        buffer_put_char(out, c < ' ' || c == 0x7f ? '?' : (char)c);
    }
}

static enum rc answer_lines(struct tool_call *call, struct text input, struct arena *arena,
                            vuln_line_answerer *answerer)
{
    struct fault fault;
    fault_init(&fault, arena);
    while (input.size > 0) {
        struct text line = text_cut(&input, '\n');
        line.size -= line.size > 0 && line.at[line.size - 1] == '\r' ? 1 : 0;
        size_t start = call->out->size;
        enum rc rc = answerer(line, arena, &fault, call->out);
        if (rc != RC_OK) {
            call->out->size = start;
            put_refusal(call->out, rc, &fault);
        }
        buffer_put_char(call->out, '\n');
        if (arena_used_bytes(arena) > 0) {
            arena_reset(arena);
            fault_init(&fault, arena);
        }
        if (arena_is_over(call->arena)) {
            return fault_add(call->fault, RC_TOO_LARGE, TEXT_NONE,
                             "the answers need more memory than the command may use");
        }
    }
    return RC_OK;
}

enum rc vuln_tool_lines(struct tool_call *call, vuln_line_answerer *answerer)
{
    struct text input;
    enum rc rc = RC_OK;
    if (call->argc < 1) {
        return fault_add(call->fault, RC_INVALID, TEXT("FILE"),
                         "name the files with the lines, or - for the standard input");
    }
    struct arena *arena = arena_open(LINE_ARENA_BYTES);
    for (int i = 0; rc == RC_OK && i < call->argc; i++) {
        rc = folder_read(call->files, call->arena, call->argv[i], INPUT_LIMIT_BYTES, call->fault,
                         &input);
        rc = rc == RC_OK ? answer_lines(call, input, arena, answerer) : rc;
    }
    arena_close(arena);
    return rc;
}

/* ---- the table ---- */

const struct module_tool vuln_tools[VULN_TOOL_COUNT] = {
    {"cvss", "FILE...",
     "Scores CVSS vectors (2.0, 3.0, 3.1, 4.0), one a line, - being the standard input. Answers "
     "base, temporal and environmental score apart by tabs, - where the vector defines no metric "
     "of the group; for 4.0 the one score. A line that is no vector is answered by invalid: and "
     "the reason.",
     vuln_tool_cvss},
    {"ssvc", "FILE...",
     "Decides SSVC vectors such as supplier/E:A/U:S/TI:T/PSI:S, one a line, - being the standard "
     "input. Tables: supplier, deployer, coordinator (also as SSVCv2/), utility, public-safety, "
     "human-impact. Answers the outcome and the whole vector apart by a tab, or invalid: and the "
     "reason.",
     vuln_tool_ssvc},
    {"version compare", "FILE...",
     "Tells which of two versions is newer. A line holds ecosystem (deb, rpm, alpine, alpm, "
     "gentoo, "
     "pypi, maven, npm, gem, composer, nuget, golang, semver, conan, openssl, generic, ...), a and "
     "b "
     "apart by tabs, - being the standard input; it is answered by <, = or >, or by invalid: and "
     "the reason.",
     vuln_tool_version},
    {"vers contains", "FILE...",
     "Tells whether a range contains a version. A line holds the range (vers:npm/>=1.0.0|<2.0.0) "
     "and the version apart by a tab, - being the standard input; it is answered by true or false, "
     "or by invalid: and the reason.",
     vuln_tool_vers},
    {"purl", "FILE...",
     "Reads package URLs, one a line, - being the standard input. Answers a JSON object a line: "
     "the parts and the canonical form, or error and position; with the canonical form where a "
     "rule is broken but the meaning is clear.",
     vuln_tool_purl},
    {"cpe", "FILE...",
     "Reads platform names (CPE 2.3 or 2.2), one a line, - being the standard input. Answers a "
     "JSON object a line: the attributes and both bindings, or error and position; for two names "
     "apart by a tab the relation of each attribute and whether the first names the second.",
     vuln_tool_cpe},
};
