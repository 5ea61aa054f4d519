/* attack_tree_level.h - attack feasibility from plain levels.
 *
 * Purpose: variant V4 for approaches that give one level a step (CVSS, attack
 * vector): AND takes the least feasible child, OR the most feasible, K_OF_N
 * the k-th most feasible. Minimum and maximum absorb each other, so shared
 * nodes change nothing and the result is exact on every graph.
 * Ratings are levels of the feasibility scale, 0 the least feasible.
 * Purity: pure. Ownership: the arena. Cost: O(nodes + edges), K_OF_N gates
 * times levels. Errors: RC_INVALID (a rating is no level), RC_TOO_LARGE.
 * Source: [RC-15-13] [RC-15-14]; the rule is practice, not standard text. */
#ifndef CSMS_ENGINE_ATTACK_TREE_LEVEL_H
#define CSMS_ENGINE_ATTACK_TREE_LEVEL_H

#include "engine/attack_tree.h"
#include "engine/method.h"

struct attack_tree_level {
    const struct attack_tree *tree;
    int count;      /* levels of the scale */
    uint16_t *best; /* by position: effort, count - 1 minus the level */
};

enum rc attack_tree_level_open(struct arena *arena, const struct attack_tree *tree,
                               const struct method *method, struct fault *fault,
                               struct attack_tree_level **out) MUST_USE;
bool attack_tree_level_rate(struct attack_tree_level *run, uint32_t node, int level);
void attack_tree_level_pass(struct attack_tree_level *run);
/* After a pass: a node's level, or NO_LEVEL where it does not count. */
int attack_tree_level_best(const struct attack_tree_level *run, uint32_t node);
enum rc attack_tree_level_answer(const struct attack_tree_level *run, struct arena *arena,
                                 struct fault *fault, struct attack_answer *out) MUST_USE;

#endif
