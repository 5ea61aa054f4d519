#include "engine/attack_sample_program.h"

#define LINE_BYTES 64
#define NEAR_BYTES ((size_t)8 << 20)      /* beyond, waiting outweighs width (measured) */
#define GROUP_STREAMS (UINT64_C(1) << 33) /* behind the positions */
#define ORDERS_A_GATE 4
#define ORDERS_A_STEP 2

struct writing {
    const struct attack_tree *tree;
    uint32_t *orders;
    size_t order_count;
    uint32_t *readers; /* by position: those still to come */
    uint32_t *slot_of; /* by position */
    uint32_t *unused;  /* slots to be used again, the newest last */
    uint32_t unused_count;
    uint32_t slot_count;
};

static void put(struct writing *writing, uint32_t order)
{
    writing->orders[writing->order_count++] = order;
}

static uint32_t take_slot(struct writing *writing)
{
    return writing->unused_count > 0 ? writing->unused[--writing->unused_count]
                                     : writing->slot_count++;
}

/* Draws the steps that this gate is the first to read. */
static void put_draws(struct writing *writing, const uint32_t *operands, uint32_t count)
{
    size_t at = writing->order_count;
    put(writing, 0);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t step = operands[i];
        if (step < writing->tree->steps && writing->slot_of[step] == ATTACK_NOWHERE) {
            writing->slot_of[step] = take_slot(writing);
            put(writing, step);
            put(writing, writing->slot_of[step]);
            writing->orders[at]++;
        }
    }
}

static void put_gate(struct writing *writing, uint32_t gate)
{
    const struct attack_tree *tree = writing->tree;
    const uint32_t *operands = &tree->operands[tree->first_operand[gate]];
    uint32_t count = tree->first_operand[gate + 1] - tree->first_operand[gate];
    put_draws(writing, operands, count);
    put(writing, tree->needs[gate]);
    put(writing, count);
    put(writing, 0);
    size_t own = writing->order_count - 1;
    for (uint32_t i = 0; i < count; i++) {
        put(writing, writing->slot_of[operands[i]]);
        if (--writing->readers[operands[i]] == 0) {
            writing->unused[writing->unused_count++] = writing->slot_of[operands[i]];
        }
    }
    writing->slot_of[tree->steps + gate] = take_slot(writing);
    writing->orders[own] = writing->slot_of[tree->steps + gate];
}

static void put_orders(struct writing *writing)
{
    const struct attack_tree *tree = writing->tree;
    uint32_t gates = tree->count - tree->steps;
    for (uint32_t i = 0; i < tree->first_operand[gates]; i++) {
        writing->readers[tree->operands[i]]++;
    }
    for (uint32_t at = 0; at < tree->count; at++) {
        writing->slot_of[at] = ATTACK_NOWHERE;
    }
    for (uint32_t gate = 0; gate < gates; gate++) {
        put_gate(writing, gate);
    }
    if (gates == 0) {
        static const uint32_t only[] = {0};
        put_draws(writing, only, 1);
    }
}

static const uint64_t *list_streams(struct arena *arena, const struct attack_tree *tree,
                                    const uint32_t *groups)
{
    uint64_t *streams = ARENA_MANY(arena, uint64_t, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        bool is_alone = groups == NULL || groups[step] == 0;
        streams[step] = is_alone ? step : GROUP_STREAMS + groups[step];
    }
    return streams;
}

static uint32_t widest_gate(const struct attack_tree *tree)
{
    uint32_t widest = 1;
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        uint32_t width = tree->first_operand[g + 1] - tree->first_operand[g];
        widest = width > widest ? width : widest;
    }
    return widest;
}

static uint64_t *aligned_lines(struct arena *arena, size_t count)
{
    char *at = arena_take(arena, count * LINE_BYTES + LINE_BYTES);
    size_t skew = (uintptr_t)at % LINE_BYTES;
    return (uint64_t *)(void *)(at + (skew > 0 ? LINE_BYTES - skew : 0));
}

/* As many blocks side by side as keep the slots near. */
static uint32_t width_for(uint32_t slots)
{
    uint32_t width = ATTACK_SAMPLE_LINES;
    while (width > 1 && (size_t)slots * width * LINE_BYTES > NEAR_BYTES) {
        width /= 2;
    }
    return width;
}

enum rc attack_sample_program_open(struct arena *arena, const struct attack_tree *tree,
                                   struct attack_sample_plan plan, struct fault *fault,
                                   struct attack_sample_program *out)
{
    uint32_t gates = tree->count - tree->steps;
    size_t room = tree->first_operand[gates] + (size_t)gates * ORDERS_A_GATE +
                  (size_t)tree->steps * ORDERS_A_STEP + 1;
    struct writing writing = {.tree = tree,
                              .orders = ARENA_MANY(arena, uint32_t, room),
                              .readers = ARENA_MANY(arena, uint32_t, tree->count),
                              .slot_of = ARENA_MANY(arena, uint32_t, tree->count),
                              .unused = ARENA_MANY(arena, uint32_t, tree->count)};
    put_orders(&writing);
    uint32_t width = width_for(writing.slot_count);
    *out = (struct attack_sample_program){
        .seed = plan.seed,
        .orders = writing.orders,
        .order_count = writing.order_count,
        .root = writing.slot_of[tree->count - 1],
        .width = width,
        .slot_count = writing.slot_count,
        .streams = list_streams(arena, tree, plan.groups),
        .slots = aligned_lines(arena, (size_t)writing.slot_count * width),
        .sorted = aligned_lines(arena, widest_gate(tree)),
    };
    return arena_is_over(arena) ? fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                                            "sampling needs more memory than this call may use")
                                : RC_OK;
}
