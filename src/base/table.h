/* table.h - a hash table from bytes to a pointer.
 *
 * Purpose: lookups by id, key or name inside one call. Keys are borrowed and
 * must outlive the table. Memory comes from the arena.
 * Cost: O(1) expected; hashing is seeded per table, so input cannot aim at one
 * bucket. Errors: none. */
#ifndef CSMS_BASE_TABLE_H
#define CSMS_BASE_TABLE_H

#include "base/text.h"

struct table_slot {
    uint64_t hash;
    struct text key;
    void *value;
};

struct table {
    struct arena *arena;
    struct table_slot *slots;
    size_t room; /* a power of two */
    size_t count;
    uint64_t seed;
};

void table_init(struct table *table, struct arena *arena);
void *table_get(const struct table *table, struct text key); /* NULL where absent */
/* Puts or replaces; value is not NULL. */
/* Room for count entries without growing. */
void table_reserve(struct table *table, size_t count);
void table_put(struct table *table, struct text key, void *value);

#endif
