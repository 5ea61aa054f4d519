/* model.h - all modules of one program, found by name, path and prefix.
 *
 * Purpose: the wiring hands over a list of modules; the model numbers their
 * entities and answers lookups. Built once at start, then read-only and shared
 * by all threads. Ownership: its own arena. Cost: lookups O(1). */
#ifndef CSMS_CORE_MODEL_H
#define CSMS_CORE_MODEL_H

#include "base/fault.h"
#include "base/json.h"
#include "base/table.h"
#include "core/entity.h"
#include "core/folder.h"

struct workspace;
struct connection;
struct actor;

/* What a module's view or command is given, and where it answers. */
struct module_call {
    struct workspace *workspace;
    struct connection *connection; /* a read snapshot */
    struct arena *arena;
    struct fault *fault;
    const struct actor *actor;
    struct text key;         /* of {key} in the path, or empty */
    const struct json *body; /* or NULL */
    int64_t as_of;           /* a ledger sequence; 0: now */
    struct buffer *out;
    const char *media_type; /* answer; "application/json" unless set */
};

struct module_view {
    const char *method;     /* GET or POST (a POST here computes and stores nothing) */
    const char *path;       /* below /api/, with at most one {key} */
    const char *command;    /* "tara evaluate", or NULL */
    const char *permission; /* "tara.read" */
    const char *about;
    enum rc (*run)(struct module_call *call);
};

/* A command that needs no workspace: bytes in, text out. It runs in a cage, and
 * opens no file itself: files holds those that its words name (FILE and DIR in
 * the usage), "-" being the standard input. */
struct tool_call {
    const struct folder *files;
    struct arena *arena;
    struct fault *fault;
    int argc;
    char **argv;  /* behind the command's words */
    bool is_json; /* --json was among the words */
    struct buffer *out;
};

struct module_tool {
    const char *command; /* "engine attack-tree" */
    const char *usage;   /* "FILE... [--rules DIR] [--top N]": FILE, MODEL and DIR are paths */
    const char *about;
    enum rc (*run)(struct tool_call *call);
};

/* A completeness check: SQL that selects the ids of the violators. {name}
 * stands for the entity's rows. */
struct check {
    const char *id; /* "TARA-01" */
    const char *clauses;
    const char *severity; /* error warning info */
    const char *entity;   /* of the selected ids */
    const char *reads;    /* entities, apart by blanks */
    const char *sql;      /* gives ids, in order of key; ?1 is the workspace's date today */
    const char *sentence; /* what is wrong and what to do */
};

/* A derivation of a computed value, for the record's "why". */
struct module_derivation {
    const char *entity;
    enum rc (*run)(struct module_call *call); /* key: the record's key */
};

/* A record that every workspace has from the start, with a fixed id. */
struct builtin {
    const char *entity;
    const char *key;
    const char *(*fields)(struct arena *arena); /* JSON object of field values */
};

struct module {
    const char *name;
    const char *title;
    int part; /* 1 to 9, the CSMS part it belongs to */
    const char *about;
    const struct entity *const *entities; /* ended by NULL */
    const struct check *checks;
    size_t check_count;
    const struct module_view *views;
    size_t view_count;
    const struct module_tool *tools;
    size_t tool_count;
    const struct module_derivation *derivations;
    size_t derivation_count;
    const struct builtin *builtins;
    size_t builtin_count;
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The SQL of one entity, built once (ddl.c). */
struct entity_sql {
    struct text insert;
    struct text update; /* ... where id and revision */
    struct text history_insert;
    struct text history_close;
    struct text select; /* columns of the row, without FROM */
    struct text by_id;
    struct text by_key;
};

struct model_entity {
    const struct entity *entity;
    const struct module *module;
    size_t number;
    struct text path;    /* threat-scenarios */
    struct text command; /* threat-scenario */
    struct entity_sql sql;
    unsigned char field_order[ENTITY_FIELD_LIMIT]; /* fields by the bytes of their names */
};

struct model {
    struct arena *arena;
    const struct module *const *modules;
    size_t module_count;
    struct model_entity *entities;
    size_t entity_count;
    struct table by_name;
    struct table by_path;
    struct table by_command;
    struct table by_prefix;
    struct text move_parts; /* SQL: the parts of record ?1 take over its scope */
    struct text parts_of;   /* SQL: the ids of record ?1, its parts, and theirs */
    struct text scope_ends; /* SQL: (entity, field) of sites and projects within others */
};

struct model *model_open(const struct module *const *modules, size_t count);
void model_close(struct model *model);
const struct model_entity *model_named(const struct model *model, struct text name);
const struct model_entity *model_by_path(const struct model *model, struct text path);
const struct model_entity *model_by_command(const struct model *model, struct text command);
/* By the prefix of a key such as TS-0001. */
const struct model_entity *model_of_key(const struct model *model, struct text key);
const struct model_entity *model_of(const struct model *model, const struct entity *entity);

#endif
