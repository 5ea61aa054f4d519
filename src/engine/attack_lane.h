/* attack_lane.h - many what-ifs in one pass over what they touch.
 *
 * Purpose: asks attack_change.h's question ("who would reach the root?") for up
 * to 64 what-ifs at once. Each is a lane; a gate that several touch is visited
 * once, and only the lanes whose set differs from the settled one are carried
 * on. Nothing is changed, so nothing has to be put back. The answers are the
 * same bits as those of attack_change_try, one after another.
 *   attack_lane_try    the root's easiest profile with each case's ratings
 *   attack_lane_weigh  for each step, the attackers for whom the root hangs on it
 *                      (whether they can do the step decides): the root flips
 *                      with the step, profile by profile, so one lane with the
 *                      step's set turned round answers for every rating of it:
 *                      with rating r the root's set is
 *                        (now AND NOT hangs) OR (hangs AND set of r)
 * Life: attack_lane_open once for a change; ask as often as wanted while it is
 * settled. One thread at a time.
 * Purity: pure. Ownership: the arena; borrows the change. Cost: O(gates touched
 * + lanes at them x (words + fan-in)); 4 bytes a step and a gate and up to 5 MB.
 * Lanes that need more are asked in smaller batches, in the end one by one.
 * Errors: RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_ATTACK_LANE_H
#define CSMS_ENGINE_ATTACK_LANE_H

#include "engine/attack_change.h"

#define ATTACK_LANE_COUNT 64

struct attack_lanes;

struct attack_lane_case {
    const struct attack_what_if *what_ifs;
    size_t count;
};

enum rc attack_lane_open(struct arena *arena, struct attack_change *change, struct fault *fault,
                         struct attack_lanes **out) MUST_USE;
/* bests: [count], as attack_change_try gives them. */
void attack_lane_try(struct attack_lanes *lanes, const struct attack_lane_case *cases, size_t count,
                     uint16_t *bests);
/* nodes: steps that count. out: [count][stride] of the grid. */
void attack_lane_weigh(struct attack_lanes *lanes, const uint32_t *nodes, size_t count,
                       uint64_t *out);

#endif
