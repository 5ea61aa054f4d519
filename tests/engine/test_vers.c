/* VERS ranges: what is refused, what is in, and a brute-force oracle of intervals. */
#include "engine/vers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool contains(struct arena *arena, struct text range, struct text version)
{
    const struct vers_range *read;
    struct fault fault;
    bool is_in = false;
    fault_init(&fault, arena);
    if (vers_read(arena, range, &fault, &read) != RC_OK ||
        vers_contains(read, version, arena, &fault, &is_in) != RC_OK) {
        fail_msg("%.*s: %.*s", TEXT_ARGS(range), TEXT_ARGS(fault_text(&fault, arena)));
    }
    return is_in;
}

static void ranges_hold_versions(void **state)
{
    static const struct {
        const char *range;
        const char *in;
        const char *out;
    } rows[] = {
        {"vers:npm/*", "0.0.1 9.9.9", ""},
        {"vers:all/*", "anything", ""},
        {"vers:none/*", "", "anything"},
        {"vers:npm/1.0.0|2.0.0", "1.0.0 2.0.0", "1.5.0 3.0.0"},
        {"vers:npm/!=1.0.0", "0.9.0 1.0.1", "1.0.0"},
        {"vers:npm/>=1.0.0|<2.0.0", "1.0.0 1.9.9", "0.9.9 2.0.0"},
        {"vers:npm/<2.0.0|>=1.0.0", "1.0.0 1.9.9", "0.9.9 2.0.0"},
        {"vers:npm/>=1.0.0|!=1.5.0|<2.0.0", "1.0.0 1.9.9", "1.5.0 2.0.0"},
        {"vers:npm/<1.0.0|>=2.0.0|<2.5.0|3.0.0", "0.1.0 2.0.0 3.0.0", "1.0.0 2.5.0 3.0.1"},
        {"vers:npm/>1.0.0|>2.0.0|<3.0.0|<4.0.0", "1.5.0 2.0.0 3.0.0 3.5.0", "1.0.0 4.0.0"},
        {"vers:deb/>=1%2Bdfsg|<2", "1+dfsg-1", "1 2"},
    };
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text in = text_of(rows[i].in);
        struct text out = text_of(rows[i].out);
        while (in.size > 0) {
            assert_true(contains(arena, text_of(rows[i].range), text_cut(&in, ' ')));
        }
        while (out.size > 0) {
            assert_false(contains(arena, text_of(rows[i].range), text_cut(&out, ' ')));
        }
    }
    arena_close(arena);
}

static void other_spellings_are_refused(void **state)
{
    static const struct {
        const char *range;
        enum rc rc;
    } rows[] = {
        {"", RC_INVALID},
        {"npm/1", RC_INVALID},
        {"vers:npm", RC_INVALID},
        {"vers:npm/", RC_INVALID},
        {"vers:NPM/1", RC_INVALID},
        {"vers:npm/1|", RC_INVALID},
        {"vers:npm/1||2", RC_INVALID},
        {"vers:npm/>=", RC_INVALID},
        {"vers:npm/1|*", RC_INVALID},
        {"vers:npm/>=*", RC_INVALID},
        {"vers:npm/1%2", RC_INVALID},
        {"vers:npm/1%2b", RC_INVALID},
        {"vers:npm/1%31", RC_INVALID},
        {"vers:npm/1%00", RC_INVALID},
        {"vers:all/1", RC_INVALID},
        {"vers:nothing/1", RC_UNSUPPORTED},
    };
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct vers_range *range = NULL;
        struct fault fault;
        fault_init(&fault, arena);
        assert_int_equal(vers_read(arena, text_of(rows[i].range), &fault, &range), rows[i].rc);
        assert_null(range);
        assert_false(fault_is_empty(&fault));
    }
    arena_close(arena);
}

/* Bounds without equal neighbours that alternate rightly: a union of intervals, asked directly. */
static void intervals_agree_with_their_union(void **state)
{
    uint64_t seed = 7;
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    for (int round = 0; round < 4000; round++) {
        bool is_in[64] = {false};
        struct buffer range;
        size_t at = 1;
        buffer_init(&range, arena);
        buffer_put_z(&range, "vers:npm/");
        for (int n = 0; n < 4 && at < 50; n++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t from = at + (size_t)(seed >> 40) % 6;
            size_t to = from + 1 + (size_t)(seed >> 50) % 6;
            bool takes_from = (seed >> 60 & 1) != 0;
            bool takes_to = (seed >> 61 & 1) != 0;
            buffer_print(&range, "%s%s%zu.0.0|%s%zu.0.0", n > 0 ? "|" : "", takes_from ? ">=" : ">",
                         from, takes_to ? "<=" : "<", to);
            for (size_t i = from; i <= to; i++) {
                is_in[i] = (i > from || takes_from) && (i < to || takes_to);
            }
            at = to + 1;
        }
        for (size_t i = 0; i < 64; i++) {
            struct text version = text_print(arena, "%zu.0.0", i);
            assert_int_equal(contains(arena, buffer_text(&range), version), is_in[i]);
        }
        arena_reset(arena);
    }
    arena_close(arena);
}

static void the_canonical_form_is_sorted(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    const struct vers_range *range;
    struct fault fault;
    struct buffer out;
    (void)state;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    assert_int_equal(vers_read(arena, TEXT("vers:deb/<2|>=1%2Bb|=0.5|>=1%2Bb"), &fault, &range),
                     RC_OK);
    vers_put(&out, range);
    assert_true(text_is(buffer_text(&out), "vers:deb/0.5|>=1%2Bb|<2"));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_hold_versions),
        cmocka_unit_test(other_spellings_are_refused),
        cmocka_unit_test(intervals_agree_with_their_union),
        cmocka_unit_test(the_canonical_form_is_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
