/* answer_cache.h - answers to reads that nothing has changed since.
 *
 * Purpose: the same reader asking for the same path again gets the same bytes
 * without a query, as long as nobody has committed and for a second at
 * most (so that idle limits and permissions still bite).
 * Key: session or token, path and query, as one text.
 * Threads: safe; sixteen shards. Ownership: the cache copies; a hit is copied
 * into the caller's arena. Cost: one hash and one copy. */
#ifndef CSMS_FACE_ANSWER_CACHE_H
#define CSMS_FACE_ANSWER_CACHE_H

#include "base/text.h"

struct answer_cache;

struct cached_answer {
    struct text body;
    struct text etag;
};

struct answer_cache *answer_cache_open(void);
void answer_cache_close(struct answer_cache *cache); /* NULL is allowed */
bool answer_cache_get(struct answer_cache *cache, struct arena *arena, struct text key,
                      int64_t version, struct cached_answer *out);
void answer_cache_put(struct answer_cache *cache, struct text key, int64_t version,
                      const struct cached_answer *answer);

#endif
