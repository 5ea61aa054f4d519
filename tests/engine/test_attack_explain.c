/* What a person reads about a tree. */
#include "engine/pack.h"
#include "format/attack_tree_json.h"

static struct text explained(struct pack *pack, const char *input)
{
    struct buffer out;
    buffer_init(&out, pack->arena);
    fault_init(&pack->fault, pack->arena);
    assert_int_equal(attack_tree_json_explain(pack->arena, pack->method, TEXT("cases.json"),
                                              text_of(input), &out, &pack->fault),
                     RC_OK);
    return buffer_text(&out);
}

/* Golden G02: a greedy choice at the OR would take b and end at 27. */
static void a_tree_is_derived_line_by_line(void **state)
{
    struct pack *pack = *state;
    static const char *const lines[] = {
        "== T: take the car\n",
        "Attack feasibility Medium, 17 points (variant V1, exact).\n",
        "  get in: 17 + 0 + 0 + 0 + 0 = 17\n",
        "  elapsed time: 17, <= 6 months, by get in\n",
        "3. The sum: 17 + 0 + 0 + 0 + 0 = 17.\n   17 lies in the band from 14 to 19: Medium.\n",
        "  take the car (all of these) by get in, drive off\n",
        "  drive off (one of these is enough) by wait\n",
        "  get in the next best attack needs what nobody has: every attack takes this step\n",
        "  wait the next best attack needs 17 + 6 + 0 + 0 + 4 = 27, Very low\n",
        ("6. The least capable attackers who succeed:\n  as Layman, with Standard equipment, in "
         "<= 6 months: 17 points\n"),
        "7. Single changes that would move the level:\n",
        "  get in cut off: nobody succeeds\n",
        "  get in asking for nothing: 10, High\n",
    };
    struct text out = explained(
        pack, "{\"id\":\"T\",\"root\":\"take the car\",\"nodes\":{\"take the car\":{\"type\":"
              "\"and\",\"ch\":[\"get in\",\"drive off\"]},\"drive off\":{\"type\":\"or\",\"ch\":"
              "[\"wait\",\"b\"]},\"get in\":{\"type\":\"leaf\",\"ap\":[17,0,0,0,0]},\"wait\":"
              "{\"type\":\"leaf\",\"ap\":[17,0,0,0,0]},\"b\":{\"type\":\"leaf\",\"ap\":"
              "[0,6,0,0,4]}}}");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!text_contains(out, text_of(lines[i]))) {
            fail_msg("missing: %s\nin: %.*s", lines[i], TEXT_ARGS(out));
        }
    }
}

static void what_cannot_be_explained_says_why(void **state)
{
    struct pack *pack = *state;
    struct text out = explained(
        pack, "{\"cases\":[{\"id\":1},{\"id\":2,\"root\":\"r\",\"nodes\":{\"r\":{\"type\":"
              "\"leaf\",\"cost\":4}}}]}");
    assert_true(text_contains(out, TEXT("== 1: nodes: the case has no nodes\n")));
    assert_true(text_contains(out, TEXT("== 2: the steps have no points")));
}

static void long_lists_are_cut(void **state)
{
    struct pack *pack = *state;
    struct buffer input;
    buffer_init(&input, pack->arena);
    buffer_put_z(&input,
                 "{\"id\":3,\"root\":\"r\",\"nodes\":{\"r\":{\"type\":\"and\",\"ch\":[\"s0\"");
    for (int i = 1; i < 60; i++) {
        buffer_print(&input, ",\"s%d\"", i);
    }
    buffer_put_z(&input, "]}");
    for (int i = 0; i < 60; i++) {
        buffer_print(&input, ",\"s%d\":{\"type\":\"leaf\",\"ap\":[0,0,0,0,0]}", i);
    }
    buffer_put_z(&input, "}}");
    struct text out = explained(pack, text_to_z(pack->arena, buffer_text(&input)));
    assert_true(text_contains(out, TEXT("  ... and 20 more\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_tree_is_derived_line_by_line, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(what_cannot_be_explained_says_why, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(long_lists_are_cut, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
