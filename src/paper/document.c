#include "paper/document.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

#define SCENE_LIMIT 1e6

static bool is_plain_byte(char c)
{
    return (c >= ' ' && c < 0x7f) || c == '\n';
}

/* Controls, C1, marks that reorder (bidi overrides and isolates), interlinear
 * marks, non-characters: nothing of it belongs on paper. */
static bool is_unfit(uint32_t c)
{
    return (c < 0x20 && c != '\n') || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e ||
           c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x206f) ||
           (c >= 0xfff9 && c <= 0xfffb) || c == 0xfeff || (c >= 0xfdd0 && c <= 0xfdef) ||
           (c & 0xfffe) == 0xfffe || (c >= 0xe0000 && c <= 0xe007f);
}

static void clean_run(struct document *document, struct text words, struct buffer *out)
{
    size_t at = 0;
    while (at < words.size) {
        size_t from = at;
        uint32_t c = utf8_next(words, &at);
        if (c == '\r') { /* CR LF and CR are one line end */
            if (at >= words.size || words.at[at] != '\n') {
                buffer_put_char(out, '\n');
            }
        } else if (c == '\t') {
            buffer_put_char(out, ' ');
        } else if (is_unfit(c)) {
            document->replaced++;
            buffer_put_z(out, "\xEF\xBF\xBD");
        } else {
            buffer_put(out, text_part(words, from, at - from));
        }
    }
}

static bool is_head_byte(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

/* Endless words would cost the square of their length to set. */
static struct text broken(struct document *document, struct text words)
{
    struct buffer out;
    buffer_init(&out, document->arena);
    size_t since = 0;
    for (size_t i = 0; i < words.size; i++) {
        char c = words.at[i];
        since = c == ' ' || c == '\n' ? 0 : since + 1;
        if (since >= DOCUMENT_WORD_LIMIT && is_head_byte(c)) {
            buffer_put_char(&out, '\n');
            since = 0;
        }
        buffer_put_char(&out, c);
    }
    return buffer_text(&out);
}

static struct text printable(struct document *document, struct text words)
{

    size_t at = 0;
    while (at < words.size && is_plain_byte(words.at[at])) {
        at++;
    }
    if (at == words.size) {
        return text_copy(document->arena, words);
    }
    struct buffer out;
    buffer_init(&out, document->arena);
    while (words.size > 0) {
        size_t good = utf8_bad_at(words);
        clean_run(document, text_part(words, 0, good), &out);
        words = text_from(words, good);
        if (words.size > 0) {
            document->replaced++;
            buffer_put_z(&out, "\xEF\xBF\xBD");
            words = text_from(words, 1);
        }
    }
    return buffer_text(&out);
}

static struct text cleaned(struct document *document, struct text words)
{
    if (words.size > DOCUMENT_TEXT_LIMIT) {
        document->is_too_long = true;
        return TEXT_NONE;
    }
    struct text own = printable(document, words);
    return own.size > DOCUMENT_WORD_LIMIT ? broken(document, own) : own;
}

/* One line: for titles, labels and keys. */
static struct text line_of(struct document *document, struct text words)
{
    struct text line = text_trim(cleaned(document, words));
    if (text_find(line, '\n') < line.size) {
        char *at = text_to_z(document->arena, line);
        for (size_t i = 0; i < line.size; i++) {
            at[i] = at[i] == '\n' ? ' ' : at[i];
        }
        line.at = at;
    }
    return line;
}

struct document *document_open(struct arena *arena, const struct document_meta *meta)
{
    struct document *document = ARENA_NEW(arena, struct document);
    document->arena = arena;
    document->meta = *meta;
    struct document_meta *own = &document->meta;
    struct text *lines[] = {&own->title,     &own->subtitle,      &own->language, &own->key,
                            &own->version,   &own->author,        &own->made_at,  &own->ledger_root,
                            &own->workspace, &own->classification};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        *lines[i] = line_of(document, *lines[i]);
    }
    return document;
}

static struct block *block_add(struct document *document, enum block_kind kind)
{
    struct block *block = ARENA_NEW(document->arena, struct block);
    block->kind = kind;
    if (document->last != NULL) {
        document->last->next = block;
    } else {
        document->first = block;
    }
    document->last = block;
    return block;
}

static struct pairs pairs_copy(struct document *document, const struct pair *from, size_t count)
{
    struct pair *own = ARENA_MANY(document->arena, struct pair, count);
    for (size_t i = 0; i < count; i++) {
        own[i] = from[i];
        own[i].label = line_of(document, from[i].label);
        own[i].value = text_trim(cleaned(document, from[i].value));
    }
    return (struct pairs){own, count};
}

static struct run run_copy(struct document *document, const struct span *from, size_t count)
{
    struct span *own = ARENA_MANY(document->arena, struct span, count);
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        own[i].kind = from[i].kind;
        own[i].words = cleaned(document, from[i].words);
        own[i].target = line_of(document, from[i].target);
        bytes += own[i].words.size;
    }
    if (bytes > DOCUMENT_TEXT_LIMIT) {
        document->is_too_long = true;
    }
    return (struct run){own, count};
}

static struct list list_copy(struct document *document, const struct run *from, size_t count)
{
    struct run *own = ARENA_MANY(document->arena, struct run, count);
    for (size_t i = 0; i < count; i++) {
        own[i] = run_copy(document, from[i].spans, from[i].count);
    }
    return (struct list){own, count};
}

void document_cover(struct document *document, const struct cover *cover)
{
    struct cover *own = &block_add(document, BLOCK_COVER)->cover;
    *own = *cover;
    own->kind = line_of(document, cover->kind);
    own->seal = line_of(document, cover->seal);
    own->pairs = pairs_copy(document, cover->pairs, cover->pair_count).items;
    size_t count = cover->approval_count;
    struct approval *approvals = ARENA_MANY(document->arena, struct approval, count);
    for (size_t i = 0; i < count; i++) {
        const struct approval *from = &cover->approvals[i];
        approvals[i] = (struct approval){
            .role = line_of(document, from->role),
            .person = line_of(document, from->person),
            .decision = line_of(document, from->decision),
            .tone = from->tone,
            .moment = line_of(document, from->moment),
            .remark = line_of(document, from->remark),
        };
    }
    own->approvals = approvals;
}

void document_contents(struct document *document)
{
    block_add(document, BLOCK_CONTENTS);
}

static struct text next_number(struct document *document, int level)
{
    document->numbers[level - 1]++;
    for (int i = level; i < DOCUMENT_LEVELS; i++) {
        document->numbers[i] = 0;
    }
    struct buffer out;
    buffer_init(&out, document->arena);
    for (int i = 0; i < level; i++) {
        buffer_print(&out, i > 0 ? ".%d" : "%d", document->numbers[i]);
    }
    return buffer_text(&out);
}

void document_heading(struct document *document, int level, struct text words, struct text anchor)
{
    struct block *block = block_add(document, BLOCK_HEADING);
    int depth = level < 1 ? 1 : level > DOCUMENT_LEVELS ? DOCUMENT_LEVELS : level;
    block->heading = (struct heading){
        .level = depth,
        .number = next_number(document, depth),
        .words = line_of(document, words),
        .anchor = line_of(document, anchor),
        .index = document->heading_count,
    };
    if (document->heading_count == document->heading_room) {
        size_t room = document->heading_room > 0 ? document->heading_room * 2 : 32;
        document->headings = arena_grow(document->arena, document->headings,
                                        document->heading_room * sizeof *document->headings,
                                        room * sizeof *document->headings);
        document->heading_room = room;
    }
    document->headings[document->heading_count++] = block;
}

void document_paragraph(struct document *document, const struct span *spans, size_t count)
{
    struct run own = run_copy(document, spans, count);
    block_add(document, BLOCK_PARAGRAPH)->paragraph = own;
}

static bool is_blank_line_at(struct text words, size_t at)
{
    return at + 1 < words.size && words.at[at] == '\n' && words.at[at + 1] == '\n';
}

void document_words(struct document *document, struct text words)
{
    struct text rest = text_trim(cleaned(document, words));
    while (rest.size > 0) {
        size_t end = 0;
        while (end < rest.size && !is_blank_line_at(rest, end)) {
            end++;
        }
        struct span *span = ARENA_NEW(document->arena, struct span);
        span->words = text_part(rest, 0, end);
        block_add(document, BLOCK_PARAGRAPH)->paragraph = (struct run){span, 1};
        rest = text_trim(text_from(rest, end));
    }
}

void document_list(struct document *document, const struct run *items, size_t count)
{
    struct list own = list_copy(document, items, count);
    block_add(document, BLOCK_LIST)->list = own;
}

void document_pairs(struct document *document, const struct pair *pairs, size_t count)
{
    struct pairs own = pairs_copy(document, pairs, count);
    block_add(document, BLOCK_PAIRS)->pairs = own;
}

struct grid *document_table(struct document *document, struct text caption,
                            const struct column *columns, size_t count)
{
    struct grid *grid = ARENA_NEW(document->arena, struct grid);
    grid->arena = document->arena;
    grid->document = document;
    grid->caption = line_of(document, caption);
    grid->empty = TEXT("No entries.");
    grid->column_count = count < DOCUMENT_COLUMN_LIMIT ? count : DOCUMENT_COLUMN_LIMIT;
    for (size_t i = 0; i < grid->column_count; i++) {
        grid->columns[i] = columns[i];
        grid->columns[i].title = line_of(document, columns[i].title);
    }
    grid->index = ++document->table_count;
    block_add(document, BLOCK_TABLE)->grid = grid;
    return grid;
}

void document_row(struct grid *grid, const struct cell *cells)
{
    size_t bytes = sizeof(struct row) + grid->column_count * sizeof(struct cell);
    struct row *row = arena_take(grid->arena, bytes);
    for (size_t i = 0; i < grid->column_count; i++) {
        row->cells[i].words = text_trim(cleaned(grid->document, cells[i].words));
        row->cells[i].tone = cells[i].tone;
        row->cells[i].target = line_of(grid->document, cells[i].target);
    }
    if (grid->last != NULL) {
        grid->last->next = row;
    } else {
        grid->first = row;
    }
    grid->last = row;
    grid->row_count++;
}

void document_table_empty(struct grid *grid, struct text sentence)
{
    grid->empty = line_of(grid->document, sentence);
}

static const struct text *lines_copy(struct document *document, const struct text *from,
                                     size_t count)
{
    struct text *own = ARENA_MANY(document->arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        own[i] = line_of(document, from[i]);
    }
    return own;
}

void document_matrix(struct document *document, const struct matrix *matrix)
{
    struct matrix own = *matrix;
    size_t stride = matrix->column_count;
    own.row_count = own.row_count < DOCUMENT_MATRIX_LIMIT ? own.row_count : DOCUMENT_MATRIX_LIMIT;
    own.column_count = stride < DOCUMENT_MATRIX_LIMIT ? stride : DOCUMENT_MATRIX_LIMIT;
    own.caption = line_of(document, own.caption);
    own.row_axis = line_of(document, own.row_axis);
    own.column_axis = line_of(document, own.column_axis);
    own.count_one = line_of(document, own.count_one);
    own.count_many = line_of(document, own.count_many);
    own.rows = lines_copy(document, own.rows, own.row_count);
    own.columns = lines_copy(document, own.columns, own.column_count);
    struct matrix_cell *cells =
        ARENA_MANY(document->arena, struct matrix_cell, own.row_count * own.column_count);
    for (size_t i = 0; i < own.row_count * own.column_count; i++) {
        cells[i] = matrix->cells[i / own.column_count * stride + i % own.column_count];
        cells[i].figure = line_of(document, cells[i].figure);
        cells[i].keys = lines_copy(document, cells[i].keys, cells[i].key_count);
    }
    own.cells = cells;
    block_add(document, BLOCK_MATRIX)->matrix = own;
}

/* Numbers that can be drawn: finite, and not beyond all measure. */
static double drawable(double number)
{
    return isfinite(number) ? fmax(fmin(number, SCENE_LIMIT), -SCENE_LIMIT) : 0;
}

static const struct picture_box *boxes_copy(struct document *document,
                                            const struct picture_box *from, size_t count)
{
    struct picture_box *boxes = ARENA_MANY(document->arena, struct picture_box, count);
    for (size_t i = 0; i < count; i++) {
        boxes[i] = from[i];
        boxes[i].x = drawable(from[i].x);
        boxes[i].y = drawable(from[i].y);
        boxes[i].width = fmax(drawable(from[i].width), 1);
        boxes[i].height = fmax(drawable(from[i].height), 1);
        boxes[i].key = line_of(document, from[i].key);
        boxes[i].words = line_of(document, from[i].words);
        boxes[i].gate = line_of(document, from[i].gate);
        boxes[i].chip = line_of(document, from[i].chip);
    }
    return boxes;
}

static const struct picture_line *strokes_copy(struct document *document,
                                               const struct picture_line *from, size_t count)
{
    struct picture_line *lines = ARENA_MANY(document->arena, struct picture_line, count);
    for (size_t i = 0; i < count; i++) {
        struct picture_point *points =
            ARENA_MANY(document->arena, struct picture_point, from[i].count);
        for (size_t k = 0; k < from[i].count; k++) {
            points[k].x = drawable(from[i].points[k].x);
            points[k].y = drawable(from[i].points[k].y);
        }
        lines[i] = from[i];
        lines[i].points = points;
    }
    return lines;
}

void document_picture(struct document *document, const struct picture *picture)
{
    struct picture own = *picture;
    own.title = line_of(document, own.title);
    own.description = text_trim(cleaned(document, own.description));
    own.width = fmax(drawable(own.width), 1);
    own.height = fmax(drawable(own.height), 1);
    own.boxes = boxes_copy(document, own.boxes, own.box_count);
    own.lines = strokes_copy(document, own.lines, own.line_count);
    own.index = ++document->picture_count;
    block_add(document, BLOCK_PICTURE)->picture = own;
}

void document_notice(struct document *document, enum tone tone, struct text title,
                     const struct run *items, size_t count)
{
    struct notice own = {tone, line_of(document, title), list_copy(document, items, count)};
    block_add(document, BLOCK_NOTICE)->notice = own;
}

void document_page_break(struct document *document)
{
    block_add(document, BLOCK_PAGE_BREAK);
}

static bool starts_as(struct text target, const char *scheme)
{
    return text_starts(target, text_of(scheme)) && target.size > strlen(scheme);
}

bool document_is_link(struct text target)
{
    bool is_known = starts_as(target, "https://") || starts_as(target, "http://") ||
                    starts_as(target, "mailto:") || starts_as(target, "#");
    for (size_t i = 0; is_known && i < target.size; i++) {
        is_known = target.at[i] > ' ' && target.at[i] < 0x7f; /* an address is ASCII */
    }
    return is_known;
}

const struct heading *document_anchor(const struct document *document, struct text anchor)
{
    for (size_t i = 0; i < document->heading_count; i++) {
        const struct heading *heading = &document->headings[i]->heading;
        if (anchor.size > 0 && text_equals(heading->anchor, anchor)) {
            return heading;
        }
    }
    return NULL;
}
