/* fault_solution.h - a fault tree solved: diagrams of its modules, and answers.
 *
 * Purpose: fault_solution_open reduces the tree (fault_graph.h), orders the
 * variables of each module, and builds for each module the diagram of its
 * function (bdd.h) and of its minimal cut sets (zbdd.h). Several orders race
 * under a small node budget that grows until one of them fits; when none fits
 * node_limit, the one that came farthest may sift its variables (bdd_sift.h) and
 * tries again. So the result depends on the tree and the limits alone. Then these read off answers:
 * fault_solution_probability, fault_solution_importance (fault_value.h),
 * fault_solution_count (fault_count.h), fault_sets_* (fault_sets.h).
 *
 * Minimal cut sets of a tree with negation are those of its coherent hull: the
 * smallest sets of events that make the top true while no other event holds.
 * Those of a module are found alone; so that this may be put together, a
 * variable stands for its module such that it is false while no event holds.
 *
 * Exactness: when no order fits the limit, or the caller's patience ends, a
 * module has no diagram (is_solved false, and no module above it has one);
 * has_sets is false where only the cut sets did not fit.
 * Purity: no I/O, no clock. Ownership: an arena of its own, to be closed with
 * fault_solution_close; the tree is borrowed. Errors: RC_TOO_LARGE (a module
 * depends on more than DIAGRAM_LEVELS events and is no plain gate).
 * Source: modules Dutuit and Rauzy 1996; minimal solutions Rauzy 1993, 2001. */
#ifndef CSMS_ENGINE_FAULT_SOLUTION_H
#define CSMS_ENGINE_FAULT_SOLUTION_H

#include "engine/fault_graph.h"
#include "engine/fault_module.h"
#include "engine/zbdd.h"

#define FAULT_SOLUTION_NODES UINT32_C(16000000) /* of each diagram, unless told otherwise */
#define FAULT_NOWHERE UINT32_MAX

struct fault_solution_options {
    uint32_t node_limit;               /* of each diagram; 0: FAULT_SOLUTION_NODES */
    enum fault_order first_order;      /* tried first */
    bool has_one_order;                /* and no other one */
    bool has_no_sets;                  /* only probabilities are wanted */
    bool has_no_sifting;               /* orders stay as they are made (bdd_sift.h) */
    uint32_t sift_from;                /* node budget from which they do not; 0: the last attempt */
    struct fault_graph_options reduce; /* fault_graph.h */
    struct diagram_patience patience;
};

/* What a diagram asks: an event or a module. */
struct fault_variable {
    uint32_t event;  /* node of the tree, or FAULT_NOWHERE */
    uint32_t module; /* index, or FAULT_NOWHERE */
    bool is_turned;  /* stands for the negation of its graph node */
    double p;        /* probability that it holds, */
    double q;        /* and that it does not: 1 - p without cancellation */
};

struct fault_solved {
    uint32_t node;           /* of the graph */
    uint32_t first_variable; /* of its leaves */
    uint32_t variable_count;
    uint32_t first_node; /* of its part of the bdd */
    uint32_t function;   /* reference into the bdd */
    uint32_t first_set;  /* of its part of the zbdd */
    uint32_t sets;       /* reference into the zbdd */
    bool is_solved;
    bool has_sets;
};

struct fault_solution {
    struct arena *arena;
    const struct fault_tree *tree;
    const struct fault_graph *graph;
    struct bdd bdd;
    struct zbdd zbdd;
    struct fault_variable *variables;
    uint32_t variable_count;
    uint32_t *variable_of;        /* by graph node, or FAULT_NOWHERE */
    struct fault_solved *modules; /* those inside others first, that of the root last */
    uint32_t module_count;
    uint32_t top;        /* variable of the root, or FAULT_NOWHERE where it is constant */
    bool is_top_negated; /* or, of a constant, false */
    uint32_t top_sets;   /* minimal cut sets of the root */
    bool is_solved;
    bool has_sets;
};

enum rc fault_solution_open(const struct fault_tree *tree, struct fault_solution_options options,
                            struct fault *fault, struct fault_solution *out) MUST_USE;
void fault_solution_close(struct fault_solution *solution);

#endif
