/* html.h - the accessible copy of a document: one HTML file.
 *
 * Purpose: appends a self-contained page to out. Nothing is loaded and nothing
 * runs: the one style sheet stands inside and is named by its hash in a strict
 * content security policy, so even a hole in the escaping could not fetch or
 * execute. Headings, captions, row and column headers, pictures as SVG with
 * title and description; light, dark and print.
 * Same document, same bytes. Ownership: bytes go to out's arena.
 * Cost: O(bytes). Errors: RC_TOO_LARGE over a budget or a text over its limit;
 * out keeps its size then. */
#ifndef CSMS_PAPER_HTML_H
#define CSMS_PAPER_HTML_H

#include "base/fault.h"
#include "paper/document.h"

enum rc html_write(struct arena *arena, const struct document *document, struct fault *fault,
                   struct buffer *out) MUST_USE;

#endif
