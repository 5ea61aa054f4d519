/* fault_module.h - one module of a fault graph and an order of its variables.
 *
 * Purpose: a module's gates, and its leaves: events and other modules, which
 * are the variables of its decision diagram. fault_module_gather collects them;
 * fault_module_order gives the leaves in an order, of which there are several
 * kinds, because none is good for every tree and a bad one costs a thousandfold.
 *
 * Purity: no I/O, no clock. Ownership: all in the arena. Cost: O(edges of the
 * module), FAULT_ORDER_FORCE up to FORCE_ROUNDS times that.
 * Source: depth-first orders with weights as in Rauzy 1993 and Minato 1990; FORCE:
 * Aloul, Markov and Sakallah 2003. */
#ifndef CSMS_ENGINE_FAULT_MODULE_H
#define CSMS_ENGINE_FAULT_MODULE_H

#include "engine/fault_graph.h"

enum fault_order {
    FAULT_ORDER_HEAVY_FIRST, /* depth-first, largest operand first */
    FAULT_ORDER_AS_WRITTEN,  /* depth-first, in the order of the operands */
    FAULT_ORDER_USED_FIRST,  /* what many gates share comes first */
    FAULT_ORDER_LIGHT_FIRST,
    FAULT_ORDER_FORCE,
    FAULT_ORDERS
};

struct fault_module {
    uint32_t node;   /* of the graph; its gate */
    uint32_t *gates; /* nodes, operands before their users; the module's own gate is last */
    uint32_t gate_count;
    uint32_t *leaves; /* nodes: events and modules, by number */
    uint32_t leaf_count;
};

/* mark: one zero a node of the graph; left so. */
void fault_module_gather(struct arena *arena, const struct fault_graph *graph, uint32_t node,
                         uint32_t *mark, struct fault_module *out);
/* The leaves, first variable first. place: room for one number a node, any content. */
uint32_t *fault_module_order(struct arena *arena, const struct fault_graph *graph,
                             const struct fault_module *module, enum fault_order order,
                             uint32_t *place);

/* By graph node, written for the module's gates and leaves: the lowest gate that
 * every way from the module down to the node leads through (the module's own for
 * itself). Leaves of one such gate belong together. */
void fault_module_find_gates(const struct fault_graph *graph, const struct fault_module *module,
                             uint32_t *gate_of);

#endif
