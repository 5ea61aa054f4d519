/* fault_limit.h - rough limits in one pass, and the event that would narrow them most.
 *
 * Purpose: what fault_split.h decides next. Every gate gets limits from those of
 * its operands: an and holds at most as often as its least likely operand, times
 * those that share nothing with anybody. It holds at least as often as their
 * product where all pulls one way (every event is used either plain or negated
 * on all its ways to the top; then what is shared makes operands hold together),
 * else as what remains when no two fail together. At least k hold at most as
 * often as the operands do in sum, divided by k.
 *
 * fault_limit_choose decides each event once so and once so, and gives the one
 * after which the expected distance of the top's limits is least; of equal ones
 * that which most gates use. In large trees only the most used events are tried.
 *
 * Modules that are solved count as events. Needs fault_value_probability to have
 * run on the solution. Purity: pure. Ownership: the arena. Cost: a pass O(edges of
 * unsolved modules); choosing two passes an event, bounded. Errors: none.
 * Source: Frechet's bounds; Harris 1960 (events that pull one way); Markov's
 * inequality for counts. */
#ifndef CSMS_ENGINE_FAULT_LIMIT_H
#define CSMS_ENGINE_FAULT_LIMIT_H

#include "engine/fault_bound.h"

struct fault_limit {
    struct fault_bound top;
    uint32_t event; /* tree node to decide, or FAULT_NOWHERE where there is none */
};

struct fault_limit fault_limit_choose(const struct fault_solution *solution, struct arena *arena);

#endif
