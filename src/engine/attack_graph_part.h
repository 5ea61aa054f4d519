/* attack_graph_part.h - what attack_graph*.c share. Private to them.
 *
 * A capability is a mask here: for each factor as many bits from the lowest as
 * its level is high, so that joining two is OR and "needs no more" is subset.
 * Every node has the list of its least masks (labels).
 * Purity, ownership, cost, errors: see attack_graph.h. */
#ifndef CSMS_ENGINE_ATTACK_GRAPH_PART_H
#define CSMS_ENGINE_ATTACK_GRAPH_PART_H

#include "engine/attack_graph.h"

/* All of a node that is read together, in half a cache line. */
struct attack_graph_node {
    uint64_t newest;       /* its newest label, once more */
    uint32_t list;         /* into labels: count of them side by side, room for more */
    uint32_t needs;        /* 0: a step, or a gate without children */
    uint32_t held;         /* mentions of children that have a label */
    uint32_t first_child;  /* into children; up to the next node's */
    uint32_t first_reader; /* into readers */
    uint16_t count;
    uint16_t room;
};

struct attack_graph {
    struct arena *arena;
    const struct profile_grid *grid;
    uint32_t nodes;
    uint32_t edges;
    const uint16_t *ratings;      /* by node */
    struct attack_graph_node *at; /* [nodes + 1] */
    const uint32_t *children;
    const uint32_t *readers; /* gates, by child */

    uint64_t *masks;  /* by profile */
    uint32_t *lists;  /* by node, into labels */
    uint32_t *held;   /* by gate: mentions of children that have a label */
    uint64_t *labels; /* masks */
    uint32_t label_count;
    uint32_t label_room;
    uint64_t touched;
};

/* Turns edges round, checks the nodes. */
enum rc attack_graph_link(struct attack_graph *graph, const struct attack_tree_builder *builder,
                          struct fault *fault) MUST_USE;

#endif
