/* The children of each node, and what a node may be. */
#include "engine/attack_graph_part.h"

struct linking {
    struct attack_graph *graph;
    const struct attack_tree_builder *builder;
    struct fault *fault;
};

static enum rc refuse(const struct linking *linking, uint32_t node, enum rc rc, const char *words)
{
    struct text name = linking->builder->names[node];
    if (name.size == 0) {
        name = text_print(linking->graph->arena, "node %u", node);
    }
    return fault_add(linking->fault, rc, name, "%s", words);
}

struct attack_graph_edges attack_graph_sort(struct arena *arena, uint32_t nodes, uint32_t edges,
                                            const uint32_t *by, const uint32_t *others)
{
    uint32_t *first = ARENA_MANY(arena, uint32_t, (size_t)nodes + 2);
    uint32_t *list = ARENA_MANY(arena, uint32_t, edges);
    for (uint32_t e = 0; e < edges; e++) {
        first[by[e] + 2]++;
    }
    for (uint32_t node = 0; node < nodes; node++) {
        first[node + 2] += first[node + 1];
    }
    for (uint32_t e = 0; e < edges; e++) {
        list[first[by[e] + 1]++] = others[e];
    }
    return (struct attack_graph_edges){first, list};
}

static enum rc check_node(const struct linking *linking, uint32_t node, uint32_t *needs)
{
    const struct attack_tree_builder *builder = linking->builder;
    const struct attack_graph *graph = linking->graph;
    uint32_t children = graph->first_child[node + 1] - graph->first_child[node];
    uint16_t rating = builder->ratings[node];
    enum attack_gate gate = (enum attack_gate)builder->gates[node];
    uint32_t k = builder->ks[node];
    if (rating != ATTACK_UNRATED && rating != ATTACK_INFEASIBLE && rating >= graph->grid->count) {
        return refuse(linking, node, RC_INVALID,
                      "the rating of this step is no combination of the factors");
    }
    if (gate == ATTACK_LEAF && children > 0) {
        return refuse(linking, node, RC_INVALID,
                      "a step has no children; make it a gate or take them away");
    }
    if (gate == ATTACK_LEAF && rating == ATTACK_UNRATED) {
        return refuse(linking, node, RC_CONFLICT, "this step is not rated");
    }
    if (rating != ATTACK_UNRATED || children == 0) {
        return RC_OK;
    }
    if (gate == ATTACK_K_OF_N && (k < 1 || k > children)) {
        return refuse(linking, node, RC_INVALID,
                      "k is out of range; give 1 to the number of children");
    }
    *needs = gate == ATTACK_OR ? 1 : gate == ATTACK_K_OF_N ? k : children;
    if (*needs > 1 && *needs < children && (uint64_t)children * k > ATTACK_GRAPH_VOTE_LIMIT) {
        return refuse(linking, node, RC_TOO_LARGE,
                      "a vote over so many children is too large for a graph with circles");
    }
    return RC_OK;
}

enum rc attack_graph_link(struct attack_graph *graph, const struct attack_tree_builder *builder,
                          struct fault *fault)
{
    struct linking linking = {.graph = graph, .builder = builder, .fault = fault};
    enum rc rc = RC_OK;
    for (uint32_t e = 0; e < builder->edges; e++) {
        if (builder->edge_parents[e] >= builder->nodes ||
            builder->edge_children[e] >= builder->nodes) {
            return fault_add(fault, RC_NOT_FOUND, TEXT_NONE,
                             "edge %u names a node that does not exist", e);
        }
    }
    struct attack_graph_edges children =
        attack_graph_sort(graph->arena, builder->nodes, builder->edges, builder->edge_parents,
                          builder->edge_children);
    graph->first_child = children.first;
    graph->children = children.others;
    for (uint32_t node = 0; rc == RC_OK && node < builder->nodes; node++) {
        rc = check_node(&linking, node, &graph->needs[node]);
    }
    return rc;
}
