#include "engine/method_reader.h"

enum rc method_reader_bad(struct method_reader *reader, struct text path, const char *sentence)
{
    return fault_add(reader->fault, RC_INVALID, path, "%s", sentence);
}

static struct text path_join(struct method_reader *reader, struct text path, struct text name)
{
    if (path.size == 0) {
        return text_copy(reader->arena, name);
    }
    return text_print(reader->arena, "%.*s.%.*s", TEXT_ARGS(path), TEXT_ARGS(name));
}

enum rc method_reader_member(struct method_reader *reader, struct method_place of, const char *name,
                             enum json_kind kind, struct method_place *out)
{
    const struct json *json = json_member(of.json, name);
    struct text path = path_join(reader, of.path, text_of(name));
    if (json == NULL) {
        return fault_add(reader->fault, RC_INVALID, path, "this member is missing; give %s",
                         json_kind_name(kind));
    }
    if (json->kind != kind) {
        return fault_add(reader->fault, RC_INVALID, path, "this is %s; give %s",
                         json_kind_name(json->kind), json_kind_name(kind));
    }
    *out = (struct method_place){json, path};
    return RC_OK;
}

struct method_place method_reader_named(struct method_reader *reader, struct method_place of,
                                        const struct json *json)
{
    return (struct method_place){json, path_join(reader, of.path, json->name)};
}

struct method_place method_reader_at(struct method_reader *reader, struct method_place of,
                                     const struct json *json, int index)
{
    struct text path = text_print(reader->arena, "%.*s[%d]", TEXT_ARGS(of.path), index);
    return (struct method_place){json, path};
}

enum rc method_reader_id(struct method_reader *reader, struct method_place of, const char *name,
                         struct text *out)
{
    struct method_place place;
    enum rc rc = method_reader_member(reader, of, name, JSON_TEXT, &place);
    if (rc != RC_OK) {
        return rc;
    }
    if (place.json->text.size == 0) {
        return method_reader_bad(reader, place.path, "this is empty; give at least one character");
    }
    *out = text_copy(reader->arena, place.json->text);
    return RC_OK;
}

enum rc method_reader_scale_add(struct method_reader *reader, struct method_place at,
                                struct text id, struct method_scale *scale)
{
    if (id.size == 0) {
        return method_reader_bad(reader, at.path, "an id is a text of at least one character");
    }
    if (method_scale_find(scale, id) != NO_LEVEL) {
        return fault_add(reader->fault, RC_INVALID, at.path, "the id \"%.*s\" appears twice",
                         TEXT_ARGS(id));
    }
    if (scale->count == METHOD_SCALE_LIMIT) {
        return fault_add(reader->fault, RC_TOO_LARGE, at.path, "a scale has at most %d levels",
                         METHOD_SCALE_LIMIT);
    }
    scale->ids[scale->count++] = text_copy(reader->arena, id);
    return RC_OK;
}

enum rc method_reader_scale(struct method_reader *reader, struct method_place list,
                            struct method_scale *scale)
{
    int index = 0;
    for (const struct json *item = list.json->first; item != NULL; item = item->next) {
        struct method_place at = method_reader_at(reader, list, item, index++);
        enum rc rc = method_reader_scale_add(reader, at, json_text(item), scale);
        if (rc != RC_OK) {
            return rc;
        }
    }
    if (scale->count < 2) {
        return method_reader_bad(reader, list.path, "a scale needs at least two levels");
    }
    return RC_OK;
}

enum rc method_reader_level(struct method_reader *reader, struct method_place at,
                            const struct method_scale *scale, int *out)
{
    int level = method_scale_find(scale, json_text(at.json));
    if (level == NO_LEVEL) {
        return method_reader_bad(reader, at.path, "this is no level of the scale it belongs to");
    }
    *out = level;
    return RC_OK;
}

enum rc method_reader_integer(struct method_reader *reader, struct method_place at, int min,
                              int max, int *out)
{
    int64_t integer;
    if (!json_integer(at.json, &integer) || integer < min || integer > max) {
        return fault_add(reader->fault, RC_INVALID, at.path, "give an integer from %d to %d", min,
                         max);
    }
    *out = (int)integer;
    return RC_OK;
}

enum rc method_reader_hundredths(struct method_reader *reader, struct method_place at, int *out)
{
    struct text rest = at.json->kind == JSON_NUMBER ? at.json->text : TEXT_NONE;
    int64_t whole = -1;
    int64_t part = 0;
    bool is_negative = text_starts(rest, TEXT("-")); /* also -0.5, whose whole part is 0 */
    struct text head = text_cut(&rest, '.');
    bool is_good = !is_negative && text_to_integer(head, &whole) && whole <= 100 && rest.size <= 2;
    if (is_good && rest.size > 0) {
        is_good = text_to_integer(rest, &part);
    }
    int hundredths = (int)(whole * 100 + (rest.size == 1 ? part * 10 : part));
    if (!is_good || hundredths > 10000) {
        return method_reader_bad(reader, at.path,
                                 "give a number from 0 to 100 with at most two decimals");
    }
    *out = hundredths;
    return RC_OK;
}

enum rc method_reader_columns(struct method_reader *reader, struct method_place table,
                              const struct method_scale *scale, int order[METHOD_SCALE_LIMIT])
{
    struct method_place list;
    struct method_scale columns = {0};
    enum rc rc = method_reader_member(reader, table, "columns", JSON_LIST, &list);
    if (rc == RC_OK) {
        rc = method_reader_scale(reader, list, &columns);
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (columns.count != scale->count) {
        return fault_add(reader->fault, RC_INVALID, list.path, "give all %d columns of the scale",
                         scale->count);
    }
    for (int i = 0; i < columns.count; i++) {
        order[i] = method_scale_find(scale, columns.ids[i]);
        if (order[i] == NO_LEVEL) {
            return fault_add(reader->fault, RC_INVALID, list.path,
                             "\"%.*s\" is no level of the scale", TEXT_ARGS(columns.ids[i]));
        }
    }
    return RC_OK;
}
