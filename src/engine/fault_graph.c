/* From the tree to the graph: translation, joining, grouping, modules. */
#include "engine/fault_graph.h"

#include "engine/fault_graph_make.h"

#include <stdlib.h>
#include <string.h>

struct list {
    struct arena *arena;
    uint32_t *at;
    uint32_t count;
    uint32_t room;
};

static void list_add(struct list *list, uint32_t value)
{
    if (list->count == list->room) {
        uint32_t room = list->room > 0 ? list->room * 2 : 64;
        list->at = arena_grow(list->arena, list->at, list->room * sizeof *list->at,
                              room * sizeof *list->at);
        list->room = room;
    }
    list->at[list->count++] = value;
}

/* ---- from the tree ---- */

static uint32_t make_count(struct fault_graph *graph, const struct fault_node *node,
                           struct list *operands)
{
    struct list again = {.arena = operands->arena};
    for (uint32_t i = 0; i < operands->count; i++) {
        list_add(&again, operands->at[i]);
    }
    uint32_t both[2];
    both[0] = fault_graph_make_at_least(graph, node->least, operands->at, operands->count);
    both[1] = fault_graph_make_at_least(graph, node->most + 1, again.at, again.count) ^ 1;
    return fault_graph_make_and(graph, both, 2);
}

static uint32_t make_gate(struct fault_graph *graph, const struct fault_node *node,
                          struct list *operands)
{
    uint32_t *at = operands->at;
    uint32_t count = operands->count;
    switch (node->gate) {
    case FAULT_FALSE:
        return FAULT_GRAPH_FALSE;
    case FAULT_TRUE:
        return FAULT_GRAPH_TRUE;
    case FAULT_OR:
        return fault_graph_make_or(graph, at, count);
    case FAULT_NOR:
        return fault_graph_make_or(graph, at, count) ^ 1;
    case FAULT_AND:
        return fault_graph_make_and(graph, at, count);
    case FAULT_NAND:
        return fault_graph_make_and(graph, at, count) ^ 1;
    case FAULT_AT_LEAST:
        return fault_graph_make_at_least(graph, node->least, at, count);
    case FAULT_COUNT:
        return make_count(graph, node, operands);
    case FAULT_XOR:
        return fault_graph_make_xor(graph, at[0], at[1]);
    case FAULT_IFF:
        return fault_graph_make_xor(graph, at[0], at[1]) ^ 1;
    case FAULT_IMPLY:
        at[0] ^= 1;
        return fault_graph_make_or(graph, at, 2);
    default: /* FAULT_NOT */
        return at[0] ^ 1;
    }
}

static struct fault_graph *translate(struct arena *arena, const struct fault_tree *tree)
{
    struct fault_graph *graph = fault_graph_make_empty(arena);
    uint32_t *literal_of = ARENA_MANY(arena, uint32_t, tree->count);
    struct list operands = {.arena = arena};
    for (uint32_t i = 0; i < tree->order_count && !arena_is_over(arena); i++) {
        uint32_t at = tree->order[i];
        const struct fault_node *node = &tree->nodes[at];
        if (node->gate == FAULT_EVENT) {
            literal_of[at] = fault_graph_make_event(graph, at);
            continue;
        }
        operands.count = 0;
        for (uint32_t k = tree->first_child[at]; k < tree->first_child[at + 1]; k++) {
            list_add(&operands, literal_of[tree->children[k]]);
        }
        literal_of[at] = make_gate(graph, node, &operands);
    }
    graph->root = literal_of[tree->root];
    return graph;
}

/* ---- making it anew from the root ---- */

struct remaking {
    const struct fault_graph *old;
    struct fault_graph *graph;
    uint32_t *literal_of; /* by old node: the new literal */
    uint32_t *users;      /* by old node: how many operands name it; 0 unreached */
    struct list operands;
};

static uint32_t *count_users(struct arena *arena, const struct fault_graph *graph)
{
    uint32_t *users = ARENA_MANY(arena, uint32_t, graph->count);
    users[graph->root >> 1] = 1;
    for (uint32_t i = graph->count - 1; i > 0; i--) {
        const struct fault_graph_node *node = &graph->nodes[i];
        for (uint32_t k = 0; users[i] > 0 && k < node->count; k++) {
            users[graph->operands[node->first + k] >> 1]++;
        }
    }
    return users;
}

static void add_joined(struct remaking *remaking, uint32_t old_literal)
{
    uint32_t literal = remaking->literal_of[old_literal >> 1] ^ (old_literal & 1);
    const struct fault_graph_node *node = &remaking->graph->nodes[literal >> 1];
    if ((literal & 1) == 0 && node->kind == FAULT_GRAPH_AND &&
        remaking->users[old_literal >> 1] == 1) {
        for (uint32_t i = 0; i < node->count; i++) {
            list_add(&remaking->operands, remaking->graph->operands[node->first + i]);
        }
        return;
    }
    list_add(&remaking->operands, literal);
}

static uint32_t remake_node(struct remaking *remaking, uint32_t at)
{
    const struct fault_graph_node *node = &remaking->old->nodes[at];
    const uint32_t *olds = remaking->old->operands + node->first;
    struct list *operands = &remaking->operands;
    if (node->kind == FAULT_GRAPH_EVENT) {
        return fault_graph_make_event(remaking->graph, node->first);
    }
    operands->count = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->kind == FAULT_GRAPH_AND) {
            add_joined(remaking, olds[i]);
        } else {
            list_add(operands, remaking->literal_of[olds[i] >> 1] ^ (olds[i] & 1));
        }
    }
    if (node->kind == FAULT_GRAPH_AND) {
        return fault_graph_make_and(remaking->graph, operands->at, operands->count);
    }
    if (node->kind == FAULT_GRAPH_XOR) {
        return fault_graph_make_xor(remaking->graph, operands->at[0], operands->at[1]);
    }
    return fault_graph_make_at_least(remaking->graph, node->least, operands->at, operands->count);
}

static struct fault_graph *joined(struct arena *arena, const struct fault_graph *old)
{
    struct remaking remaking = {.old = old,
                                .graph = fault_graph_make_empty(arena),
                                .literal_of = ARENA_MANY(arena, uint32_t, old->count),
                                .users = count_users(arena, old),
                                .operands = {.arena = arena}};
    for (uint32_t i = 1; i < old->count && !arena_is_over(arena); i++) {
        if (remaking.users[i] > 0) {
            remaking.literal_of[i] = remake_node(&remaking, i);
        }
    }
    remaking.graph->root = remaking.literal_of[old->root >> 1] ^ (old->root & 1);
    return remaking.graph;
}

/* ---- modules ---- */

/* When a depth-first walk comes to a node first and last, and to anything
 * below it. A walk comes to every operand of every gate once. */
struct dates {
    uint32_t *enter;
    uint32_t *leave; /* of the first visit, when all below was seen */
    uint32_t *last;
    uint32_t *low;  /* least enter of the node and all below */
    uint32_t *high; /* greatest last of the node and all below */
};

static void walk(struct arena *arena, const struct fault_graph *graph, struct dates *dates)
{
    uint32_t *path = ARENA_MANY(arena, uint32_t, graph->count);
    uint32_t *where = ARENA_MANY(arena, uint32_t, graph->count);
    uint32_t depth = 1;
    uint32_t date = 1;
    path[0] = graph->root >> 1;
    dates->enter[path[0]] = dates->last[path[0]] = date;
    while (depth > 0) {
        uint32_t at = path[depth - 1];
        const struct fault_graph_node *node = &graph->nodes[at];
        if (where[depth - 1] == node->count) {
            dates->leave[at] = dates->last[at] = ++date;
            depth--;
            continue;
        }
        uint32_t operand = graph->operands[node->first + where[depth - 1]++] >> 1;
        dates->last[operand] = ++date;
        if (dates->enter[operand] == 0) {
            dates->enter[operand] = date;
            path[depth] = operand;
            where[depth++] = 0;
        }
    }
}

static struct dates date_all(struct arena *arena, const struct fault_graph *graph)
{
    struct dates dates = {.enter = ARENA_MANY(arena, uint32_t, graph->count),
                          .leave = ARENA_MANY(arena, uint32_t, graph->count),
                          .last = ARENA_MANY(arena, uint32_t, graph->count),
                          .low = ARENA_MANY(arena, uint32_t, graph->count),
                          .high = ARENA_MANY(arena, uint32_t, graph->count)};
    walk(arena, graph, &dates);
    for (uint32_t i = 1; i < graph->count; i++) {
        const struct fault_graph_node *node = &graph->nodes[i];
        dates.low[i] = dates.enter[i];
        dates.high[i] = dates.last[i];
        for (uint32_t k = 0; k < node->count; k++) {
            uint32_t operand = graph->operands[node->first + k] >> 1;
            dates.low[i] = dates.low[operand] < dates.low[i] ? dates.low[operand] : dates.low[i];
            dates.high[i] =
                dates.high[operand] > dates.high[i] ? dates.high[operand] : dates.high[i];
        }
    }
    return dates;
}

/* Does everything strictly below the gate stay between its two dates? */
static bool is_module(const struct fault_graph *graph, const struct dates *dates, uint32_t at)
{
    const struct fault_graph_node *node = &graph->nodes[at];
    for (uint32_t k = 0; k < node->count; k++) {
        uint32_t operand = graph->operands[node->first + k] >> 1;
        if (dates->low[operand] < dates->enter[at] || dates->high[operand] > dates->leave[at]) {
            return false;
        }
    }
    return node->count > 0;
}

/* ---- grouping ---- */

struct span {
    uint32_t literal; /* old */
    uint32_t low;
    uint32_t high;
};

static int by_low(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    return (x->low > y->low) - (x->low < y->low);
}

struct grouping {
    struct remaking remaking;
    struct dates dates;
    struct span *spans;
    struct list groups; /* new literals of the finished groups and what is left over */
    struct list alone;  /* new literals of operands that share nothing with anybody */
};

/* Operands from..to overlap each other and nobody else. */
static void close_group(struct grouping *grouping, uint32_t from, uint32_t to)
{
    struct remaking *remaking = &grouping->remaking;
    struct list *operands = &remaking->operands;
    operands->count = 0;
    for (uint32_t i = from; i < to; i++) {
        uint32_t old = grouping->spans[i].literal;
        list_add(operands, remaking->literal_of[old >> 1] ^ (old & 1));
    }
    if (to - from == 1) {
        list_add(&grouping->alone, operands->at[0]);
        return;
    }
    list_add(&grouping->groups,
             fault_graph_make_and(remaking->graph, operands->at, operands->count));
}

static void group_spans(struct grouping *grouping, uint32_t count)
{
    uint32_t from = 0;
    uint32_t high = 0;
    qsort(grouping->spans, count, sizeof *grouping->spans, by_low);
    for (uint32_t i = 0; i < count; i++) {
        if (i > from && grouping->spans[i].low > high) {
            close_group(grouping, from, i);
            from = i;
        }
        high = grouping->spans[i].high > high ? grouping->spans[i].high : high;
    }
    if (count > 0) {
        close_group(grouping, from, count);
    }
}

static uint32_t group_and(struct grouping *grouping, uint32_t at)
{
    struct remaking *remaking = &grouping->remaking;
    const struct fault_graph *old = remaking->old;
    const struct fault_graph_node *node = &old->nodes[at];
    uint32_t own = 0;
    grouping->groups.count = grouping->alone.count = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t literal = old->operands[node->first + i];
        uint32_t low = grouping->dates.low[literal >> 1];
        uint32_t high = grouping->dates.high[literal >> 1];
        if (low > grouping->dates.enter[at] && high < grouping->dates.leave[at]) {
            grouping->spans[own++] = (struct span){literal, low, high};
        } else {
            list_add(&grouping->groups, remaking->literal_of[literal >> 1] ^ (literal & 1));
        }
    }
    group_spans(grouping, own);
    struct list *alone = &grouping->alone;
    if (alone->count > 1 && grouping->groups.count > 0) {
        list_add(&grouping->groups, fault_graph_make_and(remaking->graph, alone->at, alone->count));
    } else {
        for (uint32_t i = 0; i < alone->count; i++) {
            list_add(&grouping->groups, alone->at[i]);
        }
    }
    return fault_graph_make_and(remaking->graph, grouping->groups.at, grouping->groups.count);
}

static struct fault_graph *grouped(struct arena *arena, const struct fault_graph *old)
{
    struct grouping grouping = {.remaking = {.old = old,
                                             .graph = fault_graph_make_empty(arena),
                                             .literal_of = ARENA_MANY(arena, uint32_t, old->count),
                                             .users = count_users(arena, old),
                                             .operands = {.arena = arena}},
                                .dates = date_all(arena, old),
                                .spans = ARENA_MANY(arena, struct span, old->operand_count),
                                .groups = {.arena = arena},
                                .alone = {.arena = arena}};
    struct remaking *remaking = &grouping.remaking;
    for (uint32_t i = 1; i < old->count && !arena_is_over(arena); i++) {
        if (remaking->users[i] > 0) {
            bool is_and = old->nodes[i].kind == FAULT_GRAPH_AND;
            remaking->literal_of[i] = is_and ? group_and(&grouping, i) : remake_node(remaking, i);
        }
    }
    remaking->graph->root = remaking->literal_of[old->root >> 1] ^ (old->root & 1);
    return remaking->graph;
}

static void find_modules(struct arena *arena, struct fault_graph *graph)
{
    struct dates dates = date_all(arena, graph);
    for (uint32_t i = 1; i < graph->count; i++) {
        graph->nodes[i].is_module = dates.enter[i] > 0 && is_module(graph, &dates, i);
    }
}

enum rc fault_graph_reduce(struct arena *arena, const struct fault_tree *tree,
                           struct fault_graph_options options, struct fault *fault,
                           const struct fault_graph **out)
{
    struct fault_graph *graph = translate(arena, tree);
    for (uint32_t count = UINT32_MAX; graph->count < count && !arena_is_over(arena);) {
        count = graph->count;
        graph = joined(arena, graph);
    }
    if (!options.keeps_modules_out && !arena_is_over(arena)) {
        graph = grouped(arena, graph);
        find_modules(arena, graph);
    }
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the tree needs more memory than a call may use");
    }
    if (graph->root >> 1 != 0) {
        graph->nodes[graph->root >> 1].is_module = graph->nodes[graph->root >> 1].count > 0;
    }
    *out = graph;
    return RC_OK;
}
