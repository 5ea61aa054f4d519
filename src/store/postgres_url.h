/* postgres_url.h - addresses of PostgreSQL stores.
 *
 * Purpose: tells whether an address is one of PostgreSQL (postgresql:// or
 * postgres://) and gives the form of it that may be shown: scheme, user,
 * hosts, ports and database, never a password or another parameter.
 * Purity: pure. Cost: O(length). Errors: RC_INVALID, in words that do not
 * repeat the address, since what is wrong may be the password.
 * Source: "Connection URIs" in PostgreSQL's manual, read by libpq itself. */
#ifndef CSMS_STORE_POSTGRES_URL_H
#define CSMS_STORE_POSTGRES_URL_H

#include "base/fault.h"

bool postgres_url_is(const char *url);
enum rc postgres_url_show(const char *url, struct arena *arena, struct fault *fault,
                          struct text *out) MUST_USE;

#endif
