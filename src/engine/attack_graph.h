/* attack_graph.h - exact feasibility of every node of a graph with cycles.
 *
 * Purpose: generated attack graphs (from rules, from MAL) run in circles: to be
 * on A helps to reach B and the other way round. Their meaning is the least
 * fixed point of the capability sets (attack_tree_profile.h): a circle cannot
 * support itself, so a node that only circles support is infeasible. Values
 * come from a finite lattice and both operators are monotone, so this always
 * exists and is exact. On a graph without cycles it equals the tree's figures.
 *
 * Input: an attack_tree_builder. Rated nodes are steps (ATTACK_INFEASIBLE is
 * allowed); leaves must be rated; a gate without children never holds; SAND
 * counts as AND. No root: every node is evaluated.
 * How: attackers whom the steps do not tell apart are one class
 * (attack_graph_class.h), and every node has the set of classes that reach it,
 * empty at first. Gates are evaluated in depth-first order, which only circles
 * disturb, again and again while much changes, then only where an operand did.
 * Sets only grow, so this ends, and at the least fixed point in any order.
 * Purity: pure. Ownership: the builder's arena; borrows the grid.
 * Cost: O(edges x classes / 64) a sweep; without circles one or two, with them
 * about as many as the longest easiest way has turns against the order, at worst
 * edges x classes single changes. Memory 40 bytes a node, 16 an edge, and an
 * eighth of a byte a gate and class.
 * Errors: RC_NOT_FOUND (a child does not exist), RC_CONFLICT (a leaf is not
 * rated), RC_INVALID (rating no profile, k out of range, leaf with children),
 * RC_TOO_LARGE (memory; a vote of more than ATTACK_GRAPH_VOTE_LIMIT children
 * times k). Source: chaotic iteration, Cousot and Cousot 1977; places in reverse
 * post-order, Kam and Ullman 1976. */
#ifndef CSMS_ENGINE_ATTACK_GRAPH_H
#define CSMS_ENGINE_ATTACK_GRAPH_H

#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

#define ATTACK_GRAPH_VOTE_LIMIT 100000

struct attack_graph;

/* A way to a node: steps and gates such that each comes after what it rests on. */
struct attack_way {
    size_t count;
    uint32_t *nodes;
};

enum rc attack_graph_close(const struct attack_tree_builder *builder,
                           const struct profile_grid *grid, struct fault *fault,
                           const struct attack_graph **out) MUST_USE;
/* The easiest profile that reaches a node, or ATTACK_INFEASIBLE. */
uint16_t attack_graph_best(const struct attack_graph *graph, uint32_t node);
bool attack_graph_is_able(const struct attack_graph *graph, uint32_t node, uint16_t attacker);
/* How the attacker of attack_graph_best reaches the node; nothing where it is
 * infeasible. O(nodes + edges). */
enum rc attack_graph_way(const struct attack_graph *graph, struct arena *arena, uint32_t node,
                         struct fault *fault, struct attack_way *out) MUST_USE;
/* How many operands were looked at: for benches and reports. */
uint64_t attack_graph_touched(const struct attack_graph *graph);

#endif
