/* id.h - UUIDs (RFC 9562).
 *
 * Purpose: every record has a version 7 id, made from the clock and random
 * bytes and growing within one process. Records that csms ships with have
 * fixed version 8 ids derived from their name.
 * Cost: O(1). Text form: 36 characters, lower case. */
#ifndef CSMS_BASE_ID_H
#define CSMS_BASE_ID_H

#include "base/text.h"

#define ID_BYTES 16
#define ID_TEXT_SIZE 36

struct id {
    uint8_t bytes[ID_BYTES];
};

/* Makes ids that grow; one per thread or under a lock. Zeroed is ready. */
struct id_maker {
    uint64_t last_ms;
    uint16_t counter;
};

struct id id_make(struct id_maker *maker, int64_t now_us);
struct id id_from_name(struct text name); /* version 8: first bytes of SHA-256 */
bool id_equals(struct id a, struct id b);
bool id_is_zero(struct id a);
struct text id_text(struct id a, char out[ID_TEXT_SIZE + 1]);
bool id_from_text(struct text text, struct id *out);
struct text id_bytes(const struct id *a); /* borrows */

#endif
