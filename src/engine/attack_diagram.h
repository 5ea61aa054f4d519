/* attack_diagram.h - the minimal attacks of a tree, and its probability.
 *
 * Purpose: what profile sets cannot say of an attack tree with shared steps:
 * how many minimal attacks there are, which are the cheapest where costs add
 * up, how probable success is when steps succeed independently, and what each
 * step contributes to that. Exact on any graph. A minimal attack is a set of
 * steps that reaches the root while no smaller one does; steps are the rated
 * nodes of the closed tree. SAND counts as AND. Names, and what lies below a
 * gate that is rated as a whole, do not matter.
 *
 * Use: attack_diagram_open, then any of attack_diagram_count (decimal digits),
 * attack_diagram_probability, attack_diagram_birnbaum, and attack_diagram_list
 * with attack_diagram_next for the attacks in rising order of cost; then
 * attack_diagram_close. The least cost is that of the first attack.
 *
 * Purity: no I/O, no clock. Ownership: the diagrams have memory of their own
 * until attack_diagram_close; answers live in the arena given to _open; the
 * tree and the numbers are borrowed.
 * Cost: see fault_solution.h: exponential at worst, so there is a limit of
 * nodes. Errors: RC_TOO_LARGE where a diagram does not fit the limit, or the
 * caller's patience ended. */
#ifndef CSMS_ENGINE_ATTACK_DIAGRAM_H
#define CSMS_ENGINE_ATTACK_DIAGRAM_H

#include "engine/attack_tree.h"
#include "engine/fault_sets.h"

struct attack_diagram_options {
    uint32_t node_limit; /* 0: FAULT_SOLUTION_NODES */
    struct diagram_patience patience;
    const double *probabilities; /* by node of the attack tree, of its steps; NULL: all 0 */
};

struct attack_diagram {
    struct arena *arena;
    const struct attack_tree *tree;
    struct fault_solution solution;
};

struct attack_diagram_list {
    const struct attack_diagram *diagram;
    double *costs; /* by position */
    struct fault_sets sets;
};

struct attack_diagram_attack {
    double cost;
    uint32_t count;
    uint32_t *steps; /* nodes of the attack tree, in the order of their positions */
};

enum rc attack_diagram_open(struct arena *arena, const struct attack_tree *tree,
                            struct attack_diagram_options options, struct fault *fault,
                            struct attack_diagram *out) MUST_USE;
void attack_diagram_close(struct attack_diagram *diagram);

struct text attack_diagram_count(const struct attack_diagram *diagram);
double attack_diagram_probability(struct attack_diagram *diagram);
/* By node of the attack tree; 0 for what is no step or does not count. */
double *attack_diagram_birnbaum(struct attack_diagram *diagram);

/* costs: by node of the attack tree, of its steps, not negative; NULL: every
 * step costs 1, so the smallest attacks come first. */
void attack_diagram_list(struct attack_diagram_list *list, const struct attack_diagram *diagram,
                         const double *costs);
/* False after the last attack, or when the arena is over its budget. */
bool attack_diagram_next(struct attack_diagram_list *list, struct attack_diagram_attack *out);

#endif
