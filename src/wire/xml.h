/* xml.h - an XML document as a tree of elements with their places.
 *
 * Purpose: one bounded reader for all XML formats (fault trees, attack trees).
 * xml_read checks the whole document and gives its root. An element has its
 * name as written (with a prefix, where it has one), its attributes in order,
 * its child elements in order and its own text: all character data directly
 * inside it, joined, without blanks at both ends. Comments and processing
 * instructions are passed over. Encodings: UTF-8, UTF-16 with a byte order
 * mark, ISO-8859-1, US-ASCII; texts here are UTF-8 without U+0000.
 * Refused: a document type (so no entities but the five of XML itself and no
 * outside files), more than XML_DEPTH levels, anything that is not well formed.
 * Purity: no state, no I/O. Ownership: the tree lives in the arena; the
 * library's own memory is freed before return. Cost: O(bytes), one pass, about
 * 150 bytes an element.
 * Errors: RC_INVALID with file, line and column; RC_UNSUPPORTED for a document
 * type; RC_TOO_LARGE over XML_LIMIT_BYTES, XML_DEPTH or the arena's budget.
 * Source: XML 1.0 (fifth edition) as expat reads it. */
#ifndef CSMS_WIRE_XML_H
#define CSMS_WIRE_XML_H

#include "base/fault.h"

#define XML_DEPTH 256
#define XML_LIMIT_BYTES ((size_t)512 << 20)

struct xml_attribute {
    struct text name;
    struct text value;
};

struct xml {
    struct text name;
    struct text text;
    const struct xml_attribute *attributes;
    size_t attribute_count;
    struct xml *first; /* child element */
    struct xml *next;  /* sibling */
    size_t count;      /* of children */
    int line;          /* of the start tag's '<', from 1 */
    int column;        /* from 1, in characters */
};

enum rc xml_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                 const struct xml **out) MUST_USE;

bool xml_is(const struct xml *element, const char *name);
/* The value, or TEXT_NONE where there is no such attribute (at == NULL). */
struct text xml_attribute(const struct xml *element, const char *name);
/* The first child of this name, or NULL. */
const struct xml *xml_child(const struct xml *element, const char *name);
/* The next sibling (not the element itself) of this name, or NULL. */
const struct xml *xml_next(const struct xml *element, const char *name);

#endif
