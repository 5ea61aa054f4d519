/* attack_control.h - what controls do to a tree, and what is left after them.
 *
 * Purpose: a control has effects on steps: raises factors to at least a level,
 * adds levels (up to the highest), or cuts the step or all steps of a channel
 * off; on impact, it limits a category's level. Adds come first, then raises;
 * so the order of controls does not matter. A control may need another one, and
 * may be attacked: then its effects hold only for those who cannot do its
 * counter-step (a node of the tree).
 *
 * How: a step with effects becomes an AND of the step as rated and one guard
 * for each raise, each cut and each set of adds; a guard needs what the effects
 * ask for while its controls are on, and nothing while they are off; beside a
 * guard stands, under an OR, the counter of each control in it or needed by
 * these. So the hardened tree has one shape for all choices of controls, a
 * choice is a set of ratings, and attack_change.h re-rates it.
 *
 * Life: attack_control_add..., attack_control_effect..., attack_control_close;
 * then attack_control_choose, _stage and _flip as often as wanted.
 * Purity: pure. Ownership: the arena. Cost: closing O(nodes + edges + effects x
 * controls needed); a choice as attack_change.h.
 * Errors: RC_NOT_FOUND (a control, step or channel does not exist), RC_CYCLE
 * (controls need each other), RC_INVALID (levels; a step that does not count),
 * RC_TOO_LARGE. Source: [RQ-15-17] treatment; residual risk is practice. */
#ifndef CSMS_ENGINE_ATTACK_CONTROL_H
#define CSMS_ENGINE_ATTACK_CONTROL_H

#include "engine/attack_change.h"

#define ATTACK_CONTROL_NONE UINT32_MAX
#define ATTACK_ADDS_LIMIT 6   /* controls that add to one step */
#define ATTACK_NEEDS_LIMIT 64 /* controls that need each other in a row */

enum attack_stage { ATTACK_PLANNED, ATTACK_IMPLEMENTED, ATTACK_VERIFIED };

struct attack_control {
    struct text name;
    enum attack_stage stage;
    double cost;
    uint32_t needs;   /* a control, or ATTACK_CONTROL_NONE */
    uint32_t counter; /* a node whose success switches it off, or ATTACK_NOWHERE */
};

enum attack_effect_kind {
    ATTACK_RAISE,        /* factors of the step to at least `levels` */
    ATTACK_ADD,          /* `levels` more of each factor, up to the highest */
    ATTACK_CUT,          /* the step */
    ATTACK_CUT_CHANNEL,  /* every step of the channel */
    ATTACK_REDUCE_IMPACT /* the category to at most the level */
};

struct attack_effect {
    uint32_t control;
    enum attack_effect_kind kind;
    uint32_t target;                  /* node, channel, or impact category */
    int levels[METHOD_FACTORS_LIMIT]; /* [0] alone for impact */
};

/* What a choice of controls leaves. */
struct attack_residual {
    uint16_t best; /* the root's easiest profile, or ATTACK_INFEASIBLE */
    int total;     /* NO_LEVEL where infeasible */
    int level;     /* 0 where infeasible */
};

struct attack_flip {
    uint32_t control;
    struct attack_residual with;    /* this one and the chosen others */
    struct attack_residual without; /* the chosen others alone */
    bool matters;                   /* the root's easiest profile differs */
};

struct attack_control_set;

/* The builder and the grid are borrowed until closing. */
struct attack_control_set *attack_control_open(struct arena *arena,
                                               const struct attack_tree_builder *builder,
                                               uint32_t root, const struct profile_grid *grid);
uint32_t attack_control_add(struct attack_control_set *set, struct attack_control control);
void attack_control_effect(struct attack_control_set *set, struct attack_effect effect);
/* Puts a step into a channel (a bus, a crossing): any number, in any order. */
void attack_control_channel(struct attack_control_set *set, uint32_t channel, uint32_t node);
enum rc attack_control_close(struct attack_control_set *set, struct fault *fault) MUST_USE;

/* is_on: by control. A control whose needed one is off is off as well. */
struct attack_residual attack_control_choose(struct attack_control_set *set, const bool *is_on);
/* All controls that have come so far at least: ATTACK_PLANNED gives the target,
 * ATTACK_IMPLEMENTED the residual as built, ATTACK_VERIFIED as verified. */
struct attack_residual attack_control_at_stage(struct attack_control_set *set,
                                               enum attack_stage stage);
/* Each control on and off against the rest of the choice; out: [controls]. The
 * choice is left as it was. */
void attack_control_flip(struct attack_control_set *set, const bool *is_on,
                         struct attack_flip *out);
/* The impact level of a category after the chosen controls. */
int attack_control_impact(const struct attack_control_set *set, const bool *is_on, int category,
                          int level);
uint32_t attack_control_count(const struct attack_control_set *set);
/* The hardened tree, for explanations; nodes of the given tree keep their
 * numbers. Its ratings are those with all controls off. */
const struct attack_tree *attack_control_tree(const struct attack_control_set *set);
struct attack_change *attack_control_change(struct attack_control_set *set);

#endif
