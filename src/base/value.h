/* value.h - one stored value.
 *
 * Purpose: the common currency of store, core and faces. A value is nothing,
 * an integer (also booleans as 0/1 and moments in microseconds UTC), text
 * (UTF-8 without U+0000), an id, bytes, or a set of ids (packed, sorted,
 * 16 bytes each).
 * Ownership: text and bytes borrow. Cost: O(1), comparing O(length). */
#ifndef CSMS_BASE_VALUE_H
#define CSMS_BASE_VALUE_H

#include "base/id.h"
#include "base/text.h"

enum value_kind { VALUE_NONE, VALUE_INTEGER, VALUE_TEXT, VALUE_ID, VALUE_BYTES, VALUE_IDS };

struct value {
    enum value_kind kind;
    union {
        int64_t integer;
        struct text text; /* VALUE_TEXT, VALUE_BYTES, VALUE_IDS */
        struct id id;
    };
};

static inline struct value value_none(void)
{
    return (struct value){.kind = VALUE_NONE};
}

static inline struct value value_integer(int64_t integer)
{
    return (struct value){.kind = VALUE_INTEGER, .integer = integer};
}

static inline struct value value_text(struct text text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

static inline struct value value_bytes(struct text bytes)
{
    return (struct value){.kind = VALUE_BYTES, .text = bytes};
}

static inline struct value value_id(struct id id)
{
    return (struct value){.kind = VALUE_ID, .id = id};
}

static inline bool value_is_none(struct value a)
{
    return a.kind == VALUE_NONE;
}

static inline struct text value_as_text(struct value a)
{
    bool has_text = a.kind == VALUE_TEXT || a.kind == VALUE_BYTES || a.kind == VALUE_IDS;
    return has_text ? a.text : TEXT_NONE;
}

/* An id, also in the form of 16 bytes as a store gives it. */
bool value_to_id(struct value a, struct id *out);
bool value_equals(struct value a, struct value b);
/* A copy whose bytes live in the arena. */
struct value value_copy(struct arena *arena, struct value a);
/* The ids of a reference: none, one (VALUE_ID) or a set of them. */
size_t value_ids_count(struct value a);
struct id value_ids_at(struct value a, size_t index);
bool value_ids_have(struct value a, struct id id);
/* Sorts, drops doubles and packs count ids; none gives VALUE_NONE. */
struct value value_ids(struct arena *arena, const struct id *ids, size_t count);

#endif
