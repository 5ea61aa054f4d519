/* Decision diagrams: canonical, within their budget, intact after sweeping. */
#include "engine/pack.h"
#include "engine/zbdd.h"

#define VARIABLES 6
#define SETS (1u << VARIABLES)

static bool holds(const struct bdd *bdd, uint32_t function, uint32_t set)
{
    while (function >> 1 != 0) {
        const struct bdd_node *node = &bdd->nodes[function >> 1];
        bool is_high = (set >> node->variable & 1) != 0;
        function = (is_high ? node->high : node->low) ^ (function & 1);
    }
    return function == BDD_TRUE;
}

static uint64_t table_of(const struct bdd *bdd, uint32_t function)
{
    uint64_t table = 0;
    for (uint32_t set = 0; set < SETS; set++) {
        table |= (uint64_t)holds(bdd, function, set) << set;
    }
    return table;
}

static uint32_t variable(struct bdd *bdd, uint32_t number)
{
    return bdd_make(bdd, number, BDD_TRUE, BDD_FALSE);
}

/* Random functions, each from two before it. */
static void grow(struct bdd *bdd, uint64_t *state, uint32_t *functions, uint64_t *tables,
                 uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i < VARIABLES) {
            functions[i] = variable(bdd, i);
        } else {
            uint32_t a = pack_below(state, i);
            uint32_t b = pack_below(state, i);
            uint32_t sign = pack_below(state, 2);
            bool is_and = pack_below(state, 2) == 0;
            functions[i] = is_and ? bdd_and(bdd, functions[a] ^ sign, functions[b])
                                  : bdd_xor(bdd, functions[a] ^ sign, functions[b]);
            uint64_t left = sign == 0 ? tables[a] : ~tables[a];
            tables[i] = is_and ? left & tables[b] : left ^ tables[b];
        }
        if (i < VARIABLES) {
            tables[i] = table_of(bdd, functions[i]);
        }
    }
}

static void equal_functions_have_equal_references(void **state)
{
    uint64_t random = 3;
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct bdd bdd;
        uint32_t functions[60];
        uint64_t tables[60];
        bdd_open(&bdd, (struct diagram_patience){0});
        grow(&bdd, &random, functions, tables, 60);
        for (int i = 0; i < 60; i++) {
            assert_true(table_of(&bdd, functions[i]) == tables[i]);
            for (int k = 0; k < i; k++) {
                assert_true((functions[i] == functions[k]) == (tables[i] == tables[k]));
                assert_true((functions[i] == bdd_not(functions[k])) == (tables[i] == ~tables[k]));
            }
        }
        bdd_close(&bdd);
    }
}

static void a_sweep_keeps_what_is_named(void **state)
{
    uint64_t random = 4;
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct bdd bdd;
        uint32_t functions[60];
        uint64_t tables[60];
        bdd_open(&bdd, (struct diagram_patience){0});
        grow(&bdd, &random, functions, tables, 60);
        uint32_t before = bdd.count;
        uint32_t from = 1 + pack_below(&random, VARIABLES);
        bdd_sweep(&bdd, from, functions + 50, 10);
        assert_true(bdd.count <= before);
        for (int i = 50; i < 60; i++) {
            assert_true(table_of(&bdd, functions[i]) == tables[i]);
        }
        uint32_t again = bdd_and(&bdd, functions[50], functions[51]);
        assert_true(table_of(&bdd, again) == (tables[50] & tables[51]));
        uint32_t count = bdd.count;
        (void)bdd_and(&bdd, functions[50], functions[51]);
        assert_int_equal(bdd.count, count); /* found, not made anew */
        bdd_close(&bdd);
    }
}

static uint32_t parity(struct bdd *bdd, uint32_t variables)
{
    uint32_t function = BDD_FALSE;
    for (uint32_t i = variables; i-- > 0;) {
        function = bdd_xor(bdd, function, variable(bdd, i));
    }
    return function;
}

static void a_full_table_says_so_and_recovers(void **state)
{
    struct bdd bdd;
    (void)state;
    bdd_open(&bdd, (struct diagram_patience){0});
    bdd.limit = 20;
    (void)parity(&bdd, 100);
    assert_true(bdd.is_full);
    assert_true(bdd.count <= 20);
    bdd.is_full = false;
    bdd_cut(&bdd, 1);
    uint32_t small = parity(&bdd, 4);
    assert_false(bdd.is_full);
    assert_true(holds(&bdd, small, 1) && holds(&bdd, small, 7) && !holds(&bdd, small, 3));
    bdd_close(&bdd);
}

static bool never(void *context)
{
    (*(int *)context)++;
    return false;
}

static void patience_ends_work(void **state)
{
    struct bdd bdd;
    int asked = 0;
    (void)state;
    bdd_open(&bdd, (struct diagram_patience){never, &asked});
    uint32_t function = BDD_TRUE; /* pairs far apart: exponential in this order */
    for (uint32_t i = 0; i < 30 && !bdd.is_full; i++) {
        uint32_t pair = bdd_not(bdd_and(&bdd, variable(&bdd, i), variable(&bdd, 30 + i)));
        function = bdd_and(&bdd, function, pair);
    }
    assert_true(bdd.is_full && bdd.is_stopped);
    assert_int_equal(asked, 1);
    bdd_close(&bdd);
}

/* ---- minimal solutions ---- */

static bool has_set(const struct zbdd *zbdd, uint32_t family, uint32_t set)
{
    for (uint32_t i = 0; i < VARIABLES; i++) {
        bool is_top = family > ZBDD_EMPTY && zbdd->nodes[family].variable == i;
        bool is_in = (set >> i & 1) != 0;
        if (is_in && !is_top) {
            return false;
        }
        if (is_top) {
            family = is_in ? zbdd->nodes[family].high : zbdd->nodes[family].low;
        }
    }
    return family == ZBDD_EMPTY;
}

static bool is_minimal(uint64_t table, uint32_t set)
{
    bool is_in = (table >> set & 1) != 0;
    for (uint32_t smaller = 0; smaller < set && is_in; smaller++) {
        is_in = (smaller & set) != smaller || (table >> smaller & 1) == 0;
    }
    return is_in;
}

static void minimal_solutions_are_as_brute_force_finds(void **state)
{
    uint64_t random = 6;
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct bdd bdd;
        struct zbdd zbdd;
        uint32_t functions[40];
        uint64_t tables[40];
        struct arena *scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        bdd_open(&bdd, (struct diagram_patience){0});
        zbdd_open(&zbdd, (struct diagram_patience){0});
        grow(&bdd, &random, functions, tables, 40);
        uint32_t family = zbdd_minimal(&zbdd, &bdd, 1, functions[39], scratch);
        zbdd_sweep(&zbdd, 2, &family, 1);
        for (uint32_t set = 0; set < SETS; set++) {
            assert_true(has_set(&zbdd, family, set) == is_minimal(tables[39], set));
        }
        arena_close(scratch);
        zbdd_close(&zbdd);
        bdd_close(&bdd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_functions_have_equal_references),
        cmocka_unit_test(a_sweep_keeps_what_is_named),
        cmocka_unit_test(a_full_table_says_so_and_recovers),
        cmocka_unit_test(patience_ends_work),
        cmocka_unit_test(minimal_solutions_are_as_brute_force_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
