#include "engine/attack_tree_level.h"
#include "engine/attack_tree_witness.h"

enum rc attack_tree_level_open(struct arena *arena, const struct attack_tree *tree,
                               const struct method *method, struct fault *fault,
                               struct attack_tree_level **out)
{
    struct attack_tree_level *run = ARENA_NEW(arena, struct attack_tree_level);
    run->tree = tree;
    run->count = method->feasibility.count;
    run->best = ARENA_MANY(arena, uint16_t, tree->count);
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        if (!attack_tree_level_rate(run, node, tree->ratings[node])) {
            return fault_add(fault, RC_INVALID, attack_tree_name(tree, arena, node),
                             "the rating of this step is no level of the feasibility scale");
        }
    }
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    *out = run;
    return RC_OK;
}

bool attack_tree_level_rate(struct attack_tree_level *run, uint32_t node, int level)
{
    const struct attack_tree *tree = run->tree;
    if (node >= tree->nodes || tree->position_of[node] >= tree->steps || level < 0 ||
        level >= run->count) {
        return false;
    }
    run->best[tree->position_of[node]] = (uint16_t)(run->count - 1 - level);
    return true;
}

/* The least effort that `needs` of the operands do not exceed. */
static uint16_t gate_effort(const struct attack_tree_level *run, uint32_t g)
{
    const struct attack_tree *tree = run->tree;
    uint32_t of_effort[METHOD_SCALE_LIMIT] = {0};
    for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
        of_effort[run->best[tree->operands[i]]]++;
    }
    uint32_t held = of_effort[0];
    uint16_t effort = 0;
    while (held < tree->needs[g]) {
        effort++;
        held += of_effort[effort];
    }
    return effort;
}

void attack_tree_level_pass(struct attack_tree_level *run)
{
    const struct attack_tree *tree = run->tree;
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        run->best[tree->steps + g] = gate_effort(run, g);
    }
}

int attack_tree_level_best(const struct attack_tree_level *run, uint32_t node)
{
    uint32_t position = node < run->tree->nodes ? run->tree->position_of[node] : ATTACK_NOWHERE;
    return position == ATTACK_NOWHERE ? NO_LEVEL : run->count - 1 - run->best[position];
}

enum rc attack_tree_level_answer(const struct attack_tree_level *run, struct arena *arena,
                                 struct fault *fault, struct attack_answer *out)
{
    const struct attack_tree *tree = run->tree;
    uint16_t effort = run->best[tree->position_of[tree->root]];
    int level = run->count - 1 - effort;
    struct attack_answer answer = {.variant = "V4",
                                   .exactness = ATTACK_EXACT,
                                   .level = level,
                                   .total = NO_LEVEL,
                                   .best = (uint16_t)level};
    uint8_t *is_able = ARENA_MANY(arena, uint8_t, tree->count);
    for (uint32_t step = 0; step < tree->steps; step++) {
        is_able[step] = run->best[step] <= effort;
    }
    enum rc rc = attack_tree_witness_find(tree, arena, run->best, is_able, &answer);
    if (rc != RC_OK) {
        return fault_add(fault, rc, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    *out = answer;
    return RC_OK;
}
