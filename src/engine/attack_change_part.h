/* attack_change_part.h - what attack_change*.c and attack_lane.c share. Private
 * to them. Purity, ownership, cost, errors: see attack_change.h. */
#ifndef CSMS_ENGINE_ATTACK_CHANGE_PART_H
#define CSMS_ENGINE_ATTACK_CHANGE_PART_H

#include "engine/attack_change.h"
#include "engine/attack_queue.h"
#include "engine/attack_tree_kernel.h"

#define ATTACK_CHANGE_LINKS 12
#define ATTACK_CHANGE_READERS 2

/* Where sets lie: with the gates, behind the empty set; in the grid; with lanes
 * (attack_lane.h). */
enum attack_change_base {
    ATTACK_CHANGE_OWN,
    ATTACK_CHANGE_GRID,
    ATTACK_CHANGE_LANES,
    ATTACK_CHANGE_BASES
};
#define ATTACK_CHANGE_NOBODY 0 /* the empty set's line */

/* Who a gate rests on and who rests on it: one cache line, with its set right
 * behind it. Links are where its operands' sets lie (in any order: no gate asks
 * which is which), then the readers (gates); where they do not fit, `more` has
 * them from links[0] on. */
struct attack_change_gate {
    uint32_t needs;
    uint32_t operands;
    uint32_t readers;
    uint32_t ahead; /* its first reader's first reader, to be asked for early */
    uint32_t links[ATTACK_CHANGE_LINKS];
};

struct attack_change_step {
    uint32_t readers;
    uint16_t profile;
    uint16_t unused;
    uint32_t ahead;                        /* its first reader's first reader */
    uint32_t links[ATTACK_CHANGE_READERS]; /* readers, or where `more` has them */
};

struct attack_change_rated {
    uint32_t position;
    uint16_t profile; /* before */
};

/* What a what-if has put aside: a step's profile or a gate's set, in room that
 * stays with this entry for the next what-if. */
struct attack_change_tried {
    uint32_t position;
    uint16_t profile;
    uint64_t *room;
};

struct attack_change {
    struct arena *arena;
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    const struct attack_tree_kernels *kernels;
    uint64_t *bases[ATTACK_CHANGE_BASES];
    uint32_t set_lines;
    uint32_t block_lines; /* a struct attack_change_gate and its set */
    uint32_t step_count;
    uint32_t gate_count;
    struct attack_change_step *steps;
    uint32_t *more;
    struct attack_queue queue;
    uint64_t touched;
    struct attack_change_rated *log;
    size_t log_count;
    size_t log_room;
    uint64_t *spare; /* room for the set that a gate gets next */
    uint64_t *result;
    struct attack_change_tried *tried;
    size_t tried_count;
    size_t tried_room;
};

/* Gates follow the empty set in their room. */
static inline uint32_t attack_change_gate_line(const struct attack_change *change, uint32_t gate)
{
    return change->set_lines + gate * change->block_lines;
}

static inline struct attack_change_gate *attack_change_gate_at(const struct attack_change *change,
                                                               uint32_t gate)
{
    size_t line = attack_change_gate_line(change, gate);
    return (struct attack_change_gate *)(void *)(change->bases[ATTACK_CHANGE_OWN] +
                                                 line * PROFILE_LINE_WORDS);
}

static inline uint64_t *attack_change_gate_set(const struct attack_change *change, uint32_t gate)
{
    return (uint64_t *)(void *)(attack_change_gate_at(change, gate) + 1);
}

static inline uint32_t attack_change_gate_place(const struct attack_change *change, uint32_t gate)
{
    return ATTACK_TREE_PLACE(ATTACK_CHANGE_OWN, attack_change_gate_line(change, gate) + 1);
}

static inline uint32_t attack_change_profile_place(const struct attack_change *change,
                                                   uint16_t profile)
{
    return profile == ATTACK_INFEASIBLE
               ? ATTACK_TREE_PLACE(ATTACK_CHANGE_OWN, ATTACK_CHANGE_NOBODY)
               : ATTACK_TREE_PLACE(ATTACK_CHANGE_GRID, profile * change->set_lines);
}

static inline uint32_t *attack_change_links(const struct attack_change *change,
                                            struct attack_change_gate *gate)
{
    return gate->operands + gate->readers <= ATTACK_CHANGE_LINKS ? gate->links
                                                                 : &change->more[gate->links[0]];
}

static inline const uint32_t *attack_change_readers(const struct attack_change *change,
                                                    const struct attack_change_step *step)
{
    return step->readers <= ATTACK_CHANGE_READERS ? step->links : &change->more[step->links[0]];
}

static inline bool attack_change_is_profile(const struct attack_change *change, uint16_t profile)
{
    return profile < change->grid->count || profile == ATTACK_INFEASIBLE;
}

/* The lowest member is the easiest: the grid numbers profiles by total. */
static inline uint16_t attack_change_easiest(const struct attack_change *change,
                                             const uint64_t *set)
{
    for (size_t i = 0; i < change->grid->stride; i++) {
        if (set[i] != 0) {
            return (uint16_t)(i * 64 + (size_t)__builtin_ctzll(set[i]));
        }
    }
    return ATTACK_INFEASIBLE;
}

/* Makes the gates and links, without values. */
void attack_change_lay_out(struct attack_change *change);

#endif
