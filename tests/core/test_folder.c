/* Folders on the disk and in memory, and YAML that only a child reads. */
#include "base/file.h"
#include "core/folder.h"
#include "core/folder_cage.h"
#include "wire/yaml.h"
#include "wire/yaml_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MEMORY ((size_t)256 << 20)
#define EXAMPLE CSMS_SOURCE_DIR "/examples/headlamp"

static const struct cage_row readers[] = {{FOLDER_CAGE_NAME, folder_cage_reader}};

struct desk {
    struct arena *arena;
    struct fault fault;
};

static int open_desk(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    desk->arena = arena_open((size_t)1 << 30);
    fault_init(&desk->fault, desk->arena);
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;
    arena_close(desk->arena);
    free(desk);
    return 0;
}

static bool same_tree(const struct json *a, const struct json *b)
{
    bool is_same = a->kind == b->kind && a->line == b->line && a->column == b->column &&
                   a->count == b->count && text_equals(a->text, b->text) &&
                   text_equals(a->name, b->name);
    const struct json *left = a->first;
    const struct json *right = b->first;
    for (; is_same && left != NULL && right != NULL; left = left->next, right = right->next) {
        is_same = same_tree(left, right);
    }
    return is_same && left == NULL && right == NULL;
}

static enum rc read_yaml(struct desk *desk, const struct folder *folder, const char *name,
                         const struct json **out)
{
    struct folder_yaml file = {name, text_of(name), (size_t)1 << 20};
    return folder_read_yaml(folder, desk->arena, &file, &desk->fault, out);
}

static void memory_answers_as_the_disk_does(void **state)
{
    struct desk *desk = *state;
    struct folder *folder = folder_memory(desk->arena, "shelf");
    struct text *names;
    struct text bytes;
    size_t count;
    folder_put(folder, TEXT("tara/risk.yaml"), TEXT("[]"));
    folder_put(folder, TEXT("csms.yaml"), TEXT("{}"));
    folder_put(folder, TEXT("tara/asset.yaml"), TEXT("[1]"));
    folder_put(folder, TEXT("csms.yaml"), TEXT("{ }"));
    assert_int_equal(folder_count(folder), 3);
    assert_int_equal(folder_list(folder, desk->arena, "", &desk->fault, &names, &count), RC_OK);
    assert_int_equal(count, 2);
    assert_true(text_is(names[0], "csms.yaml") && text_is(names[1], "tara"));
    assert_int_equal(folder_list(folder, desk->arena, "tara", &desk->fault, &names, &count), RC_OK);
    assert_int_equal(count, 2);
    assert_true(text_is(names[0], "asset.yaml") && text_is(names[1], "risk.yaml"));
    assert_true(folder_is_folder(folder, "tara") && !folder_is_folder(folder, "tar"));
    assert_true(folder_has(folder, "tara/risk.yaml") && !folder_has(folder, "tara"));
    assert_int_equal(folder_read(folder, desk->arena, "csms.yaml", 10, &desk->fault, &bytes),
                     RC_OK);
    assert_true(text_is(bytes, "{ }"));
    assert_int_equal(folder_read(folder, desk->arena, "csms.yaml", 2, &desk->fault, &bytes),
                     RC_TOO_LARGE);
    assert_int_equal(folder_read(folder, desk->arena, "/etc/passwd", 9999, &desk->fault, &bytes),
                     RC_NOT_FOUND);
    assert_int_equal(folder_list(folder, desk->arena, "item", &desk->fault, &names, &count),
                     RC_NOT_FOUND);
    assert_true(text_is(desk->fault.problems[1].path, "shelf//etc/passwd"));
}

static void a_problem_is_told_when_its_file_is_asked_for(void **state)
{
    struct desk *desk = *state;
    struct folder *folder = folder_memory(desk->arena, "");
    struct folder_problem missing = {.rc = RC_BROKEN, .sentence = TEXT("the disk is on fire")};
    struct folder_problem wrong = {RC_INVALID, TEXT("no word"), 3, 5};
    struct text bytes;
    const struct json *tree;
    folder_put_problem(folder, TEXT("a"), &missing);
    folder_put_problem(folder, TEXT("b.yaml"), &wrong);
    assert_int_equal(folder_read(folder, desk->arena, "a", 10, &desk->fault, &bytes), RC_BROKEN);
    assert_true(text_is(desk->fault.problems[0].sentence, "the disk is on fire"));
    assert_int_equal(read_yaml(desk, folder, "b.yaml", &tree), RC_INVALID);
    assert_int_equal(desk->fault.problems[1].line, 3);
    assert_int_equal(desk->fault.problems[1].column, 5);
    assert_true(text_is(desk->fault.problems[1].file, "b.yaml"));
}

static void a_tree_travels_with_its_places(void **state)
{
    struct desk *desk = *state;
    static const char *const inputs[] = {
        "- id: a\n  title: \"\xC3\xA4 \\\"x\\\" \\t\\u0007\"\n  list:\n    - 1\n    - -2.5e3\n"
        "  flags: [true, false, null]\n  empty: {}\n",
        "[]", "key: |\n  two\n  lines\n", "word", "{a: {b: {c: [[], [[]]]}}}"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        const struct json *tree;
        const struct json *again;
        struct buffer out;
        buffer_init(&out, desk->arena);
        assert_int_equal(yaml_read(desk->arena, TEXT("y"), text_of(inputs[i]), &desk->fault, &tree),
                         RC_OK);
        yaml_tree_put(&out, tree);
        assert_int_equal(
            yaml_tree_read(desk->arena, TEXT("y"), buffer_text(&out), &desk->fault, &again), RC_OK);
        assert_true(same_tree(tree, again));
        for (size_t size = 0; size < out.size; size++) { /* no part of it is one */
            char *copy = malloc(size + 1);
            memcpy(copy, out.at, size);
            assert_int_not_equal(yaml_tree_read(desk->arena, TEXT("y"), (struct text){copy, size},
                                                &desk->fault, &again),
                                 RC_OK);
            free(copy);
        }
        buffer_put_z(&out, "more");
        assert_int_equal(
            yaml_tree_read(desk->arena, TEXT("y"), buffer_text(&out), &desk->fault, &again),
            RC_CORRUPT);
    }
}

/* Every file of the example: the child's tree is the one this process would read. */
static void a_child_reads_what_this_process_would(void **state)
{
    struct desk *desk = *state;
    struct folder *plain = folder_disk(desk->arena, EXAMPLE);
    struct folder *caged = folder_disk(desk->arena, EXAMPLE);
    struct text *folders;
    size_t folder_total;
    size_t files = 0;
    assert_int_equal(folder_cage(caged, desk->arena, MEMORY, &desk->fault), RC_OK);
    assert_int_equal(folder_list(plain, desk->arena, "", &desk->fault, &folders, &folder_total),
                     RC_OK);
    for (size_t i = 0; i < folder_total; i++) {
        struct text *names;
        size_t count = 0;
        const char *below = folders[i].at;
        if (folder_is_folder(plain, below)) {
            assert_int_equal(folder_list(plain, desk->arena, below, &desk->fault, &names, &count),
                             RC_OK);
        }
        for (size_t k = 0; k < count; k++) {
            const struct json *left;
            const struct json *right;
            struct text path = text_print(desk->arena, "%s/%s", below, names[k].at);
            if (text_ends(path, TEXT(".yaml"))) {
                assert_int_equal(read_yaml(desk, plain, path.at, &left), RC_OK);
                assert_int_equal(read_yaml(desk, caged, path.at, &right), RC_OK);
                assert_true(same_tree(left, right));
                files++;
            }
        }
    }
    assert_true(files > 10);
}

static void problems_of_a_child_keep_file_line_and_column(void **state)
{
    struct desk *desk = *state;
    struct folder *plain = folder_memory(desk->arena, "");
    struct folder *caged = folder_memory(desk->arena, "");
    static const struct {
        const char *name;
        const char *bytes;
    } files[] = {{"good.yaml", "- a: 1\n"},
                 {"tara/tab.yaml", "- a: 1\n\t- b: 2\n"},
                 {"tara/twice.yaml", "a: 1\nb: 2\na: 3\n"},
                 {"tara/anchor.yaml", "a: &x 1\n"},
                 {"tara/bytes.yaml", "a: \"\xFF\"\n"},
                 {"tara/plain.yaml", "a: some text here\n"},
                 {"tara/empty.yaml", ""}};
    size_t count = sizeof files / sizeof *files;
    for (size_t i = 0; i < count; i++) {
        folder_put(plain, text_of(files[i].name), text_of(files[i].bytes));
        folder_put(caged, text_of(files[i].name), text_of(files[i].bytes));
    }
    assert_int_equal(folder_cage(caged, desk->arena, MEMORY, &desk->fault), RC_OK);
    for (size_t i = 0; i < count; i++) {
        const struct json *tree;
        struct fault left;
        struct fault right;
        struct folder_yaml file = {files[i].name, text_of(files[i].name), 1000};
        fault_init(&left, desk->arena);
        fault_init(&right, desk->arena);
        enum rc rc = folder_read_yaml(plain, desk->arena, &file, &left, &tree);
        assert_int_equal(folder_read_yaml(caged, desk->arena, &file, &right, &tree), rc);
        assert_int_equal(left.count, i == 0 ? 0 : 1);
        assert_true(text_equals(fault_text(&left, desk->arena), fault_text(&right, desk->arena)));
    }
}

static void a_caged_folder_reads_no_yaml_itself(void **state)
{
    struct desk *desk = *state;
    struct folder *folder = folder_memory(desk->arena, "");
    const struct json *tree;
    folder_put(folder, TEXT("a.yaml"), TEXT("[]"));
    assert_int_equal(folder_cage(folder, desk->arena, MEMORY, &desk->fault), RC_OK);
    folder_put(folder, TEXT("late.yaml"), TEXT("[]"));
    assert_int_equal(read_yaml(desk, folder, "a.yaml", &tree), RC_OK);
    assert_int_equal(read_yaml(desk, folder, "late.yaml", &tree), RC_CONFLICT);
}

static void a_file_beyond_the_budget_is_refused_with_its_name(void **state)
{
    struct desk *desk = *state;
    struct folder *folder = folder_memory(desk->arena, "");
    const struct json *tree;
    struct buffer many;
    buffer_init(&many, desk->arena);
    for (int i = 0; i < 200000; i++) {
        buffer_put_z(&many, "- [1, 2]\n");
    }
    folder_put(folder, TEXT("small.yaml"), TEXT("[]"));
    folder_put(folder, TEXT("tara/many.yaml"), buffer_text(&many));
    assert_int_equal(folder_cage(folder, desk->arena, (size_t)16 << 20, &desk->fault), RC_OK);
    assert_int_equal(read_yaml(desk, folder, "small.yaml", &tree), RC_OK);
    assert_int_equal(read_yaml(desk, folder, "tara/many.yaml", &tree), RC_TOO_LARGE);
    assert_true(text_is(desk->fault.problems[0].file, "tara/many.yaml"));
    assert_true(desk->fault.problems[0].line > 1);
}

int main(int argc, char **argv)
{
    cage_enter(readers, 1, argc, argv);
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(memory_answers_as_the_disk_does),
        TEST(a_problem_is_told_when_its_file_is_asked_for),
        TEST(a_tree_travels_with_its_places),
        TEST(a_child_reads_what_this_process_would),
        TEST(problems_of_a_child_keep_file_line_and_column),
        TEST(a_caged_folder_reads_no_yaml_itself),
        TEST(a_file_beyond_the_budget_is_refused_with_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
