#include "paper/html_part.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

#define BOX_PAD 8.0
#define PILL_PAD 4.5
#define WORDS_SIZE 10.5
#define PILL_SIZE 8.0
#define KEY_SIZE 8.5

/* The width of a character in font sizes, near enough to place words: the
 * reader's browser may have another face than Inter anyway. */
static double advance_of(uint32_t point)
{
    if (point >= 0x2e80) {
        return 1.0;
    }
    if (point < 0x80 && strchr("ijl.,:;'|!ftr()I ", (int)point) != NULL) {
        return 0.32;
    }
    if (point < 0x80 && strchr("mwMW@%", (int)point) != NULL) {
        return 0.88;
    }
    return point >= 'A' && point <= 'Z' ? 0.68 : 0.59;
}

static double width_of(struct text words, double size)
{
    double width = 0;
    for (size_t at = 0; at < words.size;) {
        width += advance_of(utf8_next(words, &at)) * size;
    }
    return width;
}

/* Bytes of words that fit into width: up to a blank where there is one. */
static size_t fitting(struct text words, double width, double size)
{
    double used = 0;
    size_t blank = 0;
    for (size_t at = 0; at < words.size;) {
        size_t from = at;
        uint32_t point = utf8_next(words, &at);
        used += advance_of(point) * size;
        if (used > width) {
            return blank > 0 ? blank : from > 0 ? from : at;
        }
        blank = point == ' ' ? from : blank;
    }
    return words.size;
}

static void number_put(struct buffer *out, const char *name, double number)
{
    buffer_print(out, " %s=\"%.1f\"", name, number);
}

static void words_put(struct buffer *out, const char *class_name, struct picture_point at,
                      struct text words, bool is_cut)
{
    buffer_print(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class_name, at.x, at.y);
    html_put(out, words);
    buffer_put_z(out, is_cut ? "\xE2\x80\xA6</text>" : "</text>");
}

/* At the right end of the first row; returns its left edge. */
static double pill_put(struct buffer *out, struct text words, double right, double y,
                       const char *class_name)
{
    if (words.size == 0) {
        return right;
    }
    double width = width_of(words, PILL_SIZE) + 2 * PILL_PAD;
    buffer_print(out, "<rect class=\"%s\"", class_name);
    number_put(out, "x", right - width);
    number_put(out, "y", y - 1);
    number_put(out, "width", width);
    buffer_put_z(out, " height=\"13\" rx=\"4\"/>");
    struct picture_point place = {right - width + PILL_PAD, y + 8.4};
    words_put(out, "pill", place, words, false);
    return right - width - 4;
}

static void lines_put(struct buffer *out, const struct picture_box *box, double top)
{
    double width = box->width - 2 * BOX_PAD;
    size_t first = fitting(box->words, width, WORDS_SIZE);
    struct text rest = text_trim(text_from(box->words, first));
    size_t second = fitting(rest, width, WORDS_SIZE);
    double lines = rest.size > 0 ? 2 : 1;
    double spare = fmax(box->y + box->height - 4 - top - lines * 13.4, 0);
    double y = top + spare / 2 + 10.4;
    struct picture_point place = {box->x + BOX_PAD, y};
    words_put(out, "words", place, text_part(box->words, 0, first), false);
    if (rest.size > 0) {
        place.y += 13.4;
        words_put(out, "words", place, text_part(rest, 0, second), second < rest.size);
    }
}

static void box_put(struct buffer *out, const struct picture_box *box)
{
    buffer_print(out, "<g><rect class=\"box%s%s\"", box->is_critical ? " critical" : "",
                 box->is_dashed ? " dashed" : "");
    number_put(out, "x", box->x);
    number_put(out, "y", box->y);
    number_put(out, "width", box->width);
    number_put(out, "height", box->height);
    buffer_put_z(out, " rx=\"6\"/>");
    double right = box->x + box->width - BOX_PAD;
    double y = box->y + 7;
    bool has_row = box->key.size + box->gate.size + box->chip.size > 0;
    right = pill_put(out, box->chip, right, y, tone_look_of(box->tone)->name);
    right = pill_put(out, box->gate, right, y, "gate");
    double room = right - box->x - BOX_PAD;
    if (box->key.size > 0) {
        size_t size = (size_t)fmax(room / (KEY_SIZE * 0.602), 1);
        bool is_cut = utf8_count(box->key) > size;
        struct text key =
            is_cut ? text_part(box->key, 0, fitting(box->key, room - 6, KEY_SIZE)) : box->key;
        struct picture_point place = {box->x + BOX_PAD, y + 8.6};
        words_put(out, "key", place, key, is_cut);
    }
    lines_put(out, box, box->y + (has_row ? 21 : 4));
    buffer_put_z(out, "</g>\n");
}

static void arrow_put(struct buffer *out, const struct picture_line *line)
{
    struct picture_point tip = line->points[line->count - 1];
    struct picture_point from = line->points[line->count - 2];
    double angle = atan2(tip.y - from.y, tip.x - from.x);
    buffer_print(out, "<path class=\"arrow%s\" d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fZ\"/>",
                 line->is_critical ? " critical" : "", tip.x, tip.y, tip.x - 7 * cos(angle - 0.4),
                 tip.y - 7 * sin(angle - 0.4), tip.x - 7 * cos(angle + 0.4),
                 tip.y - 7 * sin(angle + 0.4));
}

static void line_put(struct buffer *out, const struct picture_line *line)
{
    if (line->count < 2) {
        return;
    }
    buffer_print(out, "<path class=\"edge%s%s\" d=\"", line->is_critical ? " critical" : "",
                 line->is_dashed ? " dashed" : "");
    for (size_t i = 0; i < line->count; i++) {
        buffer_print(out, "%c%.1f %.1f", i > 0 ? 'L' : 'M', line->points[i].x, line->points[i].y);
    }
    buffer_put_z(out, "\"/>\n");
    if (line->has_arrow) {
        arrow_put(out, line);
    }
}

static void title_put(struct buffer *out, const struct picture *picture)
{
    buffer_print(out,
                 "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
                 "aria-labelledby=\"p%zu d%zu\" viewBox=\"-2 -2 %.1f %.1f\" width=\"%.1f\" "
                 "height=\"%.1f\">\n<title id=\"p%zu\">",
                 picture->index, picture->index, picture->width + 4, picture->height + 4,
                 picture->width + 4, picture->height + 4, picture->index);
    html_put(out, picture->title);
    buffer_print(out, "</title>\n<desc id=\"d%zu\">", picture->index);
    html_put(out, picture->description);
    buffer_put_z(out, "</desc>\n");
}

void html_picture(struct html *html, const struct picture *picture)
{
    struct buffer *out = html->out;
    title_put(out, picture);
    for (int critical = 0; critical < 2; critical++) { /* the path that decides lies on top */
        for (size_t i = 0; i < picture->line_count; i++) {
            if (picture->lines[i].is_critical == (critical == 1)) {
                line_put(out, &picture->lines[i]);
            }
        }
    }
    for (size_t i = 0; i < picture->box_count && !arena_is_over(out->arena); i++) {
        box_put(out, &picture->boxes[i]);
    }
    buffer_print(out, "</svg><figcaption>Figure %zu. ", picture->index);
    html_put(out, picture->title);
    buffer_put_z(out, "<p class=\"small\">");
    html_put(out, picture->description);
    buffer_put_z(out, "</p></figcaption></figure>\n");
}
