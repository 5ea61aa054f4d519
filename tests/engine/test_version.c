/* Orderings: known ladders of each ecosystem, and what holds for all of them. */
#include "engine/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int order_of(const char *ecosystem, struct text a, struct text b)
{
    int order = 0;
    assert_int_equal(version_compare(version_ecosystem(text_of(ecosystem)), a, b, &order), RC_OK);
    return order;
}

/* Rising, apart by blanks; equal ones apart by =. */
static const struct {
    const char *ecosystem;
    const char *ladder;
} ladders[] = {
    {"semver", "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 "
               "1.0.0-rc.1 1.0.0=v1.0.0=1.0.0+build 1.0.1 18446744073709551616.0.0"},
    {"deb", "1.0~~ 1.0~rc1 1.0=1.0-0=0:1.0 1.0-1 1.0a 1.0+b 1:0.1"},
    {"rpm", "1.0~rc1-1 1.0-1=1.00-1=0:1.0-1 1.0-2 1.0^git1-1 1.0.a-1 1.0.1-1 1:0.5-1"},
    {"pypi", "nonsense 1.dev0=1.0.dev 1.0a1=1.0alpha1 1.0b2 1.0rc1=1.0c1 1.0=1=1.0.0 1.0+a 1.0+a.1 "
             "1.0+1 1.0.post1=1.0-1 1.0.1 1!0.1"},
    {"maven", "1-alpha-1=1a1 1-beta 1-milestone 1-rc=1-cr 1-SNAPSHOT 1=1.0=1-ga=1.0.0-final 1-sp "
              "1-xyz 1-1 1.1"},
    {"gem", "1.0.a 1.0.a.1 1.0.b 1=1.0=1.0.0 1.0.1 1.2 1.10"},
    {"composer", "1.0-dev 1.0-alpha1 1.0-beta1 1.0-RC1 1.0=v1.0 1.0-p1 1.1"},
    {"nuget", "1.0-alpha 1.0.0-BETA=1.0-beta 1.0=1.0.0.0=1.0+x 1.0.0.1"},
    {"alpine", "1.0_alpha 1.0_alpha1 1.0_beta 1.0_rc 1.0 1.0-r0 1.0-r1 1.0_p1 1.0a 1.0.1 1.1"},
    {"gentoo", "1_alpha 1_rc1 1=1-r0 1-r1 1_p0 1a 1.0 1.01 1.1 1.10"},
    {"alpm", "1.0alpha 1.0b 1.0rc 1.0=1.0-1 1.0.a 1.0.1 1:0.1"},
    {"conan", "1.0-pre 1=1.0=1.0.0 1.0+1 1.1 1.1.1.1 1.2.a 10"},
    {"openssl", "0.9.8 0.9.8a 0.9.8z 0.9.8za 1.0.2-beta1 1.0.2 1.0.2a 3.0.0-alpha1 3.0.0 3.0.1"},
    {"generic", "1.0rc1 1.0=1=v1.0.0 1.0.1 1.0.2 1.0.2a 2.8.75 2.8.123 2.8.123e 2.10"},
    {"datetime", "never 2024-01-01T00:00:00+02:00 2024-01-01T00:00:00Z=2024-01-01T01:00:00.0+01:00 "
                 "2024-01-01T00:00:00.5Z 2024-02-29T00:00:00Z 2024-03-01T00:00:00Z"},
};

static void ladder_rises(const char *ecosystem, struct text steps)
{
    struct text below = TEXT_NONE;
    while (steps.size > 0) {
        struct text step = text_cut(&steps, ' ');
        struct text first = text_cut(&step, '=');
        if (below.size > 0 &&
            (order_of(ecosystem, below, first) >= 0 || order_of(ecosystem, first, below) <= 0)) {
            fail_msg("%s: %.*s is not below %.*s", ecosystem, TEXT_ARGS(below), TEXT_ARGS(first));
        }
        while (step.size > 0) {
            struct text equal = text_cut(&step, '=');
            if (order_of(ecosystem, first, equal) != 0) {
                fail_msg("%s: %.*s is not %.*s", ecosystem, TEXT_ARGS(first), TEXT_ARGS(equal));
            }
        }
        below = first;
    }
}

static void ladders_rise(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ladders / sizeof ladders[0]; i++) {
        ladder_rises(ladders[i].ecosystem, text_of(ladders[i].ladder));
    }
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static struct text random_version(uint64_t *seed, char *at)
{
    static const char signs[] = "0011259.....-~^+_:abrcpv#! =";
    size_t size = (size_t)(next_random(seed) % 12);
    for (size_t i = 0; i < size; i++) {
        at[i] = signs[next_random(seed) % (sizeof signs - 1)];
    }
    return (struct text){at, size};
}

/* Reversed and transitive on anything, where the key's bytes decide. */
static void orders_are_total(void **state)
{
    static const char *const names[] = {"semver",   "deb",   "rpm",      "pypi",   "gem",
                                        "composer", "nuget", "alpine",   "gentoo", "openssl",
                                        "pub",      "cran",  "datetime", "generic"};
    uint64_t seed = 20;
    (void)state;
    for (int round = 0; round < 60000; round++) {
        const char *name = names[(size_t)round % (sizeof names / sizeof names[0])];
        char bytes[3][16];
        struct text a = random_version(&seed, bytes[0]);
        struct text b = random_version(&seed, bytes[1]);
        struct text c = random_version(&seed, bytes[2]);
        int ab = order_of(name, a, b);
        assert_int_equal(order_of(name, a, a), 0);
        assert_int_equal((ab > 0) - (ab < 0),
                         (order_of(name, b, a) < 0) - (order_of(name, b, a) > 0));
        if (ab <= 0 && order_of(name, b, c) <= 0 && order_of(name, a, c) > 0) {
            fail_msg("%s: %.*s, %.*s, %.*s", name, TEXT_ARGS(a), TEXT_ARGS(b), TEXT_ARGS(c));
        }
    }
}

/* Long versions have their place or are refused, in every ecosystem. */
static void long_versions_are_answered(void **state)
{
    static const char *const units[] = {"1",  "a", "-",  ".", "~", "a1", "0",  "_p1",
                                        "9.", ":", "1-", "!", "+", ".0", "1a-"};
    static const char *const names[] = {"semver", "npm",   "golang",   "deb",           "rpm",
                                        "pypi",   "maven", "gem",      "composer",      "nuget",
                                        "alpine", "alpm",  "gentoo",   "openssl",       "conan",
                                        "pub",    "cran",  "datetime", "lexicographic", "generic"};
    char bytes[VERSION_LIMIT_BYTES + 4];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct version_ecosystem *ecosystem = version_ecosystem(text_of(names[i]));
        for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
            int order = 9;
            for (size_t b = 0; b < sizeof bytes; b++) {
                bytes[b] = units[u][b % strlen(units[u])];
            }
            struct text longest = {bytes, VERSION_LIMIT_BYTES};
            struct text longer = {bytes, VERSION_LIMIT_BYTES + 1};
            assert_int_equal(version_compare(ecosystem, longest, longest, &order), RC_OK);
            assert_int_equal(order, 0);
            assert_int_equal(version_compare(ecosystem, longer, longest, &order), RC_TOO_LARGE);
        }
        int order = 9;
        assert_int_equal(version_compare(ecosystem, TEXT("1\t"), TEXT("1"), &order), RC_INVALID);
        assert_int_equal(order, 9);
    }
}

static void names_are_found(void **state)
{
    (void)state;
    assert_string_equal(version_ecosystem_name(version_ecosystem(TEXT("PyPI"))), "pypi");
    assert_string_equal(version_ecosystem_name(version_ecosystem(TEXT("apk"))), "alpine");
    assert_string_equal(version_ecosystem_name(version_ecosystem(TEXT("crates.io"))), "semver");
    assert_null(version_ecosystem(TEXT("nothing")));
    assert_null(version_ecosystem(TEXT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ladders_rise),
        cmocka_unit_test(orders_are_total),
        cmocka_unit_test(long_versions_are_answered),
        cmocka_unit_test(names_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
