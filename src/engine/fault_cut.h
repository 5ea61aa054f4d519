/* fault_cut.h - a function made small, on one side of what it was.
 *
 * Purpose: for limits (fault_bound.h): fault_cut gives a function of at most
 * `nodes` nodes that holds wherever the given one does (FAULT_ABOVE), or only
 * where it does (FAULT_BELOW). The branches that are reached with the least
 * probability go: a node ends as the constant of its side, or, where one of its
 * branches is on the right side of the other one, is passed by without asking,
 * which loses far less: a gate of rare events stays rare when one of them is
 * taken for granted. How little is not worth keeping is found by halving.
 *
 * Where the table is full the constant of the side is given and bdd->is_full
 * stays set. Works with negation: the order of two branches is proved, never
 * guessed.
 * Purity: no I/O, no clock. Ownership: marks in the arena given to fault_cut_open, 32
 * bytes a reference of the table, doubled as it grows. Cost: O(n log n) for n
 * nodes of the function, and the proofs, usually O(n). Errors: none.
 * Source: under- and overapproximation of decision diagrams by Ravi, McMillan,
 * Shiple and Somenzi 1998. */
#ifndef CSMS_ENGINE_FAULT_CUT_H
#define CSMS_ENGINE_FAULT_CUT_H

#include "engine/bdd.h"

enum fault_side { FAULT_BELOW, FAULT_ABOVE };

struct fault_cut_mark;

struct fault_cut {
    struct bdd *bdd;
    const double *chances; /* by variable */
    struct arena *arena;
    struct arena *scratch;        /* of one cut */
    struct fault_cut_mark *marks; /* by reference; all zero between cuts */
    uint32_t mark_room;
};

/* scratch is reset by every cut. */
void fault_cut_open(struct fault_cut *cut, struct bdd *bdd, const double *chances,
                    struct arena *arena, struct arena *scratch);
uint32_t fault_cut(struct fault_cut *cut, uint32_t function, uint32_t nodes, enum fault_side side);

#endif
