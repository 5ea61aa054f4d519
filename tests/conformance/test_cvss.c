/* The CVSS suites of the test data: every vector gives the scores that they give. */
#include "conformance/suite.h"
#include "engine/cvss.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define LIMIT_BYTES ((size_t)64 << 20)
#define NO_SCORE (-1)
#define NO_NUMBER (-2)

/* "7", "7.0", "-0.0" as tenths; NO_SCORE for None; NO_NUMBER where the list has ended. */
static int next_tenths(struct text *rest)
{
    while (rest->size > 0 && text_find(TEXT("(, -"), rest->at[0]) < 4) {
        *rest = text_from(*rest, 1);
    }
    if (text_starts(*rest, TEXT("None"))) {
        *rest = text_from(*rest, 4);
        return NO_SCORE;
    }
    if (rest->size == 0 || rest->at[0] < '0' || rest->at[0] > '9') {
        return NO_NUMBER;
    }
    int tenths = 0;
    while (rest->size > 0 && rest->at[0] >= '0' && rest->at[0] <= '9') {
        tenths = tenths * 10 + (rest->at[0] - '0');
        *rest = text_from(*rest, 1);
    }
    tenths *= 10;
    if (rest->size > 1 && rest->at[0] == '.') {
        tenths += rest->at[1] - '0';
        *rest = text_from(*rest, 2);
    }
    return tenths;
}

/* The suites give None for a group of 2.0 that is not there, and the scores of 3.x in any case. */
static int shown(const struct cvss_vector *vector, int score, bool has_score)
{
    return vector->version != CVSS_2_0 || has_score ? score : NO_SCORE;
}

static bool is_right(struct text vector, struct text expected, bool is_disputed)
{
    struct cvss_vector read;
    struct arena *arena = arena_open(1 << 16);
    struct fault fault;
    fault_init(&fault, arena);
    bool is_read = cvss_vector_read(vector, &fault, &read) == RC_OK;
    if (!is_read) {
        print_message("%.*s: %.*s\n", TEXT_ARGS(vector), TEXT_ARGS(fault_text(&fault, arena)));
    }
    arena_close(arena);
    if (!is_read) {
        return false;
    }
    struct cvss_scores got = cvss_score(&read);
    struct text rest = expected;
    if (read.version == CVSS_4_0 && is_disputed) {
        size_t at = expected.size - 3; /* "... decimal=1.8: words", see the suite's first line */
        while (at > 0 && expected.at[at - 1] != '=') {
            at--;
        }
        rest = text_from(expected, at);
    }
    int base = next_tenths(&rest);
    if (read.version == CVSS_4_0) {
        return got.base == base;
    }
    int temporal = next_tenths(&rest);
    int environmental = next_tenths(&rest);
    return got.base == base && shown(&read, got.temporal, got.has_temporal) == temporal &&
           shown(&read, got.environmental, got.has_environmental) == environmental;
}

static void run_suite(const char *name, bool is_disputed)
{
    (void)suite_folder();
    struct arena *arena = arena_open(LIMIT_BYTES);
    struct text rest = suite_read(arena, text_print(arena, "cvss/%s", name).at);
    size_t cases = 0;
    size_t wrong = 0;
    while (rest.size > 0) {
        struct text line = text_trim(text_cut(&rest, '\n'));
        if (line.size == 0 || line.at[0] == '#') {
            continue;
        }
        struct text vector = text_cut(&line, ' ');
        cases++;
        if (!is_right(vector, text_from(line, 2), is_disputed)) {
            print_message("%s: %.*s, wanted %.*s\n", name, TEXT_ARGS(vector), TEXT_ARGS(line));
            wrong++;
        }
    }
    arena_close(arena);
    assert_true(cases > 0);
    assert_int_equal(wrong, 0);
}

#define SUITE(test, name)          \
    static void test(void **state) \
    {                              \
        (void)state;               \
        run_suite(name, false);    \
    }

SUITE(calculator_2, "redhat/vectors_calculator2.txt")
SUITE(library_2, "redhat/vectors_cvsslib2.txt")
SUITE(simple_2, "redhat/vectors_simple2.txt")
SUITE(random_2, "oracle/v2_two_impl_agree.txt")
SUITE(calculator_3, "redhat/vectors_calculator3.txt")
SUITE(library_3, "redhat/vectors_cvsslib3.txt")
SUITE(simple_3, "redhat/vectors_simple3.txt")
SUITE(simple_31, "redhat/vectors_simple31.txt")
SUITE(random_3, "oracle/v3_two_impl_agree.txt")
SUITE(simple_4, "redhat/vectors_simple4.txt")
SUITE(security_4, "redhat/vectors_security4.txt")
SUITE(supplemental_4, "redhat/vectors_supplemental4.txt")
SUITE(threat_4, "redhat/vectors_threat4.txt")
SUITE(random_4, "oracle/v4_first_random.txt")

/* Where binary floating point and decimals part, the decimal score is the right one. */
static void rounding_4(void **state)
{
    (void)state;
    run_suite("oracle/v4_rounding_disputed.txt", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calculator_2), cmocka_unit_test(library_2),
        cmocka_unit_test(simple_2),     cmocka_unit_test(random_2),
        cmocka_unit_test(calculator_3), cmocka_unit_test(library_3),
        cmocka_unit_test(simple_3),     cmocka_unit_test(simple_31),
        cmocka_unit_test(random_3),     cmocka_unit_test(simple_4),
        cmocka_unit_test(security_4),   cmocka_unit_test(supplemental_4),
        cmocka_unit_test(threat_4),     cmocka_unit_test(random_4),
        cmocka_unit_test(rounding_4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
