#include "engine/attack_change.h"
#include "engine/attack_queue.h"
#include "engine/attack_readers.h"
#include "engine/attack_tree_kernel.h"

#include <string.h>

#define GATE_LINKS 12
#define GATE_WORDS 8 /* of 64 bits in a struct gate: one cache line */
#define STEP_LINKS 2

/* Who a gate rests on and who rests on it: one cache line, with its set right
 * behind it. Links are operands (positions), then readers (gates); where they do
 * not fit, `more` has them from links[0] on. */
struct gate {
    uint32_t needs;
    uint32_t operands;
    uint32_t readers;
    uint32_t unused;
    uint32_t links[GATE_LINKS];
};

struct step {
    uint32_t readers;
    uint16_t profile;
    uint16_t unused;
    uint32_t links[STEP_LINKS]; /* readers, or where `more` has them */
};

struct rated {
    uint32_t position;
    uint16_t profile; /* before */
};

/* What a what-if has put aside: a step's profile or a gate's set, in room that
 * stays with this entry for the next what-if. */
struct tried {
    uint32_t position;
    uint16_t profile;
    uint64_t *room;
};

struct attack_change {
    struct arena *arena;
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    const struct attack_tree_kernels *kernels;
    const uint64_t *nobody;
    uint32_t step_count;
    uint32_t gate_count;
    struct step *steps;
    uint64_t *gates; /* blocks of a struct gate and its set */
    size_t block_words;
    const uint32_t *more;
    const uint64_t **sets; /* of the gate at hand, by operand */
    uint32_t *places;
    struct attack_queue queue;
    uint64_t touched;
    struct rated *log;
    size_t log_count;
    size_t log_room;
    uint64_t *spare; /* room for the set that a gate gets next */
    uint64_t *result;
    struct tried *tried;
    size_t tried_count;
    size_t tried_room;
};

static bool is_profile(const struct attack_change *change, uint16_t profile)
{
    return profile < change->grid->count || profile == ATTACK_INFEASIBLE;
}

static struct gate *gate_at(const struct attack_change *change, uint32_t gate)
{
    return (struct gate *)(void *)&change->gates[gate * change->block_words];
}

static uint64_t *set_of_gate(const struct attack_change *change, uint32_t gate)
{
    return &change->gates[gate * change->block_words + GATE_WORDS];
}

static const uint64_t *set_at(const struct attack_change *change, uint32_t position)
{
    if (position >= change->step_count) {
        return set_of_gate(change, position - change->step_count);
    }
    uint16_t profile = change->steps[position].profile;
    return profile == ATTACK_INFEASIBLE ? change->nobody
                                        : &change->grid->sets[profile * change->grid->stride];
}

static const uint32_t *links_of(const struct attack_change *change, const struct gate *gate)
{
    return gate->operands + gate->readers <= GATE_LINKS ? gate->links
                                                        : &change->more[gate->links[0]];
}

/* The lowest member is the easiest: the grid numbers profiles by total. */
static uint16_t easiest(const struct attack_change *change, const uint64_t *set)
{
    for (size_t i = 0; i < change->grid->stride; i++) {
        if (set[i] != 0) {
            return (uint16_t)(i * 64 + (size_t)__builtin_ctzll(set[i]));
        }
    }
    return ATTACK_INFEASIBLE;
}

static void fetch(const uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i += GATE_WORDS) {
        __builtin_prefetch(&words[i]);
    }
}

/* Evaluates a gate into out; does that differ from the set it has? Asks for its
 * operands together, and for a first reader, which is next if it does. */
static bool evaluate(const struct attack_change *change, uint32_t number, uint64_t *out)
{
    const struct gate *gate = gate_at(change, number);
    const uint32_t *links = links_of(change, gate);
    for (uint32_t i = 0; i < gate->operands; i++) {
        change->sets[i] = set_at(change, links[i]);
        fetch(change->sets[i], change->grid->stride);
    }
    if (gate->readers > 0) {
        fetch(&change->gates[links[gate->operands] * change->block_words], change->block_words);
    }
    struct attack_tree_join join = {.sets = change->sets,
                                    .places = change->places,
                                    .before = set_of_gate(change, number),
                                    .count = gate->operands,
                                    .needs = gate->needs};
    return change->kernels->join(&join, change->grid->stride, out);
}

static enum rc rate_steps(struct attack_change *change, struct fault *fault)
{
    const struct attack_tree *tree = change->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        if (!is_profile(change, tree->ratings[node])) {
            return fault_add(fault, RC_INVALID, attack_tree_name(tree, change->arena, node),
                             "the rating of this step is no combination of the factors");
        }
        change->steps[step].profile = tree->ratings[node];
    }
    return RC_OK;
}

/* Where to write count links: in place, or in `more` with its place noted. */
static uint32_t *link_room(uint32_t *links, uint32_t count, uint32_t room, uint32_t *more,
                           uint32_t *used)
{
    if (count <= room) {
        return links;
    }
    links[0] = *used;
    *used += count;
    return &more[links[0]];
}

static void copy_links(uint32_t *to, const uint32_t *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        to[i] = from[i];
    }
}

static void link_nodes(struct attack_change *change, const struct attack_readers *readers,
                       uint32_t *more)
{
    const struct attack_tree *tree = change->tree;
    uint32_t used = 0;
    for (uint32_t at = 0; at < tree->steps; at++) {
        struct step *step = &change->steps[at];
        step->readers = readers->first[at + 1] - readers->first[at];
        copy_links(link_room(step->links, step->readers, STEP_LINKS, more, &used),
                   &readers->gates[readers->first[at]], step->readers);
    }
    for (uint32_t g = 0; g < change->gate_count; g++) {
        struct gate *gate = gate_at(change, g);
        uint32_t from = readers->first[tree->steps + g];
        gate->needs = tree->needs[g];
        gate->operands = tree->first_operand[g + 1] - tree->first_operand[g];
        gate->readers = readers->first[tree->steps + g + 1] - from;
        uint32_t *links =
            link_room(gate->links, gate->operands + gate->readers, GATE_LINKS, more, &used);
        copy_links(links, &tree->operands[tree->first_operand[g]], gate->operands);
        copy_links(links + gate->operands, &readers->gates[from], gate->readers);
    }
    change->more = more;
}

/* How many links do not fit beside their node; and the most operands. */
static uint32_t count_more(const struct attack_change *change, const struct attack_readers *readers,
                           uint32_t *most)
{
    const struct attack_tree *tree = change->tree;
    uint32_t more = 0;
    for (uint32_t at = 0; at < tree->count; at++) {
        uint32_t count = readers->first[at + 1] - readers->first[at];
        uint32_t room = STEP_LINKS;
        if (at >= tree->steps) {
            uint32_t g = at - tree->steps;
            uint32_t operands = tree->first_operand[g + 1] - tree->first_operand[g];
            *most = operands > *most ? operands : *most;
            count += operands;
            room = GATE_LINKS;
        }
        more += count > room ? count : 0;
    }
    return more;
}

static void lay_out(struct attack_change *change)
{
    const struct attack_tree *tree = change->tree;
    struct arena *arena = change->arena;
    size_t stride = change->grid->stride;
    uint32_t most = 0;
    struct attack_readers readers = attack_readers_list(arena, tree->count, change->gate_count,
                                                        tree->first_operand, tree->operands);
    uint32_t more = count_more(change, &readers, &most);
    change->block_words = GATE_WORDS + stride;
    change->steps = ARENA_MANY(arena, struct step, tree->steps);
    change->gates = profile_grid_room(
        arena, change->grid, (change->gate_count * change->block_words + stride - 1) / stride);
    change->nobody = profile_grid_room(arena, change->grid, 1);
    change->spare = profile_grid_room(arena, change->grid, 1);
    change->result = profile_grid_room(arena, change->grid, 1);
    change->sets = ARENA_MANY(arena, const uint64_t *, most);
    change->places = ARENA_MANY(arena, uint32_t, most);
    for (uint32_t i = 0; i < most; i++) {
        change->places[i] = i;
    }
    attack_queue_init(&change->queue, arena, change->gate_count);
    link_nodes(change, &readers, ARENA_MANY(arena, uint32_t, more));
}

enum rc attack_change_open(struct arena *arena, const struct attack_tree *tree,
                           const struct profile_grid *grid, struct fault *fault,
                           struct attack_change **out)
{
    struct attack_change *change = ARENA_NEW(arena, struct attack_change);
    *change = (struct attack_change){.arena = arena,
                                     .tree = tree,
                                     .grid = grid,
                                     .kernels = attack_tree_kernels_for(grid->isa),
                                     .step_count = tree->steps,
                                     .gate_count = tree->count - tree->steps};
    lay_out(change);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    enum rc rc = rate_steps(change, fault);
    for (uint32_t g = 0; rc == RC_OK && g < change->gate_count; g++) {
        (void)evaluate(change, g, set_of_gate(change, g));
    }
    if (rc == RC_OK) {
        *out = change;
    }
    return rc;
}

static void put_readers(struct attack_change *change, const uint32_t *readers, uint32_t count)
{
    for (uint32_t r = 0; r < count; r++) {
        fetch(&change->gates[readers[r] * change->block_words], change->block_words);
        attack_queue_put(&change->queue, readers[r]);
    }
}

static void set_rating(struct attack_change *change, uint32_t position, uint16_t profile)
{
    struct step *step = &change->steps[position];
    step->profile = profile;
    put_readers(change, step->readers <= STEP_LINKS ? step->links : &change->more[step->links[0]],
                step->readers);
}

static void set_gate(struct attack_change *change, uint32_t number, const uint64_t *set)
{
    const struct gate *gate = gate_at(change, number);
    memcpy(set_of_gate(change, number), set, change->grid->stride * sizeof *set);
    put_readers(change, links_of(change, gate) + gate->operands, gate->readers);
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
    change->log[change->log_count++] = (struct rated){step, change->steps[step].profile};
}

bool attack_change_rate(struct attack_change *change, uint32_t node, uint16_t profile)
{
    const struct attack_tree *tree = change->tree;
    if (node >= tree->nodes || tree->position_of[node] >= tree->steps ||
        !is_profile(change, profile)) {
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
        if (evaluate(change, gate, change->spare)) {
            set_gate(change, gate, change->spare);
        }
    }
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
    return set == NULL ? PROFILE_NONE : easiest(change, set);
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
        struct rated rated = change->log[--change->log_count];
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
    struct tried *tried = &change->tried[change->tried_count++];
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
        !is_profile(change, what_if.profile)) {
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
    *best = easiest(change, change->result);
    while (change->tried_count > 0) {
        const struct tried *tried = &change->tried[--change->tried_count];
        if (tried->position < change->step_count) {
            change->steps[tried->position].profile = tried->profile;
        } else {
            memcpy(set_of_gate(change, tried->position - change->step_count), tried->room, bytes);
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
