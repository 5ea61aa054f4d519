/* attack_explain.h - a derivation that a person can follow with a pencil.
 *
 * Purpose: plain text that shows why a tree's feasibility (V1) is what it is:
 * the steps of the easiest attack with their points, the maximum of each factor
 * and which step sets it, the sum, the band; how every gate on the way is
 * reached; for the other alternatives at each OR on the way, what the best
 * attack through them costs and so why they lose; which attackers succeed; and
 * which single change of a rating would move the level. attack_explain_chance
 * does so for V7: the most probable attack, the product of its steps, what all
 * attacks come to together, and the pack's band for that.
 * Purity: pure. Ownership: the arena. Cost: an answer, and one what-if for each
 * alternative and step shown (attack_change.h); long lists are cut and say so.
 * Errors: RC_INVALID, RC_TOO_LARGE as the evaluators; for V7 those of
 * attack_variant.h. */
#ifndef CSMS_ENGINE_ATTACK_EXPLAIN_H
#define CSMS_ENGINE_ATTACK_EXPLAIN_H

#include "engine/attack_input.h"

#define ATTACK_EXPLAIN_LINES 40 /* of any one list */

enum rc attack_explain_tree(struct arena *arena, const struct attack_tree *tree,
                            const struct profile_grid *grid, struct fault *fault,
                            struct buffer *out) MUST_USE;

enum rc attack_explain_chance(struct arena *arena, const struct attack_input *input,
                              struct fault *fault, struct buffer *out) MUST_USE;

#endif
