#include "face/http/worker_pool.h"

#include "base/arena.h"

#include <pthread.h>

#define WORKERS 3
#define WORK_ROOM 256

struct work {
    void (*run)(void *self);
    void *self;
};

struct worker_pool {
    struct arena *arena;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct work works[WORK_ROOM]; /* a ring */
    size_t first;
    size_t count;
    pthread_t threads[WORKERS];
    size_t thread_count;
    bool is_closing;
};

static void *worker_thread(void *self)
{
    struct worker_pool *pool = self;
    for (;;) {
        pthread_mutex_lock(&pool->lock);
        while (pool->count == 0 && !pool->is_closing) {
            pthread_cond_wait(&pool->filled, &pool->lock);
        }
        if (pool->count == 0) {
            pthread_mutex_unlock(&pool->lock);
            return NULL;
        }
        struct work work = pool->works[pool->first];
        pool->first = (pool->first + 1) % WORK_ROOM;
        pool->count--;
        pthread_mutex_unlock(&pool->lock);
        work.run(work.self);
    }
}

struct worker_pool *worker_pool_open(void)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct worker_pool *pool = ARENA_NEW(arena, struct worker_pool);
    pool->arena = arena;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->filled, NULL);
    while (pool->thread_count < WORKERS &&
           pthread_create(&pool->threads[pool->thread_count], NULL, worker_thread, pool) == 0) {
        pool->thread_count++;
    }
    return pool;
}

void worker_pool_close(struct worker_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->is_closing = true;
    pthread_cond_broadcast(&pool->filled);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->thread_count; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->filled);
    arena_close(pool->arena);
}

enum rc worker_pool_run(struct worker_pool *pool, void (*run)(void *self), void *self)
{
    pthread_mutex_lock(&pool->lock);
    bool has_room = pool->count < WORK_ROOM && pool->thread_count > 0;
    if (has_room) {
        size_t at = (pool->first + pool->count++) % WORK_ROOM;
        pool->works[at] = (struct work){run, self};
        pthread_cond_signal(&pool->filled);
    }
    pthread_mutex_unlock(&pool->lock);
    return has_room ? RC_OK : RC_BUSY;
}
