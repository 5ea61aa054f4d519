/* yaml_tree.h - a tree that was read from YAML, as bytes that are safe to read again.
 *
 * Purpose: one process reads YAML with a library, another takes over the tree
 * without trusting the first: the tree travels as JSON, which the strict reader
 * of base checks from scratch, and the places of its nodes in the YAML file as
 * pairs of numbers, so that problems are still told where they stand.
 * Purity: no state. Ownership: the tree lives in the arena and borrows from
 * the bytes. Cost: O(bytes), one pass each. Errors: RC_CORRUPT where the bytes
 * are no such tree; otherwise those of json_read. */
#ifndef CSMS_WIRE_YAML_TREE_H
#define CSMS_WIRE_YAML_TREE_H

#include "base/json.h"

void yaml_tree_put(struct buffer *out, const struct json *tree);
enum rc yaml_tree_read(struct arena *arena, struct text file, struct text bytes,
                       struct fault *fault, const struct json **out) MUST_USE;

#endif
