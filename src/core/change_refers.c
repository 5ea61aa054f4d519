#include "core/change.h"

#include <string.h>

/* Records of the set by what one of their fields names. Built as far as the
 * set has grown when it is first asked, then kept up with it. */
struct referrer {
    struct id record;
    struct referrer *next;
};

struct walked {
    const struct change *last; /* the index holds the changes up to this one */
};

struct index_key {
    uint64_t kind;
    uint64_t field;
    struct id to;
};

static struct text key_of(struct arena *arena, const struct model_entity *kind, size_t field,
                          struct id to)
{
    struct index_key *key = ARENA_NEW(arena, struct index_key);
    *key = (struct index_key){kind->number, field, to};
    return (struct text){(const char *)key, sizeof *key};
}

static bool names(const struct record *record, size_t field, struct id to)
{
    struct value value = record->values[field];
    return value.kind == VALUE_ID && id_equals(value.id, to);
}

static void index_change(struct change_set *set, const struct change *change, size_t field)
{
    struct arena *arena = set->snapshot.arena;
    struct value value = change->record->values[field];
    if (value.kind != VALUE_ID || (change->old != NULL && names(change->old, field, value.id))) {
        return; /* stored like this, or indexed by an earlier change */
    }
    struct text key = key_of(arena, change->record->kind, field, value.id);
    struct referrer *referrer = ARENA_NEW(arena, struct referrer);
    *referrer = (struct referrer){change->record->id, table_get(&set->referrers, key)};
    table_put(&set->referrers, key, referrer);
}

static void index_set(struct change_set *set, const struct model_entity *kind, size_t field)
{
    struct text key = key_of(set->snapshot.arena, kind, field, (struct id){{0}});
    struct walked *walked = table_get(&set->referrers, key);
    if (walked == NULL) {
        walked = ARENA_NEW(set->snapshot.arena, struct walked);
        table_put(&set->referrers, key, walked);
    }
    const struct change *change = walked->last != NULL ? walked->last->next : set->first;
    for (; change != NULL; change = change->next) {
        if (change->record != NULL && change->record->kind == kind) {
            index_change(set, change, field);
        }
        walked->last = change;
    }
}

static bool is_among(struct record *const *records, size_t count, struct id id)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equals(records[i]->id, id)) {
            return true;
        }
    }
    return false;
}

enum rc change_referrers(struct change_set *set, const struct model_entity *kind, const char *field,
                         struct id to, struct change_referring *out)
{
    struct arena *arena = set->snapshot.arena;
    size_t at = (size_t)entity_field_index(kind->entity, field, strlen(field));
    struct value arg = value_id(to);
    struct record **stored;
    size_t stored_count = 0;
    size_t made_count = 0;
    size_t count = 0;
    index_set(set, kind, at);
    enum rc rc = snapshot_all(&set->snapshot, kind, text_print(arena, "f_%s = ?1", field).at, &arg,
                              1, &stored, &stored_count);
    if (rc != RC_OK) {
        return rc;
    }
    const struct referrer *first = table_get(&set->referrers, key_of(arena, kind, at, to));
    for (const struct referrer *made = first; made != NULL; made = made->next) {
        made_count++;
    }
    struct record **records = ARENA_MANY(arena, struct record *, stored_count + made_count + 1);
    for (size_t i = 0; i < stored_count; i++) {
        struct record *now = table_get(&set->by_id, id_bytes(&stored[i]->id));
        now = now != NULL ? now : stored[i];
        if (now->retired_us == 0 && names(now, at, to)) {
            records[count++] = now;
        }
    }
    for (const struct referrer *made = first; made != NULL; made = made->next) {
        struct record *now = table_get(&set->by_id, id_bytes(&made->record));
        if (now != NULL && now->retired_us == 0 && names(now, at, to) &&
            !is_among(records, count, now->id)) {
            records[count++] = now;
        }
    }
    *out = (struct change_referring){records, count};
    return RC_OK;
}
