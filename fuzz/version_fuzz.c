/* version_fuzz.c - any bytes as versions of every ecosystem and as a VERS range: no crash, the
 * order of strings is that of their keys and turns round with its sides, and what is accepted as
 * a range has a canonical form that reads back as itself. */
#include "engine/vers.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const names[] = {"semver", "deb",    "rpm",     "pypi",    "maven",   "gem",
                                    "nuget",  "alpine", "alpm",    "gentoo",  "conan",   "composer",
                                    "pub",    "cran",   "openssl", "generic", "datetime"};

static int sign_of(int order)
{
    return (order > 0) - (order < 0);
}

static void compare(struct arena *arena, const char *name, struct text a, struct text b)
{
    const struct version_ecosystem *ecosystem = version_ecosystem(text_of(name));
    struct fault fault;
    struct text key_a;
    struct text key_b;
    int order;
    int reverse;
    fault_init(&fault, arena);
    if (version_compare(ecosystem, a, b, &order) != RC_OK) {
        return;
    }
    if (version_compare(ecosystem, b, a, &reverse) != RC_OK ||
        version_key(ecosystem, a, arena, &fault, &key_a) != RC_OK ||
        version_key(ecosystem, b, arena, &fault, &key_b) != RC_OK ||
        sign_of(order) != -sign_of(reverse) ||
        sign_of(order) != sign_of(version_key_compare(ecosystem, key_a, key_b))) {
        abort();
    }
}

static void read_range(struct arena *arena, struct text input)
{
    const struct vers_range *range;
    const struct vers_range *again;
    struct fault fault;
    struct buffer once;
    struct buffer twice;
    bool is_in;
    fault_init(&fault, arena);
    buffer_init(&once, arena);
    buffer_init(&twice, arena);
    if (vers_read(arena, input, &fault, &range) != RC_OK) {
        if (fault_is_empty(&fault)) {
            abort(); /* a refusal has words */
        }
        return;
    }
    vers_put(&once, range);
    if (vers_contains(range, TEXT("1.2.3"), arena, &fault, &is_in) != RC_OK ||
        vers_read(arena, buffer_text(&once), &fault, &again) != RC_OK) {
        abort();
    }
    vers_put(&twice, again);
    if (!text_equals(buffer_text(&once), buffer_text(&twice))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct text input = {(const char *)bytes, size};
    struct text rest = input;
    struct text a = text_cut(&rest, ' ');
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        compare(arena, names[i], a, rest);
    }
    read_range(arena, input);
    arena_close(arena);
    return 0;
}
