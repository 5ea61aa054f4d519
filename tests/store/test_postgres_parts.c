/* The parts of the PostgreSQL store that need no server. */
#include "store/postgres_cache.h"
#include "store/postgres_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* Types as in pg_type. */
enum { INT8 = 20, TEXT_TYPE = 25, BYTEA = 17, NUMERIC = 1700, UUID = 2950 };

static int setup(void **state)
{
    *state = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    return 0;
}

static int teardown(void **state)
{
    arena_close(*state);
    return 0;
}

/* -- addresses -- */

struct address {
    const char *url;
    const char *shown; /* NULL: refused */
};

static const struct address addresses[] = {
    {"postgresql://ann@db/csms", "postgresql://ann@db/csms"},
    {"postgres://ann@db/csms", "postgresql://ann@db/csms"},
    {"postgresql://", "postgresql://"},
    {"postgresql:///csms", "postgresql:///csms"},
    {"postgresql://ann:s3cret@db:5433/csms", "postgresql://ann@db:5433/csms"},
    {"postgresql://ann:s3cr%40et@db/csms", "postgresql://ann@db/csms"},
    {"postgresql://ann@db/csms?password=s3cret&connect_timeout=3", "postgresql://ann@db/csms"},
    {"postgresql://ann@db/csms?p%61ssword=s3cret", "postgresql://ann@db/csms"},
    {"postgresql://ann@db/csms?sslmode=require&sslpassword=s3cret", "postgresql://ann@db/csms"},
    {"postgresql://ann:s3cret@one:1,two:2/csms", "postgresql://ann@one:1,two:2/csms"},
    {"postgresql://ann:s3cret@[::1]:5432/csms", "postgresql://ann@[::1]:5432/csms"},
    {"postgresql://ann:s3cr@et@db/csms", NULL},
    {"postgresql://ann:s3cr/et@db/csms", NULL},
    {"postgresql://ann:12/et@db/csms", NULL},
    {"postgresql://ann@db/csms?no_such_option=s3cret", NULL},
    {"postgresql://ann:%zzs3cret@db/csms", NULL},
};

static void an_address_is_shown_without_a_password(void **state)
{
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct fault fault;
        fault_init(&fault, *state);
        struct text shown = TEXT_NONE;
        enum rc rc = postgres_url_show(addresses[i].url, *state, &fault, &shown);
        const char *expected = addresses[i].shown;
        if (rc != (expected != NULL ? RC_OK : RC_INVALID) ||
            !text_equals(shown, text_of(expected))) {
            fail_msg("%s: %s, %.*s", addresses[i].url, rc_name(rc), TEXT_ARGS(shown));
        }
        assert_false(text_contains(fault_text(&fault, *state), TEXT("et")));
    }
}

static void only_its_own_schemes_are_accepted(void **state)
{
    (void)state;
    assert_true(postgres_url_is("postgresql://x"));
    assert_true(postgres_url_is("postgres://x"));
    assert_false(postgres_url_is("postgresql:x"));
    assert_false(postgres_url_is("mysql://x"));
    assert_false(postgres_url_is("/srv/postgresql://x"));
    assert_false(postgres_url_is(""));
}

/* -- values -- */

struct numeric {
    const char *bytes;
    size_t size;
    bool is_whole;
    int64_t expected;
};

#define NUMERIC_BYTES(literal) literal, sizeof(literal) - 1

static const struct numeric numerics[] = {
    {NUMERIC_BYTES("\0\0\0\0\0\0\0\0"), true, 0},
    {NUMERIC_BYTES("\0\1\0\0\0\0\0\0\0\7"), true, 7},
    {NUMERIC_BYTES("\0\1\0\0\x40\0\0\0\0\7"), true, -7},
    {NUMERIC_BYTES("\0\1\0\1\0\0\0\0\0\1"), true, 10000},
    {NUMERIC_BYTES("\0\2\0\1\0\0\0\0\0\1\x27\x0F"), true, 19999},
    /* 9223372036854775807, one more, and -9223372036854775808 */
    {NUMERIC_BYTES("\0\5\0\4\0\0\0\0\x03\x9A\x0D\x2C\x01\x70\x21\xF5\x16\xAF"), false, 0},
    {NUMERIC_BYTES("\0\5\0\4\0\0\0\0\x03\x9A\x0D\x2C\x01\x70\x15\x65\x16\xAF"), true, INT64_MAX},
    {NUMERIC_BYTES("\0\5\0\4\0\0\0\0\x03\x9A\x0D\x2C\x01\x70\x15\x65\x16\xB0"), false, 0},
    {NUMERIC_BYTES("\0\5\0\4\x40\0\0\0\x03\x9A\x0D\x2C\x01\x70\x15\x65\x16\xB0"), true, INT64_MIN},
    {NUMERIC_BYTES("\0\5\0\4\x40\0\0\0\x03\x9A\x0D\x2C\x01\x70\x15\x65\x16\xB1"), false, 0},
    {NUMERIC_BYTES("\0\1\x7F\xFF\0\0\0\0\0\1"), false, 0},     /* 10000 to the 32767th */
    {NUMERIC_BYTES("\0\1\xFF\xFF\0\0\0\1\x13\x88"), false, 0}, /* 0.5 */
    {NUMERIC_BYTES("\0\2\0\0\0\0\0\1\0\1\x13\x88"), false, 0}, /* 1.5 */
    {NUMERIC_BYTES("\0\0\0\0\xC0\0\0\0"), false, 0},           /* not a number */
    {NUMERIC_BYTES("\0\0\0\0\xD0\0\0\0"), false, 0},           /* infinity */
    {NUMERIC_BYTES("\0\1\0\0\0\0\0\0\x27\x10"), false, 0},     /* a digit of 10000 */
    {NUMERIC_BYTES("\0\2\0\1\0\0\0\0\0\1"), false, 0},         /* one digit too few */
    {NUMERIC_BYTES("\0\1\0\0\0\0\0"), false, 0},
    {NUMERIC_BYTES(""), false, 0},
};

static void numerics_are_read_where_they_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numerics / sizeof *numerics; i++) {
        struct value value = value_none();
        bool is_read = postgres_value_read(
            NUMERIC, (struct text){numerics[i].bytes, numerics[i].size}, &value);
        if (is_read != numerics[i].is_whole) {
            fail_msg("numeric %zu", i);
        }
        assert_int_equal(value.kind, is_read ? VALUE_INTEGER : VALUE_NONE);
        if (is_read) {
            assert_int_equal(value.integer, numerics[i].expected);
        }
    }
}

static void any_bytes_are_read_or_refused(void **state)
{
    (void)state;
    static const postgres_type types[] = {16,   17,   18,   19,   20,   21, 23,  25,  26,
                                          1042, 1043, 1700, 2278, 2950, 0,  114, 1184};
    srand(2);
    for (int round = 0; round < 50000; round++) {
        size_t size = (size_t)rand() % 20;
        char *bytes = malloc(size > 0 ? size : 1);
        for (size_t i = 0; i < size; i++) {
            bytes[i] = (char)(rand() % 3 == 0 ? rand() % 256 : rand() % 6);
        }
        struct value value = value_integer(3);
        postgres_type type = types[(size_t)rand() % (sizeof types / sizeof *types)];
        bool is_read = postgres_value_read(type, (struct text){bytes, size}, &value);
        assert_true(is_read ? postgres_value_may_read(type) : value.integer == 3);
        free(bytes);
    }
}

static void integers_are_written_in_network_order(void **state)
{
    (void)state;
    static const int64_t integers[] = {0, 1, -1, 258, INT64_MAX, INT64_MIN};
    char room[8];
    struct value value = value_integer(258);
    assert_memory_equal(postgres_value_write(&value, room).at, "\0\0\0\0\0\0\1\2", 8);
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        value = value_integer(integers[i]);
        struct text bytes = postgres_value_write(&value, room);
        struct value back;
        assert_true(postgres_value_read(INT8, bytes, &back));
        assert_int_equal(back.integer, integers[i]);
    }
}

/* -- statements -- */

static struct query two_values(struct value values[2], struct value a, struct value b)
{
    values[0] = a;
    values[1] = b;
    return (struct query){TEXT("SELECT ?1, ?2"), values, 2};
}

static void open_types_are_filled_in(void **state)
{
    (void)state;
    struct postgres_cache *cache = calloc(1, sizeof *cache);
    struct value values[2];
    uint32_t gives_way;
    assert_true(postgres_cache_is_empty(cache));
    struct query nulls = two_values(values, value_none(), value_none());
    assert_null(postgres_cache_find(cache, nulls));
    assert_int_equal(postgres_cache_claim(cache, nulls, &gives_way)->name, 1);
    assert_int_equal(gives_way, 0);
    assert_non_null(postgres_cache_find(cache, nulls));

    struct query half = two_values(values, value_integer(1), value_none());
    assert_null(postgres_cache_find(cache, half));
    assert_int_equal(postgres_cache_claim(cache, half, &gives_way)->types[0], INT8);
    assert_int_equal(gives_way, 1);

    struct query other = two_values(values, value_none(), value_text(TEXT("x")));
    const struct prepared *full = postgres_cache_claim(cache, other, &gives_way);
    assert_int_equal(full->types[0], INT8);
    assert_int_equal(full->types[1], TEXT_TYPE);
    assert_int_equal(gives_way, 2);
    assert_ptr_equal(postgres_cache_find(cache, two_values(values, value_none(), value_none())),
                     full);

    struct query another = two_values(values, value_bytes(TEXT("x")), value_text(TEXT("x")));
    assert_null(postgres_cache_find(cache, another));
    assert_int_equal(postgres_cache_claim(cache, another, &gives_way)->types[0], BYTEA);
    assert_int_equal(gives_way, 0);
    postgres_cache_forget(cache, 4);
    assert_null(postgres_cache_find(
        cache, two_values(values, value_bytes(TEXT("x")), value_text(TEXT("x")))));
    postgres_cache_clear(cache);
    assert_true(postgres_cache_is_empty(cache));
    free(cache);
}

static void the_oldest_statement_gives_way(void **state)
{
    struct postgres_cache *cache = calloc(1, sizeof *cache);
    size_t gone = 0;
    for (int i = 0; i < 3000; i++) {
        struct query query = {text_print(*state, "SELECT %d", i), NULL, 0};
        uint32_t gives_way;
        assert_null(postgres_cache_find(cache, query));
        assert_non_null(postgres_cache_claim(cache, query, &gives_way));
        assert_non_null(postgres_cache_find(cache, query));
        gone += gives_way != 0 ? 1 : 0;
    }
    size_t kept = 0;
    for (int i = 0; i < 3000; i++) {
        struct query query = {text_print(*state, "SELECT %d", i), NULL, 0};
        kept += postgres_cache_find(cache, query) != NULL ? 1 : 0;
    }
    assert_int_equal(kept + gone, 3000);
    assert_int_equal(kept, POSTGRES_CACHE_BUCKETS * POSTGRES_CACHE_WAYS);
    postgres_cache_clear(cache);
    free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_shown_without_a_password),
        cmocka_unit_test(only_its_own_schemes_are_accepted),
        cmocka_unit_test(numerics_are_read_where_they_are_whole),
        cmocka_unit_test(any_bytes_are_read_or_refused),
        cmocka_unit_test(integers_are_written_in_network_order),
        cmocka_unit_test(open_types_are_filled_in),
        cmocka_unit_test(the_oldest_statement_gives_way),
    };
    return cmocka_run_group_tests_name("postgres parts", tests, setup, teardown);
}
