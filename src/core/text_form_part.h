/* text_form_part.h - what export and import of the text form share.
 *
 * Purpose: the record index in memory, so that ids become keys and keys ids
 * without a query each. Ownership: the arena. Cost: one walk of the index. */
#ifndef CSMS_CORE_TEXT_FORM_PART_H
#define CSMS_CORE_TEXT_FORM_PART_H

#include "core/snapshot.h"

struct text_form_end {
    struct id id;
    const struct model_entity *kind;
    struct text key;
    int64_t number;
    bool is_left_out;
};

/* by_id: id -> end; by_number: text_form_number -> end (or NULL table). */
enum rc text_form_index(struct snapshot *snapshot, struct table *by_id,
                        struct table *by_number) MUST_USE;
/* One text for all spellings of a key: TS-1 and TS-0001 are the same. */
struct text text_form_number(struct arena *arena, const struct model_entity *kind, int64_t number);
/* Is this the field that only marks where a decision came from? */
bool text_form_is_mark(const struct model_entity *kind, const struct field *field);
/* "first" or "first/second", below the folder. */
char *text_form_path(struct arena *arena, const char *first, const char *second);

#endif
