/* attack_damage.h - how much damage an attacker's money does.
 *
 * Purpose: every node that an attack reaches does its damage, not only the
 * root; the attacker may take any set of steps. The front is every pair (cost,
 * damage) that no other set of steps beats, from (0, 0) on: exact, also where
 * steps or gates are shared, which are paid and counted once.
 * How: modules alone, from below (engine/defence_graph.h); in one that is like
 * a tree the children's fronts are added up, with how many of them are reached;
 * in a hard one what to do with each shared leaf is tried in turn, cut off
 * where all the rest reached for nothing would not be enough.
 * Purity: no I/O, no clock. Ownership: the arena. Cost: O(products of fronts);
 * exponential in the shared leaves of one module. Costs and damages are not
 * negative. Errors: RC_TOO_LARGE beyond ATTACK_DAMAGE_WORK_LIMIT or memory,
 * RC_INVALID (a gate without children, a negative number).
 * Source: the problem is that of Lopuhaa-Zwakenberg and Stoelinga (cost-damage
 * analysis of attack trees). */
#ifndef CSMS_ENGINE_ATTACK_DAMAGE_H
#define CSMS_ENGINE_ATTACK_DAMAGE_H

#include "engine/defence_graph.h"

#define ATTACK_DAMAGE_WORK_LIMIT UINT64_C(2000000000) /* compared pairs */

struct attack_damage_tree {
    struct defence_graph graph;
    double *costs; /* by node: of steps */
    double *damages;
    uint32_t room;
};

struct attack_damage_point {
    double cost;
    double damage;
};

struct attack_damage_front {
    struct attack_damage_point *points; /* both rise */
    size_t count;
};

void attack_damage_begin(struct attack_damage_tree *tree, struct arena *arena);
uint32_t attack_damage_step(struct attack_damage_tree *tree, double cost, double damage);
/* Reached when `need` of its children are: 1 for OR, count for AND and SAND.
 * The children exist already and are sorted in place. */
uint32_t attack_damage_gate(struct attack_damage_tree *tree, uint32_t need, double damage,
                            uint32_t *children, size_t count);
enum rc attack_damage_find(struct arena *arena, struct attack_damage_tree *tree, uint32_t root,
                           struct fault *fault, struct attack_damage_front *out) MUST_USE;

#endif
