#include "core/personal.h"

#include <string.h>

#define SALT_BYTES 16

/* The person's key: in this set, stored, or new. */
static enum rc key_of(struct change_set *set, struct id subject, struct text *key)
{
    struct snapshot *snapshot = &set->snapshot;
    struct text wrap = {(const char *)snapshot->workspace->wrap_key.bytes, HASH_BYTES};
    struct text sealed = TEXT_NONE;
    const struct operational_write *made = table_get(&set->person_keys, id_bytes(&subject));
    if (made != NULL && made->row != NULL) {
        sealed = value_as_text(made->row[PERSON_KEY_SEALED]);
    }
    if (sealed.size == 0) {
        struct value row[OPERATIONAL_COLUMNS_LIMIT];
        enum rc rc = operational_get(snapshot->connection, snapshot->arena, TABLE_PERSON_KEY,
                                     value_id(subject), snapshot->fault, row);
        if (rc != RC_OK && rc != RC_NOT_FOUND) {
            return rc;
        }
        sealed = rc == RC_OK ? value_as_text(row[PERSON_KEY_SEALED]) : TEXT_NONE;
    }
    if (sealed.size > 0) {
        return sign_unseal(snapshot->arena, (const uint8_t *)wrap.at, sealed, key)
                   ? RC_OK
                   : fault_add(snapshot->fault, RC_CORRUPT, TEXT("person_key"),
                               "a person's key cannot be opened with this workspace's key");
    }
    char *fresh = arena_take(snapshot->arena, SIGN_SEAL_KEY_BYTES);
    sign_random(fresh, SIGN_SEAL_KEY_BYTES);
    *key = (struct text){fresh, SIGN_SEAL_KEY_BYTES};
    sealed = sign_seal(snapshot->arena, (const uint8_t *)wrap.at, *key);
    struct value row[PERSON_KEY_COLUMNS] = {value_id(subject), value_bytes(sealed)};
    change_write(set, TABLE_PERSON_KEY, value_id(subject), row);
    return RC_OK;
}

/* commitment || sealed(salt || plain) */
static struct value seal(struct arena *arena, const uint8_t *key, struct text plain)
{
    char salt[SALT_BYTES];
    sign_random(salt, sizeof salt);
    struct buffer salted;
    buffer_init(&salted, arena);
    buffer_put(&salted, (struct text){salt, sizeof salt});
    buffer_put(&salted, plain);
    struct hash commitment = hash_of(buffer_text(&salted));
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put(&out, hash_text(&commitment));
    buffer_put(&out, sign_seal(arena, key, buffer_text(&salted)));
    return value_bytes(buffer_text(&out));
}

enum rc personal_seal(struct change_set *set, struct record *record, size_t field_index,
                      struct value *value)
{
    struct snapshot *snapshot = &set->snapshot;
    struct text plain = value_as_text(*value);
    struct value old = record->values[field_index];
    if (!value_is_none(old) && text_equals(snapshot_unseal(snapshot, record, field_index), plain)) {
        *value = old;
        return RC_OK;
    }
    struct text key;
    enum rc rc = key_of(set, record->id, &key);
    if (rc != RC_OK) {
        return rc;
    }
    *value = seal(snapshot->arena, (const uint8_t *)key.at, plain);
    return RC_OK;
}

struct value personal_forgotten(struct arena *arena)
{
    uint8_t key[SIGN_SEAL_KEY_BYTES]; /* kept nowhere */
    sign_random(key, sizeof key);
    return seal(arena, key, TEXT("forgotten"));
}

enum rc personal_erase(struct change_set *set, const struct record *record, struct text reason)
{
    struct snapshot *snapshot = &set->snapshot;
    if (reason.size == 0) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("reason"),
                         "erasing a person needs a reason; it stays in the ledger");
    }
    change_write(set, TABLE_PERSON_KEY, value_id(record->id), NULL);
    struct buffer detail;
    struct json_writer writer;
    buffer_init(&detail, snapshot->arena);
    json_writer_init(&writer, &detail);
    json_put_object(&writer);
    json_member_text(&writer, "reason", reason);
    json_put_object_end(&writer);
    change_note(set, "person_key", "erase", record->id, buffer_text(&detail));
    return RC_OK;
}
