#include "paper/pdf_part.h"

#include <math.h>

#define LABEL_WIDTH 92.0
#define CELL_GAP 2.0
#define CELL_PAD 5.0
#define KEY_LINES 5

struct matrix_plan {
    double x, y; /* of the first cell */
    double cell_width, cell_height;
};

/* The keys of a cell, and "+3" for those that do not fit on its lines. */
static struct text keys_words(struct sheet *sheet, const struct matrix_cell *cell, size_t shown)
{
    struct buffer words;
    buffer_init(&words, sheet->arena);
    for (size_t i = 0; i < shown; i++) {
        buffer_put_z(&words, i > 0 ? "  " : "");
        buffer_put(&words, cell->keys[i]);
    }
    if (shown < cell->key_count) {
        buffer_print(&words, "%s+%zu", shown > 0 ? "  " : "", cell->key_count - shown);
    }
    return buffer_text(&words);
}

static struct shape keys_shape(struct sheet *sheet, const struct matrix_cell *cell, double width)
{
    size_t shown = cell->key_count < 40 ? cell->key_count : 40;
    for (;;) {
        struct text words = keys_words(sheet, cell, shown);
        struct shape shape = type_shape(sheet->type, TYPE_MATRIX_KEY, words, width);
        if (shape.line_count <= KEY_LINES || shown == 0) {
            return shape;
        }
        type_drop(&shape);
        shown--;
    }
}

static void plan_make(struct sheet *sheet, const struct matrix *matrix, struct matrix_plan *plan)
{
    double columns = (double)matrix->column_count;
    plan->cell_width = (sheet_width(sheet) - LABEL_WIDTH) / columns - CELL_GAP;
    double tallest = 0;
    for (size_t i = 0; i < matrix->row_count * matrix->column_count; i++) {
        struct shape keys = keys_shape(sheet, &matrix->cells[i], plan->cell_width - 2 * CELL_PAD);
        bool has_keys = matrix->cells[i].key_count > 0;
        tallest = fmax(tallest, has_keys ? type_height(&keys) + 3 : 0);
        type_drop(&keys);
    }
    plan->cell_height = 16 + 2 * CELL_PAD + tallest;
}

static void cell_draw(struct sheet *sheet, const struct matrix *matrix,
                      const struct matrix_cell *cell, struct area area)
{
    sheet_fill(sheet, area, 3, tone_look_of(cell->tone)->fill);
    struct area inner = {area.x + CELL_PAD, area.y + CELL_PAD, area.width - 2 * CELL_PAD, 16};
    sheet_words(sheet, TYPE_FIGURE, cell->figure, inner, ALIGN_LEFT);
    if (cell->count > 0) {
        struct text word = cell->count == 1 ? matrix->count_one : matrix->count_many;
        struct text words =
            text_print(sheet->arena, "%llu %.*s", (unsigned long long)cell->count, TEXT_ARGS(word));
        double left = type_measure(sheet->type, TYPE_FIGURE, cell->figure) + 4;
        struct area right = {inner.x + left, inner.y + 3, fmax(inner.width - left, 10), 10};
        sheet_short(sheet, TYPE_LABEL, words, right, ALIGN_RIGHT);
    }
    if (cell->key_count > 0) {
        struct shape keys = keys_shape(sheet, cell, inner.width);
        inner.y += 18;
        sheet_text(sheet, &keys, inner, ALIGN_LEFT, LINES_ALL(keys));
        type_drop(&keys);
    }
}

static struct area cell_area(const struct matrix_plan *plan, size_t row, size_t column)
{
    return (struct area){plan->x + (double)column * (plan->cell_width + CELL_GAP),
                         plan->y + (double)row * (plan->cell_height + CELL_GAP), plan->cell_width,
                         plan->cell_height};
}

/* The acceptance line runs wherever an accepted cell meets a refused one. */
static bool acceptance_draw(struct sheet *sheet, const struct matrix *matrix,
                            const struct matrix_plan *plan)
{
    bool is_drawn = false;
    double half = CELL_GAP / 2;
    for (size_t i = 0; i < matrix->row_count * matrix->column_count; i++) {
        size_t row = i / matrix->column_count;
        size_t column = i % matrix->column_count;
        struct area at = cell_area(plan, row, column);
        struct picture_point foot = {at.x + at.width + half, at.y + at.height + half};
        bool is_refused = matrix->cells[i].is_refused;
        if (column + 1 < matrix->column_count && matrix->cells[i + 1].is_refused != is_refused) {
            sheet_stroke(sheet, (struct picture_point){foot.x, at.y - half}, foot, 1.5, TONE_INK);
            is_drawn = true;
        }
        if (row + 1 < matrix->row_count &&
            matrix->cells[i + matrix->column_count].is_refused != is_refused) {
            sheet_stroke(sheet, (struct picture_point){at.x - half, foot.y}, foot, 1.5, TONE_INK);
            is_drawn = true;
        }
    }
    return is_drawn;
}

static void labels_draw(struct sheet *sheet, const struct matrix *matrix,
                        const struct matrix_plan *plan)
{
    for (size_t i = 0; i < matrix->column_count; i++) {
        struct area area = cell_area(plan, 0, i);
        area.y = plan->y - 14;
        sheet_short(sheet, TYPE_TABLE_HEAD, matrix->columns[i], area, ALIGN_CENTRE);
    }
    for (size_t i = 0; i < matrix->row_count; i++) {
        struct area area = cell_area(plan, i, 0);
        area.x = sheet->left;
        area.width = LABEL_WIDTH - 10;
        area.y += area.height / 2 - 6;
        sheet_short(sheet, TYPE_TABLE_STRONG, matrix->rows[i], area, ALIGN_LEFT);
    }
    struct area axis = {sheet->left, plan->y - 28, LABEL_WIDTH - 10, 12};
    axis.y = plan->y - 14;
    sheet_short(sheet, TYPE_TABLE_HEAD, matrix->row_axis, axis, ALIGN_LEFT);
    axis = (struct area){plan->x, plan->y - 27, sheet->right - plan->x, 12};
    sheet_short(sheet, TYPE_TABLE_HEAD, matrix->column_axis, axis, ALIGN_CENTRE);
}

static double grid_height(const struct matrix *matrix, const struct matrix_plan *plan)
{
    return (double)matrix->row_count * (plan->cell_height + CELL_GAP) + 30;
}

double pdf_matrix_height(struct sheet *sheet, const struct matrix *matrix)
{
    if (matrix->row_count == 0 || matrix->column_count == 0) {
        return 0;
    }
    struct matrix_plan plan = {0};
    plan_make(sheet, matrix, &plan);
    return grid_height(matrix, &plan) + 40;
}

void pdf_matrix(struct sheet *sheet, const struct matrix *matrix)
{
    if (matrix->row_count == 0 || matrix->column_count == 0) {
        return;
    }
    struct matrix_plan plan = {0};
    sheet->y += sheet_is_fresh(sheet) ? 0 : 6;
    sheet_need(sheet, 0);
    plan_make(sheet, matrix, &plan);
    double height = grid_height(matrix, &plan);
    sheet_need(sheet, height + 34);
    struct area caption = {sheet->left, sheet->y, sheet_width(sheet), 0};
    sheet->y += sheet_words(sheet, TYPE_CAPTION, matrix->caption, caption, ALIGN_LEFT) + 4;
    plan.x = sheet->left + LABEL_WIDTH;
    plan.y = sheet->y + 30;
    labels_draw(sheet, matrix, &plan);
    for (size_t i = 0; i < matrix->row_count * matrix->column_count; i++) {
        struct area area = cell_area(&plan, i / matrix->column_count, i % matrix->column_count);
        cell_draw(sheet, matrix, &matrix->cells[i], area);
    }
    bool has_line = acceptance_draw(sheet, matrix, &plan);
    sheet->y += height + 4;
    if (has_line) {
        sheet_stroke(sheet, (struct picture_point){plan.x, sheet->y + 6},
                     (struct picture_point){plan.x + 18, sheet->y + 6}, 1.5, TONE_INK);
        struct area area = {plan.x + 24, sheet->y, sheet->right - plan.x - 24, 12};
        sheet_short(sheet, TYPE_NOTE, TEXT("Acceptance line: beyond it a risk is treated."), area,
                    ALIGN_LEFT);
        sheet->y += 12;
    }
    sheet->y += 14;
}
