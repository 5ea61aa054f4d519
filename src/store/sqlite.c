/* sqlite.c - the embedded store: one file in WAL mode, FULL sync. */
#include "store/driver.h"

#include "base/file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CACHE_SLOTS 256
#define CACHE_WAYS 4 /* a text has its place in one of so many slots */
#define BUSY_TIMEOUT_MS 20000
#define COLUMNS_LIMIT 96

struct sqlite_store {
    struct store base;
    char *path;
};

struct cached {
    sqlite3_stmt *statement;
    char *sql;
    size_t size;
    uint64_t used_at;
    bool is_in_use;
};

struct sqlite_rows {
    struct rows base;
    struct cached *cached; /* where it came from the cache */
    sqlite3_stmt *own;     /* where the cached one was in use */
    sqlite3_stmt *statement;
    bool is_done; /* stepping on would start anew */
    struct value columns[COLUMNS_LIMIT];
    struct fault *fault;
    struct sqlite_rows *next_free;
};

struct sqlite_connection {
    struct connection base;
    sqlite3 *handle;
    struct cached cache[CACHE_SLOTS];
    uint64_t uses;
    struct sqlite_rows *free_rows;
};

static struct sqlite_connection *own(struct connection *connection)
{
    return (struct sqlite_connection *)(void *)connection;
}

static enum rc rc_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return RC_OK;
    case SQLITE_CONSTRAINT:
        return RC_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return RC_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return RC_CORRUPT;
    default:
        return RC_BROKEN;
    }
}

static enum rc failed(struct sqlite_connection *self, int code, struct fault *fault)
{
    const char *words = self->handle != NULL ? sqlite3_errmsg(self->handle) : sqlite3_errstr(code);
    return fault_add(fault, rc_of(code), text_of(self->base.store->url), "the store says: %s",
                     words);
}

static bool accepts(const char *url)
{
    return strstr(url, "://") == NULL;
}

/* Nobody else may read a workspace; the store gives its other files the same
 * mode as this one. What goes wrong here the open that follows will tell. */
static void create_private(const char *path)
{
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) {
        close(file);
    }
}

static enum rc sqlite_open_store(const char *url, bool may_create, struct fault *fault,
                                 struct store **out)
{
    if (!may_create && !file_exists(url)) {
        return fault_add(fault, RC_NOT_FOUND, text_of(url),
                         "there is no workspace file here; make one with: csms --workspace %s init",
                         url);
    }
    if (may_create && url[0] != ':') {
        create_private(url);
    }
    /* Counting its memory takes one lock for all connections. Says no, and
     * changes nothing, once SQLite is at work. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct sqlite_store *store = calloc(1, sizeof *store);
    char *path = strdup(url);
    if (store == NULL || path == NULL) {
        abort();
    }
    store->path = path;
    store->base = (struct store){.driver = &sqlite_driver, .url = path, .path = path};
    *out = &store->base;
    return RC_OK;
}

static void sqlite_close_store(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)(void *)base;
    free(store->path);
    free(store);
}

static void disconnect(struct connection *connection)
{
    struct sqlite_connection *self = own(connection);
    for (size_t i = 0; i < CACHE_SLOTS; i++) {
        sqlite3_finalize(self->cache[i].statement);
        free(self->cache[i].sql);
    }
    while (self->free_rows != NULL) {
        struct sqlite_rows *rows = self->free_rows;
        self->free_rows = rows->next_free;
        free(rows);
    }
    sqlite3_close(self->handle);
    free(self);
}

static enum rc connect_to(struct store *store, enum connection_mode mode, struct fault *fault,
                          struct connection **out)
{
    static const char settings[] =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-16000; PRAGMA journal_size_limit=67108864;"
        "PRAGMA secure_delete=ON;"; /* a destroyed key leaves no bytes behind */
    struct sqlite_connection *self = calloc(1, sizeof *self);
    if (self == NULL) {
        abort();
    }
    self->base = (struct connection){&sqlite_driver, store};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(store->path, &self->handle, flags, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(self->handle, BUSY_TIMEOUT_MS);
        sqlite3_db_config(self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        code = sqlite3_exec(self->handle, settings, NULL, NULL, NULL);
    }
    if (code == SQLITE_OK && mode == CONNECTION_READ) {
        code = sqlite3_exec(self->handle, "PRAGMA query_only=ON", NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        enum rc rc = failed(self, code, fault);
        disconnect(&self->base);
        return rc;
    }
    *out = &self->base;
    return RC_OK;
}

static enum rc script(struct connection *connection, struct text sql, struct fault *fault)
{
    struct sqlite_connection *self = own(connection);
    char *z = strndup(sql.at, sql.size);
    if (z == NULL) {
        abort();
    }
    int code = sqlite3_exec(self->handle, z, NULL, NULL, NULL);
    free(z);
    return code == SQLITE_OK ? RC_OK : failed(self, code, fault);
}

static struct cached *ways_of(struct sqlite_connection *self, struct text sql)
{
    uint64_t hash = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < sql.size; i++) {
        hash = (hash ^ (uint8_t)sql.at[i]) * UINT64_C(1099511628211);
    }
    return &self->cache[(size_t)(hash ^ hash >> 32) % (CACHE_SLOTS / CACHE_WAYS) * CACHE_WAYS];
}

/* The slot of a text, else the one that gives way: free, or longest unused; one
 * slot a text would prepare two busy texts anew each time that share it. NULL
 * where the text's own statement is in use, or all are. */
static struct cached *choose_slot(struct sqlite_connection *self, struct text sql, bool *is_same)
{
    struct cached *ways = ways_of(self, sql);
    struct cached *oldest = NULL;
    *is_same = false;
    for (size_t i = 0; i < CACHE_WAYS; i++) {
        if (ways[i].statement != NULL && ways[i].size == sql.size &&
            memcmp(ways[i].sql, sql.at, sql.size) == 0) {
            *is_same = true;
            return ways[i].is_in_use ? NULL : &ways[i];
        }
        if (!ways[i].is_in_use && (oldest == NULL || ways[i].used_at < oldest->used_at)) {
            oldest = &ways[i];
        }
    }
    return oldest;
}

static enum rc prepare(struct sqlite_connection *self, struct text sql, struct fault *fault,
                       sqlite3_stmt **out)
{
    int code = sqlite3_prepare_v3(self->handle, sql.at, (int)sql.size, SQLITE_PREPARE_PERSISTENT,
                                  out, NULL);
    if (code == SQLITE_OK && sqlite3_column_count(*out) > COLUMNS_LIMIT) {
        sqlite3_finalize(*out);
        *out = NULL;
        return fault_add(fault, RC_UNSUPPORTED, text_of(self->base.store->url),
                         "a query has more than %d columns", COLUMNS_LIMIT);
    }
    return code == SQLITE_OK ? RC_OK : failed(self, code, fault);
}

static enum rc cached_for(struct sqlite_connection *self, struct text sql, struct fault *fault,
                          struct cached **out)
{
    bool is_same;
    struct cached *cached = choose_slot(self, sql, &is_same);
    if (cached != NULL && !is_same) {
        sqlite3_stmt *statement = NULL;
        enum rc rc = prepare(self, sql, fault, &statement);
        if (rc != RC_OK) {
            return rc;
        }
        sqlite3_finalize(cached->statement);
        free(cached->sql);
        cached->statement = statement;
        cached->sql = strndup(sql.at, sql.size);
        if (cached->sql == NULL) {
            abort();
        }
        cached->size = sql.size;
    }
    if (cached != NULL) {
        cached->used_at = ++self->uses;
    }
    *out = cached;
    return RC_OK;
}

static int bind_one(sqlite3_stmt *statement, int at, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NONE:
        return sqlite3_bind_null(statement, at);
    case VALUE_INTEGER:
        return sqlite3_bind_int64(statement, at, value->integer);
    case VALUE_TEXT:
        return sqlite3_bind_text64(statement, at, value->text.at != NULL ? value->text.at : "",
                                   value->text.size, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_ID:
        return sqlite3_bind_blob64(statement, at, value->id.bytes, ID_BYTES, SQLITE_STATIC);
    case VALUE_BYTES:
    case VALUE_IDS:
        return sqlite3_bind_blob64(statement, at, value->text.at != NULL ? value->text.at : "",
                                   value->text.size, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static enum rc bind_all(struct sqlite_connection *self, sqlite3_stmt *statement, struct query query,
                        struct fault *fault)
{
    for (size_t i = 0; i < query.count; i++) {
        int code = bind_one(statement, (int)i + 1, &query.args[i]);
        if (code != SQLITE_OK) {
            return failed(self, code, fault);
        }
    }
    return RC_OK;
}

static struct sqlite_rows *rows_take(struct sqlite_connection *self)
{
    struct sqlite_rows *rows = self->free_rows;
    if (rows != NULL) {
        self->free_rows = rows->next_free;
    } else {
        rows = calloc(1, sizeof *rows);
        if (rows == NULL) {
            abort();
        }
    }
    rows->base.connection = &self->base;
    return rows;
}

static void rows_end(struct rows *base)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)(void *)base;
    struct sqlite_connection *self = own(base->connection);
    if (rows->cached != NULL) {
        sqlite3_reset(rows->statement);
        rows->cached->is_in_use = false;
    }
    sqlite3_finalize(rows->own);
    rows->cached = NULL;
    rows->own = NULL;
    rows->next_free = self->free_rows;
    self->free_rows = rows;
}

static enum rc start_query(struct connection *connection, struct query query, struct fault *fault,
                           struct rows **out)
{
    struct sqlite_connection *self = own(connection);
    struct cached *cached;
    sqlite3_stmt *fresh = NULL;
    enum rc rc = cached_for(self, query.sql, fault, &cached);
    if (rc == RC_OK && cached == NULL) {
        rc = prepare(self, query.sql, fault, &fresh);
    }
    if (rc != RC_OK) {
        return rc;
    }
    sqlite3_stmt *statement = cached != NULL ? cached->statement : fresh;
    rc = bind_all(self, statement, query, fault);
    if (rc != RC_OK) {
        sqlite3_finalize(fresh);
        return rc;
    }
    struct sqlite_rows *rows = rows_take(self);
    rows->cached = cached;
    rows->own = fresh;
    rows->statement = statement;
    rows->is_done = false;
    rows->fault = fault;
    if (cached != NULL) {
        cached->is_in_use = true;
    }
    *out = &rows->base;
    return RC_OK;
}

/* The column as a value of its own: the sqlite3_column_ functions take and
 * leave a lock each time, which a connection of one thread does not need. */
static struct value column_value(sqlite3_stmt *statement, int at)
{
    sqlite3_value *column = sqlite3_column_value(statement, at);
    switch (sqlite3_value_type(column)) {
    case SQLITE_INTEGER:
        return value_integer(sqlite3_value_int64(column));
    case SQLITE_NULL:
        return value_none();
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_value_blob(column);
        return value_bytes((struct text){bytes, (size_t)sqlite3_value_bytes(column)});
    }
    default: {
        const char *text = (const char *)sqlite3_value_text(column);
        return value_text((struct text){text, (size_t)sqlite3_value_bytes(column)});
    }
    }
}

static enum rc rows_step(struct rows *base, const struct value **columns)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)(void *)base;
    int code = rows->is_done ? SQLITE_DONE : sqlite3_step(rows->statement);
    rows->is_done = code != SQLITE_ROW;
    if (code == SQLITE_DONE) {
        return RC_NOT_FOUND;
    }
    if (code != SQLITE_ROW) {
        return failed(own(base->connection), code, rows->fault);
    }
    int count = sqlite3_column_count(rows->statement);
    for (int i = 0; i < count && i < COLUMNS_LIMIT; i++) {
        rows->columns[i] = column_value(rows->statement, i);
    }
    *columns = rows->columns;
    return RC_OK;
}

static enum rc run(struct connection *connection, struct query query, int64_t expect,
                   struct fault *fault)
{
    struct sqlite_connection *self = own(connection);
    struct rows *rows;
    enum rc rc = start_query(connection, query, fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) {
        code = sqlite3_step(((struct sqlite_rows *)(void *)rows)->statement);
    }
    rc = code == SQLITE_DONE ? RC_OK : failed(self, code, fault);
    int64_t changed = sqlite3_changes64(self->handle);
    rows_end(rows);
    if (rc == RC_OK && expect >= 0 && changed != expect) {
        return RC_STALE;
    }
    return rc;
}

static enum rc flush(struct connection *connection, struct fault *fault)
{
    (void)connection;
    (void)fault;
    return RC_OK; /* nothing is ever kept back */
}

static enum rc begin(struct connection *connection, struct fault *fault)
{
    return run(connection, QUERY_PLAIN("BEGIN IMMEDIATE"), -1, fault);
}

static void map(struct connection *connection, bool is_mapped)
{
    struct sqlite_connection *self = own(connection);
    /* The largest that SQLite is built for; what lies beyond is read as ever. */
    sqlite3_exec(self->handle, is_mapped ? "PRAGMA mmap_size=2147418112" : "PRAGMA mmap_size=0",
                 NULL, NULL, NULL);
}

static enum rc freeze(struct connection *connection, struct fault *fault)
{
    return run(connection, QUERY_PLAIN("BEGIN"), -1, fault);
}

static void rollback(struct connection *connection)
{
    struct sqlite_connection *self = own(connection);
    if (sqlite3_get_autocommit(self->handle) == 0) {
        sqlite3_exec(self->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

static enum rc commit(struct connection *connection, struct fault *fault)
{
    enum rc rc = run(connection, QUERY_PLAIN("COMMIT"), -1, fault);
    if (rc != RC_OK) {
        rollback(connection);
    }
    return rc;
}

static enum rc backup(struct store *store, const char *path, struct fault *fault)
{
    if (file_exists(path)) {
        return fault_add(fault, RC_CONFLICT, text_of(path),
                         "this file exists already; name a new one");
    }
    struct connection *connection;
    enum rc rc = connect_to(store, CONNECTION_READ, fault, &connection);
    if (rc != RC_OK) {
        return rc;
    }
    sqlite3 *target = NULL;
    create_private(path);
    int code = sqlite3_open(path, &target);
    sqlite3_backup *copy =
        code == SQLITE_OK ? sqlite3_backup_init(target, "main", own(connection)->handle, "main")
                          : NULL;
    if (copy != NULL) {
        do {
            code = sqlite3_backup_step(copy, 1000);
        } while (code == SQLITE_OK || code == SQLITE_BUSY);
        sqlite3_backup_finish(copy);
    }
    rc = code == SQLITE_DONE ? RC_OK
                             : fault_add(fault, RC_BROKEN, text_of(path), "the copy failed: %s",
                                         sqlite3_errstr(code));
    sqlite3_close(target);
    disconnect(connection);
    if (rc != RC_OK) {
        unlink(path); /* half a copy helps nobody */
    }
    return rc;
}

static enum rc check_structure(struct connection *connection, struct fault *fault)
{
    struct rows *rows;
    enum rc rc = start_query(connection, QUERY_PLAIN("PRAGMA integrity_check(20)"), fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *columns;
    enum rc found = RC_OK;
    while ((rc = rows_step(rows, &columns)) == RC_OK) {
        struct text sentence = value_as_text(columns[0]);
        if (!text_equals(sentence, TEXT("ok"))) {
            found = fault_add(fault, RC_CORRUPT, text_of(connection->store->url),
                              "the file's structure is damaged: %.*s", TEXT_ARGS(sentence));
        }
    }
    rows_end(rows);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    return found;
}

/* The structure, the types, the indices. Constraints are left out: whether
 * values fit is seen where rows are compared with the ledger. */
static enum rc check(struct connection *connection, struct fault *fault)
{
    sqlite3 *handle = own(connection)->handle;
    sqlite3_exec(handle, "PRAGMA ignore_check_constraints=1", NULL, NULL, NULL);
    enum rc rc = check_structure(connection, fault);
    sqlite3_exec(handle, "PRAGMA ignore_check_constraints=0", NULL, NULL, NULL);
    return rc;
}

const struct store_driver sqlite_driver = {
    .kind = STORE_SQLITE,
    .accepts = accepts,
    .open = sqlite_open_store,
    .close = sqlite_close_store,
    .connect = connect_to,
    .disconnect = disconnect,
    .script = script,
    .run = run,
    .queue = run,
    .flush = flush,
    .query = start_query,
    .next = rows_step,
    .end = rows_end,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .map = map,
    .freeze = freeze,
    .backup = backup,
    .check = check,
    .names_sql = {[STORE_TABLES] =
                      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                      "'sqlite_%' ORDER BY name",
                  [STORE_COLUMNS] = "SELECT name FROM pragma_table_info(?1) ORDER BY cid",
                  [STORE_INDEXES] =
                      "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 "
                      "AND sql IS NOT NULL ORDER BY name"},
};
