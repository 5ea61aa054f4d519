#include "engine/select_exact.h"

#include <string.h>

#define ASK_EVERY 64 /* nodes */

enum fate { OPEN, STAYS, GONE };

/* What one node of the search needs while its children run. */
struct frame {
    uint32_t fixed[SELECT_EXACT_CONTROLS_LIMIT];
    uint32_t fixed_count;
};

struct exact {
    const struct select_exact_call *call;
    struct select_state *state; /* open and staying controls are in */
    uint8_t fate[SELECT_EXACT_CONTROLS_LIMIT];
    double share[SELECT_EXACT_CONTROLS_LIMIT];
    int64_t loss[SELECT_EXACT_CONTROLS_LIMIT];
    uint32_t candidates[SELECT_EXACT_CONTROLS_LIMIT]; /* open ones, cheapest loss first */
    uint32_t candidate_count;
    struct frame *frames;
    uint64_t nodes;
    int64_t best;
    uint8_t *best_in;
    bool is_stopped;
};

/* The open controls that a reached level cannot lose. */
static uint32_t critical(const struct exact *exact, uint32_t level, uint32_t *list)
{
    const struct select_form *form = exact->state->form;
    uint64_t seen[2] = {0, 0};
    uint32_t count = 0;
    for (uint32_t r = form->first_row[level]; r < form->first_row[level + 1]; r++) {
        int32_t slack = exact->state->slack[r];
        if (slack >= form->needs[r]) {
            continue; /* no delta is above the need */
        }
        for (uint32_t i = form->first_entry[r]; i < form->first_entry[r + 1]; i++) {
            uint32_t c = form->entry[i].control;
            if (form->entry[i].delta > slack && exact->fate[c] == OPEN &&
                (seen[c / 64] >> c % 64 & 1) == 0) {
                seen[c / 64] |= UINT64_C(1) << c % 64;
                list[count++] = c;
            }
        }
    }
    return count;
}

static void share_out(struct exact *exact)
{
    const struct select_form *form = exact->state->form;
    uint32_t list[SELECT_EXACT_CONTROLS_LIMIT];
    memset(exact->share, 0, sizeof exact->share);
    memset(exact->loss, 0, sizeof exact->loss);
    for (uint32_t l = 0; l < form->levels; l++) {
        if (exact->state->open[l] > 0) {
            continue;
        }
        uint32_t count = critical(exact, l, list);
        for (uint32_t i = 0; i < count; i++) {
            exact->share[list[i]] += (double)form->gains[l] / (double)count;
            exact->loss[list[i]] += form->gains[l];
        }
    }
}

/* Open controls by share for their cost; those too dear to lose stay. */
static int64_t sort_candidates(struct exact *exact, struct frame *frame, int64_t may_lose)
{
    const struct select_form *form = exact->state->form;
    int64_t in_play = 0;
    exact->candidate_count = 0;
    frame->fixed_count = 0;
    for (uint32_t c = 0; c < form->controls; c++) {
        if (exact->fate[c] != OPEN) {
            continue;
        }
        if (exact->loss[c] > may_lose) {
            exact->fate[c] = STAYS;
            frame->fixed[frame->fixed_count++] = c;
            continue;
        }
        uint32_t i = exact->candidate_count++;
        double rate = exact->share[c] / (double)form->costs[c];
        while (i > 0) {
            uint32_t other = exact->candidates[i - 1];
            if (exact->share[other] / (double)form->costs[other] <= rate) {
                break;
            }
            exact->candidates[i--] = other;
        }
        exact->candidates[i] = c;
        in_play += form->costs[c];
    }
    return in_play;
}

/* The least share that taking out this much cost can lose. */
static double least_loss(const struct exact *exact, int64_t excess)
{
    const struct select_form *form = exact->state->form;
    double loss = 0;
    for (uint32_t i = 0; i < exact->candidate_count && excess > 0; i++) {
        uint32_t c = exact->candidates[i];
        if (form->costs[c] >= excess) {
            return loss + exact->share[c] * (double)excess / (double)form->costs[c];
        }
        loss += exact->share[c];
        excess -= form->costs[c];
    }
    return loss;
}

/* The control whose fate says most; the dearer one where it says the same. */
static uint32_t choose(const struct exact *exact)
{
    const struct select_form *form = exact->state->form;
    uint32_t best = exact->candidates[0];
    double most = -1;
    for (uint32_t i = 0; i < exact->candidate_count; i++) {
        uint32_t c = exact->candidates[i];
        double weight = (double)exact->loss[c] + exact->share[c];
        if (weight > most || (weight == most && form->costs[c] > form->costs[best])) {
            most = weight;
            best = c;
        }
    }
    return best;
}

static bool may_visit(struct exact *exact)
{
    const struct select_exact_call *call = exact->call;
    if (exact->is_stopped || exact->nodes >= call->nodes) {
        exact->is_stopped = true;
        return false;
    }
    exact->nodes++;
    if (exact->nodes % ASK_EVERY == 0 && call->may_go_on != NULL &&
        !call->may_go_on(call->context)) {
        exact->is_stopped = true;
    }
    return !exact->is_stopped;
}

/* Whether something is left to decide, and what; fixes what is certain. */
static bool is_promising(struct exact *exact, struct frame *frame, uint32_t *control)
{
    int64_t may_lose = exact->state->gain - exact->best - 1;
    int64_t excess = exact->state->cost - exact->call->budget;
    share_out(exact);
    if (sort_candidates(exact, frame, may_lose) < excess) {
        return false;
    }
    double slip = 1e-9 * (1.0 + (double)exact->state->gain);
    if (least_loss(exact, excess) > (double)may_lose + slip) {
        return false;
    }
    *control = choose(exact);
    return true;
}

static void visit(struct exact *exact, uint32_t depth)
{
    struct frame *frame = &exact->frames[depth];
    struct select_state *state = exact->state;
    uint32_t control;
    if (!may_visit(exact) || state->gain <= exact->best) {
        return;
    }
    if (state->cost <= exact->call->budget) {
        exact->best = state->gain;
        memcpy(exact->best_in, state->is_in, state->form->controls);
        return;
    }
    if (is_promising(exact, frame, &control)) {
        exact->fate[control] = GONE;
        select_form_drop(state, control);
        visit(exact, depth + 1);
        select_form_put(state, control);
        exact->fate[control] = STAYS;
        visit(exact, depth + 1);
        exact->fate[control] = OPEN;
    }
    while (frame->fixed_count > 0) {
        exact->fate[frame->fixed[--frame->fixed_count]] = OPEN;
    }
}

bool select_exact_run(struct arena *arena, const struct select_exact_call *call, int64_t *gain,
                      uint8_t *is_in)
{
    if (call->form->controls > SELECT_EXACT_CONTROLS_LIMIT) {
        *gain = call->floor;
        return false;
    }
    struct exact *exact = ARENA_NEW(arena, struct exact);
    exact->call = call;
    exact->best = call->floor;
    exact->best_in = is_in;
    exact->state = select_form_state(arena, call->form);
    exact->frames = ARENA_MANY(arena, struct frame, call->form->controls + 1);
    for (uint32_t c = 0; c < call->form->controls; c++) {
        select_form_put(exact->state, c);
    }
    visit(exact, 0);
    *gain = exact->best;
    return !exact->is_stopped;
}
