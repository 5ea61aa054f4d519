/* attack_tree_kernel.h - the inner loop over capability sets.
 *
 * Purpose: evaluates all gates of a program in order, or one gate. Kept apart
 * because it is compiled for several instruction sets (attack_isa.h); the
 * results are the same bits.
 * The evaluators over capability sets call it. Cost: see there. Errors: none. */
#ifndef CSMS_ENGINE_ATTACK_TREE_KERNEL_H
#define CSMS_ENGINE_ATTACK_TREE_KERNEL_H

#include "engine/attack_isa.h"

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
    size_t stride;          /* words a set, a multiple of 8 */
    uint64_t *const *bases; /* of one gate alone: see attack_tree_join */
};

/* A place: so many cache lines behind one of some bases, whose number the two
 * highest bits are. Half of a pointer, and one gate's fit into a cache line. */
#define ATTACK_TREE_BASE_BITS 30
#define ATTACK_TREE_PLACE(base, lines) \
    ((uint32_t)(base) << ATTACK_TREE_BASE_BITS | (uint32_t)(lines))

static inline uint64_t *attack_tree_kernel_at(uint64_t *const *bases, uint32_t place)
{
    size_t lines = place & ((UINT32_C(1) << ATTACK_TREE_BASE_BITS) - 1);
    return bases[place >> ATTACK_TREE_BASE_BITS] + lines * 8;
}

/* One gate: what count sets make where `needs` of them must hold. */
struct attack_tree_join {
    uint64_t *const *bases; /* aligned to 64 bytes */
    const uint32_t *places; /* [count] */
    const uint64_t *before;
    uint32_t count;
    uint32_t needs;
};

/* One gate in several lanes, where one operand differs and all is OR or AND. */
struct attack_tree_lanes {
    uint64_t *const *bases;
    const uint32_t *places; /* [count]: that operand's set, by lane; at most 64 */
    const uint64_t *others; /* what the other operands make */
    const uint64_t *before;
    uint64_t *out; /* [count][stride]: those that differ from `before`, in a row */
    uint32_t count;
    bool is_or;
};

struct attack_tree_kernels {
    void (*run)(const struct attack_tree_kernel *program);
    /* Into out (aligned to 64 bytes, none of the sets). Says whether that differs
     * from `before`. */
    bool (*join)(const struct attack_tree_join *join, size_t stride, uint64_t *out);
    /* Which lanes differ, as bits. */
    uint64_t (*lanes)(const struct attack_tree_lanes *lanes, size_t stride);
};

const struct attack_tree_kernels *attack_tree_kernels_for(enum attack_isa isa);

#endif
