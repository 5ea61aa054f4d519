/* defence_graph.h - a graph of gates over leaves, cut into modules.
 *
 * Purpose: what the fronts of attack and defence share. A node's children have
 * lower numbers than the node, so there are no cycles; node 0.. are added in
 * that order and equal gates are one node. A module is a gate that no path
 * from the root goes around to reach what lies below it: its inside can be
 * solved alone and then it is like a leaf. The region of a module is what is
 * left of its inside when the modules below count as leaves; its twice-reached
 * leaves are what makes a region hard.
 * Purity: no I/O. Ownership: the arena. Cost: O(nodes + edges) to close.
 * Errors: of close RC_TOO_LARGE, RC_INVALID where there is no node.
 * Source: dominators as in Cooper, Harvey and Kennedy (2001), in one pass. */
#ifndef CSMS_ENGINE_DEFENCE_GRAPH_H
#define CSMS_ENGINE_DEFENCE_GRAPH_H

#include "base/fault.h"

#define DEFENCE_NODES_LIMIT 1000000

struct defence_graph {
    struct arena *arena;
    uint32_t nodes;
    uint32_t edges;
    uint32_t node_room;
    uint32_t edge_room;
    uint8_t *kinds;        /* by node: what its owner means by it; 0: a leaf */
    uint32_t *needs;       /* by node: how many children, for k of n */
    uint32_t *first_child; /* by node, and one more */
    uint32_t *children;
    uint8_t *is_module; /* by node, after close: a gate that is a module */
    uint32_t *slots;    /* of equal gates, by hash; node + 1 */
    uint32_t slot_count;
};

/* One module's inside; nodes in rising order, the module itself last. */
struct defence_region {
    uint32_t *nodes; /* gates inside, then it */
    uint32_t count;
    uint8_t *is_shared_gate; /* by gate here: more than one path leads to it */
    uint32_t *leaves;        /* leaves and inner modules, in rising order */
    uint32_t leaf_count;
    uint8_t *is_shared; /* by leaf: more than one path leads to it */
    uint32_t shared_count;
};

void defence_graph_begin(struct defence_graph *graph, struct arena *arena);
uint32_t defence_graph_leaf(struct defence_graph *graph);
/* kind is above 0. The children are sorted in place (one named twice counts
 * twice). Gives the number of an equal gate where there is one. */
uint32_t defence_graph_gate(struct defence_graph *graph, uint8_t kind, uint32_t need,
                            uint32_t *children, size_t count);
/* For root, which must be the last node that is used. */
enum rc defence_graph_close(struct defence_graph *graph, uint32_t root,
                            struct fault *fault) MUST_USE;
/* The room of defence_graph_region, by node; marks are 0 between its calls. */
struct defence_scratch {
    uint32_t *marks;
    uint32_t *list;
};

struct defence_scratch defence_graph_scratch(const struct defence_graph *graph,
                                             struct arena *arena);
void defence_graph_region(const struct defence_graph *graph, uint32_t module,
                          struct defence_scratch scratch, struct arena *arena,
                          struct defence_region *out);

#endif
