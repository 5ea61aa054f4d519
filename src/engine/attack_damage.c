#include "engine/attack_damage.h"

#include <string.h>

#define GATE 1
#define SHARED_LIMIT 2000 /* shared leaves of one module: the depth of the search */

/* One way to spend money below a node. */
struct way {
    double cost;
    double damage;
    uint32_t reached; /* of the children so far; at last whether the node is */
};

struct ways {
    struct way *list;
    size_t count;
};

struct finding {
    const struct attack_damage_tree *tree;
    struct arena *arena;   /* of what is kept */
    struct arena *scratch; /* of one set of choices */
    struct ways *solved;   /* by node: steps and modules */
    struct ways *items;    /* by node: of the region, for one set of choices */
    const struct defence_region *region;
    struct way *choice; /* by leaf of the region: for the shared ones */
    size_t choice_room;
    struct ways found; /* of the module */
    size_t found_room;
    uint64_t work;
    bool is_over;
};

void attack_damage_begin(struct attack_damage_tree *tree, struct arena *arena)
{
    memset(tree, 0, sizeof *tree);
    defence_graph_begin(&tree->graph, arena);
}

static void add_node(struct attack_damage_tree *tree, uint32_t node, double cost, double damage)
{
    if (node >= tree->room) {
        uint32_t room = tree->room * 2 + 64;
        tree->costs = arena_grow(tree->graph.arena, tree->costs, tree->room * sizeof *tree->costs,
                                 room * sizeof *tree->costs);
        tree->damages =
            arena_grow(tree->graph.arena, tree->damages, tree->room * sizeof *tree->damages,
                       room * sizeof *tree->damages);
        tree->room = room;
    }
    tree->costs[node] = cost;
    tree->damages[node] += damage; /* equal gates are one node and do both damages */
}

uint32_t attack_damage_step(struct attack_damage_tree *tree, double cost, double damage)
{
    uint32_t node = defence_graph_leaf(&tree->graph);
    add_node(tree, node, cost, damage);
    return node;
}

uint32_t attack_damage_gate(struct attack_damage_tree *tree, uint32_t need, double damage,
                            uint32_t *children, size_t count)
{
    uint32_t node = defence_graph_gate(&tree->graph, GATE, need, children, count);
    add_node(tree, node, 0, damage);
    return node;
}

static bool is_at_least(struct way a, struct way b)
{
    return a.cost <= b.cost && a.damage >= b.damage && a.reached >= b.reached;
}

static bool count_work(struct finding *finding, size_t pairs)
{
    finding->work += pairs + 1;
    finding->is_over = finding->is_over || finding->work > ATTACK_DAMAGE_WORK_LIMIT ||
                       arena_is_over(finding->arena) || arena_is_over(finding->scratch);
    return !finding->is_over;
}

/* Adds a way that no other beats and takes out those it beats; there is room. */
static void insert(struct finding *finding, struct ways *ways, struct way way)
{
    size_t put = 0;
    for (size_t i = 0; i < ways->count; i++) {
        if (is_at_least(ways->list[i], way)) {
            return; /* it is at least as good as those this one would take out */
        }
    }
    for (size_t i = 0; i < ways->count; i++) {
        if (!is_at_least(way, ways->list[i])) {
            ways->list[put++] = ways->list[i];
        }
    }
    ways->list[put++] = way;
    (void)count_work(finding, ways->count);
    ways->count = put;
}

static struct ways add_child(struct finding *finding, struct ways a, struct ways b, uint32_t need)
{
    struct ways out = {ARENA_MANY(finding->scratch, struct way, a.count * b.count), 0};
    for (size_t i = 0; i < a.count && !finding->is_over; i++) {
        for (size_t j = 0; j < b.count && !finding->is_over; j++) {
            uint32_t reached = a.list[i].reached + b.list[j].reached;
            struct way way = {a.list[i].cost + b.list[j].cost, a.list[i].damage + b.list[j].damage,
                              reached < need ? reached : need};
            insert(finding, &out, way);
        }
    }
    return out;
}

static void set_gate(struct finding *finding, uint32_t gate)
{
    const struct defence_graph *graph = &finding->tree->graph;
    struct ways ways = {ARENA_NEW(finding->scratch, struct way), 1};
    uint32_t need = graph->needs[gate];
    for (uint32_t i = graph->first_child[gate]; i < graph->first_child[gate + 1]; i++) {
        ways = add_child(finding, ways, finding->items[graph->children[i]], need);
    }
    for (size_t i = 0; i < ways.count; i++) {
        bool is_reached = ways.list[i].reached >= need;
        ways.list[i].damage += is_reached ? finding->tree->damages[gate] : 0;
        ways.list[i].reached = is_reached;
    }
    finding->items[gate] = ways;
}

/* All of the region for the choices as they are, which cost and do `base`. What
 * is reached twice depends on choices only: its damage is moved to the base. */
static struct ways evaluate(struct finding *finding, struct way *base)
{
    const struct defence_region *region = finding->region;
    arena_reset(finding->scratch);
    for (uint32_t i = 0; i < region->leaf_count; i++) {
        uint32_t leaf = region->leaves[i];
        finding->items[leaf] = finding->solved[leaf];
        if (region->is_shared[i]) {
            struct way *way = ARENA_NEW(finding->scratch, struct way);
            way->reached = finding->choice[i].reached;
            finding->items[leaf] = (struct ways){way, 1};
            base->cost += finding->choice[i].cost;
            base->damage += finding->choice[i].damage;
        }
    }
    for (uint32_t i = 0; i < region->count && count_work(finding, 0); i++) {
        uint32_t gate = region->nodes[i];
        set_gate(finding, gate);
        if (region->is_shared_gate[i] && !finding->is_over) {
            base->damage += finding->items[gate].list[0].damage;
            finding->items[gate].list[0].damage = 0;
        }
    }
    return finding->items[region->nodes[region->count - 1]];
}

static void keep(struct finding *finding, struct way way)
{
    if (finding->found.count == finding->found_room) {
        size_t room = finding->found_room * 2 + 16;
        finding->found.list =
            arena_grow(finding->arena, finding->found.list,
                       finding->found_room * sizeof(struct way), room * sizeof(struct way));
        finding->found_room = room;
    }
    insert(finding, &finding->found, way);
}

/* The most that the leaves from here on and all gates can do, for nothing. */
static double most_damage(const struct finding *finding, uint32_t from)
{
    const struct defence_region *region = finding->region;
    double damage = 0;
    for (uint32_t i = 0; i < region->leaf_count; i++) {
        struct ways ways = finding->solved[region->leaves[i]];
        double most = 0;
        for (size_t w = 0; w < ways.count; w++) {
            most = ways.list[w].damage > most ? ways.list[w].damage : most;
        }
        damage += region->is_shared[i] && i < from ? finding->choice[i].damage : most;
    }
    for (uint32_t i = 0; i < region->count; i++) {
        damage += finding->tree->damages[region->nodes[i]];
    }
    return damage;
}

static bool is_hopeless(struct finding *finding, uint32_t from, double spent)
{
    struct way best = {spent, most_damage(finding, from), 1};
    (void)count_work(finding, finding->region->leaf_count + finding->found.count);
    for (size_t i = 0; i < finding->found.count; i++) {
        if (is_at_least(finding->found.list[i], best)) {
            return true;
        }
    }
    return false;
}

static void try_leaf(struct finding *finding, uint32_t leaf, double spent)
{
    const struct defence_region *region = finding->region;
    while (leaf < region->leaf_count && !region->is_shared[leaf]) {
        leaf++;
    }
    if (finding->is_over || (region->shared_count > 0 && is_hopeless(finding, leaf, spent))) {
        return;
    }
    if (leaf < region->leaf_count) {
        struct ways ways = finding->solved[region->leaves[leaf]];
        for (size_t w = 0; w < ways.count; w++) {
            finding->choice[leaf] = ways.list[w];
            try_leaf(finding, leaf + 1, spent + ways.list[w].cost);
        }
        return;
    }
    struct way base = {0, 0, 0};
    struct ways ways = evaluate(finding, &base);
    for (size_t w = 0; w < ways.count && !finding->is_over; w++) {
        struct way way = {base.cost + ways.list[w].cost, base.damage + ways.list[w].damage,
                          ways.list[w].reached};
        keep(finding, way);
    }
}

static void solve_module(struct finding *finding, uint32_t module, struct defence_scratch scratch)
{
    struct defence_region region;
    defence_graph_region(&finding->tree->graph, module, scratch, finding->arena, &region);
    finding->region = &region;
    finding->is_over = finding->is_over || region.shared_count > SHARED_LIMIT;
    if (region.leaf_count > finding->choice_room) {
        finding->choice_room = region.leaf_count * 2;
        finding->choice = ARENA_MANY(finding->arena, struct way, finding->choice_room);
    }
    finding->found = (struct ways){NULL, 0};
    finding->found_room = 0;
    try_leaf(finding, 0, 0);
    finding->solved[module] = finding->found;
}

static enum rc check(const struct attack_damage_tree *tree, uint32_t root, struct fault *fault)
{
    const struct defence_graph *graph = &tree->graph;
    for (uint32_t node = 0; node < graph->nodes && node <= root; node++) {
        if (graph->kinds[node] == GATE &&
            graph->first_child[node] == graph->first_child[node + 1]) {
            return fault_add(fault, RC_INVALID, TEXT_NONE, "gate %u has no children", node);
        }
        if (!(tree->costs[node] >= 0) || !(tree->damages[node] >= 0)) {
            return fault_add(fault, RC_INVALID, TEXT_NONE, "a cost or a damage is below 0");
        }
    }
    return RC_OK;
}

/* Cheapest first, each with more damage than the one before. */
static struct attack_damage_front tidy(struct arena *arena, struct ways ways)
{
    struct attack_damage_front front = {ARENA_MANY(arena, struct attack_damage_point, ways.count),
                                        0};
    double damage = -1;
    for (;;) {
        const struct way *next = NULL;
        for (size_t i = 0; i < ways.count; i++) {
            const struct way *way = &ways.list[i];
            if (way->damage > damage && (next == NULL || way->cost < next->cost ||
                                         (way->cost <= next->cost && way->damage > next->damage))) {
                next = way;
            }
        }
        if (next == NULL) {
            return front;
        }
        damage = next->damage;
        front.points[front.count++] = (struct attack_damage_point){next->cost, next->damage};
    }
}

static void solve(struct finding *finding, uint32_t root)
{
    const struct attack_damage_tree *tree = finding->tree;
    struct defence_scratch scratch = defence_graph_scratch(&tree->graph, finding->arena);
    for (uint32_t node = 0; node <= root && count_work(finding, 0); node++) {
        if (tree->graph.kinds[node] == 0) {
            struct way *ways = ARENA_MANY(finding->arena, struct way, 2);
            ways[1] = (struct way){tree->costs[node], tree->damages[node], 1};
            finding->solved[node] = (struct ways){ways, 2};
        } else if (tree->graph.is_module[node]) {
            solve_module(finding, node, scratch);
        }
    }
}

enum rc attack_damage_find(struct arena *arena, struct attack_damage_tree *tree, uint32_t root,
                           struct fault *fault, struct attack_damage_front *out)
{
    enum rc rc = check(tree, root, fault);
    if (rc == RC_OK) {
        rc = defence_graph_close(&tree->graph, root, fault);
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct finding finding = {.tree = tree,
                              .arena = arena,
                              .scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES),
                              .solved = ARENA_MANY(arena, struct ways, (size_t)root + 1),
                              .items = ARENA_MANY(arena, struct ways, (size_t)root + 1)};
    solve(&finding, root);
    arena_close(finding.scratch);
    if (finding.is_over) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "too many steps of one part of the tree are shared, or the front has too "
                         "many points; cut the tree into parts");
    }
    *out = tidy(arena, finding.solved[root]);
    return RC_OK;
}
