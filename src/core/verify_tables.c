#include "core/verify_part.h"

#include <string.h>

static const char *no_index(const struct verifying *v)
{
    return connection_kind(v->snapshot->connection) == STORE_SQLITE ? " NOT INDEXED" : "";
}

/* ---- tables ---- */

typedef void row_check(struct verifying *v, const struct value *row, const void *more);

/* Every row of a table, a page at a time, in order of its unique column. */
static enum rc each_row(struct verifying *v, struct text columns, const char *table,
                        row_check *check, const void *more)
{
    struct snapshot *snapshot = v->snapshot;
    struct rows *rows;
    struct text sql = text_print(snapshot->arena, "SELECT %.*s FROM %s%s", TEXT_ARGS(columns),
                                 table, no_index(v));
    enum rc rc =
        connection_query(snapshot->connection, (struct query){sql, NULL, 0}, v->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *row;
    while ((rc = rows_next(rows, &row)) == RC_OK) {
        arena_reset(v->scratch);
        check(v, row, more);
        v->report->rows++;
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static bool is_id(struct value stored, const struct id *id)
{
    return text_equals(value_as_text(stored), id_bytes(id));
}

/* Rows lie in the order in which they were made, mostly: then no search. */
static struct replay_record *known(struct verifying *v, struct value id)
{
    if (v->next != NULL && is_id(id, &v->next->record->id)) {
        return v->next;
    }
    return value_as_text(id).size == ID_BYTES ? table_get(&v->replay.records, value_as_text(id))
                                              : NULL;
}

/* False: a row of the same id was there already. */
static bool meet(struct verifying *v, bool *was_seen)
{
    bool is_first = !*was_seen;
    *was_seen = true;
    v->met += is_first ? 1 : 0;
    return is_first;
}

static void check_row(struct verifying *v, const struct value *row, const void *more)
{
    const struct model_entity *kind = more;
    struct replay_record *at = known(v, row[COLUMN_ID]);
    struct value args[RECORD_ARGS_LIMIT];
    if (at == NULL || at->record->kind != kind || !meet(v, &at->was_seen)) {
        verify_wrong(v, verify_where(v, kind->entity->name, value_as_text(row[COLUMN_KEY])),
                     "this row was not made by any ledger entry", 0);
        return;
    }
    v->next = at->next_of_kind;
    size_t count = record_args(at->record, args);
    for (size_t i = 0; i < count; i++) {
        if (!verify_is_same(args[i], row[i])) {
            const char *column = i < SYSTEM_COLUMNS ? ddl_system_columns[i]
                                                    : kind->entity->fields[i - SYSTEM_COLUMNS].name;
            verify_wrong(v, verify_where(v, kind->entity->name, at->record->key),
                         text_print(v->snapshot->arena, "the value of %s was altered", column).at,
                         0);
            return;
        }
    }
}

static void check_index_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    struct replay_record *at = known(v, row[0]);
    if (at == NULL || !meet(v, &at->was_indexed)) {
        verify_wrong(v, verify_where(v, "record", value_as_text(row[2])),
                     "this index row belongs to no record", 0);
        return;
    }
    struct value expected[RECORD_INDEX_COLUMNS];
    record_index_args(at->record, at->scope, expected);
    v->next = at->next;
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (!verify_is_same(expected[i], row[i])) {
            verify_wrong(v, verify_where(v, "record", at->record->key), "the index row was altered",
                         0);
            return;
        }
    }
}

static struct replay_link *known_link(struct verifying *v, const struct value *row)
{
    struct replay_link *next = v->next_link;
    if (next != NULL && is_id(row[0], &next->from->record->id) && is_id(row[2], &next->to_id) &&
        text_is(value_as_text(row[1]), next->field)) {
        return next;
    }
    struct text from = value_as_text(row[0]);
    struct text to = value_as_text(row[2]);
    struct id from_id = {{0}};
    struct id to_id = {{0}};
    memcpy(from_id.bytes, from.at, from.size == ID_BYTES ? ID_BYTES : 0);
    memcpy(to_id.bytes, to.at, to.size == ID_BYTES ? ID_BYTES : 0);
    return table_get(&v->replay.links,
                     replay_link_key(v->scratch, from_id, to_id, value_as_text(row[1])));
}

static void check_link_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    struct replay_link *link = known_link(v, row);
    struct replay_record *at = link != NULL ? link->from : known(v, row[0]);
    struct text key = at != NULL ? at->record->key : TEXT("?");
    if (link == NULL || link->is_gone || link->was_seen) {
        verify_wrong(v, verify_where(v, "link", key), "this link was not made by any ledger entry",
                     0);
        return;
    }
    link->was_seen = true;
    v->next_link = link->next;
    v->replay.link_count--;
    if (!verify_is_same(value_integer(link->from_revision), row[3]) ||
        !verify_is_same(value_integer(link->to_revision), row[4])) {
        verify_wrong(v, verify_where(v, "link", key), "the revisions of the link were altered", 0);
    }
}

static void check_blob_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    struct hash sha256 = hash_of(value_as_text(row[3]));
    struct replay_blob *blob = table_get(&v->replay.blobs, value_as_text(row[0]));
    if (blob == NULL) {
        verify_wrong(v, TEXT("blob"), "content is stored that no ledger entry names", 0);
        return;
    }
    char hex[HASH_HEX_SIZE + 1];
    struct text where = verify_where(v, "blob", hash_hex(blob->sha256, hex));
    blob->was_seen = true;
    v->replay.blob_count--;
    if (!hash_equals(sha256, blob->sha256) ||
        !verify_is_same(value_text(blob->media_type), row[1]) ||
        !verify_is_same(value_integer(blob->size), row[2]) || row[3].kind != VALUE_BYTES) {
        verify_wrong(v, where, "the content was altered", 0);
    }
}

struct operational_check {
    const struct operational *table;
    struct hash digest;
};

static void check_operational_row(struct verifying *v, const struct value *row, const void *more)
{
    struct operational_check *checking = (struct operational_check *)(uintptr_t)more;
    const struct operational *table = checking->table;
    struct hash mac = operational_mac(table, row, hash_text(&v->snapshot->workspace->mac_key));
    struct hash stored = {{0}};
    bool is_good = true;
    for (size_t i = 0; i < table->column_count; i++) {
        enum value_kind wanted =
            table->columns[i].kind == VALUE_ID ? VALUE_BYTES : table->columns[i].kind;
        is_good = is_good && (row[i].kind == VALUE_NONE || row[i].kind == wanted);
    }
    if (!is_good || !hash_from_bytes(value_as_text(row[table->column_count]), &stored) ||
        !hash_equals(stored, mac)) {
        verify_wrong(v, text_of(table->name), "a row was altered", 0);
    }
    hash_xor(&checking->digest, stored);
}

static enum rc check_operational(struct verifying *v, size_t index)
{
    const struct operational *table = &operational_tables[index];
    struct operational_check checking = {.table = table};
    struct buffer columns;
    buffer_init(&columns, v->snapshot->arena);
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_print(&columns, "%s, ", table->columns[i].name);
    }
    buffer_put_z(&columns, "mac");
    enum rc rc = each_row(v, buffer_text(&columns), table->name, check_operational_row, &checking);
    if (rc == RC_OK && !hash_equals(checking.digest, v->stored.digests[index])) {
        verify_wrong(v, text_of(table->name), "rows were added or are missing", 0);
    }
    return rc;
}

static void check_workspace_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    int64_t created = 0;
    const struct json *init = v->replay.init;
    bool is_simulated =
        json_member(init, "simulated") != NULL && json_member(init, "simulated")->kind == JSON_TRUE;
    (void)json_integer(json_member(init, "created"), &created);
    struct hash schema = hash_of(ddl_schema(v->scratch, v->snapshot->workspace->model,
                                            connection_kind(v->snapshot->connection)));
    struct value expected[] = {value_integer(1),
                               value_id(v->replay.workspace),
                               value_text(json_text(json_member(init, "name"))),
                               value_integer(is_simulated),
                               value_integer(v->replay.clock_us),
                               value_integer(WORKSPACE_SCHEMA_VERSION),
                               value_bytes(hash_text(&schema)),
                               value_integer(created)};
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (!verify_is_same(expected[i], row[i])) {
            verify_wrong(v, TEXT("workspace"), "the row of the workspace was altered", 0);
            return;
        }
    }
}

/* There is one head, and the walk of the ledger compared it. */
static void check_head_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    if (!verify_is_same(value_integer(1), row[0])) {
        verify_wrong(v, TEXT("ledger_head"), "a row is in it that is not the head", 0);
    }
}

/* After a pass that should have met every record. */
static void find_unseen(struct verifying *v, bool is_index)
{
    bool is_whole = v->met == v->replay.record_count;
    for (struct replay_record *at = v->replay.created.first; at != NULL && !is_whole;
         at = at->next) {
        if (!(is_index ? at->was_indexed : at->was_seen)) {
            verify_wrong(v, verify_where(v, at->record->kind->entity->name, at->record->key),
                         is_index ? "the record is missing from the index"
                                  : "the record is missing from its table",
                         0);
        }
    }
    v->met = 0;
}

static enum rc check_records(struct verifying *v)
{
    const struct model *model = v->snapshot->workspace->model;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < model->entity_count; i++) {
        const struct model_entity *kind = &model->entities[i];
        v->next = v->replay.created_of_kind[i].first;
        rc = each_row(v, text_from(kind->sql.select, 7), kind->entity->name, check_row, kind);
    }
    find_unseen(v, false);
    return rc;
}

enum rc verify_indexes(struct verifying *v)
{
    v->next = v->replay.created.first;
    v->next_link = v->replay.first_link;
    enum rc rc = each_row(v,
                          TEXT("id, entity, key, number, title, state, revision, "
                               "content_revision, scope, retired_us"),
                          "record", check_index_row, NULL);
    find_unseen(v, true);
    if (rc == RC_OK) {
        rc = each_row(v, TEXT("from_id, field, to_id, from_revision, to_revision"), "link",
                      check_link_row, NULL);
    }
    if (rc == RC_OK && v->replay.link_count != 0) {
        verify_wrong(v, TEXT("link"), "links are missing", 0);
    }
    return rc;
}

enum rc verify_tables(struct verifying *v)
{
    enum rc rc = check_records(v);
    if (rc == RC_OK) {
        rc = each_row(v, TEXT("sha256, media_type, size, bytes"), "blob", check_blob_row, NULL);
    }
    if (rc == RC_OK && v->replay.blob_count != 0) {
        verify_wrong(v, TEXT("blob"), "stored content is missing", 0);
    }
    if (rc == RC_OK) {
        rc = each_row(v,
                      TEXT("one, id, name, is_simulated, clock_us, schema_version, schema_hash, "
                           "created_us"),
                      "workspace", check_workspace_row, NULL);
    }
    if (rc == RC_OK) {
        rc = each_row(v, TEXT("one"), "ledger_head", check_head_row, NULL);
    }
    for (size_t i = 0; rc == RC_OK && v->report->has_key && i < OPERATIONAL_COUNT; i++) {
        rc = check_operational(v, i);
    }
    return rc;
}

/* ---- the schema ---- */

static enum rc schema_text(struct connection *connection, struct arena *arena, struct fault *fault,
                           struct text *out)
{
    struct rows *rows;
    struct buffer text;
    const struct value *columns;
    buffer_init(&text, arena);
    enum rc rc = connection_query(
        connection,
        QUERY_PLAIN("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE name "
                    "NOT LIKE 'sqlite_stat%' ORDER BY type, name"),
        fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        for (size_t i = 0; i < 4; i++) {
            buffer_put(&text, value_as_text(columns[i]));
            buffer_put_char(&text, '\n');
        }
    }
    rows_close(rows);
    *out = buffer_text(&text);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The stored schema against the one that the tables of the program make. */
enum rc verify_schema(const struct model *model, struct connection *connection, struct arena *arena,
                      struct fault *fault)
{
    struct store *store = NULL;
    struct connection *fresh = NULL;
    struct text expected = TEXT_NONE;
    struct text stored = TEXT_NONE;
    if (connection_kind(connection) != STORE_SQLITE) {
        return RC_OK;
    }
    enum rc rc = store_open(":memory:", true, fault, &store);
    rc = rc == RC_OK ? connection_open(store, CONNECTION_WRITE, fault, &fresh) : rc;
    rc = rc == RC_OK ? connection_script(fresh, ddl_schema(arena, model, STORE_SQLITE), fault) : rc;
    rc = rc == RC_OK ? schema_text(fresh, arena, fault, &expected) : rc;
    rc = rc == RC_OK ? schema_text(connection, arena, fault, &stored) : rc;
    connection_close(fresh);
    store_close(store);
    if (rc == RC_OK && !text_equals(expected, stored)) {
        rc = fault_add(fault, RC_CORRUPT, TEXT("schema"),
                       "the tables of the file are not those of this program");
    }
    return rc;
}
