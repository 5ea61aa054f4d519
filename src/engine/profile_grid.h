/* profile_grid.h - every attacker capability a method can tell apart.
 *
 * Purpose: a profile is one level for each factor of the attack potential: what
 * an attacker has, or what a step needs. The grid numbers all of them (1,280 in
 * the usual pack) by rising total, ties by their levels, so that the easiest
 * profile of a set is its lowest bit. A set of profiles is a run of bits; the
 * set of a step holds all profiles that can do it and is closed upwards: more
 * capability never hurts.
 * Shape: stride words of 64 bits a set, a multiple of 8 (a cache line); the
 * bits from count on are zero. Sets are aligned to 64 bytes.
 * Ownership: the grid lives in the arena; it borrows the method.
 * Cost: opening O(profiles x words): about 0.1 ms and 250 KB for 1,280
 * profiles, about 1 ms and 2 MB for 4,096. All else O(factors).
 * Errors: RC_UNSUPPORTED where the pack has no attack potential.
 * Source: see attack_tree_profile.h. */
#ifndef CSMS_ENGINE_PROFILE_GRID_H
#define CSMS_ENGINE_PROFILE_GRID_H

#include "engine/attack_isa.h"
#include "engine/method.h"

#define PROFILE_LINE_WORDS 8 /* a cache line */
#define PROFILE_NONE UINT16_MAX
#define PROFILE_STRIDE_LIMIT (METHOD_PROFILES_LIMIT / 64)

struct profile_grid {
    const struct method *method;
    enum attack_isa isa; /* of the kernels over its sets; opens as the best */
    int factors;
    uint16_t count; /* profiles */
    size_t stride;  /* words of one set */
    uint64_t *sets; /* [count][stride]: who can do a step that needs the profile */
    uint16_t *totals;
    uint8_t *feasibility;                     /* level of each profile */
    uint8_t (*levels)[METHOD_FACTORS_LIMIT];  /* factor levels of each profile */
    uint16_t *number_of;                      /* from the mixed-radix index */
    uint16_t weight_of[METHOD_FACTORS_LIMIT]; /* of a factor in that index */
};

enum rc profile_grid_open(struct arena *arena, const struct method *method, struct fault *fault,
                          const struct profile_grid **out) MUST_USE;

/* The number of a profile; PROFILE_NONE where a level is outside its factor. */
uint16_t profile_grid_number(const struct profile_grid *grid,
                             const int factor_levels[METHOD_FACTORS_LIMIT]);
/* Is an attacker with profile `has` able to do what needs `needs`? */
bool profile_grid_is_able(const struct profile_grid *grid, uint16_t has, uint16_t needs);
/* The profile with one factor a level lower; PROFILE_NONE at the lowest. */
uint16_t profile_grid_lower(const struct profile_grid *grid, uint16_t profile, int factor);
/* Room for count sets, aligned. */
uint64_t *profile_grid_room(struct arena *arena, const struct profile_grid *grid, size_t count);

#endif
