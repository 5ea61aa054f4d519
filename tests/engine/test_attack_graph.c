/* Graphs with circles: the least fixed point, node by node, against a plain one. */
#include "engine/attack_graph.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <string.h>

#define GRAPHS 3000

/* Random gates over any nodes, so circles are common. */
static void make_circular(struct pack_graph *graph, uint64_t *state, uint32_t ratings)
{
    pack_graph_make(graph, state, 2 + pack_below(state, 8), 2 + pack_below(state, 24), ratings);
    for (uint32_t node = graph->leaves; node < graph->nodes; node++) {
        for (uint32_t i = 0; i < graph->child_count[node]; i++) {
            graph->children[node][i] = pack_below(state, graph->nodes);
        }
        if (pack_below(state, 20) == 0) {
            graph->child_count[node] = 0;
        } else if (pack_below(state, 3) > 0) { /* fewer ANDs, else little is reached */
            graph->gates[node] = ATTACK_OR;
        }
    }
    for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
        if (pack_below(state, 6) == 0) {
            graph->ratings[leaf] = ATTACK_INFEASIBLE;
        }
    }
}

static const struct attack_graph *closed(struct pack *pack, const struct profile_grid *grid,
                                         const struct pack_graph *graph)
{
    struct attack_tree_builder builder;
    const struct attack_graph *out = NULL;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        attack_tree_add(&builder, graph->gates[node], graph->ks[node], TEXT_NONE);
        if (node < graph->leaves) {
            attack_tree_rate(&builder, node, graph->ratings[node]);
        }
        for (uint32_t i = 0; i < graph->child_count[node]; i++) {
            attack_tree_link(&builder, node, graph->children[node][i]);
        }
    }
    if (attack_graph_close(&builder, grid, &pack->fault, &out) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
    }
    return out;
}

/* Starts with nothing and adds what holds until nothing is added. */
static uint64_t fixed_point(const struct profile_grid *grid, const struct pack_graph *graph,
                            uint16_t attacker)
{
    uint64_t holds = 0;
    uint64_t before;
    do {
        before = holds;
        for (uint32_t node = 0; node < graph->nodes; node++) {
            uint32_t held = 0;
            for (uint32_t i = 0; i < graph->child_count[node]; i++) {
                held += (holds >> graph->children[node][i] & 1) != 0;
            }
            uint32_t needs = graph->gates[node] == ATTACK_OR       ? 1
                             : graph->gates[node] == ATTACK_K_OF_N ? graph->ks[node]
                                                                   : graph->child_count[node];
            bool is_now = graph->child_count[node] > 0 && held >= needs;
            if (node < graph->leaves) {
                is_now = graph->ratings[node] != ATTACK_INFEASIBLE &&
                         profile_grid_is_able(grid, attacker, graph->ratings[node]);
            }
            holds |= (uint64_t)is_now << node;
        }
    } while (holds != before);
    return holds;
}

static void check_way(struct pack *pack, const struct profile_grid *grid,
                      const struct pack_graph *graph, const struct attack_graph *closed_graph,
                      uint32_t node)
{
    struct attack_way way;
    uint16_t best = attack_graph_best(closed_graph, node);
    uint64_t done = 0;
    assert_int_equal(attack_graph_way(closed_graph, pack->arena, node, &pack->fault, &way), RC_OK);
    assert_int_equal(way.count == 0, best == ATTACK_INFEASIBLE);
    for (size_t i = 0; i < way.count; i++) {
        uint32_t at = way.nodes[i];
        uint32_t held = 0;
        for (uint32_t c = 0; c < graph->child_count[at]; c++) {
            held += (done >> graph->children[at][c] & 1) != 0;
        }
        if (at < graph->leaves) {
            assert_true(profile_grid_is_able(grid, best, graph->ratings[at]));
        } else {
            assert_true(held >= (graph->gates[at] == ATTACK_OR       ? 1
                                 : graph->gates[at] == ATTACK_K_OF_N ? graph->ks[at]
                                                                     : graph->child_count[at]));
        }
        done |= UINT64_C(1) << at;
    }
    assert_true(way.count == 0 || way.nodes[way.count - 1] == node);
}

static void circles_have_their_least_fixed_point(void **state)
{
    static const int levels[] = {3, 2, 3, 2, 2};
    struct pack *pack = *state;
    const struct profile_grid *grid;
    uint64_t seed = 31;
    uint32_t infeasible = 0;
    assert_int_equal(
        profile_grid_open(pack->arena, pack_method_of(pack, levels, 5), &pack->fault, &grid),
        RC_OK);
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        make_circular(&graph, &seed, grid->count);
        const struct attack_graph *mine = closed(pack, grid, &graph);
        uint16_t best[PACK_NODES];
        memset(best, 0xff, sizeof best);
        for (uint16_t attacker = 0; attacker < grid->count; attacker++) {
            uint64_t holds = fixed_point(grid, &graph, attacker);
            for (uint32_t node = 0; node < graph.nodes; node++) {
                bool is_able = (holds >> node & 1) != 0;
                assert_int_equal(attack_graph_is_able(mine, node, attacker), is_able);
                best[node] = is_able && best[node] == UINT16_MAX ? attacker : best[node];
            }
        }
        for (uint32_t node = 0; node < graph.nodes; node++) {
            uint16_t expected = best[node] == UINT16_MAX ? ATTACK_INFEASIBLE : best[node];
            assert_int_equal(attack_graph_best(mine, node), expected);
            infeasible += expected == ATTACK_INFEASIBLE;
            check_way(pack, grid, &graph, mine, node);
        }
    }
    assert_true(infeasible > GRAPHS);
}

/* ---- large graphs ---- */

#define LARGE 700

struct large {
    uint32_t nodes;
    uint32_t leaves;
    enum attack_gate gates[LARGE];
    uint16_t ratings[LARGE];
    uint32_t count[LARGE];
    uint32_t children[LARGE][3];
    uint32_t shuffled[LARGE]; /* numbers as added */
};

/* Neighbours on a line that read each other, with a few far ones: what enters
 * somewhere goes both ways, so any order is against it. */
static void make_large(struct large *large, uint64_t *state, uint32_t ratings)
{
    *large = (struct large){.nodes = LARGE, .leaves = 40 + pack_below(state, 60)};
    for (uint32_t node = 0; node < LARGE; node++) {
        large->shuffled[node] = node;
        large->ratings[node] = (uint16_t)pack_below(state, ratings);
        bool is_and = pack_below(state, 12) == 0;
        uint32_t far = pack_below(state, is_and ? large->leaves : LARGE);
        large->gates[node] = is_and ? ATTACK_AND : ATTACK_OR;
        large->count[node] = is_and || pack_below(state, 8) > 0 ? 2 : 3;
        large->children[node][0] = node > large->leaves ? node - 1 : far;
        large->children[node][1] = is_and ? far : node + 1 < LARGE ? node + 1 : node;
        large->children[node][2] = far;
        if (node < large->leaves) {
            large->gates[node] = ATTACK_LEAF;
            large->count[node] = 0;
        }
    }
    for (uint32_t i = LARGE - 1; i > 0; i--) {
        uint32_t k = pack_below(state, i + 1);
        uint32_t held = large->shuffled[i];
        large->shuffled[i] = large->shuffled[k];
        large->shuffled[k] = held;
    }
}

static void reach(const struct large *large, const struct profile_grid *grid, uint16_t attacker,
                  bool *holds)
{
    bool is_more = true;
    memset(holds, 0, LARGE * sizeof *holds);
    while (is_more) {
        is_more = false;
        for (uint32_t node = 0; node < LARGE; node++) {
            uint32_t held = 0;
            for (uint32_t i = 0; i < large->count[node]; i++) {
                held += holds[large->children[node][i]];
            }
            bool is_now = held > 0 && (large->gates[node] == ATTACK_OR || held == 2);
            if (large->gates[node] == ATTACK_LEAF) {
                is_now = profile_grid_is_able(grid, attacker, large->ratings[node]);
            }
            is_more = is_more || is_now != holds[node];
            holds[node] = is_now;
        }
    }
}

static void long_circles_have_theirs(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 33;
    for (int round = 0; round < 60; round++) {
        static const uint32_t ratings[] = {1, 3, 1280};
        struct large large;
        struct attack_tree_builder builder;
        const struct attack_graph *graph;
        bool holds[LARGE];
        make_large(&large, &seed, ratings[round % 3]);
        attack_tree_builder_init(&builder, pack->arena);
        uint32_t at[LARGE];
        for (uint32_t i = 0; i < LARGE; i++) {
            uint32_t node = large.shuffled[i];
            at[node] = attack_tree_add(&builder, large.gates[node], 0, TEXT_NONE);
            if (large.gates[node] == ATTACK_LEAF) {
                attack_tree_rate(&builder, at[node], large.ratings[node]);
            }
        }
        for (uint32_t node = 0; node < LARGE; node++) {
            for (uint32_t i = 0; i < large.count[node]; i++) {
                attack_tree_link(&builder, at[node], at[large.children[node][i]]);
            }
        }
        assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_OK);
        for (uint16_t attacker = (uint16_t)(round % 37); attacker < pack->grid->count;
             attacker = (uint16_t)(attacker + 37)) {
            reach(&large, pack->grid, attacker, holds);
            for (uint32_t node = 0; node < LARGE; node++) {
                assert_int_equal(attack_graph_is_able(graph, at[node], attacker), holds[node]);
                assert_true(!holds[node] || attack_graph_best(graph, at[node]) <= attacker);
            }
        }
    }
}

static void without_circles_it_is_the_tree(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 32;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_tree_profile *run;
        pack_graph_make(&graph, &seed, 3 + pack_below(&seed, 18), 2 + pack_below(&seed, 18),
                        pack->grid->count);
        const struct attack_graph *mine = closed(pack, pack->grid, &graph);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        assert_int_equal(
            attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run), RC_OK);
        attack_tree_profile_pass(run);
        for (uint32_t node = 0; node < graph.nodes; node++) {
            uint16_t best = attack_tree_profile_best(run, node);
            if (best != PROFILE_NONE) {
                assert_int_equal(attack_graph_best(mine, node), best);
            }
        }
    }
}

/* Golden G13: x and y only support each other; u is reached through e, and v
 * through u. */
static void a_circle_cannot_support_itself(void **state)
{
    struct pack *pack = *state;
    static const int64_t points[] = {0, 3, 0, 1, 0};
    int levels[METHOD_FACTORS_LIMIT];
    struct attack_tree_builder builder;
    const struct attack_graph *graph;
    for (int f = 0; f < 5; f++) {
        levels[f] = method_factor_level_of_points(pack->method, f, points[f]);
    }
    attack_tree_builder_init(&builder, pack->arena);
    uint32_t x = attack_tree_add(&builder, ATTACK_OR, 0, TEXT("x"));
    uint32_t y = attack_tree_add(&builder, ATTACK_AND, 0, TEXT("y"));
    uint32_t e = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("e"));
    uint32_t u = attack_tree_add(&builder, ATTACK_OR, 0, TEXT("u"));
    uint32_t v = attack_tree_add(&builder, ATTACK_AND, 0, TEXT("v"));
    attack_tree_rate(&builder, e, profile_grid_number(pack->grid, levels));
    attack_tree_link(&builder, x, y);
    attack_tree_link(&builder, y, x);
    attack_tree_link(&builder, u, v);
    attack_tree_link(&builder, u, e);
    attack_tree_link(&builder, v, u);
    assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_OK);
    assert_int_equal(attack_graph_best(graph, x), ATTACK_INFEASIBLE);
    assert_int_equal(attack_graph_best(graph, y), ATTACK_INFEASIBLE);
    assert_int_equal(pack->grid->totals[attack_graph_best(graph, e)], 4);
    assert_int_equal(pack->grid->totals[attack_graph_best(graph, u)], 4);
    assert_int_equal(pack->grid->totals[attack_graph_best(graph, v)], 4);
    assert_int_equal(attack_graph_best(graph, 99), ATTACK_INFEASIBLE);
    assert_false(attack_graph_is_able(graph, 99, 0));
    assert_false(attack_graph_is_able(graph, u, 9999));
}

static void what_is_no_graph_is_refused(void **state)
{
    struct pack *pack = *state;
    struct attack_tree_builder builder;
    const struct attack_graph *graph = NULL;
    attack_tree_builder_init(&builder, pack->arena);
    assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_OK);
    uint32_t a = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("a"));
    assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_CONFLICT);
    attack_tree_rate(&builder, a, pack->grid->count);
    assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_INVALID);
    attack_tree_rate(&builder, a, 0);
    uint32_t k = attack_tree_add(&builder, ATTACK_K_OF_N, 2, TEXT("k"));
    attack_tree_link(&builder, k, a);
    assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_INVALID);
    attack_tree_link(&builder, k, 9);
    assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_NOT_FOUND);
    struct arena *small = arena_open(200);
    attack_tree_builder_init(&builder, small);
    attack_tree_rate(&builder, attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE), 0);
    assert_int_equal(attack_graph_close(&builder, pack->grid, &pack->fault, &graph), RC_TOO_LARGE);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(circles_have_their_least_fixed_point, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(long_circles_have_theirs, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(without_circles_it_is_the_tree, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(a_circle_cannot_support_itself, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(what_is_no_graph_is_refused, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
