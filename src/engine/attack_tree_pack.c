/* Copies of a closed tree what its evaluators read. */
#include "engine/attack_tree.h"
#include "engine/attack_tree_kernel.h"

#include <string.h>

static void *copied(struct arena *arena, const void *from, size_t count, size_t size)
{
    void *to = arena_take(arena, count * size);
    return count > 0 ? memcpy(to, from, count * size) : to;
}

enum rc attack_tree_pack(struct arena *arena, const struct attack_tree *tree, struct fault *fault,
                         const struct attack_tree **out)
{
    struct attack_tree *packed = ARENA_NEW(arena, struct attack_tree);
    uint32_t gates = tree->count - tree->steps;
    uint32_t operands = tree->first_operand[gates] + ATTACK_TREE_AHEAD;
    *packed = (struct attack_tree){
        .nodes = tree->nodes,
        .root = tree->root,
        .gates = copied(arena, tree->gates, tree->nodes, sizeof *tree->gates),
        .ratings = copied(arena, tree->ratings, tree->nodes, sizeof *tree->ratings),
        .count = tree->count,
        .steps = tree->steps,
        .node_at = copied(arena, tree->node_at, tree->count, sizeof *tree->node_at),
        .position_of = copied(arena, tree->position_of, tree->nodes, sizeof *tree->position_of),
        .first_operand = copied(arena, tree->first_operand, gates + 1, sizeof *tree->first_operand),
        .operands = copied(arena, tree->operands, operands, sizeof *tree->operands),
        .needs = copied(arena, tree->needs, gates, sizeof *tree->needs),
        .slot_of = copied(arena, tree->slot_of, gates, sizeof *tree->slot_of),
        .slots = tree->slots};
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    *out = packed;
    return RC_OK;
}
