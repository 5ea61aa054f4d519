#include "engine/attack_binary.h"
#include "base/hash.h"

#include <string.h>

#define MAGIC "CSMSATK1"
#define MAGIC_SIZE 8
#define HEAD_NUMBERS 6
#define HEAD_SIZE (MAGIC_SIZE + 4 * HEAD_NUMBERS)

/* What the head announces, and where each part starts. */
struct layout {
    uint32_t nodes;
    uint32_t edges;
    uint32_t root;
    uint32_t votes;
    uint32_t name_bytes;
    const char *first_child;
    const char *children;
    const char *vote_nodes;
    const char *vote_ks;
    const char *ratings;
    const char *gates;
    const char *name_ends;
    const char *names;
};

static void put_number(struct buffer *out, uint64_t number, int bytes)
{
    char *at = buffer_reserve(out, 8);
    for (int i = 0; i < bytes; i++) {
        at[i] = (char)(number >> (8 * i));
    }
    out->size += (size_t)bytes;
}

static uint32_t number_at(const char *bytes, size_t index)
{
    const unsigned char *at = (const unsigned char *)bytes + index * 4;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put_edges(const struct attack_tree_builder *builder, struct buffer *out)
{
    uint32_t *first = ARENA_MANY(out->arena, uint32_t, builder->nodes + 2);
    uint32_t *children = ARENA_MANY(out->arena, uint32_t, builder->edges);
    for (uint32_t e = 0; e < builder->edges; e++) {
        first[builder->edge_parents[e] + 2]++;
    }
    for (uint32_t node = 0; node < builder->nodes; node++) {
        first[node + 2] += first[node + 1];
    }
    for (uint32_t e = 0; e < builder->edges; e++) {
        children[first[builder->edge_parents[e] + 1]++] = builder->edge_children[e];
    }
    for (uint32_t node = 0; node <= builder->nodes; node++) {
        put_number(out, first[node], 4);
    }
    for (uint32_t e = 0; e < builder->edges; e++) {
        put_number(out, children[e], 4);
    }
}

static void put_nodes(const struct attack_tree_builder *builder, struct buffer *out)
{
    for (uint32_t node = 0; node < builder->nodes; node++) {
        if (builder->gates[node] == ATTACK_K_OF_N) {
            put_number(out, node, 4);
        }
    }
    for (uint32_t node = 0; node < builder->nodes; node++) {
        if (builder->gates[node] == ATTACK_K_OF_N) {
            put_number(out, builder->ks[node], 4);
        }
    }
    for (uint32_t node = 0; node < builder->nodes; node++) {
        put_number(out, builder->ratings[node], 2);
    }
    for (uint32_t node = 0; node < builder->nodes; node++) {
        put_number(out, builder->gates[node], 1);
    }
}

void attack_binary_write(const struct attack_tree_builder *builder, uint32_t root,
                         struct buffer *out)
{
    size_t start = out->size;
    uint32_t votes = 0;
    uint32_t name_bytes = 0;
    for (uint32_t node = 0; node < builder->nodes; node++) {
        votes += builder->gates[node] == ATTACK_K_OF_N;
        name_bytes += (uint32_t)builder->names[node].size;
    }
    const uint32_t head[HEAD_NUMBERS] = {builder->nodes, builder->edges, root, votes, name_bytes};
    buffer_put_z(out, MAGIC);
    for (int i = 0; i < HEAD_NUMBERS; i++) {
        put_number(out, head[i], 4);
    }
    put_edges(builder, out);
    put_nodes(builder, out);
    uint32_t end = 0;
    for (uint32_t node = 0; name_bytes > 0 && node < builder->nodes; node++) {
        end += (uint32_t)builder->names[node].size;
        put_number(out, end, 4);
    }
    for (uint32_t node = 0; node < builder->nodes; node++) {
        buffer_put(out, builder->names[node]);
    }
    struct hash hash = hash_of(text_from(buffer_text(out), start));
    buffer_put(out, hash_text(&hash));
}

bool attack_binary_is(struct text bytes)
{
    return text_starts(bytes, TEXT(MAGIC));
}

static enum rc refuse(struct fault *fault, const char *words)
{
    return fault_add(fault, RC_INVALID, TEXT_NONE, "%s", words);
}

static enum rc read_layout(struct text bytes, struct fault *fault, struct layout *layout)
{
    if (!attack_binary_is(bytes) || bytes.size < HEAD_SIZE + HASH_BYTES) {
        return refuse(fault, "these bytes are no attack tree in binary form");
    }
    const char *head = bytes.at + MAGIC_SIZE;
    *layout = (struct layout){.nodes = number_at(head, 0),
                              .edges = number_at(head, 1),
                              .root = number_at(head, 2),
                              .votes = number_at(head, 3),
                              .name_bytes = number_at(head, 4)};
    if (layout->nodes > ATTACK_TREE_NODES_LIMIT || layout->edges > ATTACK_TREE_EDGES_LIMIT ||
        layout->votes > layout->nodes) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "an attack tree has at most %d nodes and %d edges",
                         ATTACK_TREE_NODES_LIMIT, ATTACK_TREE_EDGES_LIMIT);
    }
    layout->first_child = bytes.at + HEAD_SIZE;
    layout->children = layout->first_child + 4 * ((size_t)layout->nodes + 1);
    layout->vote_nodes = layout->children + 4 * (size_t)layout->edges;
    layout->vote_ks = layout->vote_nodes + 4 * (size_t)layout->votes;
    layout->ratings = layout->vote_ks + 4 * (size_t)layout->votes;
    layout->gates = layout->ratings + 2 * (size_t)layout->nodes;
    layout->name_ends = layout->gates + layout->nodes;
    layout->names = layout->name_ends + (layout->name_bytes > 0 ? 4 * (size_t)layout->nodes : 0);
    if ((size_t)(layout->names - bytes.at) + layout->name_bytes + HASH_BYTES != bytes.size) {
        return refuse(fault, "the parts of this binary attack tree do not add up to its size");
    }
    struct hash hash = hash_of(text_part(bytes, 0, bytes.size - HASH_BYTES));
    if (memcmp(hash.bytes, bytes.at + bytes.size - HASH_BYTES, HASH_BYTES) != 0) {
        return fault_add(fault, RC_CORRUPT, TEXT_NONE,
                         "the hash of this binary attack tree does not fit its bytes");
    }
    return RC_OK;
}

static enum rc read_edges(const struct layout *layout, struct attack_tree_builder *builder,
                          struct fault *fault)
{
    uint32_t from = number_at(layout->first_child, 0);
    if (from != 0 || number_at(layout->first_child, layout->nodes) != layout->edges) {
        return refuse(fault, "the children of this binary attack tree are out of order");
    }
    for (uint32_t node = 0; node < layout->nodes; node++) {
        uint32_t to = number_at(layout->first_child, (size_t)node + 1);
        if (to < from || to > layout->edges) {
            return refuse(fault, "the children of this binary attack tree are out of order");
        }
        for (uint32_t e = from; e < to; e++) {
            builder->edge_parents[e] = node;
            builder->edge_children[e] = number_at(layout->children, e);
        }
        from = to;
    }
    return RC_OK;
}

static enum rc read_nodes(const struct layout *layout, struct attack_tree_builder *builder,
                          struct fault *fault)
{
    for (uint32_t node = 0; node < layout->nodes; node++) {
        const unsigned char *rating = (const unsigned char *)layout->ratings + 2 * (size_t)node;
        unsigned char gate = (unsigned char)layout->gates[node];
        if (gate > ATTACK_K_OF_N) {
            return refuse(fault, "a node of this binary attack tree has no known gate");
        }
        builder->gates[node] = gate;
        builder->ratings[node] = (uint16_t)(rating[0] | rating[1] << 8);
    }
    for (uint32_t i = 0; i < layout->votes; i++) {
        uint32_t node = number_at(layout->vote_nodes, i);
        if (node >= layout->nodes) {
            return refuse(fault, "a vote of this binary attack tree belongs to no node");
        }
        builder->ks[node] = number_at(layout->vote_ks, i);
    }
    uint32_t from = 0;
    for (uint32_t node = 0; layout->name_bytes > 0 && node < layout->nodes; node++) {
        uint32_t to = number_at(layout->name_ends, node);
        if (to < from || to > layout->name_bytes) {
            return refuse(fault, "the names of this binary attack tree are out of order");
        }
        builder->names[node] = (struct text){layout->names + from, to - from};
        from = to;
    }
    return RC_OK;
}

enum rc attack_binary_read(struct text bytes, struct attack_tree_builder *builder,
                           struct fault *fault, uint32_t *root)
{
    struct layout layout = {0};
    struct arena *arena = builder->arena;
    enum rc rc = read_layout(bytes, fault, &layout);
    if (rc != RC_OK) {
        return rc;
    }
    struct attack_tree_builder fresh = {.arena = arena,
                                        .nodes = layout.nodes,
                                        .node_room = layout.nodes,
                                        .edges = layout.edges,
                                        .edge_room = layout.edges,
                                        .gates = ARENA_MANY(arena, uint8_t, layout.nodes),
                                        .ks = ARENA_MANY(arena, uint32_t, layout.nodes),
                                        .ratings = ARENA_MANY(arena, uint16_t, layout.nodes),
                                        .names = ARENA_MANY(arena, struct text, layout.nodes),
                                        .edge_parents = ARENA_MANY(arena, uint32_t, layout.edges),
                                        .edge_children = ARENA_MANY(arena, uint32_t, layout.edges)};
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    rc = read_edges(&layout, &fresh, fault);
    if (rc == RC_OK) {
        rc = read_nodes(&layout, &fresh, fault);
    }
    if (rc == RC_OK) {
        *builder = fresh;
        *root = layout.root;
    }
    return rc;
}
