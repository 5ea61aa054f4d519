/* attack_tree_kernel.h - the inner loop over capability sets.
 *
 * Purpose: evaluates all gates of a program in order. Kept apart because it is
 * compiled for several instruction sets; the results are the same bits.
 * The evaluators over capability sets call it. Cost: see there. Errors: none. */
#ifndef CSMS_ENGINE_ATTACK_TREE_KERNEL_H
#define CSMS_ENGINE_ATTACK_TREE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ATTACK_TREE_AHEAD 16 /* operands readable behind the last one */

/* Arrays as in attack_tree.h and attack_tree_profile.h. */
struct attack_tree_kernel {
    uint32_t steps;
    uint32_t gates;
    const uint32_t *first_operand;
    const uint32_t *operands;
    const uint32_t *needs;
    const uint32_t *slot_of;
    const uint64_t *const *sets; /* by position, aligned to 64 bytes */
    uint16_t *best;              /* by position */
    uint64_t *slots;             /* [slot_count][stride], aligned to 64 bytes */
    size_t slot_count;
    size_t stride; /* words a set, a multiple of 8 */
};

void attack_tree_kernel_run(const struct attack_tree_kernel *program);
/* Evaluates one gate into out (aligned to 64 bytes) and says whether that
 * differs from the set it has. */
bool attack_tree_kernel_gate(const struct attack_tree_kernel *program, uint32_t gate, uint64_t *out,
                             uint16_t *best);

#endif
