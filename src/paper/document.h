/* document.h - a work product as a list of blocks, before it becomes bytes.
 *
 * Purpose: reports are written once, by calls, and read twice: pdf_write lays
 * the blocks out on paper, html_write gives the accessible copy. Nothing here
 * knows what a risk or a vehicle is.
 * Ownership: document, blocks and every text live in the arena; all words
 * handed in are copied. Order of calls is order on paper.
 * Hostile words: text is cleaned when it enters. What is not UTF-8, control
 * characters and marks that reorder other text become U+FFFD, and are counted
 * in document->replaced. Line ends stay in paragraphs, cells and values.
 * Cost: O(bytes handed in). Errors: none; a document that grows beyond the
 * arena's budget or DOCUMENT_TEXT_LIMIT is refused by the writers. */
#ifndef CSMS_PAPER_DOCUMENT_H
#define CSMS_PAPER_DOCUMENT_H

#include "base/text.h"
#include "paper/tone.h"

#define DOCUMENT_COLUMN_LIMIT 16
#define DOCUMENT_MATRIX_LIMIT 12                /* rows, and columns */
#define DOCUMENT_TEXT_LIMIT ((size_t)256 << 10) /* bytes of one paragraph, cell or value */
#define DOCUMENT_WORD_LIMIT 2048                /* bytes without a blank; a longer word is broken */
#define DOCUMENT_LEVELS 3

struct document_meta {
    struct text title;
    struct text subtitle;
    struct text language; /* BCP 47, "en" */
    struct text key;      /* identity: "WP-TARA-0007" */
    struct text version;  /* "1.2" */
    struct text author;   /* person or body that answers for it */
    struct text made_at;  /* RFC 3339; the moment of the ledger entry, not of printing */
    uint64_t ledger_sequence;
    struct text ledger_root; /* 64 hex digits */
    struct text workspace;
    struct text classification; /* "Confidential", or empty */
    bool is_simulated;          /* made under a simulated clock */
};

enum span_kind { SPAN_PLAIN, SPAN_BOLD, SPAN_CODE, SPAN_LINK };

struct span {
    enum span_kind kind;
    struct text words;
    struct text target; /* of SPAN_LINK: http:, https: or mailto: address, or "#anchor" */
};

struct pair {
    struct text label;
    struct text value;
    enum tone tone;
    bool is_code;
};

struct approval {
    struct text role;
    struct text person;
    struct text decision; /* "Approved", "Open" */
    enum tone tone;
    struct text moment;
    struct text remark; /* what it covered, competence until */
};

struct cover {
    struct text kind; /* "Work product", above the title */
    const struct pair *pairs;
    size_t pair_count;
    const struct approval *approvals;
    size_t approval_count;
    struct text seal; /* one sentence on the ledger head: who signed it */
};

struct heading {
    int level;          /* 1..3 */
    struct text number; /* "2.1", given by the document */
    struct text words;
    struct text anchor; /* for "#anchor" links */
    size_t index;       /* from 0, in order */
};

struct run { /* paragraph, or one bullet */
    const struct span *spans;
    size_t count;
};

struct list {
    const struct run *items;
    size_t count;
};

struct pairs {
    const struct pair *items;
    size_t count;
};

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct column {
    struct text title;
    int weight; /* share of the width; 0: as wide as its content needs */
    enum align align;
    bool is_code; /* keys and hashes, in the mono face */
    bool is_head; /* names the row: a row header for screen readers */
};

struct cell {
    struct text words;
    enum tone tone;
    struct text target; /* link, or empty */
};

struct row {
    struct row *next;
    struct cell cells[]; /* as many as the table has columns */
};

struct grid { /* a table; the name table is taken by base/table.h */
    struct arena *arena;
    struct document *document;
    struct text caption;
    struct text empty; /* the sentence where there are no rows */
    struct column columns[DOCUMENT_COLUMN_LIMIT];
    size_t column_count;
    struct row *first;
    struct row *last;
    size_t row_count;
    size_t index; /* from 1, "Table 3" */
};

struct matrix_cell {
    struct text figure; /* the risk value; always shown */
    uint64_t count;     /* risks in it */
    const struct text *keys;
    size_t key_count;
    enum tone tone;
    bool is_refused; /* beyond the acceptance line, which is drawn between */
};

struct matrix {
    struct text caption;
    struct text row_axis;    /* "Impact" */
    struct text column_axis; /* "Attack feasibility" */
    struct text count_one;   /* "risk" */
    struct text count_many;  /* "risks" */
    const struct text *rows;
    size_t row_count;
    const struct text *columns;
    size_t column_count;
    const struct matrix_cell *cells; /* row by row */
};

struct picture_box {
    double x, y, width, height; /* scene units: 1 is a CSS pixel at full size */
    struct text key;            /* small, above the words; or empty */
    struct text words;          /* two lines at most */
    struct text gate;           /* "OR", "AND", "SAND", "2 of 3"; or empty */
    struct text chip;           /* "High 11"; or empty */
    enum tone tone;             /* of the chip */
    bool is_critical;           /* on the path that decides */
    bool is_dashed;             /* planned, or not counted */
};

struct picture_point {
    double x, y;
};

struct picture_line {
    const struct picture_point *points;
    size_t count;
    bool is_critical;
    bool is_dashed;
    bool has_arrow; /* at the last point */
};

struct picture {
    struct text title;
    struct text description; /* says in words what the picture shows */
    double width, height;    /* the scene is 0..width, 0..height */
    const struct picture_box *boxes;
    size_t box_count;
    const struct picture_line *lines;
    size_t line_count;
    size_t index; /* from 1, "Figure 2" */
};

struct notice {
    enum tone tone;
    struct text title;
    struct list list; /* one item: a sentence; more: bullets */
};

enum block_kind {
    BLOCK_COVER,
    BLOCK_CONTENTS,
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_LIST,
    BLOCK_PAIRS,
    BLOCK_TABLE,
    BLOCK_MATRIX,
    BLOCK_PICTURE,
    BLOCK_NOTICE,
    BLOCK_PAGE_BREAK
};

struct block {
    struct block *next;
    enum block_kind kind;
    union {
        struct cover cover;
        struct heading heading;
        struct run paragraph;
        struct list list;
        struct pairs pairs;
        struct grid *grid;
        struct matrix matrix;
        struct picture picture;
        struct notice notice;
    };
};

struct document {
    struct arena *arena;
    struct document_meta meta;
    struct block *first;
    struct block *last;
    struct block **headings; /* in order, heading_count of them */
    size_t heading_count;
    size_t heading_room;
    int numbers[DOCUMENT_LEVELS];
    size_t table_count;
    size_t picture_count;
    size_t replaced;  /* code points or bytes that became U+FFFD */
    bool is_too_long; /* a text was over DOCUMENT_TEXT_LIMIT */
};

struct document *document_open(struct arena *arena, const struct document_meta *meta);
void document_cover(struct document *document, const struct cover *cover);
void document_contents(struct document *document);
/* Level 1 to 3; anchor may be TEXT_NONE. */
void document_heading(struct document *document, int level, struct text words, struct text anchor);
void document_paragraph(struct document *document, const struct span *spans, size_t count);
/* Plain words; a blank line starts a new paragraph. */
void document_words(struct document *document, struct text words);
void document_list(struct document *document, const struct run *items, size_t count);
void document_pairs(struct document *document, const struct pair *pairs, size_t count);
/* A table, filled with document_row. Columns beyond the limit are left out. */
struct grid *document_table(struct document *document, struct text caption,
                            const struct column *columns, size_t count);
void document_row(struct grid *grid, const struct cell *cells); /* column_count cells */
/* The sentence for no rows; "No entries." unless said otherwise. */
void document_table_empty(struct grid *grid, struct text sentence);
void document_matrix(struct document *document, const struct matrix *matrix);
void document_picture(struct document *document, const struct picture *picture);
void document_notice(struct document *document, enum tone tone, struct text title,
                     const struct run *items, size_t count);
void document_page_break(struct document *document);

/* True for the addresses a link may have; others are shown as plain words. */
bool document_is_link(struct text target);
/* The heading that carries anchor (without "#"), or NULL. O(headings). */
const struct heading *document_anchor(const struct document *document, struct text anchor);

#endif
