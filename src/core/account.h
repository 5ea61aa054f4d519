/* account.h - local accounts, sessions and tokens.
 *
 * Purpose: signing in (Argon2id, optional TOTP, throttled), sessions with CSRF
 * word and idle limit, API tokens stored hashed. Every refusal is a ledger
 * entry. Session and token values leave this file once, at their making; only
 * their hashes are stored.
 * Cost: a password check 0.1 s and 64 MiB; at most two at once.
 * Errors: RC_NO_LOGIN, RC_DENIED, RC_BUSY, RC_INVALID. */
#ifndef CSMS_CORE_ACCOUNT_H
#define CSMS_CORE_ACCOUNT_H

#include "core/change.h"

#define ACCOUNT_IDLE_US (INT64_C(8) * 3600 * 1000000)
#define ACCOUNT_PASSWORD_LEAST 12

/* Adds an account to the set; the one-time password is handed back. */
enum rc account_create(struct change_set *set, struct text name, struct text person,
                       bool is_administrator, struct text *one_time_password) MUST_USE;
enum rc account_by_name(struct snapshot *snapshot, struct text name, struct value *row) MUST_USE;

struct login {
    struct text name;
    struct text password;
    struct text code; /* second factor, or empty */
};
struct session {
    struct text token; /* goes to the cookie; only at login */
    struct text csrf;
    struct id account;
    struct text account_name;
    bool must_change_password;
};
/* RC_NO_LOGIN with *wants_code where only the second factor is missing. The
 * answer is committed by this call (session, failure count, ledger note). */
enum rc account_login(struct snapshot *snapshot, const struct login *login, struct session *out,
                      bool *wants_code) MUST_USE;
enum rc account_logout(struct snapshot *snapshot, struct text token) MUST_USE;
/* The session and actor of a cookie; RC_NO_LOGIN where it is unknown or idle.
 * is_use: somebody is at work, so it is not idle from now on. */
enum rc account_session(struct snapshot *snapshot, struct text token, bool is_use,
                        struct session *out, struct actor *actor) MUST_USE;
enum rc account_token(struct snapshot *snapshot, struct text token, struct actor *actor) MUST_USE;
struct token_wish {
    struct id account;
    struct text name;
    struct text scope; /* permissions apart by blanks; empty: all of the account */
    int64_t expires_us;
};
void account_make_token(struct change_set *set, const struct token_wish *wish, struct text *token);
/* row: of account_by_name. */
enum rc account_set_password(struct snapshot *snapshot, const struct actor *actor,
                             struct value *row, struct text fresh, bool must_change) MUST_USE;
/* Ends all sessions of the account but the one whose token is keep. */
enum rc account_change_password(struct snapshot *snapshot, const struct actor *actor,
                                struct text old, struct text fresh, struct text keep) MUST_USE;
enum rc account_set_second_factor(struct snapshot *snapshot, const struct actor *actor,
                                  struct text secret, struct text code) MUST_USE;

/* The password of the actor's account; for the command line, of any
 * administrator account. */
enum rc account_reauthenticate(struct snapshot *snapshot, const struct actor *actor,
                               struct text password) MUST_USE;
bool account_is_same_person(struct snapshot *snapshot, struct text author,
                            const struct actor *actor);
/* Records in the ledger that something was denied. */
void account_note_denied(struct snapshot *snapshot, const struct actor *actor, struct text what);

#endif
