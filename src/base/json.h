/* json.h - strict JSON (RFC 8259) in and out.
 *
 * Purpose: json_reader pulls events from a complete input; json_read builds a
 * tree; json_writer appends to a buffer. Strict: UTF-8 only, no duplicate
 * member names, no lone surrogates, no U+0000, at most JSON_DEPTH levels,
 * nothing after the value. Numbers are handed on as text, never as floats.
 * Ownership: the tree and unescaped text live in the arena; text without
 * escapes borrows from the input. Cost: O(bytes), one pass.
 * Errors: RC_INVALID with file, line and column; RC_TOO_LARGE over budget. */
#ifndef CSMS_BASE_JSON_H
#define CSMS_BASE_JSON_H

#include "base/fault.h"

#define JSON_DEPTH 64

enum json_event {
    JSON_DONE,
    JSON_OBJECT_START,
    JSON_OBJECT_END,
    JSON_LIST_START,
    JSON_LIST_END,
    JSON_NAME,
    JSON_EVENT_TEXT,
    JSON_EVENT_NUMBER,
    JSON_EVENT_TRUE,
    JSON_EVENT_FALSE,
    JSON_EVENT_NULL
};

struct json_reader {
    struct arena *arena;
    struct fault *fault;
    struct text file; /* for messages */
    struct text input;
    size_t at;
    size_t line_start;
    int line;
    int depth;
    uint64_t is_object; /* bit depth-1 */
    bool wants_value;   /* after a name, a comma, or at the start */
    bool is_first;      /* nothing in this container yet */
    struct text text;   /* of the event just given: name, text, or number */
    int event_line;
    int event_column;
};

void json_reader_init(struct json_reader *reader, struct arena *arena, struct fault *fault,
                      struct text file, struct text input);
enum rc json_next(struct json_reader *reader, enum json_event *event) MUST_USE;

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json {
    enum json_kind kind;
    struct text text; /* of JSON_TEXT and JSON_NUMBER */
    struct text name; /* where it is a member */
    struct json *first;
    struct json *next;
    size_t count; /* of elements or members */
    int line;
    int column;
};

enum rc json_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                  const struct json **out) MUST_USE;
/* NULL where absent or json is NULL or no object. */
const struct json *json_member(const struct json *json, const char *name);
struct text json_text(const struct json *json); /* TEXT_NONE unless text */
bool json_integer(const struct json *json, int64_t *out);
const char *json_kind_name(enum json_kind kind); /* "a list", for messages */

/* The writer puts commas itself; the caller keeps objects and lists balanced. */
struct json_writer {
    struct buffer *out;
    uint64_t has_items; /* bit depth */
    int depth;
    bool after_name;
};

void json_writer_init(struct json_writer *writer, struct buffer *out);
void json_put_object(struct json_writer *writer);
void json_put_object_end(struct json_writer *writer);
void json_put_list(struct json_writer *writer);
void json_put_list_end(struct json_writer *writer);
void json_put_name(struct json_writer *writer, struct text name);
void json_put_text(struct json_writer *writer, struct text text);
void json_put_integer(struct json_writer *writer, int64_t integer);
void json_put_bool(struct json_writer *writer, bool is_true);
void json_put_null(struct json_writer *writer);
void json_put_raw(struct json_writer *writer, struct text json); /* complete JSON */
void json_put_tree(struct json_writer *writer, const struct json *json);
/* Member shorthands. */
void json_put_name_z(struct json_writer *writer, const char *name);
void json_member_text(struct json_writer *writer, const char *name, struct text text);
void json_member_z(struct json_writer *writer, const char *name, const char *z);
void json_member_integer(struct json_writer *writer, const char *name, int64_t integer);
void json_member_bool(struct json_writer *writer, const char *name, bool is_true);
/* Members in byte order of their names, integers as they are: RFC 8785 for the
 * values csms uses. */
struct text json_canonical(struct arena *arena, const struct json *json);
/* One string, quoted and escaped. */
void json_quote(struct buffer *out, struct text text);

#endif
