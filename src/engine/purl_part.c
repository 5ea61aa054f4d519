#include "engine/purl_part.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct text text_of_run(struct purl_run run)
{
    return (struct text){run.at, run.size};
}

enum rc purl_part_refuse(struct purl_maker *maker, size_t at, const char *sentence)
{
    *maker->issue = (struct purl_issue){sentence, at};
    return RC_INVALID;
}

void purl_part_note(struct purl_maker *maker, size_t at, const char *sentence)
{
    if (maker->issue->sentence == NULL) {
        *maker->issue = (struct purl_issue){sentence, at};
    }
}

void purl_part_lower(struct purl_run run)
{
    for (size_t i = 0; i < run.size; i++) {
        char c = run.at[i];
        run.at[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
}

static void raise_case(struct purl_run run)
{
    for (size_t i = 0; i < run.size; i++) {
        char c = run.at[i];
        run.at[i] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
}

enum rc purl_part_type(struct purl_maker *maker)
{
    struct purl_run type = maker->type;
    if (type.size == 0) {
        return purl_part_refuse(maker, type.from, "the type is missing, as in pkg:TYPE/NAME");
    }
    for (size_t i = 0; i < type.size; i++) {
        char c = type.at[i];
        if (!is_letter(c) && (i == 0 || (!is_digit(c) && c != '.' && c != '-'))) {
            return purl_part_refuse(maker, type.from + i,
                                    "a type is of ASCII letters, digits, \".\" and \"-\", and "
                                    "starts with a letter");
        }
    }
    purl_part_lower(type);
    maker->rules = purl_type_find(text_of_run(type));
    return RC_OK;
}

/* ---- qualifiers ---- */

static enum rc check_key(struct purl_maker *maker, struct purl_run key)
{
    bool has_upper = false;
    for (size_t i = 0; i < key.size; i++) {
        char c = key.at[i];
        has_upper = has_upper || (c >= 'A' && c <= 'Z');
        if (!is_letter(c) && (i == 0 || (!is_digit(c) && c != '.' && c != '-' && c != '_'))) {
            return purl_part_refuse(maker, key.from + i,
                                    "the key of a qualifier is of ASCII letters, digits, \".\", "
                                    "\"-\" and \"_\", and starts with a letter");
        }
    }
    if (key.size == 0) {
        return purl_part_refuse(maker, key.from, "this qualifier has no key");
    }
    if (has_upper) {
        purl_part_lower(key);
        if (maker->rules != NULL && purl_type_has_key(maker->rules, text_of_run(key))) {
            purl_part_note(maker, key.from, "the type defines this key in lower case");
        }
    }
    return RC_OK;
}

/* Into its place by key: few are given, mostly in order. */
enum rc purl_part_qualifier(struct purl_maker *maker, const struct purl_pair *pair)
{
    enum rc rc = check_key(maker, pair->key);
    if (rc != RC_OK || pair->value.size == 0) {
        return rc;
    }
    if (maker->qualifier_count == PURL_QUALIFIERS_LIMIT) {
        *maker->issue = (struct purl_issue){"there are too many qualifiers", pair->key.from};
        return RC_TOO_LARGE;
    }
    struct text key = text_of_run(pair->key);
    size_t at = maker->qualifier_count;
    int order = -1;
    while (at > 0 && (order = text_compare(maker->qualifiers[at - 1].key, key)) > 0) {
        at--;
    }
    if (at > 0 && order == 0) {
        return purl_part_refuse(maker, pair->key.from, "this key was given before");
    }
    for (size_t i = maker->qualifier_count; i > at; i--) {
        maker->qualifiers[i] = maker->qualifiers[i - 1];
    }
    maker->qualifiers[at] = (struct purl_qualifier){key, text_of_run(pair->value)};
    maker->qualifier_count++;
    return RC_OK;
}

static struct text qualifier_of(const struct purl_maker *maker, struct text key)
{
    for (size_t i = 0; i < maker->qualifier_count; i++) {
        if (text_equals(maker->qualifiers[i].key, key)) {
            return maker->qualifiers[i].value;
        }
    }
    return TEXT_NONE;
}

/* ---- rules on names ---- */

static void join_words(struct purl_run name)
{
    for (size_t i = 0; i < name.size; i++) {
        if (!is_letter(name.at[i]) && !is_digit(name.at[i])) {
            name.at[i] = '_';
        }
    }
}

static void join_dashes(struct purl_run name)
{
    for (size_t i = 0; i < name.size; i++) {
        name.at[i] = name.at[i] == '_' ? '-' : name.at[i];
    }
}

#define BROWSER_NAME_SIZE 32
#define BROWSER_NUMBERS 4

static void check_browser(struct purl_maker *maker)
{
    bool is_good = maker->name.size == BROWSER_NAME_SIZE;
    int numbers = 1;
    for (size_t i = 0; i < maker->name.size; i++) {
        is_good = is_good && maker->name.at[i] >= 'a' && maker->name.at[i] <= 'p';
    }
    if (!is_good) {
        purl_part_note(maker, maker->name.from, "the name is not of 32 letters from a to p");
    }
    struct purl_run version = maker->version;
    is_good = version.size == 0 || is_digit(version.at[version.size - 1]);
    for (size_t i = 0; i < version.size; i++) {
        bool is_dot = version.at[i] == '.';
        numbers += is_dot;
        is_good = is_good && (is_dot ? i > 0 && version.at[i - 1] != '.' : is_digit(version.at[i]));
    }
    if (!is_good || numbers > BROWSER_NUMBERS) {
        purl_part_note(maker, version.from, "the version is not of one to four numbers");
    }
}

static void apply_name_rule(struct purl_maker *maker)
{
    switch (maker->rules->name_rule) {
    case PURL_NAME_DASHES:
        join_dashes(maker->name);
        break;
    case PURL_NAME_WORD:
        join_words(maker->name);
        break;
    case PURL_NAME_BROWSER:
        check_browser(maker);
        break;
    case PURL_NAME_ARCHIVE:
        if (text_contains(text_of_run(maker->name), TEXT("::"))) {
            purl_part_note(maker, maker->name.from,
                           "this is the name of a module; give that of its distribution");
        }
        break;
    case PURL_NAME_SERVER:
        if (purl_type_is_folding_server(qualifier_of(maker, TEXT("repository_url")))) {
            purl_part_lower(maker->name);
        }
        break;
    case PURL_NAME_PATH:
        if (purl_type_is_folding_host(text_of_run(maker->namespace))) {
            purl_part_lower(maker->name);
        }
        break;
    case PURL_NAME_PLAIN:
        break;
    }
}

/* ---- rules on the whole ---- */

static size_t segment_count(struct purl_run run)
{
    size_t count = run.size > 0;
    for (size_t i = 0; i < run.size; i++) {
        count += run.at[i] == '/';
    }
    return count;
}

static void check_needs(struct purl_maker *maker)
{
    const struct purl_type *rules = maker->rules;
    size_t segments = segment_count(maker->namespace);
    if (rules->namespace_need == PURL_FORBIDDEN && segments > 0) {
        purl_part_note(maker, maker->namespace.from, "packages of this type have no namespace");
    }
    if (rules->namespace_need == PURL_REQUIRED && segments < rules->namespace_segments) {
        purl_part_note(maker, segments > 0 ? maker->namespace.from : maker->name.from,
                       rules->namespace_segments > 1
                           ? "the namespace of this type is a host and an owner"
                           : "packages of this type have a namespace");
    }
    if (rules->required_key.size > 0 && qualifier_of(maker, rules->required_key).size == 0) {
        purl_part_note(maker, maker->input.size,
                       "a qualifier is missing without which this type names no package");
    }
}

static void apply_folds(struct purl_maker *maker)
{
    unsigned folds = maker->rules->folds;
    if ((folds & PURL_LOWER_NAMESPACE) != 0) {
        purl_part_lower(maker->namespace);
    }
    if ((folds & PURL_UPPER_NAMESPACE) != 0) {
        raise_case(maker->namespace);
    }
    if ((folds & PURL_LOWER_NAME) != 0) {
        purl_part_lower(maker->name);
    }
    if ((folds & PURL_LOWER_VERSION) != 0) {
        purl_part_lower(maker->version);
    }
    if ((folds & PURL_LOWER_SUBPATH) != 0) {
        purl_part_lower(maker->subpath);
    }
}

/* Slashes around a name mean nothing, however they were written. */
static void strip_name(struct purl_run *name)
{
    while (name->size > 0 && name->at[name->size - 1] == '/') {
        name->size--;
    }
    while (name->size > 0 && name->at[0] == '/') {
        name->at++;
        name->size--;
    }
}

enum rc purl_part_settle(struct purl_maker *maker, struct purl *out)
{
    strip_name(&maker->name);
    if (maker->name.size == 0) {
        return purl_part_refuse(maker, maker->name.from, "the name is missing");
    }
    if (maker->rules != NULL) {
        apply_folds(maker);
        apply_name_rule(maker);
        check_needs(maker);
    }
    *out = (struct purl){.type = text_of_run(maker->type),
                         .namespace = text_of_run(maker->namespace),
                         .name = text_of_run(maker->name),
                         .version = text_of_run(maker->version),
                         .subpath = text_of_run(maker->subpath),
                         .qualifiers = maker->qualifiers,
                         .qualifier_count = maker->qualifier_count,
                         .rules = maker->rules};
    return RC_OK;
}
