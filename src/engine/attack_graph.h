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
 * How: every node has the list of its least capabilities. They are settled by
 * rising size, so that each is found once and none is ever taken back, in
 * circles as elsewhere: the label-setting form of a shortest path, with the join
 * of capabilities in place of the sum.
 * Purity: pure. Ownership: the builder's arena; borrows the grid.
 * Cost: O(edges x least capabilities of their ends), for AND the products of
 * those of its children; about 0.1 us an edge and capability in large graphs.
 * Memory about 64 bytes a node and 8 an edge, 16 a capability beyond four.
 * Errors: RC_NOT_FOUND (a child does not exist), RC_CONFLICT (a leaf is not
 * rated), RC_INVALID (rating no profile, k out of range, leaf with children),
 * RC_TOO_LARGE (memory; a vote of more than ATTACK_GRAPH_VOTE_LIMIT children
 * times k). Source: Martins' labels for several criteria, on monotone AND/OR
 * systems after Knuth's generalisation of shortest paths. */
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
/* How often a gate was told of a child: for benches and reports. */
uint64_t attack_graph_touched(const struct attack_graph *graph);

#endif
