/* fault_split.h - limits of a probability, narrowed case by case.
 *
 * Purpose: for trees whose diagram does not fit even though few shared events
 * hold them together. Such an event is decided, once so and once so; each case
 * is reduced anew and often falls apart into modules that are solved exactly.
 * A case that is not solved gets limits, rough ones at first (fault_limit.h), and
 * closer ones (fault_bound.h) when it is the case that adds most to the width,
 * weighed with its probability. If it still is, it is split, at the event that
 * narrows the rough limits most. The sum over all cases always holds the truth, and is
 * exact when every case is solved.
 *
 * Ends when the limits are within `tolerance` of each other (as a share of the
 * upper one), when `cases` are open, or when the caller's patience ends.
 * Purity: no I/O, no clock. Ownership: the arena holds about 60 bytes a case;
 * the diagrams of a case are given back. Cost: two solutions a split, each
 * within node_limit. Errors: those of fault_solution_open.
 * Source: Shannon's expansion, best first. */
#ifndef CSMS_ENGINE_FAULT_SPLIT_H
#define CSMS_ENGINE_FAULT_SPLIT_H

#include "engine/fault_bound.h"

#define FAULT_SPLIT_NODES UINT32_C(1000)
#define FAULT_SPLIT_BOUND_NODES UINT32_C(100)
#define FAULT_SPLIT_CASES UINT32_C(1000000)

struct fault_split_options {
    uint32_t node_limit;  /* of the exact attempts; 0: FAULT_SPLIT_NODES */
    uint32_t bound_nodes; /* of fault_bound.h; 0: FAULT_SPLIT_BOUND_NODES */
    uint32_t cases;       /* 0: FAULT_SPLIT_CASES */
    double tolerance;     /* 0.01: until the width is 1 % of the upper limit */
    struct diagram_patience patience;
};

struct fault_split {
    struct fault_bound limits;
    bool is_exact;
    uint32_t cases; /* that were looked at */
};

enum rc fault_split_probability(struct arena *arena, const struct fault_tree *tree,
                                struct fault_split_options options, struct fault *fault,
                                struct fault_split *out) MUST_USE;

#endif
