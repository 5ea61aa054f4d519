/* select_problem.h - which controls to buy: the problem.
 *
 * Purpose: a control costs something and adds its delta to rows. A level (a
 * scenario brought down to some risk) is reached when each of its rows holds
 * at least its need and the level below it, if any, is reached too; then it is
 * worth its gain. Wanted: the controls within the budget with the most gain.
 * Every row is one way of attack that must be made hard enough, so a gain
 * needs all of them and buying by single gain is blind.
 *
 * Life: select_problem_begin, select_problem_control, _level, then for each row
 * select_problem_row and select_problem_entry, then select_problem_close. A
 * closed problem does not change.
 * Units: costs and gains are integers; cost_digits and gain_digits say how many
 * decimal places they had in the input, for printing.
 * Purity: no I/O, no clock. Ownership: the builder's arena. Cost: O(entries).
 * Errors of close: RC_INVALID (a number below zero, an unknown control or
 * level, a need or delta above SELECT_NEED_LIMIT), RC_CYCLE (levels below each
 * other), RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_SELECT_PROBLEM_H
#define CSMS_ENGINE_SELECT_PROBLEM_H

#include "base/fault.h"

#define SELECT_NOWHERE UINT32_MAX
#define SELECT_NEED_LIMIT INT64_C(1000000000)
#define SELECT_SUM_LIMIT INT64_C(1000000000000000) /* of all costs, of all gains */
#define SELECT_ENTRIES_LIMIT 50000000

struct select_entry {
    uint32_t control;
    int32_t delta; /* from 1, at most the row's need */
};

struct select_problem {
    struct arena *arena;
    uint32_t controls;
    uint32_t levels;
    uint32_t rows;
    uint32_t entries;
    int64_t budget;
    int cost_digits;
    int gain_digits;
    int64_t *costs;  /* by control */
    int64_t *gains;  /* by level */
    uint32_t *lower; /* by level; SELECT_NOWHERE: none below */
    uint32_t *row_levels;
    int64_t *needs;        /* by row */
    uint32_t *first_entry; /* by row, and one more */
    struct select_entry *entry;
    uint32_t control_room;
    uint32_t level_room;
    uint32_t row_room;
    uint32_t entry_room;
    bool has_bad_entry;
    uint32_t bad_entry_row;
};

void select_problem_begin(struct select_problem *problem, struct arena *arena);
void select_problem_control(struct select_problem *problem, int64_t cost);
void select_problem_level(struct select_problem *problem, int64_t gain, uint32_t lower);
void select_problem_row(struct select_problem *problem, uint32_t level, int64_t need);
/* Of the newest row. A delta of 0 is left out; one above the need counts as the need. */
void select_problem_entry(struct select_problem *problem, uint32_t control, int64_t delta);
enum rc select_problem_close(struct select_problem *problem, int64_t budget,
                             struct fault *fault) MUST_USE;

/* Slow and plain, for checks: the gain of the levels that these controls reach
 * (a level may be NULL or marks the reached ones), and their cost. */
int64_t select_problem_gain(const struct select_problem *problem, struct arena *arena,
                            const uint8_t *chosen, uint8_t *level);
int64_t select_problem_cost(const struct select_problem *problem, const uint8_t *chosen);

#endif
