/* notary.h - hands a signed head to somebody outside.
 *
 * Purpose: posts the head to a webhook, or has it time-stamped (RFC 3161), so
 * that the past cannot be rewritten even by whoever holds the machine.
 * Private and loopback addresses are refused unless allowed; redirects are not
 * followed; ten seconds at most.
 * Errors: RC_OFFLINE with the peer's reason, RC_DENIED for a private address,
 * RC_CORRUPT where a time stamp is not for this head. */
#ifndef CSMS_CORE_NOTARY_H
#define CSMS_CORE_NOTARY_H

#include "base/fault.h"

struct notary {
    const char *url;
    bool allows_private;
};

/* POST of application/json {"head": LINE}; any 2xx is fine. */
enum rc notary_webhook(struct arena *arena, const struct notary *notary, struct text head,
                       struct fault *fault) MUST_USE;
/* The time stamp token (DER of the whole response) over SHA-256 of the line. */
enum rc notary_time_stamp(struct arena *arena, const struct notary *notary, struct text head,
                          struct fault *fault, struct text *token) MUST_USE;

#endif
