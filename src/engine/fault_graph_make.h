/* fault_graph_make.h - makes nodes of a fault graph. Private to fault_graph*.c.
 *
 * Purpose: each function gives the literal of a gate over literals, simplified
 * and shared with an equal gate made before. The list of literals is theirs to
 * change. Ownership: the graph's arena. Cost: O(n log n) for n operands. */
#ifndef CSMS_ENGINE_FAULT_GRAPH_MAKE_H
#define CSMS_ENGINE_FAULT_GRAPH_MAKE_H

#include "engine/fault_graph.h"

struct fault_graph *fault_graph_make_empty(struct arena *arena);
uint32_t fault_graph_make_event(struct fault_graph *graph, uint32_t event);
uint32_t fault_graph_make_and(struct fault_graph *graph, uint32_t *literals, uint32_t count);
uint32_t fault_graph_make_or(struct fault_graph *graph, uint32_t *literals, uint32_t count);
uint32_t fault_graph_make_at_least(struct fault_graph *graph, uint32_t least, uint32_t *literals,
                                   uint32_t count);
uint32_t fault_graph_make_xor(struct fault_graph *graph, uint32_t a, uint32_t b);

#endif
