/* attack_cut.h - where to stop every attack at once.
 *
 * Purpose: attack_cut_chokes finds the nodes that lie on every attack (the
 * root's dominators in the AND/OR sense: if such a node never holds, neither
 * does the root). Such a node is on the way of any one attack, so only that
 * attack's nodes are tried, 64 at a time. attack_cut_cheapest finds the set of
 * steps of least cost that has a step of every attack: a minimal hitting set of
 * the minimal attacks, found as the least sum (attack_sum.h) on the dual tree,
 * where AND and OR change places and k of n becomes n - k + 1.
 * Purity: pure. Ownership: the arena. Cost: chokes O((nodes + edges) x nodes on
 * one way / 64); the cheapest cut is NP-hard where steps are shared and says
 * when it is only bounded. Errors: RC_TOO_LARGE.
 * Source: duality of minimal path and cut sets (coherent systems theory). */
#ifndef CSMS_ENGINE_ATTACK_CUT_H
#define CSMS_ENGINE_ATTACK_CUT_H

#include "engine/attack_sum.h"

/* Nodes on every attack, the root first; none of a tree that is infeasible. */
struct attack_chokes {
    size_t count;
    uint32_t *nodes;
};

/* The tree with AND and OR exchanged: its attacks are the cuts of the given
 * one. Steps keep their numbers and positions of steps stay the same set. */
enum rc attack_cut_dual(const struct attack_tree *tree, struct arena *arena, struct fault *fault,
                        const struct attack_tree **out) MUST_USE;
/* way: the nodes of one attack (attack_answer.critical). */

enum rc attack_cut_chokes(const struct attack_tree *tree, struct arena *arena, const uint32_t *way,
                          size_t way_count, struct fault *fault,
                          struct attack_chokes *out) MUST_USE;
/* costs: by node, of steps; infinity: cannot be cut. Nodes in out->steps; steps
 * that are infeasible already cost nothing. */
enum rc attack_cut_cheapest(const struct attack_tree *tree, struct arena *arena,
                            const double *costs, struct fault *fault,
                            struct attack_sum *out) MUST_USE;

#endif
