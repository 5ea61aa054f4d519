/* Two functions a gate, one below and one above, each cut to size. */
#include "engine/fault_bound.h"

#include "engine/fault_cut.h"
#include "engine/fault_gate.h"

#include <string.h>

#define TABLE_NODES UINT32_C(4000000) /* before a gate's operands are cut further */
#define SWEEP_NODES UINT32_C(32768)   /* a small table is a quick one */
#define LEAST_NODES 8

struct bounding {
    const struct fault_solution *solution;
    const struct fault_graph *graph;
    struct fault_bound_options options;
    struct arena *arena;   /* of one module */
    struct arena *scratch; /* of one gate */
    struct arena *cutting; /* of one cut */
    struct fault_cut cut;
    struct bdd bdd; /* of one module */
    struct fault_module module;
    struct fault_bound *variables; /* by place in the order: limits of its probability, */
    double *middles;               /* and what lies between them */
    struct fault_bound *results;   /* by graph node: of modules */
    uint32_t *mark;
    uint32_t *place;
    uint32_t *variable_of; /* by node: of the module's leaves */
    uint32_t *function[2]; /* by node and side: of the module's gates */
    uint32_t *users;       /* by node: gates that still need it */
    uint32_t *held;
};

/* ---- gates ---- */

static uint32_t operand(struct bounding *bounding, uint32_t literal, enum fault_side side)
{
    uint32_t node = literal >> 1;
    uint32_t sign = literal & 1;
    const struct fault_graph_node *there = &bounding->graph->nodes[node];
    if (node != bounding->module.node && (there->count == 0 || there->is_module)) {
        return bdd_make(&bounding->bdd, bounding->variable_of[node], BDD_TRUE, BDD_FALSE) ^ sign ^
               (uint32_t)there->is_true_at_nothing;
    }
    return bounding->function[sign == 0 ? side : 1 - side][node] ^ sign;
}

static uint32_t xor_of(struct bdd *bdd, const uint32_t near[2], const uint32_t far[2])
{
    uint32_t one = bdd_and(bdd, near[0], bdd_not(far[1]));
    uint32_t other = bdd_and(bdd, bdd_not(far[0]), near[1]);
    return bdd_not(bdd_and(bdd, bdd_not(one), bdd_not(other)));
}

/* Deepest operands first, cut on the way: and is monotone. */
static uint32_t and_of(struct bounding *bounding, uint32_t *functions, uint32_t count,
                       enum fault_side side)
{
    struct bdd *bdd = &bounding->bdd;
    for (uint32_t i = 1; i < count; i++) { /* few operands, so insertion */
        uint32_t moved = functions[i];
        uint32_t k = i;
        for (;
             k > 0 && bdd->nodes[functions[k - 1] >> 1].variable < bdd->nodes[moved >> 1].variable;
             k--) {
            functions[k] = functions[k - 1];
        }
        functions[k] = moved;
    }
    uint32_t all = functions[0];
    for (uint32_t i = 1; i < count && !bdd->is_full; i++) {
        all = bdd_and(bdd, all, functions[i]);
        if (!bdd->is_full && i + 1 < count) {
            all = fault_cut(&bounding->cut, all, bounding->options.nodes * 2, side);
        }
    }
    return all;
}

static uint32_t gate(struct bounding *bounding, uint32_t node, enum fault_side side)
{
    const struct fault_graph_node *at = &bounding->graph->nodes[node];
    uint32_t *near = ARENA_MANY(bounding->scratch, uint32_t, at->count);
    uint32_t *far = ARENA_MANY(bounding->scratch, uint32_t, at->count);
    for (uint32_t i = 0; i < at->count; i++) {
        uint32_t literal = bounding->graph->operands[at->first + i];
        near[i] = operand(bounding, literal, side);
        far[i] = operand(bounding, literal, 1 - side);
    }
    if (at->kind == FAULT_GRAPH_XOR) {
        return xor_of(&bounding->bdd, near, far);
    }
    if (at->kind == FAULT_GRAPH_AT_LEAST) {
        return fault_gate_at_least(&bounding->bdd, bounding->scratch, at->least, near, at->count);
    }
    return and_of(bounding, near, at->count, side);
}

/* Keeps the functions of the gates that others still need. */
static void sweep(struct bounding *bounding, uint32_t done)
{
    const struct fault_module *module = &bounding->module;
    uint32_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        count = 0;
        for (uint32_t i = 0; i < done; i++) {
            uint32_t node = module->gates[i];
            for (int side = FAULT_BELOW; side <= FAULT_ABOVE && bounding->users[node] > 0; side++) {
                if (pass == 0) {
                    bounding->held[count++] = bounding->function[side][node];
                } else {
                    bounding->function[side][node] = bounding->held[count++];
                }
            }
        }
        if (pass == 0) {
            bdd_sweep(&bounding->bdd, 1, bounding->held, count);
        }
    }
}

static void cut_operands(struct bounding *bounding, uint32_t node, uint32_t nodes)
{
    const struct fault_graph_node *at = &bounding->graph->nodes[node];
    for (uint32_t i = 0; i < at->count; i++) {
        uint32_t below = bounding->graph->operands[at->first + i] >> 1;
        const struct fault_graph_node *there = &bounding->graph->nodes[below];
        for (int side = FAULT_BELOW; side <= FAULT_ABOVE && there->count > 0 && !there->is_module;
             side++) {
            uint32_t function = bounding->function[side][below];
            bounding->function[side][below] =
                fault_cut(&bounding->cut, function, nodes, (enum fault_side)side);
        }
    }
}

/* Both functions of a gate; while they do not fit, of operands cut further. */
static void bound_gate(struct bounding *bounding, uint32_t done, uint32_t node)
{
    struct bdd *bdd = &bounding->bdd;
    for (uint32_t nodes = bounding->options.nodes; !bdd->is_stopped && nodes >= LEAST_NODES;
         nodes /= 2) {
        uint32_t made[2];
        for (int side = FAULT_BELOW; side <= FAULT_ABOVE; side++) {
            arena_reset(bounding->scratch);
            made[side] = gate(bounding, node, (enum fault_side)side);
            made[side] = bdd->is_full ? made[side]
                                      : fault_cut(&bounding->cut, made[side],
                                                  bounding->options.nodes, (enum fault_side)side);
        }
        if (!bdd->is_full) {
            bounding->function[FAULT_BELOW][node] = made[FAULT_BELOW];
            bounding->function[FAULT_ABOVE][node] = made[FAULT_ABOVE];
            return;
        }
        bdd->is_full = bdd->is_stopped;
        sweep(bounding, done);
        cut_operands(bounding, node, nodes / 2);
    }
    bounding->function[FAULT_BELOW][node] = BDD_FALSE;
    bounding->function[FAULT_ABOVE][node] = BDD_TRUE;
}

/* ---- modules ---- */

static double least_or_most(double a, double b, enum fault_side side)
{
    return (a < b) == (side == FAULT_BELOW) ? a : b;
}

/* The lowest or highest probability of a function, given its variables' limits. */
static double limit_of(struct bounding *bounding, uint32_t function, enum fault_side side)
{
    const struct bdd *bdd = &bounding->bdd;
    uint32_t room = (function >> 1) + 1;
    arena_reset(bounding->scratch);
    struct fault_bound *limits = ARENA_MANY(bounding->scratch, struct fault_bound, room);
    limits[0] = (struct fault_bound){1, 1};
    for (uint32_t i = 1; i < room; i++) {
        const struct bdd_node *node = &bdd->nodes[i];
        struct fault_bound p = bounding->variables[node->variable];
        struct fault_bound high = limits[node->high >> 1];
        struct fault_bound low = limits[node->low >> 1];
        if ((node->low & 1) != 0) {
            low = (struct fault_bound){1 - low.high, 1 - low.low};
        }
        limits[i].low = least_or_most(p.low * high.low + (1 - p.low) * low.low,
                                      p.high * high.low + (1 - p.high) * low.low, FAULT_BELOW);
        limits[i].high = least_or_most(p.low * high.high + (1 - p.low) * low.high,
                                       p.high * high.high + (1 - p.high) * low.high, FAULT_ABOVE);
    }
    struct fault_bound result = limits[room - 1];
    if ((function & 1) != 0) {
        return side == FAULT_BELOW ? 1 - result.high : 1 - result.low;
    }
    return side == FAULT_BELOW ? result.low : result.high;
}

static void set_variables(struct bounding *bounding)
{
    const struct fault_solution *solution = bounding->solution;
    const struct fault_module *module = &bounding->module;
    uint32_t *order = fault_module_order(bounding->arena, bounding->graph, module,
                                         bounding->options.order, bounding->place);
    bounding->variables = ARENA_MANY(bounding->arena, struct fault_bound, module->leaf_count);
    bounding->middles = ARENA_MANY(bounding->arena, double, module->leaf_count);
    for (uint32_t i = 0; i < module->leaf_count; i++) {
        const struct fault_variable *variable =
            &solution->variables[solution->variable_of[order[i]]];
        bounding->variable_of[order[i]] = i;
        bounding->variables[i] = (struct fault_bound){variable->p, variable->p};
        if (variable->module != FAULT_NOWHERE && !solution->modules[variable->module].is_solved) {
            bounding->variables[i] = bounding->results[order[i]];
        }
        bounding->middles[i] = (bounding->variables[i].low + bounding->variables[i].high) / 2;
    }
}

static void change_users(struct bounding *bounding, uint32_t node, uint32_t by)
{
    const struct fault_graph_node *at = &bounding->graph->nodes[node];
    for (uint32_t k = 0; k < at->count; k++) {
        bounding->users[bounding->graph->operands[at->first + k] >> 1] += by;
    }
}

static void bound_module(struct bounding *bounding, uint32_t node)
{
    const struct fault_module *module = &bounding->module;
    struct bdd *bdd = &bounding->bdd;
    uint32_t sweep_at = SWEEP_NODES;
    arena_reset(bounding->arena);
    fault_module_gather(bounding->arena, bounding->graph, node, bounding->mark, &bounding->module);
    set_variables(bounding);
    bdd_open(bdd, bounding->options.patience);
    bdd->limit = TABLE_NODES;
    fault_cut_open(&bounding->cut, bdd, bounding->middles, bounding->arena, bounding->cutting);
    for (uint32_t i = 0; i < module->gate_count; i++) {
        change_users(bounding, module->gates[i], 1);
    }
    bounding->users[node] = 1;
    for (uint32_t i = 0; i < module->gate_count; i++) {
        bound_gate(bounding, i, module->gates[i]);
        change_users(bounding, module->gates[i], UINT32_MAX);
        if (bdd->count > sweep_at) {
            sweep(bounding, i + 1);
            sweep_at = bdd->count * 2 > SWEEP_NODES ? bdd->count * 2 : SWEEP_NODES;
        }
    }
    bounding->users[node] = 0;
    bool is_turned = bounding->graph->nodes[node].is_true_at_nothing;
    struct fault_bound result = {
        limit_of(bounding, bounding->function[FAULT_BELOW][node], FAULT_BELOW),
        limit_of(bounding, bounding->function[FAULT_ABOVE][node], FAULT_ABOVE)};
    if (is_turned) {
        result = (struct fault_bound){1 - result.high, 1 - result.low};
    }
    bounding->results[node] = result;
    bdd_close(bdd);
}

static struct fault_bound top_of(const struct bounding *bounding)
{
    const struct fault_solution *solution = bounding->solution;
    if (solution->top == FAULT_NOWHERE) {
        double value = solution->is_top_negated ? 0 : 1;
        return (struct fault_bound){value, value};
    }
    const struct fault_variable *top = &solution->variables[solution->top];
    struct fault_bound limits = {top->p, top->p};
    if (!solution->is_solved) {
        limits = bounding->results[solution->modules[top->module].node];
    }
    if (solution->is_top_negated) {
        limits = (struct fault_bound){1 - limits.high, 1 - limits.low};
    }
    return limits;
}

struct fault_bound fault_bound_probability(const struct fault_solution *solution,
                                           struct fault_bound_options options)
{
    const struct fault_graph *graph = solution->graph;
    struct arena *lasting = arena_open(SIZE_MAX);
    struct bounding bounding = {.solution = solution,
                                .graph = graph,
                                .options = options,
                                .arena = arena_open(SIZE_MAX),
                                .scratch = arena_open(SIZE_MAX),
                                .cutting = arena_open(SIZE_MAX),
                                .results = ARENA_MANY(lasting, struct fault_bound, graph->count),
                                .mark = ARENA_MANY(lasting, uint32_t, graph->count),
                                .place = ARENA_MANY(lasting, uint32_t, graph->count),
                                .variable_of = ARENA_MANY(lasting, uint32_t, graph->count),
                                .function = {ARENA_MANY(lasting, uint32_t, graph->count),
                                             ARENA_MANY(lasting, uint32_t, graph->count)},
                                .users = ARENA_MANY(lasting, uint32_t, graph->count),
                                .held = ARENA_MANY(lasting, uint32_t, 2 * (size_t)graph->count)};
    bounding.options.nodes = options.nodes > 0 ? options.nodes : FAULT_BOUND_NODES;
    for (uint32_t m = 0; m < solution->module_count; m++) {
        if (!solution->modules[m].is_solved) {
            bound_module(&bounding, solution->modules[m].node);
        }
    }
    struct fault_bound result = top_of(&bounding);
    arena_close(bounding.arena);
    arena_close(bounding.scratch);
    arena_close(bounding.cutting);
    arena_close(lasting);
    return result;
}
