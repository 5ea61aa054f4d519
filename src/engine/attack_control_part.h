/* attack_control_part.h - what attack_control*.c share. Private to them.
 * Purity, ownership, cost, errors: see attack_control.h. */
#ifndef CSMS_ENGINE_ATTACK_CONTROL_PART_H
#define CSMS_ENGINE_ATTACK_CONTROL_PART_H

#include "engine/attack_control.h"
#include "engine/attack_lane.h"

/* A step that needs `on` while all its controls are on, else nothing. */
struct attack_guard {
    uint32_t node;
    uint16_t on;
    uint32_t first_member; /* into members */
    uint32_t member_count;
};

struct attack_channel {
    uint32_t channel;
    uint32_t node;
};

struct attack_control_set {
    struct arena *arena;
    const struct attack_tree_builder *given;
    uint32_t root;
    const struct profile_grid *grid;
    struct attack_control *controls;
    uint32_t control_count;
    struct attack_effect *effects;
    uint32_t effect_count;
    struct attack_channel *channels;
    uint32_t channel_count;

    struct attack_guard *guards;
    uint32_t guard_count;
    uint32_t *members; /* controls */
    uint32_t member_count;
    const struct attack_tree *tree;
    struct attack_change *change;
    bool *is_chosen; /* by control: asked for */
    bool *is_active; /* by control: and what it needs as well */
    struct attack_lanes *lanes;
    struct attack_what_if *what_ifs; /* of all lanes: of one all guards, and some more */
    size_t what_if_room;
};

/* One more room for an array in the set's arena, doubling. */
void *attack_control_room(struct attack_control_set *set, void *array, uint32_t count, size_t size);
/* Builds the hardened tree from the given one. */
enum rc attack_control_build(struct attack_control_set *set, struct fault *fault) MUST_USE;

#endif
