/* method_reader.h - shared by the files that read a method pack.
 *
 * Purpose: member access that answers with the path of what is wrong, and the
 * one decimal form packs use. Only method_read*.c include this.
 * Ownership: paths and copied ids live in the reader's arena. Cost: O(members). */
#ifndef CSMS_ENGINE_METHOD_READER_H
#define CSMS_ENGINE_METHOD_READER_H

#include "base/json.h"
#include "engine/method.h"

struct method_reader {
    struct arena *arena;
    struct fault *fault;
    struct method *method; /* being filled */
};

/* A value of the pack and where it stands. */
struct method_place {
    const struct json *json;
    struct text path;
};

enum rc method_reader_bad(struct method_reader *reader, struct text path,
                          const char *sentence) MUST_USE;
/* The member name of kind; its absence or another kind is RC_INVALID. */
enum rc method_reader_member(struct method_reader *reader, struct method_place of, const char *name,
                             enum json_kind kind, struct method_place *out) MUST_USE;
/* The place of a value that was found by walking: ".name" or "[index]". */
struct method_place method_reader_named(struct method_reader *reader, struct method_place of,
                                        const struct json *json);
struct method_place method_reader_at(struct method_reader *reader, struct method_place of,
                                     const struct json *json, int index);
/* A non-empty text member, copied. */
enum rc method_reader_id(struct method_reader *reader, struct method_place of, const char *name,
                         struct text *out) MUST_USE;
/* Appends a non-empty id that is not there yet. */
enum rc method_reader_scale_add(struct method_reader *reader, struct method_place at,
                                struct text id, struct method_scale *scale) MUST_USE;
/* A list of texts as a scale. */
enum rc method_reader_scale(struct method_reader *reader, struct method_place list,
                            struct method_scale *scale) MUST_USE;
/* A text that names a level of the scale. */
enum rc method_reader_level(struct method_reader *reader, struct method_place at,
                            const struct method_scale *scale, int *out) MUST_USE;
/* An integer from min to max. */
enum rc method_reader_integer(struct method_reader *reader, struct method_place at, int min,
                              int max, int *out) MUST_USE;
/* 0 to 100 with at most two decimals, in hundredths. */
enum rc method_reader_hundredths(struct method_reader *reader, struct method_place at,
                                 int *out) MUST_USE;
/* The columns of a table name every id of the scale once; order[c] is the
 * index of column c. */
enum rc method_reader_columns(struct method_reader *reader, struct method_place table,
                              const struct method_scale *scale,
                              int order[METHOD_SCALE_LIMIT]) MUST_USE;

/* Of method_read_feasibility.c: the list `bands`, gapless; in hundredths and with
 * rising levels where is_rising, else in integers with falling ones. */
enum rc method_read_bands(struct method_reader *reader, struct method_place of, bool is_rising,
                          struct method_bands *bands) MUST_USE;

/* Of method_variant.c: what a level and the attack potential may add. */
enum rc method_read_level_options(struct method_reader *reader, struct method_place at,
                                  struct method_level *level) MUST_USE;
enum rc method_read_variants(struct method_reader *reader, struct method_place of) MUST_USE;

enum rc method_read_potential(struct method_reader *reader, struct method_place pack) MUST_USE;
enum rc method_read_cvss(struct method_reader *reader, struct method_place pack) MUST_USE;
enum rc method_read_vectors(struct method_reader *reader, struct method_place pack) MUST_USE;
enum rc method_read_risk(struct method_reader *reader, struct method_place pack) MUST_USE;
enum rc method_read_cal(struct method_reader *reader, struct method_place pack) MUST_USE;

#endif
