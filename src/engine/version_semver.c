/* Semantic versions and their near relations. Codes behind the numbers: 1 ends a pre-release,
 * 2 number, 3 word, 255 no pre-release. What is not a number counts as zero; what follows the
 * third (NuGet: fourth) number up to the pre-release counts as build. */
#include "engine/version_part.h"

enum { END = 1, NUMBER = 2, WORD = 3, RELEASE = 255 };

static void put_core(struct version_writer *writer, struct text *rest, int numbers)
{
    version_skip_v(rest);
    for (int i = 0; i < numbers; i++) {
        version_put_number(writer, version_take_digits(rest));
        if (rest->size > 1 && rest->at[0] == '.' && i + 1 < numbers) {
            version_skip(rest, 1);
        }
    }
}

static void put_identifiers(struct version_writer *writer, struct text *rest, bool is_lower)
{
    bool is_more = true;
    while (is_more) {
        size_t n = 0;
        while (n < rest->size && rest->at[n] != '.' && rest->at[n] != '+') {
            n++;
        }
        struct text identifier = version_take(rest, n);
        if (version_all_digits(identifier)) {
            version_put(writer, NUMBER);
            version_put_number(writer, identifier);
        } else {
            version_put(writer, WORD);
            if (is_lower) {
                version_put_lower(writer, identifier);
            } else {
                version_put_word(writer, identifier);
            }
        }
        is_more = version_accept(rest, '.');
    }
    version_put(writer, END);
}

static void put_tail(struct version_writer *writer, struct text *rest, bool is_lower)
{
    while (rest->size > 0 && rest->at[0] != '-' && rest->at[0] != '+' &&
           !version_is_letter(rest->at[0])) {
        version_skip(rest, 1);
    }
    if (version_accept(rest, '-') || (rest->size > 0 && version_is_letter(rest->at[0]))) {
        put_identifiers(writer, rest, is_lower);
    } else {
        version_put(writer, RELEASE);
    }
}

void version_semver_write(struct version_writer *writer, struct text version)
{
    put_core(writer, &version, 3);
    put_tail(writer, &version, false);
}

void version_pub_write(struct version_writer *writer, struct text version)
{
    version_semver_write(writer, version);
    size_t plus = text_find(version, '+');
    if (plus < version.size) {
        struct text build = text_from(version, plus + 1);
        put_identifiers(writer, &build, false);
    }
}

void version_nuget_write(struct version_writer *writer, struct text version)
{
    put_core(writer, &version, 4);
    put_tail(writer, &version, true);
}

/* 1.0.2za; from 3.0 on plain semver. */
void version_openssl_write(struct version_writer *writer, struct text version)
{
    put_core(writer, &version, 3);
    if (version_accept(&version, '-')) {
        put_identifiers(writer, &version, true);
        return;
    }
    version_put(writer, RELEASE);
    version_put_lower(writer, version_take_letters(&version));
}
