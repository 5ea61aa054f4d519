#include "engine/fault_split.h"

#include "engine/fault_limit.h"
#include "engine/fault_value.h"

#include <string.h>

#define HELPS 0.9 /* limits so much closer are worth another place in the heap */

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
    bool is_bounded; /* by fault_bound.h, too */
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

static void tighten(struct part *part, struct fault_bound limits)
{
    part->limits.low = limits.low > part->limits.low ? limits.low : part->limits.low;
    part->limits.high = limits.high < part->limits.high ? limits.high : part->limits.high;
}

static void limit_part(const struct splitting *splitting, const struct fault_solution *solution,
                       struct part *part)
{
    struct fault_limit limit = fault_limit_choose(solution, solution->arena);
    struct fault_bound_options options = {.nodes = splitting->options.bound_nodes,
                                          .order = FAULT_ORDER_HEAVY_FIRST,
                                          .patience = splitting->options.patience};
    tighten(part, limit.top);
    part->next_event = limit.event;
    if (part->is_bounded) {
        tighten(part, fault_bound_probability(solution, options));
    }
}

/* Reduces and solves the tree as decided; narrows the case's limits. */
static enum rc look_at(struct splitting *splitting, uint32_t at)
{
    struct fault_tree tree = *splitting->tree;
    struct fault_solution solution;
    struct fault_solution_options options = {.node_limit = splitting->options.node_limit,
                                             .has_no_sets = true,
                                             .has_no_sifting = true,
                                             .has_one_order = true,
                                             .first_order = FAULT_ORDER_AS_WRITTEN,
                                             .patience = splitting->options.patience};
    struct part *part = &splitting->parts[at];
    const struct part *from = &splitting->parts[part->from];
    tree.nodes = splitting->nodes;
    decide(splitting, at, true);
    enum rc rc = fault_solution_open(&tree, options, splitting->fault, &solution);
    if (rc == RC_OK) {
        double p = fault_value_probability(&solution);
        if (solution.is_solved) {
            part->limits = (struct fault_bound){p, p};
            part->next_event = FAULT_NOWHERE;
        } else {
            tighten(part, (struct fault_bound){0, from->limits.high * from->weight / part->weight});
            limit_part(splitting, &solution, part);
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

static enum rc split(struct splitting *splitting, uint32_t at)
{
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

/* The widest case: limited closer if that was not tried and helps, else split. */
static enum rc narrow(struct splitting *splitting)
{
    uint32_t at = pop(splitting);
    struct part *part = &splitting->parts[at];
    double width = part->limits.high - part->limits.low;
    if (part->is_bounded) {
        return split(splitting, at);
    }
    part->is_bounded = true;
    enum rc rc = look_at(splitting, at);
    if (rc != RC_OK) {
        return rc;
    }
    if (at > 0) {
        carry_up(splitting, part->from);
    }
    if (part->next_event != FAULT_NOWHERE && part->limits.high - part->limits.low > width * HELPS) {
        return split(splitting, at);
    }
    if (part->next_event != FAULT_NOWHERE) {
        push(splitting, at);
    }
    return RC_OK;
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
    enum rc rc = look_at_new(&splitting, (struct part){.weight = 1, .limits = {0, 1}});
    while (rc == RC_OK && is_to_go_on(&splitting)) {
        rc = narrow(&splitting);
    }
    if (rc == RC_OK) {
        *out = (struct fault_split){.limits = splitting.parts[0].limits,
                                    .is_exact = splitting.heap_count == 0,
                                    .cases = splitting.count};
    }
    return rc;
}
