/* fault_bound.h - limits that the probability certainly lies between.
 *
 * Purpose: the answer where a module's diagram does not fit the limit. Every
 * gate gets two functions, one below it and one above it. When a function grows
 * too large, what is reached with the least probability goes, on the one side
 * in the one and on the other in the other (fault_cut.h). So the truth is
 * between the two at every gate, whatever was cut, also with negation; modules
 * above take the limits of those inside them.
 *
 * fault_bound_probability works with functions of at most `nodes` nodes. More
 * nodes, more time and mostly, but not always, closer limits.
 * Needs fault_value_probability to have run where parts are solved; may be
 * called whether or not solution->is_solved (then both limits are the value).
 * Purity: no I/O, no clock; when the caller's patience ends the limits are 0
 * and 1 where nothing better is known. Ownership: diagrams of its own, given
 * back. Cost: gates x nodes^2 at worst. Errors: none. */
#ifndef CSMS_ENGINE_FAULT_BOUND_H
#define CSMS_ENGINE_FAULT_BOUND_H

#include "engine/fault_solution.h"

struct fault_bound {
    double low;
    double high;
};

struct fault_bound_options {
    uint32_t nodes; /* of one function; 0: FAULT_BOUND_NODES */
    enum fault_order order;
    struct diagram_patience patience;
};

#define FAULT_BOUND_NODES 2000

struct fault_bound fault_bound_probability(const struct fault_solution *solution,
                                           struct fault_bound_options options);

#endif
