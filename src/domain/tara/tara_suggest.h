/* tara_suggest.h - threats that follow from an item's architecture, as suggestions.
 *
 * Purpose: tara_architecture_load turns the workspace's records (components,
 * channels, data flows, data, zones, interfaces) into the engine's model;
 * elements are known by their keys, so that a threat found here has the id it
 * has in an exported folder. Records that the actor may not read are left out,
 * and what cannot be without them.
 * tara_suggest runs the rules of the catalogue over it and keeps those threats
 * that are about the item of the analysis or about an asset of it, each as a
 * suggestion of a threat scenario in the given change set: with STRIDE, entry
 * of Annex 5, way in words, damage scenarios and assets that share an element,
 * and the steps for an attack tree. The origin (the threat's id) lasts, so a
 * second run adds what is new, words anew what is undecided, leaves alone what
 * was decided, and marks what no longer follows.
 * Once a scenario was accepted, its steps become the suggestion of an attack tree.
 * Ownership: results in the set; the model in an arena of its own meanwhile.
 * Cost: a query an entity, then that of the engine (about 1 us a derivation).
 * Errors: RC_TOO_LARGE beyond the limits below or the time box.
 * Clauses: [RQ-15-03] [RQ-15-08]. */
#ifndef CSMS_DOMAIN_TARA_TARA_SUGGEST_H
#define CSMS_DOMAIN_TARA_TARA_SUGGEST_H

#include "core/change.h"
#include "domain/tara/tara_threats.h"

#define TARA_SUGGEST_LIMIT 5000 /* suggestions of one analysis */
#define TARA_SUGGEST_SECONDS 20.0

/* What is known of an element beside the model. */
struct tara_element {
    const struct record *record;
    struct id item; /* of the item it lies in; zero: none */
};

struct tara_architecture {
    struct table by_key; /* key -> struct tara_element */
    size_t count;
};

/* Fills the model of threats and closes it. */
enum rc tara_architecture_load(struct snapshot *snapshot, const struct actor *actor,
                               struct tara_threats *threats,
                               struct tara_architecture *out) MUST_USE;

struct tara_suggested {
    size_t found;   /* threats about the item */
    size_t created; /* new suggestions */
    size_t changed; /* undecided ones that read differently now */
    size_t lapsed;  /* that no longer follow, newly so */
};

enum rc tara_suggest(struct change_set *set, const struct record *analysis,
                     struct tara_suggested *out) MUST_USE;
/* What follows from accepting a suggestion that carries steps: from a threat
 * scenario the suggestion of an attack tree, from an attack tree its nodes with
 * their ratings (an ordered AND over the steps). Nothing where it has none. */
enum rc tara_suggest_follow(struct change_set *set, const struct record *suggestion,
                            const struct record *result) MUST_USE;

#endif
