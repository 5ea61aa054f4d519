/* Sampling against exact figures, and the same bits in any order. */
#include "engine/attack_bottleneck.h"
#include "engine/attack_interval.h"
#include "engine/attack_random.h"
#include "engine/attack_sample.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <math.h>
#include <string.h>

#define GRAPHS 60
#define SIGMAS 4
#define PINNED_SUCCESSES 7656

/* The published answer for key 0 and counter 0 after 13 rounds. */
static void the_generator_gives_its_published_words(void **state)
{
    (void)state;
    struct attack_random_lanes a;
    struct attack_random_lanes b;
    attack_random_pairs(0, 0, 0, 0, &a, &b);
    assert_true(a.words[0] == UINT64_C(0xf167b032c3b480bd));
    assert_true(b.words[0] == UINT64_C(0xe91f9fee4b7a6fb5));
    struct attack_random_lanes c;
    struct attack_random_lanes d;
    attack_random_pairs(7, 8, 103, 5, &a, &b);
    attack_random_pairs(7, 8, 100, 5, &c, &d);
    assert_true(a.words[0] == c.words[3] && b.words[0] == d.words[3]);
}

static double exact_chance(const struct pack_graph *graph, const double *probabilities)
{
    double sum = 0;
    for (uint64_t leaves = 0; leaves < UINT64_C(1) << graph->leaves; leaves++) {
        double product = 1;
        for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
            product *= (leaves >> leaf & 1) != 0 ? probabilities[leaf] : 1 - probabilities[leaf];
        }
        sum += pack_holds(graph, graph->nodes - 1, leaves) ? product : 0;
    }
    return sum;
}

static void chances_are_within_four_sigma(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 91;
    static const double likely[] = {0, 1, 0.5, 0.25, 0.1, 0.333, 0.9, 0.01};
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_chances counted;
        double probabilities[PACK_NODES];
        double by_step[PACK_NODES];
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 9), 2 + pack_below(&seed, 9), 1);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t leaf = 0; leaf < graph.leaves; leaf++) {
            probabilities[leaf] = likely[pack_below(&seed, 8)];
        }
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = probabilities[tree->node_at[step]];
        }
        struct attack_sample_plan plan = {.seed = 5 + (uint64_t)round, .blocks = 200};
        assert_int_equal(
            attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &counted), RC_OK);
        double exact = exact_chance(&graph, probabilities);
        double share = (double)counted.successes / (double)counted.samples;
        double sigma = sqrt(fmax(0, exact * (1 - exact)) / (double)counted.samples);
        assert_int_equal(counted.samples, 200 * ATTACK_SAMPLE_BITS);
        if (fabs(share - exact) > SIGMAS * sigma + 1e-12) {
            fail_msg("round %d: %g, exact %g, sigma %g", round, share, exact, sigma);
        }
        assert_true(attack_sample_error(counted.successes, counted.samples) < 0.002);
    }
}

static void blocks_give_the_same_bits_wherever_they_run(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 92;
    struct pack_graph graph;
    struct attack_chances whole;
    struct attack_chances parts[2];
    double by_step[PACK_NODES];
    pack_graph_make(&graph, &seed, 15, 15, 1);
    const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
    for (uint32_t step = 0; step < tree->steps; step++) {
        by_step[step] = 0.37;
    }
    struct attack_sample_plan plan = {.seed = 77, .blocks = 40};
    assert_int_equal(attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &whole),
                     RC_OK);
    plan.blocks = 13;
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &parts[0]), RC_OK);
    plan.first_block = 13;
    plan.blocks = 27;
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &parts[1]), RC_OK);
    assert_true(whole.successes == parts[0].successes + parts[1].successes);
    /* pinned: any instruction set and any compiler give this count */
    assert_int_equal(whole.successes, PINNED_SUCCESSES);
    plan.seed = 78;
    plan.first_block = 0;
    plan.blocks = 40;
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &parts[0]), RC_OK);
    assert_true(whole.successes != parts[0].successes);
}

/* Blocks run side by side, four, two or one, as many as are left: one at a time
 * they give the same counts. */
static void points_do_not_depend_on_how_many_blocks_run_together(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 93;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_spread spreads[PACK_NODES];
        struct attack_points together;
        struct attack_points sum = {0};
        uint32_t gates = round % 5 == 0 ? 0 : 1 + pack_below(&seed, 15);
        pack_graph_make(&graph, &seed, 1 + pack_below(&seed, 15), gates, 1);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t step = 0; step < tree->steps; step++) {
            spreads[step].count = 1 + pack_below(&seed, 6);
            for (uint32_t i = 0; i < spreads[step].count; i++) {
                spreads[step].values[i] = (uint8_t)pack_below(&seed, 60);
                spreads[step].shares[i] = 1 + i;
            }
        }
        struct attack_sample_plan plan = {.seed = seed, .blocks = 1 + pack_below(&seed, 12)};
        assert_int_equal(
            attack_sample_points(tree, pack->arena, spreads, plan, &pack->fault, &together), RC_OK);
        uint64_t blocks = plan.blocks;
        plan.blocks = 1;
        for (plan.first_block = 0; plan.first_block < blocks; plan.first_block++) {
            struct attack_points one;
            assert_int_equal(
                attack_sample_points(tree, pack->arena, spreads, plan, &pack->fault, &one), RC_OK);
            sum.samples += one.samples;
            for (int total = 0; total < 256; total++) {
                sum.counts[total] += one.counts[total];
            }
        }
        assert_memory_equal(&sum, &together, sizeof sum);
    }
}

/* Two steps of one group succeed together: their AND is as likely as one. */
static void steps_of_a_group_share_their_draws(void **state)
{
    struct pack *pack = *state;
    struct pack_graph graph = {.leaves = 2,
                               .nodes = 3,
                               .gates = {[2] = ATTACK_AND},
                               .child_count = {[2] = 2},
                               .children = {[2] = {0, 1}}};
    static const double by_step[] = {0.5, 0.5};
    static const uint32_t groups[] = {9, 9};
    const struct attack_tree *tree = pack_tree(pack, &graph, 2);
    struct attack_chances counted;
    struct attack_sample_plan plan = {.seed = 1, .blocks = 100, .groups = groups};
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &counted), RC_OK);
    assert_true(fabs((double)counted.successes / (double)counted.samples - 0.5) < 0.01);
    plan.groups = NULL;
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &counted), RC_OK);
    assert_true(fabs((double)counted.successes / (double)counted.samples - 0.25) < 0.01);
}

/* How likely the root's least greatest total is to stay at or below a value. */
static double exact_share(struct pack *pack, const struct attack_tree *tree,
                          const struct attack_spread *spreads, int limit)
{
    uint32_t choice[PACK_NODES] = {0};
    double sum = 0;
    for (;;) {
        double figures[PACK_NODES];
        double product = 1;
        const double *all;
        for (uint32_t step = 0; step < tree->steps; step++) {
            figures[step] = spreads[step].values[choice[step]];
            product *= spreads[step].shares[choice[step]];
        }
        assert_int_equal(attack_bottleneck_find(tree, pack->arena, figures, &pack->fault, &all),
                         RC_OK);
        sum += all[tree->count - 1] <= limit ? product : 0;
        uint32_t step = 0;
        while (step < tree->steps && ++choice[step] == spreads[step].count) {
            choice[step++] = 0;
        }
        if (step == tree->steps) {
            return sum;
        }
    }
}

static void points_are_within_four_sigma(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 93;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_points counted;
        struct attack_spread spreads[PACK_NODES];
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 4), 2 + pack_below(&seed, 8), 1);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t step = 0; step < tree->steps; step++) {
            spreads[step].count = 3;
            for (uint8_t i = 0; i < 3; i++) {
                spreads[step].values[i] = (uint8_t)(i * 10 + pack_below(&seed, 10));
                spreads[step].shares[i] = i == 1 ? 0.5 : 0.25; /* exact in 16 bits */
            }
        }
        struct attack_sample_plan plan = {.seed = (uint64_t)round, .blocks = 600};
        assert_int_equal(
            attack_sample_points(tree, pack->arena, spreads, plan, &pack->fault, &counted), RC_OK);
        for (int limit = 5; limit < 30; limit += 8) {
            double exact = exact_share(pack, tree, spreads, limit);
            uint64_t seen = 0;
            for (int total = 0; total <= limit; total++) {
                seen += counted.counts[total];
            }
            double share = (double)seen / (double)counted.samples;
            double sigma = sqrt(fmax(0, exact * (1 - exact)) / (double)counted.samples);
            assert_true(fabs(share - exact) <= SIGMAS * sigma + 1e-12);
        }
        int median = attack_sample_quantile(&counted, 0.5);
        assert_true(counted.counts[median] > 0);
        assert_true(attack_sample_quantile(&counted, 0) <= median);
        assert_true(attack_sample_quantile(&counted, 1) >= median);
    }
}

static void spreads_lie_between_their_ends(void **state)
{
    (void)state;
    double shares[6];
    attack_sample_triangular(1, 2, 4, shares, 6);
    assert_true(shares[0] == 0 && shares[5] == 0);
    assert_true(shares[2] > shares[1] && shares[2] > shares[3] && shares[3] > shares[4]);
    double sum = shares[1] + shares[2] + shares[3] + shares[4];
    assert_true(fabs(sum - 1) < 1e-12);
    double narrow[6];
    attack_sample_pert(1, 2, 4, narrow, 6);
    assert_true(narrow[2] > shares[2] && narrow[4] < shares[4]);
    attack_sample_pert(3, 3, 3, narrow, 6);
    assert_true(narrow[3] == 1);
}

static void what_cannot_be_sampled_is_refused(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 94;
    struct pack_graph graph;
    struct attack_chances chances;
    struct attack_points points;
    double by_step[PACK_NODES] = {0};
    struct attack_spread spreads[PACK_NODES];
    struct attack_sample_plan plan = {.blocks = 1};
    pack_graph_make(&graph, &seed, 5, 5, 1);
    const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
    by_step[0] = 1.01;
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &chances),
        RC_INVALID);
    by_step[0] = NAN;
    assert_int_equal(
        attack_sample_chances(tree, pack->arena, by_step, plan, &pack->fault, &chances),
        RC_INVALID);
    memset(spreads, 0, sizeof spreads);
    assert_int_equal(attack_sample_points(tree, pack->arena, spreads, plan, &pack->fault, &points),
                     RC_INVALID);
    struct arena *small = arena_open(100);
    by_step[0] = 0.5;
    assert_int_equal(attack_sample_chances(tree, small, by_step, plan, &pack->fault, &chances),
                     RC_TOO_LARGE);
    arena_close(small);
}

/* Every rating in between stays in between, and the ends are reached. */
static void intervals_hold_every_rating_in_between(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 95;
    const struct profile_grid *grid = pack->grid;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_interval steps[PACK_NODES];
        struct attack_interval root;
        struct attack_level_spread spreads[PACK_NODES];
        struct attack_level_counts counts;
        memset(spreads, 0, sizeof spreads);
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 12), 2 + pack_below(&seed, 12),
                        grid->count);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t step = 0; step < tree->steps; step++) {
            int low[METHOD_FACTORS_LIMIT];
            int high[METHOD_FACTORS_LIMIT];
            for (int f = 0; f < grid->factors; f++) {
                uint32_t count = (uint32_t)grid->method->potential.factors[f].count;
                int a = (int)pack_below(&seed, count);
                int b = (int)pack_below(&seed, count);
                low[f] = a < b ? a : b;
                high[f] = a < b ? b : a;
                for (int level = low[f]; level <= high[f]; level++) {
                    spreads[step].shares[f][level] = 1;
                }
            }
            steps[step] = (struct attack_interval){profile_grid_number(grid, low),
                                                   profile_grid_number(grid, high)};
            spreads[step].node = tree->node_at[step];
        }
        assert_int_equal(attack_interval_ends(tree, grid, pack->arena, steps, &pack->fault, &root),
                         RC_OK);
        struct attack_level_plan plan = {.seed = 3, .samples = 200, .spreads = spreads};
        plan.spread_count = tree->steps;
        assert_int_equal(
            attack_interval_sample(tree, grid, pack->arena, plan, &pack->fault, &counts), RC_OK);
        uint64_t seen = 0;
        for (int total = grid->totals[root.least]; total <= grid->totals[root.greatest]; total++) {
            seen += counts.by_total[total];
        }
        assert_int_equal(seen, 200);
        struct attack_interval swapped = {steps[0].greatest, steps[0].least};
        if (swapped.least != swapped.greatest) {
            steps[0] = swapped;
            assert_int_equal(
                attack_interval_ends(tree, grid, pack->arena, steps, &pack->fault, &root),
                RC_INVALID);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_gives_its_published_words),
        cmocka_unit_test_setup_teardown(chances_are_within_four_sigma, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(blocks_give_the_same_bits_wherever_they_run, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(points_do_not_depend_on_how_many_blocks_run_together,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(steps_of_a_group_share_their_draws, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(points_are_within_four_sigma, pack_open, pack_close),
        cmocka_unit_test(spreads_lie_between_their_ends),
        cmocka_unit_test_setup_teardown(what_cannot_be_sampled_is_refused, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(intervals_hold_every_rating_in_between, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
