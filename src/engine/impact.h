/* impact.h - how bad a damage scenario is, for whom.
 *
 * Purpose: every stakeholder's damage is rated in each category (safety,
 * financial, operational, privacy and what the pack adds). The overall impact
 * is the highest single rating: the standard gives no weights between
 * categories, so nothing is averaged away, least of all the safety of road
 * users, which is also handed out on its own. The vector of the highest rating
 * in each category stays visible beside the figure.
 * Categories may be left out with an argument [PM-15-07]; a damage scenario
 * where none is rated has no impact yet.
 * Purity: pure. Cost: O(ratings x categories).
 * Errors: RC_INVALID for unknown levels, RC_CONFLICT where nothing is rated.
 * Source: [RQ-15-04] [RQ-15-05] [RQ-15-06], Annex F (informative). */
#ifndef CSMS_ENGINE_IMPACT_H
#define CSMS_ENGINE_IMPACT_H

#include "engine/method.h"

enum impact_stakeholder { IMPACT_ROAD_USER, IMPACT_ORGANISATION, IMPACT_OTHER };

struct impact_rating {
    enum impact_stakeholder stakeholder;
    int levels[METHOD_CATEGORIES_LIMIT]; /* by category; NO_LEVEL where left out */
};

struct impact {
    int overall;                         /* the highest of all */
    int road_user;                       /* the highest of the road users', or NO_LEVEL */
    int road_user_safety;                /* never traded off; NO_LEVEL where not rated */
    int vector[METHOD_CATEGORIES_LIMIT]; /* the highest in each category, or NO_LEVEL */
    size_t deciding_rating;              /* the first that reaches overall; among */
    int deciding_category;               /* equals road-user safety is named first */
};

enum rc impact_rate(const struct method *method, const struct impact_rating *ratings, size_t count,
                    struct fault *fault, struct impact *out) MUST_USE;

#endif
