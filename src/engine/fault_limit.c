#include "engine/fault_limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORK UINT32_C(4000000) /* nodes looked at twice to choose */

/* The gates of unsolved modules, operands before their users, and what they ask. */
struct limiting {
    const struct fault_solution *solution;
    const struct fault_graph *graph;
    bool is_one_way;
    uint8_t *ways;   /* by node: bit 0 reached plain, bit 1 negated */
    uint32_t *users; /* by node */
    uint32_t *list;  /* nodes: rising, what the top reaches */
    uint32_t count;
    struct fault_bound *base; /* by node: with nothing decided */
    struct fault_bound *now;  /* by node */
};

static bool is_asked(const struct limiting *limiting, uint32_t node)
{
    const struct fault_graph_node *at = &limiting->graph->nodes[node];
    if (at->count == 0) {
        return true;
    }
    uint32_t variable = limiting->solution->variable_of[node];
    return at->is_module && variable != FAULT_NOWHERE &&
           limiting->solution->modules[limiting->solution->variables[variable].module].is_solved;
}

static void reach(struct limiting *limiting)
{
    const struct fault_graph *graph = limiting->graph;
    uint32_t root = graph->root >> 1;
    limiting->ways[root] = (uint8_t)(1 << (graph->root & 1));
    for (uint32_t i = root; i > 0; i--) {
        const struct fault_graph_node *node = &graph->nodes[i];
        uint8_t ways = limiting->ways[i];
        if (ways == 0 || is_asked(limiting, i)) {
            continue;
        }
        ways = node->kind == FAULT_GRAPH_XOR ? 3 : ways;
        for (uint32_t k = 0; k < node->count; k++) {
            uint32_t literal = graph->operands[node->first + k];
            uint8_t turned = (uint8_t)((ways & 1) << 1 | ways >> 1);
            limiting->ways[literal >> 1] |= (literal & 1) != 0 ? turned : ways;
            limiting->users[literal >> 1]++;
        }
    }
    limiting->is_one_way = true;
    for (uint32_t i = 1; i <= root; i++) {
        if (limiting->ways[i] != 0) {
            limiting->list[limiting->count++] = i;
            limiting->is_one_way &= !is_asked(limiting, i) || limiting->ways[i] != 3;
        }
    }
}

/* ---- one pass ---- */

static struct fault_bound literal_limits(const struct limiting *limiting, uint32_t literal)
{
    struct fault_bound limits = limiting->now[literal >> 1];
    if ((literal & 1) != 0) {
        return (struct fault_bound){1 - limits.high, 1 - limits.low};
    }
    return limits;
}

/* Does nobody else depend on anything that it does? */
static bool is_private(const struct limiting *limiting, uint32_t node)
{
    return limiting->users[node] == 1 &&
           (limiting->graph->nodes[node].is_module || is_asked(limiting, node));
}

static struct fault_bound limits_of_and(const struct limiting *limiting, const uint32_t *literals,
                                        uint32_t count)
{
    struct fault_bound alone = {1, 1};
    double product = 1;
    double rest = 1;
    double least = 1;
    for (uint32_t k = 0; k < count; k++) {
        struct fault_bound limits = literal_limits(limiting, literals[k]);
        if (is_private(limiting, literals[k] >> 1)) {
            alone.low *= limits.low;
            alone.high *= limits.high;
            continue;
        }
        product *= limits.low;
        rest -= 1 - limits.low;
        least = limits.high < least ? limits.high : least;
    }
    rest = rest > 0 ? rest : 0;
    return (struct fault_bound){alone.low * (limiting->is_one_way ? product : rest),
                                alone.high * least};
}

static struct fault_bound limits_of_count(const struct limiting *limiting, const uint32_t *literals,
                                          uint32_t count, uint32_t least)
{
    double holding = 0;
    double failing = 0;
    for (uint32_t k = 0; k < count; k++) {
        struct fault_bound limits = literal_limits(limiting, literals[k]);
        holding += limits.high;
        failing += 1 - limits.low;
    }
    holding /= least;
    failing /= count - least + 1;
    return (struct fault_bound){failing < 1 ? 1 - failing : 0, holding < 1 ? holding : 1};
}

static struct fault_bound limits_of_xor(const struct limiting *limiting, const uint32_t *literals)
{
    struct fault_bound a = literal_limits(limiting, literals[0]);
    struct fault_bound b = literal_limits(limiting, literals[1]);
    double low = a.low - b.high > b.low - a.high ? a.low - b.high : b.low - a.high;
    double high = a.high + b.high < 2 - a.low - b.low ? a.high + b.high : 2 - a.low - b.low;
    return (struct fault_bound){low > 0 ? low : 0, high < 1 ? high : 1};
}

static void pass(struct limiting *limiting, uint32_t from)
{
    for (uint32_t i = from; i < limiting->count; i++) {
        uint32_t at = limiting->list[i];
        const struct fault_graph_node *node = &limiting->graph->nodes[at];
        const uint32_t *literals = limiting->graph->operands + node->first;
        if (is_asked(limiting, at)) {
            continue;
        }
        if (node->kind == FAULT_GRAPH_AND) {
            limiting->now[at] = limits_of_and(limiting, literals, node->count);
        } else if (node->kind == FAULT_GRAPH_XOR) {
            limiting->now[at] = limits_of_xor(limiting, literals);
        } else {
            limiting->now[at] = limits_of_count(limiting, literals, node->count, node->least);
        }
    }
}

static struct fault_bound top_of(const struct limiting *limiting)
{
    return literal_limits(limiting, limiting->graph->root);
}

/* ---- choosing ---- */

/* The expected width of the top's limits once the event at this place is decided. */
static double width_after(struct limiting *limiting, uint32_t place)
{
    uint32_t node = limiting->list[place];
    double p = limiting->base[node].high;
    double width = 0;
    for (int value = 0; value < 2; value++) {
        limiting->now[node] = (struct fault_bound){value, value};
        pass(limiting, place + 1);
        struct fault_bound top = top_of(limiting);
        width += (value == 1 ? p : 1 - p) * (top.high - top.low);
    }
    memcpy(limiting->now + node, limiting->base + node,
           (limiting->graph->count - node) * sizeof *limiting->now);
    return width;
}

struct candidate {
    uint32_t place;
    uint32_t users;
};

static int by_users(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    if (x->users != y->users) {
        return x->users > y->users ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

/* Those that many gates use first, as many as the work allows. */
static uint32_t find_candidates(const struct limiting *limiting, struct candidate *candidates)
{
    uint32_t count = 0;
    uint32_t most = WORK / (limiting->count + 1) + 1;
    for (uint32_t i = 0; i < limiting->count; i++) {
        uint32_t node = limiting->list[i];
        if (limiting->graph->nodes[node].kind == FAULT_GRAPH_EVENT) {
            candidates[count++] = (struct candidate){i, limiting->users[node]};
        }
    }
    qsort(candidates, count, sizeof *candidates, by_users);
    return count < most ? count : most;
}

/* Where only solved modules are asked: any event inside them. */
static uint32_t any_event(const struct limiting *limiting)
{
    const struct fault_graph *graph = limiting->graph;
    for (uint32_t node = graph->root >> 1; node > 0; node--) {
        if (graph->nodes[node].kind == FAULT_GRAPH_EVENT &&
            limiting->solution->variable_of[node] != FAULT_NOWHERE) {
            return graph->nodes[node].first;
        }
    }
    return FAULT_NOWHERE;
}

static uint32_t choose(struct limiting *limiting, struct arena *arena)
{
    struct candidate *candidates = ARENA_MANY(arena, struct candidate, limiting->count);
    uint32_t count = find_candidates(limiting, candidates);
    double best = INFINITY;
    uint32_t event = FAULT_NOWHERE;
    for (uint32_t i = 0; i < count; i++) {
        double width = width_after(limiting, candidates[i].place);
        if (width < best) {
            best = width;
            event = limiting->graph->nodes[limiting->list[candidates[i].place]].first;
        }
    }
    return event != FAULT_NOWHERE ? event : any_event(limiting);
}

struct fault_limit fault_limit_choose(const struct fault_solution *solution, struct arena *arena)
{
    const struct fault_graph *graph = solution->graph;
    struct limiting limiting = {.solution = solution,
                                .graph = graph,
                                .ways = ARENA_MANY(arena, uint8_t, graph->count),
                                .users = ARENA_MANY(arena, uint32_t, graph->count),
                                .list = ARENA_MANY(arena, uint32_t, graph->count),
                                .base = ARENA_MANY(arena, struct fault_bound, graph->count),
                                .now = ARENA_MANY(arena, struct fault_bound, graph->count)};
    struct fault_limit limit;
    reach(&limiting);
    limiting.now[0] = (struct fault_bound){1, 1};
    for (uint32_t i = 0; i < limiting.count; i++) {
        uint32_t node = limiting.list[i];
        if (is_asked(&limiting, node)) {
            double p = solution->variables[solution->variable_of[node]].p;
            p = solution->variables[solution->variable_of[node]].is_turned ? 1 - p : p;
            limiting.now[node] = (struct fault_bound){p, p};
        }
    }
    pass(&limiting, 0);
    memcpy(limiting.base, limiting.now, graph->count * sizeof *limiting.now);
    limit.top = top_of(&limiting);
    limit.event = choose(&limiting, arena);
    return limit;
}
