/* method.h - the scales, tables and rules a risk assessment is made with.
 *
 * Purpose: a method pack is data (JSON, see catalog/tara-methods.json) and
 * every assessment names the pack it used. struct method is that pack, checked
 * and ready: the engine has no scale, threshold or matrix of its own.
 * Ratings are small integers: the index of a level on its scale, where 0 is the
 * mildest impact, the hardest (least feasible) attack and the cheapest factor
 * level. NO_LEVEL (-1) says "none".
 * Purity: no I/O, no clock, no globals. Ownership: everything lives in the
 * arena given to method_read; the pack's text may be dropped afterwards.
 * Cost: reading O(bytes), each lookup O(levels), at most 16.
 * Errors: RC_INVALID with the path in the pack ("attack_potential.bands[2].min"),
 * RC_UNSUPPORTED for formulas this engine does not know, RC_TOO_LARGE for packs
 * beyond the limits below.
 * Source: ISO/SAE 21434:2021 clause 15 and Annexes E to H (informative). */
#ifndef CSMS_ENGINE_METHOD_H
#define CSMS_ENGINE_METHOD_H

#include "base/fault.h"

#define METHOD_SCALE_LIMIT 16      /* levels on any scale */
#define METHOD_FACTORS_LIMIT 8     /* factors of the attack potential */
#define METHOD_BANDS_LIMIT 16      /* bands from a figure to a level */
#define METHOD_CATEGORIES_LIMIT 8  /* impact categories: S, F, O, P and own ones */
#define METHOD_PROFILES_LIMIT 4096 /* combinations of all factor levels */
#define METHOD_POINTS_LIMIT 1000   /* points of one factor level */
#define NO_LEVEL (-1)

struct method_scale {
    int count;
    struct text ids[METHOD_SCALE_LIMIT];
};

/* How the ratings of an attack's steps become one feasibility; the ids that
 * packs and reports use are "V1" to "V8". */
enum method_variant {
    METHOD_FACTOR_MAXIMUM = 1, /* each factor's maximum, then their sum; the default */
    METHOD_DAYS_SUM,           /* days added and rated again, other factors' maximum */
    METHOD_SCHEDULE,           /* days by order: SAND adds, AND runs side by side */
    METHOD_TOTAL_MAXIMUM,      /* the greatest total or worst level */
    METHOD_TOTAL_SUM,          /* totals added; for comparison only */
    METHOD_TWO_PARTS,          /* first and repeated attack, joined by a table */
    METHOD_PROBABILITY,
    METHOD_PROMOTION, /* V1, but two different experts or tools count as the next level */
    METHOD_VARIANT_END
};

struct method_level {
    struct text id;    /* "proficient" */
    struct text label; /* "Proficient" */
    int points;
    int max_days;      /* of a level that stands for time; 0: not given, or no end */
    bool is_promoting; /* two steps at it with different tags need the next level */
};

struct method_factor {
    struct text id;   /* "SE" */
    struct text name; /* "specialist expertise" */
    int count;
    struct method_level levels[METHOD_SCALE_LIMIT]; /* points strictly ascending */
};

struct method_band {
    int min;
    int max;   /* inclusive */
    int level; /* on the feasibility scale */
};

/* Ascending, without gaps or overlaps. What lies outside has the level of the
 * nearest band. */
struct method_bands {
    int count;
    struct method_band at[METHOD_BANDS_LIMIT];
};

struct method_potential { /* [RC-15-12] */
    bool is_given;
    int count; /* factors */
    struct method_factor factors[METHOD_FACTORS_LIMIT];
    struct method_bands bands; /* of the sum of points; more points, less feasible */
    int profiles;              /* product of the factors' level counts */
    int max_total;
    enum method_variant variant;
    int days_factor;      /* the factor whose levels have max_days, or NO_LEVEL */
    bool has_combination; /* V6: level of [first][repeated] attack */
    int combination[METHOD_SCALE_LIMIT][METHOD_SCALE_LIMIT];
    struct method_bands chances; /* V7: of a probability in hundredths of a percent, or none */
};

enum method_cvss_av { METHOD_AV_NETWORK, METHOD_AV_ADJACENT, METHOD_AV_LOCAL, METHOD_AV_PHYSICAL };
enum method_cvss_ac { METHOD_AC_LOW, METHOD_AC_HIGH };
enum method_cvss_pr { METHOD_PR_NONE, METHOD_PR_LOW, METHOD_PR_HIGH };
enum method_cvss_ui { METHOD_UI_NONE, METHOD_UI_REQUIRED };

struct method_cvss { /* [RC-15-13]; weights in hundredths */
    bool is_given;
    int av[4];
    int ac[2];
    int pr[3];
    int pr_changed[3]; /* scope changed */
    int ui[2];
    struct method_bands bands; /* of the exploitability in hundredths */
};

struct method_vectors { /* [RC-15-14] */
    bool is_given;
    struct method_scale scale; /* in the pack's order */
    int levels[METHOD_SCALE_LIMIT];
};

struct method_risk {                                    /* [RQ-15-15] */
    int matrix[METHOD_SCALE_LIMIT][METHOD_SCALE_LIMIT]; /* [impact][feasibility] */
    int min;
    int max;
    bool has_formula; /* R = 1 + I * F */
    int impact_hundredths[METHOD_SCALE_LIMIT];
    int feasibility_hundredths[METHOD_SCALE_LIMIT];
};

struct method_cal { /* Annex E */
    bool is_given;
    struct method_scale scale;                         /* CAL1 .. CAL4 */
    int table[METHOD_SCALE_LIMIT][METHOD_SCALE_LIMIT]; /* [impact][vector], or NO_LEVEL */
};

struct method {
    struct method_scale impact;      /* mildest first */
    struct method_scale feasibility; /* hardest first */
    struct method_scale categories;  /* S, F, O, P, ... */
    int safety_category;             /* index of "S", or NO_LEVEL */
    struct method_potential potential;
    struct method_cvss cvss;
    struct method_vectors vectors;
    struct method_risk risk;
    struct method_cal cal;
};

/* Reads and checks a pack. file names it in messages about its JSON form. */
enum rc method_read(struct arena *arena, struct text file, struct text pack, struct fault *fault,
                    const struct method **out) MUST_USE;

/* Lookups: the index, or NO_LEVEL where the id is unknown. */
int method_scale_find(const struct method_scale *scale, struct text id);
int method_impact(const struct method *method, struct text id);
int method_feasibility(const struct method *method, struct text id);
int method_category(const struct method *method, struct text id);
int method_vector(const struct method *method, struct text id);
int method_factor_find(const struct method *method, struct text id);
int method_factor_level(const struct method *method, int factor, struct text id);
int method_factor_level_of_points(const struct method *method, int factor, int64_t points);

/* The level of so many days on the factor of time; the pack has one. */
int method_days_level(const struct method *method, double days);
/* The level of a probability; NO_LEVEL where the pack has no bands for it. */
int method_probability_level(const struct method *method, double probability);
/* "V1" .. "V8", for packs and reports. */
const char *method_variant_name(enum method_variant variant);

/* The level of a figure. bands has at least one band. */
int method_band_level(const struct method_bands *bands, int figure);

/* "very_low" as "Very low"; for people. */
struct text method_word(struct arena *arena, struct text id);

#endif
