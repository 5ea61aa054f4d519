/* threat_graph.h - the attack graph: every derived fact and all ways to it.
 *
 * Purpose: a fact (what an attacker can do, or a threat that has come true) is
 * an OR over its ways; a way is an AND over the derived facts it needs and one
 * step of the attacker, rated with the factors of its rule. Facts of the model
 * hold anyway and are no nodes. The graph may run in circles; its meaning is
 * the least fixed point, which threat_graph_rank gives for "can it be done at
 * all": the number of rounds an attacker needs at least, and by it one
 * well-founded witness for each fact.
 * Numbers: facts 0 .. fact_count - 1 by predicate and row, ways 0 .. way_count
 * - 1 by rule. The numbers depend on the order things were said in; what they
 * stand for does not.
 * Purity: no I/O. Ownership: all in the arena; the run is borrowed.
 * Cost: O(ways + premises). Errors: RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_THREAT_GRAPH_H
#define CSMS_ENGINE_THREAT_GRAPH_H

#include "engine/threat_run.h"

struct threat_graph {
    const struct threat_run *run;
    uint32_t fact_count;
    uint32_t way_count;
    uint32_t edge_count;  /* fact to way, and way to premise */
    uint32_t *predicates; /* by fact */
    uint32_t *rows;       /* by fact */
    uint32_t *bases;      /* by predicate: fact of its row 0 */
    uint32_t **facts_of;  /* by predicate: fact of each row; NULL where none is dead */
    uint32_t *rules;      /* by way */
    uint32_t *numbers;    /* by way: its number in the rule's ways */
    uint32_t *heads;      /* by way: fact */
    uint32_t *first_need; /* by way, one more at the end */
    uint32_t *needs;      /* facts */
    uint32_t *first_way;  /* by fact, one more at the end */
    uint32_t *ways;       /* of each fact */
    uint32_t *ranks;      /* by fact, from 1; after threat_graph_rank */
    uint32_t *witnesses;  /* by fact: a way whose needs have lower ranks */
};

enum rc threat_graph_build(struct arena *arena, const struct threat_run *run, struct fault *fault,
                           struct threat_graph **out) MUST_USE;
/* allowed: by way, whether it counts; NULL counts all. Rank 0: no way. */
void threat_graph_rank(struct threat_graph *graph, struct arena *arena, const uint8_t *allowed);

/* What a way rests on: the predicate of each premise, and rows, which begin with
 * that of what the way gives; returns how many premises. */
uint32_t threat_graph_way(const struct threat_graph *graph, uint32_t way,
                          uint32_t predicates[THREAT_LITERALS_LIMIT], const uint32_t **rows);
/* The values of the rule's variables in a way. */
void threat_graph_values(const struct threat_graph *graph, uint32_t way,
                         uint32_t values[THREAT_VARIABLES_LIMIT]);
/* "controls(telematics unit)" by names, for people. */
struct text threat_graph_fact_text(const struct threat_graph *graph, struct arena *arena,
                                   uint32_t predicate, const uint32_t *tuple);
/* By rule, then by the ids of what it is about: the same whatever the order
 * things were said in. */
int threat_graph_compare_ways(const struct threat_graph *graph, uint32_t a, uint32_t b);

#endif
