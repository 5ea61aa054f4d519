#include "engine/select_branch.h"
#include "engine/select_cover.h"

#include <string.h>

#define PART_STEPS 60
#define LOOK_EVERY 10 /* steps: whether the bound still falls */
#define WORTH 0.01    /* of what is left to prove, for so many steps more */
#define PARTS_LIMIT 100000

struct part {
    double bound;
    uint32_t control; /* where to split it */
    float *prices;
    uint8_t *fates;
};

struct select_branch {
    struct arena *arena;
    const struct select_form *form;
    struct select_bound *bound;
    struct select_state *state;
    struct part *parts; /* open ones */
    uint32_t count;
    uint32_t room;
    struct part *spare; /* rooms of closed ones */
    uint32_t spare_count;
    uint32_t made;
    uint8_t *found;
    int64_t found_gain;
    uint8_t *is_in; /* scratch */
};

static struct part new_part(struct select_branch *branch)
{
    if (branch->spare_count > 0) {
        return branch->spare[--branch->spare_count];
    }
    branch->made++;
    return (struct part){.prices =
                             ARENA_MANY(branch->arena, float, select_bound_size(branch->bound)),
                         .fates = ARENA_MANY(branch->arena, uint8_t, branch->form->controls)};
}

/* Saves the bound's prices, fixes what they rule out, and chooses the split. */
static void settle(struct select_branch *branch, struct part *part, int64_t target)
{
    select_bound_save(branch->bound, part->prices, part->fates);
    (void)select_bound_fix(branch->bound, target, part->fates);
    part->control = select_bound_choose(branch->bound, part->fates);
}

struct select_branch *select_branch_open(struct arena *arena, const struct select_form *form,
                                         struct select_bound *bound, int64_t target)
{
    struct select_branch *branch = ARENA_NEW(arena, struct select_branch);
    size_t bytes = select_bound_size(bound) * sizeof(float) + form->controls + 64;
    branch->arena = arena;
    branch->form = form;
    branch->bound = bound;
    branch->room = (uint32_t)(SELECT_BRANCH_BYTES / bytes);
    branch->room = branch->room < PARTS_LIMIT ? branch->room : PARTS_LIMIT;
    branch->parts = ARENA_MANY(arena, struct part, (size_t)branch->room + 4);
    branch->spare = ARENA_MANY(arena, struct part, (size_t)branch->room + 4);
    branch->state = select_form_state(arena, form);
    branch->found = ARENA_MANY(arena, uint8_t, form->controls);
    branch->is_in = ARENA_MANY(arena, uint8_t, form->controls);
    struct part whole = new_part(branch);
    whole.bound = select_bound_value(bound);
    settle(branch, &whole, target);
    branch->parts[branch->count++] = whole;
    return branch;
}

/* The open part that allows the most, or none. */
static uint32_t widest(const struct select_branch *branch)
{
    uint32_t best = SELECT_NOWHERE;
    for (uint32_t i = 0; i < branch->count; i++) {
        if (best == SELECT_NOWHERE || branch->parts[i].bound > branch->parts[best].bound) {
            best = i;
        }
    }
    return best;
}

static bool is_affordable(const struct select_branch *branch, const uint8_t *fates)
{
    int64_t left = branch->form->budget;
    for (uint32_t c = 0; c < branch->form->controls; c++) {
        left -= fates[c] == SELECT_IN ? branch->form->costs[c] : 0;
    }
    return left >= 0;
}

/* A part without open controls is one choice. */
static void note_choice(struct select_branch *branch, const uint8_t *fates, int64_t target)
{
    uint8_t *is_in = branch->is_in;
    for (uint32_t c = 0; c < branch->form->controls; c++) {
        is_in[c] = fates[c] == SELECT_IN;
    }
    select_form_set(branch->state, is_in);
    if (branch->state->gain > target && branch->state->gain > branch->found_gain) {
        branch->found_gain = branch->state->gain;
        memcpy(branch->found, is_in, branch->form->controls);
    }
}

/* Bounds a part whose fates are set. False where may_go_on stopped it; an empty
 * part gets a bound of -1. */
static bool work_on(struct select_branch *branch, struct part *part, int64_t target,
                    select_go_on *may_go_on, void *context)
{
    bool moves = true;
    double before = part->bound;
    if (!is_affordable(branch, part->fates)) {
        part->bound = -1;
        return true;
    }
    select_bound_load(branch->bound, part->prices, part->fates);
    for (int i = 0; i < PART_STEPS && moves; i++) {
        moves = select_bound_step(branch->bound, target, may_go_on, context);
        if (may_go_on != NULL && !may_go_on(context)) {
            return false;
        }
        double value = select_bound_value(branch->bound);
        part->bound = value < part->bound ? value : part->bound;
        if (select_bound_gain(part->bound) <= target) {
            part->bound = -1;
            return true;
        }
        if (i % LOOK_EVERY == LOOK_EVERY - 1) {
            moves = moves && before - part->bound > WORTH * (part->bound - (double)target);
            before = part->bound;
        }
    }
    settle(branch, part, target);
    return true;
}

static struct part child_of(struct select_branch *branch, const struct part *parent,
                            uint32_t control, uint8_t fate)
{
    struct part child = new_part(branch);
    child.bound = parent->bound;
    memcpy(child.prices, parent->prices, select_bound_size(branch->bound) * sizeof *child.prices);
    memcpy(child.fates, parent->fates, branch->form->controls);
    child.fates[control] = fate;
    return child;
}

static bool split(struct select_branch *branch, uint32_t at, int64_t target,
                  select_go_on *may_go_on, void *context)
{
    struct part parent = branch->parts[at];
    if (parent.control == SELECT_NOWHERE) {
        if (is_affordable(branch, parent.fates)) {
            note_choice(branch, parent.fates, target);
        }
        branch->parts[at] = branch->parts[--branch->count];
        branch->spare[branch->spare_count++] = parent;
        return true;
    }
    struct part one = child_of(branch, &parent, parent.control, SELECT_IN);
    struct part two = child_of(branch, &parent, parent.control, SELECT_OUT);
    bool is_done = work_on(branch, &one, target, may_go_on, context) &&
                   work_on(branch, &two, target, may_go_on, context);
    if (!is_done) {
        branch->spare[branch->spare_count++] = one;
        branch->spare[branch->spare_count++] = two;
        return false;
    }
    branch->parts[at] = branch->parts[--branch->count];
    branch->spare[branch->spare_count++] = parent;
    const struct part children[2] = {one, two};
    for (int i = 0; i < 2; i++) {
        if (children[i].bound >= 0) {
            branch->parts[branch->count++] = children[i];
        } else {
            branch->spare[branch->spare_count++] = children[i];
        }
    }
    return true;
}

bool select_branch_step(struct select_branch *branch, int64_t target, select_go_on *may_go_on,
                        void *context)
{
    uint32_t at = widest(branch);
    if (at == SELECT_NOWHERE || select_bound_gain(branch->parts[at].bound) <= target) {
        branch->count = 0;
        return false;
    }
    if (branch->made + 2 >= branch->room && branch->spare_count < 2) {
        return false;
    }
    return split(branch, at, target, may_go_on, context);
}

int64_t select_branch_limit(const struct select_branch *branch, int64_t target)
{
    uint32_t at = widest(branch);
    int64_t limit = at == SELECT_NOWHERE ? 0 : select_bound_gain(branch->parts[at].bound);
    limit = branch->found_gain > limit ? branch->found_gain : limit;
    return limit > target ? limit : target;
}

const uint8_t *select_branch_found(const struct select_branch *branch, int64_t *gain)
{
    *gain = branch->found_gain;
    return branch->found_gain > 0 ? branch->found : NULL;
}
