/* One way to a node: counts how many operands hold, from the steps upwards, and
 * keeps for each gate the operands that made it hold first. Since they held
 * before it, the way never runs in a circle. */
#include "engine/attack_graph_part.h"

#define NEVER UINT32_MAX

struct tracing {
    const struct attack_graph *graph;
    uint32_t *turn;  /* by position: when it came to hold, or NEVER */
    uint32_t *held;  /* by gate */
    uint32_t *queue; /* positions in the order in which they came to hold */
    uint32_t queued;
    uint8_t *is_taken;
};

static void hold(struct tracing *tracing, uint32_t position)
{
    tracing->turn[position] = tracing->queued;
    tracing->queue[tracing->queued++] = position;
}

static void spread(struct tracing *tracing, uint16_t attacker)
{
    const struct attack_graph *graph = tracing->graph;
    for (uint32_t step = 0; step < graph->steps; step++) {
        uint16_t rating = graph->ratings[graph->node_at[step]];
        if (rating < graph->grid->count && profile_grid_is_able(graph->grid, attacker, rating)) {
            hold(tracing, step);
        }
    }
    for (uint32_t i = 0; i < tracing->queued; i++) {
        uint32_t end = graph->readers.first[tracing->queue[i] + 1];
        for (uint32_t r = graph->readers.first[tracing->queue[i]]; r < end; r++) {
            uint32_t gate = graph->readers.gates[r];
            if (++tracing->held[gate] == graph->needs[gate]) {
                hold(tracing, graph->steps + gate);
            }
        }
    }
}

/* The earliest operands that suffice: all that held before the gate did. */
static void take(struct tracing *tracing, uint32_t gate)
{
    const struct attack_graph *graph = tracing->graph;
    uint32_t taken = 0;
    uint32_t turn = tracing->turn[graph->steps + gate];
    for (uint32_t i = graph->first_operand[gate];
         i < graph->first_operand[gate + 1] && taken < graph->needs[gate]; i++) {
        if (tracing->turn[graph->operands[i]] < turn) {
            tracing->is_taken[graph->operands[i]] = 1;
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
    struct tracing tracing = {.graph = graph};
    tracing.turn = ARENA_MANY(arena, uint32_t, graph->nodes);
    tracing.held = ARENA_MANY(arena, uint32_t, graph->gates);
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
    tracing.is_taken[graph->position_of[node]] = 1;
    for (uint32_t i = tracing.turn[graph->position_of[node]] + 1; i-- > 0;) {
        if (tracing.is_taken[tracing.queue[i]] && tracing.queue[i] >= graph->steps) {
            take(&tracing, tracing.queue[i] - graph->steps);
        }
    }
    for (uint32_t i = 0; i < tracing.queued; i++) {
        if (tracing.is_taken[tracing.queue[i]]) {
            way.nodes[way.count++] = graph->node_at[tracing.queue[i]];
        }
    }
    *out = way;
    return RC_OK;
}
