/* The hardened tree: steps with effects become ANDs with guards. */
#include "engine/attack_control_part.h"

#define FREE 0 /* the profile that asks for nothing is the grid's first */

/* Effects on one step, linked; channels are resolved to their steps. */
struct place {
    const struct attack_effect *effect;
    uint32_t next; /* + 1; 0: the last */
};

struct hardening {
    struct attack_control_set *set;
    struct fault *fault;
    struct attack_tree_builder builder;
    uint32_t *first_place; /* by node, + 1 */
    struct place *places;
    uint32_t place_count;
    uint32_t and_node; /* of the step at hand */
    uint16_t rating;
};

static void put_place(struct hardening *hardening, uint32_t node,
                      const struct attack_effect *effect)
{
    hardening->places = attack_control_room(hardening->set, hardening->places,
                                            hardening->place_count, sizeof *hardening->places);
    hardening->places[hardening->place_count++] =
        (struct place){effect, hardening->first_place[node]};
    hardening->first_place[node] = hardening->place_count;
}

static enum rc put_on_step(struct hardening *hardening, uint32_t node,
                           const struct attack_effect *effect)
{
    const struct attack_tree_builder *given = hardening->set->given;
    if (node >= given->nodes) {
        return fault_add(hardening->fault, RC_NOT_FOUND,
                         hardening->set->controls[effect->control].name,
                         "this control acts on a step that does not exist");
    }
    if (given->ratings[node] == ATTACK_UNRATED) {
        return fault_add(hardening->fault, RC_INVALID, given->names[node],
                         "controls act on rated steps; rate this one or name its steps");
    }
    put_place(hardening, node, effect);
    return RC_OK;
}

static enum rc place_effect(struct hardening *hardening, const struct attack_effect *effect)
{
    const struct attack_control_set *set = hardening->set;
    bool is_found = false;
    enum rc rc = RC_OK;
    if (effect->kind == ATTACK_REDUCE_IMPACT) {
        return RC_OK;
    }
    if (effect->kind != ATTACK_CUT_CHANNEL) {
        return put_on_step(hardening, effect->target, effect);
    }
    for (uint32_t i = 0; rc == RC_OK && i < set->channel_count; i++) {
        if (set->channels[i].channel == effect->target) {
            is_found = true;
            rc = put_on_step(hardening, set->channels[i].node, effect);
        }
    }
    return is_found ? rc
                    : fault_add(hardening->fault, RC_NOT_FOUND, set->controls[effect->control].name,
                                "this control cuts a channel that has no steps");
}

/* Beside a guard: whoever switches one of its controls off does without it. */
static void link_counters(struct hardening *hardening, uint32_t gate, uint32_t control)
{
    const struct attack_control_set *set = hardening->set;
    while (control != ATTACK_CONTROL_NONE) {
        if (set->controls[control].counter != ATTACK_NOWHERE) {
            attack_tree_link(&hardening->builder, gate, set->controls[control].counter);
        }
        control = set->controls[control].needs;
    }
}

static bool has_counter(const struct attack_control_set *set, uint32_t control)
{
    bool has = false;
    while (control != ATTACK_CONTROL_NONE) {
        has = has || set->controls[control].counter != ATTACK_NOWHERE;
        control = set->controls[control].needs;
    }
    return has;
}

static void put_guard(struct hardening *hardening, uint16_t on, const uint32_t *members,
                      uint32_t count)
{
    struct attack_control_set *set = hardening->set;
    struct attack_tree_builder *builder = &hardening->builder;
    bool is_countered = false;
    set->guards = attack_control_room(set, set->guards, set->guard_count, sizeof *set->guards);
    struct attack_guard *guard = &set->guards[set->guard_count++];
    *guard =
        (struct attack_guard){.on = on, .first_member = set->member_count, .member_count = count};
    for (uint32_t i = 0; i < count; i++) {
        set->members =
            attack_control_room(set, set->members, set->member_count, sizeof *set->members);
        set->members[set->member_count++] = members[i];
        is_countered = is_countered || has_counter(set, members[i]);
    }
    guard->node = attack_tree_add(builder, ATTACK_LEAF, 0, set->controls[members[0]].name);
    attack_tree_rate(builder, guard->node, FREE);
    uint32_t child = guard->node;
    if (is_countered) {
        child = attack_tree_add(builder, ATTACK_OR, 0, set->controls[members[0]].name);
        attack_tree_link(builder, child, guard->node);
        for (uint32_t i = 0; i < count; i++) {
            link_counters(hardening, child, members[i]);
        }
    }
    attack_tree_link(builder, hardening->and_node, child);
}

/* A guard for each set of adds: what they ask for when at least these are on.
 * The strictest set that is on decides, and that is all that are on. */
static void put_adds(struct hardening *hardening, const struct attack_effect *const *adds,
                     uint32_t count)
{
    const struct profile_grid *grid = hardening->set->grid;
    for (uint32_t chosen = 1; chosen < 1U << count; chosen++) {
        int levels[METHOD_FACTORS_LIMIT];
        uint32_t members[ATTACK_ADDS_LIMIT];
        uint32_t member_count = 0;
        for (int f = 0; f < grid->factors; f++) {
            int highest = grid->method->potential.factors[f].count - 1;
            levels[f] = grid->levels[hardening->rating][f];
            for (uint32_t i = 0; i < count; i++) {
                levels[f] += (chosen >> i & 1) != 0 ? adds[i]->levels[f] : 0;
            }
            levels[f] = levels[f] > highest ? highest : levels[f];
        }
        for (uint32_t i = 0; i < count; i++) {
            if ((chosen >> i & 1) != 0) {
                members[member_count++] = adds[i]->control;
            }
        }
        put_guard(hardening, profile_grid_number(grid, levels), members, member_count);
    }
}

static enum rc harden_step(struct hardening *hardening, uint32_t node)
{
    struct attack_control_set *set = hardening->set;
    const struct attack_effect *adds[ATTACK_ADDS_LIMIT];
    uint32_t add_count = 0;
    hardening->and_node = node;
    hardening->rating = set->given->ratings[node];
    uint32_t base = attack_tree_add(&hardening->builder, ATTACK_LEAF, 0, set->given->names[node]);
    attack_tree_rate(&hardening->builder, base, hardening->rating);
    attack_tree_link(&hardening->builder, node, base);
    for (uint32_t at = hardening->first_place[node]; at != 0; at = hardening->places[at - 1].next) {
        const struct attack_effect *effect = hardening->places[at - 1].effect;
        if (effect->kind != ATTACK_ADD) {
            uint16_t on = effect->kind == ATTACK_RAISE
                              ? profile_grid_number(set->grid, effect->levels)
                              : ATTACK_INFEASIBLE;
            put_guard(hardening, on, &effect->control, 1);
        } else if (add_count == ATTACK_ADDS_LIMIT) {
            return fault_add(hardening->fault, RC_TOO_LARGE, set->given->names[node],
                             "more than %d controls add to this step", ATTACK_ADDS_LIMIT);
        } else {
            adds[add_count++] = effect;
        }
    }
    if (hardening->rating != ATTACK_INFEASIBLE) {
        put_adds(hardening, adds, add_count);
    }
    return RC_OK;
}

static void copy_nodes(struct hardening *hardening)
{
    const struct attack_tree_builder *given = hardening->set->given;
    for (uint32_t node = 0; node < given->nodes; node++) {
        bool is_hardened = hardening->first_place[node] != 0;
        enum attack_gate gate = is_hardened ? ATTACK_AND : (enum attack_gate)given->gates[node];
        attack_tree_add(&hardening->builder, gate, given->ks[node], given->names[node]);
        if (!is_hardened) {
            attack_tree_rate(&hardening->builder, node, given->ratings[node]);
        }
    }
    for (uint32_t e = 0; e < given->edges; e++) {
        uint32_t parent = given->edge_parents[e];
        if (parent >= given->nodes || hardening->first_place[parent] == 0) {
            attack_tree_link(&hardening->builder, parent, given->edge_children[e]);
        }
    }
}

enum rc attack_control_build(struct attack_control_set *set, struct fault *fault)
{
    struct hardening hardening = {.set = set, .fault = fault};
    enum rc rc = RC_OK;
    hardening.first_place = ARENA_MANY(set->arena, uint32_t, set->given->nodes);
    attack_tree_builder_init(&hardening.builder, set->arena);
    for (uint32_t i = 0; rc == RC_OK && i < set->effect_count; i++) {
        rc = place_effect(&hardening, &set->effects[i]);
    }
    if (rc != RC_OK) {
        return rc;
    }
    copy_nodes(&hardening);
    for (uint32_t node = 0; rc == RC_OK && node < set->given->nodes; node++) {
        if (hardening.first_place[node] != 0) {
            rc = harden_step(&hardening, node);
        }
        if (rc == RC_OK && arena_is_over(set->arena)) {
            rc = fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                           "the controls need more memory than this call may use");
        }
    }
    return rc == RC_OK ? attack_tree_close(&hardening.builder, set->root, fault, &set->tree) : rc;
}
