#include "domain/tara/tara_threats.h"

#include "base/asset.h"
#include "base/hash.h"
#include "domain/tara/tara_tool.h"

#define RULE_FOLDER "catalog/threat-rules/"
#define VERSION_DIGITS 8

void tara_threats_catalogue(struct arena *arena, struct threat_rules_file **out, size_t *count)
{
    size_t kept = 0;
    struct threat_rules_file *files = ARENA_MANY(arena, struct threat_rules_file, asset_count());
    for (size_t i = asset_first(TEXT(RULE_FOLDER)); i < asset_count(); i++) {
        const struct asset *asset = asset_at(i);
        if (text_starts(asset->name, TEXT(RULE_FOLDER)) && text_ends(asset->name, TEXT(".yaml"))) {
            files[kept++] = (struct threat_rules_file){asset->name, asset->bytes};
        }
    }
    *out = files;
    *count = kept;
}

struct text tara_threats_version(struct arena *arena, const struct threat_rules_file *files,
                                 size_t count)
{
    char hex[HASH_HEX_SIZE + 1];
    struct text *parts = ARENA_MANY(arena, struct text, 2 * count);
    for (size_t i = 0; i < count; i++) {
        parts[2 * i] = files[i].name;
        parts[2 * i + 1] = files[i].bytes;
    }
    struct text digits = hash_hex(hash_of_parts(parts, 2 * count), hex);
    return text_copy(arena, text_part(digits, 0, VERSION_DIGITS));
}

void tara_threats_init(struct tara_threats *threats, struct arena *arena, struct fault *fault,
                       const struct method *method)
{
    *threats = (struct tara_threats){.arena = arena, .fault = fault};
    threat_symbols_init(&threats->symbols, arena);
    threat_rules_init(&threats->rules, arena, &threats->symbols, method);
}

enum rc tara_threats_rules(struct tara_threats *threats, const struct threat_rules_file *files,
                           size_t count)
{
    return threat_rules_read(&threats->rules, files, count, threats->fault, NULL);
}

static bool has_time(void *context)
{
    const double *end = context;
    return tara_tool_seconds() < *end;
}

static enum rc rate(struct tara_threats *threats)
{
    const struct threat_graph *graph = threats->graph;
    uint64_t nodes = (uint64_t)graph->fact_count + 2 * (uint64_t)graph->way_count;
    if (nodes > TARA_RATED_NODES_LIMIT) {
        return RC_OK;
    }
    enum rc rc = threat_rate(threats->arena, graph, threats->fault, &threats->rating);
    if (rc == RC_OK) {
        threats->is_rated = true;
        threat_rate_paths(threats->list, threats->graph, threats->arena, &threats->rating);
    }
    return rc;
}

enum rc tara_threats_find(struct tara_threats *threats, double seconds)
{
    struct threat_run *run;
    struct arena *arena = threats->arena;
    double start = tara_tool_seconds();
    double end = start + seconds;
    struct threat_limits limits = {.may_go_on = has_time, .context = &end};
    enum rc rc =
        threat_run_open(arena, &threats->rules, &threats->model, limits, threats->fault, &run);
    rc = rc == RC_OK ? threat_graph_build(arena, run, threats->fault, &threats->graph) : rc;
    threats->seconds = tara_tool_seconds() - start;
    if (rc != RC_OK) {
        return rc;
    }
    threat_graph_rank(threats->graph, arena, NULL);
    rc = threat_list_make(arena, threats->graph, threats->fault, &threats->list);
    return rc == RC_OK ? rate(threats) : rc;
}

int tara_threats_easiest(const struct tara_threats *threats, const struct threat *threat)
{
    if (!threats->is_rated) {
        return NO_LEVEL;
    }
    uint16_t best = attack_graph_best(threats->rating.graph, threat->fact);
    return best < threats->rating.grid->count ? best : NO_LEVEL;
}
