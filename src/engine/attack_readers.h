/* attack_readers.h - who reads a node: the operand lists turned round.
 *
 * Purpose: for each position the gates that name it as an operand, once for
 * each mention, by rising gate. Purity: pure. Ownership: the arena.
 * Cost: O(nodes + edges), 4 bytes each. Errors: none (see arena.h). */
#ifndef CSMS_ENGINE_ATTACK_READERS_H
#define CSMS_ENGINE_ATTACK_READERS_H

#include "base/arena.h"

#include <stdint.h>

struct attack_readers {
    const uint32_t *first; /* [positions + 1], into gates */
    const uint32_t *gates;
};

/* Shapes as in attack_tree.h: gates are positions minus the steps. */
struct attack_readers attack_readers_list(struct arena *arena, uint32_t positions, uint32_t gates,
                                          const uint32_t *first_operand, const uint32_t *operands);

#endif
