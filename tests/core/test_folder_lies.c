/* A child that reads YAML and lies: nothing of its answer is used. */
#include "core/folder_cage.h"
#include "wire/yaml.h"
#include "wire/yaml_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MEMORY ((size_t)64 << 20)

/* The first file given to the child says which lie it tells. */

static struct text good_tree(struct arena *arena, const char *json)
{
    struct buffer out;
    struct fault fault;
    const struct json *tree;
    buffer_init(&out, arena);
    fault_init(&fault, arena);
    if (json_read(arena, TEXT("lie"), text_of(json), &fault, &tree) != RC_OK) {
        abort();
    }
    yaml_tree_put(&out, tree);
    return buffer_text(&out);
}

static struct text raw_tree(struct arena *arena, const char *json, uint32_t line, size_t places)
{
    struct buffer out;
    uint64_t size = strlen(json);
    uint32_t place[2] = {line, 1};
    buffer_init(&out, arena);
    buffer_put(&out, (struct text){(const char *)&size, sizeof size});
    buffer_put_z(&out, json);
    for (size_t i = 0; i < places; i++) {
        buffer_put(&out, (struct text){(const char *)place, sizeof place});
    }
    return buffer_text(&out);
}

static struct text bad_problem(struct arena *arena, uint32_t rc, int32_t line, const char *words)
{
    struct buffer out;
    int32_t place[3] = {(int32_t)rc, line, 1};
    buffer_init(&out, arena);
    buffer_put(&out, (struct text){(const char *)place, sizeof place});
    buffer_put_z(&out, words);
    return buffer_text(&out);
}

static enum rc lie(struct cage_job *job)
{
    struct text name = job->parts[0].name;
    struct text how = job->parts[0].bytes;
    struct arena *arena = job->arena;
    if (text_is(how, "silence")) {
        return RC_OK;
    } else if (text_is(how, "other name")) {
        cage_put('t', TEXT("csms.yaml"), good_tree(arena, "[]"));
    } else if (text_is(how, "one too many")) {
        cage_put('t', name, good_tree(arena, "[]"));
        cage_put('t', name, good_tree(arena, "[]"));
    } else if (text_is(how, "no JSON")) {
        cage_put('t', name, raw_tree(arena, "[1,]", 1, 2));
    } else if (text_is(how, "a name twice")) {
        cage_put('t', name, raw_tree(arena, "{\"a\":1,\"a\":2}", 1, 3));
    } else if (text_is(how, "no text")) {
        cage_put('t', name, raw_tree(arena, "[\"\xFF\"]", 1, 2));
    } else if (text_is(how, "a place too few")) {
        cage_put('t', name, raw_tree(arena, "[1,2]", 1, 2));
    } else if (text_is(how, "a place too many")) {
        cage_put('t', name, raw_tree(arena, "[1,2]", 1, 4));
    } else if (text_is(how, "line zero")) {
        cage_put('t', name, raw_tree(arena, "[]", 0, 1));
    } else if (text_is(how, "line too large")) {
        cage_put('t', name, raw_tree(arena, "[]", UINT32_MAX, 1));
    } else if (text_is(how, "a problem that is none")) {
        cage_put('p', name, bad_problem(arena, RC_OK, 1, "all is well"));
    } else if (text_is(how, "a problem unknown")) {
        cage_put('p', name, bad_problem(arena, 4711, 1, "what"));
    } else if (text_is(how, "a line before the first")) {
        cage_put('p', name, bad_problem(arena, RC_INVALID, -1, "where"));
    } else if (text_is(how, "words that are no text")) {
        cage_put('p', name, bad_problem(arena, RC_INVALID, 1, "\xC0\x80"));
    } else if (text_is(how, "escapes")) {
        cage_put('p', name, bad_problem(arena, RC_INVALID, 1, "\x1B[2Jgone"));
    } else if (text_is(how, "a refusal of its own")) {
        return fault_add(job->fault, RC_DENIED, TEXT_NONE, "not today");
    }
    return RC_OK;
}

static const struct cage_row readers[] = {{FOLDER_CAGE_NAME, lie}};

static const struct {
    const char *how;
    enum rc caged; /* of folder_cage */
    enum rc asked; /* of the file, where folder_cage was content */
} lies[] = {{"silence", RC_BROKEN, RC_OK},
            {"other name", RC_BROKEN, RC_OK},
            {"one too many", RC_BROKEN, RC_OK},
            {"no JSON", RC_OK, RC_INVALID},
            {"a name twice", RC_OK, RC_INVALID},
            {"no text", RC_OK, RC_INVALID},
            {"a place too few", RC_OK, RC_CORRUPT},
            {"a place too many", RC_OK, RC_CORRUPT},
            {"line zero", RC_OK, RC_CORRUPT},
            {"line too large", RC_OK, RC_CORRUPT},
            {"a problem that is none", RC_BROKEN, RC_OK},
            {"a problem unknown", RC_BROKEN, RC_OK},
            {"a line before the first", RC_BROKEN, RC_OK},
            {"words that are no text", RC_BROKEN, RC_OK},
            {"escapes", RC_OK, RC_INVALID},
            {"a refusal of its own", RC_DENIED, RC_OK}};

static void no_lie_is_believed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct arena *arena = arena_open(MEMORY);
        struct fault fault;
        const struct json *tree = NULL;
        struct folder *folder = folder_memory(arena, "");
        struct folder_yaml file = {"tara/risk.yaml", TEXT("tara/risk.yaml"), 1000};
        fault_init(&fault, arena);
        folder_put(folder, TEXT("tara/risk.yaml"), text_of(lies[i].how));
        enum rc rc = folder_cage(folder, arena, MEMORY, &fault);
        if (rc != lies[i].caged) {
            fail_msg("%s: %s", lies[i].how, rc_name(rc));
        }
        if (rc == RC_OK) {
            rc = folder_read_yaml(folder, arena, &file, &fault, &tree);
            if (rc != lies[i].asked) {
                fail_msg("%s: %s when asked", lies[i].how, rc_name(rc));
            }
        }
        assert_null(tree);
        assert_int_equal(fault.count, 1);
        struct text words = fault_text(&fault, arena);
        assert_true(memchr(words.at, 0x1B, words.size) == NULL);
        arena_close(arena);
    }
}

int main(int argc, char **argv)
{
    cage_enter(readers, 1, argc, argv);
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_lie_is_believed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
