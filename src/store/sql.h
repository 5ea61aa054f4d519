/* sql.h - the one SQL text, put into PostgreSQL's spelling.
 *
 * Purpose: queries are written once with the placeholders ?1 ?2 ... of SQLite;
 * PostgreSQL calls the same ones $1 $2 .... Placeholders are rewritten only
 * where they are placeholders: not in '...' literals, "..." identifiers, and
 * comments of both forms. A ? without a number is left alone.
 * Limits: texts that run on both stores hold no $$...$$ and no E'...\'...'
 * literals and no nested comments; these are not looked for.
 * Purity: pure. Ownership: the result lives in the arena, with a zero byte
 * after it, and is as long as the input, so that positions in messages agree.
 * Cost: O(length). Errors: none; what is not closed runs to the end. */
#ifndef CSMS_STORE_SQL_H
#define CSMS_STORE_SQL_H

#include "base/text.h"

struct text sql_with_dollars(struct arena *arena, struct text sql);

#endif
