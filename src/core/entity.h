/* entity.h - every kind of record, said once as const data.
 *
 * Purpose: an entity is a table of fields, states and verbs. From it the spine
 * derives storage, validation, API, command line, screens, ledger, search,
 * documents and tests. Ownership: program lifetime, const. Cost: none.
 * Units: text limits in code points; integers carry their unit in .unit. */
#ifndef CSMS_CORE_ENTITY_H
#define CSMS_CORE_ENTITY_H

#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    FIELD_TEXT,    /* one line */
    FIELD_PROSE,   /* several lines */
    FIELD_INTEGER, /* a scaled integer; .unit names the scale */
    FIELD_BOOL,
    FIELD_CHOICE, /* one of .choices */
    FIELD_DATE,   /* YYYY-MM-DD */
    FIELD_MOMENT, /* event time: stated by a person, may lie in the past */
    FIELD_REF,    /* one record of an entity named in .refers */
    FIELD_REFS,   /* a set of them: a typed many-to-many link */
    FIELD_ANY,    /* one record of any entity */
    FIELD_JSON,   /* structured data, kept in canonical form */
    FIELD_BLOB    /* SHA-256 of stored content, hexadecimal */
};

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_LISTED = 1 << 1,    /* a column of the default list */
    FIELD_READ_ONLY = 1 << 2, /* set by actions only */
    FIELD_PERSONAL = 1 << 3,  /* sealed under the subject's key */
    FIELD_REASON = 1 << 4,    /* a change needs a reason */
    FIELD_PART = 1 << 5,      /* the record is part of what this refers to */
    FIELD_SCOPE = 1 << 6      /* this reference is the record's organisational scope */
};

struct choice {
    const char *id;
    const char *label;
    const char *tone; /* good warn bad info risk1..risk5, or NULL */
};

struct field {
    const char *name;
    const char *label;
    enum field_type type;
    unsigned flags;
    const char *refers; /* entity names apart by blanks */
    const struct choice *choices;
    size_t choice_count;
    int64_t min; /* integer: least; text: fewest characters (1 when required) */
    int64_t max; /* integer: greatest; text: most characters (0: the type's default) */
    const char *unit;
    const char *about;
    const char *clause;
};

#define CHOICES(table) .choices = (table), .choice_count = sizeof(table) / sizeof *(table)

struct state {
    const char *id;
    const char *label;
    const char *tone;
};

enum verb_flag {
    VERB_DECISION = 1 << 0, /* re-authentication, author is not approver, meaning in words */
    VERB_REASON = 1 << 1    /* needs a reason */
};

struct rule_call; /* change.h */
struct record;

struct verb {
    const char *name;
    const char *label;
    const char *from;       /* states apart by blanks */
    const char *to;         /* NULL: the state stays */
    const char *permission; /* "approve", "write", ... checked as module.permission */
    unsigned flags;
    const char *meaning; /* what a decision says, in words */
    /* What the verb does beside the state, or NULL: it may fill fields of its
     * record, and make and change other records in the same set. Where the state
     * stays and no field changes, the record itself gets no entry. */
    enum rc (*act)(struct rule_call *call, struct record *record);
};

struct life_cycle {
    const struct state *states; /* the first is where a record starts */
    size_t state_count;
    const struct verb *verbs;
    size_t verb_count;
    const char *reopens_to;   /* a change of content in a later state returns here */
    const char *reopens_from; /* states apart by blanks from which it does */
};

struct entity {
    const char *name;   /* threat_scenario: table, API name */
    const char *title;  /* Threat scenario */
    const char *plural; /* Threat scenarios: lists; its kebab form is the path */
    const char *key_prefix;
    const char *about;
    const char *clauses; /* apart by blanks */
    const char *title_field;
    const struct field *fields;
    size_t field_count;
    const struct life_cycle *life; /* NULL: the plain one, active */
    bool is_system;                /* made by the program only (decisions, checkpoints) */
    bool is_remark; /* hangs on any record and is never part of what an approval covers */
    /* What the program itself writes into a new record, before the rules; people
     * may then make records of a system entity, and not change them. */
    enum rc (*fill)(struct rule_call *call, struct record *record);
    /* Rules that join fields or records; problems go to the call's fault. */
    enum rc (*check)(struct rule_call *call);
};

#define FIELDS(table) .fields = (table), .field_count = sizeof(table) / sizeof *(table)
#define LIFE(states_table, verbs_table)                                                     \
    .states = (states_table), .state_count = sizeof(states_table) / sizeof *(states_table), \
    .verbs = (verbs_table), .verb_count = sizeof(verbs_table) / sizeof *(verbs_table)

/* Limits of the types where a field gives none. */
#define TEXT_LIMIT 500
#define PROSE_LIMIT 100000
#define JSON_LIMIT_BYTES 1000000
#define REFS_LIMIT 2000
#define ENTITY_FIELD_LIMIT 48

const struct field *entity_field(const struct entity *entity, const char *name);
int entity_field_index(const struct entity *entity, const char *name, size_t size); /* or -1 */
const struct life_cycle *entity_life(const struct entity *entity);
const struct state *entity_state(const struct entity *entity, const char *id, size_t size);
const struct verb *entity_verb(const struct entity *entity, const char *name, size_t size);
/* The field that says what the record is part of, or NULL. */
const struct field *entity_part_field(const struct entity *entity);
/* The field that names the site or project a record lies in; NULL: none. */
const struct field *entity_scope_field(const struct entity *entity);
/* Does it say where the record lies: in which site, project or whole? */
bool field_is_place(const struct field *field);
/* A site or project: its own scope, and one that others have. */
bool entity_is_scope(const struct entity *entity);
bool entity_is_personal(const struct entity *entity); /* has it fields that can be erased? */
bool field_has(const struct field *field, enum field_flag flag);
bool field_is_reference(const struct field *field);
bool field_refers_to(const struct field *field, const char *entity_name);
const char *field_type_name(enum field_type type);
int64_t field_text_limit(const struct field *field);
/* Is word one of the blank-separated words of list? */
bool entity_words_have(const char *words, const char *word, size_t size);

#endif
