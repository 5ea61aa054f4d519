#include "engine/cal.h"

enum rc cal_rate(const struct method *method, int impact, int vector, struct fault *fault,
                 int *level)
{
    if (!method->cal.is_given) {
        return fault_add(fault, RC_UNSUPPORTED, TEXT_NONE,
                         "the method has no table of assurance levels");
    }
    if (impact < 0 || impact >= method->impact.count) {
        return fault_add(fault, RC_INVALID, TEXT("impact"), "this is no level of the impact scale");
    }
    if (vector < 0 || vector >= method->vectors.scale.count) {
        return fault_add(fault, RC_INVALID, TEXT("vector"),
                         "this is no attack vector of the method");
    }
    *level = method->cal.table[impact][vector];
    return RC_OK;
}

int cal_highest(const int *levels, size_t count)
{
    int highest = NO_LEVEL;
    for (size_t i = 0; i < count; i++) {
        highest = levels[i] > highest ? levels[i] : highest;
    }
    return highest;
}
