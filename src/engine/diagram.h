/* diagram.h - what the two kinds of decision diagrams share.
 *
 * Purpose: the question "may this go on?" that long work asks its caller, since
 * engines have no clock, and the mixing of three numbers into a table's index.
 * Purity: none of it has state. Cost: O(1). Errors: none. */
#ifndef CSMS_ENGINE_DIAGRAM_H
#define CSMS_ENGINE_DIAGRAM_H

#include <stdbool.h>
#include <stdint.h>

#define DIAGRAM_LEVELS 10000 /* variables that one function may depend on */
#define DIAGRAM_NODES_LIMIT (UINT32_C(1) << 30)
#define DIAGRAM_STEPS_BETWEEN_QUESTIONS 65536

struct diagram_patience {
    bool (*may_go_on)(void *context); /* NULL: for ever */
    void *context;
};

static inline uint32_t diagram_mix(uint32_t a, uint32_t b, uint32_t c, uint32_t bits)
{
    uint64_t h = (a * UINT64_C(0x9e3779b97f4a7c15)) ^ (b * UINT64_C(0xc2b2ae3d27d4eb4f)) ^
                 (c * UINT64_C(0x165667b19e3779f9));
    return (uint32_t)(((h ^ h >> 32) * UINT64_C(0xff51afd7ed558ccd)) >> (64 - bits));
}

#endif
