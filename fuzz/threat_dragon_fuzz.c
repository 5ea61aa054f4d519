/* threat_dragon_fuzz.c - any bytes as a Threat Dragon model: no crash, no leak, bounded memory, and
 * a refusal has words. */
#include "format/threat_dragon_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct threat_symbols symbols;
    struct threat_model model;
    struct fault fault;
    struct text input = {(const char *)bytes, size};
    const struct json *tree = NULL;
    fault_init(&fault, arena);
    threat_symbols_init(&symbols, arena);
    threat_model_init(&model, &symbols, TEXT("fuzz"), arena, &fault);
    enum rc rc = json_read(arena, TEXT("fuzz"), input, &fault, &tree);
    if (rc == RC_OK && threat_dragon_json_knows(tree)) {
        rc = threat_dragon_json_read_tree(&model, tree);
    }
    if (rc != RC_OK && fault_is_empty(&fault)) {
        abort();
    }
    arena_close(arena);
    return 0;
}
