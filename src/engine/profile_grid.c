#include "engine/profile_grid.h"

#include <stdlib.h>

#define LINE_BYTES 64
#define LINE_WORDS 8

/* Order by total, then by the index: a linear extension of "needs no more". */
static int key_order(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static uint8_t index_level(const struct profile_grid *grid, uint32_t index, int factor)
{
    int count = grid->method->potential.factors[factor].count;
    return (uint8_t)(index / grid->weight_of[factor] % (uint32_t)count);
}

static uint32_t index_total(const struct profile_grid *grid, uint32_t index)
{
    uint32_t total = 0;
    for (int f = 0; f < grid->factors; f++) {
        const struct method_factor *factor = &grid->method->potential.factors[f];
        total += (uint32_t)factor->levels[index_level(grid, index, f)].points;
    }
    return total;
}

static void number_profiles(struct arena *arena, struct profile_grid *grid)
{
    uint32_t *keys = ARENA_MANY(arena, uint32_t, grid->count); /* total << 16 | index */
    for (uint32_t index = 0; index < grid->count; index++) {
        keys[index] = index_total(grid, index) << 16 | index;
    }
    qsort(keys, grid->count, sizeof *keys, key_order);
    for (uint16_t number = 0; number < grid->count; number++) {
        uint32_t index = keys[number] & 0xffff;
        grid->number_of[index] = number;
        grid->totals[number] = (uint16_t)(keys[number] >> 16);
        grid->feasibility[number] =
            (uint8_t)method_band_level(&grid->method->potential.bands, grid->totals[number]);
        for (int f = 0; f < grid->factors; f++) {
            grid->levels[number][f] = index_level(grid, index, f);
        }
    }
}

/* The set of a profile is the intersection of one half-space for each factor. */
static void fill_sets(struct arena *arena, struct profile_grid *grid)
{
    uint64_t *half[METHOD_FACTORS_LIMIT]; /* [level][stride]: at least this level */
    for (int f = 0; f < grid->factors; f++) {
        size_t levels = (size_t)grid->method->potential.factors[f].count;
        half[f] = ARENA_MANY(arena, uint64_t, levels * grid->stride);
        for (uint16_t p = 0; p < grid->count; p++) {
            for (size_t level = 0; level <= grid->levels[p][f]; level++) {
                half[f][level * grid->stride + p / 64] |= UINT64_C(1) << (p % 64);
            }
        }
    }
    for (uint16_t p = 0; p < grid->count; p++) {
        uint64_t *set = &grid->sets[p * grid->stride];
        for (size_t w = 0; w < grid->stride; w++) {
            set[w] = UINT64_MAX;
            for (int f = 0; f < grid->factors; f++) {
                set[w] &= half[f][grid->levels[p][f] * grid->stride + w];
            }
        }
    }
}

uint64_t *profile_grid_room(struct arena *arena, const struct profile_grid *grid, size_t count)
{
    size_t bytes = count * grid->stride * sizeof(uint64_t);
    char *at = arena_take(arena, bytes + LINE_BYTES);
    size_t skew = (uintptr_t)at % LINE_BYTES;
    return (uint64_t *)(void *)(at + (skew > 0 ? LINE_BYTES - skew : 0));
}

enum rc profile_grid_open(struct arena *arena, const struct method *method, struct fault *fault,
                          const struct profile_grid **out)
{
    const struct method_potential *potential = &method->potential;
    if (!potential->is_given) {
        return fault_add(fault, RC_UNSUPPORTED, TEXT_NONE,
                         "the method has no attack potential; rate by another approach");
    }
    struct profile_grid *grid = ARENA_NEW(arena, struct profile_grid);
    grid->method = method;
    grid->factors = potential->count;
    grid->count = (uint16_t)potential->profiles;
    grid->stride = ((size_t)grid->count + 64 * LINE_WORDS - 1) / (64 * LINE_WORDS) * LINE_WORDS;
    grid->totals = ARENA_MANY(arena, uint16_t, grid->count);
    grid->feasibility = ARENA_MANY(arena, uint8_t, grid->count);
    grid->levels = arena_take(arena, sizeof *grid->levels * grid->count);
    grid->number_of = ARENA_MANY(arena, uint16_t, grid->count);
    uint16_t weight = 1;
    for (int f = grid->factors - 1; f >= 0; f--) {
        grid->weight_of[f] = weight;
        weight = (uint16_t)(weight * potential->factors[f].count);
    }
    number_profiles(arena, grid);
    grid->sets = profile_grid_room(arena, grid, grid->count);
    fill_sets(arena, grid);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the method's capability grid needs more memory than this call may use");
    }
    *out = grid;
    return RC_OK;
}

uint16_t profile_grid_number(const struct profile_grid *grid,
                             const int factor_levels[METHOD_FACTORS_LIMIT])
{
    uint32_t index = 0;
    for (int f = 0; f < grid->factors; f++) {
        int level = factor_levels[f];
        if (level < 0 || level >= grid->method->potential.factors[f].count) {
            return PROFILE_NONE;
        }
        index += (uint32_t)level * grid->weight_of[f];
    }
    return grid->number_of[index];
}

bool profile_grid_is_able(const struct profile_grid *grid, uint16_t has, uint16_t needs)
{
    return (grid->sets[needs * grid->stride + has / 64] >> (has % 64) & 1) != 0;
}

uint16_t profile_grid_lower(const struct profile_grid *grid, uint16_t profile, int factor)
{
    uint32_t index = 0;
    if (grid->levels[profile][factor] == 0) {
        return PROFILE_NONE;
    }
    for (int f = 0; f < grid->factors; f++) {
        index += (uint32_t)grid->levels[profile][f] * grid->weight_of[f];
    }
    return grid->number_of[index - grid->weight_of[factor]];
}
