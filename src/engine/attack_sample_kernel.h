/* attack_sample_kernel.h - the inner loops of sampling, a block at a time.
 *
 * Purpose: compiled for several instruction sets; the results are the same
 * bits. Only attack_sample.c calls it. Cost: see there. Errors: none. */
#ifndef CSMS_ENGINE_ATTACK_SAMPLE_KERNEL_H
#define CSMS_ENGINE_ATTACK_SAMPLE_KERNEL_H

#include "engine/attack_sample.h"

#define ATTACK_SAMPLE_SURE UINT64_C(0x100000000) /* probability 1 in 2^-32 */

/* A step's outcomes: value[i] where the draw is not below from[i]. */
struct attack_sample_table {
    uint32_t count;
    uint16_t from[ATTACK_SAMPLE_OUTCOMES];
    uint8_t values[ATTACK_SAMPLE_OUTCOMES];
};

struct attack_sample_program {
    const struct attack_tree *tree;
    uint64_t seed;
    const uint64_t *streams;                  /* by step: whose draws it uses */
    const uint64_t *chances;                  /* by step: in 2^-32, to ATTACK_SAMPLE_SURE */
    const struct attack_sample_table *tables; /* by step */
    uint64_t *steps;                          /* [steps] lines of 64 bytes, aligned */
    uint64_t *slots;
    uint64_t *sorted; /* lines for K_OF_N: as many as the widest gate has operands */
};

/* Fill the block's root line: a bit or a byte for each sample. */
struct attack_sample_kernels {
    void (*chances)(const struct attack_sample_program *program, uint64_t block, uint64_t root[8]);
    void (*points)(const struct attack_sample_program *program, uint64_t block,
                   uint8_t root[ATTACK_SAMPLE_BYTES]);
};

const struct attack_sample_kernels *attack_sample_kernels_for(enum attack_isa isa);

#endif
