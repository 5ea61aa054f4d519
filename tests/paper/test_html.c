/* What holds for every HTML copy: words stay words, structure is there for a
 * screen reader, and nothing can be loaded or run. */
#include "base/hash.h"
#include "paper/html.h"
#include "paper/sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOSTILE "<script>alert(1)</script>\"' onload=x & ]]> --> {{x}}"
#define HOSTILE_SAFE "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x &amp; ]]&gt; --&gt;"

static struct text written(struct arena *arena, const struct document *document)
{
    struct fault fault;
    fault_init(&fault, arena);
    struct buffer out;
    buffer_init(&out, arena);
    assert_int_equal(html_write(arena, document, &fault, &out), RC_OK);
    return buffer_text(&out);
}

static size_t times_in(struct text words, const char *part)
{
    size_t count = 0;
    size_t size = strlen(part);
    for (size_t i = 0; i + size <= words.size; i++) {
        count += memcmp(words.at + i, part, size) == 0;
    }
    return count;
}

static bool has(struct text words, const char *part)
{
    return text_contains(words, text_of(part));
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct hash first = hash_of(written(arena, sample_make(arena, 30)));
    assert_true(hash_equals(first, hash_of(written(arena, sample_make(arena, 30)))));
    arena_close(arena);
}

static void structure_is_there_for_a_screen_reader(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct text page = written(arena, sample_make(arena, 12));
    assert_int_equal(times_in(page, "<h1>"), 1);
    assert_int_equal(times_in(page, "<h2 id="), 6); /* five chapters and the contents */
    assert_int_equal(times_in(page, "<table"), times_in(page, "<caption"));
    assert_int_equal(times_in(page, "<th scope=\"row\""), 3 + 4 + 4 + 12);
    assert_true(has(page, "<html lang=\"en\">"));
    assert_true(has(page, "role=\"img\" aria-labelledby=\"p1 d1\""));
    assert_true(has(page, "<title id=\"p1\">Attack tree AT-0007"));
    assert_true(has(page, "<desc id=\"d1\">Easiest: reach"));
    assert_true(has(page, "<a href=\"#h5\">the risk register</a>"));
    assert_true(has(page, "<span class=\"tone risk5\">5 Very high</span>"));
    arena_close(arena);
}

static struct document *hostile_document(struct arena *arena)
{
    struct text bad = TEXT(HOSTILE);
    struct document_meta meta = {bad, bad, bad, bad, bad, bad, bad, 1, bad, bad, bad, true};
    struct document *document = document_open(arena, &meta);
    const struct pair pair = {bad, bad, TONE_BAD, true};
    const struct approval approval = {bad, bad, bad, TONE_GOOD, bad, bad};
    document_cover(document, &(struct cover){bad, &pair, 1, &approval, 1, bad});
    document_contents(document);
    document_heading(document, 1, bad, bad);
    const struct span spans[] = {
        {SPAN_PLAIN, bad, bad},
        {SPAN_BOLD, bad, bad},
        {SPAN_CODE, bad, bad},
        {SPAN_LINK, bad, TEXT("javascript:alert(1)")},
        {SPAN_LINK, bad, TEXT("https://example.org/\"onclick='x'")},
        {SPAN_LINK, bad, TEXT("data:text/html,x")},
        {SPAN_LINK, bad, TEXT("#nowhere")},
    };
    document_paragraph(document, spans, 7);
    const struct run item = {spans, 7};
    document_list(document, &item, 1);
    document_notice(document, TONE_WARN, bad, &item, 1);
    const struct column column = {bad, 1, .is_head = true};
    const struct cell cell = {bad, TONE_RISK1, TEXT("javascript:x")};
    struct grid *grid = document_table(document, bad, &column, 1);
    document_row(grid, &cell);
    document_table_empty(document_table(document, bad, &column, 1), bad);
    const struct matrix_cell square = {bad, 1, &bad, 1, TONE_RISK1, true};
    document_matrix(document, &(struct matrix){bad, bad, bad, bad, bad, &bad, 1, &bad, 1, &square});
    const struct picture_box box = {0, 0, 100, 60, bad, bad, bad, bad, TONE_RISK2, true, true};
    document_picture(document, &(struct picture){bad, bad, 100, 60, &box, 1, NULL, 0});
    return document;
}

static void hostile_words_stay_words(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct text page = written(arena, hostile_document(arena));
    assert_false(has(page, "<script"));
    assert_false(has(page, "javascript:"));
    assert_false(has(page, "data:text"));
    assert_false(has(page, "'x'"));
    assert_true(times_in(page, HOSTILE_SAFE) > 30);
    assert_int_equal(times_in(page, "<style>"), 1);
    assert_int_equal(times_in(page, " style="), 0);
    assert_int_equal(times_in(page, "\"' "), 0);
    arena_close(arena);
}

static void the_policy_names_the_style_sheet(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct text page = written(arena, sample_make(arena, 1));
    assert_true(has(page, "default-src 'none'; style-src 'sha256-"));
    assert_false(has(page, "unsafe"));
    assert_false(has(page, "<img"));
    assert_false(has(page, " src="));
    assert_false(has(page, "@import"));
    assert_false(has(page, "url("));
    arena_close(arena);
}

static double channel_light(uint32_t channel)
{
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

/* WCAG 2.2: relative luminance and contrast ratio. */
static double luminance(uint32_t colour)
{
    return 0.2126 * channel_light(colour >> 16 & 255) + 0.7152 * channel_light(colour >> 8 & 255) +
           0.0722 * channel_light(colour & 255);
}

static double contrast(uint32_t a, uint32_t b)
{
    double first = luminance(a) + 0.05;
    double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

static void words_on_every_tone_have_contrast_aa(void **state)
{
    (void)state;
    for (int i = 0; i < TONE_COUNT; i++) {
        assert_non_null(tone_looks[i].name);
        assert_true(contrast(tone_looks[i].fill, TONE_INK) >= 4.5);
        assert_true(contrast(tone_looks[i].dark_fill, TONE_DARK_INK) >= 4.5);
    }
    assert_ptr_equal(tone_look_of((enum tone)999), &tone_looks[TONE_NONE]);
}

static void odd_numbers_in_pictures_do_no_harm(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct document_meta meta = sample_meta();
    struct document *document = document_open(arena, &meta);
    const struct picture_box box = {NAN, -INFINITY, INFINITY, -5,
                                    .words = TEXT("\xF0\x9F\x9A\x97")};
    const struct picture_point points[] = {{NAN, 0}, {1e300, -1e300}};
    const struct picture_line line = {points, 2, .has_arrow = true};
    document_picture(document, &(struct picture){.title = TEXT("Odd"),
                                                 .width = NAN,
                                                 .height = -1,
                                                 .boxes = &box,
                                                 .box_count = 1,
                                                 .lines = &line,
                                                 .line_count = 1});
    struct text page = written(arena, document);
    assert_false(has(page, "\"nan"));
    assert_false(has(page, "\"inf"));
    arena_close(arena);
}

static void a_page_over_its_budget_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct arena *small = arena_open(20000);
    struct document *document = sample_make(arena, 500);
    struct fault fault;
    fault_init(&fault, arena);
    struct buffer out;
    buffer_init(&out, small);
    assert_int_equal(html_write(arena, document, &fault, &out), RC_TOO_LARGE);
    assert_int_equal(out.size, 0);
    arena_close(small);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_document_gives_the_same_bytes),
        cmocka_unit_test(structure_is_there_for_a_screen_reader),
        cmocka_unit_test(hostile_words_stay_words),
        cmocka_unit_test(the_policy_names_the_style_sheet),
        cmocka_unit_test(words_on_every_tone_have_contrast_aa),
        cmocka_unit_test(odd_numbers_in_pictures_do_no_harm),
        cmocka_unit_test(a_page_over_its_budget_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
