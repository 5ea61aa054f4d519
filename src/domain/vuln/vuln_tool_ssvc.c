/* ssvc FILE...: decision vectors in, outcomes out. */
#include "domain/vuln/vuln_tool.h"
#include "engine/ssvc.h"

static enum rc answer_vector(struct text line, struct arena *arena, struct fault *fault,
                             struct buffer *out)
{
    struct ssvc_choice choice;
    (void)arena;
    enum rc rc = ssvc_read(line, fault, &choice);
    if (rc == RC_OK) {
        buffer_put_z(out, ssvc_outcome(&choice)->name);
        buffer_put_char(out, '\t');
        ssvc_put_vector(out, &choice);
    }
    return rc;
}

enum rc vuln_tool_ssvc(struct tool_call *call)
{
    return vuln_tool_lines(call, answer_vector);
}
