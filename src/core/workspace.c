#include "core/workspace.h"

#include "base/file.h"
#include "core/change.h"
#include "core/commit.h"
#include "core/ddl.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define POOL_ROOM 64
#define PATH_BYTES 4096

struct pool {
    pthread_mutex_t lock;
    struct connection *idle[POOL_ROOM];
    size_t count;
    struct id_maker ids;
    int64_t simulated_us;
};

/* ---- keys ---- */

static struct text state_folder(struct arena *arena, const struct workspace_options *options)
{
    const char *own = getenv("CSMS_STATE_DIR");
    const char *xdg = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (options->state_folder != NULL) {
        return text_of(options->state_folder);
    }
    if (own != NULL && own[0] != '\0') {
        return text_of(own);
    }
    if (xdg != NULL && xdg[0] == '/') {
        return text_print(arena, "%s/csms", xdg);
    }
    return text_print(arena, "%s/.local/state/csms", home != NULL ? home : ".");
}

static char *key_path(struct workspace *workspace, const struct workspace_options *options)
{
    char id[ID_TEXT_SIZE + 1];
    struct text folder = state_folder(workspace->arena, options);
    return text_to_z(workspace->arena,
                     text_print(workspace->arena, "%.*s/%s.key", TEXT_ARGS(folder),
                                id_text(workspace->id, id).at));
}

static void derive_keys(struct workspace *workspace)
{
    workspace->mac_key = sign_derive(&workspace->key, TEXT("csms mac"));
    workspace->wrap_key = sign_derive(&workspace->key, TEXT("csms wrap"));
    workspace->cursor_key = sign_derive(&workspace->key, TEXT("csms cursor"));
    workspace->has_key = true;
}

static enum rc make_key(struct workspace *workspace, const struct workspace_options *options,
                        struct fault *fault)
{
    char *path = key_path(workspace, options);
    char *folder = text_to_z(workspace->arena, state_folder(workspace->arena, options));
    char hex[2 * SIGN_SECRET_BYTES + 2];
    enum rc rc = file_make_folder(folder, fault);
    if (rc != RC_OK) {
        return rc;
    }
    workspace->key = sign_key_make();
    sodium_bin2hex(hex, sizeof hex, workspace->key.secret_key, SIGN_SECRET_BYTES);
    hex[2 * SIGN_SECRET_BYTES] = '\n';
    rc = file_write(path, (struct text){hex, 2 * SIGN_SECRET_BYTES + 1}, 0600, fault);
    sodium_memzero(hex, sizeof hex);
    if (rc == RC_OK) {
        derive_keys(workspace);
    }
    return rc;
}

/* Absent is allowed (then the workspace is read-only); open to others is not. */
static enum rc load_key(struct workspace *workspace, const struct workspace_options *options,
                        struct fault *fault)
{
    char *path = key_path(workspace, options);
    struct stat stat_of;
    struct text hex;
    size_t size = 0;
    if (stat(path, &stat_of) != 0) {
        return RC_OK;
    }
    if ((stat_of.st_mode & 077) != 0) {
        return fault_add(fault, RC_DENIED, text_of(path),
                         "others can read the signing key; chmod 600 it and rotate the key");
    }
    enum rc rc = file_read(workspace->arena, path, 4096, fault, &hex);
    if (rc != RC_OK) {
        return rc;
    }
    hex = text_trim(hex);
    if (hex.size != 2 * SIGN_SECRET_BYTES ||
        sodium_hex2bin(workspace->key.secret_key, SIGN_SECRET_BYTES, hex.at, hex.size, NULL, &size,
                       NULL) != 0) {
        return fault_add(fault, RC_CORRUPT, text_of(path), "this is no signing key of csms");
    }
    crypto_sign_ed25519_sk_to_pk(workspace->key.public_key, workspace->key.secret_key);
    derive_keys(workspace);
    return RC_OK;
}

/* ---- clock ---- */

static int64_t simulated_now_us(void *self)
{
    struct workspace *workspace = self;
    return __atomic_load_n(&workspace->pool->simulated_us, __ATOMIC_ACQUIRE);
}

static void set_clock(struct workspace *workspace, int64_t simulated_us)
{
    workspace->clock = clock_of_machine;
    if (workspace->is_simulated) {
        workspace->pool->simulated_us = simulated_us;
        workspace->clock = (struct clock){simulated_now_us, workspace};
    }
}

int64_t workspace_now_us(struct workspace *workspace)
{
    return clock_now_us(&workspace->clock);
}

void workspace_advance_clock(struct workspace *workspace, int64_t to_us)
{
    __atomic_store_n(&workspace->pool->simulated_us, to_us, __ATOMIC_RELEASE);
}

enum rc workspace_follow_clock(struct workspace *workspace, struct connection *connection,
                               struct fault *fault)
{
    struct rows *rows;
    const struct value *columns;
    if (!workspace->is_simulated) {
        return RC_OK;
    }
    enum rc rc =
        connection_query(connection, QUERY_PLAIN("SELECT clock_us FROM workspace"), fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    rc = rows_next(rows, &columns);
    if (rc == RC_OK) {
        workspace_advance_clock(workspace, columns[0].integer);
    }
    rows_close(rows);
    return rc;
}

struct id workspace_new_id(struct workspace *workspace)
{
    pthread_mutex_lock(&workspace->pool->lock);
    struct id id = id_make(&workspace->pool->ids, clock_now_us(&clock_of_machine));
    pthread_mutex_unlock(&workspace->pool->lock);
    return id;
}

/* ---- connections ---- */

enum rc workspace_take_reader(struct workspace *workspace, struct fault *fault,
                              struct connection **out)
{
    struct pool *pool = workspace->pool;
    pthread_mutex_lock(&pool->lock);
    struct connection *connection = pool->count > 0 ? pool->idle[--pool->count] : NULL;
    pthread_mutex_unlock(&pool->lock);
    if (connection != NULL) {
        *out = connection;
        return RC_OK;
    }
    return connection_open(workspace->store, CONNECTION_READ, fault, out);
}

void workspace_give_reader(struct workspace *workspace, struct connection *connection)
{
    struct pool *pool = workspace->pool;
    if (connection == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    bool has_room = pool->count < POOL_ROOM;
    if (has_room) {
        pool->idle[pool->count++] = connection;
    }
    pthread_mutex_unlock(&pool->lock);
    if (!has_room) {
        connection_close(connection);
    }
}

/* ---- open ---- */

static char *head_path_of(struct workspace *workspace, const struct workspace_options *options)
{
    const char *path = store_path(workspace->store);
    char id[ID_TEXT_SIZE + 1];
    if (path != NULL) {
        size_t size = strlen(path);
        size -= size > 5 && strcmp(path + size - 5, ".csms") == 0 ? 5 : 0;
        return text_to_z(workspace->arena,
                         text_print(workspace->arena, "%.*s.head", (int)size, path));
    }
    struct text folder = state_folder(workspace->arena, options);
    return text_to_z(workspace->arena,
                     text_print(workspace->arena, "%.*s/%s.head", TEXT_ARGS(folder),
                                id_text(workspace->id, id).at));
}

static struct workspace *workspace_begin(const struct workspace_options *options)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct workspace *workspace = ARENA_NEW(arena, struct workspace);
    workspace->arena = arena;
    workspace->model = options->model;
    workspace->pool = ARENA_NEW(arena, struct pool);
    pthread_mutex_init(&workspace->pool->lock, NULL);
    workspace->committer = committer_open(workspace);
    return workspace;
}

void workspace_close(struct workspace *workspace)
{
    if (workspace == NULL) {
        return;
    }
    committer_close(workspace->committer);
    for (size_t i = 0; i < workspace->pool->count; i++) {
        connection_close(workspace->pool->idle[i]);
    }
    store_close(workspace->store);
    sodium_memzero(&workspace->key, sizeof workspace->key);
    pthread_mutex_destroy(&workspace->pool->lock);
    arena_close(workspace->arena);
}

static enum rc read_row(struct workspace *workspace, struct fault *fault)
{
    struct value row[7];
    struct connection *connection;
    struct fault own;
    enum rc rc = workspace_take_reader(workspace, fault, &connection);
    if (rc != RC_OK) {
        return rc;
    }
    fault_init(&own, workspace->arena);
    rc = connection_one(connection, workspace->arena,
                        QUERY_PLAIN("SELECT id, name, is_simulated, clock_us, schema_version, "
                                    "created_us, schema_hash FROM workspace"),
                        &own, row, 7);
    workspace_give_reader(workspace, connection);
    if (rc == RC_CORRUPT || rc == RC_BUSY || rc == RC_OFFLINE) {
        *fault = own;
        return rc;
    }
    struct text id = rc == RC_OK ? value_as_text(row[0]) : TEXT_NONE;
    if (id.size != ID_BYTES || row[4].kind != VALUE_INTEGER) {
        return fault_add(fault, RC_UNSUPPORTED, text_of(store_url(workspace->store)),
                         "this is no csms workspace; make one with: csms --workspace ... init");
    }
    if (row[4].integer != WORKSPACE_SCHEMA_VERSION) {
        return fault_add(fault, RC_UNSUPPORTED, text_of(store_url(workspace->store)),
                         "the workspace has schema %lld, this program knows %d; use the csms that "
                         "fits",
                         (long long)row[4].integer, WORKSPACE_SCHEMA_VERSION);
    }
    struct hash schema =
        hash_of(ddl_schema(workspace->arena, workspace->model, store_kind_of(workspace->store)));
    if (!text_equals(value_as_text(row[6]), hash_text(&schema))) {
        return fault_add(fault, RC_UNSUPPORTED, text_of(store_url(workspace->store)),
                         "the tables of this workspace are those of another version of csms; "
                         "export it with that version and import it here");
    }
    memcpy(workspace->id.bytes, id.at, ID_BYTES);
    workspace->name = value_as_text(row[1]);
    workspace->is_simulated = row[2].integer != 0;
    workspace->created_us = row[5].integer;
    set_clock(workspace, row[3].integer);
    return RC_OK;
}

enum rc workspace_open(const struct workspace_options *options, struct fault *fault,
                       struct workspace **out)
{
    struct workspace *workspace = workspace_begin(options);
    enum rc rc = store_open(options->url, false, fault, &workspace->store);
    rc = rc == RC_OK ? read_row(workspace, fault) : rc;
    rc = rc == RC_OK ? load_key(workspace, options, fault) : rc;
    if (rc != RC_OK) {
        workspace_close(workspace);
        return rc;
    }
    workspace->head_path = head_path_of(workspace, options);
    *out = workspace;
    return RC_OK;
}

/* ---- create ---- */

static enum rc write_schema(struct workspace *workspace, const struct workspace_options *options,
                            struct fault *fault)
{
    struct connection *writer;
    enum rc rc = connection_open(workspace->store, CONNECTION_WRITE, fault, &writer);
    if (rc != RC_OK) {
        return rc;
    }
    struct head head = {0};
    head.root = merkle_root(&head.tree);
    head.chain = hash_of(id_bytes(&workspace->id));
    struct text schema =
        ddl_schema(workspace->arena, workspace->model, store_kind_of(workspace->store));
    struct hash hash = hash_of(schema);
    struct value row[] = {value_integer(1),
                          value_id(workspace->id),
                          value_text(workspace->name),
                          value_integer(workspace->is_simulated),
                          value_integer(workspace->is_simulated ? options->simulated_from_us : 0),
                          value_integer(WORKSPACE_SCHEMA_VERSION),
                          value_bytes(hash_text(&hash)),
                          value_integer(workspace->created_us)};
    struct query insert = {TEXT("INSERT INTO workspace (one, id, name, is_simulated, clock_us, "
                                "schema_version, schema_hash, created_us) VALUES (?1, ?2, ?3, ?4, "
                                "?5, ?6, ?7, ?8)"),
                           row, 8};
    rc = connection_begin(writer, fault);
    rc = rc == RC_OK ? connection_script(writer, schema, fault) : rc;
    rc = rc == RC_OK ? connection_run(writer, insert, 1, fault) : rc;
    rc = rc == RC_OK ? head_store(writer, &head, hash_text(&workspace->mac_key), true, fault) : rc;
    rc = rc == RC_OK ? connection_commit(writer, fault) : rc;
    if (rc != RC_OK) {
        connection_rollback(writer);
    }
    connection_close(writer);
    return rc;
}

static struct text first_entry(struct workspace *workspace, int64_t clock_us)
{
    struct buffer out;
    struct json_writer writer;
    char key[2 * SIGN_PUBLIC_BYTES + 1];
    sodium_bin2hex(key, sizeof key, workspace->key.public_key, SIGN_PUBLIC_BYTES);
    buffer_init(&out, workspace->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_integer(&writer, "clock", clock_us);
    json_member_integer(&writer, "created", workspace->created_us);
    json_member_text(&writer, "name", workspace->name);
    json_member_z(&writer, "public_key", key);
    json_member_integer(&writer, "schema", WORKSPACE_SCHEMA_VERSION);
    json_member_bool(&writer, "simulated", workspace->is_simulated);
    json_put_object_end(&writer);
    return buffer_text(&out);
}

static enum rc add_builtins(struct change_set *set)
{
    const struct model *model = set->snapshot.workspace->model;
    struct arena *arena = set->snapshot.arena;
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->builtin_count; k++) {
            const struct builtin *builtin = &model->modules[i]->builtins[k];
            const struct json *fields;
            char id[ID_TEXT_SIZE + 1];
            struct text name = text_print(arena, "csms builtin %s", builtin->key);
            enum rc rc = json_read(arena, text_of(builtin->key), text_of(builtin->fields(arena)),
                                   set->snapshot.fault, &fields);
            if (rc != RC_OK) {
                return rc;
            }
            struct change_input input = {.fields = fields,
                                         .key = text_of(builtin->key),
                                         .id = text_copy(arena, id_text(id_from_name(name), id))};
            struct record *record;
            rc = change_create(set, model_named(model, text_of(builtin->entity)), &input, &record);
            if (rc != RC_OK) {
                return rc;
            }
        }
    }
    return RC_OK;
}

static enum rc first_entries(struct workspace *workspace, const struct workspace_options *options,
                             struct fault *fault)
{
    struct actor program = {.name = TEXT("job:init"), .may_all = true};
    struct snapshot snapshot;
    struct change_set set;
    enum rc rc = snapshot_open(&snapshot, workspace, workspace->arena, fault);
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&set, &snapshot, &program);
    change_note(&set, "workspace", "init", workspace->id,
                first_entry(workspace, options->simulated_from_us));
    rc = add_builtins(&set);
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

static enum rc check_new(const struct workspace_options *options, struct fault *fault)
{
    struct text name = text_of(options->name);
    bool is_file = strstr(options->url, "://") == NULL;
    if (is_file && file_exists(options->url)) {
        return fault_add(fault, RC_CONFLICT, text_of(options->url),
                         "there is a file here already; csms never overwrites a workspace");
    }
    if (name.size == 0 || name.size > WORKSPACE_NAME_LIMIT) {
        return fault_add(fault, RC_INVALID, TEXT("name"), "a workspace's name has 1 to %d bytes",
                         WORKSPACE_NAME_LIMIT);
    }
    return RC_OK;
}

enum rc workspace_create(const struct workspace_options *options, struct fault *fault,
                         struct workspace **out)
{
    enum rc rc = check_new(options, fault);
    if (rc != RC_OK) {
        return rc;
    }
    struct workspace *workspace = workspace_begin(options);
    workspace->name = text_copy(workspace->arena, text_of(options->name));
    workspace->is_simulated = options->simulated_from_us != 0;
    set_clock(workspace, options->simulated_from_us);
    workspace->id = workspace_new_id(workspace);
    workspace->created_us = workspace_now_us(workspace);
    rc = store_open(options->url, true, fault, &workspace->store);
    rc = rc == RC_OK ? make_key(workspace, options, fault) : rc;
    rc = rc == RC_OK ? write_schema(workspace, options, fault) : rc;
    if (rc == RC_OK) {
        workspace->head_path = head_path_of(workspace, options);
        rc = first_entries(workspace, options, fault);
    }
    if (rc != RC_OK) {
        workspace_close(workspace);
        return rc;
    }
    *out = workspace;
    return RC_OK;
}

bool workspace_is_shared(const struct workspace *workspace)
{
    return store_kind_of(workspace->store) != STORE_SQLITE;
}

enum rc workspace_backup(struct workspace *workspace, const char *path, struct fault *fault)
{
    return store_backup(workspace->store, path, fault);
}

static enum rc sign_again(struct workspace *workspace, struct fault *fault)
{
    struct connection *connection;
    struct head head;
    struct hash mac;
    struct signed_head signed_now;
    enum rc rc = workspace_take_reader(workspace, fault, &connection);
    if (rc != RC_OK) {
        return rc;
    }
    rc = head_load(connection, workspace->arena, false, fault, &head, &mac);
    workspace_give_reader(workspace, connection);
    if (rc == RC_OK && workspace->has_key) {
        head_sign(workspace, &head, &signed_now);
        rc = head_file_write(workspace, &signed_now, fault);
    }
    return rc;
}

enum rc workspace_restore(const struct workspace_options *options, const char *backup,
                          struct fault *fault, struct workspace **out)
{
    struct store *source;
    struct workspace *workspace;
    enum rc rc = store_open(backup, false, fault, &source);
    if (rc != RC_OK) {
        return rc;
    }
    rc = store_backup(source, options->url, fault);
    store_close(source);
    rc = rc == RC_OK ? workspace_open(options, fault, &workspace) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    rc = sign_again(workspace, fault);
    if (rc != RC_OK) {
        workspace_close(workspace);
        return rc;
    }
    *out = workspace;
    return RC_OK;
}
