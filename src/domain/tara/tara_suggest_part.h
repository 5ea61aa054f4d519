/* tara_suggest_part.h - what the files of tara_suggest share. Private to them.
 *
 * Purpose: tara_suggest_load.c reads the architecture, tara_suggest_links.c
 * finds what a threat has to do with records of the analysis,
 * tara_suggest_words.c says it in words and as a proposal, tara_suggest.c keeps
 * the suggestions. Ownership: the model's arena; words in the given one. */
#ifndef CSMS_DOMAIN_TARA_TARA_SUGGEST_PART_H
#define CSMS_DOMAIN_TARA_TARA_SUGGEST_PART_H

#include "domain/tara/tara_load.h"
#include "domain/tara/tara_suggest.h"

struct tara_keys { /* keys of records, without doubles */
    struct text *at;
    size_t count;
};

/* Which security properties a threat takes away, by its STRIDE letters. */
struct tara_losses {
    bool confidentiality;
    bool integrity;
    bool availability;
};

struct tara_links {
    struct tara_keys assets;
    struct tara_keys damages;
    struct tara_keys classes; /* threat classes of Annex 5 */
    struct tara_losses losses;
};

struct tara_suggesting {
    struct change_set *set;
    const struct record *analysis;
    struct id item; /* zero: none */
    struct tara_threats *threats;
    struct tara_architecture architecture;
    bool has_method; /* the steps are rated with the analysis' own method */
    struct text proposer;
    struct tara_list assets;
    struct tara_list damages;
    struct tara_list classes;
};

/* The record of an argument of a threat; NULL where it has none. */
const struct tara_element *tara_suggest_element(const struct tara_suggesting *suggesting,
                                                uint32_t symbol);
/* Reads assets, damage scenarios and threat classes. */
enum rc tara_suggest_links_load(struct tara_suggesting *suggesting) MUST_USE;
/* Is the threat about the item, or about an asset of the analysis? */
bool tara_suggest_concerns(const struct tara_suggesting *suggesting, const struct threat *threat);
void tara_suggest_links(const struct tara_suggesting *suggesting, const struct threat *threat,
                        struct tara_links *out);
/* The component the threat is about, of the item where there is one, else what it names first. */
const struct record *tara_suggest_subject(const struct tara_suggesting *suggesting,
                                          const struct threat *threat);

/* The first code points of a text. */
struct text tara_suggest_clip(struct text text, size_t limit);
/* The field values of the suggestion, as a JSON object. */
struct text tara_suggest_fields(const struct tara_suggesting *suggesting,
                                const struct threat *threat);

#endif
