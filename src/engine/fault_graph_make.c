#include "engine/fault_graph_make.h"

#include "engine/diagram.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BITS 6

struct fault_graph *fault_graph_make_empty(struct arena *arena)
{
    struct fault_graph *graph = ARENA_NEW(arena, struct fault_graph);
    *graph = (struct fault_graph){.arena = arena,
                                  .room = UINT32_C(1) << FIRST_BITS,
                                  .operand_room = UINT32_C(2) << FIRST_BITS,
                                  .slot_bits = FIRST_BITS + 1};
    graph->nodes = ARENA_MANY(arena, struct fault_graph_node, graph->room);
    graph->operands = ARENA_MANY(arena, uint32_t, graph->operand_room);
    graph->slots = ARENA_MANY(arena, uint32_t, UINT32_C(1) << graph->slot_bits);
    graph->nodes[0].is_true_at_nothing = true;
    graph->count = 1;
    return graph;
}

/* ---- sharing ---- */

static uint32_t slot_of(const struct fault_graph *graph, const struct fault_graph_node *node,
                        const uint32_t *literals)
{
    uint32_t sum = node->least;
    for (uint32_t i = 0; i < node->count; i++) {
        sum = (sum ^ literals[i]) * UINT32_C(0x9e3779b1);
        sum ^= sum >> 15;
    }
    return diagram_mix(sum, node->kind, node->count, graph->slot_bits);
}

static bool is_same(const struct fault_graph *graph, uint32_t index,
                    const struct fault_graph_node *node, const uint32_t *literals)
{
    const struct fault_graph_node *there = &graph->nodes[index];
    return there->kind == node->kind && there->least == node->least &&
           there->count == node->count &&
           memcmp(graph->operands + there->first, literals, node->count * sizeof *literals) == 0;
}

static void widen(struct fault_graph *graph)
{
    size_t bytes = graph->room * sizeof *graph->nodes;
    graph->nodes = arena_grow(graph->arena, graph->nodes, bytes, bytes * 2);
    graph->room *= 2;
    graph->slot_bits++;
    graph->slots = ARENA_MANY(graph->arena, uint32_t, UINT32_C(1) << graph->slot_bits);
    for (uint32_t i = 1; i < graph->count; i++) {
        const struct fault_graph_node *node = &graph->nodes[i];
        if (node->kind != FAULT_GRAPH_EVENT) {
            uint32_t at = slot_of(graph, node, graph->operands + node->first);
            while (graph->slots[at] != 0) {
                at = (at + 1) & ((UINT32_C(1) << graph->slot_bits) - 1);
            }
            graph->slots[at] = i;
        }
    }
}

static bool value_at_nothing(const struct fault_graph *graph, const struct fault_graph_node *node,
                             const uint32_t *literals)
{
    uint32_t holding = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        bool value = graph->nodes[literals[i] >> 1].is_true_at_nothing;
        holding += value != ((literals[i] & 1) != 0);
    }
    if (node->kind == FAULT_GRAPH_XOR) {
        return holding == 1;
    }
    return holding >= (node->kind == FAULT_GRAPH_AND ? node->count : node->least);
}

static uint32_t add(struct fault_graph *graph, struct fault_graph_node node,
                    const uint32_t *literals)
{
    if (graph->operand_room - graph->operand_count < node.count) {
        uint32_t room = (graph->operand_count + node.count) * 2;
        graph->operands =
            arena_grow(graph->arena, graph->operands, graph->operand_room * sizeof *literals,
                       room * sizeof *literals);
        graph->operand_room = room;
    }
    if (node.kind != FAULT_GRAPH_EVENT) {
        node.first = graph->operand_count;
        node.is_true_at_nothing = value_at_nothing(graph, &node, literals);
        memcpy(graph->operands + node.first, literals, node.count * sizeof *literals);
        graph->operand_count += node.count;
    }
    graph->nodes[graph->count++] = node;
    if (graph->count == graph->room) {
        widen(graph);
    }
    return graph->count - 1;
}

static uint32_t shared(struct fault_graph *graph, struct fault_graph_node node,
                       const uint32_t *literals)
{
    uint32_t at = slot_of(graph, &node, literals);
    while (graph->slots[at] != 0) {
        if (is_same(graph, graph->slots[at], &node, literals)) {
            return graph->slots[at] << 1;
        }
        at = (at + 1) & ((UINT32_C(1) << graph->slot_bits) - 1);
    }
    graph->slots[at] = graph->count;
    return add(graph, node, literals) << 1;
}

uint32_t fault_graph_make_event(struct fault_graph *graph, uint32_t event)
{
    struct fault_graph_node node = {.kind = FAULT_GRAPH_EVENT, .first = event};
    return add(graph, node, NULL) << 1;
}

/* ---- gates ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort(uint32_t *literals, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (literals[i] < literals[i - 1]) {
            qsort(literals, count, sizeof *literals, by_number);
            return;
        }
    }
}

uint32_t fault_graph_make_and(struct fault_graph *graph, uint32_t *literals, uint32_t count)
{
    uint32_t kept = 0;
    sort(literals, count);
    for (uint32_t i = 0; i < count; i++) {
        if (literals[i] == FAULT_GRAPH_TRUE || (kept > 0 && literals[i] == literals[kept - 1])) {
            continue;
        }
        if (literals[i] == FAULT_GRAPH_FALSE ||
            (kept > 0 && literals[i] == (literals[kept - 1] ^ 1))) {
            return FAULT_GRAPH_FALSE;
        }
        literals[kept++] = literals[i];
    }
    if (kept < 2) {
        return kept == 0 ? FAULT_GRAPH_TRUE : literals[0];
    }
    return shared(graph, (struct fault_graph_node){.kind = FAULT_GRAPH_AND, .count = kept},
                  literals);
}

uint32_t fault_graph_make_or(struct fault_graph *graph, uint32_t *literals, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        literals[i] ^= 1;
    }
    return fault_graph_make_and(graph, literals, count) ^ 1;
}

uint32_t fault_graph_make_at_least(struct fault_graph *graph, uint32_t least, uint32_t *literals,
                                   uint32_t count)
{
    uint32_t kept = 0;
    int64_t need = least;
    sort(literals, count);
    for (uint32_t i = 0; i < count; i++) {
        if (literals[i] == FAULT_GRAPH_TRUE) {
            need--;
        } else if (kept > 0 && literals[i] == (literals[kept - 1] ^ 1)) {
            kept--; /* exactly one of the two holds */
            need--;
        } else if (literals[i] != FAULT_GRAPH_FALSE) {
            literals[kept++] = literals[i];
        }
    }
    if (need <= 0) {
        return FAULT_GRAPH_TRUE;
    }
    if (need > kept) {
        return FAULT_GRAPH_FALSE;
    }
    if (need == 1 || need == kept) {
        return need == 1 ? fault_graph_make_or(graph, literals, kept)
                         : fault_graph_make_and(graph, literals, kept);
    }
    return shared(graph,
                  (struct fault_graph_node){
                      .kind = FAULT_GRAPH_AT_LEAST, .least = (uint32_t)need, .count = kept},
                  literals);
}

uint32_t fault_graph_make_xor(struct fault_graph *graph, uint32_t a, uint32_t b)
{
    uint32_t sign = (a ^ b) & 1;
    uint32_t low = a < b ? a >> 1 : b >> 1;
    uint32_t high = a < b ? b >> 1 : a >> 1;
    if (low == high) {
        return FAULT_GRAPH_FALSE ^ sign;
    }
    if (low == 0) { /* true and something: its negation */
        return (high << 1 | 1) ^ sign;
    }
    uint32_t literals[] = {low << 1, high << 1};
    return sign ^
           shared(graph, (struct fault_graph_node){.kind = FAULT_GRAPH_XOR, .count = 2}, literals);
}
