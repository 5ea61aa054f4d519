/* threat_rule.h - rules that find threats in a system model.
 *
 * Purpose: a rule is a Horn clause with typed variables: when all its literals
 * hold, its head does. Where the head is a predicate that other rules use, the
 * rule is a capability an attacker gains by a step ("who controls a component
 * may send on its channels"); where it is a threat, it is a threat scenario
 * with STRIDE classes, entries of Annex 5 of UN R155 and steps with default
 * attack-potential factors.
 * Literals are facts of the model (the vocabulary below), derived ones, their
 * absence (facts of the model only), and "A != B". Every variable of the head
 * and of an absence stands in a positive literal too, or is "_" (any).
 * Purity: plain data. Ownership: all in the arena; texts are borrowed.
 * Cost: adding O(literals). Errors: RC_INVALID, RC_TOO_LARGE with the rule's
 * place in the file.
 * Source: the vocabulary follows the project's own architecture records
 * (component, channel, data flow, interface, trust zone, data element). */
#ifndef CSMS_ENGINE_THREAT_RULE_H
#define CSMS_ENGINE_THREAT_RULE_H

#include "base/fault.h"
#include "engine/method.h"
#include "engine/threat_relation.h"

#define THREAT_LITERALS_LIMIT 16
#define THREAT_VARIABLES_LIMIT 16
#define THREAT_STEPS_LIMIT 8
#define THREAT_ADJUSTS_LIMIT 8
#define THREAT_ANNEX5_LIMIT 16
#define THREAT_RULES_LIMIT 4096
#define THREAT_PREDICATES_LIMIT 8192

/* What a model says; see threat_word.c for the types of each. */
enum threat_fact {
    THREAT_IS_COMPONENT, /* component(C) */
    THREAT_IS_CHANNEL,   /* channel(H) */
    THREAT_IS_INTERFACE, /* interface(I, C): I is an interface of C */
    THREAT_IS_FLOW,      /* flow(F, A, B): F goes from component A to B */
    THREAT_IS_ZONE,      /* zone(Z) */
    THREAT_IS_DATA,      /* data(D) */
    THREAT_KIND,         /* kind(E, word) */
    THREAT_TECHNOLOGY,   /* technology(E, word) */
    THREAT_PROPERTY,     /* property(E, name, value) */
    THREAT_PROTECTION,   /* protection(E, word) of channels and flows */
    THREAT_REACH,        /* reach(H, word) of channels */
    THREAT_EXPOSURE,     /* exposure(I, word) of interfaces */
    THREAT_ACCESS,       /* access(I, word): access control of interfaces */
    THREAT_LEVEL,        /* level(Z, word) of zones */
    THREAT_NEEDS,        /* needs(D, word): security property of data */
    THREAT_ON,           /* on(C, H): C is an endpoint of H */
    THREAT_LEADS_TO,     /* leads_to(I, H) */
    THREAT_VIA,          /* via(F, H) */
    THREAT_CARRIES,      /* carries(F, D) */
    THREAT_STORES,       /* stores(C, D) */
    THREAT_IN_ZONE,      /* in_zone(C, Z) */
    THREAT_ZONE_IN,      /* zone_in(Z, outer zone) */
    THREAT_PART_OF,      /* part_of(C, containing component) */
    THREAT_ENTRY,        /* entry(E): attackers start here */
    THREAT_CROSSES,      /* crosses(F, Z1, Z2): F leaves zone Z1 into Z2 */
    THREAT_CLIMBS,       /* climbs(F): F enters a zone trusted more */
    THREAT_FACTS,
    THREAT_DIFFERENT = THREAT_FACTS /* A != B; no relation of its own */
};

struct threat_predicate {
    struct text name;
    uint32_t arity;
    uint32_t types[THREAT_ARITY_LIMIT]; /* bits of enum threat_type */
};

enum threat_term_kind { THREAT_SYMBOL, THREAT_VARIABLE, THREAT_ANY };

struct threat_term {
    enum threat_term_kind kind;
    uint32_t number; /* symbol or variable */
};

struct threat_literal {
    uint32_t predicate;
    bool is_absent;
    struct threat_term terms[THREAT_ARITY_LIMIT];
};

/* Factor levels of the attack potential; NO_LEVEL leaves one as it is. */
struct threat_factors {
    int8_t levels[METHOD_FACTORS_LIMIT];
};

/* Where all literals hold, these levels stand in place of the step's. */
struct threat_adjust {
    struct threat_literal *literals;
    size_t literal_count;
    struct threat_factors factors;
};

struct threat_step {
    struct text title; /* "{C}" stands for the name of variable C */
    struct threat_factors factors;
    struct threat_adjust *adjusts;
    size_t adjust_count;
};

struct threat_rule {
    struct text id;
    struct text title; /* of the threat; empty for a capability */
    struct text about;
    struct text file;
    int line;
    bool is_threat;
    uint8_t stride; /* bit i: the i-th letter of "STRIDE" */
    struct text *annex5;
    size_t annex5_count;
    struct text variables[THREAT_VARIABLES_LIMIT];
    uint32_t variable_types[THREAT_VARIABLES_LIMIT];
    uint32_t variable_count;
    struct threat_literal *literals;
    size_t literal_count;
    size_t positive_count; /* of them, relations only */
    struct threat_literal head;
    struct threat_step *steps;
    size_t step_count;
};

struct threat_rules {
    struct arena *arena;
    struct threat_symbols *symbols;
    const struct method *method; /* whose factors the steps are rated with */
    struct threat_predicate *predicates;
    size_t predicate_count;
    size_t predicate_room;
    struct table predicate_numbers; /* name to number + 1 */
    struct threat_rule *rules;
    size_t rule_count;
    size_t rule_room;
    struct table rule_ids;
    struct fault *fault; /* of the call under way */
};

void threat_rules_init(struct threat_rules *rules, struct arena *arena,
                       struct threat_symbols *symbols, const struct method *method);
/* THREAT_NOTHING where there is none of the name. */
uint32_t threat_rules_predicate(const struct threat_rules *rules, struct text name);
/* The predicate, new or the same as before; RC_CONFLICT where it has other types. */
enum rc threat_rules_declare(struct threat_rules *rules, const struct threat_predicate *predicate,
                             struct fault *fault, uint32_t *out) MUST_USE;
/* Checks the rule (types, variables, limits) and keeps a copy. The head of a
 * threat is given as its terms; it gets a predicate of its own. */
enum rc threat_rules_add(struct threat_rules *rules, const struct threat_rule *rule,
                         struct fault *fault) MUST_USE;
/* One literal as text: "on(C, H)", "not entry(_)", "A != B". Names starting
 * with a capital letter are variables and are added to the rule. */
enum rc threat_rule_literal(struct threat_rules *rules, struct threat_rule *rule,
                            struct text written, struct fault *fault,
                            struct threat_literal *out) MUST_USE;

/* The facts of models, by enum threat_fact. */
const struct threat_predicate *threat_word_predicate(enum threat_fact fact);

#endif
