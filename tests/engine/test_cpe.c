/* Platform names: both bindings, what is refused, relations, matches. */
#include "engine/cpe_relation.h"
#include "engine/cpe_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MEMORY_BYTES ((size_t)16 << 20)

static int open_arena(void **state)
{
    *state = arena_open(MEMORY_BYTES);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static struct cpe name_of(struct arena *arena, const char *words)
{
    struct cpe_issue issue;
    struct cpe cpe;
    assert_int_equal(cpe_read(arena, text_of(words), &issue, &cpe), RC_OK);
    return cpe;
}

static struct text formatted(struct arena *arena, const struct cpe *cpe)
{
    struct buffer out;
    buffer_init(&out, arena);
    cpe_write_formatted(&out, cpe);
    return buffer_text(&out);
}

static struct text uri(struct arena *arena, const struct cpe *cpe)
{
    struct buffer out;
    buffer_init(&out, arena);
    cpe_write_uri(&out, cpe);
    return buffer_text(&out);
}

/* Names of this project; the shapes are those of NISTIR 7695, 6.1.2 and 6.2.2. */
static void both_bindings_say_the_same(void **state)
{
    static const struct {
        const char *formatted;
        const char *uri;
    } rows[] = {
        {"cpe:2.3:a:acme:lamp_control:8.0.6001:beta:*:*:*:*:*:*",
         "cpe:/a:acme:lamp_control:8.0.6001:beta"},
        {"cpe:2.3:a:acme:lamp_control:8.*:sp?:*:*:*:*:*:*", "cpe:/a:acme:lamp_control:8.%02:sp%01"},
        {"cpe:2.3:a:acme:lamp_control:7.4.0:-:*:*:online:win2003:x64:*",
         "cpe:/a:acme:lamp_control:7.4.0:-:~~online~win2003~x64~"},
        {"cpe:2.3:a:foo\\\\bar:big\\$lamp:*:*:*:*:special:pod:80gb:*",
         "cpe:/a:foo%5cbar:big%24lamp:::~~special~pod~80gb~"},
        {"cpe:2.3:a:acme:lamp:1.0\\+b\\:2\\~3:*:first:de:*:*:*:*",
         "cpe:/a:acme:lamp:1.0%2bb%3a2%7e3::first:de"},
        {"cpe:2.3:h:acme:ecu:\\-:*:*:*:*:*:*:*", "cpe:/h:acme:ecu:%2d"},
        {"cpe:2.3:*:*:*:*:*:*:*:*:*:*:*", "cpe:/"},
        {"cpe:2.3:o:acme:\\*\\?:*:*:*:*:*:*:*:*", "cpe:/o:acme:%2a%3f"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cpe one = name_of(*state, rows[i].formatted);
        struct cpe other = name_of(*state, rows[i].uri);
        assert_string_equal(text_to_z(*state, formatted(*state, &one)), rows[i].formatted);
        assert_string_equal(text_to_z(*state, formatted(*state, &other)), rows[i].formatted);
        assert_string_equal(text_to_z(*state, uri(*state, &one)), rows[i].uri);
        assert_string_equal(text_to_z(*state, uri(*state, &other)), rows[i].uri);
    }
}

static void what_has_no_clear_meaning_is_refused_at_its_place(void **state)
{
    static const struct {
        const char *input;
        size_t at;
    } rows[] = {
        {"", 0},
        {"pkg:npm/a", 0},
        {"cpe:2.3:x:a:b:*:*:*:*:*:*:*:*", 8},
        {"cpe:2.3:a:a*b:c:*:*:*:*:*:*:*:*", 12},
        {"cpe:2.3:a:a**:c:*:*:*:*:*:*:*:*", 12},
        {"cpe:2.3:a:b:c:1\\", 15},
        {"cpe:2.3:a:b", 11},
        {"cpe:2.3:a:b:c:*:*:*:*:*:*:*:*:d", 30},
        {"cpe:2.3:a:b:c\001:*", 13},
        {"cpe:/a:b:c:%4", 11},
        {"cpe:/a:b:c:1:2:3:4:5", 19},
        {"cpe:/a:b:c:1:2:~a~b~c~d~e~f", 26},
        {"cpe:/q:b", 5},
        {"cpe:/a:%ff:c", 7},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cpe_issue issue;
        struct cpe cpe;
        memset(&cpe, 1, sizeof cpe);
        struct cpe before = cpe;
        assert_int_equal(cpe_read(*state, text_of(rows[i].input), &issue, &cpe), RC_INVALID);
        assert_non_null(issue.sentence);
        assert_int_equal(issue.at, rows[i].at);
        assert_memory_equal(&cpe, &before, sizeof cpe);
    }
}

static void what_breaks_a_rule_but_is_clear_is_read_and_told(void **state)
{
    static const struct {
        const char *input;
        const char *means;
        size_t at;
    } rows[] = {
        {"cpe:2.3:a:b:c:1.0", "cpe:2.3:a:b:c:1.0:*:*:*:*:*:*:*", 17},
        {"cpe:2.3:a:b::1:*:*:*:*:*:*:*", "cpe:2.3:a:b:*:1:*:*:*:*:*:*:*", 12},
        {"cpe:2.3:a:b:c:1+2:*:*:*:*:*:*:*", "cpe:2.3:a:b:c:1\\+2:*:*:*:*:*:*:*", 15},
        {"cpe:/a:b:%02", "cpe:2.3:a:b:*:*:*:*:*:*:*:*:*", 9},
        {"cpe:/a:b:c:1+2", "cpe:2.3:a:b:c:1\\+2:*:*:*:*:*:*:*", 12},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cpe_issue issue;
        struct cpe cpe;
        assert_int_equal(cpe_read(*state, text_of(rows[i].input), &issue, &cpe), RC_OK);
        assert_non_null(issue.sentence);
        assert_int_equal(issue.at, rows[i].at);
        assert_string_equal(text_to_z(*state, formatted(*state, &cpe)), rows[i].means);
    }
}

static void case_does_not_count_and_a_long_name_is_refused(void **state)
{
    struct cpe_issue issue;
    struct cpe cpe = name_of(*state, "CPE:2.3:A:AcMe:Lamp:1.0-RC1:*:*:*:*:*:*:*");
    char *z = arena_take(*state, CPE_LIMIT_BYTES + 2);
    assert_string_equal(text_to_z(*state, formatted(*state, &cpe)),
                        "cpe:2.3:a:acme:lamp:1.0-rc1:*:*:*:*:*:*:*");
    memset(z, 'a', CPE_LIMIT_BYTES + 1);
    memcpy(z, "cpe:/a:", 7);
    assert_int_equal(cpe_read(*state, text_of(z), &issue, &cpe), RC_TOO_LARGE);
}

/* All sixteen cells of table 6-2, and what wildcards cover. */
static void attributes_stand_to_each_other_as_the_table_says(void **state)
{
    static const struct {
        const char *source;
        const char *target;
        enum cpe_relation relation;
    } rows[] = {
        {"*", "*", CPE_EQUAL},        {"*", "-", CPE_SUPERSET},     {"*", "a", CPE_SUPERSET},
        {"*", "a*", CPE_UNDEFINED},   {"-", "*", CPE_SUBSET},       {"-", "-", CPE_EQUAL},
        {"-", "a", CPE_DISJOINT},     {"-", "a*", CPE_UNDEFINED},   {"a", "*", CPE_SUBSET},
        {"a", "-", CPE_DISJOINT},     {"a", "A", CPE_EQUAL},        {"a", "b", CPE_DISJOINT},
        {"a", "a*", CPE_UNDEFINED},   {"a*", "*", CPE_SUBSET},      {"a*", "-", CPE_DISJOINT},
        {"a*", "abc", CPE_SUPERSET},  {"a*", "ba", CPE_DISJOINT},   {"a*", "a*", CPE_UNDEFINED},
        {"*a", "ba", CPE_SUPERSET},   {"*a", "ab", CPE_DISJOINT},   {"*a*", "bab", CPE_SUPERSET},
        {"?a", "ba", CPE_SUPERSET},   {"?a", "a", CPE_SUPERSET},    {"?a", "bba", CPE_DISJOINT},
        {"??a", "bba", CPE_SUPERSET}, {"a?", "aab", CPE_DISJOINT},  {"?a?", "aab", CPE_SUPERSET},
        {"a\\*", "a\\*", CPE_EQUAL},  {"a\\*", "ab", CPE_DISJOINT}, {"a*", "a", CPE_SUPERSET},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text source = text_print(*state, "cpe:2.3:a:v:p:%s:*:*:*:*:*:*:*", rows[i].source);
        struct text target = text_print(*state, "cpe:2.3:a:v:p:%s:*:*:*:*:*:*:*", rows[i].target);
        struct cpe one = name_of(*state, source.at);
        struct cpe other = name_of(*state, target.at);
        enum cpe_relation got =
            cpe_relation_of_values(&one.values[CPE_VERSION], &other.values[CPE_VERSION]);
        if (got != rows[i].relation) {
            fail_msg("%s to %s: %s", rows[i].source, rows[i].target, cpe_relation_name(got));
        }
    }
}

/* Plain recursion over every way to share out a target among the signs of a pattern. */
static bool is_covered_plainly(const char *pattern, const char *target)
{
    if (*pattern == '\0') {
        return *target == '\0';
    }
    if (*pattern == '*') {
        return is_covered_plainly(pattern + 1, target) ||
               (*target != '\0' && is_covered_plainly(pattern, target + 1));
    }
    if (*pattern == '?') {
        return is_covered_plainly(pattern + 1, target) ||
               (*target != '\0' && is_covered_plainly(pattern + 1, target + 1));
    }
    return *pattern == *target && is_covered_plainly(pattern + 1, target + 1);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

static void wildcards_cover_what_plain_search_finds(void **state)
{
    static const char *const edges[] = {"", "*", "?", "??", "???"};
    unsigned seed = 7;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char core[5];
        char target[9];
        size_t core_size = 1 + next_random(&seed) % 3;
        size_t target_size = 1 + next_random(&seed) % 7;
        for (size_t i = 0; i < core_size; i++) {
            core[i] = (char)('a' + next_random(&seed) % 2);
        }
        core[core_size] = '\0';
        for (size_t i = 0; i < target_size; i++) {
            target[i] = (char)('a' + next_random(&seed) % 2);
        }
        target[target_size] = '\0';
        const char *before = edges[next_random(&seed) % 5];
        const char *behind = edges[1 + next_random(&seed) % 4];
        struct arena *arena = *state;
        struct text pattern = text_print(arena, "%s%s%s", before, core, behind);
        struct cpe one =
            name_of(arena, text_print(arena, "cpe:2.3:a:v:p:%s:*:*:*:*:*:*:*", pattern.at).at);
        struct cpe other =
            name_of(arena, text_print(arena, "cpe:2.3:a:v:p:%s:*:*:*:*:*:*:*", target).at);
        enum cpe_relation want =
            is_covered_plainly(pattern.at, target) ? CPE_SUPERSET : CPE_DISJOINT;
        enum cpe_relation got =
            cpe_relation_of_values(&one.values[CPE_VERSION], &other.values[CPE_VERSION]);
        if (got != want) {
            fail_msg("%s over %s: %s", pattern.at, target, cpe_relation_name(got));
        }
    }
}

static void names_match_where_no_attribute_is_apart(void **state)
{
    static const struct {
        const char *says;
        const char *criterion;
        const char *component;
        bool is_match;
        bool is_version_unknown;
        bool has_no_version;
        enum cpe_relation relation;
    } rows[] = {
        {"the same", "a:v:p:1:*:*:*:*:*:*:*", "a:v:p:1:*:*:*:*:*:*:*", true, false, false,
         CPE_EQUAL},
        {"every version", "a:v:p:*:*:*:*:*:*:*:*", "a:v:p:1:*:*:*:*:*:*:*", true, false, false,
         CPE_SUPERSET},
        {"another part", "o:v:p:*:*:*:*:*:*:*:*", "a:v:p:1:*:*:*:*:*:*:*", false, false, false,
         CPE_DISJOINT},
        {"an unknown version", "a:v:p:1:*:*:*:*:*:*:*", "a:v:p:*:*:*:*:*:*:*:*", true, true, false,
         CPE_SUBSET},
        {"no version", "a:v:p:-:*:*:*:*:*:*:*", "a:v:p:*:*:*:*:*:*:*:*", true, true, true,
         CPE_SUBSET},
        {"any vendor", "a:*:p:1:*:*:*:*:*:*:*", "a:v:p:1:*:*:*:*:*:*:*", true, false, false,
         CPE_SUPERSET},
        {"vendor wider, product narrower", "a:*:p:1:*:*:*:*:*:*:*", "a:v:*:1:*:*:*:*:*:*:*", false,
         false, false, CPE_UNDEFINED},
        {"vendor narrower, product wider", "a:v:*:1:*:*:*:*:*:*:*", "a:*:p:1:*:*:*:*:*:*:*", false,
         false, false, CPE_UNDEFINED},
        {"another platform", "a:v:p:1:*:*:*:*:windows:*:*", "a:v:p:1:*:*:*:*:linux:*:*", false,
         false, false, CPE_DISJOINT},
        {"any over wildcards", "a:v:p:*:*:*:*:*:*:*:*", "a:v:p:1*:*:*:*:*:*:*:*", true, false,
         false, CPE_UNDEFINED},
        {"a value under wildcards", "a:v:p:1:*:*:*:*:*:*:*", "a:v:p:1*:*:*:*:*:*:*:*", false, false,
         false, CPE_UNDEFINED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum cpe_relation of[CPE_ATTRIBUTES];
        struct cpe one = name_of(*state, text_print(*state, "cpe:2.3:%s", rows[i].criterion).at);
        struct cpe other = name_of(*state, text_print(*state, "cpe:2.3:%s", rows[i].component).at);
        struct cpe_relation_match match = cpe_relation_match(&one, &other);
        enum cpe_relation relation = cpe_relation_of_names(&one, &other, of);
        if (match.is_match != rows[i].is_match || relation != rows[i].relation ||
            match.is_version_unknown != rows[i].is_version_unknown ||
            match.has_no_version != rows[i].has_no_version) {
            fail_msg("%s: %d %d %d, %s", rows[i].says, match.is_match, match.is_version_unknown,
                     match.has_no_version, cpe_relation_name(relation));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_bindings_say_the_same),
        cmocka_unit_test(what_has_no_clear_meaning_is_refused_at_its_place),
        cmocka_unit_test(what_breaks_a_rule_but_is_clear_is_read_and_told),
        cmocka_unit_test(case_does_not_count_and_a_long_name_is_refused),
        cmocka_unit_test(attributes_stand_to_each_other_as_the_table_says),
        cmocka_unit_test(wildcards_cover_what_plain_search_finds),
        cmocka_unit_test(names_match_where_no_attribute_is_apart),
    };
    return cmocka_run_group_tests_name("platform names", tests, open_arena, close_arena);
}
