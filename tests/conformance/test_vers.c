/* VERS ranges against the suites: reading, refusing, canonical form, containment. */
#include "conformance/suite.h"
#include "engine/vers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MEMORY_BYTES ((size_t)256 << 20)

static const char *const suites[] = {
    "vers/vers_canonical_parse_test.json",     "vers/npm_range_containment_test.json",
    "vers/pypi_range_containment_test.json",   "vers/pypi_range_validate_test.json",
    "vers/univers/npm_range_containment.json", "vers/univers/pypi_range_containment.json",
    "vers/univers/pypi_range_roundtrip.json",
};

static bool parts_are(const struct vers_range *range, const struct json *want)
{
    const struct json *at = json_member(want, "version_constraints")->first;
    if (!text_equals(range->scheme, json_text(json_member(want, "scheme")))) {
        return false;
    }
    for (size_t i = 0; i < range->count; i++, at = at->next) {
        if (at == NULL ||
            !text_is(json_text(at->first),
                     vers_comparator_text(range->constraints[i].comparator)) ||
            !text_equals(json_text(at->first->next), range->constraints[i].version)) {
            return false;
        }
    }
    return at == NULL;
}

/* What is written for a range means the same range, whatever its order was. */
static bool is_written(struct arena *arena, const struct vers_range *range, struct text want,
                       bool is_in_order)
{
    struct fault fault;
    struct buffer out;
    struct buffer again;
    const struct vers_range *second;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    buffer_init(&again, arena);
    vers_put(&out, range);
    if (vers_read(arena, want, &fault, &second) != RC_OK) {
        return false;
    }
    vers_put(&again, second);
    return text_equals(buffer_text(&out), buffer_text(&again)) &&
           (!is_in_order || text_equals(buffer_text(&out), want));
}

static bool is_in(struct arena *arena, const struct vers_range *range, struct text version)
{
    struct fault fault;
    bool answer = false;
    fault_init(&fault, arena);
    assert_int_equal(vers_contains(range, version, arena, &fault, &answer), RC_OK);
    return answer;
}

static bool case_holds(struct arena *arena, const struct json *test)
{
    const struct json *input = json_member(test, "input");
    const struct json *want = json_member(test, "expected_output");
    const struct json *failure = json_member(test, "expected_failure");
    struct text type = json_text(json_member(test, "test_type"));
    const struct vers_range *range;
    struct fault fault;
    fault_init(&fault, arena);
    struct text vers =
        input->kind == JSON_TEXT ? input->text : json_text(json_member(input, "vers"));
    enum rc rc = vers_read(arena, vers, &fault, &range);
    if (rc != RC_OK || (failure != NULL && failure->kind == JSON_TRUE)) {
        return rc == RC_INVALID && failure != NULL && failure->kind == JSON_TRUE;
    }
    if (text_is(type, "containment")) {
        struct text version = json_text(json_member(input, "version"));
        return is_in(arena, range, version) == (want->kind == JSON_TRUE);
    }
    if (text_is(type, "parse")) {
        return parts_are(range, want);
    }
    return is_written(arena, range, json_text(want), text_is(type, "roundtrip"));
}

static void ranges_are_read_and_asked(void **state)
{
    int cases = 0;
    int failed = 0;
    (void)state;
    (void)suite_folder();
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        struct arena *arena = arena_open(MEMORY_BYTES);
        const struct json *test = json_member(suite_json(arena, suites[i]), "tests")->first;
        for (int number = 0; test != NULL; test = test->next, cases++, number++) {
            if (!case_holds(arena, test)) {
                printf("%s: case %d\n", suites[i], number);
                failed++;
            }
        }
        arena_close(arena);
    }
    printf("%d cases, %d failed\n", cases, failed);
    assert_true(cases > 0);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_read_and_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
