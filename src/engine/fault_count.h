/* fault_count.h - how many minimal cut sets there are, without listing them.
 *
 * Purpose: the exact number, however large, in decimal digits.
 * Needs solution->has_sets. Ownership: digits and scratch in the arena.
 * Cost: O(nodes x words of the number). Errors: none. */
#ifndef CSMS_ENGINE_FAULT_COUNT_H
#define CSMS_ENGINE_FAULT_COUNT_H

#include "engine/fault_solution.h"

struct text fault_count_sets(const struct fault_solution *solution, struct arena *arena);

#endif
