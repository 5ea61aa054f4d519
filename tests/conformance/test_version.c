/* The orderings against the suites: lines "a < b" decided by the ecosystems' own programs, and
 * the VERS cases of comparison and equality. At most `disputes` lines of a file may differ,
 * each told in docs/conformance.md. */
#include "conformance/suite.h"
#include "engine/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MEMORY_BYTES ((size_t)256 << 20)

struct suite {
    const char *file;
    const char *ecosystem;
    int disputes;
};

static const struct suite line_suites[] = {
    {"versions/oracle/composer-php.txt", "composer", 0},
    {"versions/oracle/deb-dpkg.txt", "deb", 0},
    {"versions/oracle/gem-ruby.txt", "gem", 0},
    {"versions/oracle/maven-comparableversion.txt", "maven", 1},
    {"versions/oracle/pep440-packaging.txt", "pypi", 0},
    {"versions/oracle/rpm-vercmp.txt", "rpm", 0},
    {"versions/oracle/semver-node.txt", "npm", 0},
    {"versions/osv-scalibr/alpine-versions.txt", "alpine", 0},
    {"versions/osv-scalibr/alpine-versions-generated.txt", "alpine", 0},
    {"versions/osv-scalibr/cran-versions.txt", "cran", 0},
    {"versions/osv-scalibr/cran-versions-generated.txt", "cran", 0},
    {"versions/osv-scalibr/debian-versions.txt", "deb", 0},
    {"versions/osv-scalibr/debian-versions-generated.txt", "deb", 0},
    {"versions/osv-scalibr/hackage-versions.txt", "hackage", 0},
    {"versions/osv-scalibr/maven-versions.txt", "maven", 0},
    {"versions/osv-scalibr/maven-versions-generated.txt", "maven", 0},
    {"versions/osv-scalibr/nuget-versions.txt", "nuget", 0},
    {"versions/osv-scalibr/packagist-versions.txt", "composer", 0},
    {"versions/osv-scalibr/packagist-versions-generated.txt", "composer", 0},
    {"versions/osv-scalibr/pub-versions.txt", "pub", 0},
    {"versions/osv-scalibr/pypi-versions.txt", "pypi", 0},
    {"versions/osv-scalibr/pypi-versions-generated.txt", "pypi", 0},
    {"versions/osv-scalibr/redhat-versions.txt", "rpm", 0},
    {"versions/osv-scalibr/rubygems-versions.txt", "gem", 0},
    {"versions/osv-scalibr/rubygems-versions-generated.txt", "gem", 0},
    {"versions/osv-scalibr/semver-versions.txt", "semver", 0},
};

static const char *const vers_suites[] = {
    "vers/alpine_version_cmp_test.json", "vers/alpm_version_cmp_test.json",
    "vers/conan_version_cmp_test.json",  "vers/datetime_version_cmp_test.json",
    "vers/gentoo_version_cmp_test.json", "vers/maven_version_cmp_test.json",
    "vers/nuget_version_cmp_test.json",  "vers/openssl_version_cmp_test.json",
    "vers/lexicographic-test.json",
};

/* Both ways round, on strings and on keys. */
static char relation(struct arena *arena, const struct version_ecosystem *ecosystem, struct text a,
                     struct text b)
{
    int order = 9;
    int reverse = 9;
    struct text key_a;
    struct text key_b;
    struct fault fault;
    fault_init(&fault, arena);
    if (version_compare(ecosystem, a, b, &order) != RC_OK ||
        version_compare(ecosystem, b, a, &reverse) != RC_OK ||
        version_key(ecosystem, a, arena, &fault, &key_a) != RC_OK ||
        version_key(ecosystem, b, arena, &fault, &key_b) != RC_OK) {
        return '?';
    }
    int by_key = version_key_compare(ecosystem, key_a, key_b);
    if ((order < 0) != (reverse > 0) || (order == 0) != (reverse == 0) ||
        (order < 0) != (by_key < 0) || (order == 0) != (by_key == 0)) {
        return '!';
    }
    return order < 0 ? '<' : order > 0 ? '>' : '=';
}

static int differing_lines(struct arena *arena, const struct suite *suite, struct text input,
                           int *cases)
{
    const struct version_ecosystem *ecosystem = version_ecosystem(text_of(suite->ecosystem));
    int differing = 0;
    while (input.size > 0) {
        struct text rest = text_trim(text_cut(&input, '\n'));
        if (rest.size == 0 || rest.at[0] == '/') {
            continue;
        }
        struct text a = text_cut(&rest, ' ');
        struct text want = text_cut(&rest, ' ');
        char got = relation(arena, ecosystem, a, rest);
        ++*cases;
        if (want.size != 1 || got != want.at[0]) {
            differing++;
            printf("%s: %.*s %.*s %.*s, got %c\n", suite->file, TEXT_ARGS(a), TEXT_ARGS(want),
                   TEXT_ARGS(rest), got);
        }
    }
    return differing;
}

static void pairs_are_ordered_as_the_programs_do(void **state)
{
    int cases = 0;
    (void)state;
    (void)suite_folder();
    for (size_t i = 0; i < sizeof line_suites / sizeof line_suites[0]; i++) {
        struct arena *arena = arena_open(MEMORY_BYTES);
        struct text input = suite_read(arena, line_suites[i].file);
        int differing = differing_lines(arena, &line_suites[i], input, &cases);
        assert_true(differing <= line_suites[i].disputes);
        arena_close(arena);
    }
    printf("%d pairs\n", cases);
    assert_true(cases > 0);
}

static bool case_holds(struct arena *arena, const struct json *test)
{
    const struct json *input = json_member(test, "input");
    const struct json *want = json_member(test, "expected_output");
    const struct json *versions = json_member(input, "versions");
    const struct version_ecosystem *ecosystem =
        version_ecosystem(json_text(json_member(input, "input_scheme")));
    if (ecosystem == NULL || versions == NULL) {
        return false;
    }
    if (want->kind != JSON_LIST) {
        struct text a = json_text(versions->first);
        char got = relation(arena, ecosystem, a, json_text(versions->first->next));
        return (got == '=') == (want->kind == JSON_TRUE) && got != '?' && got != '!';
    }
    for (const struct json *at = want->first; at != NULL && at->next != NULL; at = at->next) {
        struct text a = json_text(at);
        struct text b = json_text(at->next);
        char got = relation(arena, ecosystem, a, b);
        if (got != '<' && !(got == '=' && text_equals(a, b))) {
            printf("%.*s < %.*s, got %c\n", TEXT_ARGS(a), TEXT_ARGS(b), got);
            return false;
        }
    }
    return true;
}

static void vers_cases_are_ordered(void **state)
{
    int cases = 0;
    int failed = 0;
    (void)state;
    (void)suite_folder();
    for (size_t i = 0; i < sizeof vers_suites / sizeof vers_suites[0]; i++) {
        struct arena *arena = arena_open(MEMORY_BYTES);
        const struct json *test = json_member(suite_json(arena, vers_suites[i]), "tests")->first;
        for (; test != NULL; test = test->next, cases++) {
            failed += case_holds(arena, test) ? 0 : 1;
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
        cmocka_unit_test(pairs_are_ordered_as_the_programs_do),
        cmocka_unit_test(vers_cases_are_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
