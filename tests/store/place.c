#include "store/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char sqlite_tables[] =
    "CREATE TABLE thing (id BLOB PRIMARY KEY NOT NULL, number INTEGER, words TEXT, bytes BLOB,"
    " members BLOB) STRICT;"
    "CREATE TABLE number (n INTEGER PRIMARY KEY NOT NULL CHECK (n >= 0), words TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE child (n INTEGER NOT NULL REFERENCES number (n)) STRICT;";

static const char postgres_tables[] =
    "CREATE TABLE thing (id uuid PRIMARY KEY, number bigint, words text COLLATE \"C\","
    " bytes bytea, members bytea);"
    "CREATE TABLE number (n bigint PRIMARY KEY CHECK (n >= 0), words text COLLATE \"C\" NOT NULL);"
    "CREATE TABLE child (n bigint NOT NULL REFERENCES number (n));";

static struct place *place_make(void)
{
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    place->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&place->fault, place->arena);
    return place;
}

void place_expect(struct place *place, enum rc rc, enum rc expected)
{
    if (rc != expected) {
        fail_msg("%s instead of %s\n%.*s", rc_name(rc), rc_name(expected),
                 TEXT_ARGS(fault_text(&place->fault, place->arena)));
    }
}

static void place_open(struct place *place, const char *tables)
{
    place_expect(place, store_open(place->url, true, &place->fault, &place->store), RC_OK);
    place->writer = place_connect(place, CONNECTION_WRITE);
    place_expect(place, connection_script(place->writer, text_of(tables), &place->fault), RC_OK);
}

int place_on_sqlite(void **state)
{
    struct place *place = place_make();
    strcpy(place->folder, "/tmp/csms-store-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->url, sizeof place->url, "%s/one.csms", place->folder);
    place_open(place, sqlite_tables);
    *state = place;
    return 0;
}

static void schema_script(struct place *place, const char *verb, const char *after)
{
    const char *url = getenv("CSMS_TEST_POSTGRES");
    struct text sql = text_print(place->arena, "%s SCHEMA %s %s", verb, place->schema, after);
    struct store *store;
    struct connection *connection;
    place_expect(place, store_open(url, false, &place->fault, &store), RC_OK);
    place_expect(place, connection_open(store, CONNECTION_WRITE, &place->fault, &connection),
                 RC_OK);
    place_expect(place, connection_script(connection, sql, &place->fault), RC_OK);
    connection_close(connection);
    store_close(store);
}

int place_on_postgres(void **state)
{
    const char *url = getenv("CSMS_TEST_POSTGRES");
    if (url == NULL) {
        *state = NULL;
        return 0;
    }
    struct place *place = place_make();
    snprintf(place->schema, sizeof place->schema, "csms_test_%d", (int)getpid());
    snprintf(place->url, sizeof place->url, "%s%coptions=-csearch_path%%3D%s", url,
             strchr(url, '?') != NULL ? '&' : '?', place->schema);
    schema_script(place, "CREATE", "");
    place_open(place, postgres_tables);
    *state = place;
    return 0;
}

static void folder_remove(const char *folder)
{
    static const char *const endings[] = {"one.csms", "one.csms-wal", "one.csms-shm", "two.csms"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, endings[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

int place_close(void **state)
{
    struct place *place = *state;
    if (place == NULL) {
        return 0;
    }
    connection_close(place->writer);
    store_close(place->store);
    if (place->folder[0] != '\0') {
        folder_remove(place->folder);
    }
    if (place->schema[0] != '\0') {
        schema_script(place, "DROP", "CASCADE");
    }
    arena_close(place->arena);
    free(place);
    return 0;
}

struct place *place_of(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

struct connection *place_connect(struct place *place, enum connection_mode mode)
{
    struct connection *connection;
    place_expect(place, connection_open(place->store, mode, &place->fault, &connection), RC_OK);
    return connection;
}

void place_run(struct place *place, struct query query)
{
    place_expect(place, connection_run(place->writer, query, -1, &place->fault), RC_OK);
}

int64_t place_integer(struct place *place, struct connection *connection, struct query query)
{
    struct value value;
    place_expect(place, connection_one(connection, place->arena, query, &place->fault, &value, 1),
                 RC_OK);
    assert_int_equal(value.kind, VALUE_INTEGER);
    return value.integer;
}

struct text place_words(struct place *place)
{
    struct text words = fault_text(&place->fault, place->arena);
    fault_init(&place->fault, place->arena);
    return words;
}

struct id place_id(uint8_t n)
{
    struct id id = {{0}};
    id.bytes[0] = n;
    id.bytes[15] = (uint8_t)(255 - n);
    return id;
}

enum rc place_put_number(struct place *place, int64_t n, struct value words)
{
    return connection_run(
        place->writer,
        QUERY("INSERT INTO number (n, words) VALUES (?1, ?2)", value_integer(n), words), 1,
        &place->fault);
}

enum rc place_queue(struct place *place, const struct query *queries, size_t count)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count && rc == RC_OK; i++) {
        rc = connection_queue(place->writer, queries[i], 1, &place->fault);
    }
    return rc == RC_OK ? connection_flush(place->writer, &place->fault) : rc;
}
