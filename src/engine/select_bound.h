/* select_bound.h - no selection within the budget gains more than this.
 *
 * Purpose: Lagrangian decomposition. Each chain of levels gets its own copy of
 * every control, at a price of its own; it buys the level that pays best, with
 * the cheapest controls that cover its rows, exactly (select_cover.h). The
 * budget buys the controls that earn the most of these prices (a knapsack).
 * Whatever the prices, the two together are an upper bound; the prices are
 * moved by the volume method (Barahona and Anbil, 2000) to make it small. It
 * is far below the linear relaxation because no chain can reach half a level.
 * The bound holds for every budget with the same prices, so one run bounds a
 * whole front. Controls can be fixed in or out, for branching.
 * Purity: no clock, no random numbers. Ownership: the arena; about 40 bytes an
 * entry. Cost: a step takes O(entries) and the nodes of the covers.
 * Errors: RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_SELECT_BOUND_H
#define CSMS_ENGINE_SELECT_BOUND_H

#include "engine/select_search.h"

struct select_bound;

enum rc select_bound_open(struct arena *arena, const struct select_form *form, struct fault *fault,
                          struct select_bound **out) MUST_USE;
/* One step towards a smaller bound for the form's budget; target is a gain that
 * is known to be possible. False where may_go_on stopped it or the prices do
 * not move any more. */
bool select_bound_step(struct select_bound *bound, int64_t target, select_go_on *may_go_on,
                       void *context);
/* The smallest bound so far, the sure gain of the form left out. Infinite
 * before the first step (as all gain). */
double select_bound_value(const struct select_bound *bound);
/* The same for another budget, from the prices of the smallest bound. */
double select_bound_at(const struct select_bound *bound, int64_t budget);
/* What the chains picked last, one whole chain after the other as far as the
 * budget goes: often good where no single control gains anything and a search
 * is blind. */
void select_bound_suggest(const struct select_bound *bound, uint8_t *is_in);
/* A gain is an integer: the largest that the bound allows. */
int64_t select_bound_gain(double bound);

/* For branching (select_branch.c). A load starts a bound anew for these fates
 * (enum select_fate by control) from saved prices. */
uint32_t select_bound_size(const struct select_bound *bound); /* prices to save */
void select_bound_save(const struct select_bound *bound, float *prices, uint8_t *fates);
void select_bound_load(struct select_bound *bound, const float *prices, const uint8_t *fates);
/* Settles in fates each open control whose other fate cannot gain more than
 * target. Returns how many. */
uint32_t select_bound_fix(const struct select_bound *bound, int64_t target, uint8_t *fates);
/* The open control that the prices are least sure of, or SELECT_NOWHERE. */
uint32_t select_bound_choose(const struct select_bound *bound, const uint8_t *fates);

#endif
