#include "paper/pdf_part.h"

#include <math.h>

#define WORDS_SCALE 0.62 /* below it, words of 10.5 units get too small to read */
#define BOX_PAD 8.0
#define PILL_PAD 4.5

struct paper_size {
    double width, height;
};

/* A4 upright, then lying, then larger sheets lying, until the words can be read. */
static const struct paper_size sizes[] = {
    {210, 297}, {297, 210}, {420, 297}, {594, 420}, {841, 594}, {1189, 841},
};
#define SIZE_COUNT (sizeof sizes / sizeof sizes[0])

static double caption_height(struct sheet *sheet, const struct picture *picture, double width)
{
    struct shape note = type_shape(sheet->type, TYPE_NOTE, picture->description, width);
    double height = 12 + 8 + fmin(type_height(&note), 60) + 4;
    type_drop(&note);
    return height;
}

static double scale_on(const struct picture *picture, double width, double height)
{
    return fmin(fmin(width / picture->width, height / picture->height), 1);
}

double pdf_picture_height(struct sheet *sheet, const struct picture *picture)
{
    double caption = caption_height(sheet, picture, sheet_width(sheet));
    double scale = scale_on(picture, sheet_width(sheet), sheet->bottom - sheet->top - caption);
    return scale >= WORDS_SCALE ? picture->height * scale + caption + 8 : 0;
}

void pdf_picture_turn(struct sheet *sheet, const struct picture *picture, double reserve)
{
    if (sheet->page_width > SHEET_A4_WIDTH || pdf_picture_height(sheet, picture) > 0) {
        return;
    }
    double taken = caption_height(sheet, picture, sheet_width(sheet)) + reserve;
    double scale = scale_on(picture, sheet_width(sheet), sheet->bottom - sheet->top - taken);
    for (size_t i = 1; i < SIZE_COUNT && scale < WORDS_SCALE; i++) {
        double width = sizes[i].width * SHEET_MM;
        double height = sizes[i].height * SHEET_MM;
        double next =
            scale_on(picture, width - 2 * SHEET_MARGIN, height - (SHEET_HEAD + SHEET_FOOT) - taken);
        if (next > scale * 1.15) { /* a larger sheet must be worth it */
            scale = next;
            sheet_turn(sheet, width, height);
        }
    }
}

/* Opens the page the picture goes to, and returns its scale there. */
static double page_choose(struct sheet *sheet, const struct picture *picture)
{
    pdf_picture_turn(sheet, picture, 0);
    double caption = caption_height(sheet, picture, sheet_width(sheet));
    double body = sheet->bottom - sheet->top;
    if (sheet->page_width > SHEET_A4_WIDTH) {
        body = fmax(sheet_room(sheet), body / 2); /* below its headings */
    }
    double scale = scale_on(picture, sheet_width(sheet), body - caption);
    sheet_need(sheet, picture->height * scale + caption);
    return scale;
}

static void line_path(cairo_t *cairo, const struct picture_line *line)
{
    cairo_new_path(cairo);
    for (size_t i = 0; i < line->count; i++) {
        cairo_line_to(cairo, line->points[i].x, line->points[i].y);
    }
}

static void arrow_draw(cairo_t *cairo, const struct picture_line *line)
{
    struct picture_point tip = line->points[line->count - 1];
    struct picture_point from = line->points[line->count - 2];
    double angle = atan2(tip.y - from.y, tip.x - from.x);
    cairo_move_to(cairo, tip.x, tip.y);
    cairo_line_to(cairo, tip.x - 7 * cos(angle - 0.4), tip.y - 7 * sin(angle - 0.4));
    cairo_line_to(cairo, tip.x - 7 * cos(angle + 0.4), tip.y - 7 * sin(angle + 0.4));
    cairo_close_path(cairo);
    cairo_fill(cairo);
}

static void line_draw(struct sheet *sheet, const struct picture_line *line)
{
    if (sheet->cairo == NULL || line->count < 2) {
        return;
    }
    const double dashes[] = {4, 3};
    cairo_save(sheet->cairo);
    cairo_set_line_join(sheet->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(sheet->cairo, dashes, line->is_dashed ? 2 : 0, 0);
    cairo_set_line_width(sheet->cairo, line->is_critical ? 2.4 : 1);
    sheet_colour(sheet, line->is_critical ? TONE_INK : 0x9aa4b5);
    line_path(sheet->cairo, line);
    cairo_stroke(sheet->cairo);
    if (line->has_arrow) {
        arrow_draw(sheet->cairo, line);
    }
    cairo_restore(sheet->cairo);
}

/* A small label at the right end of the box's first row; returns its left edge. */
static double pill_draw(struct sheet *sheet, struct text words, struct area area, bool is_filled,
                        uint32_t colour)
{
    if (words.size == 0) {
        return area.x + area.width;
    }
    double width = fmin(type_measure(sheet->type, TYPE_BOX_CHIP, words), area.width * 0.7);
    struct area pill = {area.x + area.width - width - 2 * PILL_PAD, area.y - 1,
                        width + 2 * PILL_PAD, 13};
    if (is_filled) {
        sheet_fill(sheet, pill, 3, colour);
    } else {
        sheet_frame(sheet, pill, 6.5, 0.8, colour);
    }
    struct area inner = {pill.x + PILL_PAD, area.y, width + 0.5, 11};
    sheet_short(sheet, TYPE_BOX_CHIP, words, inner, ALIGN_LEFT);
    return pill.x - 4;
}

static void box_frame(struct sheet *sheet, const struct picture_box *box, struct area area)
{
    const double dashes[] = {4, 3};
    sheet_fill(sheet, area, 6, 0xffffff);
    if (sheet->cairo != NULL) {
        cairo_set_dash(sheet->cairo, dashes, box->is_dashed ? 2 : 0, 0);
    }
    sheet_frame(sheet, area, 6, box->is_critical ? 2 : 0.9, box->is_critical ? TONE_INK : 0x9aa4b5);
    if (sheet->cairo != NULL) {
        cairo_set_dash(sheet->cairo, dashes, 0, 0);
    }
}

static void box_draw(struct sheet *sheet, const struct picture_box *box)
{
    struct area area = {box->x, box->y, box->width, box->height};
    box_frame(sheet, box, area);
    double inner = fmax(box->width - 2 * BOX_PAD, 4);
    struct area row = {box->x + BOX_PAD, box->y + 7, inner, 11};
    bool has_row = box->key.size + box->gate.size + box->chip.size > 0;
    if (has_row) {
        double edge = pill_draw(sheet, box->chip, row, true, tone_look_of(box->tone)->fill);
        struct area rest = {row.x, row.y, fmax(edge - row.x, 4), 11};
        edge = pill_draw(sheet, box->gate, rest, false, TYPE_GREY);
        rest.width = fmax(edge - row.x, 4);
        sheet_short(sheet, TYPE_BOX_KEY, box->key, rest, ALIGN_LEFT);
    }
    struct shape words = type_shape_short(sheet->type, TYPE_BOX, box->words, inner, 2);
    double top = box->y + (has_row ? 21 : 4);
    double free_height = box->y + box->height - 4 - top - type_height(&words);
    struct area text = {row.x, top + fmax(free_height, 0) / 2, inner, 0};
    sheet_text(sheet, &words, text, ALIGN_LEFT, LINES_ALL(words));
    type_drop(&words);
}

static void scene_draw(struct sheet *sheet, const struct picture *picture, double scale)
{
    if (sheet->cairo == NULL) {
        return;
    }
    cairo_save(sheet->cairo);
    double shift = (sheet_width(sheet) - picture->width * scale) / 2;
    cairo_translate(sheet->cairo, sheet->left + shift, sheet->y);
    cairo_scale(sheet->cairo, scale, scale);
    for (int critical = 0; critical < 2; critical++) { /* the path that decides lies on top */
        for (size_t i = 0; i < picture->line_count; i++) {
            if (picture->lines[i].is_critical == (critical == 1)) {
                line_draw(sheet, &picture->lines[i]);
            }
        }
    }
    for (size_t i = 0; i < picture->box_count && !arena_is_over(sheet->arena); i++) {
        box_draw(sheet, &picture->boxes[i]);
    }
    cairo_restore(sheet->cairo);
}

static void description_set(struct sheet *sheet, const struct picture *picture)
{
    double width = sheet_width(sheet);
    struct shape note = type_shape(sheet->type, TYPE_NOTE, picture->description, width);
    size_t lines = note.line_count < 5 ? note.line_count : 5; /* all of it is in the HTML copy */
    sheet_text(sheet, &note, (struct area){sheet->left, sheet->y, width, 0}, ALIGN_LEFT,
               (struct lines){0, lines});
    sheet->y += (double)lines * note.look->leading;
    type_drop(&note);
}

void pdf_picture(struct sheet *sheet, const struct picture *picture)
{
    sheet->y += sheet_is_fresh(sheet) ? 0 : 8;
    double scale = page_choose(sheet, picture);
    scene_draw(sheet, picture, scale);
    sheet->y += picture->height * scale + 8;
    struct text number = text_print(sheet->arena, "Figure %zu", picture->index);
    sheet->y += pdf_caption(sheet, number, picture->title) + 1;
    if (picture->description.size > 0) {
        description_set(sheet, picture);
    }
    sheet->y += 16;
    if (sheet->page_width > SHEET_A4_WIDTH) {
        sheet_turn(sheet, SHEET_A4_WIDTH, SHEET_A4_HEIGHT);
    }
}
