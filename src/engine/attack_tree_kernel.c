#include "engine/attack_tree_kernel.h"
#include "engine/attack_tree.h"

/* A cache line of a set. The compiler maps the vector to what the target has:
 * one 512-bit, two 256-bit or four 128-bit registers. */
#define LINE_WORDS 8
#define COUNTER_BITS 25 /* ATTACK_TREE_EDGES_LIMIT children fit */

struct line {
    uint64_t words __attribute__((vector_size(64)));
};

#define INLINE static inline __attribute__((always_inline))

INLINE const struct line *set_of(const struct attack_tree_kernel *program, uint32_t position)
{
    return (const struct line *)(const void *)program->sets[position];
}

/* An operand's set: by its position or, for one gate alone, by its place. */
INLINE const struct line *operand(const struct attack_tree_kernel *program,
                                  const uint32_t *operands, uint32_t i)
{
    return program->sets != NULL ? set_of(program, operands[i])
                                 : (const struct line *)(const void *)attack_tree_kernel_at(
                                       program->bases, operands[i]);
}

/* How many of count operands hold, in binary, one line of profiles at a time:
 * digit[b] has bit p where bit b of profile p's count is set. */
INLINE void count_operands(const struct attack_tree_kernel *program, const uint32_t *operands,
                           uint32_t count, size_t at, struct line digits[COUNTER_BITS])
{
    int used = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct line carry = operand(program, operands, i)[at];
        if ((i & (i + 1)) == 0) { /* count i+1 is a power of two: one digit more */
            digits[used++].words = carry.words ^ carry.words;
        }
        for (int b = 0; b < used; b++) {
            struct line both;
            both.words = digits[b].words & carry.words;
            digits[b].words ^= carry.words;
            carry.words = both.words;
        }
    }
    for (int b = used; b < COUNTER_BITS; b++) {
        digits[b].words = digits[0].words ^ digits[0].words;
    }
}

/* The profiles for which at least `needs` of the operands hold. */
INLINE void run_threshold(const struct attack_tree_kernel *program, const uint32_t *operands,
                          uint32_t count, uint32_t needs, struct line *out)
{
    struct line digits[COUNTER_BITS];
    for (size_t at = 0; at < program->stride / LINE_WORDS; at++) {
        struct line is_more;
        struct line is_same;
        count_operands(program, operands, count, at, digits);
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
        out[at].words = is_more.words | is_same.words;
    }
}

/* The lowest bit of a set at or after word `from`; ATTACK_INFEASIBLE, a number
 * behind all profiles, where there is none. */
INLINE uint16_t lowest(const struct line *set, size_t from, size_t lines)
{
    const uint64_t *words = (const uint64_t *)(const void *)set;
    while (from < lines * LINE_WORDS && words[from] == 0) {
        from++;
    }
    return from < lines * LINE_WORDS ? (uint16_t)(from * 64 + (size_t)__builtin_ctzll(words[from]))
                                     : ATTACK_INFEASIBLE;
}

/* The usual 1,280 profiles are three lines: kept in registers over one walk. */
#define USUAL_LINES 3

INLINE void unite(const struct attack_tree_kernel *program, const uint32_t *operands,
                  uint32_t count, size_t lines, struct line *out)
{
    for (size_t at = 0; at < lines; at++) {
        struct line sum = operand(program, operands, 0)[at];
        for (uint32_t i = 1; i < count; i++) {
            sum.words |= operand(program, operands, i)[at].words;
        }
        out[at] = sum;
    }
}

INLINE void unite_usual(const struct attack_tree_kernel *program, const uint32_t *operands,
                        uint32_t count, struct line *out)
{
    const struct line *in = operand(program, operands, 0);
    struct line a = in[0];
    struct line b = in[1];
    struct line c = in[2];
    for (uint32_t i = 1; i < count; i++) {
        in = operand(program, operands, i);
        a.words |= in[0].words;
        b.words |= in[1].words;
        c.words |= in[2].words;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
}

INLINE void intersect(const struct attack_tree_kernel *program, const uint32_t *operands,
                      uint32_t count, size_t lines, struct line *out)
{
    for (size_t at = 0; at < lines; at++) {
        struct line product = operand(program, operands, 0)[at];
        for (uint32_t i = 1; i < count; i++) {
            product.words &= operand(program, operands, i)[at].words;
        }
        out[at] = product;
    }
}

INLINE void intersect_usual(const struct attack_tree_kernel *program, const uint32_t *operands,
                            uint32_t count, struct line *out)
{
    const struct line *in = operand(program, operands, 0);
    struct line a = in[0];
    struct line b = in[1];
    struct line c = in[2];
    for (uint32_t i = 1; i < count; i++) {
        in = operand(program, operands, i);
        a.words &= in[0].words;
        b.words &= in[1].words;
        c.words &= in[2].words;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
}

/* Sets beyond the second-level cache are asked for a few gates ahead. */
#define FAR_BYTES ((size_t)1 << 20)

INLINE void fetch(const struct line *set)
{
    for (size_t at = 0; at < USUAL_LINES; at++) {
        __builtin_prefetch(set + at);
    }
}

/* Evaluates one gate into out and returns its easiest profile. */
INLINE uint16_t run_gate(const struct attack_tree_kernel *program, uint32_t gate, size_t lines,
                         bool is_far, struct line *out)
{
    const uint32_t *operands = &program->operands[program->first_operand[gate]];
    uint32_t count = program->first_operand[gate + 1] - program->first_operand[gate];
    uint32_t needs = program->needs[gate];
    uint16_t least = UINT16_MAX;
    uint16_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint16_t best = program->best[operands[i]];
        least = best < least ? best : least;
        most = best > most ? best : most;
        if (is_far) {
            fetch(set_of(program, operands[i + ATTACK_TREE_AHEAD]));
        }
    }
    if (needs == 1) { /* OR: the first bit of a union is the least first bit */
        if (lines == USUAL_LINES) {
            unite_usual(program, operands, count, out);
        } else {
            unite(program, operands, count, lines, out);
        }
        return least;
    }
    if (needs == count) { /* AND: never before the greatest first bit */
        if (lines == USUAL_LINES) {
            intersect_usual(program, operands, count, out);
        } else {
            intersect(program, operands, count, lines, out);
        }
        return lowest(out, most / 64, lines);
    }
    run_threshold(program, operands, count, needs, out);
    return lowest(out, least / 64, lines);
}

INLINE void run_gates(const struct attack_tree_kernel *program, size_t lines, bool is_far)
{
    for (uint32_t gate = 0; gate < program->gates; gate++) {
        struct line *out = (struct line *)(void *)program->slots + program->slot_of[gate] * lines;
        program->best[program->steps + gate] = run_gate(program, gate, lines, is_far, out);
    }
}

INLINE void run(const struct attack_tree_kernel *program)
{
    size_t lines = program->stride / LINE_WORDS;
    bool is_far = program->slot_count * program->stride * sizeof(uint64_t) > FAR_BYTES;
    if (lines == USUAL_LINES && is_far) {
        run_gates(program, USUAL_LINES, true);
    } else if (lines == USUAL_LINES) {
        run_gates(program, USUAL_LINES, false);
    } else {
        run_gates(program, lines, false);
    }
}

INLINE bool join_sets(const struct attack_tree_join *join, size_t stride, uint64_t *out)
{
    const struct attack_tree_kernel program = {.bases = join->bases, .stride = stride};
    size_t lines = stride / LINE_WORDS;
    struct line *to = (struct line *)(void *)out;
    if (join->needs == 1 && lines == USUAL_LINES) {
        unite_usual(&program, join->places, join->count, to);
    } else if (join->needs == 1) {
        unite(&program, join->places, join->count, lines, to);
    } else if (join->needs == join->count && lines == USUAL_LINES) {
        intersect_usual(&program, join->places, join->count, to);
    } else if (join->needs == join->count) {
        intersect(&program, join->places, join->count, lines, to);
    } else {
        run_threshold(&program, join->places, join->count, join->needs, to);
    }
    const struct line *before = (const struct line *)(const void *)join->before;
    struct line differs = {to[0].words ^ before[0].words};
    for (size_t at = 1; at < lines; at++) {
        differs.words |= to[at].words ^ before[at].words;
    }
    uint64_t any = 0;
    for (size_t i = 0; i < LINE_WORDS; i++) {
        any |= differs.words[i];
    }
    return any != 0;
}

INLINE bool lane_differs(const struct line *in, const struct attack_tree_lanes *lanes,
                         size_t line_count, bool is_or, struct line *out)
{
    const struct line *others = (const struct line *)(const void *)lanes->others;
    const struct line *before = (const struct line *)(const void *)lanes->before;
    struct line differs = {in[0].words ^ in[0].words};
    uint64_t any = 0;
    for (size_t at = 0; at < line_count; at++) {
        out[at].words = is_or ? in[at].words | others[at].words : in[at].words & others[at].words;
        differs.words |= out[at].words ^ before[at].words;
    }
    for (size_t i = 0; i < LINE_WORDS; i++) {
        any |= differs.words[i];
    }
    return any != 0;
}

INLINE uint64_t run_lanes(const struct attack_tree_lanes *lanes, size_t line_count, bool is_or)
{
    struct line *out = (struct line *)(void *)lanes->out;
    uint64_t differ = 0;
    for (uint32_t lane = 0; lane < lanes->count; lane++) {
        const void *in = attack_tree_kernel_at(lanes->bases, lanes->places[lane]);
        bool differs = lane_differs((const struct line *)in, lanes, line_count, is_or, out);
        differ |= (uint64_t)differs << lane;
        out += differs ? line_count : 0;
    }
    return differ;
}

INLINE uint64_t join_lanes(const struct attack_tree_lanes *lanes, size_t stride)
{
    if (stride == USUAL_LINES * LINE_WORDS) {
        return lanes->is_or ? run_lanes(lanes, USUAL_LINES, true)
                            : run_lanes(lanes, USUAL_LINES, false);
    }
    return run_lanes(lanes, stride / LINE_WORDS, lanes->is_or);
}

/* The same text for one instruction set. */
#define KERNELS_OF(machine, name)                                                              \
    machine static void run_##name(const struct attack_tree_kernel *program)                   \
    {                                                                                          \
        run(program);                                                                          \
    }                                                                                          \
    machine static bool join_##name(const struct attack_tree_join *join, size_t stride,        \
                                    uint64_t *out)                                             \
    {                                                                                          \
        return join_sets(join, stride, out);                                                   \
    }                                                                                          \
    machine static uint64_t lanes_##name(const struct attack_tree_lanes *lanes, size_t stride) \
    {                                                                                          \
        return join_lanes(lanes, stride);                                                      \
    }
KERNELS_OF(, portable)
KERNELS_OF(ATTACK_ISA_FOR_AVX2, avx2)
KERNELS_OF(ATTACK_ISA_FOR_AVX512, avx512)

const struct attack_tree_kernels *attack_tree_kernels_for(enum attack_isa isa)
{
    static const struct attack_tree_kernels kernels[ATTACK_ISA_COUNT] = {
        [ATTACK_ISA_PORTABLE] = {run_portable, join_portable, lanes_portable},
        [ATTACK_ISA_AVX2] = {run_avx2, join_avx2, lanes_avx2},
        [ATTACK_ISA_AVX512] = {run_avx512, join_avx512, lanes_avx512},
    };
    return &kernels[attack_isa_choose(isa)];
}
