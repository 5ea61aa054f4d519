/* attack_tree_sentence.h - an answer in words.
 *
 * Purpose: "easiest: A and B, as Proficient, with Standard equipment, in <= 1
 * week: 11, High" for people; the same for one attacker capability. Expertise,
 * equipment and elapsed time are always named; knowledge, window and a pack's
 * own factors where they are above their lowest level. The factors are known by
 * their usual ids (ET, SE, KoIC, WoO, Eq); others read "name: level".
 * Purity: pure. Ownership: the arena. Cost: O(words). Errors: none. */
#ifndef CSMS_ENGINE_ATTACK_TREE_SENTENCE_H
#define CSMS_ENGINE_ATTACK_TREE_SENTENCE_H

#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

#define ATTACK_TREE_SENTENCE_STEPS 5 /* named; of more, the first four and a count */

/* grid: NULL for answers of plain levels. */
struct text attack_tree_sentence(struct arena *arena, const struct attack_tree *tree,
                                 const struct method *method, const struct profile_grid *grid,
                                 const struct attack_answer *answer);
/* "as Expert, with Restricted knowledge, with Standard equipment, in <= 1 day" */
struct text attack_tree_sentence_profile(struct arena *arena, const struct profile_grid *grid,
                                         uint16_t profile);

#endif
