/* zbdd.h - families of sets as zero-suppressed decision diagrams.
 *
 * Purpose: minimal cut sets, minimal attacks. A reference is a node's index:
 * ZBDD_NONE is the empty family, ZBDD_EMPTY the family of the empty set alone;
 * a node is "the sets of low, and those of high each with the variable". Every
 * family is stored once; operands have lower indices than nodes above them.
 *
 * zbdd_minimal gives the minimal solutions of a function: the smallest sets of
 * variables that make it true, all others being false, none containing another.
 * For a monotone function these are its minimal cut sets; for any other, those
 * of its coherent hull (the least monotone function above it).
 *
 * Budget, sweeping and patience: as in bdd.h.
 * Purity: no I/O, no clock. Ownership: an arena of its own, about 30 bytes a
 * node. Cost: of zbdd_without as of bdd_and; recursion as deep as there are
 * variables, at most DIAGRAM_LEVELS.
 * Source: Minato 1993; Rauzy 1993, 2001 (minimal solutions, operator without). */
#ifndef CSMS_ENGINE_ZBDD_H
#define CSMS_ENGINE_ZBDD_H

#include "engine/bdd.h"

#define ZBDD_NONE UINT32_C(0)
#define ZBDD_EMPTY UINT32_C(1)

struct zbdd_node {
    uint32_t variable;
    uint32_t high; /* never ZBDD_NONE */
    uint32_t low;
};

struct zbdd_entry;

struct zbdd {
    struct arena *arena;
    struct zbdd_node *nodes;
    uint32_t count; /* with the two constants */
    uint32_t room;
    uint32_t *slots;
    uint32_t slot_bits;
    struct zbdd_entry *cache;
    uint32_t cache_bits;
    uint32_t cache_steps; /* results put in since it was widened */
    uint32_t limit;
    uint32_t steps;
    bool is_full;
    bool is_stopped; /* may_go_on said no */
    struct diagram_patience patience;
};

void zbdd_open(struct zbdd *zbdd, struct diagram_patience patience);
void zbdd_close(struct zbdd *zbdd);

uint32_t zbdd_make(struct zbdd *zbdd, uint32_t variable, uint32_t high, uint32_t low);
/* The sets of a that contain no set of b. */
uint32_t zbdd_without(struct zbdd *zbdd, uint32_t a, uint32_t b);
/* function's nodes have indices of `from` and above; scratch is used and not given back. */
uint32_t zbdd_minimal(struct zbdd *zbdd, const struct bdd *bdd, uint32_t from, uint32_t function,
                      struct arena *scratch);

void zbdd_cut(struct zbdd *zbdd, uint32_t count);
void zbdd_sweep(struct zbdd *zbdd, uint32_t from, uint32_t *references, size_t reference_count);

#endif
