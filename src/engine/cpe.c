#include "engine/cpe.h"

#include "base/utf8.h"

#include <string.h>

#define FORMATTED_PREFIX TEXT("cpe:2.3:")
#define URI_PREFIX TEXT("cpe:/")
#define URI_PARTS 7

struct reader {
    struct text input;
    char *free; /* the next byte of the reader's own */
    struct cpe_issue *issue;
    struct cpe cpe;
};

static const char *const names[CPE_ATTRIBUTES] = {
    "part",     "vendor",     "product",   "version",   "update", "edition",
    "language", "sw_edition", "target_sw", "target_hw", "other"};

const char *cpe_attribute_name(enum cpe_attribute attribute)
{
    return names[attribute];
}

bool cpe_has_wildcard(const struct cpe_value *value)
{
    return value->kind == CPE_TEXT && (value->before != 0 || value->behind != 0);
}

static size_t place_of(const struct reader *reader, const char *at)
{
    return (size_t)(at - reader->input.at);
}

static enum rc refuse(struct reader *reader, const char *at, const char *sentence)
{
    *reader->issue = (struct cpe_issue){sentence, place_of(reader, at)};
    return RC_INVALID;
}

static void note(struct reader *reader, const char *at, const char *sentence)
{
    if (reader->issue->sentence == NULL) {
        *reader->issue = (struct cpe_issue){sentence, place_of(reader, at)};
    }
}

/* ---- characters ---- */

/* One character as the binding gives it. */
struct sign {
    char c;
    bool is_wildcard; /* c is then '*' or '?' */
    size_t size;      /* bytes of the input; 0: malformed */
};

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

typedef struct sign sign_reader(struct reader *reader, struct text rest);

static struct sign formatted_sign(struct reader *reader, struct text rest)
{
    char c = rest.at[0];
    if (c == '\\') {
        return (struct sign){rest.size > 1 ? rest.at[1] : c, false, rest.size > 1 ? 2 : 0};
    }
    if (c == '*' || c == '?') {
        return (struct sign){c, true, 1};
    }
    if (!is_alnum(c) && c != '-' && c != '.' && c != '_') {
        note(reader, rest.at, "this character wants a backslash before it");
    }
    return (struct sign){c, false, 1};
}

static struct sign uri_sign(struct reader *reader, struct text rest)
{
    char c = rest.at[0];
    if (c == '%') {
        int high = rest.size > 2 ? hex_value(rest.at[1]) : -1;
        int low = rest.size > 2 ? hex_value(rest.at[2]) : -1;
        int value = high >= 0 && low >= 0 ? high * 16 + low : -1;
        if (value == 1 || value == 2) {
            return (struct sign){value == 1 ? '?' : '*', true, 3};
        }
        return (struct sign){(char)value, false, value >= 0 ? 3 : 0};
    }
    if (!is_alnum(c) && c != '-' && c != '.' && c != '_' && c != '~') {
        note(reader, rest.at, "this character wants to be written as % and two digits");
    }
    return (struct sign){c, false, 1};
}

/* ---- values ---- */

static void put_sign(struct reader *reader, struct cpe_value *value, char c)
{
    reader->free[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    reader->free++;
    value->text.size++;
}

/* Counts a wildcard on its side of the text; false where it is on no side. */
static bool take_wildcard(struct cpe_value *value, char c)
{
    int *side = value->text.size == 0 && value->behind == 0 ? &value->before : &value->behind;
    bool is_free = *side == 0 || (c == '?' && *side > 0);
    if (side == &value->before && !is_free) {
        side = &value->behind; /* nothing but wildcards */
        is_free = true;
    }
    *side = c == '*' ? CPE_STAR : *side + 1;
    return is_free;
}

static enum rc read_signs(struct reader *reader, struct text from, sign_reader *next,
                          struct cpe_value *out)
{
    struct cpe_value value = {.kind = CPE_TEXT, .text = {reader->free, 0}};
    unsigned char all = 0;
    for (struct text rest = from; rest.size > 0;) {
        struct sign sign = next(reader, rest);
        if (sign.size == 0) {
            return refuse(reader, rest.at, "this quoting has no end");
        }
        if (sign.is_wildcard ? !take_wildcard(&value, sign.c) : value.behind != 0) {
            return refuse(reader, rest.at, "a wildcard stands at the start or the end of a value");
        }
        if ((unsigned char)sign.c < ' ' || sign.c == 0x7f) {
            return refuse(reader, rest.at, "a control character");
        }
        if (!sign.is_wildcard) {
            put_sign(reader, &value, sign.c);
        }
        all |= (unsigned char)sign.c;
        rest = (struct text){rest.at + sign.size, rest.size - sign.size};
    }
    if (all >= 0x80 && utf8_bad_at(value.text) < value.text.size) {
        return refuse(reader, from.at, "this value is not well-formed UTF-8");
    }
    if (all >= 0x80) {
        note(reader, from.at, "a value is of ASCII");
    }
    if (value.text.size == 0 && (value.before == CPE_STAR || value.behind == CPE_STAR)) {
        note(reader, from.at, "wildcards alone are ANY");
        value = (struct cpe_value){.kind = CPE_ANY};
    }
    *out = value;
    return RC_OK;
}

static enum rc check_part(struct reader *reader, struct text from)
{
    const struct cpe_value *part = &reader->cpe.values[CPE_PART];
    bool is_known = part->kind != CPE_TEXT || (!cpe_has_wildcard(part) && part->text.size == 1 &&
                                               memchr("aoh", part->text.at[0], 3) != NULL);
    return is_known ? RC_OK : refuse(reader, from.at, "the part is a, o or h");
}

/* ---- formatted strings ---- */

/* Cuts the next value off: up to a colon without a backslash. */
static struct text cut_value(struct text *rest)
{
    size_t end = 0;
    while (end < rest->size && rest->at[end] != ':') {
        end += rest->at[end] == '\\' && end + 1 < rest->size ? 2 : 1;
    }
    struct text value = {rest->at, end};
    size_t behind = end < rest->size ? end + 1 : end;
    *rest = (struct text){rest->at + behind, rest->size - behind};
    return value;
}

static enum rc read_formatted_value(struct reader *reader, struct text from, struct cpe_value *out)
{
    if (from.size == 0) {
        note(reader, from.at, "an empty attribute; ANY is written *");
        return RC_OK;
    }
    if (from.size == 1 && (from.at[0] == '*' || from.at[0] == '-')) {
        out->kind = from.at[0] == '*' ? CPE_ANY : CPE_NA;
        return RC_OK;
    }
    return read_signs(reader, from, formatted_sign, out);
}

static enum rc read_formatted(struct reader *reader, struct text rest)
{
    size_t count = 0;
    bool has_more = true;
    while (has_more && count < CPE_ATTRIBUTES) {
        struct text from = cut_value(&rest);
        has_more = from.at + from.size < rest.at; /* a colon stands between */
        enum rc rc = read_formatted_value(reader, from, &reader->cpe.values[count]);
        rc = rc == RC_OK && count == CPE_PART ? check_part(reader, from) : rc;
        if (rc != RC_OK) {
            return rc;
        }
        count++;
    }
    if (has_more) {
        return refuse(reader, rest.at, "there are more than eleven attributes");
    }
    if (count <= CPE_PRODUCT) {
        return refuse(reader, rest.at, "vendor and product are missing");
    }
    if (count < CPE_ATTRIBUTES) {
        note(reader, rest.at, "there are fewer than eleven attributes");
    }
    return RC_OK;
}

/* ---- URIs ---- */

static enum rc read_uri_value(struct reader *reader, struct text from, struct cpe_value *out)
{
    if (from.size == 0) {
        return RC_OK;
    }
    if (from.size == 1 && from.at[0] == '-') {
        out->kind = CPE_NA;
        return RC_OK;
    }
    return read_signs(reader, from, uri_sign, out);
}

/* "~edition~sw_edition~target_sw~target_hw~other" in the place of the edition. */
static enum rc read_packed(struct reader *reader, struct text from)
{
    static const enum cpe_attribute order[] = {CPE_EDITION, CPE_SW_EDITION, CPE_TARGET_SW,
                                               CPE_TARGET_HW, CPE_OTHER};
    struct text rest = text_from(from, 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof order / sizeof order[0]; i++) {
        struct text value = text_cut(&rest, '~');
        rc = read_uri_value(reader, value, &reader->cpe.values[order[i]]);
    }
    if (rc == RC_OK && rest.size > 0) {
        return refuse(reader, rest.at, "a packed edition has five values");
    }
    return rc;
}

static enum rc read_uri(struct reader *reader, struct text rest)
{
    size_t count = 0;
    while (rest.size > 0) {
        if (count == URI_PARTS) {
            return refuse(reader, rest.at, "there are more than seven components");
        }
        struct text from = text_cut(&rest, ':');
        bool is_packed = count == CPE_EDITION && from.size > 0 && from.at[0] == '~';
        enum rc rc = is_packed ? read_packed(reader, from)
                               : read_uri_value(reader, from, &reader->cpe.values[count]);
        rc = rc == RC_OK && count == CPE_PART ? check_part(reader, from) : rc;
        if (rc != RC_OK) {
            return rc;
        }
        count++;
    }
    return RC_OK;
}

static bool starts_anyhow(struct text input, struct text prefix)
{
    for (size_t i = 0; i < prefix.size; i++) {
        char c = i < input.size ? input.at[i] : '\0';
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != prefix.at[i]) {
            return false;
        }
    }
    return true;
}

enum rc cpe_read(struct arena *arena, struct text input, struct cpe_issue *issue, struct cpe *out)
{
    struct reader reader = {.input = input, .issue = issue};
    enum rc rc;
    *issue = (struct cpe_issue){NULL, 0};
    if (input.size > CPE_LIMIT_BYTES || arena_is_over(arena)) {
        *issue = (struct cpe_issue){"the name is too long", CPE_LIMIT_BYTES};
        return RC_TOO_LARGE;
    }
    if (starts_anyhow(input, FORMATTED_PREFIX)) {
        reader.free = arena_take(arena, input.size);
        rc = read_formatted(&reader, text_from(input, FORMATTED_PREFIX.size));
    } else if (starts_anyhow(input, URI_PREFIX)) {
        reader.free = arena_take(arena, input.size);
        rc = read_uri(&reader, text_from(input, URI_PREFIX.size));
    } else {
        *issue = (struct cpe_issue){"a name starts with \"cpe:2.3:\" or \"cpe:/\"", 0};
        return RC_INVALID;
    }
    if (rc == RC_OK) {
        *out = reader.cpe;
    }
    return rc;
}
