/* Versions that are runs of numbers and words: RubyGems, generic, dotted numbers, Composer.
 *
 * In gems and generic versions what is missing counts as 0, so 1.0 = 1. A key is a run of pairs:
 * how many zeros come first, then what is not zero. Below zero (1, fewer zeros are less), the end
 * (2), above zero (3, fewer zeros are more). */
#include "engine/version_part.h"

enum { BELOW = 1, END = 2, ABOVE = 3 };

static void put_below(struct version_writer *writer, size_t zeros)
{
    version_put(writer, BELOW);
    version_put(writer, (unsigned)(zeros >> 8));
    version_put(writer, (unsigned)(zeros & 255));
}

static void put_above(struct version_writer *writer, size_t zeros)
{
    version_put(writer, ABOVE);
    version_put(writer, 255 - (unsigned)(zeros >> 8));
    version_put(writer, 255 - (unsigned)(zeros & 255));
}

/* ---- gem ---- */

struct run {
    struct version_writer *writer;
    size_t zeros;
    bool was_word;
};

/* The first word lets the zeros before it go. */
static void put_gem_word(struct run *run, struct text word)
{
    put_below(run->writer, run->was_word ? run->zeros : 0);
    version_put_word(run->writer, word);
    run->was_word = true;
    run->zeros = 0;
}

static void put_run_number(struct run *run, struct text digits)
{
    if (version_no_zeros(digits).size == 0) {
        run->zeros++;
        return;
    }
    put_above(run->writer, run->zeros);
    version_put(run->writer, 2);
    version_put_number(run->writer, digits);
    run->zeros = 0;
}

/* A hyphen reads as .pre. */
void version_gem_write(struct version_writer *writer, struct text version)
{
    struct run run = {writer, 0, false};
    version = text_trim(version);
    while (version.size > 0) {
        if (version_is_digit(version.at[0])) {
            put_run_number(&run, version_take_digits(&version));
        } else if (version_is_letter(version.at[0])) {
            put_gem_word(&run, version_take_letters(&version));
        } else {
            if (version.at[0] == '-') {
                put_gem_word(&run, TEXT("pre"));
            }
            version_skip(&version, 1);
        }
    }
    version_put(writer, END);
}

/* ---- generic ---- */

/* Words that say "before the release", in their order; others come after it. */
static const char *const early_words[] = {"dev",       "snapshot", "nightly", "alpha", "a", "beta",
                                          "milestone", "preview",  "pre",     "cr",    "rc"};

static unsigned early_rank(struct text word)
{
    for (size_t i = 0; i < VERSION_COUNT(early_words); i++) {
        size_t n = 0;
        while (n < word.size && early_words[i][n] == version_lower(word.at[n])) {
            n++;
        }
        if (n == word.size && early_words[i][n] == '\0') {
            return (unsigned)i + 2;
        }
    }
    return 0;
}

static void put_generic_word(struct run *run, struct text word, bool is_alone)
{
    unsigned rank = is_alone && word.size == 1 ? 0 : early_rank(word);
    if (rank != 0) {
        put_below(run->writer, run->zeros);
        version_put(run->writer, rank);
    } else {
        put_above(run->writer, run->zeros);
        version_put(run->writer, 1);
        version_put_lower(run->writer, word);
    }
    run->zeros = 0;
}

/* A tilde is below everything; other signs part. The build behind a plus sign counts like a
 * further part. A single letter behind a number (1.0.2a) is a patch, before a number (2a1)
 * the beginning of alpha or beta only where it is an a. */
void version_generic_write(struct version_writer *writer, struct text version)
{
    struct run run = {writer, 0, false};
    version_skip_v(&version);
    while (version.size > 0) {
        if (version_is_digit(version.at[0])) {
            put_run_number(&run, version_take_digits(&version));
        } else if (version_is_letter(version.at[0])) {
            struct text word = version_take_letters(&version);
            put_generic_word(&run, word, version.size == 0 || !version_is_digit(version.at[0]));
        } else {
            if (version.at[0] == '~') {
                put_below(writer, run.zeros);
                version_put(writer, 1);
                run.zeros = 0;
            }
            version_skip(&version, 1);
        }
    }
    version_put(writer, END);
}

/* ---- dotted numbers ---- */

void version_dotted_write(struct version_writer *writer, struct text version)
{
    while (version.size > 0) {
        if (version_is_digit(version.at[0])) {
            version_put(writer, 2);
            version_put_number(writer, version_take_digits(&version));
        } else if (version_is_letter(version.at[0])) {
            version_put(writer, 1);
            version_put_word(writer, version_take_letters(&version));
        } else {
            version_skip(&version, 1);
        }
    }
    version_put(writer, 1);
    version_put(writer, 0);
}

/* ---- Composer: the forms of PHP's version_compare ---- */

enum { FORM_OTHER = 1, FORM_END = 6, FORM_NUMBER = 7, FORM_PATCH = 8 };

/* PHP takes a word for a form that it begins with. */
static unsigned composer_form(struct text word)
{
    static const struct {
        const char *word;
        unsigned form;
    } forms[] = {
        {"dev", 2}, {"alpha", 3}, {"a", 3},           {"beta", 4},           {"b", 4},
        {"RC", 5},  {"rc", 5},    {"pl", FORM_PATCH}, {"patch", FORM_PATCH}, {"p", FORM_PATCH}};
    for (size_t i = 0; i < VERSION_COUNT(forms); i++) {
        if (text_starts(word, text_of(forms[i].word))) {
            return forms[i].form;
        }
    }
    return FORM_OTHER;
}

void version_composer_write(struct version_writer *writer, struct text version)
{
    version_skip_v(&version);
    while (version.size > 0) {
        char c = version.at[0];
        if (version_is_digit(c)) {
            version_put(writer, FORM_NUMBER);
            version_put_number(writer, version_take_digits(&version));
        } else if (version_is_letter(c)) {
            version_put(writer, composer_form(version_take_letters(&version)));
        } else {
            version_skip(&version, 1);
        }
    }
    version_put(writer, FORM_END);
}
