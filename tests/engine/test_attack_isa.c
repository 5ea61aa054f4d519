/* AVX-512, AVX2 and portable C give the same bits: one gate at a time, whole
 * trees, changes, and samples. What this processor lacks is not compared. */
#include "engine/attack_change.h"
#include "engine/attack_isa.h"
#include "engine/attack_sample.h"
#include "engine/attack_tree_kernel.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <string.h>

#define JOINS 4000
#define JOIN_OPERANDS 40
#define TREES 1500
#define WIDE_NODES 3000
#define WIDE_TREES 12

static void each_set_is_told_from_the_others(void **state)
{
    (void)state;
    int there = 0;
    for (int isa = ATTACK_ISA_PORTABLE; isa < ATTACK_ISA_COUNT; isa++) {
        enum attack_isa chosen = attack_isa_choose((enum attack_isa)isa);
        bool is_there = attack_isa_is_there((enum attack_isa)isa);
        assert_int_equal(chosen, is_there ? isa : ATTACK_ISA_PORTABLE);
        assert_true(attack_tree_kernels_for((enum attack_isa)isa)->run != NULL);
        assert_true((attack_tree_kernels_for((enum attack_isa)isa) ==
                     attack_tree_kernels_for(ATTACK_ISA_PORTABLE)) ==
                    (chosen == ATTACK_ISA_PORTABLE));
        there += is_there;
        print_message("%s: %s\n", attack_isa_name((enum attack_isa)isa),
                      is_there ? "compared" : "not on this processor");
    }
    assert_true(there >= 1);
    assert_true(attack_isa_is_there(attack_isa_choose(ATTACK_ISA_BEST)));
    assert_true(attack_isa_choose(ATTACK_ISA_BEST) != ATTACK_ISA_BEST);
}

/* Sets thick and thin, so that unions and intersections are neither full nor empty. */
static void fill_sets(uint64_t *words, size_t count, uint64_t *seed)
{
    uint32_t kind = pack_below(seed, 3);
    for (size_t i = 0; i < count; i++) {
        words[i] = pack_random(seed);
        for (uint32_t more = 0; more < pack_below(seed, 4); more++) {
            words[i] = kind == 0   ? words[i] & pack_random(seed)
                       : kind == 1 ? words[i] | pack_random(seed)
                                   : words[i];
        }
    }
}

/* The slow way: bit by bit. */
static bool holds(const struct attack_tree_join *join, size_t bit)
{
    uint32_t held = 0;
    for (uint32_t i = 0; i < join->count; i++) {
        const uint64_t *set = attack_tree_kernel_at(join->bases, join->places[i]);
        held += (uint32_t)(set[bit / 64] >> (bit % 64) & 1);
    }
    return held >= join->needs;
}

static void compare_join(const struct attack_tree_join *join, size_t stride, uint64_t *room[2])
{
    bool differs = attack_tree_kernels_for(ATTACK_ISA_PORTABLE)->join(join, stride, room[0]);
    for (size_t bit = 0; bit < stride * 64; bit++) {
        assert_true((room[0][bit / 64] >> (bit % 64) & 1) == holds(join, bit));
    }
    assert_true(differs == (memcmp(room[0], join->before, stride * 8) != 0));
    for (int isa = ATTACK_ISA_AVX2; isa < ATTACK_ISA_COUNT; isa++) {
        memset(room[1], 0x5a, stride * 8);
        bool other = attack_tree_kernels_for((enum attack_isa)isa)->join(join, stride, room[1]);
        assert_memory_equal(room[0], room[1], stride * 8);
        assert_true(differs == other);
    }
}

/* The same gate in lanes: each operand that differs, alone. */
static void compare_lanes(const struct attack_tree_join *join, size_t stride, uint64_t *room[2],
                          const uint64_t *others)
{
    struct attack_tree_lanes lanes = {.bases = join->bases,
                                      .places = join->places,
                                      .others = others,
                                      .before = join->before,
                                      .count = join->count,
                                      .is_or = join->needs == 1};
    uint64_t differ[2];
    for (int isa = ATTACK_ISA_PORTABLE; isa < ATTACK_ISA_COUNT; isa++) {
        int mine = isa > ATTACK_ISA_PORTABLE;
        lanes.out = room[mine];
        differ[mine] = attack_tree_kernels_for((enum attack_isa)isa)->lanes(&lanes, stride);
        size_t count = (size_t)__builtin_popcountll(differ[mine]);
        assert_true(differ[mine] == differ[0]);
        assert_memory_equal(room[mine], room[0], count * stride * 8);
    }
    const uint64_t *out = room[0];
    for (uint32_t lane = 0; lane < join->count; lane++) {
        const uint64_t *in = attack_tree_kernel_at(join->bases, join->places[lane]);
        bool differs = false;
        for (size_t w = 0; w < stride; w++) {
            uint64_t made = lanes.is_or ? in[w] | others[w] : in[w] & others[w];
            differs = differs || made != join->before[w];
            assert_true((differ[0] >> lane & 1) == 0 || out[w] == made);
        }
        assert_true(differs == ((differ[0] >> lane & 1) != 0));
        out += differs ? stride : 0;
    }
}

static void one_gate_is_the_same_bits(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 301;
    struct profile_grid widest = {.stride = PROFILE_STRIDE_LIMIT};
    uint64_t *bases[2] = {profile_grid_room(pack->arena, &widest, JOIN_OPERANDS),
                          profile_grid_room(pack->arena, &widest, JOIN_OPERANDS)};
    uint64_t *room[2] = {profile_grid_room(pack->arena, &widest, JOIN_OPERANDS + 1),
                         profile_grid_room(pack->arena, &widest, JOIN_OPERANDS + 1)};
    uint32_t places[JOIN_OPERANDS];
    for (int round = 0; round < JOINS; round++) {
        size_t stride =
            8 * (1 + (round % 2 == 0 ? 2 : pack_below(&seed, PROFILE_STRIDE_LIMIT / 8)));
        uint32_t count = 1 + pack_below(&seed, round % 7 == 0 ? JOIN_OPERANDS : 6);
        fill_sets(bases[0], stride * count, &seed);
        fill_sets(bases[1], stride * count, &seed);
        for (uint32_t i = 0; i < count; i++) {
            places[i] = ATTACK_TREE_PLACE(pack_below(&seed, 2),
                                          pack_below(&seed, count) * stride / PROFILE_LINE_WORDS);
        }
        uint32_t before = places[pack_below(&seed, count)];
        struct attack_tree_join join = {.bases = bases,
                                        .places = places,
                                        .before = attack_tree_kernel_at(bases, before),
                                        .count = count,
                                        .needs = 1 + pack_below(&seed, count)};
        compare_join(&join, stride, room);
        join.needs = round % 3 == 0 ? 1 : round % 3 == 1 ? count : join.needs;
        compare_join(&join, stride, room);
        compare_lanes(&join, stride, room, attack_tree_kernel_at(bases, places[0]));
    }
}

/* A tree with shared nodes, wide gates and every kind of gate. */
static const struct attack_tree *wide_tree(struct pack *pack, const struct profile_grid *grid,
                                           uint32_t nodes, uint64_t *seed)
{
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    uint32_t gates = nodes / 3;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t node = 0; node < nodes; node++) {
        enum attack_gate gate = (enum attack_gate)(ATTACK_OR + pack_below(seed, 4));
        attack_tree_add(&builder, node < gates ? gate : ATTACK_LEAF, 1, TEXT_NONE);
        if (node >= gates) {
            bool is_closed = pack_below(seed, 40) == 0;
            uint16_t profile = (uint16_t)pack_below(seed, grid->count);
            attack_tree_rate(&builder, node, is_closed ? ATTACK_INFEASIBLE : profile);
        }
    }
    for (uint32_t gate = 0; gate < gates; gate++) {
        uint32_t children = 1 + pack_below(seed, pack_below(seed, 20) == 0 ? 70 : 6);
        builder.ks[gate] = 1 + pack_below(seed, children);
        attack_tree_link(&builder, gate, gate + 1);
        for (uint32_t i = 1; i < children; i++) {
            attack_tree_link(&builder, gate, gate + 1 + pack_below(seed, nodes - gate - 1));
        }
    }
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_OK);
    return tree;
}

static void compare_pass(struct pack *pack, const struct attack_tree *tree,
                         const struct profile_grid *given)
{
    struct attack_tree_profile *first = NULL;
    for (int isa = ATTACK_ISA_PORTABLE; isa < ATTACK_ISA_COUNT; isa++) {
        struct profile_grid *grid = ARENA_NEW(pack->arena, struct profile_grid);
        struct attack_tree_profile *run;
        *grid = *given;
        grid->isa = (enum attack_isa)isa;
        assert_int_equal(attack_tree_profile_open(pack->arena, tree, grid, &pack->fault, &run),
                         RC_OK);
        attack_tree_profile_pass(run);
        first = first == NULL ? run : first;
        assert_memory_equal(run->best, first->best, tree->count * sizeof *run->best);
        for (uint16_t attacker = 0; attacker < grid->count; attacker++) {
            assert_true(attack_tree_profile_is_able(run, attacker) ==
                        attack_tree_profile_is_able(first, attacker));
        }
    }
}

static void whole_trees_are_the_same_bits(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 302;
    static const int small[] = {3, 4};
    const struct profile_grid *grids[2] = {pack->grid, NULL};
    assert_int_equal(
        profile_grid_open(pack->arena, pack_method_of(pack, small, 2), &pack->fault, &grids[1]),
        RC_OK);
    for (int round = 0; round < TREES; round++) {
        const struct profile_grid *grid = grids[round % 2];
        struct pack_graph graph;
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 15), 2 + pack_below(&seed, 15),
                        grid->count);
        compare_pass(pack, pack_tree(pack, &graph, graph.nodes - 1), grid);
    }
    for (int round = 0; round < WIDE_TREES; round++) {
        const struct profile_grid *grid = grids[round % 2];
        compare_pass(pack, wide_tree(pack, grid, WIDE_NODES, &seed), grid);
    }
}

static void changes_are_the_same_bits(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 303;
    const struct attack_tree *tree = wide_tree(pack, pack->grid, WIDE_NODES, &seed);
    struct attack_change *changes[ATTACK_ISA_COUNT] = {NULL};
    for (int isa = ATTACK_ISA_PORTABLE; isa < ATTACK_ISA_COUNT; isa++) {
        struct profile_grid *grid = ARENA_NEW(pack->arena, struct profile_grid);
        *grid = *pack->grid;
        grid->isa = (enum attack_isa)isa;
        assert_int_equal(attack_change_open(pack->arena, tree, grid, &pack->fault, &changes[isa]),
                         RC_OK);
    }
    for (int round = 0; round < 500; round++) {
        uint32_t node = tree->node_at[pack_below(&seed, tree->steps)];
        uint16_t profile = (uint16_t)pack_below(&seed, pack->grid->count);
        for (int isa = ATTACK_ISA_PORTABLE; isa < ATTACK_ISA_COUNT; isa++) {
            assert_true(attack_change_rate(changes[isa], node, profile));
            attack_change_settle(changes[isa]);
            assert_memory_equal(attack_change_set(changes[isa], tree->root),
                                attack_change_set(changes[ATTACK_ISA_PORTABLE], tree->root),
                                pack->grid->stride * sizeof(uint64_t));
            assert_true(attack_change_touched(changes[isa]) ==
                        attack_change_touched(changes[ATTACK_ISA_PORTABLE]));
        }
    }
}

static void compare_samples(struct pack *pack, const struct attack_tree *tree, uint64_t blocks,
                            uint64_t *seed)
{
    double *chances = ARENA_MANY(pack->arena, double, tree->steps);
    struct attack_spread *spreads = ARENA_MANY(pack->arena, struct attack_spread, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        chances[step] = (double)pack_below(seed, 1001) / 1000;
        spreads[step].count = 1 + pack_below(seed, ATTACK_SAMPLE_OUTCOMES);
        for (uint32_t i = 0; i < spreads[step].count; i++) {
            spreads[step].values[i] = (uint8_t)pack_below(seed, 256);
            spreads[step].shares[i] = 1 + pack_below(seed, 5);
        }
    }
    struct attack_sample_plan plan = {
        .seed = pack_random(seed), .first_block = pack_below(seed, 1000), .blocks = blocks};
    struct attack_chances counted[ATTACK_ISA_COUNT];
    struct attack_points points[ATTACK_ISA_COUNT];
    for (int isa = ATTACK_ISA_PORTABLE; isa < ATTACK_ISA_COUNT; isa++) {
        plan.isa = (enum attack_isa)isa;
        assert_int_equal(
            attack_sample_chances(tree, pack->arena, chances, plan, &pack->fault, &counted[isa]),
            RC_OK);
        assert_int_equal(
            attack_sample_points(tree, pack->arena, spreads, plan, &pack->fault, &points[isa]),
            RC_OK);
        assert_memory_equal(&counted[isa], &counted[ATTACK_ISA_PORTABLE], sizeof counted[isa]);
        assert_memory_equal(&points[isa], &points[ATTACK_ISA_PORTABLE], sizeof points[isa]);
    }
    assert_int_equal(points[ATTACK_ISA_PORTABLE].samples, blocks * ATTACK_SAMPLE_BYTES);
}

static void samples_are_the_same_bits(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 304;
    for (int round = 0; round < 400; round++) {
        struct pack_graph graph;
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 15), 2 + pack_below(&seed, 15), 1);
        compare_samples(pack, pack_tree(pack, &graph, graph.nodes - 1), 1 + pack_below(&seed, 9),
                        &seed);
    }
    compare_samples(pack, wide_tree(pack, pack->grid, WIDE_NODES, &seed), 11, &seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_set_is_told_from_the_others),
        cmocka_unit_test_setup_teardown(one_gate_is_the_same_bits, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(whole_trees_are_the_same_bits, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(changes_are_the_same_bits, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(samples_are_the_same_bits, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
