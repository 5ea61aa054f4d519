/* Reads the three ways to rate feasibility: attack potential, CVSS, vector. */
#include "engine/method_reader.h"

#include <limits.h>

#define FORMULA "E = 8.22 * AV * AC * PR * UI"

static bool is_absent(struct method_place of, const char *name)
{
    const struct json *json = json_member(of.json, name);
    return json == NULL || json->kind == JSON_NULL;
}

/* Bands as read: sorted by min, then checked to be gapless and monotone. */
static enum rc check_bands(struct method_reader *reader, struct text path,
                           struct method_bands *bands, bool is_rising)
{
    for (int i = 1; i < bands->count; i++) {
        for (int j = i; j > 0 && bands->at[j].min < bands->at[j - 1].min; j--) {
            struct method_band swap = bands->at[j];
            bands->at[j] = bands->at[j - 1];
            bands->at[j - 1] = swap;
        }
    }
    for (int i = 0; i < bands->count; i++) {
        const struct method_band *band = &bands->at[i];
        if (band->max < band->min) {
            return fault_add(reader->fault, RC_INVALID, path, "band %d ends before it starts", i);
        }
        if (i > 0 && band->min - 1 != bands->at[i - 1].max) {
            return fault_add(reader->fault, RC_INVALID, path,
                             "between bands %d and %d there is a gap or an overlap", i - 1, i);
        }
        if (i > 0 && (is_rising ? band->level < bands->at[i - 1].level
                                : band->level > bands->at[i - 1].level)) {
            return fault_add(reader->fault, RC_INVALID, path,
                             "the levels of bands %d and %d run the wrong way", i - 1, i);
        }
    }
    return RC_OK;
}

static enum rc read_bound(struct method_reader *reader, struct method_place at, bool is_decimal,
                          int *out)
{
    return is_decimal ? method_reader_hundredths(reader, at, out)
                      : method_reader_integer(reader, at, 0, INT_MAX - 1, out);
}

static enum rc read_band(struct method_reader *reader, struct method_place at, bool is_decimal,
                         struct method_band *band)
{
    struct method_place place;
    enum rc rc = method_reader_member(reader, at, "min", JSON_NUMBER, &place);
    if (rc == RC_OK) {
        rc = read_bound(reader, place, is_decimal, &band->min);
    }
    if (rc != RC_OK) {
        return rc;
    }
    band->max = INT_MAX;
    if (!is_absent(at, "max")) {
        rc = method_reader_member(reader, at, "max", JSON_NUMBER, &place);
        if (rc == RC_OK) {
            rc = read_bound(reader, place, is_decimal, &band->max);
        }
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, at, "rating", JSON_TEXT, &place);
    }
    const struct method_scale *scale = &reader->method->feasibility;
    return rc == RC_OK ? method_reader_level(reader, place, scale, &band->level) : rc;
}

enum rc method_read_bands(struct method_reader *reader, struct method_place of, bool is_rising,
                          struct method_bands *bands)
{
    struct method_place list;
    enum rc rc = method_reader_member(reader, of, "bands", JSON_LIST, &list);
    if (rc != RC_OK) {
        return rc;
    }
    if (list.json->count == 0 || list.json->count > METHOD_BANDS_LIMIT) {
        return fault_add(reader->fault, RC_INVALID, list.path, "give 1 to %d bands",
                         METHOD_BANDS_LIMIT);
    }
    for (const struct json *item = list.json->first; item != NULL; item = item->next) {
        struct method_place at = method_reader_at(reader, list, item, bands->count);
        rc = read_band(reader, at, is_rising, &bands->at[bands->count]);
        if (rc != RC_OK) {
            return rc;
        }
        bands->count++;
    }
    return check_bands(reader, list.path, bands, is_rising);
}

static enum rc read_factor_level(struct method_reader *reader, struct method_place at,
                                 struct method_factor *factor)
{
    struct method_level *level = &factor->levels[factor->count];
    struct method_place points;
    enum rc rc = method_reader_id(reader, at, "id", &level->id);
    if (rc == RC_OK) {
        rc = method_reader_id(reader, at, "label", &level->label);
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, at, "value", JSON_NUMBER, &points);
    }
    if (rc == RC_OK) {
        rc = method_reader_integer(reader, points, 0, METHOD_POINTS_LIMIT, &level->points);
    }
    if (rc == RC_OK) {
        rc = method_read_level_options(reader, at, level);
    }
    if (rc != RC_OK) {
        return rc;
    }
    for (int i = 0; i < factor->count; i++) {
        if (text_equals(factor->levels[i].id, level->id)) {
            return method_reader_bad(reader, at.path, "the id of this level appears twice");
        }
    }
    if (factor->count > 0 && level->points <= factor->levels[factor->count - 1].points) {
        return method_reader_bad(reader, points.path, "the values of a factor must rise");
    }
    factor->count++;
    return RC_OK;
}

static enum rc read_factor(struct method_reader *reader, struct method_place at,
                           struct method_factor *factor)
{
    struct method_place list;
    enum rc rc = method_reader_id(reader, at, "id", &factor->id);
    if (rc == RC_OK && method_factor_find(reader->method, factor->id) != NO_LEVEL) {
        rc = method_reader_bad(reader, at.path, "the id of this factor appears twice");
    }
    if (rc == RC_OK) {
        rc = method_reader_id(reader, at, "name", &factor->name);
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, at, "levels", JSON_LIST, &list);
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (list.json->count == 0 || list.json->count > METHOD_SCALE_LIMIT) {
        return fault_add(reader->fault, RC_INVALID, list.path, "give 1 to %d levels",
                         METHOD_SCALE_LIMIT);
    }
    for (const struct json *item = list.json->first; item != NULL; item = item->next) {
        rc = read_factor_level(reader, method_reader_at(reader, list, item, factor->count), factor);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc read_factors(struct method_reader *reader, struct method_place of)
{
    struct method_potential *potential = &reader->method->potential;
    struct method_place list;
    enum rc rc = method_reader_member(reader, of, "factors", JSON_LIST, &list);
    if (rc != RC_OK) {
        return rc;
    }
    if (list.json->count == 0 || list.json->count > METHOD_FACTORS_LIMIT) {
        return fault_add(reader->fault, RC_INVALID, list.path, "give 1 to %d factors",
                         METHOD_FACTORS_LIMIT);
    }
    potential->profiles = 1;
    for (const struct json *item = list.json->first; item != NULL; item = item->next) {
        struct method_factor *factor = &potential->factors[potential->count];
        rc = read_factor(reader, method_reader_at(reader, list, item, potential->count), factor);
        if (rc != RC_OK) {
            return rc;
        }
        potential->count++;
        potential->profiles *= factor->count;
        potential->max_total += factor->levels[factor->count - 1].points;
        if (potential->profiles > METHOD_PROFILES_LIMIT) {
            return fault_add(reader->fault, RC_TOO_LARGE, list.path,
                             "the factors have more than %d combinations", METHOD_PROFILES_LIMIT);
        }
    }
    return RC_OK;
}

enum rc method_read_potential(struct method_reader *reader, struct method_place pack)
{
    struct method_potential *potential = &reader->method->potential;
    struct method_place of;
    if (is_absent(pack, "attack_potential")) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, pack, "attack_potential", JSON_OBJECT, &of);
    if (rc == RC_OK) {
        rc = read_factors(reader, of);
    }
    if (rc == RC_OK) {
        rc = method_read_bands(reader, of, false, &potential->bands);
    }
    if (rc == RC_OK) {
        rc = method_read_variants(reader, of);
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (potential->bands.at[0].min != 0 ||
        potential->bands.at[potential->bands.count - 1].max < potential->max_total) {
        return fault_add(reader->fault, RC_INVALID, of.path, "the bands must cover 0 to %d",
                         potential->max_total);
    }
    potential->is_given = true;
    return RC_OK;
}

static enum rc read_weights(struct method_reader *reader, struct method_place weights,
                            const char *metric, const char *values, int *out)
{
    struct method_place of;
    enum rc rc = method_reader_member(reader, weights, metric, JSON_OBJECT, &of);
    for (int i = 0; rc == RC_OK && values[i] != '\0'; i++) {
        char name[2] = {values[i], '\0'};
        struct method_place place;
        rc = method_reader_member(reader, of, name, JSON_NUMBER, &place);
        if (rc == RC_OK) {
            rc = method_reader_hundredths(reader, place, &out[i]);
        }
        if (rc == RC_OK && i > 0 && out[i] > out[i - 1]) {
            rc = method_reader_bad(reader, place.path, "a harder value must not weigh more");
        }
        if (rc == RC_OK && out[i] > 100) {
            rc = method_reader_bad(reader, place.path, "a weight is at most 1");
        }
    }
    return rc;
}

enum rc method_read_cvss(struct method_reader *reader, struct method_place pack)
{
    struct method_cvss *cvss = &reader->method->cvss;
    struct method_place of;
    struct method_place weights;
    struct text formula;
    if (is_absent(pack, "cvss")) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, pack, "cvss", JSON_OBJECT, &of);
    if (rc == RC_OK) {
        rc = method_reader_id(reader, of, "formula", &formula);
    }
    if (rc == RC_OK && !text_is(formula, FORMULA)) {
        return fault_add(reader->fault, RC_UNSUPPORTED, of.path,
                         "this formula is not known; the engine computes \"" FORMULA "\"");
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, of, "weights", JSON_OBJECT, &weights);
    }
    const struct {
        const char *metric;
        const char *values;
        int *out;
    } rows[] = {{"AV", "NALP", cvss->av},
                {"AC", "LH", cvss->ac},
                {"PR", "NLH", cvss->pr},
                {"PR_scope_changed", "NLH", cvss->pr_changed},
                {"UI", "NR", cvss->ui}};
    for (size_t i = 0; rc == RC_OK && i < sizeof rows / sizeof *rows; i++) {
        rc = read_weights(reader, weights, rows[i].metric, rows[i].values, rows[i].out);
    }
    if (rc == RC_OK) {
        rc = method_read_bands(reader, of, true, &cvss->bands);
    }
    cvss->is_given = rc == RC_OK;
    return rc;
}

enum rc method_read_vectors(struct method_reader *reader, struct method_place pack)
{
    struct method_vectors *vectors = &reader->method->vectors;
    struct method_place of;
    struct method_place list;
    if (is_absent(pack, "attack_vector")) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, pack, "attack_vector", JSON_OBJECT, &of);
    if (rc == RC_OK) {
        rc = method_reader_member(reader, of, "map", JSON_LIST, &list);
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (list.json->count == 0) {
        return method_reader_bad(reader, list.path, "give at least one vector");
    }
    for (const struct json *item = list.json->first; item != NULL; item = item->next) {
        int index = vectors->scale.count;
        struct method_place at = method_reader_at(reader, list, item, index);
        struct method_place rating;
        struct text id;
        rc = method_reader_id(reader, at, "id", &id);
        if (rc == RC_OK) {
            rc = method_reader_scale_add(reader, at, id, &vectors->scale);
        }
        if (rc == RC_OK) {
            rc = method_reader_member(reader, at, "rating", JSON_TEXT, &rating);
        }
        if (rc == RC_OK) {
            rc = method_reader_level(reader, rating, &reader->method->feasibility,
                                     &vectors->levels[index]);
        }
        if (rc != RC_OK) {
            return rc;
        }
    }
    vectors->is_given = true;
    return RC_OK;
}
