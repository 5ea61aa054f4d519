/* attack_potential.h - feasibility from the effort an attack takes.
 *
 * Purpose: one level for each factor (elapsed time, expertise, knowledge,
 * window of opportunity, equipment in the usual pack) gives points, their sum
 * falls into a band, the band names the attack feasibility level.
 * Purity: pure. Cost: O(factors). Levels are indexes as in method.h.
 * Errors: RC_UNSUPPORTED where the pack has no attack potential, RC_INVALID
 * where a factor is not rated or its level is unknown, with the factor's name.
 * Source: [RC-15-12], Annex G.2 (informative), ISO/IEC 18045. */
#ifndef CSMS_ENGINE_ATTACK_POTENTIAL_H
#define CSMS_ENGINE_ATTACK_POTENTIAL_H

#include "engine/method.h"

struct attack_potential {
    int total; /* points */
    int level; /* on the feasibility scale */
};

enum rc attack_potential_rate(const struct method *method,
                              const int factor_levels[METHOD_FACTORS_LIMIT], struct fault *fault,
                              struct attack_potential *out) MUST_USE;

#endif
