/* branch.h - work that goes away as files and comes back.
 *
 * Purpose: a branch is a record of the entity branch; it names the ledger
 * sequence that the work began from (that of its baseline, or of its making).
 * Who works on it has an export of that state in a workspace of their own.
 * branch_merge brings the export that came back into this workspace, field by
 * field (text_form_merge.h), and takes the branch to merged in the same set.
 * Clause: ISO/SAE 21434 RQ-06-11, RQ-06-12; RC-07-04 for work by a supplier.
 * Ownership: the set's arena. Cost: that of an import.
 * Errors: RC_NOT_FOUND, RC_INVALID (choices), RC_CONFLICT (not open; both sides
 * changed something and nobody chose), and those of text_form_import. */
#ifndef CSMS_CORE_BRANCH_H
#define CSMS_CORE_BRANCH_H

#include "core/text_form.h"

struct branch_input {
    struct text key;     /* of the branch */
    struct text prefer;  /* "", "ours" or "theirs" */
    struct text choices; /* "TS-0042.title=theirs RI-0003.owner=ours", or empty */
};

/* Fills the set, which was made for this; the caller commits it, or shows the
 * report alone. */
enum rc branch_merge(struct change_set *set, const struct folder *folder,
                     const struct branch_input *input, struct text_form_report *out) MUST_USE;
/* Members of an answer: the counts of a report, and where the set is shown
 * alone ("preview"), "changes": entity, key, verb and fields of each change. */
void branch_put_report(struct json_writer *writer, const struct text_form_report *report);
void branch_put_changes(struct json_writer *writer, const struct change_set *set);

#endif
