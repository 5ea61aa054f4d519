/* cal.h - the cybersecurity assurance level of a goal.
 *
 * Purpose: the highest impact over the threat scenarios concerned and the
 * attack vector give the level; it stays fixed while risk values move.
 * Combined goals and components take the highest level allocated to them.
 * Purity: pure. Cost: O(1), cal_highest O(count).
 * Errors: RC_UNSUPPORTED where the pack has no table, RC_INVALID for unknown
 * levels. NO_LEVEL is an answer: this impact needs no level [PM-06-08].
 * Source: Annex E (informative). */
#ifndef CSMS_ENGINE_CAL_H
#define CSMS_ENGINE_CAL_H

#include "engine/method.h"

enum rc cal_rate(const struct method *method, int impact, int vector, struct fault *fault,
                 int *level) MUST_USE;
int cal_highest(const int *levels, size_t count); /* NO_LEVEL of none */

#endif
