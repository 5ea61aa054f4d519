/* The real schedule of one attack: earliest starts by raising them until all
 * orders hold. */
#include "engine/attack_schedule_part.h"

#include <math.h>
#include <string.h>

struct timing {
    struct attack_schedule_run *run;
    uint32_t steps; /* taken */
    uint32_t gates;
    size_t words;
};

static uint64_t *set_at(const struct timing *timing, uint32_t position)
{
    return &timing->run->sets[timing->run->number_of[position] * timing->words];
}

/* Numbers the taken steps and gates and fills in which steps a gate is over. */
static bool collect(struct timing *timing)
{
    struct attack_schedule_run *run = timing->run;
    const struct attack_tree *tree = run->tree;
    for (uint32_t position = 0; position < tree->count; position++) {
        if (run->is_taken[position]) {
            uint32_t *count = position < tree->steps ? &timing->steps : &timing->gates;
            run->number_of[position] = (*count)++;
        }
    }
    timing->words = timing->steps / 64 + 1;
    if (timing->gates + 2 > run->set_room / timing->words) {
        return false;
    }
    memset(run->sets, 0, timing->gates * timing->words * sizeof *run->sets);
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        if (!run->is_taken[tree->steps + g]) {
            continue;
        }
        uint64_t *set = set_at(timing, tree->steps + g);
        for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
            uint32_t below = tree->operands[i];
            if (run->is_used[i] && below < tree->steps) {
                set[run->number_of[below] / 64] |= UINT64_C(1) << (run->number_of[below] % 64);
            }
            for (size_t w = 0; run->is_used[i] && below >= tree->steps && w < timing->words; w++) {
                set[w] |= set_at(timing, below)[w];
            }
        }
    }
    return true;
}

static double end_of(const struct attack_schedule_run *run, uint32_t number)
{
    return run->starts[number] + run->days[run->taken_steps[number]];
}

/* A child of a SAND: what is new in it starts at `from` or later. Returns when
 * all of it is over and adds it to what is done. */
static double follow(const struct timing *timing, const uint64_t *child, uint64_t *done,
                     double from, bool *has_changed)
{
    struct attack_schedule_run *run = timing->run;
    double end = from;
    for (size_t w = 0; w < timing->words; w++) {
        for (uint64_t bits = child[w]; bits != 0; bits &= bits - 1) {
            uint32_t number = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);
            bool is_new = (done[w] & bits & (~bits + 1)) == 0;
            if (is_new && run->starts[number] < from) {
                run->starts[number] = from;
                *has_changed = true;
            }
            end = fmax(end, end_of(run, number));
        }
        done[w] |= child[w];
    }
    return end;
}

static bool order_gate(const struct timing *timing, uint32_t g)
{
    struct attack_schedule_run *run = timing->run;
    const struct attack_tree *tree = run->tree;
    uint64_t *done = &run->sets[(size_t)timing->gates * timing->words];
    uint64_t *single = done + timing->words;
    bool has_changed = false;
    double from = 0;
    memset(done, 0, timing->words * sizeof *done);
    for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
        uint32_t below = tree->operands[i];
        const uint64_t *child = single;
        if (below < tree->steps) {
            memset(single, 0, timing->words * sizeof *single);
            single[run->number_of[below] / 64] |= UINT64_C(1) << (run->number_of[below] % 64);
        } else {
            child = set_at(timing, below);
        }
        from = follow(timing, child, done, from, &has_changed);
    }
    return has_changed;
}

static bool order_all(const struct timing *timing)
{
    const struct attack_tree *tree = timing->run->tree;
    bool has_changed = false;
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        if (timing->run->is_taken[tree->steps + g] &&
            tree->gates[tree->node_at[tree->steps + g]] == ATTACK_SAND) {
            has_changed = order_gate(timing, g) || has_changed;
        }
    }
    return has_changed;
}

/* As if shared steps were done once for each use: too long, but never short. */
static double unfolded(struct attack_schedule_run *run)
{
    const struct attack_tree *tree = run->tree;
    double *times = run->times; /* the caller needs them no more */
    for (uint32_t position = 0; position < tree->count; position++) {
        bool is_step = position < tree->steps;
        uint32_t g = position - tree->steps;
        double time = is_step ? run->days[position] : 0;
        for (uint32_t i = is_step ? 0 : tree->first_operand[g];
             !is_step && run->is_taken[position] && i < tree->first_operand[g + 1]; i++) {
            bool adds = tree->gates[tree->node_at[position]] == ATTACK_SAND;
            double below = run->is_used[i] ? times[tree->operands[i]] : 0;
            time = adds ? time + below : fmax(time, below);
        }
        times[position] = time;
    }
    return times[tree->position_of[tree->root]];
}

double attack_schedule_time(struct attack_schedule_run *run)
{
    struct timing timing = {.run = run};
    double end = 0;
    if (!collect(&timing)) {
        run->is_rough = true;
        return unfolded(run);
    }
    for (uint32_t step = 0; step < run->tree->steps; step++) {
        if (run->is_taken[step]) {
            run->taken_steps[run->number_of[step]] = step;
            run->starts[run->number_of[step]] = 0;
        }
    }
    for (uint32_t round = 0; order_all(&timing); round++) {
        run->work += (uint64_t)timing.gates * timing.words;
        if (round > timing.steps + 1) { /* each round fixes one more start, else a circle */
            return INFINITY;
        }
    }
    for (uint32_t number = 0; number < timing.steps; number++) {
        end = fmax(end, end_of(run, number));
    }
    return end;
}
