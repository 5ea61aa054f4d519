/* V2 and V3: the other factors by capability, time by its days. */
#include "engine/attack_schedule.h"
#include "engine/attack_sum.h"
#include "engine/attack_variant_part.h"

#include <string.h>

struct dating {
    const struct attack_rater *rater;
    struct attack_sum_run *sum;           /* V2 */
    struct attack_schedule_run *schedule; /* V3 */
    uint16_t *others;                     /* by step: its profile without time */
    uint8_t *is_able;                     /* by step */
    uint32_t *steps;                      /* of the best attack */
    size_t step_count;
    int total; /* the least so far; -1: none */
    int bound; /* no attack has less */
    double days;
    uint16_t best;
    bool is_exact;
};

static uint16_t with_level(const struct profile_grid *grid, uint16_t profile, int factor, int level)
{
    int levels[METHOD_FACTORS_LIMIT];
    for (int f = 0; f < grid->factors; f++) {
        levels[f] = grid->levels[profile][f];
    }
    levels[factor] = level;
    return profile_grid_number(grid, levels);
}

static void list_others(struct dating *dating)
{
    const struct attack_input *input = dating->rater->input;
    const struct attack_tree *tree = input->tree;
    int factor = input->grid->method->potential.days_factor;
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint16_t rating = tree->ratings[tree->node_at[step]];
        dating->others[step] =
            rating == ATTACK_INFEASIBLE ? rating : with_level(input->grid, rating, factor, 0);
    }
}

/* The shortest attack of one capability in the other factors. */
static void try_capability(struct dating *dating, uint16_t capability)
{
    const struct attack_input *input = dating->rater->input;
    const struct profile_grid *grid = input->grid;
    int factor = grid->method->potential.days_factor;
    struct attack_sum found;
    for (uint32_t step = 0; step < input->tree->steps; step++) {
        dating->is_able[step] = dating->others[step] != ATTACK_INFEASIBLE &&
                                profile_grid_is_able(grid, capability, dating->others[step]);
    }
    if (dating->schedule != NULL) {
        attack_schedule_find(dating->schedule, input->days, dating->is_able, &found);
    } else {
        attack_sum_find(dating->sum, input->days, dating->is_able, &found);
    }
    if (found.exactness != ATTACK_EXACT) {
        uint16_t least =
            with_level(grid, capability, factor, method_days_level(grid->method, found.bound));
        dating->is_exact = false;
        if (dating->bound < 0 || grid->totals[least] < dating->bound) {
            dating->bound = grid->totals[least];
        }
    }
    if (!found.is_feasible) {
        return;
    }
    uint16_t needed =
        with_level(grid, capability, factor, method_days_level(grid->method, found.least));
    if (dating->total < 0 || grid->totals[needed] < dating->total) {
        dating->total = grid->totals[needed];
        dating->best = needed;
        dating->days = found.least;
        dating->step_count = found.step_count;
        memcpy(dating->steps, found.steps, found.step_count * sizeof *found.steps);
    }
}

static enum rc fill_rating(const struct dating *dating, struct attack_rating *out)
{
    const struct profile_grid *grid = dating->rater->input->grid;
    const struct method_bands *bands = &grid->method->potential.bands;
    struct attack_answer *answer = &out->answer;
    answer->exactness = dating->is_exact ? ATTACK_EXACT : ATTACK_BOUND;
    answer->best = ATTACK_INFEASIBLE;
    answer->total = NO_LEVEL;
    if (!dating->is_exact && dating->bound >= 0) {
        out->least_level = method_band_level(bands, dating->bound);
    }
    if (dating->total < 0) {
        return RC_OK;
    }
    answer->best = dating->best;
    answer->total = dating->total;
    answer->level = grid->feasibility[dating->best];
    out->days = dating->days;
    if (out->least_level < answer->level) {
        out->least_level = answer->level;
    }
    return attack_variant_show(dating->rater, dating->steps, dating->step_count, answer);
}

enum rc attack_variant_days(const struct attack_rater *rater, enum method_variant variant,
                            struct attack_rating *out)
{
    const struct attack_input *input = rater->input;
    const struct profile_grid *grid = input->grid;
    struct dating dating = {.rater = rater, .total = -1, .bound = -1, .is_exact = true};
    int factor = grid->method->potential.days_factor;
    if (factor == NO_LEVEL || input->days == NULL) {
        return fault_add(rater->fault, RC_UNSUPPORTED, TEXT_NONE,
                         "adding days needs max_days in the pack and days at every step");
    }
    enum rc rc =
        variant == METHOD_SCHEDULE
            ? attack_schedule_open(rater->arena, input->tree, rater->fault, &dating.schedule)
            : attack_sum_open(rater->arena, input->tree, rater->fault, &dating.sum);
    dating.others = ARENA_MANY(rater->arena, uint16_t, input->tree->steps);
    dating.is_able = ARENA_MANY(rater->arena, uint8_t, input->tree->steps);
    dating.steps = ARENA_MANY(rater->arena, uint32_t, input->tree->steps);
    if (rc != RC_OK) {
        return rc;
    }
    list_others(&dating);
    for (uint16_t p = 0; p < grid->count; p++) { /* by rising total */
        bool may_be_less = dating.total < 0 || grid->totals[p] < dating.total;
        if (grid->levels[p][factor] == 0 && may_be_less) {
            try_capability(&dating, p);
        }
    }
    return fill_rating(&dating, out);
}
