/* place.h - an empty store for one test, made by cmocka's setup functions.
 *
 * Purpose: the same test runs on SQLite (a temporary file) and on PostgreSQL
 * (a schema of its own in the database that CSMS_TEST_POSTGRES names; without
 * it the test is skipped). Ownership: place_close, as teardown, ends all. */
#ifndef CSMS_TESTS_STORE_PLACE_H
#define CSMS_TESTS_STORE_PLACE_H

#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct place {
    struct arena *arena;
    struct fault fault;
    struct store *store;
    struct connection *writer;
    char schema[64]; /* empty on SQLite */
    char folder[64]; /* empty on PostgreSQL */
    char url[512];
};

int place_on_sqlite(void **state);
int place_on_postgres(void **state);
int place_close(void **state);
struct place *place_of(void **state); /* skips the test where there is none */

/* The test fails with the fault's words where rc is not as expected. */
void place_expect(struct place *place, enum rc rc, enum rc expected);
struct connection *place_connect(struct place *place, enum connection_mode mode);
void place_run(struct place *place, struct query query);
int64_t place_integer(struct place *place, struct connection *connection, struct query query);
struct id place_id(uint8_t n);
enum rc place_put_number(struct place *place, int64_t n, struct value words);
/* Queues and flushes; a store may tell of a failure at either. */
enum rc place_queue(struct place *place, const struct query *queries, size_t count);
struct text place_words(struct place *place); /* of the fault so far, which is emptied */

#define ON_SQLITE(test)                                             \
    {                                                               \
#test " (SQLite)", test, place_on_sqlite, place_close, NULL \
    }
#define ON_POSTGRES(test)                                                 \
    {                                                                     \
#test " (PostgreSQL)", test, place_on_postgres, place_close, NULL \
    }
#define ON_BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

#endif
