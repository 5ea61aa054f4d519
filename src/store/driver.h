/* driver.h - what a store must be able to do (see store.h for the meaning).
 *
 * Purpose: the table of functions behind store.h; sqlite.c and postgres.c each
 * define one. Ownership: a driver allocates its own structs, whose first
 * member is the struct here. */
#ifndef CSMS_STORE_DRIVER_H
#define CSMS_STORE_DRIVER_H

#include "store/store.h"

struct store_driver {
    enum store_kind kind;
    bool (*accepts)(const char *url);
    enum rc (*open)(const char *url, bool may_create, struct fault *fault, struct store **out);
    void (*close)(struct store *store);
    enum rc (*connect)(struct store *store, enum connection_mode mode, struct fault *fault,
                       struct connection **out);
    void (*disconnect)(struct connection *connection);
    enum rc (*script)(struct connection *connection, struct text sql, struct fault *fault);
    enum rc (*run)(struct connection *connection, struct query query, int64_t expect,
                   struct fault *fault);
    enum rc (*queue)(struct connection *connection, struct query query, int64_t expect,
                     struct fault *fault);
    enum rc (*flush)(struct connection *connection, struct fault *fault);
    enum rc (*query)(struct connection *connection, struct query query, struct fault *fault,
                     struct rows **out);
    enum rc (*next)(struct rows *rows, const struct value **columns);
    void (*end)(struct rows *rows);
    enum rc (*begin)(struct connection *connection, struct fault *fault);
    enum rc (*commit)(struct connection *connection, struct fault *fault);
    void (*rollback)(struct connection *connection);
    void (*map)(struct connection *connection, bool is_mapped); /* NULL: no such thing */
    enum rc (*freeze)(struct connection *connection, struct fault *fault);
    enum rc (*backup)(struct store *store, const char *path, struct fault *fault);
    enum rc (*check)(struct connection *connection, struct fault *fault);
    const char *names_sql[STORE_NAMES_COUNT];
};

struct store {
    const struct store_driver *driver;
    const char *url;  /* for messages; no password */
    const char *path; /* or NULL */
};

struct connection {
    const struct store_driver *driver;
    struct store *store;
};

struct rows {
    struct connection *connection;
};

extern const struct store_driver sqlite_driver;
extern const struct store_driver postgres_driver;

#endif
