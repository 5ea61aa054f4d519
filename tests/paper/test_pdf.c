/* What holds for every PDF: same bytes anywhere, nothing lost between pages,
 * and input of any kind is printed or refused, never fatal. */
#include "base/hash.h"
#include "paper/html.h"
#include "paper/pdf.h"
#include "paper/sample.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define BUDGET_BYTES ((size_t)1 << 30)

struct stage {
    struct arena *arena;
    struct paper_fonts fonts;
    struct fault fault;
};

static struct stage stage_open(void)
{
    struct stage stage = {.arena = arena_open(BUDGET_BYTES)};
    fault_init(&stage.fault, stage.arena);
    if (!sample_fonts(stage.arena, &stage.fonts)) {
        arena_close(stage.arena);
        skip(); /* fonts-inter or fonts-dejavu-core is not installed */
    }
    return stage;
}

static struct text written(struct stage *stage, const struct document *document)
{
    struct buffer out;
    buffer_init(&out, stage->arena);
    enum rc rc = pdf_write(stage->arena, document, &stage->fonts, &stage->fault, &out);
    if (rc != RC_OK) {
        print_error("%.*s\n", TEXT_ARGS(fault_text(&stage->fault, stage->arena)));
    }
    assert_int_equal(rc, RC_OK);
    return buffer_text(&out);
}

static struct hash sample_hash(struct stage *stage, size_t rows)
{
    return hash_of(written(stage, sample_make(stage->arena, rows)));
}

/* Pages as cairo writes them: objects of their own, outside compressed streams. */
static size_t page_count(struct text pdf)
{
    size_t count = 0;
    for (size_t i = 0; i + 12 < pdf.size; i++) {
        count += memcmp(pdf.at + i, "/Type /Page", 11) == 0 && pdf.at[i + 11] != 's';
    }
    return count;
}

/* The words of a PDF by pdftotext; skips the test where it is not installed. */
static struct text extracted(struct stage *stage, struct text pdf)
{
    if (system("command -v pdftotext >/dev/null 2>&1") != 0) {
        arena_close(stage->arena);
        skip();
    }
    char path[] = "/tmp/paper-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, pdf.at, pdf.size), (ssize_t)pdf.size);
    close(file);
    struct text command =
        text_print(stage->arena, "pdftotext -layout -enc UTF-8 %s - 2>/dev/null", path);
    FILE *pipe = popen(command.at, "r");
    assert_non_null(pipe);
    struct buffer words;
    buffer_init(&words, stage->arena);
    char part[4096];
    for (size_t size; (size = fread(part, 1, sizeof part, pipe)) > 0;) {
        buffer_put(&words, (struct text){part, size});
    }
    assert_int_equal(pclose(pipe), 0);
    unlink(path);
    return buffer_text(&words);
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

static struct document *blank_document(struct arena *arena)
{
    struct document_meta meta = sample_meta();
    return document_open(arena, &meta);
}

static struct run plain(struct span *span, struct text words)
{
    *span = (struct span){SPAN_PLAIN, words, TEXT_NONE};
    return (struct run){span, 1};
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    assert_true(hash_equals(sample_hash(&stage, 60), sample_hash(&stage, 60)));
    assert_false(hash_equals(sample_hash(&stage, 60), sample_hash(&stage, 61)));
    arena_close(stage.arena);
}

static void another_process_gives_the_same_bytes(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        setenv("LC_ALL", "de_DE.UTF-8", 1);
        setenv("TZ", "Asia/Tokyo", 1);
        setenv("PANGO_LANGUAGE", "ja", 1);
        struct hash hash = sample_hash(&stage, 60);
        _exit(write(ends[1], hash.bytes, HASH_BYTES) == HASH_BYTES ? 0 : 1);
    }
    struct hash theirs;
    assert_int_equal(read(ends[0], theirs.bytes, HASH_BYTES), HASH_BYTES);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(hash_equals(theirs, sample_hash(&stage, 60)));
    close(ends[0]);
    close(ends[1]);
    arena_close(stage.arena);
}

static void *thread_run(void *result)
{
    struct stage stage = {.arena = arena_open(BUDGET_BYTES)};
    fault_init(&stage.fault, stage.arena);
    struct buffer out;
    buffer_init(&out, stage.arena);
    if (sample_fonts(stage.arena, &stage.fonts) &&
        pdf_write(stage.arena, sample_make(stage.arena, 60), &stage.fonts, &stage.fault, &out) ==
            RC_OK) {
        *(struct hash *)result = hash_of(buffer_text(&out));
    }
    arena_close(stage.arena);
    return NULL;
}

static void threads_at_once_give_the_same_bytes(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct hash mine = sample_hash(&stage, 60);
    struct hash theirs[6] = {0};
    pthread_t threads[6];
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, thread_run, &theirs[i]), 0);
    }
    for (size_t i = 0; i < 6; i++) {
        pthread_join(threads[i], NULL);
        assert_true(hash_equals(mine, theirs[i]));
    }
    arena_close(stage.arena);
}

static void pages_grow_with_rows(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    size_t few = page_count(written(&stage, sample_make(stage.arena, 5)));
    size_t many = page_count(written(&stage, sample_make(stage.arena, 200)));
    assert_true(few >= 4);
    assert_true(many > few + 5);
    arena_close(stage.arena);
}

static void the_header_row_stands_on_every_page(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = blank_document(stage.arena);
    sample_register(document, 200);
    struct text pdf = written(&stage, document);
    struct text words = extracted(&stage, pdf);
    size_t pages = page_count(pdf);
    assert_true(pages > 5);
    assert_int_equal(times_in(words, "Threat scenario"), pages);
    assert_int_equal(times_in(words, "Table 1, continued"), pages - 1);
    for (size_t i = 1; i <= 200; i++) { /* no row is lost, none is there twice */
        const char *key = text_print(stage.arena, "RS-%04zu", i).at;
        assert_int_equal(times_in(words, key), 1);
    }
    assert_int_equal(times_in(words, text_print(stage.arena, "of %zu", pages).at), pages);
    assert_int_equal(times_in(words, "9f2c4e7ab1d05836"), pages);
    arena_close(stage.arena);
}

static void contents_name_the_page_of_each_heading(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = blank_document(stage.arena);
    document_contents(document);
    for (int i = 0; i < 40; i++) {
        document_heading(document, 1, text_print(stage.arena, "Chapter%d", i), TEXT_NONE);
        document_page_break(document);
    }
    struct text pdf = written(&stage, document);
    struct text words = extracted(&stage, pdf);
    assert_true(text_contains(words, TEXT("Chapter39")));
    size_t front = page_count(pdf) - 40;
    struct text rest = words;
    for (size_t i = 0; i < front; i++) {
        struct text contents = text_cut(&rest, '\f');
        while (contents.size > 0) {
            struct text line = text_trim(text_cut(&contents, '\n'));
            int chapter;
            struct text from = text_from(line, text_find(line, 'C'));
            if (sscanf(text_to_z(stage.arena, from), "Chapter%d", &chapter) == 1) {
                struct text number = text_print(stage.arena, " %zu", front + (size_t)chapter + 1);
                assert_true(text_ends(line, number));
            }
        }
    }
    arena_close(stage.arena);
}

static void links_and_outline_lead_to_their_places(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = sample_make(stage.arena, 3);
    struct text pdf = written(&stage, document);
    size_t contents = document->heading_count;
    /* Later cairo writes a link that breaks over lines once a line. */
    assert_true(times_in(pdf, "/Subtype /Link") >= contents + 2);
    assert_true(times_in(pdf, "/URI (https://unece.org/transport)") >= 1);
    /* By name, or as later cairo has it by place: contents, outline, paragraph. */
    assert_true(times_in(pdf, "/Dest (h5)") + times_in(pdf, "/Dest [") >= 3);
    assert_int_equal(times_in(pdf, "/Title (1.1  Open points)"), 1);
    assert_int_equal(times_in(pdf, "/CreationDate (20260314092653Z)"), 1);
    assert_int_equal(times_in(pdf, "/ModDate (20260314092653Z)"), 1);
    arena_close(stage.arena);
}

static void a_row_longer_than_pages_keeps_all_its_words(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = blank_document(stage.arena);
    const struct column columns[] = {{TEXT("Key"), 0}, {TEXT("Words"), 1}};
    struct grid *grid = document_table(document, TEXT("Long"), columns, 2);
    struct buffer words;
    buffer_init(&words, stage.arena);
    for (int i = 0; i < 3000; i++) {
        buffer_print(&words, "word%d ", i);
    }
    const struct cell cells[] = {{TEXT("K-1")}, {buffer_text(&words), TONE_RISK3}};
    document_row(grid, cells);
    struct text pdf = written(&stage, document);
    assert_true(page_count(pdf) > 3);
    struct text found = extracted(&stage, pdf);
    for (int i = 0; i < 3000; i += 7) {
        assert_true(times_in(found, text_print(stage.arena, "word%d", i).at) > 0);
    }
    arena_close(stage.arena);
}

static void two_thousand_rows_take_seconds_at_most(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = sample_make(stage.arena, 2000);
    struct timespec from;
    struct timespec to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    struct text pdf = written(&stage, document);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    print_message("2,000 rows: %.2f s, %zu pages, %zu bytes\n", seconds, page_count(pdf), pdf.size);
    assert_true(page_count(pdf) > 80);
    assert_true(seconds < 20); /* under a sanitizer as well */
    arena_close(stage.arena);
}

static void an_endless_word_does_not_take_for_ever(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = blank_document(stage.arena);
    size_t size = DOCUMENT_TEXT_LIMIT / 4;
    char *word = arena_take(stage.arena, size);
    memset(word, 'x', size);
    const struct column columns[] = {{TEXT("Narrow"), 1}, {TEXT("Wide"), 9}};
    struct grid *grid = document_table(document, TEXT("Endless"), columns, 2);
    const struct cell cells[] = {{{word, size}}, {TEXT("b")}};
    document_row(grid, cells);
    time_t from = time(NULL);
    assert_true(page_count(written(&stage, document)) > 50);
    assert_true(time(NULL) - from < 20); /* minutes, where a paragraph may be that long */
    arena_close(stage.arena);
}

static void odd_characters_are_printed_or_listed(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = blank_document(stage.arena);
    document_words(document, TEXT("Gr\xC3\xBC\xC3\x9F"
                                  "e, \xCE\x94\xCE\xB1, "
                                  "\xD0\x96, \xE4\xB8\xAD\xE6\x96\x87, \xF0\x9F\x9A\x97, "
                                  "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D, e\xCC\x81, "
                                  "a\xE2\x80\x8D"
                                  "b"));
    document_words(document, TEXT("bad \xFF\xC0\x80 bytes, \x1B[31m control, "
                                  "\xE2\x80\xAE"
                                  "reversed"));
    assert_int_equal(document->replaced, 5);
    struct text words = extracted(&stage, written(&stage, document));
    assert_true(text_contains(words, TEXT("Gr\xC3\xBC\xC3\x9F"
                                          "e")));
    assert_true(text_contains(words, TEXT("U+4E2D")));
    assert_true(text_contains(words, TEXT("U+6587")));
    assert_true(text_contains(words, TEXT("U+1F697")));
    assert_false(text_contains(words, TEXT("U+200D")));
    assert_true(text_contains(words, TEXT("replaced by U+FFFD: 5")));
    arena_close(stage.arena);
}

static void long_words_and_empty_things_are_set(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = blank_document(stage.arena);
    char *word = arena_take(stage.arena, 20000);
    memset(word, 'w', 20000);
    struct text endless = {word, 20000};
    document_heading(document, 1, text_part(endless, 0, 900), TEXT_NONE);
    document_words(document, endless);
    struct span span;
    struct run item = plain(&span, text_part(endless, 0, 3000));
    document_list(document, &item, 1);
    document_notice(document, TONE_BAD, text_part(endless, 0, 500), &item, 1);
    document_notice(document, TONE_NONE, TEXT_NONE, NULL, 0);
    document_list(document, NULL, 0);
    document_paragraph(document, NULL, 0);
    document_words(document, TEXT_NONE);
    document_pairs(document, NULL, 0);
    const struct pair pair = {text_part(endless, 0, 300), text_part(endless, 0, 9000), TONE_WARN};
    document_pairs(document, &pair, 1);
    const struct column columns[DOCUMENT_COLUMN_LIMIT] = {{text_part(endless, 0, 100), 1}};
    document_table(document, TEXT("Empty"), columns, DOCUMENT_COLUMN_LIMIT);
    document_table(document, TEXT("No columns"), NULL, 0);
    const struct cell cells[DOCUMENT_COLUMN_LIMIT] = {{text_part(endless, 0, 2000), TONE_RISK5}};
    struct grid *grid = document_table(document, TEXT("Narrow"), columns, DOCUMENT_COLUMN_LIMIT);
    document_row(grid, cells);
    document_matrix(document, &(struct matrix){.caption = TEXT("None")});
    document_picture(document, &(struct picture){.title = TEXT("Nothing")});
    struct text pdf = written(&stage, document);
    assert_true(page_count(pdf) > 3);
    struct buffer html;
    buffer_init(&html, stage.arena);
    assert_int_equal(html_write(stage.arena, document, &stage.fault, &html), RC_OK);
    assert_true(text_contains(extracted(&stage, pdf), TEXT("No entries.")));
    arena_close(stage.arena);
}

static void a_tree_of_200_nodes_gets_a_large_sheet(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = blank_document(stage.arena);
    struct picture_box boxes[200] = {0};
    struct picture_line lines[199] = {0};
    struct picture_point points[199][2];
    for (size_t i = 0; i < 200; i++) {
        double level = i == 0 ? 0 : i < 15 ? 1 : i < 80 ? 2 : 3;
        double place = i == 0 ? 60 : i < 15 ? (double)(i - 1) * 8.5 : (double)((i - 15) % 120);
        boxes[i] = (struct picture_box){place * 40,
                                        level * 110,
                                        150,
                                        60,
                                        text_print(stage.arena, "N-%zu", i),
                                        text_print(stage.arena, "Step%zu of the attack", i),
                                        i < 15 ? TEXT("AND") : TEXT_NONE,
                                        TEXT("High 11"),
                                        TONE_RISK4,
                                        i % 9 == 0,
                                        i % 7 == 0};
        if (i > 0) {
            points[i - 1][0] = (struct picture_point){boxes[0].x, 60};
            points[i - 1][1] = (struct picture_point){boxes[i].x, boxes[i].y};
            lines[i - 1] = (struct picture_line){points[i - 1], 2, i % 9 == 0, false, true};
        }
    }
    document_words(document, TEXT("before"));
    document_picture(document, &(struct picture){TEXT("Large tree"), TEXT("In words."), 4950, 390,
                                                 boxes, 200, lines, 199});
    document_words(document, TEXT("after"));
    struct text pdf = written(&stage, document);
    assert_int_equal(page_count(pdf), 3); /* upright, the tree's own sheet, upright */
    struct text words = extracted(&stage, pdf);
    assert_true(text_contains(words, TEXT("Step199")));
    assert_true(text_contains(words, TEXT("Figure 1")));
    arena_close(stage.arena);
}

static void what_cannot_be_printed_is_refused(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct buffer out;
    buffer_init(&out, stage.arena);
    buffer_put_z(&out, "kept");
    struct document_meta meta = sample_meta();
    meta.made_at = TEXT("yesterday");
    struct document *document = document_open(stage.arena, &meta);
    assert_int_equal(pdf_write(stage.arena, document, &stage.fonts, &stage.fault, &out),
                     RC_INVALID);
    document = sample_make(stage.arena, 3);
    struct paper_fonts none = {.regular = TEXT("no font"), .mono = TEXT("none")};
    assert_int_equal(pdf_write(stage.arena, document, &none, &stage.fault, &out), RC_INVALID);
    none.mono = TEXT_NONE;
    assert_int_equal(pdf_write(stage.arena, document, &none, &stage.fault, &out), RC_INVALID);
    char *large = arena_take(stage.arena, DOCUMENT_TEXT_LIMIT + 1);
    memset(large, 'a', DOCUMENT_TEXT_LIMIT + 1);
    document_words(document, (struct text){large, DOCUMENT_TEXT_LIMIT + 1});
    assert_int_equal(pdf_write(stage.arena, document, &stage.fonts, &stage.fault, &out),
                     RC_TOO_LARGE);
    struct arena *small = arena_open(100000);
    document = sample_make(stage.arena, 300);
    assert_int_equal(pdf_write(small, document, &stage.fonts, &stage.fault, &out), RC_TOO_LARGE);
    arena_close(small);
    assert_true(text_is(buffer_text(&out), "kept"));
    arena_close(stage.arena);
}

static void any_budget_prints_all_or_nothing(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    struct document *document = sample_make(stage.arena, 40);
    struct text whole = written(&stage, document);
    for (size_t budget = 20000; budget < 3000000; budget = budget * 3 / 2) {
        struct arena *small = arena_open(budget);
        struct buffer out;
        buffer_init(&out, small);
        enum rc rc = pdf_write(small, document, &stage.fonts, &stage.fault, &out);
        assert_true(rc == RC_OK || rc == RC_TOO_LARGE);
        assert_true(rc == RC_OK ? text_equals(buffer_text(&out), whole) : out.size == 0);
        arena_close(small);
    }
    arena_close(stage.arena);
}

static void only_the_regular_and_mono_face_are_needed(void **state)
{
    (void)state;
    struct stage stage = stage_open();
    stage.fonts.medium = stage.fonts.semibold = stage.fonts.bold = stage.fonts.italic = TEXT_NONE;
    struct text words = extracted(&stage, written(&stage, sample_make(stage.arena, 3)));
    assert_true(text_contains(words, TEXT("adaptive headlamp")));
    arena_close(stage.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_document_gives_the_same_bytes),
        cmocka_unit_test(another_process_gives_the_same_bytes),
        cmocka_unit_test(threads_at_once_give_the_same_bytes),
        cmocka_unit_test(pages_grow_with_rows),
        cmocka_unit_test(the_header_row_stands_on_every_page),
        cmocka_unit_test(contents_name_the_page_of_each_heading),
        cmocka_unit_test(links_and_outline_lead_to_their_places),
        cmocka_unit_test(a_row_longer_than_pages_keeps_all_its_words),
        cmocka_unit_test(two_thousand_rows_take_seconds_at_most),
        cmocka_unit_test(an_endless_word_does_not_take_for_ever),
        cmocka_unit_test(odd_characters_are_printed_or_listed),
        cmocka_unit_test(long_words_and_empty_things_are_set),
        cmocka_unit_test(a_tree_of_200_nodes_gets_a_large_sheet),
        cmocka_unit_test(what_cannot_be_printed_is_refused),
        cmocka_unit_test(any_budget_prints_all_or_nothing),
        cmocka_unit_test(only_the_regular_and_mono_face_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
