/* attack_queue.h - what is still to be done, lowest number first.
 *
 * Purpose: a set of numbers below a limit that gives its lowest member from a
 * given one on. Evaluating positions in rising order touches each node of a
 * tree once. Bits in words, and above them a bit for each word that is not
 * empty, and so on. Used by attack_change.c.
 * Purity: pure. Ownership: the arena. Cost: O(log64 limit) an operation, limit
 * x 1.02 bits. Errors: none; numbers beyond the limit are the caller's mistake. */
#ifndef CSMS_ENGINE_ATTACK_QUEUE_H
#define CSMS_ENGINE_ATTACK_QUEUE_H

#include "base/arena.h"

#include <stdint.h>

#define ATTACK_QUEUE_LEVELS 5
#define ATTACK_QUEUE_EMPTY UINT32_MAX

struct attack_queue {
    uint32_t levels;
    uint32_t sizes[ATTACK_QUEUE_LEVELS]; /* words */
    uint64_t *words[ATTACK_QUEUE_LEVELS];
};

void attack_queue_init(struct attack_queue *queue, struct arena *arena, uint32_t limit);
void attack_queue_put(struct attack_queue *queue, uint32_t number);
/* Takes out the lowest number that is not below from; ATTACK_QUEUE_EMPTY where
 * there is none. */
uint32_t attack_queue_take(struct attack_queue *queue, uint32_t from);

#endif
