/* arena.h - memory that lives as long as one call.
 *
 * Purpose: one request, job or tool run owns one arena; everything it needs is
 * taken from it and given back at once by arena_close. There is no free().
 * Ownership: the caller of arena_open. Not thread-safe: one thread at a time.
 * Cost: O(1) an allocation, zeroed, aligned to 16 bytes.
 * Budget: when more than budget_bytes were handed out, arena_is_over answers
 * true and stays so. Every loop that input can drive asks and returns
 * RC_TOO_LARGE. Memory is still handed out, so no caller needs a NULL check;
 * when the machine itself has none left the process aborts, which the store
 * survives as it survives a power cut (both are tested). */
#ifndef CSMS_BASE_ARENA_H
#define CSMS_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#define ARENA_BUDGET_DEFAULT_BYTES ((size_t)256 << 20)

struct arena;

struct arena *arena_open(size_t budget_bytes);
void arena_close(struct arena *arena); /* NULL is allowed */
void arena_reset(struct arena *arena); /* forgets all, keeps the first block */
void *arena_take(struct arena *arena, size_t bytes);
/* Grows the newest allocation in place where it can, else copies. */
void *arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes);
bool arena_is_over(const struct arena *arena);
size_t arena_used_bytes(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define ARENA_MANY(arena, type, count) ((type *)arena_take((arena), sizeof(type) * (size_t)(count)))

#endif
