/* attack_tree_profile.h - exact attack feasibility by capability sets.
 *
 * Purpose: variant V1 of the method: along a path each factor counts with its
 * maximum, the factors are added, and OR takes the path with the least total.
 * Keeping one lowest vector at each OR is wrong (in about one tree of eight,
 * and always on the unsafe side), so every node has the set of attacker
 * profiles that reach it: OR unites, AND intersects, K_OF_N counts. For one
 * profile the tree is an ordinary monotone boolean function, so shared nodes
 * are harmless; a path's factor maximum is the least profile that can do all
 * its steps; hence the least total over the root's set is exact, on trees and
 * on graphs with shared nodes alike.
 *
 * Life: attack_tree_profile_open once, then attack_tree_profile_rate and
 * attack_tree_profile_pass as often as ratings change. One thread at a time.
 * Purity: pure; same bits on every machine: all kernels do integer logic only.
 * Ownership: all in the arena; borrows tree and grid.
 * Cost: a pass is O((nodes + edges) x words): about 10 to 20 ns a node for
 * 1,280 profiles; K_OF_N costs its children times log n. Memory 10 bytes a node
 * that counts and one set (192 bytes) a slot. The answer: O(nodes + edges) and
 * a bounded search that makes the witness minimal.
 * Errors: RC_INVALID (a rating is no profile of the grid), RC_TOO_LARGE.
 * Source: [RC-15-12]; max-then-sum is practice with Annex G.2, not its text. */
#ifndef CSMS_ENGINE_ATTACK_TREE_PROFILE_H
#define CSMS_ENGINE_ATTACK_TREE_PROFILE_H

#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

struct attack_tree_profile {
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    uint16_t *best;        /* by position: the easiest profile; easier is lower */
    const uint64_t **sets; /* by position: of steps in the grid, of gates in a slot */
    uint64_t *slots;
    const uint64_t *nobody; /* the empty set, of infeasible steps */
};

enum rc attack_tree_profile_open(struct arena *arena, const struct attack_tree *tree,
                                 const struct profile_grid *grid, struct fault *fault,
                                 struct attack_tree_profile **out) MUST_USE;
/* Rates a step that counts and is rated already; false where it is not or the
 * profile is none of the grid (nor ATTACK_INFEASIBLE). Takes effect with the next
 * pass. */
bool attack_tree_profile_rate(struct attack_tree_profile *run, uint32_t node, uint16_t profile);
void attack_tree_profile_pass(struct attack_tree_profile *run);

/* After a pass. The easiest profile of a node: its levels are the minimal
 * capability, grid->totals and grid->feasibility the figures. ATTACK_INFEASIBLE
 * where nobody succeeds, PROFILE_NONE for nodes that do not count. */
uint16_t attack_tree_profile_best(const struct attack_tree_profile *run, uint32_t node);
/* Would this attacker reach the root? */
bool attack_tree_profile_is_able(const struct attack_tree_profile *run, uint16_t attacker);
enum rc attack_tree_profile_answer(const struct attack_tree_profile *run, struct arena *arena,
                                   struct fault *fault, struct attack_answer *out) MUST_USE;

#endif
