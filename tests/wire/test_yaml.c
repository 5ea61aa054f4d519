#include "wire/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

/* ---- what is taken ---- */

struct taken {
    const char *about;
    const char *yaml;
    const char *json; /* canonical */
};

static const struct taken taken[] = {
    {"a number is a number", "n: -12", "{\"n\":-12}"},
    {"a number of JSON keeps its letters", "n: 1.50e+2", "{\"n\":1.50e+2}"},
    {"a leading zero makes it a word", "n: 007", "{\"n\":\"007\"}"},
    {"true, false, null", "[true, false, null]", "[true,false,null]"},
    {"yes is only a word", "a: yes", "{\"a\":\"yes\"}"},
    {"a key", "a: TS-0001", "{\"a\":\"TS-0001\"}"},
    {"a date", "a: 2026-11-22", "{\"a\":\"2026-11-22\"}"},
    {"a moment", "a: 2026-11-22T13:00:00.000000Z", "{\"a\":\"2026-11-22T13:00:00.000000Z\"}"},
    {"quotes make text", "a: \"true\"", "{\"a\":\"true\"}"},
    {"empty text", "a: \"\"", "{\"a\":\"\"}"},
    {"a block keeps its lines", "a: |\n  one\n   two\n", "{\"a\":\"one\\n two\\n\"}"},
    {"a block without its last line break", "a: |-\n  one\n  two\n", "{\"a\":\"one\\ntwo\"}"},
    {"comments and empty lines", "# hello\n\na: 1 # there\n", "{\"a\":1}"},
    {"one start of a document", "---\na: 1\n", "{\"a\":1}"},
    {"lines that end with CR LF", "a: 1\r\nb: |\r\n  x\r\n  y\r\n", "{\"a\":1,\"b\":\"x\\ny\\n\"}"},
    {"JSON is YAML", "{\"a\": [1, {\"b\": \"c\\u00e9\"}], \"d\": {}}",
     "{\"a\":[1,{\"b\":\"cé\"}],\"d\":{}}"},
    {"a list in a list", "- - 1\n  - 2\n- []\n", "[[1,2],[]]"},
    {"a name in quotes", "\"a b\": 1\n\"1\": 2\n", "{\"1\":2,\"a b\":1}"},
    {"a long name", "? \"n\"\n: 1\n", "{\"n\":1}"},
};

static void takes_the_subset(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        struct fault fault;
        const struct json *json;
        fault_init(&fault, arena);
        if (yaml_read(arena, TEXT("x"), text_of(taken[i].yaml), &fault, &json) != RC_OK) {
            fail_msg("%s: %.*s", taken[i].about, TEXT_ARGS(fault_text(&fault, arena)));
        }
        struct text canonical = json_canonical(arena, json);
        if (!text_is(canonical, taken[i].json)) {
            fail_msg("%s: %.*s", taken[i].about, TEXT_ARGS(canonical));
        }
    }
}

/* ---- what is refused ---- */

struct refused {
    const char *about;
    const char *yaml;
    int line;
    int column;
    const char *words;
};

static const struct refused refused[] = {
    {"plain text", "a: two words", 1, 4, "double quotes"},
    {"other signs", "a: what?", 1, 4, "double quotes"},
    {"a tilde", "a: ~", 1, 4, "double quotes"},
    {"single quotes", "a: 'x'", 1, 4, "single quotes"},
    {"a folded block", "a: >\n  x\n", 1, 4, "folded"},
    {"no value", "a: 1\nb:\n", 2, 3, "no value"},
    {"an anchor", "a: &x 1", 1, 4, "anchors"},
    {"an anchor on a list", "a: &x [1]", 1, 4, "anchors"},
    {"an alias", "a: 1\nb: *x\n", 2, 4, "anchors"},
    {"a tag", "a: !!str 1", 1, 4, "tags"},
    {"a tag on a mapping", "!x\na: 1", 1, 1, "tags"},
    {"a merge", "<<: {a: 1}", 1, 1, "double quotes"},
    {"a directive", "%YAML 1.1\n---\na: 1\n", 1, 1, "directives"},
    {"two documents", "a: 1\n---\nb: 2\n", 2, 1, "one document"},
    {"a name twice", "a: 1\nb: 2\na: 3\n", 3, 1, "\"a\" appears twice"},
    {"a name twice, behind umlauts", "{\"ä\": 1, \"ä\": 2}", 1, 11, "appears twice"},
    {"a number as name", "1: x", 1, 1, "stands in double quotes"},
    {"a list as name", "[a]: x", 1, 1, "a name was expected"},
    {"nothing", "", 1, 1, "empty"},
    {"only a comment", "# x\n", 2, 1, "empty"},
    {"a tab as indentation", "a:\n\tb: 1\n", 2, 1, "indentation"},
    {"an open list", "a: [1, 2\n", 2, 1, "this is not YAML"},
    {"an open quote", "a: \"x\n", 2, 1, "this is not YAML"},
    {"a wrong indentation", "a:\n  b: 1\n c: 2\n", 3, 2, "this is not YAML"},
    {"a byte order mark",
     "\xEF\xBB\xBF"
     "a: 1",
     1, 1, "byte order mark"},
    {"bytes that are not UTF-8", "a: 1\nb: \"\xff\"\n", 2, 5, "UTF-8"},
    {"an overlong form", "a: \"\xC0\xAF\"", 1, 5, "UTF-8"},
    {"half of a pair", "a: \"\\ud800\"", 1, 7, "this is not YAML"},
    {"a control character", "a: \"x\x07\"", 1, 6, "escape"},
    {"U+0000", "a: \"\\0\"", 1, 4, "U+0000"},
};

static void refuses_the_rest(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct fault fault;
        const struct json *json;
        fault_init(&fault, arena);
        if (yaml_read(arena, TEXT("x"), text_of(refused[i].yaml), &fault, &json) == RC_OK) {
            fail_msg("%s was taken", refused[i].about);
        }
        assert_int_equal(fault.count, 1);
        const struct problem *problem = &fault.problems[0];
        bool is_there = problem->line == refused[i].line && problem->column == refused[i].column;
        if (!is_there || !text_contains(problem->sentence, text_of(refused[i].words))) {
            fail_msg("%s: %d:%d expected, not %.*s", refused[i].about, refused[i].line,
                     refused[i].column, TEXT_ARGS(fault_text(&fault, arena)));
        }
    }
}

static enum rc read_nested(size_t levels, char open, char close)
{
    struct buffer out;
    struct fault fault;
    const struct json *json;
    buffer_init(&out, arena);
    fault_init(&fault, arena);
    for (size_t i = 0; i < levels; i++) {
        buffer_put_char(&out, open);
        if (open == '{') {
            buffer_put_z(&out, "a: ");
        }
    }
    buffer_put_char(&out, '1');
    for (size_t i = 0; i < levels; i++) {
        buffer_put_char(&out, close);
    }
    return yaml_read(arena, TEXT("x"), buffer_text(&out), &fault, &json);
}

static void limits_the_depth(void **state)
{
    (void)state;
    assert_int_equal(read_nested(YAML_DEPTH, '[', ']'), RC_OK);
    assert_int_equal(read_nested(YAML_DEPTH + 1, '[', ']'), RC_TOO_LARGE);
    assert_int_equal(read_nested(YAML_DEPTH, '{', '}'), RC_OK);
    assert_int_equal(read_nested(YAML_DEPTH + 1, '{', '}'), RC_TOO_LARGE);
    assert_int_not_equal(read_nested(100000, '[', ']'), RC_OK);
}

static void keeps_to_the_budget(void **state)
{
    (void)state;
    struct arena *small = arena_open(20000);
    struct buffer out;
    struct fault fault;
    const struct json *json;
    buffer_init(&out, arena);
    fault_init(&fault, arena);
    for (int i = 0; i < 10000; i++) {
        buffer_put_z(&out, "- 1\n");
    }
    assert_int_equal(yaml_read(small, TEXT("x"), buffer_text(&out), &fault, &json), RC_TOO_LARGE);
    arena_close(small);
}

/* ---- what is written ---- */

static struct text written(struct text json)
{
    struct buffer out;
    struct fault fault;
    const struct json *tree;
    fault_init(&fault, arena);
    assert_int_equal(json_read(arena, TEXT("x"), json, &fault, &tree), RC_OK);
    buffer_init(&out, arena);
    yaml_put_name(&out, TEXT("a"), 0);
    yaml_put_member_value(&out, tree, 0);
    return buffer_text(&out);
}

static const struct taken forms[] = {
    {"a word is quoted text", "a: \"x\"\n", "\"x\""},
    {"lines make a block", "a: |-\n  x\n\n  y\n", "\"x\\n\\ny\""},
    {"a last line break", "a: |\n  x\n  y\n", "\"x\\ny\\n\""},
    {"one line with its break", "a: |\n  x\n", "\"x\\n\""},
    {"more at the end are kept", "a: |+\n  x\n\n\n", "\"x\\n\\n\\n\""},
    {"leading blanks need a number", "a: |2-\n    x\n  y\n", "\"  x\\ny\""},
    {"a leading line break too", "a: |2-\n\n  y\n", "\"\\ny\""},
    {"tabs within", "a: |-\n  x\n  \ty\n", "\"x\\n\\ty\""},
    {"CR cannot be said in a block", "a: \"x\\r\\ny\"\n", "\"x\\r\\ny\""},
    {"nor blanks at the end", "a: \"x\\n  \"\n", "\"x\\n  \""},
    {"nor U+2028", "a: \"x\\n\\u2028\"\n", "\"x\\n\\u2028\""},
    {"nor a byte order mark", "a: \"\\ufeffx\\ny\"\n", "\"\\ufeffx\\ny\""},
    {"nor only line breaks", "a: \"\\n\\n\"\n", "\"\\n\\n\""},
    {"empty things", "a:\n  - []\n  - {}\n  - \"\"\n  - null\n", "[[],{},\"\",null]"},
    {"nesting", "a:\n  b:\n    - c: 1\n      d:\n        - 2\n    - - 3\n",
     "{\"b\":[{\"c\":1,\"d\":[2]},[3]]}"},
    {"a block in a list", "a:\n  - |-\n    x\n    y\n", "[\"x\\ny\"]"},
    {"names that are no words", "a:\n  \"\": 1\n  \"b c\": 2\n  \"3\": 3\n  \"no\": 4\n",
     "{\"\":1,\"b c\":2,\"3\":3,\"no\":4}"},
};

static void writes_one_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct text out = written(text_of(forms[i].json));
        if (!text_is(out, forms[i].yaml)) {
            fail_msg("%s: %.*s", forms[i].about, TEXT_ARGS(out));
        }
    }
}

static void writes_words_plainly(void **state)
{
    static const char *const words[][2] = {
        {"TS-0001", "TS-0001"},
        {"2026-11-22", "2026-11-22"},
        {"application/pdf", "application/pdf"},
        {"12", "\"12\""},
        {"1e5", "\"1e5\""},
        {"true", "\"true\""},
        {"No", "\"No\""},
        {"", "\"\""},
        {"-", "\"-\""},
        {"a:", "\"a:\""},
        {"a b", "\"a b\""},
        {"...", "\"...\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct buffer out;
        buffer_init(&out, arena);
        yaml_put_word(&out, text_of(words[i][0]));
        if (!text_is(buffer_text(&out), words[i][1])) {
            fail_msg("%s: %.*s", words[i][0], TEXT_ARGS(buffer_text(&out)));
        }
    }
}

/* ---- there and back ---- */

static uint64_t next_random(uint64_t *random)
{
    uint64_t z = (*random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    return z ^ z >> 27;
}

/* Characters that YAML treats in some way of its own. */
static struct text random_text(struct arena *scratch, uint64_t *random)
{
    static const char *const parts[] = {
        " ",  "  ",  "\n",   "\n",       "\t",       "\r",     "a",      "Z",      "0",
        "-",  "- ",  ": ",   "#",        " #",       "|",      ">",      "\"",     "'",
        "\\", "\\n", "---",  "...",      "%",        "&",      "*",      "!",      "{",
        "}",  "[",   "]",    ",",        "?",        "@",      "`",      "~",      "ä",
        "€",  "😀",   "\x7f", "\xC2\x85", "\xC2\xA0", "\u2028", "\u2029", "\ufeff", "\x01"};
    struct buffer out;
    buffer_init(&out, scratch);
    for (size_t count = next_random(random) % 8; count > 0; count--) {
        buffer_put_z(&out, parts[next_random(random) % (sizeof parts / sizeof *parts)]);
    }
    return buffer_text(&out);
}

static void put_random(struct json_writer *writer, struct arena *scratch, uint64_t *random,
                       int depth)
{
    uint64_t choice = next_random(random) % (depth > 3 ? 3 : 5);
    size_t count = next_random(random) % 4;
    if (choice == 0) {
        json_put_integer(writer, (int64_t)next_random(random));
    } else if (choice == 1) {
        json_put_raw(writer, count == 0 ? TEXT("true") : count == 1 ? TEXT("null") : TEXT("1.0"));
    } else if (choice == 2) {
        json_put_text(writer, random_text(scratch, random));
    } else if (choice == 3) {
        json_put_list(writer);
        for (size_t i = 0; i < count; i++) {
            put_random(writer, scratch, random, depth + 1);
        }
        json_put_list_end(writer);
    } else {
        json_put_object(writer);
        for (size_t i = 0; i < count; i++) {
            struct text name = random_text(scratch, random);
            json_put_name(writer, text_print(scratch, "%.*s%zu", TEXT_ARGS(name), i));
            put_random(writer, scratch, random, depth + 1);
        }
        json_put_object_end(writer);
    }
}

static void reads_back_what_it_wrote(void **state)
{
    uint64_t random = 7;
    struct arena *kept = arena;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct buffer out;
        struct json_writer writer;
        struct fault fault;
        const struct json *again;
        arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        fault_init(&fault, arena);
        buffer_init(&out, arena);
        json_writer_init(&writer, &out);
        put_random(&writer, arena, &random, 0);
        struct text yaml = written(buffer_text(&out));
        if (yaml_read(arena, TEXT("x"), yaml, &fault, &again) != RC_OK) {
            fail_msg("%.*s\n%.*s", TEXT_ARGS(fault_text(&fault, arena)), TEXT_ARGS(yaml));
        }
        const struct json *tree;
        assert_int_equal(json_read(arena, TEXT("x"), buffer_text(&out), &fault, &tree), RC_OK);
        struct text canonical = json_canonical(arena, json_member(again, "a"));
        if (!text_equals(canonical, json_canonical(arena, tree))) {
            fail_msg("%.*s\nbecame %.*s\nby %.*s", TEXT_ARGS(buffer_text(&out)),
                     TEXT_ARGS(canonical), TEXT_ARGS(yaml));
        }
        arena_close(arena);
    }
    arena = kept;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_subset),        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(limits_the_depth),        cmocka_unit_test(keeps_to_the_budget),
        cmocka_unit_test(writes_one_form),         cmocka_unit_test(writes_words_plainly),
        cmocka_unit_test(reads_back_what_it_wrote)};
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
