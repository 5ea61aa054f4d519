#include "engine/threat_relation.h"

#include <string.h>

#define FIRST_ROOM 64

void threat_relation_init(struct threat_relation *relation, struct arena *arena, uint32_t arity)
{
    memset(relation, 0, sizeof *relation);
    relation->arena = arena;
    relation->arity = arity;
}

void threat_relation_borrow(struct threat_relation *relation, struct arena *arena,
                            const struct threat_relation *from)
{
    *relation = *from;
    relation->arena = arena;
    relation->room = from->count; /* the next row moves all to this arena */
    relation->has_borrowed_slots = from->slots != NULL;
    memset(relation->by, 0, sizeof relation->by);
}

static uint64_t hash_of_tuple(const uint32_t *tuple, uint32_t arity)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t i = 0; i < arity; i++) {
        h = (h ^ tuple[i]) * UINT64_C(0xbf58476d1ce4e5b9);
        h ^= h >> 31;
    }
    h *= UINT64_C(0x94d049bb133111eb);
    return h ^ h >> 29;
}

static bool is_same(const uint32_t *a, const uint32_t *b, uint32_t arity)
{
    for (uint32_t i = 0; i < arity; i++) {
        if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

/* The slot that holds the tuple or, where none does, the free one to put it. */
static uint32_t slot_of(const struct threat_relation *relation, const uint32_t *tuple)
{
    if (relation->arity == 1) {
        return tuple[0];
    }
    uint32_t mask = relation->slot_room - 1;
    uint32_t slot = (uint32_t)hash_of_tuple(tuple, relation->arity) & mask;
    while (relation->slots[slot] != 0 &&
           !is_same(threat_relation_row(relation, relation->slots[slot] - 1), tuple,
                    relation->arity)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

/* Later rows of a tuple win: an earlier one is dead by then. */
static void fill_slots(struct threat_relation *relation, uint32_t room)
{
    relation->slots = ARENA_MANY(relation->arena, uint32_t, room);
    relation->slot_room = room;
    relation->has_borrowed_slots = false;
    for (uint32_t row = 0; row < relation->count; row++) {
        relation->slots[slot_of(relation, threat_relation_row(relation, row))] = row + 1;
    }
}

void threat_relation_seal(struct threat_relation *relation, uint32_t symbols)
{
    uint32_t room = FIRST_ROOM;
    if (relation->slots != NULL) {
        threat_relation_widen(relation, symbols);
        return;
    }
    while (relation->arity > 1 && room / 2 < relation->count && room < (1u << 31)) {
        room *= 2;
    }
    fill_slots(relation, relation->arity == 1 ? symbols + FIRST_ROOM : room);
}

void threat_relation_widen(struct threat_relation *relation, uint32_t symbols)
{
    if (relation->arity == 1 && relation->slots != NULL && relation->slot_room < symbols) {
        fill_slots(relation, symbols + symbols / 2);
    }
    for (uint32_t column = 0; column < relation->arity; column++) {
        struct threat_index *index = relation->by[column];
        if (index != NULL && index->symbols < symbols) {
            uint32_t room = symbols + symbols / 2;
            index->newest = arena_grow(relation->arena, index->newest,
                                       index->symbols * sizeof(uint32_t), room * sizeof(uint32_t));
            index->symbols = room;
        }
    }
}

void threat_relation_index(struct threat_relation *relation, uint32_t column, uint32_t symbols)
{
    struct arena *arena = relation->arena;
    if (relation->by[column] != NULL) {
        return;
    }
    struct threat_index *index = ARENA_NEW(arena, struct threat_index);
    index->packed = relation->count;
    index->packed_symbols = symbols;
    index->symbols = symbols;
    index->newest = ARENA_MANY(arena, uint32_t, symbols + 1);
    if (relation->count > 0) {
        const uint32_t *cell = relation->rows + column;
        index->first = ARENA_MANY(arena, uint32_t, (size_t)symbols + 2);
        index->numbers = ARENA_MANY(arena, uint32_t, relation->count);
        for (uint32_t row = 0; row < relation->count; row++, cell += relation->arity) {
            index->first[*cell + 2]++;
        }
        for (uint32_t symbol = 2; symbol < symbols + 2; symbol++) {
            index->first[symbol] += index->first[symbol - 1];
        }
        cell = relation->rows + column;
        for (uint32_t row = 0; row < relation->count; row++, cell += relation->arity) {
            index->numbers[index->first[*cell + 1]++] = row;
        }
    }
    relation->by[column] = index;
}

uint32_t threat_relation_find(const struct threat_relation *relation, const uint32_t *tuple)
{
    if (relation->arity == 1 && tuple[0] >= relation->slot_room) {
        return THREAT_NOTHING;
    }
    return relation->slots[slot_of(relation, tuple)] - 1; /* 0 wraps to THREAT_NOTHING */
}

static void chain_row(struct threat_relation *relation, uint32_t column, uint32_t row)
{
    struct threat_index *index = relation->by[column];
    uint32_t at = row - index->packed;
    if (at >= index->older_room) {
        uint32_t room = index->older_room == 0 ? FIRST_ROOM : index->older_room * 2;
        while (room <= at) {
            room *= 2;
        }
        index->older = arena_grow(relation->arena, index->older,
                                  index->older_room * sizeof(uint32_t), room * sizeof(uint32_t));
        index->older_room = room;
    }
    uint32_t symbol = threat_relation_row(relation, row)[column];
    index->older[at] = index->newest[symbol];
    index->newest[symbol] = row + 1;
}

static void make_row_room(struct threat_relation *relation)
{
    size_t cell = sizeof(uint32_t) * relation->arity;
    uint32_t room = relation->room < FIRST_ROOM ? FIRST_ROOM : relation->room * 2;
    relation->rows =
        arena_grow(relation->arena, relation->rows, relation->count * cell, room * cell);
    relation->room = room;
}

uint32_t threat_relation_add(struct threat_relation *relation, const uint32_t *tuple, bool *is_new)
{
    uint32_t slot = slot_of(relation, tuple);
    uint32_t row = relation->slots[slot] - 1;
    *is_new = row == THREAT_NOTHING || threat_relation_is_dead(relation, row);
    if (!*is_new) {
        return row;
    }
    if (relation->count == relation->room) {
        make_row_room(relation);
    }
    if (relation->has_borrowed_slots) {
        const uint32_t *theirs = relation->slots;
        relation->slots = ARENA_MANY(relation->arena, uint32_t, relation->slot_room);
        memcpy(relation->slots, theirs, relation->slot_room * sizeof(uint32_t));
        relation->has_borrowed_slots = false;
    }
    row = relation->count++;
    memcpy(relation->rows + (size_t)row * relation->arity, tuple,
           sizeof(uint32_t) * relation->arity);
    relation->slots[slot] = row + 1;
    for (uint32_t column = 0; column < relation->arity; column++) {
        if (relation->by[column] != NULL) {
            chain_row(relation, column, row);
        }
    }
    if (relation->arity > 1 && relation->count > relation->slot_room / 2) {
        fill_slots(relation, relation->slot_room * 2);
    }
    return row;
}

void threat_relation_kill(struct threat_relation *relation, uint32_t row)
{
    if (row >= relation->dead_room) {
        uint32_t room = relation->count + relation->count / 4 + FIRST_ROOM;
        relation->dead = arena_grow(relation->arena, relation->dead, relation->dead_room, room);
        relation->dead_room = room;
    }
    relation->dead_count += relation->dead[row] == 0;
    relation->dead[row] = 1;
}
