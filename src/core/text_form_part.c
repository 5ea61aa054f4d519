#include "core/text_form_part.h"

#include "core/text_form.h"

#include <string.h>

bool text_form_has(const struct model_entity *kind)
{
    return !kind->entity->is_system || strcmp(kind->entity->name, "decision") == 0;
}

bool text_form_is_mark(const struct model_entity *kind, const struct field *field)
{
    return strcmp(kind->entity->name, "decision") == 0 && strcmp(field->name, "is_imported") == 0;
}

struct text text_form_number(struct arena *arena, const struct model_entity *kind, int64_t number)
{
    return text_print(arena, "%s-%lld", kind->entity->key_prefix, (long long)number);
}

char *text_form_path(struct arena *arena, const char *first, const char *second)
{
    struct text path =
        text_print(arena, "%s%s%s", first, second != NULL ? "/" : "", second != NULL ? second : "");
    return text_to_z(arena, path);
}

static enum rc add_end(struct snapshot *snapshot, const struct value *columns, struct table *by_id,
                       struct table *by_number)
{
    struct text bytes = value_as_text(columns[0]);
    struct text_form_end *end = ARENA_NEW(snapshot->arena, struct text_form_end);
    end->kind = model_named(snapshot->workspace->model, value_as_text(columns[1]));
    if (bytes.size != ID_BYTES || end->kind == NULL || columns[3].kind != VALUE_INTEGER) {
        return fault_add(snapshot->fault, RC_CORRUPT, TEXT("record"),
                         "the record index is damaged; run csms verify");
    }
    memcpy(end->id.bytes, bytes.at, ID_BYTES);
    end->key = text_copy(snapshot->arena, value_as_text(columns[2]));
    end->number = columns[3].integer;
    table_put(by_id, id_bytes(&end->id), end);
    if (by_number != NULL) {
        table_put(by_number, text_form_number(snapshot->arena, end->kind, end->number), end);
    }
    return RC_OK;
}

enum rc text_form_index(struct snapshot *snapshot, struct table *by_id, struct table *by_number)
{
    struct rows *rows;
    const struct value *columns;
    enum rc rc = connection_query(snapshot->connection,
                                  QUERY_PLAIN("SELECT id, entity, key, number FROM record"),
                                  snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        rc = add_end(snapshot, columns, by_id, by_number);
        if (rc != RC_OK) {
            break;
        }
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
