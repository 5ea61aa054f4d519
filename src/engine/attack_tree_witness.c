#include "engine/attack_tree_witness.h"
#include "engine/attack_readers.h"

#include <stdlib.h>
#include <string.h>

struct search {
    const struct attack_tree *tree;
    const uint16_t *effort;
    uint8_t *is_able;  /* by position: holds with the steps that are left */
    uint8_t *is_taken; /* by position: on the way */
    uint32_t *held;    /* by gate: operands that hold */
    uint32_t *fallen;  /* positions that fell in one trial */
    struct attack_readers readers;
    uint64_t work;
};

/* An operand that may be picked, in the order of preference. */
struct pick {
    uint8_t is_new; /* not taken yet */
    uint16_t effort;
    uint32_t mention; /* its place among the operands */
    uint32_t position;
};

static int pick_order(const void *a, const void *b)
{
    const struct pick *left = a;
    const struct pick *right = b;
    if (left->is_new != right->is_new) {
        return left->is_new - right->is_new;
    }
    if (left->effort != right->effort) {
        return left->effort - right->effort;
    }
    return (left->mention > right->mention) - (left->mention < right->mention);
}

static void evaluate(struct search *search)
{
    const struct attack_tree *tree = search->tree;
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        search->held[g] = 0;
        for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
            search->held[g] += search->is_able[tree->operands[i]];
        }
        search->is_able[tree->steps + g] = search->held[g] >= tree->needs[g];
    }
}

/* Marks as taken what gate g needs: the best of the operands that hold. */
static void take_operands(struct search *search, uint32_t g, struct pick *picks)
{
    const struct attack_tree *tree = search->tree;
    uint32_t first = tree->first_operand[g];
    uint32_t count = 0;
    for (uint32_t i = first; i < tree->first_operand[g + 1]; i++) {
        uint32_t position = tree->operands[i];
        if (search->is_able[position]) {
            picks[count++] = (struct pick){.is_new = !search->is_taken[position],
                                           .effort = search->effort[position],
                                           .mention = i - first,
                                           .position = position};
        }
    }
    if (count > tree->needs[g]) {
        qsort(picks, count, sizeof *picks, pick_order);
    }
    for (uint32_t i = 0; i < tree->needs[g]; i++) {
        search->is_taken[picks[i].position] = 1;
    }
}

static void take_way(struct search *search, struct pick *picks)
{
    const struct attack_tree *tree = search->tree;
    memset(search->is_taken, 0, tree->count);
    search->is_taken[tree->position_of[tree->root]] = 1;
    for (uint32_t position = tree->count; position-- > tree->steps;) {
        if (search->is_taken[position]) {
            take_operands(search, position - tree->steps, picks);
        }
    }
}

/* Undoes a trial: all that fell stands again, and the readers of the first
 * `told` of them, which had been told of the fall, are told of that. */
static void raise_again(struct search *search, uint32_t told, uint32_t fallen)
{
    for (uint32_t i = 0; i < fallen; i++) {
        search->is_able[search->fallen[i]] = 1;
    }
    for (uint32_t i = 0; i < told; i++) {
        uint32_t end = search->readers.first[search->fallen[i] + 1];
        for (uint32_t r = search->readers.first[search->fallen[i]]; r < end; r++) {
            search->held[search->readers.gates[r]]++;
        }
    }
}

/* Takes a step away and lets fall what falls with it, unless that is the root. */
static void try_without(struct search *search, uint32_t step)
{
    const struct attack_tree *tree = search->tree;
    uint32_t root = tree->position_of[tree->root];
    uint32_t fallen = 0;
    uint32_t told = 0;
    search->is_able[step] = 0;
    search->fallen[fallen++] = step;
    for (; told < fallen && search->is_able[root]; told++) {
        uint32_t end = search->readers.first[search->fallen[told] + 1];
        for (uint32_t r = search->readers.first[search->fallen[told]]; r < end; r++) {
            uint32_t g = search->readers.gates[r];
            search->work++;
            if (search->held[g]-- == tree->needs[g]) {
                search->is_able[tree->steps + g] = 0;
                search->fallen[fallen++] = tree->steps + g;
            }
        }
    }
    if (!search->is_able[root]) {
        raise_again(search, told, fallen);
    }
}

static bool make_minimal(struct search *search)
{
    const struct attack_tree *tree = search->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        search->is_able[step] = search->is_taken[step];
    }
    evaluate(search);
    for (uint32_t step = tree->steps; step-- > 0;) {
        if (search->work > WITNESS_WORK_LIMIT) {
            return false;
        }
        if (search->is_able[step]) {
            try_without(search, step);
        }
    }
    return true;
}

static void list_answer(const struct search *search, struct arena *arena,
                        struct attack_answer *answer)
{
    const struct attack_tree *tree = search->tree;
    uint32_t step_count = 0;
    uint32_t taken = 0;
    for (uint32_t position = 0; position < tree->count; position++) {
        taken += search->is_taken[position];
        step_count += position < tree->steps && search->is_taken[position];
    }
    answer->steps = ARENA_MANY(arena, uint32_t, step_count);
    answer->critical = ARENA_MANY(arena, uint32_t, taken);
    for (uint32_t position = tree->count; position-- > 0;) {
        if (search->is_taken[position]) {
            answer->critical[answer->critical_count++] = tree->node_at[position];
        }
    }
    for (uint32_t step = 0; step < tree->steps; step++) {
        if (search->is_taken[step]) {
            answer->steps[answer->step_count++] = tree->node_at[step];
        }
    }
}

enum rc attack_tree_witness_find(const struct attack_tree *tree, struct arena *arena,
                                 const uint16_t *effort, uint8_t *is_able,
                                 struct attack_answer *answer)
{
    uint32_t gates = tree->count - tree->steps;
    uint32_t widest = 1;
    for (uint32_t g = 0; g < gates; g++) {
        uint32_t width = tree->first_operand[g + 1] - tree->first_operand[g];
        widest = width > widest ? width : widest;
    }
    struct search search = {.tree = tree, .effort = effort, .is_able = is_able};
    struct pick *picks = ARENA_MANY(arena, struct pick, widest);
    search.is_taken = ARENA_MANY(arena, uint8_t, tree->count);
    search.held = ARENA_MANY(arena, uint32_t, gates);
    search.fallen = ARENA_MANY(arena, uint32_t, tree->count);
    search.readers =
        attack_readers_list(arena, tree->count, gates, tree->first_operand, tree->operands);
    if (arena_is_over(arena)) {
        return RC_TOO_LARGE;
    }
    evaluate(&search);
    take_way(&search, picks);
    answer->is_minimal = make_minimal(&search);
    take_way(&search, picks);
    list_answer(&search, arena, answer);
    return arena_is_over(arena) ? RC_TOO_LARGE : RC_OK;
}
