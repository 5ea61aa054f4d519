/* Own tables, one for each variable, so that a level's nodes are found at once. */
#include "engine/bdd_sift.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BITS 3
#define NOWHERE UINT32_MAX

/* References are as in bdd.h: index times two, plus one where negated. */
struct sift_node {
    uint32_t variable;
    uint32_t high; /* never negated */
    uint32_t low;
    uint32_t users; /* nodes and references; 0: not in use */
    uint32_t next;  /* of the same slot, or of the unused */
};

struct sift_level {
    uint32_t *slots; /* first node of each, or 0 */
    uint32_t bits;
    uint32_t count;
};

struct block {
    uint32_t first; /* place */
    uint32_t count;
    uint32_t nodes; /* when the pass began */
};

struct sifting {
    struct arena *arena;
    struct bdd_sift_options options;
    struct sift_node *nodes;
    uint32_t count;
    uint32_t room;
    uint32_t unused;
    uint32_t live;
    struct sift_level *levels; /* by variable */
    uint32_t *variable_at;     /* by place, from the top */
    struct block *blocks;      /* from the top */
    uint32_t block_count;
    uint32_t *moving; /* nodes of an exchange */
    uint32_t moving_room;
    uint64_t work;     /* nodes looked at */
    uint64_t asked_at; /* work when may_go_on was asked */
    bool is_stopped;
};

/* ---- tables ---- */

static uint32_t slot_of(const struct sift_level *level, uint32_t high, uint32_t low)
{
    return diagram_mix(high, low, 0, level->bits);
}

static void put(struct sifting *sifting, uint32_t index)
{
    struct sift_node *node = &sifting->nodes[index];
    struct sift_level *level = &sifting->levels[node->variable];
    uint32_t slot = slot_of(level, node->high, node->low);
    node->next = level->slots[slot];
    level->slots[slot] = index;
    level->count++;
}

static void widen_level(struct sifting *sifting, struct sift_level *level)
{
    struct sift_level old = *level;
    level->bits = old.slots == NULL ? FIRST_BITS : old.bits + 1;
    level->slots = ARENA_MANY(sifting->arena, uint32_t, UINT32_C(1) << level->bits);
    level->count = 0;
    for (uint32_t i = 0; old.slots != NULL && i < UINT32_C(1) << old.bits; i++) {
        for (uint32_t at = old.slots[i]; at != 0;) {
            uint32_t next = sifting->nodes[at].next;
            put(sifting, at);
            at = next;
        }
    }
}

static void put_in(struct sifting *sifting, uint32_t index)
{
    struct sift_level *level = &sifting->levels[sifting->nodes[index].variable];
    if (level->slots == NULL || level->count >> level->bits != 0) {
        widen_level(sifting, level);
    }
    put(sifting, index);
}

static void take_out(struct sifting *sifting, uint32_t index)
{
    const struct sift_node *node = &sifting->nodes[index];
    struct sift_level *level = &sifting->levels[node->variable];
    uint32_t *link = &level->slots[slot_of(level, node->high, node->low)];
    while (*link != index) {
        link = &sifting->nodes[*link].next;
    }
    *link = node->next;
    level->count--;
}

static uint32_t new_node(struct sifting *sifting)
{
    uint32_t index = sifting->unused;
    sifting->live++;
    if (index != 0) {
        sifting->unused = sifting->nodes[index].next;
        return index;
    }
    if (sifting->count == sifting->room) {
        size_t bytes = sifting->room * sizeof *sifting->nodes;
        sifting->nodes = arena_grow(sifting->arena, sifting->nodes, bytes, bytes * 2);
        sifting->room *= 2;
    }
    return sifting->count++;
}

/* A function with one more user. */
static uint32_t use(struct sifting *sifting, uint32_t variable, uint32_t high, uint32_t low)
{
    const struct sift_level *level = &sifting->levels[variable];
    if (high == low) {
        sifting->nodes[high >> 1].users++;
        return high;
    }
    uint32_t negated = high & 1;
    high ^= negated;
    low ^= negated;
    uint32_t at = level->slots == NULL ? 0 : level->slots[slot_of(level, high, low)];
    while (at != 0 && (sifting->nodes[at].high != high || sifting->nodes[at].low != low)) {
        at = sifting->nodes[at].next;
    }
    if (at == 0) {
        at = new_node(sifting);
        sifting->nodes[at] = (struct sift_node){variable, high, low, 0, 0};
        sifting->nodes[high >> 1].users++;
        sifting->nodes[low >> 1].users++;
        put_in(sifting, at);
    }
    sifting->nodes[at].users++;
    return at << 1 | negated;
}

/* Its operands have other users by then, so that nothing else goes. */
static void unuse(struct sifting *sifting, uint32_t function)
{
    uint32_t index = function >> 1;
    struct sift_node *node = &sifting->nodes[index];
    if (--node->users == 0) {
        take_out(sifting, index);
        sifting->nodes[node->high >> 1].users--;
        sifting->nodes[node->low >> 1].users--;
        node->next = sifting->unused;
        sifting->unused = index;
        sifting->live--;
    }
}

/* ---- exchange of two neighbours ---- */

/* Takes the upper variable's nodes that ask the lower one out of its table. */
static uint32_t collect(struct sifting *sifting, uint32_t upper, uint32_t lower)
{
    struct sift_level *level = &sifting->levels[upper];
    uint32_t count = 0;
    if (level->count > sifting->moving_room) {
        sifting->moving_room = level->count * 2;
        sifting->moving = ARENA_MANY(sifting->arena, uint32_t, sifting->moving_room);
    }
    for (uint32_t i = 0; level->count > count && i < UINT32_C(1) << level->bits; i++) {
        uint32_t *link = &level->slots[i];
        while (*link != 0) {
            struct sift_node *node = &sifting->nodes[*link];
            if (sifting->nodes[node->high >> 1].variable == lower ||
                sifting->nodes[node->low >> 1].variable == lower) {
                sifting->moving[count++] = *link;
                *link = node->next;
            } else {
                link = &node->next;
            }
        }
    }
    level->count -= count;
    sifting->work += (UINT32_C(1) << level->bits) / 4 + count * UINT64_C(4) + level->count;
    return count;
}

static uint32_t branch(const struct sifting *sifting, uint32_t function, uint32_t variable,
                       bool is_high)
{
    const struct sift_node *node = &sifting->nodes[function >> 1];
    if (node->variable != variable) {
        return function;
    }
    return (is_high ? node->high : node->low) ^ (function & 1);
}

static void exchange(struct sifting *sifting, uint32_t place)
{
    uint32_t upper = sifting->variable_at[place];
    uint32_t lower = sifting->variable_at[place + 1];
    uint32_t count = sifting->levels[upper].count == 0 || sifting->levels[lower].count == 0
                         ? 0
                         : collect(sifting, upper, lower);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = sifting->moving[i];
        uint32_t high = sifting->nodes[index].high;
        uint32_t low = sifting->nodes[index].low;
        uint32_t with = use(sifting, upper, branch(sifting, high, lower, true),
                            branch(sifting, low, lower, true));
        uint32_t without = use(sifting, upper, branch(sifting, high, lower, false),
                               branch(sifting, low, lower, false));
        struct sift_node *node = &sifting->nodes[index];
        node->variable = lower;
        node->high = with; /* not negated: neither is the high branch of a high branch */
        node->low = without;
        put_in(sifting, index);
        unuse(sifting, high);
        unuse(sifting, low);
    }
    sifting->variable_at[place] = lower;
    sifting->variable_at[place + 1] = upper;
    sifting->work++;
}

/* ---- blocks ---- */

/* Exchanges a block with the one below it. */
static void exchange_blocks(struct sifting *sifting, uint32_t at)
{
    struct block *upper = &sifting->blocks[at];
    struct block *lower = &sifting->blocks[at + 1];
    for (uint32_t i = 0; i < lower->count; i++) {
        for (uint32_t k = upper->count; k-- > 0;) {
            exchange(sifting, upper->first + i + k);
        }
    }
    struct block held = *upper;
    *upper = *lower;
    upper->first = held.first;
    *lower = held;
    lower->first = upper->first + upper->count;
}

static bool may_go_on(struct sifting *sifting)
{
    const struct diagram_patience *patience = &sifting->options.patience;
    if (sifting->work - sifting->asked_at >= DIAGRAM_STEPS_BETWEEN_QUESTIONS) {
        bool is_over = sifting->options.work > 0 && sifting->work > sifting->options.work;
        sifting->asked_at = sifting->work;
        sifting->is_stopped =
            sifting->is_stopped || is_over ||
            (patience->may_go_on != NULL && !patience->may_go_on(patience->context));
    }
    return !sifting->is_stopped;
}

struct track {
    uint32_t at; /* where the block is */
    uint32_t best_at;
    uint32_t best;   /* nodes then */
    uint32_t behind; /* nodes of the levels that it left behind, which stay as they are */
};

static void note(const struct sifting *sifting, struct track *track)
{
    if (sifting->live < track->best) {
        track->best = sifting->live;
        track->best_at = track->at;
    }
}

static uint32_t nodes_of(const struct sifting *sifting, uint32_t from, uint32_t to)
{
    uint32_t sum = 0;
    for (uint32_t place = from; place < to; place++) {
        sum += sifting->levels[sifting->variable_at[place]].count;
    }
    return sum;
}

/* Can nothing better come, or is it not worth the way? */
static bool is_enough(const struct sifting *sifting, const struct track *track)
{
    return track->behind >= track->best ||
           sifting->live > track->best + (uint64_t)track->best * sifting->options.growth / 100;
}

static void go_down(struct sifting *sifting, struct track *track)
{
    const struct block *block = &sifting->blocks[track->at];
    track->behind = nodes_of(sifting, 0, block->first);
    while (track->at + 1 < sifting->block_count && !is_enough(sifting, track) &&
           may_go_on(sifting)) {
        exchange_blocks(sifting, track->at++);
        block = &sifting->blocks[track->at - 1];
        track->behind += nodes_of(sifting, block->first, block->first + block->count);
        note(sifting, track);
    }
}

static void go_up(struct sifting *sifting, struct track *track)
{
    const struct block *block = &sifting->blocks[track->at];
    track->behind = nodes_of(sifting, block->first + block->count, sifting->options.count);
    while (track->at > 0 && !is_enough(sifting, track) && may_go_on(sifting)) {
        exchange_blocks(sifting, --track->at);
        block = &sifting->blocks[track->at + 1];
        track->behind += nodes_of(sifting, block->first, block->first + block->count);
        note(sifting, track);
    }
}

static void go_to(struct sifting *sifting, struct track *track, uint32_t to)
{
    while (track->at < to) {
        exchange_blocks(sifting, track->at++);
    }
    while (track->at > to) {
        exchange_blocks(sifting, --track->at);
    }
}

/* To the nearer end, then to the other one, then to the best place. */
static void sift_block(struct sifting *sifting, uint32_t at)
{
    struct track track = {at, at, sifting->live, 0};
    if (at > sifting->block_count / 2) {
        go_down(sifting, &track);
        go_to(sifting, &track, at);
        go_up(sifting, &track);
    } else {
        go_up(sifting, &track);
        go_to(sifting, &track, at);
        go_down(sifting, &track);
    }
    go_to(sifting, &track, track.best_at);
}

static void find_blocks(struct sifting *sifting)
{
    const uint32_t *groups = sifting->options.groups;
    sifting->block_count = 0;
    for (uint32_t i = 0; i < sifting->options.count; i++) {
        uint32_t variable = sifting->variable_at[i];
        bool is_same =
            i > 0 && groups != NULL && groups[variable] == groups[sifting->variable_at[i - 1]];
        if (!is_same) {
            sifting->blocks[sifting->block_count++] = (struct block){.first = i};
        }
        sifting->blocks[sifting->block_count - 1].count++;
        sifting->blocks[sifting->block_count - 1].nodes += sifting->levels[variable].count;
    }
}

struct turn {
    uint32_t variable; /* of the block: its first */
    uint32_t nodes;
};

static int by_nodes(const void *a, const void *b)
{
    const struct turn *x = a;
    const struct turn *y = b;
    if (x->nodes != y->nodes) {
        return x->nodes > y->nodes ? -1 : 1;
    }
    return (x->variable > y->variable) - (x->variable < y->variable);
}

static uint32_t block_of(const struct sifting *sifting, uint32_t variable)
{
    for (uint32_t at = 0; at < sifting->block_count; at++) {
        if (sifting->variable_at[sifting->blocks[at].first] == variable) {
            return at;
        }
    }
    return NOWHERE;
}

/* Every block once, those with most nodes first. */
static void sift_all(struct sifting *sifting)
{
    find_blocks(sifting);
    uint32_t count = sifting->block_count;
    struct turn *turns = ARENA_MANY(sifting->arena, struct turn, count);
    for (uint32_t i = 0; i < count; i++) {
        turns[i] =
            (struct turn){sifting->variable_at[sifting->blocks[i].first], sifting->blocks[i].nodes};
    }
    qsort(turns, count, sizeof *turns, by_nodes);
    for (uint32_t i = 0; i < count && !sifting->is_stopped; i++) {
        if (turns[i].nodes > 0) {
            sift_block(sifting, block_of(sifting, turns[i].variable));
        }
    }
}

/* ---- in and out ---- */

/* Copies what the references reach; node i there is node i - from + 1 here. */
static void load(struct sifting *sifting, const struct bdd *bdd, uint32_t from,
                 const uint32_t *references, size_t reference_count)
{
    uint32_t shift = from - 1;
    struct sift_node *nodes = sifting->nodes;
    sifting->count = bdd->count - shift;
    nodes[0] = (struct sift_node){.variable = NOWHERE, .users = 1};
    for (size_t i = 0; i < reference_count; i++) {
        nodes[references[i] >> 1 == 0 ? 0 : (references[i] >> 1) - shift].users++;
    }
    for (uint32_t i = sifting->count - 1; i > 0; i--) {
        const struct bdd_node *node = &bdd->nodes[i + shift];
        if (nodes[i].users == 0) {
            nodes[i].next = sifting->unused;
            sifting->unused = i;
            continue;
        }
        nodes[i].variable = node->variable - sifting->options.first;
        nodes[i].high = node->high >> 1 == 0 ? node->high : node->high - (shift << 1);
        nodes[i].low = node->low >> 1 == 0 ? node->low : node->low - (shift << 1);
        nodes[nodes[i].high >> 1].users++;
        nodes[nodes[i].low >> 1].users++;
        sifting->live++;
        put_in(sifting, i);
    }
}

/* Makes all nodes again, those of the last variable first. */
static void store(const struct sifting *sifting, struct bdd *bdd, uint32_t from,
                  uint32_t *references, size_t reference_count)
{
    uint32_t *made = ARENA_MANY(sifting->arena, uint32_t, sifting->count);
    bdd_cut(bdd, from);
    for (uint32_t place = sifting->options.count; place-- > 0;) {
        const struct sift_level *level = &sifting->levels[sifting->variable_at[place]];
        for (uint32_t i = 0; level->slots != NULL && i < UINT32_C(1) << level->bits; i++) {
            for (uint32_t at = level->slots[i]; at != 0; at = sifting->nodes[at].next) {
                const struct sift_node *node = &sifting->nodes[at];
                made[at] = bdd_make(bdd, sifting->options.first + place, made[node->high >> 1],
                                    made[node->low >> 1] ^ (node->low & 1));
            }
        }
    }
    for (size_t i = 0; i < reference_count; i++) {
        uint32_t index = references[i] >> 1;
        references[i] = made[index == 0 ? 0 : index - (from - 1)] ^ (references[i] & 1);
    }
}

uint64_t bdd_sift(struct bdd *bdd, uint32_t from, struct bdd_sift_options options, uint32_t *order,
                  uint32_t *references, size_t reference_count)
{
    struct arena *arena = arena_open(SIZE_MAX);
    struct sifting sifting = {.arena = arena,
                              .options = options,
                              .room = (bdd->count - from + 1) * 2,
                              .levels = ARENA_MANY(arena, struct sift_level, options.count),
                              .variable_at = order,
                              .blocks = ARENA_MANY(arena, struct block, options.count)};
    sifting.options.growth = options.growth > 0 ? options.growth : BDD_SIFT_GROWTH_PERCENT;
    sifting.nodes = ARENA_MANY(arena, struct sift_node, sifting.room);
    for (uint32_t i = 0; i < options.count; i++) {
        order[i] = i;
    }
    load(&sifting, bdd, from, references, reference_count);
    sift_all(&sifting);
    store(&sifting, bdd, from, references, reference_count);
    arena_close(arena);
    return sifting.work;
}
