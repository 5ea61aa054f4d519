/* text_form_merge.h - three states of one record, field by field.
 *
 * Purpose: work that went away as files and comes back has three states: as it
 * went (the base, a ledger sequence here), as it is here (ours), as it came
 * back (theirs). What one side alone changed is taken from that side; where
 * both changed to different values somebody has to choose. A record that is
 * new on their side and whose key was given here meanwhile gets another key.
 * Their state is taken only with all of their content, since what was approved
 * there is nothing else. Retired on one side and changed on the other is a
 * difference to choose about, too, under the name "retired".
 * Ownership: the set's arena. Cost: O(fields) and one read of the base a record.
 * Errors: RC_CONFLICT with file and line, one for each open choice. */
#ifndef CSMS_CORE_TEXT_FORM_MERGE_H
#define CSMS_CORE_TEXT_FORM_MERGE_H

#include "core/text_form.h"
#include "core/text_form_read.h"

/* What is to be done with a record that both sides know. */
struct text_form_merged {
    uint64_t taken;    /* bit per field that becomes theirs */
    bool takes_state;  /* their state comes along */
    bool takes_owner;  /* their owner does */
    bool is_retired;   /* in the end */
    bool is_ours_only; /* nothing of theirs is to be taken */
};
enum rc text_form_merge(struct change_set *set, const struct text_form_merge *merge,
                        const struct text_form_entry *entry, const struct change_input *theirs,
                        struct text_form_merged *out) MUST_USE;
/* Of an object of fields, those whose bit is set. */
const struct json *text_form_some_fields(struct arena *arena, const struct entity *entity,
                                         const struct json *fields, uint64_t taken);

#endif
