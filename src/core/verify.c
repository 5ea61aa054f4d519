#include "core/verify.h"

#include "core/replay.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PAGE_ROWS 2000
#define PAGE_ROWS_TEXT "2000"

/* The history rows of one entity, a page at a time, in order of from_seq. */
struct cursor {
    const struct model_entity *kind;
    struct arena *arena;
    struct value *values; /* PAGE_ROWS x width */
    size_t width;
    size_t count;
    size_t at;
    int64_t last_seq;
    bool is_over;
};

struct verifying {
    struct snapshot *snapshot;
    struct fault *fault;
    struct verify_report *report;
    const struct checkpoint *checkpoint;
    struct arena *scratch;
    struct replay replay;
    struct cursor *cursors; /* by the entity's number */
    struct head stored;
    struct head walked;
    struct signed_head head_file;
    bool is_good;
    bool met_head_file;
};

static void wrong(struct verifying *v, struct text where, const char *words, int64_t seq)
{
    v->is_good = false;
    if (seq > 0) {
        (void)fault_add(v->fault, RC_CORRUPT, where, "%s (ledger sequence %lld)", words,
                        (long long)seq);
    } else {
        (void)fault_add(v->fault, RC_CORRUPT, where, "%s", words);
    }
}

static struct text where_of(struct verifying *v, const char *table, struct text key)
{
    return text_print(v->snapshot->arena, "%s %.*s", table, TEXT_ARGS(key));
}

/* What the store gives for a value that was bound. */
static bool is_same(struct value expected, struct value stored)
{
    if (expected.kind == VALUE_ID) {
        return stored.kind == VALUE_BYTES && text_equals(id_bytes(&expected.id), stored.text);
    }
    if (expected.kind == VALUE_IDS || expected.kind == VALUE_BYTES) {
        return stored.kind == VALUE_BYTES && text_equals(expected.text, stored.text);
    }
    return value_equals(expected, stored);
}

static const char *no_index(const struct verifying *v)
{
    return connection_kind(v->snapshot->connection) == STORE_SQLITE ? " NOT INDEXED" : "";
}

/* ---- history ---- */

static enum rc fill_cursor(struct verifying *v, struct cursor *cursor)
{
    struct snapshot *snapshot = v->snapshot;
    arena_reset(cursor->arena);
    struct text sql =
        text_print(cursor->arena,
                   "%.*s, from_seq, to_seq FROM %s_history WHERE from_seq > ?1 ORDER BY from_seq "
                   "LIMIT " PAGE_ROWS_TEXT,
                   TEXT_ARGS(cursor->kind->sql.select), cursor->kind->entity->name);
    struct value after = value_integer(cursor->last_seq);
    struct rows *rows;
    enum rc rc =
        connection_query(snapshot->connection, (struct query){sql, &after, 1}, v->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    cursor->values = ARENA_MANY(cursor->arena, struct value, PAGE_ROWS * cursor->width);
    cursor->count = 0;
    cursor->at = 0;
    const struct value *columns;
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        for (size_t i = 0; i < cursor->width; i++) {
            cursor->values[cursor->count * cursor->width + i] =
                value_copy(cursor->arena, columns[i]);
        }
        cursor->count++;
    }
    rows_close(rows);
    cursor->is_over = cursor->count < PAGE_ROWS;
    if (cursor->count > 0) {
        struct value last = cursor->values[cursor->count * cursor->width - 2];
        cursor->last_seq = last.integer;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The next history row of an entity, or NULL. */
static const struct value *next_history(struct verifying *v, struct cursor *cursor)
{
    if (cursor->at == cursor->count && !cursor->is_over && fill_cursor(v, cursor) != RC_OK) {
        cursor->is_over = true;
        v->is_good = false;
    }
    return cursor->at < cursor->count ? &cursor->values[cursor->at++ * cursor->width] : NULL;
}

static void open_cursors(struct verifying *v)
{
    const struct model *model = v->snapshot->workspace->model;
    v->cursors = ARENA_MANY(v->snapshot->arena, struct cursor, model->entity_count + 1);
    for (size_t i = 0; i < model->entity_count; i++) {
        v->cursors[i].kind = &model->entities[i];
        v->cursors[i].arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        v->cursors[i].width = SYSTEM_COLUMNS + model->entities[i].entity->field_count + 2;
    }
}

static void close_cursors(struct verifying *v)
{
    for (size_t i = 0; i < v->snapshot->workspace->model->entity_count; i++) {
        const struct value *left = next_history(v, &v->cursors[i]);
        if (left != NULL) {
            struct text key = value_as_text(left[COLUMN_KEY]);
            wrong(v, where_of(v, v->cursors[i].kind->entity->name, key),
                  "the history holds a row that no ledger entry made",
                  left[v->cursors[i].width - 2].integer);
        }
        arena_close(v->cursors[i].arena);
    }
}

static void check_history(struct verifying *v, struct replay_record *at, int64_t seq)
{
    struct cursor *cursor = &v->cursors[at->record->kind->number];
    const char *table = at->record->kind->entity->name;
    const struct value *row = next_history(v, cursor);
    struct value args[RECORD_ARGS_LIMIT];
    size_t count = record_args(at->record, args);
    if (row == NULL || row[cursor->width - 2].kind != VALUE_INTEGER ||
        row[cursor->width - 2].integer != seq) {
        wrong(v, where_of(v, table, at->record->key), "the history row of this entry is missing",
              seq);
        if (row != NULL) {
            cursor->at--;
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_same(args[i], row[i])) {
            wrong(v, where_of(v, table, at->record->key), "the history row was altered", seq);
            break;
        }
    }
    if (at->record->revision > 1 && at->history_to != seq) {
        wrong(v, where_of(v, table, at->record->key),
              "the history does not end where the next revision begins", seq);
    }
    struct value to = row[cursor->width - 1];
    at->history_to = to.kind == VALUE_INTEGER ? to.integer : 0;
}

/* ---- the ledger ---- */

static void check_columns(struct verifying *v, const struct value *row,
                          const struct ledger_entry *entry)
{
    struct value expected[] = {value_integer(entry->at_us), value_text(entry->actor),
                               value_text(entry->verb), value_text(entry->entity),
                               value_id(entry->id)};
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (!is_same(expected[i], row[4 + i])) {
            wrong(v, TEXT("ledger"), "a column beside the entry was altered", entry->seq);
            return;
        }
    }
}

static void check_against_checkpoint(struct verifying *v, struct hash leaf, int64_t seq)
{
    const struct checkpoint *checkpoint = v->checkpoint;
    if (checkpoint != NULL && checkpoint->leaves != NULL && seq <= checkpoint->head.size &&
        !hash_equals(leaf, checkpoint->leaves[seq - 1])) {
        wrong(v, TEXT("checkpoint"), "this is the first entry that differs from the checkpoint",
              seq);
        v->checkpoint = NULL; /* the first one is what counts */
    }
}

static void check_roots(struct verifying *v)
{
    int64_t size = (int64_t)v->walked.tree.size;
    if (v->report->has_head_file && size == v->head_file.size) {
        v->met_head_file = true;
        if (!hash_equals(merkle_root(&v->walked.tree), v->head_file.root)) {
            wrong(v, TEXT("head file"), "the ledger differs from the signed head at or before",
                  size);
        }
    }
    if (v->checkpoint != NULL && size == v->checkpoint->head.size &&
        !hash_equals(merkle_root(&v->walked.tree), v->checkpoint->head.root)) {
        wrong(v, TEXT("checkpoint"),
              "the ledger differs from the checkpoint, which covers the entries up to", size);
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
        wrong(v, TEXT("ledger"), "this entry is missing", expected);
        return false;
    }
    struct text payload = value_as_text(row[1]);
    struct hash leaf = merkle_leaf(payload);
    v->walked.chain = ledger_chain(v->walked.chain, expected, leaf);
    merkle_add(&v->walked.tree, leaf);
    if (row[1].kind != VALUE_BYTES || !hash_from_bytes(value_as_text(row[2]), &stored_leaf) ||
        !hash_from_bytes(value_as_text(row[3]), &stored_chain) ||
        !hash_equals(stored_leaf, leaf) || !hash_equals(stored_chain, v->walked.chain)) {
        wrong(v, TEXT("ledger"), "the entry or its hashes were altered", expected);
        return false;
    }
    check_against_checkpoint(v, leaf, expected);
    check_roots(v);
    if (ledger_parse(v->scratch, payload, &entry) != RC_OK || entry.seq != expected) {
        wrong(v, TEXT("ledger"), "the entry cannot be read", expected);
        return false;
    }
    check_columns(v, row, &entry);
    if (replay_apply(&v->replay, &entry, &at) != RC_OK) {
        v->is_good = false;
        return false;
    }
    if (at != NULL) {
        check_history(v, at, expected);
    }
    return true;
}

static enum rc walk_ledger(struct verifying *v)
{
    struct snapshot *snapshot = v->snapshot;
    bool is_trusted = true;
    size_t count = PAGE_ROWS;
    v->walked.chain = hash_of(id_bytes(&snapshot->workspace->id));
    while (is_trusted && count == PAGE_ROWS) {
        struct rows *rows;
        struct value after = value_integer((int64_t)v->walked.tree.size);
        enum rc rc = connection_query(
            snapshot->connection,
            (struct query){TEXT("SELECT seq, payload, leaf, chain, at_us, actor, verb, entity, id "
                                "FROM ledger WHERE seq > ?1 ORDER BY seq LIMIT " PAGE_ROWS_TEXT),
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
        wrong(v, TEXT("ledger"), v->stored.tree.size > v->walked.tree.size
                                     ? "this is the first entry that is missing"
                                     : "there are more entries than the head knows",
              size + 1);
    } else if (!hash_equals(v->stored.root, merkle_root(&v->walked.tree)) ||
               !hash_equals(v->stored.chain, v->walked.chain) ||
               memcmp(v->stored.tree.edge, v->walked.tree.edge,
                      merkle_edge_count(&v->walked.tree) * HASH_BYTES) != 0) {
        wrong(v, TEXT("ledger_head"), "the head does not fit the entries", size);
    }
    if (workspace->has_key &&
        !hash_equals(mac, head_mac(&v->stored, hash_text(&workspace->mac_key)))) {
        wrong(v, TEXT("ledger_head"), "the head was altered", 0);
    }
}

static void check_public_key(struct verifying *v, const struct signed_head *head,
                             const char *where)
{
    char key[2 * SIGN_PUBLIC_BYTES + 1];
    sodium_bin2hex(key, sizeof key, head->public_key, SIGN_PUBLIC_BYTES);
    if (!text_is(json_text(json_member(v->replay.init, "public_key")), key)) {
        wrong(v, text_of(where), "it is signed by a key that this workspace does not know", 0);
    }
}

static void check_head_file(struct verifying *v)
{
    if (!v->report->has_head_file) {
        return;
    }
    if (!id_equals(v->head_file.workspace, v->snapshot->workspace->id)) {
        wrong(v, TEXT("head file"), "it belongs to another workspace", 0);
        return;
    }
    check_public_key(v, &v->head_file, "head file");
    if (!v->met_head_file && v->head_file.size > 0) {
        wrong(v, TEXT("ledger"),
              "the ledger is shorter than its signed head; this is the first entry that is missing",
              (int64_t)v->walked.tree.size + 1);
    } else if (v->stored.commits < v->head_file.commits) {
        wrong(v, TEXT("ledger_head"),
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
        wrong(v, TEXT("checkpoint"), "it belongs to another workspace", 0);
        return;
    }
    check_public_key(v, &checkpoint->head, "checkpoint");
    if (checkpoint->head.size > (int64_t)v->walked.tree.size) {
        wrong(v, TEXT("checkpoint"),
              "the ledger is shorter than the checkpoint; this is the first entry that is missing",
              (int64_t)v->walked.tree.size + 1);
    }
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
    enum rc rc = connection_query(snapshot->connection, (struct query){sql, NULL, 0}, v->fault,
                                  &rows);
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

static struct replay_record *known(struct verifying *v, struct value id)
{
    return value_as_text(id).size == ID_BYTES
               ? table_get(&v->replay.records, value_as_text(id))
               : NULL;
}

static void check_row(struct verifying *v, const struct value *row, const void *more)
{
    const struct model_entity *kind = more;
    struct replay_record *at = known(v, row[COLUMN_ID]);
    struct value args[RECORD_ARGS_LIMIT];
    if (at == NULL || at->record->kind != kind) {
        wrong(v, where_of(v, kind->entity->name, value_as_text(row[COLUMN_KEY])),
              "this row was not made by any ledger entry", 0);
        return;
    }
    at->was_seen = true;
    size_t count = record_args(at->record, args);
    for (size_t i = 0; i < count; i++) {
        if (!is_same(args[i], row[i])) {
            const char *column = i < SYSTEM_COLUMNS ? ddl_system_columns[i]
                                                    : kind->entity->fields[i - SYSTEM_COLUMNS].name;
            wrong(v, where_of(v, kind->entity->name, at->record->key),
                  text_print(v->snapshot->arena, "the value of %s was altered", column).at, 0);
            return;
        }
    }
}

static void check_index_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    struct replay_record *at = known(v, row[0]);
    if (at == NULL) {
        wrong(v, where_of(v, "record", value_as_text(row[2])),
              "this index row belongs to no record", 0);
        return;
    }
    const struct record *record = at->record;
    struct value expected[] = {
        value_id(record->id),
        value_text(text_of(record->kind->entity->name)),
        value_text(record->key),
        value_integer(record->number),
        value_text(record_title(record)),
        value_text(record->state),
        value_integer(record->revision),
        value_integer(record->content_revision),
        id_is_zero(at->scope) ? value_none() : value_id(at->scope),
        record->retired_us == 0 ? value_none() : value_integer(record->retired_us)};
    at->was_seen = true;
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (!is_same(expected[i], row[i])) {
            wrong(v, where_of(v, "record", record->key), "the index row was altered", 0);
            return;
        }
    }
}

static void check_link_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    struct text from = value_as_text(row[0]);
    struct text to = value_as_text(row[2]);
    struct id from_id = {{0}};
    struct id to_id = {{0}};
    memcpy(from_id.bytes, from.at, from.size == ID_BYTES ? ID_BYTES : 0);
    memcpy(to_id.bytes, to.at, to.size == ID_BYTES ? ID_BYTES : 0);
    struct replay_link *link =
        table_get(&v->replay.links,
                  replay_link_key(v->scratch, from_id, to_id, value_as_text(row[1])));
    struct replay_record *at = known(v, row[0]);
    struct text key = at != NULL ? at->record->key : TEXT("?");
    if (link == NULL || link->is_gone || link->was_seen) {
        wrong(v, where_of(v, "link", key), "this link was not made by any ledger entry", 0);
        return;
    }
    link->was_seen = true;
    v->replay.link_count--;
    if (!is_same(value_integer(link->from_revision), row[3]) ||
        !is_same(value_integer(link->to_revision), row[4])) {
        wrong(v, where_of(v, "link", key), "the revisions of the link were altered", 0);
    }
}

static void check_blob_row(struct verifying *v, const struct value *row, const void *more)
{
    (void)more;
    struct hash sha256 = hash_of(value_as_text(row[3]));
    struct replay_blob *blob = table_get(&v->replay.blobs, value_as_text(row[0]));
    if (blob == NULL) {
        wrong(v, TEXT("blob"), "content is stored that no ledger entry names", 0);
        return;
    }
    char hex[HASH_HEX_SIZE + 1];
    struct text where = where_of(v, "blob", hash_hex(blob->sha256, hex));
    blob->was_seen = true;
    v->replay.blob_count--;
    if (!hash_equals(sha256, blob->sha256) ||
        !is_same(value_text(blob->media_type), row[1]) ||
        !is_same(value_integer(blob->size), row[2]) || row[3].kind != VALUE_BYTES) {
        wrong(v, where, "the content was altered", 0);
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
        enum value_kind wanted = table->columns[i].kind == VALUE_ID ? VALUE_BYTES
                                                                    : table->columns[i].kind;
        is_good = is_good && (row[i].kind == VALUE_NONE || row[i].kind == wanted);
    }
    if (!is_good || !hash_from_bytes(value_as_text(row[table->column_count]), &stored) ||
        !hash_equals(stored, mac)) {
        wrong(v, text_of(table->name), "a row was altered", 0);
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
        wrong(v, text_of(table->name), "rows were added or are missing", 0);
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
    struct value expected[] = {value_integer(1),
                               value_id(v->replay.workspace),
                               value_text(json_text(json_member(init, "name"))),
                               value_integer(is_simulated),
                               value_integer(v->replay.clock_us),
                               value_integer(WORKSPACE_SCHEMA_VERSION),
                               value_integer(created)};
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (!is_same(expected[i], row[i])) {
            wrong(v, TEXT("workspace"), "the row of the workspace was altered", 0);
            return;
        }
    }
}

static void find_unseen(struct verifying *v, const char *what)
{
    for (size_t i = 0; i < v->replay.records.room; i++) {
        struct replay_record *at = v->replay.records.slots[i].value;
        if (at != NULL && !at->was_seen) {
            wrong(v, where_of(v, at->record->kind->entity->name, at->record->key), what, 0);
        }
        if (at != NULL) {
            at->was_seen = false;
        }
    }
}

static enum rc check_tables(struct verifying *v)
{
    const struct model *model = v->snapshot->workspace->model;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < model->entity_count; i++) {
        const struct model_entity *kind = &model->entities[i];
        rc = each_row(v, text_from(kind->sql.select, 7), kind->entity->name, check_row, kind);
    }
    find_unseen(v, "the record is missing from its table");
    if (rc == RC_OK) {
        rc = each_row(v,
                      TEXT("id, entity, key, number, title, state, revision, content_revision, "
                           "scope, retired_us"),
                      "record", check_index_row, NULL);
    }
    find_unseen(v, "the record is missing from the index");
    if (rc == RC_OK) {
        rc = each_row(v, TEXT("from_id, field, to_id, from_revision, to_revision"), "link",
                      check_link_row, NULL);
    }
    if (rc == RC_OK && v->replay.link_count != 0) {
        wrong(v, TEXT("link"), "links are missing", 0);
    }
    if (rc == RC_OK) {
        rc = each_row(v, TEXT("sha256, media_type, size, bytes"), "blob", check_blob_row, NULL);
    }
    if (rc == RC_OK && v->replay.blob_count != 0) {
        wrong(v, TEXT("blob"), "stored content is missing", 0);
    }
    if (rc == RC_OK) {
        rc = each_row(v, TEXT("one, id, name, is_simulated, clock_us, schema_version, created_us"),
                      "workspace", check_workspace_row, NULL);
    }
    for (size_t i = 0; rc == RC_OK && v->report->has_key && i < OPERATIONAL_COUNT; i++) {
        rc = check_operational(v, i);
    }
    return rc;
}

/* ---- the schema ---- */

static enum rc schema_text(struct connection *connection, struct arena *arena,
                           struct fault *fault, struct text *out)
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
static enum rc check_schema(struct verifying *v)
{
    struct arena *arena = v->snapshot->arena;
    struct store *store = NULL;
    struct connection *fresh = NULL;
    struct text expected = TEXT_NONE;
    struct text stored = TEXT_NONE;
    if (connection_kind(v->snapshot->connection) != STORE_SQLITE) {
        return RC_OK;
    }
    enum rc rc = store_open(":memory:", true, v->fault, &store);
    rc = rc == RC_OK ? connection_open(store, CONNECTION_WRITE, v->fault, &fresh) : rc;
    rc = rc == RC_OK ? connection_script(fresh,
                                         ddl_schema(arena, v->snapshot->workspace->model,
                                                    STORE_SQLITE),
                                         v->fault)
                     : rc;
    rc = rc == RC_OK ? schema_text(fresh, arena, v->fault, &expected) : rc;
    rc = rc == RC_OK ? schema_text(v->snapshot->connection, arena, v->fault, &stored) : rc;
    connection_close(fresh);
    store_close(store);
    if (rc == RC_OK && !text_equals(expected, stored)) {
        wrong(v, TEXT("schema"), "the tables of the file are not those of this program", 0);
    }
    return rc;
}

/* ---- all of it ---- */

static enum rc check_all(struct verifying *v)
{
    struct snapshot *snapshot = v->snapshot;
    struct hash mac;
    struct fault ignored;
    fault_init(&ignored, snapshot->arena);
    enum rc rc = connection_check(snapshot->connection, v->fault);
    if (rc == RC_CORRUPT) {
        v->is_good = false;
        rc = RC_OK;
    }
    rc = rc == RC_OK ? check_schema(v) : rc;
    rc = rc == RC_OK ? head_load(snapshot->connection, snapshot->arena, false, v->fault,
                                 &v->stored, &mac)
                     : rc;
    if (rc != RC_OK) {
        return rc;
    }
    enum rc file = head_file_read(snapshot->arena, snapshot->workspace->head_path, &ignored,
                                  &v->head_file);
    v->report->has_head_file = file == RC_OK;
    if (file == RC_CORRUPT) {
        wrong(v, TEXT("head file"), "it holds no valid signed head", 0);
    }
    open_cursors(v);
    rc = walk_ledger(v);
    close_cursors(v);
    if (rc != RC_OK) {
        return rc;
    }
    check_stored_head(v, mac);
    check_head_file(v);
    v->report->records = (int64_t)v->replay.record_count;
    return check_tables(v);
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
    enum rc rc = connection_freeze(snapshot->connection, snapshot->fault);
    rc = rc == RC_OK ? check_all(&v) : rc;
    connection_rest(snapshot->connection);
    if (rc == RC_OK) {
        check_checkpoint(&v, checkpoint);
    }
    arena_close(state);
    arena_close(v.scratch);
    return rc == RC_OK && !v.is_good ? RC_CORRUPT : rc;
}
