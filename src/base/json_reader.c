#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

void json_reader_init(struct json_reader *reader, struct arena *arena, struct fault *fault,
                      struct text file, struct text input)
{
    *reader = (struct json_reader){.arena = arena,
                                   .fault = fault,
                                   .file = file,
                                   .input = input,
                                   .line = 1,
                                   .wants_value = true};
}

static enum rc bad(struct json_reader *reader, const char *what)
{
    return fault_add_at(reader->fault, RC_INVALID, reader->file, reader->line,
                        (int)(reader->at - reader->line_start) + 1, "%s", what);
}

static void skip_blanks(struct json_reader *reader)
{
    while (reader->at < reader->input.size) {
        char c = reader->input.at[reader->at];
        if (c == '\n') {
            reader->line++;
            reader->line_start = reader->at + 1;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return;
        }
        reader->at++;
    }
}

static int peek(const struct json_reader *reader)
{
    return reader->at < reader->input.size ? (uint8_t)reader->input.at[reader->at] : -1;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_hex4(struct json_reader *reader, uint32_t *out)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) {
        int digit = peek(reader) >= 0 ? hex_digit(reader->input.at[reader->at]) : -1;
        if (digit < 0) {
            return false;
        }
        code = code * 16 + (uint32_t)digit;
        reader->at++;
    }
    *out = code;
    return true;
}

/* Behind "\u": one code unit or a surrogate pair. */
static enum rc read_code_point(struct json_reader *reader, struct buffer *out)
{
    uint32_t code;
    if (!read_hex4(reader, &code)) {
        return bad(reader, "four hexadecimal digits must follow \\u");
    }
    if (code >= 0xD800 && code <= 0xDBFF) {
        uint32_t low;
        bool has_low = text_starts(text_from(reader->input, reader->at), TEXT("\\u"));
        if (has_low) {
            reader->at += 2;
            has_low = read_hex4(reader, &low) && low >= 0xDC00 && low <= 0xDFFF;
        }
        if (!has_low) {
            return bad(reader, "half of a surrogate pair stands alone");
        }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
        return bad(reader, "half of a surrogate pair stands alone");
    } else if (code == 0) {
        return bad(reader, "the character U+0000 is not allowed in text");
    }
    char bytes[4];
    size_t size = utf8_put(code, bytes);
    buffer_put(out, (struct text){bytes, size});
    return RC_OK;
}

static enum rc read_escape(struct json_reader *reader, struct buffer *out)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    int c = peek(reader);
    if (c == 'u') {
        reader->at++;
        return read_code_point(reader, out);
    }
    const char *hit = c > 0 ? strchr(from, c) : NULL;
    if (hit == NULL) {
        return bad(reader, "this escape is not JSON; write \\\\ for a backslash");
    }
    buffer_put_char(out, to[hit - from]);
    reader->at++;
    return RC_OK;
}

/* Eight bytes at once: is one of them a quote, a backslash, a control character
 * or not ASCII? (After the zero-in-word test; exact for bytes below 0x80, and
 * the others are reported anyway.) */
static bool is_plain_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = ones * 0x80;
    uint64_t quote = word ^ ones * '"';
    uint64_t backslash = word ^ ones * '\\';
    uint64_t hits = (word - ones * 0x20) | (quote - ones) | (backslash - ones) | word;
    return (hits & highs) == 0;
}

/* The length of the run without quote, backslash or control character. */
static size_t plain_run(struct text rest, bool *is_ascii)
{
    size_t i = 0;
    uint8_t all = 0;
    uint64_t word;
    while (rest.size - i >= sizeof word) {
        memcpy(&word, rest.at + i, sizeof word);
        if (!is_plain_word(word)) {
            break;
        }
        i += sizeof word;
    }
    while (i < rest.size && (uint8_t)rest.at[i] >= 0x20 && rest.at[i] != '"' &&
           rest.at[i] != '\\') {
        all |= (uint8_t)rest.at[i];
        i++;
    }
    *is_ascii = all < 0x80;
    return i;
}

static enum rc read_string(struct json_reader *reader)
{
    reader->at++;
    struct buffer out = {0};
    size_t start = reader->at;
    for (;;) {
        struct text rest = text_from(reader->input, reader->at);
        bool is_ascii;
        size_t run = plain_run(rest, &is_ascii);
        size_t bad_at = is_ascii ? run : utf8_bad_at(text_part(rest, 0, run));
        if (bad_at < run) {
            reader->at += bad_at;
            return bad(reader, "this is not valid UTF-8; save the file as UTF-8");
        }
        if (out.arena != NULL) {
            buffer_put(&out, text_part(rest, 0, run));
        }
        reader->at += run;
        int c = peek(reader);
        if (c == '"') {
            reader->text = out.arena != NULL ? buffer_text(&out)
                                             : text_part(reader->input, start, reader->at - start);
            reader->at++;
            return RC_OK;
        }
        if (c != '\\') {
            return bad(reader, c < 0 ? "the text has no closing quote"
                                     : "a control character in text must be written as an escape");
        }
        if (out.arena == NULL) {
            buffer_init(&out, reader->arena);
            buffer_put(&out, text_part(reader->input, start, reader->at - start));
        }
        reader->at++;
        enum rc rc = read_escape(reader, &out);
        if (rc != RC_OK) {
            return rc;
        }
    }
}

static size_t skip_digits(struct json_reader *reader)
{
    size_t count = 0;
    while (peek(reader) >= '0' && peek(reader) <= '9') {
        reader->at++;
        count++;
    }
    return count;
}

static enum rc read_number(struct json_reader *reader)
{
    size_t start = reader->at;
    if (peek(reader) == '-') {
        reader->at++;
    }
    bool leads_with_zero = peek(reader) == '0';
    size_t count = skip_digits(reader);
    bool is_good = count == 1 || (count > 1 && !leads_with_zero);
    if (is_good && peek(reader) == '.') {
        reader->at++;
        is_good = skip_digits(reader) > 0;
    }
    if (is_good && (peek(reader) == 'e' || peek(reader) == 'E')) {
        reader->at++;
        if (peek(reader) == '+' || peek(reader) == '-') {
            reader->at++;
        }
        is_good = skip_digits(reader) > 0;
    }
    if (!is_good) {
        return bad(reader, "this is not a JSON number");
    }
    reader->text = text_part(reader->input, start, reader->at - start);
    return RC_OK;
}

static enum rc read_word(struct json_reader *reader, const char *word, enum json_event event,
                         enum json_event *out)
{
    if (!text_starts(text_from(reader->input, reader->at), text_of(word))) {
        return bad(reader, "a value was expected: text in quotes, a number, true, false, null, "
                           "an object or a list");
    }
    reader->at += strlen(word);
    *out = event;
    return RC_OK;
}

static enum rc open_container(struct json_reader *reader, bool is_object)
{
    if (reader->depth == JSON_DEPTH) {
        return bad(reader, "more than 64 levels of nesting; flatten the document");
    }
    uint64_t bit = UINT64_C(1) << reader->depth;
    reader->is_object = is_object ? reader->is_object | bit : reader->is_object & ~bit;
    reader->depth++;
    reader->at++;
    reader->is_first = true;
    reader->wants_value = !is_object;
    return RC_OK;
}

static bool in_object(const struct json_reader *reader)
{
    return reader->depth > 0 && ((reader->is_object >> (reader->depth - 1)) & 1) != 0;
}

static enum rc read_value(struct json_reader *reader, enum json_event *event)
{
    enum rc rc;
    int c = peek(reader);
    switch (c) {
    case '{':
    case '[':
        *event = c == '{' ? JSON_OBJECT_START : JSON_LIST_START;
        return open_container(reader, c == '{');
    case '"':
        rc = read_string(reader);
        *event = JSON_EVENT_TEXT;
        break;
    case 't':
        rc = read_word(reader, "true", JSON_EVENT_TRUE, event);
        break;
    case 'f':
        rc = read_word(reader, "false", JSON_EVENT_FALSE, event);
        break;
    case 'n':
        rc = read_word(reader, "null", JSON_EVENT_NULL, event);
        break;
    default:
        if (c == '-' || (c >= '0' && c <= '9')) {
            rc = read_number(reader);
            *event = JSON_EVENT_NUMBER;
        } else {
            rc = read_word(reader, "a value", JSON_DONE, event);
        }
    }
    reader->is_first = false;
    reader->wants_value = false;
    return rc;
}

static enum rc read_name(struct json_reader *reader, enum json_event *event)
{
    if (peek(reader) != '"') {
        return bad(reader, "a member name in quotes was expected");
    }
    enum rc rc = read_string(reader);
    if (rc != RC_OK) {
        return rc;
    }
    skip_blanks(reader);
    if (peek(reader) != ':') {
        return bad(reader, "a colon must follow the member name");
    }
    reader->at++;
    reader->wants_value = true;
    *event = JSON_NAME;
    return RC_OK;
}

static enum rc close_container(struct json_reader *reader, enum json_event *event)
{
    *event = in_object(reader) ? JSON_OBJECT_END : JSON_LIST_END;
    reader->at++;
    reader->depth--;
    reader->is_first = false;
    reader->wants_value = false;
    return RC_OK;
}

enum rc json_next(struct json_reader *reader, enum json_event *event)
{
    skip_blanks(reader);
    reader->event_line = reader->line;
    reader->event_column = (int)(reader->at - reader->line_start) + 1;
    if (arena_is_over(reader->arena)) {
        return fault_add_at(reader->fault, RC_TOO_LARGE, reader->file, reader->line, 1,
                            "the document needs more memory than one call may use");
    }
    if (reader->depth == 0) {
        if (reader->wants_value) {
            return read_value(reader, event);
        }
        if (peek(reader) >= 0) {
            return bad(reader, "something follows the end of the document");
        }
        *event = JSON_DONE;
        return RC_OK;
    }
    int end = in_object(reader) ? '}' : ']';
    bool after_name = in_object(reader) && reader->wants_value;
    if (!after_name) {
        if (peek(reader) == end) {
            return close_container(reader, event);
        }
        if (!reader->is_first) {
            if (peek(reader) != ',') {
                return bad(reader, in_object(reader) ? "a comma or } was expected"
                                                     : "a comma or ] was expected");
            }
            reader->at++;
            skip_blanks(reader);
        }
        if (in_object(reader)) {
            return read_name(reader, event);
        }
    }
    return read_value(reader, event);
}
