#include "paper/html_part.h"

/* A heading's own anchor is not used as an id: it may be no good one. */
static void link_open(struct html *html, struct text target)
{
    struct buffer *out = html->out;
    if (target.at[0] != '#') {
        buffer_put_z(out, "<a rel=\"noreferrer noopener\" href=\"");
        html_put(out, target);
        buffer_put_z(out, "\">");
        return;
    }
    const struct heading *heading = document_anchor(html->document, text_from(target, 1));
    if (heading != NULL) {
        buffer_print(out, "<a href=\"#h%zu\">", heading->index);
    } else {
        buffer_put_z(out, "<a>");
    }
}

static void words_link(struct html *html, struct text words, struct text target)
{
    bool is_link = document_is_link(target);
    if (is_link) {
        link_open(html, target);
    }
    html_put(html->out, words);
    buffer_put_z(html->out, is_link ? "</a>" : "");
}

void html_run(struct html *html, const struct run *run)
{
    struct buffer *out = html->out;
    for (size_t i = 0; i < run->count; i++) {
        const struct span *span = &run->spans[i];
        switch (span->kind) {
        case SPAN_BOLD:
            buffer_put_z(out, "<strong>");
            html_put(out, span->words);
            buffer_put_z(out, "</strong>");
            break;
        case SPAN_CODE:
            buffer_put_z(out, "<code>");
            html_put(out, span->words);
            buffer_put_z(out, "</code>");
            break;
        case SPAN_LINK:
            words_link(html, span->words, span->target);
            break;
        case SPAN_PLAIN:
            html_put(out, span->words);
            break;
        }
    }
}

static void tone_put(struct html *html, struct text words, enum tone tone, struct text target)
{
    if (tone != TONE_NONE && words.size > 0) {
        buffer_print(html->out, "<span class=\"tone %s\">", tone_look_of(tone)->name);
        words_link(html, words, target);
        buffer_put_z(html->out, "</span>");
    } else {
        words_link(html, words, target);
    }
}

void html_pairs(struct html *html, const struct pair *pairs, size_t count)
{
    buffer_put_z(html->out, "<dl>\n");
    for (size_t i = 0; i < count; i++) {
        buffer_put_z(html->out, "<dt>");
        html_put(html->out, pairs[i].label);
        buffer_put_z(html->out, pairs[i].is_code ? "</dt><dd class=\"code\">" : "</dt><dd>");
        tone_put(html, pairs[i].value, pairs[i].tone, TEXT_NONE);
        buffer_put_z(html->out, "</dd>\n");
    }
    buffer_put_z(html->out, "</dl>\n");
}

/* Columns that take what they need do not wrap, unless a cell is long. */
static void class_put(struct html *html, const struct column *column, struct text words)
{
    bool is_fit = column->weight <= 0 && words.size <= 24;
    const char *align = column->align == ALIGN_RIGHT    ? "right "
                        : column->align == ALIGN_CENTRE ? "centre "
                                                        : "";
    buffer_print(html->out, " class=\"%s%s%s\">", align, column->is_code ? "code " : "",
                 is_fit ? "fit" : "");
}

static void row_put(struct html *html, const struct grid *grid, const struct row *row)
{
    struct buffer *out = html->out;
    buffer_put_z(out, "<tr>");
    for (size_t i = 0; i < grid->column_count; i++) {
        const struct column *column = &grid->columns[i];
        const struct cell *cell = &row->cells[i];
        buffer_put_z(out, column->is_head ? "<th scope=\"row\"" : "<td");
        class_put(html, column, cell->words);
        tone_put(html, cell->words, cell->tone, cell->target);
        buffer_put_z(out, column->is_head ? "</th>" : "</td>");
    }
    buffer_put_z(out, "</tr>\n");
}

void html_table(struct html *html, const struct grid *grid)
{
    struct buffer *out = html->out;
    buffer_print(out,
                 "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"t%zu\">"
                 "<table>\n<caption id=\"t%zu\">Table %zu. ",
                 grid->index, grid->index, grid->index);
    html_put(out, grid->caption);
    buffer_put_z(out, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < grid->column_count; i++) {
        const char *align = grid->columns[i].align == ALIGN_RIGHT    ? " class=\"right\""
                            : grid->columns[i].align == ALIGN_CENTRE ? " class=\"centre\""
                                                                     : "";
        buffer_print(out, "<th scope=\"col\"%s>", align);
        html_put(out, grid->columns[i].title);
        buffer_put_z(out, "</th>");
    }
    buffer_put_z(out, "</tr></thead>\n<tbody>\n");
    const struct row *row = grid->first;
    while (row != NULL && !arena_is_over(out->arena)) {
        row_put(html, grid, row);
        row = row->next;
    }
    if (grid->first == NULL && grid->column_count > 0) {
        buffer_print(out, "<tr><td colspan=\"%zu\">", grid->column_count);
        html_put(out, grid->empty);
        buffer_put_z(out, "</td></tr>\n");
    }
    buffer_put_z(out, "</tbody>\n</table></div>\n");
}

static void matrix_cell_put(struct html *html, const struct matrix *matrix,
                            const struct matrix_cell *cell)
{
    struct buffer *out = html->out;
    buffer_print(out, "<td class=\"%s%s\"><span class=\"figure\">", tone_look_of(cell->tone)->name,
                 cell->is_refused ? " refused" : "");
    html_put(out, cell->figure);
    buffer_put_z(out, "</span>");
    if (cell->count > 0) {
        buffer_print(out, "%llu ", (unsigned long long)cell->count);
        html_put(out, cell->count == 1 ? matrix->count_one : matrix->count_many);
    }
    if (cell->key_count > 0) {
        buffer_put_z(out, "<span class=\"keys code\">");
        for (size_t i = 0; i < cell->key_count; i++) {
            buffer_put_z(out, i > 0 ? " " : "");
            html_put(out, cell->keys[i]);
        }
        buffer_put_z(out, "</span>");
    }
    buffer_put_z(out, "</td>");
}

void html_matrix(struct html *html, const struct matrix *matrix)
{
    struct buffer *out = html->out;
    bool has_refused = false;
    buffer_put_z(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html_put(out, matrix->caption);
    buffer_put_z(out, "\"><table class=\"matrix\">\n<caption>");
    html_put(out, matrix->caption);
    buffer_put_z(out, "</caption>\n<thead><tr><th scope=\"col\">");
    html_put(out, matrix->row_axis);
    buffer_put_z(out, " / ");
    html_put(out, matrix->column_axis);
    buffer_put_z(out, "</th>");
    for (size_t i = 0; i < matrix->column_count; i++) {
        buffer_put_z(out, "<th scope=\"col\">");
        html_put(out, matrix->columns[i]);
        buffer_put_z(out, "</th>");
    }
    buffer_put_z(out, "</tr></thead>\n<tbody>\n");
    for (size_t row = 0; row < matrix->row_count; row++) {
        buffer_put_z(out, "<tr><th scope=\"row\">");
        html_put(out, matrix->rows[row]);
        buffer_put_z(out, "</th>");
        for (size_t i = 0; i < matrix->column_count; i++) {
            const struct matrix_cell *cell = &matrix->cells[row * matrix->column_count + i];
            has_refused = has_refused || cell->is_refused;
            matrix_cell_put(html, matrix, cell);
        }
        buffer_put_z(out, "</tr>\n");
    }
    buffer_put_z(out, "</tbody>\n</table>");
    buffer_put_z(out, has_refused ? "<p class=\"small\">Framed cells lie beyond the acceptance "
                                    "line: a risk there is treated.</p></div>\n"
                                  : "</div>\n");
}

static void list_put(struct html *html, const struct list *list)
{
    buffer_put_z(html->out, "<ul>\n");
    for (size_t i = 0; i < list->count; i++) {
        buffer_put_z(html->out, "<li>");
        html_run(html, &list->items[i]);
        buffer_put_z(html->out, "</li>\n");
    }
    buffer_put_z(html->out, "</ul>\n");
}

static void notice_put(struct html *html, const struct notice *notice)
{
    enum tone tone = notice->tone == TONE_NONE ? TONE_MUTED : notice->tone;
    buffer_print(html->out, "<div class=\"notice %s\" role=\"note\">", tone_look_of(tone)->name);
    if (notice->title.size > 0) {
        buffer_put_z(html->out, "<p><strong>");
        html_put(html->out, notice->title);
        buffer_put_z(html->out, "</strong></p>");
    }
    if (notice->list.count == 1) {
        buffer_put_z(html->out, "<p>");
        html_run(html, &notice->list.items[0]);
        buffer_put_z(html->out, "</p>");
    } else if (notice->list.count > 1) {
        list_put(html, &notice->list);
    }
    buffer_put_z(html->out, "</div>\n");
}

static void heading_words(struct html *html, const struct heading *heading)
{
    buffer_put_z(html->out, "<span class=\"number\">");
    html_put(html->out, heading->number);
    buffer_put_z(html->out, "</span>");
    html_put(html->out, heading->words);
}

static void contents_put(struct html *html)
{
    buffer_put_z(html->out, "<nav aria-labelledby=\"contents\"><h2 id=\"contents\">Contents</h2>"
                            "\n<ol>\n");
    for (size_t i = 0; i < html->document->heading_count; i++) {
        const struct heading *heading = &html->document->headings[i]->heading;
        buffer_print(html->out, "<li class=\"level%d\"><a href=\"#h%zu\">", heading->level, i);
        heading_words(html, heading);
        buffer_put_z(html->out, "</a></li>\n");
    }
    buffer_put_z(html->out, "</ol></nav>\n");
}

void html_block(struct html *html, const struct block *block)
{
    struct buffer *out = html->out;
    switch (block->kind) {
    case BLOCK_COVER:
        html_cover(html, &block->cover);
        break;
    case BLOCK_CONTENTS:
        contents_put(html);
        break;
    case BLOCK_HEADING:
        buffer_print(out, "<h%d id=\"h%zu\">", block->heading.level + 1, block->heading.index);
        heading_words(html, &block->heading);
        buffer_print(out, "</h%d>\n", block->heading.level + 1);
        break;
    case BLOCK_PARAGRAPH:
        buffer_put_z(out, "<p>");
        html_run(html, &block->paragraph);
        buffer_put_z(out, "</p>\n");
        break;
    case BLOCK_LIST:
        list_put(html, &block->list);
        break;
    case BLOCK_PAIRS:
        html_pairs(html, block->pairs.items, block->pairs.count);
        break;
    case BLOCK_TABLE:
        html_table(html, block->grid);
        break;
    case BLOCK_MATRIX:
        html_matrix(html, &block->matrix);
        break;
    case BLOCK_PICTURE:
        html_picture(html, &block->picture);
        break;
    case BLOCK_NOTICE:
        notice_put(html, &block->notice);
        break;
    case BLOCK_PAGE_BREAK:
        break; /* a screen has no pages */
    }
}
