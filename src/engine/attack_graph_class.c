#include "engine/attack_graph_class.h"

/* A profile as bits: for each factor as many as its level is high, so that the
 * join of two is OR. */
static uint64_t mask_of(const struct profile_grid *grid, uint16_t profile)
{
    uint64_t mask = 0;
    int shift = 0;
    for (int f = 0; f < grid->factors; f++) {
        mask |= ((UINT64_C(1) << grid->levels[profile][f]) - 1) << shift;
        shift += grid->method->potential.factors[f].count - 1;
    }
    return mask;
}

struct finding {
    struct attack_graph_classes *classes;
    const struct profile_grid *grid;
    uint64_t *masks;
    uint64_t *able; /* by profile: the join of the steps within it */
};

/* The class of a lower profile that can do as much; the grid numbers it before. */
static uint16_t class_of_lower(const struct finding *finding, uint16_t profile)
{
    for (int f = 0; f < finding->grid->factors; f++) {
        uint16_t lower = profile_grid_lower(finding->grid, profile, f);
        if (lower != PROFILE_NONE && finding->able[lower] == finding->able[profile] &&
            finding->classes->class_of[lower] != ATTACK_GRAPH_NO_CLASS) {
            return finding->classes->class_of[lower];
        }
    }
    return ATTACK_GRAPH_NO_CLASS;
}

static void find_class(struct finding *finding, uint16_t profile, bool is_used)
{
    struct attack_graph_classes *classes = finding->classes;
    finding->masks[profile] = mask_of(finding->grid, profile);
    finding->able[profile] = is_used ? finding->masks[profile] : 0;
    for (int f = 0; f < finding->grid->factors; f++) {
        uint16_t lower = profile_grid_lower(finding->grid, profile, f);
        finding->able[profile] |= lower == PROFILE_NONE ? 0 : finding->able[lower];
    }
    bool is_join = finding->able[profile] != 0 && finding->able[profile] == finding->masks[profile];
    if (is_used || is_join) {
        classes->class_of[profile] = (uint16_t)classes->count;
        classes->profile_of[classes->count++] = profile;
    } else {
        classes->class_of[profile] = class_of_lower(finding, profile);
    }
}

void attack_graph_class_find(struct attack_graph_classes *classes, struct arena *arena,
                             const struct profile_grid *grid, const bool *is_used)
{
    struct finding finding = {.classes = classes,
                              .grid = grid,
                              .masks = ARENA_MANY(arena, uint64_t, grid->count),
                              .able = ARENA_MANY(arena, uint64_t, grid->count)};
    *classes = (struct attack_graph_classes){.class_of = ARENA_MANY(arena, uint16_t, grid->count),
                                             .profile_of = ARENA_MANY(arena, uint16_t, grid->count),
                                             .rating_of = ARENA_MANY(arena, uint32_t, grid->count)};
    for (uint16_t p = 0; p < grid->count; p++) {
        find_class(&finding, p, is_used[p]);
        classes->rating_of[p] = classes->ratings;
        classes->ratings += is_used[p];
    }
    classes->width = classes->count / 64 + 1;
    classes->sets = ARENA_MANY(arena, uint64_t, classes->ratings * classes->width);
    for (uint16_t p = 0; p < grid->count; p++) {
        uint64_t *set = classes->sets + classes->rating_of[p] * classes->width;
        for (uint32_t c = 0; is_used[p] && c < classes->count; c++) {
            bool is_able = (finding.masks[p] & ~finding.masks[classes->profile_of[c]]) == 0;
            set[c / 64] |= (uint64_t)is_able << (c % 64);
        }
    }
}
