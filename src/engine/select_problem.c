#include "engine/select_problem.h"

#include <string.h>

void select_problem_begin(struct select_problem *problem, struct arena *arena)
{
    memset(problem, 0, sizeof *problem);
    problem->arena = arena;
}

/* Room for one more of an array; rooms double. */
static void *grown(struct arena *arena, void *old, uint32_t used, uint32_t room, size_t bytes)
{
    return arena_grow(arena, old, used * bytes, room * bytes);
}

void select_problem_control(struct select_problem *problem, int64_t cost)
{
    if (problem->controls == problem->control_room) {
        problem->control_room = problem->control_room == 0 ? 64 : problem->control_room * 2;
        problem->costs = grown(problem->arena, problem->costs, problem->controls,
                               problem->control_room, sizeof *problem->costs);
    }
    problem->costs[problem->controls++] = cost;
}

void select_problem_level(struct select_problem *problem, int64_t gain, uint32_t lower)
{
    uint32_t used = problem->levels;
    if (used == problem->level_room) {
        problem->level_room = used == 0 ? 64 : used * 2;
        problem->gains = grown(problem->arena, problem->gains, used, problem->level_room,
                               sizeof *problem->gains);
        problem->lower = grown(problem->arena, problem->lower, used, problem->level_room,
                               sizeof *problem->lower);
    }
    problem->gains[used] = gain;
    problem->lower[used] = lower;
    problem->levels++;
}

void select_problem_row(struct select_problem *problem, uint32_t level, int64_t need)
{
    uint32_t used = problem->rows;
    if (used + 1 >= problem->row_room) {
        uint32_t room = problem->row_room == 0 ? 256 : problem->row_room * 2;
        problem->row_levels =
            grown(problem->arena, problem->row_levels, used, room, sizeof *problem->row_levels);
        problem->needs = grown(problem->arena, problem->needs, used, room, sizeof *problem->needs);
        problem->first_entry = grown(problem->arena, problem->first_entry, used + 1, room,
                                     sizeof *problem->first_entry);
        problem->row_room = room;
    }
    problem->row_levels[used] = level;
    problem->needs[used] = need;
    problem->first_entry[used] = problem->entries;
    problem->rows++;
    problem->first_entry[problem->rows] = problem->entries;
}

void select_problem_entry(struct select_problem *problem, uint32_t control, int64_t delta)
{
    uint32_t row = problem->rows - 1;
    int64_t need = problem->needs[row];
    if (delta < 0 || delta > SELECT_NEED_LIMIT || control >= problem->controls) {
        problem->has_bad_entry = true;
        problem->bad_entry_row = row;
        return;
    }
    if (delta == 0 || need <= 0) {
        return;
    }
    if (problem->entries == problem->entry_room) {
        problem->entry_room = problem->entry_room == 0 ? 1024 : problem->entry_room * 2;
        problem->entry = grown(problem->arena, problem->entry, problem->entries,
                               problem->entry_room, sizeof *problem->entry);
    }
    if (need > SELECT_NEED_LIMIT) {
        need = SELECT_NEED_LIMIT; /* close refuses it */
    }
    problem->entry[problem->entries] =
        (struct select_entry){control, (int32_t)(delta < need ? delta : need)};
    problem->entries++;
    problem->first_entry[problem->rows] = problem->entries;
}

static enum rc check_sums(const struct select_problem *problem, struct fault *fault)
{
    int64_t costs = 0;
    int64_t gains = 0;
    for (uint32_t c = 0; c < problem->controls; c++) {
        if (problem->costs[c] < 0 || problem->costs[c] > SELECT_SUM_LIMIT - costs) {
            return fault_add(fault, RC_INVALID, TEXT("costs"),
                             "the cost of control %u is below 0, or all together are too large", c);
        }
        costs += problem->costs[c];
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        if (problem->gains[l] < 0 || problem->gains[l] > SELECT_SUM_LIMIT - gains) {
            return fault_add(fault, RC_INVALID, TEXT("levels"),
                             "the gain of level %u is below 0, or all together are too large", l);
        }
        gains += problem->gains[l];
    }
    return RC_OK;
}

/* Every chain of lower levels ends: walked once, each level is seen by one walk. */
static enum rc check_levels(const struct select_problem *problem, struct fault *fault)
{
    uint32_t *walk = ARENA_MANY(problem->arena, uint32_t, problem->levels);
    for (uint32_t start = 0; start < problem->levels; start++) {
        uint32_t l = start;
        while (l != SELECT_NOWHERE && walk[l] == 0) {
            walk[l] = start + 1;
            l = problem->lower[l];
            if (l != SELECT_NOWHERE && l >= problem->levels) {
                return fault_add(fault, RC_INVALID, TEXT("levels"),
                                 "the level below level %u is no level", start);
            }
        }
        if (l != SELECT_NOWHERE && walk[l] == start + 1) {
            return fault_add(fault, RC_CYCLE, TEXT("levels"),
                             "level %u stands below itself; take it out of the circle", l);
        }
    }
    return RC_OK;
}

static enum rc check_rows(const struct select_problem *problem, struct fault *fault)
{
    if (problem->has_bad_entry) {
        return fault_add(fault, RC_INVALID, TEXT("rows"),
                         "row %u names an unknown control or a delta outside 0 to %lld",
                         problem->bad_entry_row, (long long)SELECT_NEED_LIMIT);
    }
    for (uint32_t r = 0; r < problem->rows; r++) {
        if (problem->row_levels[r] >= problem->levels || problem->needs[r] > SELECT_NEED_LIMIT) {
            return fault_add(fault, RC_INVALID, TEXT("rows"),
                             "row %u belongs to no level, or its need is above %lld", r,
                             (long long)SELECT_NEED_LIMIT);
        }
    }
    return RC_OK;
}

/* Entries of one row by control, each control once. */
static void merge_entries(struct select_problem *problem)
{
    uint32_t *at = ARENA_MANY(problem->arena, uint32_t, problem->controls);
    uint32_t *row_of = ARENA_MANY(problem->arena, uint32_t, problem->controls);
    uint32_t put = 0;
    for (uint32_t r = 0; r < problem->rows; r++) {
        uint32_t from = problem->first_entry[r];
        uint32_t to = problem->first_entry[r + 1];
        problem->first_entry[r] = put;
        for (uint32_t i = from; i < to; i++) {
            struct select_entry entry = problem->entry[i];
            if (row_of[entry.control] == r + 1) {
                int64_t sum = (int64_t)problem->entry[at[entry.control]].delta + entry.delta;
                sum = sum < problem->needs[r] ? sum : problem->needs[r];
                problem->entry[at[entry.control]].delta = (int32_t)sum;
                continue;
            }
            row_of[entry.control] = r + 1;
            at[entry.control] = put;
            problem->entry[put++] = entry;
        }
    }
    problem->entries = put;
    if (problem->rows > 0) {
        problem->first_entry[problem->rows] = put;
    }
}

enum rc select_problem_close(struct select_problem *problem, int64_t budget, struct fault *fault)
{
    if (problem->entries > SELECT_ENTRIES_LIMIT || arena_is_over(problem->arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the problem is larger than this call may hold; split it");
    }
    if (budget < 0 || budget > SELECT_SUM_LIMIT) {
        return fault_add(fault, RC_INVALID, TEXT("budget"), "give a budget from 0 to %lld",
                         (long long)SELECT_SUM_LIMIT);
    }
    enum rc rc = check_sums(problem, fault);
    if (rc == RC_OK) {
        rc = check_levels(problem, fault);
    }
    if (rc == RC_OK) {
        rc = check_rows(problem, fault);
    }
    if (rc == RC_OK) {
        merge_entries(problem);
        problem->budget = budget;
    }
    return rc;
}

int64_t select_problem_cost(const struct select_problem *problem, const uint8_t *chosen)
{
    int64_t cost = 0;
    for (uint32_t c = 0; c < problem->controls; c++) {
        cost += chosen[c] != 0 ? problem->costs[c] : 0;
    }
    return cost;
}

int64_t select_problem_gain(const struct select_problem *problem, struct arena *arena,
                            const uint8_t *chosen, uint8_t *level)
{
    uint8_t *is_open = ARENA_MANY(arena, uint8_t, problem->levels);
    int64_t gain = 0;
    for (uint32_t r = 0; r < problem->rows; r++) {
        int64_t sum = 0;
        for (uint32_t i = problem->first_entry[r]; i < problem->first_entry[r + 1]; i++) {
            sum += chosen[problem->entry[i].control] != 0 ? problem->entry[i].delta : 0;
        }
        is_open[problem->row_levels[r]] |= sum < problem->needs[r];
    }
    for (uint32_t start = 0; start < problem->levels; start++) {
        uint32_t l = start;
        while (l != SELECT_NOWHERE && !is_open[l]) {
            l = problem->lower[l];
        }
        gain += l == SELECT_NOWHERE ? problem->gains[start] : 0;
        if (level != NULL) {
            level[start] = l == SELECT_NOWHERE;
        }
    }
    return gain;
}
