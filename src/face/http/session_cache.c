#include "face/http/session_cache.h"

#include "base/moment.h"

#include <pthread.h>
#include <string.h>

#define SLOTS 256
#define LIFE_US MOMENT_SECOND_US

struct slot {
    struct arena *arena; /* NULL: never used */
    struct hash key;
    int64_t epoch;
    int64_t until_us;
    struct session session;
    struct actor actor;
};

struct session_cache {
    struct arena *arena;
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};

struct session_cache *session_cache_open(void)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct session_cache *cache = ARENA_NEW(arena, struct session_cache);
    cache->arena = arena;
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

void session_cache_close(struct session_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    for (size_t i = 0; i < SLOTS; i++) {
        arena_close(cache->slots[i].arena);
    }
    pthread_mutex_destroy(&cache->lock);
    arena_close(cache->arena);
}

static struct session copy_session(struct arena *arena, const struct session *from)
{
    struct session copy = *from;
    copy.token = text_copy(arena, from->token);
    copy.csrf = text_copy(arena, from->csrf);
    copy.account_name = text_copy(arena, from->account_name);
    return copy;
}

static struct actor copy_actor(struct arena *arena, const struct actor *from)
{
    struct actor copy = *from;
    struct grant *grants = ARENA_MANY(arena, struct grant, from->grant_count + 1);
    for (size_t i = 0; i < from->grant_count; i++) {
        grants[i] =
            (struct grant){text_copy(arena, from->grants[i].permissions), from->grants[i].scope};
    }
    copy.grants = grants;
    copy.name = text_copy(arena, from->name);
    copy.token_scope = text_copy(arena, from->token_scope);
    return copy;
}

bool session_cache_get(struct session_cache *cache, struct arena *arena, struct text key,
                       int64_t epoch, struct session *session, struct actor *actor)
{
    struct hash hash = hash_of(key);
    pthread_mutex_lock(&cache->lock);
    const struct slot *slot = &cache->slots[hash.bytes[0] % SLOTS];
    bool is_hit = slot->arena != NULL && slot->epoch == epoch &&
                  memcmp(slot->key.bytes, hash.bytes, sizeof hash.bytes) == 0 &&
                  slot->until_us > clock_now_us(&clock_of_machine);
    if (is_hit) {
        *session = copy_session(arena, &slot->session);
        *actor = copy_actor(arena, &slot->actor);
    }
    pthread_mutex_unlock(&cache->lock);
    return is_hit;
}

void session_cache_put(struct session_cache *cache, struct text key, int64_t epoch,
                       const struct session *session, const struct actor *actor)
{
    struct hash hash = hash_of(key);
    pthread_mutex_lock(&cache->lock);
    struct slot *slot = &cache->slots[hash.bytes[0] % SLOTS];
    if (slot->arena == NULL) {
        slot->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    }
    arena_reset(slot->arena);
    slot->key = hash;
    slot->epoch = epoch;
    slot->until_us = clock_now_us(&clock_of_machine) + LIFE_US;
    slot->session = copy_session(slot->arena, session);
    slot->actor = copy_actor(slot->arena, actor);
    pthread_mutex_unlock(&cache->lock);
}
