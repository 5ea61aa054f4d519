/* select.h - which controls to buy, with a proof of how good the choice is.
 *
 * Purpose: joins annealing (select_search.h), branch and bound
 * (select_exact.h) and the decomposition bound (select_bound.h): the best
 * selection for a budget, the front of all budgets, and the cheapest selection
 * that reaches given levels. Each answer says what no selection can pass.
 * Purity: no clock of its own: may_go_on is asked and ends the work with what
 * is known then; the same seed and rounds without it give the same answer.
 * Ownership: the arena. Errors: RC_TOO_LARGE; of select_cover also
 * RC_NOT_FOUND (a level that all controls together do not reach). */
#ifndef CSMS_ENGINE_SELECT_H
#define CSMS_ENGINE_SELECT_H

#include "engine/select_search.h"

struct select_options {
    uint64_t seed;
    uint64_t rounds;         /* of work at most, for each budget; 0: only may_go_on ends it */
    select_go_on *may_go_on; /* NULL only with rounds */
    void *context;
};

struct select_answer {
    int64_t budget;
    int64_t gain;
    int64_t cost;
    int64_t bound;   /* no selection within the budget gains more */
    bool is_proven;  /* gain is bound */
    uint8_t *chosen; /* by the problem's controls */
};

enum rc select_solve(struct arena *arena, const struct select_problem *problem, int64_t budget,
                     const struct select_options *options, struct fault *fault,
                     struct select_answer *out) MUST_USE;

/* Ever smaller budgets from what everything costs: the points that no other
 * one found beats, cheapest first. At most `limit` (from 1) budgets are looked
 * at, so with more points than that some lie between. share, where given, is
 * told before each budget how many may still come, so that may_go_on can
 * divide the time. */
struct select_front {
    struct select_answer *points;
    size_t count;
    bool is_whole; /* all points of the front, each proven */
};
typedef void select_share(void *context, size_t budgets_left);
enum rc select_front(struct arena *arena, const struct select_problem *problem, size_t limit,
                     const struct select_options *options, select_share *share, struct fault *fault,
                     struct select_front *out) MUST_USE;

/* The cheapest selection that reaches the marked levels (NULL: all that can be
 * reached): cost, and no such selection costs less than `least`. */
struct select_cover_result {
    int64_t cost;
    int64_t least;
    bool is_proven;
    uint8_t *chosen;
    size_t unreachable; /* levels left out because nothing reaches them */
};
enum rc select_cover_all(struct arena *arena, const struct select_problem *problem,
                         const uint8_t *levels, const struct select_options *options,
                         struct fault *fault, struct select_cover_result *out) MUST_USE;

#endif
