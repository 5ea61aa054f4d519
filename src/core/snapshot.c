#include "core/snapshot.h"

#include <string.h>

#define SALT_BYTES 16

void snapshot_tell(const struct snapshot *snapshot, const char *what, size_t done, size_t total)
{
    if (snapshot->progress != NULL) {
        snapshot->progress->tell(snapshot->progress->self, what, done, total);
    }
}

enum rc snapshot_open(struct snapshot *snapshot, struct workspace *workspace, struct arena *arena,
                      struct fault *fault)
{
    *snapshot = (struct snapshot){.workspace = workspace, .arena = arena, .fault = fault};
    enum rc rc = workspace_take_reader(workspace, fault, &snapshot->connection);
    if (rc != RC_OK) {
        return rc;
    }
    rc = workspace_follow_clock(workspace, snapshot->connection, fault);
    if (rc != RC_OK) {
        snapshot_close(snapshot);
    }
    return rc;
}

void snapshot_close(struct snapshot *snapshot)
{
    workspace_give_reader(snapshot->workspace, snapshot->connection);
    snapshot->connection = NULL;
}

static enum rc load(struct snapshot *snapshot, const struct model_entity *kind, struct query query,
                    struct record **out)
{
    struct rows *rows;
    query.sql = ddl_expand(snapshot->arena, query.sql, snapshot->as_of);
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *columns;
    rc = rows_next(rows, &columns);
    if (rc == RC_OK) {
        rc = record_from_row(snapshot->arena, kind, columns, out);
        if (rc == RC_CORRUPT) {
            (void)fault_add(snapshot->fault, rc, text_of(kind->entity->name),
                            "a stored row is damaged; run csms verify");
        }
    }
    rows_close(rows);
    return rc;
}

enum rc snapshot_get_id(struct snapshot *snapshot, const struct model_entity *kind, struct id id,
                        struct record **out)
{
    struct value arg = value_id(id);
    enum rc rc = load(snapshot, kind, (struct query){kind->sql.by_id, &arg, 1}, out);
    if (rc == RC_NOT_FOUND) {
        char words[ID_TEXT_SIZE + 1];
        return fault_add(snapshot->fault, rc, TEXT_NONE, "there is no %s with the id %s",
                         kind->entity->title, id_text(id, words).at);
    }
    return rc;
}

enum rc snapshot_get(struct snapshot *snapshot, const struct model_entity *kind, struct text key,
                     struct record **out)
{
    struct id id;
    if (id_from_text(key, &id)) {
        return snapshot_get_id(snapshot, kind, id, out);
    }
    struct value args[] = {value_text(key), value_integer(record_key_number(key))};
    enum rc rc = load(snapshot, kind, (struct query){kind->sql.by_key, args, COUNT(args)}, out);
    if (rc == RC_NOT_FOUND) {
        return fault_add(snapshot->fault, rc, TEXT_NONE,
                         "there is no %s %.*s; keys look like "
                         "%s-0001",
                         kind->entity->title, TEXT_ARGS(key), kind->entity->key_prefix);
    }
    return rc;
}

const struct model_entity *snapshot_kind_of(struct snapshot *snapshot, struct id id)
{
    struct card card;
    return snapshot_card(snapshot, id, &card) == RC_OK ? card.kind : NULL;
}

enum rc snapshot_all(struct snapshot *snapshot, const struct model_entity *kind, const char *where,
                     const struct value *args, size_t arg_count, struct record ***out,
                     size_t *count)
{
    bool has_where = where != NULL && where[0] != '\0';
    struct text sql =
        text_print(snapshot->arena,
                   "%.*s FROM {%s} WHERE retired_us IS NULL%s%s%s ORDER BY "
                   "length(key), key",
                   TEXT_ARGS(kind->sql.select), kind->entity->name, has_where ? " AND (" : "",
                   has_where ? where : "", has_where ? ")" : "");
    sql = ddl_expand(snapshot->arena, sql, snapshot->as_of);
    struct rows *rows;
    enum rc rc = connection_query(snapshot->connection, (struct query){sql, args, arg_count},
                                  snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    struct record **list = NULL;
    size_t used = 0;
    size_t room = 0;
    const struct value *columns;
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        if (used == room) {
            size_t wider = room > 0 ? room * 2 : 16;
            list = arena_grow(snapshot->arena, list, room * sizeof(struct record *),
                              wider * sizeof(struct record *));
            room = wider;
        }
        rc = record_from_row(snapshot->arena, kind, columns, &list[used++]);
        if (rc != RC_OK) {
            break;
        }
    }
    rows_close(rows);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    *out = list;
    *count = used;
    return RC_OK;
}

bool snapshot_may_unseal(struct snapshot *snapshot, const struct record *record, size_t field_index,
                         struct text *plain)
{
    struct text stored = value_as_text(record->values[field_index]);
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    struct text key;
    struct text salted;
    struct fault ignored;
    fault_init(&ignored, snapshot->arena);
    if (stored.size < HASH_BYTES ||
        operational_get(snapshot->connection, snapshot->arena, TABLE_PERSON_KEY,
                        value_id(record->id), &ignored, row) != RC_OK ||
        !sign_unseal(snapshot->arena, snapshot->workspace->wrap_key.bytes,
                     value_as_text(row[PERSON_KEY_SEALED]), &key) ||
        key.size != SIGN_SEAL_KEY_BYTES ||
        !sign_unseal(snapshot->arena, (const uint8_t *)key.at, text_from(stored, HASH_BYTES),
                     &salted) ||
        salted.size < SALT_BYTES) {
        return false;
    }
    *plain = text_from(salted, SALT_BYTES);
    return true;
}

struct text snapshot_unseal(struct snapshot *snapshot, const struct record *record,
                            size_t field_index)
{
    struct text plain;
    return snapshot_may_unseal(snapshot, record, field_index, &plain) ? plain : TEXT("(erased)");
}

struct text snapshot_title(struct snapshot *snapshot, const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    int at = entity->title_field != NULL
                 ? entity_field_index(entity, entity->title_field, strlen(entity->title_field))
                 : -1;
    if (at >= 0 && field_has(&entity->fields[at], FIELD_PERSONAL)) {
        return snapshot_unseal(snapshot, record, (size_t)at);
    }
    return record_title(record);
}

static struct text personal_title(struct snapshot *snapshot, const struct card *card)
{
    struct record *record;
    const struct entity *entity = card->kind->entity;
    const struct field *field =
        entity->title_field != NULL ? entity_field(entity, entity->title_field) : NULL;
    if (field == NULL || !field_has(field, FIELD_PERSONAL) ||
        snapshot_get_id(snapshot, card->kind, card->id, &record) != RC_OK) {
        return card->title;
    }
    return snapshot_title(snapshot, record);
}

enum rc snapshot_card(struct snapshot *snapshot, struct id id, struct card *out)
{
    struct value row[6];
    enum rc rc = connection_one(snapshot->connection, snapshot->arena,
                                QUERY("SELECT entity, key, title, state, retired_us, "
                                      "content_revision FROM record WHERE id = ?1",
                                      value_id(id)),
                                snapshot->fault, row, 6);
    if (rc != RC_OK) {
        return rc;
    }
    struct card card = {.id = id,
                        .kind = model_named(snapshot->workspace->model, value_as_text(row[0])),
                        .key = value_as_text(row[1]),
                        .title = value_as_text(row[2]),
                        .state = value_as_text(row[3]),
                        .is_retired = row[4].kind == VALUE_INTEGER,
                        .content_revision = row[5].integer};
    if (card.kind == NULL) {
        return fault_add(snapshot->fault, RC_CORRUPT, TEXT("record"),
                         "the index names an unknown entity");
    }
    card.title = personal_title(snapshot, &card);
    *out = card;
    return RC_OK;
}
