#include "engine/attack_cut.h"

#include <string.h>

static enum rc refuse_size(struct fault *fault)
{
    return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                     "the attack tree needs more memory than this call may use");
}

/* Which of the 64 candidates, when they never hold, leave a position holding:
 * bit c of a word for candidate c. */
static uint64_t gate_word(const struct attack_tree *tree, uint32_t g, const uint64_t *words)
{
    uint64_t digits[25]; /* counts in binary: ATTACK_TREE_EDGES_LIMIT operands fit */
    uint32_t first = tree->first_operand[g];
    uint32_t end = tree->first_operand[g + 1];
    uint64_t word = tree->needs[g] == 1 ? 0 : UINT64_MAX;
    if (tree->needs[g] == 1 || tree->needs[g] == end - first) {
        for (uint32_t i = first; i < end; i++) {
            uint64_t operand = words[tree->operands[i]];
            word = tree->needs[g] == 1 ? word | operand : word & operand;
        }
        return word;
    }
    memset(digits, 0, sizeof digits);
    for (uint32_t i = first; i < end; i++) {
        uint64_t carry = words[tree->operands[i]];
        for (int b = 0; b < 25 && carry != 0; b++) {
            uint64_t both = digits[b] & carry;
            digits[b] ^= carry;
            carry = both;
        }
    }
    uint64_t is_more = 0;
    uint64_t is_same = UINT64_MAX;
    for (int b = 24; b >= 0; b--) {
        if ((tree->needs[g] >> b & 1) != 0) {
            is_same &= digits[b];
        } else {
            is_more |= is_same & digits[b];
            is_same &= ~digits[b];
        }
    }
    return is_more | is_same;
}

enum rc attack_cut_chokes(const struct attack_tree *tree, struct arena *arena, const uint32_t *way,
                          size_t way_count, struct fault *fault, struct attack_chokes *out)
{
    uint64_t *words = ARENA_MANY(arena, uint64_t, tree->count);
    uint64_t *fallen = ARENA_MANY(arena, uint64_t, tree->count);
    struct attack_chokes chokes = {0, ARENA_MANY(arena, uint32_t, way_count)};
    if (arena_is_over(arena)) {
        return refuse_size(fault);
    }
    for (size_t from = 0; from < way_count; from += 64) {
        size_t count = way_count - from < 64 ? way_count - from : 64;
        for (size_t c = 0; c < count; c++) {
            fallen[tree->position_of[way[from + c]]] = UINT64_C(1) << c;
        }
        for (uint32_t at = 0; at < tree->count; at++) {
            bool is_out = tree->ratings[tree->node_at[at]] == ATTACK_INFEASIBLE;
            uint64_t word = at >= tree->steps ? gate_word(tree, at - tree->steps, words)
                            : is_out          ? 0
                                              : UINT64_MAX;
            words[at] = word & ~fallen[at];
        }
        for (size_t c = 0; c < count; c++) {
            fallen[tree->position_of[way[from + c]]] = 0;
            if ((words[tree->count - 1] >> c & 1) == 0) {
                chokes.nodes[chokes.count++] = way[from + c];
            }
        }
    }
    *out = chokes;
    return RC_OK;
}

enum rc attack_cut_dual(const struct attack_tree *tree, struct arena *arena, struct fault *fault,
                        const struct attack_tree **out)
{
    struct attack_tree_builder builder;
    attack_tree_builder_init(&builder, arena);
    for (uint32_t node = 0; node < tree->nodes; node++) { /* the same numbers */
        uint32_t at = tree->position_of[node];
        bool is_gate = at != ATTACK_NOWHERE && at >= tree->steps;
        uint32_t g = is_gate ? at - tree->steps : 0;
        uint32_t arity = is_gate ? tree->first_operand[g + 1] - tree->first_operand[g] : 0;
        uint32_t needs = is_gate ? arity - tree->needs[g] + 1 : 0;
        attack_tree_add(&builder, is_gate ? ATTACK_K_OF_N : ATTACK_LEAF, needs, tree->names[node]);
        if (!is_gate) {
            attack_tree_rate(&builder, node, 0);
        }
    }
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
            attack_tree_link(&builder, tree->node_at[tree->steps + g],
                             tree->node_at[tree->operands[i]]);
        }
    }
    return attack_tree_close(&builder, tree->root, fault, out);
}

enum rc attack_cut_cheapest(const struct attack_tree *tree, struct arena *arena,
                            const double *costs, struct fault *fault, struct attack_sum *out)
{
    const struct attack_tree *dual;
    struct attack_sum_run *run;
    enum rc rc = attack_cut_dual(tree, arena, fault, &dual);
    if (rc == RC_OK) {
        rc = attack_sum_open(arena, dual, fault, &run);
    }
    if (rc != RC_OK) {
        return rc;
    }
    double *by_step = ARENA_MANY(arena, double, dual->steps);
    for (uint32_t step = 0; step < dual->steps; step++) {
        uint32_t node = dual->node_at[step];
        by_step[step] = tree->ratings[node] == ATTACK_INFEASIBLE ? 0 : costs[node];
    }
    if (arena_is_over(arena)) {
        return refuse_size(fault);
    }
    attack_sum_find(run, by_step, NULL, out);
    return RC_OK;
}
