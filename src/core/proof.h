/* proof.h - what leaves the machine: checkpoints and evidence packs.
 *
 * Purpose: a checkpoint is a signed head with the leaf hash of every entry it
 * covers (one line, then 32 bytes an entry); kept elsewhere it catches even
 * somebody who holds file, program and key. A pack is one JSON file with
 * chosen entries, their inclusion proofs (RFC 9162 2.1.3), the signed head and
 * the content they name; it verifies with nothing but itself and the public key.
 * Cost: O(entries). Formats: docs/ledger.md. Errors: RC_INVALID where a file
 * is none, RC_CORRUPT where it does not verify. */
#ifndef CSMS_CORE_PROOF_H
#define CSMS_CORE_PROOF_H

#include "core/verify.h"

enum rc proof_checkpoint(struct snapshot *snapshot, struct text *out) MUST_USE;
enum rc proof_read_checkpoint(struct arena *arena, struct text file, struct text bytes,
                              struct fault *fault, struct checkpoint *out) MUST_USE;

/* root: key of the record whose history, with that of all that is part of it,
 * goes in; empty: the whole ledger. */
enum rc proof_pack(struct snapshot *snapshot, struct text key, struct buffer *out) MUST_USE;

struct pack_report {
    size_t entries;
    size_t contents;
    struct signed_head head;
};
/* public_key: 64 hexadecimal digits, or empty: the pack's own. */
enum rc proof_verify_pack(struct arena *arena, struct text file, struct text bytes,
                          struct text public_key, struct fault *fault,
                          struct pack_report *out) MUST_USE;

#endif
