/* Modules from the inside out: an order, a function, its minimal solutions. */
#include "engine/fault_solution.h"

#include "engine/bdd_sift.h"
#include "engine/fault_gate.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BUDGET UINT32_C(8192)
#define BUDGET_GROWTH 4
#define FEWEST_RUNNERS 2
#define GRAPH_BUDGET_BYTES ((size_t)4 << 30) /* linear in the tree, which has limits */
#define SIFT_WORK 64 /* an attempt's work at orders for each node of its budget */
#define FIRST_SIFT UINT32_C(8192)
#define SIFTED_ATTEMPTS 4
#define FIRST_SWEEP UINT32_C(65536)
#define LEAST_SWEEP UINT32_C(4096)

struct solving {
    struct fault_solution *solution;
    const struct fault_graph *graph;
    struct fault_solution_options options;
    struct arena *scratch; /* of one attempt */
    struct fault_module module;
    struct fault_solved *solved;
    uint32_t *place;     /* by node: scratch of the order */
    uint32_t *module_of; /* by node: index of the module it is the gate of */
    uint32_t *mark;      /* by node */
    uint32_t *function;  /* by node: of the gates of this module */
    uint32_t *users;     /* by node: gates of this module that still need it */
    uint32_t *held;      /* references that a sweep keeps */
    uint32_t *order;     /* leaves of the module, first variable first */
    uint32_t *moved;     /* scratch of a new order */
    uint32_t *gate_of;   /* by node: variables of one gate move together */
    uint32_t *groups;    /* the same by variable */
    uint32_t sweep_at;   /* nodes in use that call for a sweep */
    uint32_t sift_at;    /* nodes needed that call for a better order */
    uint64_t sift_work;  /* that is left for it in this attempt */
    bool is_sifted;
    uint32_t done; /* gates of the last attempt */
};

/* ---- functions of gates ---- */

static uint32_t operand_function(const struct solving *solving, uint32_t literal)
{
    uint32_t node = literal >> 1;
    uint32_t variable = solving->solution->variable_of[node];
    const struct fault_graph_node *there = &solving->graph->nodes[node];
    if (node != solving->module.node && (there->count == 0 || there->is_module)) {
        bool is_turned = solving->solution->variables[variable].is_turned;
        return bdd_make(&solving->solution->bdd, variable, BDD_TRUE, BDD_FALSE) ^ (literal & 1) ^
               (uint32_t)is_turned;
    }
    return solving->function[node] ^ (literal & 1);
}

static uint32_t gate_function(const struct solving *solving, uint32_t node)
{
    struct bdd *bdd = &solving->solution->bdd;
    const struct fault_graph_node *at = &solving->graph->nodes[node];
    uint32_t *functions = ARENA_MANY(solving->scratch, uint32_t, at->count);
    for (uint32_t i = 0; i < at->count; i++) {
        functions[i] = operand_function(solving, solving->graph->operands[at->first + i]);
    }
    if (at->kind == FAULT_GRAPH_AT_LEAST) {
        return fault_gate_at_least(bdd, solving->scratch, at->least, functions, at->count);
    }
    if (at->kind == FAULT_GRAPH_XOR) {
        return bdd_xor(bdd, functions[0], functions[1]);
    }
    return fault_gate_and(bdd, solving->scratch, functions, at->count);
}

/* ---- one attempt: an order, a budget ---- */

static uint32_t limit_of(uint32_t first, uint32_t budget)
{
    return budget < DIAGRAM_NODES_LIMIT - first ? first + budget : DIAGRAM_NODES_LIMIT;
}

/* Not before the room that is there is nearly used: a sweep costs as much as
 * the tables are long. */
static void set_next_sweep(struct solving *solving)
{
    const struct bdd *bdd = &solving->solution->bdd;
    uint32_t live = (bdd->count - solving->solved->first_node) * 3;
    uint32_t room = bdd->room - bdd->room / 8;
    solving->sweep_at = live > FIRST_SWEEP ? live : FIRST_SWEEP;
    solving->sweep_at = room > solving->sweep_at ? room : solving->sweep_at;
}

/* The functions that gates still to be done need. */
static uint32_t hold(struct solving *solving, uint32_t done)
{
    const struct fault_module *module = &solving->module;
    uint32_t count = 0;
    for (uint32_t i = 0; i < done; i++) {
        if (solving->users[module->gates[i]] > 0) {
            solving->held[count++] = solving->function[module->gates[i]];
        }
    }
    return count;
}

static void let_go(struct solving *solving, uint32_t done)
{
    const struct fault_module *module = &solving->module;
    uint32_t count = 0;
    for (uint32_t i = 0; i < done; i++) {
        if (solving->users[module->gates[i]] > 0) {
            solving->function[module->gates[i]] = solving->held[count++];
        }
    }
    set_next_sweep(solving);
}

static void sweep(struct solving *solving, uint32_t done)
{
    uint32_t count = hold(solving, done);
    bdd_sweep(&solving->solution->bdd, solving->solved->first_node, solving->held, count);
    let_go(solving, done);
}

static void set_variables(struct solving *solving)
{
    struct fault_solution *solution = solving->solution;
    for (uint32_t i = 0; i < solving->module.leaf_count; i++) {
        uint32_t node = solving->order[i];
        uint32_t variable = solving->solved->first_variable + i;
        bool is_event = solving->graph->nodes[node].kind == FAULT_GRAPH_EVENT;
        solution->variable_of[node] = variable;
        solution->variables[variable] = (struct fault_variable){
            .event = is_event ? solving->graph->nodes[node].first : FAULT_NOWHERE,
            .module = is_event ? FAULT_NOWHERE : solving->module_of[node],
            .is_turned = solving->graph->nodes[node].is_true_at_nothing};
    }
}

/* Moves the variables to where the functions made so far are smaller. */
static void sift(struct solving *solving, uint32_t done)
{
    struct bdd *bdd = &solving->solution->bdd;
    const struct fault_solved *solved = solving->solved;
    uint32_t count = hold(solving, done);
    struct bdd_sift_options options = {.first = solved->first_variable,
                                       .count = solved->variable_count,
                                       .groups = solving->groups,
                                       .work = solving->sift_work,
                                       .patience = bdd->patience};
    fault_module_find_gates(solving->graph, &solving->module, solving->gate_of);
    for (uint32_t i = 0; i < solved->variable_count; i++) {
        solving->groups[i] = solving->gate_of[solving->order[i]];
        if (solving->groups[i] == solving->module.node) {
            solving->groups[i] = solving->order[i]; /* alone */
        }
    }
    uint64_t work =
        bdd_sift(bdd, solved->first_node, options, solving->moved, solving->held, count);
    let_go(solving, done);
    for (uint32_t i = 0; i < solved->variable_count; i++) {
        solving->moved[i] = solving->order[solving->moved[i]];
    }
    memcpy(solving->order, solving->moved, solved->variable_count * sizeof *solving->order);
    set_variables(solving);
    solving->sift_work = work < solving->sift_work ? solving->sift_work - work : 0;
    solving->is_sifted = true;
}

static void sift_large(struct solving *solving, uint32_t done)
{
    const struct bdd *bdd = &solving->solution->bdd;
    uint32_t first = solving->solved->first_node;
    if (solving->sift_work > 0 && bdd->count - first > solving->sift_at) {
        sift(solving, done);
        solving->sift_at = (bdd->count - first) * 2;
    }
}

/* A gate's function; when the table is full, once more after a sweep. */
static bool build_gate(struct solving *solving, uint32_t at, uint32_t budget)
{
    struct bdd *bdd = &solving->solution->bdd;
    uint32_t node = solving->module.gates[at];
    uint32_t function = gate_function(solving, node);
    if (bdd->is_full && !bdd->is_stopped) {
        bdd->is_full = false;
        sweep(solving, at);
        sift_large(solving, at);
        if (bdd->count - solving->solved->first_node > budget / 2) {
            return false;
        }
        function = gate_function(solving, node);
    }
    solving->function[node] = function;
    return !bdd->is_full;
}

static void count_users(struct solving *solving)
{
    const struct fault_module *module = &solving->module;
    for (uint32_t i = 0; i < module->gate_count; i++) {
        const struct fault_graph_node *node = &solving->graph->nodes[module->gates[i]];
        for (uint32_t k = 0; k < node->count; k++) {
            solving->users[solving->graph->operands[node->first + k] >> 1]++;
        }
    }
    solving->users[module->node] = 1;
}

static void forget_operands(struct solving *solving, uint32_t node)
{
    const struct fault_graph_node *at = &solving->graph->nodes[node];
    for (uint32_t k = 0; k < at->count; k++) {
        solving->users[solving->graph->operands[at->first + k] >> 1]--;
    }
}

/* A sweep costs as much as the table is long. */
static uint32_t worth_a_sweep(uint32_t slot_bits)
{
    uint32_t share = UINT32_C(1) << (slot_bits - 3);
    return share > LEAST_SWEEP ? share : LEAST_SWEEP;
}

static bool build_function(struct solving *solving, uint32_t budget)
{
    struct fault_solution *solution = solving->solution;
    const struct fault_module *module = &solving->module;
    struct fault_solved *solved = solving->solved;
    uint32_t done = 0;
    solution->bdd.limit = limit_of(solved->first_node, budget);
    solution->bdd.is_full = false;
    set_next_sweep(solving);
    count_users(solving);
    while (done < module->gate_count && build_gate(solving, done, budget)) {
        forget_operands(solving, module->gates[done++]);
        if (solution->bdd.count - solved->first_node > solving->sweep_at) {
            sweep(solving, done);
            sift_large(solving, done);
        }
    }
    solving->done = done;
    for (uint32_t i = done; i < module->gate_count; i++) {
        forget_operands(solving, module->gates[i]);
    }
    solving->users[module->node] = 0;
    if (done < module->gate_count) {
        return false;
    }
    solved->function = solving->function[module->node] ^
                       (uint32_t)solving->graph->nodes[module->node].is_true_at_nothing;
    if (solution->bdd.count - solved->first_node > worth_a_sweep(solution->bdd.slot_bits)) {
        bdd_sweep(&solution->bdd, solved->first_node, &solved->function, 1);
    }
    return true;
}

static bool build_sets(struct solving *solving, uint32_t budget)
{
    struct fault_solution *solution = solving->solution;
    struct fault_solved *solved = solving->solved;
    struct zbdd *zbdd = &solution->zbdd;
    zbdd->limit = limit_of(solved->first_set, budget);
    zbdd->is_full = false;
    solved->sets =
        zbdd_minimal(zbdd, &solution->bdd, solved->first_node, solved->function, solving->scratch);
    if (zbdd->is_full) {
        zbdd_cut(zbdd, solved->first_set);
        return false;
    }
    if (zbdd->count - solved->first_set > worth_a_sweep(zbdd->slot_bits)) {
        zbdd_sweep(zbdd, solved->first_set, &solved->sets, 1);
    }
    return true;
}

/* ---- the race of the orders ---- */

/* An order, and how far its last attempt came: gates done, then sets done. */
struct runner {
    enum fault_order order;
    uint32_t progress;
    bool is_sifting;
    uint32_t *sifted; /* leaves: what sifting made of it, or NULL */
};

static bool try_function(struct solving *solving, const struct runner *runner, uint32_t budget)
{
    uint32_t count = solving->module.leaf_count;
    const uint32_t *order = runner->sifted;
    arena_reset(solving->scratch);
    if (order == NULL) {
        order = fault_module_order(solving->scratch, solving->graph, &solving->module,
                                   runner->order, solving->place);
    }
    memcpy(solving->order, order, count * sizeof *order);
    set_variables(solving);
    solving->sift_at = FIRST_SIFT < budget / 4 ? FIRST_SIFT : budget / 4;
    solving->sift_work = runner->is_sifting ? (uint64_t)budget * SIFT_WORK : 0;
    solving->is_sifted = false;
    if (!build_function(solving, budget)) {
        bdd_cut(&solving->solution->bdd, solving->solved->first_node);
        return false;
    }
    return true;
}

static int by_progress(const void *a, const void *b)
{
    const struct runner *x = a;
    const struct runner *y = b;
    if (x->progress != y->progress) {
        return x->progress > y->progress ? -1 : 1;
    }
    return (x->order > y->order) - (x->order < y->order);
}

/* The next attempt begins where this one's sifting ended. */
static void keep_order(struct solving *solving, struct runner *runner)
{
    uint32_t count = solving->module.leaf_count;
    if (runner->sifted == NULL) {
        runner->sifted = ARENA_MANY(solving->solution->arena, uint32_t, count);
    }
    memcpy(runner->sifted, solving->order, count * sizeof *runner->sifted);
}

static void attempt(struct solving *solving, struct runner *runner, uint32_t budget)
{
    struct fault_solved *solved = solving->solved;
    runner->progress = 0;
    solved->is_solved = try_function(solving, runner, budget);
    runner->progress = solving->done;
    if (solving->is_sifted) {
        keep_order(solving, runner);
    }
    if (!solved->is_solved || solving->options.has_no_sets) {
        return;
    }
    solved->has_sets = build_sets(solving, budget);
    if (!solved->has_sets) {
        solved->is_solved = false;
        runner->progress++;
        bdd_cut(&solving->solution->bdd, solved->first_node);
    }
}

static bool is_decided(const struct solving *solving)
{
    return solving->solved->is_solved || solving->solution->bdd.is_stopped ||
           solving->solution->zbdd.is_stopped;
}

/* Attempts of growing budget; each time those that came least far leave. The
 * one that is left at the limit may move its variables. */
static struct runner race(struct solving *solving)
{
    struct runner runners[FAULT_ORDERS];
    const struct fault_solution_options *options = &solving->options;
    int count = options->has_one_order ? 1 : FAULT_ORDERS;
    uint32_t now = 0;
    for (int i = 0; i < count; i++) {
        unsigned order = (unsigned)options->first_order + (unsigned)i;
        runners[i] = (struct runner){.order = (enum fault_order)(order % FAULT_ORDERS)};
    }
    for (uint32_t budget = FIRST_BUDGET; now < options->node_limit; budget *= BUDGET_GROWTH) {
        uint32_t least = solving->module.leaf_count * 4; /* what a plain gate needs */
        now = budget < least ? least : budget;
        now = now < options->node_limit ? now : options->node_limit;
        for (int i = 0; i < count; i++) {
            runners[i].is_sifting = now >= options->sift_from;
            attempt(solving, &runners[i], now);
            if (is_decided(solving)) {
                return runners[i];
            }
        }
        qsort(runners, (size_t)count, sizeof *runners, by_progress);
        count = count > FEWEST_RUNNERS ? (count + 1) / 2 : count;
    }
    runners[0].is_sifting = true;
    for (int i = 0; i < SIFTED_ATTEMPTS && !options->has_no_sifting && !is_decided(solving); i++) {
        attempt(solving, &runners[0], now);
    }
    return runners[0];
}

static void solve_module(struct solving *solving)
{
    struct fault_solution *solution = solving->solution;
    struct fault_solved *solved = solving->solved;
    struct runner best = race(solving);
    if (!solved->is_solved && best.progress > solving->module.gate_count &&
        !solution->bdd.is_stopped) { /* only the sets did not fit */
        solved->is_solved = try_function(solving, &best, solving->options.node_limit);
    }
    if (!solved->is_solved) {
        solved->function = BDD_FALSE;
        bdd_cut(&solution->bdd, solved->first_node);
    }
    solved->sets = solved->has_sets ? solved->sets : ZBDD_NONE;
}

/* ---- all modules ---- */

static bool is_plain(const struct solving *solving)
{
    return solving->module.gate_count == 1 &&
           solving->graph->nodes[solving->module.node].kind != FAULT_GRAPH_XOR;
}

static bool are_leaves_solved(const struct solving *solving)
{
    for (uint32_t i = 0; i < solving->module.leaf_count; i++) {
        uint32_t node = solving->module.leaves[i];
        if (solving->graph->nodes[node].count > 0 &&
            !solving->solution->modules[solving->module_of[node]].is_solved) {
            return false;
        }
    }
    return true;
}

static enum rc solve_modules(struct solving *solving, struct fault *fault)
{
    struct fault_solution *solution = solving->solution;
    const struct fault_graph *graph = solving->graph;
    for (uint32_t node = 1; node < graph->count; node++) {
        if (!graph->nodes[node].is_module) {
            continue;
        }
        fault_module_gather(solution->arena, graph, node, solving->mark, &solving->module);
        if (solving->module.leaf_count > DIAGRAM_LEVELS && !is_plain(solving)) {
            return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                             "a part that does not fall apart depends on %u events; %d are the "
                             "limit",
                             solving->module.leaf_count, DIAGRAM_LEVELS);
        }
        solving->module_of[node] = solution->module_count;
        solving->solved = &solution->modules[solution->module_count++];
        *solving->solved = (struct fault_solved){.node = node,
                                                 .first_node = solution->bdd.count,
                                                 .function = BDD_FALSE,
                                                 .first_set = solution->zbdd.count,
                                                 .first_variable = solution->variable_count,
                                                 .variable_count = solving->module.leaf_count};
        solution->variable_count += solving->module.leaf_count;
        solving->order = fault_module_order(solution->arena, graph, &solving->module,
                                            FAULT_ORDER_AS_WRITTEN, solving->place);
        set_variables(solving);
        if (are_leaves_solved(solving)) {
            solve_module(solving);
        }
    }
    return RC_OK;
}

/* Gives the root a variable, as every other module has one in its user. */
static void close_top(struct fault_solution *solution)
{
    const struct fault_graph *graph = solution->graph;
    uint32_t node = graph->root >> 1;
    bool is_true_at_nothing = graph->nodes[node].is_true_at_nothing != ((graph->root & 1) != 0);
    solution->top = FAULT_NOWHERE;
    solution->is_top_negated = (graph->root & 1) != 0;
    solution->is_solved = solution->has_sets = true;
    solution->top_sets = is_true_at_nothing ? ZBDD_EMPTY : ZBDD_NONE;
    if (node == 0) {
        return;
    }
    const struct fault_graph_node *at = &graph->nodes[node];
    const struct fault_solved *last = &solution->modules[solution->module_count - 1];
    bool is_event = at->kind == FAULT_GRAPH_EVENT;
    solution->top = solution->variable_count++;
    solution->variable_of[node] = solution->top;
    solution->variables[solution->top] =
        (struct fault_variable){.event = is_event ? at->first : FAULT_NOWHERE,
                                .module = is_event ? FAULT_NOWHERE : solution->module_count - 1,
                                .is_turned = at->is_true_at_nothing};
    solution->is_top_negated ^= at->is_true_at_nothing;
    solution->is_solved = is_event || last->is_solved;
    for (uint32_t m = 0; m < solution->module_count; m++) {
        solution->has_sets = solution->has_sets && solution->modules[m].has_sets;
    }
    solution->has_sets = solution->has_sets || is_true_at_nothing;
    if (!is_true_at_nothing && solution->has_sets) {
        solution->top_sets = is_event
                                 ? zbdd_make(&solution->zbdd, solution->top, ZBDD_EMPTY, ZBDD_NONE)
                                 : last->sets;
    }
}

enum rc fault_solution_open(const struct fault_tree *tree, struct fault_solution_options options,
                            struct fault *fault, struct fault_solution *out)
{
    struct arena *arena = arena_open(GRAPH_BUDGET_BYTES);
    const struct fault_graph *graph = NULL;
    enum rc rc = fault_graph_reduce(arena, tree, options.reduce, fault, &graph);
    if (rc != RC_OK) {
        arena_close(arena);
        return rc;
    }
    options.node_limit = options.node_limit > 0 ? options.node_limit : FAULT_SOLUTION_NODES;
    if (options.node_limit > DIAGRAM_NODES_LIMIT) {
        options.node_limit = DIAGRAM_NODES_LIMIT;
    }
    options.sift_from = options.sift_from > 0 ? options.sift_from : UINT32_MAX;
    *out = (struct fault_solution){.arena = arena,
                                   .tree = tree,
                                   .graph = graph,
                                   .variables =
                                       ARENA_MANY(arena, struct fault_variable, graph->count + 1),
                                   .variable_of = ARENA_MANY(arena, uint32_t, graph->count),
                                   .modules = ARENA_MANY(arena, struct fault_solved, graph->count)};
    bdd_open(&out->bdd, options.patience);
    zbdd_open(&out->zbdd, options.patience);
    struct solving solving = {.solution = out,
                              .graph = graph,
                              .options = options,
                              .scratch = arena_open(SIZE_MAX),
                              .place = ARENA_MANY(arena, uint32_t, graph->count),
                              .module_of = ARENA_MANY(arena, uint32_t, graph->count),
                              .mark = ARENA_MANY(arena, uint32_t, graph->count),
                              .function = ARENA_MANY(arena, uint32_t, graph->count),
                              .users = ARENA_MANY(arena, uint32_t, graph->count),
                              .held = ARENA_MANY(arena, uint32_t, graph->count),
                              .moved = ARENA_MANY(arena, uint32_t, graph->count),
                              .gate_of = ARENA_MANY(arena, uint32_t, graph->count),
                              .groups = ARENA_MANY(arena, uint32_t, graph->count)};
    rc = solve_modules(&solving, fault);
    arena_close(solving.scratch);
    if (rc != RC_OK) {
        fault_solution_close(out);
        return rc;
    }
    close_top(out);
    return RC_OK;
}

void fault_solution_close(struct fault_solution *solution)
{
    bdd_close(&solution->bdd);
    zbdd_close(&solution->zbdd);
    arena_close(solution->arena);
    solution->arena = NULL;
}
