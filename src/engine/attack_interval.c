#include "engine/attack_interval.h"
#include "engine/attack_random.h"
#include "engine/attack_tree_profile.h"

#include <math.h>

#define UNIT 0x1p-53 /* 53 random bits as a number below 1 */

enum rc attack_interval_ends(const struct attack_tree *tree, const struct profile_grid *grid,
                             struct arena *arena, const struct attack_interval *steps,
                             struct fault *fault, struct attack_interval *out)
{
    struct attack_tree_profile *run;
    struct attack_interval root;
    enum rc rc = attack_tree_profile_open(arena, tree, grid, fault, &run);
    if (rc != RC_OK) {
        return rc;
    }
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        bool is_known = attack_tree_profile_rate(run, node, steps[step].greatest) &&
                        attack_tree_profile_rate(run, node, steps[step].least);
        bool is_ordered = steps[step].greatest == ATTACK_INFEASIBLE ||
                          (is_known && steps[step].least != ATTACK_INFEASIBLE &&
                           profile_grid_is_able(grid, steps[step].greatest, steps[step].least));
        if (!is_known || !is_ordered) {
            return fault_add(fault, RC_INVALID, attack_tree_name(tree, arena, node),
                             "the ends of this step's rating are no least and greatest profile");
        }
    }
    attack_tree_profile_pass(run);
    root.least = attack_tree_profile_best(run, tree->root);
    for (uint32_t step = 0; step < tree->steps; step++) {
        (void)attack_tree_profile_rate(run, tree->node_at[step], steps[step].greatest);
    }
    attack_tree_profile_pass(run);
    root.greatest = attack_tree_profile_best(run, tree->root);
    *out = root;
    return RC_OK;
}

/* Shares as sums up to each level, the last 1. */
static bool add_up_shares(const struct profile_grid *grid, struct attack_level_spread *spread)
{
    for (int f = 0; f < grid->factors; f++) {
        int count = grid->method->potential.factors[f].count;
        double sum = 0;
        for (int level = 0; level < count; level++) {
            if (!(spread->shares[f][level] >= 0) || isinf(spread->shares[f][level])) {
                return false;
            }
            sum += spread->shares[f][level];
            spread->shares[f][level] = sum;
        }
        if (!(sum > 0) || isinf(sum)) {
            return false;
        }
        for (int level = 0; level < count; level++) {
            spread->shares[f][level] /= sum;
        }
    }
    return true;
}

static uint16_t draw_profile(const struct profile_grid *grid,
                             const struct attack_level_spread *spread, uint64_t seed,
                             uint64_t sample)
{
    struct attack_random_lanes lines[2];
    int levels[METHOD_FACTORS_LIMIT] = {0};
    attack_random_pairs(seed, UINT64_C(0xbb67ae8584caa73b), sample * ATTACK_RANDOM_LANES,
                        spread->node, &lines[0], &lines[1]);
    for (int f = 0; f < grid->factors; f++) {
        double draw = (double)(lines[0].words[f] >> 11) * UNIT;
        int last = grid->method->potential.factors[f].count - 1;
        while (levels[f] < last && draw >= spread->shares[f][levels[f]]) {
            levels[f]++;
        }
    }
    return profile_grid_number(grid, levels);
}

enum rc attack_interval_sample(const struct attack_tree *tree, const struct profile_grid *grid,
                               struct arena *arena, struct attack_level_plan plan,
                               struct fault *fault, struct attack_level_counts *out)
{
    struct attack_tree_profile *run;
    struct attack_level_counts counts = {.samples = plan.samples};
    struct attack_level_spread *spreads =
        ARENA_MANY(arena, struct attack_level_spread, plan.spread_count);
    enum rc rc = attack_tree_profile_open(arena, tree, grid, fault, &run);
    for (size_t i = 0; rc == RC_OK && i < plan.spread_count; i++) {
        spreads[i] = plan.spreads[i];
        if (!add_up_shares(grid, &spreads[i]) ||
            !attack_tree_profile_rate(run, spreads[i].node, 0)) {
            rc = fault_add(fault, RC_INVALID, attack_tree_name(tree, arena, spreads[i].node),
                           "this step does not count, or its shares are no distribution");
        }
    }
    if (rc != RC_OK) {
        return rc;
    }
    counts.by_total = ARENA_MANY(arena, uint64_t, (size_t)grid->method->potential.max_total + 1);
    for (uint64_t n = 0; n < plan.samples; n++) {
        for (size_t i = 0; i < plan.spread_count; i++) {
            (void)attack_tree_profile_rate(
                run, spreads[i].node,
                draw_profile(grid, &spreads[i], plan.seed, plan.first_sample + n));
        }
        attack_tree_profile_pass(run);
        uint16_t best = attack_tree_profile_best(run, tree->root);
        if (best != ATTACK_INFEASIBLE) {
            counts.by_level[grid->feasibility[best]]++;
            counts.by_total[grid->totals[best]]++;
        }
    }
    *out = counts;
    return RC_OK;
}
