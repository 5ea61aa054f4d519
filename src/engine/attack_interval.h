/* attack_interval.h - exact feasibility when ratings are uncertain.
 *
 * Purpose: attack_interval_ends takes a least and a greatest profile for each
 * step. Every operator is monotone, so rating all steps by their least and then
 * by their greatest profile gives the exact ends of the root (V1), on graphs
 * with shared steps alike; no combination in between leaves them, and the ends
 * are reached. attack_interval_sample draws each factor's level of the uncertain
 * steps and rates every sample exactly, which shows how likely each feasibility
 * level is.
 * Samples are numbered; sample n depends on the seed, n and the steps' nodes
 * alone, so that callers may split them over threads and add the counts.
 * Purity: pure. Ownership: the arena. Cost: two passes; one pass a sample.
 * Errors: RC_INVALID (a least profile above its greatest, shares that are no
 * distribution), RC_TOO_LARGE. Exactness: ends exact, samples sampled. */
#ifndef CSMS_ENGINE_ATTACK_INTERVAL_H
#define CSMS_ENGINE_ATTACK_INTERVAL_H

#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

/* Profiles: of a step, or of the root. */
struct attack_interval {
    uint16_t least;
    uint16_t greatest;
};

/* The levels a step may have: shares[factor][level], which need not add to 1. */
struct attack_level_spread {
    uint32_t node;
    double shares[METHOD_FACTORS_LIMIT][METHOD_SCALE_LIMIT];
};

struct attack_level_plan {
    uint64_t seed;
    uint64_t first_sample;
    uint64_t samples;
    const struct attack_level_spread *spreads; /* the other steps keep their rating */
    size_t spread_count;
};

struct attack_level_counts {
    uint64_t samples;
    uint64_t by_level[METHOD_SCALE_LIMIT]; /* feasibility */
    uint64_t *by_total;                    /* [max_total + 1] of the method */
};

/* steps: by step. out: the root's easiest profiles at both ends. */
enum rc attack_interval_ends(const struct attack_tree *tree, const struct profile_grid *grid,
                             struct arena *arena, const struct attack_interval *steps,
                             struct fault *fault, struct attack_interval *out) MUST_USE;
enum rc attack_interval_sample(const struct attack_tree *tree, const struct profile_grid *grid,
                               struct arena *arena, struct attack_level_plan plan,
                               struct fault *fault, struct attack_level_counts *out) MUST_USE;

#endif
