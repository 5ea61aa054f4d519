#include "engine/fault_count.h"

#include <math.h>
#include <string.h>

#define WORD_BITS 64
#define CHUNK UINT64_C(1000000000)
#define CHUNK_DIGITS 9

/* Natural numbers of a fixed number of words, lowest first; what does not fit
 * is lost, and only numbers that are not asked for are as large. */
struct counting {
    const struct fault_solution *solution;
    size_t words;
    uint64_t *numbers; /* by zbdd node */
};

static uint64_t *number_of(const struct counting *counting, uint32_t node)
{
    return counting->numbers + node * counting->words;
}

static void add(uint64_t *sum, const uint64_t *other, size_t words)
{
    unsigned __int128 carry = 0;
    for (size_t i = 0; i < words; i++) {
        carry += (unsigned __int128)sum[i] + other[i];
        sum[i] = (uint64_t)carry;
        carry >>= WORD_BITS;
    }
}

static void add_product(uint64_t *sum, const uint64_t *a, const uint64_t *b, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        unsigned __int128 carry = 0;
        for (size_t k = 0; a[i] != 0 && k + i < words; k++) {
            carry += (unsigned __int128)a[i] * b[k] + sum[i + k];
            sum[i + k] = (uint64_t)carry;
            carry >>= WORD_BITS;
        }
    }
}

static void count_module(const struct counting *counting, const struct fault_solved *module)
{
    const struct fault_solution *solution = counting->solution;
    size_t words = counting->words;
    for (uint32_t i = module->first_set; i <= module->sets; i++) {
        const struct zbdd_node *node = &solution->zbdd.nodes[i];
        uint32_t below = solution->variables[node->variable].module;
        uint64_t *number = number_of(counting, i);
        memcpy(number, number_of(counting, node->low), words * sizeof *number);
        if (below == FAULT_NOWHERE) {
            add(number, number_of(counting, node->high), words);
        } else {
            add_product(number, number_of(counting, node->high),
                        number_of(counting, solution->modules[below].sets), words);
        }
    }
}

/* As count_module, in floating point: tells how many words are needed. */
static double estimate(const struct fault_solution *solution, struct arena *arena)
{
    double *about = ARENA_MANY(arena, double, solution->zbdd.count);
    about[ZBDD_EMPTY] = 1;
    for (uint32_t m = 0; m < solution->module_count; m++) {
        const struct fault_solved *module = &solution->modules[m];
        for (uint32_t i = module->first_set; i <= module->sets; i++) {
            const struct zbdd_node *node = &solution->zbdd.nodes[i];
            uint32_t below = solution->variables[node->variable].module;
            double times = below == FAULT_NOWHERE ? 1 : about[solution->modules[below].sets];
            about[i] = about[node->low] + times * about[node->high];
        }
    }
    return about[solution->top_sets];
}

static struct text digits_of(struct arena *arena, uint64_t *number, size_t words)
{
    size_t room = words * 20 + CHUNK_DIGITS + 1;
    char *digits = arena_take(arena, room);
    char *at = digits + room;
    bool is_zero = false;
    while (!is_zero) {
        uint64_t chunk = 0;
        is_zero = true;
        for (size_t i = words; i-- > 0;) { /* in halves, which 64 bits can divide */
            uint64_t high = chunk << 32 | number[i] >> 32;
            uint64_t low = (high % CHUNK) << 32 | (number[i] & UINT32_MAX);
            number[i] = (high / CHUNK) << 32 | low / CHUNK;
            chunk = low % CHUNK;
            is_zero = is_zero && number[i] == 0;
        }
        for (int i = 0; is_zero ? chunk > 0 : i < CHUNK_DIGITS; i++) {
            *--at = (char)('0' + chunk % 10);
            chunk /= 10;
        }
    }
    if (at == digits + room) {
        *--at = '0';
    }
    return (struct text){at, (size_t)(digits + room - at)};
}

struct text fault_count_sets(const struct fault_solution *solution, struct arena *arena)
{
    uint64_t top[1];
    if (solution->top_sets <= ZBDD_EMPTY) {
        top[0] = solution->top_sets;
        return digits_of(arena, top, 1);
    }
    if (solution->variables[solution->top].event != FAULT_NOWHERE) {
        return TEXT("1");
    }
    double about = estimate(solution, arena);
    if (about < 1) { /* only through modules that are never true */
        return TEXT("0");
    }
    size_t bits = isfinite(about) ? (size_t)log2(about) + 2 : solution->variable_count + 2;
    struct counting counting = {.solution = solution, .words = bits / WORD_BITS + 1};
    counting.numbers = ARENA_MANY(arena, uint64_t, solution->zbdd.count * counting.words);
    number_of(&counting, ZBDD_EMPTY)[0] = 1;
    for (uint32_t m = 0; m < solution->module_count; m++) {
        count_module(&counting, &solution->modules[m]);
    }
    return digits_of(arena, number_of(&counting, solution->top_sets), counting.words);
}
