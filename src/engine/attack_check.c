#include "engine/attack_check.h"

/* A gate on its way: how many of its children hold so far. */
struct visit {
    uint32_t node;
    uint32_t edge;
    uint32_t held;
};

enum verdict { UNKNOWN, HOLDS, FAILS };

static uint32_t needs_of(const struct attack_tree *tree, uint32_t node)
{
    switch ((enum attack_gate)tree->gates[node]) {
    case ATTACK_OR:
        return 1;
    case ATTACK_K_OF_N:
        return tree->ks[node];
    case ATTACK_AND:
    case ATTACK_SAND:
    case ATTACK_LEAF:
    default:
        return tree->first_child[node + 1] - tree->first_child[node];
    }
}

bool attack_check_holds(const struct attack_tree *tree, struct arena *arena, const uint32_t *steps,
                        size_t count)
{
    uint8_t *verdicts = ARENA_MANY(arena, uint8_t, tree->nodes);
    struct visit *path = ARENA_MANY(arena, struct visit, tree->nodes);
    uint32_t depth = 1;
    for (uint32_t node = 0; node < tree->nodes; node++) {
        verdicts[node] = tree->ratings[node] != ATTACK_UNRATED ? FAILS : UNKNOWN;
    }
    for (size_t i = 0; i < count; i++) {
        if (verdicts[steps[i]] != FAILS) {
            return false; /* a gate, or named twice */
        }
        verdicts[steps[i]] = HOLDS;
    }
    path[0] = (struct visit){tree->root, tree->first_child[tree->root], 0};
    while (depth > 0 && verdicts[tree->root] == UNKNOWN) {
        struct visit *visit = &path[depth - 1];
        if (visit->edge == tree->first_child[visit->node + 1]) {
            verdicts[visit->node] = visit->held >= needs_of(tree, visit->node) ? HOLDS : FAILS;
            depth--;
            continue;
        }
        uint32_t child = tree->children[visit->edge];
        if (verdicts[child] == UNKNOWN) {
            path[depth++] = (struct visit){child, tree->first_child[child], 0};
        } else {
            visit->held += verdicts[child] == HOLDS;
            visit->edge++;
        }
    }
    return verdicts[tree->root] == HOLDS;
}

uint16_t attack_check_profile(const struct attack_tree *tree, const struct profile_grid *grid,
                              const uint32_t *steps, size_t count)
{
    int levels[METHOD_FACTORS_LIMIT] = {0};
    for (size_t i = 0; i < count; i++) {
        uint16_t rating = tree->ratings[steps[i]];
        if (rating >= grid->count) {
            return ATTACK_INFEASIBLE;
        }
        for (int f = 0; f < grid->factors; f++) {
            int level = grid->levels[rating][f];
            levels[f] = level > levels[f] ? level : levels[f];
        }
    }
    return profile_grid_number(grid, levels);
}

bool attack_check_answer(const struct attack_input *input, struct arena *arena,
                         enum method_variant variant, const struct attack_answer *answer)
{
    const struct attack_tree *tree = input->tree;
    int most = 0;
    int64_t sum = 0;
    if (answer->best == ATTACK_INFEASIBLE) {
        return answer->step_count == 0;
    }
    if (!attack_check_holds(tree, arena, answer->steps, answer->step_count)) {
        return false;
    }
    uint16_t profile = attack_check_profile(tree, input->grid, answer->steps, answer->step_count);
    if (profile == ATTACK_INFEASIBLE) {
        return false;
    }
    for (size_t i = 0; i < answer->step_count; i++) {
        int total = input->grid->totals[tree->ratings[answer->steps[i]]];
        most = total > most ? total : most;
        sum += total;
    }
    switch (variant) {
    case METHOD_FACTOR_MAXIMUM:
        return input->grid->totals[profile] == answer->total;
    case METHOD_TOTAL_MAXIMUM:
        return most == answer->total;
    case METHOD_TOTAL_SUM:
        return sum == answer->total;
    case METHOD_DAYS_SUM:
    case METHOD_SCHEDULE:
    case METHOD_TWO_PARTS:
    case METHOD_PROBABILITY:
    case METHOD_PROMOTION:
    case METHOD_VARIANT_END:
    default:
        return true;
    }
}
