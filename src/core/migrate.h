/* migrate.h - brings a workspace to the tables of this program.
 *
 * Purpose: the tables of entities are derived, so their migration is, too: new
 * kinds of record get their tables, each other one is built anew and takes its
 * rows over, new fields begin empty, built-in records that are missing are
 * added. One transaction does it, together with its ledger entry; a copy of a
 * file is made first. What would lose something is refused: a newer workspace,
 * a field or a kind of record that is filled and that this program does not
 * know, a value that no longer fits. Entries of the ledger are never rewritten,
 * and what is absent is not hashed, so content hashes stay what they are.
 * The tables of the spine itself change by WORKSPACE_SCHEMA_VERSION only.
 * Ownership: the report's texts live in the caller's arena.
 * Cost: every row is copied once. Errors: RC_UNSUPPORTED (newer, or something
 * would be lost), RC_DENIED (no key), RC_CONFLICT (the copy is there already). */
#ifndef CSMS_CORE_MIGRATE_H
#define CSMS_CORE_MIGRATE_H

#include "core/workspace_open.h"

struct migrate_report {
    bool was_current; /* nothing had to be done */
    size_t tables;    /* built anew or for the first time */
    struct text copy; /* path of the copy made before, or empty */
};

/* options->url and ->model; is_migrating is set here. */
enum rc migrate_workspace(const struct workspace_options *options, struct text actor,
                          struct arena *arena, struct fault *fault,
                          struct migrate_report *out) MUST_USE;

#endif
