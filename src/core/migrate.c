#include "core/migrate.h"

#include "base/file.h"
#include "core/change.h"
#include "core/ledger.h"
#include "core/workspace_part.h"

#include <string.h>

#define NAMES_LIMIT 4096

struct names {
    struct text *at;
    size_t count;
};

struct migration {
    struct workspace *workspace;
    struct connection *writer;
    struct arena *arena;
    struct fault *fault;
    size_t tables;
};

/* ---- what is stored ---- */

static enum rc read_names(struct migration *m, enum store_names which, struct text table,
                          struct names *out)
{
    struct rows *rows;
    const struct value *column;
    struct value arg = value_text(table);
    struct query query = {connection_names_sql(m->writer, which), &arg, table.size > 0 ? 1 : 0};
    *out = (struct names){ARENA_MANY(m->arena, struct text, NAMES_LIMIT), 0};
    enum rc rc = connection_query(m->writer, query, m->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while (out->count < NAMES_LIMIT && (rc = rows_next(rows, &column)) == RC_OK) {
        out->at[out->count++] = text_copy(m->arena, value_as_text(column[0]));
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND || rc == RC_OK ? RC_OK : rc;
}

static enum rc script(struct migration *m, struct text sql)
{
    return connection_script(m->writer, sql, m->fault);
}

/* How many rows of the table fulfil the condition; names come from the store's
 * own catalogue or the model. */
static enum rc count_rows(struct migration *m, struct text table, struct text condition,
                          int64_t *out)
{
    struct value column;
    struct query query = {text_print(m->arena, "SELECT count(*) FROM \"%.*s\" WHERE %.*s",
                                     TEXT_ARGS(table), TEXT_ARGS(condition)),
                          NULL, 0};
    enum rc rc = connection_one(m->writer, m->arena, query, m->fault, &column, 1);
    if (rc == RC_OK) {
        *out = column.integer;
    }
    return rc;
}

/* ---- what may not be lost ---- */

static enum rc refuse_loss(struct migration *m, struct text table, struct text condition,
                           struct text what)
{
    int64_t count = 0;
    enum rc rc = count_rows(m, table, condition, &count);
    if (rc == RC_OK && count > 0) {
        rc = fault_add(m->fault, RC_UNSUPPORTED, table,
                       "this program does not know %.*s, and %lld rows have it; use the version of "
                       "csms that made them",
                       TEXT_ARGS(what), (long long)count);
    }
    return rc;
}

static bool is_known_table(const struct migration *m, struct text name)
{
    struct text tail = TEXT("_history");
    struct text entity = name;
    if (name.size > tail.size && text_equals(text_from(name, name.size - tail.size), tail)) {
        entity.size -= tail.size;
    }
    return ddl_is_spine_table(name) || model_named(m->workspace->model, entity) != NULL ||
           model_named(m->workspace->model, name) != NULL;
}

static enum rc drop_unknown(struct migration *m)
{
    struct names tables;
    enum rc rc = read_names(m, STORE_TABLES, TEXT_NONE, &tables);
    for (size_t i = 0; rc == RC_OK && i < tables.count; i++) {
        if (is_known_table(m, tables.at[i])) {
            continue;
        }
        rc = refuse_loss(m, tables.at[i], TEXT("1 = 1"), TEXT("this kind of record"));
        rc = rc == RC_OK
                 ? script(m, text_print(m->arena, "DROP TABLE \"%.*s\"", TEXT_ARGS(tables.at[i])))
                 : rc;
        m->tables += rc == RC_OK ? 1 : 0;
    }
    return rc;
}

/* ---- one table ---- */

struct move {
    struct text table;
    struct text was; /* its name while the new one is filled */
    struct names columns;
    bool is_there;
};

static bool is_column(const struct model_entity *kind, struct text name, bool is_history)
{
    if (is_history && (text_is(name, "from_seq") || text_is(name, "to_seq"))) {
        return true;
    }
    for (size_t i = 0; i < SYSTEM_COLUMNS; i++) {
        if (text_is(name, ddl_system_columns[i])) {
            return true;
        }
    }
    return text_starts(name, TEXT("f_")) &&
           entity_field_index(kind->entity, name.at + 2, name.size - 2) >= 0;
}

static enum rc put_aside(struct migration *m, const struct model_entity *kind, bool is_history,
                         struct move *move)
{
    struct names indexes;
    struct buffer sql;
    buffer_init(&sql, m->arena);
    move->table = text_print(m->arena, "%s%s", kind->entity->name, is_history ? "_history" : "");
    move->was = text_print(m->arena, "was_%.*s", TEXT_ARGS(move->table));
    enum rc rc = read_names(m, STORE_COLUMNS, move->table, &move->columns);
    move->is_there = rc == RC_OK && move->columns.count > 0;
    for (size_t i = 0; rc == RC_OK && i < move->columns.count; i++) {
        struct text column = move->columns.at[i];
        if (!is_column(kind, column, is_history)) {
            rc = refuse_loss(
                m, move->table, text_print(m->arena, "\"%.*s\" IS NOT NULL", TEXT_ARGS(column)),
                text_print(m->arena, "the field %.*s", TEXT_ARGS(text_from(column, 2))));
        }
    }
    rc = rc == RC_OK ? read_names(m, STORE_INDEXES, move->table, &indexes) : rc;
    for (size_t i = 0; rc == RC_OK && i < indexes.count; i++) {
        buffer_print(&sql, "DROP INDEX \"%.*s\";\n", TEXT_ARGS(indexes.at[i]));
    }
    if (rc == RC_OK && move->is_there) {
        buffer_print(&sql, "ALTER TABLE \"%.*s\" RENAME TO \"%.*s\";\n", TEXT_ARGS(move->table),
                     TEXT_ARGS(move->was));
    }
    return rc == RC_OK && sql.size > 0 ? script(m, buffer_text(&sql)) : rc;
}

/* The rows follow; what no longer fits is told by the table. */
static enum rc take_over(struct migration *m, const struct model_entity *kind, bool is_history,
                         const struct move *move)
{
    struct buffer columns;
    struct fault own;
    buffer_init(&columns, m->arena);
    fault_init(&own, m->arena);
    if (!move->is_there) {
        return RC_OK;
    }
    for (size_t i = 0; i < move->columns.count; i++) {
        if (is_column(kind, move->columns.at[i], is_history)) {
            buffer_print(&columns, "%s\"%.*s\"", columns.size > 0 ? ", " : "",
                         TEXT_ARGS(move->columns.at[i]));
        }
    }
    struct text names = buffer_text(&columns);
    struct query copy = {text_print(m->arena,
                                    "INSERT INTO \"%.*s\" (%.*s) SELECT %.*s FROM \"%.*s\"",
                                    TEXT_ARGS(move->table), TEXT_ARGS(names), TEXT_ARGS(names),
                                    TEXT_ARGS(move->was)),
                         NULL, 0};
    enum rc rc = connection_run(m->writer, copy, -1, &own);
    if (rc != RC_OK) {
        struct text words = fault_text(&own, m->arena);
        return fault_add(m->fault, rc, move->table,
                         "its rows do not fit the tables of this program: %.*s", TEXT_ARGS(words));
    }
    return script(m, text_print(m->arena, "DROP TABLE \"%.*s\"", TEXT_ARGS(move->was)));
}

static enum rc migrate_entity(struct migration *m, const struct model_entity *kind)
{
    struct move moves[2];
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < 2; i++) {
        rc = put_aside(m, kind, i == 1, &moves[i]);
    }
    rc = rc == RC_OK ? script(m, ddl_entity(m->arena, kind->entity, connection_kind(m->writer)))
                     : rc;
    for (int i = 0; rc == RC_OK && i < 2; i++) {
        rc = take_over(m, kind, i == 1, &moves[i]);
    }
    m->tables += 2;
    return rc;
}

/* ---- all of it, in the transaction of its ledger entry ---- */

static struct hash wanted_schema(const struct workspace *workspace, struct arena *arena)
{
    return hash_of(ddl_schema(arena, workspace->model, store_kind_of(workspace->store)));
}

static enum rc change_tables(void *self, struct connection *writer, struct fault *fault)
{
    struct migration *m = self;
    const struct model *model = m->workspace->model;
    struct hash hash = wanted_schema(m->workspace, m->arena);
    struct value schema = value_bytes(hash_text(&hash));
    m->writer = writer;
    m->fault = fault;
    enum rc rc = drop_unknown(m);
    for (size_t i = 0; rc == RC_OK && i < model->entity_count; i++) {
        rc = migrate_entity(m, &model->entities[i]);
    }
    return rc == RC_OK
               ? connection_run(
                     writer,
                     (struct query){TEXT("UPDATE workspace SET schema_hash = ?1"), &schema, 1}, 1,
                     fault)
               : rc;
}

/* ---- which version made it ---- */

static int64_t version_number(struct text version)
{
    int64_t number = 0;
    for (int i = 0; i < 3; i++) {
        int64_t part = 0;
        struct text word = text_cut(&version, '.');
        (void)text_to_integer(word, &part);
        number = number * 1000 + part;
    }
    return number;
}

static enum rc check_not_newer(struct snapshot *snapshot)
{
    struct value column;
    struct ledger_entry entry;
    enum rc rc = connection_one(
        snapshot->connection, snapshot->arena,
        QUERY_PLAIN("SELECT payload FROM ledger WHERE entity = 'workspace' AND verb = 'migrate' "
                    "ORDER BY seq DESC LIMIT 1"),
        snapshot->fault, &column, 1);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    rc = rc == RC_OK ? ledger_parse(snapshot->arena, value_as_text(column), &entry) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    struct text program = json_text(json_member(entry.detail, "program"));
    if (version_number(program) > version_number(text_of(CSMS_VERSION))) {
        return fault_add(snapshot->fault, RC_UNSUPPORTED,
                         text_of(store_url(snapshot->workspace->store)),
                         "csms %.*s wrote this workspace, this is csms %s; use that version or a "
                         "newer one",
                         TEXT_ARGS(program), CSMS_VERSION);
    }
    return RC_OK;
}

/* ---- steps ---- */

static enum rc copy_first(struct workspace *workspace, struct arena *arena, struct fault *fault,
                          struct text *out)
{
    const char *path = store_path(workspace->store);
    char hex[HASH_HEX_SIZE + 1];
    if (path == NULL) {
        return RC_OK; /* a server's database is backed up with its own tools */
    }
    struct text copy = text_print(arena, "%s.before-%.8s", path,
                                  hash_hex(wanted_schema(workspace, arena), hex).at);
    if (file_exists(copy.at)) {
        return fault_add(fault, RC_CONFLICT, copy,
                         "an earlier migration left this copy; move it away first");
    }
    enum rc rc = workspace_backup(workspace, copy.at, fault);
    if (rc == RC_OK) {
        *out = copy;
    }
    return rc;
}

static struct text entry_detail(struct workspace *workspace, struct arena *arena)
{
    char from[HASH_HEX_SIZE + 1];
    char to[HASH_HEX_SIZE + 1];
    return text_print(arena, "{\"from\":\"%.*s\",\"program\":\"%s\",\"to\":\"%.*s\"}",
                      TEXT_ARGS(hash_hex(workspace->schema, from)), CSMS_VERSION,
                      TEXT_ARGS(hash_hex(wanted_schema(workspace, arena), to)));
}

static enum rc rebuild(struct migration *m, const struct actor *actor, struct fault *fault)
{
    struct snapshot snapshot;
    struct change_set set;
    enum rc rc = snapshot_open(&snapshot, m->workspace, m->arena, fault);
    if (rc != RC_OK) {
        return rc;
    }
    rc = check_not_newer(&snapshot);
    change_set_init(&set, &snapshot, actor);
    set.prepare = change_tables;
    set.prepare_self = m;
    change_note(&set, "workspace", "migrate", m->workspace->id,
                entry_detail(m->workspace, m->arena));
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

static enum rc add_builtins(struct workspace *workspace, const struct actor *actor,
                            struct arena *arena, struct fault *fault)
{
    struct snapshot snapshot;
    struct change_set set;
    enum rc rc = snapshot_open(&snapshot, workspace, arena, fault);
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&set, &snapshot, actor);
    rc = workspace_add_builtins(&set);
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

enum rc migrate_workspace(const struct workspace_options *options, struct text actor,
                          struct arena *arena, struct fault *fault, struct migrate_report *out)
{
    struct workspace_options any = *options;
    struct migrate_report report = {0};
    struct actor program = {.name = actor, .may_all = true};
    struct migration m = {.arena = arena};
    any.is_migrating = true;
    enum rc rc = workspace_open(&any, fault, &m.workspace);
    if (rc != RC_OK) {
        return rc;
    }
    report.was_current = hash_equals(m.workspace->schema, wanted_schema(m.workspace, arena));
    if (!report.was_current) {
        rc = copy_first(m.workspace, arena, fault, &report.copy);
        rc = rc == RC_OK ? rebuild(&m, &program, fault) : rc;
        report.tables = m.tables;
    }
    /* After a program that stopped between the two, they are added now. */
    rc = rc == RC_OK ? add_builtins(m.workspace, &program, arena, fault) : rc;
    workspace_close(m.workspace);
    if (rc == RC_OK) {
        *out = report;
    }
    return rc;
}
