/* The variants of a pack: reading what they need, and small lookups. */
#include "engine/method_reader.h"

#include <math.h>

#define DAYS_LIMIT 100000
#define CHANCE_HUNDREDTHS 10000.0 /* of a percent in 1 */
#define CHANCE_ROUNDING 1e-6      /* a diagram's sum may miss 0.5 by its last digits */
#define DAYS_ROUNDING 1e-6        /* sums of decimal days are no exact binary numbers */

static const char *const NAMES[METHOD_VARIANT_END] = {"",   "V1", "V2", "V3", "V4",
                                                      "V5", "V6", "V7", "V8"};

const char *method_variant_name(enum method_variant variant)
{
    return NAMES[variant];
}

int method_days_level(const struct method *method, double days)
{
    const struct method_factor *factor = &method->potential.factors[method->potential.days_factor];
    int level = 0;
    while (level + 1 < factor->count && factor->levels[level].max_days > 0 &&
           days > factor->levels[level].max_days + DAYS_ROUNDING) {
        level++;
    }
    return level;
}

int method_probability_level(const struct method *method, double probability)
{
    const struct method_bands *bands = &method->potential.chances;
    double figure = fmin(fmax(probability, 0), 1) * CHANCE_HUNDREDTHS + CHANCE_ROUNDING;
    return bands->count == 0 ? NO_LEVEL : method_band_level(bands, (int)figure);
}

static const struct json *member_of(struct method_place of, const char *name)
{
    const struct json *json = json_member(of.json, name);
    return json == NULL || json->kind == JSON_NULL ? NULL : json;
}

enum rc method_read_level_options(struct method_reader *reader, struct method_place at,
                                  struct method_level *level)
{
    struct method_place place;
    const struct json *promotes = member_of(at, "promotes");
    level->is_promoting = promotes != NULL && promotes->kind == JSON_TRUE;
    if (promotes != NULL && promotes->kind != JSON_TRUE && promotes->kind != JSON_FALSE) {
        return method_reader_bad(reader, at.path, "promotes is neither true nor false");
    }
    if (member_of(at, "max_days") == NULL) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, at, "max_days", JSON_NUMBER, &place);
    return rc == RC_OK ? method_reader_integer(reader, place, 1, DAYS_LIMIT, &level->max_days) : rc;
}

/* The levels of a factor of time have an end in days, all but the last. */
static enum rc find_days(struct method_reader *reader, struct method_place of)
{
    struct method_potential *potential = &reader->method->potential;
    potential->days_factor = NO_LEVEL;
    for (int f = 0; f < potential->count; f++) {
        const struct method_factor *factor = &potential->factors[f];
        int last = 0;
        int given = 0;
        for (int i = 0; i < factor->count; i++) {
            int days = factor->levels[i].max_days;
            if (days > 0 && days <= last) {
                return method_reader_bad(reader, of.path, "max_days must rise with the levels");
            }
            given += days > 0;
            last = days > 0 ? days : last;
        }
        if (given == 0) {
            continue;
        }
        if (potential->days_factor != NO_LEVEL || given != factor->count - 1 ||
            factor->levels[factor->count - 1].max_days > 0) {
            return method_reader_bad(reader, of.path,
                                     "give max_days to all levels of one factor but its last");
        }
        potential->days_factor = f;
    }
    return RC_OK;
}

static enum rc read_variant(struct method_reader *reader, struct method_place of)
{
    struct method_potential *potential = &reader->method->potential;
    struct text id;
    int variant = METHOD_FACTOR_MAXIMUM;
    potential->variant = METHOD_FACTOR_MAXIMUM;
    if (member_of(of, "variant") == NULL) {
        return RC_OK;
    }
    enum rc rc = method_reader_id(reader, of, "variant", &id);
    if (rc != RC_OK) {
        return rc;
    }
    while (variant < METHOD_VARIANT_END && !text_is(id, NAMES[variant])) {
        variant++;
    }
    if (variant == METHOD_VARIANT_END) {
        return method_reader_bad(reader, of.path, "variant is none of V1 to V8");
    }
    bool needs_days = variant == METHOD_DAYS_SUM || variant == METHOD_SCHEDULE;
    if (needs_days && potential->days_factor == NO_LEVEL) {
        return method_reader_bad(reader, of.path, "this variant needs max_days on one factor");
    }
    if (variant == METHOD_TWO_PARTS && !potential->has_combination) {
        return method_reader_bad(reader, of.path, "variant V6 needs repeated_attack");
    }
    if (variant == METHOD_PROBABILITY && potential->chances.count == 0) {
        return method_reader_bad(reader, of.path, "variant V7 needs probability");
    }
    potential->variant = (enum method_variant)variant;
    return RC_OK;
}

static enum rc check_combination(struct method_reader *reader, struct text path)
{
    const struct method *method = reader->method;
    int count = method->feasibility.count;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
            int level = method->potential.combination[i][j];
            if ((i > 0 && level < method->potential.combination[i - 1][j]) ||
                (j > 0 && level < method->potential.combination[i][j - 1])) {
                return method_reader_bad(reader, path,
                                         "the table falls where an attack gets more feasible");
            }
        }
    }
    return RC_OK;
}

static enum rc read_row(struct method_reader *reader, struct method_place list,
                        const int order[METHOD_SCALE_LIMIT], int *row)
{
    const struct method_scale *scale = &reader->method->feasibility;
    int column = 0;
    if (list.json->count != (size_t)scale->count) {
        return method_reader_bad(reader, list.path, "give one level for each column");
    }
    for (const struct json *item = list.json->first; item != NULL; item = item->next, column++) {
        struct method_place at = method_reader_at(reader, list, item, column);
        enum rc rc = method_reader_level(reader, at, scale, &row[order[column]]);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc read_combination(struct method_reader *reader, struct method_place of)
{
    struct method_potential *potential = &reader->method->potential;
    const struct method_scale *scale = &reader->method->feasibility;
    struct method_place table;
    struct method_place rows;
    struct method_place list;
    int order[METHOD_SCALE_LIMIT];
    if (member_of(of, "repeated_attack") == NULL) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, of, "repeated_attack", JSON_OBJECT, &table);
    if (rc == RC_OK) {
        rc = method_reader_columns(reader, table, scale, order);
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, table, "rows", JSON_OBJECT, &rows);
    }
    for (int row = 0; rc == RC_OK && row < scale->count; row++) {
        const char *name = text_to_z(reader->arena, scale->ids[row]);
        rc = method_reader_member(reader, rows, name, JSON_LIST, &list);
        if (rc == RC_OK) {
            rc = read_row(reader, list, order, potential->combination[row]);
        }
    }
    if (rc == RC_OK) {
        rc = check_combination(reader, table.path);
    }
    potential->has_combination = rc == RC_OK;
    return rc;
}

static enum rc read_chances(struct method_reader *reader, struct method_place of)
{
    struct method_bands *bands = &reader->method->potential.chances;
    struct method_place place;
    if (member_of(of, "probability") == NULL) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, of, "probability", JSON_OBJECT, &place);
    if (rc == RC_OK) {
        rc = method_read_bands(reader, place, true, bands);
    }
    if (rc == RC_OK &&
        (bands->at[0].min != 0 || bands->at[bands->count - 1].max < (int)CHANCE_HUNDREDTHS)) {
        rc = method_reader_bad(reader, place.path, "the bands must cover 0 to 100 percent");
    }
    return rc;
}

enum rc method_read_variants(struct method_reader *reader, struct method_place of)
{
    enum rc rc = find_days(reader, of);
    if (rc == RC_OK) {
        rc = read_combination(reader, of);
    }
    if (rc == RC_OK) {
        rc = read_chances(reader, of);
    }
    return rc == RC_OK ? read_variant(reader, of) : rc;
}
