/* model_fuzz.h - one run of a reader of system models, for its fuzzer.
 *
 * Purpose: whatever the bytes, reading ends within the memory given, and a
 * refusal has words. Ownership: all of it lives and ends in here. */
#ifndef CSMS_FUZZ_MODEL_FUZZ_H
#define CSMS_FUZZ_MODEL_FUZZ_H

#include "base/json.h"
#include "engine/threat_model.h"

#include <stdlib.h>

typedef enum rc model_fuzz_tree(struct arena *arena, struct text file, struct text input,
                                struct fault *fault, const struct json **out);
typedef enum rc model_fuzz_reader(struct threat_model *model, const struct json *tree);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline int model_fuzz_run(struct text input, model_fuzz_tree *read_tree,
                                 model_fuzz_reader *read_model)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct threat_symbols symbols;
    struct threat_model model;
    struct fault fault;
    const struct json *tree = NULL;
    fault_init(&fault, arena);
    threat_symbols_init(&symbols, arena);
    threat_model_init(&model, &symbols, TEXT("fuzz"), arena, &fault);
    enum rc rc = read_tree(arena, TEXT("fuzz"), input, &fault, &tree);
    rc = rc == RC_OK ? read_model(&model, tree) : rc;
    if (rc != RC_OK && fault_is_empty(&fault)) {
        abort();
    }
    arena_close(arena);
    return 0;
}

#endif
