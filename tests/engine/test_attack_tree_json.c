/* Cases in, answers out: shapes, refusals, and the suites of the test data. */
#include "base/file.h"
#include "base/number.h"
#include "engine/pack.h"
#include "format/attack_tree_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum rc answer(struct pack *pack, struct text input, struct text *out)
{
    struct buffer buffer;
    buffer_init(&buffer, pack->arena);
    fault_init(&pack->fault, pack->arena);
    enum rc rc = attack_tree_json_answer(pack->arena, pack->method, TEXT("cases.json"), input,
                                         &buffer, &pack->fault);
    *out = buffer_text(&buffer);
    return rc;
}

#define STEP(points) "{\"type\":\"leaf\",\"ap\":" points "}"
#define EASY "[0,0,0,0,0]"
#define HARD "[19,8,11,10,9]"

static void each_case_gets_its_line(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *says;
        const char *input;
        const char *output;
    } rows[] = {
        {"one case on one line", "{\"id\":\"a\",\"root\":\"r\",\"nodes\":{\"r\":" STEP(EASY) "}}",
         "{\"id\":\"a\",\"ap_factor_max\":0,\"level\":\"High\",\"ap_factor_max_level\":\"High\","
         "\"vector\":{\"ET\":0,\"SE\":0,\"KoIC\":0,\"WoO\":0,\"Eq\":0},\"witness\":[\"r\"],"
         "\"sentence\":\"easiest: r, as Layman, with Standard equipment, in <= 1 day: 0, High\","
         "\"variant\":\"V1\",\"exactness\":\"exact\",\"input_hash\":"
         "\"a98bbb2cb4a72956be3930ae00826c2673bff722b9657ac5ee04d0dfd5db90be\","
         "\"n_capabilities\":1,\"capabilities\":[{\"ET\":0,\"SE\":0,\"KoIC\":0,\"WoO\":0,\"Eq\":0}]"
         ","
         "\"ap_total_max\":0,\"ap_total_sum\":0,\"n_minimal_attacks\":1,\"minimal_attacks\":[["
         "\"r\"]]}"
         "\n"},
        {"an id may be a number, and lines may be blank",
         "\n{\"id\":7,\"root\":\"r\"}\r\n\n  \n{\"root\":\"r\"}\n",
         "{\"id\":7,\"error\":\"nodes: the case has no nodes\"}\n"
         "{\"id\":null,\"error\":\"nodes: the case has no nodes\"}\n"},
        {"a list of cases", "{\n\"cases\":[{\"id\":\"a\"},3]}",
         "{\"id\":\"a\",\"error\":\"nodes: the case has no nodes\"}\n"
         "{\"id\":null,\"error\":\"a case is an object\"}\n"},
        {"no cases", "{\"cases\":[]}", ""},
        {"a value that is no case", "[1]", "{\"id\":null,\"error\":\"a case is an object\"}\n"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct text out;
        assert_int_equal(answer(pack, text_of(rows[i].input), &out), RC_OK);
        if (!text_is(out, rows[i].output)) {
            fail_msg("%s: %.*s", rows[i].says, TEXT_ARGS(out));
        }
    }
}

static void what_is_no_rated_tree_is_an_error_of_its_case(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *nodes;
        const char *words;
    } rows[] = {
        {"{}", "the case has no nodes"},
        {"[]", "the case has no nodes"},
        {"{\"x\":" STEP(EASY) "}", "root: \\\"r\\\" is no node of this case"},
        {"{\"r\":5}", "r: a node is an object"},
        {"{\"r\":{\"type\":\"xor\",\"ch\":[]}}", "r: the type is none of"},
        {"{\"r\":{\"type\":\"leaf\"}}", "r: this step is not rated"},
        {"{\"r\":{\"type\":\"leaf\",\"ap\":null}}", "r: this step is not rated"},
        {"{\"r\":" STEP("[0,0,0,0]") "}", "r: ap is not a list of 5 points"},
        {"{\"r\":" STEP("{}") "}", "r: ap is not a list of 5 points"},
        {"{\"r\":" STEP("[2,0,0,0,0]") "}", "r: no level of ET is worth these points"},
        {"{\"r\":" STEP("[0,0,0,0,\\\"0\\\"]") "}", NULL},
        {"{\"r\":" STEP("[0,0,0,0,0.0]") "}", "r: no level of Eq is worth these points"},
        {"{\"r\":{\"type\":\"or\",\"ch\":[]}}", "r: this gate has no children"},
        {"{\"r\":{\"type\":\"or\",\"ch\":\"x\"}}", "r: ch is not a list"},
        {"{\"r\":{\"type\":\"or\",\"ch\":[\"x\"]}}", "r: \\\"x\\\" is no node of this case"},
        {"{\"r\":{\"type\":\"or\",\"ch\":[4]}}", "r: \\\"\\\" is no node of this case"},
        {"{\"r\":{\"type\":\"or\",\"ch\":[\"r\"]}}", "the attack tree runs in a circle: r -> r"},
        {"{\"r\":{\"type\":\"vot\",\"ch\":[\"a\"]},\"a\":" STEP(EASY) "}", "r: a vot gate needs k"},
        {"{\"r\":{\"type\":\"vot\",\"k\":2,\"ch\":[\"a\"]},\"a\":" STEP(EASY) "}",
         "r: k is out of range"},
        {"{\"r\":{\"type\":\"vot\",\"k\":4294967297,\"ch\":[\"a\"]},\"a\":" STEP(EASY) "}",
         "r: a vot gate needs k"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct text out;
        struct text input =
            text_print(pack->arena,
                       "{\"cases\":[{\"id\":\"bad\",\"root\":\"r\",\"nodes\":%s},"
                       "{\"id\":\"good\",\"root\":\"r\",\"nodes\":{\"r\":" STEP(HARD) "}}]}",
                       rows[i].nodes);
        enum rc rc = answer(pack, input, &out);
        if (rows[i].words == NULL) { /* the row itself is no JSON */
            assert_int_equal(rc, RC_INVALID);
            continue;
        }
        assert_int_equal(rc, RC_OK);
        if (!text_starts(out, TEXT("{\"id\":\"bad\",\"error\":\"")) ||
            !text_contains(out, text_of(rows[i].words)) ||
            !text_contains(out, TEXT("\n{\"id\":\"good\",\"ap_factor_max\":57,"
                                     "\"level\":\"VeryLow\""))) {
            fail_msg("%s: %.*s", rows[i].nodes, TEXT_ARGS(out));
        }
    }
}

static void a_gate_with_points_is_rated_as_a_whole(void **state)
{
    struct pack *pack = *state;
    struct text out;
    assert_int_equal(
        answer(pack,
               TEXT("{\"id\":1,\"root\":\"r\",\"nodes\":{\"r\":{\"type\":\"and\","
                    "\"ch\":[\"g\",\"s\"]},\"s\":" STEP(
                        "[0,0,0,1,0]") ","
                                       "\"g\":{\"type\":\"or\",\"ch\":[\"x\"],\"ap\":[0,3,0,0,0]},"
                                       "\"x\":{\"type\":\"leaf\"}}}"),
               &out),
        RC_OK);
    assert_true(text_starts(out, TEXT("{\"id\":1,\"ap_factor_max\":4,\"level\":\"High\"")));
    assert_true(text_contains(out, TEXT("\"witness\":[\"g\",\"s\"]")));
}

static void figures_appear_where_the_steps_have_them(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *members;
        const char *has;
        const char *has_not;
    } rows[] = {
        {"\"ap\":" EASY, "\"ap_total_sum\":0", "\"min_cost\""},
        {"\"cost\":3", "\"min_cost\":6,\"min_of_max_cost\":3", "\"ap_factor_max\""},
        {"\"prob\":0.5", "\"max_attack_prob\":0.25", "\"k_best_costs\""},
        {"\"prob\":0.5", "\"prob_top\":0.25", "\"schedule_days\""},
        {"\"days\":2.5", "\"schedule_days\":5", "\"ap_days_sum\""},
        {"\"days\":2.5,\"ap\":" EASY, "\"ap_schedule\":1", "\"prob_top\""},
        {"\"ap\":" EASY ",\"ap_repeated\":" HARD, "\"level_two_parts\":\"VeryLow\"", "\"error\""},
        {"\"cost\":-1", "is no number from 0", "\"min_cost\""},
        {"\"prob\":1.5", "is no number from 0 to 1", "\"prob_top\""},
        {"\"days\":\"x\"", "is no number from 0", "\"schedule_days\""},
        {"\"ap\":" EASY ",\"tool\":4", "tool is no text", "\"level\""},
        {"\"ap\":" EASY ",\"damage\":[]", "damage is no number", "\"level\""},
        {"\"ap\":" EASY ",\"ap_repeated\":7", "ap is not a list of 5", "\"level\""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct text out;
        struct text input =
            text_print(pack->arena,
                       "{\"id\":1,\"root\":\"r\",\"nodes\":{\"r\":{\"type\":\"sand\","
                       "\"ch\":[\"a\",\"b\"]},\"a\":{\"type\":\"leaf\",%s},"
                       "\"b\":{\"type\":\"leaf\",%s}}}",
                       rows[i].members, rows[i].members);
        assert_int_equal(answer(pack, input, &out), RC_OK);
        if (!text_contains(out, text_of(rows[i].has)) ||
            text_contains(out, text_of(rows[i].has_not))) {
            fail_msg("%s: %.*s", rows[i].members, TEXT_ARGS(out));
        }
    }
}

static void attackers_are_told_whether_they_succeed(void **state)
{
    struct pack *pack = *state;
    struct text out;
    assert_int_equal(
        answer(pack,
               TEXT("{\"id\":1,\"root\":\"r\",\"attackers\":{\"thief\":[0,3,0,1,0],"
                    "\"lab\":[19,8,11,10,9]},\"nodes\":{\"r\":" STEP("[1,3,0,0,4]") "}}"),
               &out),
        RC_OK);
    assert_true(text_contains(out, TEXT("\"attackers\":{\"thief\":false,\"lab\":true}")));
}

static void what_is_no_json_is_refused_with_line_and_column(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *says;
        const char *input;
        int line;
        int column;
    } rows[] = {
        {"nothing", "", 1, 1},
        {"an open object", "{\"cases\":[", 1, 11},
        {"a bad word on the third line", "{\n\"cases\":[\n nul]}", 3, 2},
        {"a bad third line of lines", "{\"id\":1}\n\n{\"id\":2,}\n{\"id\":3}", 3, 9},
        {"rubbish behind the document", "{\"cases\":[]}\n7", 2, 1},
        {"cases that are no list", "{\n \"cases\":7}", 2, 10},
        {"bytes that are no text", "{\"id\":\"\xff\"}", 1, 8},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct text out;
        enum rc rc = answer(pack, text_of(rows[i].input), &out);
        const struct problem *problem = pack->fault.problems;
        if (rc != RC_INVALID || problem == NULL || problem->line != rows[i].line ||
            problem->column != rows[i].column || !text_is(problem->file, "cases.json")) {
            fail_msg("%s: %s %.*s", rows[i].says, rc_name(rc),
                     TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
        }
        assert_int_equal(out.size, 0); /* also where earlier lines were answered */
    }
}

static void memory_stays_bounded_over_many_lines(void **state)
{
    struct pack *pack = *state;
    struct buffer input;
    struct text out;
    buffer_init(&input, pack->arena);
    for (int i = 0; i < 3000; i++) {
        buffer_put_z(&input, "{\"id\":1,\"root\":\"r\",\"nodes\":{\"r\":" STEP(EASY) "}}\n");
    }
    size_t before = arena_used_bytes(pack->arena);
    assert_int_equal(answer(pack, buffer_text(&input), &out), RC_OK);
    size_t grid_bytes = (size_t)2 << 20;
    assert_true(arena_used_bytes(pack->arena) - before < grid_bytes + 5 * out.size);
}

static void methods_without_potential_cannot_answer(void **state)
{
    struct pack *pack = *state;
    struct method without = *pack->method;
    struct buffer out;
    without.potential.is_given = false;
    buffer_init(&out, pack->arena);
    buffer_put_z(&out, "kept");
    assert_int_equal(
        attack_tree_json_answer(pack->arena, &without, TEXT_NONE, TEXT("{}"), &out, &pack->fault),
        RC_UNSUPPORTED);
    assert_true(text_is(buffer_text(&out), "kept"));
}

/* Reads a suite of the test data, or skips where there is none. */
static struct text suite(struct pack *pack, const char *name)
{
    const char *folder = getenv("CSMS_TESTDATA");
    struct text text = TEXT_NONE;
    if (folder == NULL || folder[0] == '\0') {
        skip();
    }
    struct text path = text_print(pack->arena, "%s/attack-trees/%s", folder, name);
    if (file_read(pack->arena, path.at, 64 << 20, &pack->fault, &text) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
    }
    return text;
}

static const struct json *parsed(struct pack *pack, struct text text)
{
    const struct json *json = NULL;
    if (json_read(pack->arena, TEXT("answer"), text, &pack->fault, &json) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
    }
    return json;
}

static bool same_names(const struct json *a, const struct json *b)
{
    size_t found = 0;
    for (const struct json *x = a->first; x != NULL; x = x->next) {
        for (const struct json *y = b->first; y != NULL; y = y->next) {
            found += text_equals(x->text, y->text);
        }
    }
    return a->count == b->count && found == a->count;
}

static bool same_numbers(const struct json *a, const struct json *b)
{
    double left;
    double right;
    return number_of_json(a, &left) && number_of_json(b, &right) &&
           fabs(left - right) <= 1e-9 * fmax(1, fabs(right));
}

/* Lists in order, members by name, numbers up to rounding. */
static bool same_values(const struct json *a, const struct json *b)
{
    if (a == NULL || a->kind != b->kind || a->count != b->count) {
        return false;
    }
    if (b->kind == JSON_NUMBER) {
        return same_numbers(a, b);
    }
    if (b->kind == JSON_OBJECT) {
        for (const struct json *y = b->first; y != NULL; y = y->next) {
            const struct json *x = a->first;
            while (x != NULL && !text_equals(x->name, y->name)) {
                x = x->next;
            }
            if (x == NULL || !same_values(x, y)) {
                return false;
            }
        }
        return true;
    }
    const struct json *x = a->first;
    for (const struct json *y = b->first; y != NULL; y = y->next, x = x->next) {
        if (!same_values(x, y)) {
            return false;
        }
    }
    return text_equals(a->text, b->text);
}

/* As sets of sets. */
static bool same_attacks(const struct json *a, const struct json *b)
{
    size_t found = 0;
    for (const struct json *x = a->first; x != NULL; x = x->next) {
        for (const struct json *y = b->first; y != NULL; y = y->next) {
            found += same_names(x, y);
        }
    }
    return a->count == b->count && found == a->count;
}

/* Every expected figure but those that are wrong on purpose; and the witness is
 * one of the minimal attacks. Returns how many were compared. */
static size_t compare_answer(struct pack *pack, const struct json *given,
                             const struct json *expected)
{
    size_t compared = 0;
    bool is_found = false;
    const struct json *attacks = json_member(given, "minimal_attacks");
    for (const struct json *one = attacks->first; one != NULL; one = one->next) {
        is_found = is_found || same_names(json_member(given, "witness"), one);
    }
    assert_true(is_found);
    for (const struct json *e = expected->first; e != NULL; e = e->next) {
        if (text_starts(e->name, TEXT("naive")) || text_starts(e->name, TEXT("greedy"))) {
            continue;
        }
        const struct json *mine = json_member(given, text_to_z(pack->arena, e->name));
        bool is_same = mine != NULL && (text_is(e->name, "minimal_attacks") ? same_attacks(mine, e)
                                                                            : same_values(mine, e));
        if (!is_same) {
            fail_msg("%.*s: %.*s", TEXT_ARGS(json_text(json_member(given, "id"))),
                     TEXT_ARGS(e->name));
        }
        compared++;
    }
    return compared;
}

static void the_golden_cases_are_answered_as_derived_by_hand(void **state)
{
    struct pack *pack = *state;
    struct text input = suite(pack, "golden.json");
    struct text out;
    size_t seen = 0;
    size_t errors = 0;
    assert_int_equal(answer(pack, input, &out), RC_OK);
    const struct json *cases = json_member(parsed(pack, input), "cases");
    for (const struct json *item = cases->first; item != NULL; item = item->next, seen++) {
        const struct json *given = parsed(pack, text_cut(&out, '\n'));
        struct text id = json_text(json_member(item, "id"));
        bool has_tree = !text_starts(id, TEXT("G10")) && !text_starts(id, TEXT("G12")) &&
                        !text_starts(id, TEXT("G13")) && !text_starts(id, TEXT("G14"));
        assert_true(text_equals(json_text(json_member(given, "id")), id));
        assert_int_equal(json_member(given, "error") == NULL, has_tree);
        if (has_tree) {
            if (!text_starts(id, TEXT("G09"))) { /* controls: test_attack_control.c */
                compare_answer(pack, given, json_member(item, "expect"));
            }
        } else {
            errors++;
        }
    }
    assert_int_equal(seen, 14);
    assert_int_equal(errors, 4);
    assert_int_equal(out.size, 0);
}

static void the_random_trees_are_answered_as_enumerated(void **state)
{
    struct pack *pack = *state;
    struct text input = suite(pack, "random-ats.jsonl");
    struct text out;
    size_t seen = 0;
    assert_int_equal(answer(pack, input, &out), RC_OK);
    while (input.size > 0) {
        const struct json *item = parsed(pack, text_cut(&input, '\n'));
        const struct json *given = parsed(pack, text_cut(&out, '\n'));
        assert_true(
            text_equals(json_text(json_member(given, "id")), json_text(json_member(item, "id"))));
        assert_int_equal(compare_answer(pack, given, json_member(item, "expected")), 15);
        seen++;
    }
    assert_int_equal(seen, 60);
    assert_int_equal(out.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_case_gets_its_line, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(what_is_no_rated_tree_is_an_error_of_its_case, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_gate_with_points_is_rated_as_a_whole, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(figures_appear_where_the_steps_have_them, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(attackers_are_told_whether_they_succeed, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(what_is_no_json_is_refused_with_line_and_column, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(memory_stays_bounded_over_many_lines, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(methods_without_potential_cannot_answer, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(the_golden_cases_are_answered_as_derived_by_hand, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(the_random_trees_are_answered_as_enumerated, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
