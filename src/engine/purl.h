/* purl.h - package URLs: read, normalised, written in the one canonical form.
 *
 * Purpose: purl_read takes a package URL apart (ECMA-427, clause 5 and the way
 * of parsing that its community describes), purl_make does the same for parts
 * that are known one by one, purl_put writes the canonical form. Both apply the
 * rules of the type (purl_type.h).
 * Two kinds of mistake: what has no clear meaning is RC_INVALID. What breaks a
 * rule but is clear (an upper-case key that the type defines, a namespace that
 * the type wants or forbids) is RC_OK with issue->sentence set: strict callers
 * refuse it, readers of other people's inventories go on. Keys that the type
 * does not define are read in any case without an issue, as the suite of the
 * community wants it.
 * Parts are decoded; a part that is absent is empty. Qualifiers are sorted by
 * key, empty ones dropped. Lower case is that of ASCII; other letters stay.
 * Purity: pure. Ownership: bytes and qualifiers live in the arena; rules are
 * const. Cost: O(bytes + qualifiers^2), the latter below PURL_QUALIFIERS_LIMIT.
 * Errors: RC_INVALID, RC_TOO_LARGE, both with the issue; out untouched. */
#ifndef CSMS_ENGINE_PURL_H
#define CSMS_ENGINE_PURL_H

#include "base/rc.h"
#include "engine/purl_type.h"

#define PURL_LIMIT_BYTES ((size_t)65536)
#define PURL_QUALIFIERS_LIMIT ((size_t)256)

struct purl_issue {
    const char *sentence; /* NULL: nothing is wrong */
    size_t at;            /* byte of the input; 0 for purl_make */
};

struct purl_qualifier {
    struct text key;
    struct text value;
};

struct purl {
    struct text type;
    struct text namespace; /* segments apart by "/" */
    struct text name;
    struct text version;
    struct text subpath; /* segments apart by "/" */
    const struct purl_qualifier *qualifiers;
    size_t qualifier_count;
    const struct purl_type *rules; /* NULL: the type is not registered */
};

enum rc purl_read(struct arena *arena, struct text input, struct purl_issue *issue,
                  struct purl *out) MUST_USE;
/* parts as above, not yet normalised; its rules are not read. */
enum rc purl_make(struct arena *arena, const struct purl *parts, struct purl_issue *issue,
                  struct purl *out) MUST_USE;
/* Appends the canonical form of what the two above gave. */
void purl_put(struct buffer *out, const struct purl *purl);
struct text purl_qualifier_of(const struct purl *purl, struct text key); /* empty where absent */
/* The same type, namespace and name: versions of one package. */
bool purl_is_same_package(const struct purl *a, const struct purl *b);

#endif
