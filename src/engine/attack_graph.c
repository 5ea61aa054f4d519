/* Labels are settled by rising size of their mask. A join is never smaller than
 * what it joins, so a settled label is one of the node's least for ever. */
#include "engine/attack_graph_part.h"

#include <string.h>

#define SIZES 65 /* of masks */
#define NO_CANDIDATE UINT32_MAX
#define FIRST_ROOM 4 /* labels */

/* A label that a node may get, in the bucket of its size. */
struct candidate {
    uint64_t mask;
    uint32_t node;
    uint32_t next;
};

struct solving {
    struct attack_graph *graph;
    struct candidate *candidates;
    uint32_t count;
    uint32_t room;
    uint32_t unused; /* taken ones, to be used again */
    uint32_t buckets[SIZES];
    uint64_t *least; /* of a join: what it has so far, and has next */
    uint64_t *next;
    bool is_over;
};

static uint64_t mask_of(const struct profile_grid *grid, uint16_t profile)
{
    uint64_t mask = 0;
    int shift = 0;
    for (int f = 0; f < grid->factors; f++) {
        mask |= ((UINT64_C(1) << grid->levels[profile][f]) - 1) << shift;
        shift += grid->method->potential.factors[f].count - 1;
    }
    return mask;
}

static uint16_t profile_of(const struct profile_grid *grid, uint64_t mask)
{
    int levels[METHOD_FACTORS_LIMIT];
    for (int f = 0; f < grid->factors; f++) {
        int bits = grid->method->potential.factors[f].count - 1;
        levels[f] = __builtin_popcountll(mask & ((UINT64_C(1) << bits) - 1));
        mask >>= bits;
    }
    return profile_grid_number(grid, levels);
}

/* Has the node a label that needs no more than this mask? */
static bool has_within(const struct attack_graph *graph, uint32_t node, uint64_t mask)
{
    const struct attack_graph_node *at = &graph->at[node];
    if (at->count == 0 || (at->newest & ~mask) == 0) {
        return at->count > 0;
    }
    for (uint32_t i = 0; i < at->count; i++) {
        if ((graph->labels[at->list + i] & ~mask) == 0) {
            return true;
        }
    }
    return false;
}

static void propose(struct solving *solving, uint32_t node, uint64_t mask)
{
    struct attack_graph *graph = solving->graph;
    if (has_within(graph, node, mask)) {
        return;
    }
    uint32_t at = solving->unused;
    if (at != NO_CANDIDATE) {
        solving->unused = solving->candidates[at].next;
    } else {
        if (solving->count == solving->room) {
            uint32_t room = solving->room * 2;
            solving->candidates = arena_grow(graph->arena, solving->candidates,
                                             solving->room * sizeof *solving->candidates,
                                             (size_t)room * sizeof *solving->candidates);
            solving->room = room;
        }
        at = solving->count++;
    }
    int size = __builtin_popcountll(mask);
    solving->candidates[at] = (struct candidate){mask, node, solving->buckets[size]};
    solving->buckets[size] = at;
}

/* Gives a node's labels a place with room for more. */
static void move_labels(struct attack_graph *graph, struct attack_graph_node *at)
{
    uint16_t room = at->room > 0 ? (uint16_t)(at->room * 2) : FIRST_ROOM;
    if (graph->label_room - graph->label_count < room) {
        uint32_t all = graph->label_room * 2;
        graph->labels =
            arena_grow(graph->arena, graph->labels, graph->label_room * sizeof *graph->labels,
                       (size_t)all * sizeof *graph->labels);
        graph->label_room = all;
    }
    memcpy(&graph->labels[graph->label_count], &graph->labels[at->list],
           at->count * sizeof *graph->labels);
    at->list = graph->label_count;
    at->room = room;
    graph->label_count += room;
}

static void settle(struct attack_graph *graph, uint32_t node, uint64_t mask)
{
    struct attack_graph_node *at = &graph->at[node];
    if (at->count == at->room) {
        move_labels(graph, at);
    }
    graph->labels[at->list + at->count++] = mask;
    at->newest = mask;
}

/* Adds a mask to a list of least ones. */
static size_t add_least(uint64_t *list, size_t count, uint64_t mask)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if ((list[i] & ~mask) == 0) {
            return count; /* one that needs no more is there: nothing was moved */
        }
    }
    for (size_t i = 0; i < count; i++) {
        if ((mask & ~list[i]) != 0) {
            list[kept++] = list[i];
        }
    }
    list[kept] = mask;
    return kept + 1;
}

/* Joins each of the masks with each label of the node. */
static size_t join_labels(const struct attack_graph *graph, const uint64_t *masks, size_t count,
                          uint32_t node, uint64_t *out, size_t out_count)
{
    const uint64_t *labels = &graph->labels[graph->at[node].list];
    for (size_t i = 0; i < count; i++) {
        for (uint32_t l = 0; l < graph->at[node].count; l++) {
            out_count = add_least(out, out_count, masks[i] | labels[l]);
        }
    }
    return out_count;
}

/* An AND whose children all hold: the new label of one with all of the others. */
static void join_all(struct solving *solving, uint32_t gate, uint32_t from, uint64_t mask)
{
    const struct attack_graph *graph = solving->graph;
    size_t count = 1;
    solving->least[0] = mask;
    for (uint32_t e = graph->at[gate].first_child; e < graph->at[gate + 1].first_child; e++) {
        if (graph->children[e] != from) {
            size_t joined =
                join_labels(graph, solving->least, count, graph->children[e], solving->next, 0);
            uint64_t *swap = solving->least;
            solving->least = solving->next;
            solving->next = swap;
            count = joined;
        }
    }
    for (size_t i = 0; i < count; i++) {
        propose(solving, gate, solving->least[i]);
    }
}

/* A vote: what takes j of the children seen so far, for each j up to k. */
static void join_vote(struct solving *solving, uint32_t gate)
{
    struct attack_graph *graph = solving->graph;
    uint32_t k = graph->at[gate].needs;
    size_t width = graph->grid->count;
    uint64_t *lists = ARENA_MANY(graph->arena, uint64_t, ((size_t)k + 1) * width);
    size_t *counts = ARENA_MANY(graph->arena, size_t, (size_t)k + 1);
    if (arena_is_over(graph->arena)) {
        solving->is_over = true;
        return;
    }
    counts[0] = 1;
    for (uint32_t e = graph->at[gate].first_child; e < graph->at[gate + 1].first_child; e++) {
        for (uint32_t j = k; j > 0; j--) {
            counts[j] = join_labels(graph, &lists[(j - 1) * width], counts[j - 1],
                                    graph->children[e], &lists[j * width], counts[j]);
        }
    }
    for (size_t i = 0; i < counts[k]; i++) {
        propose(solving, gate, lists[k * width + i]);
    }
}

static void tell_gate(struct solving *solving, uint32_t gate, uint32_t child, uint64_t mask)
{
    const struct attack_graph *graph = solving->graph;
    uint32_t count = graph->at[gate + 1].first_child - graph->at[gate].first_child;
    solving->graph->touched++;
    if (graph->at[gate].held < graph->at[gate].needs) {
        return;
    }
    if (graph->at[gate].needs == 1) {
        propose(solving, gate, mask);
    } else if (graph->at[gate].needs == count) {
        join_all(solving, gate, child, mask);
    } else {
        join_vote(solving, gate);
    }
}

static void take(struct solving *solving, uint32_t node, uint64_t mask)
{
    struct attack_graph *graph = solving->graph;
    if (has_within(graph, node, mask)) {
        return;
    }
    bool is_first = graph->at[node].count == 0;
    settle(graph, node, mask);
    for (uint32_t r = graph->at[node].first_reader; r < graph->at[node + 1].first_reader; r++) {
        if (graph->at[graph->readers[r]].needs > 0) {
            graph->at[graph->readers[r]].held += is_first;
        }
    }
    for (uint32_t r = graph->at[node].first_reader; r < graph->at[node + 1].first_reader; r++) {
        bool is_again =
            r > graph->at[node].first_reader && graph->readers[r] == graph->readers[r - 1];
        if (graph->at[graph->readers[r]].needs > 0 && !is_again) {
            tell_gate(solving, graph->readers[r], node, mask);
        }
    }
}

static void solve(struct solving *solving)
{
    struct attack_graph *graph = solving->graph;
    for (uint32_t node = 0; node < graph->nodes; node++) {
        if (graph->ratings[node] < graph->grid->count) {
            propose(solving, node, graph->masks[graph->ratings[node]]);
        }
    }
    for (int size = 0; size < SIZES && !solving->is_over; size++) {
        while (solving->buckets[size] != NO_CANDIDATE && !solving->is_over) {
            uint32_t at = solving->buckets[size];
            struct candidate candidate = solving->candidates[at];
            solving->buckets[size] = candidate.next;
            solving->candidates[at].next = solving->unused;
            solving->unused = at;
            take(solving, candidate.node, candidate.mask);
            solving->is_over = solving->is_over || arena_is_over(graph->arena);
        }
    }
}

static void open_solving(struct solving *solving)
{
    struct attack_graph *graph = solving->graph;
    struct arena *arena = graph->arena;
    graph->masks = ARENA_MANY(arena, uint64_t, graph->grid->count);
    graph->label_room = graph->nodes * 2 + 64;
    graph->labels = ARENA_MANY(arena, uint64_t, graph->label_room);
    for (uint16_t p = 0; p < graph->grid->count; p++) {
        graph->masks[p] = mask_of(graph->grid, p);
    }
    solving->room = 4096;
    solving->candidates = ARENA_MANY(arena, struct candidate, solving->room);
    solving->unused = NO_CANDIDATE;
    solving->least = ARENA_MANY(arena, uint64_t, graph->grid->count);
    solving->next = ARENA_MANY(arena, uint64_t, graph->grid->count);
    for (int size = 0; size < SIZES; size++) {
        solving->buckets[size] = NO_CANDIDATE;
    }
}

enum rc attack_graph_close(const struct attack_tree_builder *builder,
                           const struct profile_grid *grid, struct fault *fault,
                           const struct attack_graph **out)
{
    struct arena *arena = builder->arena;
    struct solving solving = {.is_over = false};
    if (builder->nodes > ATTACK_TREE_NODES_LIMIT || builder->edges > ATTACK_TREE_EDGES_LIMIT) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "an attack graph has at most %d nodes and %d edges",
                         ATTACK_TREE_NODES_LIMIT, ATTACK_TREE_EDGES_LIMIT);
    }
    struct attack_graph *graph = ARENA_NEW(arena, struct attack_graph);
    *graph = (struct attack_graph){.arena = arena,
                                   .grid = grid,
                                   .nodes = builder->nodes,
                                   .edges = builder->edges,
                                   .ratings = builder->ratings};
    enum rc rc = attack_graph_link(graph, builder, fault);
    if (rc != RC_OK) {
        return rc;
    }
    solving.graph = graph;
    open_solving(&solving);
    if (!arena_is_over(arena)) {
        solve(&solving);
    }
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack graph needs more memory than this call may use");
    }
    *out = graph;
    return RC_OK;
}

uint16_t attack_graph_best(const struct attack_graph *graph, uint32_t node)
{
    uint16_t best = ATTACK_INFEASIBLE;
    uint32_t count = node < graph->nodes ? graph->at[node].count : 0;
    for (uint32_t i = 0; i < count; i++) {
        uint16_t profile = profile_of(graph->grid, graph->labels[graph->at[node].list + i]);
        best = profile < best ? profile : best; /* the grid numbers them by total */
    }
    return best;
}

bool attack_graph_is_able(const struct attack_graph *graph, uint32_t node, uint16_t attacker)
{
    return node < graph->nodes && attacker < graph->grid->count &&
           has_within(graph, node, graph->masks[attacker]);
}

uint64_t attack_graph_touched(const struct attack_graph *graph)
{
    return graph->touched;
}
