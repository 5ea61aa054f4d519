#include "engine/zbdd.h"

#include <string.h>

#define FIRST_BITS 8
#define CACHE_BITS_LIMIT 22
#define CONSTANTS 2

/* What is left of a without b; both are no constants, so a == 0 is no entry. */
struct zbdd_entry {
    uint32_t a;
    uint32_t b;
    uint32_t result;
};

void zbdd_open(struct zbdd *zbdd, struct diagram_patience patience)
{
    *zbdd = (struct zbdd){.arena = arena_open(SIZE_MAX),
                          .room = UINT32_C(1) << FIRST_BITS,
                          .slot_bits = FIRST_BITS + 1,
                          .cache_bits = FIRST_BITS,
                          .limit = DIAGRAM_NODES_LIMIT,
                          .patience = patience};
    zbdd->nodes = ARENA_MANY(zbdd->arena, struct zbdd_node, zbdd->room);
    zbdd->slots = ARENA_MANY(zbdd->arena, uint32_t, UINT32_C(1) << zbdd->slot_bits);
    zbdd->cache = ARENA_MANY(zbdd->arena, struct zbdd_entry, UINT32_C(1) << zbdd->cache_bits);
    zbdd->nodes[ZBDD_NONE].variable = UINT32_MAX;
    zbdd->nodes[ZBDD_EMPTY].variable = UINT32_MAX;
    zbdd->count = CONSTANTS;
}

void zbdd_close(struct zbdd *zbdd)
{
    arena_close(zbdd->arena);
    zbdd->arena = NULL;
}

/* ---- tables ---- */

static void fill_slots(struct zbdd *zbdd)
{
    uint32_t mask = (UINT32_C(1) << zbdd->slot_bits) - 1;
    memset(zbdd->slots, 0, sizeof *zbdd->slots << zbdd->slot_bits);
    for (uint32_t i = CONSTANTS; i < zbdd->count; i++) {
        const struct zbdd_node *node = &zbdd->nodes[i];
        uint32_t at = diagram_mix(node->variable, node->high, node->low, zbdd->slot_bits);
        while (zbdd->slots[at] != 0) {
            at = (at + 1) & mask;
        }
        zbdd->slots[at] = i;
    }
}

static void clear_cache(struct zbdd *zbdd)
{
    memset(zbdd->cache, 0, sizeof *zbdd->cache << zbdd->cache_bits);
}

static void widen(struct zbdd *zbdd)
{
    size_t bytes = zbdd->room * sizeof *zbdd->nodes;
    zbdd->nodes = arena_grow(zbdd->arena, zbdd->nodes, bytes, bytes * 2);
    zbdd->room *= 2;
    zbdd->slot_bits++;
    zbdd->slots = ARENA_MANY(zbdd->arena, uint32_t, UINT32_C(1) << zbdd->slot_bits);
    fill_slots(zbdd);
}

uint32_t zbdd_make(struct zbdd *zbdd, uint32_t variable, uint32_t high, uint32_t low)
{
    uint32_t mask = (UINT32_C(1) << zbdd->slot_bits) - 1;
    uint32_t at = diagram_mix(variable, high, low, zbdd->slot_bits);
    if (high == ZBDD_NONE) {
        return low;
    }
    for (uint32_t index; (index = zbdd->slots[at]) != 0; at = (at + 1) & mask) {
        const struct zbdd_node *node = &zbdd->nodes[index];
        if (node->variable == variable && node->high == high && node->low == low) {
            return index;
        }
    }
    if (zbdd->count >= zbdd->limit) {
        zbdd->is_full = true;
        return ZBDD_NONE;
    }
    uint32_t made = zbdd->count++;
    zbdd->nodes[made] = (struct zbdd_node){variable, high, low};
    zbdd->slots[at] = made;
    if (zbdd->count == zbdd->room) {
        widen(zbdd);
    }
    return made;
}

/* ---- without ---- */

/* A table that forgets too much makes the same work again and again. */
static void widen_cache(struct zbdd *zbdd)
{
    uint32_t old_size = UINT32_C(1) << zbdd->cache_bits;
    const struct zbdd_entry *old = zbdd->cache;
    zbdd->cache_steps = 0;
    if (zbdd->cache_bits == CACHE_BITS_LIMIT) {
        return;
    }
    zbdd->cache_bits++;
    zbdd->cache = ARENA_MANY(zbdd->arena, struct zbdd_entry, old_size * 2);
    for (uint32_t i = 0; i < old_size; i++) {
        const struct zbdd_entry *entry = &old[i];
        if (entry->a != 0) {
            zbdd->cache[diagram_mix(entry->a, entry->b, 0, zbdd->cache_bits)] = *entry;
        }
    }
}

static bool may_go_on(struct zbdd *zbdd)
{
    if (++zbdd->cache_steps > UINT32_C(1) << zbdd->cache_bits) {
        widen_cache(zbdd);
    }
    if (++zbdd->steps % DIAGRAM_STEPS_BETWEEN_QUESTIONS == 0 && zbdd->patience.may_go_on != NULL &&
        !zbdd->patience.may_go_on(zbdd->patience.context)) {
        zbdd->is_full = zbdd->is_stopped = true;
    }
    return !zbdd->is_full;
}

static uint32_t without_new(struct zbdd *zbdd, uint32_t a, uint32_t b)
{
    struct zbdd_node of_a = zbdd->nodes[a];
    struct zbdd_node of_b = zbdd->nodes[b];
    uint32_t high;
    uint32_t low;
    if (of_a.variable < of_b.variable) {
        high = zbdd_without(zbdd, of_a.high, b);
        low = zbdd_without(zbdd, of_a.low, b);
    } else {
        high = zbdd_without(zbdd, zbdd_without(zbdd, of_a.high, of_b.high), of_b.low);
        low = zbdd_without(zbdd, of_a.low, of_b.low);
    }
    return zbdd->is_full ? ZBDD_NONE : zbdd_make(zbdd, of_a.variable, high, low);
}

uint32_t zbdd_without(struct zbdd *zbdd, uint32_t a, uint32_t b)
{
    if (a == ZBDD_EMPTY) { /* in a family of minimal sets the empty one is alone */
        return b == ZBDD_EMPTY ? ZBDD_NONE : a;
    }
    while (b > ZBDD_EMPTY && zbdd->nodes[b].variable < zbdd->nodes[a].variable) {
        b = zbdd->nodes[b].low; /* no set of a has this variable */
    }
    if (a == ZBDD_NONE || b == ZBDD_NONE) {
        return a;
    }
    if (a == b || b == ZBDD_EMPTY) {
        return ZBDD_NONE;
    }
    uint32_t at = diagram_mix(a, b, 0, zbdd->cache_bits);
    const struct zbdd_entry *entry = &zbdd->cache[at];
    if (entry->a == a && entry->b == b) {
        return entry->result;
    }
    if (!may_go_on(zbdd)) {
        return ZBDD_NONE;
    }
    uint32_t result = without_new(zbdd, a, b);
    if (!zbdd->is_full) {
        at = diagram_mix(a, b, 0, zbdd->cache_bits);
        zbdd->cache[at] = (struct zbdd_entry){a, b, result};
    }
    return result;
}

/* ---- minimal solutions ---- */

#define NEEDED 1 /* in place of a result; results are shifted by this */

static uint32_t *place_of(uint32_t *results, uint32_t from, uint32_t function)
{
    return &results[function - (from << 1)];
}

static uint32_t result_of(uint32_t *results, uint32_t from, uint32_t function)
{
    if (function >> 1 == 0) {
        return function == BDD_TRUE ? ZBDD_EMPTY : ZBDD_NONE;
    }
    return *place_of(results, from, function) - NEEDED - 1;
}

static void need(uint32_t *results, uint32_t from, uint32_t function)
{
    if (function >> 1 != 0) {
        *place_of(results, from, function) = NEEDED;
    }
}

/* Operands have lower indices, so two loops do what recursion would. */
uint32_t zbdd_minimal(struct zbdd *zbdd, const struct bdd *bdd, uint32_t from, uint32_t function,
                      struct arena *scratch)
{
    uint32_t index = function >> 1;
    uint32_t *results;
    if (index == 0) {
        return result_of(NULL, from, function);
    }
    results = ARENA_MANY(scratch, uint32_t, 2 * (size_t)(index + 1 - from));
    need(results, from, function);
    for (uint32_t f = function; f >= from << 1; f--) {
        if (*place_of(results, from, f) == NEEDED) {
            need(results, from, bdd->nodes[f >> 1].high ^ (f & 1));
            need(results, from, bdd->nodes[f >> 1].low ^ (f & 1));
        }
    }
    for (uint32_t f = from << 1; f <= function && !zbdd->is_full; f++) {
        if (*place_of(results, from, f) == NEEDED) {
            const struct bdd_node *node = &bdd->nodes[f >> 1];
            uint32_t high = result_of(results, from, node->high ^ (f & 1));
            uint32_t low = result_of(results, from, node->low ^ (f & 1));
            uint32_t made = zbdd_make(zbdd, node->variable, zbdd_without(zbdd, high, low), low);
            *place_of(results, from, f) = made + NEEDED + 1;
        }
    }
    return zbdd->is_full ? ZBDD_NONE : result_of(results, from, function);
}

/* ---- giving nodes back ---- */

void zbdd_cut(struct zbdd *zbdd, uint32_t count)
{
    if (count < zbdd->count) {
        zbdd->count = count;
        fill_slots(zbdd);
        clear_cache(zbdd);
    }
}

void zbdd_sweep(struct zbdd *zbdd, uint32_t from, uint32_t *references, size_t reference_count)
{
    uint32_t *moved = zbdd->slots; /* has room for every index and is filled anew below */
    uint32_t count = from;
    memset(moved, 0, zbdd->count * sizeof *moved);
    for (size_t i = 0; i < reference_count; i++) {
        moved[references[i]] = 1;
    }
    for (uint32_t i = zbdd->count - 1; i >= from; i--) {
        if (moved[i] != 0) {
            moved[zbdd->nodes[i].high] = 1;
            moved[zbdd->nodes[i].low] = 1;
        }
    }
    for (uint32_t i = 0; i < from; i++) {
        moved[i] = i;
    }
    for (uint32_t i = from; i < zbdd->count; i++) {
        if (moved[i] != 0) {
            struct zbdd_node node = zbdd->nodes[i];
            zbdd->nodes[count] =
                (struct zbdd_node){node.variable, moved[node.high], moved[node.low]};
            moved[i] = count++;
        }
    }
    for (size_t i = 0; i < reference_count; i++) {
        references[i] = moved[references[i]];
    }
    zbdd->count = count;
    fill_slots(zbdd);
    clear_cache(zbdd);
}
