/* CVSS 4.0: macrovector, its score, and how far the vector is from the worst of its kind. */
#include "engine/cvss_part.h"

/* How much less severe than the worst value each metric is, in steps. */
enum step { AV, PR, UI, AC, AT, VC, VI, VA, CR, IR, AR, SC, SI, SA, STEP_COUNT };

#define PEAK_LIMIT 5
#define PEAK_WIDTH 6
#define COMMON 840 /* every depth divides it */

/* A level of one equivalence set: its most severe vectors, and how many steps deep it is. */
struct peaks {
    int depth;
    int count;
    unsigned char at[PEAK_LIMIT][PEAK_WIDTH];
};

// clang-format off
static const struct peaks eq1_peaks[] = { /* AV PR UI */
    {1, 1, {{0, 0, 0}}},
    {4, 3, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {5, 2, {{3, 0, 0}, {1, 1, 1}}},
};
static const struct peaks eq2_peaks[] = { /* AC AT */
    {1, 1, {{0, 0}}},
    {2, 2, {{1, 0}, {0, 1}}},
};
static const struct peaks eq36_peaks[3][2] = { /* VC VI VA CR IR AR */
    {{7, 1, {{0, 0, 0, 0, 0, 0}}},
     {6, 2, {{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}}}},
    {{8, 2, {{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}}},
     {8, 5, {{1, 0, 1, 0, 1, 0}, {1, 0, 0, 0, 1, 1}, {0, 1, 0, 1, 0, 1}, {0, 1, 1, 1, 0, 0},
             {1, 1, 0, 0, 0, 1}}}},
    {{1, 0, {{0}}}, /* no vector is of this kind */
     {10, 1, {{1, 1, 1, 0, 0, 0}}}},
};
static const struct peaks eq4_peaks[] = { /* SC SI SA */
    {6, 1, {{1, 0, 0}}},
    {5, 1, {{1, 1, 1}}},
    {4, 1, {{2, 2, 2}}},
};
// clang-format on

/* The value in force; base and modified count alike but for the X before the modified ones. */
static int pick(const struct cvss_vector *vector, int base, int modified)
{
    return vector->values[modified] != 0 ? vector->values[modified] - 1 : vector->values[base];
}

/* SI and SA: Safety, which only the modified metric has, is worse than High. */
static int pick_with_safety(const struct cvss_vector *vector, int base, int modified)
{
    return vector->values[modified] != 0 ? vector->values[modified] - 1 : vector->values[base] + 1;
}

/* Not defined counts as the worst. */
static int pick_or_worst(const struct cvss_vector *vector, int metric)
{
    return vector->values[metric] != 0 ? vector->values[metric] - 1 : 0;
}

static void take_steps(const struct cvss_vector *vector, int steps[STEP_COUNT])
{
    steps[AV] = pick(vector, CVSS4_AV, CVSS4_MAV);
    steps[PR] = pick(vector, CVSS4_PR, CVSS4_MPR);
    steps[UI] = pick(vector, CVSS4_UI, CVSS4_MUI);
    steps[AC] = pick(vector, CVSS4_AC, CVSS4_MAC);
    steps[AT] = pick(vector, CVSS4_AT, CVSS4_MAT);
    for (int i = 0; i < 3; i++) {
        steps[VC + i] = pick(vector, CVSS4_VC + i, CVSS4_MVC + i);
        steps[CR + i] = pick_or_worst(vector, CVSS4_CR + i);
    }
    steps[SC] = pick(vector, CVSS4_SC, CVSS4_MSC) + 1; /* none for Safety */
    steps[SI] = pick_with_safety(vector, CVSS4_SI, CVSS4_MSI);
    steps[SA] = pick_with_safety(vector, CVSS4_SA, CVSS4_MSA);
}

static bool is_harmless(const int steps[STEP_COUNT])
{
    return steps[VC] == 2 && steps[VI] == 2 && steps[VA] == 2 && steps[SC] == 3 && steps[SI] == 3 &&
           steps[SA] == 3;
}

static int eq1_of(const int steps[STEP_COUNT])
{
    if (steps[AV] == 0 && steps[PR] == 0 && steps[UI] == 0) {
        return 0;
    }
    bool is_any = steps[AV] == 0 || steps[PR] == 0 || steps[UI] == 0;
    return is_any && steps[AV] != 3 ? 1 : 2;
}

static int eq3_of(const int steps[STEP_COUNT])
{
    if (steps[VC] == 0 && steps[VI] == 0) {
        return 0;
    }
    return steps[VC] == 0 || steps[VI] == 0 || steps[VA] == 0 ? 1 : 2;
}

static int eq4_of(const int steps[STEP_COUNT])
{
    if (steps[SI] == 0 || steps[SA] == 0) {
        return 0;
    }
    return steps[SC] == 1 || steps[SI] == 1 || steps[SA] == 1 ? 1 : 2;
}

static int eq6_of(const int steps[STEP_COUNT])
{
    for (int i = 0; i < 3; i++) {
        if (steps[VC + i] == 0 && steps[CR + i] == 0) {
            return 0;
        }
    }
    return 1;
}

static int macro_score_below(struct cvss4_macro macro, int set)
{
    macro.eq[set]++;
    return cvss4_macro_score(macro);
}

/* EQ3 and EQ6 go down together: the better of the ways that exist. */
static int joint_score_below(struct cvss4_macro macro)
{
    int by_impact = macro_score_below(macro, 2);
    int by_need = macro.eq[5] == 0 ? macro_score_below(macro, 5) : CVSS4_NO_MACRO;
    return by_impact > by_need ? by_impact : by_need;
}

/* Steps to the first of the most severe vectors that is in no metric less severe than this one. */
static int distance_to(const struct peaks *peaks, const int *steps, int width)
{
    for (int i = 0; i < peaks->count; i++) {
        int sum = 0;
        bool is_above = true;
        for (int k = 0; k < width; k++) {
            int step = steps[k] - peaks->at[i][k];
            is_above = is_above && step >= 0;
            sum += step;
        }
        if (is_above) {
            return sum;
        }
    }
    return 0;
}

struct mean {
    int64_t sum; /* of tenths x COMMON */
    int count;
};

static void mean_add(struct mean *mean, int drop, const struct peaks *peaks, int distance)
{
    mean->sum += (int64_t)drop * distance * (COMMON / peaks->depth);
    mean->count++;
}

/* The mean of what each set gives: the drop to the next macrovector, as far as the way is gone. */
static struct mean mean_drop(struct cvss4_macro macro, int score, const int steps[STEP_COUNT])
{
    const struct {
        int below;
        const struct peaks *peaks;
        int first;
        int width;
    } sets[] = {
        {macro_score_below(macro, 0), &eq1_peaks[macro.eq[0]], AV, 3},
        {macro_score_below(macro, 1), &eq2_peaks[macro.eq[1]], AC, 2},
        {joint_score_below(macro), &eq36_peaks[macro.eq[2]][macro.eq[5]], VC, 6},
        {macro_score_below(macro, 3), &eq4_peaks[macro.eq[3]], SC, 3},
    };
    struct mean mean = {0, 0};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        if (sets[i].below != CVSS4_NO_MACRO) {
            int distance = distance_to(sets[i].peaks, steps + sets[i].first, sets[i].width);
            mean_add(&mean, score - sets[i].below, sets[i].peaks, distance);
        }
    }
    if (macro_score_below(macro, 4) != CVSS4_NO_MACRO) {
        mean.count++; /* EQ5 has one vector a level: no way to go */
    }
    return mean;
}

int cvss4_score(const struct cvss_vector *vector)
{
    int steps[STEP_COUNT];
    take_steps(vector, steps);
    if (is_harmless(steps)) {
        return 0;
    }
    struct cvss4_macro macro = {{eq1_of(steps), steps[AC] != 0 || steps[AT] != 0, eq3_of(steps),
                                 eq4_of(steps), pick_or_worst(vector, CVSS4_E), eq6_of(steps)}};
    int score = cvss4_macro_score(macro);
    struct mean mean = mean_drop(macro, score, steps);
    if (mean.count == 0) {
        return score;
    }
    int64_t unit = (int64_t)COMMON * mean.count;
    int64_t twice = 2 * (score * unit - mean.sum) + unit; /* halves up */
    return twice > 0 ? (int)(twice / (2 * unit)) : 0;
}
