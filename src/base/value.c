#include "base/value.h"

#include <stdlib.h>
#include <string.h>

bool value_to_id(struct value a, struct id *out)
{
    if (a.kind == VALUE_ID) {
        *out = a.id;
        return true;
    }
    bool is_id = a.kind == VALUE_BYTES && a.text.size == sizeof out->bytes;
    if (is_id) {
        memcpy(out->bytes, a.text.at, sizeof out->bytes);
    }
    return is_id;
}

bool value_equals(struct value a, struct value b)
{
    if (a.kind != b.kind) {
        return false;
    }
    switch (a.kind) {
    case VALUE_NONE:
        return true;
    case VALUE_INTEGER:
        return a.integer == b.integer;
    case VALUE_ID:
        return id_equals(a.id, b.id);
    case VALUE_TEXT:
    case VALUE_BYTES:
    case VALUE_IDS:
        return text_equals(a.text, b.text);
    }
    return false;
}

struct value value_copy(struct arena *arena, struct value a)
{
    if (a.kind == VALUE_TEXT || a.kind == VALUE_BYTES || a.kind == VALUE_IDS) {
        a.text = text_copy(arena, a.text);
    }
    return a;
}

size_t value_ids_count(struct value a)
{
    if (a.kind == VALUE_ID) {
        return 1;
    }
    return a.kind == VALUE_IDS ? a.text.size / sizeof(struct id) : 0;
}

struct id value_ids_at(struct value a, size_t index)
{
    if (a.kind == VALUE_ID) {
        return a.id;
    }
    struct id id;
    memcpy(&id, a.text.at + index * sizeof id, sizeof id);
    return id;
}

bool value_ids_have(struct value a, struct id id)
{
    for (size_t i = 0; i < value_ids_count(a); i++) {
        if (id_equals(value_ids_at(a, i), id)) {
            return true;
        }
    }
    return false;
}

static int id_order(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct id));
}

struct value value_ids(struct arena *arena, const struct id *ids, size_t count)
{
    if (count == 0) {
        return value_none();
    }
    struct id *sorted = ARENA_MANY(arena, struct id, count);
    memcpy(sorted, ids, count * sizeof *ids);
    qsort(sorted, count, sizeof *sorted, id_order);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (!id_equals(sorted[i], sorted[kept - 1])) {
            sorted[kept++] = sorted[i];
        }
    }
    return (struct value){.kind = VALUE_IDS, .text = {(const char *)sorted, kept * sizeof *sorted}};
}
