#include "core/ledger.h"

#include <string.h>

static void member_id(struct json_writer *writer, const char *name, struct id id)
{
    char text[ID_TEXT_SIZE + 1];
    json_member_text(writer, name, id_text(id, text));
}

static void member_hash(struct json_writer *writer, const char *name, struct hash hash)
{
    char text[HASH_HEX_SIZE + 1];
    json_member_text(writer, name, hash_hex(hash, text));
}

static void put_note(struct json_writer *writer, const struct change *change,
                     const struct change_set *set, int64_t at_us)
{
    json_member_text(writer, "actor", set->actor->name);
    json_member_integer(writer, "at", at_us);
    json_put_name_z(writer, "detail");
    json_put_raw(writer, change->note_detail);
    json_member_z(writer, "entity", change->note_entity);
    member_id(writer, "id", change->note_id);
    if (set->request.size > 0) {
        json_member_text(writer, "request", set->request);
    }
    json_member_integer(writer, "seq", change->seq);
    json_member_integer(writer, "v", 1);
    json_member_z(writer, "verb", change->verb);
}

static void put_record(struct json_writer *writer, struct arena *arena, const struct change *change,
                       const struct change_set *set, int64_t at_us)
{
    const struct record *record = change->record;
    const struct record *old = change->old;
    json_member_text(writer, "actor", set->actor->name);
    json_member_integer(writer, "at", at_us);
    json_member_z(writer, "entity", record->kind->entity->name);
    if (change->changed != 0) {
        json_put_name_z(writer, "fields");
        record_put_fields(writer, arena, record, change->changed, old != NULL);
    }
    member_hash(writer, "hash", record->content_hash);
    member_id(writer, "id", record->id);
    if (old == NULL) {
        json_member_text(writer, "key", record->key);
    }
    if (change->owner_changed) {
        json_put_name_z(writer, "owner");
        char owner[ID_TEXT_SIZE + 1];
        if (id_is_zero(record->owner)) {
            json_put_null(writer);
        } else {
            json_put_text(writer, id_text(record->owner, owner));
        }
    }
    if (change->reason.size > 0) {
        json_member_text(writer, "reason", change->reason);
    }
    if (set->request.size > 0) {
        json_member_text(writer, "request", set->request);
    }
    int64_t was_retired = old != NULL ? old->retired_us : 0;
    if (record->retired_us != was_retired) {
        json_member_integer(writer, "retired", record->retired_us);
    }
    json_member_integer(writer, "revision", record->revision);
    json_member_integer(writer, "seq", change->seq);
    if (old == NULL || !text_equals(old->state, record->state)) {
        json_member_text(writer, "state", record->state);
    }
    json_member_integer(writer, "v", 1);
    json_member_z(writer, "verb", change->verb);
}

struct text ledger_payload(struct arena *arena, const struct change *change,
                           const struct change_set *set, int64_t at_us)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    if (change->kind == CHANGE_NOTE) {
        put_note(&writer, change, set, at_us);
    } else {
        put_record(&writer, arena, change, set, at_us);
    }
    json_put_object_end(&writer);
    return buffer_text(&out);
}

static bool parse_system(const struct json *root, struct ledger_entry *entry)
{
    int64_t version = 0;
    entry->actor = json_text(json_member(root, "actor"));
    entry->verb = json_text(json_member(root, "verb"));
    entry->entity = json_text(json_member(root, "entity"));
    entry->key = json_text(json_member(root, "key"));
    entry->state = json_text(json_member(root, "state"));
    entry->reason = json_text(json_member(root, "reason"));
    entry->fields = json_member(root, "fields");
    entry->detail = json_member(root, "detail");
    (void)json_integer(json_member(root, "revision"), &entry->revision);
    entry->has_retired = json_integer(json_member(root, "retired"), &entry->retired_us);
    return json_integer(json_member(root, "v"), &version) && version == 1 &&
           json_integer(json_member(root, "seq"), &entry->seq) &&
           json_integer(json_member(root, "at"), &entry->at_us) &&
           id_from_text(json_text(json_member(root, "id")), &entry->id) && entry->actor.size > 0 &&
           entry->verb.size > 0 && entry->entity.size > 0;
}

enum rc ledger_parse(struct arena *arena, struct text payload, struct ledger_entry *out)
{
    struct fault fault;
    const struct json *root;
    fault_init(&fault, arena);
    if (json_read(arena, TEXT_NONE, payload, &fault, &root) != RC_OK) {
        return RC_CORRUPT;
    }
    struct ledger_entry entry = {0};
    if (!parse_system(root, &entry)) {
        return RC_CORRUPT;
    }
    const struct json *owner = json_member(root, "owner");
    entry.has_owner = owner != NULL;
    if (owner != NULL && owner->kind != JSON_NULL &&
        !id_from_text(json_text(owner), &entry.owner)) {
        return RC_CORRUPT;
    }
    const struct json *hash = json_member(root, "hash");
    entry.has_content_hash = hash != NULL;
    if (hash != NULL && !hash_from_hex(json_text(hash), &entry.content_hash)) {
        return RC_CORRUPT;
    }
    *out = entry;
    return RC_OK;
}

struct hash ledger_chain(struct hash previous, int64_t seq, struct hash leaf)
{
    char number[8];
    for (int i = 0; i < 8; i++) {
        number[i] = (char)((uint64_t)seq >> (56 - 8 * i));
    }
    struct text parts[3] = {hash_text(&previous), {number, sizeof number}, hash_text(&leaf)};
    return hash_of_parts(parts, 3);
}
