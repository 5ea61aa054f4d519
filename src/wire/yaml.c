#include "wire/yaml.h"

#include "base/table.h"
#include "base/utf8.h"

#include <string.h>
#include <yaml.h>

#define FEW_MEMBERS 12

struct source {
    struct arena *arena;
    struct fault *fault;
    struct text file;
    struct text input;
    yaml_parser_t parser;
    yaml_event_t event;
    bool has_event;
    int depth;
    size_t seen_characters; /* of the input, up to seen_bytes */
    size_t seen_bytes;
    size_t line_start; /* in bytes */
    size_t line;       /* from 0 */
};

/* ---- plain scalars ---- */

static size_t digits_at(struct text text, size_t at)
{
    size_t from = at;
    while (at < text.size && text.at[at] >= '0' && text.at[at] <= '9') {
        at++;
    }
    return at - from;
}

/* RFC 8259: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool is_number(struct text text)
{
    size_t at = text.size > 0 && text.at[0] == '-' ? 1 : 0;
    size_t whole = digits_at(text, at);
    if (whole == 0 || (whole > 1 && text.at[at] == '0')) {
        return false;
    }
    at += whole;
    if (at < text.size && text.at[at] == '.') {
        size_t part = digits_at(text, at + 1);
        if (part == 0) {
            return false;
        }
        at += 1 + part;
    }
    if (at < text.size && (text.at[at] == 'e' || text.at[at] == 'E')) {
        at++;
        at += at < text.size && (text.at[at] == '+' || text.at[at] == '-') ? 1 : 0;
        size_t power = digits_at(text, at);
        if (power == 0) {
            return false;
        }
        at += power;
    }
    return at == text.size;
}

static bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("_.:+-/", c) != NULL);
}

enum yaml_plain yaml_plain_of(struct text plain)
{
    if (text_is(plain, "true")) {
        return YAML_TRUE;
    }
    if (text_is(plain, "false")) {
        return YAML_FALSE;
    }
    if (text_is(plain, "null")) {
        return YAML_NULL;
    }
    if (is_number(plain)) {
        return YAML_NUMBER;
    }
    for (size_t i = 0; i < plain.size; i++) {
        if (!is_word_character(plain.at[i])) {
            return YAML_REFUSED;
        }
    }
    return plain.size > 0 ? YAML_WORD : YAML_REFUSED;
}

/* ---- places ---- */

/* libyaml counts characters; problems are told in bytes. Marks only grow, so
 * the input is walked once. */
static void walk_to(struct source *source, size_t characters)
{
    while (source->seen_characters < characters && source->seen_bytes < source->input.size) {
        source->seen_bytes++;
        while (source->seen_bytes < source->input.size &&
               ((uint8_t)source->input.at[source->seen_bytes] & 0xC0) == 0x80) {
            source->seen_bytes++;
        }
        source->seen_characters++;
    }
}

static void place_of(struct source *source, yaml_mark_t mark, int *line, int *column)
{
    *line = (int)mark.line + 1;
    *column = (int)mark.column + 1;
    if (mark.index < source->seen_characters || mark.line < source->line) {
        return;
    }
    if (mark.line > source->line) {
        walk_to(source, mark.index - mark.column);
        source->line_start = source->seen_bytes;
        source->line = mark.line;
    }
    walk_to(source, mark.index);
    *column = (int)(source->seen_bytes - source->line_start) + 1;
}

static enum rc refuse_at(struct source *source, enum rc rc, yaml_mark_t mark, const char *sentence)
{
    int line;
    int column;
    place_of(source, mark, &line, &column);
    return fault_add_at(source->fault, rc, source->file, line, column, "%s", sentence);
}

static enum rc refuse(struct source *source, const char *sentence)
{
    return refuse_at(source, RC_INVALID, source->event.start_mark, sentence);
}

/* A problem at a byte of the input. */
static enum rc refuse_byte(struct source *source, size_t at, const char *sentence)
{
    int line = 1;
    size_t line_start = 0;
    for (size_t i = 0; i < at && i < source->input.size; i++) {
        if (source->input.at[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    }
    return fault_add_at(source->fault, RC_INVALID, source->file, line, (int)(at - line_start) + 1,
                        "%s", sentence);
}

/* ---- events ---- */

static void drop_event(struct source *source)
{
    if (source->has_event) {
        yaml_event_delete(&source->event);
        source->has_event = false;
    }
}

static enum rc refuse_syntax(struct source *source)
{
    const yaml_parser_t *parser = &source->parser;
    if (parser->error == YAML_MEMORY_ERROR) {
        return refuse_at(source, RC_TOO_LARGE, parser->mark, "there is no memory left to read on");
    }
    if (parser->error == YAML_READER_ERROR) {
        return refuse_byte(source, parser->problem_offset,
                           "this character is not allowed here; write it as an escape such as "
                           "\\u0007 within \"...\"");
    }
    int line;
    int column;
    place_of(source, parser->problem_mark, &line, &column);
    return fault_add_at(source->fault, RC_INVALID, source->file, line, column,
                        "this is not YAML (%s); check indentation, colons and quotes here",
                        parser->problem != NULL ? parser->problem : "unknown reason");
}

static bool has_extras(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
    default:
        return event->type == YAML_ALIAS_EVENT;
    }
}

static enum rc next_event(struct source *source)
{
    drop_event(source);
    if (yaml_parser_parse(&source->parser, &source->event) == 0) {
        return refuse_syntax(source);
    }
    source->has_event = true;
    if (arena_is_over(source->arena)) {
        return refuse_at(source, RC_TOO_LARGE, source->event.start_mark,
                         "there is more here than can be held in memory; divide the file");
    }
    if (has_extras(&source->event)) {
        return refuse(source, "anchors (&), aliases (*) and tags (!) are not used here; write the "
                              "value out, and text in double quotes");
    }
    return RC_OK;
}

/* ---- the tree ---- */

static struct json *node_open(struct source *source, enum json_kind kind, struct text name)
{
    struct json *node = ARENA_NEW(source->arena, struct json);
    node->kind = kind;
    node->name = name;
    place_of(source, source->event.start_mark, &node->line, &node->column);
    return node;
}

static struct text scalar_text(const yaml_event_t *event)
{
    return (struct text){(const char *)event->data.scalar.value, event->data.scalar.length};
}

/* Text in one of the two styles, or what a plain word means. */
static enum rc read_scalar(struct source *source, struct text name, struct json **out)
{
    static const enum json_kind kinds[] = {
        [YAML_WORD] = JSON_TEXT,   [YAML_NUMBER] = JSON_NUMBER, [YAML_TRUE] = JSON_TRUE,
        [YAML_FALSE] = JSON_FALSE, [YAML_NULL] = JSON_NULL,     [YAML_REFUSED] = JSON_NULL};
    struct text value = scalar_text(&source->event);
    yaml_scalar_style_t style = source->event.data.scalar.style;
    enum json_kind kind = JSON_TEXT;
    if (style == YAML_PLAIN_SCALAR_STYLE) {
        enum yaml_plain plain = yaml_plain_of(value);
        if (value.size == 0) {
            return refuse(source, "there is no value here; give one, or leave the name out");
        }
        if (plain == YAML_REFUSED) {
            return refuse(source, "text stands in double quotes (\"...\") or in a block after |; "
                                  "only keys, enums, numbers and dates stand plain");
        }
        kind = kinds[plain];
    } else if (style != YAML_DOUBLE_QUOTED_SCALAR_STYLE && style != YAML_LITERAL_SCALAR_STYLE) {
        return refuse(source, "single quotes and folded blocks (>) are not used here; write the "
                              "text in double quotes or in a block after |");
    }
    if (memchr(value.at, '\0', value.size) != NULL || utf8_bad_at(value) < value.size) {
        return refuse(source, "text may not hold the character U+0000; take it out");
    }
    struct json *node = node_open(source, kind, name);
    bool has_text = kind == JSON_TEXT || kind == JSON_NUMBER;
    node->text = has_text ? text_copy(source->arena, value) : TEXT_NONE;
    *out = node;
    return RC_OK;
}

static enum rc read_node(struct source *source, struct text name, struct json **out);

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

static void note_member(struct json *object, struct table *seen, struct json *member)
{
    if (object->count++ < FEW_MEMBERS) {
        return;
    }
    if (seen->count == 0) {
        for (struct json *at = object->first; at != NULL; at = at->next) {
            table_put(seen, at->name, at);
        }
    }
    table_put(seen, member->name, member);
}

static enum rc read_name(struct source *source, const struct json *object, const struct table *seen,
                         struct text *name)
{
    struct json *node;
    if (source->event.type != YAML_SCALAR_EVENT) {
        return refuse(source, "a name was expected here, not a list or mapping");
    }
    enum rc rc = read_scalar(source, TEXT_NONE, &node);
    if (rc != RC_OK) {
        return rc;
    }
    if (node->kind != JSON_TEXT) {
        return refuse(source, "a name that looks like a number, true, false or null stands in "
                              "double quotes");
    }
    if (has_member(object, seen, node->text)) {
        return fault_add_at(source->fault, RC_INVALID, source->file, node->line, node->column,
                            "the name \"%.*s\" appears twice; take one away",
                            TEXT_ARGS(node->text));
    }
    *name = node->text;
    return RC_OK;
}

static enum rc read_members(struct source *source, struct json *object)
{
    struct json **last = &object->first;
    struct table seen;
    struct text name;
    enum rc rc;
    table_init(&seen, source->arena);
    while ((rc = next_event(source)) == RC_OK && source->event.type != YAML_MAPPING_END_EVENT) {
        rc = read_name(source, object, &seen, &name);
        rc = rc == RC_OK ? next_event(source) : rc;
        rc = rc == RC_OK ? read_node(source, name, last) : rc;
        if (rc != RC_OK) {
            return rc;
        }
        note_member(object, &seen, *last);
        last = &(*last)->next;
    }
    return rc;
}

static enum rc read_elements(struct source *source, struct json *list)
{
    struct json **last = &list->first;
    enum rc rc;
    while ((rc = next_event(source)) == RC_OK && source->event.type != YAML_SEQUENCE_END_EVENT) {
        rc = read_node(source, TEXT_NONE, last);
        if (rc != RC_OK) {
            return rc;
        }
        list->count++;
        last = &(*last)->next;
    }
    return rc;
}

static enum rc read_node(struct source *source, struct text name, struct json **out)
{
    yaml_event_type_t type = source->event.type;
    if (type == YAML_SCALAR_EVENT) {
        return read_scalar(source, name, out);
    }
    if (type != YAML_MAPPING_START_EVENT && type != YAML_SEQUENCE_START_EVENT) {
        return refuse(source, "a value was expected here");
    }
    if (source->depth == YAML_DEPTH) {
        return refuse_at(source, RC_TOO_LARGE, source->event.start_mark,
                         "this is nested deeper than 64 levels; make it flatter");
    }
    bool is_object = type == YAML_MAPPING_START_EVENT;
    struct json *node = node_open(source, is_object ? JSON_OBJECT : JSON_LIST, name);
    source->depth++;
    enum rc rc = is_object ? read_members(source, node) : read_elements(source, node);
    source->depth--;
    *out = node; /* linked at once; the whole tree is dropped where rc is not RC_OK */
    return rc;
}

/* ---- the document ---- */

static bool has_directives(const yaml_event_t *event)
{
    return event->data.document_start.version_directive != NULL ||
           event->data.document_start.tag_directives.start !=
               event->data.document_start.tag_directives.end;
}

static enum rc read_document(struct source *source, struct json **root)
{
    enum rc rc = next_event(source); /* the start of the stream */
    rc = rc == RC_OK ? next_event(source) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    if (source->event.type != YAML_DOCUMENT_START_EVENT) {
        return refuse(source, "the file is empty; write [] where there is nothing to say");
    }
    if (has_directives(&source->event)) {
        return refuse(source, "directives (%) are not used here; take the line away");
    }
    rc = next_event(source);
    rc = rc == RC_OK ? read_node(source, TEXT_NONE, root) : rc;
    rc = rc == RC_OK ? next_event(source) : rc; /* the end of the document */
    rc = rc == RC_OK ? next_event(source) : rc;
    if (rc == RC_OK && source->event.type != YAML_STREAM_END_EVENT) {
        return refuse(source, "a file holds one document; put the second one into its own file");
    }
    return rc;
}

static enum rc check_bytes(struct source *source)
{
    struct text input = source->input;
    size_t bad = utf8_bad_at(input);
    if (input.size > YAML_LIMIT_BYTES) {
        return fault_add_at(source->fault, RC_TOO_LARGE, source->file, 1, 1,
                            "the file is larger than %zu bytes; divide it", YAML_LIMIT_BYTES);
    }
    if (text_starts(input, TEXT("\xEF\xBB\xBF"))) {
        return refuse_byte(source, 0,
                           "the file starts with a byte order mark; save it as UTF-8 "
                           "without one");
    }
    if (bad < input.size) {
        return refuse_byte(source, bad, "this byte is not UTF-8; save the file as UTF-8");
    }
    return RC_OK;
}

enum rc yaml_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                  const struct json **out)
{
    struct source source = {.arena = arena, .fault = fault, .file = file, .input = input};
    struct json *root = NULL;
    enum rc rc = check_bytes(&source);
    if (rc != RC_OK) {
        return rc;
    }
    if (yaml_parser_initialize(&source.parser) == 0) {
        return fault_add_at(fault, RC_TOO_LARGE, file, 1, 1, "there is no memory left to read it");
    }
    yaml_parser_set_encoding(&source.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&source.parser, (const unsigned char *)input.at, input.size);
    rc = read_document(&source, &root);
    drop_event(&source);
    yaml_parser_delete(&source.parser);
    if (rc == RC_OK) {
        *out = root;
    }
    return rc;
}
