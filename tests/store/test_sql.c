#include "store/sql.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

struct sample {
    const char *rule;
    const char *in;
    const char *out;
};

static const struct sample samples[] = {
    {"nothing stays nothing", "", ""},
    {"a text without placeholders stays", "SELECT 1", "SELECT 1"},
    {"a placeholder is rewritten", "SELECT ?1", "SELECT $1"},
    {"more than one digit is rewritten", "a = ?10 AND b=?2", "a = $10 AND b=$2"},
    {"neighbours are rewritten", "(?1,?2)", "($1,$2)"},
    {"a bare mark stays", "a ? b", "a ? b"},
    {"a mark at the end stays", "a ?", "a ?"},
    {"a mark before a name stays", "?a", "?a"},
    {"a literal stays", "'?1' || ?1", "'?1' || $1"},
    {"a doubled quote does not end a literal", "'it''s ?1' || ?1", "'it''s ?1' || $1"},
    {"an empty literal ends at once", "'' || ?1", "'' || $1"},
    {"a literal of one quote ends", "'''' || ?1", "'''' || $1"},
    {"a backslash does not escape", "'\\' || ?1", "'\\' || $1"},
    {"an identifier stays", "\"?1\" = ?1", "\"?1\" = $1"},
    {"a doubled quote does not end an identifier", "\"a\"\"?1\" = ?1", "\"a\"\"?1\" = $1"},
    {"a quote within an identifier opens nothing", "\"it's\" = ?1", "\"it's\" = $1"},
    {"a quote within a literal opens nothing", "'\"' = ?1", "'\"' = $1"},
    {"a line comment stays", "a -- ?1 'x\n= ?1", "a -- ?1 'x\n= $1"},
    {"a line comment may end the text", "?1 -- ?2", "$1 -- ?2"},
    {"a lone minus is no comment", "1 - ?1", "1 - $1"},
    {"a block comment stays", "a /* ?1 ' \n \" -- */ = ?1", "a /* ?1 ' \n \" -- */ = $1"},
    {"a slash and a star apart are no comment", "1 / ?1 * ?2", "1 / $1 * $2"},
    {"a comment does not end on its own star", "/*/ ?1 */ ?1", "/*/ ?1 */ $1"},
    {"comment marks in a literal are text", "'--' || ?1 || '/*' || ?2", "'--' || $1 || '/*' || $2"},
    {"an open literal runs to the end", "?1 'x ?1", "$1 'x ?1"},
    {"an open comment runs to the end", "?1 /* ?1 *", "$1 /* ?1 *"},
    {"an open identifier runs to the end", "?1 \"?1", "$1 \"?1"},
};

static void placeholders_are_rewritten_where_they_are_placeholders(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct text out = sql_with_dollars(arena, text_of(samples[i].in));
        if (!text_is(out, samples[i].out)) {
            fail_msg("%s: %.*s instead of %s", samples[i].rule, TEXT_ARGS(out), samples[i].out);
        }
        assert_int_equal(out.at[out.size], 0);
    }
    arena_close(arena);
}

/* Any mix of the bytes that matter: as long as before, and only marks differ. */
static void any_text_keeps_its_length_and_all_but_marks(void **state)
{
    (void)state;
    static const char alphabet[] = "?1'\"-/*\n a";
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    srand(1);
    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        size_t size = (size_t)rand() % sizeof bytes;
        for (size_t i = 0; i < size; i++) {
            bytes[i] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
        }
        /* On the heap and of the exact size, so that reading past its end is seen. */
        char *copy = malloc(size > 0 ? size : 1);
        memcpy(copy, bytes, size);
        struct text out = sql_with_dollars(arena, (struct text){copy, size});
        assert_int_equal(out.size, size);
        for (size_t i = 0; i < size; i++) {
            bool is_mark = bytes[i] == '?' && out.at[i] == '$';
            assert_true(is_mark || bytes[i] == out.at[i]);
        }
        free(copy);
        arena_reset(arena);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placeholders_are_rewritten_where_they_are_placeholders),
        cmocka_unit_test(any_text_keeps_its_length_and_all_but_marks),
    };
    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
