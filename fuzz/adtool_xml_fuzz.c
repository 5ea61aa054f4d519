/* adtool_xml_fuzz.c - hostile attack-defence trees.
 *
 * Whatever the bytes, reading ends, a refusal has words, and a tree that is
 * read has a front that starts at no defence cost and rises in both numbers,
 * or is refused with words. */
#include "format/adtool_xml.h"

#include <stdlib.h>

#define SIZE_LIMIT 20000
#define MEMORY_BYTES ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct defence_front *front)
{
    for (size_t i = 0; i < front->count; i++) {
        struct defence_point point = front->points[i];
        if (point.attack > DEFENCE_NEVER || (i == 0 && point.defence != 0)) {
            abort();
        }
        if (i > 0 && (point.defence <= front->points[i - 1].defence ||
                      point.attack <= front->points[i - 1].attack)) {
            abort();
        }
    }
    if (front->count == 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(MEMORY_BYTES);
    struct adtool_tree tree;
    struct defence_front front;
    struct fault fault;
    fault_init(&fault, arena);
    struct text input = {(const char *)data, size < SIZE_LIMIT ? size : SIZE_LIMIT};
    enum rc rc = adtool_xml_read(arena, TEXT("input"), input, TEXT_NONE, &fault, &tree);
    if (rc == RC_OK) {
        rc = defence_front_find(arena, &tree.tree, tree.root, &fault, &front);
        if (rc == RC_OK) {
            check(&front);
        }
    }
    if (rc != RC_OK && fault_is_empty(&fault)) {
        abort();
    }
    arena_close(arena);
    return 0;
}
