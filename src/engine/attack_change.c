#include "engine/attack_change_part.h"

#include <assert.h>
#include <string.h>

#define FETCH_LIMIT 4 /* operands asked for before their gate is due */

/* Always inlined: gcc takes a function that only prefetches for one without effect
 * and drops the calls. */
#define INLINE static inline __attribute__((always_inline))

INLINE void fetch(const void *at, uint32_t lines)
{
    for (uint32_t i = 0; i < lines; i++) {
        __builtin_prefetch((const uint64_t *)at + (size_t)i * PROFILE_LINE_WORDS);
    }
}

INLINE void fetch_operands(const struct attack_change *change, struct attack_change_gate *gate)
{
    const uint32_t *links = attack_change_links(change, gate);
    for (uint32_t i = 0; i < gate->operands && i < FETCH_LIMIT; i++) {
        fetch(attack_tree_kernel_at(change->bases, links[i]), change->set_lines);
    }
}

/* Evaluates a gate into out; does that differ from the set it has? */
static bool evaluate(const struct attack_change *change, uint32_t number, uint64_t *out)
{
    struct attack_change_gate *gate = attack_change_gate_at(change, number);
    struct attack_tree_join join = {.bases = change->bases,
                                    .places = attack_change_links(change, gate),
                                    .before = (const uint64_t *)(const void *)(gate + 1),
                                    .count = gate->operands,
                                    .needs = gate->needs};
    return change->kernels->join(&join, change->grid->stride, out);
}

/* A change climbs to the first reader and its first reader, so while a gate waits
 * for its operands, those of the next and the gate after it are asked for. */
INLINE void fetch_above(const struct attack_change *change, uint32_t number)
{
    struct attack_change_gate *gate = attack_change_gate_at(change, number);
    fetch_operands(change, gate);
    fetch(attack_change_gate_at(change, gate->ahead), change->block_lines);
    if (gate->readers > 0) {
        uint32_t next = attack_change_links(change, gate)[gate->operands];
        fetch_operands(change, attack_change_gate_at(change, next));
    }
}

static enum rc check_ratings(const struct attack_change *change, struct fault *fault)
{
    const struct attack_tree *tree = change->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        if (!attack_change_is_profile(change, tree->ratings[node])) {
            return fault_add(fault, RC_INVALID, attack_tree_name(tree, change->arena, node),
                             "the rating of this step is no combination of the factors");
        }
    }
    return RC_OK;
}

enum rc attack_change_open(struct arena *arena, const struct attack_tree *tree,
                           const struct profile_grid *grid, struct fault *fault,
                           struct attack_change **out)
{
    struct attack_change *change = ARENA_NEW(arena, struct attack_change);
    uint32_t set_lines = (uint32_t)(grid->stride / PROFILE_LINE_WORDS);
    *change = (struct attack_change){.arena = arena,
                                     .tree = tree,
                                     .grid = grid,
                                     .kernels = attack_tree_kernels_for(grid->isa),
                                     .set_lines = set_lines,
                                     .block_lines = 1 + set_lines,
                                     .step_count = tree->steps,
                                     .gate_count = tree->count - tree->steps};
    enum rc rc = check_ratings(change, fault);
    if (rc != RC_OK) {
        return rc;
    }
    attack_change_lay_out(change);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    for (uint32_t g = 0; g < change->gate_count; g++) {
        (void)evaluate(change, g, attack_change_gate_set(change, g));
    }
    *out = change;
    return RC_OK;
}

/* One operand of the gate lies elsewhere now. */
static void move_operand(struct attack_change *change, uint32_t number, uint32_t from, uint32_t to)
{
    struct attack_change_gate *gate = attack_change_gate_at(change, number);
    uint32_t *links = attack_change_links(change, gate);
    uint32_t i = 0;
    while (i < gate->operands && links[i] != from) {
        i++;
    }
    assert(i < gate->operands);
    links[i] = to;
}

static void move_step(struct attack_change *change, uint32_t position, uint16_t profile)
{
    struct attack_change_step *step = &change->steps[position];
    const uint32_t *readers = attack_change_readers(change, step);
    uint32_t from = attack_change_profile_place(change, step->profile);
    uint32_t to = attack_change_profile_place(change, profile);
    step->profile = profile;
    for (uint32_t r = 0; r < step->readers; r++) {
        fetch(attack_change_gate_at(change, readers[r]), change->block_lines);
    }
    fetch(attack_change_gate_at(change, step->ahead), change->block_lines);
    fetch(attack_tree_kernel_at(change->bases, to), change->set_lines);
    for (uint32_t r = 0; r < step->readers; r++) {
        move_operand(change, readers[r], from, to);
    }
}

static void set_rating(struct attack_change *change, uint32_t position, uint16_t profile)
{
    struct attack_change_step *step = &change->steps[position];
    const uint32_t *readers = attack_change_readers(change, step);
    move_step(change, position, profile);
    for (uint32_t r = 0; r < step->readers; r++) {
        attack_queue_put(&change->queue, readers[r]);
    }
}

static void set_gate(struct attack_change *change, uint32_t number, const uint64_t *set)
{
    struct attack_change_gate *gate = attack_change_gate_at(change, number);
    const uint32_t *readers = attack_change_links(change, gate) + gate->operands;
    memcpy(gate + 1, set, change->grid->stride * sizeof *set);
    for (uint32_t r = 0; r < gate->readers; r++) {
        fetch(attack_change_gate_at(change, readers[r]), change->block_lines);
        attack_queue_put(&change->queue, readers[r]);
    }
}

static void keep_rating(struct attack_change *change, uint32_t step)
{
    if (change->log_count == change->log_room) {
        size_t room = change->log_room > 0 ? change->log_room * 2 : 64;
        change->log =
            arena_grow(change->arena, change->log, change->log_count * sizeof *change->log,
                       room * sizeof *change->log);
        change->log_room = room;
    }
    change->log[change->log_count++] =
        (struct attack_change_rated){step, change->steps[step].profile};
}

bool attack_change_rate(struct attack_change *change, uint32_t node, uint16_t profile)
{
    const struct attack_tree *tree = change->tree;
    if (node >= tree->nodes || tree->position_of[node] >= tree->steps ||
        !attack_change_is_profile(change, profile)) {
        return false;
    }
    uint32_t step = tree->position_of[node];
    if (change->steps[step].profile != profile) {
        keep_rating(change, step);
        set_rating(change, step, profile);
    }
    return true;
}

void attack_change_settle(struct attack_change *change)
{
    uint32_t gate = 0;
    while ((gate = attack_queue_take(&change->queue, gate)) != ATTACK_QUEUE_EMPTY) {
        change->touched++;
        fetch_above(change, gate);
        if (evaluate(change, gate, change->spare)) {
            set_gate(change, gate, change->spare);
        }
    }
}

static const uint64_t *set_at(const struct attack_change *change, uint32_t position)
{
    if (position >= change->step_count) {
        return attack_change_gate_set(change, position - change->step_count);
    }
    uint16_t profile = change->steps[position].profile;
    return attack_tree_kernel_at(change->bases, attack_change_profile_place(change, profile));
}

const uint64_t *attack_change_set(const struct attack_change *change, uint32_t node)
{
    const struct attack_tree *tree = change->tree;
    uint32_t position = node < tree->nodes ? tree->position_of[node] : ATTACK_NOWHERE;
    return position == ATTACK_NOWHERE ? NULL : set_at(change, position);
}

uint16_t attack_change_best(const struct attack_change *change, uint32_t node)
{
    const uint64_t *set = attack_change_set(change, node);
    return set == NULL ? PROFILE_NONE : attack_change_easiest(change, set);
}

const struct attack_tree *attack_change_tree(const struct attack_change *change)
{
    return change->tree;
}

const struct profile_grid *attack_change_grid(const struct attack_change *change)
{
    return change->grid;
}

uint64_t attack_change_touched(const struct attack_change *change)
{
    return change->touched;
}

size_t attack_change_mark(const struct attack_change *change)
{
    return change->log_count;
}

void attack_change_undo(struct attack_change *change, size_t mark)
{
    while (change->log_count > mark) {
        struct attack_change_rated rated = change->log[--change->log_count];
        set_rating(change, rated.position, rated.profile);
    }
    attack_change_settle(change);
}

void attack_change_keep(struct attack_change *change)
{
    change->log_count = 0;
}

static void put_aside(struct attack_change *change, uint32_t position)
{
    if (change->tried_count == change->tried_room) {
        size_t room = change->tried_room > 0 ? change->tried_room * 2 : 64;
        size_t stride = change->grid->stride;
        change->tried =
            arena_grow(change->arena, change->tried, change->tried_room * sizeof *change->tried,
                       room * sizeof *change->tried);
        uint64_t *sets = profile_grid_room(change->arena, change->grid, room - change->tried_room);
        for (size_t i = change->tried_room; i < room; i++) {
            change->tried[i].room = &sets[(i - change->tried_room) * stride];
        }
        change->tried_room = room;
    }
    struct attack_change_tried *tried = &change->tried[change->tried_count++];
    tried->position = position;
    if (position < change->step_count) {
        tried->profile = change->steps[position].profile;
    } else {
        memcpy(tried->room, set_at(change, position), change->grid->stride * sizeof *tried->room);
    }
}

static void try_rating(struct attack_change *change, struct attack_what_if what_if)
{
    const struct attack_tree *tree = change->tree;
    if (what_if.node >= tree->nodes || tree->position_of[what_if.node] >= tree->steps ||
        !attack_change_is_profile(change, what_if.profile)) {
        return;
    }
    uint32_t step = tree->position_of[what_if.node];
    put_aside(change, step);
    set_rating(change, step, what_if.profile);
}

static void try_gates(struct attack_change *change)
{
    uint32_t gate = 0;
    while ((gate = attack_queue_take(&change->queue, gate)) != ATTACK_QUEUE_EMPTY) {
        change->touched++;
        fetch_above(change, gate);
        if (evaluate(change, gate, change->spare)) {
            put_aside(change, change->step_count + gate);
            set_gate(change, gate, change->spare);
        }
    }
}

const uint64_t *attack_change_try(struct attack_change *change,
                                  const struct attack_what_if *what_ifs, size_t count,
                                  uint16_t *best)
{
    size_t bytes = change->grid->stride * sizeof *change->result;
    for (size_t i = 0; i < count; i++) {
        try_rating(change, what_ifs[i]);
    }
    try_gates(change);
    memcpy(change->result, attack_change_set(change, change->tree->root), bytes);
    *best = attack_change_easiest(change, change->result);
    while (change->tried_count > 0) {
        const struct attack_change_tried *tried = &change->tried[--change->tried_count];
        if (tried->position < change->step_count) {
            move_step(change, tried->position, tried->profile);
        } else {
            memcpy(attack_change_gate_set(change, tried->position - change->step_count),
                   tried->room, bytes);
        }
    }
    return change->result;
}

bool attack_change_is_consistent(struct attack_change *change)
{
    for (uint32_t gate = 0; gate < change->gate_count; gate++) {
        if (evaluate(change, gate, change->spare)) {
            return false;
        }
    }
    return true;
}
