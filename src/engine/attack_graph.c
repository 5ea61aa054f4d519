/* Gates are evaluated in an order that only circles disturb, over and over while
 * much changes, then only those that something changed for. */
#include "engine/attack_graph_part.h"
#include "engine/attack_queue.h"

#include <assert.h>
#include <string.h>

#define INNER 1   /* as a slot, until there is one: one edge leads to it, */
#define OUTER 2   /* more than one */
#define SWEEPS 16 /* at most, before single gates are followed */
#define FEW 16    /* a sweep that changes one gate in so many was the last one */

/* ---- places ---- */

struct placing {
    struct attack_graph *graph;
    bool *is_seen;
    bool *is_placed;
    uint32_t *path; /* nodes */
    uint32_t *next; /* edges */
    uint32_t *inner_path;
    uint32_t *inner_next;
};

static bool is_inner(const struct placing *placing, uint32_t node)
{
    return placing->graph->needs[node] > 0 && placing->graph->slot_of[node] == INNER;
}

/* A gate, and before it those that only it reads, and theirs. */
static void place_gate(struct placing *placing, uint32_t gate)
{
    struct attack_graph *graph = placing->graph;
    uint32_t depth = 1;
    placing->inner_path[0] = gate;
    placing->inner_next[0] = graph->first_child[gate];
    placing->is_placed[gate] = true;
    while (depth > 0) {
        uint32_t node = placing->inner_path[depth - 1];
        if (placing->inner_next[depth - 1] == graph->first_child[node + 1]) {
            graph->node_at[graph->gates++] = node;
            depth--;
            continue;
        }
        uint32_t child = graph->children[placing->inner_next[depth - 1]++];
        if (is_inner(placing, child) && !placing->is_placed[child]) {
            placing->is_placed[child] = true;
            placing->inner_path[depth] = child;
            placing->inner_next[depth++] = graph->first_child[child];
        }
    }
}

/* Depth-first, a gate after its children. */
static void place_below(struct placing *placing, uint32_t start)
{
    const struct attack_graph *graph = placing->graph;
    uint32_t depth = 1;
    placing->is_seen[start] = true;
    placing->path[0] = start;
    placing->next[0] = graph->first_child[start];
    while (depth > 0) {
        uint32_t node = placing->path[depth - 1];
        if (placing->next[depth - 1] == graph->first_child[node + 1]) {
            if ((!is_inner(placing, node) || depth == 1) && !placing->is_placed[node]) {
                place_gate(placing, node);
            }
            depth--;
            continue;
        }
        uint32_t child = graph->children[placing->next[depth - 1]++];
        if (graph->needs[child] > 0 && !placing->is_seen[child]) {
            placing->is_seen[child] = true;
            placing->path[depth] = child;
            placing->next[depth++] = graph->first_child[child];
        }
    }
}

static void place_gates(struct attack_graph *graph)
{
    struct arena *scratch = arena_open(SIZE_MAX);
    struct placing placing = {.graph = graph,
                              .is_seen = ARENA_MANY(scratch, bool, graph->nodes),
                              .is_placed = ARENA_MANY(scratch, bool, graph->nodes),
                              .path = ARENA_MANY(scratch, uint32_t, graph->nodes),
                              .next = ARENA_MANY(scratch, uint32_t, graph->nodes),
                              .inner_path = ARENA_MANY(scratch, uint32_t, graph->nodes),
                              .inner_next = ARENA_MANY(scratch, uint32_t, graph->nodes)};
    for (uint32_t e = 0; e < graph->edges; e++) {
        uint32_t *slot = &graph->slot_of[graph->children[e]];
        *slot = *slot == 0 ? INNER : OUTER;
    }
    uint32_t gates = 0;
    for (int pass = 0; pass < 2; pass++) { /* an inner one comes with its reader, if it can */
        for (uint32_t node = 0; node < graph->nodes; node++) {
            bool is_inner = graph->slot_of[node] == INNER;
            if (graph->needs[node] > 0 && is_inner == (pass == 1) && !placing.is_seen[node]) {
                place_below(&placing, node);
            }
            graph->outer += pass == 0 && graph->needs[node] > 0 && !is_inner;
            gates += pass == 0 && graph->needs[node] > 0;
        }
    }
    assert(graph->gates == gates);
    arena_close(scratch);
}

/* What is read from anywhere comes first, so that little memory holds it. */
static void give_slots(struct attack_graph *graph)
{
    uint32_t nobody = graph->outer + graph->classes.ratings;
    uint32_t outer = 0;
    uint32_t inner = nobody + 1;
    for (uint32_t place = 0; place < graph->gates; place++) {
        uint32_t *slot = &graph->slot_of[graph->node_at[place]];
        *slot = *slot == INNER ? inner++ : outer++;
    }
    for (uint32_t node = 0; node < graph->nodes; node++) {
        uint16_t rating = graph->ratings[node];
        if (graph->needs[node] == 0) {
            bool is_step = rating < graph->grid->count;
            graph->slot_of[node] =
                is_step ? graph->outer + graph->classes.rating_of[rating] : nobody;
        }
    }
}

static void list_operands(struct attack_graph *graph)
{
    uint32_t count = 0;
    for (uint32_t place = 0; place < graph->gates; place++) {
        uint32_t node = graph->node_at[place];
        graph->gate_at[place] =
            (struct attack_graph_gate){count, graph->needs[node], graph->slot_of[node]};
        for (uint32_t e = graph->first_child[node]; e < graph->first_child[node + 1]; e++) {
            graph->operands[count++] = graph->slot_of[graph->children[e]];
        }
    }
    graph->gate_at[graph->gates].first = count;
}

/* ---- evaluating ---- */

struct solving {
    struct attack_graph *graph;
    uint64_t *now;    /* a set */
    bool *is_changed; /* by place: in the last sweep */
    uint64_t *votes;  /* [j][width]: who can do j of the operands so far */
};

static void vote(const struct solving *solving, const uint32_t *operands, uint32_t count,
                 uint32_t needs)
{
    size_t width = solving->graph->classes.width;
    memset(solving->votes, 0, ((size_t)needs + 1) * width * sizeof *solving->votes);
    memset(solving->votes, 0xff, width * sizeof *solving->votes);
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t *set = solving->graph->sets + operands[i] * width;
        for (uint32_t j = needs; j > 0; j--) {
            for (size_t w = 0; w < width; w++) {
                solving->votes[j * width + w] |= solving->votes[(j - 1) * width + w] & set[w];
            }
        }
    }
    memcpy(solving->now, solving->votes + needs * width, width * sizeof *solving->now);
}

/* What a gate's operands make, into now. */
static inline void combine(const struct solving *solving, const uint32_t *operands, uint32_t count,
                           uint32_t needs, size_t width)
{
    const uint64_t *sets = solving->graph->sets;
    uint64_t *now = solving->now;
    if (needs != 1 && needs != count) {
        vote(solving, operands, count, needs);
        return;
    }
    for (size_t w = 0; w < width; w++) {
        now[w] = sets[operands[0] * width + w];
    }
    for (uint32_t i = 1; i < count; i++) {
        const uint64_t *set = sets + operands[i] * width;
        for (size_t w = 0; w < width; w++) {
            now[w] = needs == 1 ? now[w] | set[w] : now[w] & set[w];
        }
    }
}

/* Says whether the gate's set changed. */
static bool evaluate(const struct solving *solving, uint32_t place)
{
    struct attack_graph *graph = solving->graph;
    const struct attack_graph_gate *gate = &graph->gate_at[place];
    const uint32_t *operands = graph->operands + gate->first;
    uint32_t count = gate[1].first - gate->first;
    uint32_t needs = gate->needs;
    size_t width = graph->classes.width;
    uint64_t *set = graph->sets + gate->slot * width;
    uint64_t differs = 0;
    graph->touched += count;
    switch (width) { /* loops of known length */
    case 1:
        combine(solving, operands, count, needs, 1);
        break;
    case 2:
        combine(solving, operands, count, needs, 2);
        break;
    case 4:
        combine(solving, operands, count, needs, 4);
        break;
    default:
        combine(solving, operands, count, needs, width);
        break;
    }
    for (size_t w = 0; w < width; w++) {
        differs |= set[w] ^ solving->now[w];
        set[w] = solving->now[w];
    }
    return differs != 0;
}

static uint32_t sweep(const struct solving *solving)
{
    uint32_t changed = 0;
    for (uint32_t place = 0; place < solving->graph->gates; place++) {
        solving->is_changed[place] = evaluate(solving, place);
        changed += solving->is_changed[place];
    }
    return changed;
}

/* ---- following changes ---- */

/* By slot of a gate: places of the gates that read it. */
static struct attack_graph_edges readers_of(const struct attack_graph *graph)
{
    uint32_t count = graph->gate_at[graph->gates].first;
    uint32_t *users = ARENA_MANY(graph->arena, uint32_t, count);
    for (uint32_t place = 0; place < graph->gates; place++) {
        for (uint32_t i = graph->gate_at[place].first; i < graph->gate_at[place + 1].first; i++) {
            users[i] = place;
        }
    }
    return attack_graph_sort(graph->arena, graph->slots, count, graph->operands, users);
}

static void tell_readers(const struct attack_graph *graph, const struct attack_graph_edges *readers,
                         struct attack_queue *queue, uint32_t place)
{
    uint32_t slot = graph->gate_at[place].slot;
    for (uint32_t r = readers->first[slot]; r < readers->first[slot + 1]; r++) {
        attack_queue_put(queue, readers->others[r]);
    }
}

/* Only the gates that read what changed, in the order of their places. */
static void follow(const struct solving *solving)
{
    struct attack_graph *graph = solving->graph;
    struct attack_graph_edges readers = readers_of(graph);
    struct attack_queue queue;
    uint32_t from = 0;
    attack_queue_init(&queue, graph->arena, graph->gates);
    for (uint32_t place = 0; place < graph->gates; place++) {
        if (solving->is_changed[place]) {
            tell_readers(graph, &readers, &queue, place);
        }
    }
    while (!arena_is_over(graph->arena)) {
        uint32_t place = attack_queue_take(&queue, from);
        if (place == ATTACK_QUEUE_EMPTY && from == 0) {
            return;
        }
        from = place == ATTACK_QUEUE_EMPTY ? 0 : place + 1;
        if (place != ATTACK_QUEUE_EMPTY && evaluate(solving, place)) {
            tell_readers(graph, &readers, &queue, place);
        }
    }
}

static void solve(const struct solving *solving)
{
    struct attack_graph *graph = solving->graph;
    uint32_t changed = graph->gates;
    for (int i = 0; i < SWEEPS && changed > graph->gates / FEW; i++) {
        changed = sweep(solving);
        if (changed == 0 || arena_is_over(graph->arena)) {
            return;
        }
    }
    follow(solving);
}

/* ---- the graph ---- */

static void find_classes(struct attack_graph *graph)
{
    bool *is_used = ARENA_MANY(graph->arena, bool, graph->grid->count);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        if (graph->ratings[node] < graph->grid->count) {
            is_used[graph->ratings[node]] = true;
        }
    }
    attack_graph_class_find(&graph->classes, graph->arena, graph->grid, is_used);
}

static void open_sets(struct attack_graph *graph)
{
    const struct attack_graph_classes *classes = &graph->classes;
    graph->slots = graph->gates + classes->ratings + 1;
    graph->sets = ARENA_MANY(graph->arena, uint64_t, graph->slots * classes->width);
    memcpy(graph->sets + graph->outer * classes->width, classes->sets,
           classes->ratings * classes->width * sizeof *classes->sets);
}

static uint64_t *room_for_votes(const struct attack_graph *graph)
{
    uint32_t most = 0;
    for (uint32_t place = 0; place < graph->gates; place++) {
        const struct attack_graph_gate *gate = &graph->gate_at[place];
        bool is_vote = gate->needs < gate[1].first - gate->first;
        most = is_vote && gate->needs > most ? gate->needs : most;
    }
    return ARENA_MANY(graph->arena, uint64_t, ((size_t)most + 1) * graph->classes.width);
}

static void solve_graph(struct attack_graph *graph)
{
    struct solving solving = {.graph = graph};
    find_classes(graph);
    place_gates(graph);
    give_slots(graph);
    list_operands(graph);
    open_sets(graph);
    solving.is_changed = ARENA_MANY(graph->arena, bool, graph->gates);
    solving.now = ARENA_MANY(graph->arena, uint64_t, graph->classes.width);
    solving.votes = room_for_votes(graph);
    if (!arena_is_over(graph->arena)) {
        solve(&solving);
    }
}

enum rc attack_graph_close(const struct attack_tree_builder *builder,
                           const struct profile_grid *grid, struct fault *fault,
                           const struct attack_graph **out)
{
    struct arena *arena = builder->arena;
    if (builder->nodes > ATTACK_TREE_NODES_LIMIT || builder->edges > ATTACK_TREE_EDGES_LIMIT) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "an attack graph has at most %d nodes and %d edges",
                         ATTACK_TREE_NODES_LIMIT, ATTACK_TREE_EDGES_LIMIT);
    }
    struct attack_graph *graph = ARENA_NEW(arena, struct attack_graph);
    *graph = (struct attack_graph){
        .arena = arena,
        .grid = grid,
        .nodes = builder->nodes,
        .edges = builder->edges,
        .ratings = builder->ratings,
        .needs = ARENA_MANY(arena, uint32_t, builder->nodes),
        .slot_of = ARENA_MANY(arena, uint32_t, builder->nodes),
        .node_at = ARENA_MANY(arena, uint32_t, builder->nodes),
        .gate_at = ARENA_MANY(arena, struct attack_graph_gate, (size_t)builder->nodes + 1),
        .operands = ARENA_MANY(arena, uint32_t, builder->edges)};
    enum rc rc = attack_graph_link(graph, builder, fault);
    if (rc != RC_OK) {
        return rc;
    }
    if (!arena_is_over(arena)) {
        solve_graph(graph);
    }
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack graph needs more memory than this call may use");
    }
    *out = graph;
    return RC_OK;
}

static const uint64_t *set_of(const struct attack_graph *graph, uint32_t node)
{
    return graph->sets + graph->slot_of[node] * graph->classes.width;
}

uint16_t attack_graph_best(const struct attack_graph *graph, uint32_t node)
{
    for (size_t w = 0; node < graph->nodes && w < graph->classes.width; w++) {
        uint64_t word = set_of(graph, node)[w];
        if (word != 0) {
            return graph->classes.profile_of[w * 64 + (size_t)__builtin_ctzll(word)];
        }
    }
    return ATTACK_INFEASIBLE;
}

bool attack_graph_is_able(const struct attack_graph *graph, uint32_t node, uint16_t attacker)
{
    if (node >= graph->nodes || attacker >= graph->grid->count) {
        return false;
    }
    uint16_t c = graph->classes.class_of[attacker];
    return c != ATTACK_GRAPH_NO_CLASS && (set_of(graph, node)[c / 64] >> (c % 64) & 1) != 0;
}

uint64_t attack_graph_touched(const struct attack_graph *graph)
{
    return graph->touched;
}
