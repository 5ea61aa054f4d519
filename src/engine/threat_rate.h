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

struct threat_rating {
    const struct profile_grid *grid;
    const struct attack_graph *graph; /* its nodes: the facts, by number, then the ways */
};

enum rc threat_rate(struct arena *arena, const struct threat_graph *graph, struct fault *fault,
                    struct threat_rating *out) MUST_USE;

#endif
