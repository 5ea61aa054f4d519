/* thief.h - somebody with the database file and sqlite3, but not csms.
 *
 * Purpose: changes a workspace's file behind csms's back, and reads all that is
 * in it, for the tests of verify. Checks, foreign keys and fsync are off.
 * Ownership: thief_open to thief_close. Errors: a test failure. */
#ifndef CSMS_TESTS_CORE_THIEF_H
#define CSMS_TESTS_CORE_THIEF_H

#include "core/shop.h"

#include <sqlite3.h>

struct thief {
    struct arena *arena;
    sqlite3 *handle;
};

struct thief thief_open(struct arena *arena, const char *path);
void thief_close(struct thief *thief);
/* Statements; false where the store refuses them. */
bool thief_try(struct thief *thief, const char *format, ...) __attribute__((format(printf, 2, 3)));
void thief_run(struct thief *thief, const char *format, ...) __attribute__((format(printf, 2, 3)));
int64_t thief_integer(struct thief *thief, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The first column of all rows. */
size_t thief_list(struct thief *thief, const char *sql, struct text **out);
/* Tables that hold something other than search words. */
size_t thief_tables(struct thief *thief, struct text **out);
/* All rows of all those tables and the schema; TEXT_NONE where it cannot be
 * read. */
struct text thief_dump(struct arena *arena, const char *path);

/* Opens the workspace anew, verifies and closes; words: of the problems. */
enum rc thief_verify(struct shop *shop, struct arena *arena, struct text *words);
/* Verify fails, and names the table or a sequence. */
void thief_expect_found(struct shop *shop, struct arena *arena, struct text table,
                        const char *what);
void thief_expect_clean(struct shop *shop, struct arena *arena, const char *what);
/* Calls each for every table; afterwards all must verify again. */
void thief_each_table(struct shop *shop,
                      void (*each)(struct shop *shop, struct thief *thief, struct text table));

#endif
