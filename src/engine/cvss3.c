/* CVSS 3.0 and 3.1: weights in hundredths, sums in units of 10^-16. */
#include "engine/cvss_part.h"

static const int attack_vector[] = {85, 62, 55, 20};
static const int attack_complexity[] = {77, 44};
static const int privileges[2][3] = {{85, 62, 27}, {85, 68, 50}}; /* scope unchanged, changed */
static const int interaction[] = {85, 62};
static const int impact[] = {56, 22, 0};
static const int exploit_maturity[] = {100, 100, 97, 94, 91};
static const int remediation[] = {100, 100, 97, 96, 95};
static const int confidence[] = {100, 100, 96, 92};
static const int requirement[] = {100, 150, 100, 50};

#define TEN_TO_16 INT64_C(10000000000000000)
#define TEN_TO_15 INT64_C(1000000000000000)
#define TEN_TO_12 INT64_C(1000000000000)
#define TEN_TO_11 INT64_C(100000000000)
#define TEN_TO_9 INT64_C(1000000000)

/* The metrics that count: the base ones, or the modified ones above them. */
struct sight {
    enum cvss_version version;
    bool is_modified;
    int av, ac, pr, ui, scope;
    int64_t loss; /* 10^-12 */
};

static int pick(const struct cvss_vector *vector, int base, int modified)
{
    return vector->values[modified] != 0 ? vector->values[modified] - 1 : vector->values[base];
}

static struct sight sight_base(const struct cvss_vector *vector)
{
    const unsigned char *values = vector->values;
    int64_t rest = (int64_t)(100 - impact[values[CVSS3_C]]) * (100 - impact[values[CVSS3_I]]) *
                   (100 - impact[values[CVSS3_A]]);
    return (struct sight){.version = vector->version,
                          .av = values[CVSS3_AV],
                          .ac = values[CVSS3_AC],
                          .pr = values[CVSS3_PR],
                          .ui = values[CVSS3_UI],
                          .scope = values[CVSS3_S],
                          .loss = TEN_TO_12 - rest * 1000000};
}

static struct sight sight_modified(const struct cvss_vector *vector)
{
    int64_t rest = 1;
    for (int i = 0; i < 3; i++) {
        int lost = impact[pick(vector, CVSS3_C + i, CVSS3_MC + i)];
        rest *= 10000 - lost * requirement[vector->values[CVSS3_CR + i]];
    }
    int64_t loss = TEN_TO_12 - rest;
    int64_t most = TEN_TO_12 / 1000 * 915;
    return (struct sight){.version = vector->version,
                          .is_modified = true,
                          .av = pick(vector, CVSS3_AV, CVSS3_MAV),
                          .ac = pick(vector, CVSS3_AC, CVSS3_MAC),
                          .pr = pick(vector, CVSS3_PR, CVSS3_MPR),
                          .ui = pick(vector, CVSS3_UI, CVSS3_MUI),
                          .scope = pick(vector, CVSS3_S, CVSS3_MS),
                          .loss = loss < most ? loss : most};
}

/* 3.25 x 1.08 x (loss - 0.02)^15; the modified impact of 3.1: (0.9731 loss - 0.02)^13. */
static int64_t damping(const struct sight *sight)
{
    bool is_flat = sight->version == CVSS_3_1 && sight->is_modified;
    int64_t x = sight->loss * (is_flat ? 9731 : 10000) - TEN_TO_16 / 100 * 2;
    int64_t power = x;
    for (int i = 1; i < (is_flat ? 13 : 15); i++) {
        power = (int64_t)((__int128)power * x / TEN_TO_16);
    }
    return power * 351 / 100;
}

/* One decimal, upwards; 3.1 drops what floating point would have added behind five decimals. */
static int round_up(int64_t value, enum cvss_version version)
{
    if (version == CVSS_3_0) {
        return (int)((value + TEN_TO_15 - 1) / TEN_TO_15);
    }
    int64_t five = (value + TEN_TO_11 / 2) / TEN_TO_11;
    return (int)((five + 9999) / 10000);
}

static int score_of(const struct sight *sight)
{
    if (sight->loss == 0) {
        return 0;
    }
    int64_t exploitability = INT64_C(822) * attack_vector[sight->av] *
                             attack_complexity[sight->ac] * privileges[sight->scope][sight->pr] *
                             interaction[sight->ui]; /* 10^-10 */
    int64_t sum;
    if (sight->scope == 0) {
        sum = sight->loss * 642 * 100 + exploitability * 1000000;
    } else {
        sum = (sight->loss - TEN_TO_12 / 1000 * 29) * 752 * 108 - damping(sight) +
              exploitability * 108 * 10000;
    }
    return round_up(sum < 10 * TEN_TO_16 ? sum : 10 * TEN_TO_16, sight->version);
}

static int temporal_score(const struct cvss_vector *vector, int tenths)
{
    int64_t product = (int64_t)tenths * exploit_maturity[vector->values[CVSS3_E]] *
                      remediation[vector->values[CVSS3_RL]] *
                      confidence[vector->values[CVSS3_RC]]; /* 10^-7 */
    return round_up(product * TEN_TO_9, vector->version);
}

struct cvss_scores cvss3_score(const struct cvss_vector *vector)
{
    struct sight base = sight_base(vector);
    struct sight modified = sight_modified(vector);
    int score = score_of(&base);
    return (struct cvss_scores){.base = score,
                                .temporal = temporal_score(vector, score),
                                .environmental = temporal_score(vector, score_of(&modified)),
                                .has_temporal = cvss_vector_has(vector, CVSS3_E, CVSS3_RC),
                                .has_environmental = cvss_vector_has(vector, CVSS3_CR, CVSS3_MA)};
}
