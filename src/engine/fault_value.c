#include "engine/fault_value.h"

#include <math.h>

#define ROUNDING 1e-13 /* a share below this is the rounding of zero */

/* Of every node of the bdd: the function holds, and does not. */
struct chances {
    double *p;
    double *q;
};

static struct chances sweep_up(struct fault_solution *solution)
{
    const struct bdd *bdd = &solution->bdd;
    struct chances chances = {ARENA_MANY(solution->arena, double, bdd->count),
                              ARENA_MANY(solution->arena, double, bdd->count)};
    chances.p[0] = 1;
    for (uint32_t m = 0; m < solution->module_count; m++) {
        const struct fault_solved *module = &solution->modules[m];
        uint32_t top = module->function >> 1;
        for (uint32_t v = module->first_variable;
             v < module->first_variable + module->variable_count; v++) {
            struct fault_variable *variable = &solution->variables[v];
            if (variable->event != FAULT_NOWHERE) {
                variable->p = solution->tree->nodes[variable->event].probability;
                variable->q = 1 - variable->p;
            } else {
                const struct fault_solved *below = &solution->modules[variable->module];
                bool is_negated = (below->function & 1) != 0;
                variable->p = (is_negated ? chances.q : chances.p)[below->function >> 1];
                variable->q = (is_negated ? chances.p : chances.q)[below->function >> 1];
            }
        }
        for (uint32_t i = module->first_node; i <= top; i++) {
            const struct bdd_node *node = &bdd->nodes[i];
            const struct fault_variable *variable = &solution->variables[node->variable];
            bool is_negated = (node->low & 1) != 0;
            double low_p = (is_negated ? chances.q : chances.p)[node->low >> 1];
            double low_q = (is_negated ? chances.p : chances.q)[node->low >> 1];
            chances.p[i] = variable->p * chances.p[node->high >> 1] + variable->q * low_p;
            chances.q[i] = variable->p * chances.q[node->high >> 1] + variable->q * low_q;
        }
    }
    return chances;
}

/* Of the top variable, which no module asks. */
static double set_top(struct fault_solution *solution, struct chances chances)
{
    struct fault_variable *top = &solution->variables[solution->top];
    if (top->event != FAULT_NOWHERE) {
        top->p = solution->tree->nodes[top->event].probability;
        top->q = 1 - top->p;
    } else {
        uint32_t function = solution->modules[top->module].function;
        bool is_negated = (function & 1) != 0;
        top->p = (is_negated ? chances.q : chances.p)[function >> 1];
        top->q = (is_negated ? chances.p : chances.q)[function >> 1];
    }
    return solution->is_top_negated ? top->q : top->p;
}

double fault_value_probability(struct fault_solution *solution)
{
    if (solution->top == FAULT_NOWHERE) {
        return solution->is_top_negated ? 0 : 1;
    }
    return set_top(solution, sweep_up(solution));
}

/* ---- importance ---- */

static double difference(double p_high, double q_high, double p_low, double q_low)
{
    return p_high + p_low > 1 ? q_low - q_high : p_high - p_low; /* of the smaller ones */
}

/* weight: how the top's probability moves with that of the module's function;
 * given by reach, the same for each node. */
static void sweep_down(struct fault_solution *solution, struct chances chances, double *reach,
                       double *birnbaum)
{
    const struct bdd *bdd = &solution->bdd;
    for (uint32_t m = solution->module_count; m-- > 0;) {
        const struct fault_solved *module = &solution->modules[m];
        uint32_t top = module->function >> 1;
        if (top == 0) {
            continue;
        }
        double weight = reach[top]; /* set by the module above, through its variable */
        reach[top] = (module->function & 1) != 0 ? -weight : weight;
        for (uint32_t i = top; i >= module->first_node; i--) {
            const struct bdd_node *node = &bdd->nodes[i];
            const struct fault_variable *variable = &solution->variables[node->variable];
            uint32_t low = node->low >> 1;
            bool is_negated = (node->low & 1) != 0;
            double low_p = (is_negated ? chances.q : chances.p)[low];
            double low_q = (is_negated ? chances.p : chances.q)[low];
            birnbaum[node->variable] +=
                reach[i] *
                difference(chances.p[node->high >> 1], chances.q[node->high >> 1], low_p, low_q);
            reach[node->high >> 1] += reach[i] * variable->p;
            reach[low] += reach[i] * (is_negated ? -variable->q : variable->q);
        }
        for (uint32_t v = module->first_variable;
             v < module->first_variable + module->variable_count; v++) {
            if (solution->variables[v].module != FAULT_NOWHERE) {
                uint32_t below = solution->modules[solution->variables[v].module].function;
                reach[below >> 1] = birnbaum[v];
            }
        }
    }
}

static double ratio(double above, double below)
{
    if (below > 0) {
        return above / below;
    }
    return above > 0 ? INFINITY : 0;
}

static struct fault_importance importance_of(double birnbaum, double p, double top)
{
    double without = top - p * birnbaum;
    double with = top + (1 - p) * birnbaum;
    without = without > top * ROUNDING ? without : 0;
    return (struct fault_importance){.birnbaum = birnbaum,
                                     .criticality = ratio(birnbaum * p, top),
                                     .fussell_vesely = ratio(top - without, top),
                                     .raw = ratio(with, top),
                                     .rrw = ratio(top, without)};
}

struct fault_importance *fault_value_importance(struct fault_solution *solution,
                                                struct arena *arena)
{
    struct fault_importance *all =
        ARENA_MANY(arena, struct fault_importance, solution->tree->count);
    for (uint32_t i = 0; i < solution->tree->count; i++) {
        all[i].raw = all[i].rrw = 1;
    }
    if (solution->top == FAULT_NOWHERE) {
        return all;
    }
    struct chances chances = sweep_up(solution);
    double top = set_top(solution, chances);
    double *reach = ARENA_MANY(solution->arena, double, solution->bdd.count);
    double *birnbaum = ARENA_MANY(solution->arena, double, solution->variable_count);
    birnbaum[solution->top] = solution->is_top_negated ? -1 : 1;
    if (solution->module_count > 0 && solution->variables[solution->top].module != FAULT_NOWHERE) {
        uint32_t function = solution->modules[solution->module_count - 1].function;
        reach[function >> 1] = birnbaum[solution->top];
    }
    sweep_down(solution, chances, reach, birnbaum);
    for (uint32_t v = 0; v < solution->variable_count; v++) {
        uint32_t event = solution->variables[v].event;
        if (event != FAULT_NOWHERE) {
            all[event] = importance_of(birnbaum[v], solution->tree->nodes[event].probability, top);
        }
    }
    return all;
}
