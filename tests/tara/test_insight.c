/* Why, who, what would move it, which control pays: the headlamp, a tree worked
 * out by hand, and every change by one level against the what-if view. */
#include "tara/place.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>
#include <string.h>

#define ANALYSIS "tara/analyses/{key}"
#define INSIGHT "tara/threats/{key}/insight"
#define TREE "tara/trees/{key}"
#define WHAT_IF "tara/what-if"

static int open_headlamp(void **state)
{
    static struct place place;
    place_open(&place);
    if (place_load_file(&place, CSMS_SOURCE_DIR "/tests/tara/headlamp.json") != RC_OK) {
        fprintf(stderr, "%.*s\n", TEXT_ARGS(fault_text(&place.fault, place.arena)));
        return 1;
    }
    *state = &place;
    return 0;
}

static int close_headlamp(void **state)
{
    place_close(*state);
    return 0;
}

static void load(struct place *place, const char *name)
{
    struct text path = text_print(place->arena, "%s/tests/tara/%s", CSMS_SOURCE_DIR, name);
    enum rc rc = place_load_file(place, text_to_z(place->arena, path));
    if (rc != RC_OK) {
        fail_msg("%s: %.*s", name, TEXT_ARGS(fault_text(&place->fault, place->arena)));
    }
}

static void run(struct place *place, const char *commands)
{
    enum rc rc = place_bulk(place, text_of(commands));
    if (rc != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&place->fault, place->arena)));
    }
}

static const struct json *insight(struct place *place, const char *threat)
{
    return place_json(place, INSIGHT, threat, NULL);
}

static void assert_outcome(const struct json *of, const char *member, const char *level,
                           int64_t sum, int64_t risk)
{
    const struct json *outcome = json_member(of, member);
    if (!place_is(outcome, "level", level) || place_number(outcome, "sum") != sum ||
        place_number(outcome, "risk") != risk) {
        fail_msg("%s: %.*s %lld %lld", member, TEXT_ARGS(json_text(json_member(outcome, "level"))),
                 (long long)place_number(outcome, "sum"), (long long)place_number(outcome, "risk"));
    }
}

#define NO_SUM INT64_MIN

/* The item of a list whose reference `name` has the key. */
static const struct json *item_of(const struct json *list, const char *name, const char *key)
{
    const struct json *at = list->first;
    while (at != NULL && !place_is(json_member(at, name), "key", key)) {
        at = at->next;
    }
    assert_non_null(at);
    return at;
}

static const struct json *control_of(const struct json *answer, const char *key)
{
    return item_of(json_member(json_member(answer, "controls"), "items"), "control", key);
}

/* ---- the headlamp ---- */

/* [RQ-15-10] [RQ-15-15] */
static void test_explains_a_tree_of_attack_potential(void **state)
{
    const struct json *answer = insight(*state, "TS-0003");
    const struct json *why = json_member(answer, "why");
    assert_true(place_is(answer, "variant", "V1"));
    assert_true(place_is(answer, "exactness", "exact"));
    assert_true(place_is(json_member(answer, "method"), "version", "21434:2021"));
    assert_int_equal(json_text(json_member(answer, "input_hash")).size, 64);
    assert_outcome(why, "now", "low", 20, 2);
    assert_true(place_is(why, "vector", "network"));
    assert_true(place_is(json_member(json_member(why, "steps")->first, "node"), "key", "AN-0013"));
    assert_true(text_starts(json_text(json_member(why, "sentence")), TEXT("easiest: ")));
    const struct json *risk = json_member(answer, "risks")->first;
    assert_true(place_is(json_member(risk, "risk"), "key", "RV-0002"));
    assert_int_equal(place_number(risk, "value"), 2);
    assert_int_equal(place_number(json_member(answer, "attackers"), "count"), 1);
    const struct json *moves = json_member(answer, "moves");
    assert_int_equal(place_number(moves, "count"), 8);
    assert_int_equal(place_number(moves, "level_count"), 4);
    assert_outcome(json_member(moves, "items")->first, "after", "medium", 16, 2);
}

/* [RC-15-14] network to adjacent is the one change by one level that counts. */
static void test_explains_a_tree_of_attack_vectors(void **state)
{
    const struct json *answer = insight(*state, "TS-0001");
    const struct json *moves = json_member(answer, "moves");
    assert_true(place_is(answer, "variant", "V4"));
    assert_outcome(json_member(answer, "why"), "now", "high", NO_SUM, 5);
    assert_int_equal(place_number(json_member(answer, "attackers"), "count"), 0);
    assert_true(json_text(json_member(json_member(answer, "attackers"), "reason")).size > 0);
    assert_int_equal(place_number(moves, "count"), 1);
    const struct json *move = json_member(moves, "items")->first;
    assert_true(place_is(json_member(move, "node"), "key", "AN-0002"));
    assert_true(place_is(json_member(move, "to"), "id", "adjacent"));
    assert_outcome(move, "after", "medium", NO_SUM, 4);
}

/* [RQ-09-08] */
static void test_flips_the_controls_of_the_example(void **state)
{
    struct place *place = *state;
    load(place, "controls.json");
    const struct json *answer = insight(place, "TS-0001");
    const struct json *controls = json_member(answer, "controls");
    const struct json *first = control_of(answer, "CT-0001");
    assert_int_equal(place_number(controls, "count"), 1);
    assert_true(place_is(first, "worth", "needed"));
    assert_outcome(first, "alone", "medium", NO_SUM, 4);
    assert_outcome(first, "without", "high", NO_SUM, 5);
    assert_outcome(controls, "target", "medium", NO_SUM, 4);
    assert_outcome(controls, "as_built", "high", NO_SUM, 5);
    run(place, "{\"commands\":[{\"entity\":\"control\",\"verb\":\"implement\",\"key\":\"CT-0001\"}"
               "]}");
    const struct json *later = insight(place, "TS-0001");
    assert_outcome(json_member(later, "controls"), "as_built", "medium", NO_SUM, 4);
    assert_outcome(json_member(later, "controls"), "as_verified", "high", NO_SUM, 5);
    assert_false(text_equals(json_text(json_member(later, "input_hash")),
                             json_text(json_member(answer, "input_hash"))));
    const struct json *other = insight(place, "TS-0003");
    assert_true(place_is(control_of(other, "CT-0002"), "worth", "helps"));
    assert_outcome(json_member(other, "controls"), "target", "low", 23, 2);
}

static void test_says_what_is_missing(void **state)
{
    struct place *place = *state;
    const struct json *answer = insight(place, "TS-0002");
    assert_int_equal(json_member(answer, "is_rated")->kind, JSON_FALSE);
    assert_true(text_contains(json_text(json_member(answer, "reason")), TEXT("no attack tree")));
    assert_true(place_is_null(answer, "input_hash"));
    load(place, "steps.json");
    answer = insight(place, "TS-0002");
    assert_int_equal(json_member(answer, "is_rated")->kind, JSON_FALSE);
    assert_true(place_is(answer, "reason", "not rated yet: AN-0022"));
    struct text text;
    assert_int_equal(place_view(place, INSIGHT, "TS-0099", NULL, &text), RC_NOT_FOUND);
}

/* ---- worked out by hand: get in, and do it by skill (11) or by tool (15) ---- */

static void test_names_every_least_capable_attacker(void **state)
{
    load(*state, "insight.json");
    const struct json *answer = insight(*state, "TS-0002");
    const struct json *attackers = json_member(answer, "attackers");
    assert_outcome(json_member(answer, "why"), "now", "high", 11, 5);
    assert_int_equal(json_member(json_member(answer, "why"), "steps")->count, 2);
    assert_int_equal(place_number(attackers, "count"), 2);
    assert_int_equal(place_number(place_at(json_member(attackers, "items"), 0), "sum"), 11);
    const struct json *second = place_at(json_member(attackers, "items"), 1);
    assert_int_equal(place_number(second, "sum"), 15);
    assert_true(place_is(second, "level", "medium"));
    assert_true(
        place_is(place_find(json_member(second, "profile"), "factor", "Eq"), "label", "Bespoke"));
    const struct json *points = json_member(json_member(answer, "moves"), "points");
    assert_int_equal(points->count, 3);
    assert_true(place_is(item_of(points, "node", "AN-0021"), "gate", "leaf"));
    assert_true(place_is(item_of(points, "node", "AN-0024"), "gate", "or"));
    assert_int_equal(json_member(item_of(points, "node", "AN-0020"), "is_root")->kind, JSON_TRUE);
}

static void test_lists_the_moves_by_their_effect(void **state)
{
    load(*state, "insight.json");
    const struct json *moves = json_member(insight(*state, "TS-0002"), "moves");
    const struct json *first = json_member(moves, "items")->first;
    assert_int_equal(place_number(moves, "count"), 10);
    assert_int_equal(place_number(moves, "level_count"), 8);
    assert_int_equal(json_member(moves, "is_whole")->kind, JSON_TRUE);
    assert_true(place_is(json_member(first, "node"), "key", "AN-0021"));
    assert_true(place_is(json_member(first, "factor"), "id", "Eq"));
    assert_int_equal(json_member(first, "is_harder")->kind, JSON_TRUE);
    assert_outcome(first, "after", "medium", 15, 4);
    assert_outcome(place_at(json_member(moves, "items"), 8), "after", "high", 8, 5);
    assert_outcome(place_at(json_member(moves, "items"), 9), "after", "high", 13, 5);
}

static void test_weighs_each_control_against_the_others(void **state)
{
    struct place *place = *state;
    load(place, "insight.json");
    const struct json *answer = insight(place, "TS-0002");
    const struct json *controls = json_member(answer, "controls");
    static const struct {
        const char *key;
        const char *worth;
        int64_t alone; /* points, and those without it */
        int64_t without;
        int64_t risk;
    } rows[] = {{"CT-0011", "needed", 15, 15, 4},
                {"CT-0013", "needed", 15, 18, 4},
                {"CT-0012", "needed", 11, 19, 4},
                {"CT-0015", "idle", 11, 22, 3},
                {"CT-0014", "detects", 11, 22, 3}};
    assert_outcome(controls, "target", "low", 22, 3);
    assert_outcome(controls, "as_built", "medium", 15, 4);
    assert_outcome(controls, "as_verified", "high", 11, 5);
    assert_int_equal(json_member(controls, "items")->count, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct json *at = place_at(json_member(controls, "items"), i);
        assert_true(place_is(json_member(at, "control"), "key", rows[i].key));
        assert_true(place_is(at, "worth", rows[i].worth));
        assert_int_equal(place_number(json_member(at, "alone"), "sum"), rows[i].alone);
        assert_int_equal(place_number(json_member(at, "without"), "sum"), rows[i].without);
        assert_int_equal(place_number(json_member(at, "without"), "risk"), rows[i].risk);
    }
    assert_int_equal(place_number(control_of(answer, "CT-0012"), "cost"), 50);
    assert_true(place_is_null(control_of(answer, "CT-0015"), "cost"));
}

/* Two controls that ask for the same cover each other; a cut of what all attacks
 * pass leaves none; what is dropped does not count. */
static void test_sees_what_others_cover_and_what_ends_it(void **state)
{
    struct place *place = *state;
    load(place, "insight.json");
    run(place, "{\"commands\":[{\"entity\":\"control\",\"verb\":\"create\",\"key\":\"CT-0016\","
               "\"fields\":{\"analysis\":\"TA-0001\",\"title\":\"The same\",\"effect\":\"raise\","
               "\"knowledge\":\"confidential\",\"nodes\":[\"AN-0021\"]}}]}");
    const struct json *answer = insight(place, "TS-0002");
    assert_true(place_is(control_of(answer, "CT-0013"), "worth", "covered"));
    assert_true(place_is(control_of(answer, "CT-0016"), "worth", "covered"));
    run(place, "{\"commands\":[{\"entity\":\"control\",\"verb\":\"drop\",\"key\":\"CT-0016\","
               "\"reason\":\"Twice.\"},{\"entity\":\"control\",\"verb\":\"create\",\"key\":"
               "\"CT-0017\",\"fields\":{\"analysis\":\"TA-0001\",\"title\":\"Close the door\","
               "\"effect\":\"cut\",\"nodes\":[\"AN-0021\"]}}]}");
    answer = insight(place, "TS-0002");
    const struct json *target = json_member(json_member(answer, "controls"), "target");
    assert_true(place_is_null(target, "level"));
    assert_true(place_is_null(target, "risk"));
    assert_true(place_is(target, "reason", "no attack remains"));
    assert_true(place_is(control_of(answer, "CT-0017"), "worth", "needed"));
    assert_int_equal(json_member(json_member(answer, "controls"), "items")->count, 6);
}

/* ---- against what-if ---- */

struct trial {
    const struct json *node;
    const char *factor;
    struct text level;
};

static struct text what_if_body(struct place *place, const char *tree, struct trial change)
{
    const struct json *factors = json_member(json_member(change.node, "rating"), "factors");
    struct buffer body;
    buffer_init(&body, place->arena);
    buffer_print(&body,
                 "{\"tree\":\"%s\",\"ratings\":{\"%.*s\":{\"approach\":\"attack_potential\",", tree,
                 TEXT_ARGS(json_text(json_member(change.node, "key"))));
    buffer_put_z(&body, "\"factors\":{");
    for (const struct json *at = factors->first; at != NULL; at = at->next) {
        struct text level = text_is(at->name, change.factor) ? change.level : json_text(at);
        buffer_print(&body, "%s\"%.*s\":\"%.*s\"", at == factors->first ? "" : ",",
                     TEXT_ARGS(at->name), TEXT_ARGS(level));
    }
    buffer_put_z(&body, "}}}}");
    return buffer_text(&body);
}

static const struct json *move_of(const struct json *moves, struct trial change)
{
    const struct json *at = json_member(moves, "items")->first;
    for (; at != NULL; at = at->next) {
        if (text_equals(json_text(json_member(json_member(at, "node"), "key")),
                        json_text(json_member(change.node, "key"))) &&
            place_is(json_member(at, "factor"), "id", change.factor) &&
            text_equals(json_text(json_member(json_member(at, "to"), "id")), change.level)) {
            return at;
        }
    }
    return NULL;
}

/* One change: listed with what the what-if says, or neither moves anything. */
static size_t check_change(struct place *place, const char *tree, const struct json *answer,
                           struct trial change)
{
    const struct json *now = json_member(json_member(answer, "why"), "now");
    const struct json *move = move_of(json_member(answer, "moves"), change);
    struct text body = what_if_body(place, tree, change);
    const struct json *then = place_json(place, WHAT_IF, NULL, text_to_z(place->arena, body));
    const struct json *value = json_member(then, "value");
    const struct json *after = move != NULL ? json_member(move, "after") : now;
    assert_int_equal(place_number(value, "sum"), place_number(after, "sum"));
    assert_true(text_equals(json_text(json_member(value, "level")),
                            json_text(json_member(after, "level"))));
    return move != NULL;
}

static size_t check_node(struct place *place, const char *tree, const struct json *answer,
                         const struct json *node)
{
    const struct json *method = json_member(place_json(place, ANALYSIS, "TA-0001", NULL), "method");
    const struct json *given = json_member(json_member(node, "rating"), "factors");
    size_t moves = 0;
    for (const struct json *at = given->first; at != NULL; at = at->next) {
        const char *id = text_to_z(place->arena, at->name);
        const struct json *levels =
            json_member(place_find(json_member(method, "factors"), "id", id), "levels");
        size_t here = 0;
        while (!text_equals(json_text(json_member(place_at(levels, here), "id")), json_text(at))) {
            here++;
        }
        if (here > 0) {
            struct text down = json_text(json_member(place_at(levels, here - 1), "id"));
            moves += check_change(place, tree, answer, (struct trial){node, id, down});
        }
        if (here + 1 < levels->count) {
            struct text up = json_text(json_member(place_at(levels, here + 1), "id"));
            moves += check_change(place, tree, answer, (struct trial){node, id, up});
        }
    }
    return moves;
}

static void check_moves(struct place *place, const char *threat, const char *tree)
{
    const struct json *answer = insight(place, threat);
    const struct json *nodes = json_member(place_json(place, TREE, tree, NULL), "nodes");
    size_t moves = 0;
    for (const struct json *at = nodes->first; at != NULL; at = at->next) {
        if (json_member(at, "rating")->kind == JSON_OBJECT) {
            moves += check_node(place, tree, answer, at);
        }
    }
    assert_int_equal(moves, place_number(json_member(answer, "moves"), "count"));
}

static void test_lists_exactly_the_changes_that_move(void **state)
{
    check_moves(*state, "TS-0003", "AT-0002");
    load(*state, "insight.json");
    check_moves(*state, "TS-0002", "AT-0003");
}

/* Two of three at High, Medium and Very low: only the second can move the second.
 * [RC-15-13] 2.84 becomes 3.89 over the network, 1.62 at high complexity. */
static void test_moves_cvss_metrics(void **state)
{
    load(*state, "votes.json");
    const struct json *moves = json_member(insight(*state, "TS-0002"), "moves");
    const struct json *items = json_member(moves, "items");
    assert_int_equal(place_number(moves, "count"), 2);
    const struct json *easier = place_at(items, 0);
    const struct json *harder = place_at(items, 1);
    assert_true(place_is(json_member(easier, "node"), "key", "AN-0022"));
    assert_true(place_is(json_member(easier, "to"), "id", "AV:N"));
    assert_outcome(easier, "after", "high", NO_SUM, 5);
    assert_true(place_is(json_member(harder, "node"), "key", "AN-0022"));
    assert_true(place_is(json_member(harder, "to"), "id", "AC:H"));
    assert_outcome(harder, "after", "low", NO_SUM, 3);
}

int main(void)
{
#define ON_HEADLAMP(test) cmocka_unit_test_setup_teardown(test, open_headlamp, close_headlamp)
    const struct CMUnitTest tests[] = {
        ON_HEADLAMP(test_explains_a_tree_of_attack_potential),
        ON_HEADLAMP(test_explains_a_tree_of_attack_vectors),
        ON_HEADLAMP(test_flips_the_controls_of_the_example),
        ON_HEADLAMP(test_says_what_is_missing),
        ON_HEADLAMP(test_names_every_least_capable_attacker),
        ON_HEADLAMP(test_lists_the_moves_by_their_effect),
        ON_HEADLAMP(test_weighs_each_control_against_the_others),
        ON_HEADLAMP(test_sees_what_others_cover_and_what_ends_it),
        ON_HEADLAMP(test_lists_exactly_the_changes_that_move),
        ON_HEADLAMP(test_moves_cvss_metrics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
