/* The rule files: their examples, what of Annex 5 they cover, and refusals. */
#include "format/house.h"
#include "format/model_yaml.h"

static uint32_t find_rule(const struct house *house, struct text id)
{
    void *found = table_get(&house->rules.rule_ids, id);
    return found != NULL ? (uint32_t)((uintptr_t)found - 1) : THREAT_NOTHING;
}

static void check_example(struct house *house, const struct threat_rules_example *example,
                          uint8_t *seen)
{
    threat_model_init(&house->model, &house->symbols, example->file, house->arena, &house->fault);
    if (model_yaml_read_tree(&house->model, example->model) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(house_fault(house)));
    }
    house_run(house);
    for (const struct json *id = example->rules->first; id != NULL; id = id->next) {
        uint32_t rule = find_rule(house, json_text(id));
        if (rule == THREAT_NOTHING) {
            fail_msg("%.*s:%d: there is no rule %.*s", TEXT_ARGS(example->file), id->line,
                     TEXT_ARGS(json_text(id)));
            return;
        }
        seen[rule] = (uint8_t)(seen[rule] | (example->is_positive ? 1 : 2));
        bool has_found = house->run->ways[rule].count > 0;
        if (has_found != example->is_positive) {
            fail_msg("%.*s:%d: %.*s finds %s in \"%.*s\"", TEXT_ARGS(example->file), id->line,
                     TEXT_ARGS(json_text(id)), has_found ? "something" : "nothing",
                     TEXT_ARGS(example->name));
        }
    }
}

static void every_rule_finds_its_examples_and_nothing_else(void **state)
{
    (void)state;
    struct house *house = house_open();
    house_read_catalogue(house);
    uint8_t *seen = ARENA_MANY(house->arena, uint8_t, house->rules.rule_count);
    assert_true(house->examples.count >= 2);
    for (size_t i = 0; i < house->examples.count; i++) {
        check_example(house, &house->examples.at[i], seen);
    }
    for (size_t rule = 0; rule < house->rules.rule_count; rule++) {
        if (seen[rule] != 3) {
            fail_msg("rule %.*s has no %s example", TEXT_ARGS(house->rules.rules[rule].id),
                     (seen[rule] & 1) == 0 ? "positive" : "negative");
        }
    }
    house_close(house);
}

static void annex_5_is_covered_or_the_readme_says_why_not(void **state)
{
    (void)state;
    struct house *house = house_open();
    const struct json *catalogue;
    struct table covered;
    house_read_catalogue(house);
    table_init(&covered, house->arena);
    struct text readme = house_file(house, "catalog/threat-rules/README.md");
    assert_int_equal(json_read(house->arena, TEXT("annex"),
                               house_file(house, "catalog/unr155-annex5-threats.json"),
                               &house->fault, &catalogue),
                     RC_OK);
    for (size_t r = 0; r < house->rules.rule_count; r++) {
        const struct threat_rule *rule = &house->rules.rules[r];
        assert_true(!rule->is_threat || rule->annex5_count > 0);
        for (size_t i = 0; i < rule->annex5_count; i++) {
            table_put(&covered, rule->annex5[i], house);
        }
    }
    size_t known = 0;
    const struct json *entries = json_member(catalogue, "entries");
    for (const struct json *entry = entries->first; entry != NULL; entry = entry->next) {
        struct text id = json_text(json_member(entry, "id"));
        bool has_rule = table_get(&covered, id) != NULL;
        bool has_reason =
            text_contains(readme, text_print(house->arena, "\n| %.*s |", TEXT_ARGS(id)));
        known += has_rule;
        if (has_rule == has_reason) {
            fail_msg("entry %.*s has %s", TEXT_ARGS(id),
                     has_rule ? "rules, and a reason why not" : "neither a rule nor a reason");
        }
    }
    assert_int_equal(known, covered.count); /* no rule names an entry that is none */
    house_close(house);
}

#define HEAD "format: csms-threat-rules\nversion: 1\n"
#define TAIL ", stride: S, annex5: [\"4.1\"]}\n"

static void what_is_no_rule_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        const char *words;
    } rows[] = {
        {"format: other\n", "rules.yaml:1:1: a rule file starts with format"},
        {"format: csms-threat-rules\nversion: 2\n", "only version: 1"},
        {HEAD "surprise: 1\n", "rules.yaml:3:11: surprise: there is no such member"},
        {HEAD "predicates: {p: [thing]}\n", ":3:18: a type is component"},
        {HEAD "predicates: {kind: [component]}\n", "a predicate of this name exists"},
        {HEAD "predicates: {p: []}\n", "one to four types"},
        {HEAD "rules: {}\n", "rules.yaml:3:8: rules: a list of rules"},
        {HEAD "rules:\n  - {id: r}\n", ":4:5: a rule has an id and conditions"},
        {HEAD "rules:\n  - {id: r, when: [\"kind(C\"], threat: \"t\", at: [C]" TAIL,
         ":4:20: r: \"kind(C\" is no condition"},
        {HEAD "rules:\n  - {id: r, when: [\"kind(C)\"], threat: \"t\", at: [C]" TAIL,
         "r: kind takes 2 arguments"},
        {HEAD "rules:\n  - {id: r, when: [\"none(C)\"], threat: \"t\", at: [C]" TAIL,
         "there is no predicate \"none\""},
        {HEAD "rules:\n  - {id: r, when: [\"component(C)\", \"channel(C)\"], threat: \"t\", at: "
              "[C]" TAIL,
         ":4:36: r: the variable C would have to be two sorts of thing"},
        {HEAD "rules:\n  - {id: r, when: [\"component(a)\"], threat: \"t\", at: [C]" TAIL,
         "\"a\" is a word where an element stands"},
        {HEAD "rules:\n  - {id: r, when: [\"component(C)\", \"not kind(D, x)\"], threat: \"t\", "
              "at: [C]" TAIL,
         "the variable D stands in no positive condition"},
        {HEAD "rules:\n  - {id: r, when: [\"not entry(_)\"], threat: \"t\", at: [C]" TAIL,
         "no condition of the rule has this variable"},
        {HEAD "rules:\n  - {id: r, when: [\"component(C)\"], then: \"kind(C, x)\"}\n",
         "a rule concludes a predicate declared"},
        {HEAD "predicates: {p: [component]}\nrules:\n"
              "  - {id: r, when: [\"component(C)\", \"not p(C)\"], then: \"p(C)\"}\n",
         "only what the model says can be absent"},
        {HEAD "predicates: {p: [component]}\nrules:\n"
              "  - {id: r, when: [\"component(C)\"], then: \"p(_)\"}\n",
         "_ cannot stand in a conclusion"},
        {HEAD "rules:\n  - {id: r, when: [\"component(C)\"], threat: \"t\", at: [C], stride: X, "
              "annex5: []}\n",
         "STRIDE classes are letters"},
        {HEAD "rules:\n  - {id: r, when: [\"component(C)\"], threat: \"t\", at: [C], steps: "
              "[{title: \"s\", factors: {ET: never}}]" TAIL,
         "factor or level"},
        {HEAD "rules:\n  - {id: r, when: [\"component(C)\"], threat: \"t\", at: [C]" TAIL
              "  - {id: r, when: [\"component(C)\"], threat: \"t\", at: [C]" TAIL,
         "rules.yaml:5:5: r: two rules have this id"},
        {HEAD "rules:\n  - id: r\n    when: [\"X != Y\"]\n", "a threat has a title"},
        {HEAD "positive:\n  - {name: \"n\"}\n", "an example has a name, rules"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct house *house = house_open();
        enum rc rc = house_read_rules(house, text_of(rows[i].file));
        if (rc == RC_OK || !text_contains(house_fault(house), text_of(rows[i].words))) {
            fail_msg("row %zu: %s\n%.*s", i, rows[i].file, TEXT_ARGS(house_fault(house)));
        }
        house_close(house);
    }
}

static void a_threat_has_its_steps_and_adjusted_factors(void **state)
{
    (void)state;
    struct house *house = house_open();
    assert_int_equal(
        house_read_rules(
            house,
            TEXT(HEAD
                 "predicates: {held: [component]}\n"
                 "rules:\n"
                 "  - {id: hold, when: [\"entry(C)\", \"component(C)\"], then: \"held(C)\", "
                 "steps: [{title: \"Take {C}\", factors: {ET: le_1w}}]}\n"
                 "  - {id: go, when: [\"held(A)\", \"flow(_, A, C)\"], then: \"held(C)\", "
                 "steps: [{title: \"{A} to {C}\", factors: {SE: expert}}]}\n"
                 "  - {id: t, when: [\"held(C)\", \"kind(C, ecu)\"], threat: \"{C} {X} falls\", "
                 "at: [C], steps: [{title: \"Win\", adjust: [{when: "
                 "[\"property(C, hard, yes)\"], factors: {ET: gt_6m}}]}]" TAIL)),
        RC_OK);
    assert_int_equal(
        house_read_model(house, TEXT("format: csms-architecture\ncomponent:\n"
                                     "  - {key: a, name: \"First\"}\n"
                                     "  - {key: b, name: \"Second\"}\n"
                                     "  - {key: c, name: \"Third\", kind: ECU, properties: {hard: "
                                     "true}}\n"
                                     "data_flow:\n  - {key: f, source: a, target: b}\n"
                                     "  - {key: g, source: b, target: c}\n"
                                     "  - {key: h, source: c, target: a}\n"
                                     "entry:\n  - {component: a}\n")),
        RC_OK);
    house_run(house);
    assert_int_equal(house->list->count, 1);
    const struct threat *threat = &house->list->at[0];
    assert_true(text_is(threat->title, "Third {X} falls"));
    assert_int_equal(threat->step_count, 4);
    assert_true(text_is(threat->steps[0].title, "Take First"));
    assert_true(text_is(threat->steps[1].title, "First to Second"));
    assert_true(text_is(threat->steps[2].title, "Second to Third"));
    assert_true(text_is(threat->steps[3].title, "Win"));
    assert_int_equal(threat->steps[0].factors.levels[0], 1);
    assert_int_equal(threat->steps[1].factors.levels[1], 2);
    assert_int_equal(threat->steps[3].factors.levels[0], 4);
    struct threat_rating rating;
    assert_int_equal(threat_rate(house->arena, house->graph, &house->fault, &rating), RC_OK);
    uint16_t best = attack_graph_best(rating.graph, threat->fact);
    assert_int_equal(rating.grid->totals[best], 19 + 6); /* the longest time, an expert */
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_finds_its_examples_and_nothing_else),
        cmocka_unit_test(annex_5_is_covered_or_the_readme_says_why_not),
        cmocka_unit_test(what_is_no_rule_is_refused_with_its_place),
        cmocka_unit_test(a_threat_has_its_steps_and_adjusted_factors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
