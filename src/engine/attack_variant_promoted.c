/* V8: two different experts, or two different tools of a kind, are more than
 * one: V1 over every choice of the one tag that an attack may have at a level
 * without paying for the next. */
#include "engine/attack_tree_profile.h"
#include "engine/attack_variant_part.h"

/* One level of one factor where tags promote, and the tags seen there. */
struct rung {
    int factor;
    uint8_t level;
    uint16_t *tags;
    uint32_t tag_count;
    uint32_t choice;
};

struct promoting {
    const struct attack_rater *rater;
    struct rung rungs[METHOD_FACTORS_LIMIT * METHOD_SCALE_LIMIT];
    size_t rung_count;
    uint64_t choices;
};

static void list_tags(struct promoting *promoting, int factor, uint8_t level)
{
    const struct attack_input *input = promoting->rater->input;
    const struct attack_tree *tree = input->tree;
    struct rung *rung = &promoting->rungs[promoting->rung_count];
    uint8_t *is_seen = ARENA_MANY(promoting->rater->arena, uint8_t, input->tag_limit);
    *rung = (struct rung){.factor = factor, .level = level};
    rung->tags = ARENA_MANY(promoting->rater->arena, uint16_t, input->tag_limit);
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint16_t rating = tree->ratings[tree->node_at[step]];
        uint16_t tag = input->tags[factor][step];
        if (rating < input->grid->count && input->grid->levels[rating][factor] == level &&
            tag != 0 && tag < input->tag_limit && !is_seen[tag]) {
            is_seen[tag] = 1;
            rung->tags[rung->tag_count++] = tag;
        }
    }
    if (rung->tag_count > 1) { /* one alone never promotes */
        promoting->choices *= rung->tag_count;
        promoting->rung_count++;
    }
}

static void list_rungs(struct promoting *promoting)
{
    const struct attack_input *input = promoting->rater->input;
    const struct method_potential *potential = &input->grid->method->potential;
    for (int f = 0; f < potential->count; f++) {
        for (int level = 0; input->tags[f] != NULL && level + 1 < potential->factors[f].count;
             level++) {
            if (potential->factors[f].levels[level].is_promoting &&
                promoting->choices <= ATTACK_CHOICES_LIMIT) {
                list_tags(promoting, f, (uint8_t)level);
            }
        }
    }
}

/* What the step needs when each rung allows one tag only. */
static uint16_t rating_of(const struct promoting *promoting, uint32_t step)
{
    const struct attack_input *input = promoting->rater->input;
    const struct profile_grid *grid = input->grid;
    uint16_t rating = input->tree->ratings[input->tree->node_at[step]];
    int levels[METHOD_FACTORS_LIMIT];
    if (rating >= grid->count) {
        return rating;
    }
    for (int f = 0; f < grid->factors; f++) {
        levels[f] = grid->levels[rating][f];
    }
    for (size_t i = 0; i < promoting->rung_count; i++) {
        const struct rung *rung = &promoting->rungs[i];
        uint16_t tag = input->tags[rung->factor][step];
        if (grid->levels[rating][rung->factor] == rung->level && tag != 0 &&
            tag != rung->tags[rung->choice]) {
            levels[rung->factor] = rung->level + 1;
        }
    }
    return profile_grid_number(grid, levels);
}

static bool next_choice(struct promoting *promoting)
{
    for (size_t i = 0; i < promoting->rung_count; i++) {
        if (++promoting->rungs[i].choice < promoting->rungs[i].tag_count) {
            return true;
        }
        promoting->rungs[i].choice = 0;
    }
    return false;
}

static void rate_steps(const struct promoting *promoting, struct attack_tree_profile *run)
{
    const struct attack_tree *tree = promoting->rater->input->tree;
    for (uint32_t step = 0; step < tree->steps; step++) {
        (void)attack_tree_profile_rate(run, tree->node_at[step], rating_of(promoting, step));
    }
}

/* Leaves the choice of the least total in the rungs and its pass in the run. */
static void find_least(struct promoting *promoting, struct attack_tree_profile *run)
{
    const struct attack_tree *tree = run->tree;
    uint32_t best_choice[METHOD_FACTORS_LIMIT * METHOD_SCALE_LIMIT] = {0};
    uint16_t best = PROFILE_NONE;
    do {
        rate_steps(promoting, run);
        attack_tree_profile_pass(run);
        uint16_t now = attack_tree_profile_best(run, tree->root);
        if (now < best) { /* the grid numbers profiles by total */
            best = now;
            for (size_t i = 0; i < promoting->rung_count; i++) {
                best_choice[i] = promoting->rungs[i].choice;
            }
        }
    } while (next_choice(promoting));
    for (size_t i = 0; i < promoting->rung_count; i++) {
        promoting->rungs[i].choice = best_choice[i];
    }
    rate_steps(promoting, run);
    attack_tree_profile_pass(run);
}

enum rc attack_variant_promoted(const struct attack_rater *rater, struct attack_rating *out)
{
    struct attack_tree_profile *run;
    struct promoting *promoting = ARENA_NEW(rater->arena, struct promoting);
    *promoting = (struct promoting){.rater = rater, .choices = 1};
    list_rungs(promoting);
    if (promoting->choices > ATTACK_CHOICES_LIMIT) {
        return fault_add(rater->fault, RC_TOO_LARGE, TEXT_NONE,
                         "the steps name more than %d combinations of experts and tools",
                         ATTACK_CHOICES_LIMIT);
    }
    enum rc rc = attack_tree_profile_open(rater->arena, rater->input->tree, rater->input->grid,
                                          rater->fault, &run);
    if (rc == RC_OK) {
        find_least(promoting, run);
        rc = attack_tree_profile_answer(run, rater->arena, rater->fault, &out->answer);
    }
    return rc;
}
