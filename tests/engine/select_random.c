#include "engine/select_random.h"

#include <assert.h>
#include <string.h>

uint64_t select_random_next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint32_t below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)(select_random_next(state) % limit);
}

void select_random_make(struct arena *arena, uint64_t *state, uint32_t most_controls,
                        struct select_problem *out)
{
    uint32_t controls = 1 + below(state, most_controls);
    uint32_t levels = 1 + below(state, 8);
    uint32_t rows = below(state, 16);
    struct fault fault;
    int64_t budget = 0;
    fault_init(&fault, arena);
    select_problem_begin(out, arena);
    for (uint32_t c = 0; c < controls; c++) {
        int64_t cost = below(state, 12);
        budget += cost;
        select_problem_control(out, cost);
    }
    for (uint32_t l = 0; l < levels; l++) {
        bool is_above = l > 0 && below(state, 3) > 0;
        select_problem_level(out, below(state, 6), is_above ? below(state, l) : SELECT_NOWHERE);
    }
    for (uint32_t r = 0; r < rows; r++) {
        uint32_t entries = below(state, 5);
        select_problem_row(out, below(state, levels), (int64_t)below(state, 12) - 1);
        for (uint32_t i = 0; i < entries; i++) {
            select_problem_entry(out, below(state, controls), below(state, 14));
        }
    }
    budget = (int64_t)below(state, (uint32_t)budget + 1);
    enum rc rc = select_problem_close(out, budget, &fault);
    assert(rc == RC_OK);
}

static void choose(const struct select_problem *problem, unsigned set, uint8_t *chosen)
{
    for (uint32_t c = 0; c < problem->controls; c++) {
        chosen[c] = (set >> c & 1) != 0;
    }
}

int64_t select_random_best(const struct select_problem *problem, struct arena *arena,
                           int64_t budget)
{
    uint8_t chosen[32];
    int64_t best = 0;
    for (unsigned set = 0; set < 1U << problem->controls; set++) {
        choose(problem, set, chosen);
        if (select_problem_cost(problem, chosen) <= budget) {
            int64_t gain = select_problem_gain(problem, arena, chosen, NULL);
            best = gain > best ? gain : best;
        }
    }
    return best;
}

int64_t select_random_cover(const struct select_problem *problem, struct arena *arena,
                            const uint8_t *levels)
{
    uint8_t chosen[32];
    uint8_t *reached = ARENA_MANY(arena, uint8_t, problem->levels);
    int64_t best = -1;
    for (unsigned set = 0; set < 1U << problem->controls; set++) {
        bool is_cover = true;
        choose(problem, set, chosen);
        int64_t cost = select_problem_cost(problem, chosen);
        (void)select_problem_gain(problem, arena, chosen, reached);
        for (uint32_t l = 0; l < problem->levels; l++) {
            is_cover = is_cover && (!levels[l] || reached[l]);
        }
        best = is_cover && (best < 0 || cost < best) ? cost : best;
    }
    return best;
}
