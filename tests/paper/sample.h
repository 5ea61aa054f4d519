/* sample.h - what the tests of paper share: fonts, and a realistic document.
 *
 * Purpose: sample_make builds the TARA report of a fictional headlamp, with
 * every kind of block in it; its register has as many rows as asked for.
 * sample_fonts reads the packaged fonts; where they are not installed it
 * answers false and the test is skipped. All lives in the arena. */
#ifndef CSMS_TESTS_PAPER_SAMPLE_H
#define CSMS_TESTS_PAPER_SAMPLE_H

#include "paper/document.h"
#include "paper/fonts.h"

#define SAMPLE_ROOT "9f2c4e7ab1d05836c0ffee1234567890aabbccddeeff00112233445566778899"

bool sample_fonts(struct arena *arena, struct paper_fonts *fonts);
struct document_meta sample_meta(void);
void sample_matrix(struct document *document);
void sample_tree(struct document *document);
void sample_register(struct document *document, size_t rows);
struct document *sample_make(struct arena *arena, size_t rows);

#endif
