/* question.h - lists of records: filters, words, order, pages.
 *
 * Purpose: one way to ask for many records of one entity. Pages are by keyset:
 * the cursor holds the last sort value and id, is signed, and fits only the
 * question it came from. Counting is optional and capped.
 * Cost: O(page) with an index on the sort value, else O(rows) once.
 * Errors: RC_INVALID for an unknown filter, sort or cursor, with its name. */
#ifndef CSMS_CORE_QUESTION_H
#define CSMS_CORE_QUESTION_H

#include "core/access.h"

#define QUESTION_FILTER_LIMIT 16
#define QUESTION_PAGE_LIMIT 500
#define QUESTION_COUNT_LIMIT 100000

struct filter {
    struct text name; /* field, "state", "owner" */
    struct text value;
};

struct question {
    const struct model_entity *kind;
    const struct actor *actor;
    struct filter filters[QUESTION_FILTER_LIMIT];
    size_t filter_count;
    struct text words; /* all must occur, as prefixes */
    struct text sort;  /* field, "key", "changed_at", "created_at", "state"; "-" before: down */
    struct text after; /* cursor */
    int64_t limit;
    bool with_retired;
    bool wants_count;
};

struct answer {
    struct record **records;
    size_t count;
    struct text next; /* cursor, or empty */
    int64_t total;    /* -1 where not asked */
};

enum rc question_ask(struct snapshot *snapshot, const struct question *question,
                     struct answer *out) MUST_USE;

struct hit {
    struct id id;
    struct text entity;
    struct text key;
    struct text title;
    struct text state;
};
/* Records of any entity whose key or words fit. */
enum rc question_search(struct snapshot *snapshot, const struct actor *actor, struct text words,
                        int64_t limit, struct hit **out, size_t *count) MUST_USE;

#endif
