#include "engine/cvss.h"

#include "engine/cvss_part.h"

struct cvss_scores cvss_score(const struct cvss_vector *vector)
{
    switch (vector->version) {
    case CVSS_2_0:
        return cvss2_score(vector);
    case CVSS_3_0:
    case CVSS_3_1:
        return cvss3_score(vector);
    default:
        return (struct cvss_scores){.base = cvss4_score(vector)};
    }
}

const char *cvss_severity(enum cvss_version version, int tenths)
{
    if (version == CVSS_2_0) {
        return "";
    }
    if (tenths >= 90) {
        return "Critical";
    }
    if (tenths >= 70) {
        return "High";
    }
    if (tenths >= 40) {
        return "Medium";
    }
    return tenths > 0 ? "Low" : "None";
}
