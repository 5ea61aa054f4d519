/* cvss_fuzz.c - any bytes as a vector of CVSS or SSVC: no crash, scores in their limits, a refusal
 * has words, and a decision that is written is read again. */
#include "engine/cvss.h"
#include "engine/ssvc.h"

#include <assert.h>

static void score_any(struct arena *arena, struct text input)
{
    struct cvss_vector vector;
    struct fault fault;
    fault_init(&fault, arena);
    if (cvss_vector_read(input, &fault, &vector) != RC_OK) {
        assert(fault.count > 0 && fault.problems[0].column > 0);
        assert((size_t)fault.problems[0].column <= input.size + 1);
        return;
    }
    struct cvss_scores scores = cvss_score(&vector);
    assert(scores.base >= 0 && scores.base <= 100);
    assert(scores.temporal >= 0 && scores.temporal <= 100);
    assert(scores.environmental >= 0 && scores.environmental <= 100);
}

static void decide_any(struct arena *arena, struct text input)
{
    struct ssvc_choice choice;
    struct fault fault;
    struct buffer out;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    if (ssvc_read(input, &fault, &choice) != RC_OK) {
        assert(fault.count > 0 && fault.problems[0].column > 0);
        assert((size_t)fault.problems[0].column <= input.size + 1);
        return;
    }
    const struct ssvc_value *outcome = ssvc_outcome(&choice);
    ssvc_put_vector(&out, &choice);
    assert(ssvc_read(buffer_text(&out), &fault, &choice) == RC_OK);
    assert(ssvc_outcome(&choice) == outcome);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)16 << 20);
    struct text input = {(const char *)bytes, size};
    score_any(arena, input);
    decide_any(arena, input);
    arena_close(arena);
    return 0;
}
