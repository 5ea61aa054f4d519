/* yaml_guest.h - YAML as other programs write it.
 *
 * Purpose: reads files of foreign formats, which use more of YAML than the text
 * form does (yaml.h): plain text with blanks, single quotes, folded blocks,
 * empty values (null), anchors, aliases and merge keys (<<). Gives the same
 * tree as json_read. A value that is referred to twice is shared in the tree,
 * so an alias costs nothing; but what a reader would walk, all aliases written
 * out, is counted and limited. Members merged in stand behind a mapping's own.
 * Refused: tags other than the standard ones, a second document, a name twice,
 * names that are no scalars, more than YAML_DEPTH levels, U+0000, bytes that
 * are not UTF-8.
 * Purity: no state. Ownership: the tree lives in the arena; the library's own
 * memory is freed before return. Cost: O(bytes + merged members).
 * Errors: RC_INVALID with file, line and column (in characters), RC_TOO_LARGE
 * over YAML_LIMIT_BYTES, YAML_DEPTH, YAML_GUEST_NODES or the arena's budget.
 * Source: YAML 1.1 as libyaml reads it; merge keys as in its type repository. */
#ifndef CSMS_WIRE_YAML_GUEST_H
#define CSMS_WIRE_YAML_GUEST_H

#include "wire/yaml.h"

#define YAML_GUEST_NODES 8000000 /* with aliases written out */

enum rc yaml_guest_read(struct arena *arena, struct text file, struct text input,
                        struct fault *fault, const struct json **out) MUST_USE;

#endif
