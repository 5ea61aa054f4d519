#include "store/postgres_cache.h"

#include <stdlib.h>
#include <string.h>

static struct prepared *bucket_of(struct postgres_cache *cache, struct text sql)
{
    uint64_t hash = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < sql.size; i++) {
        hash = (hash ^ (uint8_t)sql.at[i]) * UINT64_C(1099511628211);
    }
    return cache->slots[(hash ^ hash >> 32) % POSTGRES_CACHE_BUCKETS];
}

static bool has_text(const struct prepared *prepared, struct query query)
{
    return prepared->name != 0 && prepared->count == query.count &&
           prepared->size == query.sql.size &&
           memcmp(prepared->sql, query.sql.at, prepared->size) == 0;
}

/* With may_join, places whose type is still open fit as well. */
static bool has_types(const struct prepared *prepared, struct query query, bool may_join)
{
    for (size_t i = 0; i < query.count; i++) {
        postgres_type type = postgres_value_type(query.args[i].kind);
        bool is_open = may_join && prepared->types[i] == 0;
        if (type != 0 && type != prepared->types[i] && !is_open) {
            return false;
        }
    }
    return true;
}

const struct prepared *postgres_cache_find(struct postgres_cache *cache, struct query query)
{
    struct prepared *bucket = bucket_of(cache, query.sql);
    for (size_t i = 0; i < POSTGRES_CACHE_WAYS; i++) {
        if (has_text(&bucket[i], query) && has_types(&bucket[i], query, false)) {
            bucket[i].used_at = ++cache->clock;
            return &bucket[i];
        }
    }
    return NULL;
}

/* The same text with open places, else a free slot, else the oldest. */
static struct prepared *slot_for(struct prepared *bucket, struct query query)
{
    struct prepared *oldest = &bucket[0];
    for (size_t i = 0; i < POSTGRES_CACHE_WAYS; i++) {
        if (has_text(&bucket[i], query) && has_types(&bucket[i], query, true)) {
            return &bucket[i];
        }
        if (bucket[i].used_at < oldest->used_at) {
            oldest = &bucket[i];
        }
    }
    return oldest;
}

static void prepared_free(struct prepared *prepared)
{
    free(prepared->sql);
    free(prepared->types);
    *prepared = (struct prepared){0};
}

const struct prepared *postgres_cache_claim(struct postgres_cache *cache, struct query query,
                                            uint32_t *gives_way)
{
    struct prepared *slot = slot_for(bucket_of(cache, query.sql), query);
    bool is_same = has_text(slot, query);
    struct prepared fresh = {
        .name = ++cache->newest_name,
        .sql = malloc(query.sql.size + 1),
        .size = query.sql.size,
        .types = calloc(query.count + 1, sizeof(postgres_type)),
        .count = query.count,
        .used_at = ++cache->clock,
    };
    if (fresh.sql == NULL || fresh.types == NULL) {
        abort();
    }
    memcpy(fresh.sql, query.sql.at, query.sql.size);
    for (size_t i = 0; i < query.count; i++) {
        postgres_type type = postgres_value_type(query.args[i].kind);
        fresh.types[i] = type == 0 && is_same ? slot->types[i] : type;
    }
    *gives_way = slot->name;
    prepared_free(slot);
    *slot = fresh;
    return slot;
}

void postgres_cache_forget(struct postgres_cache *cache, uint32_t name)
{
    for (size_t i = 0; i < POSTGRES_CACHE_BUCKETS * POSTGRES_CACHE_WAYS; i++) {
        struct prepared *slot = &cache->slots[i / POSTGRES_CACHE_WAYS][i % POSTGRES_CACHE_WAYS];
        if (slot->name == name) {
            prepared_free(slot);
        }
    }
}

bool postgres_cache_is_empty(const struct postgres_cache *cache)
{
    return cache->clock == 0;
}

void postgres_cache_clear(struct postgres_cache *cache)
{
    for (size_t i = 0; i < POSTGRES_CACHE_BUCKETS * POSTGRES_CACHE_WAYS; i++) {
        prepared_free(&cache->slots[i / POSTGRES_CACHE_WAYS][i % POSTGRES_CACHE_WAYS]);
    }
    cache->clock = 0;
}
