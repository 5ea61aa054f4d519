/* attack_binary.h - attack trees as bytes, for models of a million nodes.
 *
 * Purpose: writes what an attack_tree_builder holds and reads it back, many
 * times faster than text. Little-endian, sizes first:
 *   "CSMSATK1"  u32 nodes, edges, root, votes, name_bytes, zero
 *   u32 first_child[nodes + 1], u32 children[edges]     (by parent, in order)
 *   u32 vote_nodes[votes], u32 vote_ks[votes]           (K_OF_N gates, rising)
 *   u16 ratings[nodes], u8 gates[nodes]
 *   u32 name_ends[nodes], name_bytes bytes              (only where name_bytes > 0)
 *   32 bytes SHA-256 of all before
 * Purity: pure. Ownership: the builder's arena; names borrow the input.
 * Cost: O(bytes); about 15 ns a node and 10 an edge to read, then closing.
 * Errors: RC_INVALID (no such file, sizes that do not fit, numbers out of
 * range), RC_CORRUPT (the hash differs), RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_ATTACK_BINARY_H
#define CSMS_ENGINE_ATTACK_BINARY_H

#include "engine/attack_tree.h"

/* Appends to out. The builder's edges name nodes that exist. */
void attack_binary_write(const struct attack_tree_builder *builder, uint32_t root,
                         struct buffer *out);
/* Fills a fresh builder; close it with attack_tree_close. */
enum rc attack_binary_read(struct text bytes, struct attack_tree_builder *builder,
                           struct fault *fault, uint32_t *root) MUST_USE;
/* Do these bytes claim to be one? */
bool attack_binary_is(struct text bytes);

#endif
