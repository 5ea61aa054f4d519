/* threat_rate.h - the feasibility of every fact of an attack graph.
 *
 * Purpose: a fact is as feasible as the easiest of all ways to it; each way
 * needs its rule's steps and every fact it rests on. Circles support nothing
 * by themselves (attack_graph.h).
 * Purity: no I/O. Ownership: all in the arena. Cost: see attack_graph.h.
 * Errors: RC_UNSUPPORTED where the method has no attack potential,
 * RC_TOO_LARGE. Source: attack potential, ISO/SAE 21434:2021 clause 15.7. */
#ifndef CSMS_ENGINE_THREAT_RATE_H
#define CSMS_ENGINE_THREAT_RATE_H

#include "engine/attack_graph.h"
#include "engine/threat_list.h"

#define THREAT_RATE_WORK_LIMIT 200000000 /* ways looked at for easiest paths */

struct threat_rating {
    const struct profile_grid *grid;
    uint16_t *needs;                  /* by way: the profile its own steps need */
    const struct attack_graph *graph; /* its nodes: the facts, by number, then the ways */
};

enum rc threat_rate(struct arena *arena, const struct threat_graph *graph, struct fault *fault,
                    struct threat_rating *out) MUST_USE;

/* Gives each threat the path and steps of a shortest one of its easiest ways, so
 * that the hardest level of each factor over its steps is its feasibility.
 * Cost: a ranking for each profile that is the easiest of some threat; stops
 * after THREAT_RATE_WORK_LIMIT, and threats then keep a shortest way. The ranks
 * of the graph are afterwards those of all ways again. */
void threat_rate_paths(struct threat_list *list, struct threat_graph *graph, struct arena *arena,
                       const struct threat_rating *rating);

#endif
