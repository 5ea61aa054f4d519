/* replay.h - the state of all records, made from ledger entries alone.
 *
 * Purpose: what verify compares the tables with. Each entry is applied as the
 * committer applied it; the state after it is what the history row must hold.
 * Ownership: its own arena. Cost: O(1) an entry beside its size.
 * Errors: RC_CORRUPT with the sequence and the reason in the fault. */
#ifndef CSMS_CORE_REPLAY_H
#define CSMS_CORE_REPLAY_H

#include "core/ledger.h"

struct replay_record {
    struct record *record;
    struct id scope;
    int64_t history_to;                 /* to_seq that its newest history row claims */
    bool was_seen;                      /* in its table */
    bool was_indexed;                   /* in the table of all records */
    struct replay_record *next;         /* created after it */
    struct replay_record *next_of_kind; /* and of the same entity */
    struct replay_link *outgoing;
    struct replay_link *incoming;
};

struct replay_link {
    struct replay_record *from;
    struct replay_record *to; /* NULL until the other end is created */
    struct id to_id;
    const char *field;
    int64_t from_revision;
    int64_t to_revision;
    bool is_gone;
    bool was_seen;
    struct replay_link *next; /* made after it */
    struct replay_link *next_outgoing;
    struct replay_link *next_incoming; /* while the other end is missing: next that waits for it */
};

struct replay_blob {
    struct hash sha256;
    struct text media_type;
    int64_t size;
    bool was_seen;
};

/* In the order in which they were made, which is that of the stored rows. */
struct replay_list {
    struct replay_record *first;
    struct replay_record *last;
};

struct replay {
    struct arena *arena;
    struct arena *scratch; /* the caller resets it between entries */
    struct fault *fault;
    const struct model *model;
    struct table waiting; /* id -> first link whose end is not created yet */
    struct table records; /* id -> struct replay_record */
    struct table links;   /* from || to || field -> struct replay_link */
    struct table blobs;   /* sha256 -> struct replay_blob */
    struct replay_list created;
    struct replay_list *created_of_kind; /* by the entity's number */
    struct replay_link *first_link;
    struct replay_link *last_link;
    size_t record_count;
    size_t link_count;
    size_t blob_count;
    int64_t clock_us;        /* of a simulation */
    const struct json *init; /* detail of the first entry */
    struct id workspace;
};

void replay_init(struct replay *replay, struct arena *arena, struct arena *scratch,
                 struct fault *fault, const struct model *model);
/* Room for this many entries at once, so that nothing moves while it grows. A
 * hint: the number is read from what is being verified, and capped. */
void replay_expect(struct replay *replay, uint64_t entries);
/* *out is the record as it is after the entry, or NULL for a note. */
enum rc replay_apply(struct replay *replay, const struct ledger_entry *entry,
                     struct replay_record **out) MUST_USE;
struct text replay_link_key(struct arena *arena, struct id from, struct id to, struct text field);

#endif
