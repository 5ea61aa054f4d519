#include "engine/attack_sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLACK 1e-9 /* relative: what rounding may differ */

enum choice { UNDECIDED, BOUGHT, WITHOUT };

struct pick {
    double sum;
    uint32_t mention;
};

struct attack_sum_run {
    const struct attack_tree *tree;
    uint64_t work_limit;
    double *ways;  /* by position: ways to the root */
    bool is_plain; /* no step has two */

    const double *figures;
    double *sums;     /* by position, of the relaxation */
    uint32_t *taken;  /* by position: how often the relaxation takes it */
    uint8_t *choices; /* by step: enum choice */
    uint32_t *trail;  /* branched steps */
    uint32_t depth;
    double bought; /* figures of the bought steps */
    struct pick *picks;
    uint8_t *is_best; /* by step: in the best attack so far */
    double best;
    uint64_t work;
    uint32_t *steps;
};

static int pick_order(const void *a, const void *b)
{
    const struct pick *left = a;
    const struct pick *right = b;
    if (left->sum != right->sum) {
        return left->sum < right->sum ? -1 : 1;
    }
    return (left->mention > right->mention) - (left->mention < right->mention);
}

enum rc attack_sum_open(struct arena *arena, const struct attack_tree *tree, struct fault *fault,
                        struct attack_sum_run **out)
{
    struct attack_sum_run *run = ARENA_NEW(arena, struct attack_sum_run);
    uint32_t gates = tree->count - tree->steps;
    uint32_t widest = 1;
    *run = (struct attack_sum_run){
        .tree = tree, .work_limit = ATTACK_SUM_WORK_LIMIT, .is_plain = true};
    for (uint32_t g = 0; g < gates; g++) {
        uint32_t width = tree->first_operand[g + 1] - tree->first_operand[g];
        widest = width > widest ? width : widest;
    }
    run->ways = ARENA_MANY(arena, double, tree->count);
    run->sums = ARENA_MANY(arena, double, tree->count);
    run->taken = ARENA_MANY(arena, uint32_t, tree->count);
    run->choices = ARENA_MANY(arena, uint8_t, tree->steps);
    run->trail = ARENA_MANY(arena, uint32_t, tree->steps);
    run->picks = ARENA_MANY(arena, struct pick, widest);
    run->is_best = ARENA_MANY(arena, uint8_t, tree->steps);
    run->steps = ARENA_MANY(arena, uint32_t, tree->steps);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    run->ways[tree->position_of[tree->root]] = 1;
    for (uint32_t g = gates; g-- > 0;) {
        for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
            run->ways[tree->operands[i]] += run->ways[tree->steps + g];
        }
    }
    for (uint32_t step = 0; step < tree->steps; step++) {
        run->is_plain = run->is_plain && run->ways[step] <= 1;
    }
    *out = run;
    return RC_OK;
}

bool attack_sum_is_plain(const struct attack_sum_run *run)
{
    return run->is_plain;
}

void attack_sum_limit(struct attack_sum_run *run, uint64_t work_limit)
{
    run->work_limit = work_limit;
}

/* What a step pays on each of its ways. */
static double share_of(const struct attack_sum_run *run, uint32_t step)
{
    switch ((enum choice)run->choices[step]) {
    case BOUGHT:
        return 0;
    case WITHOUT:
        return INFINITY;
    case UNDECIDED:
    default:
        return run->figures[step] / (isinf(run->figures[step]) ? 1 : run->ways[step]);
    }
}

/* The needed operands with the least sums come first in picks. */
static void sort_picks(struct attack_sum_run *run, uint32_t g, uint32_t count)
{
    const struct attack_tree *tree = run->tree;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t mention = tree->first_operand[g] + i;
        run->picks[i] = (struct pick){run->sums[tree->operands[mention]], mention};
    }
    if (tree->needs[g] == 1) {
        for (uint32_t i = 1; i < count; i++) {
            if (run->picks[i].sum < run->picks[0].sum) {
                run->picks[0] = run->picks[i];
            }
        }
    } else if (tree->needs[g] < count) {
        qsort(run->picks, count, sizeof *run->picks, pick_order);
    }
}

static void add_up(struct attack_sum_run *run)
{
    const struct attack_tree *tree = run->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        run->sums[step] = share_of(run, step);
    }
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        uint32_t count = tree->first_operand[g + 1] - tree->first_operand[g];
        double sum = 0;
        sort_picks(run, g, count);
        for (uint32_t i = 0; i < tree->needs[g]; i++) {
            sum += run->picks[i].sum;
        }
        run->sums[tree->steps + g] = sum;
        run->work += count;
    }
}

/* Follows the least sums down from the root. */
static void take_least(struct attack_sum_run *run)
{
    const struct attack_tree *tree = run->tree;
    memset(run->taken, 0, tree->count * sizeof *run->taken);
    run->taken[tree->position_of[tree->root]] = 1;
    for (uint32_t g = tree->count - tree->steps; g-- > 0;) {
        uint32_t times = run->taken[tree->steps + g];
        if (times == 0) {
            continue;
        }
        sort_picks(run, g, tree->first_operand[g + 1] - tree->first_operand[g]);
        for (uint32_t i = 0; i < tree->needs[g]; i++) {
            uint32_t *taken = &run->taken[tree->operands[run->picks[i].mention]];
            *taken = *taken > UINT32_MAX - times ? UINT32_MAX : *taken + times;
        }
    }
}

/* Keeps the attack taken where it is the best; returns the step that is paid
 * too little by most, or ATTACK_NOWHERE. */
static uint32_t weigh_attack(struct attack_sum_run *run)
{
    const struct attack_tree *tree = run->tree;
    uint32_t widest = ATTACK_NOWHERE;
    double gap = 0;
    double sum = 0;
    for (uint32_t step = 0; step < tree->steps; step++) {
        if (run->taken[step] == 0) {
            continue;
        }
        sum += run->figures[step];
        if (run->choices[step] == UNDECIDED && run->ways[step] > 1) {
            double owed = run->figures[step] - share_of(run, step) * run->taken[step];
            if (owed > gap + SLACK * run->figures[step]) {
                gap = owed;
                widest = step;
            }
        }
    }
    if (sum < run->best) {
        run->best = sum;
        for (uint32_t step = 0; step < tree->steps; step++) {
            run->is_best[step] = run->taken[step] > 0;
        }
    }
    return widest;
}

/* Turns the newest branch that has a second side to it; false after the last. */
static bool turn_back(struct attack_sum_run *run)
{
    while (run->depth > 0) {
        uint32_t step = run->trail[run->depth - 1];
        if (run->choices[step] == BOUGHT) {
            run->choices[step] = WITHOUT;
            run->bought -= run->figures[step];
            return true;
        }
        run->choices[step] = UNDECIDED;
        run->depth--;
    }
    return false;
}

static void branch(struct attack_sum_run *run, uint32_t step)
{
    run->trail[run->depth++] = step;
    run->choices[step] = BOUGHT;
    run->bought += run->figures[step];
}

static void list_best(const struct attack_sum_run *run, struct attack_sum *out)
{
    const struct attack_tree *tree = run->tree;
    out->steps = run->steps;
    for (uint32_t step = 0; step < tree->steps; step++) {
        if (run->is_best[step]) {
            run->steps[out->step_count++] = tree->node_at[step];
            out->least += run->figures[step];
        }
    }
}

/* Searches until no branch is left; false where the work limit came first. */
static bool search(struct attack_sum_run *run, struct attack_sum *out)
{
    uint32_t root = run->tree->position_of[run->tree->root];
    do {
        if (out->branches > 0 && run->work > run->work_limit) {
            return false;
        }
        out->branches++;
        add_up(run);
        double bound = run->bought + run->sums[root];
        if (out->branches == 1) {
            out->bound = bound;
        }
        uint32_t step = ATTACK_NOWHERE;
        if (bound < run->best - SLACK * (isinf(run->best) ? 0 : run->best)) {
            take_least(run);
            step = weigh_attack(run);
        }
        if (step != ATTACK_NOWHERE) {
            branch(run, step);
        } else if (!turn_back(run)) {
            return true;
        }
    } while (true);
}

void attack_sum_find(struct attack_sum_run *run, const double *figures, const uint8_t *is_able,
                     struct attack_sum *out)
{
    const struct attack_tree *tree = run->tree;
    *out = (struct attack_sum){.exactness = ATTACK_EXACT};
    run->figures = figures;
    run->work = 0;
    run->depth = 0;
    run->bought = 0;
    run->best = INFINITY;
    for (uint32_t step = 0; step < tree->steps; step++) {
        bool can = (is_able == NULL || is_able[step]) && !isinf(figures[step]);
        run->choices[step] = can ? UNDECIDED : WITHOUT;
    }
    bool is_done = search(run, out);
    out->is_feasible = !isinf(run->best);
    if (out->is_feasible) {
        list_best(run, out);
    } else {
        out->least = INFINITY;
    }
    if (is_done) {
        out->bound = out->least;
    } else {
        out->exactness = ATTACK_BOUND;
    }
}
