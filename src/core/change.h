/* change.h - the one pipeline by which anything changes.
 *
 * Purpose: a change set is what is to be done together: changes of records,
 * ledger notes, writes of operational rows, new content. Faces and module
 * actions fill it; each call checks permission, shape, revision, life cycle
 * and the entity's rules at once, against a read snapshot and against what the
 * set already holds. change_commit hands it to the committer, which writes all
 * of it or nothing, with its ledger entries.
 * Ownership: the set lives in the call's arena. One thread. No transaction is
 * open while it is filled, so slow rules block nobody.
 * Errors: RC_DENIED, RC_INVALID (all field paths), RC_STALE, RC_CONFLICT,
 * RC_NOT_FOUND, RC_CYCLE; from the committer also RC_BUSY and RC_BROKEN. */
#ifndef CSMS_CORE_CHANGE_H
#define CSMS_CORE_CHANGE_H

#include "base/json.h"
#include "core/access.h"
#include "core/record.h"
#include "core/snapshot.h"
#include "core/workspace.h"

/* Stands for the time of the commit, which gives the real one. */
#define CHANGE_RETIRED_NOW 1

enum change_kind { CHANGE_CREATE, CHANGE_UPDATE, CHANGE_REVIEW, CHANGE_NOTE };

struct change {
    enum change_kind kind;
    const char *verb;      /* "create", "change", "approve", "review", ... */
    struct record *record; /* as it will be; NULL for a note */
    struct record *old;    /* as it was; NULL for a creation */
    uint64_t changed;      /* bit per field */
    bool owner_changed;
    bool has_own_key; /* a creation whose key came with it */
    struct id scope;  /* the nearest site or project; zero: none */
    struct text reason;
    const char *note_entity; /* of a note: "workspace", "account", "access", ... */
    struct id note_id;
    struct text note_detail; /* canonical JSON object */
    int64_t seq;             /* given by the committer */
    struct change *next;
};

struct blob_write {
    struct hash sha256;
    struct text media_type;
    struct text bytes;
    struct blob_write *next;
};

struct change_set {
    struct snapshot snapshot;
    const struct actor *actor;
    bool is_import;        /* keys, ids, states come from the input, and are known to be free or
                              the record's own; rules wait for change_check_rules */
    bool is_action;        /* a module's own code may set read-only fields */
    struct text file;      /* of an import, for messages */
    struct value standing; /* of the field in hand: a retired end may stay in it */
    struct text request;   /* id of the request, or empty */
    struct change *first;
    struct change *last;
    size_t count;
    struct operational_write *writes;
    struct operational_write **writes_end;
    struct blob_write *blobs;
    int64_t clock_us; /* of a simulation that moves; 0: it stays */
    /* Or NULL: what is done first in the transaction, under the head's lock,
     * before anything of the set is written; a change of the tables themselves. */
    enum rc (*prepare)(void *self, struct connection *writer, struct fault *fault);
    void *prepare_self;
    struct table by_id; /* of records in this set, and of those read for it */
    struct table by_key;
    struct table changes;     /* id -> the last struct change of the record */
    struct table blob_hashes; /* SHA-256 -> struct blob_write */
    struct table referrers;   /* of change_referrers */
    struct table made;        /* content hash -> what a rule made of that content, to keep */
    struct table person_keys; /* id -> the last struct operational_write of the person's key */
};

/* What an entity's rules see. */
struct rule_call {
    struct change_set *set;
    const struct record *record;
    const struct record *old; /* NULL for a creation */
    uint64_t changed;
};

void change_set_init(struct change_set *set, struct snapshot *snapshot, const struct actor *actor);
/* The record as the set leaves it, or as stored; key or id. */
enum rc change_find(struct change_set *set, const struct model_entity *kind, struct text key,
                    struct record **out) MUST_USE;
struct record *change_find_id(struct change_set *set, struct id id); /* any kind, or NULL */
/* From now on the set finds this record; an import so announces what it is
 * about to create, so that references may point forward. */
void change_remember(struct change_set *set, struct record *record);

/* Records of a kind, not retired, whose field (a single reference) names a
 * record, as the set leaves them. O(found) besides one query. */
struct change_referring {
    struct record **records;
    size_t count;
};
enum rc change_referrers(struct change_set *set, const struct model_entity *kind, const char *field,
                         struct id to, struct change_referring *out) MUST_USE;

struct change_input {
    const struct json *fields; /* object of field values, or NULL */
    struct text key;           /* create: wanted key, or empty */
    struct text id;            /* import only */
    struct text owner;         /* key or id of a person; empty: unchanged */
    bool clears_owner;
    struct text state; /* import only */
    uint64_t erased;   /* import only: bit per personal field whose text was destroyed */
    int64_t revision;  /* expected; 0: any */
    struct text reason;
    struct text path; /* prefix of field paths in messages */
};

enum rc change_create(struct change_set *set, const struct model_entity *kind,
                      const struct change_input *input, struct record **out) MUST_USE;
enum rc change_update(struct change_set *set, const struct record *record,
                      const struct change_input *input, struct record **out) MUST_USE;

struct verb_input {
    int64_t revision;
    struct text reason;
    struct text password; /* of a decision */
    struct text meaning;  /* words of the decider beside the verb's own */
    struct text expires;  /* date, or empty */
};
/* Life-cycle verbs of the entity, and "retire", "restore", "review"; where it
 * has personal fields also "erase" (permission administer, needs a reason). */
enum rc change_verb(struct change_set *set, const struct record *record, struct text verb,
                    const struct verb_input *input, struct record **out) MUST_USE;

/* The rules of an imported change, against the set as it is in the end. */
enum rc change_check_rules(struct change_set *set, const struct change *change) MUST_USE;

/* A ledger entry that belongs to no record. */
void change_note(struct change_set *set, const char *entity, const char *verb, struct id id,
                 struct text detail);
void change_write(struct change_set *set, enum operational_table table, struct value key,
                  const struct value *row);
enum rc change_blob(struct change_set *set, struct text media_type, struct text bytes,
                    struct hash *sha256) MUST_USE;

/* Moves the clock of a simulation; an entry of the ledger like any other. */
void change_clock(struct change_set *set, int64_t to_us);

/* Commits and waits. An empty set is RC_OK. */
enum rc change_commit(struct change_set *set) MUST_USE;

#endif
