#include "engine/attack_queue.h"

void attack_queue_init(struct attack_queue *queue, struct arena *arena, uint32_t limit)
{
    uint32_t size = limit;
    *queue = (struct attack_queue){.levels = 0};
    do {
        size = size / 64 + 1;
        queue->sizes[queue->levels] = size;
        queue->words[queue->levels] = ARENA_MANY(arena, uint64_t, size);
        queue->levels++;
    } while (size > 1);
}

void attack_queue_put(struct attack_queue *queue, uint32_t number)
{
    for (uint32_t level = 0; level < queue->levels; level++) {
        uint64_t *word = &queue->words[level][number / 64];
        uint64_t bit = UINT64_C(1) << (number % 64);
        if ((*word & bit) != 0) {
            return;
        }
        *word |= bit;
        number /= 64;
    }
}

static void forget(struct attack_queue *queue, uint32_t number)
{
    for (uint32_t level = 0; level < queue->levels; level++) {
        uint64_t *word = &queue->words[level][number / 64];
        *word &= ~(UINT64_C(1) << (number % 64));
        if (*word != 0) {
            return;
        }
        number /= 64;
    }
}

uint32_t attack_queue_take(struct attack_queue *queue, uint32_t from)
{
    for (uint32_t level = 0; level < queue->levels; level++) {
        uint32_t at = from / 64;
        uint64_t rest =
            at < queue->sizes[level] ? queue->words[level][at] >> (from % 64) << (from % 64) : 0;
        if (rest != 0) {
            uint32_t found = at * 64 + (uint32_t)__builtin_ctzll(rest);
            while (level-- > 0) {
                found = found * 64 + (uint32_t)__builtin_ctzll(queue->words[level][found]);
            }
            forget(queue, found);
            return found;
        }
        from = at + 1;
    }
    return ATTACK_QUEUE_EMPTY;
}
