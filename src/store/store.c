#include "store/driver.h"

static const struct store_driver *const drivers[] = {&postgres_driver, &sqlite_driver};

enum rc store_open(const char *url, bool may_create, struct fault *fault, struct store **out)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
        if (drivers[i]->accepts(url)) {
            return drivers[i]->open(url, may_create, fault, out);
        }
    }
    return fault_add(fault, RC_UNSUPPORTED, text_of(url), "no store understands this address");
}

void store_close(struct store *store)
{
    if (store != NULL) {
        store->driver->close(store);
    }
}

enum store_kind store_kind_of(const struct store *store)
{
    return store->driver->kind;
}

const char *store_url(const struct store *store)
{
    return store->url;
}

const char *store_path(const struct store *store)
{
    return store->path;
}

enum rc connection_open(struct store *store, enum connection_mode mode, struct fault *fault,
                        struct connection **out)
{
    return store->driver->connect(store, mode, fault, out);
}

void connection_close(struct connection *connection)
{
    if (connection != NULL) {
        connection->driver->disconnect(connection);
    }
}

enum store_kind connection_kind(const struct connection *connection)
{
    return connection->driver->kind;
}

enum rc connection_script(struct connection *connection, struct text sql, struct fault *fault)
{
    return connection->driver->script(connection, sql, fault);
}

enum rc connection_run(struct connection *connection, struct query query, int64_t expect,
                       struct fault *fault)
{
    return connection->driver->run(connection, query, expect, fault);
}

enum rc connection_queue(struct connection *connection, struct query query, int64_t expect,
                         struct fault *fault)
{
    return connection->driver->queue(connection, query, expect, fault);
}

enum rc connection_flush(struct connection *connection, struct fault *fault)
{
    return connection->driver->flush(connection, fault);
}

enum rc connection_query(struct connection *connection, struct query query, struct fault *fault,
                         struct rows **out)
{
    return connection->driver->query(connection, query, fault, out);
}

enum rc rows_next(struct rows *rows, const struct value **columns)
{
    return rows->connection->driver->next(rows, columns);
}

void rows_close(struct rows *rows)
{
    if (rows != NULL) {
        rows->connection->driver->end(rows);
    }
}

enum rc connection_one(struct connection *connection, struct arena *arena, struct query query,
                       struct fault *fault, struct value *columns, size_t width)
{
    struct rows *rows;
    enum rc rc = connection_query(connection, query, fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *found;
    rc = rows_next(rows, &found);
    for (size_t i = 0; rc == RC_OK && i < width; i++) {
        columns[i] = value_copy(arena, found[i]);
    }
    rows_close(rows);
    return rc;
}

enum rc connection_begin(struct connection *connection, struct fault *fault)
{
    return connection->driver->begin(connection, fault);
}

enum rc connection_commit(struct connection *connection, struct fault *fault)
{
    return connection->driver->commit(connection, fault);
}

void connection_rollback(struct connection *connection)
{
    connection->driver->rollback(connection);
}

struct text connection_names_sql(const struct connection *connection, enum store_names which)
{
    return text_of(connection->driver->names_sql[which]);
}

void connection_map(struct connection *connection, bool is_mapped)
{
    if (connection->driver->map != NULL) {
        connection->driver->map(connection, is_mapped);
    }
}

enum rc connection_freeze(struct connection *connection, struct fault *fault)
{
    return connection->driver->freeze(connection, fault);
}

void connection_rest(struct connection *connection)
{
    connection->driver->rollback(connection);
}

enum rc store_backup(struct store *store, const char *path, struct fault *fault)
{
    return store->driver->backup(store, path, fault);
}

enum rc connection_check(struct connection *connection, struct fault *fault)
{
    return connection->driver->check(connection, fault);
}
