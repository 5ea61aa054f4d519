/* Sums and bottlenecks over distinct steps against enumeration of all sets. */
#include "engine/attack_bottleneck.h"
#include "engine/attack_sum.h"
#include "engine/pack.h"

#include <math.h>

#define GRAPHS 1500

struct least {
    double sum;
    double bottleneck;
};

static struct least enumerated(const struct pack_graph *graph, uint32_t root, const double *figures,
                               uint64_t able)
{
    struct least least = {INFINITY, INFINITY};
    for (uint64_t leaves = 1; leaves < UINT64_C(1) << graph->leaves; leaves++) {
        double sum = 0;
        double most = 0;
        for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
            if ((leaves >> leaf & 1) != 0) {
                sum += figures[leaf];
                most = fmax(most, figures[leaf]);
            }
        }
        if ((leaves & ~able) == 0 && (sum < least.sum || most < least.bottleneck) &&
            pack_holds(graph, root, leaves)) {
            least.sum = fmin(least.sum, sum);
            least.bottleneck = fmin(least.bottleneck, most);
        }
    }
    return least;
}

static void check_attack(const struct pack_graph *graph, uint32_t root, const double *figures,
                         const struct attack_sum *found)
{
    uint64_t leaves = 0;
    double sum = 0;
    for (size_t i = 0; i < found->step_count; i++) {
        assert_int_equal(leaves >> found->steps[i] & 1, 0);
        leaves |= UINT64_C(1) << found->steps[i];
        sum += figures[found->steps[i]];
    }
    assert_true(pack_holds(graph, root, leaves));
    assert_true(fabs(sum - found->least) < 1e-9);
}

static void least_sums_are_those_of_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 11;
    uint32_t branched = 0;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_sum_run *run;
        struct attack_sum found;
        const double *bottlenecks;
        double figures[PACK_NODES];
        double by_step[PACK_NODES];
        uint8_t is_able[PACK_NODES];
        uint64_t able = 0;
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 10), 2 + pack_below(&seed, 14), 1);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t leaf = 0; leaf < graph.leaves; leaf++) {
            uint32_t kind = pack_below(&seed, 12);
            figures[leaf] = kind == 0 ? INFINITY : kind < 3 ? 0 : 0.5 * pack_below(&seed, 60);
            able |= (uint64_t)(pack_below(&seed, 8) > 0) << leaf;
        }
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = figures[tree->node_at[step]];
            is_able[step] = able >> tree->node_at[step] & 1;
        }
        assert_int_equal(attack_sum_open(pack->arena, tree, &pack->fault, &run), RC_OK);
        for (int with_mask = 0; with_mask < 2; with_mask++) {
            uint64_t mask = with_mask ? able : UINT64_MAX;
            struct least least = enumerated(&graph, graph.nodes - 1, figures, mask);
            attack_sum_find(run, by_step, with_mask ? is_able : NULL, &found);
            assert_int_equal(found.exactness, ATTACK_EXACT);
            assert_int_equal(found.is_feasible, !isinf(least.sum));
            assert_true(found.least == least.sum || fabs(found.least - least.sum) < 1e-9);
            if (found.is_feasible) {
                check_attack(&graph, graph.nodes - 1, figures, &found);
            }
            branched += found.branches > 1;
            if (attack_sum_is_plain(run)) {
                assert_int_equal(found.branches, 1);
            }
            if (!with_mask) {
                assert_int_equal(
                    attack_bottleneck_find(tree, pack->arena, by_step, &pack->fault, &bottlenecks),
                    RC_OK);
                assert_true(bottlenecks[tree->position_of[tree->root]] == least.bottleneck);
            }
        }
    }
    assert_true(branched > GRAPHS / 4);
}

static void a_cut_off_search_gives_bounds(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 12;
    uint32_t cut = 0;
    for (int round = 0; round < 300; round++) {
        struct pack_graph graph;
        struct attack_sum_run *run;
        struct attack_sum exact;
        struct attack_sum found;
        double by_step[PACK_NODES];
        pack_graph_make(&graph, &seed, 8 + pack_below(&seed, 12), 12 + pack_below(&seed, 8), 1);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = 1 + pack_below(&seed, 50);
        }
        assert_int_equal(attack_sum_open(pack->arena, tree, &pack->fault, &run), RC_OK);
        attack_sum_find(run, by_step, NULL, &exact);
        double least = exact.least;
        attack_sum_limit(run, 1);
        attack_sum_find(run, by_step, NULL, &found);
        assert_true(found.bound <= least + 1e-9 && found.least >= least - 1e-9);
        assert_int_equal(found.exactness == ATTACK_EXACT, exact.branches == 1);
        cut += found.exactness == ATTACK_BOUND;
    }
    assert_true(cut > 20);
}

/* Golden G03, G04: a shared step is paid once, and that changes the choice. */
static void a_shared_step_is_paid_once(void **state)
{
    struct pack *pack = *state;
    struct pack_graph graph = {.leaves = 3, .nodes = 6};
    struct attack_sum_run *run;
    struct attack_sum found;
    static const uint32_t children[3][2] = {{0, 1}, {0, 2}, {3, 4}};
    static const struct {
        enum attack_gate inner;
        double figures[3];
        double least;
    } rows[] = {{ATTACK_AND, {10, 2, 3}, 15}, {ATTACK_OR, {10, 6, 6}, 10}};
    for (size_t row = 0; row < 2; row++) {
        double by_step[3];
        for (uint32_t g = 0; g < 3; g++) {
            graph.gates[3 + g] = g < 2 ? rows[row].inner : ATTACK_AND;
            graph.child_count[3 + g] = 2;
            graph.children[3 + g][0] = children[g][0];
            graph.children[3 + g][1] = children[g][1];
        }
        const struct attack_tree *tree = pack_tree(pack, &graph, 5);
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = rows[row].figures[tree->node_at[step]];
        }
        assert_int_equal(attack_sum_open(pack->arena, tree, &pack->fault, &run), RC_OK);
        assert_false(attack_sum_is_plain(run));
        attack_sum_find(run, by_step, NULL, &found);
        assert_true(found.least == rows[row].least);
    }
}

/* Golden G12: end points of intervals through OR(AND(x, y), z). */
static void interval_ends_pass_through(void **state)
{
    struct pack *pack = *state;
    struct pack_graph graph = {.leaves = 3,
                               .nodes = 5,
                               .gates = {[3] = ATTACK_AND, [4] = ATTACK_OR},
                               .child_count = {[3] = 2, [4] = 2},
                               .children = {[3] = {0, 1}, [4] = {3, 2}}};
    static const double ends[2][3] = {{10, 5, 12}, {14, 18, 22}};
    static const double expected[2] = {10, 18};
    static const char *const levels[2] = {"high", "medium"};
    const struct attack_tree *tree = pack_tree(pack, &graph, 4);
    for (int end = 0; end < 2; end++) {
        double by_step[3];
        const double *out;
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = ends[end][tree->node_at[step]];
        }
        assert_int_equal(attack_bottleneck_find(tree, pack->arena, by_step, &pack->fault, &out),
                         RC_OK);
        double root = out[tree->position_of[tree->root]];
        assert_true(root == expected[end]);
        int level = method_band_level(&pack->method->potential.bands, (int)root);
        assert_true(text_is(pack->method->feasibility.ids[level], levels[end]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(least_sums_are_those_of_enumeration, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(a_cut_off_search_gives_bounds, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(a_shared_step_is_paid_once, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(interval_ends_pass_through, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
