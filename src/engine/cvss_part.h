/* cvss_part.h - the equations of each version. Private to cvss*.c.
 *
 * Units: tenths. Purity: pure. Cost: O(1). Errors: none; see cvss.h. */
#ifndef CSMS_ENGINE_CVSS_PART_H
#define CSMS_ENGINE_CVSS_PART_H

#include "engine/cvss.h"

struct cvss_scores cvss2_score(const struct cvss_vector *vector);
struct cvss_scores cvss3_score(const struct cvss_vector *vector);
int cvss4_score(const struct cvss_vector *vector);

/* What a set of vectors of CVSS 4.0 has in common: a level for each of EQ1 to EQ6. */
struct cvss4_macro {
    int eq[6];
};

#define CVSS4_NO_MACRO (-1)
/* The score of a macrovector in tenths; CVSS4_NO_MACRO where there is none such. */
int cvss4_macro_score(struct cvss4_macro macro);

#endif
