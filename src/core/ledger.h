/* ledger.h - the canonical entry, written and read.
 *
 * Purpose: every change is one entry: canonical JSON bytes, stored verbatim
 * and hashed. This file alone knows the members; docs/ledger.md says the same
 * in words. Chain: H(previous || sequence as 8 bytes, big end first || leaf).
 * Cost: O(bytes). Errors: RC_CORRUPT where bytes are no entry. */
#ifndef CSMS_CORE_LEDGER_H
#define CSMS_CORE_LEDGER_H

#include "core/change.h"

struct ledger_entry {
    int64_t version; /* of the format: 1 */
    int64_t seq;
    int64_t at_us;
    struct text actor;
    struct text verb;
    struct text entity;
    struct id id;
    struct text key;   /* creations only */
    int64_t revision;  /* 0 for notes */
    struct text state; /* where it changed, else empty */
    bool has_owner;
    struct id owner; /* where it changed; zero: cleared */
    bool has_retired;
    int64_t retired_us;
    struct text reason;
    const struct json *fields; /* object, or NULL */
    const struct json *detail; /* of notes, or NULL */
    struct hash content_hash;
    bool has_content_hash;
};

struct text ledger_payload(struct arena *arena, const struct change *change,
                           const struct change_set *set, int64_t at_us);
enum rc ledger_parse(struct arena *arena, struct text payload, struct ledger_entry *out) MUST_USE;
struct hash ledger_chain(struct hash previous, int64_t seq, struct hash leaf);

#endif
