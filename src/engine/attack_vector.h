/* attack_vector.h - feasibility from the attack vector alone.
 *
 * Purpose: network, adjacent, local or physical access gives a level by the
 * map of the pack; suited to early phases.
 * Purity: pure. Cost: O(vectors). Errors: RC_UNSUPPORTED where the pack has no
 * map, RC_NOT_FOUND where the vector is none of it.
 * Source: [RC-15-14], Annex G.4 (informative). */
#ifndef CSMS_ENGINE_ATTACK_VECTOR_H
#define CSMS_ENGINE_ATTACK_VECTOR_H

#include "engine/method.h"

struct attack_vector {
    int vector; /* in the pack's order */
    int level;  /* on the feasibility scale */
};

enum rc attack_vector_rate(const struct method *method, struct text vector, struct fault *fault,
                           struct attack_vector *out) MUST_USE;

#endif
