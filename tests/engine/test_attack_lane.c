/* What-ifs as lanes give the bits of what-ifs one after another. */
#include "engine/attack_lane.h"
#include "engine/pack.h"

#include <string.h>

#define TREES 3000
#define CASES 150
#define WHAT_IFS 7
#define DEEP_NODES 4000

struct asked {
    struct attack_what_if what_ifs[CASES][WHAT_IFS];
    struct attack_lane_case cases[CASES];
    uint16_t bests[CASES];
};

/* Any nodes and profiles: gates, what does not exist, and steps named twice, too. */
static void fill(struct asked *asked, const struct attack_tree *tree, uint16_t profiles,
                 uint64_t *seed)
{
    for (size_t c = 0; c < CASES; c++) {
        asked->cases[c] = (struct attack_lane_case){asked->what_ifs[c], pack_below(seed, WHAT_IFS)};
        for (size_t i = 0; i < asked->cases[c].count; i++) {
            bool is_step = pack_below(seed, 8) > 0;
            uint16_t profile = (uint16_t)pack_below(seed, profiles + 1);
            asked->what_ifs[c][i] =
                (struct attack_what_if){is_step ? tree->node_at[pack_below(seed, tree->steps)]
                                                : pack_below(seed, tree->nodes + 1),
                                        pack_below(seed, 6) == 0 ? ATTACK_INFEASIBLE : profile};
        }
    }
}

static void compare_try(struct pack *pack, struct attack_change *change, struct attack_lanes *lanes,
                        size_t count, uint64_t *seed)
{
    struct asked *asked = ARENA_NEW(pack->arena, struct asked);
    fill(asked, attack_change_tree(change), pack->grid->count, seed);
    attack_lane_try(lanes, asked->cases, count, asked->bests);
    for (size_t c = 0; c < count; c++) {
        uint16_t best;
        (void)attack_change_try(change, asked->cases[c].what_ifs, asked->cases[c].count, &best);
        assert_int_equal(asked->bests[c], best);
    }
}

static void compare_weigh(struct pack *pack, struct attack_change *change,
                          struct attack_lanes *lanes, uint32_t first, uint32_t count)
{
    const struct attack_tree *tree = attack_change_tree(change);
    size_t stride = pack->grid->stride;
    uint64_t *hangs = profile_grid_room(pack->arena, pack->grid, count);
    uint64_t *free = profile_grid_room(pack->arena, pack->grid, 1);
    attack_lane_weigh(lanes, &tree->node_at[first], count, hangs);
    for (uint32_t i = 0; i < count; i++) {
        struct attack_what_if what_if = {tree->node_at[first + i], 0};
        uint16_t best;
        memcpy(free, attack_change_try(change, &what_if, 1, &best), stride * sizeof *free);
        what_if.profile = ATTACK_INFEASIBLE;
        const uint64_t *without = attack_change_try(change, &what_if, 1, &best);
        for (size_t w = 0; w < stride; w++) {
            assert_true(hangs[i * stride + w] == (free[w] & ~without[w]));
        }
    }
}

static void lanes_equal_one_after_another(void **state)
{
    uint64_t seed = 401;
    for (int round = 0; round < TREES; round++) {
        struct pack own = *(struct pack *)*state;
        struct pack *pack = &own;
        struct pack_graph graph;
        struct attack_change *change;
        struct attack_lanes *lanes;
        uint32_t leaves = 1 + pack_below(&seed, 20);
        own.arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        fault_init(&own.fault, own.arena);
        pack_graph_make(&graph, &seed, leaves, pack_below(&seed, 20), pack->grid->count);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                         RC_OK);
        assert_int_equal(attack_lane_open(pack->arena, change, &pack->fault, &lanes), RC_OK);
        uint16_t root = attack_change_best(change, tree->root);
        compare_try(pack, change, lanes, pack_below(&seed, round % 10 == 0 ? CASES : 20), &seed);
        compare_weigh(pack, change, lanes, 0, tree->steps);
        (void)attack_change_rate(change, tree->node_at[0], 5);
        attack_change_settle(change);
        compare_try(pack, change, lanes, 5, &seed);
        compare_weigh(pack, change, lanes, 0, tree->steps);
        attack_change_undo(change, 0);
        assert_int_equal(attack_change_best(change, tree->root), root);
        assert_true(attack_change_is_consistent(change));
        arena_close(own.arena);
    }
}

/* A chain of gates, so that every what-if climbs far: lanes that do not fit are
 * asked in smaller batches. */
static const struct attack_tree *deep_tree(struct pack *pack, uint64_t *seed)
{
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t node = 0; node < DEEP_NODES; node++) {
        bool is_gate = node % 2 == 0 && node + 2 < DEEP_NODES;
        enum attack_gate gate = pack_below(seed, 2) == 0 ? ATTACK_OR : ATTACK_AND;
        attack_tree_add(&builder, is_gate ? gate : ATTACK_LEAF, 0, TEXT_NONE);
        if (is_gate) {
            attack_tree_link(&builder, node, node + 1);
            attack_tree_link(&builder, node, node + 2);
        } else { /* what changes nothing at its gate, so that all below shows */
            bool is_and = node > 0 && builder.gates[node - 1] == ATTACK_AND;
            attack_tree_rate(&builder, node, is_and ? 0 : ATTACK_INFEASIBLE);
        }
    }
    attack_tree_rate(&builder, DEEP_NODES - 2, 700);
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_OK);
    return tree;
}

static void lanes_that_do_not_fit_are_asked_in_parts(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 402;
    struct attack_change *change;
    struct attack_lanes *lanes;
    const struct attack_tree *tree = deep_tree(pack, &seed);
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    assert_int_equal(attack_lane_open(pack->arena, change, &pack->fault, &lanes), RC_OK);
    compare_weigh(pack, change, lanes, tree->steps - 90, 90);
    compare_try(pack, change, lanes, 100, &seed);
    assert_true(attack_change_is_consistent(change));
}

static void a_pass_of_lanes_touches_each_gate_once(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 403;
    struct attack_change *change;
    struct attack_lanes *lanes;
    struct attack_lane_case cases[2];
    uint16_t bests[2];
    const struct attack_tree *tree = deep_tree(pack, &seed);
    struct attack_what_if what_ifs[2] = {{DEEP_NODES - 2, 3}, {DEEP_NODES - 2, 1200}};
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    assert_int_equal(attack_lane_open(pack->arena, change, &pack->fault, &lanes), RC_OK);
    for (int i = 0; i < 2; i++) {
        cases[i] = (struct attack_lane_case){&what_ifs[i], 1};
    }
    uint64_t touched = attack_change_touched(change);
    attack_lane_try(lanes, cases, 2, bests);
    touched = attack_change_touched(change) - touched;
    assert_int_equal(touched, tree->count - tree->steps);
    assert_int_equal(bests[0], 3);
    assert_int_equal(bests[1], 1200);
}

/* Sensitivity opens lanes of its own, in another arena than the controls'. */
static void lanes_of_one_change_do_not_disturb_each_other(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 405;
    struct attack_change *change;
    struct attack_lanes *lanes;
    struct attack_lanes *others;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    const struct attack_tree *tree = deep_tree(pack, &seed);
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    assert_int_equal(attack_lane_open(pack->arena, change, &pack->fault, &lanes), RC_OK);
    compare_weigh(pack, change, lanes, tree->steps - 5, 5);
    assert_int_equal(attack_lane_open(arena, change, &pack->fault, &others), RC_OK);
    compare_weigh(pack, change, others, tree->steps - 5, 5);
    arena_close(arena);
    compare_weigh(pack, change, lanes, tree->steps - 5, 5);
}

static void too_little_memory_is_an_error(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 404;
    struct attack_change *change;
    struct attack_lanes *lanes;
    struct arena *small = arena_open(1000);
    const struct attack_tree *tree = deep_tree(pack, &seed);
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    assert_int_equal(attack_lane_open(small, change, &pack->fault, &lanes), RC_TOO_LARGE);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lanes_equal_one_after_another, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(lanes_that_do_not_fit_are_asked_in_parts, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_pass_of_lanes_touches_each_gate_once, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(lanes_of_one_change_do_not_disturb_each_other, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(too_little_memory_is_an_error, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
