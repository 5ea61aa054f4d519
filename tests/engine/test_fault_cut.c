/* What is cut stays on its side, fits, and loses less the more nodes it may have. */
#include "engine/fault_cut.h"
#include "engine/pack.h"

#define VARIABLES 6
#define SETS (1u << VARIABLES)
#define FUNCTIONS 50

struct cutting {
    struct arena *arena;
    struct arena *scratch;
    struct bdd bdd;
    struct fault_cut cut;
    double chances[VARIABLES];
};

static uint64_t table_of(const struct bdd *bdd, uint32_t function)
{
    uint64_t table = 0;
    for (uint32_t set = 0; set < SETS; set++) {
        uint32_t at = function;
        while (at >> 1 != 0) {
            const struct bdd_node *node = &bdd->nodes[at >> 1];
            at = ((set >> node->variable & 1) != 0 ? node->high : node->low) ^ (at & 1);
        }
        table |= (uint64_t)(at == BDD_TRUE) << set;
    }
    return table;
}

static double chance_of(const struct cutting *cutting, uint64_t table)
{
    double sum = 0;
    for (uint32_t set = 0; set < SETS; set++) {
        double p = (table >> set & 1) != 0 ? 1 : 0;
        for (uint32_t v = 0; v < VARIABLES; v++) {
            p *= (set >> v & 1) != 0 ? cutting->chances[v] : 1 - cutting->chances[v];
        }
        sum += p;
    }
    return sum;
}

/* References that differ: a node counts twice where it is used negated, too. */
static uint32_t count_nodes(const struct bdd *bdd, uint32_t function, bool *is_seen)
{
    if (function >> 1 == 0 || is_seen[function]) {
        return 0;
    }
    const struct bdd_node *node = &bdd->nodes[function >> 1];
    is_seen[function] = true;
    return 1 + count_nodes(bdd, node->high ^ (function & 1), is_seen) +
           count_nodes(bdd, node->low ^ (function & 1), is_seen);
}

static void open_cutting(struct cutting *cutting, uint64_t *random)
{
    cutting->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    cutting->scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    bdd_open(&cutting->bdd, (struct diagram_patience){0});
    for (uint32_t v = 0; v < VARIABLES; v++) {
        static const double chances[] = {0, 1e-6, 0.01, 0.3, 0.9, 1};
        cutting->chances[v] = chances[pack_below(random, 6)];
    }
    fault_cut_open(&cutting->cut, &cutting->bdd, cutting->chances, cutting->arena,
                   cutting->scratch);
}

static void close_cutting(struct cutting *cutting)
{
    bdd_close(&cutting->bdd);
    arena_close(cutting->arena);
    arena_close(cutting->scratch);
}

static void grow(struct bdd *bdd, uint64_t *random, uint32_t *functions)
{
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        uint32_t a = pack_below(random, i + 1);
        uint32_t b = pack_below(random, i + 1);
        uint32_t sign = pack_below(random, 2);
        functions[i] = i < VARIABLES ? bdd_make(bdd, i, BDD_TRUE, BDD_FALSE)
                       : pack_below(random, 2) == 0
                           ? bdd_and(bdd, functions[a % i] ^ sign, functions[b % i])
                           : bdd_xor(bdd, functions[a % i] ^ sign, functions[b % i]);
    }
}

static void a_cut_stays_on_its_side(void **state)
{
    uint64_t random = 71;
    uint32_t smaller = 0;
    uint32_t kept = 0;
    (void)state;
    for (int round = 0; round < 1500; round++) {
        struct cutting cutting;
        uint32_t functions[FUNCTIONS];
        open_cutting(&cutting, &random);
        grow(&cutting.bdd, &random, functions);
        for (int i = FUNCTIONS - 6; i < FUNCTIONS; i++) {
            uint64_t table = table_of(&cutting.bdd, functions[i]);
            for (uint32_t nodes = 1; nodes <= 8; nodes++) {
                enum fault_side side = (enum fault_side)(round % 2);
                uint32_t made = fault_cut(&cutting.cut, functions[i], nodes, side);
                uint64_t now = table_of(&cutting.bdd, made);
                bool is_seen[4096] = {false};
                assert_true(cutting.bdd.count < 2048);
                assert_true(count_nodes(&cutting.bdd, made, is_seen) <= nodes);
                assert_true(((side == FAULT_ABOVE ? table & ~now : now & ~table)) == 0);
                smaller += now != table;
                kept += now != table && chance_of(&cutting, now) > 0.01 &&
                        chance_of(&cutting, now) < 0.99;
            }
        }
        close_cutting(&cutting);
    }
    assert_true(smaller > 1000 && kept > 100);
}

/* One of two rare events, and a third: with one of the two taken for granted the
 * third is left, which is as rare; a branch that ends would make it certain. */
static void what_is_rare_stays_rare(void **state)
{
    struct cutting cutting;
    uint64_t random = 1;
    uint32_t events[3];
    (void)state;
    open_cutting(&cutting, &random);
    for (uint32_t v = 0; v < VARIABLES; v++) {
        cutting.chances[v] = 0.01;
    }
    for (uint32_t v = 0; v < 3; v++) {
        events[v] = bdd_make(&cutting.bdd, v, BDD_TRUE, BDD_FALSE);
    }
    uint32_t neither = bdd_and(&cutting.bdd, bdd_not(events[0]), bdd_not(events[1]));
    uint32_t function = bdd_and(&cutting.bdd, bdd_not(neither), events[2]);
    assert_int_equal(fault_cut(&cutting.cut, function, 1, FAULT_ABOVE), events[2]);
    close_cutting(&cutting);
}

static void a_full_table_gives_the_constant(void **state)
{
    struct cutting cutting;
    uint64_t random = 72;
    uint32_t functions[FUNCTIONS];
    (void)state;
    open_cutting(&cutting, &random);
    grow(&cutting.bdd, &random, functions);
    cutting.bdd.limit = cutting.bdd.count;
    cutting.bdd.is_full = true;
    uint32_t last = functions[FUNCTIONS - 1] >> 1 > 3 ? functions[FUNCTIONS - 1] : functions[40];
    assert_true(last >> 1 > 3);
    assert_int_equal(fault_cut(&cutting.cut, last, 1, FAULT_BELOW), BDD_FALSE);
    assert_int_equal(fault_cut(&cutting.cut, last, 1, FAULT_ABOVE), BDD_TRUE);
    close_cutting(&cutting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_stays_on_its_side),
        cmocka_unit_test(what_is_rare_stays_rare),
        cmocka_unit_test(a_full_table_gives_the_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
