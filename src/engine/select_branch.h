/* select_branch.h - a smaller bound, and at last a proof, by branching.
 *
 * Purpose: takes the part of the problem that allows the most, fixes one
 * control in and out, and bounds both halves from the prices at hand; what
 * allows no more than the best known choice is dropped. Controls whose other
 * fate the prices rule out are fixed on the way. The bound of the whole is that
 * of the part that allows the most.
 * Purity: no clock; may_go_on ends a step, which then changes nothing.
 * Ownership: the arena; at most SELECT_BRANCH_BYTES of saved prices.
 * Cost: a step takes two times up to 60 steps of the bound. Errors: none. */
#ifndef CSMS_ENGINE_SELECT_BRANCH_H
#define CSMS_ENGINE_SELECT_BRANCH_H

#include "engine/select_bound.h"

#define SELECT_BRANCH_BYTES ((size_t)96 << 20)

struct select_branch;

/* Takes over the bound, as far as it was brought, for form's budget; target is
 * the gain of the best choice known, here and below. */
struct select_branch *select_branch_open(struct arena *arena, const struct select_form *form,
                                         struct select_bound *bound, int64_t target);
/* One part more is split. False where nothing is left to split (limit is then
 * target), no room is left, or may_go_on stopped it. */
bool select_branch_step(struct select_branch *branch, int64_t target, select_go_on *may_go_on,
                        void *context);
/* No choice gains more, the sure gain left out. */
int64_t select_branch_limit(const struct select_branch *branch, int64_t target);
/* A choice met on the way with more gain than target, or NULL. */
const uint8_t *select_branch_found(const struct select_branch *branch, int64_t *gain);

#endif
