/* Every variant against enumeration of all sets of steps. */
#include "engine/attack_check.h"
#include "engine/attack_variant.h"
#include "engine/pack.h"

#include <math.h>
#include <string.h>

#define GRAPHS 400
#define LEAVES 9
#define TAGS 4

struct figures { /* by leaf */
    double days[LEAVES];
    uint16_t repeated[LEAVES];
    uint16_t tags[METHOD_FACTORS_LIMIT][LEAVES];
};

struct lists { /* by step */
    double days[LEAVES];
    uint16_t repeated[LEAVES];
    uint16_t tags[METHOD_FACTORS_LIMIT][LEAVES];
};

struct least {
    int days_sum;
    int total_maximum;
    int total_sum;
    int two_parts;
    int promotion;
};

static void make_figures(const struct pack *pack, const struct pack_graph *graph, uint64_t *seed,
                         struct figures *figures)
{
    static const double days[] = {0.5, 1, 2, 3.5, 10, 20, 60, 100};
    memset(figures, 0, sizeof *figures);
    for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
        figures->days[leaf] = days[pack_below(seed, 8)];
        figures->repeated[leaf] = (uint16_t)pack_below(seed, pack->grid->count);
        for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
            figures->tags[f][leaf] = (uint16_t)pack_below(seed, TAGS);
        }
    }
}

static void levels_of(const struct profile_grid *grid, const uint16_t *ratings, uint64_t leaves,
                      int levels[METHOD_FACTORS_LIMIT])
{
    memset(levels, 0, METHOD_FACTORS_LIMIT * sizeof *levels);
    for (uint32_t leaf = 0; leaf < LEAVES; leaf++) {
        for (int f = 0; (leaves >> leaf & 1) != 0 && f < grid->factors; f++) {
            int level = grid->levels[ratings[leaf]][f];
            levels[f] = level > levels[f] ? level : levels[f];
        }
    }
}

static int total_of(const struct profile_grid *grid, const int levels[METHOD_FACTORS_LIMIT])
{
    return grid->totals[profile_grid_number(grid, levels)];
}

/* The next level where two steps at a promoting level have different tags. */
static int promoted_total(const struct profile_grid *grid, const struct pack_graph *graph,
                          const struct figures *figures, uint64_t leaves)
{
    int levels[METHOD_FACTORS_LIMIT];
    levels_of(grid, graph->ratings, leaves, levels);
    for (uint32_t a = 0; a < graph->leaves; a++) {
        for (uint32_t b = 0; b < a; b++) {
            for (int f = 0; (leaves >> a & leaves >> b & 1) != 0 && f < grid->factors; f++) {
                int level = grid->levels[graph->ratings[a]][f];
                bool promotes = grid->method->potential.factors[f].levels[level].is_promoting &&
                                level == grid->levels[graph->ratings[b]][f] &&
                                figures->tags[f][a] != 0 && figures->tags[f][b] != 0 &&
                                figures->tags[f][a] != figures->tags[f][b];
                levels[f] = promotes && level + 1 > levels[f] ? level + 1 : levels[f];
            }
        }
    }
    return total_of(grid, levels);
}

static void weigh(const struct pack *pack, const struct pack_graph *graph,
                  const struct figures *figures, uint64_t leaves, struct least *least)
{
    const struct profile_grid *grid = pack->grid;
    const struct method *method = pack->method;
    int levels[METHOD_FACTORS_LIMIT];
    double days = 0;
    int most = 0;
    int sum = 0;
    for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
        int total = (leaves >> leaf & 1) != 0 ? grid->totals[graph->ratings[leaf]] : 0;
        days += (leaves >> leaf & 1) != 0 ? figures->days[leaf] : 0;
        most = total > most ? total : most;
        sum += total;
    }
    levels_of(grid, figures->repeated, leaves, levels);
    int repeated = grid->feasibility[profile_grid_number(grid, levels)];
    levels_of(grid, graph->ratings, leaves, levels);
    int first = grid->feasibility[profile_grid_number(grid, levels)];
    int joined = method->potential.combination[first][repeated];
    levels[method->potential.days_factor] = method_days_level(method, days);
    int days_sum = total_of(grid, levels);
    int promotion = promoted_total(grid, graph, figures, leaves);
    least->days_sum = days_sum < least->days_sum ? days_sum : least->days_sum;
    least->total_maximum = most < least->total_maximum ? most : least->total_maximum;
    least->total_sum = sum < least->total_sum ? sum : least->total_sum;
    least->two_parts = joined > least->two_parts ? joined : least->two_parts;
    least->promotion = promotion < least->promotion ? promotion : least->promotion;
}

static struct attack_input input_of(const struct pack *pack, const struct attack_tree *tree,
                                    const struct figures *figures, struct lists *lists)
{
    struct attack_input input = {.tree = tree,
                                 .grid = pack->grid,
                                 .days = lists->days,
                                 .repeated = lists->repeated,
                                 .tag_limit = TAGS};
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t leaf = tree->node_at[step];
        lists->days[step] = figures->days[leaf];
        lists->repeated[step] = figures->repeated[leaf];
        for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
            lists->tags[f][step] = figures->tags[f][leaf];
            input.tags[f] = lists->tags[f];
        }
    }
    return input;
}

static struct attack_rating rated(struct pack *pack, enum method_variant variant,
                                  const struct attack_input *input)
{
    struct attack_rating rating;
    if (attack_variant_rate(variant, input, pack->arena, &pack->fault, &rating) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
    }
    assert_string_equal(rating.answer.variant, method_variant_name(variant));
    assert_int_equal(rating.answer.exactness, ATTACK_EXACT);
    assert_int_equal(rating.least_level, rating.answer.level);
    return rating;
}

static uint64_t leaves_of(const struct attack_answer *answer)
{
    uint64_t leaves = 0;
    for (size_t i = 0; i < answer->step_count; i++) {
        leaves |= UINT64_C(1) << answer->steps[i];
    }
    return leaves;
}

static void variants_are_those_of_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 41;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct figures figures;
        struct lists lists;
        struct least least = {9999, 9999, 9999, NO_LEVEL, 9999};
        struct least shown = least;
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, LEAVES - 1), 2 + pack_below(&seed, 10),
                        pack->grid->count);
        uint32_t root = graph.nodes - 1;
        make_figures(pack, &graph, &seed, &figures);
        for (uint64_t leaves = 1; leaves < UINT64_C(1) << graph.leaves; leaves++) {
            if (pack_holds(&graph, root, leaves)) {
                weigh(pack, &graph, &figures, leaves, &least);
            }
        }
        struct attack_input input = input_of(pack, pack_tree(pack, &graph, root), &figures, &lists);
        struct attack_rating rating = rated(pack, METHOD_DAYS_SUM, &input);
        assert_int_equal(rating.answer.total, least.days_sum);
        assert_true(pack_holds(&graph, root, leaves_of(&rating.answer)));
        weigh(pack, &graph, &figures, leaves_of(&rating.answer), &shown);
        assert_int_equal(shown.days_sum, least.days_sum); /* the witness proves it */
        rating = rated(pack, METHOD_TOTAL_MAXIMUM, &input);
        assert_int_equal(rating.answer.total, least.total_maximum);
        rating = rated(pack, METHOD_TOTAL_SUM, &input);
        assert_int_equal(rating.answer.total, least.total_sum);
        rating = rated(pack, METHOD_TWO_PARTS, &input);
        assert_int_equal(rating.answer.level, least.two_parts);
        weigh(pack, &graph, &figures, leaves_of(&rating.answer), &shown);
        assert_int_equal(shown.two_parts, least.two_parts);
        rating = rated(pack, METHOD_PROMOTION, &input);
        assert_int_equal(rating.answer.total, least.promotion);
        weigh(pack, &graph, &figures, leaves_of(&rating.answer), &shown);
        assert_int_equal(shown.promotion, least.promotion);
    }
}

static uint16_t profile_of(const struct pack *pack, const int *points)
{
    int levels[METHOD_FACTORS_LIMIT];
    for (int f = 0; f < pack->grid->factors; f++) {
        levels[f] = method_factor_level_of_points(pack->method, f, points[f]);
    }
    return profile_grid_number(pack->grid, levels);
}

/* Golden G07: SAND(a, AND(b, c), OR(d, e)): 11, 14 and 14 points. */
static void elapsed_time_has_three_readings(void **state)
{
    struct pack *pack = *state;
    static const int points[5][5] = {
        {1, 3, 3, 4, 0}, {1, 3, 0, 0, 0}, {1, 0, 0, 0, 0}, {4, 0, 0, 0, 0}, {1, 0, 0, 0, 0}};
    struct figures figures = {.days = {3, 5, 2, 10, 4}};
    struct pack_graph graph = {.leaves = 5,
                               .nodes = 8,
                               .gates = {[5] = ATTACK_AND, [6] = ATTACK_OR, [7] = ATTACK_SAND},
                               .child_count = {[5] = 2, [6] = 2, [7] = 3},
                               .children = {[5] = {1, 2}, [6] = {3, 4}, [7] = {0, 5, 6}}};
    struct lists lists;
    for (uint32_t leaf = 0; leaf < 5; leaf++) {
        graph.ratings[leaf] = profile_of(pack, points[leaf]);
    }
    struct attack_input input = input_of(pack, pack_tree(pack, &graph, 7), &figures, &lists);
    assert_int_equal(rated(pack, METHOD_FACTOR_MAXIMUM, &input).answer.total, 11);
    struct attack_rating sum = rated(pack, METHOD_DAYS_SUM, &input);
    assert_int_equal(sum.answer.total, 14);
    assert_true(fabs(sum.days - 14) < 1e-9);
    struct attack_rating schedule = rated(pack, METHOD_SCHEDULE, &input);
    assert_int_equal(schedule.answer.total, 14);
    assert_true(fabs(schedule.days - 12) < 1e-9);
    assert_int_equal(schedule.answer.step_count, 4);
}

/* Golden G08: two fields of expertise make 18 points 20. */
static void two_fields_need_two_experts(void **state)
{
    struct pack *pack = *state;
    static const int points[2][5] = {{4, 6, 3, 1, 4}, {1, 6, 0, 0, 0}};
    struct figures figures = {.tags = {[1] = {1, 2}}};
    struct pack_graph graph = {.leaves = 2,
                               .nodes = 3,
                               .gates = {[2] = ATTACK_AND},
                               .child_count = {[2] = 2},
                               .children = {[2] = {0, 1}}};
    struct lists lists;
    graph.ratings[0] = profile_of(pack, points[0]);
    graph.ratings[1] = profile_of(pack, points[1]);
    struct attack_input input = input_of(pack, pack_tree(pack, &graph, 2), &figures, &lists);
    assert_int_equal(rated(pack, METHOD_FACTOR_MAXIMUM, &input).answer.total, 18);
    struct attack_rating rating = rated(pack, METHOD_PROMOTION, &input);
    assert_int_equal(rating.answer.total, 20);
    assert_true(text_is(pack->method->feasibility.ids[rating.answer.level], "low"));
    lists.tags[1][1] = lists.tags[1][0]; /* the same expert does both */
    assert_int_equal(rated(pack, METHOD_PROMOTION, &input).answer.total, 18);
}

/* The checker must be able to say no. */
static void a_wrong_answer_is_found_out(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 45;
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct figures figures;
        struct lists lists;
        pack_graph_make(&graph, &seed, LEAVES, 2 + pack_below(&seed, 10), pack->grid->count);
        uint32_t root = graph.nodes - 1;
        make_figures(pack, &graph, &seed, &figures);
        const struct attack_tree *tree = pack_tree(pack, &graph, root);
        struct attack_input input = input_of(pack, tree, &figures, &lists);
        uint32_t steps[LEAVES];
        size_t count = 0;
        uint64_t leaves = pack_random(&seed) & ((1U << LEAVES) - 1);
        for (uint32_t leaf = 0; leaf < LEAVES; leaf++) {
            if ((leaves >> leaf & 1) != 0) {
                steps[count++] = leaf;
            }
        }
        assert_int_equal(attack_check_holds(tree, pack->arena, steps, count),
                         pack_holds(&graph, root, leaves));
        struct attack_answer answer = rated(pack, METHOD_FACTOR_MAXIMUM, &input).answer;
        assert_true(attack_check_answer(&input, pack->arena, METHOD_FACTOR_MAXIMUM, &answer));
        answer.total++;
        assert_false(attack_check_answer(&input, pack->arena, METHOD_FACTOR_MAXIMUM, &answer));
        answer.total--;
        answer.step_count--; /* it was minimal */
        assert_false(attack_check_answer(&input, pack->arena, METHOD_FACTOR_MAXIMUM, &answer));
    }
}

static void inputs_have_their_hash(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 43;
    struct pack_graph graph;
    struct figures figures;
    struct lists lists;
    pack_graph_make(&graph, &seed, LEAVES, 8, pack->grid->count);
    make_figures(pack, &graph, &seed, &figures);
    struct attack_input input =
        input_of(pack, pack_tree(pack, &graph, graph.nodes - 1), &figures, &lists);
    struct hash first = attack_input_hash(&input);
    assert_true(hash_equals(first, attack_input_hash(&input)));
    lists.days[0] += 0.25;
    assert_false(hash_equals(first, attack_input_hash(&input)));
    lists.days[0] -= 0.25;
    input.repeated = NULL;
    assert_false(hash_equals(first, attack_input_hash(&input)));
    input.repeated = lists.repeated;
    graph.ratings[input.tree->node_at[0]] ^= 1;
    input.tree = pack_tree(pack, &graph, graph.nodes - 1);
    assert_false(hash_equals(first, attack_input_hash(&input)));
}

static void what_a_variant_needs_must_be_there(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 44;
    struct pack_graph graph;
    struct attack_rating rating;
    pack_graph_make(&graph, &seed, 4, 4, pack->grid->count);
    struct attack_input input = {.tree = pack_tree(pack, &graph, graph.nodes - 1),
                                 .grid = pack->grid};
    static const enum method_variant variants[] = {METHOD_DAYS_SUM, METHOD_SCHEDULE,
                                                   METHOD_TWO_PARTS, METHOD_PROBABILITY};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        assert_int_equal(
            attack_variant_rate(variants[i], &input, pack->arena, &pack->fault, &rating),
            RC_UNSUPPORTED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(variants_are_those_of_enumeration, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(elapsed_time_has_three_readings, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(two_fields_need_two_experts, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(a_wrong_answer_is_found_out, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(inputs_have_their_hash, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(what_a_variant_needs_must_be_there, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
