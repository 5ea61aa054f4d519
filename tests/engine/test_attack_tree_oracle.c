/* The exact evaluators against exhaustive enumeration and against properties
 * that must hold whatever the tree. */
#include "engine/attack_tree_level.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <string.h>

#define GRAPHS 400

/* What enumeration of all sets of leaves finds for one node. */
struct oracle {
    uint16_t best;
    int level;         /* V4, ratings taken modulo the scale */
    uint8_t *is_least; /* by profile: needed by a set, and by no easier one */
};

static uint16_t join(const struct profile_grid *grid, const struct pack_graph *graph,
                     uint64_t leaves)
{
    int levels[METHOD_FACTORS_LIMIT] = {0};
    for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
        const uint8_t *needs = grid->levels[graph->ratings[leaf]];
        for (int f = 0; (leaves >> leaf & 1) != 0 && f < grid->factors; f++) {
            levels[f] = needs[f] > levels[f] ? needs[f] : levels[f];
        }
    }
    return profile_grid_number(grid, levels);
}

static bool needs_no_more(const struct profile_grid *grid, uint16_t a, uint16_t b)
{
    for (int f = 0; f < grid->factors; f++) {
        if (grid->levels[a][f] > grid->levels[b][f]) {
            return false;
        }
    }
    return true;
}

static void ask_oracle(struct pack *pack, const struct profile_grid *grid,
                       const struct pack_graph *graph, uint32_t node, struct oracle *oracle)
{
    int scale = grid->method->feasibility.count;
    *oracle = (struct oracle){.best = PROFILE_NONE, .level = NO_LEVEL};
    oracle->is_least = ARENA_MANY(pack->arena, uint8_t, grid->count);
    for (uint64_t leaves = 1; leaves < UINT64_C(1) << graph->leaves; leaves++) {
        if (!pack_holds(graph, node, leaves)) {
            continue;
        }
        uint16_t needed = join(grid, graph, leaves);
        int level = scale;
        for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
            int rated = graph->ratings[leaf] % scale;
            level = (leaves >> leaf & 1) != 0 && rated < level ? rated : level;
        }
        oracle->is_least[needed] = 1;
        if (oracle->best == PROFILE_NONE || grid->totals[needed] < grid->totals[oracle->best]) {
            oracle->best = needed;
        }
        oracle->level = level > oracle->level ? level : oracle->level;
    }
    for (uint16_t p = 0; p < grid->count; p++) {
        for (uint16_t q = 0; oracle->is_least[p] && q < grid->count; q++) {
            if (q != p && oracle->is_least[q] == 1 && needs_no_more(grid, q, p)) {
                oracle->is_least[p] = 2; /* seen, but not least */
            }
        }
    }
}

static uint64_t leaf_set(const struct attack_answer *answer)
{
    uint64_t leaves = 0;
    for (size_t i = 0; i < answer->step_count; i++) {
        leaves |= UINT64_C(1) << answer->steps[i];
    }
    return leaves;
}

static void check_witness(const struct profile_grid *grid, const struct pack_graph *graph,
                          uint32_t root, const struct attack_answer *answer)
{
    uint64_t leaves = leaf_set(answer);
    assert_true(answer->is_minimal);
    assert_true(pack_holds(graph, root, leaves));
    for (size_t i = 0; i < answer->step_count; i++) {
        assert_false(pack_holds(graph, root, leaves & ~(UINT64_C(1) << answer->steps[i])));
    }
    if (grid != NULL) {
        assert_int_equal(grid->totals[join(grid, graph, leaves)], answer->total);
    }
    assert_int_equal(answer->critical[0], root);
    for (size_t i = 0; i < answer->critical_count; i++) {
        assert_true(pack_holds(graph, answer->critical[i], leaves));
    }
}

static void check_profiles(struct pack *pack, const struct profile_grid *grid,
                           const struct pack_graph *graph)
{
    uint32_t root = graph->nodes - 1;
    const struct attack_tree *tree = pack_tree(pack, graph, root);
    struct attack_tree_profile *run;
    struct attack_answer answer;
    struct oracle oracle;
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, grid, &pack->fault, &run), RC_OK);
    attack_tree_profile_pass(run);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        if (tree->position_of[node] == ATTACK_NOWHERE) {
            assert_int_equal(attack_tree_profile_best(run, node), PROFILE_NONE);
            continue;
        }
        ask_oracle(pack, grid, graph, node, &oracle);
        uint16_t best = attack_tree_profile_best(run, node);
        assert_int_equal(grid->totals[best], grid->totals[oracle.best]);
    }
    assert_int_equal(attack_tree_profile_answer(run, pack->arena, &pack->fault, &answer), RC_OK);
    assert_int_equal(answer.total, grid->totals[oracle.best]);
    assert_int_equal(answer.level, grid->feasibility[oracle.best]);
    assert_string_equal(answer.variant, "V1");
    assert_int_equal(answer.exactness, ATTACK_EXACT);
    size_t least = 0;
    for (uint16_t p = 0; p < grid->count; p++) {
        least += oracle.is_least[p] == 1;
    }
    assert_int_equal(answer.capability_count, least);
    for (size_t i = 0; i < answer.capability_count; i++) {
        assert_int_equal(oracle.is_least[answer.capabilities[i]], 1);
    }
    check_witness(grid, graph, root, &answer);
}

static void exact_sets_equal_enumeration_at_every_node(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 20260101;
    for (int i = 0; i < GRAPHS; i++) {
        struct pack_graph graph;
        uint32_t leaves = 1 + pack_below(&random, 9);
        pack_graph_make(&graph, &random, leaves, 1 + pack_below(&random, 8), pack->grid->count);
        check_profiles(pack, pack->grid, &graph);
    }
}

static void sixteen_steps_equal_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 16;
    for (int i = 0; i < 3; i++) {
        struct pack_graph graph;
        pack_graph_make(&graph, &random, 16, 12, pack->grid->count);
        check_profiles(pack, pack->grid, &graph);
    }
}

static void other_grids_give_exact_results_too(void **state)
{
    struct pack *pack = *state;
    static const struct {
        int factors;
        int counts[METHOD_FACTORS_LIMIT];
    } shapes[] = {{1, {1}},          {1, {16}},
                  {2, {8, 8}},       {3, {8, 8, 8}},
                  {4, {9, 8, 4, 2}}, {5, {6, 5, 5, 5, 3}},
                  {3, {16, 16, 16}}, {8, {2, 2, 2, 2, 2, 2, 2, 2}}};
    uint64_t random = 7;
    for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++) {
        const struct method *method = pack_method_of(pack, shapes[s].counts, shapes[s].factors);
        const struct profile_grid *grid;
        assert_int_equal(profile_grid_open(pack->arena, method, &pack->fault, &grid), RC_OK);
        for (int i = 0; i < 12; i++) {
            struct pack_graph graph;
            pack_graph_make(&graph, &random, 1 + pack_below(&random, 6), 5, grid->count);
            check_profiles(pack, grid, &graph);
        }
    }
}

static void plain_levels_equal_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 4;
    for (int i = 0; i < GRAPHS; i++) {
        struct pack_graph graph;
        struct oracle oracle;
        struct attack_tree_level *run;
        struct attack_answer answer;
        pack_graph_make(&graph, &random, 1 + pack_below(&random, 8), 6, 4);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        assert_int_equal(
            attack_tree_level_open(pack->arena, tree, pack->method, &pack->fault, &run), RC_OK);
        attack_tree_level_pass(run);
        ask_oracle(pack, pack->grid, &graph, graph.nodes - 1, &oracle);
        assert_int_equal(attack_tree_level_best(run, graph.nodes - 1), oracle.level);
        assert_int_equal(attack_tree_level_answer(run, pack->arena, &pack->fault, &answer), RC_OK);
        assert_int_equal(answer.level, oracle.level);
        assert_string_equal(answer.variant, "V4");
        check_witness(NULL, &graph, graph.nodes - 1, &answer);
        for (size_t s = 0; s < answer.step_count; s++) {
            assert_true(graph.ratings[answer.steps[s]] >= oracle.level);
        }
    }
}

static struct attack_tree_profile *passed(struct pack *pack, const struct pack_graph *graph)
{
    struct attack_tree_profile *run;
    const struct attack_tree *tree = pack_tree(pack, graph, graph->nodes - 1);
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run),
                     RC_OK);
    attack_tree_profile_pass(run);
    return run;
}

static int root_total(struct pack *pack, const struct pack_graph *graph)
{
    return pack->grid->totals[attack_tree_profile_best(passed(pack, graph), graph->nodes - 1)];
}

static void raising_a_factor_of_a_step_never_makes_it_easier(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 99;
    for (int i = 0; i < GRAPHS; i++) {
        struct pack_graph graph;
        int levels[METHOD_FACTORS_LIMIT] = {0};
        pack_graph_make(&graph, &random, 20, 18, pack->grid->count);
        struct attack_tree_profile *run = passed(pack, &graph);
        int before = pack->grid->totals[attack_tree_profile_best(run, graph.nodes - 1)];
        uint32_t leaf = pack_below(&random, graph.leaves);
        for (int f = 0; f < pack->grid->factors; f++) {
            int count = pack->method->potential.factors[f].count;
            int level = pack->grid->levels[graph.ratings[leaf]][f];
            levels[f] = level + (int)pack_below(&random, (uint32_t)(count - level));
        }
        graph.ratings[leaf] = profile_grid_number(pack->grid, levels);
        int after = root_total(pack, &graph);
        assert_true(after >= before);
        if (attack_tree_profile_rate(run, leaf, graph.ratings[leaf])) {
            attack_tree_profile_pass(run); /* the same tree, rated anew */
            assert_int_equal(pack->grid->totals[attack_tree_profile_best(run, graph.nodes - 1)],
                             after);
        } else {
            assert_int_equal(after, before); /* the step does not count */
        }
    }
}

static void one_more_way_is_never_harder_and_one_more_step_never_easier(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 5;
    int seen = 0;
    for (int i = 0; i < GRAPHS; i++) {
        struct pack_graph graph;
        pack_graph_make(&graph, &random, 12, 20, pack->grid->count);
        uint32_t gate = graph.leaves + pack_below(&random, graph.nodes - graph.leaves);
        uint32_t count = graph.child_count[gate];
        int before = root_total(pack, &graph);
        if (count == PACK_CHILDREN || graph.gates[gate] == ATTACK_K_OF_N) {
            continue;
        }
        graph.children[gate][count] = pack_below(&random, gate);
        graph.child_count[gate]++;
        int after = root_total(pack, &graph);
        assert_true(graph.gates[gate] == ATTACK_OR ? after <= before : after >= before);
        seen++;
    }
    assert_true(seen > GRAPHS / 4);
}

static void sharing_a_doubled_subtree_changes_nothing(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 31;
    for (int i = 0; i < GRAPHS; i++) {
        struct pack_graph shared;
        struct pack_graph doubled;
        pack_graph_make(&shared, &random, 6, 8, pack->grid->count);
        /* the same leaves twice: gates take one or the other copy */
        doubled = shared;
        doubled.leaves = 12;
        doubled.nodes = shared.nodes + 6;
        for (uint32_t node = 0; node < 12; node++) {
            doubled.gates[node] = ATTACK_LEAF;
            doubled.child_count[node] = 0;
            doubled.ratings[node] = shared.ratings[node % 6];
        }
        for (uint32_t node = 12; node < doubled.nodes; node++) {
            doubled.gates[node] = shared.gates[node - 6];
            doubled.ks[node] = shared.ks[node - 6];
            doubled.child_count[node] = shared.child_count[node - 6];
            for (uint32_t c = 0; c < doubled.child_count[node]; c++) {
                uint32_t child = shared.children[node - 6][c];
                uint32_t copy = pack_below(&random, 2) * 6;
                doubled.children[node][c] = child < 6 ? child + copy : child + 6;
            }
        }
        assert_int_equal(root_total(pack, &shared), root_total(pack, &doubled));
    }
}

/* A wide vote: at least k of n equal steps need what one of them needs, and of
 * different steps the k-th easiest decides where one factor is rated. */
static void wide_votes_take_the_kth_easiest_step(void **state)
{
    struct pack *pack = *state;
    const struct method *method = pack_method_of(pack, (const int[]){16}, 1);
    const struct profile_grid *grid;
    assert_int_equal(profile_grid_open(pack->arena, method, &pack->fault, &grid), RC_OK);
    for (uint32_t n = 1; n <= 300; n = n * 2 + 1) {
        for (uint32_t k = 1; k <= n; k += 1 + n / 9) {
            struct attack_tree_builder builder;
            struct attack_tree_profile *run;
            const struct attack_tree *tree;
            attack_tree_builder_init(&builder, pack->arena);
            uint32_t root = attack_tree_add(&builder, ATTACK_K_OF_N, k, TEXT("vote"));
            for (uint32_t i = 0; i < n; i++) {
                uint32_t leaf = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("step"));
                attack_tree_rate(&builder, leaf, (uint16_t)(i * 16 / n));
                attack_tree_link(&builder, root, leaf);
            }
            assert_int_equal(attack_tree_close(&builder, root, &pack->fault, &tree), RC_OK);
            assert_int_equal(attack_tree_profile_open(pack->arena, tree, grid, &pack->fault, &run),
                             RC_OK);
            attack_tree_profile_pass(run);
            assert_int_equal(attack_tree_profile_best(run, root), (k - 1) * 16 / n);
        }
    }
}

/* Large graphs against the plainest evaluator of sets: no slots, no numbering,
 * one word at a time, one set a node. */
static void kernels_give_the_bits_of_a_plain_loop(void **state)
{
    struct pack *pack = *state;
    const struct profile_grid *grid = pack->grid;
    uint64_t random = 3;
    uint32_t nodes = 30000;
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    uint64_t *sets = profile_grid_room(pack->arena, grid, nodes);
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t node = 0; node < nodes; node++) {
        bool is_leaf = node < nodes / 3;
        bool is_or = pack_below(&random, 2) == 0;
        uint64_t *set = &sets[node * grid->stride];
        attack_tree_add(&builder,
                        is_leaf ? ATTACK_LEAF
                        : is_or ? ATTACK_OR
                                : ATTACK_AND,
                        0, TEXT_NONE);
        uint16_t rating = (uint16_t)pack_below(&random, grid->count);
        for (size_t w = 0; w < grid->stride; w++) {
            set[w] = is_leaf ? grid->sets[rating * grid->stride + w] : is_or ? 0 : UINT64_MAX;
        }
        if (is_leaf) {
            attack_tree_rate(&builder, node, rating);
            continue;
        }
        for (uint32_t i = 0; i < 2 + node % 3; i++) {
            uint32_t child = i == 0 ? node - 1 : pack_below(&random, node);
            attack_tree_link(&builder, node, child);
            for (size_t w = 0; w < grid->stride; w++) {
                uint64_t word = sets[child * grid->stride + w];
                set[w] = is_or ? set[w] | word : set[w] & word;
            }
        }
    }
    assert_int_equal(attack_tree_close(&builder, nodes - 1, &pack->fault, &tree), RC_OK);
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, grid, &pack->fault, &run), RC_OK);
    attack_tree_profile_pass(run);
    assert_true(tree->count > nodes / 2);
    for (uint32_t node = 0; node < nodes; node++) {
        uint16_t first = 0;
        while ((sets[node * grid->stride + first / 64] >> (first % 64) & 1) == 0) {
            first++;
        }
        if (tree->position_of[node] != ATTACK_NOWHERE) {
            assert_int_equal(attack_tree_profile_best(run, node), first);
        }
    }
    for (uint16_t p = 0; p < grid->count; p++) {
        uint64_t word = sets[(nodes - 1) * grid->stride + p / 64];
        assert_int_equal(attack_tree_profile_is_able(run, p), word >> (p % 64) & 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(exact_sets_equal_enumeration_at_every_node, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(sixteen_steps_equal_enumeration, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(other_grids_give_exact_results_too, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(plain_levels_equal_enumeration, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(raising_a_factor_of_a_step_never_makes_it_easier, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(one_more_way_is_never_harder_and_one_more_step_never_easier,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(sharing_a_doubled_subtree_changes_nothing, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(wide_votes_take_the_kth_easiest_step, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(kernels_give_the_bits_of_a_plain_loop, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
