/* defence_front.h - what a defender's money buys: defence cost against attack cost.
 *
 * Purpose: an attack-defence tree, seen by the attacker: an attack costs the
 * attacker; a defence, once bought, is a thing the attacker cannot get past;
 * gates are OR (one child is enough) and AND (all are needed). A countered
 * attack is AND(attack, OR of the ways past the counter), so countermeasures
 * against countermeasures are plain gates too (format/adtool_xml.h builds
 * them). The defender buys first, the attacker then takes the cheapest attack
 * left. The front is every pair (defence cost, attack cost) that no other
 * purchase beats: exact, also where an action stands at several places, where
 * it is bought or paid once.
 *
 * How: modules alone, from below; in a tree-like module fronts are merged, in
 * a hard one the defender's choices for what is shared are tried in turn
 * (cut off where no front point can come of it) and attacks that are shared
 * are kept apart in a vector with a cost for each set of them.
 * Purity: no I/O, no clock. Ownership: the arena of the graph and the given
 * one. Cost: O(sum of merged fronts); exponential in the shared leaves of one
 * module. Errors: RC_TOO_LARGE when the work or memory passes its limit,
 * RC_INVALID.
 * Source: the problem is that of Copae, Soltani and Lopuhaa-Zwakenberg (2025). */
#ifndef CSMS_ENGINE_DEFENCE_FRONT_H
#define CSMS_ENGINE_DEFENCE_FRONT_H

#include "engine/defence_graph.h"

#define DEFENCE_NEVER (INT64_MAX / 4)             /* a cost that nobody can pay */
#define DEFENCE_COST_LIMIT INT64_C(1000000000000) /* of one action */
#define DEFENCE_SHARED_LIMIT 14 /* shared attacks of one module, the attacker's choice */
#define DEFENCE_WORK_LIMIT UINT64_C(4000000000) /* vector cells */

struct defence_tree {
    struct defence_graph graph;
    int64_t *costs; /* by node: of leaves */
    uint8_t *sides; /* by node: enum defence_side */
    uint32_t room;
};

enum defence_side { DEFENCE_GATE, DEFENCE_ATTACK, DEFENCE_CONTROL };
enum defence_gate { DEFENCE_OR = 1, DEFENCE_AND };

struct defence_point {
    int64_t defence; /* what the defender pays */
    int64_t attack;  /* what the attacker pays then; DEFENCE_NEVER: no attack is left */
};

struct defence_front {
    struct defence_point *points; /* both rise */
    size_t count;
};

void defence_tree_begin(struct defence_tree *tree, struct arena *arena);
/* An action; a cost of DEFENCE_NEVER is one that nobody can take. */
uint32_t defence_tree_action(struct defence_tree *tree, enum defence_side side, int64_t cost);
/* Children exist already; they are sorted in place. */
uint32_t defence_tree_gate(struct defence_tree *tree, enum defence_gate gate, uint32_t *children,
                           size_t count);
enum rc defence_front_find(struct arena *arena, struct defence_tree *tree, uint32_t root,
                           struct fault *fault, struct defence_front *out) MUST_USE;

#endif
