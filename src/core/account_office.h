/* account_office.h - accounts and tokens, made by an administrator for others.
 *
 * Purpose: what the command line and the API do alike: a new account and a new
 * password (both with a one-time password), a new API token. The secret is
 * handed out once. Only for administrators with all their rights: whoever could
 * make a token for any account could be anybody.
 * Errors: RC_DENIED, RC_INVALID, RC_NOT_FOUND, RC_CONFLICT. */
#ifndef CSMS_CORE_ACCOUNT_OFFICE_H
#define CSMS_CORE_ACCOUNT_OFFICE_H

#include "core/account.h"

#define ACCOUNT_OFFICE_DAYS 90
#define ACCOUNT_OFFICE_DAYS_MOST 730

struct account_order {
    struct text verb; /* create, password, token */
    struct text name;
    struct text person; /* create: key, or empty */
    bool is_administrator;
    struct text scope; /* token: permissions apart by blanks; empty: all */
    int64_t days;      /* token */
};

/* Commits. */
enum rc account_office(struct snapshot *snapshot, const struct actor *actor,
                       const struct account_order *order, struct text *secret) MUST_USE;

#endif
