#include "paper/pdf_part.h"

#include <math.h>

#define NUMBER_GAP 9.0
#define BULLET_INDENT 13.0
#define LABEL_DROP 5.8 /* label and value stand on one baseline */
#define MEASURE 424.0  /* longer lines of running text are hard to read */
#define NOTICE_PAD 11.0
#define NOTICE_BAR 3.0

static double space_before(const struct heading *heading)
{
    static const double space[DOCUMENT_LEVELS] = {20, 14, 10};
    return space[heading->level - 1];
}

void pdf_heading(struct sheet *sheet, const struct heading *heading, double company)
{
    static const enum type_style styles[DOCUMENT_LEVELS] = {TYPE_HEADING1, TYPE_HEADING2,
                                                            TYPE_HEADING3};
    enum type_style style = styles[heading->level - 1];
    double indent = type_measure(sheet->type, style, heading->number) + NUMBER_GAP;
    struct shape shape =
        type_shape(sheet->type, style, heading->words, sheet_width(sheet) - indent);
    double height = type_height(&shape);
    double space = sheet_is_fresh(sheet) ? 0 : space_before(heading);
    sheet_need(sheet, space + height + company);
    sheet->y += sheet_is_fresh(sheet) ? 0 : space;
    sheet_mark_heading(sheet, heading->index);
    struct area area = {sheet->left, sheet->y, TYPE_ENDLESS, height};
    sheet_words(sheet, style, heading->number, area, ALIGN_LEFT);
    area.x += indent;
    area.width = sheet_width(sheet) - indent;
    sheet_text(sheet, &shape, area, ALIGN_LEFT, LINES_ALL(shape));
    type_drop(&shape);
    sheet->y += height + (heading->level == 1 ? 7 : 4);
}

static void span_links(struct sheet *sheet, PangoLayoutLine *line, struct area area, size_t from,
                       const struct span *span)
{
    int *ranges = NULL;
    int count = 0;
    pango_layout_line_get_x_ranges(line, (int)from, (int)(from + span->words.size), &ranges,
                                   &count);
    for (int i = 0; i < count; i++) {
        double left = (double)ranges[2 * i] / PANGO_SCALE;
        double right = (double)ranges[2 * i + 1] / PANGO_SCALE;
        struct area part = {area.x + left, area.y, fmin(right, area.width) - left, area.height};
        if (part.width > 0.5) {
            sheet_link(sheet, part, span->target);
        }
    }
    g_free(ranges);
}

/* The links in some lines of a paragraph that stands at area. */
static void run_links(struct sheet *sheet, const struct run *run, const struct shape *shape,
                      struct area area, struct lines lines)
{
    size_t start = 0;
    for (size_t i = 0; sheet->cairo != NULL && i < run->count; i++) {
        const struct span *span = &run->spans[i];
        GSList *at = g_slist_nth(pango_layout_get_lines_readonly(shape->layout), (guint)lines.from);
        struct area row = {area.x, area.y, area.width, shape->look->leading};
        for (size_t k = lines.from; span->kind == SPAN_LINK && k < lines.to && at != NULL; k++) {
            PangoLayoutLine *line = at->data;
            size_t line_end = (size_t)(line->start_index + line->length);
            if ((size_t)line->start_index < start + span->words.size && line_end > start) {
                span_links(sheet, line, row, start, span);
            }
            row.y += row.height;
            at = at->next;
        }
        start += span->words.size;
    }
}

/* How many of the lines left fit, so that neither the first nor the last line
 * of a paragraph stands alone. 0: take a new page first. */
static size_t lines_that_fit(struct sheet *sheet, const struct shape *shape, size_t from)
{
    size_t left = shape->line_count - from;
    size_t fit = (size_t)fmax(sheet_room(sheet) / shape->look->leading, 0);
    if (fit >= left) {
        return left;
    }
    if (left - fit == 1 && fit > 2) {
        fit--;
    }
    bool is_orphan = fit < 2 && !sheet_is_fresh(sheet);
    return is_orphan ? 0 : fit > 0 ? fit : 1;
}

static void run_set(struct sheet *sheet, const struct run *run, double indent)
{
    double width = fmin(sheet_width(sheet), MEASURE) - indent;
    struct shape shape = type_shape_run(sheet->type, TYPE_BODY, run, width);
    for (size_t from = 0; from < shape.line_count;) {
        size_t count = lines_that_fit(sheet, &shape, from);
        if (count == 0) {
            sheet_page(sheet);
            continue;
        }
        if (indent > 0 && from == 0) {
            sheet_words(sheet, TYPE_BODY, TEXT("\xE2\x80\xA2"),
                        (struct area){sheet->left + 3, sheet->y, TYPE_ENDLESS, 0}, ALIGN_LEFT);
        }
        struct area area = {sheet->left + indent, sheet->y, width, 0};
        struct lines lines = {from, from + count};
        sheet_text(sheet, &shape, area, ALIGN_LEFT, lines);
        run_links(sheet, run, &shape, area, lines);
        from += count;
        sheet->y += (double)count * shape.look->leading;
        if (from < shape.line_count) {
            sheet_page(sheet);
        }
    }
    type_drop(&shape);
}

void pdf_paragraph(struct sheet *sheet, const struct run *run)
{
    run_set(sheet, run, 0);
    sheet->y += 6;
}

void pdf_list(struct sheet *sheet, const struct list *list)
{
    for (size_t i = 0; i < list->count && !arena_is_over(sheet->arena); i++) {
        run_set(sheet, &list->items[i], BULLET_INDENT);
        sheet->y += 2.5;
    }
    sheet->y += 4;
}

/* One pair as a run of lines; a value that is longer than a page goes on. */
static void pair_set(struct sheet *sheet, const struct pair *pair, double label_width)
{
    double width = sheet_width(sheet) - label_width;
    enum type_style style = pair->is_code ? TYPE_BODY_CODE : TYPE_BODY;
    double chip = pair->tone != TONE_NONE ? 4 : 0;
    struct shape label = type_shape(sheet->type, TYPE_NOTE, pair->label, label_width - 12);
    struct shape value = type_shape(sheet->type, style, pair->value, width - 2 * chip);
    sheet_need(sheet, fmin(fmax(type_height(&label), type_height(&value)), 80) + 8);
    double first_y = sheet->y;
    struct area side = {sheet->left, sheet->y + LABEL_DROP, label_width - 12, 0};
    sheet_text(sheet, &label, side, ALIGN_LEFT, LINES_ALL(label));
    for (size_t from = 0; from < value.line_count;) {
        double room = sheet_room(sheet) - 8;
        size_t fit = (size_t)fmax(room / value.look->leading, 1);
        size_t to = from + fit < value.line_count ? from + fit : value.line_count;
        double height = (double)(to - from) * value.look->leading;
        struct area area = {sheet->left + label_width + chip, sheet->y + 4, width - 2 * chip, 0};
        if (pair->tone != TONE_NONE && value.line_count > 0) {
            struct area fill = {area.x - chip, area.y - 0.5, type_width(&value) + 2 * chip,
                                height + 1};
            sheet_fill(sheet, fill, 3, tone_look_of(pair->tone)->fill);
        }
        sheet_text(sheet, &value, area, ALIGN_LEFT, (struct lines){from, to});
        sheet->y += height + 8;
        from = to;
        if (from < value.line_count) {
            sheet_page(sheet);
            first_y = sheet->y;
        }
    }
    sheet->y = fmax(sheet->y, first_y + type_height(&label) + 8);
    sheet_rule(sheet, sheet->y, 0.4, SHEET_LINE);
    type_drop(&label);
    type_drop(&value);
}

void pdf_pairs(struct sheet *sheet, const struct pairs *pairs)
{
    double widest = 60;
    for (size_t i = 0; i < pairs->count; i++) {
        widest = fmax(widest, type_measure(sheet->type, TYPE_NOTE, pairs->items[i].label) + 18);
    }
    double label_width = fmin(widest, sheet_width(sheet) * 0.34);
    sheet_need(sheet, 40);
    sheet_rule(sheet, sheet->y, 0.4, SHEET_LINE);
    for (size_t i = 0; i < pairs->count && !arena_is_over(sheet->arena); i++) {
        pair_set(sheet, &pairs->items[i], label_width);
    }
    sheet->y += 12;
}

double pdf_caption(struct sheet *sheet, struct text number, struct text words)
{
    double indent = type_measure(sheet->type, TYPE_CAPTION, number) + 8;
    struct area area = {sheet->left, sheet->y, TYPE_ENDLESS, 12};
    struct shape shape = type_shape(sheet->type, TYPE_CAPTION, words, sheet_width(sheet) - indent);
    sheet_words(sheet, TYPE_CAPTION, number, area, ALIGN_LEFT);
    area.x += indent;
    area.width = sheet_width(sheet) - indent;
    sheet_text(sheet, &shape, area, ALIGN_LEFT, LINES_ALL(shape));
    double height = type_height(&shape);
    type_drop(&shape);
    return height;
}

/* The lines of a notice, title first, as one stream that pages may cut. */
struct notice_part {
    struct shape shape;
    const struct run *run; /* NULL for the title */
    double indent;
};

static size_t notice_parts(struct sheet *sheet, const struct notice *notice,
                           struct notice_part *parts)
{
    double width = sheet_width(sheet) - 2 * NOTICE_PAD;
    double indent = notice->list.count > 1 ? BULLET_INDENT : 0;
    size_t count = 0;
    if (notice->title.size > 0) {
        parts[count++].shape = type_shape(sheet->type, TYPE_BODY_STRONG, notice->title, width);
    }
    for (size_t i = 0; i < notice->list.count; i++) {
        const struct run *run = &notice->list.items[i];
        parts[count++] = (struct notice_part){
            type_shape_run(sheet->type, TYPE_BODY, run, width - indent), run, indent};
    }
    return count;
}

static void notice_line(struct sheet *sheet, const struct notice_part *part, size_t line)
{
    double x = sheet->left + NOTICE_PAD;
    struct area area = {x + part->indent, sheet->y, sheet->right - NOTICE_PAD - x - part->indent,
                        0};
    if (part->indent > 0 && line == 0) {
        sheet_words(sheet, TYPE_BODY, TEXT("\xE2\x80\xA2"),
                    (struct area){x + 2, sheet->y, TYPE_ENDLESS, 0}, ALIGN_LEFT);
    }
    struct lines one = {line, line + 1};
    sheet_text(sheet, &part->shape, area, ALIGN_LEFT, one);
    if (part->run != NULL) {
        run_links(sheet, part->run, &part->shape, area, one);
    }
    sheet->y += part->shape.look->leading;
}

/* A darker bar in the hue of the fill. */
static uint32_t bar_colour(enum tone tone)
{
    static const uint32_t bars[TONE_COUNT] = {
        [TONE_RISK1] = 0x177245, [TONE_RISK2] = 0x7a7d12, [TONE_RISK3] = 0x8a5c00,
        [TONE_RISK4] = 0xb4532a, [TONE_RISK5] = 0xc2281d, [TONE_GOOD] = 0x177245,
        [TONE_WARN] = 0xb98100,  [TONE_BAD] = 0xc2281d,   [TONE_INFO] = 0x0b6e99,
    };
    return (unsigned)tone < TONE_COUNT && bars[tone] != 0 ? bars[tone] : 0x8f9aac;
}

static void notice_page(struct sheet *sheet, const struct notice *notice, size_t lines,
                        double leading)
{
    struct area box = {sheet->left, sheet->y, sheet_width(sheet),
                       (double)lines * leading + 2 * NOTICE_PAD - 4};
    enum tone tone = notice->tone == TONE_NONE ? TONE_MUTED : notice->tone;
    sheet_fill(sheet, box, 0, tone_look_of(tone)->fill);
    box.width = NOTICE_BAR;
    sheet_fill(sheet, box, 0, bar_colour(tone));
    sheet->y += NOTICE_PAD - 2;
}

void pdf_notice(struct sheet *sheet, const struct notice *notice)
{
    struct notice_part *parts =
        ARENA_MANY(sheet->arena, struct notice_part, notice->list.count + 1);
    size_t count = notice_parts(sheet, notice, parts);
    size_t lines = 0;
    for (size_t i = 0; i < count; i++) {
        lines += parts[i].shape.line_count;
    }
    double leading = type_look_of(TYPE_BODY)->leading;
    sheet->y += sheet_is_fresh(sheet) ? 0 : 4;
    sheet_need(sheet, fmin((double)lines * leading + 2 * NOTICE_PAD, 150));
    size_t on_page = 0; /* lines that still go into the box at hand */
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < parts[i].shape.line_count; k++) {
            if (on_page == 0) {
                double room = (sheet_room(sheet) - 2 * NOTICE_PAD) / leading;
                on_page = room < 1 ? 1 : (size_t)room < lines ? (size_t)room : lines;
                notice_page(sheet, notice, on_page, leading);
            }
            notice_line(sheet, &parts[i], k);
            lines--;
            if (--on_page == 0 && lines > 0) {
                sheet_page(sheet);
            }
        }
        type_drop(&parts[i].shape);
    }
    sheet->y += NOTICE_PAD + 8;
}
