/* The test cases of the package URL community, all types: reading, making, round trips. */
#include "base/file.h"
#include "base/json.h"
#include "conformance/suite.h"
#include "engine/purl.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FILE_LIMIT_BYTES ((size_t)1 << 20)
#define MEMORY_BYTES ((size_t)64 << 20)

struct tally {
    struct arena *arena;
    int cases;
    int failed;
};

static struct text member_text(const struct json *json, const char *name)
{
    return json_text(json_member(json, name));
}

static void read_components(struct arena *arena, const struct json *json, struct purl *out)
{
    const struct json *list = json_member(json, "qualifiers");
    struct purl_qualifier *qualifiers =
        ARENA_MANY(arena, struct purl_qualifier, list != NULL ? list->count : 0);
    size_t count = 0;
    for (const struct json *at = list != NULL ? list->first : NULL; at != NULL; at = at->next) {
        qualifiers[count++] = (struct purl_qualifier){at->name, at->text};
    }
    *out = (struct purl){.type = member_text(json, "type"),
                         .namespace = member_text(json, "namespace"),
                         .name = member_text(json, "name"),
                         .version = member_text(json, "version"),
                         .subpath = member_text(json, "subpath"),
                         .qualifiers = qualifiers,
                         .qualifier_count = count};
}

static bool is_same(const struct purl *want, const struct purl *got)
{
    bool is_equal =
        text_equals(want->type, got->type) && text_equals(want->namespace, got->namespace) &&
        text_equals(want->name, got->name) && text_equals(want->version, got->version) &&
        text_equals(want->subpath, got->subpath) && want->qualifier_count == got->qualifier_count;
    for (size_t i = 0; is_equal && i < want->qualifier_count; i++) {
        struct text value = purl_qualifier_of(got, want->qualifiers[i].key);
        is_equal = text_equals(value, want->qualifiers[i].value);
    }
    return is_equal;
}

static bool is_written(struct arena *arena, const struct purl *purl, const struct json *want)
{
    struct buffer out;
    buffer_init(&out, arena);
    purl_put(&out, purl);
    return text_equals(buffer_text(&out), json_text(want));
}

/* Reading and making are strict: an issue is a failure. A round trip takes what is clear. */
static bool is_as_said(struct arena *arena, const struct json *test)
{
    const struct json *input = json_member(test, "input");
    const struct json *want = json_member(test, "expected_output");
    bool wants_failure = json_member(test, "expected_failure")->kind == JSON_TRUE;
    struct text type = member_text(test, "test_type");
    struct purl_issue issue;
    struct purl parts;
    struct purl purl;
    if (text_is(type, "build")) {
        read_components(arena, input, &parts);
        enum rc rc = purl_make(arena, &parts, &issue, &purl);
        return wants_failure
                   ? rc != RC_OK || issue.sentence != NULL
                   : rc == RC_OK && issue.sentence == NULL && is_written(arena, &purl, want);
    }
    enum rc rc = purl_read(arena, json_text(input), &issue, &purl);
    if (text_is(type, "validate")) {
        return wants_failure ? rc != RC_OK : rc == RC_OK && is_written(arena, &purl, want);
    }
    if (wants_failure) {
        return rc != RC_OK || issue.sentence != NULL;
    }
    read_components(arena, want, &parts);
    return rc == RC_OK && issue.sentence == NULL && is_same(&parts, &purl);
}

static void run_file(struct tally *tally, const char *path)
{
    struct fault fault;
    struct text input;
    const struct json *json;
    fault_init(&fault, tally->arena);
    assert_int_equal(file_read(tally->arena, path, FILE_LIMIT_BYTES, &fault, &input), RC_OK);
    assert_int_equal(json_read(tally->arena, text_of(path), input, &fault, &json), RC_OK);
    const struct json *test = json_member(json, "tests");
    for (test = test != NULL ? test->first : NULL; test != NULL; test = test->next) {
        tally->cases++;
        if (!is_as_said(tally->arena, test)) {
            tally->failed++;
            print_message("%s:%d: %.*s\n", path, test->line,
                          TEXT_ARGS(member_text(test, "description")));
        }
    }
}

static void run_folder(struct tally *tally, const char *root, const char *name)
{
    struct text folder = text_print(tally->arena, "%s/purl/%s", root, name);
    DIR *open = opendir(folder.at);
    assert_non_null(open);
    for (struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open)) {
        if (text_ends(text_of(entry->d_name), TEXT("-test.json"))) {
            run_file(tally, text_print(tally->arena, "%s/%s", folder.at, entry->d_name).at);
        }
    }
    closedir(open);
}

static void the_suite_of_the_specification_passes(void **state)
{
    (void)state;
    const char *root = suite_folder();
    struct tally tally = {.arena = arena_open(MEMORY_BYTES)};
    run_folder(&tally, root, "spec");
    run_folder(&tally, root, "types");
    print_message("purl: %d cases, %d failed\n", tally.cases, tally.failed);
    arena_close(tally.arena);
    assert_true(tally.cases > 0);
    assert_int_equal(tally.failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_suite_of_the_specification_passes),
    };
    return cmocka_run_group_tests_name("purl conformance", tests, NULL, NULL);
}
