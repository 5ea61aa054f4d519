/* attack_change.h - exact feasibility after a change, without a full pass.
 *
 * Purpose: keeps the capability set of every gate (attack_tree_profile.h says
 * what that is), so that a new rating of a step re-evaluates only the gates
 * whose set really changes, in rising position, and stops where nothing changes
 * any more. The sets are at any time the same bits as after a full pass;
 * attack_change_is_consistent proves it the slow way.
 *
 * Life: attack_change_open once; attack_change_rate any number of steps, then
 * attack_change_settle; after that the questions. attack_change_mark and
 * attack_change_undo go back to earlier ratings. attack_change_try answers a
 * what-if and leaves everything as it was: the sets that it changes it keeps
 * aside and puts back. One thread at a time.
 * Purity: pure. Ownership: all in the arena; borrows tree and grid.
 * Cost: opening a full pass. A change O(gates touched x (words + fan-in) +
 * log64 nodes); a gate lies with its links in one cache line beside its set, and
 * the gates above it are asked for while it is evaluated, so that a change waits
 * for far memory about once a gate.
 * Memory a set and a line (256 bytes for 1,280 profiles) a gate, 24 bytes a
 * node, 4 an edge and 4 a link of nodes with more than 12; undoing takes 8
 * bytes a rating since the mark.
 * Errors: RC_INVALID (a rating is no profile), RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_ATTACK_CHANGE_H
#define CSMS_ENGINE_ATTACK_CHANGE_H

#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

struct attack_change;

struct attack_what_if {
    uint32_t node;
    uint16_t profile; /* or ATTACK_INFEASIBLE */
};

enum rc attack_change_open(struct arena *arena, const struct attack_tree *tree,
                           const struct profile_grid *grid, struct fault *fault,
                           struct attack_change **out) MUST_USE;
/* Rates a step that counts; profile may be ATTACK_INFEASIBLE. False, and nothing
 * done, where it is no such step or no such profile. */
bool attack_change_rate(struct attack_change *change, uint32_t node, uint16_t profile);
void attack_change_settle(struct attack_change *change);

const struct attack_tree *attack_change_tree(const struct attack_change *change);
const struct profile_grid *attack_change_grid(const struct attack_change *change);
/* After settling: the easiest profile of a node, ATTACK_INFEASIBLE where nobody
 * reaches it, PROFILE_NONE where it does not count. */
uint16_t attack_change_best(const struct attack_change *change, uint32_t node);
/* Who reaches a node, as a set of the grid; NULL where it does not count. It is
 * valid until the next change. */
const uint64_t *attack_change_set(const struct attack_change *change, uint32_t node);
uint64_t attack_change_touched(const struct attack_change *change); /* gates, since opening */

/* The ratings as they are now. Undoing settles; marks behind it are void. */
size_t attack_change_mark(const struct attack_change *change);
void attack_change_undo(struct attack_change *change, size_t mark);
/* Forgets the earlier ratings: all marks are void. */
void attack_change_keep(struct attack_change *change);

/* Who would reach the root with these ratings on top of the settled ones; the
 * easiest profile through best. Ratings that attack_change_rate would refuse do
 * nothing. The set is valid until the next call. */
const uint64_t *attack_change_try(struct attack_change *change,
                                  const struct attack_what_if *what_ifs, size_t count,
                                  uint16_t *best);

/* Is every gate what a full pass makes it? O(nodes + edges); for tests. */
bool attack_change_is_consistent(struct attack_change *change);

#endif
