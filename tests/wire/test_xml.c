/* XML in: what the tree holds, where things stand, and what is refused. */
#include "wire/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int open_arena(void **state)
{
    *state = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static const struct xml *read_good(struct arena *arena, struct text input)
{
    const struct xml *root = NULL;
    struct fault fault;
    fault_init(&fault, arena);
    enum rc rc = xml_read(arena, TEXT("a.xml"), input, &fault, &root);
    if (rc != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return root;
}

static void the_tree_holds_what_stands_there(void **state)
{
    const struct xml *root = read_good(
        *state, TEXT("<?xml version=\"1.0\"?>\n<!-- hello -->\n<r a=\"1\" x:b='&lt;2&#x41;'>\n"
                     "  one<s/><![CDATA[ <two> ]]>\n  <t>&amp;</t>\n<s c=\"\"/>\n</r>"));
    assert_true(xml_is(root, "r"));
    assert_int_equal(root->attribute_count, 2);
    assert_true(text_is(xml_attribute(root, "a"), "1"));
    assert_true(text_is(xml_attribute(root, "x:b"), "<2A"));
    assert_null(xml_attribute(root, "c").at);
    assert_true(text_is(root->text, "one <two>"));
    assert_int_equal(root->count, 3);
    assert_int_equal(root->line, 3);
    assert_int_equal(root->column, 1);
    const struct xml *s = xml_child(root, "s");
    assert_int_equal(s->line, 4);
    assert_int_equal(s->column, 6);
    assert_true(text_is(xml_child(root, "t")->text, "&"));
    s = xml_next(s, "s");
    assert_non_null(xml_attribute(s, "c").at);
    assert_int_equal(xml_attribute(s, "c").size, 0);
    assert_null(xml_next(s, "s"));
    assert_null(xml_child(root, "u"));
    assert_int_equal(s->text.size, 0);
}

static void sixteen_bit_text_is_read(void **state)
{
    static const char narrow[] = "<r a=\"\xE9\"/>"; /* é as one unit */
    char wide[2 * sizeof narrow] = "\xFF\xFE";
    for (size_t i = 0; i + 1 < sizeof narrow; i++) {
        wide[2 + 2 * i] = narrow[i];
        wide[3 + 2 * i] = '\0';
    }
    const struct xml *root = read_good(*state, (struct text){wide, 2 * sizeof narrow});
    assert_true(text_is(xml_attribute(root, "a"), "é"));
}

static void what_is_refused_says_where(void **state)
{
    static const struct {
        const char *input;
        enum rc rc;
        const char *starts; /* of the sentence with its place */
    } rows[] = {
        {"", RC_INVALID, "a.xml:1:1: no element found"},
        {"<a>\n <b></a>", RC_INVALID, "a.xml:2:7: mismatched tag"},
        {"<a b=\"1\" b=\"2\"/>", RC_INVALID, "a.xml:1:10: duplicate attribute"},
        {"<a/><b/>", RC_INVALID, "a.xml:1:5: junk after document element"},
        {"<a>&x;</a>", RC_INVALID, "a.xml:1:4: undefined entity"},
        {"<a>\xFF</a>", RC_INVALID, "a.xml:1:4: not well-formed"},
        {"<a>\x01</a>", RC_INVALID, "a.xml:1:4: not well-formed"},
        {"<a>&#0;</a>", RC_INVALID, "a.xml:1:4: reference to invalid character"},
        {"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", RC_UNSUPPORTED, "a.xml:1:"},
        {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", RC_UNSUPPORTED, "a.xml:1:"},
        {"<?xml version=\"1.0\" encoding=\"x-mine\"?><a/>", RC_INVALID,
         "a.xml:1:31: unknown encoding"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct xml *root = NULL;
        struct fault fault;
        fault_init(&fault, *state);
        enum rc rc = xml_read(*state, TEXT("a.xml"), text_of(rows[i].input), &fault, &root);
        struct text words = fault_text(&fault, *state);
        if (rc != rows[i].rc || root != NULL || fault.count != 1 ||
            !text_starts(words, text_of(rows[i].starts))) {
            fail_msg("%s: %.*s", rows[i].input, TEXT_ARGS(words));
        }
    }
}

/* <a><a>...</a></a>, this many levels. */
static struct text nested(struct arena *arena, int levels)
{
    struct buffer buffer;
    buffer_init(&buffer, arena);
    for (int i = 0; i < levels; i++) {
        buffer_put_z(&buffer, "<a>");
    }
    for (int i = 0; i < levels; i++) {
        buffer_put_z(&buffer, "</a>");
    }
    return buffer_text(&buffer);
}

static void depth_is_limited(void **state)
{
    const struct xml *root = read_good(*state, nested(*state, XML_DEPTH));
    struct fault fault;
    fault_init(&fault, *state);
    assert_int_equal(root->count, 1);
    root = NULL;
    assert_int_equal(xml_read(*state, TEXT("a.xml"), nested(*state, XML_DEPTH + 1), &fault, &root),
                     RC_TOO_LARGE);
    assert_null(root);
}

static void memory_is_limited(void **state)
{
    struct buffer input;
    struct fault fault;
    const struct xml *root = NULL;
    struct arena *small = arena_open((size_t)1 << 20);
    buffer_init(&input, *state);
    buffer_put_z(&input, "<a>");
    for (int i = 0; i < 100000; i++) {
        buffer_put_z(&input, "<b/>");
    }
    buffer_put_z(&input, "</a>");
    fault_init(&fault, *state);
    assert_int_equal(xml_read(small, TEXT("a.xml"), buffer_text(&input), &fault, &root),
                     RC_TOO_LARGE);
    assert_null(root);
    assert_true(arena_used_bytes(small) < (size_t)2 << 20);
    arena_close(small);
}

static void long_text_arrives_whole(void **state)
{
    struct buffer input;
    buffer_init(&input, *state);
    buffer_put_z(&input, "<a>x");
    for (int i = 0; i < 300000; i++) { /* more than one chunk */
        buffer_put_z(&input, "\n12345&amp;");
    }
    buffer_put_z(&input, "y </a>");
    const struct xml *root = read_good(*state, buffer_text(&input));
    assert_int_equal(root->text.size, 2 + 300000 * 7);
    assert_int_equal(root->text.at[root->text.size - 1], 'y');
    assert_int_equal(memcmp(root->text.at, "x\n12345&\n", 9), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_tree_holds_what_stands_there, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(sixteen_bit_text_is_read, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_is_refused_says_where, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(depth_is_limited, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(memory_is_limited, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(long_text_arrives_whole, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
