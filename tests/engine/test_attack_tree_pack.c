/* A packed tree gives what the tree it is from gives, also when that is gone. */
#include "engine/attack_change.h"
#include "engine/attack_sample.h"
#include "engine/attack_sensitivity.h"
#include "engine/attack_tree_level.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <string.h>

#define TREES 300
#define BYTES_A_NODE 40

struct answers {
    struct attack_answer profile;
    uint16_t bests[PACK_NODES];
    uint64_t successes;
    int level;
    size_t moves;
};

static void ask(struct pack *pack, const struct attack_tree *tree, struct answers *out)
{
    struct attack_tree_profile *run;
    struct attack_change *change;
    struct attack_sensitivity sensitivity;
    struct attack_chances chances;
    struct attack_tree_level *levels;
    double by_step[PACK_NODES];
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run),
                     RC_OK);
    attack_tree_profile_pass(run);
    for (uint32_t node = 0; node < tree->nodes; node++) {
        out->bests[node] = attack_tree_profile_best(run, node);
    }
    assert_int_equal(attack_tree_profile_answer(run, pack->arena, &pack->fault, &out->profile),
                     RC_OK);
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    assert_int_equal(attack_sensitivity_find(change, pack->arena, (struct attack_patience){0}, true,
                                             &pack->fault, &sensitivity),
                     RC_OK);
    out->moves = sensitivity.move_count;
    for (uint32_t step = 0; step < tree->steps; step++) {
        by_step[step] = 0.3;
    }
    struct attack_sample_plan plan = {.seed = 4, .blocks = 3};
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &chances), RC_OK);
    out->successes = chances.successes;
    assert_int_equal(attack_tree_level_open(pack->arena, tree, pack->method, &pack->fault, &levels),
                     RC_INVALID); /* profiles are no levels; the packed tree says so, too */
    assert_true(fault_text(&pack->fault, pack->arena).size > 0);
}

static void a_packed_tree_answers_like_its_original(void **state)
{
    uint64_t seed = 501;
    for (int round = 0; round < TREES; round++) {
        struct pack own = *(struct pack *)*state;
        struct pack *pack = &own;
        struct pack_graph graph;
        struct answers before = {0};
        struct answers after = {0};
        const struct attack_tree *packed;
        struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        own.arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        fault_init(&own.fault, arena);
        uint32_t gates = round % 10 == 0 ? 0 : pack_below(&seed, 18);
        pack_graph_make(&graph, &seed, 1 + pack_below(&seed, 18), gates, pack->grid->count - 9U);
        for (uint32_t leaf = 0; leaf < graph.leaves; leaf++) {
            graph.ratings[leaf] = (uint16_t)(graph.ratings[leaf] + 9); /* beyond any level */
        }
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        ask(pack, tree, &before);
        assert_int_equal(attack_tree_pack(arena, tree, &pack->fault, &packed), RC_OK);
        arena_close(own.arena);
        own.arena = arena;
        ask(pack, packed, &after);
        assert_memory_equal(before.bests, after.bests, sizeof before.bests);
        assert_int_equal(before.profile.best, after.profile.best);
        assert_int_equal(before.profile.step_count, after.profile.step_count);
        assert_true(before.successes == after.successes);
        assert_int_equal(before.moves, after.moves);
        arena_close(arena);
    }
}

/* A tree of 200,000 nodes, packed, with all that a pass needs. */
static void a_packed_tree_is_small(void **state)
{
    struct pack *pack = *state;
    uint32_t nodes = 200000;
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    const struct attack_tree *packed;
    struct attack_tree_profile *run;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t node = 0; node < nodes; node++) {
        bool is_gate = node < nodes / 2;
        attack_tree_add(&builder, is_gate ? ATTACK_OR : ATTACK_LEAF, 0, TEXT_NONE);
        if (!is_gate) {
            attack_tree_rate(&builder, node, (uint16_t)(node % pack->grid->count));
        }
    }
    for (uint32_t node = 0; node < nodes / 2; node++) {
        attack_tree_link(&builder, node, 2 * node + 1);
        if (2 * node + 2 < nodes) {
            attack_tree_link(&builder, node, 2 * node + 2);
        }
    }
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_OK);
    assert_int_equal(attack_tree_pack(arena, tree, &pack->fault, &packed), RC_OK);
    assert_int_equal(attack_tree_profile_open(arena, packed, pack->grid, &pack->fault, &run),
                     RC_OK);
    assert_true(arena_used_bytes(arena) < (size_t)nodes * BYTES_A_NODE);
    arena_close(arena);
}

static void too_little_memory_is_an_error(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 502;
    struct pack_graph graph;
    const struct attack_tree *packed;
    struct arena *small = arena_open(100);
    pack_graph_make(&graph, &seed, 10, 10, pack->grid->count);
    const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
    assert_int_equal(attack_tree_pack(small, tree, &pack->fault, &packed), RC_TOO_LARGE);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_packed_tree_answers_like_its_original, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_packed_tree_is_small, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(too_little_memory_is_an_error, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
