/* fault_gate.h - the function of one gate from those of its operands.
 *
 * Purpose: and, and "at least k", in the order that keeps intermediate results
 * small: operands whose top variable is deepest come first. Where the table of
 * the diagram is full, the result means nothing (bdd.h).
 * Ownership: scratch is used and not given back. Cost: as of bdd_and, k times
 * the operands for "at least k"; events on top of everything so far cost O(1). */
#ifndef CSMS_ENGINE_FAULT_GATE_H
#define CSMS_ENGINE_FAULT_GATE_H

#include "engine/bdd.h"

uint32_t fault_gate_and(struct bdd *bdd, struct arena *scratch, const uint32_t *functions,
                        uint32_t count);
uint32_t fault_gate_at_least(struct bdd *bdd, struct arena *scratch, uint32_t least,
                             const uint32_t *functions, uint32_t count);

#endif
