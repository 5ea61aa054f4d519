/* postgres_value.h - values in PostgreSQL's binary form.
 *
 * Purpose: what a value looks like as a parameter, and what a column of a
 * result reads as. Integers, truth values and whole numerics (count and sum
 * give them) read as VALUE_INTEGER, what looks like text as VALUE_TEXT, bytea
 * and uuid as VALUE_BYTES, void as VALUE_NONE. Other types are not read: a
 * query casts them.
 * Purity: pure. Ownership: what is read or written borrows. Numbers are in
 * network order. Cost: O(1). Source: the send and receive functions of
 * PostgreSQL's types, "Frontend/Backend Protocol" in its manual. */
#ifndef CSMS_STORE_POSTGRES_VALUE_H
#define CSMS_STORE_POSTGRES_VALUE_H

#include "base/value.h"

typedef uint32_t postgres_type; /* an oid of pg_type; 0 lets the server decide */

postgres_type postgres_value_type(enum value_kind kind);
/* The bytes of a value that is not VALUE_NONE; room is used for integers. */
struct text postgres_value_write(const struct value *value, char room[8]);

bool postgres_value_may_read(postgres_type type);
/* False where the bytes are no value of the type, or a numeric that is not
 * whole or does not fit. */
bool postgres_value_read(postgres_type type, struct text bytes, struct value *out);

#endif
