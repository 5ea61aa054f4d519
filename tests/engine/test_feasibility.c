/* Attack potential, CVSS exploitability and attack vector against the golden
 * vectors of the catalogue. [RC-15-12] [RC-15-13] [RC-15-14] */
#include "engine/attack_potential.h"
#include "engine/attack_vector.h"
#include "engine/cvss_exploitability.h"
#include "engine/pack.h"

static const struct json *golden(const struct pack *pack, const char *name)
{
    const struct json *found = json_member(json_member(pack->catalogue, "golden_vectors"), name);
    assert_non_null(found);
    return found;
}

static int64_t integer(const struct json *of, const char *name)
{
    int64_t value = -1;
    assert_true(json_integer(json_member(of, name), &value));
    return value;
}

/* "2.84" as 284 */
static int hundredths(struct text number)
{
    struct text rest = number;
    int64_t whole = 0;
    int64_t part = 0;
    assert_true(text_to_integer(text_cut(&rest, '.'), &whole));
    assert_true(rest.size == 0 || text_to_integer(rest, &part));
    return (int)(whole * 100 + (rest.size == 1 ? part * 10 : part));
}

static void check_counts(const struct pack *pack, const struct json *expected, const int *counts)
{
    for (int level = 0; level < pack->method->feasibility.count; level++) {
        const char *id = text_to_z(pack->arena, pack->method->feasibility.ids[level]);
        assert_int_equal(counts[level], integer(expected, id));
    }
}

static void all_1280_combinations_count_as_published(void **state)
{
    struct pack *pack = *state;
    const struct json *expected = golden(pack, "attack_potential_exhaustive");
    int counts[METHOD_SCALE_LIMIT] = {0};
    int levels[METHOD_FACTORS_LIMIT] = {0};
    int combinations = 0;
    for (;;) {
        struct attack_potential rated;
        assert_int_equal(attack_potential_rate(pack->method, levels, &pack->fault, &rated), RC_OK);
        counts[rated.level]++;
        combinations++;
        int f = 0;
        while (f < 5 && ++levels[f] == pack->method->potential.factors[f].count) {
            levels[f++] = 0;
        }
        if (f == 5) {
            break;
        }
    }
    assert_int_equal(combinations, integer(expected, "combinations"));
    check_counts(pack, json_member(expected, "counts"), counts);
    assert_int_equal(counts[3], 153);
    assert_int_equal(counts[2], 222);
    assert_int_equal(counts[1], 211);
    assert_int_equal(counts[0], 694);
}

static void golden_potentials_have_their_sum_and_rating(void **state)
{
    struct pack *pack = *state;
    const struct json *list = golden(pack, "attack_potential");
    size_t seen = 0;
    for (const struct json *row = list->first; row != NULL; row = row->next, seen++) {
        int levels[METHOD_FACTORS_LIMIT];
        struct attack_potential rated;
        for (int f = 0; f < 5; f++) {
            const char *id = text_to_z(pack->arena, pack->method->potential.factors[f].id);
            levels[f] = method_factor_level_of_points(pack->method, f, integer(row, id));
        }
        assert_int_equal(attack_potential_rate(pack->method, levels, &pack->fault, &rated), RC_OK);
        assert_int_equal(rated.total, integer(row, "sum"));
        assert_int_equal(rated.level,
                         method_feasibility(pack->method, json_text(json_member(row, "rating"))));
    }
    assert_true(seen >= 8);
}

static void a_factor_that_is_not_rated_is_named(void **state)
{
    struct pack *pack = *state;
    int levels[METHOD_FACTORS_LIMIT] = {0, 0, NO_LEVEL, 0, 0};
    struct attack_potential rated = {-7, -7};
    assert_int_equal(attack_potential_rate(pack->method, levels, &pack->fault, &rated), RC_INVALID);
    assert_true(text_is(pack->fault.problems[0].path, "KoIC"));
    assert_int_equal(rated.total, -7); /* untouched */
    levels[2] = 4;
    assert_int_equal(attack_potential_rate(pack->method, levels, &pack->fault, &rated), RC_INVALID);
}

static void all_48_exploitabilities_are_as_published(void **state)
{
    struct pack *pack = *state;
    const struct json *cvss = json_member(pack->catalogue, "cvss");
    const struct json *list = json_member(cvss, "all_combinations");
    int counts[METHOD_SCALE_LIMIT] = {0};
    size_t seen = 0;
    for (const struct json *row = list->first; row != NULL; row = row->next, seen++) {
        struct text vector = text_from(json_text(json_member(row, "id")), sizeof "CVSS31-" - 1);
        struct cvss_metrics metrics;
        struct cvss_exploitability rated;
        assert_int_equal(cvss_exploitability_read(vector, &pack->fault, &metrics), RC_OK);
        assert_int_equal(cvss_exploitability_rate(pack->method, metrics, &pack->fault, &rated),
                         RC_OK);
        assert_int_equal(rated.hundredths, hundredths(json_member(row, "E2")->text));
        assert_int_equal(rated.level,
                         method_feasibility(pack->method, json_text(json_member(row, "rating"))));
        counts[rated.level]++;
    }
    assert_int_equal(seen, 48);
    check_counts(pack, golden(pack, "cvss_counts"), counts);
}

static void a_changed_scope_takes_its_own_weights(void **state)
{
    struct pack *pack = *state;
    struct cvss_metrics metrics;
    struct cvss_exploitability rated;
    struct text vector = TEXT("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H");
    assert_int_equal(cvss_exploitability_read(vector, &pack->fault, &metrics), RC_OK);
    assert_true(metrics.is_scope_changed);
    assert_int_equal(cvss_exploitability_rate(pack->method, metrics, &pack->fault, &rated), RC_OK);
    assert_int_equal(rated.hundredths, 311); /* 8.22 x 0.85 x 0.77 x 0.68 x 0.85 = 3.1096 */
}

static void vectors_that_do_not_fit_are_refused(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *says;
        const char *vector;
        enum rc rc;
    } rows[] = {
        {"nothing is given", "", RC_INVALID},
        {"a metric is missing", "AV:N/AC:L/PR:N", RC_INVALID},
        {"a metric is given twice", "AV:N/AV:N/AC:L/PR:N/UI:N", RC_INVALID},
        {"a value is unknown", "AV:X/AC:L/PR:N/UI:N", RC_INVALID},
        {"a value is too long", "AV:NN/AC:L/PR:N/UI:N", RC_INVALID},
        {"a value is empty", "AV:/AC:L/PR:N/UI:N", RC_INVALID},
        {"a part is no metric", "AV/AC:L/PR:N/UI:N", RC_INVALID},
        {"lower case is none", "av:n/ac:l/pr:n/ui:n", RC_INVALID},
        {"an empty part is none", "AV:N//AC:L/PR:N/UI:N", RC_INVALID},
        {"version 4 has no such equation", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N", RC_UNSUPPORTED},
        {"version 2 has another", "CVSS:2.0/AV:N/AC:L/Au:N", RC_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct cvss_metrics metrics;
        enum rc rc = cvss_exploitability_read(text_of(rows[i].vector), &pack->fault, &metrics);
        if (rc != rows[i].rc) {
            fail_msg("%s: got %s", rows[i].says, rc_name(rc));
        }
    }
}

static void attack_vectors_map_as_in_the_catalogue(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *vector;
        const char *level;
    } rows[] = {
        {"network", "high"}, {"adjacent", "medium"}, {"local", "low"}, {"physical", "very_low"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct attack_vector rated;
        assert_int_equal(
            attack_vector_rate(pack->method, text_of(rows[i].vector), &pack->fault, &rated), RC_OK);
        assert_int_equal(rated.level, method_feasibility(pack->method, text_of(rows[i].level)));
        assert_int_equal(rated.vector, i);
    }
    struct attack_vector rated;
    assert_int_equal(attack_vector_rate(pack->method, TEXT("orbital"), &pack->fault, &rated),
                     RC_NOT_FOUND);
}

static void approaches_the_pack_lacks_are_unsupported(void **state)
{
    struct pack *pack = *state;
    const struct method *method = pack_method_of(pack, (const int[]){2, 2}, 2);
    struct method without = *method;
    struct cvss_exploitability exploitability;
    struct attack_vector vector;
    struct attack_potential potential;
    const struct profile_grid *grid = NULL;
    int levels[METHOD_FACTORS_LIMIT] = {0};
    without.potential.is_given = false;
    assert_int_equal(
        cvss_exploitability_rate(method, (struct cvss_metrics){0}, &pack->fault, &exploitability),
        RC_UNSUPPORTED);
    assert_int_equal(attack_vector_rate(method, TEXT("network"), &pack->fault, &vector),
                     RC_UNSUPPORTED);
    assert_int_equal(attack_potential_rate(&without, levels, &pack->fault, &potential),
                     RC_UNSUPPORTED);
    assert_int_equal(profile_grid_open(pack->arena, &without, &pack->fault, &grid), RC_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_1280_combinations_count_as_published, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(golden_potentials_have_their_sum_and_rating, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_factor_that_is_not_rated_is_named, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(all_48_exploitabilities_are_as_published, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_changed_scope_takes_its_own_weights, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(vectors_that_do_not_fit_are_refused, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(attack_vectors_map_as_in_the_catalogue, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(approaches_the_pack_lacks_are_unsupported, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
