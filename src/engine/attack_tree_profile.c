#include "engine/attack_tree_profile.h"
#include "engine/attack_tree_kernel.h"
#include "engine/attack_tree_witness.h"

static enum rc check_ratings(const struct attack_tree *tree, const struct profile_grid *grid,
                             struct arena *arena, struct fault *fault)
{
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        if (tree->ratings[node] >= grid->count && tree->ratings[node] != ATTACK_INFEASIBLE) {
            return fault_add(fault, RC_INVALID, attack_tree_name(tree, arena, node),
                             "the rating of this step is no combination of the factors");
        }
    }
    return RC_OK;
}

static void set_rating(struct attack_tree_profile *run, uint32_t step, uint16_t profile)
{
    run->best[step] = profile;
    run->sets[step] =
        profile == ATTACK_INFEASIBLE ? run->nobody : &run->grid->sets[profile * run->grid->stride];
}

enum rc attack_tree_profile_open(struct arena *arena, const struct attack_tree *tree,
                                 const struct profile_grid *grid, struct fault *fault,
                                 struct attack_tree_profile **out)
{
    enum rc rc = check_ratings(tree, grid, arena, fault);
    if (rc != RC_OK) {
        return rc;
    }
    struct attack_tree_profile *run = ARENA_NEW(arena, struct attack_tree_profile);
    run->tree = tree;
    run->grid = grid;
    run->best = ARENA_MANY(arena, uint16_t, tree->count);
    run->sets = ARENA_MANY(arena, const uint64_t *, tree->count);
    run->slots = profile_grid_room(arena, grid, tree->slots);
    run->nobody = profile_grid_room(arena, grid, 1);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    for (uint32_t step = 0; step < tree->steps; step++) {
        set_rating(run, step, tree->ratings[tree->node_at[step]]);
    }
    for (uint32_t at = tree->steps; at < tree->count; at++) {
        run->sets[at] = &run->slots[tree->slot_of[at - tree->steps] * grid->stride];
    }
    *out = run;
    return RC_OK;
}

bool attack_tree_profile_rate(struct attack_tree_profile *run, uint32_t node, uint16_t profile)
{
    const struct attack_tree *tree = run->tree;
    if (node >= tree->nodes || tree->position_of[node] >= tree->steps ||
        (profile >= run->grid->count && profile != ATTACK_INFEASIBLE)) {
        return false;
    }
    set_rating(run, tree->position_of[node], profile);
    return true;
}

void attack_tree_profile_pass(struct attack_tree_profile *run)
{
    const struct attack_tree *tree = run->tree;
    struct attack_tree_kernel program = {.steps = tree->steps,
                                         .gates = tree->count - tree->steps,
                                         .first_operand = tree->first_operand,
                                         .operands = tree->operands,
                                         .needs = tree->needs,
                                         .slot_of = tree->slot_of,
                                         .sets = run->sets,
                                         .best = run->best,
                                         .slots = run->slots,
                                         .slot_count = tree->slots,
                                         .stride = run->grid->stride};
    attack_tree_kernels_for(run->grid->isa)->run(&program);
}

uint16_t attack_tree_profile_best(const struct attack_tree_profile *run, uint32_t node)
{
    uint32_t position = node < run->tree->nodes ? run->tree->position_of[node] : ATTACK_NOWHERE;
    return position == ATTACK_NOWHERE ? PROFILE_NONE : run->best[position];
}

/* The root is the last to be evaluated, so its set is still in its slot. */
bool attack_tree_profile_is_able(const struct attack_tree_profile *run, uint16_t attacker)
{
    const uint64_t *set = run->sets[run->tree->position_of[run->tree->root]];
    return attacker < run->grid->count && (set[attacker / 64] >> (attacker % 64) & 1) != 0;
}

/* Those who succeed and would not with any one factor a level lower. */
static void list_capabilities(const struct attack_tree_profile *run, struct arena *arena,
                              struct attack_answer *answer)
{
    const struct profile_grid *grid = run->grid;
    answer->capabilities = ARENA_MANY(arena, uint16_t, grid->count);
    for (uint16_t p = answer->best; p < grid->count; p++) {
        bool is_minimal = attack_tree_profile_is_able(run, p);
        for (int f = 0; is_minimal && f < grid->factors; f++) {
            uint16_t lower = profile_grid_lower(grid, p, f);
            is_minimal = lower == PROFILE_NONE || !attack_tree_profile_is_able(run, lower);
        }
        if (is_minimal) {
            answer->capabilities[answer->capability_count++] = p;
        }
    }
}

enum rc attack_tree_profile_answer(const struct attack_tree_profile *run, struct arena *arena,
                                   struct fault *fault, struct attack_answer *out)
{
    const struct attack_tree *tree = run->tree;
    uint16_t best = run->best[tree->position_of[tree->root]];
    struct attack_answer answer = {
        .variant = "V1", .exactness = ATTACK_EXACT, .total = NO_LEVEL, .best = best};
    if (best == ATTACK_INFEASIBLE) {
        *out = answer;
        return RC_OK;
    }
    answer.level = run->grid->feasibility[best];
    answer.total = run->grid->totals[best];
    uint8_t *is_able = ARENA_MANY(arena, uint8_t, tree->count);
    for (uint32_t step = 0; step < tree->steps; step++) {
        is_able[step] = run->best[step] != ATTACK_INFEASIBLE &&
                        profile_grid_is_able(run->grid, best, run->best[step]);
    }
    list_capabilities(run, arena, &answer);
    enum rc rc = attack_tree_witness_find(tree, arena, run->best, is_able, &answer);
    if (rc != RC_OK) {
        return fault_add(fault, rc, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    *out = answer;
    return RC_OK;
}
