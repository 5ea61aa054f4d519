/* bdd_sift.h - a better order of a diagram's variables, found by trying.
 *
 * Purpose: how many nodes a function needs hangs on the order of its variables.
 * bdd_sift takes the nodes from index `from` on, keeps what the references
 * reach, and moves one block of variables after the other through all places;
 * it stays where the diagram was smallest. A block is a run of neighbours with
 * the same group number: variables that belong together move together, which
 * takes fewer steps and leaves valleys that single ones would not leave.
 *
 * Two neighbours are exchanged in place: a node of the upper one that asks the
 * lower one below it is rewritten, and keeps its function and its address; all
 * others stay as they are. So every function stays what it was, and the result
 * is never larger than the start. Afterwards the nodes are numbered anew, so
 * that operands have lower indices again, and the references are rewritten:
 * variable first + i is then what order[i] says it was.
 *
 * Needs: nodes from `from` on ask variables first .. first + count - 1 only, and
 * have no operands below `from` but the constant.
 * Purity: no I/O, no clock. Ownership: an arena of its own, given back; 32 bytes
 * a node. Cost: a pass O(blocks x nodes) at worst; a direction ends when the
 * diagram has grown by `growth` percent or its levels left behind alone have as
 * many nodes as the best; everything ends after `work` nodes were looked at or
 * when may_go_on says no (a block on its way is then brought to its best place).
 * Errors: none.
 * Source: Rudell 1993; groups: Panda and Somenzi 1995. */
#ifndef CSMS_ENGINE_BDD_SIFT_H
#define CSMS_ENGINE_BDD_SIFT_H

#include "engine/bdd.h"

#define BDD_SIFT_GROWTH_PERCENT 2

struct bdd_sift_options {
    uint32_t first;         /* variable */
    uint32_t count;         /* of variables */
    const uint32_t *groups; /* by variable from first on; NULL: each alone */
    uint32_t growth;        /* percent; 0: BDD_SIFT_GROWTH_PERCENT */
    uint64_t work;          /* nodes looked at; 0: without end */
    struct diagram_patience patience;
};

/* Returns the work done. order: room for options.count numbers; each becomes a
 * number below count. */
uint64_t bdd_sift(struct bdd *bdd, uint32_t from, struct bdd_sift_options options, uint32_t *order,
                  uint32_t *references, size_t reference_count);

#endif
