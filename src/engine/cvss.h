/* cvss.h - the scores of a CVSS vector.
 *
 * Purpose: base, temporal and environmental score of CVSS 2.0, 3.0 and 3.1, and
 * the one score of CVSS 4.0 (as the vector says: CVSS-B, -BT, -BE or -BTE).
 * Units: tenths, 0 to 100. Where the vector defines no metric of a group, its
 * score is computed all the same (3.1 with changed scope: an environmental score
 * unlike the base score, for its equation is another one) and has_ is false.
 * Exactness: all in integers. 2.0, 3.x with unchanged scope and 4.0 are exact
 * rational arithmetic, rounded once where the specification rounds; the one
 * power of 3.x (changed scope) is taken to 16 decimals. So nothing here
 * depends on a machine's floating point, which moves 4.0 scores by 0.1 on some
 * vectors in calculators that use it.
 * Purity: pure. Cost: O(1), no memory. Errors: none.
 * Source: FIRST, CVSS 2.0 guide 3.2; 3.0 and 3.1 specification 7 and appendix A
 * (3.1: Roundup on integers); 4.0 specification 8. */
#ifndef CSMS_ENGINE_CVSS_H
#define CSMS_ENGINE_CVSS_H

#include "engine/cvss_vector.h"

struct cvss_scores {
    int base; /* 4.0: the one score; the others are 0 */
    int temporal;
    int environmental;
    bool has_temporal;
    bool has_environmental;
};

struct cvss_scores cvss_score(const struct cvss_vector *vector);

/* The qualitative rating, "None" to "Critical"; CVSS 2.0 has none of its own: "". */
const char *cvss_severity(enum cvss_version version, int tenths);

#endif
