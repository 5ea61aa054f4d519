#include "core/commit.h"

#include "base/utf8.h"
#include "core/ledger.h"

#include <string.h>

#define FIRST_SEQ 1

struct batch {
    struct workspace *workspace;
    struct connection *writer;
    struct arena *arena;
    struct arena *scratch; /* forgotten after each entry */
    struct fault *fault;
    struct head head;
    int64_t now_us;
    bool has_moves;       /* the set at hand moves something between sites, projects, wholes */
    struct table numbers; /* entity name -> int64_t*, the last key number given */
};

/* ---- keys ---- */

static enum rc last_number(struct batch *batch, const struct entity *entity, int64_t **out)
{
    struct text name = text_of(entity->name);
    *out = table_get(&batch->numbers, name);
    if (*out != NULL) {
        return RC_OK;
    }
    struct value column;
    enum rc rc =
        connection_one(batch->writer, batch->arena,
                       QUERY("SELECT max(number) FROM record WHERE entity = ?1", value_text(name)),
                       batch->fault, &column, 1);
    if (rc != RC_OK) {
        return rc;
    }
    *out = ARENA_NEW(batch->arena, int64_t);
    **out = column.kind == VALUE_INTEGER ? column.integer : 0;
    table_put(&batch->numbers, name, *out);
    return RC_OK;
}

/* A key made in an attempt that was rolled back is made anew. */
static enum rc give_key(struct batch *batch, struct arena *owner, struct change *change)
{
    struct record *record = change->record;
    int64_t *last;
    enum rc rc = last_number(batch, record->kind->entity, &last);
    if (rc != RC_OK) {
        return rc;
    }
    if (!change->has_own_key) {
        record->number = *last + 1;
        record->key = text_print(owner, "%s-%04lld", record->kind->entity->key_prefix,
                                 (long long)record->number);
    }
    if (record->number > *last) {
        *last = record->number;
    }
    return RC_OK;
}

/* ---- rows ---- */

static enum rc queue(struct batch *batch, struct query query, int64_t expect)
{
    return connection_queue(batch->writer, query, expect, batch->fault);
}

static enum rc write_row(struct batch *batch, const struct change *change)
{
    const struct entity_sql *sql = &change->record->kind->sql;
    struct value args[RECORD_ARGS_LIMIT];
    size_t count = record_args(change->record, args);
    enum rc rc;
    if (change->old == NULL) {
        rc = queue(batch, (struct query){sql->insert, args, count}, 1);
    } else {
        args[count] = value_integer(change->old->revision);
        rc = queue(batch, (struct query){sql->update, args, count + 1}, 1);
        if (rc == RC_OK) {
            struct value close[2] = {value_integer(change->seq), value_id(change->record->id)};
            rc = queue(batch, (struct query){sql->history_close, close, 2}, 1);
        }
    }
    if (rc == RC_OK) {
        args[count] = value_integer(change->seq);
        rc = queue(batch, (struct query){sql->history_insert, args, count + 1}, 1);
    }
    return rc;
}

/* The scope of a part is that of its whole at this moment. PostgreSQL, where
 * another process may be moving the whole, waits for it. */
#define WHOLE_SCOPE "coalesce(?9, (SELECT w.scope FROM record w WHERE w.id = ?11"
#define INSERT_INDEX                                                                          \
    "INSERT INTO record (id, entity, key, number, title, state, revision, content_revision, " \
    "scope, retired_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, " WHOLE_SCOPE
#define UPDATE_INDEX                                                                            \
    "UPDATE record SET entity = ?2, key = ?3, number = ?4, title = ?5, state = ?6, revision = " \
    "?7, content_revision = ?8, retired_us = ?10, scope = " WHOLE_SCOPE

static enum rc write_index(struct batch *batch, const struct change *change, bool is_new)
{
    struct value args[RECORD_INDEX_COLUMNS + 1];
    struct id scope = {{0}};
    struct id whole;
    bool is_shared = connection_kind(batch->writer) == STORE_POSTGRES;
    bool is_own = record_own_scope(change->record, &scope);
    record_index_args(change->record, scope, args);
    args[RECORD_INDEX_COLUMNS] =
        !is_own && record_is_part_of(change->record, &whole) ? value_id(whole) : value_none();
    struct text sql;
    if (is_new) {
        sql = is_shared ? TEXT(INSERT_INDEX " FOR SHARE)), ?10)") : TEXT(INSERT_INDEX ")), ?10)");
    } else {
        sql = is_shared ? TEXT(UPDATE_INDEX " FOR SHARE)) WHERE id = ?1")
                        : TEXT(UPDATE_INDEX ")) WHERE id = ?1");
    }
    return queue(batch, (struct query){sql, args, COUNT(args)}, 1);
}

/* Has it perhaps gone to another site, project or whole? */
static bool is_moved(const struct change *change)
{
    const struct entity *entity = change->record->kind->entity;
    bool is_moved = false;
    for (size_t i = 0; i < entity->field_count; i++) {
        is_moved =
            is_moved || (((change->changed >> i) & 1) != 0 && field_is_place(&entity->fields[i]));
    }
    return is_moved;
}

static enum rc move_parts(struct batch *batch, const struct change *change)
{
    struct value id = value_id(change->record->id);
    if (change->old == NULL || !is_moved(change) || entity_is_scope(change->record->kind->entity)) {
        return RC_OK;
    }
    return queue(batch, (struct query){batch->workspace->model->move_parts, &id, 1}, -1);
}

/* ---- links ---- */

/* A new link remembers the content revision both ends have at this moment. The
 * other end may be created later in the same set: then it has revision 1. */
static enum rc add_link(struct batch *batch, const struct record *record, const char *field,
                        struct id end)
{
    struct value args[] = {value_id(record->id), value_text(text_of(field)), value_id(end),
                           value_integer(record->content_revision)};
    return queue(batch,
                 (struct query){TEXT("INSERT INTO link (from_id, field, to_id, from_revision, "
                                     "to_revision) VALUES (?1, ?2, ?3, ?4, coalesce((SELECT "
                                     "content_revision FROM record WHERE id = ?3), 1))"),
                                args, 4},
                 1);
}

static enum rc write_field_links(struct batch *batch, const struct change *change, size_t at)
{
    const struct field *field = &change->record->kind->entity->fields[at];
    struct value now = change->record->values[at];
    struct value was = change->old != NULL ? change->old->values[at] : value_none();
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < value_ids_count(was); i++) {
        if (value_ids_have(now, value_ids_at(was, i))) {
            continue;
        }
        struct value args[] = {value_id(change->record->id), value_text(text_of(field->name)),
                               value_id(value_ids_at(was, i))};
        rc = queue(batch,
                   (struct query){TEXT("DELETE FROM link WHERE from_id = ?1 AND field = ?2 AND "
                                       "to_id = ?3"),
                                  args, 3},
                   1);
    }
    for (size_t i = 0; rc == RC_OK && i < value_ids_count(now); i++) {
        if (!value_ids_have(was, value_ids_at(now, i))) {
            rc = add_link(batch, change->record, field->name, value_ids_at(now, i));
        }
    }
    return rc;
}

static enum rc write_links(struct batch *batch, const struct change *change)
{
    const struct entity *entity = change->record->kind->entity;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < entity->field_count; i++) {
        if (((change->changed >> i) & 1) != 0 && field_is_reference(&entity->fields[i])) {
            rc = write_field_links(batch, change, i);
        }
    }
    if (rc != RC_OK || change->kind != CHANGE_REVIEW) {
        return rc;
    }
    struct value id = value_id(change->record->id);
    return queue(batch,
                 (struct query){TEXT("UPDATE link SET from_revision = (SELECT content_revision "
                                     "FROM record WHERE id = from_id), to_revision = (SELECT "
                                     "content_revision FROM record WHERE id = to_id) WHERE "
                                     "from_id = ?1 OR to_id = ?1"),
                                &id, 1},
                 -1);
}

/* ---- search ---- */

static struct text search_words(struct arena *arena, const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put(&out, record->key);
    for (size_t i = 0; i < entity->field_count; i++) {
        enum field_type type = entity->fields[i].type;
        bool is_words = type == FIELD_TEXT || type == FIELD_PROSE;
        if (is_words && record->values[i].kind == VALUE_TEXT) {
            buffer_put_char(&out, ' ');
            buffer_put(&out, record->values[i].text);
        }
    }
    return utf8_fold(arena, buffer_text(&out));
}

static enum rc write_search(struct batch *batch, const struct change *change)
{
    struct text words = search_words(batch->arena, change->record);
    if (change->old != NULL) {
        struct text before = search_words(batch->arena, change->old);
        if (text_equals(before, words)) {
            return RC_OK;
        }
    }
    struct value args[] = {value_id(change->record->id), value_text(words)};
    bool is_shared = connection_kind(batch->writer) == STORE_POSTGRES;
    struct query remove = {TEXT("DELETE FROM search WHERE rowid = (SELECT rowid FROM record WHERE "
                                "id = ?1)"),
                           args, 1};
    struct query add = {TEXT("INSERT INTO search (rowid, words) VALUES ((SELECT rowid FROM record "
                             "WHERE id = ?1), ?2)"),
                        args, 2};
    if (is_shared) {
        remove.sql = TEXT("DELETE FROM search WHERE id = ?1");
        add.sql = TEXT("INSERT INTO search (id, words) VALUES (?1, to_tsvector('simple', ?2))");
    }
    enum rc rc = change->old != NULL ? queue(batch, remove, -1) : RC_OK;
    return rc == RC_OK ? queue(batch, add, -1) : rc;
}

/* ---- ledger ---- */

static enum rc write_entry(struct batch *batch, const struct change_set *set,
                           const struct change *change)
{
    struct text payload = ledger_payload(batch->arena, change, set, batch->now_us);
    struct ledger_entry entry;
    arena_reset(batch->scratch);
    if (ledger_parse(batch->scratch, payload, &entry) != RC_OK) {
        return fault_add(batch->fault, RC_INVALID, TEXT_NONE,
                         "this cannot be stored, as it could not be read back: it holds text that "
                         "is not UTF-8, or data nested too deep");
    }
    struct hash leaf = merkle_leaf(payload);
    batch->head.chain = ledger_chain(batch->head.chain, change->seq, leaf);
    merkle_add(&batch->head.tree, leaf);
    const char *entity =
        change->record != NULL ? change->record->kind->entity->name : change->note_entity;
    struct id id = change->record != NULL ? change->record->id : change->note_id;
    struct value args[] = {value_integer(change->seq),
                           value_bytes(payload),
                           value_bytes(hash_text(&leaf)),
                           value_bytes(hash_text(&batch->head.chain)),
                           value_integer(batch->now_us),
                           value_text(set->actor->name),
                           value_text(text_of(change->verb)),
                           value_text(text_of(entity)),
                           value_id(id)};
    return queue(batch,
                 (struct query){TEXT("INSERT INTO ledger (seq, payload, leaf, chain, at_us, actor, "
                                     "verb, entity, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                                     "?9)"),
                                args, 9},
                 1);
}

/* A record that this set made got its key when its first change was written. */
static void inherit_key(const struct change_set *set, struct record *record)
{
    for (const struct change *at = set->first; record->key.size == 0 && at != NULL; at = at->next) {
        if (at->kind == CHANGE_CREATE && id_equals(at->record->id, record->id)) {
            record->key = at->record->key;
            record->number = at->record->number;
        }
    }
}

static void stamp(struct batch *batch, struct change *change)
{
    struct record *record = change->record;
    change->seq = (int64_t)batch->head.tree.size + FIRST_SEQ;
    if (record == NULL) {
        return;
    }
    record->changed_us = batch->now_us;
    if (change->old == NULL || record->created_us == 0) {
        record->created_us = batch->now_us;
    }
    if (record->retired_us == CHANGE_RETIRED_NOW) {
        record->retired_us = batch->now_us;
    }
}

/* New records enter the index before anything refers to them: a store checks a
 * reference that points forward much more slowly than one that is good. */
static enum rc announce(struct batch *batch, const struct change_set *set)
{
    enum rc rc = RC_OK;
    batch->has_moves = false;
    for (struct change *change = set->first; rc == RC_OK && change != NULL; change = change->next) {
        batch->has_moves =
            batch->has_moves || (change->record != NULL && change->old != NULL && is_moved(change));
        if (change->record != NULL && change->old == NULL) {
            rc = give_key(batch, set->snapshot.arena, change);
            rc = rc == RC_OK ? write_index(batch, change, true) : rc;
        }
    }
    return rc;
}

static enum rc write_change(struct batch *batch, const struct change_set *set,
                            struct change *change)
{
    enum rc rc = RC_OK;
    if (change->old != NULL) {
        inherit_key(set, change->record);
    }
    stamp(batch, change);
    if (change->record != NULL) {
        /* What this set announced may by now be part of something that moved. */
        rc = change->old != NULL || batch->has_moves ? write_index(batch, change, false) : RC_OK;
        rc = rc == RC_OK ? write_row(batch, change) : rc;
        rc = rc == RC_OK ? write_links(batch, change) : rc;
        rc = rc == RC_OK ? move_parts(batch, change) : rc;
        rc = rc == RC_OK ? write_search(batch, change) : rc;
    }
    return rc == RC_OK ? write_entry(batch, set, change) : rc;
}

static enum rc write_blobs(struct batch *batch, const struct change_set *set)
{
    enum rc rc = RC_OK;
    for (const struct blob_write *blob = set->blobs; rc == RC_OK && blob != NULL;
         blob = blob->next) {
        struct value args[] = {value_bytes(hash_text(&blob->sha256)), value_text(blob->media_type),
                               value_integer((int64_t)blob->bytes.size), value_bytes(blob->bytes)};
        rc = queue(batch,
                   (struct query){TEXT("INSERT INTO blob (sha256, media_type, size, bytes) VALUES "
                                       "(?1, ?2, ?3, ?4)"),
                                  args, 4},
                   1);
    }
    return rc;
}

static enum rc write_clock(struct batch *batch, const struct change_set *set)
{
    struct value clock = value_integer(set->clock_us);
    return set->clock_us == 0
               ? RC_OK
               : queue(batch, (struct query){TEXT("UPDATE workspace SET clock_us = ?1"), &clock, 1},
                       1);
}

static enum rc write_set(struct batch *batch, struct change_set *set)
{
    enum rc rc =
        set->prepare != NULL ? set->prepare(set->prepare_self, batch->writer, batch->fault) : RC_OK;
    rc = rc == RC_OK ? write_blobs(batch, set) : rc;
    rc = rc == RC_OK ? write_clock(batch, set) : rc;
    rc = rc == RC_OK ? announce(batch, set) : rc;
    for (struct change *change = set->first; rc == RC_OK && change != NULL; change = change->next) {
        rc = write_change(batch, set, change);
    }
    for (const struct operational_write *write = set->writes; rc == RC_OK && write != NULL;
         write = write->next) {
        rc = operational_apply(batch->writer, batch->arena, write,
                               hash_text(&batch->workspace->mac_key),
                               &batch->head.digests[write->table], batch->fault);
    }
    return rc;
}

/* Recorded time never goes back, whatever the clock of this machine does; a
 * simulated clock may have been moved by another process. Under the lock of
 * the head, so no entry comes in between. */
static enum rc set_time(struct batch *batch)
{
    struct value column;
    struct value last = value_integer((int64_t)batch->head.tree.size);
    enum rc rc = workspace_follow_clock(batch->workspace, batch->writer, batch->fault);
    batch->now_us = workspace_now_us(batch->workspace);
    if (rc != RC_OK || batch->head.tree.size == 0) {
        return rc;
    }
    rc = connection_one(batch->writer, batch->arena,
                        (struct query){TEXT("SELECT at_us FROM ledger WHERE seq = ?1"), &last, 1},
                        batch->fault, &column, 1);
    if (rc == RC_OK && column.integer > batch->now_us) {
        batch->now_us = column.integer;
    }
    return rc;
}

static enum rc write_all(struct batch *batch, struct committing **sets, size_t count)
{
    struct hash mac;
    enum rc rc = head_load(batch->writer, batch->arena, true, batch->fault, &batch->head, &mac);
    if (rc == RC_OK &&
        !hash_equals(mac, head_mac(&batch->head, hash_text(&batch->workspace->mac_key)))) {
        rc = fault_add(batch->fault, RC_CORRUPT, TEXT("ledger_head"),
                       "the head was changed by somebody else; run csms verify");
    }
    rc = rc == RC_OK ? set_time(batch) : rc;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        rc = write_set(batch, sets[i]->set);
    }
    if (rc != RC_OK) {
        return rc;
    }
    batch->head.root = merkle_root(&batch->head.tree);
    batch->head.commits++;
    rc = head_store(batch->writer, &batch->head, hash_text(&batch->workspace->mac_key), false,
                    batch->fault);
    return rc == RC_OK ? connection_commit(batch->writer, batch->fault) : rc;
}

/* *is_stored: the transaction is durable, whatever the answer says. */
static enum rc commit_together(struct workspace *workspace, struct connection *writer,
                               struct committing **sets, size_t count, bool *is_stored,
                               struct fault *fault)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct batch batch = {.workspace = workspace,
                          .writer = writer,
                          .arena = arena,
                          .scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES),
                          .fault = fault};
    table_init(&batch.numbers, arena);
    enum rc rc = connection_begin(writer, fault);
    if (rc == RC_OK) {
        rc = write_all(&batch, sets, count);
        if (rc != RC_OK) {
            connection_rollback(writer);
        }
    }
    *is_stored = rc == RC_OK;
    if (rc == RC_OK) {
        struct signed_head head;
        head_sign(workspace, &batch.head, &head);
        rc = head_file_write(workspace, &head, fault);
        for (size_t i = 0; i < count; i++) {
            if (sets[i]->set->clock_us != 0) {
                workspace_advance_clock(workspace, sets[i]->set->clock_us);
            }
        }
    }
    arena_close(batch.scratch);
    arena_close(arena);
    return rc;
}

/* The sets are in the store, but its signed head is not beside it. */
static void tell_unsigned(struct committing **sets, size_t count, enum rc rc)
{
    for (size_t i = 0; i < count; i++) {
        sets[i]->rc = fault_add(sets[i]->set->snapshot.fault, rc, TEXT("head file"),
                                "the change is stored, but its signed head could not be written "
                                "beside it; check the disk, do not repeat the change");
    }
}

void commit_batch(struct workspace *workspace, struct connection *writer, struct committing **sets,
                  size_t count)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    bool is_stored = false;
    fault_init(&fault, arena);
    enum rc together =
        count > 1 ? commit_together(workspace, writer, sets, count, &is_stored, &fault) : RC_BUSY;
    for (size_t i = 0; i < count && !is_stored; i++) {
        bool is_alone_stored = false;
        struct fault *words = sets[i]->set->snapshot.fault;
        sets[i]->rc = commit_together(workspace, writer, &sets[i], 1, &is_alone_stored, words);
        if (is_alone_stored && sets[i]->rc != RC_OK) {
            tell_unsigned(&sets[i], 1, sets[i]->rc);
        }
    }
    for (size_t i = 0; i < count && is_stored; i++) {
        sets[i]->rc = RC_OK;
    }
    if (is_stored && together != RC_OK) {
        tell_unsigned(sets, count, together);
    }
    arena_close(arena);
}
