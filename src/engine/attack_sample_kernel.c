#include "engine/attack_sample_kernel.h"
#include "engine/attack_random.h"

#include <string.h>

#define COUNTER_BITS 25 /* ATTACK_TREE_EDGES_LIMIT operands fit */
#define LINE_WORDS 8
#define CHANCE_BITS 32

/* One line: 512 samples as bits, or 64 as bytes, or half of 64 as words. */
struct bits {
    uint64_t words __attribute__((vector_size(64)));
};
struct bytes {
    uint8_t values __attribute__((vector_size(64)));
};
struct halves {
    uint16_t values __attribute__((vector_size(64)));
};
typedef uint8_t narrow __attribute__((vector_size(32)));

#define INLINE static inline __attribute__((always_inline))

INLINE bool is_empty(const struct bits *line)
{
    uint64_t any = 0;
    for (int i = 0; i < LINE_WORDS; i++) {
        any |= line->words[i];
    }
    return any == 0;
}

/* Draw number `draw` of a stream in a block: a line of random bits, two at once. */
INLINE void random_lines(const struct attack_sample_program *program, uint64_t stream,
                         uint64_t block, uint64_t draw, struct attack_random_lanes out[2])
{
    attack_random_pairs(program->seed, UINT64_C(0x6a09e667f3bcc908), block * LINE_WORDS,
                        stream << 16 | draw, &out[0], &out[1]);
}

/* Settles one digit of the comparison for the samples that are still open. */
INLINE void compare_digit(bool is_set, const struct attack_random_lanes *random,
                          struct bits *success, struct bits *open)
{
    if (is_set) {
        success->words |= open->words & ~random->words;
        open->words &= random->words;
    } else {
        open->words &= ~random->words;
    }
}

/* Compares 512 draws with the chance, highest digit first, until all differ. */
INLINE void draw_bits(const struct attack_sample_program *program, uint32_t step, uint64_t block,
                      struct bits *success)
{
    uint64_t chance = program->chances[step];
    struct bits open;
    success->words = (struct bits){{0}}.words;
    open.words = ~success->words;
    if (chance == ATTACK_SAMPLE_SURE) {
        *success = open;
        return;
    }
    for (int digit = CHANCE_BITS - 1; digit > 0 && (chance << (63 - digit)) != 0; digit -= 2) {
        struct attack_random_lanes random[2];
        random_lines(program, program->streams[step], block, (uint64_t)(CHANCE_BITS - digit) / 2,
                     random);
        compare_digit((chance >> digit & 1) != 0, &random[0], success, &open);
        compare_digit((chance >> (digit - 1) & 1) != 0, &random[1], success, &open);
        if (is_empty(&open)) {
            return;
        }
    }
}

INLINE const struct bits *bits_of(const struct attack_sample_program *program, uint32_t position)
{
    uint32_t steps = program->tree->steps;
    return position < steps
               ? (const struct bits *)(const void *)&program->steps[position * LINE_WORDS]
               : (const struct bits *)(const void *)&program
                     ->slots[program->tree->slot_of[position - steps] * LINE_WORDS];
}

INLINE struct bits at_least(const struct attack_sample_program *program, const uint32_t *operands,
                            uint32_t count, uint32_t needs)
{
    struct bits digits[COUNTER_BITS];
    struct bits is_more;
    struct bits is_same;
    memset(digits, 0, sizeof digits);
    for (uint32_t i = 0; i < count; i++) {
        struct bits carry = *bits_of(program, operands[i]);
        for (int b = 0; b < COUNTER_BITS && (count >> b) != 0; b++) {
            struct bits both;
            both.words = digits[b].words & carry.words;
            digits[b].words ^= carry.words;
            carry = both;
        }
    }
    is_more.words = digits[0].words ^ digits[0].words;
    is_same.words = ~is_more.words;
    for (int b = COUNTER_BITS - 1; b >= 0; b--) {
        if ((needs >> b & 1) != 0) {
            is_same.words &= digits[b].words;
        } else {
            is_more.words |= is_same.words & digits[b].words;
            is_same.words &= ~digits[b].words;
        }
    }
    is_more.words |= is_same.words;
    return is_more;
}

INLINE struct bits gate_bits(const struct attack_sample_program *program, uint32_t gate)
{
    const struct attack_tree *tree = program->tree;
    const uint32_t *operands = &tree->operands[tree->first_operand[gate]];
    uint32_t count = tree->first_operand[gate + 1] - tree->first_operand[gate];
    struct bits line = *bits_of(program, operands[0]);
    if (tree->needs[gate] == 1) {
        for (uint32_t i = 1; i < count; i++) {
            line.words |= bits_of(program, operands[i])->words;
        }
        return line;
    }
    if (tree->needs[gate] == count) {
        for (uint32_t i = 1; i < count; i++) {
            line.words &= bits_of(program, operands[i])->words;
        }
        return line;
    }
    return at_least(program, operands, count, tree->needs[gate]);
}

INLINE void sample_chances(const struct attack_sample_program *program, uint64_t block,
                           uint64_t root[8])
{
    const struct attack_tree *tree = program->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        struct bits line;
        draw_bits(program, step, block, &line);
        memcpy(&program->steps[step * LINE_WORDS], &line, sizeof line);
    }
    for (uint32_t gate = 0; gate < tree->count - tree->steps; gate++) {
        struct bits line = gate_bits(program, gate);
        memcpy(&program->slots[tree->slot_of[gate] * LINE_WORDS], &line, sizeof line);
    }
    memcpy(root, bits_of(program, tree->count - 1), sizeof(struct bits));
}

/* 64 draws of 16 bits, turned into the step's values. */
INLINE struct bytes draw_bytes(const struct attack_sample_program *program, uint32_t step,
                               uint64_t block)
{
    const struct attack_sample_table *table = &program->tables[step];
    struct attack_random_lanes lines[2];
    narrow values[2];
    struct bytes out;
    random_lines(program, program->streams[step], block, 0, lines);
    for (int half = 0; half < 2; half++) {
        struct halves draw;
        struct halves value;
        memcpy(&draw, &lines[half], sizeof draw);
        value.values = (draw.values ^ draw.values) + table->values[0];
        for (uint32_t i = 1; i < table->count; i++) {
            struct halves is_above;
            is_above.values = (__typeof__(is_above.values))(draw.values >= table->from[i]);
            value.values = (value.values & ~is_above.values) |
                           (is_above.values & ((draw.values ^ draw.values) + table->values[i]));
        }
        values[half] = __builtin_convertvector(value.values, narrow);
    }
    memcpy(&out, values, sizeof out);
    return out;
}

INLINE const struct bytes *bytes_of(const struct attack_sample_program *program, uint32_t position)
{
    return (const struct bytes *)(const void *)bits_of(program, position);
}

/* a becomes the lesser of both, b the greater. */
INLINE void sort_two(struct bytes *a, struct bytes *b)
{
    struct bytes is_less;
    struct bytes least;
    is_less.values = (__typeof__(is_less.values))(a->values < b->values);
    least.values = (a->values & is_less.values) | (b->values & ~is_less.values);
    b->values = (b->values & is_less.values) | (a->values & ~is_less.values);
    *a = least;
}

/* The k-th least: keeps the k least so far in order. */
INLINE struct bytes kth_of(const struct attack_sample_program *program, const uint32_t *operands,
                           uint32_t count, uint32_t k)
{
    struct bytes *sorted = (struct bytes *)(void *)program->sorted;
    memset(sorted, 0xff, k * sizeof *sorted);
    for (uint32_t i = 0; i < count; i++) {
        struct bytes rest = *bytes_of(program, operands[i]);
        for (uint32_t at = 0; at < k; at++) {
            sort_two(&sorted[at], &rest);
        }
    }
    return sorted[k - 1];
}

INLINE struct bytes gate_bytes(const struct attack_sample_program *program, uint32_t gate)
{
    const struct attack_tree *tree = program->tree;
    const uint32_t *operands = &tree->operands[tree->first_operand[gate]];
    uint32_t count = tree->first_operand[gate + 1] - tree->first_operand[gate];
    struct bytes line = *bytes_of(program, operands[0]);
    if (tree->needs[gate] == 1) {
        for (uint32_t i = 1; i < count; i++) {
            struct bytes other = *bytes_of(program, operands[i]);
            sort_two(&line, &other);
        }
        return line;
    }
    if (tree->needs[gate] == count) {
        for (uint32_t i = 1; i < count; i++) {
            struct bytes other = *bytes_of(program, operands[i]);
            sort_two(&other, &line);
        }
        return line;
    }
    return kth_of(program, operands, count, tree->needs[gate]);
}

INLINE void sample_points(const struct attack_sample_program *program, uint64_t block,
                          uint8_t root[ATTACK_SAMPLE_BYTES])
{
    const struct attack_tree *tree = program->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        struct bytes line = draw_bytes(program, step, block);
        memcpy(&program->steps[step * LINE_WORDS], &line, sizeof line);
    }
    for (uint32_t gate = 0; gate < tree->count - tree->steps; gate++) {
        struct bytes line = gate_bytes(program, gate);
        memcpy(&program->slots[tree->slot_of[gate] * LINE_WORDS], &line, sizeof line);
    }
    memcpy(root, bytes_of(program, tree->count - 1), sizeof(struct bytes));
}

/* The same text for one instruction set. */
#define KERNELS_OF(machine, name)                                                                  \
    machine static void chances_##name(const struct attack_sample_program *program,                \
                                       uint64_t block, uint64_t root[8])                           \
    {                                                                                              \
        sample_chances(program, block, root);                                                      \
    }                                                                                              \
    machine static void points_##name(const struct attack_sample_program *program, uint64_t block, \
                                      uint8_t root[ATTACK_SAMPLE_BYTES])                           \
    {                                                                                              \
        sample_points(program, block, root);                                                       \
    }
KERNELS_OF(, portable)
KERNELS_OF(ATTACK_ISA_FOR_AVX2, avx2)
KERNELS_OF(ATTACK_ISA_FOR_AVX512, avx512)

const struct attack_sample_kernels *attack_sample_kernels_for(enum attack_isa isa)
{
    static const struct attack_sample_kernels kernels[ATTACK_ISA_COUNT] = {
        [ATTACK_ISA_PORTABLE] = {chances_portable, points_portable},
        [ATTACK_ISA_AVX2] = {chances_avx2, points_avx2},
        [ATTACK_ISA_AVX512] = {chances_avx512, points_avx512},
    };
    return &kernels[attack_isa_choose(isa)];
}
