/* How fast documents become pages: 100 dense pages, as PDF and as HTML.
 *
 * Run: paper_bench [rows]. Prints pages, bytes, seconds and pages per second.
 * The words of most cells differ, so that shaping is measured, not its cache. */
#include "base/file.h"
#include "paper/html.h"
#include "paper/pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FACE "/usr/share/fonts/opentype/inter/Inter-"
#define ROWS_DEFAULT 2700 /* about 100 pages */
#define ROUNDS 5

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct text face_read(struct arena *arena, const char *path)
{
    struct text bytes = TEXT_NONE;
    struct fault fault;
    fault_init(&fault, arena);
    if (file_read(arena, path, FONTS_FACE_LIMIT_BYTES, &fault, &bytes) != RC_OK) {
        fprintf(stderr, "%s cannot be read: install fonts-inter and fonts-dejavu-core\n", path);
        exit(2);
    }
    return bytes;
}

static struct document *document_make(struct arena *arena, size_t rows)
{
    const struct document_meta meta = {
        .title = TEXT("Register of a large programme"),
        .language = TEXT("en"),
        .key = TEXT("WP-0001"),
        .version = TEXT("1"),
        .made_at = TEXT("2026-01-01T00:00:00Z"),
    };
    const struct column columns[] = {
        {TEXT("Key"), 0, .is_code = true},
        {TEXT("Threat scenario"), 40},
        {TEXT("Impact"), 0},
        {TEXT("Potential"), 0, ALIGN_RIGHT},
        {TEXT("Risk"), 0},
        {TEXT("Reason"), 30},
    };
    struct document *document = document_open(arena, &meta);
    document_contents(document);
    struct grid *grid = NULL;
    for (size_t i = 0; i < rows; i++) {
        if (i % 270 == 0) {
            document_heading(document, 1, text_print(arena, "Part %zu", i / 270), TEXT_NONE);
            grid = document_table(document, TEXT("Risks"), columns, 6);
        }
        const struct cell cells[] = {
            {text_print(arena, "RS-%05zu", i)},
            {text_print(arena, "Command %zu is forged on bus %zu and stops function %zu", i * 7919,
                        i % 17, i * 31 % 999)},
            {TEXT("Severe"), TONE_RISK5},
            {text_print(arena, "%zu", i % 30)},
            {text_print(arena, "%zu", i % 5 + 1), (enum tone)(TONE_RISK1 + (int)(i % 5))},
            {text_print(arena, "Rated on day %zu after test run %zu", i % 365, i * 13)},
        };
        document_row(grid, cells);
    }
    return document;
}

static size_t pages_in(struct text pdf)
{
    size_t count = 0;
    for (size_t i = 0; i + 12 < pdf.size; i++) {
        count += memcmp(pdf.at + i, "/Type /Page", 11) == 0 && pdf.at[i + 11] != 's';
    }
    return count;
}

static void round_run(const struct paper_fonts *fonts, size_t rows)
{
    struct arena *arena = arena_open((size_t)2 << 30);
    struct document *document = document_make(arena, rows);
    struct fault fault;
    fault_init(&fault, arena);
    struct buffer pdf;
    struct buffer html;
    buffer_init(&pdf, arena);
    buffer_init(&html, arena);
    double start = now_seconds();
    enum rc rc = pdf_write(arena, document, fonts, &fault, &pdf);
    double middle = now_seconds();
    rc = rc == RC_OK ? html_write(arena, document, &fault, &html) : rc;
    double end = now_seconds();
    if (rc != RC_OK) {
        fprintf(stderr, "%s\n", rc_sentence(rc));
        exit(1);
    }
    size_t pages = pages_in(buffer_text(&pdf));
    printf("pdf: %zu pages, %zu bytes, %.3f s, %.0f pages/s   html: %zu bytes, %.4f s\n", pages,
           pdf.size, middle - start, (double)pages / (middle - start), html.size, end - middle);
    arena_close(arena);
}

int main(int count, char **words)
{
    size_t rows = count > 1 ? strtoul(words[1], NULL, 10) : ROWS_DEFAULT;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    const struct paper_fonts fonts = {
        .regular = face_read(arena, FACE "Regular.otf"),
        .medium = face_read(arena, FACE "Medium.otf"),
        .semibold = face_read(arena, FACE "SemiBold.otf"),
        .bold = face_read(arena, FACE "Bold.otf"),
        .italic = face_read(arena, FACE "Italic.otf"),
        .mono = face_read(arena, "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"),
    };
    for (int i = 0; i < ROUNDS; i++) {
        round_run(&fonts, rows);
    }
    arena_close(arena);
    return 0;
}
