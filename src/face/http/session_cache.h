/* session_cache.h - who a session or token is, remembered for a second.
 *
 * Purpose: signing in anew on each request costs several queries. An entry
 * falls at once when this process commits anything about accounts, sessions,
 * tokens or roles (the epoch moves), and after a second in any case, which is
 * how long another process's change may take to be seen here.
 * Threads: safe. Ownership: copies in and out. Cost: one hash and a copy. */
#ifndef CSMS_FACE_SESSION_CACHE_H
#define CSMS_FACE_SESSION_CACHE_H

#include "core/account.h"

struct session_cache;

struct session_cache *session_cache_open(void);
void session_cache_close(struct session_cache *cache); /* NULL is allowed */
bool session_cache_get(struct session_cache *cache, struct arena *arena, struct text key,
                       int64_t epoch, struct session *session, struct actor *actor);
void session_cache_put(struct session_cache *cache, struct text key, int64_t epoch,
                       const struct session *session, const struct actor *actor);

#endif
