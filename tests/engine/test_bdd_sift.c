/* Sifting changes the order and nothing else. */
#include "engine/bdd_sift.h"
#include "engine/pack.h"

#define VARIABLES 6
#define SETS (1u << VARIABLES)
#define FUNCTIONS 60
#define KEPT 8
#define FIRST 3 /* variable: those before it are another's */

static uint32_t variable(struct bdd *bdd, uint32_t number)
{
    return bdd_make(bdd, number, BDD_TRUE, BDD_FALSE);
}

/* order[i]: which bit of a set the variable FIRST + i stands for. */
static uint64_t table_of(const struct bdd *bdd, uint32_t function, const uint32_t *order)
{
    uint64_t table = 0;
    for (uint32_t set = 0; set < SETS; set++) {
        uint32_t at = function;
        while (at >> 1 != 0) {
            const struct bdd_node *node = &bdd->nodes[at >> 1];
            bool is_high = (set >> order[node->variable - FIRST] & 1) != 0;
            at = (is_high ? node->high : node->low) ^ (at & 1);
        }
        table |= (uint64_t)(at == BDD_TRUE) << set;
    }
    return table;
}

static void grow(struct bdd *bdd, uint64_t *state, uint32_t *functions)
{
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        uint32_t a = pack_below(state, i + 1);
        uint32_t b = pack_below(state, i + 1);
        uint32_t sign = pack_below(state, 2);
        if (i < VARIABLES) {
            functions[i] = variable(bdd, FIRST + i);
        } else if (pack_below(state, 2) == 0) {
            functions[i] = bdd_and(bdd, functions[a % i] ^ sign, functions[b % i]);
        } else {
            functions[i] = bdd_xor(bdd, functions[a % i] ^ sign, functions[b % i]);
        }
    }
}

static void check_shape(const struct bdd *bdd, uint32_t from)
{
    for (uint32_t i = from; i < bdd->count; i++) {
        const struct bdd_node *node = &bdd->nodes[i];
        assert_true(node->high >> 1 < i && node->low >> 1 < i);
        assert_true((node->high & 1) == 0 && node->high != node->low);
        assert_true(bdd->nodes[node->high >> 1].variable > node->variable);
        assert_true(bdd->nodes[node->low >> 1].variable > node->variable);
    }
}

static void every_function_stays_what_it_was(void **state)
{
    uint64_t random = 61;
    uint32_t smaller = 0;
    static const uint32_t as_made[] = {0, 1, 2, 3, 4, 5};
    (void)state;
    for (int round = 0; round < 4000; round++) {
        struct bdd bdd;
        uint32_t functions[FUNCTIONS];
        uint32_t *kept = functions + FUNCTIONS - KEPT;
        uint32_t order[VARIABLES];
        uint32_t groups[VARIABLES];
        uint64_t tables[KEPT];
        bdd_open(&bdd, (struct diagram_patience){0});
        (void)variable(&bdd, 0); /* somebody else's */
        uint32_t from = bdd.count;
        grow(&bdd, &random, functions);
        for (int i = 0; i < KEPT; i++) {
            tables[i] = table_of(&bdd, kept[i], as_made);
        }
        for (uint32_t i = 0; i < VARIABLES; i++) {
            groups[i] = pack_below(&random, 3);
        }
        bdd_sweep(&bdd, from, kept, KEPT);
        uint32_t before = bdd.count;
        struct bdd_sift_options options = {.first = FIRST,
                                           .count = VARIABLES,
                                           .groups = round % 2 == 0 ? groups : NULL,
                                           .growth = 1 + pack_below(&random, 100)};
        bdd_sift(&bdd, from, options, order, kept, KEPT);
        assert_true(bdd.count <= before);
        smaller += bdd.count < before;
        check_shape(&bdd, from);
        for (int i = 0; i < KEPT; i++) {
            assert_true(table_of(&bdd, kept[i], order) == tables[i]);
            for (int k = 0; k < i; k++) {
                assert_true((kept[i] == kept[k]) == (tables[i] == tables[k]));
            }
        }
        uint32_t both = bdd_and(&bdd, kept[0], kept[1]);
        assert_true(table_of(&bdd, both, order) == (tables[0] & tables[1]));
        bdd_close(&bdd);
    }
    assert_true(smaller > 1000);
}

/* Pairs that stand far apart: exponential as it is, 2 nodes a pair together. */
static uint32_t far_pairs(struct bdd *bdd, uint32_t pairs)
{
    uint32_t function = BDD_TRUE;
    for (uint32_t i = 0; i < pairs; i++) {
        uint32_t pair = bdd_and(bdd, variable(bdd, i), variable(bdd, pairs + i));
        function = bdd_and(bdd, function, bdd_not(pair));
    }
    return function;
}

static void pairs_find_each_other(void **state)
{
    enum { PAIRS = 12 };
    struct bdd bdd;
    uint32_t order[2 * PAIRS];
    struct bdd_sift_options options = {.count = 2 * PAIRS};
    (void)state;
    bdd_open(&bdd, (struct diagram_patience){0});
    uint32_t function = far_pairs(&bdd, PAIRS);
    assert_true(bdd.count > 1 << PAIRS);
    bdd_sift(&bdd, 1, options, order, &function, 1);
    assert_int_equal(bdd.count - 1, 2 * PAIRS);
    for (uint32_t i = 0; i < 2 * PAIRS; i += 2) {
        assert_int_equal(order[i] % PAIRS, order[i + 1] % PAIRS);
    }
    bdd_close(&bdd);
}

/* Groups are neighbours before and after, in the same order among themselves. */
static void groups_move_as_one(void **state)
{
    enum { PAIRS = 10 };
    struct bdd bdd;
    uint32_t order[2 * PAIRS];
    uint32_t groups[2 * PAIRS];
    struct bdd_sift_options options = {.count = 2 * PAIRS, .groups = groups, .growth = 100};
    (void)state;
    for (uint32_t i = 0; i < 2 * PAIRS; i++) {
        groups[i] = i / 2;
    }
    bdd_open(&bdd, (struct diagram_patience){0});
    uint32_t function = far_pairs(&bdd, PAIRS);
    uint32_t before = bdd.count;
    bdd_sift(&bdd, 1, options, order, &function, 1);
    assert_true(bdd.count < before / 8);
    for (uint32_t i = 0; i < 2 * PAIRS; i += 2) {
        assert_int_equal(order[i] % 2, 0);
        assert_int_equal(order[i + 1], order[i] + 1);
    }
    bdd_close(&bdd);
}

static bool never(void *context)
{
    (*(int *)context)++;
    return false;
}

static void work_and_patience_end_it(void **state)
{
    enum { PAIRS = 15 };
    struct bdd bdd;
    uint32_t order[2 * PAIRS];
    uint64_t whole = 0;
    int asked = 0;
    (void)state;
    for (int how = 0; how < 3; how++) {
        struct bdd_sift_options options = {.count = 2 * PAIRS, .work = how == 1 ? 200000 : 0};
        options.patience.may_go_on = how == 2 ? never : NULL;
        options.patience.context = &asked;
        bdd_open(&bdd, (struct diagram_patience){0});
        uint32_t function = far_pairs(&bdd, PAIRS);
        uint64_t work = bdd_sift(&bdd, 1, options, order, &function, 1);
        whole = how == 0 ? work : whole;
        assert_true(how == 0 || work < whole / 2);
        check_shape(&bdd, 1);
        bdd_close(&bdd);
    }
    assert_int_equal(asked, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_stays_what_it_was),
        cmocka_unit_test(pairs_find_each_other),
        cmocka_unit_test(groups_move_as_one),
        cmocka_unit_test(work_and_patience_end_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
