/* Transactions, several connections, and the care of a store. */
#include "store/place.h"

#include <pthread.h>
#include <stdio.h>

#define MANY 2000

/* -- transactions -- */

static void a_rollback_leaves_nothing(void **state)
{
    struct place *place = place_of(state);
    connection_rollback(place->writer);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_expect(place, place_put_number(place, 1, value_text(TEXT("x"))), RC_OK);
    struct query put = QUERY_PLAIN("INSERT INTO number (n, words) VALUES (2, 'x')");
    place_expect(place, connection_queue(place->writer, put, 1, &place->fault), RC_OK);
    connection_rollback(place->writer);
    assert_int_equal(
        place_integer(place, place->writer, QUERY_PLAIN("SELECT count(*) FROM number")), 0);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_BROKEN);
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
    place_expect(place, connection_commit(place->writer, &place->fault), RC_BROKEN);
}

static void a_savepoint_is_left_and_the_rest_is_kept(void **state)
{
    struct place *place = place_of(state);
    struct query put = QUERY("INSERT INTO number (n, words) VALUES (?1, 'x')", value_integer(1));
    struct query two = QUERY("INSERT INTO number (n, words) VALUES (?1, 'x')", value_integer(2));
    const struct query good[] = {put};
    const struct query bad[] = {two, put, two};
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_expect(place, place_queue(place, good, 1), RC_OK);
    place_run(place, QUERY_PLAIN("SAVEPOINT one"));
    place_expect(place, place_queue(place, bad, 3), RC_CONFLICT);
    place_run(place, QUERY_PLAIN("ROLLBACK TO one"));
    place_run(place, QUERY_PLAIN("RELEASE one"));
    place_expect(place, place_put_number(place, 3, value_text(TEXT("x"))), RC_OK);
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
    assert_int_equal(place_integer(place, place->writer, QUERY_PLAIN("SELECT sum(n) FROM number")),
                     4);
}

static void a_frozen_reader_sees_one_state(void **state)
{
    struct place *place = place_of(state);
    struct connection *reader = place_connect(place, CONNECTION_READ);
    struct query count = QUERY_PLAIN("SELECT count(*) FROM number");
    place_expect(place, connection_freeze(reader, &place->fault), RC_OK);
    assert_int_equal(place_integer(place, reader, count), 0);
    place_expect(place, place_put_number(place, 1, value_text(TEXT("x"))), RC_OK);
    assert_int_equal(place_integer(place, reader, count), 0);
    assert_int_equal(place_integer(place, place->writer, count), 1);
    connection_rest(reader);
    assert_int_equal(place_integer(place, reader, count), 1);
    connection_close(reader);
}

static void thousands_are_queued_in_one_transaction(void **state)
{
    struct place *place = place_of(state);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    char words[16];
    for (int64_t i = 0; i < MANY; i++) {
        snprintf(words, sizeof words, "row %d", (int)i); /* taken over at once */
        struct query put = QUERY("INSERT INTO number (n, words) VALUES (?1, ?2)", value_integer(i),
                                 value_text(text_of(words)));
        place_expect(place, connection_queue(place->writer, put, 1, &place->fault), RC_OK);
    }
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
    assert_int_equal(place_integer(place, place->writer, QUERY_PLAIN("SELECT sum(n) FROM number")),
                     (int64_t)MANY * (MANY - 1) / 2);
    struct query last =
        QUERY("SELECT count(*) FROM number WHERE words = ?1", value_text(TEXT("row 1999")));
    assert_int_equal(place_integer(place, place->writer, last), 1);
}

/* -- two writers -- */

struct writer {
    struct store *store;
    enum rc rc;
};

static enum rc count_up(struct connection *connection, struct fault *fault)
{
    struct query up = QUERY_PLAIN("UPDATE number SET n = n + 1");
    for (int i = 0; i < 50; i++) {
        enum rc rc = connection_begin(connection, fault);
        rc = rc == RC_OK ? connection_queue(connection, up, 1, fault) : rc;
        rc = rc == RC_OK ? connection_commit(connection, fault) : rc;
        if (rc != RC_OK) {
            connection_rollback(connection);
            return rc;
        }
    }
    return RC_OK;
}

static void *writer_main(void *context)
{
    struct writer *writer = context;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    fault_init(&fault, arena);
    struct connection *connection;
    writer->rc = connection_open(writer->store, CONNECTION_WRITE, &fault, &connection);
    if (writer->rc == RC_OK) {
        writer->rc = count_up(connection, &fault);
        connection_close(connection);
    }
    arena_close(arena);
    return NULL;
}

static void two_writers_lose_nothing(void **state)
{
    struct place *place = place_of(state);
    place_expect(place, place_put_number(place, 0, value_text(TEXT("x"))), RC_OK);
    struct writer writers[2] = {{.store = place->store}, {.store = place->store}};
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, writer_main, &writers[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        place_expect(place, writers[i].rc, RC_OK);
    }
    assert_int_equal(place_integer(place, place->writer, QUERY_PLAIN("SELECT n FROM number")), 100);
}

/* -- care -- */

static void a_sound_store_passes_its_check(void **state)
{
    struct place *place = place_of(state);
    place_expect(place, place_put_number(place, 1, value_text(TEXT("x"))), RC_OK);
    place_expect(place, connection_check(place->writer, &place->fault), RC_OK);
    assert_true(fault_is_empty(&place->fault));
}

static void a_backup_opens_and_is_equal(void **state)
{
    struct place *place = place_of(state);
    struct query put = QUERY_PLAIN("INSERT INTO number (n, words) VALUES (41, 'kept')");
    place_run(place, put);
    const char *path = text_print(place->arena, "%s/two.csms", place->folder).at;
    place_expect(place, store_backup(place->store, path, &place->fault), RC_OK);
    place_expect(place, store_backup(place->store, path, &place->fault), RC_CONFLICT);
    struct store *copy;
    struct connection *reader;
    place_expect(place, store_open(path, false, &place->fault, &copy), RC_OK);
    place_expect(place, connection_open(copy, CONNECTION_READ, &place->fault, &reader), RC_OK);
    struct query same = QUERY("SELECT count(*) FROM number WHERE n = ?1 AND words = ?2",
                              value_integer(41), value_text(TEXT("kept")));
    assert_int_equal(place_integer(place, reader, same), 1);
    place_expect(place, connection_check(reader, &place->fault), RC_OK);
    connection_close(reader);
    store_close(copy);
}

static void a_missing_file_is_made_only_on_request(void **state)
{
    struct place *place = place_of(state);
    struct store *store = NULL;
    const char *path = text_print(place->arena, "%s/none.csms", place->folder).at;
    place_expect(place, store_open(path, false, &place->fault, &store), RC_NOT_FOUND);
    assert_null(store);
}

static void damage_is_found_by_the_check(void **state)
{
    struct place *place = place_of(state);
    for (int64_t i = 0; i < 500; i++) {
        struct query put = QUERY("INSERT INTO thing (id, words) VALUES (?1, ?2)",
                                 value_id(place_id((uint8_t)(i % 256))),
                                 value_text(TEXT("some words that fill a page")));
        (void)!connection_run(place->writer, put, -1, &place->fault);
    }
    connection_close(place->writer); /* the last one writes the log into the file */
    FILE *file = fopen(place->url, "r+b");
    assert_non_null(file);
    fseek(file, -4096, SEEK_END);
    for (int i = 0; i < 4096; i++) {
        fputc(0x5A, file);
    }
    fclose(file);
    place->writer = place_connect(place, CONNECTION_WRITE);
    fault_init(&place->fault, place->arena);
    place_expect(place, connection_check(place->writer, &place->fault), RC_CORRUPT);
    assert_false(fault_is_empty(&place->fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_rollback_leaves_nothing),      ON_BOTH(a_savepoint_is_left_and_the_rest_is_kept),
        ON_BOTH(a_frozen_reader_sees_one_state), ON_BOTH(thousands_are_queued_in_one_transaction),
        ON_BOTH(two_writers_lose_nothing),       ON_BOTH(a_sound_store_passes_its_check),
        ON_SQLITE(a_backup_opens_and_is_equal),  ON_SQLITE(a_missing_file_is_made_only_on_request),
        ON_SQLITE(damage_is_found_by_the_check),
    };
    return cmocka_run_group_tests_name("store transactions", tests, NULL, NULL);
}
