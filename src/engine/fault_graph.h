/* fault_graph.h - a fault tree made small: few kinds of gates, negation on the
 * edges, equal parts shared, and the parts that depend on nothing else found.
 *
 * Purpose: what the decision diagrams are built from. Kinds: event, and, at
 * least k, exclusive or (of two). A literal (uint32_t) is a node's number times
 * two, plus one where it is negated; node 0 is the constant, literal 0 is true.
 * Or is an and with all signs turned. Every node has a higher number than its
 * operands; operands of and / at least are sorted.
 *
 * fault_graph_reduce folds constants, passes through gates of one operand,
 * drops what stands twice, joins an and with the ands that only it uses, shares
 * equal gates, and groups operands of an and that depend on events of their
 * own into a gate of their own. fault_graph_find_modules marks the modules: the
 * gates whose events and gates nobody outside uses (Dutuit and Rauzy 1996).
 *
 * Purity: no I/O, no clock. Ownership: all in the arena. Cost: O(n log n) for n
 * edges. Errors: RC_TOO_LARGE where the arena is over its budget. */
#ifndef CSMS_ENGINE_FAULT_GRAPH_H
#define CSMS_ENGINE_FAULT_GRAPH_H

#include "engine/fault_tree.h"

#define FAULT_GRAPH_TRUE UINT32_C(0)
#define FAULT_GRAPH_FALSE UINT32_C(1)

enum fault_graph_kind {
    FAULT_GRAPH_CONSTANT,
    FAULT_GRAPH_EVENT,
    FAULT_GRAPH_AND,
    FAULT_GRAPH_AT_LEAST,
    FAULT_GRAPH_XOR
};

struct fault_graph_node {
    uint8_t kind;
    bool is_module;          /* after fault_graph_find_modules */
    bool is_true_at_nothing; /* its value while no event holds */
    uint32_t least;          /* of AT_LEAST */
    uint32_t first;          /* operand, or the event's node in the tree */
    uint32_t count;          /* of operands */
};

struct fault_graph {
    struct arena *arena;
    struct fault_graph_node *nodes;
    uint32_t count;
    uint32_t room;
    uint32_t *operands; /* literals */
    uint32_t operand_count;
    uint32_t operand_room;
    uint32_t *slots; /* of equal gates */
    uint32_t slot_bits;
    uint32_t root; /* literal */
};

struct fault_graph_options {
    bool keeps_modules_out; /* no grouping and no modules but the root: for tests */
};

enum rc fault_graph_reduce(struct arena *arena, const struct fault_tree *tree,
                           struct fault_graph_options options, struct fault *fault,
                           const struct fault_graph **out) MUST_USE;

#endif
