#include "engine/defence_graph.h"

#include <string.h>

#define NO_NODE UINT32_MAX
#define PATHS_MANY 2

void defence_graph_begin(struct defence_graph *graph, struct arena *arena)
{
    memset(graph, 0, sizeof *graph);
    graph->arena = arena;
    graph->slot_count = 64;
    graph->slots = ARENA_MANY(arena, uint32_t, graph->slot_count);
}

static void reserve(struct defence_graph *graph, size_t children)
{
    struct arena *arena = graph->arena;
    if (graph->nodes + 1 >= graph->node_room) {
        uint32_t room = graph->node_room * 2 + 64;
        graph->kinds = arena_grow(arena, graph->kinds, graph->nodes, room);
        graph->needs = arena_grow(arena, graph->needs, graph->nodes * sizeof *graph->needs,
                                  room * sizeof *graph->needs);
        graph->first_child =
            arena_grow(arena, graph->first_child, (graph->nodes + 1) * sizeof *graph->first_child,
                       room * sizeof *graph->first_child);
        graph->node_room = room;
    }
    if (graph->edges + children > graph->edge_room) {
        uint32_t room = graph->edge_room * 2 + 64 + (uint32_t)children;
        graph->children = arena_grow(arena, graph->children, graph->edges * sizeof *graph->children,
                                     room * sizeof *graph->children);
        graph->edge_room = room;
    }
}

static uint32_t add(struct defence_graph *graph, uint8_t kind, uint32_t need,
                    const uint32_t *children, size_t count)
{
    reserve(graph, count);
    graph->kinds[graph->nodes] = kind;
    graph->needs[graph->nodes] = need;
    if (count > 0) {
        memcpy(&graph->children[graph->edges], children, count * sizeof *children);
    }
    graph->edges += (uint32_t)count;
    graph->first_child[++graph->nodes] = graph->edges;
    return graph->nodes - 1;
}

uint32_t defence_graph_leaf(struct defence_graph *graph)
{
    return add(graph, 0, 0, NULL, 0);
}

static uint64_t hash_gate(uint8_t kind, uint32_t need, const uint32_t *children, size_t count)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) * (kind + 1U) + need;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ children[i]) * UINT64_C(0xbf58476d1ce4e5b9);
        hash ^= hash >> 29;
    }
    return hash;
}

static uint64_t hash_node(const struct defence_graph *graph, uint32_t node)
{
    return hash_gate(graph->kinds[node], graph->needs[node],
                     &graph->children[graph->first_child[node]],
                     graph->first_child[node + 1] - graph->first_child[node]);
}

static void rehash(struct defence_graph *graph)
{
    graph->slot_count *= 2;
    graph->slots = ARENA_MANY(graph->arena, uint32_t, graph->slot_count);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        if (graph->kinds[node] != 0) {
            uint32_t slot = (uint32_t)(hash_node(graph, node) & (graph->slot_count - 1));
            while (graph->slots[slot] != 0) {
                slot = (slot + 1) & (graph->slot_count - 1);
            }
            graph->slots[slot] = node + 1;
        }
    }
}

static bool is_equal(const struct defence_graph *graph, uint32_t node, uint8_t kind, uint32_t need,
                     const uint32_t *const children_of[2])
{
    size_t count = (size_t)(children_of[1] - children_of[0]);
    return graph->kinds[node] == kind && graph->needs[node] == need &&
           graph->first_child[node + 1] - graph->first_child[node] == count &&
           memcmp(&graph->children[graph->first_child[node]], children_of[0],
                  count * sizeof **children_of) == 0;
}

uint32_t defence_graph_gate(struct defence_graph *graph, uint8_t kind, uint32_t need,
                            uint32_t *children, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t child = children[i];
        size_t at = i;
        for (; at > 0 && children[at - 1] > child; at--) {
            children[at] = children[at - 1];
        }
        children[at] = child;
    }
    if (graph->nodes * 2 > graph->slot_count) {
        rehash(graph);
    }
    const uint32_t *const children_of[2] = {children, children + count};
    uint32_t slot = (uint32_t)(hash_gate(kind, need, children, count) & (graph->slot_count - 1));
    while (graph->slots[slot] != 0) {
        uint32_t node = graph->slots[slot] - 1;
        if (is_equal(graph, node, kind, need, children_of)) {
            return node;
        }
        slot = (slot + 1) & (graph->slot_count - 1);
    }
    graph->slots[slot] = graph->nodes + 1;
    return add(graph, kind, need, children, count);
}

struct dominators {
    uint32_t *above; /* by node: its immediate dominator; NO_NODE: not reached */
    uint32_t *depth;
};

static uint32_t meet(const struct dominators *dominators, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (dominators->depth[a] >= dominators->depth[b]) {
            a = dominators->above[a];
        } else {
            b = dominators->above[b];
        }
    }
    return a;
}

/* Parents come before children when numbers fall, so one pass is enough: a
 * node's dominator is final when the node's own turn comes. */
static struct dominators dominate(const struct defence_graph *graph, uint32_t root)
{
    struct dominators dominators = {ARENA_MANY(graph->arena, uint32_t, graph->nodes),
                                    ARENA_MANY(graph->arena, uint32_t, graph->nodes)};
    memset(dominators.above, 0xff, graph->nodes * sizeof *dominators.above);
    dominators.above[root] = root;
    for (uint32_t node = root + 1; node-- > 0;) {
        uint32_t above = dominators.above[node];
        if (above == NO_NODE) {
            continue;
        }
        dominators.depth[node] = node == root ? 1 : dominators.depth[above] + 1;
        for (uint32_t i = graph->first_child[node]; i < graph->first_child[node + 1]; i++) {
            uint32_t child = graph->children[i];
            uint32_t known = dominators.above[child];
            dominators.above[child] = known == NO_NODE ? node : meet(&dominators, known, node);
        }
    }
    return dominators;
}

enum rc defence_graph_close(struct defence_graph *graph, uint32_t root, struct fault *fault)
{
    if (graph->nodes == 0 || root >= graph->nodes) {
        return fault_add(fault, RC_INVALID, TEXT_NONE, "the tree has no nodes");
    }
    if (graph->nodes > DEFENCE_NODES_LIMIT || arena_is_over(graph->arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "the tree has more than %d nodes",
                         DEFENCE_NODES_LIMIT);
    }
    struct dominators dominators = dominate(graph, root);
    uint32_t *least = ARENA_MANY(graph->arena, uint32_t, graph->nodes);
    graph->is_module = ARENA_MANY(graph->arena, uint8_t, graph->nodes);
    for (uint32_t node = 0; node <= root; node++) {
        least[node] = NO_NODE;
        if (dominators.above[node] == NO_NODE) {
            continue;
        }
        for (uint32_t i = graph->first_child[node]; i < graph->first_child[node + 1]; i++) {
            uint32_t child = graph->children[i];
            uint32_t depth = dominators.depth[dominators.above[child]];
            depth = least[child] < depth ? least[child] : depth;
            least[node] = depth < least[node] ? depth : least[node];
        }
        graph->is_module[node] = graph->kinds[node] != 0 && least[node] >= dominators.depth[node];
    }
    return RC_OK;
}

/* The nodes of the region, each once, into list; scratch counts nothing yet. */
static uint32_t collect(const struct defence_graph *graph, uint32_t module, uint32_t *scratch,
                        uint32_t *list)
{
    uint32_t count = 0;
    list[count++] = module;
    scratch[module] = 1;
    for (uint32_t at = 0; at < count; at++) {
        uint32_t node = list[at];
        if (graph->kinds[node] == 0 || (node != module && graph->is_module[node])) {
            continue;
        }
        for (uint32_t i = graph->first_child[node]; i < graph->first_child[node + 1]; i++) {
            uint32_t child = graph->children[i];
            if (scratch[child] == 0) {
                scratch[child] = 1;
                list[count++] = child;
            }
        }
    }
    return count;
}

static void sort_numbers(uint32_t *list, uint32_t count)
{
    for (uint32_t gap = count / 2; gap > 0; gap /= 2) {
        for (uint32_t i = gap; i < count; i++) {
            uint32_t number = list[i];
            uint32_t at = i;
            for (; at >= gap && list[at - gap] > number; at -= gap) {
                list[at] = list[at - gap];
            }
            list[at] = number;
        }
    }
}

/* The number of paths to each node of the region, where many is enough to know. */
static void count_paths(const struct defence_graph *graph, struct defence_region *region,
                        uint32_t *paths)
{
    for (uint32_t g = region->count; g-- > 0;) {
        uint32_t node = region->nodes[g];
        for (uint32_t i = graph->first_child[node]; i < graph->first_child[node + 1]; i++) {
            uint32_t child = graph->children[i];
            paths[child] += paths[node];
            paths[child] = paths[child] < PATHS_MANY ? paths[child] : PATHS_MANY;
        }
    }
}

struct defence_scratch defence_graph_scratch(const struct defence_graph *graph, struct arena *arena)
{
    return (struct defence_scratch){ARENA_MANY(arena, uint32_t, graph->nodes),
                                    ARENA_MANY(arena, uint32_t, graph->nodes)};
}

void defence_graph_region(const struct defence_graph *graph, uint32_t module,
                          struct defence_scratch scratch, struct arena *arena,
                          struct defence_region *out)
{
    uint32_t *list = scratch.list;
    uint32_t *marks = scratch.marks;
    uint32_t count = collect(graph, module, marks, list);
    sort_numbers(list, count);
    *out = (struct defence_region){.nodes = ARENA_MANY(arena, uint32_t, count),
                                   .is_shared_gate = ARENA_MANY(arena, uint8_t, count),
                                   .leaves = ARENA_MANY(arena, uint32_t, count),
                                   .is_shared = ARENA_MANY(arena, uint8_t, count)};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t node = list[i];
        marks[node] = node == module;
        if (node == module || (graph->kinds[node] != 0 && !graph->is_module[node])) {
            out->nodes[out->count++] = node;
        } else {
            out->leaves[out->leaf_count++] = node;
        }
    }
    count_paths(graph, out, marks);
    for (uint32_t i = 0; i < out->leaf_count; i++) {
        out->is_shared[i] = marks[out->leaves[i]] > 1;
        out->shared_count += out->is_shared[i];
    }
    for (uint32_t i = 0; i < out->count; i++) {
        out->is_shared_gate[i] = marks[out->nodes[i]] > 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        marks[list[i]] = 0;
    }
}
