/* What only the PostgreSQL store does; needs CSMS_TEST_POSTGRES. */
#include "store/place.h"

#include <string.h>

static int64_t backend_of(struct place *place, struct connection *connection)
{
    return place_integer(place, connection, QUERY_PLAIN("SELECT pg_backend_pid()"));
}

/* Ends the server's side of a connection and waits until it is gone. */
static void backend_end(struct place *place, struct connection *by, int64_t backend)
{
    struct value id = value_integer(backend);
    struct query end = {TEXT("SELECT pg_terminate_backend(CAST(?1 AS integer), 5000)"), &id, 1};
    assert_int_equal(place_integer(place, by, end), 1);
}

static void one(struct place *place, const char *sql, struct value *out, size_t width)
{
    struct query query = {text_of(sql), NULL, 0};
    place_expect(place,
                 connection_one(place->writer, place->arena, query, &place->fault, out, width),
                 RC_OK);
}

/* -- types -- */

static void whole_numbers_and_truth_are_integers(void **state)
{
    struct place *place = place_of(state);
    struct value out[7];
    one(place,
        "SELECT CAST(-2 AS smallint), -3, CAST(-4 AS bigint), true, false,"
        " CAST(4000000000 AS oid), CAST(12345678901234567 AS numeric)",
        out, 7);
    static const int64_t expected[] = {-2, -3, -4, 1, 0, 4000000000, 12345678901234567};
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(out[i].kind, VALUE_INTEGER);
        assert_int_equal(out[i].integer, expected[i]);
    }
}

static void what_looks_like_text_is_text(void **state)
{
    struct place *place = place_of(state);
    struct value out[5];
    one(place,
        "SELECT CAST('a' AS name), CAST('b' AS varchar(9)), CAST('c' AS \"char\"),"
        " CAST('d' AS char(1)), 'e'",
        out, 5);
    for (size_t i = 0; i < 5; i++) {
        char letter = (char)('a' + i);
        assert_int_equal(out[i].kind, VALUE_TEXT);
        assert_true(text_equals(out[i].text, (struct text){&letter, 1}));
    }
    one(place, "SELECT pg_advisory_xact_lock(1)", out, 1);
    assert_true(value_is_none(out[0]));
}

static void another_type_is_refused_by_its_name(void **state)
{
    struct place *place = place_of(state);
    struct rows *rows;
    struct query query = QUERY_PLAIN("SELECT 1 AS a, now() AS moment");
    place_expect(place, connection_query(place->writer, query, &place->fault, &rows),
                 RC_UNSUPPORTED);
    struct text words = place_words(place);
    assert_true(text_contains(words, TEXT("moment")));
    assert_true(text_contains(words, TEXT("timestamp with time zone")));
}

static void a_broken_number_is_refused_by_its_column(void **state)
{
    struct place *place = place_of(state);
    struct rows *rows;
    const struct value *columns;
    struct query query = QUERY_PLAIN("SELECT 0.5 AS half");
    place_expect(place, connection_query(place->writer, query, &place->fault, &rows), RC_OK);
    place_expect(place, rows_next(rows, &columns), RC_UNSUPPORTED);
    rows_close(rows);
    assert_true(text_contains(place_words(place), TEXT("half")));
}

static void the_same_text_takes_other_types(void **state)
{
    struct place *place = place_of(state);
    const struct value values[] = {value_text(TEXT("x")), value_bytes(TEXT("x")), value_none(),
                                   value_integer(7), value_text(TEXT("y"))};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct value out;
        struct query query = {TEXT("SELECT ?1"), &values[i], 1};
        place_expect(place,
                     connection_one(place->writer, place->arena, query, &place->fault, &out, 1),
                     RC_OK);
        assert_true(value_equals(out, values[i]));
    }
}

/* -- outcomes -- */

static void a_value_that_cannot_be_kept_is_invalid(void **state)
{
    struct place *place = place_of(state);
    const struct value values[] = {value_text(TEXT("a\0b")), value_text(TEXT("\xC3\x28"))};
    for (size_t i = 0; i < 2; i++) {
        struct query put = {TEXT("INSERT INTO number (n, words) VALUES (1, ?1)"), &values[i], 1};
        place_expect(place, connection_run(place->writer, put, 1, &place->fault), RC_INVALID);
    }
}

static void words_do_not_repeat_values_of_rows(void **state)
{
    struct place *place = place_of(state);
    struct query put = QUERY_PLAIN("INSERT INTO number (n, words) VALUES (777123, 'x')");
    place_run(place, put);
    place_expect(place, connection_run(place->writer, put, 1, &place->fault), RC_CONFLICT);
    struct text words = place_words(place);
    assert_true(text_contains(words, TEXT("number_pkey")));
    assert_true(text_contains(words, TEXT("23505")));
    assert_false(text_contains(words, TEXT("777123")));
}

static void a_lock_that_is_held_too_long_is_busy(void **state)
{
    struct place *place = place_of(state);
    struct connection *other = place_connect(place, CONNECTION_WRITE);
    struct query change = QUERY_PLAIN("UPDATE number SET words = 'y'");
    place_run(place, QUERY_PLAIN("INSERT INTO number (n, words) VALUES (1, 'x')"));
    place_expect(place, connection_script(other, TEXT("SET lock_timeout = '50ms'"), &place->fault),
                 RC_OK);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_expect(place, connection_run(place->writer, change, 1, &place->fault), RC_OK);
    place_expect(place, connection_run(other, change, 1, &place->fault), RC_BUSY);
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
    place_expect(place, connection_run(other, change, 1, &place->fault), RC_OK);
    connection_close(other);
}

static void two_that_changed_the_same_are_busy(void **state)
{
    struct place *place = place_of(state);
    struct connection *other = place_connect(place, CONNECTION_WRITE);
    struct query change = QUERY_PLAIN("UPDATE number SET words = 'y'");
    place_run(place, QUERY_PLAIN("INSERT INTO number (n, words) VALUES (1, 'x')"));
    place_expect(place, connection_begin(other, &place->fault), RC_OK);
    struct query strict = QUERY_PLAIN("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    place_expect(place, connection_run(other, strict, -1, &place->fault), RC_OK);
    assert_int_equal(place_integer(place, other, QUERY_PLAIN("SELECT count(*) FROM number")), 1);
    place_run(place, change);
    place_expect(place, connection_run(other, change, 1, &place->fault), RC_BUSY);
    connection_rollback(other);
    connection_close(other);
}

static void a_failed_transaction_is_not_committed(void **state)
{
    struct place *place = place_of(state);
    struct query wrong = QUERY_PLAIN("SELECT 1 FROM nowhere");
    struct query count = QUERY_PLAIN("SELECT count(*) FROM number");
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_run(place, QUERY_PLAIN("INSERT INTO number (n, words) VALUES (1, 'x')"));
    place_expect(place, connection_run(place->writer, wrong, -1, &place->fault), RC_BROKEN);
    place_expect(place, connection_commit(place->writer, &place->fault), RC_BROKEN);
    assert_int_equal(place_integer(place, place->writer, count), 0);
}

static void a_constraint_may_wait_for_the_commit(void **state)
{
    struct place *place = place_of(state);
    place_expect(place,
                 connection_script(place->writer,
                                   TEXT("ALTER TABLE child ALTER CONSTRAINT child_n_fkey "
                                        "DEFERRABLE INITIALLY DEFERRED"),
                                   &place->fault),
                 RC_OK);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_run(place, QUERY_PLAIN("INSERT INTO child (n) VALUES (9)"));
    place_expect(place, connection_commit(place->writer, &place->fault), RC_CONFLICT);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
}

/* -- pipelines -- */

static void large_answers_do_not_block_the_queue(void **state)
{
    struct place *place = place_of(state);
    size_t size = (size_t)200 << 10;
    char *large = arena_take(place->arena, size);
    memset(large, 'x', size);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    for (int64_t i = 0; i < 300; i++) {
        struct query put = QUERY("INSERT INTO number (n, words) VALUES (?1, ?2) RETURNING words",
                                 value_integer(i), value_text((struct text){large, size}));
        place_expect(place, connection_queue(place->writer, put, 1, &place->fault), RC_OK);
    }
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
    assert_int_equal(
        place_integer(place, place->writer, QUERY_PLAIN("SELECT sum(length(words)) FROM number")),
        (int64_t)size * 300);
}

static void a_failure_before_new_statements_leaves_them_usable(void **state)
{
    struct place *place = place_of(state);
    struct query wrong = QUERY_PLAIN("INSERT INTO nowhere VALUES (1)");
    struct query fresh =
        QUERY("INSERT INTO number (n, words) VALUES (?1, 'fresh')", value_integer(1));
    for (int round = 0; round < 2; round++) {
        place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
        place_expect(place, connection_queue(place->writer, wrong, 1, &place->fault), RC_OK);
        place_expect(place, connection_queue(place->writer, fresh, 1, &place->fault), RC_OK);
        place_expect(place, connection_flush(place->writer, &place->fault), RC_BROKEN);
        connection_rollback(place->writer);
    }
    place_expect(place, connection_run(place->writer, fresh, 1, &place->fault), RC_OK);
}

static void a_copy_is_refused(void **state)
{
    struct place *place = place_of(state);
    const struct query copies[] = {QUERY_PLAIN("COPY number TO STDOUT"),
                                   QUERY_PLAIN("COPY number FROM STDIN")};
    struct query count = QUERY_PLAIN("SELECT count(*) FROM number");
    for (size_t i = 0; i < 2; i++) {
        place_expect(place, connection_run(place->writer, copies[i], -1, &place->fault), RC_BROKEN);
        assert_int_equal(place_integer(place, place->writer, count), 0);
    }
}

static void a_table_changed_by_another_is_read_anew(void **state)
{
    struct place *place = place_of(state);
    struct connection *other = place_connect(place, CONNECTION_WRITE);
    struct query all = QUERY_PLAIN("SELECT * FROM number");
    struct value out[3];
    place_run(place, QUERY_PLAIN("INSERT INTO number (n, words) VALUES (1, 'x')"));
    one(place, "SELECT * FROM number", out, 2);
    struct text change = TEXT("ALTER TABLE number ADD COLUMN more bigint DEFAULT 5");
    place_expect(place, connection_script(other, change, &place->fault), RC_OK);
    place_expect(place, connection_one(place->writer, place->arena, all, &place->fault, out, 3),
                 RC_BROKEN);
    one(place, "SELECT * FROM number", out, 3);
    assert_int_equal(out[2].integer, 5);
    connection_close(other);
}

/* -- lost connections -- */

static void a_lost_connection_is_opened_again(void **state)
{
    struct place *place = place_of(state);
    struct connection *other = place_connect(place, CONNECTION_WRITE);
    struct query count = QUERY_PLAIN("SELECT count(*) FROM number");
    assert_int_equal(place_integer(place, place->writer, count), 0);
    int64_t first = backend_of(place, place->writer);
    backend_end(place, other, first);
    assert_int_equal(place_integer(place, place->writer, count), 0);
    int64_t second = backend_of(place, place->writer);
    assert_int_not_equal(first, second);
    backend_end(place, other, second);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_run(place, QUERY_PLAIN("INSERT INTO number (n, words) VALUES (1, 'x')"));
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
    assert_true(fault_is_empty(&place->fault));
    assert_int_equal(place_integer(place, other, count), 1);
    connection_close(other);
}

static void a_connection_lost_in_a_transaction_is_offline_to_its_end(void **state)
{
    struct place *place = place_of(state);
    struct connection *other = place_connect(place, CONNECTION_WRITE);
    struct query put = QUERY_PLAIN("INSERT INTO number (n, words) VALUES (1, 'x')");
    struct query count = QUERY_PLAIN("SELECT count(*) FROM number");
    for (int round = 0; round < 2; round++) {
        place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
        place_run(place, put);
        backend_end(place, other, backend_of(place, place->writer));
        place_expect(place, connection_run(place->writer, put, 1, &place->fault), RC_OFFLINE);
        place_expect(place, connection_run(place->writer, put, 1, &place->fault), RC_OFFLINE);
        if (round == 0) {
            connection_rollback(place->writer);
        } else {
            place_expect(place, connection_commit(place->writer, &place->fault), RC_OFFLINE);
        }
        assert_int_equal(place_integer(place, place->writer, count), 0);
    }
    connection_close(other);
}

static void a_queue_on_a_lost_connection_is_offline(void **state)
{
    struct place *place = place_of(state);
    struct connection *other = place_connect(place, CONNECTION_WRITE);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    backend_end(place, other, backend_of(place, place->writer));
    enum rc rc = RC_OK;
    for (int64_t i = 0; i < 1000 && rc == RC_OK; i++) {
        struct query put =
            QUERY("INSERT INTO number (n, words) VALUES (?1, 'x')", value_integer(i));
        rc = connection_queue(place->writer, put, 1, &place->fault);
    }
    place_expect(place, rc, RC_OFFLINE);
    connection_rollback(place->writer);
    struct query count = QUERY_PLAIN("SELECT count(*) FROM number");
    assert_int_equal(place_integer(place, place->writer, count), 0);
    connection_close(other);
}

static void a_server_that_is_not_there_is_offline(void **state)
{
    struct place *place = place_of(state);
    struct store *store;
    struct connection *connection;
    const char *url = "postgresql://ann:s3cret@127.0.0.1:1/csms";
    place_expect(place, store_open(url, false, &place->fault, &store), RC_OK);
    place_expect(place, connection_open(store, CONNECTION_READ, &place->fault, &connection),
                 RC_OFFLINE);
    struct text words = place_words(place);
    assert_true(text_contains(words, TEXT("postgresql://ann@127.0.0.1:1/csms")));
    assert_false(text_contains(words, TEXT("s3cret")));
    assert_int_equal(text_find(words, '\n'), words.size - 1);
    assert_null(store_path(store));
    assert_int_equal(store_kind_of(store), STORE_POSTGRES);
    store_close(store);
}

/* -- settings and care -- */

static void the_settings_are_made(void **state)
{
    struct place *place = place_of(state);
    struct value out[7];
    one(place,
        "SELECT current_setting('TimeZone'), current_setting('synchronous_commit'),"
        " current_setting('standard_conforming_strings'), current_setting('lock_timeout'),"
        " current_setting('client_encoding'), current_setting('application_name'),"
        " current_schema()",
        out, 7);
    const char *const expected[] = {"UTC", "on", "on", "20s", "UTF8", "csms", place->schema};
    for (size_t i = 0; i < 7; i++) {
        assert_true(text_is(out[i].text, expected[i]));
    }
}

static void a_backup_is_the_matter_of_pg_dump(void **state)
{
    struct place *place = place_of(state);
    place_expect(place, store_backup(place->store, "/srv/copy", &place->fault), RC_UNSUPPORTED);
    assert_true(text_contains(place_words(place), TEXT("pg_dump --format=custom")));
}

static enum rc check_anew(struct place *place)
{
    struct connection *fresh = place_connect(place, CONNECTION_READ);
    place_expect(place, connection_freeze(fresh, &place->fault), RC_OK);
    enum rc frozen = connection_check(fresh, &place->fault);
    connection_rest(fresh);
    place_expect(place, connection_check(fresh, &place->fault), frozen);
    connection_close(fresh);
    return frozen;
}

/* Changing the function under an index makes the index wrong. */
static void a_wrong_index_is_found_where_amcheck_is_installed(void **state)
{
    struct place *place = place_of(state);
    struct value can;
    one(place,
        "SELECT count(*) FROM pg_available_extensions e, pg_roles r WHERE e.name = 'amcheck'"
        " AND e.installed_version IS NULL AND r.rolname = current_user AND r.rolsuper",
        &can, 1);
    if (can.integer == 0) {
        skip();
    }
    static const char before[] =
        "CREATE EXTENSION amcheck;"
        "CREATE FUNCTION odd(bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT $1';"
        "INSERT INTO number (n, words) SELECT i, 'x' FROM generate_series(1, 50) i;"
        "CREATE INDEX by_odd ON number (odd(n));";
    static const char after[] =
        "CREATE OR REPLACE FUNCTION odd(bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS"
        " 'SELECT -$1'";
    place_expect(place, connection_script(place->writer, text_of(before), &place->fault), RC_OK);
    place_expect(place, check_anew(place), RC_OK);
    place_expect(place, connection_script(place->writer, text_of(after), &place->fault), RC_OK);
    place_expect(place, check_anew(place), RC_CORRUPT);
    assert_true(text_contains(place_words(place), TEXT("by_odd")));
    struct text drop = TEXT("DROP EXTENSION amcheck");
    place_expect(place, connection_script(place->writer, drop, &place->fault), RC_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_POSTGRES(whole_numbers_and_truth_are_integers),
        ON_POSTGRES(what_looks_like_text_is_text),
        ON_POSTGRES(another_type_is_refused_by_its_name),
        ON_POSTGRES(a_broken_number_is_refused_by_its_column),
        ON_POSTGRES(the_same_text_takes_other_types),
        ON_POSTGRES(a_value_that_cannot_be_kept_is_invalid),
        ON_POSTGRES(words_do_not_repeat_values_of_rows),
        ON_POSTGRES(a_lock_that_is_held_too_long_is_busy),
        ON_POSTGRES(two_that_changed_the_same_are_busy),
        ON_POSTGRES(a_failed_transaction_is_not_committed),
        ON_POSTGRES(a_constraint_may_wait_for_the_commit),
        ON_POSTGRES(large_answers_do_not_block_the_queue),
        ON_POSTGRES(a_failure_before_new_statements_leaves_them_usable),
        ON_POSTGRES(a_copy_is_refused),
        ON_POSTGRES(a_table_changed_by_another_is_read_anew),
        ON_POSTGRES(a_lost_connection_is_opened_again),
        ON_POSTGRES(a_connection_lost_in_a_transaction_is_offline_to_its_end),
        ON_POSTGRES(a_queue_on_a_lost_connection_is_offline),
        ON_POSTGRES(a_server_that_is_not_there_is_offline),
        ON_POSTGRES(the_settings_are_made),
        ON_POSTGRES(a_backup_is_the_matter_of_pg_dump),
        ON_POSTGRES(a_wrong_index_is_found_where_amcheck_is_installed),
    };
    return cmocka_run_group_tests_name("postgres", tests, NULL, NULL);
}
