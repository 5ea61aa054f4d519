#include "wire/yaml_tree.h"

#include <limits.h>
#include <string.h>

struct place {
    uint32_t line;
    uint32_t column;
};

/* ---- out ---- */

/* A node, then what is in it, in order. */
static void put_places(struct buffer *out, const struct json *node)
{
    struct place place = {(uint32_t)node->line, (uint32_t)node->column};
    buffer_put(out, (struct text){(const char *)&place, sizeof place});
    for (const struct json *at = node->first; at != NULL; at = at->next) {
        put_places(out, at);
    }
}

void yaml_tree_put(struct buffer *out, const struct json *tree)
{
    struct json_writer writer;
    uint64_t size = 0;
    size_t start = out->size;
    buffer_put(out, (struct text){(const char *)&size, sizeof size});
    json_writer_init(&writer, out);
    json_put_tree(&writer, tree);
    size = out->size - start - sizeof size;
    memcpy(out->at + start, &size, sizeof size);
    put_places(out, tree);
}

/* ---- in ---- */

/* Nodes nest no deeper than the JSON reader allows. */
static bool take_places(struct text *places, struct json *node)
{
    struct place place;
    if (places->size < sizeof place) {
        return false;
    }
    memcpy(&place, places->at, sizeof place);
    *places = text_from(*places, sizeof place);
    if (place.line == 0 || place.line > INT_MAX || place.column == 0 || place.column > INT_MAX) {
        return false;
    }
    node->line = (int)place.line;
    node->column = (int)place.column;
    for (struct json *at = node->first; at != NULL; at = at->next) {
        if (!take_places(places, at)) {
            return false;
        }
    }
    return true;
}

enum rc yaml_tree_read(struct arena *arena, struct text file, struct text bytes,
                       struct fault *fault, const struct json **out)
{
    uint64_t size;
    const struct json *tree;
    if (bytes.size < sizeof size) {
        return fault_add(fault, RC_CORRUPT, file, "what was read from this file is cut off");
    }
    memcpy(&size, bytes.at, sizeof size);
    struct text rest = text_from(bytes, sizeof size);
    if (size > rest.size) {
        return fault_add(fault, RC_CORRUPT, file, "what was read from this file is cut off");
    }
    struct text places = text_from(rest, (size_t)size);
    enum rc rc = json_read(arena, file, text_part(rest, 0, (size_t)size), fault, &tree);
    if (rc != RC_OK) {
        return rc;
    }
    if (!take_places(&places, (struct json *)(uintptr_t)tree) || places.size > 0) {
        return fault_add(fault, RC_CORRUPT, file, "what was read from this file has no places");
    }
    *out = tree;
    return RC_OK;
}
