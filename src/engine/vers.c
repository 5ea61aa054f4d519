#include "engine/vers.h"

#include <stdlib.h>
#include <string.h>

static const char *const comparators[] = {"", "!=", "<", "<=", ">", ">="};

struct reader {
    struct arena *arena;
    struct fault *fault;
    struct text input;
    bool is_datetime;
};

const char *vers_comparator_text(enum vers_comparator comparator)
{
    return comparators[comparator];
}

static enum rc refuse(const struct reader *reader, const char *at, const char *sentence)
{
    int column = (int)(at - reader->input.at) + 1;
    return fault_add_at(reader->fault, RC_INVALID, TEXT_NONE, 1, column, "%s", sentence);
}

/* ---- versions and their percent-encoding ---- */

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr(".-_~:", c) != NULL);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static enum rc decode_triple(const struct reader *reader, struct text rest, char *out)
{
    char high = rest.size > 2 ? rest.at[1] : 'x';
    char low = rest.size > 2 ? rest.at[2] : 'x';
    bool is_lower = (high >= 'a' && high <= 'f') || (low >= 'a' && low <= 'f');
    if (is_lower) {
        return refuse(reader, rest.at, "percent-encoding is written in upper case");
    }
    if (hex_value(high) < 0 || hex_value(low) < 0) {
        return refuse(reader, rest.at, "a percent sign is followed by two hexadecimal digits");
    }
    *out = (char)(hex_value(high) * 16 + hex_value(low));
    if (is_plain(*out)) {
        return refuse(reader, rest.at, "a character that needs no percent-encoding has none");
    }
    return RC_OK;
}

static enum rc decode(const struct reader *reader, struct text version, struct text *out)
{
    struct buffer plain;
    buffer_init(&plain, reader->arena);
    for (size_t i = 0; i < version.size; i++) {
        char c = version.at[i];
        if (c == '%') {
            enum rc rc = decode_triple(reader, text_from(version, i), &c);
            if (rc != RC_OK) {
                return rc;
            }
            i += 2;
        } else if (strchr("<>=!*|", c) != NULL || (unsigned char)c <= ' ') {
            return refuse(reader, version.at + i, "this character is percent-encoded in a version");
        }
        if (reader->is_datetime && (c == 't' || c == 'z')) {
            return refuse(reader, version.at + i, "a moment has an upper-case T and Z");
        }
        buffer_put_char(&plain, c);
    }
    *out = buffer_text(&plain);
    return RC_OK;
}

static void put_encoded(struct buffer *out, struct text version)
{
    for (size_t i = 0; i < version.size; i++) {
        if (is_plain(version.at[i])) {
            buffer_put_char(out, version.at[i]);
        } else {
            buffer_print(out, "%%%02X", (unsigned)(unsigned char)version.at[i]);
        }
    }
}

/* ---- reading ---- */

static enum vers_comparator take_comparator(struct text *rest)
{
    static const struct {
        const char *sign;
        enum vers_comparator comparator;
    } signs[] = {{">=", VERS_GREATER_EQUAL}, {"<=", VERS_LESS_EQUAL}, {"!=", VERS_NOT_EQUAL},
                 {"<", VERS_LESS},           {">", VERS_GREATER},     {"=", VERS_EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        struct text sign = text_of(signs[i].sign);
        if (text_starts(*rest, sign)) {
            *rest = text_from(*rest, sign.size);
            return signs[i].comparator;
        }
    }
    return VERS_EQUAL;
}

static enum rc read_constraint(const struct reader *reader, struct text part,
                               struct vers_constraint *out)
{
    struct text version = part;
    if (part.size == 0) {
        return refuse(reader, part.at, "a constraint is missing beside this |");
    }
    out->comparator = take_comparator(&version);
    version = text_trim(version);
    if (version.size == 0) {
        return refuse(reader, part.at, "the constraint has no version");
    }
    return decode(reader, version, &out->version);
}

static size_t count_parts(struct text rest)
{
    size_t n = 1;
    for (size_t i = 0; i < rest.size; i++) {
        n += rest.at[i] == '|' ? 1 : 0;
    }
    return n;
}

static enum rc read_constraints(const struct reader *reader, struct text scheme, struct text rest,
                                const struct vers_range **out)
{
    size_t count = count_parts(rest);
    struct vers_constraint *constraints = ARENA_MANY(reader->arena, struct vers_constraint, count);
    if (arena_is_over(reader->arena)) {
        return fault_add(reader->fault, RC_TOO_LARGE, TEXT_NONE, "the range is too long");
    }
    for (size_t i = 0; i < count; i++) {
        size_t size = text_find(rest, '|');
        enum rc rc = read_constraint(reader, text_trim(text_part(rest, 0, size)), &constraints[i]);
        if (rc != RC_OK) {
            return rc;
        }
        rest = text_from(rest, size + 1);
    }
    return vers_make(reader->arena, scheme, reader->fault, constraints, count, out);
}

static bool is_scheme(struct text scheme)
{
    for (size_t i = 0; i < scheme.size; i++) {
        char c = scheme.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!is_letter && c != '.' && c != '-' && c != '+') {
            return false;
        }
    }
    return scheme.size > 0;
}

enum rc vers_read(struct arena *arena, struct text input, struct fault *fault,
                  const struct vers_range **out)
{
    struct reader reader = {arena, fault, input, false};
    if (input.size > VERS_LIMIT_BYTES) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "the range is longer than 1 MiB");
    }
    struct text rest = input;
    if (!text_starts(rest, TEXT("vers:"))) {
        return refuse(&reader, input.at, "a range begins with vers:");
    }
    rest = text_from(rest, 5);
    size_t slash = text_find(rest, '/');
    struct text scheme = text_part(rest, 0, slash);
    if (slash == rest.size || !is_scheme(scheme)) {
        return refuse(&reader, rest.at, "behind vers: stand a scheme in lower case and a slash");
    }
    reader.is_datetime = text_is(scheme, "datetime");
    rest = text_from(rest, slash + 1);
    if (text_is(rest, "*")) {
        return vers_make(arena, scheme, fault, NULL, 0, out);
    }
    return read_constraints(&reader, scheme, rest, out);
}

/* ---- making ---- */

/* Sorting by merging, since the order needs the ecosystem and qsort gives no context. */
static void merge_sort(const struct version_ecosystem *ecosystem, struct vers_constraint *list,
                       struct vers_constraint *spare, size_t count)
{
    if (count < 2) {
        return;
    }
    size_t half = count / 2;
    size_t left = 0;
    size_t right = half;
    merge_sort(ecosystem, list, spare, half);
    merge_sort(ecosystem, list + half, spare, count - half);
    if (version_key_compare(ecosystem, list[half - 1].key, list[half].key) <= 0) {
        return; /* what is in order stays, even where an order is not transitive */
    }
    for (size_t i = 0; i < count; i++) {
        bool is_left =
            right == count ||
            (left < half && version_key_compare(ecosystem, list[left].key, list[right].key) <= 0);
        spare[i] = is_left ? list[left++] : list[right++];
    }
    memcpy(list, spare, count * sizeof *list);
}

static bool is_double(const struct vers_constraint *a, const struct vers_constraint *b)
{
    return a->comparator == b->comparator && text_equals(a->version, b->version);
}

static void sort_range(struct arena *arena, struct vers_range *range)
{
    struct vers_constraint *sorted = ARENA_MANY(arena, struct vers_constraint, range->count);
    struct vers_constraint *spare = ARENA_MANY(arena, struct vers_constraint, range->count);
    size_t kept = 0;
    memcpy(sorted, range->constraints, range->count * sizeof *sorted);
    merge_sort(range->ecosystem, sorted, spare, range->count);
    for (size_t i = 0; i < range->count; i++) {
        if (kept == 0 || !is_double(&sorted[kept - 1], &sorted[i])) {
            sorted[kept++] = sorted[i];
        }
    }
    range->sorted = sorted;
    range->sorted_count = kept;
}

enum rc vers_make(struct arena *arena, struct text scheme, struct fault *fault,
                  const struct vers_constraint *constraints, size_t constraint_count,
                  const struct vers_range **out)
{
    struct vers_range *range = ARENA_NEW(arena, struct vers_range);
    bool is_special = text_is(scheme, "all") || text_is(scheme, "none");
    range->scheme = text_copy(arena, scheme);
    range->ecosystem = version_ecosystem(scheme);
    range->is_all = constraint_count == 0;
    if (is_special && !range->is_all) {
        return fault_add(fault, RC_INVALID, TEXT_NONE, "behind all and none stands * alone");
    }
    if (!is_special && range->ecosystem == NULL) {
        return fault_add(fault, RC_UNSUPPORTED, TEXT_NONE, "there is no version scheme %.*s",
                         TEXT_ARGS(text_part(scheme, 0, 40)));
    }
    if (!range->is_all) {
        struct vers_constraint *list = ARENA_MANY(arena, struct vers_constraint, constraint_count);
        for (size_t i = 0; i < constraint_count; i++) {
            list[i] = constraints[i];
            enum rc rc = version_key(range->ecosystem, list[i].version, arena, fault, &list[i].key);
            if (rc != RC_OK || arena_is_over(arena)) {
                return rc != RC_OK ? rc
                                   : fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                                               "the range needs too much memory");
            }
        }
        range->constraints = list;
        range->count = constraint_count;
        sort_range(arena, range);
    }
    *out = range;
    return RC_OK;
}

/* ---- asking ---- */

static bool is_opening(enum vers_comparator comparator)
{
    return comparator == VERS_GREATER || comparator == VERS_GREATER_EQUAL;
}

static bool is_closing(enum vers_comparator comparator)
{
    return comparator == VERS_LESS || comparator == VERS_LESS_EQUAL;
}

struct place {
    const struct vers_constraint *below; /* the nearest bound below */
    const struct vers_constraint *above;
    bool is_named, is_refused;          /* by = <= >=, by != */
    bool is_less_than, is_greater_than; /* a < or > names the very version */
    size_t bounds;
    size_t equals;
};

static void place_beside(struct place *place, const struct vers_constraint *bound, int order)
{
    switch (bound->comparator) {
    case VERS_EQUAL:
        place->is_named |= order == 0;
        place->equals++;
        return;
    case VERS_NOT_EQUAL:
        place->is_refused |= order == 0;
        return;
    default:
        break;
    }
    place->bounds++;
    if (order < 0) {
        place->below = bound;
    } else if (order > 0) {
        place->above = place->above == NULL ? bound : place->above;
    } else if (bound->comparator == VERS_LESS) {
        place->is_less_than = true;
    } else if (bound->comparator == VERS_GREATER) {
        place->is_greater_than = true;
    } else {
        place->is_named = true;
    }
}

enum rc vers_contains(const struct vers_range *range, struct text version, struct arena *arena,
                      struct fault *fault, bool *out)
{
    struct place place = {.below = NULL};
    struct text key;
    if (range->is_all) {
        *out = !text_is(range->scheme, "none");
        return RC_OK;
    }
    enum rc rc = version_key(range->ecosystem, version, arena, fault, &key);
    if (rc != RC_OK) {
        return rc;
    }
    for (size_t i = 0; i < range->sorted_count; i++) {
        const struct vers_constraint *bound = &range->sorted[i];
        place_beside(&place, bound, version_key_compare(range->ecosystem, bound->key, key));
    }
    bool is_open = place.below != NULL && is_opening(place.below->comparator);
    bool is_closed = place.above != NULL && is_closing(place.above->comparator);
    bool is_between = place.is_less_than      ? is_closed
                      : place.is_greater_than ? is_open
                                              : is_open || is_closed;
    bool is_rest = place.bounds == 0 && place.equals == 0;
    *out = !place.is_refused && (place.is_named || is_between || is_rest);
    return RC_OK;
}

void vers_put(struct buffer *out, const struct vers_range *range)
{
    buffer_put_z(out, "vers:");
    buffer_put(out, range->scheme);
    buffer_put_char(out, '/');
    if (range->is_all) {
        buffer_put_char(out, '*');
    }
    for (size_t i = 0; i < range->sorted_count; i++) {
        if (i > 0) {
            buffer_put_char(out, '|');
        }
        buffer_put_z(out, comparators[range->sorted[i].comparator]);
        put_encoded(out, range->sorted[i].version);
    }
}
