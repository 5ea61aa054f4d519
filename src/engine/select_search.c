#include "engine/select_search.h"

#include <string.h>

#define FLIPS_LIMIT 48 /* of one move */
#define FILL_TRIES 12  /* controls that a move offers to what is left of the budget */
#define DRAWS 3        /* of so many drawn the preferred one is tried */
#define LEARNING 0.3F  /* weight of the newest trial in a preference */
#define HOT 1.5        /* temperatures in units of the mean gain of a level */
#define COLD 0.3
#define ASK_EVERY 16 /* moves */

struct select_search {
    struct select_state *state;
    uint64_t seed;
    uint64_t counter;
    uint32_t *in; /* controls inside, then a list of those outside */
    uint32_t *out;
    uint32_t *at; /* by control: its place in its list */
    uint32_t in_count;
    uint32_t out_count;
    float *worth; /* by control: gain for its cost when it last came in */
    float *loss;  /* by control: loss for its cost when it last went out */
    uint8_t *best;
    int64_t best_gain;
    int64_t best_cost;
    uint32_t flips[FLIPS_LIMIT];
    uint32_t flip_count;
};

struct select_search *select_search_open(struct arena *arena, const struct select_form *form,
                                         uint64_t seed)
{
    struct select_search *search = ARENA_NEW(arena, struct select_search);
    search->state = select_form_state(arena, form);
    search->seed = seed;
    search->in = ARENA_MANY(arena, uint32_t, form->controls);
    search->out = ARENA_MANY(arena, uint32_t, form->controls);
    search->at = ARENA_MANY(arena, uint32_t, form->controls);
    search->worth = ARENA_MANY(arena, float, form->controls);
    search->loss = ARENA_MANY(arena, float, form->controls);
    search->best = ARENA_MANY(arena, uint8_t, form->controls);
    for (uint32_t c = 0; c < form->controls; c++) {
        search->at[c] = search->out_count;
        search->out[search->out_count++] = c;
    }
    return search;
}

static uint64_t draw(struct select_search *search)
{
    uint64_t z = search->seed + ++search->counter * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* About -ln of a number drawn from 0 to 1, without a logarithm: the leading
 * zeros count the halvings, the bits behind them the part of one. */
static double draw_patience(struct select_search *search)
{
    uint64_t drawn = draw(search) | 1;
    int zeros = __builtin_clzll(drawn);
    double part = (double)(drawn << zeros << 1) / 18446744073709551616.0;
    return ((double)zeros + 1.0 - part) * 0.6931471805599453;
}

static uint32_t draw_inside(struct select_search *search)
{
    uint32_t chosen = search->in[draw(search) % search->in_count];
    for (int i = 1; i < DRAWS; i++) {
        uint32_t other = search->in[draw(search) % search->in_count];
        chosen = search->loss[other] < search->loss[chosen] ? other : chosen;
    }
    return chosen;
}

static uint32_t draw_outside(struct select_search *search)
{
    uint32_t chosen = search->out[draw(search) % search->out_count];
    for (int i = 1; i < DRAWS; i++) {
        uint32_t other = search->out[draw(search) % search->out_count];
        chosen = search->worth[other] > search->worth[chosen] ? other : chosen;
    }
    return chosen;
}

static void move_in(struct select_search *search, uint32_t control)
{
    uint32_t hole = search->at[control];
    search->out[hole] = search->out[--search->out_count];
    search->at[search->out[hole]] = hole;
    search->at[control] = search->in_count;
    search->in[search->in_count++] = control;
    select_form_put(search->state, control);
}

static void move_out(struct select_search *search, uint32_t control)
{
    uint32_t hole = search->at[control];
    search->in[hole] = search->in[--search->in_count];
    search->at[search->in[hole]] = hole;
    search->at[control] = search->out_count;
    search->out[search->out_count++] = control;
    select_form_drop(search->state, control);
}

static void try_in(struct select_search *search, uint32_t control)
{
    int64_t before = search->state->gain;
    move_in(search, control);
    float gained = (float)(search->state->gain - before);
    float rate = gained / (float)search->state->form->costs[control];
    search->worth[control] += LEARNING * (rate - search->worth[control]);
    search->flips[search->flip_count++] = control;
}

static void try_out(struct select_search *search, uint32_t control)
{
    int64_t before = search->state->gain;
    move_out(search, control);
    float lost = (float)(before - search->state->gain);
    float rate = lost / (float)search->state->form->costs[control];
    search->loss[control] += LEARNING * (rate - search->loss[control]);
    search->flips[search->flip_count++] = control;
}

static void undo(struct select_search *search)
{
    while (search->flip_count > 0) {
        uint32_t control = search->flips[--search->flip_count];
        if (search->state->is_in[control]) {
            move_out(search, control);
        } else {
            move_in(search, control);
        }
    }
}

static bool has_flipped(const struct select_search *search, uint32_t control)
{
    for (uint32_t i = 0; i < search->flip_count; i++) {
        if (search->flips[i] == control) {
            return true;
        }
    }
    return false;
}

/* Takes one in and others out until the budget holds. False where it cannot. */
static bool force_in(struct select_search *search, int64_t budget)
{
    uint32_t control = draw_outside(search);
    try_in(search, control);
    while (search->state->cost > budget) {
        if (search->in_count == 1 || search->flip_count == FLIPS_LIMIT) {
            return false;
        }
        uint32_t other = draw_inside(search);
        if (other == control) {
            other = search->in[search->at[control] == 0 ? 1 : 0];
        }
        try_out(search, other);
    }
    return true;
}

static void fill(struct select_search *search, int64_t budget)
{
    const int64_t *costs = search->state->form->costs;
    for (int i = 0; i < FILL_TRIES && search->out_count > 0; i++) {
        uint32_t control = draw_outside(search);
        if (search->flip_count < FLIPS_LIMIT && search->state->cost + costs[control] <= budget &&
            !has_flipped(search, control)) {
            try_in(search, control);
        }
    }
}

/* Proposes a change and leaves it done; false where nothing fits. */
static bool propose(struct select_search *search, int64_t budget)
{
    uint64_t kind = draw(search) % 4;
    search->flip_count = 0;
    if (kind < 3 && search->in_count > 0) {
        try_out(search, draw_inside(search));
        if (kind == 2 && search->in_count > 0) {
            try_out(search, draw_inside(search));
        }
    } else if (search->out_count > 0 && !force_in(search, budget)) {
        return false;
    }
    fill(search, budget);
    return true;
}

static void remember(struct select_search *search)
{
    const struct select_state *state = search->state;
    if (state->gain > search->best_gain ||
        (state->gain == search->best_gain && state->cost < search->best_cost)) {
        search->best_gain = state->gain;
        search->best_cost = state->cost;
        memcpy(search->best, state->is_in, state->form->controls);
    }
}

/* Takes out what the budget no longer buys, the least useful first. */
static void fit(struct select_search *search, int64_t budget)
{
    while (search->state->cost > budget) {
        move_out(search, draw_inside(search));
    }
}

bool select_search_round(struct select_search *search, int64_t budget, uint64_t moves,
                         select_go_on *may_go_on, void *context)
{
    const struct select_form *form = search->state->form;
    double mean = form->levels > 0 ? (double)form->all_gain / (double)form->levels : 0;
    fit(search, budget);
    remember(search);
    if (form->levels == 0 || form->controls == 0) {
        return true;
    }
    for (uint64_t i = 0; i < moves; i++) {
        if (i % ASK_EVERY == 0 && may_go_on != NULL && !may_go_on(context)) {
            return false;
        }
        double heat = HOT + (COLD - HOT) * (double)i / (double)moves;
        int64_t before = search->state->gain;
        bool fits = propose(search, budget);
        double lost = (double)(before - search->state->gain);
        if (!fits || (lost > 0 && lost > heat * mean * draw_patience(search))) {
            undo(search);
        }
        remember(search);
    }
    return true;
}

int64_t select_search_gain(const struct select_search *search)
{
    return search->best_gain;
}

int64_t select_search_cost(const struct select_search *search)
{
    return search->best_cost;
}

const uint8_t *select_search_best(const struct select_search *search)
{
    return search->best;
}

void select_search_forget(struct select_search *search)
{
    search->best_gain = 0;
    search->best_cost = 0;
    memset(search->best, 0, search->state->form->controls);
}
