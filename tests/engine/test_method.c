/* Reading method packs: the catalogue's, and every way to spoil one. */
#include "engine/pack.h"

#include <string.h>

/* A small whole pack; each row below spoils one place of it. */
static const char GOOD[] =
    "{\"scales\":{\"impact\":[\"none\",\"some\",\"much\"],\"feasibility\":[\"hard\",\"easy\"]},"
    "\"impact_rating\":{\"levels\":[{\"id\":\"none\"},{\"id\":\"some\"},{\"id\":\"much\"}],"
    "\"categories\":[{\"id\":\"S\"},{\"id\":\"F\"}]},"
    "\"attack_potential\":{\"factors\":["
    "{\"id\":\"ET\",\"name\":\"time\",\"levels\":[{\"id\":\"day\",\"label\":\"a day\",\"value\":0},"
    "{\"id\":\"week\",\"label\":\"a week\",\"value\":3}]},"
    "{\"id\":\"SE\",\"name\":\"skill\",\"levels\":[{\"id\":\"lay\",\"label\":\"Lay\",\"value\":0},"
    "{\"id\":\"pro\",\"label\":\"Pro\",\"value\":5}]}],"
    "\"bands\":[{\"min\":0,\"max\":4,\"rating\":\"easy\"},{\"min\":5,\"max\":null,"
    "\"rating\":\"hard\"}]},"
    "\"cvss\":{\"formula\":\"E = 8.22 * AV * AC * PR * UI\",\"weights\":{"
    "\"AV\":{\"N\":0.85,\"A\":0.62,\"L\":0.55,\"P\":0.2},\"AC\":{\"L\":0.77,\"H\":0.44},"
    "\"PR\":{\"N\":0.85,\"L\":0.62,\"H\":0.27},"
    "\"PR_scope_changed\":{\"N\":0.85,\"L\":0.68,\"H\":0.5},\"UI\":{\"N\":0.85,\"R\":0.62}},"
    "\"bands\":[{\"min\":2,\"max\":3.89,\"rating\":\"easy\"},"
    "{\"min\":0.12,\"max\":1.99,\"rating\":\"hard\"}]},"
    "\"attack_vector\":{\"map\":[{\"id\":\"network\",\"rating\":\"easy\"},"
    "{\"id\":\"physical\",\"rating\":\"hard\"}]},"
    "\"risk\":{\"matrix\":{\"columns\":[\"hard\",\"easy\"],"
    "\"rows\":{\"none\":[1,1],\"some\":[1,2],\"much\":[2,3]}},"
    "\"formula\":{\"expression\":\"R = 1 + I * F\",\"impact_values\":{\"none\":0,\"some\":1,"
    "\"much\":1.5},\"feasibility_values\":{\"hard\":0,\"easy\":2.25}}},"
    "\"cal\":{\"levels\":[{\"id\":\"CAL1\"},{\"id\":\"CAL2\"}],\"table\":{\"columns\":["
    "\"physical\","
    "\"network\"],\"rows\":{\"none\":[null,null],\"some\":[null,\"CAL1\"],"
    "\"much\":[\"CAL1\",\"CAL2\"]}}}}";

static const struct {
    const char *says;
    const char *find;
    const char *put;
    enum rc rc;
    const char *path;
} SPOILED[] = {
    {"a pack is an object", "", NULL, RC_INVALID, ""},
    {"scales are needed", "\"scales\"", "\"skales\"", RC_INVALID, "scales"},
    {"a scale is a list", "[\"hard\",\"easy\"]},", "{}},", RC_INVALID, "scales.feasibility"},
    {"a scale has two levels", "\"feasibility\":[\"hard\",\"easy\"]", "\"feasibility\":[\"hard\"]",
     RC_INVALID, "scales.feasibility"},
    {"ids of a scale are unique", "[\"none\",\"some\",\"much\"],\"f", "[\"none\",\"none\"],\"f",
     RC_INVALID, "scales.impact[1]"},
    {"an id is text", "[\"none\",\"some\",\"much\"],\"f", "[\"none\",7],\"f", RC_INVALID,
     "scales.impact[1]"},
    {"an id is not empty", "[\"none\",\"some\",\"much\"],\"f", "[\"none\",\"\"],\"f", RC_INVALID,
     "scales.impact[1]"},
    {"impact levels are those of the scale", "[{\"id\":\"none\"}", "[{\"id\":\"nil\"}", RC_INVALID,
     "impact_rating.levels"},
    {"impact levels are complete", "{\"id\":\"some\"},{\"id\":\"much\"}", "{\"id\":\"some\"}",
     RC_INVALID, "impact_rating.levels"},
    {"categories are needed", "[{\"id\":\"S\"},{\"id\":\"F\"}]", "[]", RC_INVALID,
     "impact_rating.categories"},
    {"categories are unique", "{\"id\":\"F\"}", "{\"id\":\"S\"}", RC_INVALID,
     "impact_rating.categories[1]"},
    {"factors are needed", "\"factors\"", "\"faktors\"", RC_INVALID, "attack_potential.factors"},
    {"factor ids are unique", "\"id\":\"SE\"", "\"id\":\"ET\"", RC_INVALID,
     "attack_potential.factors[1]"},
    {"factor levels are unique", "\"id\":\"pro\"", "\"id\":\"lay\"", RC_INVALID,
     "attack_potential.factors[1].levels[1]"},
    {"factor points rise", "\"value\":5", "\"value\":0", RC_INVALID,
     "attack_potential.factors[1].levels[1].value"},
    {"factor points are integers", "\"value\":5", "\"value\":5.5", RC_INVALID,
     "attack_potential.factors[1].levels[1].value"},
    {"factor points have a limit", "\"value\":5", "\"value\":1001", RC_INVALID,
     "attack_potential.factors[1].levels[1].value"},
    {"a factor has levels", "{\"id\":\"week\",\"label\":\"a week\"", "7,{\"label\":\"a week\"",
     RC_INVALID, "attack_potential.factors[0].levels[1].id"},
    {"bands have no gap", "{\"min\":5", "{\"min\":6", RC_INVALID, "attack_potential.bands"},
    {"bands do not overlap", "{\"min\":5", "{\"min\":4", RC_INVALID, "attack_potential.bands"},
    {"bands start at nothing", "\"min\":0,\"max\":4", "\"min\":1,\"max\":4", RC_INVALID,
     "attack_potential"},
    {"bands reach the largest total", "\"max\":null", "\"max\":7", RC_INVALID, "attack_potential"},
    {"more points are never easier",
     "\"rating\":\"easy\"},{\"min\":5,\"max\":null,\"rating\":\"hard\"",
     "\"rating\":\"hard\"},{\"min\":5,\"max\":null,\"rating\":\"easy\"", RC_INVALID,
     "attack_potential.bands"},
    {"a band names a level of the scale", "\"rating\":\"easy\"},{\"min\":5",
     "\"rating\":\"soft\"},{\"min\":5", RC_INVALID, "attack_potential.bands[0].rating"},
    {"only the known CVSS formula is computed", "8.22 * AV", "8.23 * AV", RC_UNSUPPORTED, "cvss"},
    {"CVSS weights are complete", "\"H\":0.44", "\"X\":0.44", RC_INVALID, "cvss.weights.AC.H"},
    {"CVSS weights fall", "\"H\":0.44", "\"H\":0.78", RC_INVALID, "cvss.weights.AC.H"},
    {"CVSS weights have two decimals", "\"H\":0.44", "\"H\":0.444", RC_INVALID,
     "cvss.weights.AC.H"},
    {"CVSS weights are not negative", "\"H\":0.44", "\"H\":-0.44", RC_INVALID, "cvss.weights.AC.H"},
    {"CVSS weights have no exponent", "\"H\":0.44", "\"H\":4e-1", RC_INVALID, "cvss.weights.AC.H"},
    {"CVSS weights are at most one", "\"N\":0.85,\"A\"", "\"N\":1.85,\"A\"", RC_INVALID,
     "cvss.weights.AV.N"},
    {"CVSS bands have no gap", "\"max\":1.99", "\"max\":1.98", RC_INVALID, "cvss.bands"},
    {"CVSS bands rise",
     "\"max\":3.89,\"rating\":\"easy\"},{\"min\":0.12,\"max\":1.99,\"rating\":\"hard\"",
     "\"max\":3.89,\"rating\":\"hard\"},{\"min\":0.12,\"max\":1.99,\"rating\":\"easy\"", RC_INVALID,
     "cvss.bands"},
    {"vectors are unique", "\"id\":\"physical\"", "\"id\":\"network\"", RC_INVALID,
     "attack_vector.map[1]"},
    {"vectors give levels", "\"physical\",\"rating\":\"hard\"", "\"physical\",\"rating\":\"no\"",
     RC_INVALID, "attack_vector.map[1].rating"},
    {"the risk matrix is needed", "\"matrix\"", "\"matrices\"", RC_INVALID, "risk.matrix"},
    {"the matrix has all columns", "\"columns\":[\"hard\",\"easy\"]",
     "\"columns\":[\"hard\",\"easy\",\"x\"]", RC_INVALID, "risk.matrix.columns"},
    {"the matrix has known columns", "\"columns\":[\"hard\",\"easy\"]",
     "\"columns\":[\"hard\",\"x\"]", RC_INVALID, "risk.matrix.columns"},
    {"the matrix has all rows", "\"some\":[1,2],\"much\"", "\"much\"", RC_INVALID,
     "risk.matrix.rows"},
    {"the matrix has known rows", "\"some\":[1,2]", "\"any\":[1,2]", RC_INVALID,
     "risk.matrix.rows.some"},
    {"a row has all values", "\"some\":[1,2]", "\"some\":[1]", RC_INVALID, "risk.matrix.rows.some"},
    {"a value is an integer", "\"some\":[1,2]", "\"some\":[1,\"2\"]", RC_INVALID,
     "risk.matrix.rows.some[1]"},
    {"risk rises with impact", "\"much\":[2,3]", "\"much\":[1,1]", RC_INVALID, "risk.matrix"},
    {"risk rises with feasibility", "\"much\":[2,3]", "\"much\":[3,2]", RC_INVALID, "risk.matrix"},
    {"only the known risk formula is computed", "R = 1 + I * F", "R = I * F", RC_UNSUPPORTED,
     "risk.formula"},
    {"formula values are complete", "\"some\":1,", "", RC_INVALID,
     "risk.formula.impact_values.some"},
    {"formula values rise", "\"much\":1.5", "\"much\":0.5", RC_INVALID,
     "risk.formula.impact_values.much"},
    {"assurance levels are known", "\"much\":[\"CAL1\"", "\"much\":[\"CAL9\"", RC_INVALID,
     "cal.table.rows.much[0]"},
    {"assurance rises with impact", "\"much\":[\"CAL1\",\"CAL2\"]", "\"much\":[\"CAL1\",null]",
     RC_INVALID, "cal.table"},
    {"assurance columns are the vectors", "[\"physical\",\"network\"]", "[\"physical\",\"local\"]",
     RC_INVALID, "cal.table.columns"},
    {"assurance needs vectors", "\"attack_vector\"", "\"no_vector\"", RC_INVALID, "cal"},
};

static struct text replaced(struct arena *arena, const char *find, const char *put)
{
    struct buffer out;
    const char *at = strstr(GOOD, find);
    assert_non_null(at);
    buffer_init(&out, arena);
    buffer_put(&out, (struct text){GOOD, (size_t)(at - GOOD)});
    buffer_put_z(&out, put);
    buffer_put_z(&out, at + strlen(find));
    return buffer_text(&out);
}

static void every_spoiled_pack_is_refused_with_its_path(void **state)
{
    struct pack *pack = *state;
    for (size_t i = 0; i < sizeof(SPOILED) / sizeof(SPOILED[0]); i++) {
        const struct method *method = NULL;
        struct fault fault;
        struct text text = SPOILED[i].put == NULL
                               ? TEXT("[]")
                               : replaced(pack->arena, SPOILED[i].find, SPOILED[i].put);
        fault_init(&fault, pack->arena);
        enum rc rc = method_read(pack->arena, TEXT("pack"), text, &fault, &method);
        if (rc != SPOILED[i].rc || fault.count != 1 ||
            !text_is(fault.problems[0].path, SPOILED[i].path)) {
            fail_msg("%s: got %s, %.*s", SPOILED[i].says, rc_name(rc),
                     TEXT_ARGS(fault_text(&fault, pack->arena)));
        }
        assert_null(method);
    }
}

static void the_unspoiled_pack_is_read_in_full(void **state)
{
    struct pack *pack = *state;
    const struct method *method;
    assert_int_equal(method_read(pack->arena, TEXT("pack"), text_of(GOOD), &pack->fault, &method),
                     RC_OK);
    assert_int_equal(method->impact.count, 3);
    assert_int_equal(method->potential.profiles, 4);
    assert_int_equal(method->potential.max_total, 8);
    assert_int_equal(method->cvss.pr_changed[METHOD_PR_HIGH], 50);
    assert_int_equal(method->cvss.bands.at[0].min, 12);
    assert_int_equal(method->cvss.bands.at[1].max, 389);
    assert_int_equal(method->risk.matrix[2][1], 3);
    assert_int_equal(method->risk.max, 3);
    assert_int_equal(method->risk.impact_hundredths[2], 150);
    assert_int_equal(method->risk.feasibility_hundredths[1], 225);
    assert_int_equal(method->cal.table[1][0], 0); /* network, whatever the column order */
    assert_int_equal(method->cal.table[1][1], NO_LEVEL);
}

/* before, then the item count times, its number in place of each #. */
static const char *repeated(struct arena *arena, const char *before, const char *item, int count)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, before);
    for (int i = 0; i < count; i++) {
        struct text rest = text_of(item);
        while (rest.size > 0) {
            buffer_put(&out, text_cut(&rest, '#'));
            if (rest.size > 0) {
                buffer_print(&out, "%d", i);
            }
        }
    }
    return text_to_z(arena, buffer_text(&out));
}

static void lists_up_to_their_limit_are_read_and_beyond_it_refused(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *says;
        const char *find;
        const char *item;
        const char *tail;
        int present; /* items that stay behind the repeated ones */
        int limit;
        enum rc rc;
    } rows[] = {
        {"levels of a factor",
         "\"levels\":[{\"id\":\"day\",\"label\":\"a day\",\"value\":0},"
         "{\"id\":\"week\",\"label\":\"a week\",\"value\":3}",
         "{\"id\":\"n#\",\"label\":\"x\",\"value\":#},",
         "{\"id\":\"z\",\"label\":\"x\",\"value\":99}", 1, METHOD_SCALE_LIMIT, RC_INVALID},
        {"factors", "\"factors\":[",
         "{\"id\":\"f#\",\"name\":\"x\",\"levels\":[{\"id\":\"l\",\"label\":\"x\","
         "\"value\":0}]},",
         "", 2, METHOD_FACTORS_LIMIT, RC_INVALID},
        {"categories", "\"categories\":[", "{\"id\":\"c#\"},", "", 2, METHOD_CATEGORIES_LIMIT,
         RC_INVALID},
        {"vectors", "\"map\":[", "{\"id\":\"v#\",\"rating\":\"easy\"},", "", 2, METHOD_SCALE_LIMIT,
         RC_TOO_LARGE},
        {"assurance levels", "\"cal\":{\"levels\":[", "{\"id\":\"L#\"},", "", 2, METHOD_SCALE_LIMIT,
         RC_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct method *method = NULL;
        char *head = text_to_z(pack->arena, text_of(rows[i].find));
        *(strchr(head, '[') + 1) = '\0';
        for (int over = 0; over < 2; over++) {
            int count = rows[i].limit - rows[i].present + over;
            const char *items = repeated(pack->arena, head, rows[i].item, count);
            struct text put = text_print(pack->arena, "%s%s", items, rows[i].tail);
            struct text text = replaced(pack->arena, rows[i].find, put.at);
            char *z = text_to_z(pack->arena, text);
            if (strstr(rows[i].find, "map") != NULL) {
                strstr(z, "\"cal\"")[1] = 'x'; /* its columns are the vectors */
            }
            struct fault fault;
            fault_init(&fault, pack->arena);
            enum rc rc = method_read(pack->arena, TEXT("p"), text_of(z), &fault, &method);
            if (rc != (over == 0 ? RC_OK : rows[i].rc)) {
                fail_msg("%s, %d: %s %.*s", rows[i].says, over, rc_name(rc),
                         TEXT_ARGS(fault_text(&fault, pack->arena)));
            }
        }
    }
}

static void neighbouring_bands_may_share_a_level(void **state)
{
    struct pack *pack = *state;
    const struct method *method = NULL;
    struct text text = replaced(pack->arena, "{\"min\":2,\"max\":3.89,\"rating\":\"easy\"}",
                                "{\"min\":2,\"max\":3,\"rating\":\"easy\"},"
                                "{\"min\":3.01,\"max\":3.89,\"rating\":\"easy\"}");
    assert_int_equal(method_read(pack->arena, TEXT("pack"), text, &pack->fault, &method), RC_OK);
    assert_int_equal(method->cvss.bands.count, 3);
    assert_int_equal(method_band_level(&method->cvss.bands, 301), 1);
    assert_int_equal(method_band_level(&method->cvss.bands, 199), 0);
    assert_int_equal(method_band_level(&method->cvss.bands, 1), 0);
    assert_int_equal(method_band_level(&method->cvss.bands, 999), 1);
}

/* The pack with the sections named by the first letters of `without` renamed. */
static enum rc read_without(struct pack *pack, const char *without, const struct method **method)
{
    static const char *const sections[] = {"\"attack_potential\"", "\"cvss\"", "\"attack_vector\"",
                                           "\"cal\""};
    char *z = text_to_z(pack->arena, text_of(GOOD));
    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        if (without[i] == 'x') {
            strstr(z, sections[i])[1] = 'x';
        }
    }
    return method_read(pack->arena, TEXT("pack"), text_of(z), &pack->fault, method);
}

static void a_factor_level_may_be_worth_the_limit(void **state)
{
    struct pack *pack = *state;
    const struct method *method = NULL;
    struct text text = replaced(pack->arena, "\"value\":5", "\"value\":1000");
    assert_int_equal(method_read(pack->arena, TEXT("pack"), text, &pack->fault, &method), RC_OK);
    assert_int_equal(method->potential.max_total, 1003);
}

static void approaches_may_be_left_out_but_not_all(void **state)
{
    struct pack *pack = *state;
    const struct method *method = NULL;
    assert_int_equal(read_without(pack, "x---", &method), RC_OK);
    assert_false(method->potential.is_given);
    assert_true(method->cvss.is_given);
    assert_int_equal(read_without(pack, "xx--", &method), RC_OK);
    assert_false(method->cvss.is_given);
    assert_true(method->vectors.is_given && method->cal.is_given);
    assert_int_equal(read_without(pack, "-xxx", &method), RC_OK);
    assert_false(method->vectors.is_given || method->cal.is_given);
    method = NULL;
    assert_int_equal(read_without(pack, "xxxx", &method), RC_INVALID);
    assert_null(method);
}

static void too_many_combinations_are_refused(void **state)
{
    struct pack *pack = *state;
    struct buffer text;
    buffer_init(&text, pack->arena);
    buffer_put_z(&text, "{\"scales\":{\"impact\":[\"a\",\"b\"],\"feasibility\":[\"l\",\"h\"]},"
                        "\"impact_rating\":{\"levels\":[{\"id\":\"a\"},{\"id\":\"b\"}],"
                        "\"categories\":[{\"id\":\"S\"}]},\"attack_potential\":{\"factors\":[");
    for (int f = 0; f < 4; f++) { /* 9^4 = 6,561 */
        buffer_print(&text, "%s{\"id\":\"F%d\",\"name\":\"f\",\"levels\":[", f > 0 ? "," : "", f);
        for (int n = 0; n < 9; n++) {
            buffer_print(&text, "%s{\"id\":\"%d\",\"label\":\"x\",\"value\":%d}", n > 0 ? "," : "",
                         n, n);
        }
        buffer_put_z(&text, "]}");
    }
    buffer_put_z(&text, "]}}");
    const struct method *method = NULL;
    assert_int_equal(method_read(pack->arena, TEXT("p"), buffer_text(&text), &pack->fault, &method),
                     RC_TOO_LARGE);
}

static void the_catalogue_is_read_and_looked_up_by_id(void **state)
{
    struct pack *pack = *state;
    const struct method *method = pack->method;
    assert_int_equal(method_impact(method, TEXT("severe")), 3);
    assert_int_equal(method_impact(method, TEXT("fatal")), NO_LEVEL);
    assert_int_equal(method_feasibility(method, TEXT("very_low")), 0);
    assert_int_equal(method_feasibility(method, TEXT("high")), 3);
    assert_int_equal(method_category(method, TEXT("P")), 3);
    assert_int_equal(method->safety_category, 0);
    assert_int_equal(method_vector(method, TEXT("local")), 2);
    assert_int_equal(method_factor_find(method, TEXT("KoIC")), 2);
    assert_int_equal(method_factor_find(method, TEXT("koic")), NO_LEVEL);
    assert_int_equal(method_factor_level(method, 1, TEXT("expert")), 2);
    assert_int_equal(method_factor_level(method, 1, TEXT("wizard")), NO_LEVEL);
    assert_int_equal(method_factor_level_of_points(method, 0, 17), 3);
    assert_int_equal(method_factor_level_of_points(method, 0, 18), NO_LEVEL);
    assert_int_equal(method->potential.profiles, 1280);
    assert_int_equal(method->potential.max_total, 57);
    assert_true(text_is(method_word(pack->arena, TEXT("very_low")), "Very low"));
}

static void the_grid_orders_profiles_by_total_and_closes_sets_upwards(void **state)
{
    struct pack *pack = *state;
    const struct profile_grid *grid = pack->grid;
    for (uint16_t p = 0; p < grid->count; p++) {
        int levels[METHOD_FACTORS_LIMIT];
        int total = 0;
        for (int f = 0; f < grid->factors; f++) {
            levels[f] = grid->levels[p][f];
            total += pack->method->potential.factors[f].levels[levels[f]].points;
        }
        assert_int_equal(profile_grid_number(grid, levels), p);
        assert_int_equal(grid->totals[p], total);
        assert_true(p == 0 || grid->totals[p] >= grid->totals[p - 1]);
        for (uint16_t q = 0; q < grid->count; q++) {
            bool is_able = true;
            for (int f = 0; f < grid->factors; f++) {
                is_able = is_able && grid->levels[q][f] >= grid->levels[p][f];
            }
            assert_int_equal(profile_grid_is_able(grid, q, p), is_able);
        }
        for (int f = 0; f < grid->factors; f++) {
            uint16_t lower = profile_grid_lower(grid, p, f);
            assert_int_equal(lower == PROFILE_NONE, levels[f] == 0);
            if (lower != PROFILE_NONE) {
                assert_int_equal(grid->levels[lower][f], levels[f] - 1);
                assert_true(profile_grid_is_able(grid, p, lower));
            }
        }
    }
    int bad[METHOD_FACTORS_LIMIT] = {0, 0, 4, 0, 0};
    assert_int_equal(profile_grid_number(grid, bad), PROFILE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_unspoiled_pack_is_read_in_full, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(every_spoiled_pack_is_refused_with_its_path, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_factor_level_may_be_worth_the_limit, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(lists_up_to_their_limit_are_read_and_beyond_it_refused,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(neighbouring_bands_may_share_a_level, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(approaches_may_be_left_out_but_not_all, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(too_many_combinations_are_refused, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(the_catalogue_is_read_and_looked_up_by_id, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(the_grid_orders_profiles_by_total_and_closes_sets_upwards,
                                        pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
