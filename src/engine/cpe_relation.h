/* cpe_relation.h - how two platform names stand to each other.
 *
 * Purpose: the attribute relations of NISTIR 7696, table 6-2 (source: a
 * statement's criterion; target: what is installed), the relation of whole names
 * (6.2, table 6-4), and whether a criterion names a component, which asks more
 * than the specification does, since names with ANY hit everything:
 *   - no attribute is disjoint, the part counts like every other;
 *   - ANY over a value with wildcards counts as superset; other relations that
 *     the specification leaves undefined are no match;
 *   - a vendor narrower and a product wider than the component's (or the
 *     reverse) is a different thing.
 * A component of unknown version may be the one meant but is not known to be:
 * callers say "possible" where is_version_unknown is set, unless the criterion
 * is about every version. One with version NA says little: has_no_version.
 * "?" stands for at most one character, "*" for any number (7696, 6.1.2).
 * Purity: pure. Cost: O(bytes); O(source * target) with wildcards. Errors: none. */
#ifndef CSMS_ENGINE_CPE_RELATION_H
#define CSMS_ENGINE_CPE_RELATION_H

#include "engine/cpe.h"

enum cpe_relation { CPE_DISJOINT, CPE_EQUAL, CPE_SUBSET, CPE_SUPERSET, CPE_UNDEFINED };

enum cpe_relation cpe_relation_of_values(const struct cpe_value *source,
                                         const struct cpe_value *target);
/* of[] gets the relation of each attribute; the answer is that of the names. */
enum cpe_relation cpe_relation_of_names(const struct cpe *source, const struct cpe *target,
                                        enum cpe_relation of[CPE_ATTRIBUTES]);
const char *cpe_relation_name(enum cpe_relation relation); /* "superset" */

struct cpe_relation_match {
    bool is_match;
    bool is_version_unknown; /* the component's version is ANY */
    bool has_no_version;     /* the criterion's version is NA */
};

struct cpe_relation_match cpe_relation_match(const struct cpe *criterion,
                                             const struct cpe *component);

#endif
