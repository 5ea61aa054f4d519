/* attack_graph_class.h - attackers whom a graph cannot tell apart. For attack_graph*.c.
 *
 * Purpose: attackers who can do the same steps reach the same nodes. So a graph
 * need not tell all profiles of the grid apart: the joins of its steps' profiles
 * are enough, a class of attackers for each. Steps rated alike, or few ratings,
 * make few classes: a dozen ratings some hundred, of 1,280 profiles.
 *
 * Classes are numbered by the profile that has least among its attackers, so
 * that the lowest class of a set is its easiest profile. A set of classes is a
 * run of bits in `width` words.
 * Purity: pure. Ownership: the arena; borrows the grid. Cost: O(profiles x
 * factors + ratings x classes). Errors: the arena's budget.
 * Source: the join-irreducible and closed elements of a finite lattice. */
#ifndef CSMS_ENGINE_ATTACK_GRAPH_CLASS_H
#define CSMS_ENGINE_ATTACK_GRAPH_CLASS_H

#include "engine/profile_grid.h"

#define ATTACK_GRAPH_NO_CLASS UINT16_MAX

struct attack_graph_classes {
    uint32_t count;
    size_t width;         /* words of a set */
    uint16_t *class_of;   /* by profile; who can do no step at all has none */
    uint16_t *profile_of; /* by class */
    uint32_t ratings;
    uint32_t *rating_of; /* by profile that a step needs: which of the ratings */
    uint64_t *sets;      /* [ratings][width]: who can do such a step */
};

/* is_used: by profile, whether any step needs it. */
void attack_graph_class_find(struct attack_graph_classes *classes, struct arena *arena,
                             const struct profile_grid *grid, const bool *is_used);

#endif
