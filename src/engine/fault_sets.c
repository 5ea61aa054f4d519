#include "engine/fault_sets.h"

#include <math.h>
#include <stdlib.h>

#define FIRST_ROOM 64
#define NO_LINK UINT32_C(0)

/* A list element: an event that was taken, or a family still to be passed. */
struct fault_sets_link {
    uint32_t value; /* tree node, or zbdd node */
    uint32_t next;
    double rest; /* of families: least weights from here on */
};

/* A set of which the way down to node is decided. */
struct fault_sets_begun {
    double weight; /* of the cheapest set that goes on from here */
    double spent;
    uint64_t sequence;
    uint32_t node;
    uint32_t taken; /* link */
    uint32_t then;  /* link: families behind this one */
};

/* ---- least weights ---- */

static double weight_of(const struct fault_sets *sets, uint32_t variable)
{
    const struct fault_variable *at = &sets->solution->variables[variable];
    return at->module == FAULT_NOWHERE ? sets->weights[at->event]
                                       : sets->least[sets->solution->modules[at->module].sets];
}

static void find_least(struct fault_sets *sets, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i <= to; i++) {
        const struct zbdd_node *node = &sets->solution->zbdd.nodes[i];
        double with = weight_of(sets, node->variable) + sets->least[node->high];
        sets->least[i] = with < sets->least[node->low] ? with : sets->least[node->low];
    }
}

/* ---- the heap ---- */

static bool is_before(const struct fault_sets_begun *a, const struct fault_sets_begun *b)
{
    if (a->weight < b->weight || a->weight > b->weight) {
        return a->weight < b->weight;
    }
    return a->sequence < b->sequence;
}

static void push(struct fault_sets *sets, struct fault_sets_begun begun)
{
    if (isinf(begun.weight)) { /* a module on this way is never true */
        return;
    }
    begun.sequence = sets->sequence++;
    if (sets->heap_count == sets->heap_room) {
        size_t room = sets->heap_room > 0 ? sets->heap_room * 2 : FIRST_ROOM;
        sets->heap = arena_grow(sets->arena, sets->heap, sets->heap_room * sizeof begun,
                                room * sizeof begun);
        sets->heap_room = room;
    }
    size_t at = sets->heap_count++;
    while (at > 0 && is_before(&begun, &sets->heap[(at - 1) / 2])) {
        sets->heap[at] = sets->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    sets->heap[at] = begun;
}

static struct fault_sets_begun pop(struct fault_sets *sets)
{
    struct fault_sets_begun top = sets->heap[0];
    struct fault_sets_begun last = sets->heap[--sets->heap_count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < sets->heap_count && is_before(&sets->heap[child + 1], &sets->heap[child])) {
            child++;
        }
        if (child >= sets->heap_count || !is_before(&sets->heap[child], &last)) {
            break;
        }
        sets->heap[at] = sets->heap[child];
        at = child;
    }
    sets->heap[at] = last;
    return top;
}

static uint32_t link_to(struct fault_sets *sets, struct fault_sets_link link)
{
    if (sets->link_count == sets->link_room) {
        uint32_t room = sets->link_room * 2;
        sets->links =
            arena_grow(sets->arena, sets->links, sets->link_room * sizeof link, room * sizeof link);
        sets->link_room = room;
    }
    sets->links[sets->link_count] = link;
    return sets->link_count++;
}

/* ---- on the way down ---- */

static double rest_of(const struct fault_sets *sets, uint32_t then)
{
    return then == NO_LINK ? 0 : sets->links[then].rest;
}

/* The set that takes the variable of begun's node. */
static struct fault_sets_begun taking(struct fault_sets *sets, struct fault_sets_begun begun)
{
    const struct zbdd_node *node = &sets->solution->zbdd.nodes[begun.node];
    const struct fault_variable *variable = &sets->solution->variables[node->variable];
    if (variable->module == FAULT_NOWHERE) {
        begun.spent += sets->weights[variable->event];
        begun.node = node->high;
        begun.taken =
            link_to(sets, (struct fault_sets_link){.value = variable->event, .next = begun.taken});
    } else {
        double rest = rest_of(sets, begun.then) + sets->least[node->high];
        begun.then = link_to(
            sets, (struct fault_sets_link){.value = node->high, .next = begun.then, .rest = rest});
        begun.node = sets->solution->modules[variable->module].sets;
    }
    begun.weight = begun.spent + sets->least[begun.node] + rest_of(sets, begun.then);
    return begun;
}

static struct fault_sets_begun leaving(const struct fault_sets *sets, struct fault_sets_begun begun)
{
    begun.node = sets->solution->zbdd.nodes[begun.node].low;
    begun.weight = begun.spent + sets->least[begun.node] + rest_of(sets, begun.then);
    return begun;
}

/* Follows the cheapest way to its end and puts aside the others. */
static struct fault_sets_begun finished(struct fault_sets *sets, struct fault_sets_begun begun)
{
    for (;;) {
        if (begun.node == ZBDD_EMPTY) {
            if (begun.then == NO_LINK) {
                return begun;
            }
            begun.node = sets->links[begun.then].value;
            begun.then = sets->links[begun.then].next;
            continue;
        }
        const struct zbdd_node *node = &sets->solution->zbdd.nodes[begun.node];
        double with = weight_of(sets, node->variable) + sets->least[node->high];
        bool is_taken = with <= sets->least[node->low];
        if (node->low == ZBDD_NONE) {
            begun = taking(sets, begun);
        } else if (is_taken) {
            push(sets, leaving(sets, begun));
            begun = taking(sets, begun);
        } else {
            push(sets, taking(sets, begun));
            begun = leaving(sets, begun);
        }
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void fault_sets_open(struct fault_sets *sets, const struct fault_solution *solution,
                     const double *weights, struct arena *arena)
{
    *sets = (struct fault_sets){.arena = arena,
                                .solution = solution,
                                .weights = weights,
                                .least = ARENA_MANY(arena, double, solution->zbdd.count),
                                .links = ARENA_MANY(arena, struct fault_sets_link, FIRST_ROOM),
                                .link_count = NO_LINK + 1,
                                .link_room = FIRST_ROOM};
    sets->least[ZBDD_NONE] = INFINITY;
    for (uint32_t m = 0; m < solution->module_count; m++) {
        find_least(sets, solution->modules[m].first_set, solution->modules[m].sets);
    }
    if (solution->top_sets > ZBDD_EMPTY) { /* where the top is an event, no module has it */
        find_least(sets, solution->top_sets, solution->top_sets);
    }
    if (solution->top_sets != ZBDD_NONE) {
        push(sets, (struct fault_sets_begun){.node = solution->top_sets,
                                             .weight = sets->least[solution->top_sets]});
    }
}

bool fault_sets_next(struct fault_sets *sets, struct fault_set *out)
{
    if (sets->heap_count == 0 || arena_is_over(sets->arena)) {
        return false;
    }
    struct fault_sets_begun done = finished(sets, pop(sets));
    struct fault_set set = {0};
    for (uint32_t link = done.taken; link != NO_LINK; link = sets->links[link].next) {
        set.count++;
    }
    set.events = ARENA_MANY(sets->arena, uint32_t, set.count);
    for (uint32_t link = done.taken, i = 0; link != NO_LINK; link = sets->links[link].next) {
        set.events[i++] = sets->links[link].value;
    }
    qsort(set.events, set.count, sizeof *set.events, by_number);
    for (uint32_t i = 0; i < set.count; i++) {
        set.weight += sets->weights[set.events[i]];
    }
    *out = set;
    return true;
}
