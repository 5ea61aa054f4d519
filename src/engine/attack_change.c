#include "engine/attack_change.h"
#include "engine/attack_queue.h"
#include "engine/attack_readers.h"
#include "engine/attack_tree_kernel.h"

struct rated {
    uint32_t position;
    uint16_t profile; /* before */
};

struct attack_change {
    struct arena *arena;
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    struct attack_tree_kernel program;
    uint16_t *best;
    const uint64_t **sets;
    const uint64_t *nobody;
    uint64_t **own; /* by gate: where its set lies */
    struct attack_readers readers;
    struct attack_queue queue;
    uint64_t touched;
    struct rated *log;
    size_t log_count;
    size_t log_room;
    uint64_t *spare; /* room for the set that a gate gets next */
    struct tried *tried;
    size_t tried_count;
    size_t tried_room;
};

/* What a what-if has put aside: a node as it was settled, and the room that its
 * new set took, which stays with this entry for the next what-if. */
struct tried {
    uint32_t position;
    uint16_t best;
    const uint64_t *set;
    uint64_t *room;
};

static bool is_profile(const struct attack_change *change, uint16_t profile)
{
    return profile < change->grid->count || profile == ATTACK_INFEASIBLE;
}

static const uint64_t *set_of_profile(const struct attack_change *change, uint16_t profile)
{
    return profile == ATTACK_INFEASIBLE ? change->nobody
                                        : &change->grid->sets[profile * change->grid->stride];
}

static void set_rating(struct attack_change *change, uint32_t step, uint16_t profile)
{
    change->best[step] = profile;
    change->sets[step] = set_of_profile(change, profile);
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
        set_rating(change, step, tree->ratings[node]);
    }
    return RC_OK;
}

static void give_slots(struct attack_change *change)
{
    const struct attack_tree *tree = change->tree;
    size_t stride = change->grid->stride;
    uint32_t gates = tree->count - tree->steps;
    uint32_t *slot_of = ARENA_MANY(change->arena, uint32_t, gates);
    uint64_t *slots = profile_grid_room(change->arena, change->grid, gates);
    change->own = ARENA_MANY(change->arena, uint64_t *, gates);
    for (uint32_t g = 0; g < gates; g++) {
        slot_of[g] = g;
        change->own[g] = &slots[g * stride];
        change->sets[tree->steps + g] = &slots[g * stride];
    }
    change->program = (struct attack_tree_kernel){.steps = tree->steps,
                                                  .gates = gates,
                                                  .first_operand = tree->first_operand,
                                                  .operands = tree->operands,
                                                  .needs = tree->needs,
                                                  .slot_of = slot_of,
                                                  .sets = change->sets,
                                                  .best = change->best,
                                                  .slots = slots,
                                                  .slot_count = gates,
                                                  .stride = stride};
}

enum rc attack_change_open(struct arena *arena, const struct attack_tree *tree,
                           const struct profile_grid *grid, struct fault *fault,
                           struct attack_change **out)
{
    struct attack_change *change = ARENA_NEW(arena, struct attack_change);
    uint32_t gates = tree->count - tree->steps;
    *change = (struct attack_change){.arena = arena, .tree = tree, .grid = grid};
    change->best = ARENA_MANY(arena, uint16_t, tree->count);
    change->sets = ARENA_MANY(arena, const uint64_t *, tree->count);
    change->nobody = profile_grid_room(arena, grid, 1);
    change->spare = profile_grid_room(arena, grid, 1);
    change->readers =
        attack_readers_list(arena, tree->count, gates, tree->first_operand, tree->operands);
    attack_queue_init(&change->queue, arena, gates);
    give_slots(change);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    enum rc rc = rate_steps(change, fault);
    if (rc == RC_OK) {
        attack_tree_kernel_run(&change->program);
        *out = change;
    }
    return rc;
}

static void put_readers(struct attack_change *change, uint32_t position)
{
    const struct attack_readers *readers = &change->readers;
    for (uint32_t r = readers->first[position]; r < readers->first[position + 1]; r++) {
        attack_queue_put(&change->queue, readers->gates[r]);
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
    change->log[change->log_count++] = (struct rated){step, change->best[step]};
}

bool attack_change_rate(struct attack_change *change, uint32_t node, uint16_t profile)
{
    const struct attack_tree *tree = change->tree;
    if (node >= tree->nodes || tree->position_of[node] >= tree->steps ||
        !is_profile(change, profile)) {
        return false;
    }
    uint32_t step = tree->position_of[node];
    if (change->best[step] != profile) {
        keep_rating(change, step);
        set_rating(change, step, profile);
        put_readers(change, step);
    }
    return true;
}

void attack_change_settle(struct attack_change *change)
{
    uint32_t gate = 0;
    while ((gate = attack_queue_take(&change->queue, gate)) != ATTACK_QUEUE_EMPTY) {
        uint32_t position = change->program.steps + gate;
        uint16_t best;
        change->touched++;
        if (attack_tree_kernel_gate(&change->program, gate, change->spare, &best)) {
            uint64_t *old = change->own[gate];
            change->own[gate] = change->spare;
            change->sets[position] = change->spare;
            change->best[position] = best;
            change->spare = old;
            put_readers(change, position);
        }
    }
}

uint16_t attack_change_best(const struct attack_change *change, uint32_t node)
{
    const struct attack_tree *tree = change->tree;
    uint32_t position = node < tree->nodes ? tree->position_of[node] : ATTACK_NOWHERE;
    return position == ATTACK_NOWHERE ? PROFILE_NONE : change->best[position];
}

const uint64_t *attack_change_set(const struct attack_change *change, uint32_t node)
{
    const struct attack_tree *tree = change->tree;
    uint32_t position = node < tree->nodes ? tree->position_of[node] : ATTACK_NOWHERE;
    return position == ATTACK_NOWHERE ? NULL : change->sets[position];
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
        put_readers(change, rated.position);
    }
    attack_change_settle(change);
}

void attack_change_keep(struct attack_change *change)
{
    change->log_count = 0;
}

static struct tried *put_aside(struct attack_change *change, uint32_t position)
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
    tried->best = change->best[position];
    tried->set = change->sets[position];
    return tried;
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
    put_readers(change, step);
}

static void try_gates(struct attack_change *change)
{
    uint32_t gate = 0;
    while ((gate = attack_queue_take(&change->queue, gate)) != ATTACK_QUEUE_EMPTY) {
        uint32_t position = change->program.steps + gate;
        struct tried *tried = put_aside(change, position);
        uint16_t best;
        change->touched++;
        if (attack_tree_kernel_gate(&change->program, gate, tried->room, &best)) {
            change->sets[position] = tried->room;
            change->best[position] = best;
            put_readers(change, position);
        } else {
            change->tried_count--;
        }
    }
}

const uint64_t *attack_change_try(struct attack_change *change,
                                  const struct attack_what_if *what_ifs, size_t count,
                                  uint16_t *best)
{
    uint32_t root = change->tree->position_of[change->tree->root];
    for (size_t i = 0; i < count; i++) {
        try_rating(change, what_ifs[i]);
    }
    try_gates(change);
    const uint64_t *set = change->sets[root];
    *best = change->best[root];
    while (change->tried_count > 0) {
        const struct tried *tried = &change->tried[--change->tried_count];
        change->sets[tried->position] = tried->set;
        change->best[tried->position] = tried->best;
    }
    return set;
}

bool attack_change_is_consistent(struct attack_change *change)
{
    for (uint32_t gate = 0; gate < change->program.gates; gate++) {
        uint16_t best;
        if (attack_tree_kernel_gate(&change->program, gate, change->spare, &best) ||
            best != change->best[change->program.steps + gate]) {
            return false;
        }
    }
    return true;
}
