/* verify.h - is everything that is stored what the ledger says?
 *
 * Purpose: walks the ledger from its first entry (hashes, chain, Merkle root,
 * signatures), replays it into memory, and compares every row of every table
 * with what follows from it: records, history, record index, links, content,
 * workspace; the MACs and set digests of operational tables; the schema; the
 * store's own structure; the signed head file; a checkpoint. Search tables are
 * derived and left out.
 * Each difference is a problem in the fault: which table, record or sequence.
 * Cost: O(entries + rows), memory O(records). Errors: RC_CORRUPT. */
#ifndef CSMS_CORE_VERIFY_H
#define CSMS_CORE_VERIFY_H

#include "core/head.h"
#include "core/snapshot.h"

struct checkpoint {
    struct signed_head head;
    const struct hash *leaves; /* head.size of them, or NULL: a head alone */
};

struct verify_report {
    int64_t entries;
    int64_t records;
    int64_t rows;
    bool has_key; /* without the key MACs are not checked */
    bool has_head_file;
    struct hash root;
};

enum rc verify_workspace(struct snapshot *snapshot, const struct checkpoint *checkpoint,
                         struct verify_report *out) MUST_USE;

#endif
