/* cpe_write.h - platform names in the bindings of CPE 2.3 and 2.2.
 *
 * Purpose: appends a name as formatted string (NISTIR 7695, 6.2.2) or as URI
 * (6.1.2), in lower case, in the one form that the specification gives it. A
 * value that is a lone quoted hyphen is %2d in the URI, since "-" is NA there.
 * Purity: pure. Cost: O(bytes). Errors: none. */
#ifndef CSMS_ENGINE_CPE_WRITE_H
#define CSMS_ENGINE_CPE_WRITE_H

#include "engine/cpe.h"

void cpe_write_formatted(struct buffer *out, const struct cpe *cpe);
void cpe_write_uri(struct buffer *out, const struct cpe *cpe);
/* One value as it stands in a formatted string: "*", "-", "2.0\+b1". */
void cpe_write_value(struct buffer *out, const struct cpe_value *value);

#endif
