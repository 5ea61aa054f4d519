/* attack_bottleneck.h - the attack whose dearest step is cheapest.
 *
 * Purpose: one figure a step (a cost, the points of a step, a level turned
 * round): AND takes the greatest, OR the least, K_OF_N the k-th least. Least
 * and greatest absorb each other, so shared nodes change nothing and the result
 * is exact on every tree (variant V4 on any chain of figures). Both operators
 * are monotone, so the lower ends of interval figures give the exact lower end
 * of the root, and the upper ends the upper one.
 * Purity: pure. Ownership: the arena. Cost: O(nodes + edges), K_OF_N gates times
 * log n. Infinity is a step that nobody can do. Errors: RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_ATTACK_BOTTLENECK_H
#define CSMS_ENGINE_ATTACK_BOTTLENECK_H

#include "engine/attack_tree.h"

/* figures: [steps] by position. out: [count] by position; the root's is at
 * position_of[root]. */
enum rc attack_bottleneck_find(const struct attack_tree *tree, struct arena *arena,
                               const double *figures, struct fault *fault,
                               const double **out) MUST_USE;

#endif
