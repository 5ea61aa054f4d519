#include "paper/pdf_part.h"

#include <math.h>

#define ROOT_GROUP 16

static void cover_top(struct sheet *sheet)
{
    const struct document_meta *meta = &sheet->document->meta;
    double y = 16 * SHEET_MM;
    sheet_short(sheet, TYPE_BODY_STRONG, meta->workspace,
                (struct area){sheet->left, y, sheet_width(sheet) * 0.6, 14}, ALIGN_LEFT);
    if (meta->classification.size > 0) {
        double width = sheet_chip_width(sheet, TYPE_BOX_CHIP, meta->classification);
        struct picture_point place = {sheet->right - width, y + 1.5};
        sheet_chip(sheet, TYPE_BOX_CHIP, meta->classification, place, TONE_MUTED);
    }
}

static void cover_title(struct sheet *sheet, const struct cover *cover)
{
    const struct document_meta *meta = &sheet->document->meta;
    double width = sheet_width(sheet);
    sheet->y += 26 * SHEET_MM;
    struct area area = {sheet->left, sheet->y, width, 0};
    if (cover->kind.size > 0) {
        area.y += sheet_words(sheet, TYPE_KICKER, cover->kind, area, ALIGN_LEFT) + 8;
    }
    area.x -= 1; /* the side bearing of large type */
    area.y += sheet_words(sheet, TYPE_TITLE, type_cut(meta->title, 300), area, ALIGN_LEFT);
    area.x += 1;
    if (meta->subtitle.size > 0) {
        area.y += 5;
        area.y +=
            sheet_words(sheet, TYPE_SUBTITLE, type_cut(meta->subtitle, 400), area, ALIGN_LEFT);
    }
    sheet->y = area.y + 26;
}

static void cover_seal(struct sheet *sheet, const struct cover *cover)
{
    const struct document_meta *meta = &sheet->document->meta;
    double width = sheet_width(sheet);
    struct shape seal = type_shape(sheet->type, TYPE_NOTE, cover->seal, width);
    double height = 62 + (cover->seal.size > 0 ? type_height(&seal) : 0);
    sheet_need(sheet, height + 12);
    sheet->y = fmax(sheet->y, sheet->bottom - height);
    sheet_rule(sheet, sheet->y, 0.75, TONE_INK);
    struct area area = {sheet->left, sheet->y + 9, width, 0};
    struct text head =
        text_print(sheet->arena, "Ledger entry %llu", (unsigned long long)meta->ledger_sequence);
    sheet_words(sheet, TYPE_CAPTION, head, area, ALIGN_LEFT);
    sheet_words(sheet, TYPE_NOTE, meta->made_at, area, ALIGN_RIGHT);
    area.y += 15;
    struct buffer root;
    buffer_init(&root, sheet->arena);
    for (struct text rest = meta->ledger_root; rest.size > 0;) {
        struct text group = type_cut(rest, ROOT_GROUP);
        buffer_put_z(&root, root.size > 0 ? " " : "");
        buffer_put(&root, group);
        rest = text_from(rest, group.size);
    }
    area.y += sheet_words(sheet, TYPE_TABLE_CODE, buffer_text(&root), area, ALIGN_LEFT) + 4;
    if (cover->seal.size > 0) {
        sheet_text(sheet, &seal, area, ALIGN_LEFT, LINES_ALL(seal));
    }
    sheet->y += height;
    type_drop(&seal);
}

static void cover_approvals(struct sheet *sheet, const struct cover *cover)
{
    struct grid grid = {
        .columns = {{TEXT("Role"), 24, .is_head = true},
                    {TEXT("Name"), 19},
                    {TEXT("Decision"), 0},
                    {TEXT("When"), 0},
                    {TEXT("Covers"), 32}},
        .column_count = 5,
        .empty = TEXT_NONE,
    };
    struct row *last = NULL;
    for (size_t i = 0; i < cover->approval_count; i++) {
        const struct approval *from = &cover->approvals[i];
        struct row *row =
            arena_take(sheet->arena, sizeof(struct row) + grid.column_count * sizeof(struct cell));
        row->cells[0].words = from->role;
        row->cells[1].words = from->person;
        row->cells[2] = (struct cell){from->decision, from->tone, TEXT_NONE};
        row->cells[3].words = from->moment;
        row->cells[4].words = from->remark;
        *(last != NULL ? &last->next : &grid.first) = row;
        last = row;
        grid.row_count++;
    }
    sheet->y += 8;
    pdf_table(sheet, &grid);
}

void pdf_cover(struct sheet *sheet, const struct cover *cover)
{
    if (!sheet_is_fresh(sheet) || !sheet->is_open) {
        sheet_page(sheet);
    }
    sheet->is_cover = true;
    cover_top(sheet);
    cover_title(sheet, cover);
    if (sheet->document->meta.is_simulated) {
        const struct span span = {
            SPAN_PLAIN,
            TEXT("Made under a simulated clock. Dates and moments in it are not real, and it is "
                 "no evidence."),
            TEXT_NONE};
        const struct run item = {&span, 1};
        const struct notice notice = {TONE_WARN, TEXT("Simulated clock"), {&item, 1}};
        pdf_notice(sheet, &notice);
    }
    const struct pairs pairs = {cover->pairs, cover->pair_count};
    if (pairs.count > 0) {
        pdf_pairs(sheet, &pairs);
    }
    if (cover->approval_count > 0) {
        cover_approvals(sheet, cover);
    }
    cover_seal(sheet, cover);
    sheet_break(sheet);
}

static void leader_draw(struct sheet *sheet, double from, double to, double y)
{
    if (sheet->cairo == NULL || to - from < 12) {
        return;
    }
    const double dots[] = {0, 4};
    cairo_save(sheet->cairo);
    cairo_set_dash(sheet->cairo, dots, 2, fmod(from, 4)); /* dots of all rows stand in line */
    cairo_set_line_cap(sheet->cairo, CAIRO_LINE_CAP_ROUND);
    sheet_stroke(sheet, (struct picture_point){from, y}, (struct picture_point){to, y}, 0.7,
                 0xb3bccb);
    cairo_restore(sheet->cairo);
}

static void contents_entry(struct sheet *sheet, const struct heading *heading, size_t page)
{
    static const double indents[DOCUMENT_LEVELS] = {0, 22, 50};
    static const double gaps[DOCUMENT_LEVELS] = {22, 28, 34};
    enum type_style style = heading->level == 1 ? TYPE_BODY_STRONG : TYPE_BODY;
    double space = heading->level == 1 && !sheet_is_fresh(sheet) ? 6 : 0;
    double height = 15.5;
    sheet_need(sheet, space + height);
    sheet->y += space;
    double indent = indents[heading->level - 1];
    struct area area = {sheet->left + indent, sheet->y, TYPE_ENDLESS, height};
    sheet_words(sheet, style, heading->number, area, ALIGN_LEFT);
    double gap = gaps[heading->level - 1];
    double number_width = type_measure(sheet->type, style, heading->number) + 6;
    area.x += fmax(gap, number_width);
    area.width = sheet->right - area.x - 40;
    sheet_short(sheet, style, heading->words, area, ALIGN_LEFT);
    double words_width = fmin(type_measure(sheet->type, style, heading->words), area.width);
    struct text number = text_print(sheet->arena, "%zu", page);
    double page_width = type_measure(sheet->type, style, number);
    leader_draw(sheet, area.x + words_width + 8, sheet->right - page_width - 7, sheet->y + 10);
    sheet_words(sheet, style, number, (struct area){sheet->right - 40, sheet->y, 40, height},
                ALIGN_RIGHT);
    sheet_link_heading(sheet, (struct area){sheet->left, sheet->y, sheet_width(sheet), height},
                       heading->index);
    sheet->y += height;
}

void pdf_contents(struct sheet *sheet, const size_t *heading_pages)
{
    sheet_need(sheet, 120);
    sheet->y +=
        sheet_words(sheet, TYPE_HEADING1, TEXT("Contents"),
                    (struct area){sheet->left, sheet->y, sheet_width(sheet), 0}, ALIGN_LEFT);
    sheet->y += 10;
    for (size_t i = 0; i < sheet->document->heading_count; i++) {
        const struct heading *heading = &sheet->document->headings[i]->heading;
        contents_entry(sheet, heading, heading_pages != NULL ? heading_pages[i] : 0);
    }
    sheet_break(sheet);
}
