/* type.h - typography: named styles, and words turned into lines of glyphs.
 *
 * Purpose: everything printed has one of these styles; no other file knows a
 * font size. type_shape breaks words into lines of a width with pango and
 * HarfBuzz; lines are then set on a fixed leading by sheet_text, so a
 * fallback face never disturbs the rhythm of a page.
 * Ownership: a shape holds a reference to its layout; type_drop gives it back.
 * Equal words in equal style and width are shaped once (a fixed number of
 * slots, replaced when two collide).
 * Cost: about 10 us a short cell, 0.3 us from a slot. Not thread-safe: each
 * call opens its own. Units: points (1/72 inch). Errors: see fonts.h. */
#ifndef CSMS_PAPER_TYPE_H
#define CSMS_PAPER_TYPE_H

#include "paper/document.h"
#include "paper/fonts.h"

#include <pango/pangocairo.h>

#define TYPE_ENDLESS (-1.0) /* a width: one line a paragraph */
#define TYPE_MISSING_LIMIT 64
#define TYPE_ACCENT UINT32_C(0x1f5fd1)
#define TYPE_GREY UINT32_C(0x475062)

enum type_style {
    TYPE_BODY,
    TYPE_BODY_STRONG,
    TYPE_BODY_CODE,
    TYPE_NOTE,
    TYPE_RUNNING,
    TYPE_RUNNING_CODE,
    TYPE_CAPTION,
    TYPE_TABLE,
    TYPE_TABLE_STRONG,
    TYPE_TABLE_CODE,
    TYPE_TABLE_HEAD,
    TYPE_HEADING1,
    TYPE_HEADING2,
    TYPE_HEADING3,
    TYPE_KICKER,
    TYPE_TITLE,
    TYPE_SUBTITLE,
    TYPE_FIGURE,
    TYPE_LABEL, /* small, on a tone */
    TYPE_MATRIX_KEY,
    TYPE_BOX,
    TYPE_BOX_KEY,
    TYPE_BOX_CHIP,
    TYPE_STYLE_COUNT
};

struct type_look {
    const char *face; /* a member of struct paper_fonts */
    double size;
    double leading; /* from baseline to baseline */
    uint32_t ink;
    double tracking;      /* extra space after each glyph */
    const char *features; /* OpenType, or NULL */
    double baseline;      /* below the top of a line; 0: capitals stand in its middle */
};

struct type;

struct shape {
    PangoLayout *layout;
    const struct type_look *look;
    size_t line_count;
};

const struct type_look *type_look_of(enum type_style style);
enum rc type_open(struct arena *arena, const struct paper_fonts *faces, struct text language,
                  struct fault *fault, struct type **out) MUST_USE;
void type_close(struct type *type);
struct shape type_shape(struct type *type, enum type_style style, struct text words, double width);
/* A paragraph with bold, code and links. */
struct shape type_shape_run(struct type *type, enum type_style style, const struct run *run,
                            double width);
/* At most lines lines of width; what is beyond is shown as an ellipsis. */
struct shape type_shape_short(struct type *type, enum type_style style, struct text words,
                              double width, int lines);
void type_drop(struct shape *shape);
double type_height(const struct shape *shape);
double type_width(const struct shape *shape); /* of its widest line */
/* The width words would take on one line. */
double type_measure(struct type *type, enum type_style style, struct text words);
/* The first bytes of words, never ending inside a character. */
struct text type_cut(struct text words, size_t bytes);
/* Code points met that no face shows, ascending; further ones are counted. */
size_t type_missing(const struct type *type, const uint32_t **points, size_t *dropped);

#endif
