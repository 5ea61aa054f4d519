/* shop.h - a fresh workspace with every module of the program, for one test.
 *
 * Purpose: the same test runs on SQLite (a temporary folder) and on PostgreSQL
 * (a schema of its own in the database that CSMS_TEST_POSTGRES names; without
 * it the test is skipped). Keys and heads lie in the temporary folder too.
 * Changes go through the real pipeline as JSON commands, with ' for ".
 * Ownership: shop_open to shop_close; what is read lives in the shop's arena.
 * Two accounts exist besides the administrator, see shop_actor. */
#ifndef CSMS_TESTS_CORE_SHOP_H
#define CSMS_TESTS_CORE_SHOP_H

#include "core/account.h"
#include "core/bulk.h"
#include "core/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SHOP_PASSWORD "a sentence for tests only"

struct shop {
    struct arena *arena;
    struct fault fault; /* of the newest call */
    struct model *model;
    struct workspace *workspace;
    bool is_simulated;
    char folder[64];
    char state_folder[80];
    char schema[64]; /* empty on SQLite */
    char url[512];
    char key[64]; /* of the newest record that shop_do made or changed */
};

/* cmocka's setup and teardown. */
int shop_on_sqlite(void **state);
int shop_on_postgres(void **state);
int shop_on_clock(void **state); /* SQLite, with a simulated clock */
int shop_close(void **state);
struct shop *shop_of(void **state); /* skips the test where there is none */

struct shop *shop_make(bool is_shared, int64_t simulated_from_us); /* NULL: no such store */
void shop_end(struct shop *shop);
/* Closes the workspace and opens it again from what is stored. */
void shop_reopen(struct shop *shop);

extern const struct actor shop_program; /* may do everything */
void shop_expect(struct shop *shop, enum rc rc, enum rc wanted, const char *what);

/* JSON commands (a list, or one object), all or nothing. */
enum rc shop_do(struct shop *shop, const struct actor *actor, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
enum rc shop_do_text(struct shop *shop, const struct actor *actor, struct text commands);
/* As the program, and it must succeed. Returns the key, in the shop's arena. */
struct text shop_make_record(struct shop *shop, const char *entity, const char *fields);
/* Does a problem of the newest call have this path? */
bool shop_has_problem(const struct shop *shop, struct text path);
struct text shop_words(struct shop *shop); /* of the newest call's problems */

struct snapshot shop_snapshot(struct shop *shop);
struct record *shop_get(struct shop *shop, struct text key, int64_t as_of);
int64_t shop_integer(struct shop *shop, struct query query);
int64_t shop_ledger_size(struct shop *shop);
struct hash shop_blob(struct shop *shop, const char *words);
void shop_clock(struct shop *shop, int64_t to_us);

/* An account with a person who holds a role with these permissions; the
 * password is SHOP_PASSWORD. scope: key of a site or project, or NULL. */
struct actor shop_actor(struct shop *shop, const char *name, const char *permissions,
                        const char *scope);
/* The same without an account and its costly password: grants alone. */
struct actor shop_visitor(struct shop *shop, const char *permissions, struct id scope);

enum rc shop_verify(struct shop *shop, const struct checkpoint *checkpoint);
void shop_expect_verified(struct shop *shop);

#define SHOP_ON_SQLITE(test)                                      \
    {                                                             \
#test " (SQLite)", test, shop_on_sqlite, shop_close, NULL \
    }
#define SHOP_ON_POSTGRES(test)                                          \
    {                                                                   \
#test " (PostgreSQL)", test, shop_on_postgres, shop_close, NULL \
    }
#define SHOP_ON_CLOCK(test)                                               \
    {                                                                     \
#test " (simulated clock)", test, shop_on_clock, shop_close, NULL \
    }
#define SHOP_ON_BOTH(test) SHOP_ON_SQLITE(test), SHOP_ON_POSTGRES(test)

#endif
