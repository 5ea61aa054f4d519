/* mef_xml_fuzz.c - hostile fault trees in Open-PSA XML.
 *
 * Whatever the bytes, mef_xml_read ends within memory and either refuses with
 * a place or gives a tree; what it gives is solved under a small limit, where
 * the limits of the probability hold its exact value. */
#include "engine/fault_count.h"
#include "engine/fault_sets.h"
#include "engine/fault_split.h"
#include "engine/fault_value.h"
#include "format/mef_xml.h"

#include <stdlib.h>

#define NODES 2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_limits(const struct fault_tree *tree, struct fault *fault, double exact)
{
    struct fault_solution starved;
    struct fault_solution_options options = {.node_limit = 8, .has_no_sets = true};
    if (fault_solution_open(tree, options, fault, &starved) != RC_OK) {
        return;
    }
    (void)fault_value_probability(&starved);
    struct fault_bound limits =
        fault_bound_probability(&starved, (struct fault_bound_options){.nodes = 16});
    if (limits.low > exact + 1e-9 || limits.high < exact - 1e-9) {
        abort();
    }
    fault_solution_close(&starved);
}

/* Few cases are decided, the rest is limited; the sum must hold the value, too. */
static void check_split(const struct fault_tree *tree, struct fault *fault, double exact)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct fault_split split;
    struct fault_split_options options = {.node_limit = 8, .bound_nodes = 8, .cases = 9};
    if (fault_split_probability(arena, tree, options, fault, &split) == RC_OK &&
        (split.limits.low > exact + 1e-9 || split.limits.high < exact - 1e-9)) {
        abort();
    }
    arena_close(arena);
}

static void check_sets(const struct fault_solution *solution, struct arena *arena)
{
    double *weights = ARENA_MANY(arena, double, solution->tree->count);
    struct fault_sets sets;
    struct fault_set set;
    double before = 0;
    for (uint32_t i = 0; i < solution->tree->count; i++) {
        weights[i] = i % 7;
    }
    fault_sets_open(&sets, solution, weights, arena);
    for (int i = 0; i < 20 && fault_sets_next(&sets, &set); i++) {
        if (set.weight < before) {
            abort();
        }
        before = set.weight;
    }
    if (fault_count_sets(solution, arena).size == 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct text input = {(const char *)data, size};
    struct mef_file file;
    struct fault fault;
    struct fault_solution solution;
    struct fault_solution_options options = {.node_limit = NODES};
    fault_init(&fault, arena);
    enum rc rc = mef_xml_read(arena, TEXT("input"), input, &fault, &file);
    if (rc != RC_OK && (fault.count == 0 || fault.problems[0].line == 0)) {
        abort();
    }
    if (rc == RC_OK && fault_solution_open(file.tree, options, &fault, &solution) == RC_OK) {
        if (solution.is_solved) {
            double p = fault_value_probability(&solution);
            if (!(p >= 0 && p <= 1 + 1e-9)) {
                abort();
            }
            check_limits(file.tree, &fault, p);
            check_split(file.tree, &fault, p);
        }
        if (solution.has_sets) {
            check_sets(&solution, arena);
        }
        fault_solution_close(&solution);
    }
    arena_close(arena);
    return 0;
}
