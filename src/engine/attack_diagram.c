#include "engine/attack_diagram.h"

#include "engine/fault_count.h"
#include "engine/fault_value.h"

/* Positions of the attack tree are the nodes of the fault tree; every gate is
 * "so many of its operands". */
static enum rc translate(struct arena *arena, const struct attack_tree *tree,
                         const double *probabilities, struct fault *fault,
                         const struct fault_tree **out)
{
    struct fault_tree_builder builder;
    fault_tree_builder_init(&builder, arena);
    for (uint32_t at = 0; at < tree->count; at++) {
        struct fault_node node = {.gate = FAULT_EVENT};
        if (at < tree->steps) {
            node.probability = probabilities != NULL ? probabilities[tree->node_at[at]] : 0;
        } else {
            node.gate = FAULT_AT_LEAST;
            node.least = tree->needs[at - tree->steps];
        }
        (void)fault_tree_add(&builder, node);
    }
    for (uint32_t at = tree->steps; at < tree->count; at++) {
        uint32_t gate = at - tree->steps;
        for (uint32_t i = tree->first_operand[gate]; i < tree->first_operand[gate + 1]; i++) {
            fault_tree_link(&builder, at, tree->operands[i]);
        }
    }
    return fault_tree_close(&builder, tree->count - 1, fault, out);
}

enum rc attack_diagram_open(struct arena *arena, const struct attack_tree *tree,
                            struct attack_diagram_options options, struct fault *fault,
                            struct attack_diagram *out)
{
    struct fault_solution_options asked = {.node_limit = options.node_limit,
                                           .patience = options.patience};
    struct attack_diagram diagram = {.arena = arena, .tree = tree};
    const struct fault_tree *translated = NULL;
    enum rc rc = translate(arena, tree, options.probabilities, fault, &translated);
    if (rc == RC_OK) {
        rc = fault_solution_open(translated, asked, fault, &diagram.solution);
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (!diagram.solution.has_sets || !diagram.solution.is_solved) {
        fault_solution_close(&diagram.solution);
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack tree shares so many steps that its diagram does not fit "
                         "the limit");
    }
    *out = diagram;
    return RC_OK;
}

void attack_diagram_close(struct attack_diagram *diagram)
{
    fault_solution_close(&diagram->solution);
}

struct text attack_diagram_count(const struct attack_diagram *diagram)
{
    return fault_count_sets(&diagram->solution, diagram->arena);
}

double attack_diagram_probability(struct attack_diagram *diagram)
{
    return fault_value_probability(&diagram->solution);
}

double *attack_diagram_birnbaum(struct attack_diagram *diagram)
{
    double *all = ARENA_MANY(diagram->arena, double, diagram->tree->nodes);
    const struct fault_importance *importance =
        fault_value_importance(&diagram->solution, diagram->arena);
    for (uint32_t at = 0; at < diagram->tree->steps; at++) {
        all[diagram->tree->node_at[at]] = importance[at].birnbaum;
    }
    return all;
}

void attack_diagram_list(struct attack_diagram_list *list, const struct attack_diagram *diagram,
                         const double *costs)
{
    const struct attack_tree *tree = diagram->tree;
    list->diagram = diagram;
    list->costs = ARENA_MANY(diagram->arena, double, tree->count);
    for (uint32_t at = 0; at < tree->steps; at++) {
        list->costs[at] = costs != NULL ? costs[tree->node_at[at]] : 1;
    }
    fault_sets_open(&list->sets, &diagram->solution, list->costs, diagram->arena);
}

bool attack_diagram_next(struct attack_diagram_list *list, struct attack_diagram_attack *out)
{
    struct fault_set set;
    if (!fault_sets_next(&list->sets, &set)) {
        return false;
    }
    for (uint32_t i = 0; i < set.count; i++) {
        set.events[i] = list->diagram->tree->node_at[set.events[i]];
    }
    *out = (struct attack_diagram_attack){set.weight, set.count, set.events};
    return true;
}
