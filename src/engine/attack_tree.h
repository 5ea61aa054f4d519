/* attack_tree.h - the graph of an attack: steps, and gates that combine them.
 *
 * Purpose: a node is a step (leaf) or a gate over its children: OR (one is
 * enough), AND (all), SAND (all, in order; the order matters to time only, so
 * it counts as AND here) and K_OF_N (any k). Nodes may be shared, so a tree is
 * a directed graph without cycles, evaluated as it is and never unfolded.
 * A gate may be rated as a whole; then its children only document it and do
 * not count. What cannot be reached from the root does not count either.
 * A child that a K_OF_N gate names twice counts twice.
 *
 * Life: attack_tree_builder_init, attack_tree_add and attack_tree_link in any
 * order, attack_tree_rate, then attack_tree_close. Nodes are numbered 0, 1, ...
 * as they are added. A closed tree does not change and the builder is spent.
 * attack_tree_profile.h evaluates attack potentials, attack_tree_level.h plain
 * levels; both give a struct attack_answer.
 *
 * Shape of a closed tree: "position" numbers only the nodes that count: first
 * the rated ones (steps) by first visit, then the gates in depth-first
 * post-order, the root last. Every operand of a gate has a lower position.
 * Each gate also has a slot: room for its value that is free again after its
 * last reader, so an evaluation touches far less memory than it has nodes.
 *
 * Purity: no I/O, no clock. Ownership: all in the builder's arena; names are
 * borrowed. Cost: O(nodes + edges) time, about 60 bytes a node. Edges linked by
 * rising parent are not copied, and edges that all lead to higher numbers (or
 * all to lower ones) save the search for circles: then about 80 ns a node, else
 * about 150.
 * Errors of attack_tree_close: RC_CYCLE (naming the nodes), RC_NOT_FOUND (the
 * root or a child does not exist), RC_INVALID (gate without children, k out of
 * range, step with children), RC_CONFLICT (a step that counts is not rated),
 * RC_TOO_LARGE. Cycles and unknown children are refused anywhere; the other
 * rules hold for nodes that count. */
#ifndef CSMS_ENGINE_ATTACK_TREE_H
#define CSMS_ENGINE_ATTACK_TREE_H

#include "base/fault.h"

#define ATTACK_TREE_NODES_LIMIT 4000000
#define ATTACK_TREE_EDGES_LIMIT 16000000
#define ATTACK_UNRATED UINT16_MAX
#define ATTACK_NOWHERE UINT32_MAX
#define ATTACK_INFEASIBLE (UINT16_MAX - 1) /* as a rating: nobody can do this step */

enum attack_gate { ATTACK_LEAF, ATTACK_OR, ATTACK_AND, ATTACK_SAND, ATTACK_K_OF_N };

struct attack_tree_builder {
    struct arena *arena;
    uint32_t nodes;
    uint32_t node_room;
    uint32_t edges;
    uint32_t edge_room;
    uint8_t *gates;
    uint32_t *ks;
    uint16_t *ratings;
    struct text *names;
    uint32_t *edge_parents;
    uint32_t *edge_children;
};

struct attack_tree {
    uint32_t nodes;
    uint32_t root;
    const uint8_t *gates;        /* by node: enum attack_gate */
    const uint32_t *ks;          /* by node: k of K_OF_N */
    const struct text *names;    /* by node */
    const uint16_t *ratings;     /* by node, as rated before closing */
    const uint32_t *first_child; /* [nodes + 1], into children */
    const uint32_t *children;

    uint32_t count;                /* nodes that count */
    uint32_t steps;                /* the rated ones: positions 0 .. steps-1 */
    const uint32_t *node_at;       /* [count] */
    const uint32_t *position_of;   /* by node, or ATTACK_NOWHERE */
    const uint32_t *first_operand; /* [gates + 1], into operands; gate g has position steps + g */
    const uint32_t *operands;      /* positions, and ATTACK_TREE_AHEAD zeroes */
    const uint32_t *needs;         /* by gate: how many operands must hold */
    const uint32_t *slot_of;       /* by gate */
    uint32_t slots;
};

void attack_tree_builder_init(struct attack_tree_builder *builder, struct arena *arena);
/* Returns the node's number. k is read for K_OF_N only. Adding beyond the
 * limit is reported by attack_tree_close. */
uint32_t attack_tree_add(struct attack_tree_builder *builder, enum attack_gate gate, uint32_t k,
                         struct text name);
/* Children keep the order in which they are linked. */
void attack_tree_link(struct attack_tree_builder *builder, uint32_t parent, uint32_t child);
/* rating: a profile of the grid or ATTACK_INFEASIBLE, or a feasibility level (see
 * the evaluators). */
void attack_tree_rate(struct attack_tree_builder *builder, uint32_t node, uint16_t rating);
enum rc attack_tree_close(const struct attack_tree_builder *builder, uint32_t root,
                          struct fault *fault, const struct attack_tree **out) MUST_USE;

/* A copy without what only building and explaining need: names, ks and children are
 * NULL, so attack_check.h, attack_cut.h, attack_explain.h and pictures want the tree
 * it is from; all that evaluates takes it. About 27 bytes a node where the tree
 * with its builder has about 145; these may be closed. Errors: RC_TOO_LARGE. */
enum rc attack_tree_pack(struct arena *arena, const struct attack_tree *tree, struct fault *fault,
                         const struct attack_tree **out) MUST_USE;

/* A node's name for messages: the given one, or "node 17". */
struct text attack_tree_name(const struct attack_tree *tree, struct arena *arena, uint32_t node);

enum attack_exactness { ATTACK_EXACT, ATTACK_BOUND, ATTACK_SAMPLED };

struct attack_answer {
    const char *variant; /* "V1" or "V4"; risk engine variants, printed on reports */
    enum attack_exactness exactness;
    int level;     /* of the root, on the feasibility scale; 0 where infeasible */
    int total;     /* V1: the root's least points; V4, or infeasible: NO_LEVEL */
    uint16_t best; /* the root's easiest profile (V1) or level (V4), or ATTACK_INFEASIBLE */
    size_t step_count;
    uint32_t *steps; /* nodes: an attack that reaches `best` */
    bool is_minimal; /* without any one of these steps it fails at `best` */
    size_t critical_count;
    uint32_t *critical;      /* nodes on the way of that attack, root first */
    size_t capability_count; /* V1: every least capable attacker who succeeds, */
    uint16_t *capabilities;  /* as profiles by rising total; V4: none */
};

#endif
