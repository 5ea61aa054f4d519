#include "engine/attack_potential.h"

enum rc attack_potential_rate(const struct method *method,
                              const int factor_levels[METHOD_FACTORS_LIMIT], struct fault *fault,
                              struct attack_potential *out)
{
    const struct method_potential *potential = &method->potential;
    if (!potential->is_given) {
        return fault_add(fault, RC_UNSUPPORTED, TEXT_NONE,
                         "the method has no attack potential; rate by another approach");
    }
    int total = 0;
    for (int i = 0; i < potential->count; i++) {
        const struct method_factor *factor = &potential->factors[i];
        if (factor_levels[i] < 0 || factor_levels[i] >= factor->count) {
            return fault_add(fault, RC_INVALID, factor->id, "the %.*s is not rated",
                             TEXT_ARGS(factor->name));
        }
        total += factor->levels[factor_levels[i]].points;
    }
    *out = (struct attack_potential){total, method_band_level(&potential->bands, total)};
    return RC_OK;
}
