/* The strict JSON reader: a conformance table in the manner of RFC 8259 suites,
 * the writer, and the canonical form. */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

struct sample {
    const char *rule;
    const char *json;
    enum rc rc;
};

static const struct sample samples[] = {
    {"an object", "{\"a\":1}", RC_OK},
    {"an empty object", "{}", RC_OK},
    {"a list", "[1,2,3]", RC_OK},
    {"a lonely number", "42", RC_OK},
    {"a lonely text", "\"x\"", RC_OK},
    {"a lonely null", "null", RC_OK},
    {"blanks around", " \t\r\n[ 1 , 2 ] \n", RC_OK},
    {"minus zero", "-0", RC_OK},
    {"fraction and exponent", "[1.5e+10,1E-2,0.0]", RC_OK},
    {"every escape", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", RC_OK},
    {"a surrogate pair", "\"\\ud83d\\ude97\"", RC_OK},
    {"raw UTF-8", "\"\xC3\xA9\xF0\x9F\x9A\x97\"", RC_OK},
    {"DEL is a character like others", "\"\x7f\"", RC_OK},
    {"an empty name", "{\"\":0}", RC_OK},
    {"nothing", "", RC_INVALID},
    {"blanks only", "  ", RC_INVALID},
    {"a byte order mark", "\xEF\xBB\xBF{}", RC_INVALID},
    {"a comma too many in a list", "[1,]", RC_INVALID},
    {"a comma too many in an object", "{\"a\":1,}", RC_INVALID},
    {"a leading comma", "[,1]", RC_INVALID},
    {"two commas", "[1,,2]", RC_INVALID},
    {"no comma", "[1 2]", RC_INVALID},
    {"no colon", "{\"a\" 1}", RC_INVALID},
    {"two colons", "{\"a\"::1}", RC_INVALID},
    {"a name that is no text", "{a:1}", RC_INVALID},
    {"a number as name", "{1:1}", RC_INVALID},
    {"single quotes", "['a']", RC_INVALID},
    {"a comment", "[1/*x*/]", RC_INVALID},
    {"an open list", "[1", RC_INVALID},
    {"an open object", "{\"a\":1", RC_INVALID},
    {"an open text", "\"abc", RC_INVALID},
    {"closed by the other bracket", "[1}", RC_INVALID},
    {"a bracket too many", "[1]]", RC_INVALID},
    {"something behind", "{} {}", RC_INVALID},
    {"a leading zero", "01", RC_INVALID},
    {"a leading zero behind minus", "-012", RC_INVALID},
    {"a plus", "+1", RC_INVALID},
    {"a dot without digits", "1.", RC_INVALID},
    {"a dot first", ".5", RC_INVALID},
    {"an exponent without digits", "1e", RC_INVALID},
    {"only minus", "-", RC_INVALID},
    {"hexadecimal", "0x1F", RC_INVALID},
    {"NaN", "NaN", RC_INVALID},
    {"Infinity", "[-Infinity]", RC_INVALID},
    {"True", "True", RC_INVALID},
    {"tru", "tru", RC_INVALID},
    {"nullx", "nullx", RC_INVALID},
    {"a tab in text", "\"a\tb\"", RC_INVALID},
    {"a line end in text", "\"a\nb\"", RC_INVALID},
    {"an unknown escape", "\"\\x41\"", RC_INVALID},
    {"a short escape", "\"\\u12\"", RC_INVALID},
    {"U+0000", "\"\\u0000\"", RC_INVALID},
    {"a high surrogate alone", "\"\\ud800\"", RC_INVALID},
    {"a low surrogate alone", "\"\\udc00\"", RC_INVALID},
    {"a high surrogate before a letter", "\"\\ud800x\"", RC_INVALID},
    {"two high surrogates", "\"\\ud800\\ud800\"", RC_INVALID},
    {"overlong UTF-8", "\"\xC0\xAF\"", RC_INVALID},
    {"a surrogate in UTF-8", "\"\xED\xA0\x80\"", RC_INVALID},
    {"above U+10FFFF", "\"\xF4\x90\x80\x80\"", RC_INVALID},
    {"half a character", "\"\xE2\x82\"", RC_INVALID},
    {"the same name twice", "{\"a\":1,\"a\":2}", RC_INVALID},
    {"the same name twice, once escaped", "{\"a\":1,\"\\u0061\":2}", RC_INVALID},
};

struct call {
    struct arena *arena;
    struct fault fault;
};

static int call_open(void **state)
{
    static struct call call;
    call.arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&call.fault, call.arena);
    *state = &call;
    return 0;
}

static int call_close(void **state)
{
    arena_close(((struct call *)*state)->arena);
    return 0;
}

static enum rc read_text(struct call *call, struct text input, const struct json **out)
{
    return json_read(call->arena, TEXT("sample.json"), input, &call->fault, out);
}

static void the_conformance_table_holds(void **state)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct call *call = *state;
        const struct json *json = NULL;
        enum rc rc = read_text(call, text_of(samples[i].json), &json);
        if (rc != samples[i].rc) {
            fail_msg("%s: %s, not %s", samples[i].rule, rc_name(rc), rc_name(samples[i].rc));
        }
        assert_true((json != NULL) == (rc == RC_OK));
    }
}

/* What is cut off anywhere is refused, and never read beyond its end (the
 * sanitizers see it: the copy has no byte to spare). */
static void every_prefix_of_an_object_is_refused(void **state)
{
    struct call *call = *state;
    struct text whole = TEXT("{\"a\":[1.5e3,\"\\ud83d\\ude97\\n\",true,null],\"b\":{\"c\":false}}");
    for (size_t size = 0; size < whole.size; size++) {
        struct text cut = text_copy(call->arena, text_part(whole, 0, size));
        const struct json *json = NULL;
        assert_int_equal(read_text(call, cut, &json), RC_INVALID);
    }
}

static void depth_is_limited(void **state)
{
    struct call *call = *state;
    for (size_t depth = JSON_DEPTH; depth <= JSON_DEPTH + 1; depth++) {
        struct buffer out;
        buffer_init(&out, call->arena);
        for (size_t i = 0; i < depth; i++) {
            buffer_put_char(&out, '[');
        }
        for (size_t i = 0; i < depth; i++) {
            buffer_put_char(&out, ']');
        }
        const struct json *json = NULL;
        assert_int_equal(read_text(call, buffer_text(&out), &json) == RC_OK, depth == JSON_DEPTH);
    }
}

static void a_problem_names_line_and_column(void **state)
{
    struct call *call = *state;
    const struct json *json = NULL;
    assert_int_equal(read_text(call, TEXT("{\n  \"a\": 01\n}"), &json), RC_INVALID);
    const struct problem *problem = &call->fault.problems[0];
    assert_true(text_is(problem->file, "sample.json"));
    assert_int_equal(problem->line, 2);
    assert_true(problem->column >= 8 && problem->column <= 10);
    assert_true(problem->sentence.size > 0);
}

static void the_tree_holds_what_was_written(void **state)
{
    struct call *call = *state;
    const struct json *json = NULL;
    struct text input = TEXT("{\"n\":-12,\"t\":\"a\\nb\",\"l\":[true,null],\"f\":1.5}");
    assert_int_equal(read_text(call, input, &json), RC_OK);
    int64_t n = 0;
    assert_true(json_integer(json_member(json, "n"), &n) && n == -12);
    assert_false(json_integer(json_member(json, "f"), &n));
    assert_true(text_is(json_text(json_member(json, "t")), "a\nb"));
    const struct json *list = json_member(json, "l");
    assert_int_equal(list->count, 2);
    assert_int_equal(list->first->kind, JSON_TRUE);
    assert_int_equal(list->first->next->kind, JSON_NULL);
    assert_null(json_member(json, "absent"));
    assert_null(json_member(list, "n"));
}

static struct text canonical_of(struct call *call, const char *input)
{
    const struct json *json = NULL;
    assert_int_equal(read_text(call, text_of(input), &json), RC_OK);
    return json_canonical(call->arena, json);
}

static void the_canonical_form_is_a_fixed_point(void **state)
{
    struct call *call = *state;
    static const char *const pairs[][2] = {
        {" { \"b\" : 1 , \"a\" : [ 2 , 3 ] } ", "{\"a\":[2,3],\"b\":1}"},
        {"{\"a\":{\"d\":1,\"c\":2}}", "{\"a\":{\"c\":2,\"d\":1}}"},
        {"\"\\u00e9\\/\\u001f\\n\"", "\"\xC3\xA9/\\u001f\\n\""},
        {"{\"\xC3\xA9\":1,\"z\":2,\"Z\":3}", "{\"Z\":3,\"z\":2,\"\xC3\xA9\":1}"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct text once = canonical_of(call, pairs[i][0]);
        assert_true(text_is(once, pairs[i][1]));
        struct text twice = canonical_of(call, text_to_z(call->arena, once));
        assert_true(text_equals(once, twice));
    }
}

static void what_is_quoted_reads_back(void **state)
{
    struct call *call = *state;
    for (int c = 1; c < 0x80; c++) {
        char raw[3] = {'<', (char)c, '>'};
        struct buffer out;
        buffer_init(&out, call->arena);
        json_quote(&out, (struct text){raw, sizeof raw});
        const struct json *json = NULL;
        assert_int_equal(read_text(call, buffer_text(&out), &json), RC_OK);
        assert_true(text_equals(json_text(json), (struct text){raw, sizeof raw}));
    }
}

static void a_small_budget_ends_a_large_document(void **state)
{
    (void)state;
    struct call small;
    small.arena = arena_open(64 << 10);
    fault_init(&small.fault, small.arena);
    struct arena *other = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct buffer out;
    buffer_init(&out, other);
    buffer_put_char(&out, '[');
    for (int i = 0; i < 20000; i++) {
        buffer_put_z(&out, "{\"a\":1},");
    }
    buffer_put_z(&out, "0]");
    const struct json *json = NULL;
    assert_int_equal(read_text(&small, buffer_text(&out), &json), RC_TOO_LARGE);
    assert_null(json);
    arena_close(other);
    arena_close(small.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_conformance_table_holds, call_open, call_close),
        cmocka_unit_test_setup_teardown(every_prefix_of_an_object_is_refused, call_open,
                                        call_close),
        cmocka_unit_test_setup_teardown(depth_is_limited, call_open, call_close),
        cmocka_unit_test_setup_teardown(a_problem_names_line_and_column, call_open, call_close),
        cmocka_unit_test_setup_teardown(the_tree_holds_what_was_written, call_open, call_close),
        cmocka_unit_test_setup_teardown(the_canonical_form_is_a_fixed_point, call_open, call_close),
        cmocka_unit_test_setup_teardown(what_is_quoted_reads_back, call_open, call_close),
        cmocka_unit_test(a_small_budget_ends_a_large_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
