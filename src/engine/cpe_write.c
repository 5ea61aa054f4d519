#include "engine/cpe_write.h"

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

static bool is_lone_hyphen(const struct cpe_value *value)
{
    return !cpe_has_wildcard(value) && text_is(value->text, "-");
}

static void put_wildcards(struct buffer *out, int wildcards, const char *one, const char *many)
{
    if (wildcards == CPE_STAR) {
        buffer_put_z(out, many);
    }
    for (int i = 0; i < wildcards; i++) {
        buffer_put_z(out, one);
    }
}

void cpe_write_value(struct buffer *out, const struct cpe_value *value)
{
    if (value->kind != CPE_TEXT) {
        buffer_put_char(out, value->kind == CPE_ANY ? '*' : '-');
        return;
    }
    bool is_hyphen = is_lone_hyphen(value);
    put_wildcards(out, value->before, "?", "*");
    for (size_t i = 0; i < value->text.size; i++) {
        char c = value->text.at[i];
        if (is_hyphen || (!is_plain(c) && (unsigned char)c < 0x80)) {
            buffer_put_char(out, '\\');
        }
        buffer_put_char(out, c);
    }
    put_wildcards(out, value->behind, "?", "*");
}

void cpe_write_formatted(struct buffer *out, const struct cpe *cpe)
{
    buffer_put(out, TEXT("cpe:2.3"));
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        buffer_put_char(out, ':');
        cpe_write_value(out, &cpe->values[i]);
    }
}

static void put_uri_value(struct buffer *out, const struct cpe_value *value)
{
    static const char digits[] = "0123456789abcdef";
    if (value->kind != CPE_TEXT) {
        buffer_put(out, value->kind == CPE_NA ? TEXT("-") : TEXT_NONE);
        return;
    }
    bool is_hyphen = is_lone_hyphen(value);
    put_wildcards(out, value->before, "%01", "%02");
    for (size_t i = 0; i < value->text.size; i++) {
        unsigned char c = (unsigned char)value->text.at[i];
        if (is_plain((char)c) && !is_hyphen) {
            buffer_put_char(out, (char)c);
        } else {
            buffer_put_char(out, '%');
            buffer_put_char(out, digits[c >> 4]);
            buffer_put_char(out, digits[c & 15]);
        }
    }
    put_wildcards(out, value->behind, "%01", "%02");
}

static void put_edition(struct buffer *out, const struct cpe *cpe)
{
    bool is_packed = false;
    for (size_t i = CPE_SW_EDITION; i < CPE_ATTRIBUTES; i++) {
        is_packed = is_packed || cpe->values[i].kind != CPE_ANY;
    }
    if (is_packed) {
        buffer_put_char(out, '~');
    }
    put_uri_value(out, &cpe->values[CPE_EDITION]);
    for (size_t i = CPE_SW_EDITION; is_packed && i < CPE_ATTRIBUTES; i++) {
        buffer_put_char(out, '~');
        put_uri_value(out, &cpe->values[i]);
    }
}

void cpe_write_uri(struct buffer *out, const struct cpe *cpe)
{
    buffer_put(out, TEXT("cpe:/"));
    size_t end = out->size;
    for (size_t i = CPE_PART; i <= CPE_LANGUAGE; i++) {
        if (i > CPE_PART) {
            buffer_put_char(out, ':');
        }
        size_t start = out->size;
        if (i == CPE_EDITION) {
            put_edition(out, cpe);
        } else {
            put_uri_value(out, &cpe->values[i]);
        }
        end = out->size > start ? out->size : end;
    }
    out->size = end; /* empty components at the end are left out */
}
