/* threat_run.h - applies rules to a model, to the end and again after an edit.
 *
 * Purpose: semi-naive bottom-up evaluation: each round joins the facts that the
 * round before found with all that are known, so every way to derive a fact is
 * found exactly once. All ways are kept: a fact is an OR over its derivations,
 * a derivation an AND over its premises (threat_graph.h).
 * Recursion is allowed; the result is the least fixed point. Absence is asked of
 * model facts only, so there is exactly one result, whatever the order.
 * threat_run_update takes facts of the model back and adds others, touching
 * only what depends on them: facts that lose their well-founded support are
 * set aside, derived again from what is left where that is possible, and the
 * new facts go through the same rounds. The result equals that of a full run.
 * Purity: no clock; may_go_on, where given, is asked now and then and ends the
 * call with RC_TOO_LARGE when it answers no.
 * Ownership: all in the arena. The model and the rules must not change while
 * the run lives. After an error the run is spent.
 * Cost: O(derivations) joins, each O(1) expected where a rule's literals hang
 * together by indexed columns; about 12 bytes and 4 a premise a derivation.
 * Errors: RC_TOO_LARGE over the arena's budget or the time allowed.
 * Source: semi-naive evaluation and delete-and-rederive of deductive databases;
 * the graph is that of logical attack graphs (MulVAL). */
#ifndef CSMS_ENGINE_THREAT_RUN_H
#define CSMS_ENGINE_THREAT_RUN_H

#include "engine/threat_model.h"

/* The ways found by one rule: rows of the head's fact and the premises' facts,
 * as row numbers of their relations, in the order of the positive literals. */
struct threat_ways {
    uint32_t stride; /* 1 + premises */
    uint32_t count;
    uint32_t room;
    uint32_t dead_count;
    uint32_t *rows; /* [count][stride]; the head is THREAT_NOTHING where the way ended */
};

struct threat_join;
struct threat_edit;

struct threat_run {
    struct arena *arena;
    const struct threat_rules *rules;
    const struct threat_symbols *symbols;
    struct fault *fault;
    bool (*may_go_on)(void *context);
    void *context;
    struct threat_relation *relations; /* by predicate */
    struct threat_ways *ways;          /* by rule */
    struct threat_join **joins;        /* by rule and literal; made when first needed */
    uint32_t *firsts;                  /* by rule: the literal a full run starts from */
    uint8_t *is_base;                  /* by predicate */
    uint32_t rounds;
    uint32_t calm;            /* work left until may_go_on is asked */
    bool is_over;             /* out of memory or time */
    struct threat_edit *edit; /* what edits need; made by the first one */
};

/* One fact of the vocabulary. */
struct threat_tuple {
    enum threat_fact fact;
    uint32_t arguments[THREAT_ARITY_LIMIT];
};

struct threat_limits {
    bool (*may_go_on)(void *context); /* may be NULL */
    void *context;
};

/* Runs to the end. The model was closed. */
enum rc threat_run_open(struct arena *arena, const struct threat_rules *rules,
                        const struct threat_model *model, struct threat_limits limits,
                        struct fault *fault, struct threat_run **out) MUST_USE;

enum rc threat_run_update(struct threat_run *run, const struct threat_tuple *gone,
                          size_t gone_count, const struct threat_tuple *come,
                          size_t come_count) MUST_USE;

/* The edit that turns the run's facts into those of another closed model with
 * the same symbols. */
enum rc threat_run_follow(struct threat_run *run, const struct threat_model *model) MUST_USE;

/* The predicate of each premise of a rule; returns how many. */
uint32_t threat_run_premises(const struct threat_rule *rule,
                             uint32_t predicates[THREAT_LITERALS_LIMIT]);
/* One more way; returns its number. */
uint32_t threat_run_keep_way(struct threat_run *run, uint32_t rule, uint32_t head_row,
                             const uint32_t *premises);
uint64_t threat_run_fact_count(const struct threat_run *run); /* derived and alive */
uint64_t threat_run_way_count(const struct threat_run *run);

#endif
