/* Controls against enumeration: what is left, whoever switches them off. */
#include "engine/attack_control.h"
#include "engine/pack.h"

#include <string.h>

#define GRAPHS 500
#define LEAVES 8
#define CONTROLS 4
#define EFFECTS 5

struct case_of_controls {
    struct pack_graph graph;
    struct attack_control controls[CONTROLS];
    struct attack_effect effects[EFFECTS];
    uint32_t channel_of[LEAVES];
};

static void make_case(const struct pack *pack, uint64_t *seed, struct case_of_controls *item)
{
    static const enum attack_effect_kind kinds[] = {ATTACK_RAISE, ATTACK_RAISE, ATTACK_ADD,
                                                    ATTACK_ADD,   ATTACK_CUT,   ATTACK_CUT_CHANNEL};
    uint32_t leaves = 2 + pack_below(seed, LEAVES - 1);
    memset(item, 0, sizeof *item);
    pack_graph_make(&item->graph, seed, leaves, 2 + pack_below(seed, 8), pack->grid->count);
    for (uint32_t i = 0; i < CONTROLS; i++) {
        item->controls[i] = (struct attack_control){
            .name = TEXT("control"),
            .stage = (enum attack_stage)pack_below(seed, 3),
            .needs = i > 0 && pack_below(seed, 3) == 0 ? pack_below(seed, i) : ATTACK_CONTROL_NONE,
            .counter = pack_below(seed, 3) == 0 ? pack_below(seed, leaves) : ATTACK_NOWHERE};
    }
    for (uint32_t i = 0; i < EFFECTS; i++) {
        struct attack_effect *effect = &item->effects[i];
        effect->control = pack_below(seed, CONTROLS);
        effect->kind = kinds[pack_below(seed, 6)];
        effect->target = pack_below(seed, effect->kind == ATTACK_CUT_CHANNEL ? 2 : leaves);
        for (int f = 0; f < pack->grid->factors; f++) {
            effect->levels[f] = pack_below(seed, 2) == 0 ? (int)pack_below(seed, 4) : 0;
        }
    }
    for (uint32_t leaf = 0; leaf < LEAVES; leaf++) {
        item->channel_of[leaf] = leaf < 2 ? leaf : pack_below(seed, 2);
    }
}

static enum rc open_case(struct pack *pack, const struct case_of_controls *item,
                         struct attack_control_set **out)
{
    struct attack_tree_builder *builder = ARENA_NEW(pack->arena, struct attack_tree_builder);
    const struct pack_graph *graph = &item->graph;
    attack_tree_builder_init(builder, pack->arena);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        attack_tree_add(builder, graph->gates[node], graph->ks[node], TEXT_NONE);
        for (uint32_t i = 0; i < graph->child_count[node]; i++) {
            attack_tree_link(builder, node, graph->children[node][i]);
        }
        if (node < graph->leaves) {
            attack_tree_rate(builder, node, graph->ratings[node]);
        }
    }
    *out = attack_control_open(pack->arena, builder, graph->nodes - 1, pack->grid);
    for (uint32_t i = 0; i < CONTROLS; i++) {
        attack_control_add(*out, item->controls[i]);
    }
    for (uint32_t i = 0; i < EFFECTS; i++) {
        attack_control_effect(*out, item->effects[i]);
    }
    for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
        attack_control_channel(*out, item->channel_of[leaf], leaf);
    }
    return attack_control_close(*out, &pack->fault);
}

/* On, and neither it nor what it needs is switched off by these leaves. */
static bool works(const struct case_of_controls *item, const bool *is_on, uint32_t control,
                  uint64_t leaves)
{
    for (; control != ATTACK_CONTROL_NONE; control = item->controls[control].needs) {
        uint32_t counter = item->controls[control].counter;
        if (!is_on[control] || (counter != ATTACK_NOWHERE && (leaves >> counter & 1) != 0)) {
            return false;
        }
    }
    return true;
}

/* What the leaf needs under the controls that work; false where it is cut. */
static bool harden(const struct pack *pack, const struct case_of_controls *item, const bool *is_on,
                   uint32_t leaf, uint64_t leaves, int levels[METHOD_FACTORS_LIMIT])
{
    const struct profile_grid *grid = pack->grid;
    for (int f = 0; f < grid->factors; f++) {
        levels[f] = grid->levels[item->graph.ratings[leaf]][f];
    }
    for (int pass = 0; pass < 2; pass++) { /* adds, then raises and cuts */
        for (uint32_t i = 0; i < EFFECTS; i++) {
            const struct attack_effect *effect = &item->effects[i];
            bool hits = effect->kind == ATTACK_CUT_CHANNEL
                            ? item->channel_of[leaf] == effect->target
                            : effect->target == leaf;
            if (!hits || (effect->kind == ATTACK_ADD) != (pass == 0) ||
                !works(item, is_on, effect->control, leaves)) {
                continue;
            }
            if (effect->kind == ATTACK_CUT || effect->kind == ATTACK_CUT_CHANNEL) {
                return false;
            }
            for (int f = 0; f < grid->factors; f++) {
                int highest = grid->method->potential.factors[f].count - 1;
                int level = pass == 0 ? levels[f] + effect->levels[f] : effect->levels[f];
                level = level > highest ? highest : level;
                levels[f] = level > levels[f] ? level : levels[f];
            }
        }
    }
    return true;
}

static int least_total(const struct pack *pack, const struct case_of_controls *item,
                       const bool *is_on)
{
    const struct pack_graph *graph = &item->graph;
    int least = NO_LEVEL;
    for (uint64_t leaves = 1; leaves < UINT64_C(1) << graph->leaves; leaves++) {
        int most[METHOD_FACTORS_LIMIT] = {0};
        bool is_able = pack_holds(graph, graph->nodes - 1, leaves);
        for (uint32_t leaf = 0; is_able && leaf < graph->leaves; leaf++) {
            int levels[METHOD_FACTORS_LIMIT];
            if ((leaves >> leaf & 1) == 0) {
                continue;
            }
            is_able = harden(pack, item, is_on, leaf, leaves, levels);
            for (int f = 0; is_able && f < pack->grid->factors; f++) {
                most[f] = levels[f] > most[f] ? levels[f] : most[f];
            }
        }
        if (is_able) {
            int total = pack->grid->totals[profile_grid_number(pack->grid, most)];
            least = least == NO_LEVEL || total < least ? total : least;
        }
    }
    return least;
}

static void residuals_are_those_of_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 61;
    int seen = 0;
    int cut = 0;
    int mattered = 0;
    for (int round = 0; round < GRAPHS; round++) {
        struct case_of_controls item;
        struct attack_control_set *set;
        struct attack_flip flips[CONTROLS];
        make_case(pack, &seed, &item);
        enum rc rc = open_case(pack, &item, &set);
        if (rc != RC_OK) { /* a counter that waits for the step it counters */
            assert_int_equal(rc, RC_CYCLE);
            continue;
        }
        seen++;
        for (uint32_t choice = 0; choice < 1U << CONTROLS; choice++) {
            bool is_on[CONTROLS];
            for (uint32_t i = 0; i < CONTROLS; i++) {
                is_on[i] = (choice >> i & 1) != 0;
            }
            int least = least_total(pack, &item, is_on);
            assert_int_equal(attack_control_choose(set, is_on).total, least);
            cut += least == NO_LEVEL;
            attack_control_flip(set, is_on, flips);
            for (uint32_t i = 0; i < CONTROLS; i++) {
                bool other[CONTROLS];
                memcpy(other, is_on, sizeof other);
                other[i] = false;
                assert_int_equal(flips[i].without.total, least_total(pack, &item, other));
                other[i] = true;
                assert_int_equal(flips[i].with.total, least_total(pack, &item, other));
                mattered += flips[i].matters;
            }
            assert_int_equal(attack_control_choose(set, is_on).total, least);
        }
        for (int stage = 0; stage < 3; stage++) {
            bool is_on[CONTROLS];
            for (uint32_t i = 0; i < CONTROLS; i++) {
                is_on[i] = (int)item.controls[i].stage >= stage;
            }
            assert_int_equal(attack_control_at_stage(set, (enum attack_stage)stage).total,
                             least_total(pack, &item, is_on));
        }
    }
    assert_true(seen > GRAPHS / 2 && cut > 50 && mattered > 50);
}

static uint16_t profile_of(const struct pack *pack, const int *points, int *levels)
{
    for (int f = 0; f < pack->grid->factors; f++) {
        levels[f] = method_factor_level_of_points(pack->method, f, points[f]);
    }
    return profile_grid_number(pack->grid, levels);
}

/* Golden G09: OR(p1, p2), C1 on p1 and C2 on p2, severe impact. */
static void a_control_on_one_branch_leaves_the_other(void **state)
{
    struct pack *pack = *state;
    static const int points[4][5] = {
        {1, 3, 3, 1, 0}, {4, 6, 0, 1, 4}, {17, 6, 7, 1, 4}, {17, 6, 3, 1, 4}};
    static const struct {
        bool is_on[2];
        int total;
        int risk;
    } rows[] = {{{false, false}, 8, 5},
                {{true, false}, 15, 4},
                {{false, true}, 8, 5},
                {{true, true}, 31, 2}};
    struct attack_tree_builder builder;
    struct attack_flip flips[2];
    int levels[METHOD_FACTORS_LIMIT] = {0};
    attack_tree_builder_init(&builder, pack->arena);
    uint32_t root = attack_tree_add(&builder, ATTACK_OR, 0, TEXT("r"));
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t step = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("p"));
        attack_tree_rate(&builder, step, profile_of(pack, points[i], levels));
        attack_tree_link(&builder, root, step);
    }
    struct attack_control_set *set = attack_control_open(pack->arena, &builder, root, pack->grid);
    for (uint32_t i = 0; i < 2; i++) {
        struct attack_effect effect = {.kind = ATTACK_RAISE, .target = 1 + i};
        effect.control = attack_control_add(
            set, (struct attack_control){
                     .name = TEXT("C"), .needs = ATTACK_CONTROL_NONE, .counter = ATTACK_NOWHERE});
        (void)profile_of(pack, points[2 + i], effect.levels);
        attack_control_effect(set, effect);
    }
    attack_control_effect(
        set, (struct attack_effect){
                 .control = 1, .kind = ATTACK_REDUCE_IMPACT, .target = 0, .levels = {1}});
    assert_int_equal(attack_control_close(set, &pack->fault), RC_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct attack_residual left = attack_control_choose(set, rows[i].is_on);
        int severe = method_impact(pack->method, TEXT("severe"));
        assert_int_equal(left.total, rows[i].total);
        assert_int_equal(pack->method->risk.matrix[severe][left.level], rows[i].risk);
        assert_int_equal(attack_control_impact(set, rows[i].is_on, 0, 3), rows[i].is_on[1] ? 1 : 3);
        assert_int_equal(attack_control_impact(set, rows[i].is_on, 1, 3), 3);
    }
    attack_control_flip(set, rows[0].is_on, flips);
    assert_true(flips[0].matters);  /* p1 is the choke point */
    assert_false(flips[1].matters); /* C2 alone gains nothing */
}

static void controls_that_do_not_fit_are_refused(void **state)
{
    struct pack *pack = *state;
    const struct attack_control plain = {
        .name = TEXT("c"), .needs = ATTACK_CONTROL_NONE, .counter = ATTACK_NOWHERE};
    static const struct {
        const char *says;
        struct attack_effect effect;
        uint32_t needs;
        uint32_t counter;
        enum rc rc;
    } rows[] = {
        {"fits", {0, ATTACK_CUT, 1, {0}}, ATTACK_CONTROL_NONE, ATTACK_NOWHERE, RC_OK},
        {"no such step",
         {0, ATTACK_CUT, 9, {0}},
         ATTACK_CONTROL_NONE,
         ATTACK_NOWHERE,
         RC_NOT_FOUND},
        {"a gate", {0, ATTACK_CUT, 0, {0}}, ATTACK_CONTROL_NONE, ATTACK_NOWHERE, RC_INVALID},
        {"no such channel",
         {0, ATTACK_CUT_CHANNEL, 3, {0}},
         ATTACK_CONTROL_NONE,
         ATTACK_NOWHERE,
         RC_NOT_FOUND},
        {"no such level",
         {0, ATTACK_RAISE, 1, {99}},
         ATTACK_CONTROL_NONE,
         ATTACK_NOWHERE,
         RC_INVALID},
        {"takes away", {0, ATTACK_ADD, 1, {-1}}, ATTACK_CONTROL_NONE, ATTACK_NOWHERE, RC_INVALID},
        {"no such control",
         {7, ATTACK_CUT, 1, {0}},
         ATTACK_CONTROL_NONE,
         ATTACK_NOWHERE,
         RC_NOT_FOUND},
        {"needs none such", {0, ATTACK_CUT, 1, {0}}, 5, ATTACK_NOWHERE, RC_NOT_FOUND},
        {"needs itself", {0, ATTACK_CUT, 1, {0}}, 0, ATTACK_NOWHERE, RC_CYCLE},
        {"no such counter", {0, ATTACK_CUT, 1, {0}}, ATTACK_CONTROL_NONE, 44, RC_NOT_FOUND},
        {"countered by what it guards", {0, ATTACK_CUT, 1, {0}}, ATTACK_CONTROL_NONE, 1, RC_CYCLE},
        {"no such impact",
         {0, ATTACK_REDUCE_IMPACT, 0, {88}},
         ATTACK_CONTROL_NONE,
         ATTACK_NOWHERE,
         RC_INVALID},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct attack_tree_builder builder;
        struct attack_control control = plain;
        attack_tree_builder_init(&builder, pack->arena);
        uint32_t root = attack_tree_add(&builder, ATTACK_OR, 0, TEXT("r"));
        uint32_t step = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("s"));
        attack_tree_rate(&builder, step, 7);
        attack_tree_link(&builder, root, step);
        struct attack_control_set *set =
            attack_control_open(pack->arena, &builder, root, pack->grid);
        control.needs = rows[i].needs;
        control.counter = rows[i].counter;
        attack_control_add(set, control);
        attack_control_effect(set, rows[i].effect);
        enum rc rc = attack_control_close(set, &pack->fault);
        if (rc != rows[i].rc) {
            fail_msg("%s: %s", rows[i].says, rc_name(rc));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(residuals_are_those_of_enumeration, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(a_control_on_one_branch_leaves_the_other, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(controls_that_do_not_fit_are_refused, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
