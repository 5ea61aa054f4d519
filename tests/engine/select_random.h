/* select_random.h - small random control selections, and their answer by
 * trying every set of controls. For tests. */
#ifndef CSMS_TESTS_ENGINE_SELECT_RANDOM_H
#define CSMS_TESTS_ENGINE_SELECT_RANDOM_H

#include "engine/select_problem.h"

uint64_t select_random_next(uint64_t *state);
/* Up to most_controls controls; costs, gains and needs of 0, rows that cannot
 * hold, levels above each other in chains and trees, controls named twice. */
void select_random_make(struct arena *arena, uint64_t *state, uint32_t most_controls,
                        struct select_problem *out);
/* The most gain within a budget. */
int64_t select_random_best(const struct select_problem *problem, struct arena *arena,
                           int64_t budget);
/* The least cost of a set that reaches the marked levels; -1: none does. */
int64_t select_random_cover(const struct select_problem *problem, struct arena *arena,
                            const uint8_t *levels);

#endif
