#include "engine/attack_control_part.h"

#include <string.h>

#define MORE_WHAT_IFS 4096 /* so that many controls are asked about together */

struct attack_control_set *attack_control_open(struct arena *arena,
                                               const struct attack_tree_builder *builder,
                                               uint32_t root, const struct profile_grid *grid)
{
    struct attack_control_set *set = ARENA_NEW(arena, struct attack_control_set);
    *set =
        (struct attack_control_set){.arena = arena, .given = builder, .root = root, .grid = grid};
    return set;
}

void *attack_control_room(struct attack_control_set *set, void *array, uint32_t count, size_t size)
{
    if (count > 0 && (count & (count - 1)) != 0) { /* room ends at powers of two */
        return array;
    }
    return arena_grow(set->arena, array, count * size, (count > 0 ? count * 2 : 1) * size);
}

uint32_t attack_control_add(struct attack_control_set *set, struct attack_control control)
{
    set->controls =
        attack_control_room(set, set->controls, set->control_count, sizeof *set->controls);
    set->controls[set->control_count] = control;
    return set->control_count++;
}

void attack_control_effect(struct attack_control_set *set, struct attack_effect effect)
{
    set->effects = attack_control_room(set, set->effects, set->effect_count, sizeof *set->effects);
    set->effects[set->effect_count++] = effect;
}

void attack_control_channel(struct attack_control_set *set, uint32_t channel, uint32_t node)
{
    set->channels =
        attack_control_room(set, set->channels, set->channel_count, sizeof *set->channels);
    set->channels[set->channel_count++] = (struct attack_channel){channel, node};
}

static enum rc check_control(const struct attack_control_set *set, uint32_t control,
                             struct fault *fault)
{
    const struct attack_control *at = &set->controls[control];
    uint32_t needed = at->needs;
    if (at->counter != ATTACK_NOWHERE && at->counter >= set->given->nodes) {
        return fault_add(fault, RC_NOT_FOUND, at->name,
                         "the step that counters this control does not exist");
    }
    for (uint32_t depth = 0; needed != ATTACK_CONTROL_NONE; depth++) {
        if (needed >= set->control_count) {
            return fault_add(fault, RC_NOT_FOUND, at->name,
                             "this control needs one that does not exist");
        }
        if (needed == control) {
            return fault_add(fault, RC_CYCLE, at->name, "this control needs itself in the end");
        }
        if (depth == ATTACK_NEEDS_LIMIT) {
            return fault_add(fault, RC_TOO_LARGE, at->name,
                             "more than %d controls need each other in a row", ATTACK_NEEDS_LIMIT);
        }
        needed = set->controls[needed].needs;
    }
    return RC_OK;
}

static enum rc check_effect(const struct attack_control_set *set,
                            const struct attack_effect *effect, struct fault *fault)
{
    if (effect->control >= set->control_count) {
        return fault_add(fault, RC_NOT_FOUND, TEXT_NONE,
                         "an effect of a control that is not there");
    }
    struct text name = set->controls[effect->control].name;
    bool is_bad = false;
    for (int f = 0; f < set->grid->factors; f++) {
        int highest = set->grid->method->potential.factors[f].count - 1;
        bool counts = effect->kind == ATTACK_RAISE || effect->kind == ATTACK_ADD;
        is_bad = is_bad || (counts && (effect->levels[f] < 0 || effect->levels[f] > highest));
    }
    if (is_bad) {
        return fault_add(fault, RC_INVALID, name,
                         "an effect of this control is no level of the factors");
    }
    if (effect->kind == ATTACK_REDUCE_IMPACT &&
        (effect->levels[0] < 0 || effect->levels[0] >= set->grid->method->impact.count)) {
        return fault_add(fault, RC_INVALID, name, "this control leaves no level of impact");
    }
    return RC_OK;
}

enum rc attack_control_close(struct attack_control_set *set, struct fault *fault)
{
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < set->control_count; i++) {
        rc = check_control(set, i, fault);
    }
    for (uint32_t i = 0; rc == RC_OK && i < set->effect_count; i++) {
        rc = check_effect(set, &set->effects[i], fault);
    }
    if (rc == RC_OK) {
        rc = attack_control_build(set, fault);
    }
    if (rc == RC_OK) {
        rc = attack_change_open(set->arena, set->tree, set->grid, fault, &set->change);
    }
    if (rc == RC_OK) {
        rc = attack_lane_open(set->arena, set->change, fault, &set->lanes);
    }
    set->is_chosen = ARENA_MANY(set->arena, bool, set->control_count);
    set->is_active = ARENA_MANY(set->arena, bool, set->control_count);
    set->what_if_room = (size_t)set->guard_count + MORE_WHAT_IFS;
    set->what_ifs = ARENA_MANY(set->arena, struct attack_what_if, set->what_if_room);
    return rc;
}

static bool is_active(const struct attack_control_set *set, uint32_t control, const bool *is_on)
{
    bool all = true;
    while (control != ATTACK_CONTROL_NONE && all) {
        all = is_on[control];
        control = set->controls[control].needs;
    }
    return all;
}

/* What the guards would need with this choice, where that differs from now. */
static size_t list_changes(struct attack_control_set *set, const bool *is_on,
                           struct attack_what_if *out)
{
    size_t count = 0;
    for (uint32_t i = 0; i < set->control_count; i++) {
        set->is_active[i] = is_active(set, i, is_on);
    }
    for (uint32_t i = 0; i < set->guard_count; i++) {
        const struct attack_guard *guard = &set->guards[i];
        bool all = true;
        for (uint32_t m = 0; m < guard->member_count; m++) {
            all = all && set->is_active[set->members[guard->first_member + m]];
        }
        uint16_t profile = all ? guard->on : 0;
        if (attack_change_best(set->change, guard->node) != profile) {
            out[count++] = (struct attack_what_if){guard->node, profile};
        }
    }
    return count;
}

static struct attack_residual residual_of(const struct attack_control_set *set, uint16_t best)
{
    if (best == ATTACK_INFEASIBLE) {
        return (struct attack_residual){best, NO_LEVEL, 0};
    }
    return (struct attack_residual){best, set->grid->totals[best], set->grid->feasibility[best]};
}

struct attack_residual attack_control_choose(struct attack_control_set *set, const bool *is_on)
{
    size_t count = list_changes(set, is_on, set->what_ifs);
    for (size_t i = 0; i < count; i++) {
        (void)attack_change_rate(set->change, set->what_ifs[i].node, set->what_ifs[i].profile);
    }
    attack_change_settle(set->change);
    attack_change_keep(set->change);
    return residual_of(set, attack_change_best(set->change, set->tree->root));
}

struct attack_residual attack_control_at_stage(struct attack_control_set *set,
                                               enum attack_stage stage)
{
    for (uint32_t i = 0; i < set->control_count; i++) {
        set->is_chosen[i] = set->controls[i].stage >= stage;
    }
    return attack_control_choose(set, set->is_chosen);
}

/* The cases of as many controls from `first` on as there are lanes and room for
 * what-ifs; at least one. */
static uint32_t list_flips(struct attack_control_set *set, uint32_t first,
                           struct attack_lane_case cases[ATTACK_LANE_COUNT])
{
    bool *choice = set->is_chosen;
    size_t used = 0;
    uint32_t count = 0;
    while (count < ATTACK_LANE_COUNT && first + count < set->control_count &&
           set->what_if_room - used >= set->guard_count) {
        uint32_t control = first + count;
        choice[control] = !choice[control];
        cases[count].what_ifs = &set->what_ifs[used];
        cases[count].count = list_changes(set, choice, &set->what_ifs[used]);
        choice[control] = !choice[control];
        used += cases[count].count;
        count++;
    }
    return count;
}

void attack_control_flip(struct attack_control_set *set, const bool *is_on, struct attack_flip *out)
{
    bool *choice = set->is_chosen;
    struct attack_lane_case cases[ATTACK_LANE_COUNT];
    uint16_t bests[ATTACK_LANE_COUNT];
    memcpy(choice, is_on, set->control_count * sizeof *choice);
    struct attack_residual now = attack_control_choose(set, choice);
    for (uint32_t first = 0; first < set->control_count;) {
        uint32_t count = list_flips(set, first, cases);
        attack_lane_try(set->lanes, cases, count, bests);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t control = first + i;
            struct attack_residual other = residual_of(set, bests[i]);
            out[control] = (struct attack_flip){.control = control,
                                                .with = choice[control] ? now : other,
                                                .without = choice[control] ? other : now,
                                                .matters = now.best != other.best};
        }
        first += count;
    }
}

int attack_control_impact(const struct attack_control_set *set, const bool *is_on, int category,
                          int level)
{
    for (uint32_t i = 0; i < set->effect_count; i++) {
        const struct attack_effect *effect = &set->effects[i];
        if (effect->kind == ATTACK_REDUCE_IMPACT && effect->target == (uint32_t)category &&
            effect->levels[0] < level && is_active(set, effect->control, is_on)) {
            level = effect->levels[0];
        }
    }
    return level;
}

uint32_t attack_control_count(const struct attack_control_set *set)
{
    return set->control_count;
}

const struct attack_tree *attack_control_tree(const struct attack_control_set *set)
{
    return set->tree;
}

struct attack_change *attack_control_change(struct attack_control_set *set)
{
    return set->change;
}
