/* CVSS 2.0: weights in thousandths (base metrics) or hundredths (all others). */
#include "engine/cvss_part.h"

static const int access_vector[] = {395, 646, 1000};
static const int access_complexity[] = {350, 610, 710};
static const int authentication[] = {450, 560, 704};
static const int impact[] = {0, 275, 660};
static const int exploitability[] = {100, 85, 90, 95, 100};
static const int remediation[] = {100, 87, 90, 95, 100};
static const int confidence[] = {100, 90, 95, 100};
static const int collateral[] = {0, 0, 10, 30, 40, 50};
static const int distribution[] = {100, 0, 25, 75, 100};
static const int requirement[] = {100, 50, 100, 151};

#define TEN_TO_15 INT64_C(1000000000000000)
#define TEN_TO_5 100000

/* To the nearest whole; halves away from zero. */
static int round_to(__int128 value, __int128 unit)
{
    __int128 half = value < 0 ? -unit / 2 : unit / 2;
    return (int)((value + half) / unit);
}

/* What gets through, in units of 10^-5, of one loss and how much it matters. */
static int64_t rest_of(const struct cvss_vector *vector, int metric, int weight)
{
    return TEN_TO_5 - (int64_t)impact[vector->values[metric]] * weight;
}

static int weight_of(const struct cvss_vector *vector, int metric)
{
    return requirement[vector->values[metric]];
}

/* The base score in tenths, its impact adjusted by the requirements or not. */
static int base_score(const struct cvss_vector *vector, bool is_adjusted)
{
    int cr = is_adjusted ? weight_of(vector, CVSS2_CR) : 100;
    int ir = is_adjusted ? weight_of(vector, CVSS2_IR) : 100;
    int ar = is_adjusted ? weight_of(vector, CVSS2_AR) : 100;
    int64_t loss = TEN_TO_15 - rest_of(vector, CVSS2_C, cr) * rest_of(vector, CVSS2_I, ir) *
                                   rest_of(vector, CVSS2_A, ar);
    if (loss == 0) {
        return 0;
    }
    /* All in 10^-18: 0.6 x 10.41 x loss, at most 0.6 x 10 where adjusted; 0.4 x 20 x the access. */
    __int128 share = (__int128)loss * 6246;
    __int128 most = (__int128)TEN_TO_15 * 6000;
    if (is_adjusted && share > most) {
        share = most;
    }
    __int128 access = (__int128)access_vector[vector->values[CVSS2_AV]] *
                      access_complexity[vector->values[CVSS2_AC]] *
                      authentication[vector->values[CVSS2_AU]] * 8 * 1000000000;
    __int128 sum = share + access - (__int128)TEN_TO_15 * 1500;
    return round_to(sum * 1176, (__int128)TEN_TO_15 * TEN_TO_5); /* 10^-21 to 10^-1 */
}

static int temporal_score(const struct cvss_vector *vector, int base)
{
    __int128 product = (__int128)base * exploitability[vector->values[CVSS2_E]] *
                       remediation[vector->values[CVSS2_RL]] * confidence[vector->values[CVSS2_RC]];
    return round_to(product, 1000000);
}

static int environmental_score(const struct cvss_vector *vector)
{
    int temporal = temporal_score(vector, base_score(vector, true));
    __int128 raised =
        (__int128)temporal * 100 + (100 - temporal) * collateral[vector->values[CVSS2_CDP]];
    int score = round_to(raised * distribution[vector->values[CVSS2_TD]], 10000);
    return score > 0 ? score : 0; /* the adjusted base may fall below nothing */
}

struct cvss_scores cvss2_score(const struct cvss_vector *vector)
{
    int base = base_score(vector, false);
    return (struct cvss_scores){.base = base,
                                .temporal = temporal_score(vector, base),
                                .environmental = environmental_score(vector),
                                .has_temporal = cvss_vector_has(vector, CVSS2_E, CVSS2_RC),
                                .has_environmental = cvss_vector_has(vector, CVSS2_CDP, CVSS2_AR)};
}
