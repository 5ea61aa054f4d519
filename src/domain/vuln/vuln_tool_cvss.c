/* cvss FILE...: vectors in, scores out. */
#include "domain/vuln/vuln_tool.h"
#include "engine/cvss.h"

static void put_score(struct buffer *out, int tenths, bool has_score)
{
    if (!has_score) {
        buffer_put_char(out, '-');
        return;
    }
    buffer_put_integer(out, tenths / 10);
    buffer_put_char(out, '.');
    buffer_put_char(out, (char)('0' + tenths % 10));
}

static enum rc answer_vector(struct text line, struct arena *arena, struct fault *fault,
                             struct buffer *out)
{
    struct cvss_vector vector;
    (void)arena;
    enum rc rc = cvss_vector_read(line, fault, &vector);
    if (rc != RC_OK) {
        return rc;
    }
    struct cvss_scores scores = cvss_score(&vector);
    put_score(out, scores.base, true);
    if (vector.version != CVSS_4_0) {
        buffer_put_char(out, '\t');
        put_score(out, scores.temporal, scores.has_temporal);
        buffer_put_char(out, '\t');
        put_score(out, scores.environmental, scores.has_environmental);
    }
    return RC_OK;
}

enum rc vuln_tool_cvss(struct tool_call *call)
{
    return vuln_tool_lines(call, answer_vector);
}
