#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_BYTES ((size_t)16 << 10)
#define BLOCK_LARGEST_BYTES ((size_t)4 << 20)
#define HUGE_BYTES ((uintptr_t)2 << 20)
#define ALIGN ((size_t)16)

struct block {
    struct block *previous;
    size_t room;
    size_t used;
    size_t align_to_sixteen;
};

struct arena {
    struct block *newest;
    size_t budget_bytes;
    size_t handed_out_bytes;
    size_t next_block_bytes;
};

static size_t rounded(size_t bytes)
{
    if (bytes > SIZE_MAX - 4096) {
        abort();
    }
    return (bytes + ALIGN - 1) & ~(ALIGN - 1);
}

/* Large blocks hold graphs and replays, which are read all over: large pages
 * spare most of the waiting. A hint; the result does not matter. */
static void advise(struct block *block, size_t room)
{
    uintptr_t start = ((uintptr_t)block + HUGE_BYTES - 1) & ~(uintptr_t)(HUGE_BYTES - 1);
    uintptr_t end = ((uintptr_t)block + sizeof *block + room) & ~(uintptr_t)(HUGE_BYTES - 1);
    if (start < end) {
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
    }
}

static struct block *block_open(size_t room, struct block *previous)
{
    struct block *block = calloc(1, sizeof *block + room);
    if (block == NULL) {
        abort(); /* see the contract: out of memory is a power cut */
    }
    if (room >= BLOCK_LARGEST_BYTES) {
        advise(block, room);
    }
    block->previous = previous;
    block->room = room;
    return block;
}

struct arena *arena_open(size_t budget_bytes)
{
    struct block *block = block_open(BLOCK_BYTES, NULL);
    struct arena *arena = (struct arena *)(void *)(block + 1);
    block->used = rounded(sizeof *arena);
    arena->newest = block;
    arena->budget_bytes = budget_bytes;
    arena->next_block_bytes = BLOCK_BYTES * 2;
    return arena;
}

void arena_close(struct arena *arena)
{
    struct block *block = arena != NULL ? arena->newest : NULL;
    while (block != NULL) {
        struct block *previous = block->previous;
        free(block);
        block = previous;
    }
}

void arena_reset(struct arena *arena)
{
    while (arena->newest->previous != NULL) {
        struct block *previous = arena->newest->previous;
        free(arena->newest);
        arena->newest = previous;
    }
    size_t keep = rounded(sizeof *arena);
    memset((char *)(arena->newest + 1) + keep, 0, arena->newest->used - keep);
    arena->newest->used = keep;
    arena->handed_out_bytes = 0;
    arena->next_block_bytes = BLOCK_BYTES * 2;
}

void *arena_take(struct arena *arena, size_t bytes)
{
    size_t need = rounded(bytes > 0 ? bytes : 1);
    struct block *block = arena->newest;
    if (block->room - block->used < need) {
        size_t room = arena->next_block_bytes > need ? arena->next_block_bytes : need;
        if (arena->next_block_bytes < BLOCK_LARGEST_BYTES) {
            arena->next_block_bytes *= 2;
        }
        block = block_open(room, block);
        arena->newest = block;
    }
    void *at = (char *)(block + 1) + block->used;
    block->used += need;
    arena->handed_out_bytes += need;
    return at;
}

void *arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes)
{
    struct block *block = arena->newest;
    size_t old_need = rounded(old_bytes > 0 ? old_bytes : 1);
    size_t new_need = rounded(new_bytes);
    char *end = (char *)(block + 1) + block->used;
    if (old != NULL && (char *)old + old_need == end && new_need >= old_need &&
        block->room - block->used >= new_need - old_need) {
        block->used += new_need - old_need;
        arena->handed_out_bytes += new_need - old_need;
        return old;
    }
    void *fresh = arena_take(arena, new_bytes);
    if (old != NULL && old_bytes > 0) {
        memcpy(fresh, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    }
    return fresh;
}

bool arena_is_over(const struct arena *arena)
{
    return arena->handed_out_bytes > arena->budget_bytes;
}

size_t arena_used_bytes(const struct arena *arena)
{
    return arena->handed_out_bytes;
}
