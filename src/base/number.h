/* number.h - numbers with a fraction, as text.
 *
 * Purpose: reads a decimal number (JSON's form, RFC 8259 section 6: digits, an
 * optional fraction, an optional power of ten) and writes the shortest one that
 * reads back as the same double. Independent of the locale. Engines and their
 * tools use it; records and the ledger hold integers and decimal text.
 * Purity: none of it fails but by its result. Cost: O(bytes). */
#ifndef CSMS_BASE_NUMBER_H
#define CSMS_BASE_NUMBER_H

#include "base/json.h"

/* False, and out untouched, where text is no such number or not finite. */
bool number_read(struct text text, double *out);
/* Infinite and undefined numbers are an invariant: they have no such form. */
void number_put(struct buffer *out, double number);

/* False unless json is a number. */
bool number_of_json(const struct json *json, double *out);
void number_put_json(struct json_writer *writer, double number);
void number_put_member(struct json_writer *writer, const char *name, double number);

#endif
