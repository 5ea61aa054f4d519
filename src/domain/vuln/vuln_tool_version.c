/* version compare FILE...: ecosystem, a and b apart by tabs in, the relation out. */
#include "domain/vuln/vuln_tool.h"
#include "engine/version.h"

static enum rc answer_pair(struct text line, struct arena *arena, struct fault *fault,
                           struct buffer *out)
{
    struct text rest = line;
    size_t first = text_find(rest, '\t');
    struct text name = text_cut(&rest, '\t');
    size_t second = text_find(rest, '\t');
    int order;
    (void)arena;
    if (first == line.size || second == rest.size) {
        return fault_add(fault, RC_INVALID, TEXT_NONE,
                         "give an ecosystem and two versions, apart by tabs");
    }
    const struct version_ecosystem *ecosystem = version_ecosystem(text_trim(name));
    if (ecosystem == NULL) {
        return fault_add(fault, RC_UNSUPPORTED, TEXT_NONE, "there is no ecosystem %.*s",
                         TEXT_ARGS(text_part(name, 0, 40)));
    }
    struct text a = text_trim(text_cut(&rest, '\t'));
    enum rc rc = version_compare(ecosystem, a, text_trim(rest), &order);
    if (rc != RC_OK) {
        return fault_add(fault, rc, TEXT_NONE,
                         "a version has at most %d bytes and no control characters",
                         VERSION_LIMIT_BYTES);
    }
    buffer_put_char(out, order < 0 ? '<' : order > 0 ? '>' : '=');
    return RC_OK;
}

enum rc vuln_tool_version(struct tool_call *call)
{
    return vuln_tool_lines(call, answer_pair);
}
