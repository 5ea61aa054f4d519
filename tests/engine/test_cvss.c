/* CVSS: known scores, refusals with their place, and what holds for every vector. */
#include "engine/cvss.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NO_SCORE (-1)

static int open_arena(void **state)
{
    *state = arena_open((size_t)16 << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static struct cvss_vector vector_of(struct arena *arena, const char *text)
{
    struct cvss_vector vector;
    struct fault fault;
    fault_init(&fault, arena);
    if (cvss_vector_read(text_of(text), &fault, &vector) != RC_OK) {
        fail_msg("%s: %.*s", text, TEXT_ARGS(fault_text(&fault, arena)));
    }
    return vector;
}

/* The first three are the worked examples of the 2.0 guide. */
static void known_vectors_have_their_scores(void **state)
{
    static const struct {
        const char *vector;
        int base, temporal, environmental;
    } rows[] = {
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H", 78, 64, 92},
        {"AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L", 100, 83, 90},
        {"AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M", 62, 49, 75},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:N", 0, NO_SCORE, NO_SCORE},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:ND/TD:ND", 78, NO_SCORE, NO_SCORE},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100, NO_SCORE, NO_SCORE},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N/MA:H", 0, NO_SCORE, 75},
        {"CVSS:3.0/S:U/A:N/I:L/C:L/UI:N/PR:H/AC:L/AV:N/E:F", 38, 37, NO_SCORE},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100, NO_SCORE,
         NO_SCORE},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0, NO_SCORE, NO_SCORE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cvss_vector vector = vector_of(*state, rows[i].vector);
        struct cvss_scores got = cvss_score(&vector);
        int temporal = got.has_temporal ? got.temporal : NO_SCORE;
        int environmental = got.has_environmental ? got.environmental : NO_SCORE;
        if (got.base != rows[i].base || temporal != rows[i].temporal ||
            environmental != rows[i].environmental) {
            fail_msg("%s: %d %d %d", rows[i].vector, got.base, temporal, environmental);
        }
    }
}

static void refusals_say_where(void **state)
{
    static const struct {
        const char *vector;
        enum rc rc;
        int column;
        const char *sentence;
    } rows[] = {
        {"", RC_INVALID, 1, "a metric is missing"},
        {"CVSS:3.2/AV:N", RC_UNSUPPORTED, 1, "this version"},
        {"CVSS:3.1", RC_UNSUPPORTED, 1, "this version"},
        {"CVSS:3.1/", RC_INVALID, 10, "a metric is missing"},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C/", RC_INVALID, 28, "a metric is missing"},
        {"AV:N/AC:L/Au:N/C:N/I:N", RC_INVALID, 23, "metric A is missing"},
        {"AV:N/AV:N", RC_INVALID, 6, "AV is given twice"},
        {"AV:P", RC_INVALID, 4, "\"P\" is no value of the metric AV"},
        {"AV:", RC_INVALID, 4, "\"\" is no value"},
        {"av:N", RC_INVALID, 1, "\"av\" is no metric"},
        {"AV:N /AC:L", RC_INVALID, 4, "\"N \" is no value"},
        {"AV:N/PR:N", RC_INVALID, 6, "\"PR\" is no metric"},
        {"CVSS:4.0/AC:L/AV:N", RC_INVALID, 15, "AV stands before AC"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:S", RC_INVALID, 53, "metric SC"},
        {"AV:N:N", RC_INVALID, 4, "\"N:N\" is no value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cvss_vector vector;
        struct fault fault;
        fault_init(&fault, *state);
        assert_int_equal(cvss_vector_read(text_of(rows[i].vector), &fault, &vector), rows[i].rc);
        const char *sentence = text_to_z(*state, fault.problems[0].sentence);
        if (fault.problems[0].column != rows[i].column ||
            strstr(sentence, rows[i].sentence) == NULL) {
            fail_msg("%s: column %d: %s", rows[i].vector, fault.problems[0].column, sentence);
        }
    }
}

static void a_zero_byte_is_no_part_of_a_word(void **state)
{
    static const char text[] = "AV:N/AC:L/Au:N/C:N/I:N/A\0:C";
    struct cvss_vector vector;
    struct fault fault;
    fault_init(&fault, *state);
    assert_int_equal(cvss_vector_read(TEXT(text), &fault, &vector), RC_INVALID);
    assert_int_equal(fault.problems[0].column, 24);
    assert_int_equal(cvss_vector_read(TEXT("AV:N\0"), &fault, &vector), RC_INVALID);
    assert_int_equal(fault.problems[1].column, 4);
}

/* How many values each base metric of 4.0 has, and those of E to AR; all of them start with the
 * most severe (behind the X of the optional ones). */
static const unsigned char base_counts[] = {4, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return *seed >> 8;
}

static struct cvss_vector random_4(uint32_t *seed)
{
    struct cvss_vector vector = {.version = CVSS_4_0};
    for (int i = CVSS4_AV; i <= CVSS4_SA; i++) {
        vector.values[i] = (unsigned char)(next_random(seed) % base_counts[i]);
    }
    for (int i = CVSS4_E; i <= CVSS4_AR; i++) {
        vector.values[i] = (unsigned char)(next_random(seed) % 4);
    }
    return vector;
}

/* A modified metric that says what the base metric says, and supplemental ones, change nothing. */
static void what_says_nothing_new_changes_nothing(void **state)
{
    uint32_t seed = 4;
    (void)state;
    for (int n = 0; n < 20000; n++) {
        struct cvss_vector plain = random_4(&seed);
        struct cvss_vector told = plain;
        int metric = (int)(next_random(&seed) % (CVSS4_SA + 1));
        bool has_safety = metric == CVSS4_SI || metric == CVSS4_SA;
        told.values[CVSS4_MAV + metric] =
            (unsigned char)(plain.values[metric] + (has_safety ? 2 : 1));
        told.values[CVSS4_S] = 2;
        told.values[CVSS4_U] = 4;
        assert_int_equal(cvss_score(&plain).base, cvss_score(&told).base);
        assert_in_range(cvss_score(&plain).base, 0, 100);
    }
}

/* What is modified to a value scores as if that were the base value. */
static void a_modified_value_stands_for_the_base_value(void **state)
{
    uint32_t seed = 5;
    (void)state;
    for (int n = 0; n < 20000; n++) {
        struct cvss_vector plain = random_4(&seed);
        struct cvss_vector told = plain;
        int metric = (int)(next_random(&seed) % (CVSS4_SA + 1));
        int value = (int)(next_random(&seed) % base_counts[metric]);
        bool has_safety = metric == CVSS4_SI || metric == CVSS4_SA;
        plain.values[metric] = (unsigned char)value;
        told.values[CVSS4_MAV + metric] = (unsigned char)(value + (has_safety ? 2 : 1));
        assert_int_equal(cvss_score(&plain).base, cvss_score(&told).base);
    }
}

/* 3.x: with every environmental metric as the base has it, 3.0 gives the temporal score again. */
static void an_environment_like_the_base_is_the_base(void **state)
{
    static const unsigned char counts[] = {4, 2, 3, 2, 2, 3, 3, 3, 5, 5, 4};
    uint32_t seed = 3;
    (void)state;
    for (int n = 0; n < 20000; n++) {
        struct cvss_vector vector = {.version = CVSS_3_0};
        for (int i = CVSS3_AV; i <= CVSS3_RC; i++) {
            vector.values[i] = (unsigned char)(next_random(&seed) % counts[i]);
        }
        for (int i = 0; i < 8; i++) {
            vector.values[CVSS3_MAV + i] = (unsigned char)(vector.values[CVSS3_AV + i] + 1);
        }
        struct cvss_scores scores = cvss_score(&vector);
        assert_true(scores.has_environmental);
        assert_int_equal(scores.environmental, scores.temporal);
        assert_true(scores.temporal <= scores.base);
    }
}

static void ratings_have_their_limits(void **state)
{
    (void)state;
    assert_string_equal(cvss_severity(CVSS_3_1, 0), "None");
    assert_string_equal(cvss_severity(CVSS_3_1, 1), "Low");
    assert_string_equal(cvss_severity(CVSS_3_1, 39), "Low");
    assert_string_equal(cvss_severity(CVSS_4_0, 40), "Medium");
    assert_string_equal(cvss_severity(CVSS_4_0, 69), "Medium");
    assert_string_equal(cvss_severity(CVSS_4_0, 70), "High");
    assert_string_equal(cvss_severity(CVSS_3_0, 89), "High");
    assert_string_equal(cvss_severity(CVSS_3_0, 90), "Critical");
    assert_string_equal(cvss_severity(CVSS_2_0, 90), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(known_vectors_have_their_scores, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(refusals_say_where, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_zero_byte_is_no_part_of_a_word, open_arena, close_arena),
        cmocka_unit_test(what_says_nothing_new_changes_nothing),
        cmocka_unit_test(a_modified_value_stands_for_the_base_value),
        cmocka_unit_test(an_environment_like_the_base_is_the_base),
        cmocka_unit_test(ratings_have_their_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
