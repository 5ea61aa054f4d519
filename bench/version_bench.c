/* version_bench.c - comparing versions, as strings and as keys, against the targets.
 *
 * Prints one table: ecosystem, compares a second on strings and on keys, and the ratio to the
 * targets (5 million and 20 million a second on one core). The versions are made by counting, in
 * the shapes that the ecosystems use; every compare is of two neighbours in a shuffled list.
 * Times are of the processor, so that other work on the machine does not count. Usage:
 * version_bench. Best of RUNS. */
#include "engine/version.h"

#include <stdio.h>
#include <time.h>

#define RUNS 5
#define VERSIONS 4096
#define ROUNDS 60
#define STRING_TARGET 5e6
#define KEY_TARGET 20e6

struct shape {
    const char *ecosystem;
    const char *suffixes[4];
};

static const struct shape shapes[] = {
    {"semver", {"", "-rc.1", "-alpha.beta.2", "+build.7"}},
    {"deb", {"-1", "-2+deb12u1", "~rc1-1", "+dfsg-3"}},
    {"rpm", {"-1.el9", "-4.el9_4.2", "~rc1-1.el8", "-3.fc40"}},
    {"pypi", {"", "rc1", ".post2", ".dev3"}},
    {"maven", {"", "-SNAPSHOT", ".Final", "-beta-2"}},
    {"gem", {"", ".rc1", ".pre.2", ".1"}},
    {"composer", {"", "-beta1", "-RC2", "-p1"}},
    {"nuget", {"", "-Beta.1", ".7", "-rc"}},
    {"alpine", {"-r0", "_rc1-r1", "b-r2", "_p3-r0"}},
    {"alpm", {"-1", "rc1-2", "-3.1", ".r12.gabc-1"}},
    {"conan", {"", "-pre1", "+b2", "a"}},
    {"generic", {"", "e", "rc2", "-3"}},
};

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make_versions(struct arena *arena, const struct shape *shape, struct text *versions,
                          struct text *keys)
{
    const struct version_ecosystem *ecosystem = version_ecosystem(text_of(shape->ecosystem));
    struct fault fault;
    unsigned seed = 1;
    fault_init(&fault, arena);
    for (int i = 0; i < VERSIONS; i++) {
        seed = seed * 1103515245u + 12345u;
        versions[i] = text_print(arena, "%u.%u.%u%s", seed >> 29, (seed >> 22) % 30,
                                 (seed >> 12) % 100, shape->suffixes[(seed >> 8) % 4]);
        if (version_key(ecosystem, versions[i], arena, &fault, &keys[i]) != RC_OK) {
            fprintf(stderr, "no key for %.*s\n", TEXT_ARGS(versions[i]));
        }
    }
}

static double time_strings(const struct version_ecosystem *ecosystem, const struct text *versions,
                           int *sum)
{
    double start = now_seconds();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i + 1 < VERSIONS; i++) {
            int order = 0;
            if (version_compare(ecosystem, versions[i], versions[i + 1], &order) == RC_OK) {
                *sum += order < 0 ? 1 : 0;
            }
        }
    }
    return now_seconds() - start;
}

static double time_keys(const struct version_ecosystem *ecosystem, const struct text *keys,
                        int *sum)
{
    double start = now_seconds();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i + 1 < VERSIONS; i++) {
            *sum += version_key_compare(ecosystem, keys[i], keys[i + 1]) < 0 ? 1 : 0;
        }
    }
    return now_seconds() - start;
}

static void put_row(struct arena *arena, const struct shape *shape)
{
    const struct version_ecosystem *ecosystem = version_ecosystem(text_of(shape->ecosystem));
    struct text *versions = ARENA_MANY(arena, struct text, VERSIONS);
    struct text *keys = ARENA_MANY(arena, struct text, VERSIONS);
    double strings_s = 1e9;
    double keys_s = 1e9;
    double compares = (double)ROUNDS * (VERSIONS - 1);
    int string_sum = 0;
    int key_sum = 0;
    make_versions(arena, shape, versions, keys);
    for (int run = 0; run < RUNS; run++) {
        double a = time_strings(ecosystem, versions, &string_sum);
        double b = time_keys(ecosystem, keys, &key_sum);
        strings_s = a < strings_s ? a : strings_s;
        keys_s = b < keys_s ? b : keys_s;
    }
    printf("%-10s %9.1f %7.2fx %9.1f %7.2fx%s\n", shape->ecosystem, compares / strings_s / 1e6,
           compares / strings_s / STRING_TARGET, compares / keys_s / 1e6,
           compares / keys_s / KEY_TARGET,
           string_sum == key_sum ? "" : "  strings differ from keys");
}

int main(void)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    printf("%-10s %9s %8s %9s %8s\n", "ecosystem", "M/s text", "of 5 M/s", "M/s keys", "of 20 M/s");
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        put_row(arena, &shapes[i]);
    }
    arena_close(arena);
    return 0;
}
