/* workspace_open.h - makes a workspace, opens one, brings one back.
 *
 * Purpose: workspace_create makes a new one (schema, first ledger entries,
 * built-in records); workspace_open opens an existing one and refuses what it
 * does not know.
 * Keys: the signing key is a 0600 file outside the workspace, found by the
 * workspace's id in the state folder; MAC and wrapping keys derive from it.
 * Ownership: workspace_close ends it. Cost: a few queries.
 * Errors: RC_NOT_FOUND, RC_UNSUPPORTED (schema), RC_CORRUPT, RC_BROKEN. */
#ifndef CSMS_CORE_WORKSPACE_OPEN_H
#define CSMS_CORE_WORKSPACE_OPEN_H

#include "core/workspace.h"

#define WORKSPACE_NAME_LIMIT 200

struct workspace_options {
    const char *url;
    const char *state_folder; /* NULL: $CSMS_STATE_DIR, $XDG_STATE_HOME/csms, ~/.local/state/csms */
    const struct model *model;
    const char *name;          /* create only */
    int64_t simulated_from_us; /* create only; 0: the machine's clock */
    bool is_migrating;         /* open only: tables of another version are no reason to refuse */
};

enum rc workspace_create(const struct workspace_options *options, struct fault *fault,
                         struct workspace **out) MUST_USE;
enum rc workspace_open(const struct workspace_options *options, struct fault *fault,
                       struct workspace **out) MUST_USE;
void workspace_close(struct workspace *workspace); /* NULL is allowed */
/* A backup as a new file at options->url, opened; its head is signed anew. The
 * caller verifies it. */
enum rc workspace_restore(const struct workspace_options *options, const char *backup,
                          struct fault *fault, struct workspace **out) MUST_USE;

#endif
