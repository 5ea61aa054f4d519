#include "engine/threat_symbol.h"

#include <string.h>

#define FIRST_ROOM 256

static const char *const TYPE_NAMES[THREAT_TYPES] = {
    "component", "channel", "data flow", "interface", "trust zone", "data element", "word"};

const char *threat_type_name(enum threat_type type)
{
    return TYPE_NAMES[type];
}

void threat_symbols_init(struct threat_symbols *symbols, struct arena *arena)
{
    memset(symbols, 0, sizeof *symbols);
    symbols->arena = arena;
    table_init(&symbols->numbers, arena);
}

/* The id behind one byte for its type; the byte keeps the types apart. */
static struct text key_of(struct arena *arena, enum threat_type type, struct text id)
{
    char *key = arena_take(arena, id.size + 1);
    key[0] = (char)('a' + (int)type);
    if (id.size > 0) {
        memcpy(key + 1, id.at, id.size);
    }
    return (struct text){key, id.size + 1};
}

uint32_t threat_symbols_find(const struct threat_symbols *symbols, enum threat_type type,
                             struct text id)
{
    char small[128];
    struct text key = {small, id.size + 1};
    if (key.size <= sizeof small) {
        small[0] = (char)('a' + (int)type);
        if (id.size > 0) {
            memcpy(small + 1, id.at, id.size);
        }
    } else {
        key = key_of(symbols->arena, type, id);
    }
    void *found = table_get(&symbols->numbers, key);
    return found != NULL ? (uint32_t)((uintptr_t)found - 1) : THREAT_NOTHING;
}

static void make_room(struct threat_symbols *symbols)
{
    size_t old = symbols->room;
    size_t room = old == 0 ? FIRST_ROOM : old * 2;
    struct arena *arena = symbols->arena;
    symbols->ids =
        arena_grow(arena, symbols->ids, old * sizeof(struct text), room * sizeof(struct text));
    symbols->names =
        arena_grow(arena, symbols->names, old * sizeof(struct text), room * sizeof(struct text));
    symbols->types = arena_grow(arena, symbols->types, old, room);
    symbols->room = (uint32_t)room;
}

uint32_t threat_symbols_add(struct threat_symbols *symbols, enum threat_type type, struct text id)
{
    uint32_t number = threat_symbols_find(symbols, type, id);
    if (number != THREAT_NOTHING) {
        return number;
    }
    if (symbols->count == symbols->room) {
        make_room(symbols);
    }
    struct text key = key_of(symbols->arena, type, id);
    number = symbols->count++;
    symbols->ids[number] = text_from(key, 1);
    symbols->names[number] = symbols->ids[number];
    symbols->types[number] = (uint8_t)type;
    symbols->of_type[type]++;
    table_put(&symbols->numbers, key, (void *)((uintptr_t)number + 1));
    return number;
}
