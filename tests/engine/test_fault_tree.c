/* Fault trees against brute force: thousands of random graphs, with and without
 * negation, with every order, with and without modules. */
#include "base/number.h"
#include "engine/attack_diagram.h"
#include "engine/fault_bound.h"
#include "engine/fault_count.h"
#include "engine/fault_limit.h"
#include "engine/fault_sets.h"
#include "engine/fault_split.h"
#include "engine/fault_value.h"
#include "engine/pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS 9
#define NODES 30
#define OPERANDS 4
#define ROUNDS 4000

/* A random tree, and the truth about it. */
struct made {
    uint32_t events;
    uint32_t nodes;
    struct fault_node node[NODES];
    uint32_t count[NODES];
    uint32_t operand[NODES][OPERANDS];
    bool holds[1 << EVENTS]; /* the last node, by set of events */
};

static bool gate_holds(const struct made *made, uint32_t at, const bool *values)
{
    const struct fault_node *node = &made->node[at];
    uint32_t true_ones = 0;
    for (uint32_t i = 0; i < made->count[at]; i++) {
        true_ones += values[made->operand[at][i]];
    }
    switch (node->gate) {
    case FAULT_FALSE:
        return false;
    case FAULT_TRUE:
        return true;
    case FAULT_OR:
        return true_ones > 0;
    case FAULT_AND:
        return true_ones == made->count[at];
    case FAULT_AT_LEAST:
        return true_ones >= node->least;
    case FAULT_COUNT:
        return true_ones >= node->least && true_ones <= node->most;
    case FAULT_XOR:
        return true_ones == 1;
    case FAULT_IFF:
        return true_ones != 1;
    case FAULT_NAND:
        return true_ones < made->count[at];
    case FAULT_IMPLY:
        return !values[made->operand[at][0]] || values[made->operand[at][1]];
    default: /* not, nor */
        return true_ones == 0;
    }
}

static void find_truth(struct made *made)
{
    for (uint32_t set = 0; set < UINT32_C(1) << made->events; set++) {
        bool values[NODES];
        for (uint32_t i = 0; i < made->nodes; i++) {
            values[i] = i < made->events ? (set >> i & 1) != 0 : gate_holds(made, i, values);
        }
        made->holds[set] = values[made->nodes - 1];
    }
}

static enum fault_gate some_gate(uint64_t *state, bool is_monotone)
{
    static const enum fault_gate gates[] = {
        FAULT_OR,  FAULT_AND, FAULT_OR,    FAULT_AND,  FAULT_AT_LEAST, FAULT_NOT,   FAULT_XOR,
        FAULT_IFF, FAULT_NOR, FAULT_COUNT, FAULT_NAND, FAULT_IMPLY,    FAULT_FALSE, FAULT_TRUE};
    uint32_t kinds = is_monotone ? 5 : sizeof gates / sizeof *gates;
    return gates[pack_below(state, kinds)];
}

static void make_gate(struct made *made, uint32_t at, uint64_t *state, bool is_monotone)
{
    struct fault_node *node = &made->node[at];
    uint32_t count = 2 + pack_below(state, OPERANDS - 1);
    node->gate = some_gate(state, is_monotone);
    if (node->gate == FAULT_NOT) {
        count = 1;
    } else if (node->gate == FAULT_XOR || node->gate == FAULT_IFF || node->gate == FAULT_IMPLY) {
        count = 2;
    } else if (node->gate == FAULT_TRUE || node->gate == FAULT_FALSE) {
        count = 0;
    }
    made->count[at] = count;
    for (uint32_t i = 0; i < count; i++) { /* near ones more often, so that modules arise */
        uint32_t span = pack_below(state, 3) == 0 ? at : (at < 6 ? at : 6);
        made->operand[at][i] = at - 1 - pack_below(state, span);
    }
    if (node->gate == FAULT_AT_LEAST) {
        node->least = 1 + pack_below(state, count);
    } else if (node->gate == FAULT_COUNT) {
        node->most = pack_below(state, count + 1);
        node->least = pack_below(state, node->most + 1);
    }
}

static void make(struct made *made, uint64_t *state, bool is_monotone)
{
    *made = (struct made){.events = 1 + pack_below(state, EVENTS)};
    made->nodes = made->events + 1 + pack_below(state, NODES - made->events - 1);
    for (uint32_t i = 0; i < made->nodes; i++) {
        if (i < made->events) {
            made->node[i].probability = pack_below(state, 101) / 100.0;
        } else {
            make_gate(made, i, state, is_monotone);
        }
    }
    find_truth(made);
}

static const struct fault_tree *tree_of(struct arena *arena, const struct made *made)
{
    struct fault_tree_builder builder;
    struct fault fault;
    const struct fault_tree *tree = NULL;
    fault_tree_builder_init(&builder, arena);
    fault_init(&fault, arena);
    for (uint32_t i = 0; i < made->nodes; i++) {
        assert_int_equal(fault_tree_add(&builder, made->node[i]), i);
    }
    for (uint32_t i = 0; i < made->nodes; i++) {
        for (uint32_t k = 0; k < made->count[i]; k++) {
            fault_tree_link(&builder, i, made->operand[i][k]);
        }
    }
    if (fault_tree_close(&builder, made->nodes - 1, &fault, &tree) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return tree;
}

static struct fault_solution attempted(struct arena *arena, const struct fault_tree *tree,
                                       struct fault_solution_options options)
{
    struct fault_solution solution;
    struct fault fault;
    fault_init(&fault, arena);
    if (fault_solution_open(tree, options, &fault, &solution) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return solution;
}

static struct fault_solution solved(struct arena *arena, const struct fault_tree *tree,
                                    struct fault_solution_options options)
{
    struct fault_solution solution = attempted(arena, tree, options);
    assert_true(solution.is_solved && solution.has_sets);
    return solution;
}

/* ---- the truth ---- */

/* Sets that make the top true, no smaller one of which does. */
static bool is_minimal(const struct made *made, uint32_t set)
{
    if (!made->holds[set]) {
        return false;
    }
    for (uint32_t smaller = (set - 1) & set; set != 0; smaller = (smaller - 1) & set) {
        if (made->holds[smaller]) {
            return false;
        }
        if (smaller == 0) {
            break;
        }
    }
    return true;
}

/* The top's probability; event fixed to value where event < events. */
static double true_probability(const struct made *made, uint32_t fixed, bool value)
{
    double sum = 0;
    for (uint32_t set = 0; set < UINT32_C(1) << made->events; set++) {
        double product = made->holds[set] ? 1 : 0;
        for (uint32_t i = 0; i < made->events; i++) {
            bool is_in = (set >> i & 1) != 0;
            double p = i == fixed ? (value ? 1 : 0) : made->node[i].probability;
            product *= is_in ? p : 1 - p;
        }
        sum += product;
    }
    return sum;
}

static double weight_of(const struct fault_set *set, const double *weights)
{
    double weight = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        weight += weights[set->events[i]];
    }
    return weight;
}

static void check_sets(struct arena *arena, const struct made *made,
                       const struct fault_solution *solution, const double *weights)
{
    bool is_listed[1 << EVENTS] = {false};
    struct fault_sets sets;
    struct fault_set set;
    int64_t listed = 0;
    int64_t minimal = 0;
    int64_t counted = -1;
    double before = 0;
    fault_sets_open(&sets, solution, weights, arena);
    while (fault_sets_next(&sets, &set)) {
        uint32_t bits = 0;
        for (uint32_t i = 0; i < set.count; i++) {
            assert_true(set.events[i] < made->events);
            assert_true(i == 0 || set.events[i] > set.events[i - 1]);
            bits |= UINT32_C(1) << set.events[i];
        }
        assert_true(is_minimal(made, bits));
        assert_false(is_listed[bits]);
        assert_true(set.weight >= before);
        assert_true(fabs(set.weight - weight_of(&set, weights)) < 1e-12);
        is_listed[bits] = true;
        before = set.weight;
        listed++;
    }
    for (uint32_t bits = 0; bits < UINT32_C(1) << made->events; bits++) {
        minimal += is_minimal(made, bits);
    }
    assert_true(text_to_integer(fault_count_sets(solution, arena), &counted));
    assert_int_equal(listed, minimal);
    assert_int_equal(counted, minimal);
}

static void check_values(struct arena *arena, const struct made *made,
                         struct fault_solution *solution)
{
    double top = true_probability(made, UINT32_MAX, false);
    assert_true(fabs(fault_value_probability(solution) - top) < 1e-12);
    const struct fault_importance *all = fault_value_importance(solution, arena);
    for (uint32_t i = 0; i < made->events; i++) {
        double with = true_probability(made, i, true);
        double without = true_probability(made, i, false);
        assert_true(fabs(all[i].birnbaum - (with - without)) < 1e-12);
        if (top > 1e-9) {
            double criticality = (with - without) * made->node[i].probability / top;
            assert_true(fabs(all[i].criticality - criticality) < 1e-6);
            assert_true(fabs(all[i].fussell_vesely - (top - without) / top) < 1e-6);
            assert_true(fabs(all[i].raw - with / top) < 1e-6);
        }
        if (top > 1e-9 && without > 1e-9) {
            assert_true(fabs(all[i].rrw - top / without) < 1e-6 * all[i].rrw);
        }
    }
}

static void compare_with_brute_force(bool is_monotone)
{
    uint64_t state = is_monotone ? 7 : 8;
    struct arena *arena = arena_open((size_t)1 << 30);
    double weights[NODES];
    for (int round = 0; round < ROUNDS; round++) {
        struct made made;
        make(&made, &state, is_monotone);
        for (uint32_t i = 0; i < NODES; i++) {
            weights[i] = pack_below(&state, 10);
        }
        struct fault_solution_options options = {
            .first_order = (enum fault_order)pack_below(&state, FAULT_ORDERS),
            .has_one_order = true,
            .reduce.keeps_modules_out = pack_below(&state, 3) == 0};
        struct fault_solution solution = solved(arena, tree_of(arena, &made), options);
        check_values(arena, &made, &solution);
        check_sets(arena, &made, &solution, weights);
        fault_solution_close(&solution);
        arena_reset(arena);
    }
    arena_close(arena);
}

static void monotone_trees_are_as_brute_force_finds(void **state)
{
    (void)state;
    compare_with_brute_force(true);
}

static void trees_with_negation_are_as_brute_force_finds(void **state)
{
    (void)state;
    compare_with_brute_force(false);
}

/* Tables that are nearly too small: what fits only in another order is right. */
static void what_fits_after_sifting_is_as_brute_force_finds(void **state)
{
    uint64_t random = 22;
    int rescued = 0;
    struct arena *arena = arena_open((size_t)1 << 30);
    double weights[NODES] = {0};
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct made made;
        make(&made, &random, round % 4 == 0);
        struct fault_solution_options options = {
            .first_order = (enum fault_order)pack_below(&random, FAULT_ORDERS),
            .has_one_order = true,
            .has_no_sifting = true,
            .node_limit = 6 + pack_below(&random, 30),
            .reduce.keeps_modules_out = pack_below(&random, 2) == 0};
        const struct fault_tree *tree = tree_of(arena, &made);
        struct fault_solution plain = attempted(arena, tree, options);
        options.has_no_sifting = false;
        options.sift_from = pack_below(&random, 2);
        struct fault_solution sifted = attempted(arena, tree, options);
        rescued += sifted.is_solved && !plain.is_solved;
        if (sifted.is_solved) {
            check_values(arena, &made, &sifted);
        }
        if (sifted.is_solved && sifted.has_sets) {
            check_sets(arena, &made, &sifted, weights);
        }
        fault_solution_close(&plain);
        fault_solution_close(&sifted);
        arena_reset(arena);
    }
    assert_true(rescued > 20);
    arena_close(arena);
}

/* With hardly any nodes the limits are wide, but they hold. */
static void limits_hold_for_trees_with_negation(void **state)
{
    uint64_t random = 21;
    int starved = 0;
    int narrow = 0;
    struct arena *arena = arena_open((size_t)1 << 30);
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct made made;
        struct fault fault;
        struct fault_solution solution;
        make(&made, &random, false);
        double exact = true_probability(&made, UINT32_MAX, false);
        fault_init(&fault, arena);
        struct fault_solution_options options = {.node_limit = 1 + pack_below(&random, 12),
                                                 .reduce.keeps_modules_out =
                                                     pack_below(&random, 3) == 0};
        struct fault_bound_options cut = {.nodes = 1 + pack_below(&random, 12),
                                          .order = (enum fault_order)(round % FAULT_ORDERS)};
        assert_int_equal(fault_solution_open(tree_of(arena, &made), options, &fault, &solution),
                         RC_OK);
        (void)fault_value_probability(&solution);
        struct fault_bound limits = fault_bound_probability(&solution, cut);
        assert_true(limits.low >= 0 && limits.high <= 1);
        if (limits.low > exact + 1e-12 || limits.high < exact - 1e-12) {
            fail_msg("round %d: %.17g is not in %.17g .. %.17g", round, exact, limits.low,
                     limits.high);
        }
        if (!solution.is_solved) {
            struct fault_limit rough = fault_limit_choose(&solution, arena);
            assert_true(rough.top.low <= exact + 1e-12 && rough.top.high >= exact - 1e-12);
            assert_true(rough.event < made.events);
            narrow += rough.top.high - rough.top.low < 0.2;
        }
        starved += !solution.is_solved;
        assert_true(!solution.is_solved || limits.high - limits.low < 1e-12);
        fault_solution_close(&solution);
        arena_reset(arena);
    }
    assert_true(starved > ROUNDS / 10 && narrow > starved / 10);
    arena_close(arena);
}

/* Limits hold after any number of cases; when all are solved, they meet. */
static void cases_add_up_to_the_truth(void **state)
{
    uint64_t random = 5;
    int exact_ones = 0;
    int open_ones = 0;
    struct arena *arena = arena_open((size_t)1 << 30);
    (void)state;
    for (int round = 0; round < ROUNDS / 2; round++) {
        struct made made;
        struct fault fault;
        struct fault_split split;
        make(&made, &random, round % 2 == 0);
        double exact = true_probability(&made, UINT32_MAX, false);
        fault_init(&fault, arena);
        struct fault_split_options options = {.node_limit = 3 + pack_below(&random, 8),
                                              .bound_nodes = 1 + pack_below(&random, 8),
                                              .cases = 1 + pack_below(&random, 60)};
        assert_int_equal(
            fault_split_probability(arena, tree_of(arena, &made), options, &fault, &split), RC_OK);
        assert_true(split.limits.low <= exact + 1e-12 && split.limits.high >= exact - 1e-12);
        assert_true(!split.is_exact || split.limits.high - split.limits.low < 1e-12);
        exact_ones += split.is_exact && split.cases > 1;
        open_ones += !split.is_exact;
        arena_reset(arena);
    }
    assert_true(exact_ones > 50 && open_ones > 50);
    arena_close(arena);
}

/* ---- shapes at the edge ---- */

static const struct fault_tree *plain_gate(struct arena *arena, enum fault_gate gate,
                                           uint32_t events, uint32_t least)
{
    struct fault_tree_builder builder;
    struct fault fault;
    const struct fault_tree *tree = NULL;
    fault_tree_builder_init(&builder, arena);
    fault_init(&fault, arena);
    for (uint32_t i = 0; i < events; i++) {
        (void)fault_tree_add(&builder,
                             (struct fault_node){.gate = FAULT_EVENT, .probability = 0.5});
    }
    uint32_t root = fault_tree_add(&builder, (struct fault_node){.gate = gate, .least = least});
    for (uint32_t i = 0; i < events; i++) {
        fault_tree_link(&builder, root, i);
    }
    assert_int_equal(fault_tree_close(&builder, root, &fault, &tree), RC_OK);
    return tree;
}

static void numbers_beyond_a_word_are_counted(void **state)
{
    static const struct {
        uint32_t least;
        uint32_t events;
        const char *count; /* binomial coefficient, from a table */
    } rows[] = {
        {2, 5, "10"},
        {30, 60, "118264581564861424"},
        {50, 100, "100891344545564193334812497256"},
        {100, 200, "90548514656103281165404177077484163874504589675413336841320"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_open((size_t)1 << 30);
        struct fault_solution solution =
            solved(arena, plain_gate(arena, FAULT_AT_LEAST, rows[i].events, rows[i].least),
                   (struct fault_solution_options){0});
        struct text count = fault_count_sets(&solution, arena);
        if (!text_is(count, rows[i].count)) {
            fail_msg("%u of %u: %.*s", rows[i].least, rows[i].events, TEXT_ARGS(count));
        }
        fault_solution_close(&solution);
        arena_close(arena);
    }
}

static void wide_gates_need_no_deep_stack(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        static const enum fault_gate gates[] = {FAULT_OR, FAULT_AND, FAULT_AT_LEAST};
        struct arena *arena = arena_open((size_t)1 << 30);
        struct fault_solution solution = solved(arena, plain_gate(arena, gates[kind], 200000, 2),
                                                (struct fault_solution_options){0});
        struct text count = fault_count_sets(&solution, arena);
        assert_true(text_is(count, kind == 0 ? "200000" : kind == 1 ? "1" : "19999900000"));
        fault_solution_close(&solution);
        arena_close(arena);
    }
}

static void tiny_probabilities_keep_their_digits(void **state)
{
    struct arena *arena = arena_open((size_t)1 << 30);
    struct fault_tree_builder builder;
    struct fault fault;
    const struct fault_tree *tree = NULL;
    (void)state;
    fault_tree_builder_init(&builder, arena);
    fault_init(&fault, arena);
    for (uint32_t i = 0; i < 60; i++) {
        (void)fault_tree_add(&builder, (struct fault_node){.probability = 1e-5});
    }
    uint32_t root = fault_tree_add(&builder, (struct fault_node){.gate = FAULT_AND});
    for (uint32_t i = 0; i < 60; i++) {
        fault_tree_link(&builder, root, i);
    }
    assert_int_equal(fault_tree_close(&builder, root, &fault, &tree), RC_OK);
    struct fault_solution solution = solved(arena, tree, (struct fault_solution_options){0});
    assert_true(fabs(fault_value_probability(&solution) / 1e-300 - 1) < 1e-9);
    fault_solution_close(&solution);
    arena_close(arena);
}

static enum rc close_of(struct arena *arena, const struct fault_node *nodes, uint32_t count,
                        const uint32_t (*edges)[2], uint32_t edge_count, struct text *words)
{
    struct fault_tree_builder builder;
    struct fault fault;
    const struct fault_tree *tree = NULL;
    fault_tree_builder_init(&builder, arena);
    fault_init(&fault, arena);
    for (uint32_t i = 0; i < count; i++) {
        (void)fault_tree_add(&builder, nodes[i]);
    }
    for (uint32_t i = 0; i < edge_count; i++) {
        fault_tree_link(&builder, edges[i][0], edges[i][1]);
    }
    enum rc rc = fault_tree_close(&builder, 0, &fault, &tree);
    *words = fault_text(&fault, arena);
    assert_true((rc == RC_OK) == (tree != NULL));
    return rc;
}

static void what_is_no_tree_is_refused(void **state)
{
    static const uint32_t circle[][2] = {{0, 1}, {1, 2}, {2, 1}};
    static const uint32_t nowhere[][2] = {{0, 9}};
    struct arena *arena = arena_open((size_t)1 << 20);
    struct fault_node nodes[] = {{.gate = FAULT_OR, .name = TEXT("a")},
                                 {.gate = FAULT_OR, .name = TEXT("b")},
                                 {.gate = FAULT_OR, .name = TEXT("c")}};
    struct text words;
    (void)state;
    assert_int_equal(close_of(arena, nodes, 3, circle, 3, &words), RC_CYCLE);
    assert_true(text_contains(words, TEXT("b -> c -> b")));
    assert_int_equal(close_of(arena, nodes, 0, NULL, 0, &words), RC_NOT_FOUND);
    assert_int_equal(close_of(arena, nodes, 1, nowhere, 1, &words), RC_NOT_FOUND);
    assert_int_equal(close_of(arena, nodes, 1, NULL, 0, &words), RC_INVALID);
    nodes[0] = (struct fault_node){.probability = 1.5};
    assert_int_equal(close_of(arena, nodes, 1, NULL, 0, &words), RC_INVALID);
    nodes[0].probability = (double)NAN;
    assert_int_equal(close_of(arena, nodes, 1, NULL, 0, &words), RC_INVALID);
    nodes[0] = (struct fault_node){.gate = FAULT_AT_LEAST, .least = 2};
    nodes[1] = (struct fault_node){.probability = 1};
    assert_int_equal(close_of(arena, nodes, 2, circle, 1, &words), RC_INVALID);
    nodes[0].least = 1;
    assert_int_equal(close_of(arena, nodes, 2, circle, 1, &words), RC_OK);
    arena_close(arena);
}

/* ---- attack trees ---- */

static bool attack_is_minimal(const struct pack_graph *graph, uint64_t set)
{
    bool holds = pack_holds(graph, graph->nodes - 1, set);
    for (uint32_t i = 0; i < graph->leaves && holds; i++) {
        uint64_t bit = UINT64_C(1) << i;
        holds = (set & bit) == 0 || !pack_holds(graph, graph->nodes - 1, set & ~bit);
    }
    return holds;
}

static void check_attacks(struct pack *pack, const struct pack_graph *graph,
                          const struct attack_diagram *diagram, const double *costs)
{
    struct attack_diagram_list list;
    struct attack_diagram_attack attack;
    int64_t listed = 0;
    int64_t minimal = 0;
    int64_t counted = 0;
    double before = 0;
    attack_diagram_list(&list, diagram, costs);
    while (attack_diagram_next(&list, &attack)) {
        uint64_t set = 0;
        double cost = 0;
        for (uint32_t i = 0; i < attack.count; i++) {
            set |= UINT64_C(1) << attack.steps[i];
            cost += costs[attack.steps[i]];
        }
        assert_true(attack_is_minimal(graph, set));
        assert_true(attack.cost >= before && fabs(attack.cost - cost) < 1e-9);
        before = attack.cost;
        listed++;
    }
    for (uint64_t set = 0; set < UINT64_C(1) << graph->leaves; set++) {
        minimal += attack_is_minimal(graph, set);
    }
    assert_true(text_to_integer(attack_diagram_count(diagram), &counted));
    assert_int_equal(listed, minimal);
    assert_int_equal(counted, minimal);
    assert_false(arena_is_over(pack->arena));
}

static double attack_probability(const struct pack_graph *graph, const double *probabilities)
{
    double sum = 0;
    for (uint64_t set = 0; set < UINT64_C(1) << graph->leaves; set++) {
        double product = pack_holds(graph, graph->nodes - 1, set) ? 1 : 0;
        for (uint32_t i = 0; i < graph->leaves; i++) {
            product *= (set >> i & 1) != 0 ? probabilities[i] : 1 - probabilities[i];
        }
        sum += product;
    }
    return sum;
}

static void attack_trees_are_as_brute_force_finds(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 99;
    double costs[PACK_NODES];
    double probabilities[PACK_NODES];
    for (int round = 0; round < 500; round++) {
        struct pack_graph graph;
        struct attack_diagram diagram;
        pack_graph_make(&graph, &random, 2 + pack_below(&random, 7), 2 + pack_below(&random, 12),
                        1);
        for (uint32_t i = 0; i < PACK_NODES; i++) {
            costs[i] = pack_below(&random, 30);
            probabilities[i] = pack_below(&random, 101) / 100.0;
        }
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        struct attack_diagram_options options = {.probabilities = probabilities};
        assert_int_equal(attack_diagram_open(pack->arena, tree, options, &pack->fault, &diagram),
                         RC_OK);
        check_attacks(pack, &graph, &diagram, costs);
        assert_true(fabs(attack_diagram_probability(&diagram) -
                         attack_probability(&graph, probabilities)) < 1e-12);
        double p = probabilities[0];
        double birnbaum = attack_diagram_birnbaum(&diagram)[0];
        probabilities[0] = 1;
        double with = attack_probability(&graph, probabilities);
        probabilities[0] = 0;
        assert_true(fabs(birnbaum - (with - attack_probability(&graph, probabilities))) < 1e-12);
        probabilities[0] = p;
        attack_diagram_close(&diagram);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(monotone_trees_are_as_brute_force_finds),
        cmocka_unit_test(trees_with_negation_are_as_brute_force_finds),
        cmocka_unit_test(what_fits_after_sifting_is_as_brute_force_finds),
        cmocka_unit_test(limits_hold_for_trees_with_negation),
        cmocka_unit_test(cases_add_up_to_the_truth),
        cmocka_unit_test(numbers_beyond_a_word_are_counted),
        cmocka_unit_test(wide_gates_need_no_deep_stack),
        cmocka_unit_test(tiny_probabilities_keep_their_digits),
        cmocka_unit_test(what_is_no_tree_is_refused),
        cmocka_unit_test_setup_teardown(attack_trees_are_as_brute_force_finds, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
