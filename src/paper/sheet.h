/* sheet.h - pages, and the few strokes that are put on them.
 *
 * Purpose: keeps the pen (y) and the page, opens and ends pages with running
 * header and footer, and draws text, fills, rules and links. A document is
 * laid out twice by the same code: first without a surface (cairo is NULL,
 * nothing is drawn) to learn the number of pages and where headings fall,
 * then onto the surface.
 * Ownership: borrows type, document and surface. Units: points, y downwards.
 * Cost: O(1) a stroke. Errors: none here; cairo keeps its first error, which
 * pdf_write asks for at the end. */
#ifndef CSMS_PAPER_SHEET_H
#define CSMS_PAPER_SHEET_H

#include "paper/type.h"

#include <cairo-pdf.h>

#define SHEET_MM (72.0 / 25.4)
#define SHEET_MARGIN (18 * SHEET_MM)
#define SHEET_HEAD (21 * SHEET_MM) /* above the body, with the running header */
#define SHEET_FOOT (21 * SHEET_MM)
#define SHEET_A4_WIDTH (210 * SHEET_MM)
#define SHEET_A4_HEIGHT (297 * SHEET_MM)
#define SHEET_LINE UINT32_C(0xd9dde4)

struct sheet {
    struct arena *arena;
    const struct document *document;
    struct type *type;
    cairo_surface_t *surface; /* NULL while measuring */
    cairo_t *cairo;           /* NULL while measuring */
    double page_width, page_height;
    double left, right, top, bottom; /* of the body */
    double y;                        /* the pen */
    size_t page;                     /* from 1; 0 before the first */
    size_t page_total;               /* 0 while measuring */
    size_t *heading_pages;           /* per heading */
    bool is_open;
    bool is_cover; /* the page at hand has no running header */
};

struct area {
    double x, y, width, height;
};

struct lines { /* of a shape: from, and up to but without to */
    size_t from, to;
};

#define LINES_ALL(shape) ((struct lines){0, (shape).line_count})

void sheet_init(struct sheet *sheet, struct type *type, const struct document *document,
                struct arena *arena);
/* The next page has this size; ends the page at hand if something is on it. */
void sheet_turn(struct sheet *sheet, double width, double height);
void sheet_page(struct sheet *sheet); /* starts a new page, whatever is on this one */
/* Ends the page at hand; the next begins with the next thing that is set. */
void sheet_break(struct sheet *sheet);
double sheet_width(const struct sheet *sheet);  /* of the body */
double sheet_room(struct sheet *sheet);         /* from the pen to the end of the body */
bool sheet_is_fresh(const struct sheet *sheet); /* nothing on this page yet */
/* Takes a new page unless height fits below the pen. */
void sheet_need(struct sheet *sheet, double height);

/* Some lines of a shape in the area's width, from its y. */
void sheet_text(struct sheet *sheet, const struct shape *shape, struct area area, enum align align,
                struct lines lines);
/* Shapes, draws all lines and forgets; returns the height. */
double sheet_words(struct sheet *sheet, enum type_style style, struct text words, struct area area,
                   enum align align);
/* One line, cut with an ellipsis where it is too long. */
void sheet_short(struct sheet *sheet, enum type_style style, struct text words, struct area area,
                 enum align align);
void sheet_fill(struct sheet *sheet, struct area area, double radius, uint32_t colour);
void sheet_frame(struct sheet *sheet, struct area area, double radius, double width,
                 uint32_t colour);
void sheet_rule(struct sheet *sheet, double y, double width, uint32_t colour); /* full width */
void sheet_stroke(struct sheet *sheet, struct picture_point from, struct picture_point to,
                  double width, uint32_t colour);
/* Words on a pale fill, as wide as they need, in a row that begins at place. */
void sheet_chip(struct sheet *sheet, enum type_style style, struct text words,
                struct picture_point place, enum tone tone);
double sheet_chip_width(struct sheet *sheet, enum type_style style, struct text words);
void sheet_link(struct sheet *sheet, struct area area, struct text target);
void sheet_link_heading(struct sheet *sheet, struct area area, size_t heading);
void sheet_mark_heading(struct sheet *sheet, size_t heading); /* here, on this page */
void sheet_colour(struct sheet *sheet, uint32_t colour);

#endif
