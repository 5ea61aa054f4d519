/* V7: probability against enumeration, its bands, and how it is told. */
#include "engine/attack_variant.h"
#include "engine/pack.h"
#include "format/attack_tree_json.h"

#include <math.h>
#include <string.h>

#define GRAPHS 400
#define LEAVES 9
#define CLOSE 1e-9

struct enumerated {
    double probability; /* some attack succeeds */
    double most;        /* the most probable attack by itself */
};

/* Over all sets of leaves that succeed. */
static struct enumerated enumerate(const struct pack_graph *graph, const double *chances)
{
    struct enumerated out = {0, 0};
    for (uint64_t leaves = 0; leaves < UINT64_C(1) << graph->leaves; leaves++) {
        double exactly = 1;
        double at_least = 1;
        if (!pack_holds(graph, graph->nodes - 1, leaves)) {
            continue;
        }
        for (uint32_t leaf = 0; leaf < graph->leaves; leaf++) {
            bool succeeds = (leaves >> leaf & 1) != 0;
            exactly *= succeeds ? chances[leaf] : 1 - chances[leaf];
            at_least *= succeeds ? chances[leaf] : 1;
        }
        out.probability += exactly;
        out.most = fmax(out.most, at_least);
    }
    return out;
}

/* The catalogue's bands, once more by hand. */
static int level_of(double probability)
{
    return (probability >= 0.01) + (probability >= 0.1) + (probability >= 0.5);
}

static void the_probability_is_that_of_enumeration(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 601;
    int seen[4] = {0};
    static const double likely[] = {0, 0.001, 0.02, 0.1, 0.3, 0.5, 0.9, 1};
    for (int round = 0; round < GRAPHS; round++) {
        struct pack_graph graph;
        struct attack_rating rating;
        double chances[LEAVES];
        double by_step[LEAVES];
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, LEAVES - 1), 2 + pack_below(&seed, 10),
                        pack->grid->count);
        const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
        for (uint32_t leaf = 0; leaf < graph.leaves; leaf++) {
            chances[leaf] = likely[pack_below(&seed, 8)];
        }
        for (uint32_t step = 0; step < tree->steps; step++) {
            by_step[step] = chances[tree->node_at[step]];
        }
        struct enumerated expected = enumerate(&graph, chances);
        struct attack_input input = {.tree = tree, .grid = pack->grid, .probabilities = by_step};
        assert_int_equal(
            attack_variant_rate(METHOD_PROBABILITY, &input, pack->arena, &pack->fault, &rating),
            RC_OK);
        assert_true(fabs(rating.probability - expected.probability) < CLOSE);
        assert_string_equal(rating.answer.variant, "V7");
        assert_int_equal(rating.answer.level, level_of(expected.probability + CLOSE));
        assert_int_equal(rating.answer.total, NO_LEVEL);
        seen[rating.answer.level]++;
        if (expected.probability > 0) {
            assert_true(fabs(rating.attack_probability - expected.most) < CLOSE);
            double product = 1;
            for (size_t i = 0; i < rating.answer.step_count; i++) {
                product *= chances[rating.answer.steps[i]];
            }
            assert_true(fabs(product - expected.most) < CLOSE);
        } else {
            assert_int_equal(rating.answer.step_count, 0);
        }
    }
    assert_true(seen[0] > 0 && seen[1] > 0 && seen[2] > 0 && seen[3] > 0);
}

static void bands_take_their_lower_end(void **state)
{
    struct pack *pack = *state;
    static const struct {
        double probability;
        const char *level;
    } rows[] = {{0, "very_low"},       {0.0099, "very_low"}, {0.01, "low"}, {0.0999, "low"},
                {0.1, "medium"},       {0.4999, "medium"},   {0.5, "high"}, {0.2 + 0.3, "high"},
                {0.5 - 1e-12, "high"}, {1, "high"},          {1.5, "high"}, {-1, "very_low"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(method_probability_level(pack->method, rows[i].probability),
                         method_feasibility(pack->method, text_of(rows[i].level)));
    }
    static const int levels[] = {3, 3};
    const struct method *without = pack_method_of(pack, levels, 2);
    assert_int_equal(method_probability_level(without, 0.5), NO_LEVEL);
}

/* A small pack with one place changed. */
static enum rc read_changed(struct pack *pack, const char *find, const char *put)
{
    struct buffer out;
    const struct method *method;
    buffer_init(&out, pack->arena);
    fault_init(&pack->fault, pack->arena);
    struct text text = TEXT("{\"scales\":{\"impact\":[\"a\",\"b\"],\"feasibility\":[\"no\","
                            "\"yes\"]},\"impact_rating\":{\"levels\":[{\"id\":\"a\"},{\"id\":"
                            "\"b\"}],\"categories\":[{\"id\":\"S\"}]},\"attack_potential\":{"
                            "\"factors\":[{\"id\":\"f\",\"name\":\"f\",\"levels\":[{\"id\":\"x\","
                            "\"label\":\"x\",\"value\":0},{\"id\":\"y\",\"label\":\"y\",\"value\":"
                            "5}]}],\"bands\":[{\"min\":0,\"max\":2,\"rating\":\"yes\"},{\"min\":3,"
                            "\"max\":null,\"rating\":\"no\"}],\"variant\":\"V7\",\"probability\":{"
                            "\"bands\":[{\"min\":0,\"max\":19.99,\"rating\":\"no\"},{\"min\":20,"
                            "\"max\":100,\"rating\":\"yes\"}]}},\"risk\":{\"matrix\":{\"columns\":"
                            "[\"no\",\"yes\"],\"rows\":{\"a\":[1,1],\"b\":[1,2]}}}}");
    size_t size = strlen(find);
    size_t at = 0;
    while (size > 0 && memcmp(text.at + at, find, size) != 0) {
        at++;
        assert_true(at + size <= text.size);
    }
    buffer_put(&out, (struct text){text.at, at});
    buffer_put_z(&out, put);
    buffer_put(&out, (struct text){text.at + at + size, text.size - at - size});
    return method_read(pack->arena, TEXT("pack"), buffer_text(&out), &pack->fault, &method);
}

static void bands_that_are_none_are_refused(void **state)
{
    struct pack *pack = *state;
    static const struct {
        const char *find;
        const char *put;
        enum rc rc;
    } rows[] = {
        {"", "", RC_OK},
        {"\"max\":100", "\"max\":null", RC_OK},
        {"\"probability\"", "\"improbability\"", RC_INVALID}, /* V7 needs it */
        {"\"max\":100", "\"max\":99", RC_INVALID},
        {"{\"min\":0,\"max\":19.99", "{\"min\":1,\"max\":19.99", RC_INVALID},
        {"\"max\":19.99", "\"max\":19.98", RC_INVALID},
        {"\"max\":19.99,\"rating\":\"no\"", "\"max\":19.99,\"rating\":\"perhaps\"", RC_INVALID},
        {"\"min\":20,", "\"min\":\"20\",", RC_INVALID},
        {"\"probability\":{", "\"probability\":7,\"was\":{", RC_INVALID},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (read_changed(pack, rows[i].find, rows[i].put) != rows[i].rc) {
            fail_msg("row %zu: %.*s", i, TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
        }
    }
}

static void figures_that_are_no_probability_are_refused(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 602;
    struct pack_graph graph;
    struct attack_rating rating;
    static const double bad[] = {-0.1, 1.1, (double)NAN};
    pack_graph_make(&graph, &seed, 4, 4, pack->grid->count);
    const struct attack_tree *tree = pack_tree(pack, &graph, graph.nodes - 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double by_step[] = {bad[i], 0.5, 0.5, 0.5};
        struct attack_input input = {.tree = tree, .grid = pack->grid, .probabilities = by_step};
        assert_int_equal(
            attack_variant_rate(METHOD_PROBABILITY, &input, pack->arena, &pack->fault, &rating),
            RC_INVALID);
    }
}

/* Two ways that share a step: 0.5 x (1 - 0.6 x 0.2) = 0.44, not 0.2 + 0.4 - 0.08. */
#define CASE                                                                                      \
    "{\"id\":\"T\",\"root\":\"in\",\"nodes\":{\"in\":{\"type\":\"or\",\"ch\":[\"one\",\"two\"]}," \
    "\"one\":{\"type\":\"and\",\"ch\":[\"near\",\"pick\"]},\"two\":{\"type\":\"and\",\"ch\":["    \
    "\"near\",\"relay\"]},\"near\":{\"type\":\"leaf\",\"prob\":0.5},\"pick\":{\"type\":\"leaf\"," \
    "\"prob\":0.4},\"relay\":{\"type\":\"leaf\",\"prob\":0.8}}}"

static void the_level_is_told_and_derived(void **state)
{
    struct pack *pack = *state;
    struct buffer out;
    static const char *const lines[] = {
        "== T: in\nAttack feasibility Medium by probability (variant V7, exact).\n",
        "  near: 50 %\n",
        "  relay: 80 %\n",
        "2. Multiplied, this attack alone succeeds with 40 %.\n",
        "3. Some attack succeeds with 44 %",
        "   It lies in the band from 10 % to below 50 %: Medium.\n"};
    buffer_init(&out, pack->arena);
    assert_int_equal(attack_tree_json_explain(pack->arena, pack->method, TEXT("cases.json"),
                                              TEXT(CASE), &out, &pack->fault),
                     RC_OK);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!text_contains(buffer_text(&out), text_of(lines[i]))) {
            fail_msg("missing: %s\nin: %.*s", lines[i], TEXT_ARGS(buffer_text(&out)));
        }
    }
    buffer_init(&out, pack->arena);
    assert_int_equal(attack_tree_json_answer(pack->arena, pack->method, TEXT("cases.json"),
                                             TEXT(CASE), &out, &pack->fault),
                     RC_OK);
    assert_true(
        text_contains(buffer_text(&out), TEXT("\"prob_top\":0.44,\"prob_top_level\":\"Medium\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_probability_is_that_of_enumeration, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(bands_take_their_lower_end, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(bands_that_are_none_are_refused, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(figures_that_are_no_probability_are_refused, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(the_level_is_told_and_derived, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
