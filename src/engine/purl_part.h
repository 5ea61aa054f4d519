/* purl_part.h - a package URL that is being made. Private to purl*.c.
 *
 * Purpose: purl.c fills in decoded parts, purl_rule.c settles them by the rules
 * of the type. The bytes are the maker's own, so they are changed in place. */
#ifndef CSMS_ENGINE_PURL_PART_H
#define CSMS_ENGINE_PURL_PART_H

#include "engine/purl.h"

struct purl_run {
    char *at;
    size_t size;
    size_t from; /* where it stands in the input */
};

struct purl_pair {
    struct purl_run key;
    struct purl_run value;
};

struct purl_maker {
    struct arena *arena;
    struct text input;
    bool has_escapes;
    char *free; /* the next byte of the maker's own */
    struct purl_run type;
    struct purl_run namespace;
    struct purl_run name;
    struct purl_run version;
    struct purl_run subpath;
    struct purl_qualifier *qualifiers;
    size_t qualifier_count;
    const struct purl_type *rules;
    struct purl_issue *issue;
};

/* RC_INVALID, with the words. */
enum rc purl_part_refuse(struct purl_maker *maker, size_t at, const char *sentence) MUST_USE;
/* A rule is broken, but the meaning is clear. The first one is kept. */
void purl_part_note(struct purl_maker *maker, size_t at, const char *sentence);
void purl_part_lower(struct purl_run run);
/* Type in lower case, and its rules. */
enum rc purl_part_type(struct purl_maker *maker) MUST_USE;
/* Takes a qualifier whose bytes are the maker's own; an empty value is dropped. */
enum rc purl_part_qualifier(struct purl_maker *maker, const struct purl_pair *pair) MUST_USE;
/* The rules of the type on all parts. */
enum rc purl_part_settle(struct purl_maker *maker, struct purl *out) MUST_USE;

#endif
