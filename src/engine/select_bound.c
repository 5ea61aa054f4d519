#include "engine/select_bound.h"
#include "engine/select_cover.h"

#include <string.h>

#define AVERAGING 0.1  /* weight of the newest solution in the average */
#define STEP_START 0.2 /* of the step that would reach the target in a straight line */
#define STEP_AGAIN 0.1 /* after a branch */
#define STEP_MOST 2.0
#define STEP_LEAST 1e-4
#define PATIENCE 10          /* steps without a better bound before the step is cut */
#define COVER_NODES_LEAST 32 /* the covers are searched further as the prices settle */
#define COVER_NODES_EACH 4
#define COVER_NODES_MOST 4000
#define TABLE_CELLS_LIMIT 8000000 /* of the knapsack; above, its relaxation */

struct select_bound {
    const struct select_form *form;
    uint32_t *first; /* by chain, and one more: its controls */
    uint32_t *control;
    struct select_cover *covers; /* by level, in the numbers of its chain */
    struct select_cover_run *run;
    double *prices;  /* by chain and control */
    double *centre;  /* those of the smallest bound */
    double *average; /* of the chains' picks */
    double *keen;    /* scratch of one chain */
    uint8_t *pick;   /* by chain and control */
    uint8_t *known;  /* by level: a cover found before */
    size_t *known_at;
    uint8_t *is_known;
    double *earn;   /* by control: sum of its prices */
    double *bought; /* by control: what the budget buys */
    double *bought_average;
    double *table; /* of the knapsack, by budget; NULL: relaxed */
    uint8_t *taken;
    uint32_t *order;
    double best;
    double best_chains; /* its part that does not depend on the budget */
    double *best_earn;
    uint8_t *fates;       /* by control: enum select_fate */
    uint8_t *chain_fates; /* scratch: those of one chain */
    bool is_fresh;        /* the next step gives the first value at these prices and fates */
    double step;
    uint32_t steps;
    uint32_t fails;
};

/* Each chain's controls, and covers of its levels in their numbers. */
static void open_chains(struct arena *arena, struct select_bound *bound)
{
    const struct select_form *form = bound->form;
    uint32_t *number = ARENA_MANY(arena, uint32_t, form->controls);
    uint32_t *chain_of = ARENA_MANY(arena, uint32_t, form->controls);
    uint32_t most_controls = 0;
    uint32_t most_rows = 0;
    uint32_t put = 0;
    size_t known = 0;
    for (uint32_t t = 0; t < form->chains; t++) {
        bound->first[t] = put;
        uint32_t from = form->first_row[form->first_level[t]];
        uint32_t to = form->first_row[form->first_level[t + 1]];
        for (uint32_t i = form->first_entry[from]; i < form->first_entry[to]; i++) {
            uint32_t c = form->entry[i].control;
            if (chain_of[c] != t + 1) {
                chain_of[c] = t + 1;
                number[c] = put - bound->first[t];
                bound->control[put++] = c;
            }
        }
        uint32_t controls = put - bound->first[t];
        most_controls = controls > most_controls ? controls : most_controls;
        for (uint32_t l = form->first_level[t]; l < form->first_level[t + 1]; l++) {
            const uint32_t rows[2] = {form->first_row[l], form->first_row[l + 1]};
            most_rows = rows[1] - rows[0] > most_rows ? rows[1] - rows[0] : most_rows;
            select_cover_init(&bound->covers[l], arena, form, number, rows, controls);
            bound->known_at[l] = known;
            known += controls;
            if (arena_is_over(arena)) {
                return; /* the caller refuses */
            }
        }
    }
    bound->first[form->chains] = put;
    bound->known = ARENA_MANY(arena, uint8_t, known);
    bound->run = select_cover_open(arena, most_controls, most_rows);
    bound->keen = ARENA_MANY(arena, double, most_controls);
    bound->chain_fates = ARENA_MANY(arena, uint8_t, most_controls);
}

static void open_prices(struct arena *arena, struct select_bound *bound)
{
    const struct select_form *form = bound->form;
    uint32_t count = bound->first[form->chains];
    bound->prices = ARENA_MANY(arena, double, count);
    bound->centre = ARENA_MANY(arena, double, count);
    bound->average = ARENA_MANY(arena, double, count);
    bound->pick = ARENA_MANY(arena, uint8_t, count);
    bound->earn = ARENA_MANY(arena, double, form->controls);
    bound->best_earn = ARENA_MANY(arena, double, form->controls);
    bound->bought = ARENA_MANY(arena, double, form->controls);
    bound->bought_average = ARENA_MANY(arena, double, form->controls);
    bound->order = ARENA_MANY(arena, uint32_t, form->controls);
    if (form->budget < TABLE_CELLS_LIMIT / (form->controls + 1)) {
        bound->table = ARENA_MANY(arena, double, form->budget + 1);
        bound->taken = ARENA_MANY(arena, uint8_t, (form->budget + 1) * form->controls);
    }
}

enum rc select_bound_open(struct arena *arena, const struct select_form *form, struct fault *fault,
                          struct select_bound **out)
{
    struct select_bound *bound = ARENA_NEW(arena, struct select_bound);
    uint32_t entries = form->rows > 0 ? form->first_entry[form->rows] : 0;
    bound->form = form;
    bound->first = ARENA_MANY(arena, uint32_t, (size_t)form->chains + 1);
    bound->control = ARENA_MANY(arena, uint32_t, entries);
    bound->covers = ARENA_MANY(arena, struct select_cover, form->levels);
    bound->known_at = ARENA_MANY(arena, size_t, form->levels);
    bound->is_known = ARENA_MANY(arena, uint8_t, form->levels);
    if (form->rows > 0) {
        open_chains(arena, bound);
    }
    open_prices(arena, bound);
    bound->best = (double)form->all_gain;
    bound->step = STEP_START;
    bound->is_fresh = true;
    bound->fates = ARENA_MANY(arena, uint8_t, form->controls);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "bounding this problem needs more memory than this call may use");
    }
    *out = bound;
    return RC_OK;
}

/* Each control earns in all its chains together what it costs at this rate. */
static void start_prices(struct select_bound *bound, int64_t target)
{
    const struct select_form *form = bound->form;
    uint32_t *uses = bound->order;
    double rate = 0.5 * (double)target / ((double)form->budget + 1.0);
    memset(uses, 0, form->controls * sizeof *uses);
    for (uint32_t i = 0; i < bound->first[form->chains]; i++) {
        uses[bound->control[i]]++;
    }
    for (uint32_t i = 0; i < bound->first[form->chains]; i++) {
        uint32_t c = bound->control[i];
        bound->prices[i] = rate * (double)form->costs[c] / (double)uses[c];
        bound->centre[i] = bound->prices[i];
    }
}

/* Of a cover found before; negative where it needs a control that is out now. */
static double known_cost(const struct select_bound *bound, uint32_t chain, uint32_t level)
{
    uint32_t count = bound->first[chain + 1] - bound->first[chain];
    const uint8_t *known = &bound->known[bound->known_at[level]];
    double cost = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (known[i] && bound->chain_fates[i] == SELECT_OUT) {
            return -1;
        }
        cost += known[i] ? bound->prices[bound->first[chain] + i] : 0;
    }
    return cost;
}

/* The controls of the level that pays best, without those it can do without. */
static void set_pick(struct select_bound *bound, uint32_t chain, uint32_t level)
{
    uint32_t first = bound->first[chain];
    uint32_t count = bound->first[chain + 1] - first;
    struct select_cover_ask ask = {.cover = &bound->covers[level],
                                   .prices = &bound->prices[first],
                                   .fates = bound->chain_fates};
    for (uint32_t i = 0; i < count; i++) {
        bound->keen[i] = bound->bought_average[bound->control[first + i]];
    }
    memcpy(&bound->pick[first], &bound->known[bound->known_at[level]], count);
    select_cover_thin(bound->run, &ask, bound->keen, &bound->pick[first]);
}

/* At most this much is left to the chain after paying for its controls. */
static double visit_chain(struct select_bound *bound, uint32_t chain)
{
    const struct select_form *form = bound->form;
    uint32_t first = bound->first[chain];
    uint64_t nodes = COVER_NODES_LEAST + (uint64_t)bound->steps * COVER_NODES_EACH;
    uint32_t pick = SELECT_NOWHERE;
    double best = 0;
    double most = 0;
    double gain = 0;
    for (uint32_t i = first; i < bound->first[chain + 1]; i++) {
        bound->chain_fates[i - first] = bound->fates[bound->control[i]];
    }
    for (uint32_t l = form->first_level[chain]; l < form->first_level[chain + 1]; l++) {
        gain += (double)form->gains[l];
        double cost = bound->is_known[l] ? known_cost(bound, chain, l) : -1;
        if (cost >= 0 && gain - cost > best) {
            best = gain - cost;
            pick = l;
        }
    }
    for (uint32_t l = form->first_level[chain + 1]; l-- > form->first_level[chain];) {
        struct select_cover_ask ask = {.cover = &bound->covers[l],
                                       .prices = &bound->prices[first],
                                       .fates = bound->chain_fates,
                                       .limit = gain - best,
                                       .nodes =
                                           nodes < COVER_NODES_MOST ? nodes : COVER_NODES_MOST};
        if (ask.limit > 0) {
            struct select_cover_answer answer =
                select_cover_least(bound->run, &ask, &bound->known[bound->known_at[l]]);
            most = gain - answer.bound > most ? gain - answer.bound : most;
            if (answer.is_found) {
                bound->is_known[l] = 1;
                best = gain - answer.cost;
                pick = l;
            }
        }
        gain -= (double)form->gains[l];
    }
    memset(&bound->pick[first], 0, bound->first[chain + 1] - first);
    if (pick != SELECT_NOWHERE) {
        set_pick(bound, chain, pick);
    }
    return most > best ? most : best;
}

/* What the controls that are fixed in leave of a budget. */
static int64_t budget_left(const struct select_bound *bound, int64_t budget)
{
    for (uint32_t c = 0; c < bound->form->controls; c++) {
        budget -= bound->fates[c] == SELECT_IN ? bound->form->costs[c] : 0;
    }
    return budget > 0 ? budget : 0;
}

/* By the table: the most that the budget can earn, and what it buys for that. */
static double knapsack_exact(struct select_bound *bound)
{
    const struct select_form *form = bound->form;
    size_t width = (size_t)budget_left(bound, form->budget) + 1;
    memset(bound->table, 0, width * sizeof *bound->table);
    for (uint32_t c = 0; c < form->controls; c++) {
        size_t cost = (size_t)form->costs[c];
        double earn = bound->earn[c];
        uint8_t *taken = &bound->taken[c * width];
        memset(taken, 0, width);
        for (size_t b = bound->fates[c] == SELECT_OPEN ? width : 0; b-- > cost;) {
            double with = bound->table[b - cost] + earn;
            taken[b] = with > bound->table[b];
            bound->table[b] = taken[b] ? with : bound->table[b];
        }
    }
    size_t left = width - 1;
    for (uint32_t c = form->controls; c-- > 0;) {
        if (bound->fates[c] != SELECT_OPEN) {
            bound->bought[c] = bound->fates[c] == SELECT_IN;
            continue;
        }
        bound->bought[c] = bound->taken[c * width + left];
        left -= bound->bought[c] > 0 ? (size_t)form->costs[c] : 0;
    }
    return bound->table[width - 1];
}

static void sort_by_rate(const struct select_form *form, const double *earn, uint32_t *order)
{
    for (uint32_t c = 0; c < form->controls; c++) {
        order[c] = c;
    }
    for (uint32_t gap = form->controls / 2; gap > 0; gap /= 2) {
        for (uint32_t i = gap; i < form->controls; i++) {
            uint32_t c = order[i];
            double rate = earn[c] / (double)form->costs[c];
            uint32_t at = i;
            while (at >= gap &&
                   earn[order[at - gap]] / (double)form->costs[order[at - gap]] < rate) {
                order[at] = order[at - gap];
                at -= gap;
            }
            order[at] = c;
        }
    }
}

/* Its relaxation: the last control may be bought in part. What a budget is
 * worth at the margin goes to *rate; bought and rate may be NULL. */
static double knapsack_relaxed(const struct select_bound *bound, const double *earn, int64_t budget,
                               double *bought, double *rate)
{
    const struct select_form *form = bound->form;
    double sum = 0;
    double last = 0;
    budget = budget_left(bound, budget);
    sort_by_rate(form, earn, bound->order);
    for (uint32_t i = 0; i < form->controls; i++) {
        uint32_t c = bound->order[i];
        double part = bound->fates[c] == SELECT_IN;
        if (bound->fates[c] == SELECT_OPEN) {
            part = form->costs[c] <= budget ? 1.0 : (double)budget / (double)form->costs[c];
            last = part < 1.0 && last <= 0 ? earn[c] / (double)form->costs[c] : last;
            budget -= form->costs[c] <= budget ? form->costs[c] : budget;
            sum += part * earn[c];
        }
        if (bought != NULL) {
            bought[c] = part;
        }
    }
    if (rate != NULL) {
        *rate = last;
    }
    return sum;
}

/* A better bound becomes the centre; a worse one, again and again, shortens the step. */
static void judge(struct select_bound *bound, double value, double chains)
{
    uint32_t count = bound->first[bound->form->chains];
    double along = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t c = bound->control[i];
        along +=
            (bound->bought[c] - bound->pick[i]) * (bound->bought_average[c] - bound->average[i]);
    }
    if (bound->is_fresh || value < bound->best - 1e-9) {
        bound->best = value;
        bound->best_chains = chains;
        memcpy(bound->best_earn, bound->earn, bound->form->controls * sizeof *bound->earn);
        memcpy(bound->centre, bound->prices, count * sizeof *bound->prices);
        bound->fails = 0;
        bound->step = along > 0 && !bound->is_fresh ? bound->step * 1.1 : bound->step;
        bound->step = bound->step < STEP_MOST ? bound->step : STEP_MOST;
    } else if (++bound->fails >= PATIENCE) {
        bound->step *= 0.66;
        bound->fails = 0;
    }
    bound->is_fresh = false;
}

/* From the centre along the averaged disagreement between budget and chains. */
static bool move_prices(struct select_bound *bound, int64_t target)
{
    uint32_t count = bound->first[bound->form->chains];
    double weight = bound->steps == 0 ? 1.0 : AVERAGING;
    double length = 0;
    for (uint32_t c = 0; c < bound->form->controls; c++) {
        bound->bought_average[c] += weight * (bound->bought[c] - bound->bought_average[c]);
    }
    for (uint32_t i = 0; i < count; i++) {
        bound->average[i] += weight * (bound->pick[i] - bound->average[i]);
        double way = bound->bought_average[bound->control[i]] - bound->average[i];
        length += bound->centre[i] <= 0 && way > 0 ? 0 : way * way;
    }
    if (length < 1e-12 || bound->step < STEP_LEAST) {
        return false;
    }
    double over = bound->best - (double)target;
    double step = bound->step * (over > 0.01 ? over : 0.01) / length;
    for (uint32_t i = 0; i < count; i++) {
        double way = bound->bought_average[bound->control[i]] - bound->average[i];
        double price = bound->centre[i] - step * way;
        bool is_open = bound->fates[bound->control[i]] == SELECT_OPEN;
        bound->prices[i] = price > 0 && is_open ? price : 0;
    }
    return true;
}

bool select_bound_step(struct select_bound *bound, int64_t target, select_go_on *may_go_on,
                       void *context)
{
    const struct select_form *form = bound->form;
    double chains = 0;
    if (form->rows == 0) {
        return false;
    }
    if (bound->steps == 0) {
        start_prices(bound, target);
    }
    for (uint32_t t = 0; t < form->chains; t++) {
        if (may_go_on != NULL && !may_go_on(context)) {
            return false;
        }
        chains += visit_chain(bound, t);
    }
    memset(bound->earn, 0, form->controls * sizeof *bound->earn);
    for (uint32_t i = 0; i < bound->first[form->chains]; i++) {
        bound->earn[bound->control[i]] += bound->prices[i];
    }
    double value =
        chains + (bound->table != NULL
                      ? knapsack_exact(bound)
                      : knapsack_relaxed(bound, bound->earn, form->budget, bound->bought, NULL));
    judge(bound, value, chains);
    bool moves = move_prices(bound, target);
    bound->steps++;
    return moves;
}

double select_bound_value(const struct select_bound *bound)
{
    double all = (double)bound->form->all_gain;
    return bound->best < all ? bound->best : all;
}

double select_bound_at(const struct select_bound *bound, int64_t budget)
{
    double all = (double)bound->form->all_gain;
    if (bound->steps == 0) {
        return all;
    }
    double value =
        bound->best_chains + knapsack_relaxed(bound, bound->best_earn, budget, NULL, NULL);
    return value < all ? value : all;
}

void select_bound_suggest(const struct select_bound *bound, uint8_t *is_in)
{
    const struct select_form *form = bound->form;
    int64_t left = form->budget;
    memset(is_in, 0, form->controls);
    for (uint32_t n = 0; n < form->chains; n++) {
        uint32_t chain = (n + bound->steps) % form->chains;
        int64_t cost = 0;
        for (uint32_t i = bound->first[chain]; i < bound->first[chain + 1]; i++) {
            uint32_t c = bound->control[i];
            cost += bound->pick[i] && !is_in[c] ? form->costs[c] : 0;
        }
        for (uint32_t i = bound->first[chain]; cost <= left && i < bound->first[chain + 1]; i++) {
            is_in[bound->control[i]] |= bound->pick[i];
        }
        left -= cost <= left ? cost : 0;
    }
}

int64_t select_bound_gain(double bound)
{
    return (int64_t)(bound + 1e-6 + bound * 1e-12);
}

/* ---- for branching ---- */

uint32_t select_bound_size(const struct select_bound *bound)
{
    return bound->first[bound->form->chains];
}

void select_bound_save(const struct select_bound *bound, float *prices, uint8_t *fates)
{
    for (uint32_t i = 0; i < select_bound_size(bound); i++) {
        prices[i] = (float)bound->centre[i];
    }
    memcpy(fates, bound->fates, bound->form->controls);
}

void select_bound_load(struct select_bound *bound, const float *prices, const uint8_t *fates)
{
    memcpy(bound->fates, fates, bound->form->controls);
    for (uint32_t i = 0; i < select_bound_size(bound); i++) {
        bool is_open = fates[bound->control[i]] == SELECT_OPEN;
        bound->prices[i] = is_open ? (double)prices[i] : 0;
        bound->centre[i] = bound->prices[i];
    }
    bound->is_fresh = true;
    bound->step = STEP_AGAIN;
    bound->fails = 0;
}

uint32_t select_bound_fix(const struct select_bound *bound, int64_t target, uint8_t *fates)
{
    const struct select_form *form = bound->form;
    double rate = 0;
    uint32_t fixed = 0;
    double value =
        bound->best_chains + knapsack_relaxed(bound, bound->best_earn, form->budget, NULL, &rate);
    for (uint32_t c = 0; c < form->controls; c++) {
        double profit = bound->best_earn[c] - rate * (double)form->costs[c];
        double less = value - (profit > 0 ? profit : -profit);
        if (bound->fates[c] == SELECT_OPEN && select_bound_gain(less) <= target) {
            fates[c] = profit > 0 ? SELECT_IN : SELECT_OUT;
            fixed++;
        }
    }
    return fixed;
}

uint32_t select_bound_choose(const struct select_bound *bound, const uint8_t *fates)
{
    uint32_t best = SELECT_NOWHERE;
    double most = -1;
    for (uint32_t c = 0; c < bound->form->controls; c++) {
        double part = bound->bought_average[c];
        double weight = (part < 0.5 ? part : 1 - part) * bound->best_earn[c];
        if (fates[c] == SELECT_OPEN && weight > most) {
            most = weight;
            best = c;
        }
    }
    return best;
}
