/* threat_list.h - the threats of a run, with ids that last and the decisions on them.
 *
 * Purpose: one threat for each threat rule and each combination of elements it
 * is about, however many ways lead there. Its id is a hash of the rule's id
 * and the elements' types and ids, so it stays the same when the model or the
 * rules are edited elsewhere, and what an analyst decided stays attached.
 * Its steps are those of one way by the graph's ranks, a shortest one: first what the attacker must
 * gain, in an order in which it can be done, then the rule's own steps. "{C}" in a title becomes
 * the name of the element; a step's factors are the rule's, adjusted where the model says so.
 * Order: by id. Purity: no I/O. Ownership: all in the arena; the graph is
 * borrowed. Cost: O(threats x (steps + log threats)); THREAT_PATH_LIMIT ways a
 * threat, further ones (the farthest) are counted.
 * Errors: RC_TOO_LARGE; RC_CONFLICT where two threats would share an id. */
#ifndef CSMS_ENGINE_THREAT_LIST_H
#define CSMS_ENGINE_THREAT_LIST_H

#include "engine/threat_graph.h"

#define THREAT_ID_SIZE 18 /* "T-" and 16 hexadecimal digits */
#define THREAT_PATH_LIMIT 100

struct threat_part { /* one step of the attack */
    struct text title;
    struct text rule;
    struct threat_factors factors;
};

struct threat_decision {
    struct text id;       /* of the threat */
    struct text decision; /* accepted, merged, refuted, ... */
    struct text note;
    struct text into; /* the id it was merged into */
};

struct threat {
    struct text id;
    const struct threat_rule *rule;
    struct text title;
    uint32_t fact; /* of the graph */
    uint32_t argument_count;
    uint32_t arguments[THREAT_ARITY_LIMIT]; /* symbols */
    struct threat_part *steps;
    size_t step_count;
    uint32_t *path; /* ways, in an order in which they can be done; the last is its own */
    size_t path_count;
    size_t left_out;                        /* ways before those of path */
    const struct threat_decision *decision; /* NULL where none */
};

struct threat_list {
    const struct threat_graph *graph;
    struct threat *at;
    size_t count;
};

/* The graph was ranked. */
enum rc threat_list_make(struct arena *arena, const struct threat_graph *graph, struct fault *fault,
                         struct threat_list **out) MUST_USE;

/* Takes the path and steps of the threats marked as wanted from the graph's ranks
 * again. scratch holds what is needed on the way. */
void threat_list_repath(struct threat_list *list, struct arena *arena, struct arena *scratch,
                        const uint8_t *wanted);

/* Attaches earlier decisions by id. orphans: those whose threat is no more. */
enum rc threat_list_merge(struct threat_list *list, struct arena *arena, struct fault *fault,
                          const struct threat_decision *decisions, size_t decision_count,
                          const struct threat_decision ***orphans, size_t *orphan_count) MUST_USE;

/* The title of a rule or step with the names of a way's elements. */
struct text threat_list_fill(const struct threat_graph *graph, struct arena *arena,
                             const struct threat_rule *rule, struct text title,
                             const uint32_t *values);
/* What a way's steps need together: the hardest level of each factor. */
struct threat_factors threat_list_way_factors(const struct threat_graph *graph, uint32_t way);

#endif
