/* workspace.h - one opened workspace: store, model, keys, clock, connections.
 *
 * Purpose: what every call needs besides its own arena. It is opened and made
 * by workspace_open.h.
 * Threads: a workspace is shared; connections come from its pool.
 * Errors: RC_BUSY, RC_BROKEN, RC_OFFLINE. */
#ifndef CSMS_CORE_WORKSPACE_H
#define CSMS_CORE_WORKSPACE_H

#include "base/moment.h"
#include "base/sign.h"
#include "core/model.h"
#include "core/operational.h"
#include "store/store.h"

#define WORKSPACE_SCHEMA_VERSION 1

struct change_set;
struct committer;

struct workspace {
    struct arena *arena;
    struct store *store;
    const struct model *model;
    struct clock clock; /* of the machine, or the simulated one */
    struct id id;
    struct hash schema; /* of the stored tables; that of the model but while it migrates */
    struct text name;
    bool is_simulated;
    int64_t created_us;
    bool has_key; /* without it only reading and verifying are possible */
    struct sign_key key;
    struct hash mac_key;
    struct hash wrap_key;   /* seals the keys of persons */
    struct hash cursor_key; /* signs list cursors */
    char *head_path;        /* the signed head beside the workspace */
    struct committer *committer;
    enum rc (*commit)(struct committer *committer, struct change_set *set); /* and wait */
    struct pool *pool;
};

struct id workspace_new_id(struct workspace *workspace); /* thread-safe */
int64_t workspace_now_us(struct workspace *workspace);
/* Takes over a simulated clock as it is stored; another process may have moved
 * it. Nothing to do where the clock is the machine's. */
enum rc workspace_follow_clock(struct workspace *workspace, struct connection *connection,
                               struct fault *fault) MUST_USE;
/* Of a simulation, after the committed entry that moves it. */
void workspace_advance_clock(struct workspace *workspace, int64_t to_us);
/* Several processes may serve it, and the file's owner is not its user. */
bool workspace_is_shared(const struct workspace *workspace);
/* An online copy into a new file; the key is never in it. */
enum rc workspace_backup(struct workspace *workspace, const char *path,
                         struct fault *fault) MUST_USE;
/* A read connection from the pool; give it back. */
enum rc workspace_take_reader(struct workspace *workspace, struct fault *fault,
                              struct connection **out) MUST_USE;
void workspace_give_reader(struct workspace *workspace, struct connection *connection);

#endif
