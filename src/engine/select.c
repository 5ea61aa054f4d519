#include "engine/select.h"
#include "engine/select_branch.h"
#include "engine/select_exact.h"

#include <string.h>

#define FIRST_MOVES 4000     /* a short look before anything is proven */
#define ROUND_MOVES_EACH 300 /* of a round, for each control */
#define EXACT_NODES 4000     /* enough for what branch and bound is good at */
#define LONE_ROUNDS 3        /* searches before the first bound */
#define BOUND_STEPS 25       /* in turn with each search */
#define BRANCH_STEPS 4       /* then, instead */

struct solving {
    struct arena *arena;
    const struct select_form *form;
    const struct select_options *options;
    struct select_search *search;
    struct select_bound *bound;
    struct select_branch *branch;
    struct select_state *state; /* of what the bound suggests */
    uint8_t *suggested;
    uint8_t *best; /* by the form's controls */
    int64_t gain;
    int64_t limit;  /* proven so far */
    int64_t enough; /* a gain that ends the work */
    bool is_bound_done;
    bool is_branch_done;
    bool is_over;
};

static bool go_on(const struct solving *solving)
{
    const struct select_options *options = solving->options;
    return options->may_go_on == NULL || options->may_go_on(options->context);
}

static bool is_settled(const struct solving *solving)
{
    return solving->gain >= solving->limit || solving->gain >= solving->enough;
}

static void search_round(struct solving *solving, uint64_t moves)
{
    const struct select_options *options = solving->options;
    if (!select_search_round(solving->search, solving->form->budget, moves, options->may_go_on,
                             options->context)) {
        solving->is_over = true;
    }
    if (select_search_gain(solving->search) > solving->gain) {
        solving->gain = select_search_gain(solving->search);
        memcpy(solving->best, select_search_best(solving->search), solving->form->controls);
    }
}

static void prove_small(struct solving *solving)
{
    struct select_exact_call call = {.form = solving->form,
                                     .budget = solving->form->budget,
                                     .floor = solving->gain,
                                     .nodes = EXACT_NODES,
                                     .may_go_on = solving->options->may_go_on,
                                     .context = solving->options->context};
    int64_t gain = solving->gain;
    bool is_proven = select_exact_run(solving->arena, &call, &gain, solving->best);
    solving->gain = gain;
    solving->limit = is_proven ? gain : solving->limit;
}

static void try_suggestion(struct solving *solving)
{
    uint32_t controls = solving->form->controls;
    if (solving->state == NULL) {
        solving->state = select_form_state(solving->arena, solving->form);
        solving->suggested = ARENA_MANY(solving->arena, uint8_t, controls);
    }
    select_bound_suggest(solving->bound, solving->suggested);
    select_form_set(solving->state, solving->suggested);
    if (solving->state->gain > solving->gain) {
        solving->gain = solving->state->gain;
        memcpy(solving->best, solving->suggested, controls);
    }
}

static void bound_steps(struct solving *solving)
{
    for (int i = 0; i < BOUND_STEPS && !is_settled(solving) && !solving->is_bound_done; i++) {
        if (!select_bound_step(solving->bound, solving->gain, solving->options->may_go_on,
                               solving->options->context)) {
            solving->is_bound_done = true;
        }
        int64_t limit = select_bound_gain(select_bound_value(solving->bound));
        solving->limit = limit < solving->limit ? limit : solving->limit;
    }
    try_suggestion(solving);
    solving->is_over = solving->is_over || !go_on(solving);
}

/* Where the prices have settled: only a whole answer is worth branching for. */
static void branch_steps(struct solving *solving)
{
    const struct select_options *options = solving->options;
    int64_t gain = 0;
    if (solving->branch == NULL) {
        solving->branch =
            select_branch_open(solving->arena, solving->form, solving->bound, solving->gain);
    }
    for (int i = 0; i < BRANCH_STEPS && !is_settled(solving) && !solving->is_branch_done; i++) {
        solving->is_branch_done = !select_branch_step(solving->branch, solving->gain,
                                                      options->may_go_on, options->context);
        const uint8_t *found = select_branch_found(solving->branch, &gain);
        if (found != NULL && gain > solving->gain) {
            solving->gain = gain;
            memcpy(solving->best, found, solving->form->controls);
        }
        int64_t limit = select_branch_limit(solving->branch, solving->gain);
        solving->limit = limit < solving->limit ? limit : solving->limit;
    }
    solving->is_over = solving->is_over || !go_on(solving);
}

static enum rc work(struct solving *solving, struct fault *fault)
{
    uint64_t rounds = solving->options->rounds;
    search_round(solving, FIRST_MOVES + solving->form->controls * 20);
    if (!is_settled(solving) && !solving->is_over) {
        prove_small(solving);
    }
    if (is_settled(solving) || solving->is_over) {
        return RC_OK;
    }
    enum rc rc = select_bound_open(solving->arena, solving->form, fault, &solving->bound);
    for (uint64_t i = 0; rc == RC_OK && (rounds == 0 || i < rounds); i++) {
        if (is_settled(solving) || solving->is_over) {
            break;
        }
        search_round(solving, (uint64_t)solving->form->controls * ROUND_MOVES_EACH);
        bool is_late = i >= LONE_ROUNDS || (rounds > 0 && i + 1 >= rounds);
        if (is_late && !solving->is_bound_done) {
            bound_steps(solving);
        } else if (is_late && solving->enough == INT64_MAX) {
            branch_steps(solving);
        }
    }
    return rc;
}

static enum rc solve(struct solving *solving, struct fault *fault, struct select_answer *out)
{
    struct arena *arena = solving->arena;
    const struct select_form *form = solving->form;
    const struct select_problem *problem = form->problem;
    out->budget = form->budget;
    solving->search = select_search_open(arena, form, solving->options->seed);
    solving->best = ARENA_MANY(arena, uint8_t, form->controls);
    solving->limit = form->all_gain;
    enum rc rc = work(solving, fault);
    if (rc != RC_OK) {
        return rc;
    }
    out->chosen = ARENA_MANY(arena, uint8_t, problem->controls);
    select_form_choice(form, solving->best, out->chosen);
    out->gain = form->sure_gain + solving->gain;
    out->cost = select_problem_cost(problem, out->chosen);
    out->bound = form->sure_gain + solving->limit;
    out->is_proven = out->gain >= out->bound;
    return RC_OK;
}

enum rc select_solve(struct arena *arena, const struct select_problem *problem, int64_t budget,
                     const struct select_options *options, struct fault *fault,
                     struct select_answer *out)
{
    struct solving solving = {.arena = arena, .options = options, .enough = INT64_MAX};
    struct select_form *form;
    enum rc rc = select_form_open(arena, problem, budget, fault, &form);
    if (rc != RC_OK) {
        return rc;
    }
    solving.form = form;
    return solve(&solving, fault, out);
}

/* Keeps the points that gain more than every cheaper one, cheapest first;
 * they came with falling budgets. */
static void tidy(struct select_front *front)
{
    size_t put = 0;
    for (size_t i = 0; i < front->count / 2; i++) {
        struct select_answer other = front->points[i];
        front->points[i] = front->points[front->count - 1 - i];
        front->points[front->count - 1 - i] = other;
    }
    for (size_t i = 0; i < front->count; i++) {
        struct select_answer *point = &front->points[i];
        while (put > 0 && front->points[put - 1].cost >= point->cost &&
               front->points[put - 1].gain <= point->gain) {
            put--;
        }
        if (put == 0 || point->gain > front->points[put - 1].gain) {
            front->points[put++] = *point;
        }
    }
    front->count = put;
}

static int64_t price_of_all(const struct select_problem *problem)
{
    int64_t sum = 0;
    for (uint32_t c = 0; c < problem->controls; c++) {
        sum += problem->costs[c];
    }
    return sum;
}

/* One budget in memory of its own; only the choice is kept. */
static enum rc solve_apart(struct arena *arena, const struct select_problem *problem,
                           int64_t budget, const struct select_options *options,
                           struct fault *fault, struct select_answer *out)
{
    struct arena *scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct select_answer answer;
    enum rc rc = select_solve(scratch, problem, budget, options, fault, &answer);
    if (rc == RC_OK) {
        *out = answer;
        out->chosen = ARENA_MANY(arena, uint8_t, problem->controls);
        memcpy(out->chosen, answer.chosen, problem->controls);
    }
    arena_close(scratch);
    return rc;
}

enum rc select_front(struct arena *arena, const struct select_problem *problem, size_t limit,
                     const struct select_options *options, select_share *share, struct fault *fault,
                     struct select_front *out)
{
    int64_t budget = price_of_all(problem);
    int64_t apart = budget / (int64_t)limit;
    bool is_whole = true;
    out->points = ARENA_MANY(arena, struct select_answer, limit);
    out->count = 0;
    while (out->count < limit) {
        struct select_answer *point = &out->points[out->count];
        if (share != NULL) {
            share(options->context, limit - out->count);
        }
        enum rc rc = solve_apart(arena, problem, budget, options, fault, point);
        if (rc != RC_OK) {
            return rc;
        }
        out->count++;
        is_whole = is_whole && point->is_proven;
        if (point->cost == 0) {
            break;
        }
        int64_t next = budget - apart > 0 ? budget - apart : 0;
        is_whole = is_whole && next >= point->cost - 1;
        budget = next < point->cost - 1 ? next : point->cost - 1;
    }
    out->is_whole = is_whole && out->points[out->count - 1].cost == 0;
    tidy(out);
    return RC_OK;
}

/* The same rows, but a level is worth one where it is asked for, else nothing. */
static uint8_t *ask_for(struct arena *arena, const struct select_problem *problem,
                        const uint8_t *levels, struct select_problem *asked)
{
    uint8_t *all = ARENA_MANY(arena, uint8_t, problem->controls);
    uint8_t *reached = ARENA_MANY(arena, uint8_t, problem->levels);
    *asked = *problem;
    asked->gains = ARENA_MANY(arena, int64_t, problem->levels);
    memset(all, 1, problem->controls);
    (void)select_problem_gain(problem, arena, all, reached);
    for (uint32_t l = 0; l < problem->levels; l++) {
        asked->gains[l] = levels == NULL ? reached[l] : levels[l] != 0;
    }
    return reached;
}

/* The smallest budget for which the bound still allows every level. */
static int64_t least_budget(const struct select_bound *bound, int64_t budget, int64_t all)
{
    int64_t low = 0;
    while (low < budget) {
        int64_t middle = low + (budget - low) / 2;
        if (select_bound_gain(select_bound_at(bound, middle)) >= all) {
            budget = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* One budget of the cover: true where it is enough; then its controls are in
 * result. Else least is raised to what the work here proves. */
static enum rc try_budget(struct solving *solving, int64_t budget, struct fault *fault,
                          struct select_cover_result *result, bool *is_enough)
{
    const struct select_problem *problem = solving->form->problem;
    struct select_answer answer;
    int64_t all = solving->form->all_gain;
    solving->enough = all;
    enum rc rc = solve(solving, fault, &answer);
    if (rc != RC_OK) {
        return rc;
    }
    *is_enough = solving->gain >= all;
    if (*is_enough) {
        memcpy(result->chosen, answer.chosen, problem->controls);
        result->cost = answer.cost;
    } else if (solving->limit < all) {
        result->least = budget + 1 > result->least ? budget + 1 : result->least;
    } else if (solving->bound != NULL) {
        int64_t least = least_budget(solving->bound, budget, all);
        result->least = least > result->least ? least : result->least;
    }
    return RC_OK;
}

enum rc select_cover_all(struct arena *arena, const struct select_problem *problem,
                         const uint8_t *levels, const struct select_options *options,
                         struct fault *fault, struct select_cover_result *out)
{
    struct select_problem asked;
    const uint8_t *reached = ask_for(arena, problem, levels, &asked);
    struct select_cover_result result = {.cost = price_of_all(problem)};
    result.chosen = ARENA_MANY(arena, uint8_t, problem->controls);
    memset(result.chosen, 1, problem->controls);
    for (uint32_t l = 0; l < problem->levels; l++) {
        if (asked.gains[l] != 0 && !reached[l]) {
            return fault_add(fault, RC_NOT_FOUND, TEXT("levels"),
                             "level %u is not reached with all controls together", l);
        }
        result.unreachable += !reached[l];
    }
    int64_t wanted = select_problem_gain(&asked, arena, result.chosen, NULL);
    int64_t budget = result.cost;
    enum rc rc = RC_OK;
    for (bool is_enough = true; rc == RC_OK && is_enough && budget >= 0;) {
        struct arena *scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        struct solving solving = {.arena = scratch, .options = options};
        struct select_form *form;
        rc = select_form_open(scratch, &asked, budget, fault, &form);
        if (rc == RC_OK && form->all_gain + form->sure_gain < wanted) {
            result.least = budget + 1; /* a level needs a control above this budget */
            is_enough = false;
        } else if (rc == RC_OK) {
            solving.form = form;
            rc = try_budget(&solving, budget, fault, &result, &is_enough);
        }
        arena_close(scratch);
        budget = result.cost - 1;
    }
    result.least = budget < 0 ? 0 : result.least;
    result.is_proven = result.least >= result.cost;
    if (rc == RC_OK) {
        *out = result;
    }
    return rc;
}
