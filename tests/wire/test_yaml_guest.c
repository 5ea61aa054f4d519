/* YAML as other programs write it: what it means, and what is refused. */
#include "wire/yaml_guest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct row {
    const char *says;
    const char *yaml;
    const char *json; /* or the refusal */
};

static void check(const struct row *row, bool is_fine)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct fault fault;
    const struct json *tree = NULL;
    fault_init(&fault, arena);
    enum rc rc = yaml_guest_read(arena, TEXT("f"), text_of(row->yaml), &fault, &tree);
    struct text got = fault_text(&fault, arena);
    if (is_fine && rc == RC_OK) {
        struct buffer out;
        struct json_writer writer;
        buffer_init(&out, arena);
        json_writer_init(&writer, &out);
        json_put_tree(&writer, tree);
        got = buffer_text(&out);
    }
    bool is_same = is_fine ? text_is(got, row->json) : text_contains(got, text_of(row->json));
    if ((rc == RC_OK) != is_fine || !is_same) {
        fail_msg("%s: %.*s", row->says, TEXT_ARGS(got));
    }
    arena_close(arena);
}

static void guests_are_understood(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"plain text with blanks", "a: two words\n", "{\"a\":\"two words\"}"},
        {"single quotes", "a: 'it''s'\n", "{\"a\":\"it's\"}"},
        {"quoted numbers are text", "a: \"5\"\nb: 5\n", "{\"a\":\"5\",\"b\":5}"},
        {"empty values are null", "a:\nb: ~\nc: null\n", "{\"a\":null,\"b\":null,\"c\":null}"},
        {"booleans", "a: true\nb: false\nc: yes\n", "{\"a\":true,\"b\":false,\"c\":\"yes\"}"},
        {"folded text", "a: >\n  one\n  two\n", "{\"a\":\"one two\\n\"}"},
        {"names that look like numbers", "5: x\n", "{\"5\":\"x\"}"},
        {"comments", "# hello\na: 1 # there\n", "{\"a\":1}"},
        {"an alias is the same value", "a: &x {b: [1, 2]}\nc: *x\n",
         "{\"a\":{\"b\":[1,2]},\"c\":{\"b\":[1,2]}}"},
        {"own members win over merged ones", "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n",
         "{\"a\":{\"b\":1,\"c\":2},\"d\":{\"c\":3,\"b\":1}}"},
        {"earlier merges win over later ones",
         "a: &x {b: 1}\nc: &y {b: 2, d: 4}\ne: {<<: [*x, *y]}\n",
         "{\"a\":{\"b\":1},\"c\":{\"b\":2,\"d\":4},\"e\":{\"b\":1,\"d\":4}}"},
        {"a standard tag", "a: !!str x\n", "{\"a\":\"x\"}"},
        {"an anchor given twice: the last one counts", "a: &x 1\nb: &x 2\nc: *x\n",
         "{\"a\":1,\"b\":2,\"c\":2}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i], true);
    }
}

static void the_rest_is_refused(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"nothing", "", "f:1:1: the file is empty"},
        {"an unknown alias", "a: *b\n", "f:1:4: this alias (*) names no anchor"},
        {"an alias inside its own anchor", "a: &b [*b]\n", "names no anchor (&) that ended"},
        {"a foreign tag", "a: !thing x\n", "f:1:4: tags (!) are not known"},
        {"a name twice", "a: 1\na: 2\n", "f:2:1: the name \"a\" appears twice"},
        {"a list as a name", "? [1]\n: 2\n", "a name was expected here"},
        {"merging text", "a: {<<: x}\n", "<< merges at most eight mappings"},
        {"two documents", "--- 1\n--- 2\n", "a file holds one document"},
        {"broken syntax", "a: [1\n", "this is not YAML"},
        {"U+0000", "a: \"x\\0\"\n", "U+0000"},
        {"bytes that are not UTF-8", "a: \xff\n", "is not UTF-8"},
        {"too deep",
         "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1"
         "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
         "nested deeper than 64 levels"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i], false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guests_are_understood),
        cmocka_unit_test(the_rest_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
