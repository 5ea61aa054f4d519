#include "core/thief.h"
#include "core/workspace_open.h"

#include <stdio.h>
#include <string.h>

struct thief thief_open(struct arena *arena, const char *path)
{
    struct thief thief = {.arena = arena};
    assert_int_equal(sqlite3_open(path, &thief.handle), SQLITE_OK);
    (void)thief_try(&thief, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; "
                            "PRAGMA synchronous = OFF");
    return thief;
}

void thief_close(struct thief *thief)
{
    sqlite3_close(thief->handle);
    thief->handle = NULL;
}

static char *print(struct thief *thief, const char *format, va_list args)
{
    char *words = sqlite3_vmprintf(format, args);
    char *copy = text_to_z(thief->arena, text_of(words));
    sqlite3_free(words);
    return copy;
}

bool thief_try(struct thief *thief, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *sql = print(thief, format, args);
    va_end(args);
    return sqlite3_exec(thief->handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

void thief_run(struct thief *thief, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *sql = print(thief, format, args);
    va_end(args);
    if (sqlite3_exec(thief->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sqlite3_errmsg(thief->handle), sql);
    }
}

int64_t thief_integer(struct thief *thief, const char *format, ...)
{
    va_list args;
    sqlite3_stmt *statement;
    va_start(args, format);
    char *sql = print(thief, format, args);
    va_end(args);
    if (sqlite3_prepare_v2(thief->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sqlite3_errmsg(thief->handle), sql);
    }
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t integer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return integer;
}

size_t thief_list(struct thief *thief, const char *sql, struct text **out)
{
    sqlite3_stmt *statement;
    size_t count = 0;
    struct text *list = ARENA_MANY(thief->arena, struct text, 1024);
    if (sqlite3_prepare_v2(thief->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
        return 0;
    }
    while (count < 1024 && sqlite3_step(statement) == SQLITE_ROW) {
        struct text column = {(const char *)sqlite3_column_text(statement, 0),
                              (size_t)sqlite3_column_bytes(statement, 0)};
        list[count++] = text_copy(thief->arena, column);
    }
    sqlite3_finalize(statement);
    *out = list;
    return count;
}

size_t thief_tables(struct thief *thief, struct text **out)
{
    return thief_list(thief,
                      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                      "'sqlite_%' AND name NOT LIKE 'search%' ORDER BY name",
                      out);
}

/* ---- everything ---- */

static bool dump_rows(struct thief *thief, const char *sql, struct buffer *out)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(thief->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
        return false;
    }
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *bytes = sqlite3_column_blob(statement, i);
            int size = sqlite3_column_bytes(statement, i);
            buffer_print(out, "%d:%d:", sqlite3_column_type(statement, i), size);
            buffer_put(out, (struct text){bytes, bytes != NULL ? (size_t)size : 0});
        }
        buffer_put_char(out, '\n');
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE;
}

struct text thief_dump(struct arena *arena, const char *path)
{
    struct thief thief = thief_open(arena, path);
    struct text *tables = NULL;
    struct buffer out;
    buffer_init(&out, arena);
    size_t count = thief_tables(&thief, &tables);
    bool is_good = count > 0 && dump_rows(&thief,
                                          "SELECT type, name, sql FROM sqlite_schema WHERE name "
                                          "NOT LIKE 'search%' ORDER BY type, name",
                                          &out);
    for (size_t i = 0; is_good && i < count; i++) {
        struct text sql =
            text_print(arena, "SELECT * FROM %.*s NOT INDEXED ORDER BY 1, 2", TEXT_ARGS(tables[i]));
        is_good = dump_rows(&thief, sql.at, &out);
    }
    thief_close(&thief);
    return is_good ? buffer_text(&out) : TEXT_NONE;
}

/* ---- what csms says to it ---- */

/* Opens the workspace anew, verifies and closes. */
enum rc thief_verify(struct shop *shop, struct arena *arena, struct text *words)
{
    struct workspace_options options = {
        .url = shop->url, .state_folder = shop->state_folder, .model = shop->model};
    struct workspace *workspace = NULL;
    struct fault fault;
    struct snapshot snapshot;
    struct verify_report report;
    fault_init(&fault, arena);
    enum rc rc = workspace_open(&options, &fault, &workspace);
    if (rc == RC_OK && (rc = snapshot_open(&snapshot, workspace, arena, &fault)) == RC_OK) {
        rc = verify_workspace(&snapshot, NULL, &report);
        snapshot_close(&snapshot);
    }
    workspace_close(workspace);
    *words = fault_text(&fault, arena);
    return rc;
}

/* The name by which a fault tells where: a history by its entity. */
static struct text place_of(struct text table)
{
    static const char *const ending = "_history";
    return text_ends(table, text_of(ending)) ? text_part(table, 0, table.size - strlen(ending))
                                             : table;
}

/* On the open workspace: opening parses the whole schema each time. */
static enum rc verify_open(struct shop *shop, struct arena *arena, struct text *words)
{
    struct arena *own = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    struct snapshot snapshot;
    struct verify_report report;
    fault_init(&fault, own);
    enum rc rc = snapshot_open(&snapshot, shop->workspace, own, &fault);
    if (rc == RC_OK) {
        rc = verify_workspace(&snapshot, NULL, &report);
        snapshot_close(&snapshot);
    }
    *words = text_copy(arena, fault_text(&fault, own));
    arena_close(own);
    return rc;
}

void thief_expect_found(struct shop *shop, struct arena *arena, struct text table, const char *what)
{
    struct text words;
    bool is_read_at_start = text_is(table, "workspace") || text_is(table, "ledger_head");
    enum rc rc =
        is_read_at_start ? thief_verify(shop, arena, &words) : verify_open(shop, arena, &words);
    bool is_named =
        text_contains(words, place_of(table)) || text_contains(words, TEXT("ledger sequence"));
    if (rc == RC_OK || !is_named) {
        fail_msg("%.*s, %s: %s\n%.*s", TEXT_ARGS(table), what, rc_name(rc), TEXT_ARGS(words));
    }
}

void thief_expect_clean(struct shop *shop, struct arena *arena, const char *what)
{
    struct text words;
    enum rc rc = thief_verify(shop, arena, &words);
    if (rc != RC_OK) {
        fail_msg("%s: %s\n%.*s", what, rc_name(rc), TEXT_ARGS(words));
    }
}

static void flip_blob(sqlite3_context *context, int count, sqlite3_value **values)
{
    char bytes[4096];
    (void)count;
    int size = sqlite3_value_bytes(values[0]);
    const void *was = sqlite3_value_blob(values[0]);
    size = size < (int)sizeof bytes ? size : (int)sizeof bytes;
    memcpy(bytes, was != NULL ? was : "", was != NULL ? (size_t)size : 0);
    bytes[0] = (char)(bytes[0] ^ 1);
    sqlite3_result_blob(context, bytes, size > 0 ? size : 1, SQLITE_TRANSIENT);
}

void thief_each_table(struct shop *shop,
                      void (*each)(struct shop *shop, struct thief *thief, struct text table))
{
    struct arena *arena = arena_open((size_t)4 << 30);
    struct thief thief = thief_open(arena, shop->url);
    struct text *tables;
    size_t count = thief_tables(&thief, &tables);
    assert_int_equal(
        sqlite3_create_function(thief.handle, "thief", 1, SQLITE_UTF8, NULL, flip_blob, NULL, NULL),
        SQLITE_OK);
    thief_expect_clean(shop, arena, "before");
    for (size_t i = 0; i < count; i++) {
        each(shop, &thief, tables[i]);
    }
    thief_expect_clean(shop, arena, "after all is put back");
    thief_close(&thief);
    arena_close(arena);
}
