/* cage_part_fuzz.c - any bytes as a child's answer: no crash, and what is
 * accepted as pieces, problems and trees stays within the bytes. */
#include "cage/cage_part.h"
#include "wire/yaml_tree.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct fault fault;
    struct cage_part *parts = NULL;
    size_t count = 0;
    size_t inside = 0;
    fault_init(&fault, arena);
    struct text input = {(const char *)bytes, size};
    const struct json *tree;
    if (cage_part_list(arena, input, &parts, &count)) {
        for (size_t i = 0; i < count; i++) {
            struct text clean;
            inside += cage_part_size(&parts[i]);
            (void)cage_part_to_problem(arena, &parts[i], RC_INVALID, &fault);
            (void)cage_clean(arena, parts[i].bytes, &clean);
        }
        if (inside != size) {
            abort();
        }
    }
    (void)!yaml_tree_read(arena, TEXT("fuzz"), input, &fault, &tree);
    arena_close(arena);
    return 0;
}
