/* Threats from model to JSON: ids that last, decisions that stay, edits. */
#include "format/house.h"

#define MODEL                                                              \
    "format: csms-architecture\nversion: 1\ncomponent:\n"                  \
    "  - {key: tcu, name: \"Telematics\", kind: telematics}\n"             \
    "  - {key: gw, name: \"Gateway\", kind: gateway}\n"                    \
    "channel:\n"                                                           \
    "  - {key: net, technology: cellular, reach: far, endpoints: [tcu]}\n" \
    "  - {key: can, technology: can, reach: vehicle, endpoints: [tcu, gw]}\n"
#define MODEL_EDITED                                                                            \
    "format: csms-architecture\nversion: 1\nchannel:\n"                                         \
    "  - {key: can, technology: can, reach: vehicle, protection: both, endpoints: [gw, tcu]}\n" \
    "  - {key: net, technology: cellular, reach: far, endpoints: [tcu]}\n"                      \
    "component:\n"                                                                              \
    "  - {key: new, kind: ecu}\n"                                                               \
    "  - {key: gw, name: \"Central gateway\", kind: gateway}\n"                                 \
    "  - {key: tcu, name: \"Telematics\", kind: telematics}\n"

static const struct threat *find_rule(const struct threat_list *list, const char *rule,
                                      const char *element, const struct threat_symbols *symbols)
{
    for (size_t i = 0; i < list->count; i++) {
        if (text_is(list->at[i].rule->id, rule) &&
            text_is(symbols->ids[list->at[i].arguments[0]], element)) {
            return &list->at[i];
        }
    }
    return NULL;
}

static struct text whole_answer(struct house *house)
{
    struct buffer out;
    struct json_writer writer;
    struct threat_rating rating;
    buffer_init(&out, house->arena);
    json_writer_init(&writer, &out);
    assert_int_equal(threat_rate(house->arena, house->graph, &house->fault, &rating), RC_OK);
    threat_rate_paths(house->list, house->graph, house->arena, &rating);
    json_put_object(&writer);
    threat_json_put_threats(&writer, house->arena, house->list, &rating);
    json_put_object_end(&writer);
    return buffer_text(&out);
}

static struct house *open_with(const char *model)
{
    struct house *house = house_open();
    house_read_catalogue(house);
    if (house_read_model(house, text_of(model)) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(house_fault(house)));
    }
    house_run(house);
    return house;
}

static void ids_outlive_edits_elsewhere(void **state)
{
    (void)state;
    struct house *before = open_with(MODEL);
    struct house *after = open_with(MODEL_EDITED);
    const struct threat *mine =
        find_rule(before->list, "telematics-manipulated", "tcu", &before->symbols);
    const struct threat *theirs =
        find_rule(after->list, "telematics-manipulated", "tcu", &after->symbols);
    assert_non_null(mine);
    assert_non_null(theirs);
    assert_true(text_equals(mine->id, theirs->id));
    assert_int_equal(mine->id.size, THREAT_ID_SIZE);
    /* A renamed component is the same one; its titles follow. */
    mine = find_rule(before->list, "software-bugs", "gw", &before->symbols);
    theirs = find_rule(after->list, "software-bugs", "gw", &after->symbols);
    assert_true(text_equals(mine->id, theirs->id));
    assert_true(text_is(mine->title, "A bug in Gateway is exploited"));
    assert_true(text_is(theirs->title, "A bug in Central gateway is exploited"));
    /* The protected bus takes no false messages any more. */
    assert_non_null(find_rule(before->list, "bus-false-messages", "gw", &before->symbols));
    assert_null(find_rule(after->list, "bus-false-messages", "gw", &after->symbols));
    house_close(after);
    house_close(before);
}

static void the_order_things_are_said_in_does_not_matter(void **state)
{
    (void)state;
    struct house *one =
        open_with("format: csms-architecture\ncomponent:\n"
                  "  - {key: a, kind: ecu}\n  - {key: b, kind: gateway}\n"
                  "channel:\n"
                  "  - {key: x, technology: wifi, reach: near, endpoints: [a, b]}\n"
                  "  - {key: y, technology: obd, reach: contact, endpoints: [b]}\n");
    struct house *two = open_with("format: csms-architecture\nchannel:\n"
                                  "  - {key: y, technology: obd, reach: contact, endpoints: [b]}\n"
                                  "  - {key: x, technology: wifi, reach: near, endpoints: [b, a]}\n"
                                  "component:\n"
                                  "  - {key: b, kind: gateway}\n  - {key: a, kind: ecu}\n");
    assert_true(text_equals(whole_answer(one), whole_answer(two)));
    assert_true(one->list->count > 5);
    house_close(two);
    house_close(one);
}

static void an_edited_run_answers_like_a_new_one(void **state)
{
    (void)state;
    struct house *house = open_with(MODEL);
    struct threat_run *run = house->run;
    assert_int_equal(house_read_model(house, TEXT(MODEL_EDITED)), RC_OK);
    assert_int_equal(threat_run_follow(run, &house->model), RC_OK);
    assert_int_equal(threat_graph_build(house->arena, run, &house->fault, &house->graph), RC_OK);
    threat_graph_rank(house->graph, house->arena, NULL);
    assert_int_equal(threat_list_make(house->arena, house->graph, &house->fault, &house->list),
                     RC_OK);
    struct house *fresh = open_with(MODEL_EDITED);
    assert_true(text_equals(whole_answer(house), whole_answer(fresh)));
    assert_int_equal(house->graph->fact_count, fresh->graph->fact_count);
    assert_int_equal(house->graph->edge_count, fresh->graph->edge_count);
    house_close(fresh);
    house_close(house);
}

/* The steps shown are those that make the threat as feasible as it is. */
static void steps_need_what_the_feasibility_says(void **state)
{
    (void)state;
    struct house *house = open_with(MODEL);
    struct threat_rating rating;
    assert_int_equal(threat_rate(house->arena, house->graph, &house->fault, &rating), RC_OK);
    threat_rate_paths(house->list, house->graph, house->arena, &rating);
    for (size_t i = 0; i < house->list->count; i++) {
        const struct threat *threat = &house->list->at[i];
        int most[METHOD_FACTORS_LIMIT] = {0};
        for (size_t s = 0; s < threat->step_count; s++) {
            for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
                int level = threat->steps[s].factors.levels[f];
                most[f] = level > most[f] ? level : most[f];
            }
        }
        assert_int_equal(profile_grid_number(rating.grid, most),
                         attack_graph_best(rating.graph, threat->fact));
        assert_int_equal(threat->left_out, 0);
    }
    house_close(house);
}

/* The short way needs an expert, the long one only time on foot. */
static void the_easiest_way_is_shown_not_the_shortest(void **state)
{
    (void)state;
    struct house *house = house_open();
    assert_int_equal(
        house_read_rules(
            house,
            TEXT("format: csms-threat-rules\nversion: 1\npredicates: {at: [component]}\n"
                 "rules:\n"
                 "  - {id: start, when: [\"entry(C)\", \"component(C)\"], then: \"at(C)\"}\n"
                 "  - {id: short, when: [\"at(A)\", \"flow(F, A, C)\", \"protection(F, both)\"],"
                 " then: \"at(C)\", steps: [{title: \"break {F}\", factors: {SE: expert}}]}\n"
                 "  - {id: long, when: [\"at(A)\", \"flow(F, A, C)\", \"not protection(F, both)\"],"
                 " then: \"at(C)\", steps: [{title: \"walk {F}\"}]}\n"
                 "  - {id: t, when: [\"at(C)\", \"kind(C, ecu)\"], threat: \"t\", at: [C], "
                 "stride: S, annex5: []}\n")),
        RC_OK);
    assert_int_equal(
        house_read_model(house,
                         TEXT("format: csms-architecture\ncomponent:\n  - {key: a}\n  - {key: b}\n"
                              "  - {key: c, kind: ecu}\ndata_flow:\n"
                              "  - {key: direct, source: a, target: c, protection: both}\n"
                              "  - {key: one, source: a, target: b}\n"
                              "  - {key: two, source: b, target: c}\n"
                              "entry: [{component: a}]\n")),
        RC_OK);
    house_run(house);
    struct threat_rating rating;
    assert_int_equal(house->list->at[0].step_count, 1); /* the shortest */
    assert_int_equal(threat_rate(house->arena, house->graph, &house->fault, &rating), RC_OK);
    threat_rate_paths(house->list, house->graph, house->arena, &rating);
    assert_int_equal(house->list->at[0].step_count, 2);
    assert_true(text_is(house->list->at[0].steps[0].title, "walk one"));
    assert_true(text_is(house->list->at[0].steps[1].title, "walk two"));
    house_close(house);
}

static void decisions_stay_or_are_orphaned(void **state)
{
    (void)state;
    struct house *house = open_with(MODEL);
    const struct threat *kept = find_rule(house->list, "software-bugs", "gw", &house->symbols);
    const struct threat *lost = find_rule(house->list, "bus-false-messages", "gw", &house->symbols);
    struct text earlier = text_print(
        house->arena,
        "{\"threats\":[{\"id\":\"%.*s\",\"decision\":{\"decision\":\"accepted\",\"note\":\"yes\"}},"
        "{\"id\":\"T-0\"}],\"decisions\":[{\"id\":\"%.*s\",\"decision\":\"merged\",\"into\":"
        "\"%.*s\"}]}",
        TEXT_ARGS(kept->id), TEXT_ARGS(lost->id), TEXT_ARGS(kept->id));
    struct house *later = open_with(MODEL_EDITED);
    struct threat_decision *decisions;
    const struct threat_decision **orphans;
    size_t count;
    size_t orphan_count;
    assert_int_equal(threat_json_read_decisions(later->arena, TEXT("earlier"), earlier,
                                                &later->fault, &decisions, &count),
                     RC_OK);
    assert_int_equal(count, 2);
    assert_int_equal(threat_list_merge(later->list, later->arena, &later->fault, decisions, count,
                                       &orphans, &orphan_count),
                     RC_OK);
    const struct threat *found = find_rule(later->list, "software-bugs", "gw", &later->symbols);
    assert_non_null(found->decision);
    assert_true(text_is(found->decision->decision, "accepted"));
    assert_int_equal(orphan_count, 1);
    assert_true(text_equals(orphans[0]->id, lost->id));
    assert_true(text_equals(orphans[0]->into, kept->id));
    /* What is written is read again as the same. */
    assert_true(text_contains(whole_answer(later), TEXT("\"decision\":{\"decision\":\"accepted\","
                                                        "\"note\":\"yes\"}")));
    assert_int_equal(threat_list_merge(later->list, later->arena, &later->fault, decisions, count,
                                       &orphans, &orphan_count),
                     RC_CONFLICT); /* decided already */
    house_close(later);
    house_close(house);
}

static void broken_decisions_are_refused(void **state)
{
    (void)state;
    struct house *house = house_open();
    struct threat_decision *decisions;
    size_t count;
    assert_int_equal(threat_json_read_decisions(house->arena, TEXT("d"),
                                                TEXT("[{\"decision\":\"accepted\"}]"),
                                                &house->fault, &decisions, &count),
                     RC_INVALID);
    assert_true(text_contains(house_fault(house), TEXT("d:1:2: a decision has the id")));
    house_close(house);
}

static void the_graph_names_its_nodes(void **state)
{
    (void)state;
    struct house *house = open_with(MODEL);
    struct buffer out;
    struct json_writer writer;
    const struct json *tree;
    buffer_init(&out, house->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    threat_json_put_graph(&writer, house->arena, house->graph, true);
    json_put_object_end(&writer);
    assert_int_equal(
        json_read(house->arena, TEXT("graph"), buffer_text(&out), &house->fault, &tree), RC_OK);
    const struct json *graph = json_member(tree, "attack_graph");
    assert_int_equal(json_member(graph, "nodes")->count,
                     house->graph->fact_count + house->graph->way_count);
    size_t edges = 0;
    for (const struct json *node = json_member(graph, "nodes")->first; node != NULL;
         node = node->next) {
        edges += json_member(node, "children")->count;
    }
    assert_int_equal(edges, house->graph->edge_count);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_outlive_edits_elsewhere),
        cmocka_unit_test(the_order_things_are_said_in_does_not_matter),
        cmocka_unit_test(an_edited_run_answers_like_a_new_one),
        cmocka_unit_test(steps_need_what_the_feasibility_says),
        cmocka_unit_test(the_easiest_way_is_shown_not_the_shortest),
        cmocka_unit_test(decisions_stay_or_are_orphaned),
        cmocka_unit_test(broken_decisions_are_refused),
        cmocka_unit_test(the_graph_names_its_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
