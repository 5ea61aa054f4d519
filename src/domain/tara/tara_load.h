/* tara_load.h - one analysis as plain structs, everything computed.
 *
 * Purpose: reads all records of one analysis from a snapshot, links them by
 * index, turns ratings into the engine's numbers and computes impact, attack
 * feasibility, risk and assurance level. Nothing computed is ever stored.
 * Rules: impact is the highest rating of each category and over all of them;
 * feasibility comes from the attack tree by the approach of its ratings
 * (tara_tree.h); risk is the method's matrix, with the formula beside it.
 * Ownership: the snapshot's arena. Cost: one query an entity (15), then
 * O(records + edges) and one engine pass a tree.
 * Errors: RC_NOT_FOUND, RC_INVALID (the method's pack), RC_TOO_LARGE. What is
 * merely incomplete is no error: the value is absent and a sentence says why.
 * Clauses: [RQ-15-01] to [RQ-15-17]. */
#ifndef CSMS_DOMAIN_TARA_TARA_LOAD_H
#define CSMS_DOMAIN_TARA_TARA_LOAD_H

#include "core/snapshot.h"
#include "engine/cvss_exploitability.h"
#include "engine/impact.h"
#include "engine/profile_grid.h"

#define TARA_NONE UINT32_MAX
#define TARA_NODES_LIMIT 200000

enum tara_kind {
    TARA_ASSET,
    TARA_DAMAGE,
    TARA_IMPACT,
    TARA_THREAT,
    TARA_TREE,
    TARA_NODE,
    TARA_RATING,
    TARA_CONTROL,
    TARA_SCENARIO,
    TARA_ASSUMPTION,
    TARA_RISK,
    TARA_TREATMENT,
    TARA_GOAL,
    TARA_CLAIM,
    TARA_KINDS
};

enum tara_approach { TARA_POTENTIAL, TARA_CVSS, TARA_VECTOR, TARA_MIXED, TARA_UNRATED };

struct tara_list {
    struct record **records;
    size_t count;
};

struct tara_indexes {
    uint32_t *at;
    size_t count;
};

struct tara_method {
    const struct record *record;
    const struct method *method;
    const struct profile_grid *grid; /* NULL where the pack has no attack potential */
    const struct json *pack;
};

struct tara_rating {
    const struct record *record; /* NULL in a what-if */
    enum tara_approach approach;
    int levels[METHOD_FACTORS_LIMIT]; /* attack potential */
    int vector;                       /* index, or NO_LEVEL; any approach may name it */
    struct cvss_metrics cvss;
    struct text cvss_text;
    int total; /* points, or hundredths of exploitability; NO_LEVEL else */
    int level;
    struct text problem; /* empty: the rating is complete */
};

struct tara_node {
    const struct record *record;
    struct text title;
    int gate; /* enum attack_gate */
    uint32_t k;
    int64_t position;
    uint32_t tree; /* index, or TARA_NONE */
    struct tara_indexes children;
    struct tara_indexes parents;
    const struct tara_rating *rating; /* or NULL */
};

struct tara_damage {
    const struct record *record;
    bool is_rated;
    struct impact impact;
};

struct tara_feasibility {
    bool is_rated;
    enum tara_approach approach;
    int level;
    int total;           /* attack potential, else NO_LEVEL */
    int vector;          /* of the deciding step, or NO_LEVEL */
    struct text problem; /* why it is not rated */
};

struct tara_threat {
    const struct record *record;
    struct tara_indexes damages;
    uint32_t tree;
    int widest_vector; /* over all rated steps, or NO_LEVEL */
    struct tara_feasibility feasibility;
};

struct tara_risk {
    const struct record *record; /* NULL: computed, but nobody has made a record of it */
    uint32_t threat;
    uint32_t damage;
    uint32_t scenario; /* or TARA_NONE */
    int category;
    int impact;
    struct tara_feasibility feasibility;
    bool is_rated;
    int value;
    int formula_hundredths; /* or NO_LEVEL where the pack has no formula */
    int cal;                /* or NO_LEVEL */
};

struct tara {
    struct snapshot *snapshot;
    struct arena *arena;
    const struct record *analysis;
    struct tara_method method;
    struct tara_list lists[TARA_KINDS];
    struct table by_id; /* id -> struct tara_found */
    struct tara_node *nodes;
    struct tara_rating *ratings;
    struct tara_damage *damages;
    struct tara_threat *threats;
    struct tara_risk *risks;
    size_t risk_count;
};

struct tara_found {
    enum tara_kind kind;
    uint32_t index;
    const struct record *record;
};

enum rc tara_load(struct snapshot *snapshot, struct text key, struct tara **out) MUST_USE;
/* What a record of the analysis was loaded as; NULL where it is not part of it. */
const struct tara_found *tara_find(const struct tara *tara, struct id id);
/* Its index among those of kind, or TARA_NONE. */
uint32_t tara_index(const struct tara *tara, enum tara_kind kind, struct id id);
uint32_t tara_index_of(const struct tara *tara, enum tara_kind kind, struct value reference);
/* The analysis that a record is part of; RC_NOT_FOUND where it is part of none. */
enum rc tara_analysis_of(struct snapshot *snapshot, const struct record *record,
                         struct text *key) MUST_USE;

/* Fills the engine's figures of a rating record, or says what is missing. */
void tara_rating_read(const struct tara_method *method, struct arena *arena,
                      const struct record *record, struct tara_rating *out);
/* Fills total and level, or the problem, from approach and levels. */
void tara_rating_compute(const struct tara_method *method, struct arena *arena,
                         struct tara_rating *rating);
enum rc tara_method_read(struct snapshot *snapshot, const struct record *record,
                         struct tara_method *out) MUST_USE;

/* The record's fields that name the levels of factor ids ET, SE, KoIC, WoO, Eq. */
#define TARA_FACTORS 5
extern const char *const tara_factor_ids[TARA_FACTORS];
extern const char *const tara_factor_fields[TARA_FACTORS];
const char *tara_factor_field(struct text factor_id); /* or NULL */
const char *tara_approach_id(enum tara_approach approach);
const char *tara_approach_label(enum tara_approach approach);
enum tara_approach tara_approach_of(struct text id); /* or TARA_UNRATED */
struct text tara_text(const struct record *record, const char *field);
int64_t tara_integer(const struct record *record, const char *field, int64_t otherwise);
/* "Safety" for S. */
const char *tara_category_label(struct text id);

#endif
