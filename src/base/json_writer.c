#include "base/json.h"

void json_writer_init(struct json_writer *writer, struct buffer *out)
{
    *writer = (struct json_writer){.out = out};
}

static void before_item(struct json_writer *writer)
{
    if (writer->after_name) {
        writer->after_name = false;
        return;
    }
    uint64_t bit = UINT64_C(1) << writer->depth;
    if ((writer->has_items & bit) != 0) {
        buffer_put_char(writer->out, ',');
    }
    writer->has_items |= bit;
}

static void open_with(struct json_writer *writer, char c)
{
    before_item(writer);
    buffer_put_char(writer->out, c);
    writer->depth++;
    writer->has_items &= ~(UINT64_C(1) << writer->depth);
}

static void close_with(struct json_writer *writer, char c)
{
    writer->depth--;
    buffer_put_char(writer->out, c);
}

void json_put_object(struct json_writer *writer)
{
    open_with(writer, '{');
}

void json_put_object_end(struct json_writer *writer)
{
    close_with(writer, '}');
}

void json_put_list(struct json_writer *writer)
{
    open_with(writer, '[');
}

void json_put_list_end(struct json_writer *writer)
{
    close_with(writer, ']');
}

void json_quote(struct buffer *out, struct text text)
{
    static const char digits[] = "0123456789abcdef";
    static const char short_forms[] = "\bb\tt\nn\ff\rr";
    buffer_put_char(out, '"');
    size_t start = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = (uint8_t)text.at[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        buffer_put(out, text_part(text, start, i - start));
        start = i + 1;
        buffer_put_char(out, '\\');
        if (c == '"' || c == '\\') {
            buffer_put_char(out, (char)c);
            continue;
        }
        size_t at = 0;
        while (short_forms[at] != '\0' && short_forms[at] != (char)c) {
            at += 2;
        }
        if (short_forms[at] != '\0') {
            buffer_put_char(out, short_forms[at + 1]);
        } else {
            buffer_put_z(out, "u00");
            buffer_put_char(out, digits[c >> 4]);
            buffer_put_char(out, digits[c & 15]);
        }
    }
    buffer_put(out, text_from(text, start));
    buffer_put_char(out, '"');
}

void json_put_name(struct json_writer *writer, struct text name)
{
    before_item(writer);
    json_quote(writer->out, name);
    buffer_put_char(writer->out, ':');
    writer->after_name = true;
}

void json_put_name_z(struct json_writer *writer, const char *name)
{
    json_put_name(writer, text_of(name));
}

void json_put_text(struct json_writer *writer, struct text text)
{
    before_item(writer);
    json_quote(writer->out, text);
}

void json_put_integer(struct json_writer *writer, int64_t integer)
{
    before_item(writer);
    buffer_put_integer(writer->out, integer);
}

void json_put_bool(struct json_writer *writer, bool is_true)
{
    json_put_raw(writer, is_true ? TEXT("true") : TEXT("false"));
}

void json_put_null(struct json_writer *writer)
{
    json_put_raw(writer, TEXT("null"));
}

void json_put_raw(struct json_writer *writer, struct text json)
{
    before_item(writer);
    buffer_put(writer->out, json);
}

static void put_children(struct json_writer *writer, const struct json *json)
{
    for (const struct json *child = json->first; child != NULL; child = child->next) {
        if (json->kind == JSON_OBJECT) {
            json_put_name(writer, child->name);
        }
        json_put_tree(writer, child);
    }
}

void json_put_tree(struct json_writer *writer, const struct json *json)
{
    switch (json->kind) {
    case JSON_NULL:
        json_put_null(writer);
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        json_put_bool(writer, json->kind == JSON_TRUE);
        break;
    case JSON_NUMBER:
        json_put_raw(writer, json->text);
        break;
    case JSON_TEXT:
        json_put_text(writer, json->text);
        break;
    case JSON_LIST:
        json_put_list(writer);
        put_children(writer, json);
        json_put_list_end(writer);
        break;
    case JSON_OBJECT:
        json_put_object(writer);
        put_children(writer, json);
        json_put_object_end(writer);
        break;
    }
}

void json_member_text(struct json_writer *writer, const char *name, struct text text)
{
    json_put_name_z(writer, name);
    json_put_text(writer, text);
}

void json_member_z(struct json_writer *writer, const char *name, const char *z)
{
    json_member_text(writer, name, text_of(z));
}

void json_member_integer(struct json_writer *writer, const char *name, int64_t integer)
{
    json_put_name_z(writer, name);
    json_put_integer(writer, integer);
}

void json_member_bool(struct json_writer *writer, const char *name, bool is_true)
{
    json_put_name_z(writer, name);
    json_put_bool(writer, is_true);
}
