#include "core/commit.h"

#include <pthread.h>
#include <string.h>

#define QUEUE_ROOM 1024

struct waiting {
    struct committing work;
    void (*done)(void *self, enum rc rc);
    void *self;
};

struct committer {
    struct arena *arena;
    struct workspace *workspace;
    struct connection *writer;
    pthread_mutex_t lock; /* of the queue */
    pthread_cond_t filled;
    pthread_mutex_t writing; /* of the writer, where no thread runs */
    struct waiting *queue;   /* a ring */
    size_t first;
    size_t count;
    pthread_t thread;
    bool has_thread;
    bool is_closing;
    int64_t last_seq;
    int64_t access_epoch;
};

struct committer *committer_open(struct workspace *workspace)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct committer *committer = ARENA_NEW(arena, struct committer);
    committer->arena = arena;
    committer->workspace = workspace;
    committer->queue = ARENA_MANY(arena, struct waiting, QUEUE_ROOM);
    pthread_mutex_init(&committer->lock, NULL);
    pthread_mutex_init(&committer->writing, NULL);
    pthread_cond_init(&committer->filled, NULL);
    return committer;
}

void committer_close(struct committer *committer)
{
    if (committer == NULL) {
        return;
    }
    if (committer->has_thread) {
        pthread_mutex_lock(&committer->lock);
        committer->is_closing = true;
        pthread_cond_signal(&committer->filled);
        pthread_mutex_unlock(&committer->lock);
        pthread_join(committer->thread, NULL);
    }
    connection_close(committer->writer);
    pthread_mutex_destroy(&committer->lock);
    pthread_mutex_destroy(&committer->writing);
    pthread_cond_destroy(&committer->filled);
    arena_close(committer->arena);
}

static enum rc have_writer(struct committer *committer, struct fault *fault)
{
    if (committer->writer != NULL) {
        return RC_OK;
    }
    return connection_open(committer->workspace->store, CONNECTION_WRITE, fault,
                           &committer->writer);
}

static bool touches_access(const struct change *change)
{
    const char *name = change->record != NULL ? change->record->kind->entity->name : "";
    return strcmp(name, "role") == 0 || strcmp(name, "role_assignment") == 0;
}

static void note_last_seq(struct committer *committer, const struct change_set *set)
{
    bool has_access = set->writes != NULL;
    for (const struct change *change = set->first; change != NULL; change = change->next) {
        has_access = has_access || touches_access(change);
    }
    if (has_access) {
        __atomic_fetch_add(&committer->access_epoch, 1, __ATOMIC_RELEASE);
    }
    for (const struct change *change = set->first; change != NULL; change = change->next) {
        if (change->seq > __atomic_load_n(&committer->last_seq, __ATOMIC_RELAXED)) {
            __atomic_store_n(&committer->last_seq, change->seq, __ATOMIC_RELEASE);
        }
    }
}

static size_t take_batch(struct committer *committer, struct waiting *batch)
{
    pthread_mutex_lock(&committer->lock);
    while (committer->count == 0 && !committer->is_closing) {
        pthread_cond_wait(&committer->filled, &committer->lock);
    }
    size_t count = committer->count < COMMIT_BATCH_LIMIT ? committer->count : COMMIT_BATCH_LIMIT;
    for (size_t i = 0; i < count; i++) {
        batch[i] = committer->queue[(committer->first + i) % QUEUE_ROOM];
    }
    committer->first = (committer->first + count) % QUEUE_ROOM;
    committer->count -= count;
    pthread_mutex_unlock(&committer->lock);
    return count;
}

static void *committer_thread(void *self)
{
    struct committer *committer = self;
    struct waiting batch[COMMIT_BATCH_LIMIT];
    for (;;) {
        size_t count = take_batch(committer, batch);
        if (count == 0) {
            return NULL;
        }
        struct committing *works[COMMIT_BATCH_LIMIT];
        for (size_t i = 0; i < count; i++) {
            works[i] = &batch[i].work;
        }
        commit_batch(committer->workspace, committer->writer, works, count);
        for (size_t i = 0; i < count; i++) {
            if (works[i]->rc == RC_OK) {
                note_last_seq(committer, works[i]->set);
            }
            batch[i].done(batch[i].self, works[i]->rc);
        }
    }
}

enum rc committer_start(struct committer *committer, struct fault *fault)
{
    enum rc rc = have_writer(committer, fault);
    if (rc != RC_OK) {
        return rc;
    }
    if (pthread_create(&committer->thread, NULL, committer_thread, committer) != 0) {
        return fault_add(fault, RC_BROKEN, TEXT_NONE, "the system gives no thread");
    }
    committer->has_thread = true;
    return RC_OK;
}

enum rc committer_submit(struct committer *committer, struct change_set *set,
                         void (*done)(void *self, enum rc rc), void *self)
{
    pthread_mutex_lock(&committer->lock);
    bool has_room = committer->count < QUEUE_ROOM && !committer->is_closing;
    if (has_room) {
        size_t at = (committer->first + committer->count++) % QUEUE_ROOM;
        committer->queue[at] = (struct waiting){{set, RC_OK}, done, self};
        pthread_cond_signal(&committer->filled);
    }
    pthread_mutex_unlock(&committer->lock);
    return has_room
               ? RC_OK
               : fault_add(set->snapshot.fault, RC_BUSY, TEXT_NONE,
                           "more than %d changes are waiting; try again in a moment", QUEUE_ROOM);
}

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool is_done;
    enum rc rc;
};

static void wake(void *self, enum rc rc)
{
    struct waiter *waiter = self;
    pthread_mutex_lock(&waiter->lock);
    waiter->rc = rc;
    waiter->is_done = true;
    pthread_cond_signal(&waiter->woken);
    pthread_mutex_unlock(&waiter->lock);
}

static enum rc run_here(struct committer *committer, struct change_set *set)
{
    pthread_mutex_lock(&committer->writing);
    enum rc rc = have_writer(committer, set->snapshot.fault);
    if (rc == RC_OK) {
        struct committing work = {set, RC_OK};
        struct committing *works[1] = {&work};
        commit_batch(committer->workspace, committer->writer, works, 1);
        rc = work.rc;
    }
    if (rc == RC_OK) {
        note_last_seq(committer, set);
    }
    pthread_mutex_unlock(&committer->writing);
    return rc;
}

enum rc committer_run(struct committer *committer, struct change_set *set)
{
    if (!committer->has_thread) {
        return run_here(committer, set);
    }
    struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER, .woken = PTHREAD_COND_INITIALIZER};
    enum rc rc = committer_submit(committer, set, wake, &waiter);
    if (rc != RC_OK) {
        return rc;
    }
    pthread_mutex_lock(&waiter.lock);
    while (!waiter.is_done) {
        pthread_cond_wait(&waiter.woken, &waiter.lock);
    }
    pthread_mutex_unlock(&waiter.lock);
    return waiter.rc;
}

int64_t committer_access_epoch(const struct committer *committer)
{
    return __atomic_load_n(&committer->access_epoch, __ATOMIC_ACQUIRE);
}

int64_t committer_last_seq(const struct committer *committer)
{
    return __atomic_load_n(&committer->last_seq, __ATOMIC_ACQUIRE);
}
