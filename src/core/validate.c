#include "core/validate.h"

#include "base/utf8.h"
#include "core/personal.h"

#include <string.h>

static enum rc wrong_type(struct change_set *set, const struct json *json, struct text path,
                          const char *wanted)
{
    return fault_add(set->snapshot.fault, RC_INVALID, path, "%s was expected, not %s", wanted,
                     json_kind_name(json->kind));
}

static enum rc text_value(struct change_set *set, const struct field *field,
                          const struct json *json, struct text path, struct value *out)
{
    struct fault *fault = set->snapshot.fault;
    if (json->kind != JSON_TEXT) {
        return wrong_type(set, json, path, "text");
    }
    int64_t limit = field_text_limit(field);
    int64_t count = (int64_t)utf8_count(json->text);
    if (count > limit) {
        return fault_add(fault, RC_INVALID, path, "%lld characters are too many; the limit is %lld",
                         (long long)count, (long long)limit);
    }
    if (count < field->min) {
        return fault_add(fault, RC_INVALID, path, "at least %lld characters are needed",
                         (long long)field->min);
    }
    if (field->type == FIELD_TEXT && memchr(json->text.at, '\n', json->text.size) != NULL) {
        return fault_add(fault, RC_INVALID, path, "this is one line; remove the line break");
    }
    *out = json->text.size == 0 ? value_none() : value_text(json->text);
    return RC_OK;
}

static enum rc choice_value(struct change_set *set, const struct field *field,
                            const struct json *json, struct text path, struct value *out)
{
    if (json->kind != JSON_TEXT) {
        return wrong_type(set, json, path, "text");
    }
    for (size_t i = 0; i < field->choice_count; i++) {
        if (text_is(json->text, field->choices[i].id)) {
            *out = value_text(json->text);
            return RC_OK;
        }
    }
    struct buffer list;
    buffer_init(&list, set->snapshot.arena);
    for (size_t i = 0; i < field->choice_count; i++) {
        buffer_print(&list, "%s%s", i > 0 ? ", " : "", field->choices[i].id);
    }
    return fault_add(set->snapshot.fault, RC_INVALID, path, "\"%.*s\" is not one of: %.*s",
                     TEXT_ARGS(json->text), TEXT_ARGS(buffer_text(&list)));
}

static enum rc integer_value(struct change_set *set, const struct field *field,
                             const struct json *json, struct text path, struct value *out)
{
    int64_t integer;
    if (!json_integer(json, &integer)) {
        return wrong_type(set, json, path, "a whole number");
    }
    bool has_limits = field->min != 0 || field->max != 0;
    if (has_limits && (integer < field->min || integer > field->max)) {
        return fault_add(set->snapshot.fault, RC_INVALID, path, "%lld is outside %lld to %lld%s%s",
                         (long long)integer, (long long)field->min, (long long)field->max,
                         field->unit != NULL ? " " : "", field->unit != NULL ? field->unit : "");
    }
    *out = value_integer(integer);
    return RC_OK;
}

static enum rc time_value(struct change_set *set, const struct field *field,
                          const struct json *json, struct text path, struct value *out)
{
    int64_t moment_us;
    if (field->type == FIELD_DATE) {
        if (!moment_is_date(json_text(json))) {
            return fault_add(set->snapshot.fault, RC_INVALID, path,
                             "a date such as 2026-11-22 was expected");
        }
        *out = value_text(json->text);
        return RC_OK;
    }
    if (!moment_from_text(json_text(json), &moment_us)) {
        return fault_add(set->snapshot.fault, RC_INVALID, path,
                         "a moment such as 2026-11-22T14:30:00Z was expected");
    }
    *out = value_integer(moment_us);
    return RC_OK;
}

static enum rc blob_value(struct change_set *set, const struct json *json, struct text path,
                          struct value *out)
{
    struct hash sha256;
    struct value column;
    struct snapshot *snapshot = &set->snapshot;
    if (!hash_from_hex(json_text(json), &sha256)) {
        return fault_add(snapshot->fault, RC_INVALID, path,
                         "the SHA-256 of stored content was expected, 64 hexadecimal digits");
    }
    if (table_get(&set->blob_hashes, hash_text(&sha256)) != NULL) {
        *out = value_text(json->text);
        return RC_OK;
    }
    enum rc rc = connection_one(
        snapshot->connection, snapshot->arena,
        QUERY("SELECT 1 FROM blob WHERE sha256 = ?1", value_bytes(hash_text(&sha256))),
        snapshot->fault, &column, 1);
    if (rc == RC_NOT_FOUND) {
        return fault_add(snapshot->fault, RC_INVALID, path,
                         "no content with this hash is stored; upload it first");
    }
    *out = value_text(json->text);
    return rc;
}

static bool may_refer(const struct field *field, const struct model_entity *kind)
{
    return field->type == FIELD_ANY || field_refers_to(field, kind->entity->name);
}

static enum rc unknown(struct change_set *set, const struct field *field, struct text key,
                       struct text path)
{
    return fault_add(set->snapshot.fault, RC_INVALID, path, "there is no %s \"%.*s\"",
                     field->refers != NULL ? field->refers : "record", TEXT_ARGS(key));
}

enum rc validate_reference(struct change_set *set, const struct field *field, struct text key,
                           struct text path, struct id *out)
{
    struct snapshot *snapshot = &set->snapshot;
    const struct model_entity *kind;
    struct record *record = table_get(&set->by_key, key);
    struct id id;
    if (record == NULL && id_from_text(key, &id)) {
        record = change_find_id(set, id);
    } else if (record == NULL) {
        struct fault ignored;
        struct fault *kept = snapshot->fault;
        fault_init(&ignored, snapshot->arena);
        kind = model_of_key(snapshot->workspace->model, key);
        snapshot->fault = &ignored;
        enum rc rc = kind != NULL ? snapshot_get(snapshot, kind, key, &record) : RC_NOT_FOUND;
        snapshot->fault = kept;
        if (rc != RC_OK && rc != RC_NOT_FOUND) {
            return rc;
        }
        if (rc == RC_OK) {
            change_remember(set, record);
        }
    }
    if (record == NULL) {
        return unknown(set, field, key, path);
    }
    if (!may_refer(field, record->kind)) {
        return fault_add(snapshot->fault, RC_INVALID, path, "%.*s is a %s; a %s was expected",
                         TEXT_ARGS(key), record->kind->entity->name, field->refers);
    }
    bool stands = set->standing.kind == VALUE_ID ? id_equals(set->standing.id, record->id)
                                                 : value_ids_have(set->standing, record->id);
    if (record->retired_us != 0 && !set->is_import && !stands) {
        return fault_add(snapshot->fault, RC_INVALID, path,
                         "%.*s is retired; restore it or choose another", TEXT_ARGS(key));
    }
    *out = record->id;
    return RC_OK;
}

/* A reference is given as key or id, or as an object that holds "id" or "key",
 * as the API itself gives it. */
static struct text reference_text(const struct json *json)
{
    const struct json *id = json_member(json, "id");
    return json->kind == JSON_OBJECT ? json_text(id != NULL ? id : json_member(json, "key"))
                                     : json_text(json);
}

static enum rc references_value(struct change_set *set, const struct field *field,
                                const struct json *json, struct text path, struct value *out)
{
    struct arena *arena = set->snapshot.arena;
    if (json->kind != JSON_LIST) {
        return wrong_type(set, json, path, "a list of keys");
    }
    if (json->count > REFS_LIMIT) {
        return fault_add(set->snapshot.fault, RC_INVALID, path, "more than %d references",
                         REFS_LIMIT);
    }
    struct id *ids = ARENA_MANY(arena, struct id, json->count + 1);
    size_t count = 0;
    enum rc worst = RC_OK;
    for (const struct json *at = json->first; at != NULL; at = at->next) {
        struct text place = text_print(arena, "%.*s[%zu]", TEXT_ARGS(path), count);
        enum rc rc = validate_reference(set, field, reference_text(at), place, &ids[count++]);
        worst = rc != RC_OK ? rc : worst;
    }
    if (worst == RC_OK) {
        *out = value_ids(arena, ids, count);
    }
    return worst;
}

static enum rc json_value(struct change_set *set, const struct json *json, struct text path,
                          struct value *out)
{
    struct text canonical = json_canonical(set->snapshot.arena, json);
    if (canonical.size > JSON_LIMIT_BYTES) {
        return fault_add(set->snapshot.fault, RC_INVALID, path, "more than %d bytes of data",
                         JSON_LIMIT_BYTES);
    }
    *out = value_text(canonical);
    return RC_OK;
}

static enum rc field_value(struct change_set *set, const struct field *field,
                           const struct json *json, struct text path, struct value *out)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PROSE:
        return text_value(set, field, json, path, out);
    case FIELD_INTEGER:
        return integer_value(set, field, json, path, out);
    case FIELD_BOOL:
        if (json->kind != JSON_TRUE && json->kind != JSON_FALSE) {
            return wrong_type(set, json, path, "true or false");
        }
        *out = value_integer(json->kind == JSON_TRUE);
        return RC_OK;
    case FIELD_CHOICE:
        return choice_value(set, field, json, path, out);
    case FIELD_DATE:
    case FIELD_MOMENT:
        return time_value(set, field, json, path, out);
    case FIELD_REF:
    case FIELD_ANY: {
        struct id id;
        enum rc rc = validate_reference(set, field, reference_text(json), path, &id);
        if (rc == RC_OK) {
            *out = value_id(id);
        }
        return rc;
    }
    case FIELD_REFS:
        return references_value(set, field, json, path, out);
    case FIELD_JSON:
        return json_value(set, json, path, out);
    case FIELD_BLOB:
        return blob_value(set, json, path, out);
    }
    return RC_BROKEN;
}

static enum rc unknown_field(struct change_set *set, const struct entity *entity, struct text path)
{
    struct buffer names;
    buffer_init(&names, set->snapshot.arena);
    for (size_t i = 0; i < entity->field_count; i++) {
        buffer_print(&names, "%s%s", i > 0 ? ", " : "", entity->fields[i].name);
    }
    return fault_add(set->snapshot.fault, RC_INVALID, path,
                     "a %s has no such field; its fields are: %.*s", entity->title,
                     TEXT_ARGS(buffer_text(&names)));
}

static enum rc one_field(struct change_set *set, const struct json *member, struct text path,
                         struct record *record, uint64_t *changed)
{
    const struct entity *entity = record->kind->entity;
    int at = entity_field_index(entity, member->name.at, member->name.size);
    if (at < 0) {
        return unknown_field(set, entity, path);
    }
    const struct field *field = &entity->fields[at];
    if (field_has(field, FIELD_READ_ONLY) && !set->is_import && !set->is_action) {
        return fault_add(set->snapshot.fault, RC_INVALID, path,
                         "this field is set by the program, not by hand");
    }
    struct value value = value_none();
    enum rc rc = RC_OK;
    if (member->kind != JSON_NULL) {
        set->standing = record->values[at];
        rc = field_value(set, field, member, path, &value);
        set->standing = value_none();
    }
    if (rc == RC_OK && field_has(field, FIELD_PERSONAL) && !value_is_none(value)) {
        rc = personal_seal(set, record, (size_t)at, &value);
    }
    if (rc == RC_OK && !value_equals(record->values[at], value)) {
        record->values[at] = value;
        *changed |= UINT64_C(1) << at;
    }
    return rc;
}

static struct text path_of(struct change_set *set, const struct change_input *input,
                           struct text name)
{
    return text_print(set->snapshot.arena, "%.*sfields.%.*s", TEXT_ARGS(input->path),
                      TEXT_ARGS(name));
}

/* What was erased elsewhere stays unreadable here. */
static void forget_fields(struct change_set *set, uint64_t erased, struct record *record,
                          uint64_t *changed)
{
    for (size_t i = 0; i < record->kind->entity->field_count; i++) {
        struct text plain;
        if (((erased >> i) & 1) == 0) {
            continue;
        }
        if (value_is_none(record->values[i]) ||
            snapshot_may_unseal(&set->snapshot, record, i, &plain)) {
            record->values[i] = personal_forgotten(set->snapshot.arena);
            *changed |= UINT64_C(1) << i;
        }
    }
}

enum rc validate_fields(struct change_set *set, const struct change_input *input,
                        struct record *record, uint64_t *changed)
{
    enum rc worst = RC_OK;
    if (input->fields != NULL && input->fields->kind != JSON_OBJECT) {
        return wrong_type(set, input->fields, TEXT("fields"), "an object");
    }
    const struct json *member = input->fields != NULL ? input->fields->first : NULL;
    for (; member != NULL; member = member->next) {
        struct fault *fault = set->snapshot.fault;
        size_t before = fault->count;
        enum rc rc = one_field(set, member, path_of(set, input, member->name), record, changed);
        worst = rc != RC_OK ? rc : worst;
        for (size_t i = before; i < fault->count && set->file.size > 0; i++) {
            fault->problems[i].file = set->file;
            fault->problems[i].line = member->line;
            fault->problems[i].column = member->column;
        }
    }
    if (input->erased != 0) {
        forget_fields(set, input->erased, record, changed);
    }
    return worst;
}

enum rc validate_complete(struct change_set *set, const struct change_input *input,
                          const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    enum rc worst = RC_OK;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (field_has(field, FIELD_REQUIRED) && value_is_none(record->values[i])) {
            worst =
                fault_add(set->snapshot.fault, RC_INVALID,
                          path_of(set, input, text_of(field->name)), "%s is missing", field->label);
            if (set->file.size > 0) {
                struct fault *fault = set->snapshot.fault;
                struct problem *last = &fault->problems[fault->count - 1];
                last->file = set->file;
                last->line = input->fields != NULL ? input->fields->line : 1;
                last->column = 1;
            }
        }
    }
    return worst;
}
