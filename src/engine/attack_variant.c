#include "engine/attack_bottleneck.h"
#include "engine/attack_check.h"
#include "engine/attack_sum.h"
#include "engine/attack_tree_profile.h"
#include "engine/attack_tree_witness.h"
#include "engine/attack_variant_part.h"

#include <assert.h>
#include <math.h>

const char *attack_variant_exactness(enum attack_exactness exactness)
{
    static const char *const words[] = {"exact", "bound", "sampled"};
    return words[exactness];
}

enum rc attack_variant_show(const struct attack_rater *rater, const uint32_t *nodes, size_t count,
                            struct attack_answer *answer)
{
    const struct attack_tree *tree = rater->input->tree;
    uint8_t *is_able = ARENA_MANY(rater->arena, uint8_t, tree->count);
    uint16_t *effort = ARENA_MANY(rater->arena, uint16_t, tree->count);
    for (uint32_t step = 0; step < tree->steps; step++) {
        effort[step] = tree->ratings[tree->node_at[step]];
    }
    for (size_t i = 0; i < count; i++) {
        is_able[tree->position_of[nodes[i]]] = 1;
    }
    enum rc rc = attack_tree_witness_find(tree, rater->arena, effort, is_able, answer);
    return rc == RC_OK ? rc
                       : fault_add(rater->fault, rc, TEXT_NONE,
                                   "the attack tree needs more memory than this call may use");
}

static enum rc rate_factor_maximum(const struct attack_rater *rater, struct attack_rating *out)
{
    struct attack_tree_profile *run;
    enum rc rc = attack_tree_profile_open(rater->arena, rater->input->tree, rater->input->grid,
                                          rater->fault, &run);
    if (rc == RC_OK) {
        attack_tree_profile_pass(run);
        rc = attack_tree_profile_answer(run, rater->arena, rater->fault, &out->answer);
    }
    return rc;
}

/* The total of each step; infinity where it is infeasible. */
static double *list_totals(const struct attack_rater *rater)
{
    const struct attack_tree *tree = rater->input->tree;
    double *totals = ARENA_MANY(rater->arena, double, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint16_t rating = tree->ratings[tree->node_at[step]];
        totals[step] = rating == ATTACK_INFEASIBLE ? INFINITY : rater->input->grid->totals[rating];
    }
    return totals;
}

static void set_total(const struct attack_rater *rater, double total, struct attack_answer *answer)
{
    if (isinf(total)) {
        *answer = (struct attack_answer){.best = ATTACK_INFEASIBLE, .total = NO_LEVEL};
        return;
    }
    const struct method *method = rater->input->grid->method;
    answer->total = (int)fmin(total, 1e9);
    answer->level = method_band_level(&method->potential.bands, answer->total);
}

static enum rc rate_total_maximum(const struct attack_rater *rater, struct attack_rating *out)
{
    const struct attack_tree *tree = rater->input->tree;
    const double *totals = list_totals(rater);
    const double *all;
    enum rc rc = attack_bottleneck_find(tree, rater->arena, totals, rater->fault, &all);
    if (rc != RC_OK) {
        return rc;
    }
    double total = all[tree->position_of[tree->root]];
    uint32_t *nodes = ARENA_MANY(rater->arena, uint32_t, tree->steps);
    size_t count = 0;
    for (uint32_t step = 0; step < tree->steps; step++) {
        if (totals[step] <= total && !isinf(total)) {
            nodes[count++] = tree->node_at[step];
        }
    }
    set_total(rater, total, &out->answer);
    return count == 0 ? RC_OK : attack_variant_show(rater, nodes, count, &out->answer);
}

static enum rc rate_total_sum(const struct attack_rater *rater, struct attack_rating *out)
{
    struct attack_sum_run *run;
    struct attack_sum found;
    enum rc rc = attack_sum_open(rater->arena, rater->input->tree, rater->fault, &run);
    if (rc != RC_OK) {
        return rc;
    }
    attack_sum_find(run, list_totals(rater), NULL, &found);
    set_total(rater, found.least, &out->answer);
    out->answer.exactness = found.exactness;
    return found.is_feasible
               ? attack_variant_show(rater, found.steps, found.step_count, &out->answer)
               : RC_OK;
}

static enum rc rate(enum method_variant variant, const struct attack_rater *rater,
                    struct attack_rating *out)
{
    switch (variant) {
    case METHOD_FACTOR_MAXIMUM:
        return rate_factor_maximum(rater, out);
    case METHOD_DAYS_SUM:
    case METHOD_SCHEDULE:
        return attack_variant_days(rater, variant, out);
    case METHOD_TOTAL_MAXIMUM:
        return rate_total_maximum(rater, out);
    case METHOD_TOTAL_SUM:
        return rate_total_sum(rater, out);
    case METHOD_TWO_PARTS:
        return attack_variant_parts(rater, out);
    case METHOD_PROMOTION:
        return attack_variant_promoted(rater, out);
    case METHOD_PROBABILITY:
        return attack_variant_chance(rater, out);
    case METHOD_VARIANT_END:
    default:
        return fault_add(rater->fault, RC_UNSUPPORTED, TEXT_NONE, "there is no such variant");
    }
}

enum rc attack_variant_rate(enum method_variant variant, const struct attack_input *input,
                            struct arena *arena, struct fault *fault, struct attack_rating *out)
{
    struct attack_rater rater = {.input = input, .arena = arena, .fault = fault};
    struct attack_rating rating = {.days = -1,
                                   .probability = -1,
                                   .attack_probability = -1,
                                   .least_level = NO_LEVEL,
                                   .first_level = NO_LEVEL,
                                   .repeated_level = NO_LEVEL};
    enum rc rc = rate(variant, &rater, &rating);
    if (rc == RC_OK && arena_is_over(arena)) {
        rc = fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                       "the attack tree needs more memory than this call may use");
    }
    if (rc == RC_OK) {
        rating.answer.variant = method_variant_name(variant);
        rating.input = attack_input_hash(input);
        assert(attack_check_answer(input, arena, variant, &rating.answer));
        if (rating.least_level == NO_LEVEL) {
            rating.least_level = rating.answer.level;
        }
        *out = rating;
    }
    return rc;
}
