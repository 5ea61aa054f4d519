/* V7: the probability that some attack succeeds, and the level it stands for. */
#include "engine/attack_diagram.h"
#include "engine/attack_variant_part.h"

#include <math.h>

#define DIAGRAM_NODES (UINT32_C(1) << 20)
#define NEVER_COST 1e6 /* of a step that never succeeds, above -log of any other */

struct chances {
    double *by_node; /* probabilities */
    double *costs;   /* their logarithms, so that products are sums */
};

static enum rc list_chances(const struct attack_rater *rater, struct chances *out)
{
    const struct attack_tree *tree = rater->input->tree;
    out->by_node = ARENA_MANY(rater->arena, double, tree->nodes);
    out->costs = ARENA_MANY(rater->arena, double, tree->nodes);
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        bool is_out = tree->ratings[node] == ATTACK_INFEASIBLE;
        double chance = is_out ? 0 : rater->input->probabilities[step];
        if (!(chance >= 0 && chance <= 1)) {
            return fault_add(rater->fault, RC_INVALID, attack_tree_name(tree, rater->arena, node),
                             "this step's probability is not from 0 to 1");
        }
        out->by_node[node] = chance;
        out->costs[node] = chance > 0 ? fabs(log(chance)) : NEVER_COST;
    }
    return RC_OK;
}

/* The most probable attack by itself: the cheapest in logarithms. */
static enum rc show_attack(const struct attack_rater *rater, const struct attack_diagram *diagram,
                           const struct chances *chances, struct attack_rating *out)
{
    struct attack_diagram_list list;
    struct attack_diagram_attack attack;
    attack_diagram_list(&list, diagram, chances->costs);
    if (!attack_diagram_next(&list, &attack)) {
        return fault_add(rater->fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree needs more memory than this call may use");
    }
    out->attack_probability = 1;
    for (uint32_t i = 0; i < attack.count; i++) {
        out->attack_probability *= chances->by_node[attack.steps[i]];
    }
    return attack_variant_show(rater, attack.steps, attack.count, &out->answer);
}

enum rc attack_variant_chance(const struct attack_rater *rater, struct attack_rating *out)
{
    struct attack_diagram diagram;
    struct chances chances;
    if (rater->input->probabilities == NULL) {
        return fault_add(rater->fault, RC_UNSUPPORTED, TEXT_NONE,
                         "variant V7 needs the probability of every step");
    }
    if (method_probability_level(rater->input->grid->method, 0) == NO_LEVEL) {
        return fault_add(rater->fault, RC_UNSUPPORTED, TEXT_NONE,
                         "the method has no bands from a probability to a level");
    }
    enum rc rc = list_chances(rater, &chances);
    if (rc != RC_OK) {
        return rc;
    }
    struct attack_diagram_options options = {.node_limit = DIAGRAM_NODES,
                                             .probabilities = chances.by_node};
    rc = attack_diagram_open(rater->arena, rater->input->tree, options, rater->fault, &diagram);
    if (rc != RC_OK) {
        return rc;
    }
    out->probability = attack_diagram_probability(&diagram);
    out->answer = (struct attack_answer){
        .exactness = ATTACK_EXACT,
        .level = method_probability_level(rater->input->grid->method, out->probability),
        .total = NO_LEVEL,
        .best = ATTACK_INFEASIBLE};
    if (out->probability > 0) {
        out->answer.best = (uint16_t)out->answer.level;
        rc = show_attack(rater, &diagram, &chances, out);
    }
    attack_diagram_close(&diagram);
    return rc;
}
