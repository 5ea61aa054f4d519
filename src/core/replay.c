#include "core/replay.h"

#include <string.h>

#define PART_DEPTH 64
#define EXPECTED_LIMIT ((size_t)1 << 20)

void replay_init(struct replay *replay, struct arena *arena, struct arena *scratch,
                 struct fault *fault, const struct model *model)
{
    *replay = (struct replay){.arena = arena, .scratch = scratch, .fault = fault, .model = model};
    table_init(&replay->waiting, arena);
    table_init(&replay->records, arena);
    table_init(&replay->links, arena);
    table_init(&replay->blobs, arena);
    replay->created_of_kind = ARENA_MANY(arena, struct replay_list, model->entity_count + 1);
}

void replay_expect(struct replay *replay, uint64_t entries)
{
    table_reserve(&replay->records, entries < EXPECTED_LIMIT ? (size_t)entries : EXPECTED_LIMIT);
}

static enum rc bad(struct replay *replay, const struct ledger_entry *entry, const char *words)
{
    return fault_add(replay->fault, RC_CORRUPT, TEXT("ledger"), "entry %lld: %s",
                     (long long)entry->seq, words);
}

/* ---- notes ---- */

static enum rc apply_blob(struct replay *replay, const struct ledger_entry *entry)
{
    struct replay_blob *blob = ARENA_NEW(replay->arena, struct replay_blob);
    if (!hash_from_hex(json_text(json_member(entry->detail, "sha256")), &blob->sha256) ||
        !json_integer(json_member(entry->detail, "size"), &blob->size)) {
        return bad(replay, entry, "it stores content without naming it");
    }
    blob->media_type =
        text_copy(replay->arena, json_text(json_member(entry->detail, "media_type")));
    table_put(&replay->blobs, hash_text(&blob->sha256), blob);
    replay->blob_count++;
    return RC_OK;
}

static enum rc apply_note(struct replay *replay, const struct ledger_entry *entry)
{
    if (text_is(entry->entity, "blob")) {
        return apply_blob(replay, entry);
    }
    if (text_is(entry->entity, "workspace") && text_is(entry->verb, "init")) {
        struct text copy = json_canonical(replay->arena, entry->detail);
        replay->workspace = entry->id;
        (void)json_integer(json_member(entry->detail, "clock"), &replay->clock_us);
        return json_read(replay->arena, TEXT("init"), copy, replay->fault, &replay->init);
    }
    if (text_is(entry->entity, "workspace") && text_is(entry->verb, "advance")) {
        (void)json_integer(json_member(entry->detail, "clock"), &replay->clock_us);
    }
    return RC_OK;
}

/* ---- links ---- */

struct text replay_link_key(struct arena *arena, struct id from, struct id to, struct text field)
{
    char *bytes = arena_take(arena, 2 * ID_BYTES + field.size);
    memcpy(bytes, from.bytes, ID_BYTES);
    memcpy(bytes + ID_BYTES, to.bytes, ID_BYTES);
    memcpy(bytes + 2 * ID_BYTES, field.at, field.size);
    return (struct text){bytes, 2 * ID_BYTES + field.size};
}

static void attach_end(struct replay *replay, struct replay_link *link, struct replay_record *to)
{
    link->to = to;
    if (to != NULL) {
        link->next_incoming = to->incoming;
        to->incoming = link;
        return;
    }
    link->next_incoming = table_get(&replay->waiting, id_bytes(&link->to_id));
    table_put(&replay->waiting, id_bytes(&link->to_id), link);
}

static struct replay_link *open_link(struct replay *replay, struct replay_record *from,
                                     const char *field, struct id end)
{
    struct replay_link *link = ARENA_NEW(replay->arena, struct replay_link);
    *link = (struct replay_link){
        .from = from, .to_id = end, .field = field, .next_outgoing = from->outgoing};
    from->outgoing = link;
    if (replay->last_link != NULL) {
        replay->last_link->next = link;
    } else {
        replay->first_link = link;
    }
    replay->last_link = link;
    return link;
}

static void add_link(struct replay *replay, struct replay_record *from, const char *field,
                     struct id end)
{
    struct text key = replay_link_key(replay->arena, from->record->id, end, text_of(field));
    struct replay_record *to = table_get(&replay->records, id_bytes(&end));
    bool is_first = from->record->revision == 1; /* then nothing links from it yet */
    struct replay_link *link = is_first ? NULL : table_get(&replay->links, key);
    if (link == NULL) {
        link = open_link(replay, from, field, end);
        attach_end(replay, link, to);
        table_put(&replay->links, key, link);
    }
    link->is_gone = false;
    link->from_revision = from->record->content_revision;
    link->to_revision = to != NULL ? to->record->content_revision : 1;
    replay->link_count++;
}

static void drop_link(struct replay *replay, struct replay_record *from, const char *field,
                      struct id end)
{
    struct text key = replay_link_key(replay->arena, from->record->id, end, text_of(field));
    struct replay_link *link = table_get(&replay->links, key);
    if (link != NULL && !link->is_gone) {
        link->is_gone = true;
        replay->link_count--;
    }
}

static void update_links(struct replay *replay, struct replay_record *at, const char *field,
                         struct value was, struct value now)
{
    for (size_t i = 0; i < value_ids_count(was); i++) {
        if (!value_ids_have(now, value_ids_at(was, i))) {
            drop_link(replay, at, field, value_ids_at(was, i));
        }
    }
    for (size_t i = 0; i < value_ids_count(now); i++) {
        if (!value_ids_have(was, value_ids_at(now, i))) {
            add_link(replay, at, field, value_ids_at(now, i));
        }
    }
}

static void confirm(struct replay_link *link)
{
    link->from_revision = link->from->record->content_revision;
    link->to_revision = link->to != NULL ? link->to->record->content_revision : 1;
}

static void review_links(struct replay_record *at)
{
    for (struct replay_link *link = at->outgoing; link != NULL; link = link->next_outgoing) {
        confirm(link);
    }
    for (struct replay_link *link = at->incoming; link != NULL; link = link->next_incoming) {
        confirm(link);
    }
}

/* Links that were made before this end existed. */
static void adopt_links(struct replay *replay, struct replay_record *fresh)
{
    struct replay_link *link = table_get(&replay->waiting, id_bytes(&fresh->record->id));
    while (link != NULL) {
        struct replay_link *next = link->next_incoming;
        attach_end(replay, link, fresh);
        link = next;
    }
}

/* ---- records ---- */

static struct id scope_of(struct replay *replay, const struct record *record)
{
    struct id own;
    struct id whole;
    if (record_own_scope(record, &own)) {
        return own;
    }
    struct replay_record *parent =
        record_is_part_of(record, &whole) ? table_get(&replay->records, id_bytes(&whole)) : NULL;
    return parent != NULL ? parent->scope : (struct id){{0}};
}

static void append(struct replay_list *list, struct replay_record *at, bool is_of_kind)
{
    if (list->last == NULL) {
        list->first = at;
    } else if (is_of_kind) {
        list->last->next_of_kind = at;
    } else {
        list->last->next = at;
    }
    list->last = at;
}

static enum rc open_record(struct replay *replay, const struct ledger_entry *entry,
                           struct replay_record **out)
{
    const struct model_entity *kind = model_named(replay->model, entry->entity);
    struct replay_record *at = ARENA_NEW(replay->arena, struct replay_record);
    if (kind == NULL) {
        return bad(replay, entry, "it is about an entity this program does not know");
    }
    if (entry->revision != 1 || entry->key.size == 0 || entry->state.size == 0) {
        return bad(replay, entry, "it changes a record that was never created");
    }
    at->record = record_open(replay->arena, kind);
    at->record->id = entry->id;
    at->record->key = text_copy(replay->arena, entry->key);
    at->record->number = record_key_number(at->record->key);
    at->record->created_us = entry->at_us;
    table_put(&replay->records, id_bytes(&at->record->id), at);
    append(&replay->created, at, false);
    append(&replay->created_of_kind[kind->number], at, true);
    replay->record_count++;
    *out = at;
    return RC_OK;
}

/* Its parts, and theirs, go with it; wholes form no cycle. */
static void move_parts(struct replay_record *at, int depth)
{
    for (struct replay_link *link = at->incoming; link != NULL; link = link->next_incoming) {
        const struct field *part = entity_part_field(link->from->record->kind->entity);
        struct id own;
        if (!link->is_gone && part != NULL && strcmp(part->name, link->field) == 0 &&
            depth < PART_DEPTH && !record_own_scope(link->from->record, &own)) {
            link->from->scope = at->scope;
            move_parts(link->from, depth + 1);
        }
    }
}

static enum rc apply_fields(struct replay *replay, const struct ledger_entry *entry,
                            struct replay_record *at)
{
    const struct entity *entity = at->record->kind->entity;
    const struct json *member = entry->fields != NULL ? entry->fields->first : NULL;
    bool has_fields = member != NULL;
    if (has_fields || entry->revision == 1) {
        at->record->content_revision++;
    }
    for (; member != NULL; member = member->next) {
        int index = entity_field_index(entity, member->name.at, member->name.size);
        struct value value;
        if (index < 0 || record_value_from_canonical(replay->arena, &entity->fields[index], member,
                                                     &value) != RC_OK) {
            return bad(replay, entry, "a field in it cannot be read");
        }
        struct value was = at->record->values[index];
        at->record->values[index] = value_copy(replay->arena, value);
        if (field_is_reference(&entity->fields[index])) {
            update_links(replay, at, entity->fields[index].name, was, value);
        }
    }
    return RC_OK;
}

static bool is_moved(const struct entity *entity, const struct ledger_entry *entry)
{
    const struct json *member = entry->fields != NULL ? entry->fields->first : NULL;
    bool is_moved = false;
    for (; member != NULL && !entity_is_scope(entity); member = member->next) {
        int index = entity_field_index(entity, member->name.at, member->name.size);
        is_moved = is_moved || (index >= 0 && field_is_place(&entity->fields[index]));
    }
    return is_moved;
}

enum rc replay_apply(struct replay *replay, const struct ledger_entry *entry,
                     struct replay_record **out)
{
    *out = NULL;
    if (entry->revision == 0) {
        return apply_note(replay, entry);
    }
    struct replay_record *at = table_get(&replay->records, id_bytes(&entry->id));
    bool is_new = at == NULL;
    enum rc rc = is_new ? open_record(replay, entry, &at) : RC_OK;
    if (rc == RC_OK && entry->revision != at->record->revision + 1) {
        rc = bad(replay, entry, "a revision of the record is missing before it");
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct record *record = at->record;
    record->revision = entry->revision;
    record->changed_us = entry->at_us;
    if (entry->state.size > 0) {
        record->state = text_copy(replay->arena, entry->state);
    }
    if (entry->has_owner) {
        record->owner = entry->owner;
    }
    if (entry->has_retired) {
        record->retired_us = entry->retired_us;
    }
    rc = apply_fields(replay, entry, at);
    if (rc != RC_OK) {
        return rc;
    }
    record->content_hash = record_hash_content(replay->scratch, record);
    if (!entry->has_content_hash || !hash_equals(record->content_hash, entry->content_hash)) {
        return bad(replay, entry, "its content hash is not that of the content");
    }
    at->scope = scope_of(replay, record);
    if (is_new) {
        adopt_links(replay, at);
    } else if (is_moved(record->kind->entity, entry)) {
        move_parts(at, 0);
    }
    if (text_is(entry->verb, "review")) {
        review_links(at);
    }
    *out = at;
    return RC_OK;
}
