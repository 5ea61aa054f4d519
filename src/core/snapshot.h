/* snapshot.h - reading records.
 *
 * Purpose: one state of the workspace, now or as of a ledger sequence, from
 * which single records are read. Lists and filters are in question.h.
 * Ownership: borrows the connection; records live in the arena.
 * Errors: RC_NOT_FOUND with the key in the fault, RC_CORRUPT, RC_BROKEN. */
#ifndef CSMS_CORE_SNAPSHOT_H
#define CSMS_CORE_SNAPSHOT_H

#include "core/record.h"
#include "core/workspace.h"

/* Who wants to know how far long work is. */
struct progress {
    void (*tell)(void *self, const char *what, size_t done, size_t total);
    void *self;
};

struct snapshot {
    struct workspace *workspace;
    struct connection *connection;
    struct arena *arena;
    struct fault *fault;
    int64_t as_of;                   /* a ledger sequence; 0: now */
    const struct progress *progress; /* or NULL */
};

/* Says that done of total is done, where somebody wants to know. */
void snapshot_tell(const struct snapshot *snapshot, const char *what, size_t done, size_t total);

enum rc snapshot_open(struct snapshot *snapshot, struct workspace *workspace, struct arena *arena,
                      struct fault *fault) MUST_USE;
void snapshot_close(struct snapshot *snapshot);

/* By key or id text. */
enum rc snapshot_get(struct snapshot *snapshot, const struct model_entity *kind, struct text key,
                     struct record **out) MUST_USE;
enum rc snapshot_get_id(struct snapshot *snapshot, const struct model_entity *kind, struct id id,
                        struct record **out) MUST_USE;
/* Which entity an id belongs to; NULL where unknown. */
const struct model_entity *snapshot_kind_of(struct snapshot *snapshot, struct id id);
/* All rows that fit "where" (SQL on columns and f_columns; may be empty), by
 * number of their key; not the retired ones. */
enum rc snapshot_all(struct snapshot *snapshot, const struct model_entity *kind, const char *where,
                     const struct value *args, size_t arg_count, struct record ***out,
                     size_t *count) MUST_USE;

/* What a reference shows. */
struct card {
    struct id id;
    const struct model_entity *kind;
    struct text key;
    struct text title;
    struct text state;
    bool is_retired;
    int64_t content_revision;
};
enum rc snapshot_card(struct snapshot *snapshot, struct id id, struct card *out) MUST_USE;
/* The plain text of a personal field; false where the key is gone. */
bool snapshot_may_unseal(struct snapshot *snapshot, const struct record *record, size_t field_index,
                         struct text *plain);
/* The same with "(erased)" for what is gone. */
struct text snapshot_unseal(struct snapshot *snapshot, const struct record *record,
                            size_t field_index);
struct text snapshot_title(struct snapshot *snapshot, const struct record *record);

#endif
