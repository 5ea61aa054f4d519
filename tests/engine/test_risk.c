/* Impact, risk value and assurance level. [RQ-15-04] [RQ-15-05] [RQ-15-15] */
#include "engine/cal.h"
#include "engine/impact.h"
#include "engine/pack.h"
#include "engine/risk.h"

#define NEGLIGIBLE 0
#define MODERATE 1
#define MAJOR 2
#define SEVERE 3

static void impact_is_the_highest_rating_and_keeps_the_vector(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *says;
        struct impact_rating ratings[2];
        size_t count;
        int overall;
        int road_user;
        int safety;
        size_t rating;
        int category;
    } rows[] = {
        {"one category decides",
         {{IMPACT_ROAD_USER, {NEGLIGIBLE, MAJOR, MODERATE, NO_LEVEL}}},
         1,
         MAJOR,
         MAJOR,
         NEGLIGIBLE,
         0,
         1},
        {"nothing is averaged",
         {{IMPACT_ROAD_USER, {SEVERE, NEGLIGIBLE, NEGLIGIBLE, NEGLIGIBLE}}},
         1,
         SEVERE,
         SEVERE,
         SEVERE,
         0,
         0},
        {"the organisation's loss counts but is not the road user's",
         {{IMPACT_ROAD_USER, {MODERATE, NEGLIGIBLE, NO_LEVEL, NO_LEVEL}},
          {IMPACT_ORGANISATION, {NO_LEVEL, SEVERE, NO_LEVEL, NO_LEVEL}}},
         2,
         SEVERE,
         MODERATE,
         MODERATE,
         1,
         1},
        {"among equals road-user safety is named",
         {{IMPACT_ORGANISATION, {NO_LEVEL, SEVERE, NO_LEVEL, NO_LEVEL}},
          {IMPACT_ROAD_USER, {SEVERE, NO_LEVEL, SEVERE, NO_LEVEL}}},
         2,
         SEVERE,
         SEVERE,
         SEVERE,
         1,
         0},
        {"among other equals the first is named",
         {{IMPACT_OTHER, {NO_LEVEL, MAJOR, MAJOR, NO_LEVEL}},
          {IMPACT_ROAD_USER, {NO_LEVEL, MAJOR, NO_LEVEL, NO_LEVEL}}},
         2,
         MAJOR,
         MAJOR,
         NO_LEVEL,
         0,
         1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct impact impact;
        assert_int_equal(
            impact_rate(pack->method, rows[i].ratings, rows[i].count, &pack->fault, &impact),
            RC_OK);
        if (impact.overall != rows[i].overall || impact.road_user != rows[i].road_user ||
            impact.road_user_safety != rows[i].safety || impact.deciding_rating != rows[i].rating ||
            impact.deciding_category != rows[i].category) {
            fail_msg("%s: %d %d %d %zu %d", rows[i].says, impact.overall, impact.road_user,
                     impact.road_user_safety, impact.deciding_rating, impact.deciding_category);
        }
        for (int c = 0; c < 4; c++) {
            int highest = rows[i].ratings[0].levels[c];
            if (rows[i].count == 2 && rows[i].ratings[1].levels[c] > highest) {
                highest = rows[i].ratings[1].levels[c];
            }
            assert_int_equal(impact.vector[c], highest);
        }
    }
}

static void an_impact_nobody_rated_is_none(void **state)
{
    struct pack *pack = *state;
    struct impact_rating rating = {IMPACT_ROAD_USER, {NO_LEVEL, NO_LEVEL, NO_LEVEL, NO_LEVEL}};
    struct impact impact;
    assert_int_equal(impact_rate(pack->method, NULL, 0, &pack->fault, &impact), RC_CONFLICT);
    assert_int_equal(impact_rate(pack->method, &rating, 1, &pack->fault, &impact), RC_CONFLICT);
    rating.levels[1] = 4;
    assert_int_equal(impact_rate(pack->method, &rating, 1, &pack->fault, &impact), RC_INVALID);
    rating.levels[1] = -2;
    assert_int_equal(impact_rate(pack->method, &rating, 1, &pack->fault, &impact), RC_INVALID);
}

/* "2.5" as 250 */
static int hundredths(struct text number)
{
    struct text rest = number;
    int64_t whole = 0;
    int64_t part = 0;
    assert_true(text_to_integer(text_cut(&rest, '.'), &whole));
    assert_true(rest.size == 0 || text_to_integer(rest, &part));
    return (int)(whole * 100 + (rest.size == 1 ? part * 10 : part));
}

static void matrix_and_formula_are_as_in_the_catalogue(void **state)
{
    struct pack *pack = *state;
    const struct json *list = json_member(json_member(pack->catalogue, "risk"), "comparison");
    size_t seen = 0;
    for (const struct json *row = list->first; row != NULL; row = row->next, seen++) {
        int impact = method_impact(pack->method, json_text(json_member(row, "impact")));
        int level = method_feasibility(pack->method, json_text(json_member(row, "feasibility")));
        int64_t expected;
        int value;
        int fine;
        assert_true(json_integer(json_member(row, "matrix"), &expected));
        assert_int_equal(risk_value(pack->method, impact, level, &pack->fault, &value), RC_OK);
        assert_int_equal(value, expected);
        assert_int_equal(risk_formula(pack->method, impact, level, &pack->fault, &fine), RC_OK);
        assert_int_equal(fine, hundredths(json_member(row, "formula")->text));
        bool agrees = json_member(row, "agree")->kind == JSON_TRUE;
        assert_int_equal(agrees, fine == value * 100);
    }
    assert_int_equal(seen, 16);
}

static void figures_are_rounded_half_up_for_display(void **state)
{
    (void)state;
    assert_int_equal(risk_rounded(100), 1);
    assert_int_equal(risk_rounded(249), 2);
    assert_int_equal(risk_rounded(250), 3);
    assert_int_equal(risk_rounded(325), 3);
}

static void levels_outside_the_scales_have_no_risk(void **state)
{
    struct pack *pack = *state;
    int value = 77;
    const struct method *plain = pack_method_of(pack, (const int[]){2}, 1);
    assert_int_equal(risk_value(pack->method, 4, 0, &pack->fault, &value), RC_INVALID);
    assert_int_equal(risk_value(pack->method, NO_LEVEL, 0, &pack->fault, &value), RC_INVALID);
    assert_int_equal(risk_value(pack->method, 0, 4, &pack->fault, &value), RC_INVALID);
    assert_int_equal(risk_formula(pack->method, 0, NO_LEVEL, &pack->fault, &value), RC_INVALID);
    assert_int_equal(risk_formula(plain, 0, 0, &pack->fault, &value), RC_UNSUPPORTED);
    assert_int_equal(value, 77);
}

static void assurance_levels_are_those_of_the_table(void **state)
{
    struct pack *pack = *state;
    static const char *const rows[4][5] = {/* physical, local, adjacent, network */
                                           {"negligible", NULL, NULL, NULL, NULL},
                                           {"moderate", "CAL1", "CAL1", "CAL2", "CAL3"},
                                           {"major", "CAL1", "CAL2", "CAL3", "CAL4"},
                                           {"severe", "CAL2", "CAL3", "CAL4", "CAL4"}};
    static const char *const vectors[] = {"physical", "local", "adjacent", "network"};
    for (int i = 0; i < 4; i++) {
        for (int v = 0; v < 4; v++) {
            int level = -9;
            assert_int_equal(
                cal_rate(pack->method, method_impact(pack->method, text_of(rows[i][0])),
                         method_vector(pack->method, text_of(vectors[v])), &pack->fault, &level),
                RC_OK);
            if (rows[i][v + 1] == NULL) {
                assert_int_equal(level, NO_LEVEL);
            } else {
                assert_true(text_is(pack->method->cal.scale.ids[level], rows[i][v + 1]));
            }
        }
    }
    int level;
    assert_int_equal(cal_rate(pack->method, 4, 0, &pack->fault, &level), RC_INVALID);
    assert_int_equal(cal_rate(pack->method, 0, NO_LEVEL, &pack->fault, &level), RC_INVALID);
    assert_int_equal(
        cal_rate(pack_method_of(pack, (const int[]){2}, 1), 0, 0, &pack->fault, &level),
        RC_UNSUPPORTED);
}

static void combined_goals_take_the_highest_assurance(void **state)
{
    (void)state;
    static const int levels[] = {NO_LEVEL, 1, 3, 0};
    assert_int_equal(cal_highest(levels, 4), 3);
    assert_int_equal(cal_highest(levels, 1), NO_LEVEL);
    assert_int_equal(cal_highest(NULL, 0), NO_LEVEL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(impact_is_the_highest_rating_and_keeps_the_vector,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(an_impact_nobody_rated_is_none, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(matrix_and_formula_are_as_in_the_catalogue, pack_open,
                                        pack_close),
        cmocka_unit_test(figures_are_rounded_half_up_for_display),
        cmocka_unit_test_setup_teardown(levels_outside_the_scales_have_no_risk, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(assurance_levels_are_those_of_the_table, pack_open,
                                        pack_close),
        cmocka_unit_test(combined_goals_take_the_highest_assurance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
