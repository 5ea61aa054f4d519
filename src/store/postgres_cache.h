/* postgres_cache.h - which statements a connection has prepared, and for which types.
 *
 * Purpose: a statement is known by its text and the types of its values. Null
 * fits any type. Where a place saw only nulls its type is open (0, the server
 * infers it); a query that names it replaces the statement, so a text settles
 * after a few calls on one statement, or on one for each real signature.
 * Purity: no I/O; the caller prepares and deallocates on the server.
 * Ownership: texts and types are copied; an entry is valid until the next
 * claim, forget or clear. The oldest entry of a full bucket gives way.
 * Cost: O(length of the text) a look. Errors: none (no memory aborts). */
#ifndef CSMS_STORE_POSTGRES_CACHE_H
#define CSMS_STORE_POSTGRES_CACHE_H

#include "store/postgres_value.h"
#include "store/store.h"

#define POSTGRES_CACHE_BUCKETS 128
#define POSTGRES_CACHE_WAYS 4

struct prepared {
    uint32_t name; /* s1, s2, ... on the server; 0 is free */
    char *sql;
    size_t size;
    postgres_type *types;
    size_t count;
    uint64_t used_at;
};

/* Zeroed is ready. */
struct postgres_cache {
    struct prepared slots[POSTGRES_CACHE_BUCKETS][POSTGRES_CACHE_WAYS];
    uint32_t newest_name;
    uint64_t clock;
};

/* The statement that can run the query, or NULL. */
const struct prepared *postgres_cache_find(struct postgres_cache *cache, struct query query);
/* A new entry for the query; gives_way is the name of the one it replaces, or 0. */
const struct prepared *postgres_cache_claim(struct postgres_cache *cache, struct query query,
                                            uint32_t *gives_way);
void postgres_cache_forget(struct postgres_cache *cache, uint32_t name);
bool postgres_cache_is_empty(const struct postgres_cache *cache);
void postgres_cache_clear(struct postgres_cache *cache); /* names go on counting */

#endif
