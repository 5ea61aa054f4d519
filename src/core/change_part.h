/* change_part.h - what the files of the pipeline share.
 *
 * Purpose: permission and revision, the rules of a record, and the way of a
 * finished change into its set; change.c makes and changes records with them,
 * change_verb.c takes records through their lives.
 * Ownership: the set's arena. Errors: RC_DENIED, RC_STALE, those of the rules. */
#ifndef CSMS_CORE_CHANGE_PART_H
#define CSMS_CORE_CHANGE_PART_H

#include "core/change.h"

/* May the actor do this to the record, and is it still at this revision? 0: any. */
enum rc change_may(struct change_set *set, const struct record *record, const char *action,
                   int64_t revision) MUST_USE;
/* The entity's rules, unless the set is an import, whose rules wait. */
enum rc change_check_now(struct change_set *set, const struct change *change) MUST_USE;
/* A record changed twice in one set has two entries; each is complete. */
void change_stage(struct change_set *set, struct change trial);

#endif
