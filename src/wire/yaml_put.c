#include "base/utf8.h"
#include "wire/yaml.h"

#include <string.h>
#include <strings.h>

#define NAME_LIMIT_BYTES 800 /* a longer one does not fit before a colon (YAML: 1024) */

/* ---- characters ---- */

/* Not printable in YAML, or a line break there and not here. */
static bool is_escaped(uint32_t c)
{
    bool is_control = (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0);
    return is_control || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

size_t yaml_escaped_at(struct text text)
{
    size_t at = 0;
    while (at < text.size) {
        size_t next = at;
        uint8_t byte = (uint8_t)text.at[at];
        uint32_t c = byte < 0x80 ? (next++, byte) : utf8_next(text, &next);
        if (is_escaped(c)) {
            return at;
        }
        at = next;
    }
    return at;
}

static void put_escape(struct buffer *out, uint32_t c)
{
    static const char from[] = "\"\\\b\t\n\f\r";
    static const char to[] = "\"\\btnfr";
    const char *found = c < 0x80 && c != 0 ? strchr(from, (int)c) : NULL;
    if (found != NULL) {
        buffer_put_char(out, '\\');
        buffer_put_char(out, to[found - from]);
    } else {
        buffer_print(out, "\\u%04x", (unsigned)c);
    }
}

static void put_quoted(struct buffer *out, struct text text)
{
    size_t start = 0;
    size_t at = 0;
    buffer_put_char(out, '"');
    while (at < text.size) {
        size_t next = at;
        uint8_t byte = (uint8_t)text.at[at];
        uint32_t c = byte < 0x80 ? (next++, byte) : utf8_next(text, &next);
        if (c < 0x20 || c == '"' || c == '\\' || is_escaped(c)) {
            buffer_put(out, text_part(text, start, at - start));
            put_escape(out, c);
            start = next;
        }
        at = next;
    }
    buffer_put(out, text_from(text, start));
    buffer_put_char(out, '"');
}

/* ---- scalars ---- */

/* Words that other YAML readers take for something else than text. */
static bool is_misread(struct text word)
{
    static const char *const words[] = {"y",   "n",    "yes",   "no",   "on",
                                        "off", "true", "false", "null", "~"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (word.size == strlen(words[i]) && strncasecmp(word.at, words[i], word.size) == 0) {
            return true;
        }
    }
    return false;
}

static bool may_be_plain(struct text word)
{
    if (word.size == 0 || yaml_plain_of(word) != YAML_WORD || is_misread(word)) {
        return false;
    }
    return strchr(".:+-", word.at[0]) == NULL && word.at[word.size - 1] != ':';
}

void yaml_put_indent(struct buffer *out, int indent)
{
    for (int i = 0; i < indent; i++) {
        buffer_put_char(out, ' ');
    }
}

void yaml_put_word(struct buffer *out, struct text word)
{
    if (may_be_plain(word)) {
        buffer_put(out, word);
    } else {
        put_quoted(out, word);
    }
}

void yaml_put_name(struct buffer *out, struct text name, int indent)
{
    if (name.size <= NAME_LIMIT_BYTES / 6) { /* an escape has six bytes */
        yaml_put_word(out, name);
    } else {
        buffer_put_z(out, "? ");
        put_quoted(out, name);
        buffer_put_char(out, '\n');
        yaml_put_indent(out, indent);
    }
    buffer_put_char(out, ':');
}

static bool is_blank(struct text line)
{
    return text_trim(line).size == 0;
}

/* A block begins and ends with a line that shows something. */
static bool may_be_block(struct text text)
{
    size_t first = text_find(text, '\n');
    if (first == text.size || yaml_escaped_at(text) < text.size) {
        return false;
    }
    size_t end = text.size;
    while (end > 0 && text.at[end - 1] == '\n') {
        end--;
    }
    size_t start = end;
    while (start > 0 && text.at[start - 1] != '\n') {
        start--;
    }
    return !is_blank(text_part(text, start, end - start));
}

static void put_block(struct buffer *out, struct text text, int indent)
{
    bool needs_indicator = strchr(" \t\n", text.at[0]) != NULL;
    bool has_end = text_ends(text, TEXT("\n"));
    buffer_put_char(out, '|');
    if (needs_indicator) {
        buffer_put_integer(out, YAML_STEP);
    }
    if (!has_end) {
        buffer_put_char(out, '-');
    } else if (text_ends(text, TEXT("\n\n"))) {
        buffer_put_char(out, '+');
    }
    struct text rest = has_end ? text_part(text, 0, text.size - 1) : text;
    for (bool is_last = false; !is_last;) {
        is_last = text_find(rest, '\n') == rest.size;
        struct text line = text_cut(&rest, '\n');
        buffer_put_char(out, '\n');
        if (line.size > 0) {
            yaml_put_indent(out, indent + YAML_STEP);
            buffer_put(out, line);
        }
    }
}

void yaml_put_text(struct buffer *out, struct text text, int indent)
{
    if (may_be_block(text)) {
        put_block(out, text, indent);
    } else {
        put_quoted(out, text);
    }
}

/* ---- trees ---- */

static void put_scalar(struct buffer *out, const struct json *json, int indent)
{
    static const char *const words[] = {
        [JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
    if (json->kind == JSON_TEXT) {
        yaml_put_text(out, json->text, indent);
    } else if (json->kind == JSON_NUMBER) {
        buffer_put(out, json->text);
    } else if (json->kind == JSON_LIST || json->kind == JSON_OBJECT) {
        buffer_put_z(out, json->kind == JSON_LIST ? "[]" : "{}");
    } else {
        buffer_put_z(out, words[json->kind]);
    }
    buffer_put_char(out, '\n');
}

/* The children one a line at indent; the first stands where the buffer ends. */
static void put_children(struct buffer *out, const struct json *json, int indent)
{
    for (const struct json *child = json->first; child != NULL; child = child->next) {
        if (child != json->first) {
            yaml_put_indent(out, indent);
        }
        if (json->kind == JSON_OBJECT) {
            yaml_put_name(out, child->name, indent);
            yaml_put_member_value(out, child, indent);
            continue;
        }
        buffer_put_z(out, "- ");
        if (child->first != NULL) {
            put_children(out, child, indent + YAML_STEP);
        } else {
            put_scalar(out, child, indent);
        }
    }
}

void yaml_put_member_value(struct buffer *out, const struct json *json, int indent)
{
    if (json->first != NULL) {
        buffer_put_char(out, '\n');
        yaml_put_indent(out, indent + YAML_STEP);
        put_children(out, json, indent + YAML_STEP);
    } else {
        buffer_put_char(out, ' ');
        put_scalar(out, json, indent);
    }
}
