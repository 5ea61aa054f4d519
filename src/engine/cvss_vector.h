/* cvss_vector.h - a CVSS vector string, read strictly.
 *
 * Purpose: turns the text of a vector of CVSS 2.0 (no prefix), 3.0, 3.1 or 4.0
 * into one small number a metric. An optional metric that is not given and one
 * that is given as not defined (ND, X) are the same: both are 0.
 * A metric may stand once; the mandatory ones must stand; metrics of 4.0 must
 * keep the order of the specification, those of the others need not.
 * Purity: pure; a struct cvss_vector owns nothing. Cost: O(bytes).
 * Errors: RC_INVALID with line 1 and the column of the byte that is wrong;
 * RC_UNSUPPORTED for another version of CVSS.
 * Source: FIRST, CVSS 2.0 guide 2.4; 3.0 and 3.1 specification 6; 4.0
 * specification 7. */
#ifndef CSMS_ENGINE_CVSS_VECTOR_H
#define CSMS_ENGINE_CVSS_VECTOR_H

#include "base/fault.h"

#define CVSS_METRIC_LIMIT 32

enum cvss_version { CVSS_2_0, CVSS_3_0, CVSS_3_1, CVSS_4_0, CVSS_VERSION_COUNT };

/* The metrics in the order of the specifications; the comment gives the values by number. */
enum cvss2_metric {
    CVSS2_AV, /* L A N */
    CVSS2_AC, /* H M L */
    CVSS2_AU, /* M S N */
    CVSS2_C,  /* N P C, and so I and A */
    CVSS2_I,
    CVSS2_A,
    CVSS2_E,   /* ND U POC F H */
    CVSS2_RL,  /* ND OF TF W U */
    CVSS2_RC,  /* ND UC UR C */
    CVSS2_CDP, /* ND N L LM MH H */
    CVSS2_TD,  /* ND N L M H */
    CVSS2_CR,  /* ND L M H, and so IR and AR */
    CVSS2_IR,
    CVSS2_AR,
    CVSS2_COUNT
};

enum cvss3_metric {
    CVSS3_AV, /* N A L P */
    CVSS3_AC, /* L H */
    CVSS3_PR, /* N L H */
    CVSS3_UI, /* N R */
    CVSS3_S,  /* U C */
    CVSS3_C,  /* H L N, and so I and A */
    CVSS3_I,
    CVSS3_A,
    CVSS3_E,  /* X H F P U */
    CVSS3_RL, /* X U W T O */
    CVSS3_RC, /* X C R U */
    CVSS3_CR, /* X H M L, and so IR and AR */
    CVSS3_IR,
    CVSS3_AR,
    CVSS3_MAV, /* the modified ones: X, then the values of the base metric */
    CVSS3_MAC,
    CVSS3_MPR,
    CVSS3_MUI,
    CVSS3_MS,
    CVSS3_MC,
    CVSS3_MI,
    CVSS3_MA,
    CVSS3_COUNT
};

enum cvss4_metric {
    CVSS4_AV, /* N A L P */
    CVSS4_AC, /* L H */
    CVSS4_AT, /* N P */
    CVSS4_PR, /* N L H */
    CVSS4_UI, /* N P A */
    CVSS4_VC, /* H L N, and so the next five */
    CVSS4_VI,
    CVSS4_VA,
    CVSS4_SC,
    CVSS4_SI,
    CVSS4_SA,
    CVSS4_E,  /* X A P U */
    CVSS4_CR, /* X H M L, and so IR and AR */
    CVSS4_IR,
    CVSS4_AR,
    CVSS4_MAV, /* the modified ones: X, then the values of the base metric */
    CVSS4_MAC,
    CVSS4_MAT,
    CVSS4_MPR,
    CVSS4_MUI,
    CVSS4_MVC,
    CVSS4_MVI,
    CVSS4_MVA,
    CVSS4_MSC,
    CVSS4_MSI, /* X S H L N, and so MSA */
    CVSS4_MSA,
    CVSS4_S, /* supplemental: told, never scored */
    CVSS4_AU,
    CVSS4_R,
    CVSS4_V,
    CVSS4_RE,
    CVSS4_U,
    CVSS4_COUNT
};

struct cvss_vector {
    enum cvss_version version;
    uint32_t given; /* a bit for each metric that stands in the text */
    unsigned char values[CVSS_METRIC_LIMIT];
};

enum rc cvss_vector_read(struct text vector, struct fault *fault, struct cvss_vector *out) MUST_USE;

/* The same for a part of a vector: no metric must stand (see given), and what has no prefix is of
 * the version bare. */
enum rc cvss_vector_read_part(struct text vector, enum cvss_version bare, struct fault *fault,
                              struct cvss_vector *out) MUST_USE;

/* Is any of the metrics first to last given, and not as not defined? For optional metrics. */
bool cvss_vector_has(const struct cvss_vector *vector, int first, int last);

#endif
