#include "engine/bdd.h"

#include <string.h>

#define FIRST_BITS 8
#define CACHE_BITS_LIMIT 20

enum { OP_NONE, OP_AND, OP_XOR };

struct bdd_entry {
    uint32_t a;
    uint32_t b;
    uint32_t op;
    uint32_t result;
};

void bdd_open(struct bdd *bdd, struct diagram_patience patience)
{
    *bdd = (struct bdd){.arena = arena_open(SIZE_MAX),
                        .room = UINT32_C(1) << FIRST_BITS,
                        .slot_bits = FIRST_BITS + 1,
                        .cache_bits = FIRST_BITS,
                        .limit = DIAGRAM_NODES_LIMIT,
                        .patience = patience};
    bdd->nodes = ARENA_MANY(bdd->arena, struct bdd_node, bdd->room);
    bdd->slots = ARENA_MANY(bdd->arena, uint32_t, UINT32_C(1) << bdd->slot_bits);
    bdd->cache = ARENA_MANY(bdd->arena, struct bdd_entry, UINT32_C(1) << bdd->cache_bits);
    bdd->nodes[0].variable = UINT32_MAX;
    bdd->count = 1;
}

void bdd_close(struct bdd *bdd)
{
    arena_close(bdd->arena);
    bdd->arena = NULL;
}

/* ---- tables ---- */

static void put_slot(struct bdd *bdd, uint32_t index)
{
    const struct bdd_node *node = &bdd->nodes[index];
    uint32_t mask = (UINT32_C(1) << bdd->slot_bits) - 1;
    uint32_t at = diagram_mix(node->variable, node->high, node->low, bdd->slot_bits);
    while (bdd->slots[at] != 0) {
        at = (at + 1) & mask;
    }
    bdd->slots[at] = index;
}

static void fill_slots(struct bdd *bdd)
{
    memset(bdd->slots, 0, sizeof *bdd->slots << bdd->slot_bits);
    for (uint32_t i = 1; i < bdd->count; i++) {
        put_slot(bdd, i);
    }
}

static void clear_cache(struct bdd *bdd)
{
    memset(bdd->cache, 0, sizeof *bdd->cache << bdd->cache_bits);
}

static void widen(struct bdd *bdd)
{
    size_t bytes = bdd->room * sizeof *bdd->nodes;
    bdd->nodes = arena_grow(bdd->arena, bdd->nodes, bytes, bytes * 2);
    bdd->room *= 2;
    bdd->slot_bits++;
    bdd->slots = ARENA_MANY(bdd->arena, uint32_t, UINT32_C(1) << bdd->slot_bits);
    fill_slots(bdd);
}

uint32_t bdd_make(struct bdd *bdd, uint32_t variable, uint32_t high, uint32_t low)
{
    uint32_t negated = high & 1;
    uint32_t mask = (UINT32_C(1) << bdd->slot_bits) - 1;
    if (high == low) {
        return high;
    }
    high ^= negated;
    low ^= negated;
    uint32_t at = diagram_mix(variable, high, low, bdd->slot_bits);
    for (uint32_t index; (index = bdd->slots[at]) != 0; at = (at + 1) & mask) {
        const struct bdd_node *node = &bdd->nodes[index];
        if (node->variable == variable && node->high == high && node->low == low) {
            return index << 1 | negated;
        }
    }
    if (bdd->count >= bdd->limit) {
        bdd->is_full = true;
        return BDD_TRUE;
    }
    bdd->nodes[bdd->count] = (struct bdd_node){variable, high, low};
    bdd->slots[at] = bdd->count++;
    uint32_t made = (bdd->count - 1) << 1 | negated;
    if (bdd->count == bdd->room) {
        widen(bdd);
    }
    return made;
}

/* ---- operations ---- */

static inline uint32_t branch(const struct bdd *bdd, uint32_t a, uint32_t variable, bool is_high)
{
    const struct bdd_node *node = &bdd->nodes[a >> 1];
    if (node->variable != variable) {
        return a;
    }
    return (is_high ? node->high : node->low) ^ (a & 1);
}

/* A table that forgets too much makes the same work again and again. */
static void widen_cache(struct bdd *bdd)
{
    uint32_t old_size = UINT32_C(1) << bdd->cache_bits;
    const struct bdd_entry *old = bdd->cache;
    bdd->cache_steps = 0;
    if (bdd->cache_bits == CACHE_BITS_LIMIT) {
        return;
    }
    bdd->cache_bits++;
    bdd->cache = ARENA_MANY(bdd->arena, struct bdd_entry, old_size * 2);
    for (uint32_t i = 0; i < old_size; i++) {
        const struct bdd_entry *entry = &old[i];
        if (entry->op != OP_NONE) {
            bdd->cache[diagram_mix(entry->a, entry->b, entry->op, bdd->cache_bits)] = *entry;
        }
    }
}

static bool may_go_on(struct bdd *bdd)
{
    if (++bdd->cache_steps > UINT32_C(1) << bdd->cache_bits) {
        widen_cache(bdd);
    }
    if (++bdd->steps % DIAGRAM_STEPS_BETWEEN_QUESTIONS == 0 && bdd->patience.may_go_on != NULL &&
        !bdd->patience.may_go_on(bdd->patience.context)) {
        bdd->is_full = bdd->is_stopped = true;
    }
    return !bdd->is_full;
}

static uint32_t combine(struct bdd *bdd, uint32_t op, uint32_t a, uint32_t b);

static uint32_t combine_new(struct bdd *bdd, uint32_t op, uint32_t a, uint32_t b)
{
    uint32_t top_a = bdd->nodes[a >> 1].variable;
    uint32_t top_b = bdd->nodes[b >> 1].variable;
    uint32_t top = top_a < top_b ? top_a : top_b;
    uint32_t at = diagram_mix(a, b, op, bdd->cache_bits);
    const struct bdd_entry *entry = &bdd->cache[at];
    if (entry->op == op && entry->a == a && entry->b == b) {
        return entry->result;
    }
    if (!may_go_on(bdd)) {
        return BDD_TRUE;
    }
    uint32_t high = combine(bdd, op, branch(bdd, a, top, true), branch(bdd, b, top, true));
    uint32_t low = combine(bdd, op, branch(bdd, a, top, false), branch(bdd, b, top, false));
    if (bdd->is_full) {
        return BDD_TRUE;
    }
    uint32_t result = bdd_make(bdd, top, high, low);
    if (!bdd->is_full) {
        at = diagram_mix(a, b, op, bdd->cache_bits);
        bdd->cache[at] = (struct bdd_entry){a, b, op, result};
    }
    return result;
}

static uint32_t combine(struct bdd *bdd, uint32_t op, uint32_t a, uint32_t b)
{
    return op == OP_AND ? bdd_and(bdd, a, b) : bdd_xor(bdd, a, b);
}

uint32_t bdd_and(struct bdd *bdd, uint32_t a, uint32_t b)
{
    if (a == b || b == BDD_TRUE) {
        return a;
    }
    if (a == BDD_TRUE) {
        return b;
    }
    if ((a ^ b) == 1 || a == BDD_FALSE || b == BDD_FALSE) {
        return BDD_FALSE;
    }
    return a < b ? combine_new(bdd, OP_AND, a, b) : combine_new(bdd, OP_AND, b, a);
}

uint32_t bdd_xor(struct bdd *bdd, uint32_t a, uint32_t b)
{
    uint32_t negated = (a ^ b) & 1;
    a &= ~UINT32_C(1);
    b &= ~UINT32_C(1);
    if (a == b) {
        return BDD_FALSE ^ negated;
    }
    if (a == BDD_TRUE) {
        return bdd_not(b) ^ negated;
    }
    if (b == BDD_TRUE) {
        return bdd_not(a) ^ negated;
    }
    return negated ^ (a < b ? combine_new(bdd, OP_XOR, a, b) : combine_new(bdd, OP_XOR, b, a));
}

/* ---- giving nodes back ---- */

void bdd_cut(struct bdd *bdd, uint32_t count)
{
    if (count < bdd->count) {
        bdd->count = count;
        fill_slots(bdd);
        clear_cache(bdd);
    }
}

void bdd_sweep(struct bdd *bdd, uint32_t from, uint32_t *references, size_t reference_count)
{
    uint32_t *moved = bdd->slots; /* has room for every index and is filled anew below */
    uint32_t count = from;
    memset(moved, 0, bdd->count * sizeof *moved);
    for (size_t i = 0; i < reference_count; i++) {
        moved[references[i] >> 1] = 1;
    }
    for (uint32_t i = bdd->count - 1; i >= from; i--) {
        if (moved[i] != 0) {
            moved[bdd->nodes[i].high >> 1] = 1;
            moved[bdd->nodes[i].low >> 1] = 1;
        }
    }
    for (uint32_t i = 0; i < from; i++) {
        moved[i] = i;
    }
    for (uint32_t i = from; i < bdd->count; i++) {
        if (moved[i] != 0) {
            struct bdd_node node = bdd->nodes[i];
            node.high = moved[node.high >> 1] << 1;
            node.low = moved[node.low >> 1] << 1 | (node.low & 1);
            bdd->nodes[count] = node;
            moved[i] = count++;
        }
    }
    for (size_t i = 0; i < reference_count; i++) {
        references[i] = moved[references[i] >> 1] << 1 | (references[i] & 1);
    }
    bdd->count = count;
    fill_slots(bdd);
    clear_cache(bdd);
}
