#include "engine/attack_sensitivity.h"
#include "engine/attack_lane.h"

struct weighing {
    struct attack_change *change;
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    struct arena *arena;
    bool with_totals;
    const uint64_t *now;   /* the root's set */
    const uint64_t *hangs; /* attackers for whom the root hangs on the step at hand */
    struct attack_sensitivity *out;
    size_t move_room;
};

/* The root's easiest profile with the step at hand rated so. */
static uint16_t best_with(const struct weighing *weighing, uint16_t rating)
{
    const struct profile_grid *grid = weighing->grid;
    const uint64_t *needs = rating < grid->count ? &grid->sets[rating * grid->stride] : NULL;
    for (size_t w = 0; w < grid->stride; w++) {
        uint64_t hangs = weighing->hangs[w];
        uint64_t word = (weighing->now[w] & ~hangs) | (needs != NULL ? hangs & needs[w] : 0);
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
    const struct profile_grid *grid = weighing->grid;
    uint32_t more = 0;
    uint32_t fewer = 0;
    for (size_t w = 0; w < grid->stride; w++) {
        more += (uint32_t)__builtin_popcountll(weighing->hangs[w] & ~weighing->now[w]);
        fewer += (uint32_t)__builtin_popcountll(weighing->hangs[w] & weighing->now[w]);
    }
    struct attack_sensitivity *out = weighing->out;
    out->weights[out->weight_count++] = (struct attack_weight){
        .node = node,
        .tightness = (double)more / grid->count,
        .leverage = (double)fewer / grid->count,
        .is_cut = best_with(weighing, ATTACK_INFEASIBLE) == ATTACK_INFEASIBLE};
    if (more > 0 || fewer > 0) {
        put_moves(weighing, node, attack_change_best(weighing->change, node));
    }
}

/* Steps in the order of the tree, as many as there are lanes: neighbours, so they
 * share most of the gates above them. */
static enum rc weigh_steps(struct weighing *weighing, struct attack_lanes *lanes, uint64_t *room,
                           struct attack_patience patience, struct fault *fault)
{
    const struct attack_tree *tree = weighing->tree;
    for (uint32_t step = 0; step < tree->steps; step += ATTACK_LANE_COUNT) {
        uint32_t rest = tree->steps - step;
        uint32_t count = rest < ATTACK_LANE_COUNT ? rest : ATTACK_LANE_COUNT;
        if (arena_is_over(weighing->arena)) {
            return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                             "the changes need more memory than this call may use");
        }
        if (patience.may_go_on != NULL && !patience.may_go_on(patience.context)) {
            weighing->out->is_whole = false;
            return RC_OK;
        }
        attack_lane_weigh(lanes, &tree->node_at[step], count, room);
        for (uint32_t i = 0; i < count; i++) {
            weighing->hangs = &room[i * weighing->grid->stride];
            weigh_step(weighing, tree->node_at[step + i]);
        }
    }
    return RC_OK;
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
                                  .now = attack_change_set(change, tree->root),
                                  .out = &found};
    if (best != ATTACK_INFEASIBLE) {
        found.level = grid->feasibility[best];
        found.total = grid->totals[best];
    }
    found.weights = ARENA_MANY(arena, struct attack_weight, tree->steps);
    struct attack_lanes *lanes;
    uint64_t *room = profile_grid_room(arena, grid, ATTACK_LANE_COUNT);
    enum rc rc = attack_lane_open(arena, change, fault, &lanes);
    if (rc == RC_OK) {
        rc = weigh_steps(weighing, lanes, room, patience, fault);
    }
    if (rc == RC_OK) {
        *out = found;
    }
    return rc;
}
