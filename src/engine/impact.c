#include "engine/impact.h"

static bool is_road_user_safety(const struct method *method, const struct impact_rating *rating,
                                int category)
{
    return rating->stakeholder == IMPACT_ROAD_USER && category == method->safety_category;
}

static void take(const struct method *method, const struct impact_rating *ratings, size_t index,
                 int category, struct impact *impact)
{
    const struct impact_rating *rating = &ratings[index];
    int level = rating->levels[category];
    bool is_safety = is_road_user_safety(method, rating, category);
    if (level > impact->vector[category]) {
        impact->vector[category] = level;
    }
    if (rating->stakeholder == IMPACT_ROAD_USER && level > impact->road_user) {
        impact->road_user = level;
    }
    if (is_safety && level > impact->road_user_safety) {
        impact->road_user_safety = level;
    }
    bool decides = level > impact->overall;
    if (level == impact->overall && level != NO_LEVEL && is_safety) {
        decides = !is_road_user_safety(method, &ratings[impact->deciding_rating],
                                       impact->deciding_category);
    }
    if (decides) {
        impact->overall = level;
        impact->deciding_rating = index;
        impact->deciding_category = category;
    }
}

enum rc impact_rate(const struct method *method, const struct impact_rating *ratings, size_t count,
                    struct fault *fault, struct impact *out)
{
    struct impact impact = {.overall = NO_LEVEL,
                            .road_user = NO_LEVEL,
                            .road_user_safety = NO_LEVEL,
                            .deciding_category = NO_LEVEL};
    for (int category = 0; category < METHOD_CATEGORIES_LIMIT; category++) {
        impact.vector[category] = NO_LEVEL;
    }
    for (size_t i = 0; i < count; i++) {
        for (int category = 0; category < method->categories.count; category++) {
            int level = ratings[i].levels[category];
            if (level < NO_LEVEL || level >= method->impact.count) {
                return fault_add(fault, RC_INVALID, method->categories.ids[category],
                                 "rating %zu has no level of the impact scale", i + 1);
            }
            take(method, ratings, i, category, &impact);
        }
    }
    if (impact.overall == NO_LEVEL) {
        return fault_add(fault, RC_CONFLICT, TEXT_NONE,
                         "the impact is not rated in any category; rate at least one");
    }
    *out = impact;
    return RC_OK;
}
