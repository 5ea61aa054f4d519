/* attack_random.h - random words from a seed and a counter.
 *
 * Purpose: Threefry-2x64 with 13 rounds: word pair n of stream (a, b) under a
 * seed is a function of these numbers alone, so samples do not depend on the
 * order in which they are drawn, nor on threads or vector width.
 * Purity: pure. Cost: about 5 ns a pair, less in vectors. Errors: none.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1,
 * 2, 3", 2011; 13 rounds pass the usual batteries of tests. */
#ifndef CSMS_ENGINE_ATTACK_RANDOM_H
#define CSMS_ENGINE_ATTACK_RANDOM_H

#include <stdint.h>

#define ATTACK_RANDOM_LANES 8

/* Eight pairs at once: counters (low + lane, high), key (key_low, key_high). */
struct attack_random_lanes {
    uint64_t words __attribute__((vector_size(64)));
};

#define ATTACK_RANDOM_ROTATE(x, by) ((x) << (by) | (x) >> (64 - (by)))
#define ATTACK_RANDOM_ROUND(x0, x1, by)          \
    do {                                         \
        (x0) += (x1);                            \
        (x1) = ATTACK_RANDOM_ROTATE((x1), (by)); \
        (x1) ^= (x0);                            \
    } while (0)

static inline __attribute__((always_inline)) void attack_random_pairs(uint64_t key_low,
                                                                      uint64_t key_high,
                                                                      uint64_t low, uint64_t high,
                                                                      struct attack_random_lanes *a,
                                                                      struct attack_random_lanes *b)
{
    const uint64_t key2 = UINT64_C(0x1bd11bdaa9fc1a22) ^ key_low ^ key_high;
    struct attack_random_lanes x;
    struct attack_random_lanes y;
    for (int lane = 0; lane < ATTACK_RANDOM_LANES; lane++) {
        x.words[lane] = low + (uint64_t)lane + key_low;
        y.words[lane] = high + key_high;
    }
    ATTACK_RANDOM_ROUND(x.words, y.words, 16);
    ATTACK_RANDOM_ROUND(x.words, y.words, 42);
    ATTACK_RANDOM_ROUND(x.words, y.words, 12);
    ATTACK_RANDOM_ROUND(x.words, y.words, 31);
    x.words += key_high;
    y.words += key2 + 1;
    ATTACK_RANDOM_ROUND(x.words, y.words, 16);
    ATTACK_RANDOM_ROUND(x.words, y.words, 32);
    ATTACK_RANDOM_ROUND(x.words, y.words, 24);
    ATTACK_RANDOM_ROUND(x.words, y.words, 21);
    x.words += key2;
    y.words += key_low + 2;
    ATTACK_RANDOM_ROUND(x.words, y.words, 16);
    ATTACK_RANDOM_ROUND(x.words, y.words, 42);
    ATTACK_RANDOM_ROUND(x.words, y.words, 12);
    ATTACK_RANDOM_ROUND(x.words, y.words, 31);
    x.words += key_low;
    y.words += key_high + 3;
    ATTACK_RANDOM_ROUND(x.words, y.words, 16);
    a->words = x.words;
    b->words = y.words;
}

#endif
