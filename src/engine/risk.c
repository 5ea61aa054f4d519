#include "engine/risk.h"

static enum rc check_levels(const struct method *method, int impact, int feasibility,
                            struct fault *fault)
{
    if (impact < 0 || impact >= method->impact.count) {
        return fault_add(fault, RC_INVALID, TEXT("impact"), "this is no level of the impact scale");
    }
    if (feasibility < 0 || feasibility >= method->feasibility.count) {
        return fault_add(fault, RC_INVALID, TEXT("feasibility"),
                         "this is no level of the feasibility scale");
    }
    return RC_OK;
}

enum rc risk_value(const struct method *method, int impact, int feasibility, struct fault *fault,
                   int *value)
{
    enum rc rc = check_levels(method, impact, feasibility, fault);
    if (rc == RC_OK) {
        *value = method->risk.matrix[impact][feasibility];
    }
    return rc;
}

enum rc risk_formula(const struct method *method, int impact, int feasibility, struct fault *fault,
                     int *hundredths)
{
    if (!method->risk.has_formula) {
        return fault_add(fault, RC_UNSUPPORTED, TEXT_NONE, "the method has no risk formula");
    }
    enum rc rc = check_levels(method, impact, feasibility, fault);
    if (rc == RC_OK) {
        int product = method->risk.impact_hundredths[impact] *
                      method->risk.feasibility_hundredths[feasibility];
        *hundredths = 100 + (product + 50) / 100;
    }
    return rc;
}

int risk_rounded(int hundredths)
{
    return (hundredths + 50) / 100;
}
