#include "paper/pdf.h"

#include "base/moment.h"
#include "paper/pdf_part.h"

static cairo_status_t bytes_put(void *closure, const unsigned char *bytes, unsigned int size)
{
    struct buffer *out = closure;
    buffer_put(out, (struct text){(const char *)bytes, size});
    return arena_is_over(out->arena) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* What a heading must have below it on the same page. */
static double company_of(struct sheet *sheet, int level, const struct block *next)
{
    if (next == NULL) {
        return 0;
    }
    switch (next->kind) {
    case BLOCK_TABLE:
        return 84;
    case BLOCK_MATRIX:
        return pdf_matrix_height(sheet, &next->matrix);
    case BLOCK_PICTURE:
        return pdf_picture_height(sheet, &next->picture);
    case BLOCK_HEADING:
        return next->heading.level <= level
                   ? 0
                   : 34 + company_of(sheet, next->heading.level, next->next);
    default:
        return 44;
    }
}

/* A heading goes along with a wide picture that follows it. */
static void heading_set(struct sheet *sheet, const struct block *block)
{
    const struct block *next = block->next;
    double reserve = 44;
    for (int i = 1; i < DOCUMENT_LEVELS && next != NULL && next->kind == BLOCK_HEADING; i++) {
        next = next->next;
        reserve += 38;
    }
    if (next != NULL && next->kind == BLOCK_PICTURE) {
        pdf_picture_turn(sheet, &next->picture, reserve);
    }
    pdf_heading(sheet, &block->heading, company_of(sheet, block->heading.level, block->next));
}

static void block_set(struct sheet *sheet, const struct block *block, const size_t *pages)
{
    switch (block->kind) {
    case BLOCK_COVER:
        pdf_cover(sheet, &block->cover);
        break;
    case BLOCK_CONTENTS:
        pdf_contents(sheet, pages);
        break;
    case BLOCK_HEADING:
        heading_set(sheet, block);
        break;
    case BLOCK_PARAGRAPH:
        pdf_paragraph(sheet, &block->paragraph);
        break;
    case BLOCK_LIST:
        pdf_list(sheet, &block->list);
        break;
    case BLOCK_PAIRS:
        pdf_pairs(sheet, &block->pairs);
        break;
    case BLOCK_TABLE:
        pdf_table(sheet, block->grid);
        break;
    case BLOCK_MATRIX:
        pdf_matrix(sheet, &block->matrix);
        break;
    case BLOCK_PICTURE:
        pdf_picture(sheet, &block->picture);
        break;
    case BLOCK_NOTICE:
        pdf_notice(sheet, &block->notice);
        break;
    case BLOCK_PAGE_BREAK:
        if (!sheet_is_fresh(sheet)) {
            sheet_break(sheet);
        }
        break;
    }
}

/* "Characters without a glyph: U+4E2D." at the end, where there are any. */
static void note_set(struct sheet *sheet, struct text words)
{
    const struct span span = {SPAN_PLAIN, words, TEXT_NONE};
    const struct run item = {&span, 1};
    const struct notice notice = {
        TONE_MUTED, TEXT("About the characters of this document"), {&item, 1}};
    pdf_notice(sheet, &notice);
}

static void notes_set(struct sheet *sheet)
{
    const uint32_t *points;
    size_t dropped;
    size_t count = type_missing(sheet->type, &points, &dropped);
    struct buffer words;
    buffer_init(&words, sheet->arena);
    if (count > 0) {
        buffer_put_z(&words, "Characters without a glyph, shown as a box:");
        for (size_t i = 0; i < count; i++) {
            buffer_print(&words, "%s U+%04X", i > 0 ? "," : "", points[i]);
        }
        buffer_put_z(&words, dropped > 0 ? " and others. " : ". ");
    }
    if (sheet->document->replaced > 0) {
        buffer_print(&words, "Characters that may not be printed, replaced by U+FFFD: %zu.",
                     sheet->document->replaced);
    }
    if (words.size > 0) {
        note_set(sheet, text_trim(buffer_text(&words)));
    }
}

static void blocks_set(struct sheet *sheet, const size_t *pages)
{
    for (const struct block *block = sheet->document->first; block != NULL; block = block->next) {
        if (arena_is_over(sheet->arena)) {
            return;
        }
        block_set(sheet, block, pages);
    }
    notes_set(sheet);
    if (sheet->page == 0) {
        sheet_page(sheet); /* an empty document still has one */
    }
    sheet_break(sheet);
}

static void metadata_set(cairo_surface_t *surface, const struct document *document,
                         struct arena *arena, int64_t made_us)
{
    const struct document_meta *meta = &document->meta;
    char text[MOMENT_TEXT_SIZE + 1];
    moment_text(made_us, text);
    const char *moment = text_print(arena, "%.19sZ", text).at;
    struct text subject =
        text_print(arena, "%.*s, version %.*s, ledger entry %llu", TEXT_ARGS(meta->key),
                   TEXT_ARGS(meta->version), (unsigned long long)meta->ledger_sequence);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   text_to_z(arena, meta->title));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR,
                                   text_to_z(arena, meta->author));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, subject.at);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS,
                                   text_to_z(arena, meta->ledger_root));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "csms");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, moment);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, moment);
}

static void outline_set(cairo_surface_t *surface, const struct document *document,
                        struct arena *arena)
{
    int parents[DOCUMENT_LEVELS + 1] = {CAIRO_PDF_OUTLINE_ROOT};
    for (size_t i = 0; i < document->heading_count; i++) {
        const struct heading *heading = &document->headings[i]->heading;
        const char *words =
            text_print(arena, "%.*s  %.*s", TEXT_ARGS(heading->number), TEXT_ARGS(heading->words))
                .at;
        const char *goal = text_print(arena, "dest='h%zu'", i).at;
        int flags = heading->level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0;
        int id = cairo_pdf_surface_add_outline(surface, parents[heading->level - 1], words, goal,
                                               (cairo_pdf_outline_flags_t)flags);
        for (int level = heading->level; level <= DOCUMENT_LEVELS; level++) {
            parents[level] = id;
        }
    }
}

static enum rc pages_draw(struct type *type, const struct document *document,
                          const struct sheet *measured, struct buffer *out)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        bytes_put, out, measured->page_width, measured->page_height);
    int64_t made_us = 0;
    (void)moment_from_text(document->meta.made_at, &made_us); /* pdf_write has asked */
    /* 1.4: later cairo hides objects of 1.5 in compressed streams, which changes the bytes. */
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    metadata_set(surface, document, measured->arena, made_us);
    struct sheet sheet;
    sheet_init(&sheet, type, document, measured->arena);
    sheet.surface = surface;
    sheet.cairo = cairo_create(surface);
    sheet.page_total = measured->page;
    blocks_set(&sheet, measured->heading_pages);
    if (!arena_is_over(measured->arena)) { /* else headings may lack their goal: cairo aborts */
        outline_set(surface, document, measured->arena);
    }
    cairo_status_t drawn = cairo_status(sheet.cairo);
    cairo_destroy(sheet.cairo);
    cairo_surface_finish(surface);
    cairo_status_t written = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    bool is_same = sheet.page == measured->page;
    return drawn == CAIRO_STATUS_SUCCESS && written == CAIRO_STATUS_SUCCESS && is_same ? RC_OK
                                                                                       : RC_BROKEN;
}

static enum rc document_check(const struct document *document, struct fault *fault)
{
    int64_t made_us;
    if (!moment_from_text(document->meta.made_at, &made_us)) {
        return fault_add(fault, RC_INVALID, TEXT("made_at"),
                         "the moment of the document is no RFC 3339 date and time");
    }
    if (document->is_too_long) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "one text of the document is over %zu KiB",
                         DOCUMENT_TEXT_LIMIT >> 10);
    }
    return RC_OK;
}

enum rc pdf_write(struct arena *arena, const struct document *document,
                  const struct paper_fonts *fonts, struct fault *fault, struct buffer *out)
{
    enum rc rc = document_check(document, fault);
    struct type *type = NULL;
    if (rc == RC_OK) {
        rc = type_open(arena, fonts, document->meta.language, fault, &type);
    }
    if (rc != RC_OK) {
        return rc;
    }
    size_t size_before = out->size;
    struct sheet measured;
    sheet_init(&measured, type, document, arena);
    blocks_set(&measured, NULL);
    rc = arena_is_over(arena) ? RC_TOO_LARGE : pages_draw(type, document, &measured, out);
    type_close(type);
    if (arena_is_over(arena) || arena_is_over(out->arena)) {
        rc = fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "the document is too large to be printed");
    } else if (rc != RC_OK) {
        rc = fault_add(fault, rc, TEXT_NONE, "the PDF could not be drawn");
    }
    out->size = rc == RC_OK ? out->size : size_before;
    return rc;
}
