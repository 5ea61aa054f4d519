/* tara_insight.h - why a threat scenario's risk is what it is, and what would move it.
 *
 * Purpose: four answers about one threat scenario with an attack tree:
 *   why        the deciding attack, step by step, with variant, exactness, method
 *              and a hash over the contents of all records it rests on
 *   attackers  the least capable attackers who succeed (attack potential only)
 *   moves      every change of one factor of one step by one level that changes
 *              the tree's level, or else its points, with the risks after it;
 *              and the points that every attack passes
 *   controls   each control on a step of the tree: alone against none, and with
 *              and without it among all others; the residuals as planned (target),
 *              as built and as verified
 * A control raises a step to at least its levels or cuts it, as tara_tree.h has
 * it; one that only detects moves nothing. Dropped controls do not count.
 * What cannot be rated has a reason instead of figures; that is no error.
 *
 * Ownership: the analysis' arena. Cost: one pass a tree and two what-ifs a step
 * (attack potential; attack_sensitivity.h) or two passes a step (levels), and
 * two passes a control; each within a budget of nodes, so that the same state
 * gives the same answer on every machine; is_whole says when it ran out.
 * Errors: RC_TOO_LARGE. Clauses: [RQ-15-10] [RQ-15-15] [RQ-09-08]; the moves and
 * the flip test are practice. */
#ifndef CSMS_DOMAIN_TARA_TARA_INSIGHT_H
#define CSMS_DOMAIN_TARA_TARA_INSIGHT_H

#include "base/hash.h"
#include "core/render.h"
#include "domain/tara/tara_tree.h"

#define TARA_INSIGHT_ATTACKERS 20 /* shown */
#define TARA_INSIGHT_MOVES 200    /* shown */
#define TARA_INSIGHT_BUDGET 200000000

/* What a state of the tree means. */
struct tara_outcome {
    bool is_rated;
    int level;
    int total;
    int risk;            /* the highest; 0 where none is rated, or nothing remains */
    int risk_sum;        /* of all, to compare states with the same highest */
    int *risks;          /* by risk of the insight; 0 likewise */
    struct text problem; /* why it is not rated: "no attack remains" */
};

struct tara_move {
    uint32_t node;
    struct text factor_id;
    struct text factor;
    struct text from_id;
    struct text from;
    struct text to_id;
    struct text to;
    bool is_harder;
    struct tara_outcome after;
};

enum tara_worth {
    TARA_NEEDED,  /* without it the target's risk is higher */
    TARA_HELPS,   /* without it the target's level or points are easier */
    TARA_COVERED, /* the others do the same; alone it would move the risk or level */
    TARA_IDLE,    /* it moves nothing */
    TARA_DETECTS  /* it changes no step */
};

struct tara_flip {
    uint32_t control;
    enum tara_worth worth;
    struct tara_outcome alone;   /* it and no other */
    struct tara_outcome with;    /* it and all others */
    struct tara_outcome without; /* all others */
};

struct tara_insight {
    const struct tara *tara;
    uint32_t threat;
    struct tara_value *value; /* NULL: there is no tree */
    struct text reason;       /* empty: it is rated */
    struct hash inputs;
    const struct tara_risk **risks; /* initial, of this threat; highest first */
    size_t risk_count;
    struct tara_outcome now;

    struct tara_move *moves; /* greatest effect first */
    size_t move_count;
    size_t level_count; /* of these, so many change the level */
    bool moves_are_whole;
    uint32_t *points; /* nodes on every attack, the root first */
    size_t point_count;

    struct tara_flip *flips; /* by worth, then effect, then cost */
    size_t flip_count;
    bool flips_are_whole;
    struct tara_outcome target;
    struct tara_outcome built;
    struct tara_outcome verified;
};

enum rc tara_insight_find(const struct tara *tara, uint32_t threat,
                          struct tara_insight *out) MUST_USE;
void tara_insight_render(struct renderer *renderer, const struct tara_insight *insight);

/* Parts, private to tara_insight*.c. */
struct tara_outcome tara_insight_outcome(const struct tara_insight *insight, int level, int total);
/* By risk, level and points: above 0 where a is worse for the vehicle than b.
 * Nothing remains is better than any level, more points than fewer. */
int tara_insight_compare(const struct tara_outcome *a, const struct tara_outcome *b);
enum rc tara_insight_moves(struct tara_insight *insight) MUST_USE;
enum rc tara_insight_controls(struct tara_insight *insight) MUST_USE;

#endif
