/* threat_join.h - a rule's body as a fixed order of lookups. Private to threat_*.c.
 *
 * Purpose: compiled once for a rule and the literal it starts from; walking it
 * finds every binding of the rule's variables and calls back with the rows of
 * the premises. The order is greedy: next comes the literal that leaves the
 * fewest rows, by the sizes of the relations; absences and differences come as
 * soon as their variables are known.
 * Ranges: the literals of a rule have an order, the one a full run starts from
 * first. The literal started from sees the rows of the last round, those before
 * it only older rows, those behind it all: so no binding is found twice.
 * Cost: compiling O(literals squared); making the indexes it asks for. */
#ifndef CSMS_ENGINE_THREAT_JOIN_H
#define CSMS_ENGINE_THREAT_JOIN_H

#include "engine/threat_run.h"

enum threat_look {
    THREAT_SCAN,   /* all rows */
    THREAT_LOOKUP, /* the rows with a known value in one column */
    THREAT_MEMBER, /* the one row, all columns known */
    THREAT_ABSENT, /* no such row */
    THREAT_DIFFER
};

enum threat_cell { THREAT_IS_SYMBOL, THREAT_IS_VALUE, THREAT_BINDS, THREAT_FREE };

enum threat_range { THREAT_OLD, THREAT_LAST, THREAT_ALL };

struct threat_stage {
    enum threat_look look;
    enum threat_range range;
    uint32_t relation; /* predicate */
    uint32_t column;   /* of the index */
    uint32_t premise;  /* place among the positive literals */
    uint8_t cells[THREAT_ARITY_LIMIT];
    uint32_t numbers[THREAT_ARITY_LIMIT]; /* symbol or variable */
};

struct threat_join {
    const struct threat_rule *rule;
    uint32_t rule_number;
    uint32_t start; /* literal */
    uint32_t stage_count;
    struct threat_stage stages[THREAT_LITERALS_LIMIT];
};

struct threat_walk {
    struct threat_run *run;
    const struct threat_join *join;
    uint32_t values[THREAT_VARIABLES_LIMIT];
    uint32_t premises[THREAT_LITERALS_LIMIT];
    void (*found)(struct threat_walk *walk);
    void *context;
    bool asks_start;      /* an absence started from is asked too */
    bool ignores_absence; /* any other absence is taken to hold */
};

/* The head's tuple, and whether it is one of the premises: then the way says nothing. */
void threat_join_head(const struct threat_walk *walk, uint32_t tuple[THREAT_ARITY_LIMIT]);
bool threat_join_begs(const struct threat_walk *walk, uint32_t head_row);
/* Rounds until nothing new is found; found keeps each way. The facts from
 * old_end on are new. */
void threat_join_rounds(struct threat_run *run, void (*found)(struct threat_walk *walk));
enum rc threat_join_verdict(const struct threat_run *run) MUST_USE; /* RC_OK, RC_TOO_LARGE */
/* Made once and kept in the run. */
const struct threat_join *threat_join_get(struct threat_run *run, uint32_t rule, uint32_t start);
/* The literal a full run of the rule starts from. */
uint32_t threat_join_first(struct threat_run *run, uint32_t rule);
/* All bindings; stops early where the run is over. */
void threat_join_walk(struct threat_walk *walk);
/* All bindings where the literal started from, an absence, is about this tuple. */
void threat_join_walk_absence(struct threat_walk *walk, const uint32_t *tuple);
/* Do these literals hold with the variables' values? Model facts only. */
bool threat_join_holds(const struct threat_run *run, const struct threat_literal *literals,
                       size_t count, const uint32_t *values);

#endif
