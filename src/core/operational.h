/* operational.h - tables that are no records: accounts, sessions, tokens, keys of persons.
 *
 * Purpose: their rows change often and never enter the ledger, but nobody may
 * change one behind csms's back: each row carries a MAC under a key outside
 * the workspace, and each table's set digest (the XOR of its MACs) stands in
 * the MACed ledger head, so an added, lost or swapped row is noticed too.
 * Columns: the first is the primary key; the MAC column is added.
 * Cost: one HMAC a row written; reading checks nothing (verify does). */
#ifndef CSMS_CORE_OPERATIONAL_H
#define CSMS_CORE_OPERATIONAL_H

#include "base/hash.h"

#include "base/value.h"
#include "store/store.h"

struct operational_column {
    const char *name;
    enum value_kind kind;
    bool is_unique;
};

struct operational {
    const char *name;
    const struct operational_column *columns;
    size_t column_count;
};

enum operational_table { TABLE_ACCOUNT, TABLE_SESSION, TABLE_TOKEN, TABLE_PERSON_KEY };
#define OPERATIONAL_COUNT 4
#define OPERATIONAL_COLUMNS_LIMIT 16

extern const struct operational operational_tables[OPERATIONAL_COUNT];

enum {
    ACCOUNT_ID,
    ACCOUNT_NAME,
    ACCOUNT_PASSWORD,
    ACCOUNT_MUST_CHANGE,
    ACCOUNT_SECOND_FACTOR,
    ACCOUNT_LAST_STEP,
    ACCOUNT_PERSON,
    ACCOUNT_IS_ADMINISTRATOR,
    ACCOUNT_STATE,
    ACCOUNT_FAILURES,
    ACCOUNT_BLOCKED_UNTIL_US,
    ACCOUNT_CREATED_US,
    ACCOUNT_COLUMNS
};
enum {
    SESSION_HASH,
    SESSION_ACCOUNT,
    SESSION_CSRF,
    SESSION_CREATED_US,
    SESSION_SEEN_US,
    SESSION_COLUMNS
};
enum {
    TOKEN_HASH,
    TOKEN_ACCOUNT,
    TOKEN_NAME,
    TOKEN_SCOPE,
    TOKEN_EXPIRES_US,
    TOKEN_CREATED_US,
    TOKEN_COLUMNS
};
enum { PERSON_KEY_SUBJECT, PERSON_KEY_SEALED, PERSON_KEY_COLUMNS };

/* The MAC of a row under key. */
struct hash operational_mac(const struct operational *table, const struct value *row,
                            struct text key);

/* One write inside the committer's transaction: row NULL deletes. digest is the
 * table's set digest, kept current. */
struct operational_write {
    enum operational_table table;
    struct value key;  /* of the row */
    struct value *row; /* all columns, or NULL to delete */
    struct operational_write *next;
};

enum rc operational_apply(struct connection *connection, struct arena *arena,
                          const struct operational_write *write, struct text mac_key,
                          struct hash *digest, struct fault *fault) MUST_USE;
/* All columns of the row with this primary key, or RC_NOT_FOUND. */
enum rc operational_get(struct connection *connection, struct arena *arena,
                        enum operational_table table, struct value key, struct fault *fault,
                        struct value *row) MUST_USE;

#endif
