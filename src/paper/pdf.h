/* pdf.h - a document on paper.
 *
 * Purpose: lays a struct document out on A4 (18 mm margins, running header and
 * footer, contents with page numbers, outline, links) and appends the PDF to
 * out. Wide pictures get a page of their own in landscape, larger than A4
 * where the words in it would else be too small to read.
 * Same document and fonts give the same bytes, in every process and thread:
 * the dates are the document's made_at, and nothing is random.
 * Characters that no font shows are listed in a note at the end.
 * Ownership: borrows all; bytes go to out's arena. Callable from any thread;
 * calls wait for each other (see fonts.h).
 * Cost: two layouts of the document, 8 to 14 ms a dense page.
 * Errors: RC_INVALID (made_at is no moment, a font that is none),
 * RC_TOO_LARGE (over the arena's budget, a text over its limit), RC_BROKEN
 * (no temporary folder; cairo refused). out keeps its size unless RC_OK. */
#ifndef CSMS_PAPER_PDF_H
#define CSMS_PAPER_PDF_H

#include "paper/document.h"
#include "paper/fonts.h"

enum rc pdf_write(struct arena *arena, const struct document *document,
                  const struct paper_fonts *fonts, struct fault *fault,
                  struct buffer *out) MUST_USE;

#endif
