/* verify_part.h - what the files of verify share.
 *
 * Purpose: the state of one verification and the few functions that all its
 * parts use. Only verify*.c include it. Ownership: the caller of
 * verify_workspace. */
#ifndef CSMS_CORE_VERIFY_PART_H
#define CSMS_CORE_VERIFY_PART_H

#include "core/replay.h"
#include "core/verify.h"

#define VERIFY_PAGE_ROWS 2000
#define VERIFY_PAGE_ROWS_TEXT "2000"

/* The history rows of one entity, a page at a time, in order of from_seq. */
struct cursor {
    const struct model_entity *kind;
    struct rows *rows;       /* of the page, or NULL */
    const struct value *row; /* read but not taken, or NULL */
    size_t width;
    size_t count; /* taken from the page */
    int64_t last_seq;
    bool is_over;
};

struct verifying {
    struct snapshot *snapshot;
    struct fault *fault;
    struct verify_report *report;
    const struct checkpoint *checkpoint;
    struct arena *scratch;
    struct replay replay;
    struct cursor *cursors; /* by the entity's number */
    struct head stored;
    struct head walked;
    struct signed_head head_file;
    struct replay_record *next;    /* probably the record of the next row */
    struct replay_link *next_link; /* the same for links */
    int64_t last_at_us;
    size_t ended; /* records whose newest history row claims an end */
    size_t met;   /* records in the pass over tables */
    bool is_good;
    bool met_head_file;
};

void verify_wrong(struct verifying *v, struct text where, const char *words, int64_t seq);
struct text verify_where(struct verifying *v, const char *table, struct text key);
/* Is a stored value what was bound? Bytes and ids come back as bytes. */
bool verify_is_same(struct value expected, struct value stored);

/* The history, in step with the ledger. */
void verify_history_open(struct verifying *v);
void verify_history_row(struct verifying *v, struct replay_record *at, int64_t seq);
void verify_history_close(struct verifying *v);

/* Every table but those of verify_indexes, against the state after the ledger. */
enum rc verify_tables(struct verifying *v) MUST_USE;
/* The index of all records, and the links. May run beside verify_tables, on a
 * copy of v with its own snapshot, scratch, fault and report. */
enum rc verify_indexes(struct verifying *v) MUST_USE;
enum rc verify_schema(const struct model *model, struct connection *connection, struct arena *arena,
                      struct fault *fault) MUST_USE;

#endif
