/* threat_rules_fuzz.c - any bytes as a rule file: no crash, no leak, a refusal
 * has words, and what is accepted runs over a small model, twice: the same facts
 * after an edit that is taken back. */
#include "base/asset.h"
#include "engine/threat_list.h"
#include "format/model_read.h"
#include "format/threat_rules.h"

#include <stdlib.h>

static const char MODEL[] =
    "format: csms-architecture\n"
    "component:\n  - {key: a, kind: ecu}\n  - {key: b, kind: gateway, parent: a}\n"
    "channel:\n  - {key: h, technology: can, reach: far, endpoints: [a, b]}\n"
    "data_flow:\n  - {key: f, source: a, target: b, channels: [h]}\n"
    "entry:\n  - {component: a}\n";

static bool go_on(void *context)
{
    int *left = context;
    return --*left > 0;
}

/* Takes back and gives again one fact of the model. */
static void edit(struct threat_run *run, const struct threat_model *model)
{
    uint64_t before = threat_run_fact_count(run);
    struct threat_tuple fact = {.fact = THREAT_ON};
    const uint32_t *row = threat_relation_row(&model->facts[THREAT_ON], 0);
    fact.arguments[0] = row[0];
    fact.arguments[1] = row[1];
    if (threat_run_update(run, &fact, 1, NULL, 0) == RC_OK &&
        threat_run_update(run, NULL, 0, &fact, 1) == RC_OK &&
        threat_run_fact_count(run) != before) {
        abort();
    }
}

static void apply(struct arena *arena, const struct threat_rules *rules, struct fault *fault)
{
    struct threat_model model;
    struct threat_run *run;
    struct threat_graph *graph;
    struct threat_list *list;
    const char *form;
    int left = 200;
    threat_model_init(&model, rules->symbols, TEXT("model"), arena, fault);
    if (model_read(&model, TEXT(MODEL), &form) != RC_OK) {
        abort();
    }
    struct threat_limits limits = {go_on, &left};
    if (threat_run_open(arena, rules, &model, limits, fault, &run) != RC_OK) {
        return;
    }
    if (threat_graph_build(arena, run, fault, &graph) == RC_OK) {
        threat_graph_rank(graph, arena, NULL);
        if (threat_list_make(arena, graph, fault, &list) != RC_OK && fault_is_empty(fault)) {
            abort();
        }
    }
    edit(run, &model);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Read once: it is the same for all inputs. */
static const struct method *method_of(void)
{
    static struct arena *kept;
    static const struct method *method;
    if (kept == NULL) {
        const struct asset *pack = asset_find(TEXT("catalog/tara-methods.json"));
        struct fault fault;
        kept = arena_open((size_t)64 << 20);
        fault_init(&fault, kept);
        if (method_read(kept, pack->name, pack->bytes, &fault, &method) != RC_OK) {
            abort();
        }
    }
    return method;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    const struct threat_rules_file file = {TEXT("fuzz"), {(const char *)bytes, size}};
    struct threat_symbols symbols;
    struct threat_rules rules;
    struct fault fault;
    fault_init(&fault, arena);
    threat_symbols_init(&symbols, arena);
    threat_rules_init(&rules, arena, &symbols, method_of());
    if (threat_rules_read(&rules, &file, 1, &fault, NULL) == RC_OK) {
        apply(arena, &rules, &fault);
    } else if (fault_is_empty(&fault)) {
        abort();
    }
    arena_close(arena);
    return 0;
}
