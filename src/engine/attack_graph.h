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
 * How: strongly connected components, children first; in a component with a
 * circle, gates whose operands changed, in turns, until nothing changes. The
 * sets hold only profiles made of levels that some step really needs.
 * Purity: pure. Ownership: the builder's arena; borrows the grid.
 * Cost: O(nodes + edges) x words without circles; in circles each gate once for
 * each time an operand grew. Memory 64 to 512 bytes a gate, 40 a node, 12 an
 * edge. Errors: RC_NOT_FOUND (a child does not exist), RC_CONFLICT (a leaf is
 * not rated), RC_INVALID (rating no profile, k out of range, leaf with
 * children), RC_TOO_LARGE. Source: risk engine design; least fixed points of
 * monotone AND/OR systems after Knuth's generalisation of shortest paths. */
#ifndef CSMS_ENGINE_ATTACK_GRAPH_H
#define CSMS_ENGINE_ATTACK_GRAPH_H

#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

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
/* Components with a circle, and gates evaluated: for benches and reports. */
uint32_t attack_graph_circles(const struct attack_graph *graph);
uint64_t attack_graph_touched(const struct attack_graph *graph);

#endif
