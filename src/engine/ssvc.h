/* ssvc.h - stakeholder-specific vulnerability categorisation: decision tables.
 *
 * Purpose: from a few judged points (exploitation, exposure, impact ...) to what
 * is to be done, by the published tables: of the supplier of a patch, of its
 * deployer, of CISA as coordinator, and those that give utility, public safety
 * impact and human impact from finer points. (For vehicles, the safety
 * impact of a TARA's damage scenarios is the safety impact here.)
 * Vector: TABLE/POINT:VALUE/POINT:VALUE..., in any order. TABLE is the name or
 * the versioned id of the table ("supplier", "ssvc:DT_SP:1.0.0"); points and
 * values are named by key or by name, in any case. The outcome may stand in
 * it like a point and must then be right. "SSVCv2/" starts CISA's own
 * notation, in which T, M and D are technical impact, mission and well-being,
 * and decision; P and B, which are only the reasons of M, are not weighed, and
 * a moment may end it.
 * Purity: pure. Ownership: choices borrow const tables. Cost: O(bytes); a
 * decision O(1). Errors: RC_INVALID with the column.
 * Source: CERT/CC, SSVC decision tables (supplier, deployer, utility, public safety
 * and human impact 1.0.0; CISA coordinator 2.0.3). */
#ifndef CSMS_ENGINE_SSVC_H
#define CSMS_ENGINE_SSVC_H

#include "base/fault.h"

#define SSVC_POINT_LIMIT 4
#define SSVC_VALUE_LIMIT 4

struct ssvc_value {
    const char *key;
    const char *name;
};

struct ssvc_point {
    const char *key;
    const char *name;
    const char *version;
    int count;
    struct ssvc_value values[SSVC_VALUE_LIMIT]; /* the least urgent first */
};

struct ssvc_table {
    const char *name;
    const char *id;
    int count;
    const struct ssvc_point *points[SSVC_POINT_LIMIT];
    const struct ssvc_point *outcome;
    const char *outcomes; /* a digit, of the outcome's value, for each row; last point fastest */
};

struct ssvc_choice {
    const struct ssvc_table *table;
    unsigned char values[SSVC_POINT_LIMIT];
};

/* By name or id; NULL where there is none. */
const struct ssvc_table *ssvc_table_find(struct text name);
/* The tables in order; NULL behind the last. */
const struct ssvc_table *ssvc_table_at(size_t at);

enum rc ssvc_read(struct text vector, struct fault *fault, struct ssvc_choice *out) MUST_USE;
const struct ssvc_value *ssvc_outcome(const struct ssvc_choice *choice);
/* The vector in keys, in the table's order, with the id of the table and the outcome. */
void ssvc_put_vector(struct buffer *out, const struct ssvc_choice *choice);

#endif
