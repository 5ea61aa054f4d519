/* attack_variant.h - one tree, rated by the variant of the method.
 *
 * Purpose: the one door to V1 to V8 (method.h lists them). Every answer says
 * which variant it is, how exact, by which attack, and the hash of its input.
 *   V1 capability sets (attack_tree_profile.h); exact on every graph.
 *   V2 for each capability in the factors other than time, the least sum of
 *      days over distinct steps (attack_sum.h), rated again; exact unless the
 *      search is cut off.
 *   V3 the same with the shortest schedule (attack_schedule.h).
 *   V4 the greatest total of a step (attack_bottleneck.h); exact.
 *   V5 the least sum of totals; for comparison with tools that add them.
 *   V6 first and repeated attack rated apart by V1, joined by the pack's table;
 *      exact: for each greatest capability within a level of the first attack,
 *      the repeated attack is rated with the steps that leaves.
 *   V8 V1 where two different experts or tools count as the next level; exact:
 *      an attack has either one tag at a level or pays the next level, so V1
 *      over every choice of that one tag covers all attacks.
 *   V7 the probability that some attack succeeds when steps succeed independently
 *      (attack_diagram.h), and the level of the pack's band that it lies in; no
 *      points. The attack shown is the most probable one. Exact.
 * Every attack shown is proven again by attack_check.h before it is handed out.
 * Purity: pure. Ownership: the arena. Cost: V1, V4 linear; V2, V3, V5 that of
 * their searches times up to 256 capabilities; V6 up to a few hundred passes, V8
 * one for each choice of tags.
 * Errors: RC_UNSUPPORTED where the pack lacks what the variant needs or the
 * steps lack figures, RC_INVALID for a figure that is no probability, RC_TOO_LARGE
 * (V7 also where its diagram does not fit). */
#ifndef CSMS_ENGINE_ATTACK_VARIANT_H
#define CSMS_ENGINE_ATTACK_VARIANT_H

#include "engine/attack_input.h"

#define ATTACK_CHOICES_LIMIT 4096 /* of tags in V8 */

struct attack_rating {
    struct attack_answer answer;
    struct hash input;
    double days;               /* V2, V3: of the attack; else negative */
    double probability;        /* V7: of the root; else negative */
    double attack_probability; /* V7: of the attack shown, by itself; else negative */
    int least_level;           /* where not exact: the level may be as high as this; else equal */
    int first_level;           /* V6: of the attack's two parts; else NO_LEVEL */
    int repeated_level;
};

enum rc attack_variant_rate(enum method_variant variant, const struct attack_input *input,
                            struct arena *arena, struct fault *fault,
                            struct attack_rating *out) MUST_USE;
/* "exact", "bound", "sampled" */
const char *attack_variant_exactness(enum attack_exactness exactness);

#endif
