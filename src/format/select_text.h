/* select_text.h - a control selection as plain text.
 *
 * Purpose: numbers apart by blanks or line ends: controls, budget, levels,
 * rows; the cost of each control; for each level its gain and the number of
 * the level below it (-1: none); for each row its level, its need, how many
 * pairs follow, and the pairs of control and delta. Everything counts from 0.
 * Costs, gains, needs and deltas may have up to SELECT_TEXT_DIGITS decimal
 * places; they are scaled to integers (the problem says by how much).
 * Ownership: the arena. Cost: O(bytes), read twice.
 * Errors: RC_INVALID with line and column, RC_TOO_LARGE, and those of
 * select_problem_close. */
#ifndef CSMS_FORMAT_SELECT_TEXT_H
#define CSMS_FORMAT_SELECT_TEXT_H

#include "engine/select_problem.h"

#define SELECT_TEXT_DIGITS 6

enum rc select_text_read(struct arena *arena, struct text file, struct text input,
                         struct fault *fault, const struct select_problem **out) MUST_USE;

#endif
