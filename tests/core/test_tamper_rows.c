/* Whoever cuts rows out of the database, puts some in or exchanges them is
 * noticed, in every table; so is an old copy of the file. */
#include "core/ledger_shop.h"
#include "core/thief.h"
#include "core/workspace_open.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- rows ---- */

/* All columns of a table that stand in no unique index, apart by commas. */
static struct text free_columns(struct thief *thief, struct text table)
{
    struct text *names;
    struct buffer out;
    buffer_init(&out, thief->arena);
    char *ask = sqlite3_mprintf(
        "SELECT name FROM pragma_table_info('%q') WHERE pk = 0 AND name NOT IN (SELECT i.name FROM "
        "pragma_index_list('%q') l, pragma_index_info(l.name) i WHERE l.\"unique\" = 1)",
        table.at, table.at);
    size_t count = thief_list(thief, ask, &names);
    sqlite3_free(ask);
    for (size_t i = 0; i < count; i++) {
        buffer_print(&out, "%s\"%s\"", i > 0 ? ", " : "", names[i].at);
    }
    return text_copy(thief->arena, buffer_text(&out));
}

static void put_back(struct thief *thief, struct text table)
{
    thief_run(thief,
              "DELETE FROM \"%s\"; INSERT INTO \"%s\" SELECT * FROM temp.kept_all; DROP TABLE "
              "temp.kept_all",
              table.at, table.at);
}

static void keep(struct thief *thief, struct text table)
{
    thief_run(thief, "CREATE TEMP TABLE kept_all AS SELECT * FROM \"%s\" ORDER BY rowid", table.at);
}

static bool is_single(struct text table)
{
    return text_is(table, "workspace") || text_is(table, "ledger_head");
}

static void cut_rows(struct shop *shop, struct thief *thief, struct text table)
{
    static const char *const which[] = {"min(rowid)", "max(rowid)",
                                        "(min(rowid) + max(rowid)) / 2"};
    for (size_t i = 0; i < COUNT(which); i++) {
        keep(thief, table);
        thief_run(thief,
                  "DELETE FROM \"%s\" WHERE rowid = (SELECT max(rowid) FROM \"%s\" WHERE rowid <= "
                  "(SELECT %s FROM \"%s\"))",
                  table.at, table.at, which[i], table.at);
        struct text words;
        if (text_is(table, "workspace")) {
            assert_int_not_equal(thief_verify(shop, thief->arena, &words), RC_OK);
        } else {
            thief_expect_found(shop, thief->arena, table, "a row cut out");
        }
        put_back(thief, table);
    }
}

static void every_missing_row_is_found(void **state)
{
    thief_each_table(*state, cut_rows);
}

/* A copy of the last row under a new identity. */
static void add_row(struct shop *shop, struct thief *thief, struct text table)
{
    struct text *keys;
    char *ask = sqlite3_mprintf(
        "SELECT name FROM pragma_table_info('%q') WHERE pk > 0 OR name = 'key' OR name IN (SELECT "
        "i.name FROM "
        "pragma_index_list('%q') l, pragma_index_info(l.name) i WHERE l.\"unique\" = 1)",
        table.at, table.at);
    size_t count = thief_list(thief, ask, &keys);
    sqlite3_free(ask);
    thief_run(thief,
              "CREATE TEMP TABLE fresh AS SELECT * FROM \"%s\" WHERE rowid = (SELECT "
              "max(rowid) FROM \"%s\")",
              table.at, table.at);
    for (size_t i = 0; i < count; i++) {
        const char *c = keys[i].at;
        thief_run(thief,
                  "UPDATE temp.fresh SET \"%s\" = CASE typeof(\"%s\") WHEN 'integer' THEN \"%s\" + "
                  "1000 WHEN 'text' THEN \"%s\" || '9' ELSE thief(\"%s\") END",
                  c, c, c, c, c);
    }
    keep(thief, table);
    thief_run(thief, "INSERT INTO \"%s\" SELECT * FROM temp.fresh; DROP TABLE temp.fresh",
              table.at);
    thief_expect_found(shop, thief->arena, table, "a row put in");
    put_back(thief, table);
}

static void every_added_row_is_found(void **state)
{
    thief_each_table(*state, add_row);
}

/* The first and the last row exchange all that does not identify them. */
static void swap_rows(struct shop *shop, struct thief *thief, struct text table)
{
    struct text columns = free_columns(thief, table);
    if (is_single(table) || columns.size == 0) {
        return;
    }
    keep(thief, table);
    thief_run(thief,
              "CREATE TEMP TABLE first AS SELECT %s FROM \"%s\" WHERE rowid = (SELECT min(rowid) "
              "FROM \"%s\"); CREATE TEMP TABLE last AS SELECT %s FROM \"%s\" WHERE rowid = (SELECT "
              "max(rowid) FROM \"%s\")",
              columns.at, table.at, table.at, columns.at, table.at, table.at);
    bool is_same = thief_integer(thief, "SELECT count(*) FROM (SELECT * FROM temp.first EXCEPT "
                                        "SELECT * FROM temp.last)") == 0;
    thief_run(thief,
              "UPDATE \"%s\" SET (%s) = (SELECT * FROM temp.last) WHERE rowid = (SELECT min(rowid) "
              "FROM \"%s\"); UPDATE \"%s\" SET (%s) = (SELECT * FROM temp.first) WHERE rowid = "
              "(SELECT max(rowid) FROM \"%s\"); DROP TABLE temp.first; DROP TABLE temp.last",
              table.at, columns.at, table.at, table.at, columns.at, table.at);
    if (!is_same) {
        thief_expect_found(shop, thief->arena, table, "two rows exchanged");
    }
    put_back(thief, table);
}

static void every_exchange_is_found(void **state)
{
    thief_each_table(*state, swap_rows);
}

static void cut_tail(struct shop *shop, struct thief *thief, struct text table)
{
    if (!text_is(table, "ledger")) {
        return;
    }
    keep(thief, table);
    thief_run(thief, "DELETE FROM ledger WHERE seq > (SELECT max(seq) - 3 FROM ledger)");
    thief_expect_found(shop, thief->arena, table, "the last three entries cut off");
    put_back(thief, table);
}

static void a_cut_ledger_is_found(void **state)
{
    thief_each_table(*state, cut_tail);
}

/* ---- the head file ---- */

static void copy_file(struct arena *arena, const char *from, const char *to)
{
    struct fault fault;
    struct text bytes;
    fault_init(&fault, arena);
    assert_int_equal(file_read(arena, from, (size_t)1 << 30, &fault, &bytes), RC_OK);
    assert_int_equal(file_write(to, bytes, 0644, &fault), RC_OK);
}

static void the_head_file_shows_what_was_cut_off(void **state)
{
    struct shop *shop = shop_make(false, 0);
    struct arena *arena = shop->arena;
    struct text words;
    char head[512];
    char older[512];
    char older_head[512];
    (void)state;
    snprintf(head, sizeof head, "%s/one.head", shop->folder);
    snprintf(older, sizeof older, "%s/older.csms", shop->folder);
    snprintf(older_head, sizeof older_head, "%s/older.head", shop->folder);
    (void)shop_make_record(shop, "site", "{'name': 'One', 'kind': 'plant'}");
    workspace_close(shop->workspace);
    copy_file(arena, shop->url, older);
    copy_file(arena, head, older_head);
    shop->workspace = NULL;
    shop_reopen(shop);
    (void)shop_make_record(shop, "site", "{'name': 'Two', 'kind': 'plant'}");
    (void)shop_make_record(shop, "site", "{'name': 'Three', 'kind': 'plant'}");
    workspace_close(shop->workspace);
    shop->workspace = NULL;
    thief_expect_clean(shop, arena, "as it is");
    copy_file(arena, shop->url, text_print(arena, "%s/newer.csms", shop->folder).at);
    copy_file(arena, older, shop->url);
    assert_int_equal(thief_verify(shop, arena, &words), RC_CORRUPT); /* an old copy of the file */
    assert_true(text_contains(words, TEXT("shorter than its signed head")));
    copy_file(arena, text_print(arena, "%s/newer.csms", shop->folder).at, shop->url);
    copy_file(arena, older_head, head);
    thief_expect_clean(shop, arena, "with an older head file");
    copy_file(arena, shop->url, head);
    assert_int_equal(thief_verify(shop, arena, &words), RC_CORRUPT); /* no head at all */
    assert_int_equal(unlink(head), 0);
    thief_expect_clean(shop, arena, "without a head file");
    shop_end(shop);
}

/* The head file also counts commits that enter nothing in the ledger. */
static void an_older_session_table_is_found(void **state)
{
    struct shop *shop = shop_make(false, 0);
    struct arena *arena = shop->arena;
    struct text words;
    char older[512];
    (void)state;
    snprintf(older, sizeof older, "%s/older.csms", shop->folder);
    workspace_close(shop->workspace);
    copy_file(arena, shop->url, older);
    shop->workspace = NULL;
    shop_reopen(shop);
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    struct id id = {{1}};
    change_set_init(&set, &snapshot, &shop_program);
    change_write(&set, TABLE_SESSION, value_id(id), NULL);
    shop_expect(shop, change_commit(&set), RC_OK, "a commit without an entry");
    snapshot_close(&snapshot);
    workspace_close(shop->workspace);
    shop->workspace = NULL;
    copy_file(arena, older, shop->url);
    assert_int_equal(thief_verify(shop, arena, &words), RC_CORRUPT);
    shop_end(shop);
}

int main(void)
{
    const struct CMUnitTest on_one[] = {
        cmocka_unit_test(every_missing_row_is_found), cmocka_unit_test(every_added_row_is_found),
        cmocka_unit_test(every_exchange_is_found), cmocka_unit_test(a_cut_ledger_is_found)};
    const struct CMUnitTest on_its_own[] = {cmocka_unit_test(the_head_file_shows_what_was_cut_off),
                                            cmocka_unit_test(an_older_session_table_is_found)};
    int failed = cmocka_run_group_tests(on_one, ledger_shop_open, shop_close);
    return failed + cmocka_run_group_tests(on_its_own, NULL, NULL);
}
