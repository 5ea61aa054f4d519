/* Building trees, what is refused, rated gates, votes, words for people. */
#include "engine/attack_tree_level.h"
#include "engine/attack_tree_profile.h"
#include "engine/attack_tree_sentence.h"
#include "engine/pack.h"

#include <stdio.h>

/* A tree as text, one node a line: "name gate child child ..." with gate one of
 * leaf, or, and, sand, 2of ...; a rating follows as "=profile". First is root. */
struct drawn {
    struct attack_tree_builder builder;
    struct text names[32];
    uint32_t count;
};

static uint32_t drawn_find(const struct drawn *drawn, struct text name)
{
    uint32_t i = 0;
    while (i < drawn->count && !text_equals(drawn->names[i], name)) {
        i++;
    }
    return i < drawn->count ? i : 999;
}

static void draw_node(struct drawn *drawn, struct text line)
{
    struct text name = text_cut(&line, ' ');
    struct text word = text_cut(&line, ' ');
    enum attack_gate gate = text_is(word, "leaf")   ? ATTACK_LEAF
                            : text_is(word, "or")   ? ATTACK_OR
                            : text_is(word, "and")  ? ATTACK_AND
                            : text_is(word, "sand") ? ATTACK_SAND
                                                    : ATTACK_K_OF_N;
    uint32_t k = gate == ATTACK_K_OF_N ? (uint32_t)(word.at[0] - '0') : 0;
    drawn->names[drawn->count++] = name;
    attack_tree_add(&drawn->builder, gate, k, name);
}

static void draw_edges(struct drawn *drawn, uint32_t node, struct text line)
{
    (void)text_cut(&line, ' ');
    (void)text_cut(&line, ' ');
    while (line.size > 0) {
        struct text word = text_cut(&line, ' ');
        int64_t rating;
        if (word.at[0] == '=' && text_to_integer(text_from(word, 1), &rating)) {
            attack_tree_rate(&drawn->builder, node, (uint16_t)rating);
        } else {
            attack_tree_link(&drawn->builder, node, drawn_find(drawn, word));
        }
    }
}

static enum rc draw(struct pack *pack, const char *lines, const struct attack_tree **tree)
{
    struct drawn drawn = {.count = 0};
    struct text rest = text_of(lines);
    attack_tree_builder_init(&drawn.builder, pack->arena);
    while (rest.size > 0) {
        draw_node(&drawn, text_cut(&rest, '\n'));
    }
    rest = text_of(lines);
    for (uint32_t node = 0; rest.size > 0; node++) {
        draw_edges(&drawn, node, text_cut(&rest, '\n'));
    }
    fault_init(&pack->fault, pack->arena);
    return attack_tree_close(&drawn.builder, 0, &pack->fault, tree);
}

static void trees_that_are_none_are_refused_in_words(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *says;
        const char *lines;
        enum rc rc;
        const char *words;
    } rows[] = {
        {"two gates in a circle", "a or b\nb and a", RC_CYCLE, "a -> b -> a"},
        {"a gate in itself", "a or a", RC_CYCLE, "a -> a"},
        {"a circle below the root", "r or a\na or b\nb and c x\nc or a\nx leaf =1", RC_CYCLE,
         "a -> b -> c -> a"},
        {"a circle apart from the root", "r leaf =1\na or b\nb or a", RC_CYCLE, "a -> b -> a"},
        {"a circle below a rated gate", "r or g\ng or h =3\nh or g", RC_CYCLE, "g -> h -> g"},
        {"a long circle is cut short",
         "a or b\nb or c\nc or d\nd or e\ne or f\nf or g\ng or h\nh or i\ni or j\nj or k\nk or l\n"
         "l or m\nm or n\nn or a",
         RC_CYCLE, "l -> ... -> a"},
        {"a child that is not there", "r or a b\na leaf =1", RC_NOT_FOUND, "r: this gate names"},
        {"a step that is not rated", "r or a b\na leaf =1\nb leaf", RC_CONFLICT,
         "b: this step is not rated"},
        {"a gate without children", "r or a b\na leaf =1\nb and", RC_INVALID,
         "b: this gate has no"},
        {"a step with children", "r or a\na leaf b =1\nb leaf =1", RC_INVALID, "a: a step has no"},
        {"none of two", "r 0of a b\na leaf =1\nb leaf =1", RC_INVALID, "r: k is out of range"},
        {"three of two", "r 3of a b\na leaf =1\nb leaf =1", RC_INVALID, "r: k is out of range"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct attack_tree *tree = NULL;
        enum rc rc = draw(pack, rows[i].lines, &tree);
        struct text words = fault_text(&pack->fault, pack->arena);
        if (rc != rows[i].rc || !text_contains(words, text_of(rows[i].words)) || tree != NULL) {
            fail_msg("%s: %s %.*s", rows[i].says, rc_name(rc), TEXT_ARGS(words));
        }
    }
}

static void a_root_that_does_not_exist_is_refused(void **state)
{
    struct pack *pack = *state;
    struct attack_tree_builder builder;
    const struct attack_tree *tree = NULL;
    attack_tree_builder_init(&builder, pack->arena);
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_NOT_FOUND);
    attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT("a"));
    attack_tree_rate(&builder, 7, 1); /* no such node: nothing happens */
    attack_tree_rate(&builder, 0, 1);
    assert_int_equal(attack_tree_close(&builder, 1, &pack->fault, &tree), RC_NOT_FOUND);
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_OK);
}

static struct attack_answer answered(struct pack *pack, const struct attack_tree *tree,
                                     struct attack_tree_profile **run)
{
    struct attack_answer answer;
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, run),
                     RC_OK);
    attack_tree_profile_pass(*run);
    assert_int_equal(attack_tree_profile_answer(*run, pack->arena, &pack->fault, &answer), RC_OK);
    return answer;
}

static void what_does_not_count_needs_no_rating(void **state)
{
    struct pack *pack = *state;
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    /* below the rated gate, and apart from the root, nothing is rated */
    assert_int_equal(
        draw(pack, "r or g a\ng and x y =5\na leaf =9\nx leaf\ny 7of\nlost or z\nz leaf", &tree),
        RC_OK);
    struct attack_answer answer = answered(pack, tree, &run);
    assert_int_equal(tree->count, 3);
    assert_int_equal(attack_tree_profile_best(run, 0), 5);
    assert_int_equal(attack_tree_profile_best(run, 1), 5);
    assert_int_equal(attack_tree_profile_best(run, 3), PROFILE_NONE);
    assert_int_equal(attack_tree_profile_best(run, 77), PROFILE_NONE);
    assert_int_equal(answer.step_count, 1);
    assert_int_equal(answer.steps[0], 1); /* the gate, rated as a whole */
    assert_false(attack_tree_profile_rate(run, 0, 1));
    assert_false(attack_tree_profile_rate(run, 3, 1));
    assert_false(attack_tree_profile_rate(run, 99, 1));
    assert_false(attack_tree_profile_rate(run, 2, 1280));
    assert_true(attack_tree_profile_rate(run, 2, 0));
    attack_tree_profile_pass(run);
    assert_int_equal(attack_tree_profile_best(run, 0), 0);
}

static void a_single_step_is_a_tree(void **state)
{
    struct pack *pack = *state;
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    assert_int_equal(draw(pack, "a leaf =700", &tree), RC_OK);
    struct attack_answer answer = answered(pack, tree, &run);
    assert_int_equal(answer.best, 700);
    assert_int_equal(answer.total, pack->grid->totals[700]);
    assert_int_equal(answer.step_count, 1);
    assert_int_equal(answer.capability_count, 1);
    assert_int_equal(answer.capabilities[0], 700);
    assert_true(answer.is_minimal);
}

static void ratings_outside_the_scale_are_refused(void **state)
{
    struct pack *pack = *state;
    const struct attack_tree *tree;
    struct attack_tree_profile *profiles = NULL;
    struct attack_tree_level *levels = NULL;
    assert_int_equal(draw(pack, "r or a\na leaf =1280", &tree), RC_OK);
    assert_int_equal(
        attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &profiles),
        RC_INVALID);
    assert_int_equal(attack_tree_level_open(pack->arena, tree, pack->method, &pack->fault, &levels),
                     RC_INVALID);
    assert_null(profiles);
    assert_null(levels);
}

static uint16_t profile(const struct pack *pack, int et, int se, int koic, int woo, int eq)
{
    const int levels[METHOD_FACTORS_LIMIT] = {et, se, koic, woo, eq};
    return profile_grid_number(pack->grid, levels);
}

/* The tree on which one lowest vector a node goes wrong: 27 instead of 17. */
static void the_easiest_way_alone_may_not_be_the_easiest_together(void **state)
{
    struct pack *pack = *state;
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    char lines[128];
    (void)snprintf(lines, sizeof lines, "r and x o\no or a b\nx leaf =%d\na leaf =%d\nb leaf =%d",
                   profile(pack, 3, 0, 0, 0, 0), profile(pack, 3, 0, 0, 0, 0),
                   profile(pack, 0, 2, 0, 0, 1));
    assert_int_equal(draw(pack, lines, &tree), RC_OK);
    struct attack_answer answer = answered(pack, tree, &run);
    assert_int_equal(answer.total, 17);
    assert_int_equal(answer.level, method_feasibility(pack->method, TEXT("medium")));
    assert_int_equal(pack->grid->totals[attack_tree_profile_best(run, 1)], 10);
    assert_int_equal(answer.critical_count, 4);
    assert_int_equal(answer.critical[0], 0);
}

static void an_answer_reads_as_a_sentence(void **state)
{
    struct pack *pack = *state;
    static const struct {
        int a[5];
        int b[5];
        const char *sentence;
    } rows[] = {
        {{1, 1, 0, 0, 0},
         {0, 0, 2, 0, 0},
         "easiest: A and B, as Proficient, with Confidential knowledge, with Standard equipment, "
         "in <= 1 week: 11, High"},
        {{1, 1, 0, 0, 0},
         {0, 1, 0, 0, 0},
         "easiest: A and B, as Proficient, with Standard equipment, in <= 1 week: 4, High"},
        {{4, 3, 3, 3, 3},
         {0, 0, 0, 0, 0},
         "easiest: A and B, as Multiple experts, with Strictly confidential knowledge, with "
         "Multiple bespoke equipment, in a window rated Difficult/none, in > 6 months: 57, "
         "Very low"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int *a = rows[i].a;
        const int *b = rows[i].b;
        const struct attack_tree *tree;
        struct attack_tree_profile *run;
        char lines[128];
        (void)snprintf(lines, sizeof lines, "r and A B\nA leaf =%d\nB leaf =%d",
                       profile(pack, a[0], a[1], a[2], a[3], a[4]),
                       profile(pack, b[0], b[1], b[2], b[3], b[4]));
        assert_int_equal(draw(pack, lines, &tree), RC_OK);
        struct attack_answer answer = answered(pack, tree, &run);
        struct text sentence =
            attack_tree_sentence(pack->arena, tree, pack->method, pack->grid, &answer);
        assert_string_equal(text_to_z(pack->arena, sentence), rows[i].sentence);
    }
}

static void long_attacks_name_four_steps_and_count_the_rest(void **state)
{
    struct pack *pack = *state;
    const struct attack_tree *tree;
    struct attack_tree_level *run;
    struct attack_answer answer;
    assert_int_equal(draw(pack,
                          "r and a b c d e f\na leaf =3\nb leaf =3\nc leaf =2\nd leaf =3\n"
                          "e leaf =3\nf leaf =3",
                          &tree),
                     RC_OK);
    assert_int_equal(attack_tree_level_open(pack->arena, tree, pack->method, &pack->fault, &run),
                     RC_OK);
    attack_tree_level_pass(run);
    assert_int_equal(attack_tree_level_answer(run, pack->arena, &pack->fault, &answer), RC_OK);
    struct text sentence = attack_tree_sentence(pack->arena, tree, pack->method, NULL, &answer);
    assert_string_equal(text_to_z(pack->arena, sentence), "easiest: a, b, c, d and 2 more: Medium");
    assert_false(attack_tree_level_rate(run, 3, 4));
    assert_false(attack_tree_level_rate(run, 0, 1));
    assert_true(attack_tree_level_rate(run, 3, 0));
    attack_tree_level_pass(run);
    assert_int_equal(attack_tree_level_best(run, 0), 0);
    assert_int_equal(attack_tree_level_best(run, 99), NO_LEVEL);
}

static void factors_of_other_methods_read_by_their_names(void **state)
{
    struct pack *pack = *state;
    const struct profile_grid *grid;
    const struct method *method = pack_method_of(pack, (const int[]){3, 2, 2}, 3);
    assert_int_equal(profile_grid_open(pack->arena, method, &pack->fault, &grid), RC_OK);
    const int levels[METHOD_FACTORS_LIMIT] = {2, 0, 1};
    struct text sentence =
        attack_tree_sentence_profile(pack->arena, grid, profile_grid_number(grid, levels));
    assert_string_equal(text_to_z(pack->arena, sentence), "factor 0: level 2, factor 2: level 1");
}

/* Every step is needed and every trial to do without one falls through the
 * whole chain above: the search stops at its limit and says so. */
static void a_search_that_grows_too_long_is_cut_off_and_says_so(void **state)
{
    struct pack *pack = *state;
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    uint32_t chain = 5000;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t i = 0; i < chain; i++) {
        attack_tree_add(&builder, i + 1 < chain ? ATTACK_OR : ATTACK_AND, 0, TEXT_NONE);
        if (i + 1 < chain) {
            attack_tree_link(&builder, i, i + 1);
        }
    }
    for (uint32_t i = 0; i < chain; i++) {
        uint32_t leaf = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
        attack_tree_rate(&builder, leaf, (uint16_t)(i % 1280));
        attack_tree_link(&builder, chain - 1, leaf);
    }
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_OK);
    struct attack_answer answer = answered(pack, tree, &run);
    assert_false(answer.is_minimal);
    assert_int_equal(answer.step_count, chain);
    assert_int_equal(answer.critical_count, 2 * chain);
}

static void trees_beyond_the_limit_are_refused(void **state)
{
    struct pack *pack = *state;
    struct attack_tree_builder builder;
    const struct attack_tree *tree = NULL;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t i = 0; i < ATTACK_TREE_NODES_LIMIT + 2; i++) {
        uint32_t node = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
        attack_tree_rate(&builder, node, 0);
    }
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_TOO_LARGE);
    assert_null(tree);
}

static void deep_trees_need_no_deep_stack(void **state)
{
    struct pack *pack = *state;
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    uint32_t depth = 300000;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t i = 0; i < depth; i++) {
        attack_tree_add(&builder, i % 2 == 0 ? ATTACK_OR : ATTACK_AND, 0, TEXT_NONE);
        attack_tree_link(&builder, i, i + 1);
    }
    attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
    attack_tree_rate(&builder, depth, 42);
    assert_int_equal(attack_tree_close(&builder, 0, &pack->fault, &tree), RC_OK);
    struct attack_answer answer = answered(pack, tree, &run);
    assert_int_equal(answer.best, 42);
    assert_int_equal(tree->slots, 1); /* each value is overwritten at once */
    assert_int_equal(answer.critical_count, depth + 1);
}

static void small_trees_cost_little_memory(void **state)
{
    struct pack *pack = *state;
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    assert_int_equal(draw(pack, "r or g c\ng and a b\na leaf =1\nb leaf =2\nc leaf =9", &tree),
                     RC_OK);
    size_t before = arena_used_bytes(pack->arena);
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run),
                     RC_OK);
    assert_true(arena_used_bytes(pack->arena) - before < 1024); /* so a call can hold thousands */
}

static void memory_beyond_the_budget_is_refused(void **state)
{
    struct pack *pack = *state;
    struct arena *small = arena_open(64 << 10);
    struct attack_tree_builder builder;
    const struct attack_tree *tree = NULL;
    struct fault fault;
    fault_init(&fault, pack->arena);
    attack_tree_builder_init(&builder, small);
    uint32_t root = attack_tree_add(&builder, ATTACK_OR, 0, TEXT_NONE);
    for (uint32_t i = 0; i < 2000; i++) {
        uint32_t leaf = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
        attack_tree_rate(&builder, leaf, 1);
        attack_tree_link(&builder, root, leaf);
    }
    assert_int_equal(attack_tree_close(&builder, root, &fault, &tree), RC_TOO_LARGE);
    assert_null(tree);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(trees_that_are_none_are_refused_in_words, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_root_that_does_not_exist_is_refused, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(what_does_not_count_needs_no_rating, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(a_single_step_is_a_tree, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(ratings_outside_the_scale_are_refused, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(the_easiest_way_alone_may_not_be_the_easiest_together,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(an_answer_reads_as_a_sentence, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(long_attacks_name_four_steps_and_count_the_rest, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(factors_of_other_methods_read_by_their_names, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(a_search_that_grows_too_long_is_cut_off_and_says_so,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(trees_beyond_the_limit_are_refused, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(deep_trees_need_no_deep_stack, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(small_trees_cost_little_memory, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(memory_beyond_the_budget_is_refused, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
