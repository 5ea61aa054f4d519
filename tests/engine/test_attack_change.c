/* A change gives the same bits as a full pass, and undoing brings all back. */
#include "engine/attack_change.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <string.h>

#define GRAPHS 300
#define CHANGES 12

static uint16_t some_profile(const struct profile_grid *grid, uint64_t *state)
{
    return pack_below(state, 9) == 0 ? ATTACK_INFEASIBLE : (uint16_t)pack_below(state, grid->count);
}

/* Every node's easiest profile and the root's set, from a fresh full pass. */
static void compare_with_pass(struct pack *pack, const struct attack_tree *tree,
                              const struct attack_change *change, const uint16_t *ratings)
{
    struct attack_tree_profile *run;
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run),
                     RC_OK);
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        assert_true(attack_tree_profile_rate(run, node, ratings[node]));
    }
    attack_tree_profile_pass(run);
    for (uint32_t node = 0; node < tree->nodes; node++) {
        assert_int_equal(attack_change_best(change, node), attack_tree_profile_best(run, node));
    }
    assert_memory_equal(attack_change_set(change, tree->root),
                        run->sets[tree->position_of[tree->root]],
                        pack->grid->stride * sizeof(uint64_t));
}

static void changes_equal_full_passes(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 71;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_change *change;
        pack_graph_make(&graph, &seed, 3 + pack_below(&seed, 18), 2 + pack_below(&seed, 18),
                        pack->grid->count);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                         RC_OK);
        uint16_t first[PACK_NODES];
        memcpy(first, graph.ratings, sizeof first);
        for (int i = 0; i < CHANGES; i++) {
            uint32_t node = pack_below(&seed, graph.leaves);
            uint16_t profile = some_profile(pack->grid, &seed);
            bool counts = tree->position_of[node] != ATTACK_NOWHERE;
            assert_int_equal(attack_change_rate(change, node, profile), counts);
            graph.ratings[node] = profile;
            if (pack_below(&seed, 3) > 0) {
                attack_change_settle(change);
                assert_true(attack_change_is_consistent(change));
            }
        }
        attack_change_settle(change);
        compare_with_pass(pack, tree, change, graph.ratings);
        attack_change_undo(change, 0);
        compare_with_pass(pack, tree, change, first);
    }
}

static void what_ifs_leave_no_trace(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 72;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_change *change;
        pack_graph_make(&graph, &seed, 3 + pack_below(&seed, 18), 2 + pack_below(&seed, 18),
                        pack->grid->count);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                         RC_OK);
        for (int i = 0; i < CHANGES; i++) {
            struct attack_what_if what_ifs[3];
            uint16_t best;
            uint64_t tried[PROFILE_STRIDE_LIMIT];
            for (int w = 0; w < 3; w++) {
                what_ifs[w] = (struct attack_what_if){pack_below(&seed, graph.nodes),
                                                      some_profile(pack->grid, &seed)};
            }
            memcpy(tried, attack_change_try(change, what_ifs, 3, &best),
                   pack->grid->stride * sizeof *tried);
            assert_true(attack_change_is_consistent(change));
            size_t mark = attack_change_mark(change);
            for (int w = 0; w < 3; w++) {
                attack_change_rate(change, what_ifs[w].node, what_ifs[w].profile);
            }
            attack_change_settle(change);
            assert_int_equal(attack_change_best(change, tree->root), best);
            assert_memory_equal(attack_change_set(change, tree->root), tried,
                                pack->grid->stride * sizeof *tried);
            attack_change_undo(change, mark);
        }
        compare_with_pass(pack, tree, change, graph.ratings);
    }
}

/* Gates over many steps, each step below many gates: links that do not fit
 * beside their node. */
#define WIDE 40
static void wide_and_much_shared_nodes_count_too(void **state)
{
    struct pack *pack = *state;
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    struct attack_change *change;
    uint16_t ratings[2 * WIDE + 1];
    uint64_t seed = 73;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t step = 0; step < WIDE; step++) {
        ratings[step] = some_profile(pack->grid, &seed);
        attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
        attack_tree_rate(&builder, step, ratings[step]);
    }
    for (uint32_t gate = 0; gate < WIDE; gate++) {
        attack_tree_add(&builder, gate % 3 == 0 ? ATTACK_K_OF_N : ATTACK_OR, 2, TEXT_NONE);
        for (uint32_t child = 0; child < WIDE + gate; child += 1 + gate % 4) {
            attack_tree_link(&builder, WIDE + gate, child);
        }
    }
    uint32_t root = attack_tree_add(&builder, ATTACK_AND, 0, TEXT_NONE);
    for (uint32_t child = 0; child < WIDE; child++) {
        attack_tree_link(&builder, root, WIDE + child);
    }
    assert_int_equal(attack_tree_close(&builder, root, &pack->fault, &tree), RC_OK);
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    compare_with_pass(pack, tree, change, ratings);
    for (int i = 0; i < GRAPHS; i++) {
        uint32_t node = pack_below(&seed, WIDE);
        ratings[node] = some_profile(pack->grid, &seed);
        assert_true(attack_change_rate(change, node, ratings[node]));
        attack_change_settle(change);
        assert_true(attack_change_is_consistent(change));
        compare_with_pass(pack, tree, change, ratings);
    }
}

static void a_change_that_changes_nothing_stops_early(void **state)
{
    struct pack *pack = *state;
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    struct attack_change *change;
    attack_tree_builder_init(&builder, pack->arena);
    uint32_t below = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("hard"));
    attack_tree_rate(&builder, below, 900);
    for (int i = 0; i < 500; i++) { /* a chain of ORs, each with an open door */
        uint32_t door = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("door"));
        uint32_t gate = attack_tree_add(&builder, ATTACK_OR, 0, TEXT_NONE);
        attack_tree_rate(&builder, door, 0);
        attack_tree_link(&builder, gate, below);
        attack_tree_link(&builder, gate, door);
        below = gate;
    }
    assert_int_equal(attack_tree_close(&builder, below, &pack->fault, &tree), RC_OK);
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    attack_change_rate(change, 0, 3);
    attack_change_settle(change);
    assert_int_equal(attack_change_touched(change), 1);
    attack_change_rate(change, 0, 3); /* the same again: nothing to do */
    attack_change_settle(change);
    assert_int_equal(attack_change_touched(change), 1);
}

static void too_little_memory_is_an_error(void **state)
{
    struct pack *pack = *state;
    struct pack_graph graph;
    struct attack_change *change = NULL;
    uint64_t seed = 5;
    struct arena *small = arena_open(1000);
    pack_graph_make(&graph, &seed, 9, 9, pack->grid->count);
    const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
    assert_int_equal(attack_change_open(small, tree, pack->grid, &pack->fault, &change),
                     RC_TOO_LARGE);
    assert_null(change);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(changes_equal_full_passes, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(what_ifs_leave_no_trace, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(wide_and_much_shared_nodes_count_too, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_change_that_changes_nothing_stops_early, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(too_little_memory_is_an_error, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
