#include "engine/defence_part.h"

#include <string.h>

void defence_tree_begin(struct defence_tree *tree, struct arena *arena)
{
    memset(tree, 0, sizeof *tree);
    defence_graph_begin(&tree->graph, arena);
}

static void set_node(struct defence_tree *tree, uint32_t node, enum defence_side side, int64_t cost)
{
    if (node >= tree->room) {
        uint32_t room = tree->room * 2 + 64;
        tree->costs = arena_grow(tree->graph.arena, tree->costs, tree->room * sizeof *tree->costs,
                                 room * sizeof *tree->costs);
        tree->sides = arena_grow(tree->graph.arena, tree->sides, tree->room, room);
        tree->room = room;
    }
    tree->costs[node] = cost;
    tree->sides[node] = (uint8_t)side;
}

uint32_t defence_tree_action(struct defence_tree *tree, enum defence_side side, int64_t cost)
{
    uint32_t node = defence_graph_leaf(&tree->graph);
    set_node(tree, node, side, cost);
    return node;
}

uint32_t defence_tree_gate(struct defence_tree *tree, enum defence_gate gate, uint32_t *children,
                           size_t count)
{
    uint32_t node = defence_graph_gate(&tree->graph, (uint8_t)gate, 0, children, count);
    set_node(tree, node, DEFENCE_GATE, 0);
    return node;
}

/* An attack: its cost. A defence: free to pass, or bought and never passed. */
static struct defence_front leaf_front(struct arena *arena, const struct defence_tree *tree,
                                       uint32_t node)
{
    struct defence_front front = {ARENA_MANY(arena, struct defence_point, 2), 1};
    if (tree->sides[node] == DEFENCE_ATTACK) {
        front.points[0] = (struct defence_point){0, tree->costs[node]};
        return front;
    }
    front.points[1] = (struct defence_point){tree->costs[node], DEFENCE_NEVER};
    if (tree->costs[node] == 0) {
        front.points[0] = front.points[1];
    } else {
        front.count += tree->costs[node] < DEFENCE_NEVER;
    }
    return front;
}

static struct defence_front gate_front(struct defence_work *work, const struct defence_tree *tree,
                                       const struct defence_front *fronts, uint32_t gate)
{
    const struct defence_graph *graph = &tree->graph;
    struct defence_front front = fronts[graph->children[graph->first_child[gate]]];
    for (uint32_t i = graph->first_child[gate] + 1; i < graph->first_child[gate + 1]; i++) {
        struct defence_front other = fronts[graph->children[i]];
        front = graph->kinds[gate] == DEFENCE_OR ? defence_merge_or(work, front, other)
                                                 : defence_merge_and(work, front, other);
    }
    return front;
}

static enum rc check(const struct defence_tree *tree, uint32_t root, struct fault *fault)
{
    const struct defence_graph *graph = &tree->graph;
    for (uint32_t node = 0; node <= root && node < graph->nodes; node++) {
        if (tree->sides[node] == DEFENCE_GATE) {
            if (graph->first_child[node] == graph->first_child[node + 1]) {
                return fault_add(fault, RC_INVALID, TEXT_NONE, "gate %u has no children", node);
            }
        } else if (tree->costs[node] < 0 ||
                   (tree->costs[node] > DEFENCE_COST_LIMIT && tree->costs[node] != DEFENCE_NEVER)) {
            return fault_add(fault, RC_INVALID, TEXT_NONE,
                             "the cost of an action is below 0 or too large");
        }
    }
    return RC_OK;
}

/* Every module from below; a region without shared leaves is one gate. */
static bool solve(struct defence_work *work, const struct defence_tree *tree, uint32_t root,
                  struct defence_front *fronts)
{
    const struct defence_graph *graph = &tree->graph;
    struct defence_scratch scratch = defence_graph_scratch(graph, work->arena);
    for (uint32_t node = 0; node <= root; node++) {
        if (tree->sides[node] != DEFENCE_GATE) {
            fronts[node] = leaf_front(work->arena, tree, node);
        } else if (graph->is_module[node]) {
            struct defence_region region;
            defence_graph_region(graph, node, scratch, work->arena, &region);
            struct defence_hard hard = {tree, fronts, &region};
            fronts[node] = region.shared_count == 0 ? gate_front(work, tree, fronts, node)
                                                    : defence_hard_find(work, &hard);
        }
        if (!defence_work_add(work, 1)) {
            return false;
        }
    }
    return true;
}

enum rc defence_front_find(struct arena *arena, struct defence_tree *tree, uint32_t root,
                           struct fault *fault, struct defence_front *out)
{
    struct defence_work work = {.arena = arena};
    enum rc rc = check(tree, root, fault);
    if (rc == RC_OK) {
        rc = defence_graph_close(&tree->graph, root, fault);
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct defence_front *fronts = ARENA_MANY(arena, struct defence_front, (size_t)root + 1);
    if (!solve(&work, tree, root, fronts)) {
        return defence_work_refuse(fault);
    }
    *out = fronts[root];
    return RC_OK;
}
