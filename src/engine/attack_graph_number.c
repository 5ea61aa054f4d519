/* Positions for a graph with circles: Tarjan's components, with own stacks. */
#include "engine/attack_graph_part.h"

struct numbering {
    struct attack_graph *graph;
    const struct attack_tree_builder *builder;
    struct fault *fault;
    uint32_t *first_child; /* [nodes + 1], into children */
    uint32_t *children;
    uint32_t *seen_at; /* by node: when it was met, from 1; 0 not yet */
    uint32_t *low;     /* by node: the earliest still open node it leads to */
    uint32_t seen;
    uint32_t *open; /* met, component not known yet */
    uint32_t open_count;
    uint32_t *path;
    uint32_t *next_child; /* by depth */
    uint32_t depth;
    uint32_t *gates; /* in the order of their components */
};

static enum rc refuse(struct numbering *numbering, uint32_t node, enum rc rc, const char *words)
{
    struct text name = numbering->builder->names[node];
    if (name.size == 0) {
        name = text_print(numbering->graph->arena, "node %u", node);
    }
    return fault_add(numbering->fault, rc, name, "%s", words);
}

static enum rc sort_edges(struct numbering *numbering)
{
    const struct attack_tree_builder *builder = numbering->builder;
    struct arena *arena = numbering->graph->arena;
    uint32_t *first = ARENA_MANY(arena, uint32_t, builder->nodes + 2);
    uint32_t *children = ARENA_MANY(arena, uint32_t, builder->edges);
    for (uint32_t e = 0; e < builder->edges; e++) {
        uint32_t parent = builder->edge_parents[e];
        if (parent >= builder->nodes || builder->edge_children[e] >= builder->nodes) {
            return fault_add(numbering->fault, RC_NOT_FOUND, TEXT_NONE,
                             "edge %u names a node that does not exist", e);
        }
        first[parent + 2]++;
    }
    for (uint32_t node = 0; node < builder->nodes; node++) {
        first[node + 2] += first[node + 1];
    }
    for (uint32_t e = 0; e < builder->edges; e++) {
        children[first[builder->edge_parents[e] + 1]++] = builder->edge_children[e];
    }
    numbering->first_child = first;
    numbering->children = children;
    return RC_OK;
}

static enum rc check_node(struct numbering *numbering, uint32_t node)
{
    const struct attack_tree_builder *builder = numbering->builder;
    uint32_t children = numbering->first_child[node + 1] - numbering->first_child[node];
    uint16_t rating = builder->ratings[node];
    if (rating != ATTACK_UNRATED && rating != ATTACK_INFEASIBLE &&
        rating >= numbering->graph->grid->count) {
        return refuse(numbering, node, RC_INVALID,
                      "the rating of this step is no combination of the factors");
    }
    if (builder->gates[node] == ATTACK_LEAF && children > 0) {
        return refuse(numbering, node, RC_INVALID,
                      "a step has no children; make it a gate or take them away");
    }
    if (builder->gates[node] == ATTACK_LEAF && rating == ATTACK_UNRATED) {
        return refuse(numbering, node, RC_CONFLICT, "this step is not rated");
    }
    if (builder->gates[node] == ATTACK_K_OF_N && rating == ATTACK_UNRATED && children > 0 &&
        (builder->ks[node] < 1 || builder->ks[node] > children)) {
        return refuse(numbering, node, RC_INVALID,
                      "k is out of range; give 1 to the number of children");
    }
    return RC_OK;
}

/* Rated, or a gate that never holds because it has no children. */
static bool is_step(const struct numbering *numbering, uint32_t node)
{
    return numbering->builder->ratings[node] != ATTACK_UNRATED ||
           numbering->first_child[node + 1] == numbering->first_child[node];
}

static void enter(struct numbering *numbering, uint32_t node)
{
    numbering->seen_at[node] = ++numbering->seen;
    numbering->low[node] = numbering->seen;
    numbering->open[numbering->open_count++] = node;
    numbering->path[numbering->depth] = node;
    numbering->next_child[numbering->depth++] = numbering->first_child[node];
}

static void close_component(struct numbering *numbering, uint32_t node)
{
    struct attack_graph *graph = numbering->graph;
    uint32_t member;
    graph->first_gate[graph->components++] = graph->gates;
    uint32_t from = numbering->open_count;
    while (numbering->open[--from] != node) {
    }
    for (uint32_t i = from; i < numbering->open_count;
         i++) { /* the last met first: mostly children first */
        member = numbering->open[numbering->open_count - 1 - (i - from)];
        graph->position_of[member] = graph->gates;
        numbering->gates[graph->gates++] = member;
    }
    numbering->open_count = from;
}

static void leave(struct numbering *numbering)
{
    uint32_t node = numbering->path[--numbering->depth];
    if (numbering->low[node] == numbering->seen_at[node]) {
        close_component(numbering, node);
    }
    if (numbering->depth > 0) {
        uint32_t parent = numbering->path[numbering->depth - 1];
        if (numbering->low[node] < numbering->low[parent]) {
            numbering->low[parent] = numbering->low[node];
        }
    }
}

/* position_of of gates is their gate number here; the steps come before later. */
static void walk_from(struct numbering *numbering, uint32_t start)
{
    struct attack_graph *graph = numbering->graph;
    enter(numbering, start);
    while (numbering->depth > 0) {
        uint32_t node = numbering->path[numbering->depth - 1];
        uint32_t edge = numbering->next_child[numbering->depth - 1]++;
        if (edge == numbering->first_child[node + 1]) {
            leave(numbering);
            continue;
        }
        uint32_t child = numbering->children[edge];
        if (is_step(numbering, child)) {
            if (graph->position_of[child] == ATTACK_NOWHERE) {
                graph->position_of[child] = graph->steps;
                graph->node_at[graph->steps++] = child;
            }
        } else if (numbering->seen_at[child] == 0) {
            enter(numbering, child);
        } else if (graph->position_of[child] == ATTACK_NOWHERE && /* still open */
                   numbering->seen_at[child] < numbering->low[node]) {
            numbering->low[node] = numbering->seen_at[child];
        }
    }
}

static void fill_operands(struct numbering *numbering)
{
    struct attack_graph *graph = numbering->graph;
    const struct attack_tree_builder *builder = numbering->builder;
    uint32_t used = 0;
    graph->first_operand = ARENA_MANY(graph->arena, uint32_t, graph->gates + 1);
    graph->needs = ARENA_MANY(graph->arena, uint32_t, graph->gates);
    graph->operands = ARENA_MANY(graph->arena, uint32_t, builder->edges + ATTACK_TREE_AHEAD);
    for (uint32_t g = 0; g < graph->gates; g++) {
        uint32_t node = graph->node_at[graph->steps + g];
        uint32_t count = numbering->first_child[node + 1] - numbering->first_child[node];
        for (uint32_t i = 0; i < count; i++) {
            uint32_t child = numbering->children[numbering->first_child[node] + i];
            graph->operands[used++] = graph->position_of[child];
        }
        graph->first_operand[g + 1] = used;
        graph->needs[g] = builder->gates[node] == ATTACK_OR       ? 1
                          : builder->gates[node] == ATTACK_K_OF_N ? builder->ks[node]
                                                                  : count;
    }
}

static void number_all(struct numbering *numbering)
{
    struct attack_graph *graph = numbering->graph;
    for (uint32_t node = 0; node < graph->nodes; node++) {
        graph->position_of[node] = ATTACK_NOWHERE;
    }
    for (uint32_t node = 0; node < graph->nodes; node++) {
        if (!is_step(numbering, node) && numbering->seen_at[node] == 0) {
            walk_from(numbering, node);
        }
    }
    for (uint32_t node = 0; node < graph->nodes; node++) {
        if (graph->position_of[node] == ATTACK_NOWHERE) { /* a step that no gate reads */
            graph->position_of[node] = graph->steps;
            graph->node_at[graph->steps++] = node;
        }
    }
    graph->first_gate[graph->components] = graph->gates;
    for (uint32_t g = 0; g < graph->gates; g++) {
        graph->node_at[graph->steps + g] = numbering->gates[g];
        graph->position_of[numbering->gates[g]] = graph->steps + g;
    }
    fill_operands(numbering);
}

enum rc attack_graph_number(struct attack_graph *graph, const struct attack_tree_builder *builder,
                            struct fault *fault)
{
    struct arena *arena = graph->arena;
    struct numbering numbering = {.graph = graph, .builder = builder, .fault = fault};
    enum rc rc = sort_edges(&numbering);
    for (uint32_t node = 0; rc == RC_OK && node < graph->nodes; node++) {
        rc = check_node(&numbering, node);
    }
    if (rc != RC_OK) {
        return rc;
    }
    numbering.seen_at = ARENA_MANY(arena, uint32_t, graph->nodes);
    numbering.low = ARENA_MANY(arena, uint32_t, graph->nodes);
    numbering.open = ARENA_MANY(arena, uint32_t, graph->nodes);
    numbering.path = ARENA_MANY(arena, uint32_t, graph->nodes);
    numbering.next_child = ARENA_MANY(arena, uint32_t, graph->nodes);
    numbering.gates = ARENA_MANY(arena, uint32_t, graph->nodes);
    graph->node_at = ARENA_MANY(arena, uint32_t, graph->nodes);
    graph->position_of = ARENA_MANY(arena, uint32_t, graph->nodes);
    graph->first_gate = ARENA_MANY(arena, uint32_t, graph->nodes + 1);
    number_all(&numbering);
    graph->readers = attack_readers_list(arena, graph->nodes, graph->gates, graph->first_operand,
                                         graph->operands);
    return RC_OK;
}
