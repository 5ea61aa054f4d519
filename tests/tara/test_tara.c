/* The headlamp example of ISO/SAE 21434 Annex H through the real pipeline:
 * every figure, every sensitivity row, every known gap, the report's bytes. */
#include "domain/tara/tara_queries.h"
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
#define TREE "tara/trees/{key}"
#define WHAT_IF "tara/what-if"
#define PDF "tara/analyses/{key}/report.pdf"
#define HTML "tara/analyses/{key}/report.html"

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

static void assert_bulk(struct place *place, const char *commands, enum rc wanted,
                        const char *words)
{
    enum rc rc = place_bulk(place, text_of(commands));
    struct text fault = fault_text(&place->fault, place->arena);
    if (rc != wanted || (words != NULL && !text_contains(fault, text_of(words)))) {
        fail_msg("%s instead of %s: %.*s", rc_name(rc), rc_name(wanted), TEXT_ARGS(fault));
    }
}

static void assert_file(struct place *place, const char *name)
{
    struct text path = text_print(place->arena, "%s/tests/tara/%s", CSMS_SOURCE_DIR, name);
    enum rc rc = place_load_file(place, text_to_z(place->arena, path));
    if (rc != RC_OK) {
        fail_msg("%s: %.*s", name, TEXT_ARGS(fault_text(&place->fault, place->arena)));
    }
}

/* ---- figures ---- */

/* [RQ-15-10] [RQ-15-15] */
static void test_evaluates_the_example(void **state)
{
    const struct json *all = place_json(*state, "tara/evaluate", NULL, NULL);
    const struct json *spoofing = place_find(all, "threat_scenario", "TS-0001");
    const struct json *tampering = place_find(all, "threat_scenario", "TS-0002");
    const struct json *denial = place_find(all, "threat_scenario", "TS-0003");
    assert_int_equal(all->count, 3);

    assert_true(place_is(spoofing, "approach", "attack_vector"));
    assert_true(place_is(spoofing, "feasibility", "high"));
    assert_true(place_is(spoofing, "feasibility_label", "High"));
    assert_true(place_is(spoofing, "vector", "network"));
    assert_true(place_is(spoofing, "impact_category", "S"));
    assert_true(place_is(spoofing, "impact", "severe"));
    assert_true(place_is(spoofing, "risk_formula", "5.00"));
    assert_true(place_is(spoofing, "cal", "CAL4"));
    assert_true(place_is_null(spoofing, "sum"));
    assert_int_equal(place_number(spoofing, "risk"), 5);

    assert_int_equal(json_member(tampering, "is_rated")->kind, JSON_FALSE);
    assert_true(place_is_null(tampering, "feasibility"));
    assert_true(place_is_null(tampering, "risk"));

    assert_true(place_is(denial, "approach", "attack_potential"));
    assert_true(place_is(denial, "feasibility", "low"));
    assert_true(place_is(denial, "impact_category", "O"));
    assert_true(place_is(denial, "impact", "moderate"));
    assert_true(place_is(denial, "cal", "CAL3"));
    assert_int_equal(place_number(denial, "sum"), 20);
    assert_int_equal(place_number(denial, "risk"), 2);
    assert_true(place_is(json_member(denial, "method"), "key", "MV-0001"));
}

static void test_gives_every_path_its_rating(void **state)
{
    static const struct {
        const char *threat;
        const char *node;
        const char *level;
        int64_t sum;
    } paths[] = {{"TS-0001", "AN-0002", "high", INT64_MIN},
                 {"TS-0001", "AN-0003", "medium", INT64_MIN},
                 {"TS-0001", "AN-0004", "low", INT64_MIN},
                 {"TS-0003", "AN-0013", "low", 20},
                 {"TS-0003", "AN-0015", "low", 24}};
    const struct json *all = place_json(*state, "tara/evaluate", NULL, NULL);
    for (size_t i = 0; i < COUNT(paths); i++) {
        const struct json *threat = place_find(all, "threat_scenario", paths[i].threat);
        const struct json *path = place_find(json_member(threat, "paths"), "node", paths[i].node);
        assert_non_null(path);
        assert_true(place_is(path, "level", paths[i].level));
        assert_int_equal(place_number(path, "sum"), paths[i].sum);
    }
}

/* The catalogue's rows SENS-1 to SENS-5. */
static void test_answers_what_if(void **state)
{
#define POTENTIAL(et, koic, woo, eq)                               \
    "{\"approach\":\"attack_potential\",\"factors\":{\"ET\":\"" et \
    "\",\"SE\":\"multiple_experts\",\"KoIC\":\"" koic "\",\"WoO\":\"" woo "\",\"Eq\":\"" eq "\"}}"
    static const struct {
        const char *body;
        const char *level;
        int64_t sum;
        int64_t risk;
    } rows[] = {{"{\"tree\":\"AT-0001\",\"ratings\":{\"AN-0002\":null}}", "medium", INT64_MIN, 4},
                {"{\"tree\":\"AT-0001\",\"ratings\":{\"AN-0002\":null,\"AN-0003\":null}}", "low",
                 INT64_MIN, 3},
                {"{\"tree\":\"AT-0002\",\"ratings\":{\"AN-0013\":" POTENTIAL(
                     "le_1w", "confidential", "unlimited", "standard") "}}",
                 "medium", 16, 2},
                {"{\"tree\":\"AT-0002\",\"ratings\":{\"AN-0013\":" POTENTIAL(
                     "le_1w", "restricted", "unlimited", "standard") "}}",
                 "high", 12, 3},
                {"{\"tree\":\"AT-0002\",\"ratings\":{\"AN-0013\":" POTENTIAL(
                     "le_1w", "confidential", "moderate",
                     "specialized") ",\"AN-0015\":" POTENTIAL("le_1m", "confidential", "moderate",
                                                              "specialized") "}}",
                 "low", 24, 2}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct json *tree = place_json(*state, WHAT_IF, NULL, rows[i].body);
        const struct json *value = json_member(tree, "value");
        assert_true(place_is(value, "level", rows[i].level));
        assert_int_equal(place_number(value, "sum"), rows[i].sum);
        assert_int_equal(place_number(tree, "risk"), rows[i].risk);
    }
    const struct json *none = place_json(
        *state, WHAT_IF, NULL,
        "{\"tree\":\"AT-0001\",\"ratings\":{\"AN-0002\":null,\"AN-0003\":null,\"AN-0004\":null}}");
    assert_true(place_is_null(none, "value"));
    assert_true(place_is(none, "sentence", "no attack remains"));
    struct text text;
    assert_int_equal(
        place_view(*state, WHAT_IF, NULL, "{\"tree\":\"AT-0001\",\"ratings\":7}", &text),
        RC_INVALID);
    assert_int_equal(place_view(*state, WHAT_IF, NULL,
                                "{\"tree\":\"AT-0002\",\"ratings\":{\"AN-0013\":{\"approach\":"
                                "\"attack_potential\",\"factors\":{\"ET\":\"soon\"}}}}",
                                &text),
                     RC_INVALID);
    assert_int_equal(place_view(*state, WHAT_IF, NULL, "{\"ratings\":{}}", &text), RC_INVALID);
}

/* ---- gaps ---- */

static void test_finds_the_six_known_gaps(void **state)
{
    static const struct {
        const char *check;
        const char *key;
    } gaps[] = {{"TARA-01", "DS-0001"}, {"TARA-02", "DS-0003"}, {"TARA-03", "AS-0003"},
                {"TARA-04", "TS-0002"}, {"TARA-05", "TD-0001"}, {"TARA-05", "TD-0002"},
                {"TARA-06", "TA-0001"}, {"TARA-17", "TD-0001"}, {"TARA-17", "TD-0002"}};
    const struct json *analysis = place_json(*state, ANALYSIS, "TA-0001", NULL);
    const struct json *findings = json_member(analysis, "findings");
    size_t found = 0;
    for (const struct json *at = findings->first; at != NULL; at = at->next) {
        for (size_t i = 0; i < COUNT(gaps); i++) {
            found += place_is(at, "check", gaps[i].check) &&
                     place_is(json_member(at, "ref"), "key", gaps[i].key);
        }
    }
    assert_int_equal(found, COUNT(gaps));
    assert_int_equal(findings->count, COUNT(gaps));
}

static int64_t newest_of(struct place *place)
{
    struct snapshot snapshot;
    struct record *analysis;
    int64_t seq = 0;
    assert_int_equal(snapshot_open(&snapshot, place->workspace, place->arena, &place->fault),
                     RC_OK);
    assert_int_equal(snapshot_get(&snapshot, model_named(place->model, TEXT("tara_analysis")),
                                  TEXT("TA-0001"), &analysis),
                     RC_OK);
    assert_int_equal(tara_query_newest(&snapshot, analysis, &seq), RC_OK);
    snapshot_close(&snapshot);
    return seq;
}

static const char *as_of(struct place *place, int64_t seq)
{
    return text_to_z(place->arena, text_print(place->arena, "{\"as_of\":%lld}", (long long)seq));
}

/* An earlier state is checked by the records' own references; both ways agree. */
static void test_finds_the_same_as_of_an_entry(void **state)
{
    struct place *place = *state;
    const struct json *now = place_json(place, ANALYSIS, "TA-0001", NULL);
    const struct json *then =
        place_json(place, ANALYSIS, "TA-0001", as_of(place, newest_of(place)));
    struct text a = json_canonical(place->arena, json_member(now, "findings"));
    struct text b = json_canonical(place->arena, json_member(then, "findings"));
    assert_true(text_equals(a, b));
    assert_true(text_equals(json_canonical(place->arena, json_member(now, "risks")),
                            json_canonical(place->arena, json_member(then, "risks"))));
}

/* ---- shapes ---- */

static void test_draws_a_tree_that_is_well_formed(void **state)
{
    const struct json *tree = place_json(*state, TREE, "AT-0001", NULL);
    const struct json *nodes = json_member(tree, "nodes");
    const struct json *layout = json_member(tree, "layout");
    int64_t width = place_number(layout, "width");
    int64_t height = place_number(layout, "height");
    size_t edges = 0;
    assert_int_equal(nodes->count, 11);
    assert_true(place_is(tree, "variant", "V4"));
    for (const struct json *node = nodes->first; node != NULL; node = node->next) {
        const struct json *children = json_member(node, "children");
        edges += children->count;
        assert_in_range(place_number(node, "x"), 0, width - place_number(node, "width"));
        assert_in_range(place_number(node, "y"), 0, height - place_number(node, "height"));
        for (const struct json *child = children->first; child != NULL; child = child->next) {
            const struct json *at =
                place_find(nodes, "id", text_to_z(((struct place *)*state)->arena, child->text));
            assert_non_null(at);
            assert_true(place_number(at, "y") > place_number(node, "y"));
        }
    }
    assert_int_equal(json_member(layout, "edges")->count, edges);
    assert_int_equal(edges, 15);
    const struct json *root = place_find(nodes, "key", "AN-0001");
    const struct json *shared = place_find(nodes, "key", "AN-0007");
    assert_true(
        text_equals(json_text(json_member(tree, "root")), json_text(json_member(root, "id"))));
    assert_int_equal(json_member(shared, "is_shared")->kind, JSON_TRUE);
    assert_int_equal(json_member(shared, "parents")->count, 3);
    assert_int_equal(json_member(place_find(nodes, "key", "AN-0002"), "is_critical")->kind,
                     JSON_TRUE);
    assert_true(
        place_is(json_member(place_find(nodes, "key", "AN-0002"), "rating"), "by", "cli:tester"));
}

static void test_names_the_attackers_who_can(void **state)
{
    const struct json *tree = place_json(*state, TREE, "AT-0002", NULL);
    const struct json *attackers = json_member(tree, "attackers");
    assert_true(place_is(tree, "variant", "V1"));
    assert_true(place_is(tree, "exactness", "exact"));
    assert_int_equal(attackers->count, 1);
    assert_true(place_is(attackers->first, "SE", "Multiple experts"));
    assert_true(place_is(attackers->first, "WoO", "Unlimited"));
}

/* Walks a derivation; every node has its members, and inputs are objects too. */
static size_t count_why(const struct json *node)
{
    size_t count = 1;
    assert_true(json_text(json_member(node, "label")).size > 0);
    assert_true(json_text(json_member(node, "value")).size > 0);
    assert_non_null(json_member(node, "ref"));
    for (const struct json *input = json_member(node, "inputs")->first; input != NULL;
         input = input->next) {
        count += count_why(input);
    }
    return count;
}

static void test_says_why(void **state)
{
    const struct json *risk = place_why(*state, "risk", "RV-0001");
    assert_true(place_is(risk, "value", "5"));
    assert_true(place_is(risk, "by", "cli:tester"));
    assert_in_range(count_why(risk), 10, 100);
    assert_true(text_contains(json_text(json_member(risk, "rule")),
                              TEXT("impact Severe and feasibility High give 5")));
    const struct json *rating = place_why(*state, "feasibility_rating", "FR-0005");
    assert_true(place_is(rating, "value", "Low, 24 points"));
    assert_in_range(count_why(rating), 6, 8);
    (void)count_why(place_why(*state, "threat_scenario", "TS-0002"));
    (void)count_why(place_why(*state, "damage_scenario", "DS-0003"));
    (void)count_why(place_why(*state, "attack_node", "AN-0012"));
}

/* ---- the report ---- */

static void test_reports_the_same_bytes(void **state)
{
    struct place *place = *state;
    int64_t seq = newest_of(place);
    struct text pdf;
    struct text again;
    struct text html;
    assert_int_equal(place_view(place, PDF, "TA-0001", NULL, &pdf), RC_OK);
    assert_int_equal(place_view(place, PDF, "TA-0001", NULL, &again), RC_OK);
    assert_true(text_starts(pdf, TEXT("%PDF-")));
    assert_true(text_equals(pdf, again));
    assert_int_equal(place_view(place, HTML, "TA-0001", NULL, &html), RC_OK);
    assert_true(text_contains(html, TEXT("TARA-05")));
    assert_true(text_contains(html, TEXT("Low 24")));

    assert_bulk(place,
                "{\"commands\":[{\"entity\":\"feasibility_rating\",\"verb\":\"change\",\"key\":"
                "\"FR-0001\",\"reason\":\"The radio is closed.\",\"fields\":{\"vector\":"
                "\"physical\"}},{\"entity\":\"threat_scenario\",\"verb\":\"change\",\"key\":"
                "\"TS-0001\",\"fields\":{\"damage_scenarios\":[\"DS-0001\",\"DS-0002\"]}}]}",
                RC_OK, NULL);
    assert_true(newest_of(place) > seq);
    assert_int_equal(place_view(place, PDF, "TA-0001", as_of(place, seq), &again), RC_OK);
    assert_true(text_equals(pdf, again));
    assert_int_equal(place_view(place, HTML, "TA-0001", as_of(place, seq), &again), RC_OK);
    assert_true(text_equals(html, again));
    assert_int_equal(place_view(place, PDF, "TA-0001", NULL, &again), RC_OK);
    assert_false(text_equals(pdf, again));
    assert_int_equal(place_view(place, PDF, "TA-0001", as_of(place, 1000000), &again),
                     RC_NOT_FOUND);
}

/* ---- rules ---- */

#define ONE(entity, verb, key, fields)                                               \
    "{\"commands\":[{\"entity\":\"" entity "\",\"verb\":\"" verb "\",\"key\":\"" key \
    "\",\"reason\":\"test\",\"fields\":{" fields "}}]}"

static void test_refuses_what_breaks_a_rule(void **state)
{
    static const struct {
        const char *commands;
        enum rc rc;
        const char *words;
    } rows[] = {
        {ONE("attack_node", "change", "AN-0005", "\"gate\":\"or\",\"children\":[\"AN-0001\"]"),
         RC_CYCLE, "AN-0005, AN-0001, AN-0002, AN-0005"},
        {ONE("attack_node", "change", "AN-0005", "\"children\":[\"AN-0006\"]"), RC_INVALID,
         "fields.children: a step has no children"},
        {ONE("attack_node", "change", "AN-0001", "\"gate\":\"k_of_n\",\"k\":4"), RC_INVALID,
         "fields.k"},
        {ONE("attack_node", "change", "AN-0001", "\"k\":2"), RC_INVALID, "fields.k"},
        {ONE("feasibility_rating", "change", "FR-0004", "\"expertise\":\"wizard\""), RC_INVALID,
         "fields.expertise: \"wizard\" is no level"},
        {ONE("feasibility_rating", "change", "FR-0004", "\"window\":null"), RC_INVALID,
         "is not rated"},
        {ONE("feasibility_rating", "change", "FR-0001", "\"vector\":\"telepathy\""), RC_INVALID,
         "fields.vector: choose one of: network"},
        {ONE("feasibility_rating", "change", "FR-0001",
             "\"approach\":\"cvss\",\"cvss\":\"CVSS:4.0/AV:N\""),
         RC_UNSUPPORTED, "fields.cvss"},
        {ONE("feasibility_rating", "create", "FR-0099",
             "\"node\":\"AN-0002\",\"approach\":\"attack_vector\",\"vector\":\"local\""),
         RC_CONFLICT, "FR-0001"},
        {ONE("impact_rating", "create", "IR-0099",
             "\"damage_scenario\":\"DS-0002\",\"stakeholder\":\"road_user\",\"category\":\"S\","
             "\"level\":\"major\""),
         RC_CONFLICT, "IR-0002"},
        {ONE("attack_tree", "create", "AT-0099",
             "\"threat_scenario\":\"TS-0001\",\"title\":\"Another\""),
         RC_CONFLICT, "AT-0001"},
        {ONE("risk", "create", "RV-0099",
             "\"analysis\":\"TA-0001\",\"threat_scenario\":\"TS-0003\",\"damage_scenario\":"
             "\"DS-0004\",\"category\":\"O\""),
         RC_CONFLICT, "RV-0002"},
        {ONE("risk", "create", "RV-0099",
             "\"analysis\":\"TA-0001\",\"threat_scenario\":\"TS-0003\",\"damage_scenario\":"
             "\"DS-0003\",\"category\":\"S\""),
         RC_INVALID, "does not lead to"},
        {ONE("treatment_decision", "change", "TD-0001", "\"option\":\"wait\""), RC_INVALID,
         "fields.option"},
        {ONE("method_version", "change", "MV-0001", "\"pack\":{\"scales\":{}}"), RC_INVALID,
         "scales"},
        {ONE("control", "create", "CT-0001",
             "\"analysis\":\"TA-0001\",\"title\":\"Nothing\",\"effect\":\"raise\",\"nodes\":["
             "\"AN-0002\"]"),
         RC_INVALID, "fields.effect"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_bulk(*state, rows[i].commands, rows[i].rc, rows[i].words);
    }
}

static void test_keeps_references_in_one_analysis(void **state)
{
    assert_bulk(*state,
                ONE("tara_analysis", "create", "TA-0002",
                    "\"title\":\"Other\",\"item\":\"IT-0001\",\"method\":\"MV-0001\""),
                RC_OK, NULL);
    assert_bulk(*state,
                ONE("damage_scenario", "create", "DS-0099",
                    "\"analysis\":\"TA-0002\",\"title\":\"Other\",\"assets\":[\"AS-0001\"]"),
                RC_INVALID, "belongs to TA-0001");
}

/* ---- findings that need the figures ---- */

static bool has_finding(struct place *place, const char *check)
{
    const struct json *analysis = place_json(place, ANALYSIS, "TA-0001", NULL);
    return place_find(json_member(analysis, "findings"), "check", check) != NULL;
}

/* [RQ-15-17] a decision is for a value; when that moves, the decision is due again. */
static void test_tells_when_a_decided_value_moved(void **state)
{
    struct place *place = *state;
    assert_false(has_finding(place, "TARA-C1"));
    assert_bulk(place, ONE("feasibility_rating", "change", "FR-0001", "\"vector\":\"physical\""),
                RC_OK, NULL);
    assert_true(has_finding(place, "TARA-C1"));
    assert_false(has_finding(place, "TARA-C3"));
    assert_bulk(place,
                "{\"commands\":[{\"entity\":\"feasibility_rating\",\"verb\":\"retire\","
                "\"key\":\"FR-0004\"}]}",
                RC_OK, NULL);
    assert_true(has_finding(place, "TARA-C3"));
}

static void test_compares_assurance_with_the_proposal(void **state)
{
    struct place *place = *state;
    assert_bulk(place,
                ONE("goal", "create", "CG-0001",
                    "\"analysis\":\"TA-0001\",\"title\":\"Protect the lamp request\",\"cal\":"
                    "\"CAL2\",\"threat_scenarios\":[\"TS-0001\"]"),
                RC_OK, NULL);
    assert_true(has_finding(place, "TARA-C4"));
    assert_bulk(place, ONE("goal", "change", "CG-0001", "\"cal\":\"CAL4\""), RC_OK, NULL);
    assert_false(has_finding(place, "TARA-C4"));
    assert_bulk(place, ONE("treatment_decision", "change", "TD-0001", "\"goals\":[\"CG-0001\"]"),
                RC_OK, NULL);
    assert_true(has_finding(place, "TARA-05")); /* the other decision has none yet */
    assert_bulk(place, ONE("treatment_decision", "change", "TD-0002", "\"goals\":[\"CG-0001\"]"),
                RC_OK, NULL);
    assert_false(has_finding(place, "TARA-05"));
}

/* ---- residual risk and exactness ---- */

static const struct json *residual(struct place *place, const char *key)
{
    const struct json *analysis = place_json(place, ANALYSIS, "TA-0001", NULL);
    return place_find(json_member(analysis, "residual_risks"), "key", key);
}

static void test_counts_controls_by_their_state(void **state)
{
    struct place *place = *state;
    assert_file(place, "controls.json");
    assert_int_equal(place_number(residual(place, "RV-0011"), "value"), 4);
    assert_true(place_is(residual(place, "RV-0011"), "feasibility", "medium"));
    assert_true(place_is(residual(place, "RV-0012"), "feasibility", "low")); /* 23 */
    assert_int_equal(place_number(residual(place, "RV-0013"), "value"), 5);
    assert_bulk(place,
                "{\"commands\":[{\"entity\":\"control\",\"verb\":\"implement\",\"key\":\"CT-0001\"}"
                "]}",
                RC_OK, NULL);
    assert_int_equal(place_number(residual(place, "RV-0013"), "value"), 4);
    (void)count_why(place_why(place, "risk", "RV-0011"));
}

/* Two steps in one AND: each factor with its maximum, then the sum (V1). What
 * is not rated yet leaves the tree without a value, and says so. */
static void test_combines_steps_exactly(void **state)
{
    struct place *place = *state;
    assert_file(place, "steps.json");
    const struct json *tree = place_json(place, TREE, "AT-0003", NULL);
    assert_true(place_is_null(tree, "value"));
    assert_true(place_is(tree, "sentence", "not rated yet: AN-0022"));
    assert_int_equal(place_number(place_find(json_member(tree, "nodes"), "key", "AN-0021"), "sum"),
                     5);
    assert_file(place, "rest.json");
    tree = place_json(place, TREE, "AT-0003", NULL);
    assert_int_equal(place_number(json_member(tree, "value"), "sum"), 11);
    assert_true(place_is(json_member(tree, "value"), "level", "high"));
    assert_int_equal(place_number(tree, "risk"), 5);
}

/* Two of three: the second most feasible counts; CVSS and vector meet as levels. */
static void test_counts_votes_over_mixed_approaches(void **state)
{
    struct place *place = *state;
    assert_file(place, "votes.json");
    const struct json *tree = place_json(place, TREE, "AT-0003", NULL);
    assert_true(place_is(tree, "approach", "mixed"));
    assert_true(place_is(tree, "variant", "V4"));
    assert_true(place_is(json_member(tree, "value"), "level", "medium")); /* 3.89, 2.84 */
    const struct json *all = place_json(place, "tara/evaluate", "TA-0001", NULL);
    assert_true(place_is(place_find(all, "threat_scenario", "TS-0002"), "cal", "CAL4"));
    tree =
        place_json(place, WHAT_IF, NULL, "{\"tree\":\"AT-0003\",\"ratings\":{\"AN-0021\":null}}");
    assert_true(place_is(json_member(tree, "value"), "level", "very_low"));
    assert_bulk(place,
                "{\"commands\":[{\"entity\":\"attack_node\",\"verb\":\"retire\",\"key\":"
                "\"AN-0022\"}]}",
                RC_OK, NULL);
    tree = place_json(place, TREE, "AT-0003", NULL);
    assert_true(place_is(json_member(tree, "value"), "level", "very_low"));
    const struct json *analysis = place_json(place, ANALYSIS, "TA-0001", NULL);
    assert_non_null(place_find(json_member(analysis, "findings"), "check", "TARA-28"));
}

/* ---- tools ---- */

static void test_rates_every_combination(void **state)
{
    const struct json *answer = place_tool(*state, "engine attack-potential", NULL);
    const struct json *counts = json_member(answer, "counts");
    assert_int_equal(place_number(answer, "combinations"), 1280);
    assert_int_equal(place_number(counts, "very_low"), 694);
    assert_int_equal(place_number(counts, "low"), 211);
    assert_int_equal(place_number(counts, "medium"), 222);
    assert_int_equal(place_number(counts, "high"), 153);
}

/* Keeping only the cheapest vector at the OR would give 28, Very low. */
static void test_answers_trees_from_a_file(void **state)
{
    const struct json *answer =
        place_tool(*state, "engine attack-tree", CSMS_SOURCE_DIR "/tests/tara/tree.json");
    assert_true(place_is(answer, "id", "two ways"));
    assert_true(place_is(answer, "level", "Low"));
    assert_int_equal(place_number(answer, "ap_factor_max"), 20);
}

int main(void)
{
#define ON_HEADLAMP(test) cmocka_unit_test_setup_teardown(test, open_headlamp, close_headlamp)
    const struct CMUnitTest tests[] = {
        ON_HEADLAMP(test_evaluates_the_example),
        ON_HEADLAMP(test_gives_every_path_its_rating),
        ON_HEADLAMP(test_answers_what_if),
        ON_HEADLAMP(test_finds_the_six_known_gaps),
        ON_HEADLAMP(test_finds_the_same_as_of_an_entry),
        ON_HEADLAMP(test_draws_a_tree_that_is_well_formed),
        ON_HEADLAMP(test_names_the_attackers_who_can),
        ON_HEADLAMP(test_says_why),
        ON_HEADLAMP(test_reports_the_same_bytes),
        ON_HEADLAMP(test_refuses_what_breaks_a_rule),
        ON_HEADLAMP(test_keeps_references_in_one_analysis),
        ON_HEADLAMP(test_tells_when_a_decided_value_moved),
        ON_HEADLAMP(test_compares_assurance_with_the_proposal),
        ON_HEADLAMP(test_counts_controls_by_their_state),
        ON_HEADLAMP(test_combines_steps_exactly),
        ON_HEADLAMP(test_counts_votes_over_mixed_approaches),
        ON_HEADLAMP(test_rates_every_combination),
        ON_HEADLAMP(test_answers_trees_from_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
