/* Package URLs: parts and canonical forms, what is refused, what is told, the table of types. */
#include "engine/purl.h"

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

static const char *canonical(struct arena *arena, const struct purl *purl)
{
    struct buffer out;
    buffer_init(&out, arena);
    purl_put(&out, purl);
    return text_to_z(arena, buffer_text(&out));
}

static void each_name_has_one_form(void **state)
{
    static const struct {
        const char *input;
        const char *output;
    } rows[] = {
        {"pkg:generic/lamp", "pkg:generic/lamp"},
        {"PKG://Generic/lamp@1", "pkg:generic/lamp@1"},
        {"pkg:generic//a///b//lamp/@1", "pkg:generic/a/b/lamp@1"},
        {"pkg:generic/lamp@1?#", "pkg:generic/lamp@1"},
        {"pkg:generic/lamp?b=2&a=1&c=", "pkg:generic/lamp?a=1&b=2"},
        {"pkg:generic/lamp?B=2", "pkg:generic/lamp?b=2"},
        {"pkg:generic/lamp#./a/../b//c/", "pkg:generic/lamp#a/b/c"},
        {"pkg:generic/%2Flamp%2f", "pkg:generic/lamp"},
        {"pkg:generic/a%2fb@1%2f2", "pkg:generic/a%2Fb@1%2F2"},
        {"pkg:generic/l%61mp@~1.0_b-2:3+4", "pkg:generic/lamp@~1.0_b-2:3%2B4"},
        {"pkg:generic/\xC3\xA4 b", "pkg:generic/%C3%A4%20b"},
        {"pkg:npm/@lamp/beam@1", "pkg:npm/%40lamp/beam@1"},
        {"pkg:pypi/Lamp_Tools@1.0RC1", "pkg:pypi/lamp-tools@1.0rc1"},
        {"pkg:pub/Lamp-Tools", "pkg:pub/lamp_tools"},
        {"pkg:cpan/Acme/Lamp", "pkg:cpan/ACME/Lamp"},
        {"pkg:golang/example.org/Lamp/x", "pkg:golang/example.org/Lamp/x"},
        {"pkg:git/example.org/Lamp/Beam@a", "pkg:git/example.org/Lamp/Beam@a"},
        {"pkg:git/github.com/Lamp/Beam@a", "pkg:git/github.com/lamp/beam@a"},
        {"pkg:x.unknown-2/A/B@C?d=E", "pkg:x.unknown-2/A/B@C?d=E"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct purl_issue issue;
        struct purl purl;
        struct purl again;
        assert_int_equal(purl_read(*state, text_of(rows[i].input), &issue, &purl), RC_OK);
        assert_null(issue.sentence);
        const char *words = canonical(*state, &purl);
        assert_string_equal(words, rows[i].output);
        assert_int_equal(purl_read(*state, text_of(words), &issue, &again), RC_OK);
        assert_string_equal(canonical(*state, &again), words);
        assert_true(purl_is_same_package(&purl, &again));
        assert_int_equal(purl_make(*state, &purl, &issue, &again), RC_OK);
        assert_string_equal(canonical(*state, &again), words);
    }
}

static void what_has_no_clear_meaning_is_refused_at_its_place(void **state)
{
    static const struct {
        const char *input;
        size_t at;
    } rows[] = {
        {"", 0},
        {"npm/lamp", 0},
        {"pkg", 0},
        {"pk:npm/lamp", 0},
        {"pkg:", 4},
        {"pkg:npm", 7},
        {"pkg:npm/", 8},
        {"pkg:9pm/lamp", 4},
        {"pkg:n%70m/lamp", 5},
        {"pkg:npm/@lamp/beam", 8},
        {"pkg:npm/l%4", 9},
        {"pkg:npm/l%zz", 9},
        {"pkg:npm/l%00", 9},
        {"pkg:npm/%C3", 8},
        {"pkg:npm/l\xFF", 9},
        {"pkg:generic/a%2Fb/lamp", 12},
        {"pkg:generic/lamp#a%2Fb", 17},
        {"pkg:generic/lamp?=1", 17},
        {"pkg:generic/lamp?1a=1", 17},
        {"pkg:generic/lamp?a%20=1", 18},
        {"pkg:generic/lamp?a=1&A=2", 21},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct purl_issue issue;
        struct purl purl;
        memset(&purl, 1, sizeof purl);
        struct purl before = purl;
        assert_int_equal(purl_read(*state, text_of(rows[i].input), &issue, &purl), RC_INVALID);
        assert_non_null(issue.sentence);
        if (issue.at != rows[i].at) {
            fail_msg("%s: %zu", rows[i].input, issue.at);
        }
        assert_memory_equal(&purl, &before, sizeof purl);
    }
}

static void what_breaks_a_rule_but_is_clear_is_read_and_told(void **state)
{
    static const struct {
        const char *input;
        const char *means;
        size_t at;
    } rows[] = {
        {"pkg:maven/lamp@1", "pkg:maven/lamp@1", 10},
        {"pkg:cargo/a/lamp@1", "pkg:cargo/a/lamp@1", 10},
        {"pkg:swift/example.org/lamp", "pkg:swift/example.org/lamp", 10},
        {"pkg:julia/Lamp", "pkg:julia/Lamp", 14},
        {"pkg:cpan/Acme::Lamp", "pkg:cpan/Acme::Lamp", 9},
        {"pkg:gem/lamp?Platform=java", "pkg:gem/lamp?platform=java", 13},
        {"pkg:gem/lamp?platform", "pkg:gem/lamp", 13},
        {"pkg:chrome-extension/lamp", "pkg:chrome-extension/lamp", 21},
        {"pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1..2",
         "pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1..2", 54},
        {"pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1.2.3.4.5",
         "pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1.2.3.4.5", 54},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct purl_issue issue;
        struct purl purl;
        assert_int_equal(purl_read(*state, text_of(rows[i].input), &issue, &purl), RC_OK);
        assert_non_null(issue.sentence);
        assert_int_equal(issue.at, rows[i].at);
        assert_string_equal(canonical(*state, &purl), rows[i].means);
    }
}

static void limits_hold(void **state)
{
    struct purl_issue issue;
    struct purl purl;
    struct buffer many;
    char *z = arena_take(*state, PURL_LIMIT_BYTES + 2);
    memset(z, 'a', PURL_LIMIT_BYTES + 1);
    memcpy(z, "pkg:a/", 6);
    assert_int_equal(purl_read(*state, text_of(z), &issue, &purl), RC_TOO_LARGE);
    z[PURL_LIMIT_BYTES] = '\0';
    assert_int_equal(purl_read(*state, text_of(z), &issue, &purl), RC_OK);
    buffer_init(&many, *state);
    buffer_put_z(&many, "pkg:a/b?");
    for (size_t i = 0; i < PURL_QUALIFIERS_LIMIT; i++) {
        buffer_print(&many, "k%zu=v&", PURL_QUALIFIERS_LIMIT - i);
    }
    assert_int_equal(purl_read(*state, buffer_text(&many), &issue, &purl), RC_OK);
    assert_int_equal(purl.qualifier_count, PURL_QUALIFIERS_LIMIT);
    assert_true(text_is(purl_qualifier_of(&purl, TEXT("k7")), "v"));
    assert_int_equal(purl_qualifier_of(&purl, TEXT("k0")).size, 0);
    buffer_put_z(&many, "k0=v");
    assert_int_equal(purl_read(*state, buffer_text(&many), &issue, &purl), RC_TOO_LARGE);
    assert_non_null(issue.sentence);
}

static void parts_that_are_no_text_are_refused(void **state)
{
    static const struct purl rows[] = {
        {.type = {"", 0}, .name = {"a", 1}},
        {.type = {"npm", 3}},
        {.type = {"npm", 3}, .name = {"/", 1}},
        {.type = {"n m", 3}, .name = {"a", 1}},
        {.type = {"npm", 3}, .name = {"a\0b", 3}},
        {.type = {"npm", 3}, .name = {"a\xFF", 2}},
        {.type = {"npm", 3}, .name = {"a", 1}, .version = {"\xC3", 1}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct purl_issue issue;
        struct purl purl;
        assert_int_equal(purl_make(*state, &rows[i], &issue, &purl), RC_INVALID);
        assert_non_null(issue.sentence);
    }
}

static void every_type_of_the_table_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < purl_type_count(); i++) {
        const struct purl_type *type = purl_type_at(i);
        assert_ptr_equal(purl_type_find(type->name), type);
        assert_true(i == 0 || text_compare(purl_type_at(i - 1)->name, type->name) < 0);
    }
    assert_null(purl_type_find(TEXT("lamp")));
    assert_null(purl_type_find(TEXT("zzz")));
    assert_null(purl_type_find(TEXT_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_has_one_form),
        cmocka_unit_test(what_has_no_clear_meaning_is_refused_at_its_place),
        cmocka_unit_test(what_breaks_a_rule_but_is_clear_is_read_and_told),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(parts_that_are_no_text_are_refused),
        cmocka_unit_test(every_type_of_the_table_is_found),
    };
    return cmocka_run_group_tests_name("package URLs", tests, open_arena, close_arena);
}
