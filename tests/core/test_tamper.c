/* Whoever changes a value or the schema behind csms's back is noticed: every
 * column of every table. */
#include "core/ledger_shop.h"
#include "core/thief.h"

#include <stdio.h>
#include <string.h>

/* ---- one value ---- */

/* SQL for a value beside the one that is there: one bit of one byte, or
 * something where nothing was. */
static const char altered[] =
    "CASE typeof(\"%s\") WHEN 'integer' THEN \"%s\" + 1 WHEN 'text' THEN CASE \"%s\" WHEN '' THEN "
    "'x' ELSE substr(\"%s\", 1, length(\"%s\") - 1) || CASE substr(\"%s\", -1) WHEN 'x' THEN 'y' "
    "ELSE 'x' END END WHEN 'blob' THEN thief(\"%s\") ELSE %s END";

static const char *something(struct text type)
{
    return text_is(type, "INTEGER") ? "1" : text_is(type, "BLOB") ? "zeroblob(16)" : "'x'";
}

static void alter_one(struct shop *shop, struct thief *thief, struct text table, struct text column,
                      int64_t row)
{
    const char *c = column.at;
    struct text *types;
    char what[200];
    char *ask =
        sqlite3_mprintf("SELECT type FROM pragma_table_info('%q') WHERE name = '%q'", table.at, c);
    assert_int_equal(thief_list(thief, ask, &types), 1);
    sqlite3_free(ask);
    char *value = sqlite3_mprintf(altered, c, c, c, c, c, c, c, something(types[0]));
    thief_run(thief,
              "DROP TABLE IF EXISTS temp.kept; CREATE TEMP TABLE kept AS SELECT * FROM "
              "\"%s\" WHERE rowid = %lld",
              table.at, (long long)row);
    bool is_done = thief_try(thief, "UPDATE \"%s\" SET \"%s\" = %s WHERE rowid = %lld", table.at, c,
                             value, (long long)row);
    sqlite3_free(value);
    if (!is_done) {
        return; /* a key that would stand twice, a column that is a row's number */
    }
    snprintf(what, sizeof what, "%s of row %lld altered", c, (long long)row);
    thief_expect_found(shop, thief->arena, table, what);
    bool is_number = thief_integer(thief, "SELECT count(*) FROM \"%s\" WHERE rowid = %lld",
                                   table.at, (long long)row) == 0;
    thief_run(thief, "UPDATE \"%s\" SET \"%s\" = (SELECT \"%s\" FROM temp.kept) WHERE rowid = %lld",
              table.at, c, c, (long long)row + (is_number ? 1 : 0));
}

/* Every column in a plain build. Under the sanitizers, which are there for memory
 * and five times slower, a fifth of them, other ones in each table. */
#ifdef __SANITIZE_ADDRESS__
#define COLUMN_STEP 5
#else
#define COLUMN_STEP 1
#endif

static void alter_columns(struct shop *shop, struct thief *thief, struct text table)
{
    struct text *columns;
    char *ask = sqlite3_mprintf("SELECT name FROM pragma_table_info('%q')", table.at);
    size_t count = thief_list(thief, ask, &columns);
    sqlite3_free(ask);
    int64_t first = thief_integer(thief, "SELECT coalesce(min(rowid), 0) FROM \"%s\"", table.at);
    int64_t last = thief_integer(thief, "SELECT coalesce(max(rowid), 0) FROM \"%s\"", table.at);
    if (first == 0) {
        fail_msg("%.*s has no rows; fill it in ledger_shop.c", TEXT_ARGS(table));
    }
    for (size_t i = table.size % COLUMN_STEP; i < count; i += COLUMN_STEP) {
        alter_one(shop, thief, table, columns[i], i % 2 == 0 ? first : last);
        if (text_is(columns[i], "to_seq")) {
            alter_one(shop, thief, table, columns[i], i % 2 == 0 ? last : first);
        }
    }
}

static void every_altered_value_is_found(void **state)
{
    thief_each_table(*state, alter_columns);
}

/* ---- the schema ---- */

static void a_changed_schema_is_found(void **state)
{
    static const char *const changes[][2] = {
        {"CREATE TRIGGER quiet AFTER INSERT ON site BEGIN DELETE FROM site; END",
         "DROP TRIGGER quiet"},
        {"CREATE VIEW nice AS SELECT * FROM site", "DROP VIEW nice"},
        {"CREATE TABLE aside (x)", "DROP TABLE aside"},
        {"CREATE INDEX aside ON site (f_name)", "DROP INDEX aside"},
        {"DROP INDEX ledger_by_id", "CREATE INDEX ledger_by_id ON ledger (id, seq)"},
        {"ALTER TABLE site ADD COLUMN f_more TEXT", "ALTER TABLE site DROP COLUMN f_more"}};
    struct shop *shop = *state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct thief thief = thief_open(arena, shop->url);
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct text words;
        thief_run(&thief, "%s", changes[i][0]);
        if (thief_verify(shop, arena, &words) == RC_OK) {
            fail_msg("not found: %s", changes[i][0]);
        }
        thief_run(&thief, "%s", changes[i][1]);
        thief_expect_clean(shop, arena, changes[i][1]);
    }
    thief_close(&thief);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_altered_value_is_found),
                                       cmocka_unit_test(a_changed_schema_is_found)};
    return cmocka_run_group_tests(tests, ledger_shop_open, shop_close);
}
