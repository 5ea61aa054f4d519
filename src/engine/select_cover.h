/* select_cover.h - the cheapest controls that make a few rows hold.
 *
 * Purpose: branch and bound over the controls of some rows, with prices that
 * are not below zero. The bound shares each price among the rows: one row after
 * the other is filled at the lowest price for its need (a fractional knapsack)
 * and uses up that much of the prices (dual ascent).
 * Purity: no clock; at most so many nodes. Ownership: the arena; a run is
 * scratch that covers up to its size can use in turn. Cost: a node costs
 * O(entries), sorted rows included. Errors: none. */
#ifndef CSMS_ENGINE_SELECT_COVER_H
#define CSMS_ENGINE_SELECT_COVER_H

#include "engine/select_form.h"

struct select_cover {
    uint32_t controls; /* numbered 0, 1, ... in here */
    uint32_t rows;
    const int32_t *needs;
    uint32_t *first_entry; /* by row, and one more */
    struct select_entry *entry;
    uint32_t *first_use;      /* by control, and one more */
    struct select_entry *use; /* .control is the row */
};

struct select_cover_run;

enum select_fate { SELECT_OPEN, SELECT_IN, SELECT_OUT };

struct select_cover_ask {
    const struct select_cover *cover;
    const double *prices; /* by control */
    const uint8_t *fates; /* by control: enum select_fate; those in cost nothing more */
    double limit;         /* only a cost below this is looked for */
    uint64_t nodes;
};

struct select_cover_answer {
    bool is_found;
    double cost;  /* of the chosen; limit where none was found */
    double bound; /* no cover costs less, or limit where all cost at least that */
};

/* The rows from..to-1 of the form; number gives each control its number here. */
void select_cover_init(struct select_cover *cover, struct arena *arena,
                       const struct select_form *form, const uint32_t *number,
                       const uint32_t rows[2], uint32_t controls);
struct select_cover_run *select_cover_open(struct arena *arena, uint32_t controls, uint32_t rows);
/* chosen is written where one is found. */
struct select_cover_answer select_cover_least(struct select_cover_run *run,
                                              const struct select_cover_ask *ask, uint8_t *chosen);
/* Takes controls of no price out of a cover while it still covers; keen says
 * how much each is wanted elsewhere: the least wanted go first. */
void select_cover_thin(struct select_cover_run *run, const struct select_cover_ask *ask,
                       const double *keen, uint8_t *chosen);

#endif
