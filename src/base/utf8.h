/* utf8.h - strict UTF-8 (RFC 3629).
 *
 * Purpose: what comes from outside is checked once: no overlong forms, no
 * surrogates, nothing above U+10FFFF. Search folding lives here too.
 * Cost: O(bytes), eight at a time for ASCII. */
#ifndef CSMS_BASE_UTF8_H
#define CSMS_BASE_UTF8_H

#include "base/text.h"

/* Index of the first byte that is not well-formed, or text.size. */
size_t utf8_bad_at(struct text text);
/* Reads one code point at *at and moves *at behind it; text is well-formed. */
uint32_t utf8_next(struct text text, size_t *at);
size_t utf8_put(uint32_t code_point, char out[4]);
size_t utf8_count(struct text text); /* code points of well-formed text */
/* Lower-case, accents removed, words of letters and digits apart by one blank:
 * what search stores and compares (both stores get the same tokens). */
struct text utf8_fold(struct arena *arena, struct text text);

#endif
