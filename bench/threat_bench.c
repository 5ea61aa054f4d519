/* threat_bench.c - how fast threats and attack graphs are made from a model.
 *
 * Prints one table: rules for reachability, exploitation, privilege and the
 * edges of the attack graph over random networks with ten links a component
 * (T7: 50,000 components, 500,000 links in 0.2 s), from the model in memory to
 * the finished graph, best of RUNS, one core; an edit of one link; the whole
 * rule catalogue over a network of the same size; and a plain engine with
 * nested loops at a small size.
 * Peer: gringo 5.4.1, reading and grounding rules of the same class over random
 * networks of the same sizes, measured for the project on a 2.6 GHz core of the
 * class the targets name (risk engine design, table of the rule engine). */
#include "base/file.h"
#include "engine/threat_graph.h"
#include "format/threat_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS 5
#define LINKS 10
#define BUDGET ((size_t)4 << 30)

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static const char RULES[] =
    "format: csms-threat-rules\n"
    "version: 1\n"
    "predicates:\n"
    "  reached: [component]\n"
    "  owned: [component]\n"
    "  ruled: [component]\n"
    "  edge: [component, component]\n"
    "rules:\n"
    "  - {id: start, when: [\"entry(C)\", \"component(C)\"], then: \"owned(C)\"}\n"
    "  - {id: reach, when: [\"owned(A)\", \"flow(_, A, B)\"], then: \"reached(B)\"}\n"
    "  - {id: exploit, when: [\"reached(C)\", \"property(C, state, vulnerable)\"],"
    " then: \"owned(C)\"}\n"
    "  - {id: escalate, when: [\"owned(C)\", \"property(C, privilege, weak)\"],"
    " then: \"ruled(C)\"}\n"
    "  - {id: edge, when: [\"owned(A)\", \"flow(_, A, B)\", \"property(B, state, vulnerable)\"],"
    " then: \"edge(A, B)\"}\n";

struct world {
    struct arena *arena;
    struct fault fault;
    struct threat_symbols symbols;
    struct threat_rules rules;
    struct threat_model model;
    double build_s;
};

static void stop(const struct world *world)
{
    printf("%.*s\n", TEXT_ARGS(fault_text(&world->fault, world->arena)));
    exit(1);
}

static void check(const struct world *world, enum rc rc)
{
    if (rc != RC_OK) {
        stop(world);
    }
}

static uint32_t add_component(struct world *world, uint32_t number, uint64_t *state)
{
    static const char *const kinds[] = {"ecu", "gateway", "sensor", "telematics"};
    uint32_t component = 0;
    struct text id = text_print(world->arena, "c%u", number);
    check(world, threat_model_add(&world->model, THREAT_COMPONENT, id, (struct threat_place){0, 0},
                                  &component));
    uint64_t r = next_random(state);
    threat_model_tell(&world->model, THREAT_KIND, component, text_of(kinds[r % 4]));
    if (r / 4 % 100 < 65) {
        threat_model_property(&world->model, component, TEXT("state"), TEXT("vulnerable"));
    }
    if (r / 400 % 2 == 0) {
        threat_model_property(&world->model, component, TEXT("privilege"), TEXT("weak"));
    }
    return component;
}

static struct world *make_world(uint32_t components)
{
    struct arena *arena = arena_open(BUDGET);
    struct world *world = ARENA_NEW(arena, struct world);
    uint64_t state = 1;
    uint32_t *all = ARENA_MANY(arena, uint32_t, components);
    world->arena = arena;
    fault_init(&world->fault, arena);
    double start = now_s();
    threat_symbols_init(&world->symbols, arena);
    threat_model_init(&world->model, &world->symbols, TEXT("model"), arena, &world->fault);
    for (uint32_t i = 0; i < components; i++) {
        all[i] = add_component(world, i, &state);
    }
    threat_model_say(&world->model, THREAT_ENTRY, all[0], 0, 0);
    for (uint32_t i = 0; i < components * LINKS; i++) {
        uint32_t flow = 0;
        struct text id = text_print(arena, "f%u", i);
        check(world,
              threat_model_add(&world->model, THREAT_FLOW, id, (struct threat_place){0, 0}, &flow));
        threat_model_say(&world->model, THREAT_IS_FLOW, flow, all[i % components],
                         all[next_random(&state) % components]);
    }
    check(world, threat_model_close(&world->model));
    world->build_s = now_s() - start;
    return world;
}

static const struct method *read_method(struct world *world)
{
    struct text pack;
    const struct method *method = NULL;
    check(world, file_read(world->arena, CSMS_SOURCE_DIR "/catalog/tara-methods.json", 64 << 20,
                           &world->fault, &pack));
    check(world, method_read(world->arena, TEXT("method"), pack, &world->fault, &method));
    return method;
}

static void read_rules(struct world *world)
{
    struct threat_rules_file file = {TEXT("rules"), {RULES, sizeof RULES - 1}};
    threat_rules_init(&world->rules, world->arena, &world->symbols, read_method(world));
    check(world, threat_rules_read(&world->rules, &file, 1, &world->fault, NULL));
}

static void read_catalogue(struct world *world)
{
    struct text *names;
    size_t count;
    size_t kept = 0;
    threat_rules_init(&world->rules, world->arena, &world->symbols, read_method(world));
    check(world, file_list(world->arena, CSMS_SOURCE_DIR "/catalog/threat-rules", &world->fault,
                           &names, &count));
    struct threat_rules_file *files = ARENA_MANY(world->arena, struct threat_rules_file, count);
    for (size_t i = 0; i < count; i++) {
        if (text_ends(names[i], TEXT(".yaml"))) {
            struct text path = text_print(world->arena, "%s/catalog/threat-rules/%.*s",
                                          CSMS_SOURCE_DIR, TEXT_ARGS(names[i]));
            files[kept].name = names[i];
            check(world, file_read(world->arena, text_to_z(world->arena, path), 64 << 20,
                                   &world->fault, &files[kept++].bytes));
        }
    }
    check(world, threat_rules_read(&world->rules, files, kept, &world->fault, NULL));
}

struct figures {
    double run_s;
    double graph_s;
    uint64_t facts;
    uint64_t ways;
    uint64_t edges;
    size_t bytes;
};

static struct figures measure(struct world *world)
{
    struct figures best = {.run_s = 1e9, .graph_s = 1e9};
    for (int i = 0; i < RUNS; i++) {
        struct arena *arena = arena_open(BUDGET);
        struct threat_run *run = NULL;
        struct threat_graph *graph = NULL;
        double start = now_s();
        check(world, threat_run_open(arena, &world->rules, &world->model, (struct threat_limits){0},
                                     &world->fault, &run));
        double between = now_s();
        check(world, threat_graph_build(arena, run, &world->fault, &graph));
        double end = now_s();
        if (end - start < best.run_s + best.graph_s) {
            best = (struct figures){between - start,  end - between,     threat_run_fact_count(run),
                                    graph->way_count, graph->edge_count, arena_used_bytes(arena)};
        }
        arena_close(arena);
    }
    return best;
}

/* Nested loops over the same facts, no index: what a first draft would do. */
static double plain_s(const struct world *world, uint64_t *facts)
{
    uint32_t symbols = world->symbols.count;
    const struct threat_relation *flows = &world->model.facts[THREAT_IS_FLOW];
    const struct threat_relation *properties = &world->model.facts[THREAT_PROPERTY];
    uint8_t *reached = calloc(symbols, 1);
    uint8_t *owned = calloc(symbols, 1);
    uint32_t state = threat_symbols_find(&world->symbols, THREAT_WORD, TEXT("state"));
    bool has_news = true;
    double start = now_s();
    *facts = 1;
    owned[threat_relation_row(&world->model.facts[THREAT_ENTRY], 0)[0]] = 1;
    while (has_news) {
        has_news = false;
        for (uint32_t c = 0; c < symbols; c++) {
            for (uint32_t f = 0; owned[c] != 0 && f < flows->count; f++) {
                const uint32_t *flow = threat_relation_row(flows, f);
                if (flow[1] == c && reached[flow[2]] == 0) {
                    reached[flow[2]] = 1;
                    has_news = true;
                    ++*facts;
                }
            }
            for (uint32_t p = 0; reached[c] != 0 && owned[c] == 0 && p < properties->count; p++) {
                const uint32_t *property = threat_relation_row(properties, p);
                if (property[0] == c && property[1] == state) {
                    owned[c] = 1;
                    has_news = true;
                    ++*facts;
                }
            }
        }
    }
    double seconds = now_s() - start;
    free(reached);
    free(owned);
    return seconds;
}

static void measure_edit(struct world *world)
{
    struct threat_run *run = NULL;
    struct arena *arena = arena_open(BUDGET);
    const struct threat_relation *flows = &world->model.facts[THREAT_IS_FLOW];
    struct threat_tuple flow = {.fact = THREAT_IS_FLOW};
    double worst = 0;
    double sum = 0;
    check(world, threat_run_open(arena, &world->rules, &world->model, (struct threat_limits){0},
                                 &world->fault, &run));
    double start = now_s();
    check(world, threat_run_update(run, NULL, 0, NULL, 0));
    double first = now_s() - start;
    for (uint32_t i = 0; i < 200; i++) {
        memcpy(flow.arguments, threat_relation_row(flows, i / 2 * 97 % flows->count), 12);
        start = now_s();
        check(world, i % 2 == 0 ? threat_run_update(run, &flow, 1, NULL, 0)
                                : threat_run_update(run, NULL, 0, &flow, 1));
        double took = now_s() - start;
        worst = took > worst ? took : worst;
        sum += took;
    }
    printf(
        "edit: first %.0f ms (makes the links), then one link taken away or given: mean %.3f ms, "
        "worst %.3f ms\n",
        first * 1e3, sum / 200 * 1e3, worst * 1e3);
    arena_close(arena);
}

int main(void)
{
    static const struct {
        uint32_t components;
        double gringo_s;
    } rows[] = {{1000, 0.19}, {10000, 1.9}, {50000, 11.1}};
    printf("threat generation, best of %d, one core\n", RUNS);
    printf("%10s %9s %8s %8s %8s %9s %8s %8s %6s %9s %8s\n", "components", "links", "facts", "ways",
           "edges", "rules ms", "graph ms", "sum ms", "MB", "gringo s", "ratio");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world *world = make_world(rows[i].components);
        read_rules(world);
        struct figures f = measure(world);
        double sum = f.run_s + f.graph_s;
        printf("%10u %9u %8llu %8llu %8llu %9.2f %8.2f %8.2f %6.0f %9.2f %7.0fx\n",
               rows[i].components, rows[i].components * LINKS, (unsigned long long)f.facts,
               (unsigned long long)f.ways, (unsigned long long)f.edges, f.run_s * 1e3,
               f.graph_s * 1e3, sum * 1e3, (double)f.bytes / 1e6, rows[i].gringo_s,
               rows[i].gringo_s / sum);
        if (rows[i].components == 1000) {
            uint64_t facts;
            double plain = plain_s(world, &facts);
            printf("%10s nested loops, reached and owned only: %llu facts in %.1f ms, %.0f times "
                   "slower\n",
                   "", (unsigned long long)facts, plain * 1e3, plain / sum);
        }
        if (rows[i].components == 50000) {
            printf("T7: %.3f s of 0.2 s; building the model from element to element before it "
                   "took %.3f s\n",
                   sum, world->build_s);
            measure_edit(world);
            read_catalogue(world);
            f = measure(world);
            printf("all %zu rules of the catalogue: %.0f ms rules, %.0f ms graph, %llu facts, "
                   "%llu ways\n",
                   world->rules.rule_count, f.run_s * 1e3, f.graph_s * 1e3,
                   (unsigned long long)f.facts, (unsigned long long)f.ways);
        }
        arena_close(world->arena);
    }
    return 0;
}
