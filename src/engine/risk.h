/* risk.h - the risk value of one pair of damage scenario and threat scenario.
 *
 * Purpose: looks impact and attack feasibility up in the pack's matrix; the
 * formula R = 1 + I x F gives a second, finer figure in hundredths. The two
 * disagree in some cells, so reports name which one they show. Sorting by risk
 * uses the value; aggregates are for ranking, never for acceptance.
 * Purity: pure. Cost: O(1). Errors: RC_INVALID for levels outside the scales,
 * RC_UNSUPPORTED where the pack has no formula.
 * Source: [RQ-15-15] [RQ-15-16], Annex H (informative). */
#ifndef CSMS_ENGINE_RISK_H
#define CSMS_ENGINE_RISK_H

#include "engine/method.h"

enum rc risk_value(const struct method *method, int impact, int feasibility, struct fault *fault,
                   int *value) MUST_USE;
/* Exact to 0.01, beyond that rounded half up: 325 is 3.25. */
enum rc risk_formula(const struct method *method, int impact, int feasibility, struct fault *fault,
                     int *hundredths) MUST_USE;
/* For display only: half up to whole figures, 250 gives 3. */
int risk_rounded(int hundredths);

#endif
