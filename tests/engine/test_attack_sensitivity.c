/* Single changes and cuts against trying them all. */
#include "engine/attack_cut.h"
#include "engine/attack_sensitivity.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <math.h>

#define GRAPHS 150
#define LEAVES 12

static uint16_t passed(struct attack_tree_profile *run, uint32_t node, uint16_t profile,
                       uint16_t back)
{
    assert_true(attack_tree_profile_rate(run, node, profile));
    attack_tree_profile_pass(run);
    uint16_t best = attack_tree_profile_best(run, run->tree->root);
    assert_true(attack_tree_profile_rate(run, node, back));
    return best;
}

static size_t find_move(const struct attack_sensitivity *found, uint32_t node, int factor, int to)
{
    size_t i = 0;
    while (i < found->move_count &&
           (found->moves[i].node != node || found->moves[i].factor != factor ||
            (factor >= 0 && found->moves[i].to != to))) {
        i++;
    }
    return i;
}

/* The change is listed exactly where it moves the level, with the right figures. */
static void check_move(const struct pack *pack, const struct attack_sensitivity *found,
                       struct attack_move move, uint16_t best)
{
    bool is_feasible = best != ATTACK_INFEASIBLE;
    int level = is_feasible ? pack->grid->feasibility[best] : 0;
    size_t at = find_move(found, move.node, move.factor, move.to);
    assert_int_equal(at < found->move_count,
                     level != found->level || (!is_feasible && found->total != NO_LEVEL));
    if (at < found->move_count) {
        assert_int_equal(found->moves[at].level, level);
        assert_int_equal(found->moves[at].total, is_feasible ? pack->grid->totals[best] : NO_LEVEL);
    }
}

static void check_step(const struct pack *pack, struct attack_tree_profile *run,
                       const struct attack_sensitivity *found, uint32_t step)
{
    const struct profile_grid *grid = pack->grid;
    uint32_t node = run->tree->node_at[step];
    uint16_t rating = run->tree->ratings[node];
    struct attack_move move = {.node = node, .factor = ATTACK_MOVE_FREE};
    check_move(pack, found, move, passed(run, node, 0, rating));
    move.factor = ATTACK_MOVE_INFEASIBLE;
    uint16_t without = passed(run, node, ATTACK_INFEASIBLE, rating);
    check_move(pack, found, move, without);
    assert_int_equal(found->weights[step].is_cut, without == ATTACK_INFEASIBLE);
    for (int f = 0; f < grid->factors; f++) {
        for (int by = -1; by <= 1; by += 2) {
            int levels[METHOD_FACTORS_LIMIT];
            for (int i = 0; i < grid->factors; i++) {
                levels[i] = grid->levels[rating][i];
            }
            levels[f] += by;
            uint16_t other = profile_grid_number(grid, levels);
            if (other != PROFILE_NONE) {
                move = (struct attack_move){.node = node, .factor = f, .to = levels[f]};
                check_move(pack, found, move, passed(run, node, other, rating));
            }
        }
    }
}

static void single_changes_are_those_of_trying(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 81;
    size_t moves = 0;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_change *change;
        struct attack_tree_profile *run;
        struct attack_sensitivity found;
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, LEAVES - 1), 2 + pack_below(&seed, 12),
                        pack->grid->count);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                         RC_OK);
        assert_int_equal(
            attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run), RC_OK);
        assert_int_equal(attack_sensitivity_find(change, pack->arena, (struct attack_patience){0},
                                                 false, &pack->fault, &found),
                         RC_OK);
        assert_true(found.is_whole);
        assert_int_equal(found.weight_count, tree->steps);
        for (uint32_t step = 0; step < tree->steps; step++) {
            assert_int_equal(found.weights[step].node, tree->node_at[step]);
            check_step(pack, run, &found, step);
        }
        assert_true(attack_change_is_consistent(change));
        moves += found.move_count;
    }
    assert_true(moves > GRAPHS);
}

static bool never(void *context)
{
    (void)context;
    return false;
}

static void an_impatient_caller_gets_what_there_is(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 82;
    struct pack_graph graph;
    struct attack_change *change;
    struct attack_sensitivity found;
    pack_graph_make(&graph, &seed, 9, 9, pack->grid->count);
    const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
    assert_int_equal(attack_change_open(pack->arena, tree, pack->grid, &pack->fault, &change),
                     RC_OK);
    assert_int_equal(attack_sensitivity_find(change, pack->arena,
                                             (struct attack_patience){.may_go_on = never}, true,
                                             &pack->fault, &found),
                     RC_OK);
    assert_false(found.is_whole);
    assert_int_equal(found.weight_count, 0);
}

/* The least cost of leaves whose absence leaves no attack. */
static double cheapest(const struct pack_graph *graph, const double *costs)
{
    double least = INFINITY;
    uint64_t all = (UINT64_C(1) << graph->leaves) - 1;
    for (uint64_t cut = 0; cut <= all; cut++) {
        double cost = 0;
        for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
            cost += (cut >> leaf & 1) != 0 ? costs[leaf] : 0;
        }
        if (cost < least && !pack_holds(graph, graph->nodes - 1, all & ~cut)) {
            least = cost;
        }
    }
    return least;
}

static void cuts_are_those_of_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 83;
    size_t chokes_seen = 0;
    for (int round = 0; round < GRAPHS * 4; round++) {
        struct pack_graph graph;
        struct attack_tree_profile *run;
        struct attack_answer answer;
        struct attack_chokes chokes;
        struct attack_sum cut;
        double costs[PACK_NODES];
        uint64_t left = 0;
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 9), 2 + pack_below(&seed, 10),
                        pack->grid->count);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t leaf = 0; leaf < graph.leaves; leaf++) {
            costs[leaf] = 1 + pack_below(&seed, 30);
        }
        assert_int_equal(attack_cut_cheapest(tree, pack->arena, costs, &pack->fault, &cut), RC_OK);
        assert_int_equal(cut.exactness, ATTACK_EXACT);
        assert_true(fabs(cut.least - cheapest(&graph, costs)) < 1e-9);
        for (size_t i = 0; i < cut.step_count; i++) {
            left |= UINT64_C(1) << cut.steps[i];
        }
        left = ((UINT64_C(1) << graph.leaves) - 1) & ~left;
        assert_false(pack_holds(&graph, graph.nodes - 1, left));
        assert_int_equal(
            attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run), RC_OK);
        attack_tree_profile_pass(run);
        assert_int_equal(attack_tree_profile_answer(run, pack->arena, &pack->fault, &answer),
                         RC_OK);
        assert_int_equal(attack_cut_chokes(tree, pack->arena, answer.critical,
                                           answer.critical_count, &pack->fault, &chokes),
                         RC_OK);
        assert_int_equal(chokes.nodes[0], tree->root);
        for (uint32_t leaf = 0; leaf < graph.leaves; leaf++) {
            bool is_choke = false;
            for (size_t i = 0; i < chokes.count; i++) {
                is_choke = is_choke || chokes.nodes[i] == leaf;
            }
            uint64_t others = ((UINT64_C(1) << graph.leaves) - 1) & ~(UINT64_C(1) << leaf);
            assert_int_equal(is_choke, !pack_holds(&graph, graph.nodes - 1, others));
            chokes_seen += is_choke;
        }
    }
    assert_true(chokes_seen > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(single_changes_are_those_of_trying, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(an_impatient_caller_gets_what_there_is, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(cuts_are_those_of_enumeration, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
