/* fault_sets.h - minimal cut sets one after the other, the cheapest first.
 *
 * Purpose: streams the sets of a solution in rising order of the sum of their
 * events' weights, without making any set before it is asked for. Weight 1
 * gives the order of size, a cost the order of cost, -log p the order of
 * probability, highest first. Equal sums come in an order that depends on the
 * tree alone.
 *
 * Life: fault_sets_open, then fault_sets_next until it says false: there are no
 * more, or arena is over its budget (arena_is_over tells which).
 * Needs solution->has_sets; weights are finite and not negative.
 * Purity: no I/O, no clock. Ownership: the arena; the solution is borrowed.
 * Cost: opening O(nodes); a set O(d log n) for d variables on its path and n
 * begun sets, about 60 bytes a begun set.
 * Source: best-first search with exact remaining costs over the diagram, a
 * module's sets being expanded where its variable is taken. */
#ifndef CSMS_ENGINE_FAULT_SETS_H
#define CSMS_ENGINE_FAULT_SETS_H

#include "engine/fault_solution.h"

struct fault_set {
    double weight;
    uint32_t count;
    uint32_t *events; /* nodes of the tree, rising */
};

struct fault_sets_begun;
struct fault_sets_link;

struct fault_sets {
    struct arena *arena;
    const struct fault_solution *solution;
    const double *weights;         /* by tree node; borrowed */
    double *least;                 /* by zbdd node: weight of its cheapest set */
    struct fault_sets_begun *heap; /* cheapest on top */
    size_t heap_count;
    size_t heap_room;
    struct fault_sets_link *links; /* lists that share their ends */
    uint32_t link_count;
    uint32_t link_room;
    uint64_t sequence;
};

void fault_sets_open(struct fault_sets *sets, const struct fault_solution *solution,
                     const double *weights, struct arena *arena);
bool fault_sets_next(struct fault_sets *sets, struct fault_set *out);

#endif
