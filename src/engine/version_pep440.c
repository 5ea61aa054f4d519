/* Versions of Python packages (PEP 440). What the grammar does not know is older than all it
 * knows and ordered among itself as generic versions are. */
#include "engine/version_part.h"

enum { PRE_DEV = 1, PRE_A, PRE_B, PRE_RC, PRE_NONE };

struct pep440 {
    struct text epoch, release, pre, post, dev, local;
    unsigned pre_rank;
    bool has_post, has_dev, has_local;
};

struct spelling {
    const char *word;
    unsigned rank;
};

/* Longer spellings first. */
static const struct spelling pre_spellings[] = {
    {"alpha", PRE_A}, {"beta", PRE_B}, {"preview", PRE_RC}, {"pre", PRE_RC},
    {"rc", PRE_RC},   {"a", PRE_A},    {"b", PRE_B},        {"c", PRE_RC}};
static const struct spelling post_spellings[] = {{"post", 1}, {"rev", 1}, {"r", 1}};
static const struct spelling dev_spellings[] = {{"dev", 1}};

static bool is_gap(char c)
{
    return c == '.' || c == '-' || c == '_';
}

static void skip_gap(struct text *rest)
{
    if (rest->size > 0 && is_gap(rest->at[0])) {
        version_skip(rest, 1);
    }
}

/* [gap] word [gap] [digits]; 0 and nothing taken where no word fits. */
static unsigned take_tag(struct text *rest, const struct spelling *spellings, size_t count,
                         struct text *number)
{
    struct text trial = *rest;
    skip_gap(&trial);
    if (trial.size == 0 || !version_is_letter(trial.at[0])) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (text_starts(trial, text_of(spellings[i].word))) {
            version_skip(&trial, strlen(spellings[i].word));
            struct text behind = trial;
            skip_gap(&behind);
            if (behind.size > 0 && version_is_digit(behind.at[0])) {
                trial = behind;
            }
            *number = version_take_digits(&trial);
            *rest = trial;
            return spellings[i].rank;
        }
    }
    return 0;
}

static bool take_release(struct text *rest, struct pep440 *out)
{
    const char *from;
    struct text digits;
    version_accept(rest, 'v');
    digits = version_take_digits(rest);
    if (digits.size > 0 && version_accept(rest, '!')) {
        out->epoch = digits;
        digits = version_take_digits(rest);
    }
    if (digits.size == 0) {
        return false;
    }
    from = digits.at;
    while (rest->size > 1 && rest->at[0] == '.' && version_is_digit(rest->at[1])) {
        version_skip(rest, 1);
        version_take_digits(rest);
    }
    out->release = (struct text){from, (size_t)(rest->at - from)};
    return true;
}

static bool is_local(struct text local)
{
    bool was_gap = true;
    for (size_t i = 0; i < local.size; i++) {
        bool is_word = version_is_digit(local.at[i]) || version_is_letter(local.at[i]);
        if (!is_word && (was_gap || !is_gap(local.at[i]))) {
            return false;
        }
        was_gap = !is_word;
    }
    return !was_gap;
}

static bool pep440_read(struct text rest, struct pep440 *out)
{
    *out = (struct pep440){.pre_rank = PRE_NONE};
    if (!take_release(&rest, out)) {
        return false;
    }
    unsigned rank = take_tag(&rest, pre_spellings, VERSION_COUNT(pre_spellings), &out->pre);
    out->pre_rank = rank != 0 ? rank : PRE_NONE;
    if (rest.size > 1 && rest.at[0] == '-' && version_is_digit(rest.at[1])) {
        version_skip(&rest, 1);
        out->post = version_take_digits(&rest);
        out->has_post = true;
    } else {
        out->has_post =
            take_tag(&rest, post_spellings, VERSION_COUNT(post_spellings), &out->post) != 0;
    }
    out->has_dev = take_tag(&rest, dev_spellings, VERSION_COUNT(dev_spellings), &out->dev) != 0;
    if (version_accept(&rest, '+')) {
        out->has_local = true;
        out->local = rest;
        return is_local(rest);
    }
    return rest.size == 0;
}

static void put_release(struct version_writer *writer, struct text release)
{
    while (release.size > 0 &&
           (release.at[release.size - 1] == '.' || release.at[release.size - 1] == '0')) {
        size_t n = release.size;
        while (n > 0 && release.at[n - 1] == '0') {
            n--;
        }
        if (n > 0 && release.at[n - 1] != '.') {
            break; /* the zeros end a number such as 10 */
        }
        release.size = n > 0 ? n - 1 : 0;
    }
    while (release.size > 0) {
        version_put(writer, 2);
        version_put_number(writer, version_take_digits(&release));
        version_accept(&release, '.');
    }
    version_put(writer, 1);
}

static void put_local(struct version_writer *writer, struct text local)
{
    while (local.size > 0) {
        size_t n = 0;
        while (n < local.size && !is_gap(local.at[n])) {
            n++;
        }
        struct text part = version_take(&local, n);
        skip_gap(&local);
        if (version_all_digits(part)) {
            version_put(writer, 3);
            version_put_number(writer, part);
        } else {
            version_put(writer, 2);
            version_put_word(writer, part);
        }
    }
    version_put(writer, 1);
}

void version_pep440_write(struct version_writer *writer, struct text version)
{
    char lower[VERSION_LIMIT_BYTES];
    struct pep440 parts;
    version = text_trim(version);
    for (size_t i = 0; i < version.size; i++) {
        lower[i] = version_lower(version.at[i]);
    }
    version.at = lower;
    if (!pep440_read(version, &parts)) {
        version_put(writer, 0);
        version_generic_write(writer, version);
        return;
    }
    version_put(writer, 1);
    version_put_number(writer, parts.epoch);
    put_release(writer, parts.release);
    bool is_dev_alone = parts.pre_rank == PRE_NONE && !parts.has_post && parts.has_dev;
    version_put(writer, is_dev_alone ? PRE_DEV : parts.pre_rank);
    version_put_number(writer, parts.pre);
    version_put(writer, parts.has_post ? 2 : 1);
    version_put_number(writer, parts.post);
    version_put(writer, parts.has_dev ? 1 : 2);
    version_put_number(writer, parts.dev);
    if (parts.has_local) {
        put_local(writer, parts.local);
    }
}
