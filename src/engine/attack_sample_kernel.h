/* attack_sample_kernel.h - the inner loops of sampling, some blocks at a time.
 *
 * Purpose: runs a program (attack_sample_program.h) over neighbouring blocks: 1,
 * 2 or 4 lines of 64 bytes side by side at every node, so that reading the
 * program and guessing its branches is paid for once. Compiled for several
 * instruction sets (attack_isa.h); the results are the same bits, and so they
 * are for any width. Only attack_sample.c calls it.
 * Cost: see there. Errors: none. */
#ifndef CSMS_ENGINE_ATTACK_SAMPLE_KERNEL_H
#define CSMS_ENGINE_ATTACK_SAMPLE_KERNEL_H

#include "engine/attack_sample_program.h"

struct attack_sample_kernels {
    /* Fill the root's lines of `width` blocks from the first on: a bit or a byte
     * for each sample. */
    void (*chances)(const struct attack_sample_program *program, uint64_t block, uint32_t width,
                    uint8_t *root);
    void (*points)(const struct attack_sample_program *program, uint64_t block, uint32_t width,
                   uint8_t *root);
};

const struct attack_sample_kernels *attack_sample_kernels_for(enum attack_isa isa);

#endif
