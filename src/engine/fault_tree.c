#include "engine/fault_tree.h"

#include <string.h>

#define NAMES_IN_A_CYCLE 8

void fault_tree_builder_init(struct fault_tree_builder *builder, struct arena *arena)
{
    *builder = (struct fault_tree_builder){.arena = arena};
}

uint32_t fault_tree_add(struct fault_tree_builder *builder, struct fault_node node)
{
    uint32_t at = builder->count;
    if (at > FAULT_TREE_NODES_LIMIT) { /* one beyond, so that closing sees it */
        return at - 1;
    }
    if (at == builder->room) {
        uint32_t room = at > 0 ? at * 2 : 64;
        builder->nodes =
            arena_grow(builder->arena, builder->nodes, at * sizeof node, room * sizeof node);
        builder->room = room;
    }
    builder->nodes[builder->count++] = node;
    return at;
}

void fault_tree_link(struct fault_tree_builder *builder, uint32_t parent, uint32_t child)
{
    uint32_t edge = builder->edges;
    if (edge > FAULT_TREE_EDGES_LIMIT) {
        return;
    }
    if (edge == builder->edge_room) {
        uint32_t room = edge > 0 ? edge * 2 : 64;
        size_t old_bytes = edge * sizeof(uint32_t);
        size_t bytes = room * sizeof(uint32_t);
        builder->parents = arena_grow(builder->arena, builder->parents, old_bytes, bytes);
        builder->children = arena_grow(builder->arena, builder->children, old_bytes, bytes);
        builder->edge_room = room;
    }
    builder->parents[edge] = parent;
    builder->children[edge] = child;
    builder->edges++;
}

/* ---- closing ---- */

struct closing {
    struct arena *arena;
    struct fault *fault;
    struct fault_tree *tree;
    uint32_t *first_child;
    uint32_t *order;
    uint8_t *state;  /* by node: 0 new, 1 on the path, 2 done */
    uint32_t *path;  /* nodes from the start of the walk */
    uint32_t *where; /* by depth: next child of path[depth] */
    uint32_t depth;
};

static struct text name_of(const struct closing *closing, uint32_t node)
{
    struct text name = closing->tree->nodes[node].name;
    return name.size > 0 ? name : text_print(closing->arena, "node %u", node);
}

static enum rc bad_node(const struct closing *closing, uint32_t node, const char *sentence)
{
    return fault_add(closing->fault, RC_INVALID, name_of(closing, node), "%s", sentence);
}

static enum rc check_node(const struct closing *closing, uint32_t at)
{
    const struct fault_node *node = &closing->tree->nodes[at];
    uint32_t operands = closing->first_child[at + 1] - closing->first_child[at];
    switch (node->gate) {
    case FAULT_EVENT:
        if (!(node->probability >= 0 && node->probability <= 1)) {
            return bad_node(closing, at, "the probability is not between 0 and 1");
        }
        return operands == 0 ? RC_OK : bad_node(closing, at, "an event has no operands");
    case FAULT_FALSE:
    case FAULT_TRUE:
        return operands == 0 ? RC_OK : bad_node(closing, at, "a constant has no operands");
    case FAULT_NOT:
        return operands == 1 ? RC_OK : bad_node(closing, at, "this gate takes one operand");
    case FAULT_XOR:
    case FAULT_IFF:
    case FAULT_IMPLY:
        return operands == 2 ? RC_OK : bad_node(closing, at, "this gate takes two operands");
    case FAULT_AT_LEAST:
        return node->least >= 1 && node->least <= operands
                   ? RC_OK
                   : bad_node(closing, at, "k is not between 1 and the number of operands");
    case FAULT_COUNT:
        return operands >= 1 && node->least <= node->most && node->most <= operands
                   ? RC_OK
                   : bad_node(closing, at,
                              "the limits are not in order within the number of "
                              "operands");
    default:
        return operands > 0 ? RC_OK : bad_node(closing, at, "this gate has no operands");
    }
}

/* Edges by parent, in the order of linking. */
static enum rc sort_edges(struct closing *closing, const struct fault_tree_builder *builder)
{
    uint32_t *children = ARENA_MANY(closing->arena, uint32_t, builder->edges);
    uint32_t *next = ARENA_MANY(closing->arena, uint32_t, builder->count + 1);
    for (uint32_t i = 0; i < builder->edges; i++) {
        if (builder->parents[i] >= builder->count || builder->children[i] >= builder->count) {
            return fault_add(closing->fault, RC_NOT_FOUND, TEXT_NONE,
                             "an operand names a node that does not exist");
        }
        closing->first_child[builder->parents[i] + 1]++;
    }
    for (uint32_t i = 0; i < builder->count; i++) {
        closing->first_child[i + 1] += closing->first_child[i];
        next[i] = closing->first_child[i];
    }
    for (uint32_t i = 0; i < builder->edges; i++) {
        children[next[builder->parents[i]]++] = builder->children[i];
    }
    closing->tree->first_child = closing->first_child;
    closing->tree->children = children;
    return RC_OK;
}

static enum rc refuse_cycle(const struct closing *closing, uint32_t again)
{
    struct buffer words;
    uint32_t from = closing->depth;
    buffer_init(&words, closing->arena);
    while (from > 0 && closing->path[from - 1] != again) {
        from--;
    }
    for (uint32_t i = from - 1; i < closing->depth; i++) {
        if (i - from + 1 == NAMES_IN_A_CYCLE) {
            buffer_put_z(&words, "... -> ");
            break;
        }
        buffer_put(&words, name_of(closing, closing->path[i]));
        buffer_put_z(&words, " -> ");
    }
    buffer_put(&words, name_of(closing, again));
    return fault_add(closing->fault, RC_CYCLE, name_of(closing, again),
                     "the tree runs in a circle: %.*s", TEXT_ARGS(buffer_text(&words)));
}

/* Depth-first from one node, without recursion: input decides how deep. */
static enum rc walk(struct closing *closing, uint32_t start)
{
    closing->depth = 0;
    closing->path[closing->depth] = start;
    closing->where[closing->depth++] = closing->first_child[start];
    closing->state[start] = 1;
    while (closing->depth > 0) {
        uint32_t node = closing->path[closing->depth - 1];
        uint32_t edge = closing->where[closing->depth - 1]++;
        if (edge == closing->first_child[node + 1]) {
            closing->state[node] = 2;
            closing->order[closing->tree->order_count++] = node;
            closing->depth--;
            continue;
        }
        uint32_t child = closing->tree->children[edge];
        if (closing->state[child] == 1) {
            return refuse_cycle(closing, child);
        }
        if (closing->state[child] == 0) {
            closing->state[child] = 1;
            closing->path[closing->depth] = child;
            closing->where[closing->depth++] = closing->first_child[child];
        }
    }
    return RC_OK;
}

static enum rc walk_all(struct closing *closing)
{
    struct fault_tree *tree = closing->tree;
    enum rc rc = walk(closing, tree->root);
    uint32_t reached = tree->order_count;
    for (uint32_t i = 0; rc == RC_OK && i < tree->count; i++) {
        rc = closing->state[i] == 0 ? walk(closing, i) : RC_OK;
    }
    tree->order_count = reached;
    return rc;
}

static enum rc check_size(const struct fault_tree_builder *builder, uint32_t root,
                          struct fault *fault)
{
    if (builder->count > FAULT_TREE_NODES_LIMIT || builder->edges > FAULT_TREE_EDGES_LIMIT ||
        arena_is_over(builder->arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the tree has more nodes or edges than can be taken; divide it");
    }
    if (root >= builder->count) {
        return fault_add(fault, RC_NOT_FOUND, TEXT_NONE, "the root does not exist");
    }
    return RC_OK;
}

enum rc fault_tree_close(const struct fault_tree_builder *builder, uint32_t root,
                         struct fault *fault, const struct fault_tree **out)
{
    struct arena *arena = builder->arena;
    uint32_t count = builder->count;
    enum rc rc = check_size(builder, root, fault);
    if (rc != RC_OK) {
        return rc;
    }
    struct closing closing = {.arena = arena,
                              .fault = fault,
                              .tree = ARENA_NEW(arena, struct fault_tree),
                              .first_child = ARENA_MANY(arena, uint32_t, count + 1),
                              .order = ARENA_MANY(arena, uint32_t, count),
                              .state = ARENA_MANY(arena, uint8_t, count),
                              .path = ARENA_MANY(arena, uint32_t, count),
                              .where = ARENA_MANY(arena, uint32_t, count)};
    struct fault_tree *tree = closing.tree;
    *tree = (struct fault_tree){
        .nodes = builder->nodes, .count = count, .root = root, .order = closing.order};
    rc = sort_edges(&closing, builder);
    for (uint32_t i = 0; rc == RC_OK && i < count; i++) {
        rc = check_node(&closing, i);
    }
    rc = rc == RC_OK ? walk_all(&closing) : rc;
    if (rc == RC_OK && arena_is_over(arena)) {
        rc = fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                       "the tree needs more memory than a call may use");
    }
    if (rc == RC_OK) {
        *out = tree;
    }
    return rc;
}
