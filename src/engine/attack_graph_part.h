/* attack_graph_part.h - what attack_graph*.c share. Private to them.
 *
 * Shape: positions as in attack_tree.h, steps first, then the gates, those of
 * a strongly connected component side by side, children's components first.
 * Purity, ownership, cost, errors: see attack_graph.h. */
#ifndef CSMS_ENGINE_ATTACK_GRAPH_PART_H
#define CSMS_ENGINE_ATTACK_GRAPH_PART_H

#include "engine/attack_graph.h"
#include "engine/attack_readers.h"
#include "engine/attack_tree_kernel.h"

struct attack_graph {
    struct arena *arena;
    const struct profile_grid *grid;
    uint32_t nodes;
    uint32_t steps;
    uint32_t gates;
    const uint16_t *ratings; /* by node */
    const struct text *names;
    uint32_t *node_at;
    uint32_t *position_of;
    uint32_t *first_operand;
    uint32_t *operands;
    uint32_t *needs;
    uint32_t components;
    uint32_t *first_gate; /* [components + 1] */
    struct attack_readers readers;

    uint16_t profiles;    /* in use: of the grid, made of levels that are needed */
    uint16_t *profile_at; /* the grid's number, rising */
    uint16_t *best;       /* by position, numbers in use */
    const uint64_t **sets;
    uint32_t circles;
    uint64_t touched;
};

/* Numbers the nodes and fills operands, needs and components. */
enum rc attack_graph_number(struct attack_graph *graph, const struct attack_tree_builder *builder,
                            struct fault *fault) MUST_USE;

#endif
