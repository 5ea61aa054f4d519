/* attack_variant_part.h - what the files of the variants share. Private to
 * attack_variant*.c. Purity, ownership, cost, errors: see attack_variant.h. */
#ifndef CSMS_ENGINE_ATTACK_VARIANT_PART_H
#define CSMS_ENGINE_ATTACK_VARIANT_PART_H

#include "engine/attack_variant.h"

struct attack_rater {
    const struct attack_input *input;
    struct arena *arena;
    struct fault *fault;
};

enum rc attack_variant_days(const struct attack_rater *rater, enum method_variant variant,
                            struct attack_rating *out) MUST_USE;
enum rc attack_variant_parts(const struct attack_rater *rater, struct attack_rating *out) MUST_USE;
enum rc attack_variant_promoted(const struct attack_rater *rater,
                                struct attack_rating *out) MUST_USE;
enum rc attack_variant_chance(const struct attack_rater *rater, struct attack_rating *out) MUST_USE;
/* Fills steps, is_minimal and critical from a set of nodes that is an attack. */
enum rc attack_variant_show(const struct attack_rater *rater, const uint32_t *nodes, size_t count,
                            struct attack_answer *answer) MUST_USE;

#endif
