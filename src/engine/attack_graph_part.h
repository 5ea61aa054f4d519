/* attack_graph_part.h - what attack_graph*.c share. Private to them.
 *
 * Gates have places, so that an evaluation that goes through them in order
 * meets operands before their users wherever no circle is in the way, and what
 * only one gate reads (an inner one) right before it. The set of attackers of
 * each is in a slot; those that are read from anywhere lie close together.
 * Purity, ownership, cost, errors: see attack_graph.h. */
#ifndef CSMS_ENGINE_ATTACK_GRAPH_PART_H
#define CSMS_ENGINE_ATTACK_GRAPH_PART_H

#include "engine/attack_graph.h"
#include "engine/attack_graph_class.h"

struct attack_graph_gate {
    uint32_t first; /* into operands; up to the next gate's */
    uint32_t needs; /* how many operands */
    uint32_t slot;
};

struct attack_graph {
    struct arena *arena;
    const struct profile_grid *grid;
    uint32_t nodes;
    uint32_t edges;
    const uint16_t *ratings;     /* by node */
    const uint32_t *first_child; /* [nodes + 1], into children */
    const uint32_t *children;
    uint32_t *needs; /* by node; 0: a step, or a gate without children */

    struct attack_graph_classes classes;
    uint32_t gates;
    uint32_t outer;                    /* gates that not exactly one edge leads to */
    uint32_t *slot_of;                 /* by node */
    uint32_t *node_at;                 /* by place */
    struct attack_graph_gate *gate_at; /* by place, and one more */
    uint32_t *operands;                /* slots */
    uint32_t slots;                    /* outer gates, ratings, what nobody can do, inner gates */
    uint64_t *sets;                    /* [slots][classes.width] */
    uint64_t touched;
};

/* A list of edges by their one end. */
struct attack_graph_edges {
    const uint32_t *first; /* [nodes + 1] */
    const uint32_t *others;
};

/* by, others: the two ends of each edge; O(nodes + edges). */
struct attack_graph_edges attack_graph_sort(struct arena *arena, uint32_t nodes, uint32_t edges,
                                            const uint32_t *by, const uint32_t *others);
/* Lists the children of each node, checks the nodes. */
enum rc attack_graph_link(struct attack_graph *graph, const struct attack_tree_builder *builder,
                          struct fault *fault) MUST_USE;

#endif
