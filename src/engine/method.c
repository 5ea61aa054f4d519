#include "engine/method.h"

int method_scale_find(const struct method_scale *scale, struct text id)
{
    for (int i = 0; i < scale->count; i++) {
        if (text_equals(scale->ids[i], id)) {
            return i;
        }
    }
    return NO_LEVEL;
}

int method_impact(const struct method *method, struct text id)
{
    return method_scale_find(&method->impact, id);
}

int method_feasibility(const struct method *method, struct text id)
{
    return method_scale_find(&method->feasibility, id);
}

int method_category(const struct method *method, struct text id)
{
    return method_scale_find(&method->categories, id);
}

int method_vector(const struct method *method, struct text id)
{
    return method_scale_find(&method->vectors.scale, id);
}

int method_factor_find(const struct method *method, struct text id)
{
    for (int i = 0; i < method->potential.count; i++) {
        if (text_equals(method->potential.factors[i].id, id)) {
            return i;
        }
    }
    return NO_LEVEL;
}

int method_factor_level(const struct method *method, int factor, struct text id)
{
    const struct method_factor *of = &method->potential.factors[factor];
    for (int i = 0; i < of->count; i++) {
        if (text_equals(of->levels[i].id, id)) {
            return i;
        }
    }
    return NO_LEVEL;
}

int method_factor_level_of_points(const struct method *method, int factor, int64_t points)
{
    const struct method_factor *of = &method->potential.factors[factor];
    for (int i = 0; i < of->count; i++) {
        if (of->levels[i].points == points) {
            return i;
        }
    }
    return NO_LEVEL;
}

int method_band_level(const struct method_bands *bands, int figure)
{
    int i = 0;
    while (i + 1 < bands->count && figure > bands->at[i].max) {
        i++;
    }
    return bands->at[i].level;
}

struct text method_word(struct arena *arena, struct text id)
{
    char *word = text_to_z(arena, id);
    for (size_t i = 0; i < id.size; i++) {
        if (word[i] == '_') {
            word[i] = ' ';
        }
    }
    if (id.size > 0 && word[0] >= 'a' && word[0] <= 'z') {
        word[0] = (char)(word[0] - 'a' + 'A');
    }
    return (struct text){word, id.size};
}
