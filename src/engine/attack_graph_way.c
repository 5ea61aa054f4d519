/* One way to a node: counts how many children hold, from the steps upwards, and
 * keeps for each gate children that held before it did, so that the way never
 * runs in a circle. */
#include "engine/attack_graph_part.h"

#define NEVER UINT32_MAX

struct tracing {
    const struct attack_graph *graph;
    struct attack_graph_edges readers; /* by node: nodes */
    uint32_t *turn;                    /* by node: when it came to hold, or NEVER */
    uint32_t *held;                    /* by node */
    uint32_t *queue;                   /* nodes in the order in which they came to hold */
    uint32_t queued;
    uint8_t *is_taken;
};

static struct attack_graph_edges readers_of(const struct attack_graph *graph, struct arena *arena)
{
    uint32_t *parents = ARENA_MANY(arena, uint32_t, graph->edges);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        for (uint32_t e = graph->first_child[node]; e < graph->first_child[node + 1]; e++) {
            parents[e] = node;
        }
    }
    return attack_graph_sort(arena, graph->nodes, graph->edges, graph->children, parents);
}

static void hold(struct tracing *tracing, uint32_t node)
{
    tracing->turn[node] = tracing->queued;
    tracing->queue[tracing->queued++] = node;
}

static void spread(struct tracing *tracing, uint16_t attacker)
{
    const struct attack_graph *graph = tracing->graph;
    for (uint32_t node = 0; node < graph->nodes; node++) {
        uint16_t rating = graph->ratings[node];
        if (rating < graph->grid->count && profile_grid_is_able(graph->grid, attacker, rating)) {
            hold(tracing, node);
        }
    }
    for (uint32_t i = 0; i < tracing->queued; i++) {
        uint32_t node = tracing->queue[i];
        for (uint32_t r = tracing->readers.first[node]; r < tracing->readers.first[node + 1]; r++) {
            uint32_t gate = tracing->readers.others[r];
            if (graph->needs[gate] > 0 && ++tracing->held[gate] == graph->needs[gate]) {
                hold(tracing, gate);
            }
        }
    }
}

/* Children that suffice and held before the gate did. */
static void take(struct tracing *tracing, uint32_t gate)
{
    const struct attack_graph *graph = tracing->graph;
    uint32_t taken = 0;
    uint32_t turn = tracing->turn[gate];
    for (uint32_t e = graph->first_child[gate];
         e < graph->first_child[gate + 1] && taken < graph->needs[gate]; e++) {
        if (tracing->turn[graph->children[e]] < turn) {
            tracing->is_taken[graph->children[e]] = 1;
            taken++;
        }
    }
}

enum rc attack_graph_way(const struct attack_graph *graph, struct arena *arena, uint32_t node,
                         struct fault *fault, struct attack_way *out)
{
    uint16_t attacker = attack_graph_best(graph, node);
    struct attack_way way = {0, NULL};
    if (attacker == ATTACK_INFEASIBLE) {
        *out = way;
        return RC_OK;
    }
    struct tracing tracing = {.graph = graph, .readers = readers_of(graph, arena)};
    tracing.turn = ARENA_MANY(arena, uint32_t, graph->nodes);
    tracing.held = ARENA_MANY(arena, uint32_t, graph->nodes);
    tracing.queue = ARENA_MANY(arena, uint32_t, graph->nodes);
    tracing.is_taken = ARENA_MANY(arena, uint8_t, graph->nodes);
    way.nodes = ARENA_MANY(arena, uint32_t, graph->nodes);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack graph needs more memory than this call may use");
    }
    for (uint32_t i = 0; i < graph->nodes; i++) {
        tracing.turn[i] = NEVER;
    }
    spread(&tracing, attacker);
    tracing.is_taken[node] = 1;
    for (uint32_t i = tracing.turn[node] + 1; i-- > 0;) {
        if (tracing.is_taken[tracing.queue[i]]) {
            take(&tracing, tracing.queue[i]);
        }
    }
    for (uint32_t i = 0; i < tracing.queued; i++) {
        if (tracing.is_taken[tracing.queue[i]]) {
            way.nodes[way.count++] = tracing.queue[i];
        }
    }
    *out = way;
    return RC_OK;
}
