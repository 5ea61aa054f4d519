#include "engine/attack_bottleneck.h"

#include <stdlib.h>
#include <string.h>

static int number_order(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double gate_figure(const struct attack_tree *tree, uint32_t g, const double *figures,
                          double *sorted)
{
    const uint32_t *operands = &tree->operands[tree->first_operand[g]];
    uint32_t count = tree->first_operand[g + 1] - tree->first_operand[g];
    double least = figures[operands[0]];
    double greatest = least;
    for (uint32_t i = 0; i < count; i++) {
        double figure = figures[operands[i]];
        least = figure < least ? figure : least;
        greatest = figure > greatest ? figure : greatest;
        sorted[i] = figure;
    }
    if (tree->needs[g] == 1) {
        return least;
    }
    if (tree->needs[g] == count) {
        return greatest;
    }
    qsort(sorted, count, sizeof *sorted, number_order);
    return sorted[tree->needs[g] - 1];
}

enum rc attack_bottleneck_find(const struct attack_tree *tree, struct arena *arena,
                               const double *figures, struct fault *fault, const double **out)
{
    uint32_t gates = tree->count - tree->steps;
    uint32_t widest = 1;
    for (uint32_t g = 0; g < gates; g++) {
        uint32_t width = tree->first_operand[g + 1] - tree->first_operand[g];
        widest = width > widest ? width : widest;
    }
    double *all = ARENA_MANY(arena, double, tree->count);
    double *sorted = ARENA_MANY(arena, double, widest);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    memcpy(all, figures, tree->steps * sizeof *all);
    for (uint32_t g = 0; g < gates; g++) {
        all[tree->steps + g] = gate_figure(tree, g, all, sorted);
    }
    *out = all;
    return RC_OK;
}
