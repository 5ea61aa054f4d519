/* tara_tree.h - one attack tree, evaluated.
 *
 * Purpose: takes the nodes that a tree owns or reaches, finds what can be
 * computed, hands that to the engine and keeps its answer together with the
 * value of every node. Trees whose counted steps are all rated by attack
 * potential are computed exactly by capability sets (V1); by CVSS or attack
 * vector, or mixed, by levels (V4).
 * A rated gate counts as a whole; what hangs below it only documents it.
 * A cut step is impossible: it is left out of ORs, and an AND that needs it is
 * impossible too. A step without rating makes the gates that need it unknown;
 * the tree then has no value and says which steps are missing, but every part
 * that is complete has its own.
 * Ownership: the analysis' arena; trees are shared, nothing is changed.
 * Cost: O(nodes + edges) and one pass of the engine. Errors: RC_TOO_LARGE. A
 * tree that breaks a rule (cycle, bad k) has no value and a sentence. */
#ifndef CSMS_DOMAIN_TARA_TARA_TREE_H
#define CSMS_DOMAIN_TARA_TARA_TREE_H

#include "domain/tara/tara_load.h"
#include "engine/attack_tree_level.h"
#include "engine/attack_tree_profile.h"

enum tara_status { TARA_LIVE, TARA_CUT, TARA_UNKNOWN };

/* Other ratings than the stored ones, by node: controls or a what-if. */
struct tara_case {
    const struct tara_rating **ratings; /* NULL: as stored */
    bool *is_cut;                       /* NULL: none */
};

struct tara_value {
    const struct tara *tara;
    uint32_t tree;
    uint32_t root; /* or TARA_NONE */
    uint32_t *nodes;
    size_t count;                       /* nodes of the picture, in order */
    enum tara_status *status;           /* by node of the analysis */
    uint32_t *engine_of;                /* by node: number in engine, or TARA_NONE */
    const struct tara_rating **ratings; /* by node: what counted */
    enum tara_approach approach;
    const struct attack_tree *engine; /* NULL where nothing could be computed */
    const struct attack_tree_profile *profile_run;
    const struct attack_tree_level *level_run;
    bool has_answer;
    struct attack_answer answer;
    uint32_t *node_of;   /* by number in engine */
    struct text problem; /* why there is no answer */
};

enum rc tara_tree_value(const struct tara *tara, uint32_t tree, const struct tara_case *given,
                        struct tara_value **out) MUST_USE;
/* The value of one node; false where it has none. total is NO_LEVEL for levels. */
bool tara_tree_node(const struct tara_value *value, uint32_t node, int *level, int *total);
struct tara_feasibility tara_tree_feasibility(const struct tara_value *value);
/* The alternatives below the root: through unrated ORs down. */
struct tara_indexes tara_tree_paths(const struct tara_value *value);
/* "easiest: ..." or why there is no value. */
struct text tara_tree_sentence(const struct tara_value *value);
/* Ratings with these controls in place (by control of the analysis); their order
 * does not matter. */
struct tara_case tara_tree_controls(const struct tara *tara, const bool *is_on);
/* Ratings with the controls of a scenario in place. */
struct tara_case tara_tree_scenario(const struct tara *tara, uint32_t scenario);

#endif
