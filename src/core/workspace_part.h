/* workspace_part.h - what the files of a workspace share; only they include it.
 *
 * Purpose: workspace.c is what an open workspace does, workspace_key.c finds
 * its key, workspace_open.c opens and makes one, and stands above the
 * committer. Ownership: the workspace's arena. */
#ifndef CSMS_CORE_WORKSPACE_PART_H
#define CSMS_CORE_WORKSPACE_PART_H

#include "core/workspace_open.h"

#include <pthread.h>

#define POOL_ROOM 64

struct pool {
    pthread_mutex_t lock;
    struct connection *idle[POOL_ROOM];
    size_t count;
    struct id_maker ids;
    int64_t simulated_us;
};

struct workspace *workspace_begin(const struct model *model);
void workspace_end(struct workspace *workspace); /* closes readers and store, wipes the key */
void workspace_set_clock(struct workspace *workspace, int64_t simulated_us);
struct text workspace_state_folder(struct arena *arena, const struct workspace_options *options);
enum rc workspace_make_key(struct workspace *workspace, const struct workspace_options *options,
                           struct fault *fault) MUST_USE;
/* Those that the workspace does not have yet. */
enum rc workspace_add_builtins(struct change_set *set) MUST_USE;
/* Absent is allowed (then the workspace is read-only); open to others is not. */
enum rc workspace_load_key(struct workspace *workspace, const struct workspace_options *options,
                           struct fault *fault) MUST_USE;

#endif
