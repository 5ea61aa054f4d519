/* V6: what it takes the first time, and what it takes each time after. */
#include "engine/attack_tree_profile.h"
#include "engine/attack_variant_part.h"

struct parting {
    const struct attack_rater *rater;
    struct attack_tree_profile *run;
    int level; /* the most feasible so far; NO_LEVEL: none */
    int first;
    int repeated;
    uint32_t *steps;
    size_t step_count;
};

/* A greatest capability within its level: one more of anything is harder. */
static bool is_greatest(const struct profile_grid *grid, uint16_t profile)
{
    int levels[METHOD_FACTORS_LIMIT];
    for (int f = 0; f < grid->factors; f++) {
        levels[f] = grid->levels[profile][f];
    }
    for (int f = 0; f < grid->factors; f++) {
        levels[f]++;
        uint16_t more = profile_grid_number(grid, levels);
        levels[f]--;
        if (more != PROFILE_NONE && grid->feasibility[more] == grid->feasibility[profile]) {
            return false;
        }
    }
    return true;
}

/* Rates the repeated attack with the steps that `first` can do once. */
static enum rc try_first(struct parting *parting, uint16_t first)
{
    const struct attack_input *input = parting->rater->input;
    const struct attack_tree *tree = input->tree;
    const struct profile_grid *grid = input->grid;
    struct attack_answer answer;
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        uint16_t rating = tree->ratings[node];
        bool is_able = rating < grid->count && profile_grid_is_able(grid, first, rating);
        (void)attack_tree_profile_rate(parting->run, node,
                                       is_able ? input->repeated[step] : ATTACK_INFEASIBLE);
    }
    attack_tree_profile_pass(parting->run);
    uint16_t repeated = attack_tree_profile_best(parting->run, tree->root);
    if (repeated == ATTACK_INFEASIBLE) {
        return RC_OK;
    }
    int first_level = grid->feasibility[first];
    int repeated_level = grid->feasibility[repeated];
    int level = grid->method->potential.combination[first_level][repeated_level];
    if (level <= parting->level) {
        return RC_OK;
    }
    enum rc rc = attack_tree_profile_answer(parting->run, parting->rater->arena,
                                            parting->rater->fault, &answer);
    if (rc == RC_OK) {
        parting->level = level;
        parting->first = first_level;
        parting->repeated = repeated_level;
        parting->steps = answer.steps;
        parting->step_count = answer.step_count;
    }
    return rc;
}

enum rc attack_variant_parts(const struct attack_rater *rater, struct attack_rating *out)
{
    const struct attack_input *input = rater->input;
    const struct profile_grid *grid = input->grid;
    struct parting parting = {.rater = rater, .level = NO_LEVEL};
    if (!grid->method->potential.has_combination || input->repeated == NULL) {
        return fault_add(rater->fault, RC_UNSUPPORTED, TEXT_NONE,
                         "two-part ratings need repeated_attack in the pack and a second rating "
                         "at every step");
    }
    enum rc rc =
        attack_tree_profile_open(rater->arena, input->tree, grid, rater->fault, &parting.run);
    for (uint16_t p = 0; rc == RC_OK && p < grid->count; p++) {
        if (is_greatest(grid, p)) {
            rc = try_first(&parting, p);
        }
    }
    if (rc != RC_OK) {
        return rc;
    }
    out->answer = (struct attack_answer){.best = ATTACK_INFEASIBLE, .total = NO_LEVEL};
    if (parting.level == NO_LEVEL) {
        return RC_OK;
    }
    out->answer.level = parting.level;
    out->answer.best = (uint16_t)parting.level;
    out->first_level = parting.first;
    out->repeated_level = parting.repeated;
    return attack_variant_show(rater, parting.steps, parting.step_count, &out->answer);
}
