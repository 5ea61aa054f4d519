/* html_part.h - how each kind of block is written. Private to html*.c.
 *
 * Contract of all: append to out; every word goes through html_put, which
 * escapes for text and for quoted attributes alike. */
#ifndef CSMS_PAPER_HTML_PART_H
#define CSMS_PAPER_HTML_PART_H

#include "paper/document.h"

struct html {
    const struct document *document;
    struct buffer *out;
};

void html_put(struct buffer *out, struct text words);
void html_style(struct buffer *out); /* the whole style sheet */
void html_run(struct html *html, const struct run *run);
void html_block(struct html *html, const struct block *block);
void html_cover(struct html *html, const struct cover *cover);
void html_pairs(struct html *html, const struct pair *pairs, size_t count);
void html_table(struct html *html, const struct grid *grid);
void html_matrix(struct html *html, const struct matrix *matrix);
void html_picture(struct html *html, const struct picture *picture);

#endif
