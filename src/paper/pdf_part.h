/* pdf_part.h - how each kind of block is set on a sheet. Private to pdf_*.c.
 *
 * Contract of all: sets the block from the pen on, taking new pages as it
 * needs, and leaves the pen below. Called twice (see sheet.h) and must move the
 * pen the same way both times. Stops early where the arena is over budget. */
#ifndef CSMS_PAPER_PDF_PART_H
#define CSMS_PAPER_PDF_PART_H

#include "paper/sheet.h"

void pdf_cover(struct sheet *sheet, const struct cover *cover);
void pdf_contents(struct sheet *sheet, const size_t *heading_pages);
void pdf_heading(struct sheet *sheet, const struct heading *heading, double company);
void pdf_paragraph(struct sheet *sheet, const struct run *run);
void pdf_list(struct sheet *sheet, const struct list *list);
void pdf_pairs(struct sheet *sheet, const struct pairs *pairs);
void pdf_notice(struct sheet *sheet, const struct notice *notice);
void pdf_table(struct sheet *sheet, const struct grid *grid);
void pdf_matrix(struct sheet *sheet, const struct matrix *matrix);
/* What the block takes on the page at hand, with its caption; a picture that
 * gets a sheet of its own takes nothing here. */
double pdf_matrix_height(struct sheet *sheet, const struct matrix *matrix);
double pdf_picture_height(struct sheet *sheet, const struct picture *picture);
/* Turns to the sheet of its own that a wide picture needs, leaving reserve for
 * the headings above it; does nothing for others. */
void pdf_picture_turn(struct sheet *sheet, const struct picture *picture, double reserve);
void pdf_picture(struct sheet *sheet, const struct picture *picture);
/* "Table 3" and the caption, on one line or more; returns the height. */
double pdf_caption(struct sheet *sheet, struct text number, struct text words);
#endif
