#include "engine/attack_readers.h"

struct attack_readers attack_readers_list(struct arena *arena, uint32_t positions, uint32_t gates,
                                          const uint32_t *first_operand, const uint32_t *operands)
{
    uint32_t *first = ARENA_MANY(arena, uint32_t, positions + 2);
    uint32_t *readers = ARENA_MANY(arena, uint32_t, first_operand[gates]);
    for (uint32_t i = 0; i < first_operand[gates]; i++) {
        first[operands[i] + 2]++;
    }
    for (uint32_t position = 0; position < positions; position++) {
        first[position + 2] += first[position + 1];
    }
    for (uint32_t g = 0; g < gates; g++) {
        for (uint32_t i = first_operand[g]; i < first_operand[g + 1]; i++) {
            readers[first[operands[i] + 1]++] = g;
        }
    }
    return (struct attack_readers){.first = first, .gates = readers};
}
