/* text_form.h - the whole workspace as YAML files, out and in.
 *
 * Purpose: a form that people read, compare and merge, and that programs
 * generate; docs/text-form.md says it in full. One folder a module, one file an
 * entity, records in order of key; content as blobs/<sha256>. It holds id, key,
 * state, owner, fields and decisions; not revisions, times, hashes, accounts
 * and secrets, nor what only makes sense in its own ledger (baselines,
 * checkpoints). Built-in records stand in it only where they were changed.
 * Export, import into a fresh workspace and export give the same bytes.
 * Import reads all files, then fills one change set: nothing is done unless
 * everything is good. Imported decisions are marked and count for nothing.
 * Ownership: everything lives in the arena of the snapshot; one entity or file
 * at a time beside it. Cost: O(bytes) and O(records).
 * Errors: RC_CONFLICT (folder not empty, key or id taken), RC_INVALID and
 * RC_CYCLE with file, line and column, RC_DENIED, RC_TOO_LARGE, RC_BROKEN. */
#ifndef CSMS_CORE_TEXT_FORM_H
#define CSMS_CORE_TEXT_FORM_H

#include "core/change.h"
#include "core/folder.h"

#define TEXT_FORM_NAME "csms-text-form"
#define TEXT_FORM_VERSION 1
#define TEXT_FORM_HEADER "csms.yaml"
#define TEXT_FORM_CONTENT "blobs.yaml"
#define TEXT_FORM_BLOBS "blobs"

/* Does the entity have a file? Not what belongs to one ledger. */
bool text_form_has(const struct model_entity *kind);

/* Into a folder that is empty or not there yet. */
enum rc text_form_export(struct snapshot *snapshot, struct folder *folder, size_t *count) MUST_USE;

struct text_form_report {
    size_t created;
    size_t changed;
    size_t unchanged;
    size_t blobs;
    size_t renamed; /* merge: new records whose key was given here meanwhile */
};

/* Import as a merge of work that began from a state of this workspace: see
 * text_form_merge.h. */
enum text_form_side { TEXT_FORM_ASK, TEXT_FORM_OURS, TEXT_FORM_THEIRS };
struct text_form_choice {
    struct text field; /* TS-0042.title; also .owner and .retired */
    enum text_form_side side;
};
struct text_form_merge {
    int64_t base;               /* the ledger sequence that both sides began from */
    enum text_form_side prefer; /* where both changed and no choice is made */
    const struct text_form_choice *choices;
    size_t choice_count;
};

/* Fills the set, which was made for this; the caller commits it. merge: NULL
 * for a plain import, where the file's values are what counts. */
enum rc text_form_import(struct change_set *set, const struct folder *folder,
                         const struct text_form_merge *merge,
                         struct text_form_report *out) MUST_USE;

#endif
