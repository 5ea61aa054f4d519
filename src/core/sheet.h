/* sheet.h - records as CSV (RFC 4180) and JSON lists.
 *
 * Purpose: exports a filtered list; imports one: a row with a known key
 * changes that record, one without a key (or with a free one) creates. Columns
 * are key, state, owner and the fields; references are keys, sets of them
 * apart by blanks. A cell that a spreadsheet would run as a formula is
 * prefixed by an apostrophe, which import takes off again.
 * Cost: O(rows). Errors: RC_INVALID with line and column; nothing is done
 * unless every row is good. */
#ifndef CSMS_CORE_SHEET_H
#define CSMS_CORE_SHEET_H

#include "core/change.h"
#include "core/question.h"

struct sheet_request {
    const struct model_entity *kind;
    const struct actor *actor;
    struct text words;
    const struct filter *filters;
    size_t filter_count;
};

enum rc sheet_export(struct snapshot *snapshot, const struct sheet_request *request, bool is_csv,
                     struct buffer *out) MUST_USE;
struct sheet_input {
    const struct model_entity *kind;
    struct text file; /* for messages */
    struct text bytes;
    bool is_csv;
};

enum rc sheet_import(struct change_set *set, const struct sheet_input *input,
                     size_t *count) MUST_USE;

#endif
