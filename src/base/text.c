#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct text text_of(const char *z)
{
    return z != NULL ? (struct text){z, strlen(z)} : TEXT_NONE;
}

bool text_equals(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

bool text_is(struct text a, const char *z)
{
    return text_equals(a, text_of(z));
}

int text_compare(struct text a, struct text b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common > 0 ? memcmp(a.at, b.at, common) : 0;
    if (order != 0) {
        return order;
    }
    return (a.size > b.size) - (a.size < b.size);
}

bool text_starts(struct text a, struct text prefix)
{
    return a.size >= prefix.size && text_equals(text_part(a, 0, prefix.size), prefix);
}

bool text_ends(struct text a, struct text suffix)
{
    return a.size >= suffix.size && text_equals(text_from(a, a.size - suffix.size), suffix);
}

struct text text_part(struct text a, size_t from, size_t size)
{
    from = from < a.size ? from : a.size;
    size = size < a.size - from ? size : a.size - from;
    return (struct text){from > 0 ? a.at + from : a.at, size}; /* NULL takes no offset */
}

struct text text_from(struct text a, size_t from)
{
    return text_part(a, from, a.size);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct text text_trim(struct text a)
{
    while (a.size > 0 && is_blank(a.at[0])) {
        a = text_from(a, 1);
    }
    while (a.size > 0 && is_blank(a.at[a.size - 1])) {
        a.size--;
    }
    return a;
}

size_t text_find(struct text a, char c)
{
    const char *hit = a.size > 0 ? memchr(a.at, c, a.size) : NULL;
    return hit != NULL ? (size_t)(hit - a.at) : a.size;
}

bool text_contains(struct text a, struct text part)
{
    if (part.size == 0) {
        return true;
    }
    return a.size >= part.size && memmem(a.at, a.size, part.at, part.size) != NULL;
}

struct text text_cut(struct text *rest, char c)
{
    size_t end = text_find(*rest, c);
    struct text head = text_part(*rest, 0, end);
    *rest = text_from(*rest, end + 1);
    return head;
}

bool text_to_integer(struct text a, int64_t *out)
{
    bool is_negative = a.size > 0 && a.at[0] == '-';
    size_t i = is_negative ? 1 : 0;
    uint64_t n = 0;
    if (i == a.size || a.size - i > 19) {
        return false;
    }
    for (; i < a.size; i++) {
        if (a.at[i] < '0' || a.at[i] > '9') {
            return false;
        }
        n = n * 10 + (uint64_t)(a.at[i] - '0');
    }
    if (n > (uint64_t)INT64_MAX + (is_negative ? 1 : 0)) {
        return false;
    }
    *out = is_negative ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

struct text text_copy(struct arena *arena, struct text a)
{
    return (struct text){text_to_z(arena, a), a.size};
}

char *text_to_z(struct arena *arena, struct text a)
{
    char *z = arena_take(arena, a.size + 1);
    if (a.size > 0) {
        memcpy(z, a.at, a.size);
    }
    z[a.size] = '\0';
    return z;
}

struct text text_print(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char small[512];
    int size = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (size < 0) {
        return TEXT_NONE;
    }
    if ((size_t)size < sizeof small) {
        return text_copy(arena, (struct text){small, (size_t)size});
    }
    char *large = arena_take(arena, (size_t)size + 1);
    va_start(args, format);
    (void)vsnprintf(large, (size_t)size + 1, format, args);
    va_end(args);
    return (struct text){large, (size_t)size};
}

void buffer_init(struct buffer *buffer, struct arena *arena)
{
    *buffer = (struct buffer){.arena = arena};
}

char *buffer_reserve(struct buffer *buffer, size_t bytes)
{
    if (buffer->room - buffer->size < bytes) {
        size_t room = buffer->room > 0 ? buffer->room * 2 : 256;
        while (room - buffer->size < bytes) {
            room *= 2;
        }
        buffer->at = arena_grow(buffer->arena, buffer->at, buffer->room, room);
        buffer->room = room;
    }
    return buffer->at + buffer->size;
}

void buffer_put(struct buffer *buffer, struct text a)
{
    if (a.size > 0) {
        memcpy(buffer_reserve(buffer, a.size), a.at, a.size);
        buffer->size += a.size;
    }
}

void buffer_put_z(struct buffer *buffer, const char *z)
{
    buffer_put(buffer, text_of(z));
}

void buffer_put_char(struct buffer *buffer, char c)
{
    *buffer_reserve(buffer, 1) = c;
    buffer->size++;
}

void buffer_put_integer(struct buffer *buffer, int64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0) {
        buffer_put_char(buffer, '-');
    }
    buffer_put(buffer, (struct text){digits + at, sizeof digits - at});
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char small[512];
    int size = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (size < 0) {
        return;
    }
    if ((size_t)size < sizeof small) {
        buffer_put(buffer, (struct text){small, (size_t)size});
        return;
    }
    char *room = buffer_reserve(buffer, (size_t)size + 1);
    va_start(args, format);
    (void)vsnprintf(room, (size_t)size + 1, format, args);
    va_end(args);
    buffer->size += (size_t)size;
}

struct text buffer_text(const struct buffer *buffer)
{
    return (struct text){buffer->at, buffer->size};
}
