/* mal_fuzz.c - any bytes as a MAL attack graph: no crash, no leak, a refusal has
 * words, and what is accepted becomes nodes of the engine. */
#include "format/mal_graph_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct fault fault;
    struct mal_graph *graph = NULL;
    fault_init(&fault, arena);
    enum rc rc = mal_graph_json_read(arena, TEXT("fuzz"), (struct text){(const char *)bytes, size},
                                     &fault, &graph);
    if (rc == RC_OK) {
        struct attack_tree_builder builder;
        attack_tree_builder_init(&builder, arena);
        mal_graph_json_build(graph, arena, &builder, 0, 1);
        if (builder.nodes != graph->count + 2) {
            abort();
        }
    } else if (fault_is_empty(&fault)) {
        abort();
    }
    arena_close(arena);
    return 0;
}
