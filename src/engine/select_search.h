/* select_search.h - good control selections by annealing.
 *
 * Purpose: improves a choice within the budget by taking controls out and
 * others in, accepting a worse choice now and then, less and less so. Which
 * controls to try is drawn by what they last gained or lost for their cost. A
 * round is one cooling; rounds are independent of each other but for the
 * starting choice, so restarts are cheap.
 * Purity: random numbers come from the seed by a counter; the same seed and
 * work give the same choice on every machine (the arithmetic is integer but
 * for the single-precision preferences, which use only + - * /).
 * Ownership: the arena. Cost: O(entries of the flipped columns) a move, about
 * six flips. Errors: none. */
#ifndef CSMS_ENGINE_SELECT_SEARCH_H
#define CSMS_ENGINE_SELECT_SEARCH_H

#include "engine/select_form.h"

struct select_search;

/* More work if it says yes; asked every few microseconds to milliseconds. */
typedef bool select_go_on(void *context);

struct select_search *select_search_open(struct arena *arena, const struct select_form *form,
                                         uint64_t seed);
/* One cooling of so many moves within this budget (at most the form's), from
 * where the last round ended. False where may_go_on (or NULL) stopped it. */
bool select_search_round(struct select_search *search, int64_t budget, uint64_t moves,
                         select_go_on *may_go_on, void *context);
/* The best choice so far: its gain, cost and controls of the form. */
int64_t select_search_gain(const struct select_search *search);
int64_t select_search_cost(const struct select_search *search);
const uint8_t *select_search_best(const struct select_search *search);
/* Forgets the best choice, before a round with another budget. */
void select_search_forget(struct select_search *search);

#endif
