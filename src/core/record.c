#include "core/record.h"

#include <assert.h>
#include <string.h>

struct record *record_open(struct arena *arena, const struct model_entity *kind)
{
    struct record *record = ARENA_NEW(arena, struct record);
    record->kind = kind;
    record->values = ARENA_MANY(arena, struct value, kind->entity->field_count + 1);
    return record;
}

struct record *record_copy(struct arena *arena, const struct record *record)
{
    struct record *copy = record_open(arena, record->kind);
    struct value *values = copy->values;
    *copy = *record;
    copy->values = values;
    memcpy(values, record->values, record->kind->entity->field_count * sizeof *values);
    return copy;
}

static bool take_integer(struct value column, int64_t *out)
{
    *out = column.kind == VALUE_INTEGER ? column.integer : 0;
    return column.kind == VALUE_INTEGER;
}

static bool take_field(struct arena *arena, const struct field *field, struct value column,
                       struct value *out)
{
    if (column.kind == VALUE_NONE) {
        *out = column;
        return true;
    }
    if (field_has(field, FIELD_PERSONAL)) {
        *out = value_copy(arena, column);
        return column.kind == VALUE_BYTES;
    }
    switch (field->type) {
    case FIELD_INTEGER:
    case FIELD_BOOL:
    case FIELD_MOMENT:
        *out = column;
        return column.kind == VALUE_INTEGER;
    case FIELD_REF:
    case FIELD_ANY:
        out->kind = VALUE_ID;
        return column.kind == VALUE_BYTES && value_to_id(column, &out->id);
    case FIELD_REFS:
        *out = value_copy(arena, column);
        out->kind = VALUE_IDS;
        return column.kind == VALUE_BYTES && column.text.size % ID_BYTES == 0;
    default:
        *out = value_copy(arena, column);
        return column.kind == VALUE_TEXT;
    }
}

static bool take_system(struct arena *arena, const struct value *columns, struct record *record)
{
    record->key = text_copy(arena, value_as_text(columns[COLUMN_KEY]));
    record->number = record_key_number(record->key);
    record->state = text_copy(arena, value_as_text(columns[COLUMN_STATE]));
    (void)value_to_id(columns[COLUMN_OWNER], &record->owner);
    (void)take_integer(columns[COLUMN_RETIRED_US], &record->retired_us);
    return value_to_id(columns[COLUMN_ID], &record->id) &&
           take_integer(columns[COLUMN_REVISION], &record->revision) &&
           take_integer(columns[COLUMN_CONTENT_REVISION], &record->content_revision) &&
           take_integer(columns[COLUMN_CREATED_US], &record->created_us) &&
           take_integer(columns[COLUMN_CHANGED_US], &record->changed_us) &&
           hash_from_bytes(value_as_text(columns[COLUMN_CONTENT_HASH]), &record->content_hash);
}

enum rc record_from_row(struct arena *arena, const struct model_entity *kind,
                        const struct value *columns, struct record **out)
{
    struct record *record = record_open(arena, kind);
    bool is_good = take_system(arena, columns, record);
    for (size_t i = 0; is_good && i < kind->entity->field_count; i++) {
        is_good = take_field(arena, &kind->entity->fields[i], columns[SYSTEM_COLUMNS + i],
                             &record->values[i]);
    }
    if (!is_good) {
        return RC_CORRUPT;
    }
    *out = record;
    return RC_OK;
}

size_t record_args(const struct record *record, struct value *args)
{
    size_t field_count = record->kind->entity->field_count;
    args[COLUMN_ID] = value_id(record->id);
    args[COLUMN_KEY] = value_text(record->key);
    args[COLUMN_REVISION] = value_integer(record->revision);
    args[COLUMN_CONTENT_REVISION] = value_integer(record->content_revision);
    args[COLUMN_STATE] = value_text(record->state);
    args[COLUMN_OWNER] = id_is_zero(record->owner) ? value_none() : value_id(record->owner);
    args[COLUMN_CREATED_US] = value_integer(record->created_us);
    args[COLUMN_CHANGED_US] = value_integer(record->changed_us);
    args[COLUMN_RETIRED_US] =
        record->retired_us == 0 ? value_none() : value_integer(record->retired_us);
    args[COLUMN_CONTENT_HASH] = value_bytes(hash_text(&record->content_hash));
    memcpy(args + SYSTEM_COLUMNS, record->values, field_count * sizeof *args);
    return SYSTEM_COLUMNS + field_count;
}

void record_index_args(const struct record *record, struct id scope, struct value *args)
{
    args[0] = value_id(record->id);
    args[1] = value_text(text_of(record->kind->entity->name));
    args[2] = value_text(record->key);
    args[3] = value_integer(record->number);
    args[4] = value_text(record_title(record));
    args[5] = value_text(record->state);
    args[6] = value_integer(record->revision);
    args[7] = value_integer(record->content_revision);
    args[8] = id_is_zero(scope) ? value_none() : value_id(scope);
    args[9] = record->retired_us == 0 ? value_none() : value_integer(record->retired_us);
}

/* The record that a single reference names, if any. */
static bool end_of(const struct record *record, const struct field *field, struct id *out)
{
    if (field == NULL || record->values[field - record->kind->entity->fields].kind != VALUE_ID) {
        return false;
    }
    *out = record->values[field - record->kind->entity->fields].id;
    return true;
}

bool record_names_scope(const struct record *record, struct id *scope)
{
    return end_of(record, entity_scope_field(record->kind->entity), scope);
}

bool record_own_scope(const struct record *record, struct id *scope)
{
    if (entity_is_scope(record->kind->entity)) {
        *scope = record->id;
        return true;
    }
    return record_names_scope(record, scope);
}

struct value record_value(const struct record *record, const char *field)
{
    int at = entity_field_index(record->kind->entity, field, strlen(field));
    return at >= 0 ? record->values[at] : value_none();
}

void record_set(struct record *record, const char *field, struct value value)
{
    int at = entity_field_index(record->kind->entity, field, strlen(field));
    assert(at >= 0);
    record->values[at] = value;
}

bool record_is_part_of(const struct record *record, struct id *whole)
{
    return end_of(record, entity_part_field(record->kind->entity), whole);
}

struct text record_title(const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    const struct field *field =
        entity->title_field != NULL ? entity_field(entity, entity->title_field) : NULL;
    if (field == NULL || field_has(field, FIELD_PERSONAL)) {
        return record->key;
    }
    struct value value = record->values[field - entity->fields];
    if (value.kind != VALUE_TEXT) {
        return record->key;
    }
    return text_part(value.text, 0, text_find(value.text, '\n'));
}

int64_t record_key_number(struct text key)
{
    size_t start = key.size;
    while (start > 0 && key.at[start - 1] >= '0' && key.at[start - 1] <= '9') {
        start--;
    }
    int64_t number = 0;
    return text_to_integer(text_from(key, start), &number) ? number : 0;
}

static void put_id(struct json_writer *writer, struct id id)
{
    char text[ID_TEXT_SIZE + 1];
    json_put_text(writer, id_text(id, text));
}

static void put_sealed(struct json_writer *writer, struct arena *arena, struct text bytes)
{
    static const char digits[] = "0123456789abcdef";
    struct buffer hex;
    buffer_init(&hex, arena);
    buffer_put_z(&hex, "sealed:");
    for (size_t i = 0; i < bytes.size; i++) {
        buffer_put_char(&hex, digits[(uint8_t)bytes.at[i] >> 4]);
        buffer_put_char(&hex, digits[(uint8_t)bytes.at[i] & 15]);
    }
    json_put_text(writer, buffer_text(&hex));
}

static void put_value(struct json_writer *writer, struct arena *arena, const struct field *field,
                      struct value value)
{
    if (value.kind == VALUE_NONE) {
        json_put_null(writer);
    } else if (value.kind == VALUE_INTEGER && field->type == FIELD_BOOL) {
        json_put_bool(writer, value.integer != 0);
    } else if (value.kind == VALUE_INTEGER) {
        json_put_integer(writer, value.integer);
    } else if (value.kind == VALUE_ID) {
        put_id(writer, value.id);
    } else if (value.kind == VALUE_IDS) {
        json_put_list(writer);
        for (size_t i = 0; i < value_ids_count(value); i++) {
            put_id(writer, value_ids_at(value, i));
        }
        json_put_list_end(writer);
    } else if (value.kind == VALUE_BYTES) {
        put_sealed(writer, arena, value.text);
    } else if (field->type == FIELD_JSON) {
        json_put_raw(writer, value.text);
    } else {
        json_put_text(writer, value.text);
    }
}

void record_put_fields(struct json_writer *writer, struct arena *arena, const struct record *record,
                       uint64_t mask, bool with_nulls)
{
    const struct entity *entity = record->kind->entity;
    json_put_object(writer);
    for (size_t i = 0; i < entity->field_count; i++) {
        size_t at = record->kind->field_order[i];
        bool is_asked = ((mask >> at) & 1) != 0;
        if (is_asked && (with_nulls || !value_is_none(record->values[at]))) {
            json_put_name_z(writer, entity->fields[at].name);
            put_value(writer, arena, &entity->fields[at], record->values[at]);
        }
    }
    json_put_object_end(writer);
}

struct hash record_hash_content(struct arena *arena, const struct record *record)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_z(&writer, "entity", record->kind->entity->name);
    json_put_name_z(&writer, "fields");
    record_put_fields(&writer, arena, record, UINT64_MAX, false);
    json_member_integer(&writer, "schema", 1);
    json_put_object_end(&writer);
    return hash_of(buffer_text(&out));
}

static enum rc ids_from_canonical(struct arena *arena, const struct json *json, struct value *out)
{
    struct id *ids = ARENA_MANY(arena, struct id, json->count + 1);
    size_t count = 0;
    for (const struct json *at = json->first; at != NULL; at = at->next) {
        if (!id_from_text(json_text(at), &ids[count++])) {
            return RC_CORRUPT;
        }
    }
    *out = value_ids(arena, ids, count);
    return RC_OK;
}

static enum rc sealed_from_canonical(struct arena *arena, struct text text, struct value *out)
{
    if (!text_starts(text, TEXT("sealed:")) || (text.size - 7) % 2 != 0) {
        return RC_CORRUPT;
    }
    struct text hex = text_from(text, 7);
    char *bytes = arena_take(arena, hex.size / 2 + 1);
    for (size_t i = 0; i < hex.size / 2; i++) {
        int high = hash_hex_digit(hex.at[2 * i]);
        int low = hash_hex_digit(hex.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return RC_CORRUPT;
        }
        bytes[i] = (char)(high * 16 + low);
    }
    *out = value_bytes((struct text){bytes, hex.size / 2});
    return RC_OK;
}

enum rc record_value_from_canonical(struct arena *arena, const struct field *field,
                                    const struct json *json, struct value *out)
{
    int64_t integer;
    struct id id;
    if (json->kind == JSON_NULL) {
        *out = value_none();
        return RC_OK;
    }
    if (field_has(field, FIELD_PERSONAL)) {
        return sealed_from_canonical(arena, json_text(json), out);
    }
    switch (field->type) {
    case FIELD_BOOL:
        *out = value_integer(json->kind == JSON_TRUE);
        return json->kind == JSON_TRUE || json->kind == JSON_FALSE ? RC_OK : RC_CORRUPT;
    case FIELD_INTEGER:
    case FIELD_MOMENT:
        if (!json_integer(json, &integer)) {
            return RC_CORRUPT;
        }
        *out = value_integer(integer);
        return RC_OK;
    case FIELD_REF:
    case FIELD_ANY:
        if (!id_from_text(json_text(json), &id)) {
            return RC_CORRUPT;
        }
        *out = value_id(id);
        return RC_OK;
    case FIELD_REFS:
        return json->kind == JSON_LIST ? ids_from_canonical(arena, json, out) : RC_CORRUPT;
    case FIELD_JSON:
        *out = value_text(json_canonical(arena, json));
        return RC_OK;
    default:
        *out = value_text(json->text);
        return json->kind == JSON_TEXT ? RC_OK : RC_CORRUPT;
    }
}
