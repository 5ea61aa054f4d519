/* head.h - the signed head of the ledger, in the database and beside it.
 *
 * Purpose: struct head is the one row that every commit rewrites: size, root
 * and chain of the ledger, the Merkle edge, a count of commits, and the set
 * digests of the operational tables, under a MAC. The head file keeps the last
 * two signed heads outside the database, so that commits that vanish from it
 * (a damaged log, an old copy) are noticed.
 * Cost: one signature and one fsync a batch. Format: docs/ledger.md. */
#ifndef CSMS_CORE_HEAD_H
#define CSMS_CORE_HEAD_H

#include "core/workspace.h"

struct head {
    struct merkle tree;
    struct hash root;
    struct hash chain;
    int64_t commits;
    struct hash digests[OPERATIONAL_COUNT];
};

/* A head as signed: what leaves the machine. */
struct signed_head {
    struct id workspace;
    int64_t size;
    int64_t commits;
    struct hash root;
    uint8_t public_key[SIGN_PUBLIC_BYTES];
    struct signature signature;
};

/* lock: also takes the one lock that orders all writers of a shared store. */
enum rc head_load(struct connection *connection, struct arena *arena, bool lock,
                  struct fault *fault, struct head *out, struct hash *mac) MUST_USE;
/* The count of commits: it changes with every write of any process. */
enum rc head_commits(struct connection *connection, int64_t *out) MUST_USE;
enum rc head_store(struct connection *connection, const struct head *head, struct text mac_key,
                   bool is_first, struct fault *fault) MUST_USE;
struct hash head_mac(const struct head *head, struct text mac_key);

void head_sign(const struct workspace *workspace, const struct head *head, struct signed_head *out);
bool head_verify_signature(const struct signed_head *head);
/* "csms-head 1 WORKSPACE SIZE COMMITS ROOT PUBLIC SIGNATURE" */
struct text head_text(struct arena *arena, const struct signed_head *head);
bool head_from_text(struct text line, struct signed_head *out);

/* Writes the head file, never backwards; RC_BROKEN where the disk fails. */
enum rc head_file_write(const struct workspace *workspace, const struct signed_head *head,
                        struct fault *fault) MUST_USE;
/* The newest valid head of the file; RC_NOT_FOUND without file, RC_CORRUPT
 * where no line of it is valid. */
enum rc head_file_read(struct arena *arena, const char *path, struct fault *fault,
                       struct signed_head *out) MUST_USE;

#endif
