/* attack_sum.h - the attack with the least sum over its distinct steps.
 *
 * Purpose: cost, days, points, minus the logarithm of a probability: figures
 * that add up, and count once where an attack uses a shared step twice. Adding
 * from the bottom up counts a shared step for each of its ways to the root, so
 * it is right on trees only. Here a shared step's figure is divided by its
 * number of ways: then adding up gives a lower bound, and it is exact once no
 * chosen step is paid too little. Otherwise branch: such a step is bought
 * (then free everywhere) or done without. Trees need no branch at all.
 *
 * Life: attack_sum_open once, attack_sum_find as often as figures or able steps
 * change. Purity: pure, deterministic. Ownership: the arena.
 * Cost: O(nodes + edges) a branch, K_OF_N gates times log n; the problem is
 * NP-hard where steps are shared, so after work_limit touched edges it stops
 * and says ATTACK_BOUND: the attack found is real, `bound` is what none can go
 * below. Errors: RC_TOO_LARGE.
 * Source: weighted AND/OR graphs with shared leaves; the division of shared
 * figures is the usual relaxation. */
#ifndef CSMS_ENGINE_ATTACK_SUM_H
#define CSMS_ENGINE_ATTACK_SUM_H

#include "engine/attack_tree.h"

#define ATTACK_SUM_WORK_LIMIT UINT64_C(400000000)

struct attack_sum_run;

struct attack_sum {
    bool is_feasible;
    enum attack_exactness exactness;
    double least; /* of the attack found, added in the order of its steps */
    double bound; /* no attack is below; equals least where exact */
    size_t step_count;
    uint32_t *steps; /* nodes */
    uint64_t branches;
};

enum rc attack_sum_open(struct arena *arena, const struct attack_tree *tree, struct fault *fault,
                        struct attack_sum_run **out) MUST_USE;
/* Is every step on one way only, so that adding up is exact? */
bool attack_sum_is_plain(const struct attack_sum_run *run);
void attack_sum_limit(struct attack_sum_run *run, uint64_t work_limit);
/* figures: [steps] by position, not negative; infinity: nobody can do it.
 * is_able: [steps] or NULL for all. The steps of out are valid until the next
 * call. */
void attack_sum_find(struct attack_sum_run *run, const double *figures, const uint8_t *is_able,
                     struct attack_sum *out);

#endif
