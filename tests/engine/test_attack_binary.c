/* Trees as bytes: there and back, and everything that is not one. */
#include "base/hash.h"
#include "engine/attack_binary.h"
#include "engine/attack_tree_profile.h"
#include "engine/pack.h"

#include <string.h>

static void build(struct pack *pack, const struct pack_graph *graph,
                  struct attack_tree_builder *builder, bool with_names)
{
    attack_tree_builder_init(builder, pack->arena);
    for (uint32_t node = 0; node < graph->nodes; node++) {
        attack_tree_add(builder, graph->gates[node], graph->ks[node],
                        with_names ? text_print(pack->arena, "n%u", node) : TEXT_NONE);
        if (node < graph->leaves) {
            attack_tree_rate(builder, node, graph->ratings[node]);
        }
    }
    for (uint32_t node = graph->nodes; node-- > 0;) { /* edges in an order of their own */
        for (uint32_t i = 0; i < graph->child_count[node]; i++) {
            attack_tree_link(builder, node, graph->children[node][i]);
        }
    }
}

static uint16_t rated(struct pack *pack, const struct attack_tree_builder *builder, uint32_t root)
{
    const struct attack_tree *tree;
    struct attack_tree_profile *run;
    assert_int_equal(attack_tree_close(builder, root, &pack->fault, &tree), RC_OK);
    assert_int_equal(attack_tree_profile_open(pack->arena, tree, pack->grid, &pack->fault, &run),
                     RC_OK);
    attack_tree_profile_pass(run);
    return attack_tree_profile_best(run, root);
}

static void trees_come_back_unchanged(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 51;
    for (int round = 0; round < 300; round++) {
        struct pack_graph graph;
        struct attack_tree_builder builder;
        struct attack_tree_builder back;
        struct buffer out;
        uint32_t root = 0;
        pack_graph_make(&graph, &seed, 2 + pack_below(&seed, 18), 2 + pack_below(&seed, 18),
                        pack->grid->count);
        build(pack, &graph, &builder, round % 2 == 0);
        buffer_init(&out, pack->arena);
        buffer_put_z(&out, "before"); /* it appends */
        attack_binary_write(&builder, graph.nodes - 1, &out);
        attack_tree_builder_init(&back, pack->arena);
        struct text bytes = text_from(buffer_text(&out), 6);
        assert_true(attack_binary_is(bytes));
        assert_int_equal(attack_binary_read(bytes, &back, &pack->fault, &root), RC_OK);
        assert_int_equal(root, graph.nodes - 1);
        assert_int_equal(back.nodes, builder.nodes);
        for (uint32_t node = 0; node < back.nodes; node++) {
            assert_true(text_equals(back.names[node], builder.names[node]));
        }
        assert_int_equal(rated(pack, &back, root), rated(pack, &builder, root));
        struct buffer again;
        buffer_init(&again, pack->arena);
        attack_binary_write(&back, root, &again);
        assert_true(text_equals(buffer_text(&again), bytes));
    }
}

/* Any byte changed is refused; with the hash put right, whatever it says either
 * reads as some tree or is refused in words. */
static void no_changed_byte_does_harm(void **state)
{
    struct pack *pack = *state;
    uint64_t seed = 52;
    struct pack_graph graph;
    struct attack_tree_builder builder;
    struct attack_tree_builder back;
    struct buffer out;
    uint32_t root;
    pack_graph_make(&graph, &seed, 6, 6, pack->grid->count);
    build(pack, &graph, &builder, true);
    buffer_init(&out, pack->arena);
    attack_binary_write(&builder, graph.nodes - 1, &out);
    size_t body = out.size - HASH_BYTES;
    for (size_t at = 0; at < body; at++) {
        for (int bit = 0; bit < 8; bit += 3) {
            char before = out.at[at];
            char tail[HASH_BYTES];
            out.at[at] = (char)(before ^ 1 << bit);
            fault_init(&pack->fault, pack->arena);
            assert_true(attack_binary_read(buffer_text(&out), &back, &pack->fault, &root) != RC_OK);
            assert_int_equal(pack->fault.count, 1);
            memcpy(tail, out.at + body, HASH_BYTES);
            struct hash hash = hash_of(text_part(buffer_text(&out), 0, body));
            memcpy(out.at + body, hash.bytes, HASH_BYTES);
            attack_tree_builder_init(&back, pack->arena);
            if (attack_binary_read(buffer_text(&out), &back, &pack->fault, &root) == RC_OK) {
                const struct attack_tree *tree;
                (void)(attack_tree_close(&back, root, &pack->fault, &tree) == RC_OK);
            }
            memcpy(out.at + body, tail, HASH_BYTES);
            out.at[at] = before;
        }
    }
    for (size_t size = 0; size < out.size; size++) {
        assert_true(attack_binary_read(text_part(buffer_text(&out), 0, size), &back, &pack->fault,
                                       &root) != RC_OK);
    }
    struct arena *small = arena_open(100);
    attack_tree_builder_init(&back, small);
    assert_int_equal(attack_binary_read(buffer_text(&out), &back, &pack->fault, &root),
                     RC_TOO_LARGE);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(trees_come_back_unchanged, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(no_changed_byte_does_harm, pack_open, pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
