/* Versions of Debian, RPM and Arch packages. */
#include "engine/version_part.h"

/* ---- Debian ---- */

enum { DEBIAN_TILDE = 1, DEBIAN_END = 2, DEBIAN_HIGH = 255 };

static void put_debian_character(struct version_writer *writer, char c)
{
    unsigned byte = (unsigned char)c;
    if (c == '~') {
        version_put(writer, DEBIAN_TILDE);
    } else if (version_is_letter(c)) {
        version_put(writer, byte);
    } else if (byte < 127) {
        version_put(writer, byte + 128);
    } else {
        version_put(writer, DEBIAN_HIGH);
        version_put(writer, byte);
    }
}

/* Pairs of other characters and a number; nothing and 0 are the same number. */
static void put_debian_part(struct version_writer *writer, struct text part)
{
    do {
        while (part.size > 0 && !version_is_digit(part.at[0])) {
            put_debian_character(writer, part.at[0]);
            version_skip(&part, 1);
        }
        version_put(writer, DEBIAN_END);
        version_put_number(writer, version_take_digits(&part));
    } while (part.size > 0);
    version_put(writer, DEBIAN_END);
}

static struct text cut_last(struct text *head, char c, bool *is_there)
{
    size_t i = head->size;
    while (i > 0 && head->at[i - 1] != c) {
        i--;
    }
    *is_there = i > 0;
    struct text tail = i > 0 ? text_from(*head, i) : TEXT("");
    if (i > 0) {
        head->size = i - 1;
    }
    return tail;
}

static struct text cut_epoch(struct text *rest)
{
    size_t colon = text_find(*rest, ':');
    if (colon == rest->size) {
        return TEXT("0");
    }
    struct text epoch = version_take(rest, colon);
    version_skip(rest, 1);
    return epoch;
}

void version_debian_write(struct version_writer *writer, struct text version)
{
    bool has_revision;
    struct text epoch = cut_epoch(&version);
    struct text revision = cut_last(&version, '-', &has_revision);
    put_debian_part(writer, epoch);
    put_debian_part(writer, version);
    put_debian_part(writer, revision);
}

/* ---- RPM ---- */

enum { RPM_TILDE = 1, RPM_END = 2, RPM_CARET = 3, RPM_WORD = 4, RPM_NUMBER = 5 };

static void put_rpm_part(struct version_writer *writer, struct text part)
{
    while (part.size > 0) {
        if (version_accept(&part, '~')) {
            version_put(writer, RPM_TILDE);
        } else if (version_accept(&part, '^')) {
            version_put(writer, RPM_CARET);
        } else if (version_is_digit(part.at[0])) {
            version_put(writer, RPM_NUMBER);
            version_put_number(writer, version_take_digits(&part));
        } else if (version_is_letter(part.at[0])) {
            version_put(writer, RPM_WORD);
            version_put_word(writer, version_take_letters(&part));
        } else {
            version_skip(&part, 1);
        }
    }
    version_put(writer, RPM_END);
}

/* A version without release is older than all its releases, as in rpmVersionCompare. */
void version_rpm_write(struct version_writer *writer, struct text version)
{
    bool has_release;
    struct text epoch = cut_epoch(&version);
    struct text release = cut_last(&version, '-', &has_release);
    put_rpm_part(writer, epoch);
    put_rpm_part(writer, version);
    if (has_release) {
        put_rpm_part(writer, release);
    }
}

/* ---- Arch ---- */

static size_t skip_separators(struct text *rest)
{
    size_t n = 0;
    while (n < rest->size && !version_is_digit(rest->at[n]) && !version_is_letter(rest->at[n])) {
        n++;
    }
    version_skip(rest, n);
    return n;
}

/* Letters left over make a version older, anything else newer. */
static int leftover_compare(struct text a, struct text b)
{
    if (a.size == 0 && b.size == 0) {
        return 0;
    }
    if (a.size == 0) {
        return version_is_letter(b.at[0]) ? 1 : -1;
    }
    return version_is_letter(a.at[0]) ? -1 : 1;
}

static int alpm_part_compare(struct text a, struct text b)
{
    while (a.size > 0 && b.size > 0) {
        size_t gap_a = skip_separators(&a);
        size_t gap_b = skip_separators(&b);
        if (a.size == 0 || b.size == 0) {
            break;
        }
        if (gap_a != gap_b) {
            return gap_a < gap_b ? -1 : 1;
        }
        bool is_number = version_is_digit(a.at[0]);
        if (is_number != version_is_digit(b.at[0])) {
            return is_number ? 1 : -1;
        }
        int order = is_number
                        ? version_number_compare(version_take_digits(&a), version_take_digits(&b))
                        : text_compare(version_take_letters(&a), version_take_letters(&b));
        if (order != 0) {
            return order;
        }
    }
    return leftover_compare(a, b);
}

int version_alpm_order(struct text a, struct text b)
{
    bool has_a;
    bool has_b;
    int order = version_number_compare(cut_epoch(&a), cut_epoch(&b));
    struct text release_a = cut_last(&a, '-', &has_a);
    struct text release_b = cut_last(&b, '-', &has_b);
    if (order == 0) {
        order = alpm_part_compare(a, b);
    }
    return order == 0 && has_a && has_b ? alpm_part_compare(release_a, release_b) : order;
}
