/* Versions of Alpine (apk) and Gentoo packages: numbers, a letter, suffixes, a revision. What
 * comes next decides between a version and a longer one; the codes are in that order. */
#include "engine/version_part.h"

enum {
    INVALID = 1,
    EARLY = 2, /* _alpha _beta _pre _rc */
    END = 4,
    REVISION = 5,
    COUNT_BEHIND = 6, /* the number behind a suffix */
    LATE = 7,         /* _cvs _svn _git _hg _p */
    LETTER = 8,
    PART = 9
};

static const char *const early[] = {"alpha", "beta", "pre", "rc"};
static const char *const late[] = {"cvs", "svn", "git", "hg", "p"};

static bool put_suffix(struct version_writer *writer, struct text word)
{
    for (size_t i = 0; i < VERSION_COUNT(early); i++) {
        if (text_is(word, early[i])) {
            version_put(writer, EARLY);
            version_put(writer, (unsigned)i);
            return true;
        }
    }
    for (size_t i = 0; i < VERSION_COUNT(late); i++) {
        if (text_is(word, late[i])) {
            version_put(writer, LATE);
            version_put(writer, (unsigned)i);
            return true;
        }
    }
    return false;
}

static bool put_suffixes(struct version_writer *writer, struct text *rest, bool is_gentoo)
{
    while (version_accept(rest, '_')) {
        if (!put_suffix(writer, version_take_letters(rest))) {
            return false;
        }
        struct text digits = version_take_digits(rest);
        if (is_gentoo || digits.size > 0) {
            version_put(writer, COUNT_BEHIND);
            version_put_number(writer, digits);
        }
    }
    return true;
}

/* A part that begins with 0 is below every other: apk counts its zeros. */
static void put_apk_part(struct version_writer *writer, struct text digits)
{
    struct text rest = version_no_zeros(digits);
    version_put(writer, PART);
    if (rest.size == digits.size) {
        version_put(writer, 2);
        version_put_number(writer, digits);
        return;
    }
    version_put(writer, 1);
    version_put(writer, 255 - (unsigned)((digits.size - rest.size) >> 2));
    version_put(writer, 255 - (unsigned)(digits.size - rest.size));
    if (rest.size > 0) {
        version_put(writer, PART);
        version_put(writer, 2);
        version_put_number(writer, rest);
    }
}

/* The same in Gentoo, where it is a fraction without its trailing zeros. */
static void put_gentoo_part(struct version_writer *writer, struct text digits)
{
    version_put(writer, PART);
    if (digits.at[0] != '0') {
        version_put(writer, 2);
        version_put_number(writer, digits);
        return;
    }
    while (digits.size > 0 && digits.at[digits.size - 1] == '0') {
        digits.size--;
    }
    version_put(writer, 1);
    version_put_word(writer, digits);
}

static void put_numbers(struct version_writer *writer, struct text *rest, bool is_gentoo)
{
    version_put(writer, PART);
    version_put_number(writer, version_take_digits(rest));
    while (version_accept(rest, '.')) {
        struct text digits = version_take_digits(rest);
        if (digits.size == 0) { /* a dot alone: below every letter */
            version_put(writer, LETTER);
            version_put(writer, 0);
        } else if (is_gentoo) {
            put_gentoo_part(writer, digits);
        } else {
            put_apk_part(writer, digits);
        }
    }
}

/* Only apk knows a number behind the letter. */
static void put_letters(struct version_writer *writer, struct text *rest, bool is_gentoo)
{
    bool is_more = true;
    while (is_more && rest->size > 0 && version_is_letter(rest->at[0])) {
        version_put(writer, LETTER);
        version_put(writer, (unsigned char)rest->at[0]);
        version_skip(rest, 1);
        is_more = !is_gentoo && rest->size > 0 && version_is_digit(rest->at[0]);
        if (is_more) {
            put_numbers(writer, rest, false);
        }
    }
}

static void put_version(struct version_writer *writer, struct text rest, bool is_gentoo)
{
    put_numbers(writer, &rest, is_gentoo);
    put_letters(writer, &rest, is_gentoo);
    bool is_known = put_suffixes(writer, &rest, is_gentoo);
    if (is_known && text_starts(rest, TEXT("-r"))) {
        version_skip(&rest, 2);
        struct text digits = version_take_digits(&rest);
        if (!is_gentoo || version_no_zeros(digits).size > 0) {
            version_put(writer, REVISION);
            version_put_number(writer, digits);
        }
    }
    version_put(writer, is_known && rest.size == 0 ? END : INVALID);
}

void version_alpine_write(struct version_writer *writer, struct text version)
{
    put_version(writer, version, false);
}

void version_gentoo_write(struct version_writer *writer, struct text version)
{
    put_version(writer, version, true);
}
