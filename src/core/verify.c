#include "core/verify.h"

#include "core/verify_part.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

void verify_wrong(struct verifying *v, struct text where, const char *words, int64_t seq)
{
    v->is_good = false;
    if (seq > 0) {
        (void)fault_add(v->fault, RC_CORRUPT, where, "%s (ledger sequence %lld)", words,
                        (long long)seq);
    } else {
        (void)fault_add(v->fault, RC_CORRUPT, where, "%s", words);
    }
}

struct text verify_where(struct verifying *v, const char *table, struct text key)
{
    return text_print(v->snapshot->arena, "%s %.*s", table, TEXT_ARGS(key));
}

/* What the store gives for a value that was bound. */
bool verify_is_same(struct value expected, struct value stored)
{
    if (expected.kind == VALUE_ID) {
        return stored.kind == VALUE_BYTES && text_equals(id_bytes(&expected.id), stored.text);
    }
    if (expected.kind == VALUE_IDS || expected.kind == VALUE_BYTES) {
        return stored.kind == VALUE_BYTES && text_equals(expected.text, stored.text);
    }
    return value_equals(expected, stored);
}

/* ---- the ledger ---- */

static void check_columns(struct verifying *v, const struct value *row,
                          const struct ledger_entry *entry)
{
    struct value expected[] = {value_integer(entry->at_us), value_text(entry->actor),
                               value_text(entry->verb), value_text(entry->entity),
                               value_id(entry->id)};
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (!verify_is_same(expected[i], row[4 + i])) {
            verify_wrong(v, TEXT("ledger"), "a column beside the entry was altered", entry->seq);
            return;
        }
    }
}

static void check_against_checkpoint(struct verifying *v, struct hash leaf, int64_t seq)
{
    const struct checkpoint *checkpoint = v->checkpoint;
    if (checkpoint != NULL && checkpoint->leaves != NULL && seq <= checkpoint->head.size &&
        !hash_equals(leaf, checkpoint->leaves[seq - 1])) {
        verify_wrong(v, TEXT("checkpoint"),
                     "this is the first entry that differs from the checkpoint", seq);
        v->checkpoint = NULL; /* the first one is what counts */
    }
}

static void check_roots(struct verifying *v)
{
    int64_t size = (int64_t)v->walked.tree.size;
    if (v->report->has_head_file && size == v->head_file.size) {
        v->met_head_file = true;
        if (!hash_equals(merkle_root(&v->walked.tree), v->head_file.root)) {
            verify_wrong(v, TEXT("head file"),
                         "the ledger differs from the signed head at or before", size);
        }
    }
    if (v->checkpoint != NULL && size == v->checkpoint->head.size &&
        !hash_equals(merkle_root(&v->walked.tree), v->checkpoint->head.root)) {
        verify_wrong(v, TEXT("checkpoint"),
                     "the ledger differs from the checkpoint, which covers the entries up to",
                     size);
    }
}

/* One row: seq, payload, leaf, chain and the columns beside. Returns false
 * where nothing behind it can be trusted. */
static bool check_entry(struct verifying *v, const struct value *row)
{
    struct ledger_entry entry;
    struct replay_record *at;
    struct hash stored_leaf;
    struct hash stored_chain;
    int64_t expected = (int64_t)v->walked.tree.size + 1;
    if (row[0].kind != VALUE_INTEGER || row[0].integer != expected) {
        verify_wrong(v, TEXT("ledger"), "this entry is missing", expected);
        return false;
    }
    struct text payload = value_as_text(row[1]);
    struct hash leaf = merkle_leaf(payload);
    v->walked.chain = ledger_chain(v->walked.chain, expected, leaf);
    merkle_add(&v->walked.tree, leaf);
    if (row[1].kind != VALUE_BYTES || !hash_from_bytes(value_as_text(row[2]), &stored_leaf) ||
        !hash_from_bytes(value_as_text(row[3]), &stored_chain) || !hash_equals(stored_leaf, leaf) ||
        !hash_equals(stored_chain, v->walked.chain)) {
        verify_wrong(v, TEXT("ledger"), "the entry or its hashes were altered", expected);
        return false;
    }
    check_against_checkpoint(v, leaf, expected);
    check_roots(v);
    if (ledger_parse(v->scratch, payload, &entry) != RC_OK || entry.seq != expected) {
        verify_wrong(v, TEXT("ledger"), "the entry cannot be read", expected);
        return false;
    }
    check_columns(v, row, &entry);
    if (entry.at_us < v->last_at_us) {
        verify_wrong(v, TEXT("ledger"), "recorded time goes back", expected);
    }
    v->last_at_us = entry.at_us;
    if (replay_apply(&v->replay, &entry, &at) != RC_OK) {
        v->is_good = false;
        return false;
    }
    if (at != NULL) {
        verify_history_row(v, at, expected);
    }
    return true;
}

static enum rc walk_ledger(struct verifying *v)
{
    struct snapshot *snapshot = v->snapshot;
    bool is_trusted = true;
    size_t count = VERIFY_PAGE_ROWS;
    v->walked.chain = hash_of(id_bytes(&snapshot->workspace->id));
    while (is_trusted && count == VERIFY_PAGE_ROWS) {
        struct rows *rows;
        struct value after = value_integer((int64_t)v->walked.tree.size);
        enum rc rc = connection_query(
            snapshot->connection,
            (struct query){
                TEXT("SELECT seq, payload, leaf, chain, at_us, actor, verb, entity, id "
                     "FROM ledger WHERE seq > ?1 ORDER BY seq LIMIT " VERIFY_PAGE_ROWS_TEXT),
                &after, 1},
            v->fault, &rows);
        if (rc != RC_OK) {
            return rc;
        }
        const struct value *columns;
        count = 0;
        while (is_trusted && (rc = rows_next(rows, &columns)) == RC_OK) {
            arena_reset(v->scratch);
            is_trusted = check_entry(v, columns);
            count++;
        }
        rows_close(rows);
        if (rc != RC_OK && rc != RC_NOT_FOUND) {
            return rc;
        }
        snapshot_tell(snapshot, "verifying entries", v->walked.tree.size, v->stored.tree.size);
    }
    v->report->entries = (int64_t)v->walked.tree.size;
    v->report->root = merkle_root(&v->walked.tree);
    return RC_OK;
}

/* ---- the head ---- */

static void check_stored_head(struct verifying *v, struct hash mac)
{
    struct workspace *workspace = v->snapshot->workspace;
    int64_t size = (int64_t)v->walked.tree.size;
    if (v->stored.tree.size != v->walked.tree.size) {
        verify_wrong(v, TEXT("ledger"),
                     v->stored.tree.size > v->walked.tree.size
                         ? "this is the first entry that is missing"
                         : "there are more entries than the head knows",
                     size + 1);
    } else if (!hash_equals(v->stored.root, merkle_root(&v->walked.tree)) ||
               !hash_equals(v->stored.chain, v->walked.chain) ||
               memcmp(v->stored.tree.edge, v->walked.tree.edge,
                      merkle_edge_count(&v->walked.tree) * HASH_BYTES) != 0) {
        verify_wrong(v, TEXT("ledger_head"), "the head does not fit the entries", size);
    }
    if (workspace->has_key &&
        !hash_equals(mac, head_mac(&v->stored, hash_text(&workspace->mac_key)))) {
        verify_wrong(v, TEXT("ledger_head"), "the head was altered", 0);
    }
}

static void check_public_key(struct verifying *v, const struct signed_head *head, const char *where)
{
    char key[2 * SIGN_PUBLIC_BYTES + 1];
    sodium_bin2hex(key, sizeof key, head->public_key, SIGN_PUBLIC_BYTES);
    if (!text_is(json_text(json_member(v->replay.init, "public_key")), key)) {
        verify_wrong(v, text_of(where), "it is signed by a key that this workspace does not know",
                     0);
    }
}

static void check_head_file(struct verifying *v)
{
    if (!v->report->has_head_file) {
        return;
    }
    if (!id_equals(v->head_file.workspace, v->snapshot->workspace->id)) {
        verify_wrong(v, TEXT("head file"), "it belongs to another workspace", 0);
        return;
    }
    check_public_key(v, &v->head_file, "head file");
    if (!v->met_head_file && v->head_file.size > 0) {
        verify_wrong(
            v, TEXT("ledger"),
            "the ledger is shorter than its signed head; this is the first entry that is missing",
            (int64_t)v->walked.tree.size + 1);
    } else if (v->stored.commits < v->head_file.commits) {
        verify_wrong(
            v, TEXT("ledger_head"),
            "commits are missing that the signed head counts: sessions, accounts or tokens went "
            "back to an older state",
            0);
    }
}

static void check_checkpoint(struct verifying *v, const struct checkpoint *checkpoint)
{
    if (checkpoint == NULL) {
        return;
    }
    if (!id_equals(checkpoint->head.workspace, v->snapshot->workspace->id)) {
        verify_wrong(v, TEXT("checkpoint"), "it belongs to another workspace", 0);
        return;
    }
    check_public_key(v, &checkpoint->head, "checkpoint");
    if (checkpoint->head.size > (int64_t)v->walked.tree.size) {
        verify_wrong(
            v, TEXT("checkpoint"),
            "the ledger is shorter than the checkpoint; this is the first entry that is missing",
            (int64_t)v->walked.tree.size + 1);
    }
}

/* ---- two threads ---- */

/* The replay runs beside the caller. The caller meanwhile checks the structure,
 * which needs nothing of it, and then takes a part of the tables, if its
 * connection stands at the same commit. */
struct sharing {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_begun;   /* the caller's connection stands still */
    bool is_walked;  /* the ledger has been walked */
    bool is_shared;  /* and the caller takes its part */
    bool is_alone;   /* there is no second thread */
    int64_t commits; /* that the caller's connection sees; -1: none */
};

static void begin_sharing(struct sharing *sharing, int64_t commits)
{
    pthread_mutex_lock(&sharing->lock);
    sharing->is_begun = true;
    sharing->commits = commits;
    pthread_cond_broadcast(&sharing->changed);
    pthread_mutex_unlock(&sharing->lock);
}

/* The replay's side, after the walk: does the caller take a part? */
static bool share_out(struct sharing *sharing, bool is_good, int64_t commits)
{
    pthread_mutex_lock(&sharing->lock);
    while (!sharing->is_begun && !sharing->is_alone) {
        pthread_cond_wait(&sharing->changed, &sharing->lock);
    }
    if (!sharing->is_walked) {
        sharing->is_walked = true;
        sharing->is_shared = is_good && !sharing->is_alone && sharing->commits == commits;
    }
    bool is_shared = sharing->is_shared;
    pthread_cond_broadcast(&sharing->changed);
    pthread_mutex_unlock(&sharing->lock);
    return is_shared;
}

/* The caller's side: waits for the walk. */
static bool take_share(struct sharing *sharing)
{
    pthread_mutex_lock(&sharing->lock);
    while (!sharing->is_walked) {
        pthread_cond_wait(&sharing->changed, &sharing->lock);
    }
    bool is_shared = sharing->is_shared;
    pthread_mutex_unlock(&sharing->lock);
    return is_shared;
}

/* ---- all of it ---- */

static enum rc check_all(struct verifying *v, struct sharing *sharing)
{
    struct snapshot *snapshot = v->snapshot;
    struct hash mac;
    struct fault ignored;
    fault_init(&ignored, snapshot->arena);
    /* Before the first query: a commit in between would make the file newer
     * than the state that the queries see. */
    enum rc file =
        head_file_read(snapshot->arena, snapshot->workspace->head_path, &ignored, &v->head_file);
    v->report->has_head_file = file == RC_OK;
    if (file == RC_CORRUPT) {
        verify_wrong(v, TEXT("head file"), "it holds no valid signed head", 0);
    }
    enum rc rc =
        head_load(snapshot->connection, snapshot->arena, false, v->fault, &v->stored, &mac);
    if (rc != RC_OK) {
        return rc;
    }
    verify_history_open(v);
    replay_expect(&v->replay, v->stored.tree.size);
    rc = walk_ledger(v);
    verify_history_close(v);
    bool is_shared = share_out(sharing, rc == RC_OK, v->stored.commits);
    if (rc != RC_OK) {
        return rc;
    }
    check_stored_head(v, mac);
    check_head_file(v);
    v->report->records = (int64_t)v->replay.record_count;
    rc = verify_tables(v);
    return rc == RC_OK && !is_shared ? verify_indexes(v) : rc;
}

struct replaying {
    struct verifying *v;
    struct sharing *sharing;
    pthread_t thread;
    enum rc rc;
};

static void *replay_all(void *self)
{
    struct replaying *replaying = self;
    struct verifying *v = replaying->v;
    struct connection *connection = v->snapshot->connection;
    connection_map(connection, true);
    enum rc rc = connection_freeze(connection, v->fault);
    replaying->rc = rc == RC_OK ? check_all(v, replaying->sharing) : rc;
    (void)share_out(replaying->sharing, false, 0); /* whoever waits need not */
    connection_rest(connection);
    connection_map(connection, false);
    return NULL;
}

/* The tables are those of the program, and the store's own check of their
 * structure, on a fresh connection: what a used one remembers of the search
 * index may be older than the file, and later versions of SQLite take that for
 * damage. */
static enum rc check_structure(struct verifying *part)
{
    struct connection *connection = part->snapshot->connection;
    enum rc schema = verify_schema(part->snapshot->workspace->model, connection,
                                   part->snapshot->arena, part->fault);
    enum rc rc = connection_check(connection, part->fault);
    return rc == RC_OK ? schema : rc;
}

static enum rc stand_still(struct verifying *part, struct sharing *sharing)
{
    struct value column;
    struct connection *connection = part->snapshot->connection;
    enum rc rc = connection_freeze(connection, part->fault);
    rc = rc == RC_OK ? connection_one(connection, part->snapshot->arena,
                                      QUERY_PLAIN("SELECT commits FROM ledger_head"), part->fault,
                                      &column, 1)
                     : rc;
    begin_sharing(sharing, rc == RC_OK ? column.integer : -1);
    return rc;
}

/* The caller's part, with everything of its own but what was replayed. */
static enum rc check_beside(struct verifying *part, const struct verifying *v,
                            struct sharing *sharing)
{
    enum rc rc = stand_still(part, sharing);
    rc = rc == RC_OK ? check_structure(part) : rc;
    if (take_share(sharing)) {
        part->replay = v->replay;
        enum rc indexes = verify_indexes(part);
        rc = rc == RC_OK ? indexes : rc;
    }
    return rc;
}

static enum rc check_aside(const struct verifying *v, struct sharing *sharing, struct arena *arena,
                           struct fault *damage, int64_t *rows)
{
    struct snapshot snapshot = *v->snapshot;
    struct verify_report report = {0};
    struct verifying part = {.snapshot = &snapshot,
                             .fault = damage,
                             .report = &report,
                             .scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES),
                             .is_good = true};
    snapshot.arena = arena;
    snapshot.fault = damage;
    enum rc rc =
        connection_open(snapshot.workspace->store, CONNECTION_READ, damage, &snapshot.connection);
    if (rc == RC_OK) {
        rc = check_beside(&part, v, sharing);
        connection_rest(snapshot.connection);
        connection_close(snapshot.connection);
    } else {
        begin_sharing(sharing, -1);
    }
    *rows = report.rows;
    arena_close(part.scratch);
    return rc == RC_OK && !part.is_good ? RC_CORRUPT : rc;
}

static enum rc check_both(struct verifying *v)
{
    struct sharing sharing = {.lock = PTHREAD_MUTEX_INITIALIZER,
                              .changed = PTHREAD_COND_INITIALIZER};
    struct replaying replaying = {.v = v, .sharing = &sharing};
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault damage;
    int64_t rows = 0;
    fault_init(&damage, arena);
    bool has_thread = pthread_create(&replaying.thread, NULL, replay_all, &replaying) == 0;
    if (!has_thread) {
        sharing.is_alone = true;
        replay_all(&replaying);
    }
    enum rc rc = check_aside(v, &sharing, arena, &damage, &rows);
    if (has_thread) {
        pthread_join(replaying.thread, NULL);
    }
    v->report->rows += rows;
    for (size_t i = 0; i < damage.count; i++) {
        verify_wrong(v, damage.problems[i].path,
                     text_to_z(v->snapshot->arena, damage.problems[i].sentence), 0);
    }
    arena_close(arena);
    if (replaying.rc != RC_OK) {
        return replaying.rc;
    }
    return rc == RC_CORRUPT ? RC_OK : rc;
}

enum rc verify_workspace(struct snapshot *snapshot, const struct checkpoint *checkpoint,
                         struct verify_report *out)
{
    struct verifying v = {.snapshot = snapshot,
                          .fault = snapshot->fault,
                          .report = out,
                          .checkpoint = checkpoint,
                          .scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES),
                          .is_good = true};
    struct arena *state = arena_open(SIZE_MAX / 2);
    *out = (struct verify_report){.has_key = snapshot->workspace->has_key};
    replay_init(&v.replay, state, v.scratch, snapshot->fault, snapshot->workspace->model);
    enum rc rc = check_both(&v);
    if (rc == RC_OK) {
        check_checkpoint(&v, checkpoint);
    }
    arena_close(state);
    arena_close(v.scratch);
    return rc == RC_OK && !v.is_good ? RC_CORRUPT : rc;
}
