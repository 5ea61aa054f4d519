#include "core/change_scope.h"

#define PART_DEPTH 64

struct id change_scope_now(struct change_set *set, struct id id)
{
    const struct change *change = table_get(&set->changes, id_bytes(&id));
    return change != NULL ? change->scope : access_scope_of(&set->snapshot, id);
}

struct id change_scope_then(struct change_set *set, const struct record *record)
{
    struct id own;
    struct id whole;
    if (record_own_scope(record, &own)) {
        return own;
    }
    return record_is_part_of(record, &whole) ? change_scope_now(set, whole) : (struct id){{0}};
}

struct id change_scope_asked(struct change_set *set, const struct record *record)
{
    struct id named = {{0}};
    if (!entity_is_scope(record->kind->entity)) {
        return change_scope_then(set, record);
    }
    (void)record_names_scope(record, &named);
    return named;
}

enum rc change_scope_check_parts(struct change_set *set, const struct record *record)
{
    struct id whole;
    bool has_whole = record_is_part_of(record, &whole);
    for (int depth = 0; has_whole; depth++) {
        if (id_equals(whole, record->id) || depth == PART_DEPTH) {
            return fault_add(set->snapshot.fault, RC_CYCLE,
                             text_of(entity_part_field(record->kind->entity)->name),
                             "the record would be part of itself; choose another %s",
                             entity_part_field(record->kind->entity)->label);
        }
        struct record *parent = change_find_id(set, whole);
        has_whole = parent != NULL && record_is_part_of(parent, &whole);
    }
    return RC_OK;
}

enum rc change_scope_may_move(struct change_set *set, const struct record *old,
                              const struct record *record, const char *action)
{
    struct id there = change_scope_asked(set, record);
    return id_equals(there, change_scope_asked(set, old))
               ? RC_OK
               : access_require(set->actor, &set->snapshot, record->kind->module->name, action,
                                there);
}
