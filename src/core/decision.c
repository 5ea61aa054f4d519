#include "core/decision.h"

#include "core/account.h"

#include <stdlib.h>
#include <string.h>

#define COVER_LIMIT 100000

struct cover {
    struct change_set *set;
    struct record **records;
    size_t count;
    size_t room;
    struct table seen;
};

static void cover_add(struct cover *cover, struct record *record)
{
    struct arena *arena = cover->set->snapshot.arena;
    if (cover->count == cover->room) {
        size_t wider = cover->room > 0 ? cover->room * 2 : 32;
        cover->records = arena_grow(arena, cover->records, cover->room * sizeof(struct record *),
                                    wider * sizeof(struct record *));
        cover->room = wider;
    }
    struct id *id = ARENA_NEW(arena, struct id);
    *id = record->id;
    table_put(&cover->seen, id_bytes(id), record);
    cover->records[cover->count++] = record;
}

/* The records whose part field names this one. */
static enum rc cover_parts(struct cover *cover, const struct record *whole)
{
    struct snapshot *snapshot = &cover->set->snapshot;
    struct rows *rows;
    enum rc rc = connection_query(
        snapshot->connection,
        QUERY("SELECT from_id, field FROM link WHERE to_id = ?1", value_id(whole->id)),
        snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *columns;
    while ((rc = rows_next(rows, &columns)) == RC_OK && cover->count < COVER_LIMIT) {
        struct id id;
        struct text bytes = value_as_text(columns[0]);
        if (bytes.size != ID_BYTES) {
            continue;
        }
        memcpy(id.bytes, bytes.at, ID_BYTES);
        if (table_get(&cover->seen, bytes) != NULL) {
            continue;
        }
        struct record *part = change_find_id(cover->set, id);
        const struct field *field = part != NULL ? entity_part_field(part->kind->entity) : NULL;
        if (field != NULL && text_is(value_as_text(columns[1]), field->name) &&
            part->retired_us == 0 && !part->kind->entity->is_remark) {
            cover_add(cover, part);
        }
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static int record_order(const void *a, const void *b)
{
    const struct record *const *left = a;
    const struct record *const *right = b;
    return memcmp((*left)->id.bytes, (*right)->id.bytes, ID_BYTES);
}

enum rc decision_coverage(struct change_set *set, const struct record *record, struct coverage *out)
{
    struct arena *arena = set->snapshot.arena;
    struct cover cover = {.set = set};
    enum rc rc = RC_OK;
    table_init(&cover.seen, arena);
    cover_add(&cover, record_copy(arena, record));
    for (size_t i = 0; rc == RC_OK && i < cover.count; i++) {
        rc = cover_parts(&cover, cover.records[i]);
    }
    if (rc != RC_OK) {
        return rc;
    }
    qsort(cover.records, cover.count, sizeof *cover.records, record_order);
    struct merkle tree = {0};
    struct buffer list;
    buffer_init(&list, arena);
    for (size_t i = 0; i < cover.count; i++) {
        const struct record *at = cover.records[i];
        char id[ID_TEXT_SIZE + 1];
        char hash[HASH_HEX_SIZE + 1];
        struct text line =
            text_print(arena, "%s %s %lld %s\n", at->kind->entity->name, id_text(at->id, id).at,
                       (long long)at->revision, hash_hex(at->content_hash, hash).at);
        struct text parts[2] = {id_bytes(&at->id), hash_text(&at->content_hash)};
        struct hash leaf = hash_of_parts(parts, 2);
        merkle_add(&tree, merkle_leaf(hash_text(&leaf)));
        buffer_put(&list, line);
    }
    *out = (struct coverage){merkle_root(&tree), cover.count, buffer_text(&list), cover.records};
    return RC_OK;
}

/* Did the actor, or another account of the same person, write any of it? */
static enum rc refuse_authors(struct change_set *set, const struct coverage *coverage)
{
    struct snapshot *snapshot = &set->snapshot;
    for (size_t i = 0; i < coverage->count; i++) {
        struct rows *rows;
        enum rc rc = connection_query(
            snapshot->connection,
            QUERY("SELECT DISTINCT actor FROM ledger WHERE id = ?1 AND verb IN ('create', "
                  "'change', 'import')",
                  value_id(coverage->records[i]->id)),
            snapshot->fault, &rows);
        if (rc != RC_OK) {
            return rc;
        }
        const struct value *columns;
        bool is_author = false;
        while (!is_author && (rc = rows_next(rows, &columns)) == RC_OK) {
            struct text author = text_copy(snapshot->arena, value_as_text(columns[0]));
            is_author = text_equals(author, set->actor->name) ||
                        account_is_same_person(snapshot, author, set->actor);
        }
        rows_close(rows);
        if (is_author) {
            return fault_add(snapshot->fault, RC_DENIED, TEXT_NONE,
                             "you wrote part of this (%.*s); somebody else must decide on it",
                             TEXT_ARGS(coverage->records[i]->key));
        }
        if (rc != RC_NOT_FOUND) {
            return rc;
        }
    }
    return RC_OK;
}

static struct text decision_fields(struct change_set *set, const struct record *record,
                                   const struct verb *verb, const struct verb_input *input,
                                   const struct coverage *coverage)
{
    struct buffer out;
    struct json_writer writer;
    char text[HASH_HEX_SIZE + 1];
    buffer_init(&out, set->snapshot.arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_text(&writer, "subject", id_text(record->id, text));
    json_member_z(&writer, "verb", verb->name);
    json_member_z(&writer, "meaning", verb->meaning);
    if (input->meaning.size > 0) {
        json_member_text(&writer, "statement", input->meaning);
    }
    json_member_text(&writer, "decided_by", set->actor->name);
    if (!id_is_zero(set->actor->person)) {
        json_member_text(&writer, "person", id_text(set->actor->person, text));
    }
    json_member_integer(&writer, "covered_revision", record->revision);
    json_member_integer(&writer, "covered_count", (int64_t)coverage->count);
    json_member_text(&writer, "covered_hash", hash_hex(coverage->hash, text));
    struct hash list = hash_of(coverage->list);
    json_member_text(&writer, "covered_list", hash_hex(list, text));
    if (input->expires.size > 0) {
        json_member_text(&writer, "expires", input->expires);
    }
    json_put_object_end(&writer);
    return buffer_text(&out);
}

enum rc decision_take(struct change_set *set, const struct record *record, const struct verb *verb,
                      const struct verb_input *input)
{
    struct snapshot *snapshot = &set->snapshot;
    struct coverage coverage;
    struct hash list;
    enum rc rc = account_reauthenticate(snapshot, set->actor, input->password);
    rc = rc == RC_OK ? decision_coverage(set, record, &coverage) : rc;
    rc = rc == RC_OK ? refuse_authors(set, &coverage) : rc;
    rc = rc == RC_OK ? change_blob(set, TEXT("text/plain"), coverage.list, &list) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *fields;
    rc = json_read(snapshot->arena, TEXT_NONE, decision_fields(set, record, verb, input, &coverage),
                   snapshot->fault, &fields);
    if (rc != RC_OK) {
        return rc;
    }
    const struct model_entity *kind = model_named(snapshot->workspace->model, TEXT("decision"));
    struct change_input made = {.fields = fields, .reason = input->reason};
    struct actor as_program = *set->actor;
    const struct actor *kept = set->actor;
    struct record *decision;
    as_program.may_all = true; /* the verb's own permission was checked */
    set->actor = &as_program;
    set->is_action = true;
    rc = change_create(set, kind, &made, &decision);
    set->is_action = false;
    set->actor = kept;
    return rc;
}
