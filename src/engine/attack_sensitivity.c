#include "engine/attack_sensitivity.h"

#include <string.h>

#define MOVES_A_STEP (2 * METHOD_FACTORS_LIMIT + 2)
#define STEPS_BETWEEN_QUESTIONS 64

struct weighing {
    struct attack_change *change;
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    struct arena *arena;
    bool with_totals;
    uint64_t free[PROFILE_STRIDE_LIMIT];
    uint64_t without[PROFILE_STRIDE_LIMIT];
    struct attack_sensitivity *out;
    size_t move_room;
};

static uint32_t member_count(const struct weighing *weighing, const uint64_t *set)
{
    uint32_t count = 0;
    for (size_t w = 0; w < weighing->grid->stride; w++) {
        count += (uint32_t)__builtin_popcountll(set[w]);
    }
    return count;
}

/* The root's easiest profile with the step at hand rated so. */
static uint16_t best_with(const struct weighing *weighing, uint16_t rating)
{
    const struct profile_grid *grid = weighing->grid;
    const uint64_t *needs = rating < grid->count ? &grid->sets[rating * grid->stride] : NULL;
    for (size_t w = 0; w < grid->stride; w++) {
        uint64_t word = weighing->without[w] | (needs != NULL ? weighing->free[w] & needs[w] : 0);
        if (word != 0) {
            return (uint16_t)(w * 64 + (size_t)__builtin_ctzll(word));
        }
    }
    return ATTACK_INFEASIBLE;
}

static void put_move(struct weighing *weighing, struct attack_move move, uint16_t rating)
{
    struct attack_sensitivity *out = weighing->out;
    uint16_t best = best_with(weighing, rating);
    bool is_feasible = best != ATTACK_INFEASIBLE;
    move.level = is_feasible ? weighing->grid->feasibility[best] : 0;
    move.total = is_feasible ? weighing->grid->totals[best] : NO_LEVEL;
    bool ends = !is_feasible && out->total != NO_LEVEL;
    if (move.level == out->level && !ends && !(weighing->with_totals && move.total != out->total)) {
        return;
    }
    if (out->move_count == weighing->move_room) {
        size_t room = weighing->move_room > 0 ? weighing->move_room * 2 : 64;
        out->moves = arena_grow(weighing->arena, out->moves, out->move_count * sizeof *out->moves,
                                room * sizeof *out->moves);
        weighing->move_room = room;
    }
    out->moves[out->move_count++] = move;
}

static void put_moves(struct weighing *weighing, uint32_t node, uint16_t rating)
{
    const struct profile_grid *grid = weighing->grid;
    int levels[METHOD_FACTORS_LIMIT];
    struct attack_move move = {.node = node, .factor = ATTACK_MOVE_FREE};
    put_move(weighing, move, 0);
    move.factor = ATTACK_MOVE_INFEASIBLE;
    put_move(weighing, move, ATTACK_INFEASIBLE);
    for (int f = 0; rating < grid->count && f < grid->factors; f++) {
        for (int to = grid->levels[rating][f] - 1; to <= grid->levels[rating][f] + 1; to += 2) {
            for (int i = 0; i < grid->factors; i++) {
                levels[i] = grid->levels[rating][i];
            }
            levels[f] = to;
            uint16_t other = profile_grid_number(grid, levels);
            if (other != PROFILE_NONE) {
                move = (struct attack_move){
                    .node = node, .factor = f, .from = grid->levels[rating][f], .to = to};
                put_move(weighing, move, other);
            }
        }
    }
}

static void weigh_step(struct weighing *weighing, uint32_t node)
{
    struct attack_change *change = weighing->change;
    const struct profile_grid *grid = weighing->grid;
    size_t bytes = grid->stride * sizeof(uint64_t);
    uint16_t best;
    struct attack_what_if what_if = {node, 0};
    memcpy(weighing->free, attack_change_try(change, &what_if, 1, &best), bytes);
    what_if.profile = ATTACK_INFEASIBLE;
    memcpy(weighing->without, attack_change_try(change, &what_if, 1, &best), bytes);
    uint32_t now = member_count(weighing, attack_change_set(change, weighing->tree->root));
    uint32_t more = member_count(weighing, weighing->free) - now;
    uint32_t fewer = now - member_count(weighing, weighing->without);
    struct attack_sensitivity *out = weighing->out;
    out->weights[out->weight_count++] =
        (struct attack_weight){.node = node,
                               .tightness = (double)more / grid->count,
                               .leverage = (double)fewer / grid->count,
                               .is_cut = best == ATTACK_INFEASIBLE};
    if (more > 0 || fewer > 0) {
        put_moves(weighing, node, attack_change_best(change, node));
    }
}

enum rc attack_sensitivity_find(struct attack_change *change, struct arena *arena,
                                struct attack_patience patience, bool with_totals,
                                struct fault *fault, struct attack_sensitivity *out)
{
    struct attack_sensitivity found = {.is_whole = true, .total = NO_LEVEL};
    struct weighing *weighing = ARENA_NEW(arena, struct weighing);
    const struct attack_tree *tree = attack_change_tree(change);
    const struct profile_grid *grid = attack_change_grid(change);
    uint16_t best = attack_change_best(change, tree->root);
    *weighing = (struct weighing){.change = change,
                                  .tree = tree,
                                  .grid = grid,
                                  .arena = arena,
                                  .with_totals = with_totals,
                                  .out = &found};
    if (best != ATTACK_INFEASIBLE) {
        found.level = grid->feasibility[best];
        found.total = grid->totals[best];
    }
    found.weights = ARENA_MANY(arena, struct attack_weight, tree->steps);
    for (uint32_t step = 0; found.is_whole && step < tree->steps; step++) {
        if (arena_is_over(arena)) {
            return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                             "the changes need more memory than this call may use");
        }
        if (step % STEPS_BETWEEN_QUESTIONS == 0 && patience.may_go_on != NULL &&
            !patience.may_go_on(patience.context)) {
            found.is_whole = false;
        } else {
            weigh_step(weighing, tree->node_at[step]);
        }
    }
    *out = found;
    return RC_OK;
}
