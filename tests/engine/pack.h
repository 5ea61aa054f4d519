/* pack.h - what the engine tests share: the catalogue's method pack, small
 * packs made in code, a seeded random source, and trees made at random.
 *
 * Ownership: everything lives in the arena of the test, which pack_open makes
 * and pack_close gives back (cmocka setup and teardown). */
#ifndef CSMS_TESTS_ENGINE_PACK_H
#define CSMS_TESTS_ENGINE_PACK_H

#include "base/json.h"
#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct pack {
    struct arena *arena;
    struct fault fault;
    const struct json *catalogue; /* catalog/tara-methods.json */
    const struct method *method;
    const struct profile_grid *grid;
};

int pack_open(void **state);
int pack_close(void **state);

/* A method with these level counts; level n of each factor is worth n * n + n
 * points, bands at a quarter, half and three quarters of the largest total. */
const struct method *pack_method_of(struct pack *pack, const int *level_counts, int factors);

uint64_t pack_random(uint64_t *state);
uint32_t pack_below(uint64_t *state, uint32_t limit);

/* A random graph as plain lists: leaves first, then gates over earlier nodes. */
#define PACK_NODES 40
#define PACK_CHILDREN 5
struct pack_graph {
    uint32_t leaves;
    uint32_t nodes; /* the last one is the root */
    enum attack_gate gates[PACK_NODES];
    uint32_t ks[PACK_NODES];
    uint32_t child_count[PACK_NODES];
    uint32_t children[PACK_NODES][PACK_CHILDREN];
    uint16_t ratings[PACK_NODES]; /* of leaves */
};

void pack_graph_make(struct pack_graph *graph, uint64_t *state, uint32_t leaves, uint32_t gates,
                     uint32_t ratings);
const struct attack_tree *pack_tree(struct pack *pack, const struct pack_graph *graph,
                                    uint32_t root);
/* Does the node hold when the leaves in the bit set hold? Slow and separate. */
bool pack_holds(const struct pack_graph *graph, uint32_t node, uint64_t leaves);

#endif
