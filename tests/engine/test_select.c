/* Control selection against trying every set of controls, and on the instances
 * of the test data. */
#include "base/file.h"
#include "engine/pack.h"
#include "engine/select.h"
#include "engine/select_branch.h"
#include "engine/select_exact.h"
#include "engine/select_random.h"
#include "format/select_text.h"

#include <string.h>

#define PROBLEMS 2500
#define CONTROLS 9
#define ROUNDS 12

static const struct select_options options = {.seed = 1, .rounds = ROUNDS};

static struct arena *open_arena(void)
{
    return arena_open(ARENA_BUDGET_DEFAULT_BYTES);
}

static void the_answer_is_that_of_all_sets(void **state)
{
    struct arena *arena = open_arena();
    uint64_t random = 3;
    int with_gain = 0;
    (void)state;
    for (int i = 0; i < PROBLEMS; i++) {
        struct select_problem problem;
        struct select_answer answer;
        struct fault fault;
        fault_init(&fault, arena);
        select_random_make(arena, &random, CONTROLS, &problem);
        int64_t best = select_random_best(&problem, arena, problem.budget);
        assert_int_equal(select_solve(arena, &problem, problem.budget, &options, &fault, &answer),
                         RC_OK);
        assert_int_equal(answer.gain, best);
        assert_int_equal(answer.bound, best);
        assert_true(answer.is_proven);
        assert_int_equal(answer.gain, select_problem_gain(&problem, arena, answer.chosen, NULL));
        assert_int_equal(answer.cost, select_problem_cost(&problem, answer.chosen));
        assert_true(answer.cost <= problem.budget);
        with_gain += best > 0;
        arena_reset(arena);
    }
    assert_true(with_gain > PROBLEMS / 4);
    arena_close(arena);
}

/* Each part by itself: branch and bound finds the best without help, annealing
 * never claims more, and no bound is ever below the best, at any budget. */
static void the_parts_keep_their_promises(void **state)
{
    struct arena *arena = open_arena();
    uint64_t random = 5;
    int tight = 0;
    (void)state;
    for (int i = 0; i < PROBLEMS; i++) {
        struct select_problem problem;
        struct select_form *form;
        struct select_bound *bound;
        struct fault fault;
        uint8_t is_in[CONTROLS] = {0};
        int64_t gain = 0;
        fault_init(&fault, arena);
        select_random_make(arena, &random, CONTROLS, &problem);
        int64_t best = select_random_best(&problem, arena, problem.budget);
        assert_int_equal(select_form_open(arena, &problem, problem.budget, &fault, &form), RC_OK);
        struct select_exact_call call = {
            .form = form, .budget = form->budget, .floor = -1, .nodes = UINT64_MAX};
        assert_true(select_exact_run(arena, &call, &gain, is_in));
        assert_int_equal(form->sure_gain + gain, best);
        struct select_search *search = select_search_open(arena, form, 9);
        assert_true(select_search_round(search, form->budget, 50, NULL, NULL));
        assert_true(form->sure_gain + select_search_gain(search) <= best);
        assert_true(select_search_cost(search) <= form->budget);
        assert_int_equal(select_bound_open(arena, form, &fault, &bound), RC_OK);
        for (int step = 0; step < 40; step++) {
            (void)select_bound_step(bound, gain, NULL, NULL);
            assert_true(form->sure_gain + select_bound_gain(select_bound_value(bound)) >= best);
        }
        tight += form->sure_gain + select_bound_gain(select_bound_value(bound)) == best;
        int64_t other = form->budget / 2;
        assert_true(form->sure_gain + select_bound_gain(select_bound_at(bound, other)) >=
                    select_random_best(&problem, arena, other));
        arena_reset(arena);
    }
    assert_true(tight > PROBLEMS / 2);
    arena_close(arena);
}

/* From a poor bound and a target that is one too low, the best is found and proven. */
static void branching_ends_with_the_best(void **state)
{
    struct arena *arena = open_arena();
    uint64_t random = 29;
    int split = 0;
    (void)state;
    for (int i = 0; i < PROBLEMS / 2; i++) {
        struct select_problem problem;
        struct select_form *form;
        struct select_bound *bound;
        struct fault fault;
        int64_t gain = 0;
        fault_init(&fault, arena);
        select_random_make(arena, &random, CONTROLS, &problem);
        int64_t best = select_random_best(&problem, arena, problem.budget);
        assert_int_equal(select_form_open(arena, &problem, problem.budget, &fault, &form), RC_OK);
        assert_int_equal(select_bound_open(arena, form, &fault, &bound), RC_OK);
        best -= form->sure_gain;
        int64_t target = best > 0 ? best - 1 : 0;
        (void)select_bound_step(bound, target, NULL, NULL);
        struct select_branch *branch = select_branch_open(arena, form, bound, target);
        while (select_branch_step(branch, target, NULL, NULL)) {
            split++;
            assert_true(select_branch_limit(branch, target) >= best);
        }
        const uint8_t *found = select_branch_found(branch, &gain);
        assert_int_equal(select_branch_limit(branch, target), best);
        assert_true(best == 0 || (found != NULL && gain == best));
        arena_reset(arena);
    }
    assert_true(split > PROBLEMS / 20);
    arena_close(arena);
}

static void fronts_and_covers_are_those_of_all_sets(void **state)
{
    struct arena *arena = open_arena();
    uint64_t random = 17;
    (void)state;
    for (int i = 0; i < 300; i++) {
        struct select_problem problem;
        struct select_front front;
        struct select_cover_result cover;
        struct fault fault;
        fault_init(&fault, arena);
        select_random_make(arena, &random, 7, &problem);
        assert_int_equal(select_front(arena, &problem, 200, &options, NULL, &fault, &front), RC_OK);
        assert_true(front.is_whole);
        for (size_t p = 0; p < front.count; p++) {
            int64_t cost = front.points[p].cost;
            assert_int_equal(select_random_best(&problem, arena, cost), front.points[p].gain);
            assert_true(p == 0 ||
                        select_random_best(&problem, arena, cost - 1) == front.points[p - 1].gain);
        }
        uint8_t all[CONTROLS];
        uint8_t levels[16] = {0};
        memset(all, 1, sizeof all);
        (void)select_problem_gain(&problem, arena, all, levels);
        int64_t least = select_random_cover(&problem, arena, levels);
        assert_int_equal(select_cover_all(arena, &problem, NULL, &options, &fault, &cover), RC_OK);
        assert_int_equal(cover.cost, least);
        assert_true(cover.is_proven);
        memset(levels, 0, sizeof levels);
        levels[0] = 1;
        least = select_random_cover(&problem, arena, levels);
        enum rc rc = select_cover_all(arena, &problem, levels, &options, &fault, &cover);
        assert_int_equal(rc, least < 0 ? RC_NOT_FOUND : RC_OK);
        assert_true(rc != RC_OK || cover.cost == least);
        arena_reset(arena);
    }
    arena_close(arena);
}

/* Golden G10: gain 5 needs two controls that gain nothing alone. */
static void buying_by_single_gain_is_blind(void **state)
{
    static const char input[] = "3 8 2 3\n4 4 5\n5 -1\n2 -1\n0 1 1 0 1\n0 1 1 1 1\n1 1 1 2 1\n";
    static const int64_t wanted[][2] = {{0, 0}, {5, 2}, {8, 5}, {13, 7}};
    struct arena *arena = open_arena();
    const struct select_problem *problem;
    struct select_answer answer;
    struct select_front front;
    struct fault fault;
    (void)state;
    fault_init(&fault, arena);
    assert_int_equal(select_text_read(arena, TEXT("g10"), text_of(input), &fault, &problem), RC_OK);
    assert_int_equal(select_solve(arena, problem, problem->budget, &options, &fault, &answer),
                     RC_OK);
    assert_int_equal(answer.gain, 5);
    assert_true(answer.chosen[0] && answer.chosen[1] && !answer.chosen[2]);
    assert_int_equal(select_front(arena, problem, 50, &options, NULL, &fault, &front), RC_OK);
    assert_int_equal(front.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(front.points[i].cost, wanted[i][0]);
        assert_int_equal(front.points[i].gain, wanted[i][1]);
    }
    arena_close(arena);
}

/* 100 controls of cost 2, rows that need 28 of 40: no single one gains. The
 * search is blind there, the picks of the bound are not. */
static void many_that_gain_only_together_are_found(void **state)
{
    struct arena *arena = open_arena();
    struct select_problem problem;
    struct select_answer answer;
    struct fault fault;
    (void)state;
    fault_init(&fault, arena);
    select_problem_begin(&problem, arena);
    for (int c = 0; c < 100; c++) {
        select_problem_control(&problem, 2);
    }
    for (uint32_t l = 0; l < 3; l++) {
        select_problem_level(&problem, 5 + l, SELECT_NOWHERE);
        select_problem_row(&problem, l, 28);
        for (uint32_t i = 0; i < 40; i++) {
            select_problem_entry(&problem, l * 30 + i, 1);
        }
    }
    assert_int_equal(select_problem_close(&problem, 60, &fault), RC_OK);
    assert_int_equal(select_solve(arena, &problem, 60, &options, &fault, &answer), RC_OK);
    assert_int_equal(answer.gain, 7);
    arena_close(arena);
}

static void the_text_form_is_read_or_refused_with_its_place(void **state)
{
    static const struct {
        const char *input;
        const char *words; /* NULL: read */
    } rows[] = {
        {"1 1.5 1 1\n0.75\n2.5 -1\n0 1.25 1 0 2", NULL},
        {"0 0 0 0", NULL},
        {"", "p:1:1: the file ends before its last number"},
        {"1 1 1", "the file ends"},
        {"1 1 1 0\n1\n1 -1\n7", "p:4:1: the last row ended before this"},
        {"1.5 1 1 0", "give an integer here"},
        {"1 x", "p:1:3: give a number here"},
        {"1 1.1234567 1 0\n1\n1 -1", "give a number here"},
        {"99999999999999999999 1", "give an integer here"},
        {"4000000 1 1 1", "p:1:8: 4000000 is out of range"},
        {"-1 1 1 1", "-1 is out of range"},
        {"1 -1 0 0 1", "give a budget from 0"},
        {"1 1 1 0\n-1\n1 -1", "the cost of control 0 is below 0"},
        {"1 1 1 0\n1\n-1 -1", "the gain of level 0 is below 0"},
        {"1 1 1 0\n1\n1 0", "level 0 stands below itself"},
        {"1 1 1 0\n1\n1 1", "1 is out of range; give -1 to 0"},
        {"1 1 1 1\n1\n1 -1\n0 1 1 1 1", "1 is out of range; give 0 to 0"},
        {"1 1 1 1\n1\n1 -1\n0 1 1 0 -1", "a delta is below 0"},
        {"1 1 1 1\n1\n1 -1\n0 2000000000 1 0 1", "its need is above"},
    };
    struct arena *arena = open_arena();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct select_problem *problem;
        struct fault fault;
        fault_init(&fault, arena);
        enum rc rc = select_text_read(arena, TEXT("p"), text_of(rows[i].input), &fault, &problem);
        struct text words = fault_text(&fault, arena);
        bool is_good = rows[i].words == NULL
                           ? rc == RC_OK
                           : rc != RC_OK && text_contains(words, text_of(rows[i].words));
        if (!is_good) {
            fail_msg("%s: %.*s", rows[i].input, TEXT_ARGS(words));
        }
    }
    arena_close(arena);
}

static void the_same_seed_gives_the_same_choice(void **state)
{
    struct arena *arena = open_arena();
    uint64_t random = 23;
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct select_problem problem;
        struct select_form *form;
        struct fault fault;
        fault_init(&fault, arena);
        select_random_make(arena, &random, 14, &problem);
        assert_int_equal(select_form_open(arena, &problem, problem.budget, &fault, &form), RC_OK);
        struct select_search *one = select_search_open(arena, form, 4);
        struct select_search *two = select_search_open(arena, form, 4);
        assert_true(select_search_round(one, form->budget, 500, NULL, NULL));
        assert_true(select_search_round(two, form->budget, 500, NULL, NULL));
        assert_memory_equal(select_search_best(one), select_search_best(two), form->controls);
        arena_reset(arena);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_is_that_of_all_sets),
        cmocka_unit_test(the_parts_keep_their_promises),
        cmocka_unit_test(branching_ends_with_the_best),
        cmocka_unit_test(fronts_and_covers_are_those_of_all_sets),
        cmocka_unit_test(buying_by_single_gain_is_blind),
        cmocka_unit_test(many_that_gain_only_together_are_found),
        cmocka_unit_test(the_text_form_is_read_or_refused_with_its_place),
        cmocka_unit_test(the_same_seed_gives_the_same_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
