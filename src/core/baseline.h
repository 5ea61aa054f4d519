/* baseline.h - a named state of records that can be shown again at any time.
 *
 * Purpose: what a baseline holds, as a list and a Merkle root; the list of a
 * stored one, proven against its root; and what differs between two lists. A
 * baseline about a record holds the record and all that lies below it: what
 * names it as its site or project, or is part of it, and so on down; about
 * nothing, it holds the workspace. Remarks, decisions and retired records are
 * left out. A line is "entity id key revision content-hash"; the root is the
 * RFC 9162 tree over the lines, in order of id.
 * Clause: ISO/SAE 21434 RQ-06-11, RQ-06-12 (configuration management).
 * Ownership: all in the snapshot's arena. Cost: one query an entity, O(records).
 * Errors: RC_NOT_FOUND (content that is not stored), RC_CORRUPT (a list that
 * does not fit its root). */
#ifndef CSMS_CORE_BASELINE_H
#define CSMS_CORE_BASELINE_H

#include "core/snapshot.h"

struct baseline_line {
    struct text entity;
    struct id id;
    struct text key;
    int64_t revision;
    struct hash content;
};

struct baseline {
    struct baseline_line *lines; /* in order of id */
    size_t count;
    struct hash root;
    struct text list; /* the lines as they are stored */
};

/* As of a ledger sequence. about: zero for the workspace. */
enum rc baseline_take(struct snapshot *snapshot, struct id about, int64_t sequence,
                      struct baseline *out) MUST_USE;
/* The list that a record of the entity baseline names, read and proven. */
enum rc baseline_load(struct snapshot *snapshot, const struct record *record,
                      struct baseline *out) MUST_USE;

/* What lies between two states, in order of id; NULL: absent in that one. */
struct baseline_change {
    const struct baseline_line *before;
    const struct baseline_line *after;
};
size_t baseline_compare(struct arena *arena, const struct baseline *before,
                        const struct baseline *after, struct baseline_change **out);

#endif
