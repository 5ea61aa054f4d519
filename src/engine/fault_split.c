#include "engine/fault_split.h"

#include "engine/fault_value.h"

#include <string.h>

/* Some events decided. The root has none; every other case adds one decision
 * to those of the case it came from. */
struct part {
    struct fault_bound limits; /* of the top, given the decisions */
    double weight;             /* probability of the decisions */
    uint32_t from;             /* case */
    uint32_t then[2];          /* cases it was split into: event false, true; 0: none */
    uint32_t event;            /* tree node that this case decides */
    uint32_t next_event;       /* to be decided next, or FAULT_NOWHERE */
    bool is_true;
};

struct splitting {
    struct arena *arena;
    const struct fault_tree *tree;
    struct fault_split_options options;
    struct fault *fault;
    struct fault_node *nodes; /* the tree's, with decisions */
    struct part *parts;
    uint32_t count;
    uint32_t room;
    uint32_t *heap; /* open cases, the widest on top */
    uint32_t heap_count;
};

/* ---- the heap ---- */

static double width_of(const struct splitting *splitting, uint32_t at)
{
    const struct part *part = &splitting->parts[at];
    return part->weight * (part->limits.high - part->limits.low);
}

static void push(struct splitting *splitting, uint32_t part)
{
    uint32_t at = splitting->heap_count++;
    while (at > 0 &&
           width_of(splitting, part) > width_of(splitting, splitting->heap[(at - 1) / 2])) {
        splitting->heap[at] = splitting->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    splitting->heap[at] = part;
}

static uint32_t pop(struct splitting *splitting)
{
    uint32_t *heap = splitting->heap;
    uint32_t top = heap[0];
    uint32_t last = heap[--splitting->heap_count];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child + 1 < splitting->heap_count &&
            width_of(splitting, heap[child + 1]) > width_of(splitting, heap[child])) {
            child++;
        }
        if (child >= splitting->heap_count ||
            width_of(splitting, heap[child]) <= width_of(splitting, last)) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}

/* ---- one case ---- */

static uint32_t new_part(struct splitting *splitting, struct part part)
{
    if (splitting->count == splitting->room) {
        uint32_t room = splitting->room > 0 ? splitting->room * 2 : 64;
        splitting->parts = arena_grow(splitting->arena, splitting->parts,
                                      splitting->room * sizeof part, room * sizeof part);
        splitting->heap =
            arena_grow(splitting->arena, splitting->heap, splitting->room * sizeof *splitting->heap,
                       room * sizeof(uint32_t));
        splitting->room = room;
    }
    splitting->parts[splitting->count] = part;
    return splitting->count++;
}

static void decide(struct splitting *splitting, uint32_t at, bool is_decided)
{
    for (; at > 0; at = splitting->parts[at].from) {
        const struct part *part = &splitting->parts[at];
        enum fault_gate value = part->is_true ? FAULT_TRUE : FAULT_FALSE;
        splitting->nodes[part->event].gate = is_decided ? value : FAULT_EVENT;
    }
}

static bool is_of_unsolved(const struct fault_solution *solution, uint32_t variable)
{
    for (uint32_t m = 0; m < solution->module_count; m++) {
        const struct fault_solved *module = &solution->modules[m];
        if (!module->is_solved && variable - module->first_variable < module->variable_count) {
            return true;
        }
    }
    return false;
}

/* The event that most gates use, of those that an unsolved module asks itself;
 * where it asks modules only, of all. */
static uint32_t most_used(const struct fault_solution *solution, struct arena *scratch)
{
    const struct fault_graph *graph = solution->graph;
    uint32_t *users = ARENA_MANY(scratch, uint32_t, graph->count);
    uint32_t best = FAULT_NOWHERE;
    uint32_t most = 0;
    for (uint32_t i = 1; i < graph->count; i++) {
        const struct fault_graph_node *node = &graph->nodes[i];
        for (uint32_t k = 0; k < node->count; k++) {
            users[graph->operands[node->first + k] >> 1]++;
        }
    }
    for (int pass = 0; pass < 2 && best == FAULT_NOWHERE; pass++) {
        for (uint32_t i = 1; i < graph->count; i++) {
            bool is_wanted = graph->nodes[i].kind == FAULT_GRAPH_EVENT && users[i] > most &&
                             (pass == 1 || is_of_unsolved(solution, solution->variable_of[i]));
            most = is_wanted ? users[i] : most;
            best = is_wanted ? graph->nodes[i].first : best;
        }
    }
    return best;
}

/* Reduces and solves the tree as decided; sets the case's limits. */
static enum rc look_at(struct splitting *splitting, uint32_t at)
{
    struct fault_tree tree = *splitting->tree;
    struct fault_solution solution;
    struct fault_solution_options options = {.node_limit = splitting->options.node_limit,
                                             .has_no_sets = true,
                                             .has_one_order = true,
                                             .first_order = FAULT_ORDER_AS_WRITTEN,
                                             .patience = splitting->options.patience};
    struct part *part = &splitting->parts[at];
    const struct part *from = &splitting->parts[part->from];
    double most = at > 0 ? from->limits.high * from->weight / part->weight : 1;
    tree.nodes = splitting->nodes;
    decide(splitting, at, true);
    enum rc rc = fault_solution_open(&tree, options, splitting->fault, &solution);
    if (rc == RC_OK) {
        double p = fault_value_probability(&solution);
        part->limits = (struct fault_bound){p, p};
        part->next_event = FAULT_NOWHERE;
        if (!solution.is_solved) {
            part->limits = fault_bound_probability(
                &solution, (struct fault_bound_options){.nodes = splitting->options.bound_nodes,
                                                        .order = FAULT_ORDER_AS_WRITTEN,
                                                        .patience = splitting->options.patience});
            part->limits.high = part->limits.high < most ? part->limits.high : most;
            part->next_event = most_used(&solution, solution.arena);
        }
        fault_solution_close(&solution);
    }
    decide(splitting, at, false);
    return rc;
}

/* ---- all cases ---- */

static enum rc look_at_new(struct splitting *splitting, struct part part)
{
    uint32_t at = new_part(splitting, part);
    enum rc rc = look_at(splitting, at);
    if (rc == RC_OK && splitting->parts[at].next_event != FAULT_NOWHERE) {
        push(splitting, at);
    }
    return rc;
}

/* What the two cases say of the one they came from, and so on up to the root;
 * limits that were known before stay good. */
static void carry_up(struct splitting *splitting, uint32_t at)
{
    for (bool is_root = false; !is_root; at = splitting->parts[at].from) {
        struct part *part = &splitting->parts[at];
        double p = splitting->tree->nodes[part->next_event].probability;
        struct fault_bound sum = {0, 0};
        for (int value = 0; value < 2; value++) {
            double share = value == 1 ? p : 1 - p;
            struct fault_bound limits = splitting->parts[part->then[value]].limits;
            sum.low += share > 0 ? share * limits.low : 0;
            sum.high += share > 0 ? share * limits.high : 0;
        }
        part->limits.low = sum.low > part->limits.low ? sum.low : part->limits.low;
        part->limits.high = sum.high < part->limits.high ? sum.high : part->limits.high;
        is_root = at == 0;
    }
}

static enum rc split(struct splitting *splitting)
{
    uint32_t at = pop(splitting);
    struct part part = splitting->parts[at];
    double p = splitting->tree->nodes[part.next_event].probability;
    enum rc rc = RC_OK;
    for (int value = 0; rc == RC_OK && value < 2; value++) {
        struct part next = {.weight = part.weight * (value == 1 ? p : 1 - p),
                            .limits = {0, 1},
                            .from = at,
                            .event = part.next_event,
                            .is_true = value == 1};
        if (next.weight > 0) {
            splitting->parts[at].then[value] = splitting->count;
            rc = look_at_new(splitting, next);
        }
    }
    if (rc == RC_OK) {
        carry_up(splitting, at);
    }
    return rc;
}

static bool is_to_go_on(const struct splitting *splitting)
{
    const struct fault_split_options *options = &splitting->options;
    struct fault_bound limits = splitting->parts[0].limits;
    return splitting->heap_count > 0 && splitting->count < options->cases &&
           !arena_is_over(splitting->arena) &&
           limits.high - limits.low > limits.high * options->tolerance &&
           (options->patience.may_go_on == NULL ||
            options->patience.may_go_on(options->patience.context));
}

enum rc fault_split_probability(struct arena *arena, const struct fault_tree *tree,
                                struct fault_split_options options, struct fault *fault,
                                struct fault_split *out)
{
    struct splitting splitting = {.arena = arena,
                                  .tree = tree,
                                  .options = options,
                                  .fault = fault,
                                  .nodes = ARENA_MANY(arena, struct fault_node, tree->count)};
    struct fault_split_options *set = &splitting.options;
    set->node_limit = options.node_limit > 0 ? options.node_limit : FAULT_SPLIT_NODES;
    set->bound_nodes = options.bound_nodes > 0 ? options.bound_nodes : FAULT_SPLIT_BOUND_NODES;
    set->cases = options.cases > 0 ? options.cases : FAULT_SPLIT_CASES;
    memcpy(splitting.nodes, tree->nodes, tree->count * sizeof *tree->nodes);
    enum rc rc = look_at_new(&splitting, (struct part){.weight = 1});
    while (rc == RC_OK && is_to_go_on(&splitting)) {
        rc = split(&splitting);
    }
    if (rc == RC_OK) {
        *out = (struct fault_split){.limits = splitting.parts[0].limits,
                                    .is_exact = splitting.heap_count == 0,
                                    .cases = splitting.count};
    }
    return rc;
}
