#include "engine/cpe_relation.h"

#include <string.h>

const char *cpe_relation_name(enum cpe_relation relation)
{
    static const char *const names[] = {"disjoint", "equal", "subset", "superset", "undefined"};
    return names[relation];
}

/* The text somewhere in target, with no more on either side than the wildcards allow. */
static bool is_covered(const struct cpe_value *source, struct text target)
{
    size_t size = source->text.size;
    for (size_t at = 0; at + size <= target.size; at++) {
        if (source->before != CPE_STAR && at > (size_t)source->before) {
            return false;
        }
        size_t left = target.size - at - size;
        bool is_end = source->behind == CPE_STAR || left <= (size_t)source->behind;
        if (is_end && (size == 0 || memcmp(target.at + at, source->text.at, size) == 0)) {
            return true;
        }
    }
    return false;
}

enum cpe_relation cpe_relation_of_values(const struct cpe_value *source,
                                         const struct cpe_value *target)
{
    if (cpe_has_wildcard(target)) {
        return CPE_UNDEFINED;
    }
    if (source->kind == target->kind && source->kind != CPE_TEXT) {
        return CPE_EQUAL;
    }
    if (source->kind == CPE_ANY) {
        return CPE_SUPERSET;
    }
    if (target->kind == CPE_ANY) {
        return CPE_SUBSET;
    }
    if (source->kind == CPE_NA || target->kind == CPE_NA) {
        return CPE_DISJOINT;
    }
    if (cpe_has_wildcard(source)) {
        return is_covered(source, target->text) ? CPE_SUPERSET : CPE_DISJOINT;
    }
    return text_equals(source->text, target->text) ? CPE_EQUAL : CPE_DISJOINT;
}

enum cpe_relation cpe_relation_of_names(const struct cpe *source, const struct cpe *target,
                                        enum cpe_relation of[CPE_ATTRIBUTES])
{
    unsigned seen = 0;
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        of[i] = cpe_relation_of_values(&source->values[i], &target->values[i]);
        seen |= 1U << of[i];
    }
    if ((seen & 1U << CPE_DISJOINT) != 0) {
        return CPE_DISJOINT;
    }
    switch (seen & ~(1U << CPE_EQUAL)) {
    case 0:
        return CPE_EQUAL;
    case 1U << CPE_SUBSET:
        return CPE_SUBSET;
    case 1U << CPE_SUPERSET:
        return CPE_SUPERSET;
    default:
        return CPE_UNDEFINED;
    }
}

static bool is_crossed(const enum cpe_relation of[CPE_ATTRIBUTES])
{
    return (of[CPE_VENDOR] == CPE_SUBSET && of[CPE_PRODUCT] == CPE_SUPERSET) ||
           (of[CPE_VENDOR] == CPE_SUPERSET && of[CPE_PRODUCT] == CPE_SUBSET);
}

struct cpe_relation_match cpe_relation_match(const struct cpe *criterion,
                                             const struct cpe *component)
{
    enum cpe_relation of[CPE_ATTRIBUTES];
    struct cpe_relation_match match = {.is_match = true};
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        const struct cpe_value *source = &criterion->values[i];
        of[i] = cpe_relation_of_values(source, &component->values[i]);
        if (of[i] == CPE_UNDEFINED && source->kind == CPE_ANY) {
            of[i] = CPE_SUPERSET;
        }
        if (of[i] == CPE_DISJOINT || of[i] == CPE_UNDEFINED) {
            return (struct cpe_relation_match){.is_match = false};
        }
    }
    match.is_match = !is_crossed(of);
    match.is_version_unknown = match.is_match && component->values[CPE_VERSION].kind == CPE_ANY;
    match.has_no_version = match.is_match && criterion->values[CPE_VERSION].kind == CPE_NA;
    return match;
}
