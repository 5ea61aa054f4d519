/* hash.h - SHA-256, HMAC and the Merkle tree of the ledger.
 *
 * Purpose: the one hash of csms (FIPS 180-4) and the tree over ledger leaves
 * after RFC 9162 2.1: leaf = H(0x00 || payload), node = H(0x01 || left || right).
 * Cost: about 0.6 ns a byte with SHA instructions; appending a leaf is O(1)
 * amortised, the root O(log n). Errors: none. */
#ifndef CSMS_BASE_HASH_H
#define CSMS_BASE_HASH_H

#include "base/text.h"

#define HASH_BYTES 32
#define HASH_HEX_SIZE 64

struct hash {
    uint8_t bytes[HASH_BYTES];
};

struct hash hash_of(struct text bytes);
struct hash hash_of_parts(const struct text *parts, size_t count);
struct hash hash_mac(struct text key, struct text bytes); /* HMAC-SHA-256 */
bool hash_equals(struct hash a, struct hash b);           /* in constant time */
struct text hash_text(const struct hash *a);              /* the 32 bytes; borrows */
bool hash_from_bytes(struct text bytes, struct hash *out);
struct text hash_hex(struct hash a, char out[HASH_HEX_SIZE + 1]);
bool hash_from_hex(struct text hex, struct hash *out);
int hash_hex_digit(char c); /* 0..15 or -1 */
void hash_xor(struct hash *sum, struct hash other);

/* Hashing in pieces: open, add any number of times, close. */
struct hash_stream;
struct hash_stream *hash_stream_open(void);
void hash_stream_add(struct hash_stream *stream, struct text bytes);
struct hash hash_stream_close(struct hash_stream *stream); /* frees */

/* The right edge of a Merkle tree: enough to append and to give the root. */
#define MERKLE_DEPTH 48
struct merkle {
    uint64_t size; /* leaves */
    struct hash edge[MERKLE_DEPTH];
};

struct hash merkle_leaf(struct text payload);
struct hash merkle_node(struct hash left, struct hash right);
void merkle_add(struct merkle *tree, struct hash leaf);
struct hash merkle_root(const struct merkle *tree); /* of no leaves: H("") */
/* Number of edge hashes in use: the set bits of size, largest subtree first. */
size_t merkle_edge_count(const struct merkle *tree);
/* Inclusion proof of leaf index in a tree of count leaves; proof has room for
 * MERKLE_DEPTH hashes. Returns how many were written. O(n). */
size_t merkle_prove(const struct hash *leaves, size_t count, size_t index, struct hash *proof);
bool merkle_verify(struct hash leaf, uint64_t index, uint64_t size, const struct hash *proof,
                   size_t count, struct hash root);

#endif
