/* postgres.c - the shared store: a PostgreSQL server through libpq. */
#include "store/postgres_session.h"
#include "store/postgres_url.h"

#include <stdlib.h>
#include <string.h>

struct postgres_rows {
    struct rows base;
    PGresult *result;
    int at;
    struct fault *fault;
    int width;
    struct value columns[];
};

static struct postgres_connection *own(struct connection *connection)
{
    return (struct postgres_connection *)(void *)connection;
}

/* -- store and connection -- */

static void postgres_close_store(struct store *base)
{
    struct postgres_store *store = (struct postgres_store *)(void *)base;
    free(store->address);
    free(store->shown);
    free(store);
}

static enum rc postgres_open_store(const char *url, bool may_create, struct fault *fault,
                                   struct store **out)
{
    (void)may_create; /* a database is made by its administrator */
    struct text shown;
    enum rc rc = postgres_url_show(url, fault->arena, fault, &shown);
    if (rc != RC_OK) {
        return rc;
    }
    struct postgres_store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        abort();
    }
    store->address = strdup(url);
    store->shown = strndup(shown.at, shown.size);
    if (store->address == NULL || store->shown == NULL) {
        abort();
    }
    store->base = (struct store){.driver = &postgres_driver, .url = store->shown};
    *out = &store->base;
    return RC_OK;
}

static void disconnect(struct connection *connection)
{
    struct postgres_connection *self = own(connection);
    postgres_session_close(self);
    free(self);
}

static enum rc connect_to(struct store *store, enum connection_mode mode, struct fault *fault,
                          struct connection **out)
{
    struct postgres_connection *self = calloc(1, sizeof *self);
    if (self == NULL) {
        abort();
    }
    self->base = (struct connection){&postgres_driver, store};
    self->mode = mode;
    enum rc rc = postgres_session_open(self, fault);
    if (rc != RC_OK) {
        disconnect(&self->base);
        return rc;
    }
    *out = &self->base;
    return RC_OK;
}

/* -- running -- */

static enum rc script(struct connection *connection, struct text sql, struct fault *fault)
{
    return postgres_session_script(own(connection), sql, fault);
}

static enum rc run(struct connection *connection, struct query query, int64_t expect,
                   struct fault *fault)
{
    return postgres_session_run(own(connection), query, expect, fault, NULL);
}

static enum rc queue(struct connection *connection, struct query query, int64_t expect,
                     struct fault *fault)
{
    return postgres_session_send(own(connection), query, expect, fault);
}

static enum rc flush(struct connection *connection, struct fault *fault)
{
    struct postgres_connection *self = own(connection);
    return self->waiting_count > 0 ? postgres_session_drain(self, fault, NULL) : RC_OK;
}

/* -- rows -- */

static enum rc column_refused(struct postgres_connection *self, const PGresult *result, int column,
                              struct fault *fault)
{
    struct value type = value_integer((int64_t)PQftype(result, column));
    struct query query = {TEXT("SELECT format_type(CAST(?1 AS oid), NULL)"), &type, 1};
    PGresult *answer = NULL;
    enum rc rc = postgres_session_run(self, query, -1, fault, &answer);
    if (rc != RC_OK) {
        return rc;
    }
    rc = fault_add(fault, RC_UNSUPPORTED, text_of(self->base.store->url),
                   "the column %s of a query has the type %s, which is not read; cast it in the "
                   "query",
                   PQfname(result, column), PQgetvalue(answer, 0, 0));
    PQclear(answer);
    return rc;
}

static enum rc columns_check(struct postgres_connection *self, const PGresult *result,
                             struct fault *fault)
{
    for (int i = 0; i < PQnfields(result); i++) {
        if (!postgres_value_may_read(PQftype(result, i))) {
            return column_refused(self, result, i, fault);
        }
    }
    return RC_OK;
}

static enum rc start_query(struct connection *connection, struct query query, struct fault *fault,
                           struct rows **out)
{
    struct postgres_connection *self = own(connection);
    PGresult *result = NULL;
    enum rc rc = postgres_session_run(self, query, -1, fault, &result);
    if (rc == RC_OK) {
        rc = columns_check(self, result, fault);
    }
    if (rc != RC_OK) {
        PQclear(result);
        return rc;
    }
    size_t width = (size_t)PQnfields(result);
    struct postgres_rows *rows = calloc(1, sizeof *rows + width * sizeof *rows->columns);
    if (rows == NULL) {
        abort();
    }
    rows->base.connection = connection;
    rows->result = result;
    rows->fault = fault;
    rows->width = (int)width;
    *out = &rows->base;
    return RC_OK;
}

static bool column_read(const PGresult *result, int row, int column, struct value *out)
{
    if (PQgetisnull(result, row, column)) {
        *out = value_none();
        return true;
    }
    struct text bytes = {PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
    return postgres_value_read(PQftype(result, column), bytes, out);
}

static enum rc rows_step(struct rows *base, const struct value **columns)
{
    struct postgres_rows *rows = (struct postgres_rows *)(void *)base;
    if (rows->at == PQntuples(rows->result)) {
        return RC_NOT_FOUND;
    }
    for (int i = 0; i < rows->width; i++) {
        if (!column_read(rows->result, rows->at, i, &rows->columns[i])) {
            return fault_add(rows->fault, RC_UNSUPPORTED, text_of(base->connection->store->url),
                             "the column %s of a query holds a number that is not whole or too "
                             "large; cast it in the query",
                             PQfname(rows->result, i));
        }
    }
    rows->at++;
    *columns = rows->columns;
    return RC_OK;
}

static void rows_end(struct rows *base)
{
    struct postgres_rows *rows = (struct postgres_rows *)(void *)base;
    PQclear(rows->result);
    free(rows);
}

/* -- transactions -- */

/* Nothing was done yet when this fails, so a lost connection is tried again. */
static enum rc start(struct connection *connection, struct query query, struct fault *fault)
{
    struct postgres_connection *self = own(connection);
    if (self->is_in_transaction) {
        return fault_add(fault, RC_BROKEN, text_of(connection->store->url),
                         "a transaction is open already");
    }
    size_t known = fault->count;
    enum rc rc = postgres_session_run(self, query, -1, fault, NULL);
    if (rc == RC_OFFLINE) {
        enum rc again = postgres_session_open(self, fault);
        if (again == RC_OK) {
            fault->count = known;
            rc = postgres_session_run(self, query, -1, fault, NULL);
        }
    }
    self->is_in_transaction = rc == RC_OK;
    return rc;
}

static enum rc begin(struct connection *connection, struct fault *fault)
{
    return start(connection, QUERY_PLAIN("BEGIN ISOLATION LEVEL READ COMMITTED"), fault);
}

static enum rc freeze(struct connection *connection, struct fault *fault)
{
    return start(connection, QUERY_PLAIN("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), fault);
}

static void rollback(struct connection *connection)
{
    struct postgres_connection *self = own(connection);
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault nobody_asks;
    fault_init(&nobody_asks, arena);
    bool is_open = self->is_in_transaction;
    enum rc rc = flush(connection, &nobody_asks);
    if (is_open && !postgres_session_is_lost(self)) {
        rc = postgres_session_run(self, QUERY_PLAIN("ROLLBACK"), -1, &nobody_asks, NULL);
    }
    (void)rc; /* a connection that cannot roll back is lost, and so is its transaction */
    self->is_in_transaction = false;
    arena_close(arena);
}

/* The server answers COMMIT of a failed transaction with ROLLBACK, and a
 * connection lost on the way leaves open which of the two it was. */
static enum rc commit_run(struct postgres_connection *self, struct fault *fault)
{
    PGresult *answer = NULL;
    enum rc rc = postgres_session_run(self, QUERY_PLAIN("COMMIT"), -1, fault, &answer);
    struct text place = text_of(self->base.store->url);
    if (rc == RC_OFFLINE) {
        return fault_add(fault, rc, place,
                         "the connection was lost while the changes were made final; look "
                         "whether they are there before trying again");
    }
    if (rc == RC_OK && !text_is(text_of(PQcmdStatus(answer)), "COMMIT")) {
        rc = fault_add(fault, RC_BROKEN, place,
                       "nothing was changed: a statement of the transaction had failed before");
    }
    PQclear(answer);
    return rc;
}

static enum rc commit(struct connection *connection, struct fault *fault)
{
    struct postgres_connection *self = own(connection);
    if (!self->is_in_transaction) {
        return fault_add(fault, RC_BROKEN, text_of(connection->store->url),
                         "no transaction is open");
    }
    enum rc rc = flush(connection, fault);
    if (rc == RC_OK) {
        rc = commit_run(self, fault);
    }
    if (rc != RC_OK) {
        rollback(connection);
    }
    self->is_in_transaction = false;
    return rc;
}

/* -- care -- */

static enum rc backup(struct store *store, const char *path, struct fault *fault)
{
    return fault_add(fault, RC_UNSUPPORTED, text_of(store->url),
                     "a PostgreSQL store is copied by its own tool: pg_dump --format=custom "
                     "--file=%s %s",
                     path, store->url);
}

/* The query that checks one index, where amcheck is installed and permitted. */
static enum rc check_query(struct postgres_connection *self, struct arena *arena,
                           struct fault *fault, struct text *out)
{
    PGresult *answer = NULL;
    enum rc rc = postgres_session_run(
        self,
        QUERY_PLAIN("SELECT quote_ident(n.nspname) FROM pg_extension e"
                    " JOIN pg_namespace n ON n.oid = e.extnamespace"
                    " JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'bt_index_check'"
                    " WHERE e.extname = 'amcheck' AND p.pronargs = 2"
                    " AND has_function_privilege(p.oid, 'EXECUTE')"
                    " AND has_schema_privilege(n.oid, 'USAGE')"),
        -1, fault, &answer);
    if (rc == RC_OK) {
        rc = PQntuples(answer) > 0 ? RC_OK : RC_NOT_FOUND;
    }
    if (rc == RC_OK) {
        *out =
            text_print(arena, "SELECT %s.bt_index_check(CAST(CAST(?1 AS oid) AS regclass), true)",
                       PQgetvalue(answer, 0, 0));
    }
    PQclear(answer);
    return rc;
}

static enum rc check_indexes(struct postgres_connection *self, struct text check,
                             const PGresult *indexes, struct fault *fault)
{
    enum rc found = RC_OK;
    for (int i = 0; i < PQntuples(indexes); i++) {
        struct value index;
        if (!column_read(indexes, i, 0, &index)) {
            return RC_BROKEN;
        }
        enum rc rc = postgres_session_run(self, (struct query){check, &index, 1}, -1, fault, NULL);
        if (rc != RC_OK && rc != RC_CORRUPT) {
            return rc;
        }
        found = rc == RC_CORRUPT ? rc : found;
        if (found != RC_OK && self->is_in_transaction) {
            return found; /* it ended the transaction */
        }
    }
    return found;
}

static enum rc check(struct connection *connection, struct fault *fault)
{
    struct postgres_connection *self = own(connection);
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct text query = TEXT_NONE;
    PGresult *indexes = NULL;
    enum rc rc = check_query(self, arena, fault, &query);
    if (rc == RC_OK) {
        rc = postgres_session_run(
            self,
            QUERY_PLAIN("SELECT CAST(c.oid AS bigint) FROM pg_class c"
                        " JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am a ON a.oid = c.relam"
                        " JOIN pg_namespace n ON n.oid = c.relnamespace"
                        " WHERE n.nspname = current_schema() AND a.amname = 'btree'"
                        " AND c.relkind = 'i' AND c.relpersistence = 'p'"
                        " AND i.indisready AND i.indisvalid ORDER BY c.relname"),
            -1, fault, &indexes);
    }
    if (rc == RC_OK) {
        rc = check_indexes(self, query, indexes, fault);
    }
    PQclear(indexes);
    arena_close(arena);
    return rc == RC_NOT_FOUND ? RC_OK : rc; /* without amcheck there is nothing to ask */
}

const struct store_driver postgres_driver = {
    .kind = STORE_POSTGRES,
    .accepts = postgres_url_is,
    .open = postgres_open_store,
    .close = postgres_close_store,
    .connect = connect_to,
    .disconnect = disconnect,
    .script = script,
    .run = run,
    .queue = queue,
    .flush = flush,
    .query = start_query,
    .next = rows_step,
    .end = rows_end,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .freeze = freeze,
    .backup = backup,
    .check = check,
    .names_sql = {[STORE_TABLES] = "SELECT tablename::text FROM pg_tables WHERE schemaname = "
                                   "current_schema() ORDER BY tablename",
                  [STORE_COLUMNS] =
                      "SELECT column_name::text FROM information_schema.columns WHERE "
                      "table_schema = current_schema() AND table_name = ?1 ORDER BY "
                      "ordinal_position",
                  [STORE_INDEXES] =
                      "SELECT i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = "
                      "x.indexrelid JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n "
                      "ON n.oid = t.relnamespace WHERE n.nspname = current_schema() AND "
                      "t.relname = ?1 AND NOT x.indisprimary ORDER BY i.relname"},
};
