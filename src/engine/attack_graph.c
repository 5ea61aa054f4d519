#include "engine/attack_graph_part.h"
#include "engine/attack_queue.h"

/* Which levels of each factor some step needs. */
static void mark_levels(const struct attack_graph *graph,
                        bool needed[METHOD_FACTORS_LIMIT][METHOD_SCALE_LIMIT])
{
    for (uint32_t step = 0; step < graph->steps; step++) {
        uint16_t rating = graph->ratings[graph->node_at[step]];
        for (int f = 0; rating < graph->grid->count && f < graph->grid->factors; f++) {
            needed[f][graph->grid->levels[rating][f]] = true;
        }
    }
}

static void list_profiles(struct attack_graph *graph)
{
    const struct profile_grid *grid = graph->grid;
    bool needed[METHOD_FACTORS_LIMIT][METHOD_SCALE_LIMIT] = {{false}};
    mark_levels(graph, needed);
    graph->profile_at = ARENA_MANY(graph->arena, uint16_t, grid->count);
    for (uint16_t p = 0; p < grid->count; p++) {
        bool is_needed = true;
        for (int f = 0; f < grid->factors; f++) {
            is_needed = is_needed && needed[f][grid->levels[p][f]];
        }
        if (is_needed) {
            graph->profile_at[graph->profiles++] = p;
        }
    }
}

static const uint64_t *set_of_rating(struct attack_graph *graph, uint16_t rating)
{
    const struct profile_grid *grid = graph->grid;
    uint64_t *set = profile_grid_room(graph->arena, grid, 1);
    for (uint16_t i = 0; rating < grid->count && i < graph->profiles; i++) {
        if (profile_grid_is_able(grid, graph->profile_at[i], rating)) {
            set[i / 64] |= UINT64_C(1) << (i % 64);
        }
    }
    return set;
}

/* Steps with the same rating share their set. */
static void rate_steps(struct attack_graph *graph)
{
    uint16_t count = graph->grid->count;
    const uint64_t **set_of = ARENA_MANY(graph->arena, const uint64_t *, count);
    uint16_t *number_of = ARENA_MANY(graph->arena, uint16_t, count);
    const uint64_t *nobody = profile_grid_room(graph->arena, graph->grid, 1);
    for (uint16_t i = 0; i < graph->profiles; i++) {
        number_of[graph->profile_at[i]] = i;
    }
    for (uint32_t step = 0; step < graph->steps; step++) {
        uint16_t rating = graph->ratings[graph->node_at[step]];
        if (rating >= count) { /* infeasible, or a gate without children */
            graph->best[step] = ATTACK_INFEASIBLE;
            graph->sets[step] = nobody;
            continue;
        }
        if (set_of[rating] == NULL) {
            set_of[rating] = set_of_rating(graph, rating);
        }
        graph->best[step] = number_of[rating];
        graph->sets[step] = set_of[rating];
    }
}

struct solving {
    struct attack_graph *graph;
    struct attack_tree_kernel program;
    struct attack_queue queue;
    uint64_t *spare;
    uint64_t **own; /* by gate */
};

static bool renew(struct solving *solving, uint32_t gate)
{
    struct attack_graph *graph = solving->graph;
    uint16_t best;
    graph->touched++;
    if (!attack_tree_kernel_gate(&solving->program, gate, solving->spare, &best)) {
        return false;
    }
    uint64_t *old = solving->own[gate];
    solving->own[gate] = solving->spare;
    graph->sets[graph->steps + gate] = solving->spare;
    graph->best[graph->steps + gate] = best;
    solving->spare = old;
    return true;
}

static bool has_circle(const struct attack_graph *graph, uint32_t from, uint32_t to)
{
    bool is_self = false;
    for (uint32_t i = graph->first_operand[from]; i < graph->first_operand[from + 1]; i++) {
        is_self = is_self || graph->operands[i] == graph->steps + from;
    }
    return to - from > 1 || is_self;
}

/* From below, in turns over what changed, until nothing does. */
static void solve_circle(struct solving *solving, uint32_t from, uint32_t to)
{
    struct attack_graph *graph = solving->graph;
    const struct attack_readers *readers = &graph->readers;
    uint32_t gate = from;
    for (uint32_t g = from; g < to; g++) {
        attack_queue_put(&solving->queue, g);
    }
    for (;;) {
        gate = attack_queue_take(&solving->queue, gate);
        if (gate == ATTACK_QUEUE_EMPTY) {
            gate = attack_queue_take(&solving->queue, from);
        }
        if (gate == ATTACK_QUEUE_EMPTY) {
            return;
        }
        uint32_t position = graph->steps + gate;
        if (renew(solving, gate)) {
            for (uint32_t r = readers->first[position]; r < readers->first[position + 1]; r++) {
                if (readers->gates[r] >= from && readers->gates[r] < to) {
                    attack_queue_put(&solving->queue, readers->gates[r]);
                }
            }
        }
    }
}

static void solve(struct solving *solving)
{
    struct attack_graph *graph = solving->graph;
    for (uint32_t c = 0; c < graph->components; c++) {
        uint32_t from = graph->first_gate[c];
        uint32_t to = graph->first_gate[c + 1];
        if (has_circle(graph, from, to)) {
            graph->circles++;
            solve_circle(solving, from, to);
        } else {
            (void)renew(solving, from);
        }
    }
}

static void open_solving(struct solving *solving, size_t stride)
{
    struct attack_graph *graph = solving->graph;
    struct profile_grid narrow = {.stride = stride};
    uint64_t *slots = profile_grid_room(graph->arena, &narrow, (size_t)graph->gates + 1);
    solving->own = ARENA_MANY(graph->arena, uint64_t *, graph->gates);
    solving->spare = &slots[graph->gates * stride];
    for (uint32_t g = 0; g < graph->gates; g++) {
        solving->own[g] = &slots[g * stride];
        graph->sets[graph->steps + g] = solving->own[g];
        graph->best[graph->steps + g] = ATTACK_INFEASIBLE;
    }
    attack_queue_init(&solving->queue, graph->arena, graph->gates);
    solving->program = (struct attack_tree_kernel){.steps = graph->steps,
                                                   .gates = graph->gates,
                                                   .first_operand = graph->first_operand,
                                                   .operands = graph->operands,
                                                   .needs = graph->needs,
                                                   .sets = graph->sets,
                                                   .best = graph->best,
                                                   .stride = stride};
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
    *graph = (struct attack_graph){.arena = arena,
                                   .grid = grid,
                                   .nodes = builder->nodes,
                                   .ratings = builder->ratings,
                                   .names = builder->names};
    enum rc rc = attack_graph_number(graph, builder, fault);
    if (rc != RC_OK) {
        return rc;
    }
    list_profiles(graph);
    size_t stride = ((size_t)graph->profiles + 511) / 512 * 8;
    struct solving solving = {.graph = graph};
    graph->best = ARENA_MANY(arena, uint16_t, graph->nodes);
    graph->sets = ARENA_MANY(arena, const uint64_t *, graph->nodes);
    open_solving(&solving, stride > 0 ? stride : 8);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack graph needs more memory than this call may use");
    }
    rate_steps(graph);
    solve(&solving);
    *out = graph;
    return RC_OK;
}

uint16_t attack_graph_best(const struct attack_graph *graph, uint32_t node)
{
    uint16_t best = node < graph->nodes ? graph->best[graph->position_of[node]] : ATTACK_INFEASIBLE;
    return best == ATTACK_INFEASIBLE ? best : graph->profile_at[best];
}

bool attack_graph_is_able(const struct attack_graph *graph, uint32_t node, uint16_t attacker)
{
    if (node >= graph->nodes || attacker >= graph->grid->count) {
        return false;
    }
    const uint64_t *set = graph->sets[graph->position_of[node]];
    for (uint16_t i = graph->profiles; i-- > 0;) { /* what he has reaches whom it covers */
        if ((set[i / 64] >> (i % 64) & 1) != 0 &&
            profile_grid_is_able(graph->grid, attacker, graph->profile_at[i])) {
            return true;
        }
    }
    return false;
}

uint32_t attack_graph_circles(const struct attack_graph *graph)
{
    return graph->circles;
}

uint64_t attack_graph_touched(const struct attack_graph *graph)
{
    return graph->touched;
}
