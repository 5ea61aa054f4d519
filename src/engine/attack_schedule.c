#include "engine/attack_schedule_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLACK 1e-9
#define SET_WORDS_LIMIT ((size_t)1 << 20)

static bool is_sand(const struct attack_tree *tree, uint32_t g)
{
    return tree->gates[tree->node_at[tree->steps + g]] == ATTACK_SAND;
}

/* A gate is clean when each node below it is named once in the whole tree. */
static void find_clean(struct attack_schedule_run *run, uint32_t *mentions)
{
    const struct attack_tree *tree = run->tree;
    uint32_t gates = tree->count - tree->steps;
    for (uint32_t i = 0; i < tree->first_operand[gates]; i++) {
        mentions[tree->operands[i]]++;
    }
    for (uint32_t g = 0; g < gates; g++) {
        run->is_clean[g] = 1;
        for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
            uint32_t below = tree->operands[i];
            bool is_own =
                mentions[below] == 1 && (below < tree->steps || run->is_clean[below - tree->steps]);
            run->is_clean[g] = run->is_clean[g] && is_own;
        }
        run->is_plain = run->is_plain && (run->is_clean[g] || !is_sand(tree, g));
    }
}

enum rc attack_schedule_open(struct arena *arena, const struct attack_tree *tree,
                             struct fault *fault, struct attack_schedule_run **out)
{
    struct attack_schedule_run *run = ARENA_NEW(arena, struct attack_schedule_run);
    uint32_t gates = tree->count - tree->steps;
    uint32_t mentions = tree->first_operand[gates];
    uint32_t widest = 1;
    for (uint32_t g = 0; g < gates; g++) {
        uint32_t width = tree->first_operand[g + 1] - tree->first_operand[g];
        widest = width > widest ? width : widest;
    }
    *run = (struct attack_schedule_run){
        .tree = tree, .work_limit = ATTACK_SCHEDULE_WORK_LIMIT, .is_plain = true};
    run->is_clean = ARENA_MANY(arena, uint8_t, gates);
    run->rules = ARENA_MANY(arena, uint8_t, mentions);
    run->times = ARENA_MANY(arena, double, tree->count);
    run->is_taken = ARENA_MANY(arena, uint8_t, tree->count);
    run->is_used = ARENA_MANY(arena, uint8_t, mentions);
    run->picks = ARENA_MANY(arena, struct attack_schedule_pick, widest);
    run->trail = ARENA_MANY(arena, uint32_t, mentions);
    run->number_of = ARENA_MANY(arena, uint32_t, tree->count);
    run->starts = ARENA_MANY(arena, double, tree->steps);
    run->taken_steps = ARENA_MANY(arena, uint32_t, tree->steps);
    run->is_best = ARENA_MANY(arena, uint8_t, tree->steps);
    run->steps = ARENA_MANY(arena, uint32_t, tree->steps);
    find_clean(run, run->number_of);
    if (!run->is_plain) {
        size_t words = ((size_t)gates + 2) * (tree->steps / 64 + 1);
        run->set_room = words < SET_WORDS_LIMIT ? words : SET_WORDS_LIMIT;
        run->sets = ARENA_MANY(arena, uint64_t, run->set_room);
    }
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    *out = run;
    return RC_OK;
}

bool attack_schedule_is_plain(const struct attack_schedule_run *run)
{
    return run->is_plain;
}

void attack_schedule_limit(struct attack_schedule_run *run, uint64_t work_limit)
{
    run->work_limit = work_limit;
}

/* What must be taken first, then what ends first; what must be left last. */
static int pick_order(const void *a, const void *b)
{
    const struct attack_schedule_pick *left = a;
    const struct attack_schedule_pick *right = b;
    if ((left->rule == ATTACK_TAKEN) != (right->rule == ATTACK_TAKEN)) {
        return left->rule == ATTACK_TAKEN ? -1 : 1;
    }
    if (left->time != right->time) {
        return left->time < right->time ? -1 : 1;
    }
    return (left->mention > right->mention) - (left->mention < right->mention);
}

/* The operands that the gate needs come first in picks. */
static void sort_picks(struct attack_schedule_run *run, uint32_t g)
{
    const struct attack_tree *tree = run->tree;
    uint32_t first = tree->first_operand[g];
    uint32_t count = tree->first_operand[g + 1] - first;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t rule = run->rules[first + i];
        double time = rule == ATTACK_LEFT ? INFINITY : run->times[tree->operands[first + i]];
        run->picks[i] = (struct attack_schedule_pick){time, rule, first + i};
    }
    if (tree->needs[g] < count) {
        qsort(run->picks, count, sizeof *run->picks, pick_order);
    }
}

/* Lower bounds from the bottom up: a SAND adds only where nothing is shared. */
static void bound_times(struct attack_schedule_run *run)
{
    const struct attack_tree *tree = run->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        bool can = run->is_able == NULL || run->is_able[step];
        run->times[step] = can ? run->days[step] : INFINITY;
    }
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        double time = 0;
        bool adds = is_sand(tree, g) && run->is_clean[g];
        sort_picks(run, g);
        for (uint32_t i = 0; i < tree->needs[g]; i++) {
            time = adds ? time + run->picks[i].time : fmax(time, run->picks[i].time);
        }
        run->times[tree->steps + g] = time;
        run->work += tree->first_operand[g + 1] - tree->first_operand[g];
    }
}

/* Takes what the bounds prefer; returns a mention whose choice is still open,
 * the nearest to the root, or ATTACK_NOWHERE. */
static uint32_t take_earliest(struct attack_schedule_run *run)
{
    const struct attack_tree *tree = run->tree;
    uint32_t open = ATTACK_NOWHERE;
    memset(run->is_taken, 0, tree->count);
    memset(run->is_used, 0, tree->first_operand[tree->count - tree->steps]);
    run->is_taken[tree->position_of[tree->root]] = 1;
    for (uint32_t g = tree->count - tree->steps; g-- > 0;) {
        if (!run->is_taken[tree->steps + g]) {
            continue;
        }
        bool is_choice = tree->needs[g] < tree->first_operand[g + 1] - tree->first_operand[g];
        sort_picks(run, g);
        for (uint32_t i = 0; i < tree->needs[g]; i++) {
            uint32_t mention = run->picks[i].mention;
            run->is_used[mention] = 1;
            run->is_taken[tree->operands[mention]] = 1;
            if (is_choice && run->rules[mention] == ATTACK_OPEN && open == ATTACK_NOWHERE) {
                open = mention;
            }
        }
    }
    return open;
}

static void keep_attack(struct attack_schedule_run *run, double time)
{
    if (time < run->best) {
        run->best = time;
        memcpy(run->is_best, run->is_taken, run->tree->steps);
    }
}

static bool turn_back(struct attack_schedule_run *run)
{
    while (run->depth > 0) {
        uint32_t mention = run->trail[run->depth - 1];
        if (run->rules[mention] == ATTACK_TAKEN) {
            run->rules[mention] = ATTACK_LEFT;
            return true;
        }
        run->rules[mention] = ATTACK_OPEN;
        run->depth--;
    }
    return false;
}

static bool search(struct attack_schedule_run *run, struct attack_sum *out)
{
    uint32_t root = run->tree->position_of[run->tree->root];
    do {
        if (out->branches > 0 && run->work > run->work_limit) {
            return false;
        }
        out->branches++;
        bound_times(run);
        double bound = run->times[root];
        uint32_t open = ATTACK_NOWHERE;
        if (out->branches == 1) {
            out->bound = bound;
        }
        if (bound < run->best - SLACK * (isinf(run->best) ? 0 : run->best)) {
            open = take_earliest(run);
            double time = run->is_plain ? bound : attack_schedule_time(run);
            keep_attack(run, time);
            open = time > bound + SLACK * bound ? open : ATTACK_NOWHERE;
        }
        if (open != ATTACK_NOWHERE) {
            run->trail[run->depth++] = open;
            run->rules[open] = ATTACK_TAKEN;
        } else if (!turn_back(run)) {
            return true;
        }
    } while (true);
}

void attack_schedule_find(struct attack_schedule_run *run, const double *days,
                          const uint8_t *is_able, struct attack_sum *out)
{
    const struct attack_tree *tree = run->tree;
    *out = (struct attack_sum){.exactness = ATTACK_EXACT, .steps = run->steps};
    run->days = days;
    run->is_able = is_able;
    run->work = 0;
    run->depth = 0;
    run->is_rough = false;
    run->best = INFINITY;
    memset(run->rules, ATTACK_OPEN, tree->first_operand[tree->count - tree->steps]);
    bool is_done = search(run, out);
    out->is_feasible = !isinf(run->best);
    out->least = run->best;
    for (uint32_t step = 0; out->is_feasible && step < tree->steps; step++) {
        if (run->is_best[step]) {
            run->steps[out->step_count++] = tree->node_at[step];
        }
    }
    if (is_done && !run->is_rough) {
        out->bound = out->least;
    } else if (out->bound < out->least) {
        out->exactness = ATTACK_BOUND;
    }
}
