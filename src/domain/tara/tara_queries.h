/* tara_queries.h - the module's SQL: which records belong to an analysis, and
 * what the ledger says of them.
 *
 * Purpose: one place that knows how the entities hang on the analysis.
 * Cost: one query each. Errors: RC_NOT_FOUND, RC_BROKEN, RC_CORRUPT. */
#ifndef CSMS_DOMAIN_TARA_TARA_QUERIES_H
#define CSMS_DOMAIN_TARA_TARA_QUERIES_H

#include "domain/tara/tara_load.h"

const char *tara_entity_name(enum tara_kind kind);
/* All records of one kind of the analysis. */
enum rc tara_query_all(struct snapshot *snapshot, enum tara_kind kind, struct id analysis,
                       struct tara_list *out) MUST_USE;

struct tara_touch { /* the last change of a record */
    struct text actor;
    int64_t at_us;
};
enum rc tara_query_touch(struct snapshot *snapshot, struct id record,
                         struct tara_touch *out) MUST_USE;
/* The last changes of all records of a kind: id -> struct tara_touch. */
enum rc tara_query_touches(struct snapshot *snapshot, enum tara_kind kind, struct id analysis,
                           struct table *out) MUST_USE;

struct tara_ledger { /* the ledger as it was at a sequence */
    int64_t seq;
    int64_t at_us;
    struct hash root;
};
/* The newest entry that touched the analysis, its method, its item or any part of them. */
enum rc tara_query_newest(struct snapshot *snapshot, const struct record *analysis,
                          int64_t *seq) MUST_USE;
enum rc tara_query_ledger(struct snapshot *snapshot, int64_t seq, struct tara_ledger *out) MUST_USE;
/* What the checks of one analysis are run on: today's date, and for an earlier
 * state the date of its entry and the links as they were. The table of links
 * has no history, so the records' own references stand in for it. */
struct tara_checking {
    struct text with; /* "WITH today ..., link (...) AS (...) ", or empty for now */
    struct value *args;
    size_t count;
};
enum rc tara_query_checking(const struct tara *tara, struct tara_checking *out) MUST_USE;
/* Ids that a completeness check selects. */
enum rc tara_query_check(struct snapshot *snapshot, const struct check *check,
                         const struct tara_checking *checking, struct id **ids,
                         size_t *count) MUST_USE;

#endif
