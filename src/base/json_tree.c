#include "base/json.h"
#include "base/table.h"

#include <stdlib.h>

#define FEW_MEMBERS 12

static struct json *node_open(struct json_reader *reader, enum json_kind kind, struct text name)
{
    struct json *node = ARENA_NEW(reader->arena, struct json);
    node->kind = kind;
    node->name = name;
    node->line = reader->event_line;
    node->column = reader->event_column;
    return node;
}

static bool has_member(const struct json *object, const struct table *seen, struct text name)
{
    if (seen->count > 0) {
        return table_get(seen, name) != NULL;
    }
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        if (text_equals(member->name, name)) {
            return true;
        }
    }
    return false;
}

static enum rc read_node(struct json_reader *reader, enum json_event event, struct text name,
                         struct json **out);

static enum rc read_members(struct json_reader *reader, struct json *object)
{
    struct json **last = &object->first;
    struct table seen = {0}; /* made for large objects only */
    enum json_event event;
    enum rc rc;
    while ((rc = json_next(reader, &event)) == RC_OK && event != JSON_OBJECT_END) {
        struct text name = reader->text;
        if (has_member(object, &seen, name)) {
            return fault_add_at(reader->fault, RC_INVALID, reader->file, reader->event_line,
                                reader->event_column, "the member \"%.*s\" appears twice",
                                TEXT_ARGS(name));
        }
        rc = json_next(reader, &event);
        if (rc == RC_OK) {
            rc = read_node(reader, event, name, last);
        }
        if (rc != RC_OK) {
            return rc;
        }
        if (object->count++ >= FEW_MEMBERS) {
            if (seen.count == 0) {
                table_init(&seen, reader->arena);
                for (struct json *at = object->first; at != NULL; at = at->next) {
                    table_put(&seen, at->name, at);
                }
            } else {
                table_put(&seen, name, *last);
            }
        }
        last = &(*last)->next;
    }
    return rc;
}

static enum rc read_elements(struct json_reader *reader, struct json *list)
{
    struct json **last = &list->first;
    enum json_event event;
    enum rc rc;
    while ((rc = json_next(reader, &event)) == RC_OK && event != JSON_LIST_END) {
        rc = read_node(reader, event, TEXT_NONE, last);
        if (rc != RC_OK) {
            return rc;
        }
        list->count++;
        last = &(*last)->next;
    }
    return rc;
}

static enum rc read_node(struct json_reader *reader, enum json_event event, struct text name,
                         struct json **out)
{
    struct json *node;
    switch (event) {
    case JSON_OBJECT_START:
        *out = node = node_open(reader, JSON_OBJECT, name);
        return read_members(reader, node);
    case JSON_LIST_START:
        *out = node = node_open(reader, JSON_LIST, name);
        return read_elements(reader, node);
    case JSON_EVENT_TEXT:
        *out = node = node_open(reader, JSON_TEXT, name);
        node->text = reader->text;
        return RC_OK;
    case JSON_EVENT_NUMBER:
        *out = node = node_open(reader, JSON_NUMBER, name);
        node->text = reader->text;
        return RC_OK;
    case JSON_EVENT_TRUE:
        *out = node_open(reader, JSON_TRUE, name);
        return RC_OK;
    case JSON_EVENT_FALSE:
        *out = node_open(reader, JSON_FALSE, name);
        return RC_OK;
    default:
        *out = node_open(reader, JSON_NULL, name);
        return RC_OK;
    }
}

enum rc json_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                  const struct json **out)
{
    struct json_reader reader;
    json_reader_init(&reader, arena, fault, file, input);
    enum json_event event;
    struct json *root = NULL;
    enum rc rc = json_next(&reader, &event);
    if (rc == RC_OK) {
        rc = read_node(&reader, event, TEXT_NONE, &root);
    }
    if (rc == RC_OK) {
        rc = json_next(&reader, &event); /* JSON_DONE, or what follows is refused */
    }
    if (rc == RC_OK) {
        *out = root;
    }
    return rc;
}

const struct json *json_member(const struct json *json, const char *name)
{
    if (json == NULL || json->kind != JSON_OBJECT) {
        return NULL;
    }
    for (const struct json *member = json->first; member != NULL; member = member->next) {
        if (text_is(member->name, name)) {
            return member;
        }
    }
    return NULL;
}

struct text json_text(const struct json *json)
{
    return json != NULL && json->kind == JSON_TEXT ? json->text : TEXT_NONE;
}

bool json_integer(const struct json *json, int64_t *out)
{
    return json != NULL && json->kind == JSON_NUMBER && text_to_integer(json->text, out);
}

const char *json_kind_name(enum json_kind kind)
{
    static const char *const names[] = {"null", "false",  "true",     "a number",
                                        "text", "a list", "an object"};
    return names[kind];
}

static int member_order(const void *a, const void *b)
{
    const struct json *const *left = a;
    const struct json *const *right = b;
    return text_compare((*left)->name, (*right)->name);
}

static void put_canonical(struct json_writer *writer, struct arena *arena, const struct json *json);

static void put_members(struct json_writer *writer, struct arena *arena, const struct json *object)
{
    const struct json **members = ARENA_MANY(arena, const struct json *, object->count + 1);
    size_t count = 0;
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        members[count++] = member;
    }
    qsort(members, count, sizeof *members, member_order);
    json_put_object(writer);
    for (size_t i = 0; i < count; i++) {
        json_put_name(writer, members[i]->name);
        put_canonical(writer, arena, members[i]);
    }
    json_put_object_end(writer);
}

static void put_canonical(struct json_writer *writer, struct arena *arena, const struct json *json)
{
    if (json->kind == JSON_OBJECT) {
        put_members(writer, arena, json);
    } else if (json->kind == JSON_LIST) {
        json_put_list(writer);
        for (const struct json *element = json->first; element != NULL; element = element->next) {
            put_canonical(writer, arena, element);
        }
        json_put_list_end(writer);
    } else {
        json_put_tree(writer, json);
    }
}

struct text json_canonical(struct arena *arena, const struct json *json)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    put_canonical(&writer, arena, json);
    return buffer_text(&out);
}
