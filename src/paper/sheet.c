#include "paper/sheet.h"

#include <math.h>

#define CAP_SHARE 0.36 /* half the height of a capital letter, in font sizes */
#define CHIP_PAD 4.0
#define ROOT_DIGITS 16

void sheet_init(struct sheet *sheet, struct type *type, const struct document *document,
                struct arena *arena)
{
    *sheet = (struct sheet){.arena = arena, .document = document, .type = type};
    sheet->heading_pages = ARENA_MANY(arena, size_t, document->heading_count + 1);
    sheet_turn(sheet, SHEET_A4_WIDTH, SHEET_A4_HEIGHT);
}

void sheet_colour(struct sheet *sheet, uint32_t colour)
{
    if (sheet->cairo != NULL) {
        cairo_set_source_rgb(sheet->cairo, (colour >> 16 & 0xff) / 255.0,
                             (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0);
    }
}

static struct text identity(struct sheet *sheet)
{
    const struct document_meta *meta = &sheet->document->meta;
    if (meta->version.size == 0) {
        return meta->key;
    }
    return text_print(sheet->arena, "%.*s  \xC2\xB7  version %.*s", TEXT_ARGS(meta->key),
                      TEXT_ARGS(meta->version));
}

static void header_draw(struct sheet *sheet)
{
    double width = sheet_width(sheet);
    double y = 10.2 * SHEET_MM;
    struct text key = identity(sheet);
    double key_width = fmin(type_measure(sheet->type, TYPE_RUNNING, key) + 1, width * 0.45);
    double right = sheet->right - key_width;
    sheet_short(sheet, TYPE_RUNNING, key, (struct area){right, y, key_width, 10}, ALIGN_RIGHT);
    if (sheet->document->meta.is_simulated) {
        struct text mark = TEXT("Simulated clock");
        right -= sheet_chip_width(sheet, TYPE_LABEL, mark) + 8;
        sheet_chip(sheet, TYPE_LABEL, mark, (struct picture_point){right, y}, TONE_WARN);
    }
    struct area title = {sheet->left, y, fmax(right - sheet->left - 12, 20), 10};
    sheet_short(sheet, TYPE_RUNNING, sheet->document->meta.title, title, ALIGN_LEFT);
    sheet_rule(sheet, 15 * SHEET_MM, 0.5, SHEET_LINE);
}

static void footer_draw(struct sheet *sheet)
{
    const struct document_meta *meta = &sheet->document->meta;
    double y = sheet->page_height - 13 * SHEET_MM;
    sheet_rule(sheet, y - 4, 0.5, SHEET_LINE);
    struct text root = type_cut(meta->ledger_root, ROOT_DIGITS);
    struct text ledger =
        text_print(sheet->arena, "Ledger entry %llu", (unsigned long long)meta->ledger_sequence);
    struct area left = {sheet->left, y, sheet_width(sheet), 10};
    sheet_words(sheet, TYPE_RUNNING, ledger, left, ALIGN_LEFT);
    left.x += type_measure(sheet->type, TYPE_RUNNING, ledger) + 8;
    left.width = 140;
    sheet_short(sheet, TYPE_RUNNING_CODE, root, left, ALIGN_LEFT);
    double half = sheet_width(sheet) * 0.36;
    struct area middle = {(sheet->left + sheet->right - half) / 2, y, half, 10};
    sheet_short(sheet, TYPE_RUNNING, meta->classification, middle, ALIGN_CENTRE);
    struct text page = text_print(sheet->arena, "Page %zu of %zu", sheet->page, sheet->page_total);
    struct area right = {sheet->right - 120, y, 120, 10};
    sheet_words(sheet, TYPE_RUNNING, page, right, ALIGN_RIGHT);
}

static void page_close(struct sheet *sheet)
{
    if (sheet->is_open && sheet->cairo != NULL) {
        if (!sheet->is_cover) {
            header_draw(sheet);
        }
        footer_draw(sheet);
        cairo_show_page(sheet->cairo);
    }
    sheet->is_open = false;
    sheet->is_cover = false;
}

static void page_open(struct sheet *sheet)
{
    sheet->page++;
    sheet->is_open = true;
    sheet->y = sheet->top;
    if (sheet->surface != NULL) {
        cairo_pdf_surface_set_size(sheet->surface, sheet->page_width, sheet->page_height);
    }
}

void sheet_turn(struct sheet *sheet, double width, double height)
{
    if (sheet->is_open && sheet->y > sheet->top) {
        page_close(sheet);
    }
    sheet->page_width = width;
    sheet->page_height = height;
    sheet->left = SHEET_MARGIN;
    sheet->right = width - SHEET_MARGIN;
    sheet->top = SHEET_HEAD;
    sheet->bottom = height - SHEET_FOOT;
    if (sheet->is_open) { /* nothing on it: it only changes its size */
        sheet->y = sheet->top;
        if (sheet->surface != NULL) {
            cairo_pdf_surface_set_size(sheet->surface, width, height);
        }
    }
}

void sheet_page(struct sheet *sheet)
{
    page_close(sheet);
    page_open(sheet);
}

void sheet_break(struct sheet *sheet)
{
    page_close(sheet);
}

double sheet_width(const struct sheet *sheet)
{
    return sheet->right - sheet->left;
}

double sheet_room(struct sheet *sheet)
{
    sheet_need(sheet, 0);
    return sheet->bottom - sheet->y;
}

bool sheet_is_fresh(const struct sheet *sheet)
{
    return !sheet->is_open || sheet->y <= sheet->top;
}

void sheet_need(struct sheet *sheet, double height)
{
    if (!sheet->is_open || (sheet->y + height > sheet->bottom && sheet->y > sheet->top)) {
        sheet_page(sheet);
    }
}

static double line_shift(PangoLayoutLine *line, double width, enum align align)
{
    PangoRectangle box;
    pango_layout_line_get_extents(line, NULL, &box);
    double free_width = width - (double)box.width / PANGO_SCALE;
    bool is_rtl = line->resolved_dir == PANGO_DIRECTION_RTL;
    if (align == ALIGN_CENTRE) {
        return free_width / 2;
    }
    return (align == ALIGN_RIGHT) != is_rtl ? free_width : 0;
}

void sheet_text(struct sheet *sheet, const struct shape *shape, struct area area, enum align align,
                struct lines lines)
{
    if (sheet->cairo == NULL) {
        return;
    }
    const struct type_look *look = shape->look;
    GSList *at = g_slist_nth(pango_layout_get_lines_readonly(shape->layout), (guint)lines.from);
    double middle = look->leading / 2 + look->size * CAP_SHARE;
    double baseline = area.y + (look->baseline > 0 ? look->baseline : middle);
    sheet_colour(sheet, look->ink);
    for (size_t i = lines.from; i < lines.to && at != NULL; i++, at = at->next) {
        PangoLayoutLine *line = at->data;
        double shift = align == ALIGN_LEFT && line->resolved_dir != PANGO_DIRECTION_RTL
                           ? 0
                           : line_shift(line, area.width, align);
        cairo_move_to(sheet->cairo, area.x + shift, baseline);
        pango_cairo_show_layout_line(sheet->cairo, line);
        baseline += look->leading;
    }
}

double sheet_words(struct sheet *sheet, enum type_style style, struct text words, struct area area,
                   enum align align)
{
    struct shape shape = type_shape(sheet->type, style, words, area.width);
    sheet_text(sheet, &shape, area, align, LINES_ALL(shape));
    double height = type_height(&shape);
    type_drop(&shape);
    return height;
}

void sheet_short(struct sheet *sheet, enum type_style style, struct text words, struct area area,
                 enum align align)
{
    struct shape shape = type_shape_short(sheet->type, style, words, area.width, 1);
    sheet_text(sheet, &shape, area, align, (struct lines){0, 1});
    type_drop(&shape);
}

static void rounded_path(cairo_t *cairo, struct area area, double radius)
{
    double r = fmin(radius, fmin(area.width, area.height) / 2);
    double x2 = area.x + area.width;
    double y2 = area.y + area.height;
    cairo_new_path(cairo);
    if (r <= 0) {
        cairo_rectangle(cairo, area.x, area.y, area.width, area.height);
        return;
    }
    cairo_arc(cairo, x2 - r, area.y + r, r, -G_PI_2, 0);
    cairo_arc(cairo, x2 - r, y2 - r, r, 0, G_PI_2);
    cairo_arc(cairo, area.x + r, y2 - r, r, G_PI_2, G_PI);
    cairo_arc(cairo, area.x + r, area.y + r, r, G_PI, 3 * G_PI_2);
    cairo_close_path(cairo);
}

void sheet_fill(struct sheet *sheet, struct area area, double radius, uint32_t colour)
{
    if (sheet->cairo != NULL) {
        sheet_colour(sheet, colour);
        rounded_path(sheet->cairo, area, radius);
        cairo_fill(sheet->cairo);
    }
}

void sheet_frame(struct sheet *sheet, struct area area, double radius, double width,
                 uint32_t colour)
{
    if (sheet->cairo != NULL) {
        sheet_colour(sheet, colour);
        rounded_path(sheet->cairo, area, radius);
        cairo_set_line_width(sheet->cairo, width);
        cairo_stroke(sheet->cairo);
    }
}

void sheet_stroke(struct sheet *sheet, struct picture_point from, struct picture_point to,
                  double width, uint32_t colour)
{
    if (sheet->cairo != NULL) {
        sheet_colour(sheet, colour);
        cairo_set_line_width(sheet->cairo, width);
        cairo_move_to(sheet->cairo, from.x, from.y);
        cairo_line_to(sheet->cairo, to.x, to.y);
        cairo_stroke(sheet->cairo);
    }
}

void sheet_rule(struct sheet *sheet, double y, double width, uint32_t colour)
{
    sheet_stroke(sheet, (struct picture_point){sheet->left, y},
                 (struct picture_point){sheet->right, y}, width, colour);
}

double sheet_chip_width(struct sheet *sheet, enum type_style style, struct text words)
{
    return type_measure(sheet->type, style, words) + 2 * CHIP_PAD;
}

void sheet_chip(struct sheet *sheet, enum type_style style, struct text words,
                struct picture_point place, enum tone tone)
{
    double leading = type_look_of(style)->leading;
    struct area area = {place.x, place.y - 0.5, sheet_chip_width(sheet, style, words), leading + 1};
    sheet_fill(sheet, area, 3, tone_look_of(tone)->fill);
    sheet_words(sheet, style, words,
                (struct area){place.x + CHIP_PAD, place.y, TYPE_ENDLESS, leading}, ALIGN_LEFT);
}

static void link_draw(struct sheet *sheet, struct area area, const char *goal)
{
    struct text attributes = text_print(sheet->arena, "rect=[%.2f %.2f %.2f %.2f] %s", area.x,
                                        area.y, area.width, area.height, goal);
    cairo_tag_begin(sheet->cairo, CAIRO_TAG_LINK, attributes.at);
    cairo_tag_end(sheet->cairo, CAIRO_TAG_LINK);
}

void sheet_link_heading(struct sheet *sheet, struct area area, size_t heading)
{
    if (sheet->cairo != NULL) {
        link_draw(sheet, area, text_print(sheet->arena, "dest='h%zu'", heading).at);
    }
}

/* An address that is not ASCII or has a quote or backslash, which would end
 * cairo's attribute early, stays plain words. */
void sheet_link(struct sheet *sheet, struct area area, struct text target)
{
    if (sheet->cairo == NULL || !document_is_link(target)) {
        return;
    }
    if (target.at[0] == '#') {
        const struct heading *heading = document_anchor(sheet->document, text_from(target, 1));
        if (heading != NULL) {
            sheet_link_heading(sheet, area, heading->index);
        }
    } else if (text_find(target, '\'') == target.size && text_find(target, '\\') == target.size) {
        link_draw(sheet, area, text_print(sheet->arena, "uri='%.*s'", TEXT_ARGS(target)).at);
    }
}

void sheet_mark_heading(struct sheet *sheet, size_t heading)
{
    sheet->heading_pages[heading] = sheet->page;
    if (sheet->cairo != NULL) {
        struct text name =
            text_print(sheet->arena, "name='h%zu' x=%.2f y=%.2f", heading, sheet->left, sheet->y);
        cairo_tag_begin(sheet->cairo, CAIRO_TAG_DEST, name.at);
        cairo_tag_end(sheet->cairo, CAIRO_TAG_DEST);
    }
}
