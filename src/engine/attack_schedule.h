/* attack_schedule.h - the attack that is over first, step by step.
 *
 * Purpose: variant V3. The steps below a SAND gate run one child after the
 * other, those of any other gate side by side; each step is done once. So SAND
 * adds, AND takes the longest, OR the shortest, K_OF_N the k-th shortest, and
 * that is exact as long as no node below a SAND gate is shared. Where one is, a
 * search over the choices at OR and K_OF_N gates computes the real schedule of
 * each attack it considers: every step of a SAND's earlier children ends before
 * one of the next child starts, unless an earlier child has done it already. Two
 * orders that contradict each other make an attack impossible.
 *
 * Purity: pure, deterministic. Ownership: the arena.
 * Cost: O(nodes + edges) without such sharing; else the same for each branch, at
 * most work_limit touched edges; then it says ATTACK_BOUND: the schedule found
 * is real, `bound` is what none can go below. Errors: RC_TOO_LARGE.
 * Source: semantics of dynamic attack trees as partial orders (Budde,
 * Stoelinga, Lopuhaa-Zwakenberg). */
#ifndef CSMS_ENGINE_ATTACK_SCHEDULE_H
#define CSMS_ENGINE_ATTACK_SCHEDULE_H

#include "engine/attack_sum.h"

#define ATTACK_SCHEDULE_WORK_LIMIT UINT64_C(100000000)

struct attack_schedule_run;

enum rc attack_schedule_open(struct arena *arena, const struct attack_tree *tree,
                             struct fault *fault, struct attack_schedule_run **out) MUST_USE;
/* Is no node below a SAND gate shared, so that no search is needed? */
bool attack_schedule_is_plain(const struct attack_schedule_run *run);
void attack_schedule_limit(struct attack_schedule_run *run, uint64_t work_limit);
/* As attack_sum_find; least is the days from start to end. */
void attack_schedule_find(struct attack_schedule_run *run, const double *days,
                          const uint8_t *is_able, struct attack_sum *out);

#endif
