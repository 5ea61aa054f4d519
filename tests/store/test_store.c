/* The contract of store.h, the same for both stores. */
#include "store/place.h"

#include <string.h>

/* -- values -- */

static void value_round_trip(struct place *place, const char *column, struct value in,
                             struct value expected)
{
    struct id id = place_id(1);
    struct text put =
        text_print(place->arena, "INSERT INTO thing (id, %s) VALUES (?1, ?2)", column);
    struct text get = text_print(place->arena, "SELECT %s FROM thing WHERE id = ?1", column);
    struct value args[] = {value_id(id), in};
    struct value out;
    place_expect(place,
                 connection_run(place->writer, (struct query){put, args, 2}, 1, &place->fault),
                 RC_OK);
    place_expect(place,
                 connection_one(place->writer, place->arena, (struct query){get, args, 1},
                                &place->fault, &out, 1),
                 RC_OK);
    if (!value_equals(out, expected)) {
        fail_msg("%s came back as another value (kinds %d and %d)", column, (int)out.kind,
                 (int)expected.kind);
    }
    place_run(place, QUERY("DELETE FROM thing WHERE id = ?1", value_id(id)));
}

static void integers_come_back(void **state)
{
    struct place *place = place_of(state);
    static const int64_t integers[] = {0, 1, -1, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        struct value value = value_integer(integers[i]);
        value_round_trip(place, "number", value, value);
    }
}

static void texts_come_back(void **state)
{
    struct place *place = place_of(state);
    static const char *const texts[] = {"", "a", "it's \"?1\" -- $1 /*",
                                        ("Stra\xC3\x9F"
                                         "e \xE2\x82\xAC \xF0\x9F\x9A\x97"),
                                        " \n\t\r "};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct value value = value_text(text_of(texts[i]));
        value_round_trip(place, "words", value, value);
    }
    value_round_trip(place, "words", value_text(TEXT_NONE), value_text(TEXT("")));
    size_t size = (size_t)3 << 20;
    char *large = arena_take(place->arena, size);
    memset(large, 'x', size);
    struct value value = value_text((struct text){large, size});
    value_round_trip(place, "words", value, value);
}

static void bytes_come_back(void **state)
{
    struct place *place = place_of(state);
    char all[256];
    for (size_t i = 0; i < sizeof all; i++) {
        all[i] = (char)(unsigned char)i;
    }
    struct value every = value_bytes((struct text){all, sizeof all});
    struct value zeroes = value_bytes(TEXT("\0\0a\0"));
    value_round_trip(place, "bytes", every, every);
    value_round_trip(place, "bytes", zeroes, zeroes);
    value_round_trip(place, "bytes", value_bytes(TEXT("")), value_bytes(TEXT("")));
    value_round_trip(place, "bytes", value_bytes(TEXT_NONE), value_bytes(TEXT("")));
}

static void nulls_come_back(void **state)
{
    struct place *place = place_of(state);
    static const char *const columns[] = {"number", "words", "bytes", "members"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        value_round_trip(place, columns[i], value_none(), value_none());
    }
}

static void ids_and_sets_come_back_as_bytes(void **state)
{
    struct place *place = place_of(state);
    struct id ids[] = {place_id(3), place_id(2), place_id(3)};
    struct value set = value_ids(place->arena, ids, 3);
    value_round_trip(place, "members", set, value_bytes(set.text));
    place_run(place, QUERY("INSERT INTO thing (id) VALUES (?1)", value_id(ids[0])));
    struct value id;
    place_expect(place,
                 connection_one(place->writer, place->arena, QUERY_PLAIN("SELECT id FROM thing"),
                                &place->fault, &id, 1),
                 RC_OK);
    assert_true(value_equals(id, value_bytes(id_bytes(&ids[0]))));
}

/* The same text is first prepared for null and then for another kind. */
static void a_place_may_be_null_first_and_a_value_later(void **state)
{
    struct place *place = place_of(state);
    for (int64_t i = 0; i < 6; i++) {
        struct value id = value_id(place_id((uint8_t)i));
        struct value number = i % 2 == 1 ? value_integer(i) : value_none();
        struct value words = i > 2 ? value_text(TEXT("x")) : value_none();
        struct value bytes = i > 4 ? value_bytes(TEXT("y")) : value_none();
        place_run(place, QUERY("INSERT INTO thing (id, number, words, bytes) VALUES (?1, ?2, ?3, "
                               "?4)",
                               id, number, words, bytes));
    }
    assert_int_equal(place_integer(place, place->writer,
                                   QUERY_PLAIN("SELECT count(number) * 100 + count(words) * 10 + "
                                               "count(bytes) FROM thing")),
                     331);
    static const int64_t expected[] = {6, 1};
    for (int64_t i = 0; i < 2; i++) {
        struct value wanted = i == 0 ? value_none() : value_integer(3);
        assert_int_equal(place_integer(place, place->writer,
                                       QUERY("SELECT count(*) FROM thing WHERE (number = ?1 OR ?1 "
                                             "IS NULL)",
                                             wanted)),
                         expected[i]);
    }
}

static void sums_and_counts_are_integers(void **state)
{
    struct place *place = place_of(state);
    static const int64_t numbers[] = {9999, 10000, 123456789012345, 0};
    int64_t sum = 0;
    assert_int_equal(
        place_integer(place, place->writer, QUERY_PLAIN("SELECT count(*) FROM number")), 0);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sum += numbers[i];
        place_run(place, QUERY("INSERT INTO number (n, words) VALUES (?1, '')",
                               value_integer(numbers[i])));
        assert_int_equal(
            place_integer(place, place->writer, QUERY_PLAIN("SELECT sum(n) FROM number")), sum);
        assert_int_equal(
            place_integer(place, place->writer, QUERY_PLAIN("SELECT sum(-n) FROM number")), -sum);
    }
}

static void placeholders_in_literals_and_comments_are_text(void **state)
{
    struct place *place = place_of(state);
    struct value words[3];
    place_expect(place,
                 connection_one(place->writer, place->arena,
                                QUERY("SELECT '?1', 'it''s ?2' AS \"?3\", ?1 -- ?4 '\n"
                                      " /* ?5 \" */ AS mine",
                                      value_text(TEXT("here"))),
                                &place->fault, words, 3),
                 RC_OK);
    assert_true(text_is(words[0].text, "?1"));
    assert_true(text_is(words[1].text, "it's ?2"));
    assert_true(text_is(words[2].text, "here"));
}

/* -- what is refused -- */

static void a_broken_constraint_is_a_conflict(void **state)
{
    struct place *place = place_of(state);
    struct value words = value_text(TEXT("x"));
    place_expect(place, place_put_number(place, 1, words), RC_OK);
    place_expect(place, place_put_number(place, 1, words), RC_CONFLICT);
    place_expect(place, place_put_number(place, -1, words), RC_CONFLICT);
    place_expect(place, place_put_number(place, 2, value_none()), RC_CONFLICT);
    struct query orphan = QUERY("INSERT INTO child (n) VALUES (?1)", value_integer(7));
    place_expect(place, connection_run(place->writer, orphan, 1, &place->fault), RC_CONFLICT);
    assert_false(fault_is_empty(&place->fault));
    place_expect(place, place_put_number(place, 3, words), RC_OK);
    assert_int_equal(
        place_integer(place, place->writer, QUERY_PLAIN("SELECT count(*) FROM number")), 2);
}

static void another_number_of_rows_is_stale(void **state)
{
    struct place *place = place_of(state);
    place_expect(place, place_put_number(place, 1, value_text(TEXT("x"))), RC_OK);
    struct query none = QUERY("UPDATE number SET words = 'y' WHERE n = ?1", value_integer(2));
    struct query one = QUERY("UPDATE number SET words = 'y' WHERE n = ?1", value_integer(1));
    place_expect(place, connection_run(place->writer, none, 1, &place->fault), RC_STALE);
    place_expect(place, connection_run(place->writer, none, 0, &place->fault), RC_OK);
    place_expect(place, connection_run(place->writer, none, -1, &place->fault), RC_OK);
    place_expect(place, connection_run(place->writer, one, 1, &place->fault), RC_OK);
    place_expect(place, connection_run(place->writer, one, 2, &place->fault), RC_STALE);
}

static void what_was_queued_wrong_is_told_by_the_flush(void **state)
{
    struct place *place = place_of(state);
    struct query put = QUERY("INSERT INTO number (n, words) VALUES (?1, 'x')", value_integer(1));
    struct query miss = QUERY("UPDATE number SET words = 'y' WHERE n = ?1", value_integer(2));
    struct query wrong = QUERY_PLAIN("INSERT INTO nowhere VALUES (1)");
    const struct query stale[] = {put, miss, put};
    const struct query conflict[] = {put, put, miss};
    const struct query broken[] = {put, wrong, miss};
    const struct {
        const struct query *queries;
        enum rc rc;
    } batches[] = {{stale, RC_STALE}, {conflict, RC_CONFLICT}, {broken, RC_BROKEN}};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
        place_expect(place, place_queue(place, batches[i].queries, 3), batches[i].rc);
        connection_rollback(place->writer);
        assert_int_equal(
            place_integer(place, place->writer, QUERY_PLAIN("SELECT count(*) FROM number")), 0);
    }
}

static void what_was_queued_wrong_is_told_by_the_commit(void **state)
{
    struct place *place = place_of(state);
    struct query put = QUERY("INSERT INTO number (n, words) VALUES (?1, 'x')", value_integer(1));
    struct query miss = QUERY("UPDATE number SET words = 'y' WHERE n = ?1", value_integer(2));
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    place_expect(place, connection_queue(place->writer, put, 1, &place->fault), RC_OK);
    enum rc rc = connection_queue(place->writer, miss, 1, &place->fault);
    if (rc == RC_OK) {
        rc = connection_commit(place->writer, &place->fault);
    } else {
        connection_rollback(place->writer);
    }
    place_expect(place, rc, RC_STALE);
    assert_int_equal(
        place_integer(place, place->writer, QUERY_PLAIN("SELECT count(*) FROM number")), 0);
}

static void a_query_sees_what_was_queued_before_it(void **state)
{
    struct place *place = place_of(state);
    place_expect(place, connection_begin(place->writer, &place->fault), RC_OK);
    for (int64_t i = 1; i <= 5; i++) {
        struct query put =
            QUERY("INSERT INTO number (n, words) VALUES (?1, 'x')", value_integer(i));
        place_expect(place, connection_queue(place->writer, put, 1, &place->fault), RC_OK);
        assert_int_equal(
            place_integer(place, place->writer, QUERY_PLAIN("SELECT count(*) FROM number")), i);
    }
    place_expect(place, connection_commit(place->writer, &place->fault), RC_OK);
}

static void the_words_name_the_store(void **state)
{
    struct place *place = place_of(state);
    struct query wrong = QUERY_PLAIN("SELECT n FROM nowhere");
    struct rows *rows;
    place_expect(place, connection_query(place->writer, wrong, &place->fault, &rows), RC_BROKEN);
    struct text words = place_words(place);
    assert_true(text_contains(words, text_of(store_url(place->store))));
    assert_true(text_contains(words, TEXT("nowhere")));
    struct query plain = QUERY_PLAIN("SELECT count(*) FROM number");
    assert_int_equal(place_integer(place, place->writer, plain), 0);
}

static void a_reader_refuses_to_write(void **state)
{
    struct place *place = place_of(state);
    struct connection *reader = place_connect(place, CONNECTION_READ);
    struct query put = QUERY_PLAIN("INSERT INTO number (n, words) VALUES (1, 'x')");
    place_expect(place, connection_run(reader, put, 1, &place->fault), RC_BROKEN);
    place_expect(place, connection_script(reader, TEXT("DROP TABLE child"), &place->fault),
                 RC_BROKEN);
    assert_int_equal(place_integer(place, reader, QUERY_PLAIN("SELECT count(*) FROM child")), 0);
    connection_close(reader);
}

/* -- rows -- */

static void one_of_no_rows_is_not_found(void **state)
{
    struct place *place = place_of(state);
    struct value value = value_integer(42);
    struct query none = QUERY_PLAIN("SELECT n FROM number");
    place_expect(place, connection_one(place->writer, place->arena, none, &place->fault, &value, 1),
                 RC_NOT_FOUND);
    assert_int_equal(value.integer, 42);
    assert_true(fault_is_empty(&place->fault));
}

static struct rows *numbers_open(struct place *place)
{
    struct rows *rows;
    struct query all = QUERY("SELECT n FROM number WHERE n > ?1 ORDER BY n", value_integer(0));
    place_expect(place, connection_query(place->writer, all, &place->fault, &rows), RC_OK);
    return rows;
}

static void the_same_text_runs_while_its_rows_are_open(void **state)
{
    struct place *place = place_of(state);
    for (int64_t i = 1; i <= 4; i++) {
        place_expect(place, place_put_number(place, i, value_text(TEXT("x"))), RC_OK);
    }
    int64_t sum = 0;
    struct rows *outer = numbers_open(place);
    const struct value *out;
    while (rows_next(outer, &out) == RC_OK) {
        int64_t left = out[0].integer;
        struct rows *inner = numbers_open(place);
        const struct value *in;
        while (rows_next(inner, &in) == RC_OK) {
            sum += left * in[0].integer;
        }
        rows_close(inner);
    }
    rows_close(outer);
    rows_close(NULL);
    assert_int_equal(sum, 100);
}

static void the_end_of_rows_stays_the_end(void **state)
{
    struct place *place = place_of(state);
    const struct value *columns;
    place_expect(place, place_put_number(place, 1, value_text(TEXT("x"))), RC_OK);
    struct rows *rows = numbers_open(place);
    place_expect(place, rows_next(rows, &columns), RC_OK);
    place_expect(place, rows_next(rows, &columns), RC_NOT_FOUND);
    place_expect(place, rows_next(rows, &columns), RC_NOT_FOUND);
    rows_close(rows);
}

/* All of them are read, or the query is refused. */
static void no_column_is_left_out(void **state)
{
    struct place *place = place_of(state);
    struct buffer sql;
    buffer_init(&sql, place->arena);
    buffer_put_z(&sql, "SELECT 0");
    for (int i = 1; i < 200; i++) {
        buffer_print(&sql, ", %d", i);
    }
    struct value out[200];
    struct query wide = {buffer_text(&sql), NULL, 0};
    enum rc rc = connection_one(place->writer, place->arena, wide, &place->fault, out, 200);
    place_expect(place, rc, rc == RC_OK ? RC_OK : RC_UNSUPPORTED);
    assert_int_equal(rc == RC_OK ? out[199].integer : 199, 199);
}

/* More texts than any cache keeps, twice. */
static void many_texts_take_turns(void **state)
{
    struct place *place = place_of(state);
    for (int64_t round = 0; round < 2; round++) {
        for (int64_t i = 0; i < 1500; i++) {
            struct text sql = text_print(place->arena, "SELECT CAST(?1 AS BIGINT) + %d", (int)i);
            struct value one = value_integer(round);
            assert_int_equal(place_integer(place, place->writer, (struct query){sql, &one, 1}),
                             i + round);
        }
    }
}

static void a_changed_table_is_read_anew(void **state)
{
    struct place *place = place_of(state);
    struct query all = QUERY_PLAIN("SELECT * FROM number");
    place_expect(place, place_put_number(place, 1, value_text(TEXT("x"))), RC_OK);
    struct value values[3];
    place_expect(place, connection_one(place->writer, place->arena, all, &place->fault, values, 2),
                 RC_OK);
    struct text change = TEXT("ALTER TABLE number ADD COLUMN more INTEGER; UPDATE number SET more "
                              "= 5");
    place_expect(place, connection_script(place->writer, change, &place->fault), RC_OK);
    place_expect(place, connection_one(place->writer, place->arena, all, &place->fault, values, 3),
                 RC_OK);
    assert_int_equal(values[2].integer, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(integers_come_back),
        ON_BOTH(texts_come_back),
        ON_BOTH(bytes_come_back),
        ON_BOTH(nulls_come_back),
        ON_BOTH(ids_and_sets_come_back_as_bytes),
        ON_BOTH(a_place_may_be_null_first_and_a_value_later),
        ON_BOTH(sums_and_counts_are_integers),
        ON_BOTH(placeholders_in_literals_and_comments_are_text),
        ON_BOTH(a_broken_constraint_is_a_conflict),
        ON_BOTH(another_number_of_rows_is_stale),
        ON_BOTH(what_was_queued_wrong_is_told_by_the_flush),
        ON_BOTH(what_was_queued_wrong_is_told_by_the_commit),
        ON_BOTH(a_query_sees_what_was_queued_before_it),
        ON_BOTH(the_words_name_the_store),
        ON_BOTH(a_reader_refuses_to_write),
        ON_BOTH(one_of_no_rows_is_not_found),
        ON_BOTH(the_same_text_runs_while_its_rows_are_open),
        ON_BOTH(the_end_of_rows_stays_the_end),
        ON_BOTH(no_column_is_left_out),
        ON_BOTH(many_texts_take_turns),
        ON_BOTH(a_changed_table_is_read_anew),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
