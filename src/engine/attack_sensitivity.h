/* attack_sensitivity.h - what would move the root's level.
 *
 * Purpose: for one step at a time, the root as a function of that step's rating
 * is known from the attackers for whom the root hangs on the step (attack_lane.h):
 * whoever can do the step reaches the root, whoever cannot does not. For every
 * rating r the root's set is
 *   (now AND NOT hangs) OR (hangs AND set of r),
 * because for a fixed attacker the tree is a monotone function of the step. So
 * every single change is answered by one more intersection, exactly, also where
 * the step is shared:
 *   moves      one level of one factor up or down, free, or infeasible, where
 *              the root's level (or, asked so, its total) changes
 *   tightness  how many attackers more would succeed if the step were free, as
 *              a share of all: a measure of importance that needs no probability
 *   leverage   how many fewer if it were infeasible
 *   is_cut     without this step nobody succeeds at all
 * Purity: pure. Ownership: the arena. Cost: one lane a step (attack_lane.h) and
 * O(factors x words). Errors: RC_TOO_LARGE; the caller's
 * patience may end it early, then is_whole is false and what is listed is right.
 * Source: risk engine design; a Birnbaum measure on capability sets. */
#ifndef CSMS_ENGINE_ATTACK_SENSITIVITY_H
#define CSMS_ENGINE_ATTACK_SENSITIVITY_H

#include "engine/attack_change.h"

#define ATTACK_MOVE_FREE (-1)       /* in place of a factor: the step asks for nothing */
#define ATTACK_MOVE_INFEASIBLE (-2) /* or nobody can do it */

struct attack_move {
    uint32_t node;
    int factor; /* or ATTACK_MOVE_FREE, ATTACK_MOVE_INFEASIBLE */
    int from;   /* levels of the factor */
    int to;
    int level; /* of the root then; 0 where infeasible */
    int total; /* NO_LEVEL where infeasible */
};

struct attack_weight {
    uint32_t node;
    double tightness; /* 0 to 1 */
    double leverage;
    bool is_cut;
};

struct attack_sensitivity {
    int level; /* of the root as it is */
    int total;
    bool is_whole;
    size_t move_count;
    struct attack_move *moves; /* by step, as the tree numbers them */
    size_t weight_count;
    struct attack_weight *weights; /* of every step, the same */
};

struct attack_patience {
    bool (*may_go_on)(void *context); /* NULL: for ever */
    void *context;
};

/* with_totals: also changes of the total that stay within the level. */
enum rc attack_sensitivity_find(struct attack_change *change, struct arena *arena,
                                struct attack_patience patience, bool with_totals,
                                struct fault *fault, struct attack_sensitivity *out) MUST_USE;

#endif
