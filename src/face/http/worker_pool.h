/* worker_pool.h - a few threads for work that is too slow to serve on.
 *
 * Purpose: reports, password checks, imports. Closing finishes what waits.
 * Ownership: the pool owns its threads; work owns its own memory.
 * Cost: O(1) a piece of work. Errors: RC_BUSY when too much waits. */
#ifndef CSMS_FACE_WORKER_POOL_H
#define CSMS_FACE_WORKER_POOL_H

#include "base/rc.h"

struct worker_pool;

struct worker_pool *worker_pool_open(void);
void worker_pool_close(struct worker_pool *pool); /* NULL is allowed */
enum rc worker_pool_run(struct worker_pool *pool, void (*run)(void *self), void *self) MUST_USE;

#endif
