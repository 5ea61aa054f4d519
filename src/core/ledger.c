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

/* The members of an entry: name, what its value is, and where it goes. */
enum member_kind { MEMBER_TEXT, MEMBER_INTEGER, MEMBER_ID, MEMBER_OWNER, MEMBER_HASH, MEMBER_JSON };

struct member_rule {
    const char *name;
    size_t name_size;
    enum member_kind kind;
    size_t at;  /* of the value in struct ledger_entry */
    size_t has; /* of the bool that says it is there, or NO_FLAG */
};

#define NO_FLAG SIZE_MAX
#define MEMBER(name, kind, field)                                                    \
    {                                                                                \
#name, sizeof #name - 1, kind, offsetof(struct ledger_entry, field), NO_FLAG \
    }
#define MEMBER_WITH(name, kind, field, flag)                                 \
    {                                                                        \
#name, sizeof #name - 1, kind, offsetof(struct ledger_entry, field), \
            offsetof(struct ledger_entry, flag)                              \
    }

static const struct member_rule member_rules[] = {
    MEMBER(actor, MEMBER_TEXT, actor),
    MEMBER(at, MEMBER_INTEGER, at_us),
    MEMBER(detail, MEMBER_JSON, detail),
    MEMBER(entity, MEMBER_TEXT, entity),
    MEMBER(fields, MEMBER_JSON, fields),
    MEMBER_WITH(hash, MEMBER_HASH, content_hash, has_content_hash),
    MEMBER(id, MEMBER_ID, id),
    MEMBER(key, MEMBER_TEXT, key),
    MEMBER_WITH(owner, MEMBER_OWNER, owner, has_owner),
    MEMBER(reason, MEMBER_TEXT, reason),
    MEMBER_WITH(retired, MEMBER_INTEGER, retired_us, has_retired),
    MEMBER(revision, MEMBER_INTEGER, revision),
    MEMBER(seq, MEMBER_INTEGER, seq),
    MEMBER(state, MEMBER_TEXT, state),
    MEMBER(v, MEMBER_INTEGER, version),
    MEMBER(verb, MEMBER_TEXT, verb),
};

static bool take_value(const struct json *member, enum member_kind kind, void *to)
{
    switch (kind) {
    case MEMBER_TEXT:
        *(struct text *)to = member->text;
        return member->kind == JSON_TEXT;
    case MEMBER_INTEGER:
        return json_integer(member, to);
    case MEMBER_ID:
        return id_from_text(json_text(member), to);
    case MEMBER_OWNER:
        return member->kind == JSON_NULL || id_from_text(json_text(member), to);
    case MEMBER_HASH:
        return hash_from_hex(json_text(member), to);
    case MEMBER_JSON:
        *(const struct json **)to = member;
        return true;
    }
    return false;
}

/* False where a value does not fit; members it does not know are left alone. */
static bool take_member(const struct json *member, struct ledger_entry *entry)
{
    for (size_t i = 0; i < sizeof member_rules / sizeof *member_rules; i++) {
        const struct member_rule *rule = &member_rules[i];
        if (rule->name_size != member->name.size ||
            memcmp(rule->name, member->name.at, rule->name_size) != 0) {
            continue;
        }
        if (rule->has != NO_FLAG) {
            *(bool *)((char *)entry + rule->has) = true;
        }
        return take_value(member, rule->kind, (char *)entry + rule->at);
    }
    return true;
}

enum rc ledger_parse(struct arena *arena, struct text payload, struct ledger_entry *out)
{
    struct fault fault;
    const struct json *root;
    struct ledger_entry entry = {0};
    fault_init(&fault, arena);
    if (json_read(arena, TEXT_NONE, payload, &fault, &root) != RC_OK || root->kind != JSON_OBJECT) {
        return RC_CORRUPT;
    }
    for (const struct json *member = root->first; member != NULL; member = member->next) {
        if (!take_member(member, &entry)) {
            return RC_CORRUPT;
        }
    }
    if (entry.version != 1 || entry.seq < 1 || entry.actor.size == 0 || entry.verb.size == 0 ||
        entry.entity.size == 0) {
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
