/* Maven's ComparableVersion. A list inside a list is always its last item, so a version is a flat
 * run of tokens: LIST goes one list deeper, WORD a qualifier, NUMBER. Lists are cleaned of
 * trailing zeros and release words as Maven does, on each level. A dot before a word opens no list:
 * the order of Maven up to 3.8.6, which the suites of VERS and OSV hold to; see
 * docs/conformance.md. */
#include "engine/version_part.h"

enum { WORD = 1, LIST = 2, NUMBER = 3 };
enum { RANK_RELEASE = 6, RANK_OTHER = 8 };

struct qualifier {
    const char *word;
    unsigned rank;
};

static const struct qualifier qualifiers[] = {{"alpha", 1},
                                              {"beta", 2},
                                              {"milestone", 3},
                                              {"rc", 4},
                                              {"cr", 4},
                                              {"snapshot", 5},
                                              {"", RANK_RELEASE},
                                              {"ga", RANK_RELEASE},
                                              {"final", RANK_RELEASE},
                                              {"release", RANK_RELEASE},
                                              {"sp", 7}};

struct maven {
    struct version_writer *writer;
    unsigned char *kept; /* the end of the level without its trailing nulls */
};

static void open_list(struct maven *maven)
{
    maven->writer->at = maven->kept; /* trailing nulls of the level go */
    version_put(maven->writer, LIST);
}

static void add_number(struct maven *maven, struct text digits)
{
    version_put(maven->writer, NUMBER);
    version_put_number(maven->writer, digits);
    if (version_no_zeros(digits).size > 0) {
        maven->kept = maven->writer->at;
    }
}

static bool word_is(struct text word, const char *z)
{
    size_t n = strlen(z);
    for (size_t i = 0; i < n && n == word.size; i++) {
        if (version_lower(word.at[i]) != z[i]) {
            return false;
        }
    }
    return n == word.size;
}

static unsigned rank_of(struct text word, bool is_before_digit)
{
    if (is_before_digit && word.size == 1) {
        char c = version_lower(word.at[0]);
        if (c == 'a' || c == 'b') {
            return c == 'a' ? 1 : 2;
        }
        if (c == 'm') {
            return 3;
        }
    }
    for (size_t i = 0; i < VERSION_COUNT(qualifiers); i++) {
        if (word_is(word, qualifiers[i].word)) {
            return qualifiers[i].rank;
        }
    }
    return RANK_OTHER;
}

static void add_word(struct maven *maven, struct text word, bool is_before_digit)
{
    unsigned rank = rank_of(word, is_before_digit);
    version_put(maven->writer, WORD);
    version_put(maven->writer, rank);
    if (rank == RANK_OTHER) {
        version_put_lower(maven->writer, word);
    }
    if (rank != RANK_RELEASE) {
        maven->kept = maven->writer->at;
    }
}

static void add_item(struct maven *maven, struct text item, bool is_digit)
{
    if (is_digit || item.size == 0) {
        add_number(maven, item);
    } else {
        add_word(maven, item, false);
    }
}

void version_maven_write(struct version_writer *writer, struct text version)
{
    struct maven maven = {writer, writer->at};
    size_t from = 0;
    bool is_digit = false;
    for (size_t i = 0; i < version.size; i++) {
        char c = version.at[i];
        struct text item = {version.at + from, i - from};
        if (c == '.' || c == '-') {
            add_item(&maven, item, is_digit);
            from = i + 1;
            if (c == '-') {
                open_list(&maven);
            }
        } else if (version_is_digit(c) != is_digit) {
            if (i > from) {
                if (is_digit) {
                    add_number(&maven, item);
                } else {
                    add_word(&maven, item, true);
                }
                open_list(&maven);
                from = i;
            }
            is_digit = version_is_digit(c);
        }
    }
    if (version.size > from) {
        add_item(&maven, text_from(version, from), is_digit);
    }
    writer->at = maven.kept;
}

/* ---- comparing ---- */

static struct text take_token(struct text *rest)
{
    size_t n = 1;
    if (rest->at[0] == WORD) {
        n = 2;
        if (rest->at[1] == RANK_OTHER) {
            n += strlen(rest->at + 2) + 1;
        }
    } else if (rest->at[0] == NUMBER) {
        size_t size = (unsigned char)rest->at[1];
        n = 2 + size;
        if (size >= 200) {
            n = 3 + ((size - 200) << 8) + (unsigned char)rest->at[2];
        }
    }
    return version_take(rest, n);
}

/* The first token that is more or less than nothing decides. */
static int rest_order(struct text rest)
{
    while (rest.size > 0) {
        struct text token = take_token(&rest);
        if (token.at[0] == NUMBER && token.at[1] != 0) {
            return 1;
        }
        if (token.at[0] == WORD && token.at[1] != RANK_RELEASE) {
            return token.at[1] < RANK_RELEASE ? -1 : 1;
        }
    }
    return 0;
}

int version_maven_order(struct text a, struct text b)
{
    while (a.size > 0 && b.size > 0) {
        struct text token_a = take_token(&a);
        struct text token_b = take_token(&b);
        int order = text_compare(token_a, token_b);
        if (order != 0) {
            return order;
        }
    }
    return a.size > 0 ? rest_order(a) : -rest_order(b);
}
