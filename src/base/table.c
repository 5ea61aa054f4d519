#include "base/table.h"

#include "base/sign.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define FIRST_ROOM 64

void table_init(struct table *table, struct arena *arena)
{
    *table = (struct table){.arena = arena};
    sign_random(&table->seed, sizeof table->seed);
}

static struct table_slot *slot_of(const struct table *table, uint64_t hash, struct text key)
{
    size_t mask = table->room - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        struct table_slot *slot = &table->slots[at];
        if (slot->value == NULL || (slot->hash == hash && text_equals(slot->key, key))) {
            return slot;
        }
    }
}

void *table_get(const struct table *table, struct text key)
{
    if (table->count == 0) {
        return NULL;
    }
    uint64_t hash = XXH3_64bits_withSeed(key.at, key.size, table->seed);
    return slot_of(table, hash, key)->value;
}

static void table_widen(struct table *table, size_t room)
{
    struct table old = *table;
    table->room = room;
    table->slots = ARENA_MANY(table->arena, struct table_slot, table->room);
    /* They are zero already. A page that is first read and then written costs
     * two faults and interrupts every core that runs this program. */
    memset(table->slots, 0, table->room * sizeof *table->slots);
    for (size_t i = 0; i < old.room; i++) {
        if (old.slots[i].value != NULL) {
            *slot_of(table, old.slots[i].hash, old.slots[i].key) = old.slots[i];
        }
    }
}

void table_reserve(struct table *table, size_t count)
{
    size_t room = table->room > 0 ? table->room : FIRST_ROOM;
    while (room / 2 <= count) {
        room *= 2;
    }
    if (room > table->room) {
        table_widen(table, room);
    }
}

void table_put(struct table *table, struct text key, void *value)
{
    if (table->count * 2 >= table->room) {
        table_widen(table, table->room > 0 ? table->room * 2 : FIRST_ROOM);
    }
    uint64_t hash = XXH3_64bits_withSeed(key.at, key.size, table->seed);
    struct table_slot *slot = slot_of(table, hash, key);
    if (slot->value == NULL) {
        table->count++;
    }
    *slot = (struct table_slot){hash, key, value};
}
