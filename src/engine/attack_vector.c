#include "engine/attack_vector.h"

enum rc attack_vector_rate(const struct method *method, struct text vector, struct fault *fault,
                           struct attack_vector *out)
{
    if (!method->vectors.is_given) {
        return fault_add(fault, RC_UNSUPPORTED, TEXT_NONE,
                         "the method has no attack vectors; rate by another approach");
    }
    int index = method_vector(method, vector);
    if (index == NO_LEVEL) {
        return fault_add(fault, RC_NOT_FOUND, TEXT_NONE,
                         "\"%.*s\" is no attack vector of the method", TEXT_ARGS(vector));
    }
    *out = (struct attack_vector){index, method->vectors.levels[index]};
    return RC_OK;
}
