/* select_text_fuzz.c - hostile control selections.
 *
 * Whatever the bytes, reading ends, a refusal has words, and what is read is
 * solved within a few moves: the gain is what the chosen controls reach, the
 * cost within the budget, the bound not below the gain, and every export ends. */
#include "engine/select.h"
#include "format/select_export.h"
#include "format/select_text.h"

#include <stdlib.h>

#define ASKS 2000
#define SIZE_LIMIT 20000 /* larger ones only slow the fuzzer down */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_work_left(void *context)
{
    int *asks = context;
    return --*asks > 0;
}

static void check(struct arena *arena, const struct select_problem *problem)
{
    int asks = ASKS;
    struct select_options options = {
        .seed = 1, .rounds = 2, .may_go_on = is_work_left, .context = &asks};
    struct select_answer answer;
    struct fault fault;
    struct buffer out;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    enum rc rc = select_solve(arena, problem, problem->budget, &options, &fault, &answer);
    if (rc != RC_OK && fault_is_empty(&fault)) {
        abort();
    }
    if (rc == RC_OK && (answer.gain != select_problem_gain(problem, arena, answer.chosen, NULL) ||
                        answer.cost > problem->budget || answer.bound < answer.gain)) {
        abort();
    }
    rc = select_export_write(arena, problem, TEXT("lp"), &out, &fault);
    rc = rc == RC_OK ? select_export_write(arena, problem, TEXT("mps"), &out, &fault) : rc;
    rc = rc == RC_OK ? select_export_write(arena, problem, TEXT("opb"), &out, &fault) : rc;
    if (rc != RC_OK && fault_is_empty(&fault)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    const struct select_problem *problem;
    struct fault fault;
    fault_init(&fault, arena);
    struct text input = {(const char *)data, size < SIZE_LIMIT ? size : SIZE_LIMIT};
    enum rc rc = select_text_read(arena, TEXT("input"), input, &fault, &problem);
    if (rc == RC_OK) {
        check(arena, problem);
    } else if (fault_is_empty(&fault)) {
        abort();
    }
    arena_close(arena);
    return 0;
}
