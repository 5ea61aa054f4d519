/* store.h - the one door to a database, SQLite or PostgreSQL.
 *
 * Purpose: connections, prepared queries with bound values, transactions. SQL
 * is written once with ?1 ?2 ... and runs on both stores; what differs between
 * them is hidden here. Values are only ever bound, never pasted.
 * Ownership: a store outlives its connections; a connection belongs to one
 * thread at a time; rows are closed before the connection is used again for
 * the same text. Values of a row are valid until the next rows_next.
 * Cost: a query is prepared once per connection and then cached by its text.
 * Errors: RC_CONFLICT (a constraint), RC_BUSY (locked too long), RC_BROKEN
 * (disk, connection), RC_CORRUPT (damaged file), with words in the fault. */
#ifndef CSMS_STORE_STORE_H
#define CSMS_STORE_STORE_H

#include "base/fault.h"
#include "base/value.h"

enum store_kind { STORE_SQLITE, STORE_POSTGRES };
enum connection_mode { CONNECTION_READ, CONNECTION_WRITE };

struct store;
struct connection;
struct rows;

struct query {
    struct text sql;
    const struct value *args; /* ?1 is args[0] */
    size_t count;
};

#define QUERY(literal, ...)                                             \
    ((struct query){TEXT(literal), (const struct value[]){__VA_ARGS__}, \
                    sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)})
#define QUERY_PLAIN(literal) ((struct query){TEXT(literal), NULL, 0})

/* url: a file's path, or postgresql://...; may_create: a missing file is made. */
enum rc store_open(const char *url, bool may_create, struct fault *fault,
                   struct store **out) MUST_USE;
void store_close(struct store *store); /* NULL is allowed */
enum store_kind store_kind_of(const struct store *store);
const char *store_url(const struct store *store);  /* without a password */
const char *store_path(const struct store *store); /* NULL where it is no file */

enum rc connection_open(struct store *store, enum connection_mode mode, struct fault *fault,
                        struct connection **out) MUST_USE;
void connection_close(struct connection *connection); /* NULL is allowed */
enum store_kind connection_kind(const struct connection *connection);

/* What the store knows of itself: SQL that gives one name a row, by its order.
 * STORE_COLUMNS and STORE_INDEXES take the table as ?1; indexes are those that
 * were made by name. */
enum store_names { STORE_TABLES, STORE_COLUMNS, STORE_INDEXES, STORE_NAMES_COUNT };
struct text connection_names_sql(const struct connection *connection, enum store_names which);
/* Several statements without values (DDL). */
enum rc connection_script(struct connection *connection, struct text sql,
                          struct fault *fault) MUST_USE;
/* Runs now. expect is the number of rows it must change, or -1 for any; another
 * number is RC_STALE. */
enum rc connection_run(struct connection *connection, struct query query, int64_t expect,
                       struct fault *fault) MUST_USE;
/* Like connection_run, but a store that profits may send it later; what went
 * wrong is then told by connection_flush or connection_commit. For use inside
 * a transaction; the values are taken over at once. */
enum rc connection_queue(struct connection *connection, struct query query, int64_t expect,
                         struct fault *fault) MUST_USE;
enum rc connection_flush(struct connection *connection, struct fault *fault) MUST_USE;

enum rc connection_query(struct connection *connection, struct query query, struct fault *fault,
                         struct rows **out) MUST_USE;
/* RC_OK gives the next row's columns; RC_NOT_FOUND says there are no more. */
enum rc rows_next(struct rows *rows, const struct value **columns) MUST_USE;
void rows_close(struct rows *rows); /* NULL is allowed */
/* The first row copied into the arena (width columns), or RC_NOT_FOUND. */
enum rc connection_one(struct connection *connection, struct arena *arena, struct query query,
                       struct fault *fault, struct value *columns, size_t width) MUST_USE;

enum rc connection_begin(struct connection *connection, struct fault *fault) MUST_USE;
enum rc connection_commit(struct connection *connection, struct fault *fault) MUST_USE;
void connection_rollback(struct connection *connection);
/* A read transaction: all queries until connection_rest see one state. */
enum rc connection_freeze(struct connection *connection, struct fault *fault) MUST_USE;
void connection_rest(struct connection *connection);

/* A hint, between transactions: the whole store is about to be read once, so a
 * store in a file may map it instead of copying page by page. */
void connection_map(struct connection *connection, bool is_mapped);

/* An online copy into a new file. SQLite only; RC_UNSUPPORTED otherwise. */
enum rc store_backup(struct store *store, const char *path, struct fault *fault) MUST_USE;
/* The store's own check of its structure, a sentence a defect; RC_CORRUPT where
 * there is one. */
enum rc connection_check(struct connection *connection, struct fault *fault) MUST_USE;

#endif
