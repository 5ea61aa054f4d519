#include "engine/pack.h"
#include "base/file.h"

int pack_open(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES * 4);
    struct pack *pack = ARENA_NEW(arena, struct pack);
    const char *path = CSMS_SOURCE_DIR "/catalog/tara-methods.json";
    struct text text;
    pack->arena = arena;
    fault_init(&pack->fault, arena);
    if (file_read(arena, path, 1 << 20, &pack->fault, &text) != RC_OK ||
        json_read(arena, text_of(path), text, &pack->fault, &pack->catalogue) != RC_OK ||
        method_read(arena, text_of(path), text, &pack->fault, &pack->method) != RC_OK ||
        profile_grid_open(arena, pack->method, &pack->fault, &pack->grid) != RC_OK) {
        print_error("%.*s", TEXT_ARGS(fault_text(&pack->fault, arena)));
        arena_close(arena);
        return -1;
    }
    *state = pack;
    return 0;
}

int pack_close(void **state)
{
    struct pack *pack = *state;
    arena_close(pack->arena);
    return 0;
}

const struct method *pack_method_of(struct pack *pack, const int *level_counts, int factors)
{
    struct buffer text;
    const struct method *method = NULL;
    int total = 0;
    buffer_init(&text, pack->arena);
    buffer_put_z(&text, "{\"scales\":{\"impact\":[\"a\",\"b\"],\"feasibility\":"
                        "[\"very_low\",\"low\",\"medium\",\"high\"]},"
                        "\"impact_rating\":{\"levels\":[{\"id\":\"a\"},{\"id\":\"b\"}],"
                        "\"categories\":[{\"id\":\"S\"}]},"
                        "\"risk\":{\"matrix\":{\"columns\":[\"very_low\",\"low\",\"medium\","
                        "\"high\"],\"rows\":{\"a\":[1,1,1,1],\"b\":[1,2,3,4]}}},"
                        "\"attack_potential\":{\"factors\":[");
    for (int f = 0; f < factors; f++) {
        buffer_print(&text, "%s{\"id\":\"F%d\",\"name\":\"factor %d\",\"levels\":[",
                     f > 0 ? "," : "", f, f);
        for (int n = 0; n < level_counts[f]; n++) {
            buffer_print(&text, "%s{\"id\":\"L%d\",\"label\":\"level %d\",\"value\":%d}",
                         n > 0 ? "," : "", n, n, n * n + n);
        }
        buffer_put_z(&text, "]}");
        total += level_counts[f] * (level_counts[f] - 1);
    }
    buffer_print(&text,
                 "],\"bands\":[{\"min\":0,\"max\":%d,\"rating\":\"high\"},"
                 "{\"min\":%d,\"max\":%d,\"rating\":\"medium\"},"
                 "{\"min\":%d,\"max\":%d,\"rating\":\"low\"},"
                 "{\"min\":%d,\"max\":null,\"rating\":\"very_low\"}]}}",
                 total / 4, total / 4 + 1, total / 2 + 1, total / 2 + 2, total * 3 / 4 + 3,
                 total * 3 / 4 + 4);
    enum rc rc = method_read(pack->arena, TEXT("pack"), buffer_text(&text), &pack->fault, &method);
    if (rc != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
    }
    return method;
}

uint64_t pack_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint32_t pack_below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)(pack_random(state) % limit);
}

void pack_graph_make(struct pack_graph *graph, uint64_t *state, uint32_t leaves, uint32_t gates,
                     uint32_t ratings)
{
    static const enum attack_gate kinds[] = {ATTACK_OR, ATTACK_AND, ATTACK_SAND, ATTACK_K_OF_N};
    *graph = (struct pack_graph){.leaves = leaves, .nodes = leaves + gates};
    for (uint32_t node = 0; node < leaves; node++) {
        graph->ratings[node] = (uint16_t)pack_below(state, ratings);
    }
    for (uint32_t node = leaves; node < graph->nodes; node++) {
        uint32_t count = 1 + pack_below(state, PACK_CHILDREN);
        graph->gates[node] = kinds[pack_below(state, 4)];
        graph->child_count[node] = count;
        graph->ks[node] = 1 + pack_below(state, count);
        for (uint32_t i = 0; i < count; i++) {
            graph->children[node][i] = pack_below(state, node);
        }
        graph->children[node][0] = node - 1; /* so that much of it counts */
    }
}

const struct attack_tree *pack_tree(struct pack *pack, const struct pack_graph *graph,
                                    uint32_t root)
{
    struct attack_tree_builder builder;
    const struct attack_tree *tree = NULL;
    attack_tree_builder_init(&builder, pack->arena);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        attack_tree_add(&builder, graph->gates[node], graph->ks[node],
                        text_print(pack->arena, "n%u", node));
        for (uint32_t i = 0; i < graph->child_count[node]; i++) {
            attack_tree_link(&builder, node, graph->children[node][i]);
        }
        if (node < graph->leaves) {
            attack_tree_rate(&builder, node, graph->ratings[node]);
        }
    }
    if (attack_tree_close(&builder, root, &pack->fault, &tree) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
    }
    return tree;
}

bool pack_holds(const struct pack_graph *graph, uint32_t node, uint64_t leaves)
{
    bool holds[PACK_NODES];
    for (uint32_t n = 0; n <= node; n++) {
        uint32_t held = 0;
        for (uint32_t i = 0; i < graph->child_count[n]; i++) {
            held += holds[graph->children[n][i]];
        }
        if (n < graph->leaves) {
            holds[n] = (leaves >> n & 1) != 0;
        } else if (graph->gates[n] == ATTACK_OR) {
            holds[n] = held > 0;
        } else if (graph->gates[n] == ATTACK_K_OF_N) {
            holds[n] = held >= graph->ks[n];
        } else {
            holds[n] = held == graph->child_count[n];
        }
    }
    return holds[node];
}
