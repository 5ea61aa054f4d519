/* fault_tree.h - a Boolean function as a graph of events and gates.
 *
 * Purpose: the question a decision diagram answers. A node is an event (true
 * with a probability), a constant (house event) or a gate over its operands:
 * or, and, at least k of n, from `least` to `most` of n, exclusive or, not,
 * nand, nor, equivalence, implication. Nodes may be shared; negation may stand
 * anywhere, so the function need not be monotone. An operand that a counting
 * gate names twice counts twice.
 *
 * Life: fault_tree_builder_init, fault_tree_add* and fault_tree_link in any
 * order, then fault_tree_close. Nodes are numbered 0, 1, ... as they are added.
 * A closed tree does not change; the builder is spent. fault_tree_solve.h
 * answers questions about it.
 *
 * Purity: no I/O, no clock. Ownership: all in the builder's arena; names are
 * borrowed. Cost: O(nodes + edges).
 * Errors of fault_tree_close: RC_CYCLE (naming the nodes on it), RC_NOT_FOUND
 * (the root or an operand does not exist), RC_INVALID (a gate with a wrong
 * number of operands, k out of range, a probability outside 0..1, an event with
 * operands), RC_TOO_LARGE. They hold for every node, reached or not.
 * Source: the node kinds are those of the Open-PSA Model Exchange Format 2.0;
 * or, and, nand, nor take one operand or more, not takes one, xor, iff and
 * imply take two. */
#ifndef CSMS_ENGINE_FAULT_TREE_H
#define CSMS_ENGINE_FAULT_TREE_H

#include "base/fault.h"

#define FAULT_TREE_NODES_LIMIT 4000000
#define FAULT_TREE_EDGES_LIMIT 16000000

enum fault_gate {
    FAULT_EVENT,
    FAULT_FALSE,
    FAULT_TRUE,
    FAULT_OR,
    FAULT_AND,
    FAULT_AT_LEAST, /* least */
    FAULT_COUNT,    /* least..most of its operands hold */
    FAULT_XOR,
    FAULT_NOT,
    FAULT_NAND,
    FAULT_NOR,
    FAULT_IFF,
    FAULT_IMPLY
};

struct fault_node {
    enum fault_gate gate;
    uint32_t least;
    uint32_t most;
    double probability; /* of an event */
    struct text name;   /* for messages and lists; may be empty */
};

struct fault_tree_builder {
    struct arena *arena;
    struct fault_node *nodes;
    uint32_t count;
    uint32_t room;
    uint32_t edges;
    uint32_t edge_room;
    uint32_t *parents;
    uint32_t *children;
};

struct fault_tree {
    const struct fault_node *nodes;
    uint32_t count;
    uint32_t root;
    const uint32_t *first_child; /* [count + 1], into children */
    const uint32_t *children;
    const uint32_t *order; /* what the root reaches, operands first, the root last */
    uint32_t order_count;
};

void fault_tree_builder_init(struct fault_tree_builder *builder, struct arena *arena);
uint32_t fault_tree_add(struct fault_tree_builder *builder, struct fault_node node);
/* Operands keep the order in which they are linked. */
void fault_tree_link(struct fault_tree_builder *builder, uint32_t parent, uint32_t child);
enum rc fault_tree_close(const struct fault_tree_builder *builder, uint32_t root,
                         struct fault *fault, const struct fault_tree **out) MUST_USE;

#endif
