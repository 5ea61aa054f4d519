#include "core/workspace_open.h"

#include "base/file.h"
#include "core/change.h"
#include "core/commit.h"
#include "core/ddl.h"
#include "core/workspace_part.h"

#include <sodium.h>
#include <string.h>

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
    struct text folder = workspace_state_folder(workspace->arena, options);
    return text_to_z(workspace->arena,
                     text_print(workspace->arena, "%.*s/%s.head", TEXT_ARGS(folder),
                                id_text(workspace->id, id).at));
}

static struct workspace *begin(const struct workspace_options *options)
{
    struct workspace *workspace = workspace_begin(options->model);
    workspace->committer = committer_open(workspace);
    workspace->commit = committer_run;
    return workspace;
}

void workspace_close(struct workspace *workspace)
{
    if (workspace == NULL) {
        return;
    }
    committer_close(workspace->committer);
    workspace_end(workspace);
}

static enum rc read_row(struct workspace *workspace, bool is_migrating, struct fault *fault)
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
    if (!hash_from_bytes(value_as_text(row[6]), &workspace->schema) ||
        (!hash_equals(workspace->schema, schema) && !is_migrating)) {
        return fault_add(fault, RC_UNSUPPORTED, text_of(store_url(workspace->store)),
                         "the tables of this workspace are those of another version of csms; if "
                         "this program is the newer one, run: csms --workspace %s migrate",
                         store_url(workspace->store));
    }
    memcpy(workspace->id.bytes, id.at, ID_BYTES);
    workspace->name = value_as_text(row[1]);
    workspace->is_simulated = row[2].integer != 0;
    workspace->created_us = row[5].integer;
    workspace_set_clock(workspace, row[3].integer);
    return RC_OK;
}

enum rc workspace_open(const struct workspace_options *options, struct fault *fault,
                       struct workspace **out)
{
    struct workspace *workspace = begin(options);
    enum rc rc = store_open(options->url, false, fault, &workspace->store);
    rc = rc == RC_OK ? read_row(workspace, options->is_migrating, fault) : rc;
    rc = rc == RC_OK ? workspace_load_key(workspace, options, fault) : rc;
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
    workspace->schema = hash_of(schema);
    struct value row[] = {value_integer(1),
                          value_id(workspace->id),
                          value_text(workspace->name),
                          value_integer(workspace->is_simulated),
                          value_integer(workspace->is_simulated ? options->simulated_from_us : 0),
                          value_integer(WORKSPACE_SCHEMA_VERSION),
                          value_bytes(hash_text(&workspace->schema)),
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

enum rc workspace_add_builtins(struct change_set *set)
{
    const struct model *model = set->snapshot.workspace->model;
    struct arena *arena = set->snapshot.arena;
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->builtin_count; k++) {
            const struct builtin *builtin = &model->modules[i]->builtins[k];
            const struct json *fields;
            char id[ID_TEXT_SIZE + 1];
            struct text name = text_print(arena, "csms builtin %s", builtin->key);
            if (change_find_id(set, id_from_name(name)) != NULL) {
                continue;
            }
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
    rc = workspace_add_builtins(&set);
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
    struct workspace *workspace = begin(options);
    workspace->name = text_copy(workspace->arena, text_of(options->name));
    workspace->is_simulated = options->simulated_from_us != 0;
    workspace_set_clock(workspace, options->simulated_from_us);
    workspace->id = workspace_new_id(workspace);
    workspace->created_us = workspace_now_us(workspace);
    rc = store_open(options->url, true, fault, &workspace->store);
    rc = rc == RC_OK ? workspace_make_key(workspace, options, fault) : rc;
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
