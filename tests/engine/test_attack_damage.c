/* Cost-damage fronts against trying every set of steps. */
#include "base/file.h"
#include "base/number.h"
#include "base/table.h"
#include "engine/attack_damage.h"
#include "engine/pack.h"

#include <stdlib.h>

#define GRAPHS 3000
#define STEPS_MOST 8
#define NODES 20

struct graph {
    uint32_t steps;
    uint32_t count;
    double costs[NODES];
    double damages[NODES];
    uint32_t needs[NODES];
    uint32_t children[NODES][4];
    uint32_t child_count[NODES];
    uint32_t numbers[NODES]; /* in the engine's tree */
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static struct graph make(uint64_t *state)
{
    struct graph graph = {.steps = 1 + (uint32_t)(next_random(state) % STEPS_MOST)};
    graph.count = graph.steps + 1 + (uint32_t)(next_random(state) % 9);
    for (uint32_t i = 0; i < graph.count; i++) {
        graph.damages[i] = (double)(next_random(state) % 3 * (next_random(state) % 6));
        graph.costs[i] = (double)(next_random(state) % 7);
        for (uint32_t c = 0; i >= graph.steps && c < 1 + next_random(state) % 4; c++) {
            uint64_t reach = next_random(state) % 3 == 0 || i < 4 ? i : 4;
            graph.children[i][graph.child_count[i]++] =
                i - 1 - (uint32_t)(next_random(state) % reach);
        }
        graph.needs[i] = 1 + (uint32_t)(next_random(state) %
                                        (graph.child_count[i] > 0 ? graph.child_count[i] : 1));
    }
    return graph;
}

static struct attack_damage_point measure(const struct graph *graph, unsigned steps,
                                          const uint8_t *counts)
{
    struct attack_damage_point sum = {0, 0};
    bool is_reached[NODES] = {false};
    for (uint32_t i = 0; i < graph->count; i++) {
        uint32_t reached = 0;
        for (uint32_t c = 0; c < graph->child_count[i]; c++) {
            reached += is_reached[graph->children[i][c]];
        }
        is_reached[i] = i < graph->steps ? (steps >> i & 1) != 0 : reached >= graph->needs[i];
        sum.cost += i < graph->steps && is_reached[i] ? graph->costs[i] : 0;
        sum.damage += is_reached[i] && counts[i] ? graph->damages[i] : 0;
    }
    return sum;
}

/* Every set of steps is beaten by a point, and every point is a set's. */
static bool is_front(const struct graph *graph, const struct attack_damage_front *front)
{
    uint8_t counts[NODES] = {0}; /* what the root does not need does no damage here */
    bool is_met[1 << STEPS_MOST] = {false};
    counts[graph->count - 1] = 1;
    for (uint32_t i = graph->count; i-- > 0;) {
        for (uint32_t c = 0; c < graph->child_count[i] && counts[i]; c++) {
            counts[graph->children[i][c]] = 1;
        }
    }
    for (unsigned steps = 0; steps < 1U << graph->steps; steps++) {
        struct attack_damage_point sum = measure(graph, steps, counts);
        bool is_beaten = false;
        for (size_t i = 0; i < front->count; i++) {
            struct attack_damage_point point = front->points[i];
            is_beaten = is_beaten || (point.cost <= sum.cost && point.damage >= sum.damage);
            is_met[i] = is_met[i] || (point.cost == sum.cost && point.damage == sum.damage);
        }
        if (!is_beaten) {
            return false;
        }
    }
    for (size_t i = 0; i < front->count; i++) {
        bool rises = i == 0 || (front->points[i].cost > front->points[i - 1].cost &&
                                front->points[i].damage > front->points[i - 1].damage);
        if (!is_met[i] || !rises) {
            return false;
        }
    }
    return true;
}

static void the_front_is_that_of_all_sets_of_steps(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    uint64_t random = 11;
    (void)state;
    for (int g = 0; g < GRAPHS; g++) {
        struct graph graph = make(&random);
        struct attack_damage_tree tree;
        struct attack_damage_front front;
        struct fault fault;
        fault_init(&fault, arena);
        attack_damage_begin(&tree, arena);
        for (uint32_t i = 0; i < graph.count; i++) {
            uint32_t children[4];
            for (uint32_t c = 0; c < graph.child_count[i]; c++) {
                children[c] = graph.numbers[graph.children[i][c]];
            }
            graph.numbers[i] = i < graph.steps
                                   ? attack_damage_step(&tree, graph.costs[i], graph.damages[i])
                                   : attack_damage_gate(&tree, graph.needs[i], graph.damages[i],
                                                        children, graph.child_count[i]);
        }
        uint32_t root = graph.numbers[graph.count - 1];
        assert_int_equal(attack_damage_find(arena, &tree, root, &fault, &front), RC_OK);
        bool is_merged = tree.graph.nodes < graph.count; /* then other damages may have joined */
        if (!is_merged && !is_front(&graph, &front)) {
            fail_msg("graph %d", g);
        }
        arena_reset(arena);
    }
    arena_close(arena);
}

/* ---- the cases of the test data ---- */

static double number_of(const struct json *node, const char *name)
{
    double number = 0;
    (void)number_of_json(json_member(node, name), &number);
    return number;
}

static const struct json *node_of(const struct json *item, struct text name)
{
    const struct json *node = json_member(item, "nodes")->first;
    while (!text_equals(node->name, name)) {
        node = node->next;
    }
    return node;
}

/* Adds a node after its children; numbers remembers it. */
static uint32_t add(struct attack_damage_tree *tree, struct table *numbers, const struct json *item,
                    struct text name)
{
    const struct json *node = node_of(item, name);
    const struct json *child = json_member(node, "ch");
    void *known = table_get(numbers, name);
    uint32_t children[16];
    size_t count = 0;
    if (known != NULL) {
        return (uint32_t)((uintptr_t)known - 1);
    }
    for (child = child != NULL ? child->first : NULL; child != NULL; child = child->next) {
        children[count++] = add(tree, numbers, item, child->text);
    }
    struct text type = json_text(json_member(node, "type"));
    double damage = number_of(node, "damage");
    uint32_t need = text_is(type, "or")    ? 1
                    : text_is(type, "vot") ? (uint32_t)number_of(node, "k")
                                           : (uint32_t)count;
    uint32_t number = text_is(type, "leaf")
                          ? attack_damage_step(tree, number_of(node, "cost"), damage)
                          : attack_damage_gate(tree, need, damage, children, count);
    table_put(numbers, name, (void *)((uintptr_t)number + 1));
    return number;
}

static void check_case(struct arena *arena, const struct json *item, const struct json *expected)
{
    struct attack_damage_tree tree;
    struct attack_damage_front front;
    struct table numbers;
    struct fault fault;
    size_t i = 0;
    fault_init(&fault, arena);
    table_init(&numbers, arena);
    attack_damage_begin(&tree, arena);
    uint32_t root = add(&tree, &numbers, item, json_text(json_member(item, "root")));
    assert_int_equal(attack_damage_find(arena, &tree, root, &fault, &front), RC_OK);
    assert_int_equal(front.count, expected->count);
    for (const struct json *point = expected->first; point != NULL; point = point->next, i++) {
        double cost = 0;
        double damage = 0;
        assert_true(number_of_json(point->first, &cost));
        assert_true(number_of_json(point->first->next, &damage));
        assert_true(front.points[i].cost == cost && front.points[i].damage == damage);
    }
}

static struct text read_data(struct arena *arena, const char *name)
{
    const char *folder = getenv("CSMS_TESTDATA");
    struct fault fault;
    struct text input = TEXT_NONE;
    fault_init(&fault, arena);
    if (folder != NULL) {
        struct text path = text_print(arena, "%s/attack-trees/%s", folder, name);
        assert_int_equal(file_read(arena, text_to_z(arena, path), 1 << 24, &fault, &input), RC_OK);
    }
    return input;
}

static void the_cases_of_the_test_data(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct text input = read_data(arena, "random-ats.jsonl");
    struct fault fault;
    const struct json *item;
    size_t cases = 0;
    (void)state;
    fault_init(&fault, arena);
    if (input.size == 0) {
        arena_close(arena);
        skip();
    }
    while (input.size > 0) {
        struct text line = text_cut(&input, '\n');
        if (text_trim(line).size > 0) {
            assert_int_equal(json_read(arena, TEXT("line"), line, &fault, &item), RC_OK);
            check_case(arena, item,
                       json_member(json_member(item, "expected"), "cost_damage_front"));
            cases++;
        }
    }
    assert_int_equal(cases, 60);
    assert_int_equal(
        json_read(arena, TEXT("golden"), read_data(arena, "golden.json"), &fault, &item), RC_OK);
    item = item->kind == JSON_LIST ? item : json_member(item, "cases");
    for (const struct json *golden = item->first; golden != NULL; golden = golden->next) {
        const struct json *expected =
            json_member(json_member(golden, "expect"), "cost_damage_front");
        if (expected != NULL) {
            check_case(arena, golden, expected);
            cases++;
        }
    }
    assert_int_equal(cases, 61);
    arena_close(arena);
}

static void a_small_tree_by_hand(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct attack_damage_tree tree;
    struct attack_damage_front front;
    struct fault fault;
    static const struct attack_damage_point wanted[] = {{0, 0}, {1, 3}, {5, 11}};
    (void)state;
    fault_init(&fault, arena);
    attack_damage_begin(&tree, arena);
    uint32_t both[2] = {attack_damage_step(&tree, 1, 3), attack_damage_step(&tree, 4, 0)};
    uint32_t root = attack_damage_gate(&tree, 2, 8, both, 2);
    assert_int_equal(attack_damage_find(arena, &tree, root, &fault, &front), RC_OK);
    assert_int_equal(front.count, 3);
    assert_memory_equal(front.points, wanted, sizeof wanted);
    uint32_t bad = attack_damage_step(&tree, -1, 0);
    assert_int_equal(attack_damage_find(arena, &tree, bad, &fault, &front), RC_INVALID);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_front_is_that_of_all_sets_of_steps),
        cmocka_unit_test(the_cases_of_the_test_data),
        cmocka_unit_test(a_small_tree_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
