/* attack_sample.h - Monte Carlo over uncertain steps.
 *
 * Purpose: attack_sample_chances counts in how many samples the root is reached
 * when each step succeeds with its probability: 512 samples in the bits of a
 * line. attack_sample_points draws a total for each step from a discrete
 * distribution and passes it up by least and greatest (variant V4), 64 samples
 * a line; attack_interval.h rates uncertain steps by V1. Steps of one group
 * share their draws, so they succeed together.
 * Samples come in blocks; a block's bits depend on the seed, its number and the
 * steps' positions alone, so callers may split the blocks over any threads and
 * add the counts.
 * Purity: pure. Ownership: the arena. Cost: chances about 0.5 ns a gate and 512
 * samples and 15 ns a step; points about 0.1 ns a node and sample. Memory 4 bytes
 * an edge, 30 a node, and 64 to 256 a node that is still to be read.
 * Errors: RC_INVALID (no probability, no distribution), RC_TOO_LARGE.
 * Exactness: sampled; the standard error is attack_sample_error. */
#ifndef CSMS_ENGINE_ATTACK_SAMPLE_H
#define CSMS_ENGINE_ATTACK_SAMPLE_H

#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

#define ATTACK_SAMPLE_BITS 512    /* samples a block of chances */
#define ATTACK_SAMPLE_BYTES 64    /* samples a block of points */
#define ATTACK_SAMPLE_OUTCOMES 32 /* of one step's total */

struct attack_sample_plan {
    uint64_t seed;
    uint64_t first_block;
    uint64_t blocks;
    const uint32_t *groups; /* by step; 0: alone; NULL: all alone */
    enum attack_isa isa;
};

struct attack_chances {
    uint64_t samples;
    uint64_t successes;
};

/* A total's values and how often each comes; the shares need not add to 1. */
struct attack_spread {
    uint32_t count;
    uint8_t values[ATTACK_SAMPLE_OUTCOMES];
    double shares[ATTACK_SAMPLE_OUTCOMES];
};

struct attack_points {
    uint64_t samples;
    uint64_t counts[256]; /* by the root's total */
};

/* probabilities: by step. */
enum rc attack_sample_chances(const struct attack_tree *tree, struct arena *arena,
                              const double *probabilities, struct attack_sample_plan plan,
                              struct fault *fault, struct attack_chances *out) MUST_USE;
/* spreads: by step. */
enum rc attack_sample_points(const struct attack_tree *tree, struct arena *arena,
                             const struct attack_spread *spreads, struct attack_sample_plan plan,
                             struct fault *fault, struct attack_points *out) MUST_USE;

/* Levels from low over most likely to high: triangular, or PERT (more weight in
 * the middle: a beta density with shape 4). out: [count] shares that add to 1. */
void attack_sample_triangular(int low, int likely, int high, double *out, int count);
void attack_sample_pert(int low, int likely, int high, double *out, int count);

double attack_sample_error(uint64_t successes, uint64_t samples);
/* The least total that at least a share of the samples does not exceed. */
int attack_sample_quantile(const struct attack_points *points, double share);

#endif
