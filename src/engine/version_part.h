/* version_part.h - how the orderings write keys. Private to version*.c.
 *
 * Purpose: a writer of bytes that stops at its end, and the two codes all keys are made of:
 * a number as count of digits and digits (so that memcmp orders any size), a word as its bytes
 * and a zero byte. Purity: pure. Cost: O(1) a byte. */
#ifndef CSMS_ENGINE_VERSION_PART_H
#define CSMS_ENGINE_VERSION_PART_H

#include "engine/version.h"

#include <string.h>

#define VERSION_COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct version_writer {
    unsigned char *at;
    unsigned char *end;
    bool is_over;
};

typedef void version_write(struct version_writer *writer, struct text version);
typedef int version_order(struct text a, struct text b);

static inline void version_put(struct version_writer *writer, unsigned byte)
{
    if (writer->at == writer->end) {
        writer->is_over = true;
        return;
    }
    *writer->at++ = (unsigned char)byte;
}

/* Room for so many bytes, or none and the writer is over. The bytes are written through a pointer
 * of the caller's own, since a byte stored through the writer could be the writer itself. */
static inline unsigned char *version_room(struct version_writer *writer, size_t bytes)
{
    unsigned char *at = writer->at;
    if ((size_t)(writer->end - at) < bytes) {
        writer->is_over = true;
        return NULL;
    }
    writer->at = at + bytes;
    return at;
}

static inline void version_put_text(struct version_writer *writer, struct text text)
{
    unsigned char *at = version_room(writer, text.size);
    for (size_t i = 0; at != NULL && i < text.size; i++) {
        at[i] = (unsigned char)text.at[i];
    }
}

static inline void version_put_word(struct version_writer *writer, struct text word)
{
    unsigned char *at = version_room(writer, word.size + 1);
    if (at != NULL) {
        for (size_t i = 0; i < word.size; i++) {
            at[i] = (unsigned char)word.at[i];
        }
        at[word.size] = 0;
    }
}

static inline char version_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline void version_put_lower(struct version_writer *writer, struct text word)
{
    unsigned char *at = version_room(writer, word.size + 1);
    if (at != NULL) {
        for (size_t i = 0; i < word.size; i++) {
            at[i] = (unsigned char)version_lower(word.at[i]);
        }
        at[word.size] = 0;
    }
}

static inline struct text version_no_zeros(struct text digits)
{
    while (digits.size > 0 && digits.at[0] == '0') {
        digits = (struct text){digits.at + 1, digits.size - 1};
    }
    return digits;
}

static inline void version_put_number(struct version_writer *writer, struct text digits)
{
    digits = version_no_zeros(digits);
    size_t size = digits.size;
    size_t head = size < 200 ? 1 : 2;
    unsigned char *at = version_room(writer, head + size);
    if (at == NULL) {
        return;
    }
    at[0] = (unsigned char)(size < 200 ? size : 200 + (size >> 8));
    at[head - 1] = (unsigned char)(size < 200 ? size : size & 255);
    for (size_t i = 0; i < size; i++) {
        at[head + i] = (unsigned char)digits.at[i];
    }
}

static inline bool version_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool version_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline void version_skip(struct text *rest, size_t bytes)
{
    *rest = (struct text){rest->at + bytes, rest->size - bytes};
}

static inline bool version_next_is(struct text rest, char c)
{
    return rest.size > 0 && rest.at[0] == c;
}

static inline bool version_accept(struct text *rest, char c)
{
    if (!version_next_is(*rest, c)) {
        return false;
    }
    version_skip(rest, 1);
    return true;
}

static inline struct text version_take(struct text *rest, size_t bytes)
{
    struct text taken = {rest->at, bytes};
    version_skip(rest, bytes);
    return taken;
}

static inline struct text version_take_digits(struct text *rest)
{
    size_t n = 0;
    while (n < rest->size && version_is_digit(rest->at[n])) {
        n++;
    }
    return version_take(rest, n);
}

static inline struct text version_take_letters(struct text *rest)
{
    size_t n = 0;
    while (n < rest->size && version_is_letter(rest->at[n])) {
        n++;
    }
    return version_take(rest, n);
}

static inline bool version_all_digits(struct text a)
{
    size_t n = 0;
    while (n < a.size && version_is_digit(a.at[n])) {
        n++;
    }
    return a.size > 0 && n == a.size;
}

/* A leading v of any case goes. */
static inline void version_skip_v(struct text *rest)
{
    if (rest->size > 1 && version_lower(rest->at[0]) == 'v') {
        version_skip(rest, 1);
    }
}

/* Values of digits, for orders that do not go by keys. */
int version_number_compare(struct text a, struct text b);

version_write version_semver_write;  /* semver, npm, golang: build ignored */
version_write version_pub_write;     /* the same with the build compared last */
version_write version_nuget_write;   /* four numbers, no case */
version_write version_openssl_write; /* letters behind the third number */
version_write version_debian_write;
version_write version_rpm_write;
version_write version_pep440_write;
version_write version_maven_write;
version_order version_maven_order;
version_write version_gem_write;
version_write version_composer_write;
version_write version_alpine_write;
version_write version_gentoo_write;
version_write version_generic_write;
version_write version_dotted_write; /* numbers alone: cran, hackage, intdot */
version_write version_datetime_write;
version_write version_text_write; /* the bytes themselves */
version_order version_alpm_order;
version_order version_conan_order;

#endif
