/* Texts, buffers, UTF-8, tables, ids, values, problems and the arena under them. */
#include "base/fault.h"
#include "base/table.h"
#include "base/utf8.h"
#include "base/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

static int arena_up(void **state)
{
    *state = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    return 0;
}

static int arena_down(void **state)
{
    arena_close(*state);
    return 0;
}

static void the_arena_gives_zeroed_aligned_memory(void **state)
{
    struct arena *arena = *state;
    for (size_t bytes = 1; bytes < 100000; bytes = bytes * 3 + 1) {
        char *at = arena_take(arena, bytes);
        assert_int_equal((uintptr_t)at % 16, 0);
        for (size_t i = 0; i < bytes; i++) {
            assert_int_equal(at[i], 0);
        }
        memset(at, 0x5A, bytes);
    }
    arena_reset(arena);
    char *again = arena_take(arena, 64);
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(again[i], 0);
    }
}

static void the_arena_knows_when_it_is_over(void **state)
{
    (void)state;
    struct arena *arena = arena_open(1000);
    arena_take(arena, 900);
    assert_false(arena_is_over(arena));
    assert_non_null(arena_take(arena, 200));
    assert_true(arena_is_over(arena));
    arena_close(arena);
    arena_close(NULL);
}

static void growing_keeps_what_was_there(void **state)
{
    struct arena *arena = *state;
    char *at = arena_take(arena, 8);
    memcpy(at, "abcdefg", 8);
    arena_take(arena, 8); /* so that it cannot grow in place */
    at = arena_grow(arena, at, 8, 40000);
    assert_string_equal(at, "abcdefg");
    assert_int_equal(at[39999], 0);
}

static void texts_are_cut_and_compared(void **state)
{
    (void)state;
    struct text path = TEXT("a/bc//d");
    assert_true(text_is(text_cut(&path, '/'), "a"));
    assert_true(text_is(text_cut(&path, '/'), "bc"));
    assert_true(text_is(text_cut(&path, '/'), ""));
    assert_true(text_is(text_cut(&path, '/'), "d"));
    assert_int_equal(path.size, 0);
    assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
    assert_true(text_compare(TEXT("b"), TEXT("ab")) > 0);
    assert_true(text_compare(TEXT("\xC3\xA9"), TEXT("z")) > 0);
    assert_true(text_starts(TEXT("abc"), TEXT("ab")) && !text_starts(TEXT("a"), TEXT("ab")));
    assert_true(text_ends(TEXT("abc"), TEXT("bc")) && !text_ends(TEXT("c"), TEXT("bc")));
    assert_true(text_is(text_part(TEXT("abc"), 1, 99), "bc"));
    assert_int_equal(text_part(TEXT("abc"), 9, 1).size, 0);
    assert_true(text_is(text_trim(TEXT(" \t a b\n")), "a b"));
    assert_true(text_contains(TEXT("abcd"), TEXT("bc")) && !text_contains(TEXT("ab"), TEXT("x")));
    assert_true(text_equals(TEXT_NONE, TEXT("")));
    assert_true(text_equals(text_of(NULL), TEXT_NONE));
}

static void integers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "-",
                                      "1x",
                                      " 1",
                                      "1 ",
                                      "0x1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999"};
    int64_t n = 7;
    assert_true(text_to_integer(TEXT("9223372036854775807"), &n) && n == INT64_MAX);
    assert_true(text_to_integer(TEXT("-9223372036854775808"), &n) && n == INT64_MIN);
    n = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(text_to_integer(text_of(bad[i]), &n));
        assert_int_equal(n, 7);
    }
}

static void buffers_grow(void **state)
{
    struct buffer buffer;
    buffer_init(&buffer, *state);
    for (int i = 0; i < 5000; i++) {
        buffer_put_integer(&buffer, i % 10);
    }
    buffer_put_integer(&buffer, INT64_MIN);
    buffer_print(&buffer, "%s=%d", "x", 12);
    buffer_put_char(&buffer, '!');
    struct text text = buffer_text(&buffer);
    assert_int_equal(text.size, 5000 + 20 + 4 + 1);
    assert_true(text_ends(text, TEXT("-9223372036854775808x=12!")));
    assert_true(text_starts(text, TEXT("0123456789")));
}

static void utf8_is_strict(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t bad_at;
    } samples[] = {
        {"plain ASCII, longer than a machine word", 39},
        {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9A\x97", 9},
        {"ab\x80", 2},
        {"12345678\xFF", 8},
        {"\xC0\x80", 0},
        {"\xE0\x80\x80", 0},
        {"\xF0\x80\x80\x80", 0},
        {"\xED\xA0\x80", 0},
        {"\xED\x9F\xBF", 3},
        {"\xF4\x8F\xBF\xBF", 4},
        {"\xF4\x90\x80\x80", 0},
        {"\xE2\x82", 0},
        {"\xF5\x80\x80\x80", 0},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        assert_int_equal(utf8_bad_at(text_of(samples[i].bytes)), samples[i].bad_at);
    }
}

static void every_code_point_goes_both_ways(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 61) {
        if (code >= 0xD800 && code <= 0xDFFF) {
            continue;
        }
        char bytes[4];
        size_t size = utf8_put(code, bytes);
        size_t at = 0;
        assert_int_equal(utf8_bad_at((struct text){bytes, size}), size);
        assert_int_equal(utf8_next((struct text){bytes, size}, &at), code);
        assert_int_equal(at, size);
    }
    assert_int_equal(utf8_count(TEXT("a\xC3\xA9\xF0\x9F\x9A\x97")), 3);
}

static void folding_gives_words_without_accents(void **state)
{
    struct text folded = utf8_fold(*state, TEXT("  R\xC3\xA9gler: CAN-ID 0x7E8, \xC3\x84"
                                                "ND "));
    assert_true(text_is(folded, "regler can id 0x7e8 and"));
    assert_int_equal(utf8_fold(*state, TEXT(" -- ")).size, 0);
}

static void the_table_finds_what_was_put(void **state)
{
    struct table table;
    static int values[3000];
    table_init(&table, *state);
    for (int i = 0; i < 3000; i++) {
        table_put(&table, text_print(*state, "key-%d", i), &values[i]);
    }
    table_put(&table, TEXT("key-7"), &values[0]);
    assert_int_equal(table.count, 3000);
    for (int i = 0; i < 3000; i++) {
        void *found = table_get(&table, text_print(*state, "key-%d", i));
        assert_ptr_equal(found, &values[i == 7 ? 0 : i]);
    }
    assert_null(table_get(&table, TEXT("key-3000")));
    assert_null(table_get(&table, TEXT_NONE));
}

static void ids_grow_and_say_their_version(void **state)
{
    (void)state;
    struct id_maker maker = {0};
    struct id last = {{0}};
    char text[ID_TEXT_SIZE + 1];
    for (int i = 0; i < 10000; i++) {
        int64_t now_us = 1700000000000000 - i * 50; /* a clock that runs backwards */
        struct id id = id_make(&maker, now_us);
        assert_true(memcmp(last.bytes, id.bytes, ID_BYTES) < 0);
        last = id;
    }
    struct id back = {{0}};
    id_text(last, text);
    assert_int_equal(text[14], '7');
    assert_true(strchr("89ab", text[19]) != NULL);
    assert_true(id_from_text(text_of(text), &back) && id_equals(back, last));
    id_text(id_from_name(TEXT("method/base")), text);
    assert_int_equal(text[14], '8');
    assert_true(id_equals(id_from_name(TEXT("x")), id_from_name(TEXT("x"))));
    text[8] = '0';
    assert_false(id_from_text(text_of(text), &back));
    assert_false(id_from_text(TEXT(""), &back));
}

static void sets_of_ids_are_sorted_without_doubles(void **state)
{
    struct id ids[] = {id_from_name(TEXT("a")), id_from_name(TEXT("b")), id_from_name(TEXT("a")),
                       id_from_name(TEXT("c"))};
    struct id turned[] = {ids[3], ids[1], ids[0]};
    struct value set = value_ids(*state, ids, 4);
    assert_int_equal(value_ids_count(set), 3);
    assert_true(value_equals(set, value_ids(*state, turned, 3)));
    for (size_t i = 1; i < 3; i++) {
        struct id before = value_ids_at(set, i - 1);
        struct id here = value_ids_at(set, i);
        assert_true(memcmp(before.bytes, here.bytes, ID_BYTES) < 0);
    }
    assert_true(value_is_none(value_ids(*state, ids, 0)));
    assert_false(value_equals(value_integer(0), value_none()));
    assert_false(value_equals(value_text(TEXT("a")), value_bytes(TEXT("a"))));
}

static void problems_are_kept_up_to_a_limit(void **state)
{
    struct fault fault;
    fault_init(&fault, *state);
    assert_true(fault_is_empty(&fault));
    enum rc rc = fault_add_at(&fault, RC_INVALID, TEXT("a.yaml"), 3, 5, "%s is missing", "title");
    assert_int_equal(rc, RC_INVALID);
    assert_true(text_contains(fault_text(&fault, *state), TEXT("a.yaml:3:5: title is missing")));
    for (int i = 0; i < FAULT_LIMIT + 9; i++) {
        assert_int_equal(fault_add(&fault, RC_STALE, TEXT("fields.x"), "%d", i), RC_STALE);
    }
    assert_int_equal(fault.count, FAULT_LIMIT);
    assert_int_equal(fault.dropped, 10);
}

#define ON_ARENA(test) cmocka_unit_test_setup_teardown(test, arena_up, arena_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_ARENA(the_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(the_arena_knows_when_it_is_over),
        ON_ARENA(growing_keeps_what_was_there),
        cmocka_unit_test(texts_are_cut_and_compared),
        cmocka_unit_test(integers_are_read_whole_or_not_at_all),
        ON_ARENA(buffers_grow),
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(every_code_point_goes_both_ways),
        ON_ARENA(folding_gives_words_without_accents),
        ON_ARENA(the_table_finds_what_was_put),
        cmocka_unit_test(ids_grow_and_say_their_version),
        ON_ARENA(sets_of_ids_are_sorted_without_doubles),
        ON_ARENA(problems_are_kept_up_to_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
