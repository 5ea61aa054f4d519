#include "engine/fault_module.h"

#include <stdlib.h>
#include <string.h>

#define FORCE_ROUNDS 40

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool is_gate_of(const struct fault_graph *graph, const struct fault_module *module,
                       uint32_t node)
{
    const struct fault_graph_node *there = &graph->nodes[node];
    return node == module->node || (there->count > 0 && !there->is_module);
}

void fault_module_gather(struct arena *arena, const struct fault_graph *graph, uint32_t node,
                         uint32_t *mark, struct fault_module *out)
{
    uint32_t room = 64;
    uint32_t count = 1;
    uint32_t *found = ARENA_MANY(arena, uint32_t, room);
    *out = (struct fault_module){.node = node};
    found[0] = node;
    mark[node] = 1;
    for (uint32_t i = 0; i < count; i++) {
        const struct fault_graph_node *at = &graph->nodes[found[i]];
        if (!is_gate_of(graph, out, found[i])) {
            continue;
        }
        if (room - count < at->count) {
            uint32_t more = (count + at->count) * 2;
            found = arena_grow(arena, found, room * sizeof *found, more * sizeof *found);
            room = more;
        }
        for (uint32_t k = 0; k < at->count; k++) {
            uint32_t operand = graph->operands[at->first + k] >> 1;
            if (mark[operand] == 0) {
                mark[operand] = 1;
                found[count++] = operand;
            }
        }
    }
    qsort(found, count, sizeof *found, by_number);
    out->gates = ARENA_MANY(arena, uint32_t, count);
    out->leaves = ARENA_MANY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        mark[found[i]] = 0;
        if (is_gate_of(graph, out, found[i])) {
            out->gates[out->gate_count++] = found[i];
        } else {
            out->leaves[out->leaf_count++] = found[i];
        }
    }
}

/* ---- depth-first orders ---- */

struct ordering {
    const struct fault_graph *graph;
    const struct fault_module *module;
    enum fault_order order;
    uint32_t *place;   /* by node: position in `weights` */
    uint64_t *weights; /* leaves, then gates */
    uint32_t *uses;
    bool *is_seen;
    uint32_t *out;
    uint32_t count;
};

struct choice {
    uint32_t node;
    uint32_t position;
    uint64_t key;
};

static int by_key(const void *a, const void *b)
{
    const struct choice *x = a;
    const struct choice *y = b;
    if (x->key != y->key) {
        return x->key < y->key ? -1 : 1;
    }
    return (x->position > y->position) - (x->position < y->position);
}

static void weigh(struct ordering *ordering)
{
    const struct fault_module *module = ordering->module;
    for (uint32_t i = 0; i < module->leaf_count; i++) {
        ordering->place[module->leaves[i]] = i;
        ordering->weights[i] = 1;
    }
    for (uint32_t i = 0; i < module->gate_count; i++) {
        const struct fault_graph_node *node = &ordering->graph->nodes[module->gates[i]];
        uint32_t own = module->leaf_count + i;
        ordering->place[module->gates[i]] = own;
        for (uint32_t k = 0; k < node->count; k++) {
            uint32_t operand = ordering->place[ordering->graph->operands[node->first + k] >> 1];
            ordering->uses[operand]++;
            ordering->weights[own] += ordering->weights[operand];
        }
        if (ordering->weights[own] > UINT32_MAX) {
            ordering->weights[own] = UINT32_MAX;
        }
    }
}

static uint64_t key_of(const struct ordering *ordering, uint32_t place)
{
    switch (ordering->order) {
    case FAULT_ORDER_LIGHT_FIRST:
        return ordering->weights[place];
    case FAULT_ORDER_HEAVY_FIRST:
        return UINT64_MAX - ordering->weights[place];
    case FAULT_ORDER_USED_FIRST:
        return UINT64_MAX - ((uint64_t)ordering->uses[place] << 32) + ordering->weights[place];
    default:
        return 0;
    }
}

/* Puts the operands of a gate on the stack, the first choice on top. */
static uint32_t push_operands(const struct ordering *ordering, uint32_t gate, struct choice *stack,
                              uint32_t depth)
{
    const struct fault_graph_node *node = &ordering->graph->nodes[gate];
    for (uint32_t k = 0; k < node->count; k++) {
        uint32_t operand = ordering->graph->operands[node->first + k] >> 1;
        stack[depth + k] = (struct choice){operand, k, key_of(ordering, ordering->place[operand])};
    }
    qsort(stack + depth, node->count, sizeof *stack, by_key);
    for (uint32_t low = depth, high = depth + node->count; low + 1 < high;) {
        struct choice held = stack[low];
        stack[low++] = stack[--high];
        stack[high] = held;
    }
    return depth + node->count;
}

static void order_depth_first(struct arena *arena, struct ordering *ordering)
{
    const struct fault_module *module = ordering->module;
    uint32_t edges = 1;
    for (uint32_t i = 0; i < module->gate_count; i++) {
        edges += ordering->graph->nodes[module->gates[i]].count;
    }
    struct choice *stack = ARENA_MANY(arena, struct choice, edges);
    uint32_t depth = 1;
    stack[0].node = module->node;
    while (depth > 0) {
        uint32_t node = stack[--depth].node;
        uint32_t place = ordering->place[node];
        if (ordering->is_seen[place]) {
            continue;
        }
        ordering->is_seen[place] = true;
        if (place < module->leaf_count) {
            ordering->out[ordering->count++] = node;
        } else {
            depth = push_operands(ordering, node, stack, depth);
        }
    }
}

/* ---- FORCE ---- */

struct pulled {
    double at;
    uint32_t leaf;
};

static int by_pull(const void *a, const void *b)
{
    const struct pulled *x = a;
    const struct pulled *y = b;
    if (x->at < y->at || x->at > y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

/* One round: every gate moves to the middle of its operands and itself, every
 * leaf to the middle of the gates that use it. */
static void pull(const struct ordering *ordering, double *at, double *sum, uint32_t *count)
{
    const struct fault_module *module = ordering->module;
    uint32_t all = module->leaf_count + module->gate_count;
    memset(sum, 0, all * sizeof *sum);
    memset(count, 0, all * sizeof *count);
    for (uint32_t i = 0; i < module->gate_count; i++) {
        const struct fault_graph_node *node = &ordering->graph->nodes[module->gates[i]];
        uint32_t own = module->leaf_count + i;
        double middle = at[own];
        for (uint32_t k = 0; k < node->count; k++) {
            middle += at[ordering->place[ordering->graph->operands[node->first + k] >> 1]];
        }
        middle /= node->count + 1;
        sum[own] += middle;
        count[own]++;
        for (uint32_t k = 0; k < node->count; k++) {
            uint32_t operand = ordering->place[ordering->graph->operands[node->first + k] >> 1];
            sum[operand] += middle;
            count[operand]++;
        }
    }
    for (uint32_t i = 0; i < all; i++) {
        at[i] = count[i] > 0 ? sum[i] / count[i] : at[i];
    }
}

static void rank(const struct ordering *ordering, struct pulled *ranked, double *at)
{
    const struct fault_module *module = ordering->module;
    uint32_t all = module->leaf_count + module->gate_count;
    for (uint32_t i = 0; i < all; i++) {
        ranked[i] = (struct pulled){at[i], i};
    }
    qsort(ranked, all, sizeof *ranked, by_pull);
    for (uint32_t i = 0; i < all; i++) {
        at[ranked[i].leaf] = i;
    }
}

/* Sum over the gates of the distance between their outermost operands. */
static double span_of(const struct ordering *ordering, const double *at)
{
    const struct fault_module *module = ordering->module;
    double span = 0;
    for (uint32_t i = 0; i < module->gate_count; i++) {
        const struct fault_graph_node *node = &ordering->graph->nodes[module->gates[i]];
        double low = at[module->leaf_count + i];
        double high = low;
        for (uint32_t k = 0; k < node->count; k++) {
            double there = at[ordering->place[ordering->graph->operands[node->first + k] >> 1]];
            low = there < low ? there : low;
            high = there > high ? there : high;
        }
        span += high - low;
    }
    return span;
}

static void order_by_force(struct arena *arena, struct ordering *ordering)
{
    const struct fault_module *module = ordering->module;
    uint32_t all = module->leaf_count + module->gate_count;
    double *at = ARENA_MANY(arena, double, all);
    double *sum = ARENA_MANY(arena, double, all);
    uint32_t *count = ARENA_MANY(arena, uint32_t, all);
    struct pulled *ranked = ARENA_MANY(arena, struct pulled, all);
    order_depth_first(arena, ordering);
    for (uint32_t i = 0; i < module->leaf_count; i++) {
        at[ordering->place[ordering->out[i]]] = i;
    }
    for (uint32_t i = 0; i < module->gate_count; i++) { /* a gate starts amid its operands */
        const struct fault_graph_node *node = &ordering->graph->nodes[module->gates[i]];
        double middle = 0;
        for (uint32_t k = 0; k < node->count; k++) {
            middle += at[ordering->place[ordering->graph->operands[node->first + k] >> 1]];
        }
        at[module->leaf_count + i] = middle / node->count;
    }
    rank(ordering, ranked, at);
    double best = span_of(ordering, at);
    for (int round = 0; round < FORCE_ROUNDS; round++) {
        pull(ordering, at, sum, count);
        rank(ordering, ranked, at);
        double span = span_of(ordering, at);
        if (span >= best) {
            break;
        }
        best = span;
        ordering->count = 0;
        for (uint32_t i = 0; i < all; i++) {
            if (ranked[i].leaf < module->leaf_count) {
                ordering->out[ordering->count++] = module->leaves[ranked[i].leaf];
            }
        }
    }
}

uint32_t *fault_module_order(struct arena *arena, const struct fault_graph *graph,
                             const struct fault_module *module, enum fault_order order,
                             uint32_t *place)
{
    uint32_t all = module->leaf_count + module->gate_count;
    struct ordering ordering = {.graph = graph,
                                .module = module,
                                .order = order,
                                .place = place,
                                .weights = ARENA_MANY(arena, uint64_t, all),
                                .uses = ARENA_MANY(arena, uint32_t, all),
                                .is_seen = ARENA_MANY(arena, bool, all),
                                .out = ARENA_MANY(arena, uint32_t, module->leaf_count)};
    weigh(&ordering);
    if (order == FAULT_ORDER_FORCE) {
        order_by_force(arena, &ordering);
    } else {
        order_depth_first(arena, &ordering);
    }
    return ordering.out;
}

/* ---- what belongs together ---- */

#define NO_GATE UINT32_MAX

/* Users have higher numbers than their operands, so one loop from the top. */
void fault_module_find_gates(const struct fault_graph *graph, const struct fault_module *module,
                             uint32_t *gate_of)
{
    for (uint32_t i = 0; i < module->leaf_count; i++) {
        gate_of[module->leaves[i]] = NO_GATE;
    }
    for (uint32_t i = 0; i < module->gate_count; i++) {
        gate_of[module->gates[i]] = NO_GATE;
    }
    gate_of[module->node] = module->node;
    for (uint32_t i = module->gate_count; i-- > 0;) {
        const struct fault_graph_node *node = &graph->nodes[module->gates[i]];
        for (uint32_t k = 0; k < node->count; k++) {
            uint32_t operand = graph->operands[node->first + k] >> 1;
            uint32_t a = module->gates[i];
            uint32_t b = gate_of[operand] == NO_GATE ? a : gate_of[operand];
            while (a != b) {
                a = a < b ? gate_of[a] : a;
                b = b < a ? gate_of[b] : b;
            }
            gate_of[operand] = a;
        }
    }
}
