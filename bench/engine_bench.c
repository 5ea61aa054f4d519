/* engine_bench.c - how fast the attack-tree engine is, against its bounds.
 *
 * Prints, best of RUNS on one core:
 *   T1   a full exact pass (1,280-profile sets) over graphs of a million nodes,
 *        beside the plain implementation most tools use (one lowest vector a
 *        node, which is inexact), the share of nodes where that is wrong, and
 *        the time this machine needs to move the pass's memory once
 *   T2   one changed rating, against a full pass
 *   what-ifs as lanes, against one after another
 *   T5   Monte Carlo, against a plain loop over single samples
 *   T9   memory a node, with and without a set for every gate
 *   T10  a model of a million nodes read from its binary form
 *   graph with circles: least fixed point, against the published time of a
 *        rule engine that only derives facts (gringo 5.4.1: 11.1 s for 500,000
 *        links)
 * Usage: engine_bench [nodes]. Input: the catalogue's method pack. */
#include "base/file.h"
#include "engine/attack_binary.h"
#include "engine/attack_change.h"
#include "engine/attack_graph.h"
#include "engine/attack_lane.h"
#include "engine/attack_sample.h"
#include "engine/attack_tree_profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS 15
#define NODES 1000000
#define LOCAL_SPAN 64
#define NO_SPAN UINT32_MAX /* a tree: no node is shared */

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct graph {
    const char *name;
    uint32_t nodes;
    uint32_t span; /* extra edges reach this far; 0: anywhere; NO_SPAN: none */
};

/* Every node but the root hangs below an earlier one, near it, and 57 of 100
 * nodes below a second one, near or anywhere: 1.57 edges a node, no cycle. */
static struct attack_tree_builder collect(struct arena *arena, const struct profile_grid *grid,
                                          struct graph graph)
{
    uint64_t state = 1;
    uint32_t *parent = ARENA_MANY(arena, uint32_t, graph.nodes);
    uint32_t *second = ARENA_MANY(arena, uint32_t, graph.nodes);
    uint8_t *is_gate = ARENA_MANY(arena, uint8_t, graph.nodes);
    for (uint32_t i = 1; i < graph.nodes; i++) {
        uint32_t near = i < LOCAL_SPAN ? i : LOCAL_SPAN;
        uint32_t far = graph.span == 0 || i < graph.span ? i : graph.span;
        parent[i] = i - 1 - (uint32_t)(next_random(&state) % near);
        second[i] = ATTACK_NOWHERE;
        if (next_random(&state) % 100 < 57 && graph.span != NO_SPAN) {
            second[i] = i - 1 - (uint32_t)(next_random(&state) % far);
            is_gate[second[i]] = 1;
        }
        is_gate[parent[i]] = 1;
    }
    struct attack_tree_builder builder;
    attack_tree_builder_init(&builder, arena);
    for (uint32_t i = 0; i < graph.nodes; i++) {
        uint64_t r = next_random(&state);
        enum attack_gate gate = r % 2 == 0 ? ATTACK_OR : ATTACK_AND;
        attack_tree_add(&builder, is_gate[i] ? gate : ATTACK_LEAF, 0, TEXT_NONE);
        if (!is_gate[i]) {
            attack_tree_rate(&builder, i, (uint16_t)((r >> 8) % grid->count));
        }
    }
    for (uint32_t i = 1; i < graph.nodes; i++) {
        attack_tree_link(&builder, parent[i], i);
        if (second[i] != ATTACK_NOWHERE) {
            attack_tree_link(&builder, second[i], i);
        }
    }
    return builder;
}

/* Ends the bench where something is refused: it has nothing to measure. */
static void must(enum rc rc, const struct fault *fault)
{
    if (rc != RC_OK) {
        printf("%.*s\n", TEXT_ARGS(fault_text(fault, fault->arena)));
        exit(1);
    }
}

static const struct attack_tree *build(struct arena *arena, const struct profile_grid *grid,
                                       struct graph graph, struct fault *fault)
{
    struct attack_tree_builder builder = collect(arena, grid, graph);
    const struct attack_tree *tree = NULL;
    must(attack_tree_close(&builder, 0, fault, &tree), fault);
    return tree;
}

/* The plain implementation: one vector of five levels a node, in eight bytes;
 * AND takes the maximum of each factor, OR keeps the child with the least sum. */
static void greedy_pass(const struct attack_tree *tree, const struct profile_grid *grid,
                        const uint16_t *ratings, uint64_t *vectors, uint16_t *totals)
{
    uint16_t points[5][8] = {{0}};
    for (int f = 0; f < 5; f++) {
        const struct method_factor *factor = &grid->method->potential.factors[f];
        for (int level = 0; level < factor->count; level++) {
            points[f][level] = (uint16_t)factor->levels[level].points;
        }
    }
    for (uint32_t step = 0; step < tree->steps; step++) {
        memcpy(&vectors[step], grid->levels[ratings[step]], 8);
        totals[step] = grid->totals[ratings[step]];
    }
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        const uint32_t *operands = &tree->operands[tree->first_operand[g]];
        uint32_t count = tree->first_operand[g + 1] - tree->first_operand[g];
        uint64_t vector = vectors[operands[0]];
        uint16_t total = totals[operands[0]];
        if (tree->needs[g] == 1) {
            for (uint32_t i = 1; i < count; i++) {
                bool is_less = totals[operands[i]] < total;
                vector = is_less ? vectors[operands[i]] : vector;
                total = is_less ? totals[operands[i]] : total;
            }
        } else {
            uint8_t most[8];
            memcpy(most, &vector, 8);
            for (uint32_t i = 1; i < count; i++) {
                uint8_t other[8];
                memcpy(other, &vectors[operands[i]], 8);
                for (int f = 0; f < 8; f++) {
                    most[f] = other[f] > most[f] ? other[f] : most[f];
                }
            }
            memcpy(&vector, most, 8);
            total = 0;
            for (int f = 0; f < 5; f++) {
                total = (uint16_t)(total + points[f][most[f]]);
            }
        }
        vectors[tree->steps + g] = vector;
        totals[tree->steps + g] = total;
    }
}

/* Milliseconds to read so many bytes once, from memory or cache as they fit. */
static double read_ms(struct arena *arena, size_t bytes)
{
    size_t words = bytes / sizeof(uint64_t) + 1;
    uint64_t *block = ARENA_MANY(arena, uint64_t, words);
    memset(block, 1, words * sizeof *block);
    double best = 1e9;
    volatile uint64_t sink = 0;
    for (int run = 0; run < RUNS; run++) {
        double start = now_ms();
        uint64_t sum[4] = {0};
        for (size_t i = 0; i + 4 <= words; i += 4) {
            for (size_t j = 0; j < 4; j++) {
                sum[j] += block[i + j];
            }
        }
        sink += sum[0] + sum[1] + sum[2] + sum[3];
        double took = now_ms() - start;
        best = took < best ? took : best;
    }
    (void)sink;
    return best;
}

static void bench(const struct profile_grid *grid, struct graph graph)
{
    struct arena *arena = arena_open((size_t)4 << 30);
    struct fault fault;
    fault_init(&fault, arena);
    double start = now_ms();
    const struct attack_tree *tree = build(arena, grid, graph, &fault);
    double build_ms = now_ms() - start;
    struct attack_tree_profile *run = NULL;
    if (attack_tree_profile_open(arena, tree, grid, &fault, &run) != RC_OK) {
        printf("%.*s\n", TEXT_ARGS(fault_text(&fault, arena)));
        exit(1);
    }
    double best = 1e9;
    double greedy = 1e9;
    uint64_t *vectors = ARENA_MANY(arena, uint64_t, tree->count);
    uint16_t *totals = ARENA_MANY(arena, uint16_t, tree->count);
    for (int i = 0; i < RUNS; i++) {
        start = now_ms();
        attack_tree_profile_pass(run);
        double took = now_ms() - start;
        best = took < best ? took : best;
        start = now_ms();
        greedy_pass(tree, grid, run->best, vectors, totals);
        took = now_ms() - start;
        greedy = took < greedy ? took : greedy;
    }
    uint32_t wrong = 0;
    for (uint32_t at = tree->steps; at < tree->count; at++) {
        wrong += totals[at] != grid->totals[run->best[at]];
    }
    uint32_t gates = tree->count - tree->steps;
    uint32_t edges = tree->first_operand[gates];
    start = now_ms();
    struct attack_answer answer;
    enum rc rc = attack_tree_profile_answer(run, arena, &fault, &answer);
    double answer_ms = now_ms() - start;
    /* graph once, and each set that does not stay in a slot written and read */
    size_t graph_bytes = edges * 4 + gates * 12 + tree->count * (8 + 2);
    size_t slot_bytes = tree->slots * grid->stride * 8;
    double bound = read_ms(arena, graph_bytes + 2 * slot_bytes);
    printf("%-12s %9u %9u %8u %9.2f %7.2f %9.2f %8.2f %9.1f %10.1f %9.1f %s\n", graph.name,
           tree->count, edges, tree->slots, best, best * 1e6 / tree->count, bound, greedy,
           100.0 * wrong / gates, build_ms, answer_ms,
           rc == RC_OK && answer.is_minimal ? "minimal" : "cut off");
    arena_close(arena);
}

static int number_order(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* T2 and T9: random steps get random ratings, each settled and timed alone. */
#define CHANGES 200000
static void bench_changes(const struct profile_grid *grid, struct graph graph)
{
    struct arena *arena = arena_open((size_t)8 << 30);
    struct fault fault;
    uint64_t state = 9;
    fault_init(&fault, arena);
    const struct attack_tree *tree = build(arena, grid, graph, &fault);
    struct attack_change *change;
    size_t before = arena_used_bytes(arena);
    must(attack_change_open(arena, tree, grid, &fault, &change), &fault);
    size_t after = arena_used_bytes(arena);
    double *took = ARENA_MANY(arena, double, CHANGES);
    uint64_t touched = attack_change_touched(change);
    for (int i = 0; i < CHANGES; i++) {
        uint32_t node = tree->node_at[next_random(&state) % tree->steps];
        uint16_t profile = (uint16_t)(next_random(&state) % grid->count);
        double start = now_ms();
        attack_change_rate(change, node, profile);
        attack_change_settle(change);
        took[i] = (now_ms() - start) * 1e3;
        attack_change_keep(change);
    }
    touched = attack_change_touched(change) - touched;
    bool is_right = attack_change_is_consistent(change);
    double start = now_ms();
    (void)attack_change_is_consistent(change);
    double full = (now_ms() - start) * 1e3;
    qsort(took, CHANGES, sizeof *took, number_order);
    double median = took[CHANGES / 2];
    printf("T2  %-11s p50 %5.2f us (target 3), p99 %7.1f us (target 200), most %8.1f us, %.1f "
           "gates touched on average, %.0f times a full pass's speed, %s\n",
           graph.name, median, took[CHANGES / 100 * 99], took[CHANGES - 1],
           (double)touched / CHANGES, full / median, is_right ? "same bits" : "DIFFERENT");
    printf("T9  %-11s %.0f B a node kept for changes (target 260)\n", graph.name,
           (double)(after - before) / tree->count);
    arena_close(arena);
}

/* Many what-ifs: steps of the tree weighed as lanes, and with two what-ifs each, one
 * after another. */
#define WEIGHED 100000
static double weigh_one_by_one(struct attack_change *change, uint32_t count, const uint64_t *hangs,
                               uint64_t *differ)
{
    const struct attack_tree *tree = attack_change_tree(change);
    size_t stride = attack_change_grid(change)->stride;
    double start = now_ms();
    for (uint32_t step = 0; step < count; step++) {
        uint64_t free[PROFILE_STRIDE_LIMIT];
        struct attack_what_if what_if = {tree->node_at[step], 0};
        uint16_t best;
        memcpy(free, attack_change_try(change, &what_if, 1, &best), stride * sizeof *free);
        what_if.profile = ATTACK_INFEASIBLE;
        const uint64_t *without = attack_change_try(change, &what_if, 1, &best);
        for (size_t w = 0; w < stride; w++) {
            *differ += (free[w] & ~without[w]) != hangs[step * stride + w];
        }
    }
    return now_ms() - start;
}

static void bench_what_ifs(const struct profile_grid *grid, struct graph graph)
{
    struct arena *arena = arena_open((size_t)8 << 30);
    struct fault fault;
    struct attack_change *change;
    struct attack_lanes *lanes;
    uint64_t differ = 0;
    fault_init(&fault, arena);
    const struct attack_tree *tree = build(arena, grid, graph, &fault);
    uint32_t count = tree->steps < WEIGHED ? tree->steps : WEIGHED;
    must(attack_change_open(arena, tree, grid, &fault, &change), &fault);
    must(attack_lane_open(arena, change, &fault, &lanes), &fault);
    uint64_t *hangs = profile_grid_room(arena, grid, count);
    double together = 1e9;
    double one_by_one = 1e9;
    for (int run = 0; run < 3; run++) {
        double start = now_ms();
        attack_lane_weigh(lanes, tree->node_at, count, hangs);
        double took = now_ms() - start;
        together = took < together ? took : together;
        took = weigh_one_by_one(change, count, hangs, &differ);
        one_by_one = took < one_by_one ? took : one_by_one;
    }
    printf(
        "what-ifs    %-11s %u nodes, each of %u steps weighed: as lanes %.3f ms, one by one %.3f "
        "ms: %.1f times, %s\n",
        graph.name, tree->count, count, together, one_by_one, one_by_one / together,
        differ == 0 ? "same bits" : "DIFFERENT");
    arena_close(arena);
}

/* T9 without a set a gate: a packed tree and its pass, and all else given back. */
static void bench_memory(const struct profile_grid *grid, struct graph graph)
{
    struct arena *building = arena_open((size_t)4 << 30);
    struct arena *arena = arena_open((size_t)4 << 30);
    struct fault fault;
    struct attack_tree_profile *run;
    const struct attack_tree *packed;
    fault_init(&fault, arena);
    const struct attack_tree *tree = build(building, grid, graph, &fault);
    must(attack_tree_profile_open(building, tree, grid, &fault, &run), &fault);
    attack_tree_profile_pass(run);
    uint16_t best = attack_tree_profile_best(run, tree->root);
    must(attack_tree_pack(arena, tree, &fault, &packed), &fault);
    size_t built = arena_used_bytes(building);
    arena_close(building);
    must(attack_tree_profile_open(arena, packed, grid, &fault, &run), &fault);
    attack_tree_profile_pass(run);
    printf("T9  %-11s %.1f B a node to evaluate (target 40), packed tree and pass; while it was "
           "built %.0f; %s\n",
           graph.name, (double)arena_used_bytes(arena) / packed->count,
           (double)built / packed->count,
           attack_tree_profile_best(run, packed->root) == best ? "same answer" : "DIFFERENT");
    arena_close(arena);
}

/* One sample at a time, a byte a node, one random number a step. */
static double plain_samples_ms(const struct attack_tree *tree, const double *by_step, int samples,
                               uint64_t *successes)
{
    uint8_t *holds = malloc(tree->count);
    uint64_t state = 3;
    double start = now_ms();
    for (int n = 0; holds != NULL && n < samples; n++) {
        for (uint32_t at = 0; at < tree->steps; at++) {
            holds[at] = (double)(next_random(&state) >> 11) * 0x1p-53 < by_step[at];
        }
        for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
            uint32_t held = 0;
            for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
                held += holds[tree->operands[i]];
            }
            holds[tree->steps + g] = held >= tree->needs[g];
        }
        *successes += holds[tree->count - 1];
    }
    free(holds);
    return now_ms() - start;
}

#define SAMPLES 10240
static void bench_samples(const struct profile_grid *grid, struct graph graph)
{
    struct arena *arena = arena_open((size_t)4 << 30);
    struct fault fault;
    uint64_t state = 4;
    uint64_t plain_successes = 0;
    fault_init(&fault, arena);
    const struct attack_tree *tree = build(arena, grid, graph, &fault);
    double *by_step = ARENA_MANY(arena, double, tree->steps);
    struct attack_spread *spreads = ARENA_MANY(arena, struct attack_spread, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        by_step[step] = (double)(next_random(&state) >> 11) * 0x1p-53;
        spreads[step].count = 5;
        for (int i = 0; i < 5; i++) {
            spreads[step].values[i] = (uint8_t)(next_random(&state) % 58);
            spreads[step].shares[i] = 1 + i % 3;
        }
    }
    double chances_ms = 1e9;
    double points_ms = 1e9;
    struct attack_chances chances = {0, 0};
    for (int run = 0; run < 5; run++) {
        struct attack_points points;
        struct attack_sample_plan plan = {.seed = 6, .blocks = SAMPLES / ATTACK_SAMPLE_BITS};
        double start = now_ms();
        must(attack_sample_chances(tree, arena, by_step, plan, &fault, &chances), &fault);
        double took = now_ms() - start;
        chances_ms = took < chances_ms ? took : chances_ms;
        plan.blocks = SAMPLES / ATTACK_SAMPLE_BYTES;
        start = now_ms();
        must(attack_sample_points(tree, arena, spreads, plan, &fault, &points), &fault);
        took = now_ms() - start;
        points_ms = took < points_ms ? took : points_ms;
    }
    double plain_ms = plain_samples_ms(tree, by_step, 256, &plain_successes) * SAMPLES / 256;
    printf(
        "T5  %-11s %d samples x %u nodes: boolean %.0f ms (target 100), attack potential %.0f ms "
        "(target 250); plain loop %.0f ms: %.0f times\n",
        graph.name, SAMPLES, tree->count, chances_ms, points_ms, plain_ms, plain_ms / chances_ms);
    arena_close(arena);
}

static void bench_binary(const struct profile_grid *grid, struct graph graph)
{
    struct arena *arena = arena_open((size_t)4 << 30);
    struct fault fault;
    struct buffer bytes;
    double read_best = 1e9;
    double close_best = 1e9;
    fault_init(&fault, arena);
    struct attack_tree_builder builder = collect(arena, grid, graph);
    buffer_init(&bytes, arena);
    attack_binary_write(&builder, 0, &bytes);
    for (int run = 0; run < 5; run++) {
        struct arena *own = arena_open((size_t)4 << 30);
        const struct attack_tree *tree;
        uint32_t root;
        double start = now_ms();
        attack_tree_builder_init(&builder, own);
        must(attack_binary_read(buffer_text(&bytes), &builder, &fault, &root), &fault);
        double read = now_ms() - start;
        must(attack_tree_close(&builder, root, &fault, &tree), &fault);
        double closed = now_ms() - start;
        read_best = read < read_best ? read : read_best;
        close_best = closed < close_best ? closed : close_best;
        arena_close(own);
    }
    printf("T10 %-11s %u nodes, %.1f MB: read %.0f ms, read and closed %.0f ms (target 100)\n",
           graph.name, graph.nodes, (double)bytes.size / 1e6, read_best, close_best);
    arena_close(arena);
}

/* Facts and derivations of a network: each host is reached from others (OR over
 * links, each an AND of the source and an exploit), so nearly all is one circle. */
#define EXPLOITS 12
static void bench_circles(const struct profile_grid *grid, uint32_t hosts, uint32_t links)
{
    struct fault fault;
    double best = 1e9;
    uint64_t touched = 0;
    uint32_t edges = 0;
    for (int run = 0; run < 5; run++) {
        struct arena *arena = arena_open((size_t)4 << 30);
        struct attack_tree_builder builder;
        const struct attack_graph *graph;
        uint64_t state = 8;
        fault_init(&fault, arena);
        attack_tree_builder_init(&builder, arena);
        for (uint32_t exploit = 0; exploit < EXPLOITS; exploit++) {
            attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
            attack_tree_rate(&builder, exploit, (uint16_t)(next_random(&state) % grid->count));
        }
        for (uint32_t host = 0; host < hosts; host++) {
            attack_tree_add(&builder, ATTACK_OR, 0, TEXT_NONE);
        }
        for (uint32_t i = 0; i < 10; i++) { /* entry points */
            attack_tree_link(&builder, EXPLOITS + i, i);
        }
        for (uint32_t link = 0; link < links; link++) {
            uint32_t step = attack_tree_add(&builder, ATTACK_AND, 0, TEXT_NONE);
            attack_tree_link(&builder, step, EXPLOITS + (uint32_t)(next_random(&state) % hosts));
            attack_tree_link(&builder, step, (uint32_t)(next_random(&state) % EXPLOITS));
            attack_tree_link(&builder, EXPLOITS + (uint32_t)(next_random(&state) % hosts), step);
        }
        double start = now_ms();
        must(attack_graph_close(&builder, grid, &fault, &graph), &fault);
        double took = now_ms() - start;
        best = took < best ? took : best;
        touched = attack_graph_touched(graph);
        edges = builder.edges;
        arena_close(arena);
    }
    printf("graph with circles: %u hosts, %u links, %u edges: %.0f ms, each looked at %.1f times; "
           "gringo 11,100 ms for the facts of as many links: %.0f times\n",
           hosts, links, edges, best, (double)touched / edges, 11100 / best);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    fault_init(&fault, arena);
    struct text pack;
    const struct method *method = NULL;
    const struct profile_grid *grid = NULL;
    const char *path = CSMS_SOURCE_DIR "/catalog/tara-methods.json";
    enum rc rc = file_read(arena, path, 1 << 20, &fault, &pack);
    if (rc == RC_OK) {
        rc = method_read(arena, text_of(path), pack, &fault, &method);
    }
    if (rc == RC_OK) {
        rc = profile_grid_open(arena, method, &fault, &grid);
    }
    if (rc != RC_OK) {
        printf("%.*s\n", TEXT_ARGS(fault_text(&fault, arena)));
        return rc_exit_code(rc);
    }
    int64_t nodes = NODES;
    if (argc > 1 && (!text_to_integer(text_of(argv[1]), &nodes) || nodes < 2 ||
                     nodes > ATTACK_TREE_NODES_LIMIT)) {
        printf("give a number of nodes from 2 to %d\n", ATTACK_TREE_NODES_LIMIT);
        return 2;
    }
    printf("graph            nodes     edges    slots  exact ms ns/node  bound ms greedy ms"
           "  wrong %%   build ms answer ms attack\n");
    bench(grid, (struct graph){"local DAG", (uint32_t)nodes, LOCAL_SPAN});
    bench(grid, (struct graph){"near DAG", (uint32_t)nodes, 4096});
    bench(grid, (struct graph){"random DAG", (uint32_t)nodes, 0});
    bench(grid, (struct graph){"small local", (uint32_t)nodes / 10 + 2, LOCAL_SPAN});
    bench_changes(grid, (struct graph){"local DAG", (uint32_t)nodes, LOCAL_SPAN});
    bench_changes(grid, (struct graph){"random DAG", (uint32_t)nodes, 0});
    bench_what_ifs(grid, (struct graph){"small tree", 60, NO_SPAN});
    bench_what_ifs(grid, (struct graph){"small local", 2000, LOCAL_SPAN});
    bench_what_ifs(grid, (struct graph){"tree", (uint32_t)nodes, NO_SPAN});
    bench_what_ifs(grid, (struct graph){"local DAG", (uint32_t)nodes, LOCAL_SPAN});
    bench_what_ifs(grid, (struct graph){"random DAG", (uint32_t)nodes, 0});
    bench_samples(grid, (struct graph){"local DAG", (uint32_t)nodes / 10 + 2, LOCAL_SPAN});
    bench_samples(grid, (struct graph){"random DAG", (uint32_t)nodes / 10 + 2, 0});
    bench_memory(grid, (struct graph){"local DAG", (uint32_t)nodes, LOCAL_SPAN});
    bench_binary(grid, (struct graph){"local DAG", (uint32_t)nodes, LOCAL_SPAN});
    bench_circles(grid, (uint32_t)nodes * 3 / 200 + 10, (uint32_t)nodes * 3 / 20);
    bench_circles(grid, (uint32_t)nodes / 20 + 10, (uint32_t)nodes / 2);
    arena_close(arena);
    return 0;
}
