/* attack_sample_program.h - a tree as one list of orders for sampling.
 *
 * Purpose: gates in order, each with the steps that are drawn just before it, and
 * room that is used again after its last reader; so what a pass works on stays
 * in the second-level cache. Private to attack_sample*.c.
 * Shape: orders[] holds, for each gate: how many steps to draw; step and slot of
 * each; then needs, the number of operands, the gate's slot, the operands' slots.
 * A tree that is one step has its draw alone.
 * Purity: pure. Ownership: the arena. Cost: O(nodes + edges), 4 bytes an edge, 20
 * a node, 64 to 256 a slot. Errors: RC_TOO_LARGE. */
#ifndef CSMS_ENGINE_ATTACK_SAMPLE_PROGRAM_H
#define CSMS_ENGINE_ATTACK_SAMPLE_PROGRAM_H

#include "engine/attack_sample.h"

#define ATTACK_SAMPLE_SURE UINT64_C(0x100000000) /* probability 1 in 2^-32 */
#define ATTACK_SAMPLE_LINES 4                    /* blocks side by side at most */

/* A step's outcomes: value[i] where the draw is not below from[i]. */
struct attack_sample_table {
    uint32_t count;
    uint16_t from[ATTACK_SAMPLE_OUTCOMES];
    uint8_t values[ATTACK_SAMPLE_OUTCOMES];
};

struct attack_sample_program {
    uint64_t seed;
    const uint32_t *orders;
    size_t order_count;
    uint32_t root;  /* its slot */
    uint32_t width; /* blocks side by side: 1, 2 or 4 */
    uint32_t slot_count;
    const uint64_t *streams;                  /* by step: whose draws it uses */
    const uint64_t *chances;                  /* by step: in 2^-32, to ATTACK_SAMPLE_SURE */
    const struct attack_sample_table *tables; /* by step */
    uint64_t *slots;                          /* [slot_count][width] lines, aligned */
    uint64_t *sorted; /* lines for K_OF_N: as many as the widest gate has operands */
};

enum rc attack_sample_program_open(struct arena *arena, const struct attack_tree *tree,
                                   struct attack_sample_plan plan, struct fault *fault,
                                   struct attack_sample_program *out) MUST_USE;

#endif
