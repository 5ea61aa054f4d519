#include "paper/pdf_part.h"

#include <math.h>

#define GAP 11.0     /* between columns */
#define PAD 3.6      /* above and below the words of a row */
#define CHIP_PAD 4.0 /* beside words on a tone */
#define SAMPLE_ROWS 200
#define AUTO_SHARE 0.30 /* the most a column as wide as its content may take */

struct table_plan {
    double x[DOCUMENT_COLUMN_LIMIT];
    double width[DOCUMENT_COLUMN_LIMIT];
    double head_height;
};

struct row_shapes {
    const struct row *row;
    struct shape shapes[DOCUMENT_COLUMN_LIMIT];
};

static enum type_style cell_style(const struct column *column)
{
    return column->is_code ? TYPE_TABLE_CODE : column->is_head ? TYPE_TABLE_STRONG : TYPE_TABLE;
}

static double longest_word(struct sheet *sheet, struct text words)
{
    double widest = 0;
    while (words.size > 0) {
        struct text word = text_cut(&words, ' ');
        widest = fmax(widest, type_measure(sheet->type, TYPE_TABLE_HEAD, word));
    }
    return ceil(widest) + 1;
}

static double natural_width(struct sheet *sheet, const struct grid *grid, size_t index)
{
    double widest = 0;
    size_t seen = 0;
    for (const struct row *row = grid->first; row != NULL && seen < SAMPLE_ROWS; row = row->next) {
        const struct cell *cell = &row->cells[index];
        double width =
            type_measure(sheet->type, cell_style(&grid->columns[index]), type_cut(cell->words, 80));
        widest = fmax(widest, width + (cell->tone != TONE_NONE ? 2 * CHIP_PAD : 0));
        seen++;
    }
    return ceil(widest) + 1;
}

/* Columns without a weight get what they need, the others share what is left;
 * none is narrower than the longest word of its title. */
static void widths_set(struct sheet *sheet, const struct grid *grid, struct table_plan *plan)
{
    double least[DOCUMENT_COLUMN_LIMIT];
    double all = sheet_width(sheet) - GAP * (double)(grid->column_count - 1);
    double rest = all;
    double weights = 0;
    for (size_t i = 0; i < grid->column_count; i++) {
        const struct column *column = &grid->columns[i];
        least[i] = longest_word(sheet, column->title);
        plan->width[i] = 0;
        if (column->weight <= 0) {
            double natural = fmin(natural_width(sheet, grid, i), all * AUTO_SHARE);
            plan->width[i] = fmax(natural, least[i]);
            rest -= plan->width[i];
        } else {
            weights += column->weight;
        }
    }
    for (size_t i = 0; i < grid->column_count; i++) { /* too narrow for its title: its least */
        double share = rest * grid->columns[i].weight / fmax(weights, 1);
        if (grid->columns[i].weight > 0 && share < least[i]) {
            plan->width[i] = least[i];
            rest -= least[i];
            weights -= grid->columns[i].weight;
        }
    }
    double sum = 0;
    for (size_t i = 0; i < grid->column_count; i++) {
        if (plan->width[i] <= 0) {
            plan->width[i] = fmax(rest, 0) * grid->columns[i].weight / fmax(weights, 1);
        }
        plan->width[i] = fmax(plan->width[i], 12);
        sum += plan->width[i];
    }
    double stretch = sum > all || weights <= 0 ? all / sum : 1;
    for (size_t i = 0; i < grid->column_count; i++) {
        plan->width[i] *= stretch;
    }
}

static void plan_make(struct sheet *sheet, const struct grid *grid, struct table_plan *plan)
{
    widths_set(sheet, grid, plan);
    double x = sheet->left;
    plan->head_height = 0;
    for (size_t i = 0; i < grid->column_count; i++) {
        plan->x[i] = x;
        x += plan->width[i] + GAP;
        struct shape shape =
            type_shape(sheet->type, TYPE_TABLE_HEAD, grid->columns[i].title, plan->width[i]);
        plan->head_height = fmax(plan->head_height, type_height(&shape) + 2 * PAD);
        type_drop(&shape);
    }
}

static void head_set(struct sheet *sheet, const struct grid *grid, const struct table_plan *plan)
{
    for (size_t i = 0; i < grid->column_count; i++) {
        const struct column *column = &grid->columns[i];
        struct shape shape =
            type_shape(sheet->type, TYPE_TABLE_HEAD, column->title, plan->width[i]);
        double y = sheet->y + plan->head_height - PAD - type_height(&shape); /* on one foot */
        sheet_text(sheet, &shape, (struct area){plan->x[i], y, plan->width[i], 0}, column->align,
                   LINES_ALL(shape));
        type_drop(&shape);
    }
    sheet->y += plan->head_height;
    sheet_rule(sheet, sheet->y, 0.8, TYPE_GREY);
}

static void page_continue(struct sheet *sheet, const struct grid *grid,
                          const struct table_plan *plan)
{
    sheet_page(sheet);
    if (grid->index > 0) {
        struct text words = text_print(sheet->arena, "Table %zu, continued", grid->index);
        sheet->y +=
            sheet_words(sheet, TYPE_NOTE, words,
                        (struct area){sheet->left, sheet->y, sheet_width(sheet), 0}, ALIGN_LEFT);
        sheet->y += 1;
    }
    head_set(sheet, grid, plan);
}

static void chip_fill(struct sheet *sheet, const struct shape *shape, struct area area,
                      enum align align, enum tone tone)
{
    double width = fmin(type_width(shape), area.width) + 2 * CHIP_PAD;
    double outer = area.width + 2 * CHIP_PAD;
    double shift = align == ALIGN_RIGHT    ? outer - width
                   : align == ALIGN_CENTRE ? (outer - width) / 2
                                           : 0;
    struct area fill = {area.x - CHIP_PAD + shift, area.y - 0.9, width, area.height + 1.8};
    sheet_fill(sheet, fill, 3, tone_look_of(tone)->fill);
}

/* Some lines of every cell of a row, at the pen. */
static void cells_draw(struct sheet *sheet, const struct grid *grid, const struct table_plan *plan,
                       const struct row_shapes *set, struct lines lines)
{
    const struct shape *shapes = set->shapes;
    for (size_t i = 0; sheet->cairo != NULL && i < grid->column_count; i++) {
        size_t from = lines.from;
        size_t end = shapes[i].line_count < lines.to ? shapes[i].line_count : lines.to;
        const struct cell *cell = &set->row->cells[i];
        if (from >= end || cell->words.size == 0) {
            continue;
        }
        double pad = cell->tone != TONE_NONE ? CHIP_PAD : 0;
        double height = (double)(end - from) * shapes[i].look->leading;
        struct area area = {plan->x[i] + pad, sheet->y + PAD, plan->width[i] - 2 * pad, height};
        if (cell->tone != TONE_NONE) {
            chip_fill(sheet, &shapes[i], area, grid->columns[i].align, cell->tone);
        }
        sheet_text(sheet, &shapes[i], area, grid->columns[i].align, (struct lines){from, end});
        if (cell->target.size > 0) {
            area.width = fmin(area.width, type_width(&shapes[i]));
            sheet_link(sheet, area, cell->target);
        }
    }
}

/* Returns the lines of its tallest cell. */
static size_t row_shape(struct sheet *sheet, const struct grid *grid, const struct table_plan *plan,
                        struct row_shapes *set)
{
    const struct row *row = set->row;
    struct shape *shapes = set->shapes;
    size_t lines = 1;
    for (size_t i = 0; i < grid->column_count; i++) {
        double pad = row->cells[i].tone != TONE_NONE ? 2 * CHIP_PAD : 0;
        shapes[i] = type_shape(sheet->type, cell_style(&grid->columns[i]), row->cells[i].words,
                               fmax(plan->width[i] - pad, 1));
        lines = shapes[i].line_count > lines ? shapes[i].line_count : lines;
    }
    return lines;
}

/* A row stays whole where that leaves less than a quarter of the page empty;
 * longer ones break between lines. */
static void row_set(struct sheet *sheet, const struct grid *grid, const struct row *row,
                    const struct table_plan *plan)
{
    struct row_shapes set = {.row = row};
    size_t lines = row_shape(sheet, grid, plan, &set);
    double leading = type_look_of(TYPE_TABLE)->leading;
    double whole = (double)lines * leading + 2 * PAD;
    double body = sheet->bottom - sheet->top;
    double room = sheet_room(sheet);
    if (whole > room && (whole <= body / 4 || room < 3 * leading + 2 * PAD)) {
        page_continue(sheet, grid, plan);
    }
    for (size_t from = 0; from < lines;) {
        double fit = (sheet_room(sheet) - 2 * PAD) / leading + 0.001;
        size_t to = from + (fit < 1 ? 1 : (size_t)fit);
        to = to < lines ? to : lines;
        cells_draw(sheet, grid, plan, &set, (struct lines){from, to});
        sheet->y += (double)(to - from) * leading + 2 * PAD;
        sheet_rule(sheet, sheet->y, 0.4, SHEET_LINE);
        from = to;
        if (from < lines) {
            page_continue(sheet, grid, plan);
        }
    }
    for (size_t i = 0; i < grid->column_count; i++) {
        type_drop(&set.shapes[i]);
    }
}

static void empty_set(struct sheet *sheet, const struct grid *grid)
{
    struct area area = {sheet->left, sheet->y + PAD, sheet_width(sheet), 0};
    sheet->y += sheet_words(sheet, TYPE_NOTE, grid->empty, area, ALIGN_LEFT) + 2 * PAD;
    sheet_rule(sheet, sheet->y, 0.4, SHEET_LINE);
}

void pdf_table(struct sheet *sheet, const struct grid *grid)
{
    if (grid->column_count == 0) {
        return;
    }
    struct table_plan plan;
    sheet->y += sheet_is_fresh(sheet) ? 0 : 6;
    sheet_need(sheet, 0);
    plan_make(sheet, grid, &plan);
    sheet_need(sheet, plan.head_height + 58);
    if (grid->index > 0) {
        struct text number = text_print(sheet->arena, "Table %zu", grid->index);
        sheet->y += pdf_caption(sheet, number, grid->caption) + 1;
    }
    head_set(sheet, grid, &plan);
    for (const struct row *row = grid->first; row != NULL; row = row->next) {
        if (arena_is_over(sheet->arena)) {
            return;
        }
        row_set(sheet, grid, row, &plan);
    }
    if (grid->first == NULL) {
        empty_set(sheet, grid);
    }
    sheet->y += 16;
}
