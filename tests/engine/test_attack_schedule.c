/* Schedules against enumeration of every choice, with plain longest paths. */
#include "engine/attack_schedule.h"
#include "engine/pack.h"

#include <math.h>

#define GRAPHS 400
#define STEPS 8

/* One choice: which children of each gate are used, as bits. */
struct plan {
    const struct pack_graph *graph;
    uint32_t used[PACK_NODES];
    uint64_t below[PACK_NODES]; /* steps */
    bool is_taken[PACK_NODES];
};

static void spread(struct plan *plan, uint32_t root)
{
    const struct pack_graph *graph = plan->graph;
    for (uint32_t node = 0; node < graph->nodes; node++) {
        plan->is_taken[node] = node == root;
        plan->below[node] = node < graph->leaves ? UINT64_C(1) << node : 0;
        for (uint32_t i = 0; i < graph->child_count[node]; i++) {
            if ((plan->used[node] >> i & 1) != 0) {
                plan->below[node] |= plan->below[graph->children[node][i]];
            }
        }
    }
    for (uint32_t node = root; node >= graph->leaves; node--) {
        for (uint32_t i = 0; plan->is_taken[node] && i < graph->child_count[node]; i++) {
            if ((plan->used[node] >> i & 1) != 0) {
                plan->is_taken[graph->children[node][i]] = true;
            }
        }
    }
}

/* before[a] has bit b where step a must end before step b starts. */
static void order_pairs(const struct plan *plan, uint64_t before[STEPS])
{
    const struct pack_graph *graph = plan->graph;
    for (uint32_t node = graph->leaves; node < graph->nodes; node++) {
        uint64_t done = 0;
        if (!plan->is_taken[node] || graph->gates[node] != ATTACK_SAND) {
            continue;
        }
        for (uint32_t i = 0; i < graph->child_count[node]; i++) {
            uint64_t child = plan->below[graph->children[node][i]];
            for (uint32_t step = 0; step < graph->leaves; step++) {
                if ((done >> step & 1) != 0) {
                    before[step] |= child & ~done;
                }
            }
            done |= child;
        }
    }
}

static double longest(const struct plan *plan, uint32_t root, const double *days)
{
    uint64_t before[STEPS] = {0};
    double start[STEPS] = {0};
    double end = 0;
    order_pairs(plan, before);
    for (uint32_t round = 0; round <= plan->graph->leaves + 1; round++) {
        bool has_changed = false;
        for (uint32_t a = 0; a < plan->graph->leaves; a++) {
            for (uint32_t b = 0; b < plan->graph->leaves; b++) {
                if ((before[a] >> b & 1) != 0 && start[b] < start[a] + days[a]) {
                    start[b] = start[a] + days[a];
                    has_changed = true;
                }
            }
        }
        if (!has_changed) {
            break;
        }
        if (round == plan->graph->leaves + 1) {
            return INFINITY;
        }
    }
    for (uint32_t a = 0; a < plan->graph->leaves; a++) {
        if ((plan->below[root] >> a & 1) != 0) {
            end = fmax(end, start[a] + days[a]);
        }
    }
    return end;
}

static double least_of(struct plan *plan, uint32_t node, uint32_t root, const double *days)
{
    const struct pack_graph *graph = plan->graph;
    double least = INFINITY;
    if (node == graph->nodes) {
        spread(plan, root);
        return longest(plan, root, days);
    }
    uint32_t count = graph->child_count[node];
    uint32_t needs = graph->gates[node] == ATTACK_OR       ? 1
                     : graph->gates[node] == ATTACK_K_OF_N ? graph->ks[node]
                                                           : count;
    for (uint32_t used = 1; used < 1U << count; used++) {
        if ((uint32_t)__builtin_popcount(used) == needs) {
            plan->used[node] = used;
            least = fmin(least, least_of(plan, node + 1, root, days));
        }
    }
    return least;
}

static void schedules_are_those_of_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 21;
    uint32_t searched = 0;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_schedule_run *run;
        struct attack_sum found;
        struct plan plan = {.graph = &graph};
        double days[STEPS];
        double by_step[STEPS];
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, STEPS - 2), 2 + pack_below(&seed, 5),
                        1);
        for (uint32_t node = graph.leaves; node < graph.nodes; node++) {
            graph.child_count[node] = graph.child_count[node] > 3 ? 3 : graph.child_count[node];
            graph.ks[node] = graph.ks[node] > graph.child_count[node] ? 1 : graph.ks[node];
            graph.gates[node] = pack_below(&seed, 3) == 0 ? ATTACK_SAND : graph.gates[node];
        }
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t leaf = 0; leaf < graph.leaves; leaf++) {
            days[leaf] = 1 + pack_below(&seed, 20);
        }
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = days[tree->node_at[step]];
        }
        double least = least_of(&plan, graph.leaves, graph.nodes - 1, days);
        assert_int_equal(attack_schedule_open(pack->arena, tree, &pack->fault, &run), RC_OK);
        attack_schedule_find(run, by_step, NULL, &found);
        assert_int_equal(found.exactness, ATTACK_EXACT);
        if (found.least != least && fabs(found.least - least) > 1e-9) {
            fail_msg("round %d: %g, enumeration %g", round, found.least, least);
        }
        searched += !attack_schedule_is_plain(run);
    }
    assert_true(searched > GRAPHS / 3);
}

/* Golden G07: SAND(a, AND(b, c), OR(d, e)) takes 3 + 5 + 4 days. */
static void ordered_steps_add_and_parallel_ones_overlap(void **state)
{
    struct pack *pack = *state;
    struct pack_graph graph = {.leaves = 5,
                               .nodes = 8,
                               .gates = {[5] = ATTACK_AND, [6] = ATTACK_OR, [7] = ATTACK_SAND},
                               .child_count = {[5] = 2, [6] = 2, [7] = 3},
                               .children = {[5] = {1, 2}, [6] = {3, 4}, [7] = {0, 5, 6}}};
    static const double days[] = {3, 5, 2, 10, 4};
    const struct attack_tree *tree = pack_tree(pack, &graph, 7);
    struct attack_schedule_run *run;
    struct attack_sum found;
    double by_step[5];
    uint8_t is_able[5];
    for (uint32_t step = 0; step < tree->steps; step++) {
        by_step[step] = days[tree->node_at[step]];
        is_able[step] = tree->node_at[step] != 4;
    }
    assert_int_equal(attack_schedule_open(pack->arena, tree, &pack->fault, &run), RC_OK);
    assert_true(attack_schedule_is_plain(run));
    attack_schedule_find(run, by_step, NULL, &found);
    assert_true(found.least == 12);
    assert_int_equal(found.step_count, 4);
    attack_schedule_find(run, by_step, is_able, &found);
    assert_true(found.least == 18);
}

/* a before b and b before a; the way out through c takes longer. */
static void contradicting_orders_make_an_attack_impossible(void **state)
{
    struct pack *pack = *state;
    struct pack_graph graph = {
        .leaves = 3,
        .nodes = 7,
        .gates = {[3] = ATTACK_SAND, [4] = ATTACK_SAND, [5] = ATTACK_AND, [6] = ATTACK_OR},
        .child_count = {[3] = 2, [4] = 2, [5] = 2, [6] = 2},
        .children = {[3] = {0, 1}, [4] = {1, 0}, [5] = {3, 4}, [6] = {5, 2}}};
    static const double days[] = {1, 1, 50};
    for (uint32_t root = 5; root <= 6; root++) {
        const struct attack_tree *tree = pack_tree(pack, &graph, root);
        struct attack_schedule_run *run;
        struct attack_sum found;
        double by_step[3];
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = days[tree->node_at[step]];
        }
        assert_int_equal(attack_schedule_open(pack->arena, tree, &pack->fault, &run), RC_OK);
        attack_schedule_find(run, by_step, NULL, &found);
        assert_int_equal(found.is_feasible, root == 6);
        assert_true(root == 6 ? found.least == 50 : isinf(found.least));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(schedules_are_those_of_enumeration, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(contradicting_orders_make_an_attack_impossible, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(ordered_steps_add_and_parallel_ones_overlap, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
