/* vers contains FILE...: a range and a version apart by a tab in, true or false out. */
#include "domain/vuln/vuln_tool.h"
#include "engine/vers.h"

static enum rc answer_range(struct text line, struct arena *arena, struct fault *fault,
                            struct buffer *out)
{
    const struct vers_range *range;
    bool is_in = false;
    struct text rest = line;
    size_t tab = text_find(line, '\t');
    struct text input = text_trim(text_cut(&rest, '\t'));
    if (tab == line.size) {
        return fault_add(fault, RC_INVALID, TEXT_NONE,
                         "give a range and a version, apart by a tab");
    }
    enum rc rc = vers_read(arena, input, fault, &range);
    if (rc == RC_OK) {
        rc = vers_contains(range, text_trim(rest), arena, fault, &is_in);
    }
    if (rc == RC_OK) {
        buffer_put_z(out, is_in ? "true" : "false");
    }
    return rc;
}

enum rc vuln_tool_vers(struct tool_call *call)
{
    return vuln_tool_lines(call, answer_range);
}
