#include "engine/attack_sample_kernel.h"
#include "engine/attack_random.h"

#include <string.h>

#define COUNTER_BITS 25 /* ATTACK_TREE_EDGES_LIMIT operands fit */
#define LINE_WORDS 8
#define LINE_BYTES 64
#define CHANCE_BITS 32

/* One line: 512 samples as bits, or 64 as bytes, or half of 64 as words. */
struct bits {
    uint64_t words __attribute__((vector_size(64)));
};
struct halves {
    uint16_t values __attribute__((vector_size(64)));
};
typedef uint8_t narrow __attribute__((vector_size(32)));

#define UNROLL _Pragma("GCC unroll 8")
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

/* A gate at hand: its operands' slots and the lines of a slot. */
struct gate {
    const uint32_t *operands;
    uint32_t count;
    uint32_t needs;
    uint32_t width;
    char *slots;
};

INLINE struct bits *bits_at(const struct gate *gate, uint32_t slot, uint32_t line)
{
    return (struct bits *)(void *)gate->slots + (size_t)slot * gate->width + line;
}

INLINE uint8_t *bytes_at(const struct gate *gate, uint32_t slot, uint32_t line)
{
    void *at = gate->slots + ((size_t)slot * gate->width + line) * LINE_BYTES;
    return __builtin_assume_aligned(at, LINE_BYTES);
}

/* Samples in which at least `needs` operands succeed: binary counters, sliced. */
INLINE struct bits at_least(const struct gate *gate, uint32_t line)
{
    struct bits digits[COUNTER_BITS];
    struct bits is_more;
    struct bits is_same;
    memset(digits, 0, sizeof digits);
    for (uint32_t i = 0; i < gate->count; i++) {
        struct bits carry = *bits_at(gate, gate->operands[i], line);
        for (int b = 0; b < COUNTER_BITS && (gate->count >> b) != 0; b++) {
            struct bits both;
            both.words = digits[b].words & carry.words;
            digits[b].words ^= carry.words;
            carry = both;
        }
    }
    is_more.words = digits[0].words ^ digits[0].words;
    is_same.words = ~is_more.words;
    for (int b = COUNTER_BITS - 1; b >= 0; b--) {
        if ((gate->needs >> b & 1) != 0) {
            is_same.words &= digits[b].words;
        } else {
            is_more.words |= is_same.words & digits[b].words;
            is_same.words &= ~digits[b].words;
        }
    }
    is_more.words |= is_same.words;
    return is_more;
}

INLINE void gate_bits(const struct gate *gate, uint32_t width, uint32_t out)
{
    struct bits lines[ATTACK_SAMPLE_LINES];
    memcpy(lines, bits_at(gate, gate->operands[0], 0), width * sizeof *lines);
    if (gate->needs == 1) {
        for (uint32_t i = 1; i < gate->count; i++) {
            UNROLL for (uint32_t line = 0; line < width; line++)
            {
                lines[line].words |= bits_at(gate, gate->operands[i], line)->words;
            }
        }
    } else if (gate->needs == gate->count) {
        for (uint32_t i = 1; i < gate->count; i++) {
            UNROLL for (uint32_t line = 0; line < width; line++)
            {
                lines[line].words &= bits_at(gate, gate->operands[i], line)->words;
            }
        }
    } else {
        for (uint32_t line = 0; line < width; line++) {
            lines[line] = at_least(gate, line);
        }
    }
    memcpy(bits_at(gate, out, 0), lines, width * sizeof *lines);
}

/* The lesser, or greater, of both, byte by byte: so that any compiler finds the
 * instruction for it. */
INLINE void keep_less(uint8_t *restrict a, const uint8_t *restrict b, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        a[i] = a[i] < b[i] ? a[i] : b[i];
    }
}

INLINE void keep_more(uint8_t *restrict a, const uint8_t *restrict b, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        a[i] = a[i] > b[i] ? a[i] : b[i];
    }
}

/* The k-th least: keeps the k least so far in order. */
INLINE void kth_of(const struct gate *gate, uint8_t *sorted, uint32_t line, uint8_t *out)
{
    memset(sorted, 0xff, (size_t)gate->needs * LINE_BYTES);
    for (uint32_t i = 0; i < gate->count; i++) {
        uint8_t rest[LINE_BYTES] __attribute__((aligned(LINE_BYTES)));
        memcpy(rest, bytes_at(gate, gate->operands[i], line), LINE_BYTES);
        for (uint8_t *at = sorted; at < sorted + (size_t)gate->needs * LINE_BYTES;
             at += LINE_BYTES) {
            uint8_t before[LINE_BYTES] __attribute__((aligned(LINE_BYTES)));
            memcpy(before, at, LINE_BYTES);
            keep_less(at, rest, LINE_BYTES);
            keep_more(rest, before, LINE_BYTES);
        }
    }
    memcpy(out, sorted + (size_t)(gate->needs - 1) * LINE_BYTES, LINE_BYTES);
}

INLINE void gate_bytes(const struct gate *gate, uint32_t width, uint8_t *sorted, uint32_t out)
{
    uint8_t lines[ATTACK_SAMPLE_LINES * LINE_BYTES] __attribute__((aligned(LINE_BYTES)));
    size_t bytes = (size_t)width * LINE_BYTES;
    memcpy(lines, bytes_at(gate, gate->operands[0], 0), bytes);
    if (gate->needs == 1) {
        for (uint32_t i = 1; i < gate->count; i++) {
            keep_less(lines, bytes_at(gate, gate->operands[i], 0), bytes);
        }
    } else if (gate->needs == gate->count) {
        for (uint32_t i = 1; i < gate->count; i++) {
            keep_more(lines, bytes_at(gate, gate->operands[i], 0), bytes);
        }
    } else {
        for (uint32_t line = 0; line < width; line++) {
            kth_of(gate, sorted, line, lines + (size_t)line * LINE_BYTES);
        }
    }
    memcpy(bytes_at(gate, out, 0), lines, bytes);
}

INLINE void pick(struct halves *value, const struct halves *draw, uint16_t from, uint16_t other)
{
    struct halves picked;
    for (int i = 0; i < LINE_BYTES / 2; i++) {
        picked.values[i] = draw->values[i] >= from ? other : value->values[i];
    }
    *value = picked;
}

/* 64 draws of 16 bits a block, turned into the step's values. */
INLINE void draw_bytes(const struct attack_sample_program *program, uint32_t step, uint64_t block,
                       uint32_t width, uint8_t *out)
{
    const struct attack_sample_table *table = &program->tables[step];
    struct halves draws[2 * ATTACK_SAMPLE_LINES];
    struct halves values[2 * ATTACK_SAMPLE_LINES];
    UNROLL for (uint32_t line = 0; line < width; line++)
    {
        struct attack_random_lanes random[2];
        random_lines(program, program->streams[step], block + line, 0, random);
        memcpy(&draws[2 * line], random, sizeof random);
    }
    UNROLL for (uint32_t half = 0; half < 2 * width; half++)
    {
        values[half].values = (draws[half].values ^ draws[half].values) + table->values[0];
    }
    for (uint32_t i = 1; i < table->count; i++) {
        UNROLL for (uint32_t half = 0; half < 2 * width; half++)
        {
            pick(&values[half], &draws[half], table->from[i], table->values[i]);
        }
    }
    UNROLL for (uint32_t half = 0; half < 2 * width; half++)
    {
        narrow bytes = __builtin_convertvector(values[half].values, narrow);
        memcpy(out + half * sizeof bytes, &bytes, sizeof bytes);
    }
}

/* Walks the orders once; the width is a constant where this is inlined. */
INLINE void walk(const struct attack_sample_program *program, uint64_t block, uint32_t width,
                 bool is_points)
{
    const uint32_t *order = program->orders;
    const uint32_t *end = order + program->order_count;
    struct gate gate = {.width = width, .slots = (char *)(void *)program->slots};
    while (order < end) {
        uint32_t draws = *order++;
        for (uint32_t i = 0; i < draws; i++, order += 2) {
            if (is_points) {
                draw_bytes(program, order[0], block, width, bytes_at(&gate, order[1], 0));
                continue;
            }
            for (uint32_t line = 0; line < width; line++) {
                struct bits bits;
                draw_bits(program, order[0], block + line, &bits);
                *bits_at(&gate, order[1], line) = bits;
            }
        }
        if (order == end) {
            return;
        }
        gate.needs = order[0];
        gate.count = order[1];
        gate.operands = &order[3];
        if (is_points) {
            gate_bytes(&gate, width, (uint8_t *)program->sorted, order[2]);
        } else {
            gate_bits(&gate, width, order[2]);
        }
        order += 3 + gate.count;
    }
}

INLINE void sample(const struct attack_sample_program *program, uint64_t block, uint32_t width,
                   bool is_points, uint8_t *root)
{
    if (width == 4) {
        walk(program, block, 4, is_points);
    } else if (width == 2) {
        walk(program, block, 2, is_points);
    } else {
        walk(program, block, 1, is_points);
    }
    memcpy(root, (const char *)program->slots + (size_t)program->root * width * LINE_BYTES,
           width * LINE_BYTES);
}

/* The same text for one instruction set. */
#define KERNELS_OF(machine, name)                                                                  \
    machine static void chances_##name(const struct attack_sample_program *program,                \
                                       uint64_t block, uint32_t width, uint8_t *root)              \
    {                                                                                              \
        sample(program, block, width, false, root);                                                \
    }                                                                                              \
    machine static void points_##name(const struct attack_sample_program *program, uint64_t block, \
                                      uint32_t width, uint8_t *root)                               \
    {                                                                                              \
        sample(program, block, width, true, root);                                                 \
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
