/* Collects nodes and edges; names nodes in messages. */
#include "engine/attack_tree.h"

#include <string.h>

void attack_tree_builder_init(struct attack_tree_builder *builder, struct arena *arena)
{
    *builder = (struct attack_tree_builder){.arena = arena};
}

static void *grown(struct attack_tree_builder *builder, const void *old, uint32_t count,
                   uint32_t room, size_t size)
{
    void *fresh = arena_take(builder->arena, room * size);
    if (count > 0) {
        memcpy(fresh, old, count * size);
    }
    return fresh;
}

uint32_t attack_tree_add(struct attack_tree_builder *builder, enum attack_gate gate, uint32_t k,
                         struct text name)
{
    uint32_t node = builder->nodes;
    if (node > ATTACK_TREE_NODES_LIMIT) { /* one beyond, so that closing sees it */
        return node - 1;
    }
    if (node == builder->node_room) {
        uint32_t room = node > 0 ? node * 2 : 64;
        builder->gates = grown(builder, builder->gates, node, room, sizeof *builder->gates);
        builder->ks = grown(builder, builder->ks, node, room, sizeof *builder->ks);
        builder->ratings = grown(builder, builder->ratings, node, room, sizeof *builder->ratings);
        builder->names = grown(builder, builder->names, node, room, sizeof *builder->names);
        builder->node_room = room;
    }
    builder->gates[node] = (uint8_t)gate;
    builder->ks[node] = k;
    builder->ratings[node] = ATTACK_UNRATED;
    builder->names[node] = name;
    builder->nodes++;
    return node;
}

void attack_tree_link(struct attack_tree_builder *builder, uint32_t parent, uint32_t child)
{
    uint32_t edge = builder->edges;
    if (edge > ATTACK_TREE_EDGES_LIMIT) {
        return;
    }
    if (edge == builder->edge_room) {
        uint32_t room = edge > 0 ? edge * 2 : 64;
        builder->edge_parents =
            grown(builder, builder->edge_parents, edge, room, sizeof *builder->edge_parents);
        builder->edge_children =
            grown(builder, builder->edge_children, edge, room, sizeof *builder->edge_children);
        builder->edge_room = room;
    }
    builder->edge_parents[edge] = parent;
    builder->edge_children[edge] = child;
    builder->edges++;
}

void attack_tree_rate(struct attack_tree_builder *builder, uint32_t node, uint16_t rating)
{
    if (node < builder->nodes) {
        builder->ratings[node] = rating;
    }
}

struct text attack_tree_name(const struct attack_tree *tree, struct arena *arena, uint32_t node)
{
    if (node < tree->nodes && tree->names != NULL && tree->names[node].size > 0) {
        return tree->names[node];
    }
    return text_print(arena, "node %u", node);
}
