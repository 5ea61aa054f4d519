#include "face/http/answer_cache.h"

#include "base/hash.h"
#include "base/moment.h"

#include <pthread.h>
#include <string.h>

#define SHARDS 16
#define SLOTS 64
#define LIFE_US MOMENT_SECOND_US
#define LARGEST_BYTES ((size_t)32 << 10)

struct slot {
    struct arena *arena; /* NULL: never used */
    struct hash key;
    int64_t version;
    int64_t until_us;
    struct cached_answer answer;
};

struct shard {
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};

struct answer_cache {
    struct arena *arena;
    struct shard shards[SHARDS];
};

struct answer_cache *answer_cache_open(void)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct answer_cache *cache = ARENA_NEW(arena, struct answer_cache);
    cache->arena = arena;
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&cache->shards[i].lock, NULL);
    }
    return cache;
}

void answer_cache_close(struct answer_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    for (size_t i = 0; i < SHARDS; i++) {
        for (size_t k = 0; k < SLOTS; k++) {
            arena_close(cache->shards[i].slots[k].arena);
        }
        pthread_mutex_destroy(&cache->shards[i].lock);
    }
    arena_close(cache->arena);
}

static struct shard *shard_of(struct answer_cache *cache, struct hash key)
{
    return &cache->shards[key.bytes[0] % SHARDS];
}

static struct slot *slot_of(struct shard *shard, struct hash key)
{
    return &shard->slots[key.bytes[1] % SLOTS];
}

bool answer_cache_get(struct answer_cache *cache, struct arena *arena, struct text key,
                      int64_t version, struct cached_answer *out)
{
    struct hash hash = hash_of(key);
    struct shard *shard = shard_of(cache, hash);
    pthread_mutex_lock(&shard->lock);
    const struct slot *slot = slot_of(shard, hash);
    bool is_hit = slot->arena != NULL && slot->version == version &&
                  memcmp(slot->key.bytes, hash.bytes, sizeof hash.bytes) == 0 &&
                  slot->until_us > clock_now_us(&clock_of_machine);
    if (is_hit) {
        out->body = text_copy(arena, slot->answer.body);
        out->etag = text_copy(arena, slot->answer.etag);
    }
    pthread_mutex_unlock(&shard->lock);
    return is_hit;
}

void answer_cache_put(struct answer_cache *cache, struct text key, int64_t version,
                      const struct cached_answer *answer)
{
    struct hash hash = hash_of(key);
    struct shard *shard = shard_of(cache, hash);
    if (answer->body.size > LARGEST_BYTES) {
        return;
    }
    pthread_mutex_lock(&shard->lock);
    struct slot *slot = slot_of(shard, hash);
    if (slot->arena == NULL) {
        slot->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    }
    arena_reset(slot->arena);
    slot->key = hash;
    slot->version = version;
    slot->until_us = clock_now_us(&clock_of_machine) + LIFE_US;
    slot->answer.body = text_copy(slot->arena, answer->body);
    slot->answer.etag = text_copy(slot->arena, answer->etag);
    pthread_mutex_unlock(&shard->lock);
}
