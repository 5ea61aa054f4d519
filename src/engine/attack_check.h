/* attack_check.h - a slow second opinion on an answer.
 *
 * Purpose: proves a witness without the evaluators: walks the gates as they
 * were given (not the closed operands, sets or slots) and tells whether these
 * steps reach the root, and what they need together. attack_variant.c asserts it
 * for every answer it gives; tests use it as well.
 * Purity: pure. Ownership: the arena. Cost: O(nodes + edges). Errors: none. */
#ifndef CSMS_ENGINE_ATTACK_CHECK_H
#define CSMS_ENGINE_ATTACK_CHECK_H

#include "engine/attack_input.h"

/* Do these nodes, which are rated, reach the root when nothing else holds? */
bool attack_check_holds(const struct attack_tree *tree, struct arena *arena, const uint32_t *steps,
                        size_t count);
/* The maximum of each factor over these steps; ATTACK_INFEASIBLE where one is. */
uint16_t attack_check_profile(const struct attack_tree *tree, const struct profile_grid *grid,
                              const uint32_t *steps, size_t count);
/* Is the answer an attack that costs what it says? Totals are compared for V1,
 * V4 and V5, whose figures depend on the steps' ratings alone. */
bool attack_check_answer(const struct attack_input *input, struct arena *arena,
                         enum method_variant variant, const struct attack_answer *answer);

#endif
