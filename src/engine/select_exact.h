/* select_exact.h - the best control selection, by branch and bound.
 *
 * Purpose: starts with every control bought and takes controls out until the
 * budget holds. A level is critical to a control when losing it loses the
 * level. What must still go costs at least so much, and each control's share
 * of the levels critical to it (a level's gain divided by the controls it is
 * critical to) adds up to no more than the true loss: a knapsack gives the
 * bound. A control whose loss alone is too much stays for good.
 * Purity: no clock; stops after so many nodes or when may_go_on says no.
 * Ownership: the arena; O(controls^2 + rows) bytes. Cost: exponential at worst,
 * O(rows + controls^2) a node; meant for up to SELECT_EXACT_CONTROLS_LIMIT
 * controls. Errors: none. */
#ifndef CSMS_ENGINE_SELECT_EXACT_H
#define CSMS_ENGINE_SELECT_EXACT_H

#include "engine/select_search.h"

#define SELECT_EXACT_CONTROLS_LIMIT 96

struct select_exact_call {
    const struct select_form *form;
    int64_t budget;
    int64_t floor;           /* only a gain above this is looked for */
    uint64_t nodes;          /* at most so many */
    select_go_on *may_go_on; /* or NULL */
    void *context;
};

/* True where the search ended by itself: then *gain is the best gain above
 * floor with is_in its controls, or floor where there is none better (is_in
 * untouched). False where it was stopped; *gain and is_in are what was found. */
bool select_exact_run(struct arena *arena, const struct select_exact_call *call, int64_t *gain,
                      uint8_t *is_in);

#endif
