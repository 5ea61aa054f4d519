/* rc.h - the one list of outcomes.
 *
 * Purpose: every function of csms that can fail returns an enum rc. Words for
 * people go to a struct fault (fault.h); this is what programs decide on.
 * Cost: O(1). Errors: none. Source: rc.def, which also fixes HTTP and exit codes. */
#ifndef CSMS_BASE_RC_H
#define CSMS_BASE_RC_H

#define RC(name, http, exit_code, sentence) RC_##name,
enum rc {
#include "base/rc.def"
    RC_COUNT
};
#undef RC

#define MUST_USE __attribute__((warn_unused_result))

int rc_http_status(enum rc rc);      /* 200, 422, ... */
int rc_exit_code(enum rc rc);        /* 0, 2, ... */
const char *rc_name(enum rc rc);     /* "OK", "INVALID", ... */
const char *rc_sentence(enum rc rc); /* for people, without a full stop */

#endif
