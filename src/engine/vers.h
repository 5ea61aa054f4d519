/* vers.h - version ranges in the one notation for all ecosystems (VERS).
 *
 * Purpose: reads "vers:npm/>=1.0.0|<2.0.0", tells whether a version is in it, writes its canonical
 * form. Purity: pure. Ownership: a range lives in the given arena and borrows nothing.
 * Reading is strict on spelling (scheme in lower case, no empty constraint, percent-encoding only
 * where needed and in upper case, moments with T and Z) and lenient on order, as the specification
 * is: constraints may come unsorted and twice; vers_put sorts them and leaves double ones out.
 * Containment: a version that a constraint names is in by = <= >= and out by !=; any other is in
 * where the nearest bound below opens (> >=) or the nearest above closes (< <=). Ranges of !=
 * alone hold all other versions.
 * Cost: O(n log n) to read, O(n) and one key to ask. Errors: RC_INVALID, RC_UNSUPPORTED for an
 * unknown scheme, RC_TOO_LARGE above VERS_LIMIT_BYTES, each with the column in the fault.
 * Source: the VERS specification (package-url/vers-spec). */
#ifndef CSMS_ENGINE_VERS_H
#define CSMS_ENGINE_VERS_H

#include "engine/version.h"

#define VERS_LIMIT_BYTES ((size_t)1 << 20)

enum vers_comparator {
    VERS_EQUAL,
    VERS_NOT_EQUAL,
    VERS_LESS,
    VERS_LESS_EQUAL,
    VERS_GREATER,
    VERS_GREATER_EQUAL
};

struct vers_constraint {
    enum vers_comparator comparator;
    struct text version; /* decoded */
    struct text key;
};

struct vers_range {
    struct text scheme;
    const struct version_ecosystem *ecosystem; /* NULL for all and none */
    bool is_all;                               /* the one constraint is * */
    const struct vers_constraint *constraints; /* as read */
    size_t count;
    const struct vers_constraint *sorted; /* the same, by version, double ones left out */
    size_t sorted_count;
};

enum rc vers_read(struct arena *arena, struct text input, struct fault *fault,
                  const struct vers_range **out) MUST_USE;
/* A range of constraints without keys, as vers_read would have read it. */
enum rc vers_make(struct arena *arena, struct text scheme, struct fault *fault,
                  const struct vers_constraint *constraints, size_t constraint_count,
                  const struct vers_range **out) MUST_USE;
enum rc vers_contains(const struct vers_range *range, struct text version, struct arena *arena,
                      struct fault *fault, bool *out) MUST_USE;
/* The canonical form. */
void vers_put(struct buffer *out, const struct vers_range *range);
const char *vers_comparator_text(enum vers_comparator comparator); /* "" for VERS_EQUAL */

#endif
