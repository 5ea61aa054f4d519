/* Threats suggested from an item's architecture: found, kept, decided, lapsed. */
#include "domain/world.h"

#include "domain/tara/tara_load.h"
#include "domain/tara/tara_suggest.h"
#include "format/model_yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A telematics unit outside the item, on the bus of the item's control unit. */
static const struct call architecture[] = {
    {"item", "IT-0002",
     "{'name': 'Other', 'project': 'PJ-0001', 'kind': 'system', 'relevance': 'relevant'}", false},
    {"component", "CO-0003",
     "{'name': 'Telematics', 'kind': 'telematics', 'origin': 'supplier', 'item': 'IT-0002'}",
     false},
    {"channel", "CH-0001",
     "{'name': 'Body CAN', 'technology': 'can', 'reach': 'vehicle', 'protection': 'none', "
     "'item': 'IT-0001', 'endpoints': ['CO-0002', 'CO-0003', 'CO-0001']}",
     false},
    {"channel", "CH-0002",
     "{'name': 'Cellular', 'technology': 'cellular', 'reach': 'far', 'protection': 'none', "
     "'endpoints': ['CO-0003']}",
     false},
    {"data_element", "DE-0001", "{'name': 'Request', 'kind': 'signal', 'item': 'IT-0001'}", false},
    {"data_flow", "DF-0001",
     "{'name': 'Lamp request', 'item': 'IT-0001', 'source': 'CO-0001', 'target': 'CO-0002', "
     "'channels': ['CH-0001'], 'data_elements': ['DE-0001']}",
     false},
    {"tara_analysis", "TA-0001", "{'title': 'Lamps', 'item': 'IT-0001', 'method': 'MV-0001'}",
     false},
    {"tara_analysis", "TA-0002", "{'title': 'Other', 'item': 'IT-0002', 'method': 'MV-0001'}",
     false},
    {"asset", "AS-0001",
     "{'analysis': 'TA-0001', 'title': 'Request', 'element': 'DF-0001', 'integrity': true}", false},
    {"asset", "AS-0002",
     "{'analysis': 'TA-0001', 'title': 'Secret', 'element': 'DF-0001', 'confidentiality': true}",
     false},
    {"damage_scenario", "DS-0001",
     "{'analysis': 'TA-0001', 'title': 'Lamps out', 'assets': ['AS-0001']}", false},
    {"threat_class", "TC-0001",
     "{'title': 'False messages', 'source': 'unr155_annex5', 'reference': '11.1'}", false}};

static void run(struct world *world, const struct call *call)
{
    world_expect(world, world_run(world, &world_program, call), RC_OK, call->fields);
}

static int open(void **state)
{
    int rc = world_open(state);
    for (size_t i = 0; rc == 0 && i < COUNT(architecture); i++) {
        run(*state, &architecture[i]);
    }
    return rc;
}

/* Runs the rules as an actor and keeps what they find. */
static struct tara_suggested suggest(struct world *world, const struct actor *actor,
                                     const char *analysis)
{
    struct snapshot snapshot = world_snapshot(world);
    struct change_set set;
    struct tara_suggested suggested = {0};
    change_set_init(&set, &snapshot, actor);
    world_expect(world, tara_suggest(&set, world_get(world, &snapshot, analysis), &suggested),
                 RC_OK, "suggest");
    world_expect(world, change_commit(&set), RC_OK, "commit");
    snapshot_close(&snapshot);
    return suggested;
}

struct suggestions {
    struct record **at;
    size_t count;
};

static struct suggestions read_all(struct world *world, const char *analysis)
{
    struct suggestions all;
    struct snapshot snapshot = world_snapshot(world);
    struct value id = value_id(world_get(world, &snapshot, analysis)->id);
    world_expect(world,
                 snapshot_all(&snapshot, model_named(world->model, TEXT("suggestion")),
                              "f_analysis = ?1", &id, 1, &all.at, &all.count),
                 RC_OK, "suggestions");
    snapshot_close(&snapshot);
    return all;
}

/* By the title of what is proposed and its kind. */
static const struct record *find(struct world *world, const char *title, const char *entity)
{
    struct suggestions all = read_all(world, "TA-0001");
    for (size_t i = 0; i < all.count; i++) {
        if (text_is(tara_text(all.at[i], "title"), title) &&
            text_is(tara_text(all.at[i], "entity"), entity)) {
            return all.at[i];
        }
    }
    return NULL;
}

#define FALSE_MESSAGES "False messages to Body control unit on Body CAN"
#define REPLAY "Lamp request is recorded and replayed on Body CAN"

static void the_item_s_threats_are_found_with_their_ways(void **state)
{
    struct world *world = *state;
    struct tara_suggested suggested = suggest(world, &world_program, "TA-0001");
    assert_true(suggested.found > 3);
    assert_int_equal(suggested.created, suggested.found);
    assert_int_equal(suggested.changed, 0);
    const struct record *one = find(world, FALSE_MESSAGES, "threat_scenario");
    assert_non_null(one);
    assert_true(text_is(tara_text(one, "stride"), "STD"));
    assert_true(text_is(tara_text(one, "annex5"), "11.1"));
    assert_true(
        text_contains(tara_text(one, "path"), TEXT("because the reach of Cellular is far")));
    assert_true(text_contains(tara_text(one, "proposer"), TEXT(": bus-false-messages")));
    struct text proposal = tara_text(one, "proposal");
    assert_true(text_contains(proposal, TEXT("\"assets\":[\"AS-0001\"]")));
    assert_true(text_contains(proposal, TEXT("\"damage_scenarios\":[\"DS-0001\"]")));
    assert_true(text_contains(proposal, TEXT("\"threat_classes\":[\"TC-0001\"]")));
    struct suggestions all = read_all(world, "TA-0001");
    for (size_t i = 0; i < all.count; i++) {
        assert_false(text_contains(tara_text(all.at[i], "title"), TEXT("on Cellular")));
    }
}

static void a_second_run_changes_nothing(void **state)
{
    struct tara_suggested suggested = suggest(*state, &world_program, "TA-0001");
    assert_true(suggested.found > 3);
    assert_int_equal(suggested.created + suggested.changed + suggested.lapsed, 0);
}

static void accepting_gives_the_scenario_and_then_its_tree(void **state)
{
    struct world *world = *state;
    const struct record *threat = find(world, FALSE_MESSAGES, "threat_scenario");
    assert_null(find(world, FALSE_MESSAGES, "attack_tree"));
    world_verb(world, text_to_z(world->arena, threat->key), "accept");
    const struct record *tree = find(world, FALSE_MESSAGES, "attack_tree");
    assert_non_null(tree);
    world_verb(world, text_to_z(world->arena, tree->key), "accept");
    struct snapshot snapshot = world_snapshot(world);
    struct tara *tara = NULL;
    world_expect(world, tara_load(&snapshot, TEXT("TA-0001"), &tara), RC_OK, "load");
    assert_int_equal(tara->lists[TARA_THREAT].count, 1);
    assert_int_equal(tara->lists[TARA_TREE].count, 1);
    assert_int_equal(tara->lists[TARA_RATING].count + 1, tara->lists[TARA_NODE].count);
    assert_true(tara->threats[0].feasibility.is_rated);
    /* The tree says what the rules estimated. */
    assert_int_equal(tara->threats[0].feasibility.total,
                     tara_integer(threat, "estimate_points", NO_LEVEL));
    assert_int_equal(tara->threats[0].damages.count, 1);
    snapshot_close(&snapshot);
}

static void what_was_decided_stays_decided(void **state)
{
    struct world *world = *state;
    static const struct call rename = {"data_flow", "DF-0001", "{'name': 'Lamp command'}", true};
    static const struct call back = {"data_flow", "DF-0001", "{'name': 'Lamp request'}", true};
    const struct record *replay = find(world, REPLAY, "threat_scenario");
    assert_non_null(replay);
    world_verb(world, text_to_z(world->arena, replay->key), "reject");
    run(world, &rename);
    struct tara_suggested suggested = suggest(world, &world_program, "TA-0001");
    assert_int_equal(suggested.created, 0);
    assert_true(suggested.changed > 0); /* those undecided about the flow read anew */
    assert_true(text_is(find(world, REPLAY, "threat_scenario")->state, "rejected"));
    assert_true(text_is(find(world, FALSE_MESSAGES, "threat_scenario")->state, "accepted"));
    run(world, &back);
    (void)suggest(world, &world_program, "TA-0001");
}

static void what_no_longer_follows_is_marked_until_it_follows_again(void **state)
{
    struct world *world = *state;
    static const struct call cut = {"channel", "CH-0001", "{'endpoints': ['CO-0001']}", true};
    static const struct call join = {"channel", "CH-0001",
                                     "{'endpoints': ['CO-0001', 'CO-0002', 'CO-0003']}", true};
    run(world, &cut);
    struct tara_suggested suggested = suggest(world, &world_program, "TA-0001");
    assert_true(suggested.lapsed > 0);
    assert_int_equal(tara_integer(find(world, FALSE_MESSAGES, "threat_scenario"), "lapsed", 0), 1);
    assert_int_equal(suggest(world, &world_program, "TA-0001").lapsed, 0);
    run(world, &join);
    assert_int_equal(suggest(world, &world_program, "TA-0001").created, 0);
    assert_int_equal(tara_integer(find(world, FALSE_MESSAGES, "threat_scenario"), "lapsed", 1), 0);
}

/* Replay is no threat where messages are known to be new. */
static void a_safeguard_makes_a_threat_lapse(void **state)
{
    struct world *world = *state;
    static const struct call fresh = {"data_flow", "DF-0001", "{'freshness': true}", true};
    static const struct call stale = {"data_flow", "DF-0001", "{'freshness': false}", true};
    run(world, &fresh);
    (void)suggest(world, &world_program, "TA-0001");
    assert_int_equal(tara_integer(find(world, REPLAY, "threat_scenario"), "lapsed", 0), 1);
    run(world, &stale);
    (void)suggest(world, &world_program, "TA-0001");
    assert_int_equal(tara_integer(find(world, REPLAY, "threat_scenario"), "lapsed", 1), 0);
}

/* The model's reader is strict, so it must know each field that a record may fill. */
static void every_field_of_the_architecture_is_known(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; model_yaml_lists[i] != NULL; i++) {
        const struct entity *entity =
            model_named(world->model, text_of(model_yaml_lists[i]))->entity;
        for (size_t f = 0; f < entity->field_count; f++) {
            const char *name = entity->fields[f].name;
            bool is_end = strcmp(name, "source") == 0 || strcmp(name, "target") == 0 ||
                          (strcmp(name, "component") == 0);
            struct threat_symbols symbols;
            struct threat_model model;
            struct text record = text_print(
                world->arena, "- key: A\n  %s: null\n  source: A\n  target: A\n  component: A\n",
                name);
            threat_symbols_init(&symbols, world->arena);
            fault_init(&world->fault, world->arena);
            threat_model_init(&model, &symbols, TEXT("test"), world->arena, &world->fault);
            enum rc rc = is_end ? RC_OK : model_yaml_read_list(&model, model_yaml_lists[i], record);
            bool is_known = !text_contains(fault_text(&world->fault, world->arena),
                                           text_print(world->arena, "%s: there is no such", name));
            if (!is_known) {
                fail_msg("%s.%s: %s", entity->name, name, rc_name(rc));
            }
        }
    }
}

static void parts_that_one_may_not_read_give_no_threats(void **state)
{
    struct world *world = *state;
    struct grant grants[] = {{.permissions = TEXT("tara.*")}};
    struct actor blind = {.name = TEXT("cli:a"), .grants = grants, .grant_count = 1};
    assert_int_equal(suggest(world, &blind, "TA-0002").found, 0);
    assert_true(suggest(world, &world_program, "TA-0002").found > 0);
}

static void the_verb_runs_the_rules(void **state)
{
    struct world *world = *state;
    static const struct call one = {"tara_analysis", "TA-0003",
                                    "{'title': 'Again', 'item': 'IT-0002', 'method': 'MV-0001'}",
                                    false};
    run(world, &one);
    world_verb(world, "TA-0003", "suggest_threats");
    assert_int_equal(read_all(world, "TA-0003").count, read_all(world, "TA-0002").count);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_item_s_threats_are_found_with_their_ways),
        cmocka_unit_test(a_second_run_changes_nothing),
        cmocka_unit_test(accepting_gives_the_scenario_and_then_its_tree),
        cmocka_unit_test(what_was_decided_stays_decided),
        cmocka_unit_test(what_no_longer_follows_is_marked_until_it_follows_again),
        cmocka_unit_test(every_field_of_the_architecture_is_known),
        cmocka_unit_test(a_safeguard_makes_a_threat_lapse),
        cmocka_unit_test(parts_that_one_may_not_read_give_no_threats),
        cmocka_unit_test(the_verb_runs_the_rules),
    };
    return cmocka_run_group_tests(tests, open, world_close);
}
