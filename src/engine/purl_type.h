/* purl_type.h - what each registered type of package URL demands.
 *
 * Purpose: the rules of the registered types as one table of facts: which parts
 * are required or forbidden, which do not tell upper from lower case, which
 * qualifiers are known. Facts from the type definitions of the package URL
 * community (packageurl.org, 2026-08; ECMA-427 clause 5.7). A type that is not
 * here is permitted; only the general rules hold for it.
 * Where a definition's flag and its prose differ, the flag counts: the case of
 * golang names stays, as Go itself tells them apart.
 * Purity: const data. Cost: a look-up compares at most eight names. */
#ifndef CSMS_ENGINE_PURL_TYPE_H
#define CSMS_ENGINE_PURL_TYPE_H

#include "base/text.h"

enum purl_need { PURL_OPTIONAL, PURL_REQUIRED, PURL_FORBIDDEN };

/* Parts that are written in one case. */
#define PURL_LOWER_NAMESPACE 1U
#define PURL_LOWER_NAME 2U
#define PURL_LOWER_VERSION 4U
#define PURL_LOWER_SUBPATH 8U
#define PURL_UPPER_NAMESPACE 16U

/* What else the name must be, or is made. */
enum purl_name_rule {
    PURL_NAME_PLAIN,
    PURL_NAME_DASHES,  /* "_" is the same as "-" */
    PURL_NAME_WORD,    /* what is no letter and no digit is "_" */
    PURL_NAME_BROWSER, /* 32 letters a to p; the version 1 to 4 numbers */
    PURL_NAME_ARCHIVE, /* of a distribution, so without "::" */
    PURL_NAME_SERVER,  /* the server at repository_url decides on case */
    PURL_NAME_PATH     /* all behind the first segment; some hosts fold case */
};

struct purl_type {
    struct text name;
    enum purl_need namespace_need;
    size_t namespace_segments; /* at least so many where it is required */
    unsigned folds;            /* PURL_LOWER_... */
    enum purl_name_rule name_rule;
    struct text required_key; /* of a qualifier; may be empty */
    struct text keys;         /* of the qualifiers that it defines, apart by blanks */
};

/* name in lower case; NULL where the type is not registered. */
const struct purl_type *purl_type_find(struct text name);
bool purl_type_has_key(const struct purl_type *type, struct text key);
/* Does this host take paths in any case for the same? For PURL_NAME_PATH. */
bool purl_type_is_folding_host(struct text host);
/* Does the model registry at this address take names in any case for the same? */
bool purl_type_is_folding_server(struct text repository_url);
size_t purl_type_count(void);
const struct purl_type *purl_type_at(size_t index); /* in order of the names */

#endif
