/* cpe.h - names of the Common Platform Enumeration: read from both bindings.
 *
 * Purpose: cpe_read takes a formatted string of CPE 2.3 ("cpe:2.3:a:vendor:...",
 * NISTIR 7695, 6.2) or a URI of CPE 2.2 ("cpe:/a:vendor:...", 6.1) apart into the
 * eleven attributes of a well-formed name. cpe_write.h writes both bindings,
 * cpe_relation.h compares and matches names (NISTIR 7696).
 * Values are kept unquoted and in lower case; what a wildcard is stands beside
 * the text, never in it, so that a quoted star stays a star.
 * Two kinds of mistake, as in purl.h: RC_INVALID where the meaning is not
 * clear, RC_OK with issue->sentence where a rule is broken but it is: attributes
 * that are missing at the end or empty count as ANY, punctuation without its
 * backslash as itself.
 * Purity: pure. Ownership: texts live in the arena. Cost: O(bytes).
 * Errors: RC_INVALID, RC_TOO_LARGE, both with the issue; out untouched. */
#ifndef CSMS_ENGINE_CPE_H
#define CSMS_ENGINE_CPE_H

#include "base/rc.h"
#include "base/text.h"

#define CPE_LIMIT_BYTES ((size_t)16384)

enum cpe_attribute {
    CPE_PART, /* a application, o operating system, h hardware */
    CPE_VENDOR,
    CPE_PRODUCT,
    CPE_VERSION,
    CPE_UPDATE,
    CPE_EDITION,
    CPE_LANGUAGE,
    CPE_SW_EDITION,
    CPE_TARGET_SW,
    CPE_TARGET_HW,
    CPE_OTHER,
    CPE_ATTRIBUTES
};

enum cpe_kind { CPE_ANY, CPE_NA, CPE_TEXT };

#define CPE_STAR (-1)

struct cpe_value {
    enum cpe_kind kind;
    /* Unquoted wildcards before and behind the text: so many "?", or CPE_STAR. */
    int before;
    int behind;
    struct text text;
};

struct cpe {
    struct cpe_value values[CPE_ATTRIBUTES];
};

struct cpe_issue {
    const char *sentence; /* NULL: nothing is wrong */
    size_t at;            /* byte of the input */
};

enum rc cpe_read(struct arena *arena, struct text input, struct cpe_issue *issue,
                 struct cpe *out) MUST_USE;
const char *cpe_attribute_name(enum cpe_attribute attribute); /* "sw_edition" */
bool cpe_has_wildcard(const struct cpe_value *value);

#endif
