/* attack_tree_witness.h - one attack that shows why the figure is what it is.
 *
 * Purpose: of the steps an attacker is able to do, picks a set that reaches the
 * root and cannot do without any of its members, and the nodes on its way: at
 * an OR what is taken already, else what is easiest, else what comes first.
 * Both evaluators use it; tests check its answer with a separate, slow one.
 * Purity: pure, deterministic. Ownership: results live in the arena.
 * Cost: O(nodes + edges) to pick; making it minimal tries to drop each step and
 * costs the nodes that fall with it. Beyond WITNESS_WORK_LIMIT touched edges it
 * stops with a sound but perhaps not minimal attack and says so (is_minimal).
 * Errors: RC_TOO_LARGE where the arena is over budget. */
#ifndef CSMS_ENGINE_ATTACK_TREE_WITNESS_H
#define CSMS_ENGINE_ATTACK_TREE_WITNESS_H

#include "engine/attack_tree.h"

#define WITNESS_WORK_LIMIT 20000000

/* effort: by position, lower is easier. is_able: by position, 1 for the steps
 * the attacker can do; gates are filled in here. The root must be reachable.
 * Sets the steps, is_minimal and critical members of answer. */
enum rc attack_tree_witness_find(const struct attack_tree *tree, struct arena *arena,
                                 const uint16_t *effort, uint8_t *is_able,
                                 struct attack_answer *answer) MUST_USE;

#endif
