#include "core/change.h"

#include "core/change_part.h"
#include "core/change_scope.h"
#include "core/validate.h"

#include <string.h>

void change_set_init(struct change_set *set, struct snapshot *snapshot, const struct actor *actor)
{
    *set = (struct change_set){.snapshot = *snapshot, .actor = actor};
    set->writes_end = &set->writes;
    table_init(&set->by_id, snapshot->arena);
    table_init(&set->by_key, snapshot->arena);
    table_init(&set->changes, snapshot->arena);
    table_init(&set->blob_hashes, snapshot->arena);
    table_init(&set->person_keys, snapshot->arena);
    table_init(&set->referrers, snapshot->arena);
    table_init(&set->made, snapshot->arena);
}

/* ---- finding ---- */

void change_remember(struct change_set *set, struct record *record)
{
    struct id *id = ARENA_NEW(set->snapshot.arena, struct id);
    *id = record->id;
    table_put(&set->by_id, id_bytes(id), record);
    if (record->key.size > 0) {
        table_put(&set->by_key, record->key, record);
    }
}

enum rc change_find(struct change_set *set, const struct model_entity *kind, struct text key,
                    struct record **out)
{
    struct id id;
    struct record *record = id_from_text(key, &id) ? table_get(&set->by_id, id_bytes(&id))
                                                   : table_get(&set->by_key, key);
    if (record != NULL && record->kind == kind) {
        *out = record;
        return RC_OK;
    }
    return snapshot_get(&set->snapshot, kind, key, out);
}

struct record *change_find_id(struct change_set *set, struct id id)
{
    struct record *record = table_get(&set->by_id, id_bytes(&id));
    if (record != NULL) {
        return record;
    }
    struct snapshot *snapshot = &set->snapshot;
    struct fault *kept = snapshot->fault;
    struct fault ignored;
    fault_init(&ignored, snapshot->arena);
    snapshot->fault = &ignored;
    const struct model_entity *kind = snapshot_kind_of(snapshot, id);
    if (kind == NULL || snapshot_get_id(snapshot, kind, id, &record) != RC_OK) {
        record = NULL;
    } else {
        change_remember(set, record);
    }
    snapshot->fault = kept;
    return record;
}

/* ---- adding to the set ---- */

static struct change *append(struct change_set *set, enum change_kind kind, const char *verb)
{
    struct change *change = ARENA_NEW(set->snapshot.arena, struct change);
    change->kind = kind;
    change->verb = verb;
    if (set->last != NULL) {
        set->last->next = change;
    } else {
        set->first = change;
    }
    set->last = change;
    set->count++;
    return change;
}

static void add(struct change_set *set, const struct change *trial)
{
    struct change *change = append(set, trial->kind, trial->verb);
    *change = *trial;
    table_put(&set->changes, id_bytes(&change->record->id), change);
    change_remember(set, change->record);
}

void change_note(struct change_set *set, const char *entity, const char *verb, struct id id,
                 struct text detail)
{
    struct change *change = append(set, CHANGE_NOTE, verb);
    change->note_entity = entity;
    change->note_id = id;
    change->note_detail = detail.size > 0 ? detail : TEXT("{}");
}

void change_write(struct change_set *set, enum operational_table table, struct value key,
                  const struct value *row)
{
    struct operational_write *write = ARENA_NEW(set->snapshot.arena, struct operational_write);
    size_t count = operational_tables[table].column_count;
    write->table = table;
    write->key = value_copy(set->snapshot.arena, key);
    if (row != NULL) {
        write->row = ARENA_MANY(set->snapshot.arena, struct value, count);
        for (size_t i = 0; i < count; i++) {
            write->row[i] = value_copy(set->snapshot.arena, row[i]);
        }
    }
    *set->writes_end = write;
    set->writes_end = &write->next;
    if (table == TABLE_PERSON_KEY) {
        table_put(&set->person_keys, id_bytes(&write->key.id), write);
    }
}

enum rc change_blob(struct change_set *set, struct text media_type, struct text bytes,
                    struct hash *sha256)
{
    struct snapshot *snapshot = &set->snapshot;
    struct hash hash = hash_of(bytes);
    struct value column;
    *sha256 = hash;
    if (table_get(&set->blob_hashes, hash_text(&hash)) != NULL) {
        return RC_OK;
    }
    enum rc rc =
        connection_one(snapshot->connection, snapshot->arena,
                       QUERY("SELECT 1 FROM blob WHERE sha256 = ?1", value_bytes(hash_text(&hash))),
                       snapshot->fault, &column, 1);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    struct blob_write *blob = ARENA_NEW(snapshot->arena, struct blob_write);
    *blob = (struct blob_write){hash, media_type, bytes, set->blobs};
    set->blobs = blob;
    table_put(&set->blob_hashes, hash_text(&blob->sha256), blob);
    struct buffer detail;
    struct json_writer writer;
    char hex[HASH_HEX_SIZE + 1];
    buffer_init(&detail, snapshot->arena);
    json_writer_init(&writer, &detail);
    json_put_object(&writer);
    json_member_text(&writer, "media_type", media_type);
    json_member_text(&writer, "sha256", hash_hex(hash, hex));
    json_member_integer(&writer, "size", (int64_t)bytes.size);
    json_put_object_end(&writer);
    change_note(set, "blob", "store", id_from_name(hash_text(&hash)), buffer_text(&detail));
    return RC_OK;
}

/* ---- rules of every record ---- */

enum rc change_check_now(struct change_set *set, const struct change *change)
{
    enum rc rc = change_scope_check_parts(set, change->record);
    if (rc == RC_OK && change->record->kind->entity->check != NULL && !set->is_import) {
        struct rule_call call = {set, change->record, change->old, change->changed};
        rc = change->record->kind->entity->check(&call);
    }
    return rc;
}

enum rc change_check_rules(struct change_set *set, const struct change *change)
{
    const struct record *record = table_get(&set->by_id, id_bytes(&change->record->id));
    const struct entity *entity = record->kind->entity;
    struct rule_call call = {set, record, change->old, change->changed};
    if (record->retired_us != 0) {
        return RC_OK;
    }
    enum rc rc = change_scope_check_parts(set, record);
    return rc == RC_OK && entity->check != NULL ? entity->check(&call) : rc;
}

static enum rc check_reason(struct change_set *set, const struct change *change)
{
    const struct entity *entity = change->record->kind->entity;
    for (size_t i = 0; i < entity->field_count && !set->is_import; i++) {
        bool is_changed = ((change->changed >> i) & 1) != 0;
        if (is_changed && field_has(&entity->fields[i], FIELD_REASON) && change->reason.size == 0) {
            return fault_add(set->snapshot.fault, RC_INVALID, TEXT("reason"),
                             "changing \"%s\" needs a reason; say why in a sentence",
                             entity->fields[i].label);
        }
    }
    return RC_OK;
}

static enum rc set_owner(struct change_set *set, const struct change_input *input,
                         struct record *record, bool *changed)
{
    static const struct field owner = {.name = "owner", .type = FIELD_REF, .refers = "person"};
    struct id id = {{0}};
    if (input->owner.size == 0 && !input->clears_owner) {
        return RC_OK;
    }
    if (input->owner.size > 0) {
        enum rc rc = validate_reference(set, &owner, input->owner, TEXT("owner"), &id);
        if (rc != RC_OK) {
            return rc;
        }
    }
    *changed = !id_equals(record->owner, id);
    record->owner = id;
    return RC_OK;
}

/* ---- create ---- */

static enum rc take_key(struct change_set *set, const struct change_input *input,
                        struct record *record)
{
    const struct entity *entity = record->kind->entity;
    struct fault *fault = set->snapshot.fault;
    if (input->key.size == 0) {
        return RC_OK;
    }
    struct text prefix = text_print(set->snapshot.arena, "%s-", entity->key_prefix);
    int64_t number = 0;
    /* Numbers that the program gives come after it, so there must be room. */
    size_t digits = set->is_import ? 9 : 8;
    bool is_key = text_starts(input->key, prefix) && input->key.size - prefix.size <= digits &&
                  text_to_integer(text_from(input->key, prefix.size), &number);
    if (!is_key || number < 1) {
        return fault_add(fault, RC_INVALID, TEXT("key"),
                         "\"%.*s\" is no key of a %s; keys look like %s-0001, with at most %zu "
                         "digits",
                         TEXT_ARGS(input->key), entity->title, entity->key_prefix, digits);
    }
    struct value column;
    enum rc rc = RC_NOT_FOUND;
    if (!set->is_import) {
        rc = connection_one(set->snapshot.connection, set->snapshot.arena,
                            QUERY("SELECT 1 FROM record WHERE entity = ?1 AND number = ?2",
                                  value_text(text_of(entity->name)), value_integer(number)),
                            fault, &column, 1);
    }
    if (rc == RC_OK) {
        return fault_add(fault, RC_CONFLICT, TEXT("key"), "the key %.*s is in use already",
                         TEXT_ARGS(input->key));
    }
    record->key = input->key;
    record->number = number;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc take_state(struct change_set *set, const struct change_input *input,
                          struct record *record)
{
    const struct entity *entity = record->kind->entity;
    if (!set->is_import || input->state.size == 0) {
        return RC_OK;
    }
    const struct state *state = entity_state(entity, input->state.at, input->state.size);
    if (state == NULL) {
        struct buffer list;
        const struct life_cycle *life = entity_life(entity);
        buffer_init(&list, set->snapshot.arena);
        for (size_t i = 0; i < life->state_count; i++) {
            buffer_print(&list, "%s%s", i > 0 ? ", " : "", life->states[i].id);
        }
        return fault_add(set->snapshot.fault, RC_INVALID, TEXT("state"),
                         "a %s has no state \"%.*s\"; it has: %.*s", entity->title,
                         TEXT_ARGS(input->state), TEXT_ARGS(buffer_text(&list)));
    }
    record->state = text_of(state->id);
    return RC_OK;
}

static enum rc new_record(struct change_set *set, const struct model_entity *kind,
                          const struct change_input *input, struct record **out)
{
    struct record *record = record_open(set->snapshot.arena, kind);
    record->revision = 1;
    record->content_revision = 1;
    record->state = text_of(entity_life(kind->entity)->states[0].id);
    if (input->id.size == 0) {
        record->id = workspace_new_id(set->snapshot.workspace);
    } else if (!id_from_text(input->id, &record->id) || id_is_zero(record->id)) {
        return fault_add(set->snapshot.fault, RC_INVALID, TEXT("id"), "this is no UUID");
    }
    *out = record;
    enum rc rc = take_state(set, input, record);
    return rc == RC_OK ? take_key(set, input, record) : rc;
}

/* An import brings what was filled in when the record was made; an action of a
 * module fills in all by itself. */
static enum rc fill(struct change_set *set, struct record *record, uint64_t *changed)
{
    const struct entity *entity = record->kind->entity;
    struct rule_call call = {set, record, NULL, *changed};
    if (entity->fill == NULL || set->is_import || set->is_action) {
        return RC_OK;
    }
    enum rc rc = entity->fill(&call, record);
    for (size_t i = 0; i < entity->field_count; i++) {
        *changed |= value_is_none(record->values[i]) ? 0 : UINT64_C(1) << i;
    }
    return rc;
}

enum rc change_create(struct change_set *set, const struct model_entity *kind,
                      const struct change_input *input, struct record **out)
{
    struct snapshot *snapshot = &set->snapshot;
    const char *action = set->is_import ? "import" : "write";
    struct record *record = NULL;
    if (!access_has(set->actor, kind->module->name, action)) {
        return access_require(set->actor, snapshot, kind->module->name, action, (struct id){{0}});
    }
    if (kind->entity->is_system && kind->entity->fill == NULL && !set->is_import &&
        !set->is_action) {
        return fault_add(snapshot->fault, RC_DENIED, TEXT_NONE,
                         "a %s is made by the program itself", kind->entity->title);
    }
    enum rc rc = new_record(set, kind, input, &record);
    if (rc != RC_OK) {
        return rc;
    }
    uint64_t changed = 0;
    bool owner_changed = false;
    rc = validate_fields(set, input, record, &changed);
    rc = rc == RC_OK ? fill(set, record, &changed) : rc;
    enum rc complete = rc == RC_OK ? validate_complete(set, input, record) : rc;
    rc = complete == RC_OK ? set_owner(set, input, record, &owner_changed) : complete;
    if (rc != RC_OK) {
        return rc;
    }
    record->content_hash = record_hash_content(snapshot->arena, record);
    struct change trial = {.kind = CHANGE_CREATE,
                           .verb = set->is_import ? "import" : "create",
                           .record = record,
                           .changed = changed,
                           .owner_changed = owner_changed,
                           .has_own_key = record->key.size > 0,
                           .scope = change_scope_then(set, record),
                           .reason = input->reason};
    rc = access_require(set->actor, snapshot, kind->module->name, action,
                        change_scope_asked(set, record));
    rc = rc == RC_OK ? change_check_now(set, &trial) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    add(set, &trial);
    *out = record;
    return RC_OK;
}

/* ---- change ---- */

static enum rc check_revision(struct change_set *set, const struct record *record, int64_t revision)
{
    if (revision == 0 || revision == record->revision) {
        return RC_OK;
    }
    return fault_add(set->snapshot.fault, RC_STALE, TEXT("revision"),
                     "you have revision %lld of %.*s, but it is at %lld; load it again and "
                     "compare",
                     (long long)revision, TEXT_ARGS(record->key), (long long)record->revision);
}

enum rc change_may(struct change_set *set, const struct record *record, const char *action,
                   int64_t revision)
{
    enum rc rc = access_require(set->actor, &set->snapshot, record->kind->module->name, action,
                                change_scope_now(set, record->id));
    return rc == RC_OK ? check_revision(set, record, revision) : rc;
}

void change_stage(struct change_set *set, struct change trial)
{
    trial.record->revision = trial.old->revision + 1;
    trial.scope = change_scope_then(set, trial.record);
    add(set, &trial);
}

static void reopen(struct record *record)
{
    const struct life_cycle *life = entity_life(record->kind->entity);
    if (life->reopens_to != NULL &&
        entity_words_have(life->reopens_from, record->state.at, record->state.size)) {
        record->state = text_of(life->reopens_to);
    }
}

enum rc change_update(struct change_set *set, const struct record *record,
                      const struct change_input *input, struct record **out)
{
    const char *action = set->is_import ? "import" : "write";
    enum rc rc = change_may(set, record, action, input->revision);
    if (rc != RC_OK) {
        return rc;
    }
    if (record->retired_us != 0 && !set->is_import) {
        return fault_add(set->snapshot.fault, RC_CONFLICT, TEXT_NONE,
                         "%.*s is retired; restore it first", TEXT_ARGS(record->key));
    }
    struct change trial = {.kind = CHANGE_UPDATE,
                           .verb = set->is_import ? "import" : "change",
                           .record = record_copy(set->snapshot.arena, record),
                           .old = record_copy(set->snapshot.arena, record),
                           .reason = input->reason};
    rc = validate_fields(set, input, trial.record, &trial.changed);
    rc = rc == RC_OK ? validate_complete(set, input, trial.record) : rc;
    rc = rc == RC_OK ? set_owner(set, input, trial.record, &trial.owner_changed) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    if (trial.changed != 0) {
        trial.record->content_revision++;
        trial.record->content_hash = record_hash_content(set->snapshot.arena, trial.record);
        reopen(trial.record);
    }
    rc = take_state(set, input, trial.record);
    bool is_same_state = text_equals(trial.record->state, record->state);
    if (rc == RC_OK && trial.changed == 0 && !trial.owner_changed && is_same_state) {
        *out = trial.record;
        return RC_OK; /* nothing to do: no entry */
    }
    rc = rc == RC_OK ? change_scope_may_move(set, trial.old, trial.record, action) : rc;
    rc = rc == RC_OK ? check_reason(set, &trial) : rc;
    rc = rc == RC_OK ? change_check_now(set, &trial) : rc;
    if (rc == RC_OK) {
        change_stage(set, trial);
        *out = trial.record;
    }
    return rc;
}

void change_clock(struct change_set *set, int64_t to_us)
{
    struct text detail = text_print(set->snapshot.arena, "{\"clock\":%lld}", (long long)to_us);
    set->clock_us = to_us;
    change_note(set, "workspace", "advance", set->snapshot.workspace->id, detail);
}

enum rc change_commit(struct change_set *set)
{
    if (set->first == NULL && set->writes == NULL) {
        return RC_OK;
    }
    if (!set->snapshot.workspace->has_key) {
        return fault_add(set->snapshot.fault, RC_DENIED, TEXT_NONE,
                         "the signing key of this workspace is not on this machine, so it can "
                         "only be read; put the key file into the state folder");
    }
    return set->snapshot.workspace->commit(set->snapshot.workspace->committer, set);
}
