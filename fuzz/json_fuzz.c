/* json_fuzz.c - any bytes through the JSON reader: no crash, no leak, and what
 * is accepted has a canonical form that reads back as itself. */
#include "base/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct fault fault;
    fault_init(&fault, arena);
    struct text input = {(const char *)bytes, size};
    const struct json *json = NULL;
    if (json_read(arena, TEXT("fuzz"), input, &fault, &json) == RC_OK) {
        const struct json *again = NULL;
        struct text once = json_canonical(arena, json);
        if (json_read(arena, TEXT("again"), once, &fault, &again) != RC_OK ||
            !text_equals(once, json_canonical(arena, again))) {
            abort();
        }
    } else if (fault_is_empty(&fault)) {
        abort(); /* a refusal has words */
    }
    arena_close(arena);
    return 0;
}
