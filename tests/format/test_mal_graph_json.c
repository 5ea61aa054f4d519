/* MAL graphs: what is read, what an attacker reaches, what is refused. */
#include "base/file.h"
#include "engine/attack_graph.h"
#include "engine/attack_tree_profile.h"
#include "format/house.h"
#include "format/mal_graph_json.h"

#include <stdlib.h>

static const struct mal_step *find_step(const struct mal_graph *graph, const char *name,
                                        uint32_t *number)
{
    for (*number = 0; *number < graph->count; ++*number) {
        if (text_is(graph->steps[*number].name, name)) {
            return &graph->steps[*number];
        }
    }
    fail_msg("there is no step %s", name);
    return NULL;
}

/* A step is reached when its easiest attacker needs no more than the free one. */
static const struct attack_graph *evaluate(struct house *house, const struct mal_graph *graph)
{
    struct attack_tree_builder builder;
    const struct profile_grid *grid;
    const struct attack_graph *result;
    attack_tree_builder_init(&builder, house->arena);
    assert_int_equal(profile_grid_open(house->arena, house->method, &house->fault, &grid), RC_OK);
    mal_graph_json_build(graph, house->arena, &builder, 0, ATTACK_INFEASIBLE);
    if (attack_graph_close(&builder, grid, &house->fault, &result) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(house_fault(house)));
    }
    return result;
}

static void steps_times_and_reach_are_read(void **state)
{
    (void)state;
    struct house *house = house_open();
    struct mal_graph *graph;
    uint32_t at;
    static const struct {
        const char *step;
        bool is_reached;
    } rows[] = {{"Net:access", true},   {"App:connect", true}, {"App:exploit", true},
                {"App:back", true},     {"Db:read", true},     {"App:guarded", false},
                {"Lone:circle", false}, {"Lone:again", false}};
    assert_int_equal(mal_graph_json_read(house->arena, TEXT("mal"),
                                         house_file(house, "tests/data/models/small.mal.json"),
                                         &house->fault, &graph),
                     RC_OK);
    assert_int_equal(graph->count, 11);
    assert_int_equal(graph->child_count, 11);
    assert_int_equal(graph->entry_count, 1);
    const struct mal_step *exploit = find_step(graph, "App:exploit", &at);
    assert_true(text_is(exploit->time, "Exponential"));
    assert_true(exploit->arguments[0] > 0.09 && exploit->arguments[0] < 0.11);
    assert_false(find_step(graph, "App:patched", &at)->is_on);
    assert_true(find_step(graph, "App:guard", &at)->is_on);
    const struct attack_graph *result = evaluate(house, graph);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        find_step(graph, rows[i].step, &at);
        if ((attack_graph_best(result, at) == 0) != rows[i].is_reached) {
            fail_msg("%s is %s", rows[i].step, rows[i].is_reached ? "not reached" : "reached");
        }
    }
    house_close(house);
}

static void what_is_no_graph_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        enum rc rc;
        const char *words;
    } rows[] = {
        {"{}", RC_INVALID, "mal:1:1: attack_steps is missing"},
        {"{\"attack_steps\": []}", RC_INVALID, "attack_steps is missing"},
        {"{\"attack_steps\": {\"a\": {\"id\": 1, \"type\": \"xor\"}}}", RC_INVALID,
         "mal:1:24: a: a step has a type"},
        {"{\"attack_steps\": {\"a\": {\"type\": \"or\"}}}", RC_INVALID, "a step has an id"},
        {"{\"attack_steps\": {\"a\": {\"id\": 1, \"type\": \"or\"}, \"b\": {\"id\": 1, \"type\": "
         "\"or\"}}}",
         RC_CONFLICT, "two steps have this id"},
        {"{\"attack_steps\": {\"a\": {\"id\": 1, \"type\": \"or\", \"children\": {\"2\": "
         "\"b\"}}}}",
         RC_NOT_FOUND, "there is no step \"b\""},
        {"{\"attack_steps\": {\"a\": {\"id\": 1, \"type\": \"or\", \"children\": 4}}}", RC_INVALID,
         "children are named by id"},
        {"{\"attack_steps\": {}, \"attackers\": {\"x\": {\"entry_points\": {\"1\": \"a\"}}}}",
         RC_NOT_FOUND, "there is no step \"a\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct house *house = house_open();
        struct mal_graph *graph;
        enum rc rc = mal_graph_json_read(house->arena, TEXT("mal"), text_of(rows[i].input),
                                         &house->fault, &graph);
        if (rc != rows[i].rc || !text_contains(house_fault(house), text_of(rows[i].words))) {
            fail_msg("row %zu: %.*s", i, TEXT_ARGS(house_fault(house)));
        }
        house_close(house);
    }
}

static void the_test_data_is_read(void **state)
{
    (void)state;
    const char *folder = getenv("CSMS_TESTDATA");
    struct text input;
    struct mal_graph *graph;
    if (folder == NULL) {
        skip();
        return;
    }
    struct house *house = house_open();
    struct text path =
        text_print(house->arena, "%s/attack-trees/models/mal-attackgraph.json", folder);
    assert_int_equal(file_read(house->arena, text_to_z(house->arena, path), (size_t)1 << 24,
                               &house->fault, &input),
                     RC_OK);
    assert_int_equal(mal_graph_json_read(house->arena, TEXT("mal"), input, &house->fault, &graph),
                     RC_OK);
    assert_int_equal(graph->count, 545);
    const struct attack_graph *result = evaluate(house, graph);
    uint32_t reached = 0;
    for (uint32_t i = 0; i < graph->count; i++) {
        reached += attack_graph_best(result, i) == 0;
    }
    assert_true(reached > 0 && reached < graph->count);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_times_and_reach_are_read),
        cmocka_unit_test(what_is_no_graph_is_refused_with_its_place),
        cmocka_unit_test(the_test_data_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
