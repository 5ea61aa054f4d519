/* yaml.h - a strict subset of YAML 1.1 in and out.
 *
 * Purpose: the notation of the text form (docs/text-form.md). yaml_read gives
 * the same tree as json_read. Taken: one document of block or flow mappings
 * and lists; text in "..." or as a literal block |; plain numbers (as in
 * JSON), true, false, null; other plain words of YAML_WORD characters, which
 * are text (keys, enums, ids, dates). Refused: anchors, aliases, tags,
 * directives, a second document, '...', folded blocks, plain text, a name
 * given twice, more than YAML_DEPTH levels, a byte order mark, U+0000, bytes
 * that are not UTF-8.
 * The yaml_put functions append to a buffer; what they write is read back as
 * the same tree, byte by byte, and the same tree gives the same bytes.
 * Purity: no state. Ownership: the tree lives in the arena; the library's own
 * memory is freed before return. Cost: O(bytes), one pass.
 * Errors: RC_INVALID with file, line, column (in bytes) and what to do;
 * RC_TOO_LARGE over YAML_LIMIT_BYTES, YAML_DEPTH or the arena's budget.
 * Source: YAML 1.1 as libyaml reads it. */
#ifndef CSMS_WIRE_YAML_H
#define CSMS_WIRE_YAML_H

#include "base/json.h"

#define YAML_DEPTH JSON_DEPTH
#define YAML_LIMIT_BYTES ((size_t)512 << 20)
#define YAML_STEP 2 /* blanks a level */

enum rc yaml_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                  const struct json **out) MUST_USE;

/* What a plain scalar means. */
enum yaml_plain {
    YAML_WORD, /* letters, digits and _ . : + - / */
    YAML_NUMBER,
    YAML_TRUE,
    YAML_FALSE,
    YAML_NULL,
    YAML_REFUSED /* must stand in quotes */
};
enum yaml_plain yaml_plain_of(struct text plain);

/* The first byte of a character that stands only as an escape in "...", and
 * nowhere in a block; or text.size. Line breaks and tabs are not among them. */
size_t yaml_escaped_at(struct text text);

void yaml_put_indent(struct buffer *out, int indent);                 /* blanks */
void yaml_put_name(struct buffer *out, struct text name, int indent); /* with its colon */
/* Key, enum, id, date: plain where that reads back as the same text. */
void yaml_put_word(struct buffer *out, struct text word);
/* "...", or a block when it has line breaks and a block can say it exactly.
 * indent is that of the name or dash before it. Both end without a line break. */
void yaml_put_text(struct buffer *out, struct text text, int indent);
/* What follows "name:", with the line break at its end; indent is that of the
 * name. Members stand in the order of the tree. */
void yaml_put_member_value(struct buffer *out, const struct json *json, int indent);

#endif
