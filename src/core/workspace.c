#include "core/workspace.h"

#include "core/workspace_part.h"

#include <sodium.h>

/* ---- clock ---- */

static int64_t simulated_now_us(void *self)
{
    struct workspace *workspace = self;
    return __atomic_load_n(&workspace->pool->simulated_us, __ATOMIC_ACQUIRE);
}

void workspace_set_clock(struct workspace *workspace, int64_t simulated_us)
{
    workspace->clock = clock_of_machine;
    if (workspace->is_simulated) {
        workspace->pool->simulated_us = simulated_us;
        workspace->clock = (struct clock){simulated_now_us, workspace};
    }
}

int64_t workspace_now_us(struct workspace *workspace)
{
    return clock_now_us(&workspace->clock);
}

void workspace_advance_clock(struct workspace *workspace, int64_t to_us)
{
    __atomic_store_n(&workspace->pool->simulated_us, to_us, __ATOMIC_RELEASE);
}

enum rc workspace_follow_clock(struct workspace *workspace, struct connection *connection,
                               struct fault *fault)
{
    struct rows *rows;
    const struct value *columns;
    if (!workspace->is_simulated) {
        return RC_OK;
    }
    enum rc rc =
        connection_query(connection, QUERY_PLAIN("SELECT clock_us FROM workspace"), fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    rc = rows_next(rows, &columns);
    if (rc == RC_OK) {
        workspace_advance_clock(workspace, columns[0].integer);
    }
    rows_close(rows);
    return rc;
}

struct id workspace_new_id(struct workspace *workspace)
{
    pthread_mutex_lock(&workspace->pool->lock);
    struct id id = id_make(&workspace->pool->ids, clock_now_us(&clock_of_machine));
    pthread_mutex_unlock(&workspace->pool->lock);
    return id;
}

/* ---- the workspace itself ---- */

struct workspace *workspace_begin(const struct model *model)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct workspace *workspace = ARENA_NEW(arena, struct workspace);
    workspace->arena = arena;
    workspace->model = model;
    workspace->pool = ARENA_NEW(arena, struct pool);
    pthread_mutex_init(&workspace->pool->lock, NULL);
    return workspace;
}

void workspace_end(struct workspace *workspace)
{
    for (size_t i = 0; i < workspace->pool->count; i++) {
        connection_close(workspace->pool->idle[i]);
    }
    store_close(workspace->store);
    sodium_memzero(&workspace->key, sizeof workspace->key);
    pthread_mutex_destroy(&workspace->pool->lock);
    arena_close(workspace->arena);
}

/* ---- connections ---- */

enum rc workspace_take_reader(struct workspace *workspace, struct fault *fault,
                              struct connection **out)
{
    struct pool *pool = workspace->pool;
    pthread_mutex_lock(&pool->lock);
    struct connection *connection = pool->count > 0 ? pool->idle[--pool->count] : NULL;
    pthread_mutex_unlock(&pool->lock);
    if (connection != NULL) {
        *out = connection;
        return RC_OK;
    }
    return connection_open(workspace->store, CONNECTION_READ, fault, out);
}

void workspace_give_reader(struct workspace *workspace, struct connection *connection)
{
    struct pool *pool = workspace->pool;
    if (connection == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    bool has_room = pool->count < POOL_ROOM;
    if (has_room) {
        pool->idle[pool->count++] = connection;
    }
    pthread_mutex_unlock(&pool->lock);
    if (!has_room) {
        connection_close(connection);
    }
}

bool workspace_is_shared(const struct workspace *workspace)
{
    return store_kind_of(workspace->store) != STORE_SQLITE;
}

enum rc workspace_backup(struct workspace *workspace, const char *path, struct fault *fault)
{
    return store_backup(workspace->store, path, fault);
}
