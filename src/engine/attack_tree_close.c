/* Turns what the builder collected into a checked tree, numbered for speed. */
#include "engine/attack_tree.h"
#include "engine/attack_tree_kernel.h"

#include <string.h>

#define CYCLE_NAMES 12

enum visit { FRESH, OPEN, DONE };

/* Depth-first search with its own stack: input decides how deep it goes. */
struct walk {
    uint8_t *visits;      /* by node */
    uint32_t *path;       /* nodes from the start to here */
    uint32_t *next_child; /* by depth, into children */
    uint32_t depth;
};

struct closing {
    struct arena *arena;
    struct fault *fault;
    struct attack_tree *tree;
    struct walk walk;
    uint32_t *node_at;
    uint32_t *position_of;
    bool is_sorted;  /* edges by rising parent */
    bool is_ordered; /* all edges to higher numbers, or all to lower ones */
};

static void walk_enter(struct closing *closing, uint32_t node)
{
    struct walk *walk = &closing->walk;
    walk->visits[node] = OPEN;
    walk->path[walk->depth] = node;
    walk->next_child[walk->depth] = closing->tree->first_child[node];
    walk->depth++;
}

static enum rc refuse_cycle(struct closing *closing, uint32_t back_to)
{
    const struct walk *walk = &closing->walk;
    struct buffer names;
    buffer_init(&names, closing->arena);
    uint32_t from = walk->depth;
    while (walk->path[from - 1] != back_to) {
        from--;
    }
    for (uint32_t i = from - 1; i < walk->depth; i++) {
        if (i - (from - 1) == CYCLE_NAMES) {
            buffer_put_z(&names, "... -> ");
            break;
        }
        buffer_put(&names, attack_tree_name(closing->tree, closing->arena, walk->path[i]));
        buffer_put_z(&names, " -> ");
    }
    buffer_put(&names, attack_tree_name(closing->tree, closing->arena, back_to));
    return fault_add(closing->fault, RC_CYCLE, TEXT_NONE, "the attack tree runs in a circle: %.*s",
                     TEXT_ARGS(buffer_text(&names)));
}

static enum rc check_cycles_from(struct closing *closing, uint32_t start)
{
    const struct attack_tree *tree = closing->tree;
    struct walk *walk = &closing->walk;
    walk_enter(closing, start);
    while (walk->depth > 0) {
        uint32_t node = walk->path[walk->depth - 1];
        uint32_t edge = walk->next_child[walk->depth - 1]++;
        if (edge == tree->first_child[node + 1]) {
            walk->visits[node] = DONE;
            walk->depth--;
        } else if (walk->visits[tree->children[edge]] == OPEN) {
            return refuse_cycle(closing, tree->children[edge]);
        } else if (walk->visits[tree->children[edge]] == FRESH) {
            walk_enter(closing, tree->children[edge]);
        }
    }
    return RC_OK;
}

static enum rc check_cycles(struct closing *closing)
{
    const struct attack_tree *tree = closing->tree;
    closing->walk = (struct walk){.visits = ARENA_MANY(closing->arena, uint8_t, tree->nodes),
                                  .path = ARENA_MANY(closing->arena, uint32_t, tree->nodes),
                                  .next_child = ARENA_MANY(closing->arena, uint32_t, tree->nodes)};
    enum rc rc = check_cycles_from(closing, tree->root);
    for (uint32_t node = 0; rc == RC_OK && node < tree->nodes; node++) {
        if (closing->walk.visits[node] == FRESH) {
            rc = check_cycles_from(closing, node);
        }
    }
    return rc;
}

static enum rc refuse_node(struct closing *closing, uint32_t node, enum rc rc, const char *words)
{
    struct text name = attack_tree_name(closing->tree, closing->arena, node);
    return fault_add(closing->fault, rc, name, "%s", words);
}

static enum rc check_node(struct closing *closing, uint32_t node)
{
    const struct attack_tree *tree = closing->tree;
    uint32_t children = tree->first_child[node + 1] - tree->first_child[node];
    if (tree->gates[node] == ATTACK_LEAF && children > 0) {
        return refuse_node(closing, node, RC_INVALID,
                           "a step has no children; make it a gate or take them away");
    }
    if (tree->ratings[node] != ATTACK_UNRATED) {
        return RC_OK;
    }
    if (tree->gates[node] == ATTACK_LEAF) {
        return refuse_node(closing, node, RC_CONFLICT, "this step is not rated");
    }
    if (children == 0) {
        return refuse_node(closing, node, RC_INVALID,
                           "this gate has no children; add steps or rate it as a whole");
    }
    if (tree->gates[node] == ATTACK_K_OF_N && (tree->ks[node] < 1 || tree->ks[node] > children)) {
        return refuse_node(closing, node, RC_INVALID,
                           "k is out of range; give 1 to the number of children");
    }
    return RC_OK;
}

/* While nodes are numbered, position_of of a gate is its number with this bit. */
#define GATE_BIT (UINT32_C(1) << 31)
#define ON_PATH (ATTACK_NOWHERE - 1)

/* A gate whose children are being numbered. */
struct open_gate {
    uint32_t node;
    uint32_t edge; /* the next of its children */
    uint32_t end;
};

/* The next of the gate's children that is met for the first time. */
static uint32_t next_new(const struct closing *closing, struct open_gate *gate)
{
    const uint32_t *children = closing->tree->children;
    uint32_t edge = gate->edge;
    uint32_t end = gate->end;
    while (edge < end && closing->position_of[children[edge]] != ATTACK_NOWHERE) {
        edge++;
    }
    gate->edge = edge + 1;
    return edge < end ? children[edge] : ATTACK_NOWHERE;
}

/* Numbers what counts: steps upwards from 0 in node_at, gates in post-order in
 * `gates`, to be put behind the steps when their number is known. A rated node
 * is a step: what is below it does not count. */
static enum rc number_nodes(struct closing *closing, uint32_t *gates, uint32_t *gate_count)
{
    struct attack_tree *tree = closing->tree;
    struct open_gate *path = ARENA_MANY(closing->arena, struct open_gate, tree->nodes);
    uint32_t *position_of = closing->position_of;
    uint32_t depth = 0;
    uint32_t numbered = 0;
    uint32_t node = tree->root;
    do {
        if (node == ATTACK_NOWHERE) { /* all children of the last gate have their numbers */
            uint32_t gate = path[--depth].node;
            position_of[gate] = numbered | GATE_BIT;
            gates[numbered++] = gate;
        } else {
            enum rc rc = check_node(closing, node);
            if (rc != RC_OK) {
                return rc;
            }
            if (tree->ratings[node] != ATTACK_UNRATED) {
                position_of[node] = tree->steps;
                closing->node_at[tree->steps++] = node;
            } else {
                position_of[node] = ON_PATH;
                path[depth++] =
                    (struct open_gate){node, tree->first_child[node], tree->first_child[node + 1]};
            }
        }
        node = depth > 0 ? next_new(closing, &path[depth - 1]) : ATTACK_NOWHERE;
    } while (depth > 0);
    *gate_count = numbered;
    return RC_OK;
}

/* Gates come behind the steps. */
static void place_gates(struct closing *closing, const uint32_t *gates, uint32_t gate_count)
{
    struct attack_tree *tree = closing->tree;
    uint32_t *position_of = closing->position_of;
    uint32_t steps = tree->steps;
    if (gate_count > 0) {
        memcpy(&closing->node_at[steps], gates, gate_count * sizeof *gates);
    }
    for (uint32_t node = 0; node < tree->nodes; node++) {
        uint32_t position = position_of[node];
        bool is_gate = position != ATTACK_NOWHERE && (position & GATE_BIT) != 0;
        position_of[node] = is_gate ? (position & ~GATE_BIT) + steps : position;
    }
    tree->count = steps + gate_count;
    tree->node_at = closing->node_at;
    tree->position_of = position_of;
}

static void fill_operands(struct closing *closing, uint32_t gate_count)
{
    struct attack_tree *tree = closing->tree;
    uint32_t *first = ARENA_MANY(closing->arena, uint32_t, gate_count + 1);
    uint32_t *needs = ARENA_MANY(closing->arena, uint32_t, gate_count);
    for (uint32_t g = 0; g < gate_count; g++) {
        uint32_t node = closing->node_at[tree->steps + g];
        first[g + 1] = first[g] + tree->first_child[node + 1] - tree->first_child[node];
    }
    uint32_t *operands =
        ARENA_MANY(closing->arena, uint32_t, first[gate_count] + ATTACK_TREE_AHEAD);
    for (uint32_t g = 0; g < gate_count; g++) {
        uint32_t node = closing->node_at[tree->steps + g];
        const uint32_t *children = &tree->children[tree->first_child[node]];
        uint32_t arity = first[g + 1] - first[g];
        for (uint32_t i = 0; i < arity; i++) {
            operands[first[g] + i] = closing->position_of[children[i]];
        }
        enum attack_gate gate = tree->gates[node];
        needs[g] = gate == ATTACK_OR ? 1 : gate == ATTACK_K_OF_N ? tree->ks[node] : arity;
    }
    tree->first_operand = first;
    tree->operands = operands;
    tree->needs = needs;
}

/* Gives each gate a slot; slots whose last reader has run are used again, the
 * newest first, so that a value is overwritten while it is still in cache. */
static void share_slots(struct closing *closing, uint32_t gate_count)
{
    struct attack_tree *tree = closing->tree;
    uint32_t *slot_of = ARENA_MANY(closing->arena, uint32_t, gate_count);
    uint32_t *readers = ARENA_MANY(closing->arena, uint32_t, gate_count);
    uint32_t *unused = ARENA_MANY(closing->arena, uint32_t, gate_count);
    uint32_t unused_count = 0;
    for (uint32_t i = 0; i < tree->first_operand[gate_count]; i++) {
        if (tree->operands[i] >= tree->steps) {
            readers[tree->operands[i] - tree->steps]++;
        }
    }
    for (uint32_t g = 0; g < gate_count; g++) {
        for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
            if (tree->operands[i] >= tree->steps &&
                --readers[tree->operands[i] - tree->steps] == 0) {
                unused[unused_count++] = slot_of[tree->operands[i] - tree->steps];
            }
        }
        slot_of[g] = unused_count > 0 ? unused[--unused_count] : tree->slots++;
    }
    tree->slot_of = slot_of;
}

static enum rc number_tree(struct closing *closing)
{
    struct attack_tree *tree = closing->tree;
    uint32_t *gates = ARENA_MANY(closing->arena, uint32_t, tree->nodes);
    uint32_t gate_count = 0;
    closing->node_at = ARENA_MANY(closing->arena, uint32_t, tree->nodes);
    closing->position_of = ARENA_MANY(closing->arena, uint32_t, tree->nodes);
    for (uint32_t node = 0; node < tree->nodes; node++) {
        closing->position_of[node] = ATTACK_NOWHERE;
    }
    enum rc rc = number_nodes(closing, gates, &gate_count);
    if (rc != RC_OK) {
        return rc;
    }
    place_gates(closing, gates, gate_count);
    fill_operands(closing, gate_count);
    share_slots(closing, gate_count);
    return RC_OK;
}

/* Are the edges linked by rising parent, and do they all lead the same way
 * through the numbers (then there is no circle)? Counts the children of each
 * node, two places on. */
static enum rc survey_edges(struct closing *closing, const struct attack_tree_builder *builder,
                            uint32_t *first)
{
    bool is_rising = true;
    bool is_falling = true;
    uint32_t before = 0;
    closing->is_sorted = true;
    for (uint32_t e = 0; e < builder->edges; e++) {
        uint32_t parent = builder->edge_parents[e];
        uint32_t child = builder->edge_children[e];
        if (parent >= builder->nodes || child >= builder->nodes) {
            return fault_add(closing->fault, RC_NOT_FOUND,
                             attack_tree_name(closing->tree, closing->arena, parent),
                             "this gate names a child that does not exist");
        }
        closing->is_sorted &= parent >= before;
        is_rising &= child > parent;
        is_falling &= child < parent;
        before = parent;
        first[parent + 2]++;
    }
    closing->is_ordered = is_rising || is_falling;
    return RC_OK;
}

/* Children by parent, in the order they were linked: the builder's own list
 * where it is that already. */
static enum rc sort_edges(struct closing *closing, const struct attack_tree_builder *builder)
{
    struct attack_tree *tree = closing->tree;
    uint32_t *first = ARENA_MANY(closing->arena, uint32_t, tree->nodes + 2);
    enum rc rc = survey_edges(closing, builder, first);
    if (rc != RC_OK) {
        return rc;
    }
    for (uint32_t node = 0; node < tree->nodes; node++) {
        first[node + 2] += first[node + 1];
    }
    tree->first_child = first + 1;
    tree->children = builder->edge_children;
    if (!closing->is_sorted) {
        uint32_t *children = ARENA_MANY(closing->arena, uint32_t, builder->edges);
        for (uint32_t e = 0; e < builder->edges; e++) {
            children[first[builder->edge_parents[e] + 1]++] = builder->edge_children[e];
        }
        tree->first_child = first;
        tree->children = children;
    }
    return RC_OK;
}

enum rc attack_tree_close(const struct attack_tree_builder *builder, uint32_t root,
                          struct fault *fault, const struct attack_tree **out)
{
    struct arena *arena = builder->arena;
    if (builder->nodes > ATTACK_TREE_NODES_LIMIT || builder->edges > ATTACK_TREE_EDGES_LIMIT) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "an attack tree has at most %d nodes and %d edges",
                         ATTACK_TREE_NODES_LIMIT, ATTACK_TREE_EDGES_LIMIT);
    }
    if (root >= builder->nodes) {
        return fault_add(fault, RC_NOT_FOUND, TEXT("root"), "the root of the tree does not exist");
    }
    struct attack_tree *tree = ARENA_NEW(arena, struct attack_tree);
    *tree = (struct attack_tree){.nodes = builder->nodes,
                                 .root = root,
                                 .gates = builder->gates,
                                 .ks = builder->ks,
                                 .names = builder->names,
                                 .ratings = builder->ratings};
    struct closing closing = {.arena = arena, .fault = fault, .tree = tree};
    enum rc rc = sort_edges(&closing, builder);
    if (rc == RC_OK && !closing.is_ordered) {
        rc = check_cycles(&closing);
    }
    if (rc == RC_OK) {
        rc = number_tree(&closing);
    }
    if (rc == RC_OK && arena_is_over(arena)) {
        rc = fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                       "the attack tree needs more memory than this call may use");
    }
    if (rc == RC_OK) {
        *out = tree;
    }
    return rc;
}
