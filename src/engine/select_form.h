/* select_form.h - the normal form of a control selection, and its live state.
 *
 * Purpose: from a problem and a budget, the form that the optimisers work on:
 * only levels that are worth something and can be reached, each with all rows
 * it needs (those of the levels below it too, less those that another row of
 * it implies), so that a level is reached when its own rows hold; only
 * controls that somebody needs and that the budget can buy. Controls that cost
 * nothing are taken. Levels of one scenario stand in a chain, lowest first.
 *
 * struct select_state is a choice of controls with the slack of each row and
 * the open rows of each level: one flip costs the entries of that control.
 *
 * Purity: no I/O, no clock. Ownership: the given arena. Cost: O(entries x rows
 * of a level) once. Errors: RC_TOO_LARGE (memory, or
 * a row's deltas that add up beyond 31 bits). */
#ifndef CSMS_ENGINE_SELECT_FORM_H
#define CSMS_ENGINE_SELECT_FORM_H

#include "engine/select_problem.h"

struct select_form {
    const struct select_problem *problem;
    int64_t budget;
    int64_t sure_gain; /* of levels that need nothing more */
    int64_t all_gain;  /* of the levels here */
    uint32_t controls;
    uint32_t *origin; /* by control: its number in the problem */
    int64_t *costs;
    uint8_t *is_free; /* by the problem's controls: taken, it costs nothing */
    uint32_t levels;
    int64_t *gains;
    uint32_t *level_origin;
    uint32_t *first_row; /* by level, and one more */
    uint32_t rows;
    int32_t *needs;
    uint32_t *row_level;
    uint32_t *first_entry; /* by row, and one more */
    struct select_entry *entry;
    uint32_t chains;
    uint32_t *first_level;    /* by chain, and one more: levels of it, lowest first */
    uint32_t *first_use;      /* by control, and one more: its column */
    struct select_entry *use; /* .control is the row here */
};

struct select_state {
    const struct select_form *form;
    uint8_t *is_in; /* by control */
    int32_t *slack; /* by row: sum of deltas less the need */
    uint32_t *open; /* by level: rows below their need */
    int64_t gain;   /* of the levels without open rows */
    int64_t cost;
};

enum rc select_form_open(struct arena *arena, const struct select_problem *problem, int64_t budget,
                         struct fault *fault, struct select_form **out) MUST_USE;
struct select_state *select_form_state(struct arena *arena, const struct select_form *form);
void select_form_put(struct select_state *state, uint32_t control);  /* it was out */
void select_form_drop(struct select_state *state, uint32_t control); /* it was in */
/* Takes the chosen controls, and no others. */
void select_form_set(struct select_state *state, const uint8_t *is_in);
/* The choice in the problem's numbers, free controls included. */
void select_form_choice(const struct select_form *form, const uint8_t *is_in, uint8_t *chosen);

#endif
