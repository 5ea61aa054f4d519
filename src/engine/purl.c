#include "engine/purl.h"

#include "base/utf8.h"
#include "engine/purl_part.h"

#include <string.h>

/* ---- bytes ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static size_t place_of(const struct purl_maker *maker, const char *at)
{
    return (size_t)(at - maker->input.at);
}

/* "%XX" of one part, into the maker's own bytes. */
static enum rc decode_escapes(struct purl_maker *maker, struct text from, struct purl_run *out)
{
    char *to = out->at;
    for (size_t i = 0; i < from.size; i++) {
        char c = from.at[i];
        if (c == '%') {
            int high = i + 2 < from.size ? hex_value(from.at[i + 1]) : -1;
            int low = i + 2 < from.size ? hex_value(from.at[i + 2]) : -1;
            if (high < 0 || low < 0 || high + low == 0) {
                return purl_part_refuse(maker, place_of(maker, from.at + i),
                                        "\"%\" is followed by two hexadecimal digits, not 00");
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        *to++ = c;
    }
    out->size = (size_t)(to - out->at);
    if (utf8_bad_at((struct text){out->at, out->size}) < out->size) {
        return purl_part_refuse(maker, out->from, "this part is not well-formed UTF-8");
    }
    return RC_OK;
}

/* Copies a part and decodes it; the input as a whole was checked before. */
static enum rc decode(struct purl_maker *maker, struct text from, struct purl_run *out)
{
    *out = (struct purl_run){maker->free, from.size, place_of(maker, from.at)};
    if (maker->has_escapes && text_find(from, '%') < from.size) {
        enum rc rc = decode_escapes(maker, from, out);
        maker->free += rc == RC_OK ? out->size : 0;
        return rc;
    }
    memcpy(maker->free, from.at, from.size);
    maker->free += from.size;
    return RC_OK;
}

static bool is_dots(struct text segment)
{
    return text_is(segment, ".") || text_is(segment, "..");
}

/* Segments apart by "/", empty ones dropped; in a subpath also "." and "..". */
static enum rc decode_path(struct purl_maker *maker, struct text from, bool is_subpath,
                           struct purl_run *out)
{
    char *start = maker->free;
    struct text rest = from;
    struct purl_run segment;
    while (rest.size > 0) {
        struct text part = text_cut(&rest, '/');
        if (part.size == 0) {
            continue;
        }
        char *before = maker->free;
        maker->free += before > start; /* room for the slash */
        enum rc rc = decode(maker, part, &segment);
        if (rc != RC_OK) {
            return rc;
        }
        if (memchr(segment.at, '/', segment.size) != NULL) {
            return purl_part_refuse(maker, segment.from, "a segment has a slash inside");
        }
        if (is_subpath && is_dots((struct text){segment.at, segment.size})) {
            maker->free = before;
        } else if (before > start) {
            *before = '/';
        }
    }
    *out = (struct purl_run){start, (size_t)(maker->free - start),
                             from.at != NULL ? place_of(maker, from.at) : 0};
    return RC_OK;
}

/* Cuts what stands behind the last c off *rest; nothing where there is none. */
static struct text cut_last(struct text *rest, char c)
{
    const char *hit = memrchr(rest->at, c, rest->size);
    const char *end = rest->at + rest->size;
    if (hit == NULL) {
        return (struct text){end, 0};
    }
    rest->size = (size_t)(hit - rest->at);
    return (struct text){hit + 1, (size_t)(end - hit) - 1};
}

static void strip_slashes(struct text *rest)
{
    while (rest->size > 0 && rest->at[0] == '/') {
        *rest = (struct text){rest->at + 1, rest->size - 1};
    }
}

/* ---- reading ---- */

static bool is_scheme(struct text word)
{
    return word.size == 3 && (word.at[0] | 0x20) == 'p' && (word.at[1] | 0x20) == 'k' &&
           (word.at[2] | 0x20) == 'g';
}

/* "pkg:" and the type. */
static enum rc read_type(struct purl_maker *maker, struct text *rest)
{
    size_t colon = text_find(*rest, ':');
    if (colon == rest->size || !is_scheme(text_part(*rest, 0, colon))) {
        return purl_part_refuse(maker, 0, "a package URL starts with \"pkg:\"");
    }
    *rest = (struct text){rest->at + colon + 1, rest->size - colon - 1};
    strip_slashes(rest);
    size_t slash = text_find(*rest, '/');
    maker->type = (struct purl_run){maker->free, slash, place_of(maker, rest->at)};
    memcpy(maker->free, rest->at, slash);
    maker->free += slash;
    enum rc rc = purl_part_type(maker);
    *rest = (struct text){rest->at + slash, rest->size - slash};
    return rc;
}

static enum rc read_qualifiers(struct purl_maker *maker, struct text rest)
{
    size_t room = 1;
    struct purl_pair pair;
    for (size_t i = 0; i < rest.size; i++) {
        room += rest.at[i] == '&';
    }
    room = room < PURL_QUALIFIERS_LIMIT ? room : PURL_QUALIFIERS_LIMIT;
    maker->qualifiers = ARENA_MANY(maker->arena, struct purl_qualifier, room);
    while (rest.size > 0) {
        struct text value = text_cut(&rest, '&');
        if (value.size == 0) {
            continue;
        }
        bool has_value = text_find(value, '=') < value.size;
        struct text key = text_cut(&value, '=');
        if (!has_value) {
            purl_part_note(maker, place_of(maker, key.at), "this qualifier has no \"=\"");
        }
        pair.key = (struct purl_run){maker->free, key.size, place_of(maker, key.at)};
        memcpy(maker->free, key.at, key.size);
        maker->free += key.size;
        enum rc rc = has_value ? decode(maker, value, &pair.value) : RC_OK;
        pair.value.size = has_value ? pair.value.size : 0;
        rc = rc == RC_OK ? purl_part_qualifier(maker, &pair) : rc;
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

/* The first segment is the namespace, all others the name. */
static void split_path(struct purl_maker *maker)
{
    struct purl_run whole = maker->name;
    char *slash = whole.size > 0 ? memchr(whole.at, '/', whole.size) : NULL;
    if (slash != NULL) {
        size_t head = (size_t)(slash - whole.at);
        maker->namespace = (struct purl_run){whole.at, head, whole.from};
        maker->name = (struct purl_run){slash + 1, whole.size - head - 1, whole.from + head + 1};
    }
}

static enum rc read_name(struct purl_maker *maker, struct text rest)
{
    while (rest.size > 0 && rest.at[rest.size - 1] == '/') {
        rest.size--;
    }
    if (maker->rules != NULL && maker->rules->name_rule == PURL_NAME_PATH) {
        strip_slashes(&rest);
        enum rc rc = decode_path(maker, rest, false, &maker->name);
        split_path(maker);
        return rc;
    }
    struct text name = cut_last(&rest, '/');
    strip_slashes(&rest);
    enum rc rc = decode_path(maker, rest, false, &maker->namespace);
    return rc == RC_OK ? decode(maker, name, &maker->name) : rc;
}

static enum rc read_parts(struct purl_maker *maker)
{
    struct text rest = maker->input;
    struct text subpath = cut_last(&rest, '#');
    struct text qualifiers = cut_last(&rest, '?');
    enum rc rc = read_type(maker, &rest);
    if (rc != RC_OK) {
        return rc;
    }
    struct text version = cut_last(&rest, '@');
    rc = read_name(maker, rest);
    if (rc == RC_OK && maker->name.size == 0) {
        return purl_part_refuse(maker, place_of(maker, rest.at + rest.size),
                                text_find(version, '/') < version.size
                                    ? "the name is missing; \"@\" in a namespace is written %40"
                                    : "the name is missing");
    }
    rc = rc == RC_OK ? decode(maker, version, &maker->version) : rc;
    rc = rc == RC_OK && qualifiers.size > 0 ? read_qualifiers(maker, qualifiers) : rc;
    return rc == RC_OK ? decode_path(maker, subpath, true, &maker->subpath) : rc;
}

/* What holds for all parts alike. */
static enum rc check_bytes(struct purl_maker *maker)
{
    struct text input = maker->input;
    if (input.size == 0) {
        return purl_part_refuse(maker, 0, "a package URL starts with \"pkg:\"");
    }
    size_t bad = utf8_bad_at(input);
    size_t zero = text_find(input, '\0');
    bad = zero < bad ? zero : bad;
    if (bad < input.size) {
        return purl_part_refuse(maker, bad, "this is not well-formed UTF-8 without zero bytes");
    }
    maker->has_escapes = text_find(input, '%') < input.size;
    return RC_OK;
}

enum rc purl_read(struct arena *arena, struct text input, struct purl_issue *issue,
                  struct purl *out)
{
    struct purl_maker maker = {.arena = arena, .input = input, .issue = issue};
    *issue = (struct purl_issue){NULL, 0};
    if (input.size > PURL_LIMIT_BYTES || arena_is_over(arena)) {
        *issue = (struct purl_issue){"the package URL is too long", PURL_LIMIT_BYTES};
        return RC_TOO_LARGE;
    }
    enum rc rc = check_bytes(&maker);
    if (rc != RC_OK) {
        return rc;
    }
    maker.free = arena_take(arena, input.size);
    rc = read_parts(&maker);
    return rc == RC_OK ? purl_part_settle(&maker, out) : rc;
}

/* ---- making ---- */

static enum rc copy_text(struct purl_maker *maker, struct text from, struct purl_run *out)
{
    *out = (struct purl_run){maker->free, from.size, 0};
    if (from.size > 0) {
        memcpy(maker->free, from.at, from.size);
        maker->free += from.size;
    }
    if (from.size > 0 && (utf8_bad_at(from) < from.size || memchr(from.at, 0, from.size) != NULL)) {
        return purl_part_refuse(maker, 0, "this part is not well-formed UTF-8 without zero bytes");
    }
    return RC_OK;
}

static enum rc copy_path(struct purl_maker *maker, struct text from, bool is_subpath,
                         struct purl_run *out)
{
    struct purl_run segment;
    char *start = maker->free;
    while (from.size > 0) {
        struct text part = text_cut(&from, '/');
        if (part.size == 0 || (is_subpath && is_dots(part))) {
            continue;
        }
        if (maker->free > start) {
            *maker->free++ = '/';
        }
        enum rc rc = copy_text(maker, part, &segment);
        if (rc != RC_OK) {
            return rc;
        }
    }
    *out = (struct purl_run){start, (size_t)(maker->free - start), 0};
    return RC_OK;
}

/* Namespace and name of a type whose name is all behind the first segment. */
static enum rc copy_whole_path(struct purl_maker *maker, const struct purl *parts)
{
    struct purl_run tail;
    enum rc rc = copy_path(maker, parts->namespace, false, &maker->name);
    if (rc == RC_OK && maker->name.size > 0) {
        *maker->free++ = '/';
        maker->name.size++;
    }
    rc = rc == RC_OK ? copy_path(maker, parts->name, false, &tail) : rc;
    if (rc == RC_OK) {
        maker->name.size += tail.size;
        split_path(maker);
    }
    return rc;
}

static enum rc copy_qualifiers(struct purl_maker *maker, const struct purl *parts)
{
    struct purl_pair pair;
    enum rc rc = RC_OK;
    size_t room = parts->qualifier_count < PURL_QUALIFIERS_LIMIT ? parts->qualifier_count
                                                                 : PURL_QUALIFIERS_LIMIT;
    maker->qualifiers = ARENA_MANY(maker->arena, struct purl_qualifier, room);
    for (size_t i = 0; rc == RC_OK && i < parts->qualifier_count; i++) {
        rc = copy_text(maker, parts->qualifiers[i].key, &pair.key);
        rc = rc == RC_OK ? copy_text(maker, parts->qualifiers[i].value, &pair.value) : rc;
        rc = rc == RC_OK ? purl_part_qualifier(maker, &pair) : rc;
    }
    return rc;
}

static enum rc copy_parts(struct purl_maker *maker, const struct purl *parts)
{
    enum rc rc = copy_text(maker, parts->type, &maker->type);
    rc = rc == RC_OK ? purl_part_type(maker) : rc;
    if (rc == RC_OK && maker->rules != NULL && maker->rules->name_rule == PURL_NAME_PATH) {
        rc = copy_whole_path(maker, parts);
    } else if (rc == RC_OK) {
        rc = copy_path(maker, parts->namespace, false, &maker->namespace);
        rc = rc == RC_OK ? copy_text(maker, parts->name, &maker->name) : rc;
    }
    rc = rc == RC_OK ? copy_text(maker, parts->version, &maker->version) : rc;
    rc = rc == RC_OK ? copy_qualifiers(maker, parts) : rc;
    return rc == RC_OK ? copy_path(maker, parts->subpath, true, &maker->subpath) : rc;
}

enum rc purl_make(struct arena *arena, const struct purl *parts, struct purl_issue *issue,
                  struct purl *out)
{
    struct purl_maker maker = {.arena = arena, .issue = issue};
    size_t bytes = parts->type.size + parts->namespace.size + parts->name.size +
                   parts->version.size + parts->subpath.size + 1;
    *issue = (struct purl_issue){NULL, 0};
    for (size_t i = 0; i < parts->qualifier_count; i++) {
        bytes += parts->qualifiers[i].key.size + parts->qualifiers[i].value.size;
    }
    if (bytes > PURL_LIMIT_BYTES || arena_is_over(arena)) {
        *issue = (struct purl_issue){"the package URL is too long", 0};
        return RC_TOO_LARGE;
    }
    maker.free = arena_take(arena, bytes);
    enum rc rc = copy_parts(&maker, parts);
    return rc == RC_OK ? purl_part_settle(&maker, out) : rc;
}

/* ---- writing ---- */

/* Letters, digits and ".-_~:" stand for themselves. */
static bool is_plain(unsigned char c)
{
    static const uint64_t low = UINT64_C(0x07ff600000000000);  /* - . 0..9 : */
    static const uint64_t high = UINT64_C(0x47fffffe87fffffe); /* A..Z _ a..z ~ */
    return c < 64 ? (low >> c & 1U) != 0 : c < 128 && (high >> (c - 64U) & 1U) != 0;
}

static void put_encoded(struct buffer *out, struct text from, bool keeps_slashes)
{
    static const char digits[] = "0123456789ABCDEF";
    char *to = buffer_reserve(out, from.size * 3);
    char *start = to;
    for (size_t i = 0; i < from.size; i++) {
        unsigned char c = (unsigned char)from.at[i];
        if (is_plain(c) || (keeps_slashes && c == '/')) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '%';
        *to++ = digits[c >> 4];
        *to++ = digits[c & 15];
    }
    out->size += (size_t)(to - start);
}

void purl_put(struct buffer *out, const struct purl *purl)
{
    bool is_path = purl->rules != NULL && purl->rules->name_rule == PURL_NAME_PATH;
    buffer_put(out, TEXT("pkg:"));
    buffer_put(out, purl->type);
    buffer_put_char(out, '/');
    if (purl->namespace.size > 0) {
        put_encoded(out, purl->namespace, true);
        buffer_put_char(out, '/');
    }
    put_encoded(out, purl->name, is_path);
    if (purl->version.size > 0) {
        buffer_put_char(out, '@');
        put_encoded(out, purl->version, false);
    }
    for (size_t i = 0; i < purl->qualifier_count; i++) {
        buffer_put_char(out, i == 0 ? '?' : '&');
        buffer_put(out, purl->qualifiers[i].key);
        buffer_put_char(out, '=');
        put_encoded(out, purl->qualifiers[i].value, false);
    }
    if (purl->subpath.size > 0) {
        buffer_put_char(out, '#');
        put_encoded(out, purl->subpath, true);
    }
}

struct text purl_qualifier_of(const struct purl *purl, struct text key)
{
    for (size_t i = 0; i < purl->qualifier_count; i++) {
        if (text_equals(purl->qualifiers[i].key, key)) {
            return purl->qualifiers[i].value;
        }
    }
    return TEXT_NONE;
}

bool purl_is_same_package(const struct purl *a, const struct purl *b)
{
    return text_equals(a->name, b->name) && text_equals(a->namespace, b->namespace) &&
           text_equals(a->type, b->type);
}
