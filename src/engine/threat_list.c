#include "engine/threat_list.h"
#include "base/hash.h"
#include "engine/threat_join.h"

#include <stdlib.h>
#include <string.h>

/* ---- ids ---- */

static struct text make_id(struct arena *arena, const struct threat_symbols *symbols,
                           const struct threat *threat)
{
    struct text parts[2 + 3 * THREAT_ARITY_LIMIT];
    char hex[HASH_HEX_SIZE + 1];
    size_t count = 0;
    parts[count++] = threat->rule->id;
    for (uint32_t a = 0; a < threat->argument_count; a++) {
        uint32_t symbol = threat->arguments[a];
        parts[count++] = TEXT("\0");
        parts[count++] = text_of(threat_type_name((enum threat_type)symbols->types[symbol]));
        parts[count++] = text_print(arena, "%zu:%.*s", symbols->ids[symbol].size,
                                    TEXT_ARGS(symbols->ids[symbol]));
    }
    hash_hex(hash_of_parts(parts, count), hex);
    return text_print(arena, "T-%.16s", hex);
}

/* ---- titles and factors ---- */

static uint32_t variable_of(const struct threat_rule *rule, struct text name)
{
    for (uint32_t v = 0; v < rule->variable_count; v++) {
        if (text_equals(rule->variables[v], name)) {
            return v;
        }
    }
    return THREAT_NOTHING;
}

struct text threat_list_fill(const struct threat_graph *graph, struct arena *arena,
                             const struct threat_rule *rule, struct text title,
                             const uint32_t *values)
{
    const struct threat_symbols *symbols = graph->run->symbols;
    struct buffer out;
    buffer_init(&out, arena);
    while (title.size > 0) {
        buffer_put(&out, text_cut(&title, '{'));
        size_t end = text_find(title, '}');
        if (title.size == 0) {
            break;
        }
        uint32_t variable = variable_of(rule, text_part(title, 0, end));
        if (end < title.size && variable != THREAT_NOTHING) {
            buffer_put(&out, symbols->names[values[variable]]);
            title = text_from(title, end + 1);
        } else {
            buffer_put_char(&out, '{');
        }
    }
    return buffer_text(&out);
}

static struct threat_factors step_factors(const struct threat_graph *graph,
                                          const struct threat_step *step, const uint32_t *values)
{
    struct threat_factors factors = step->factors;
    for (size_t i = 0; i < step->adjust_count; i++) {
        const struct threat_adjust *adjust = &step->adjusts[i];
        if (!threat_join_holds(graph->run, adjust->literals, adjust->literal_count, values)) {
            continue;
        }
        for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
            if (adjust->factors.levels[f] != NO_LEVEL) {
                factors.levels[f] = adjust->factors.levels[f];
            }
        }
    }
    return factors;
}

struct threat_factors threat_list_way_factors(const struct threat_graph *graph, uint32_t way)
{
    const struct threat_rule *rule = &graph->run->rules->rules[graph->rules[way]];
    uint32_t values[THREAT_VARIABLES_LIMIT] = {0};
    struct threat_factors all = {{0}};
    threat_graph_values(graph, way, values);
    for (size_t s = 0; s < rule->step_count; s++) {
        struct threat_factors one = step_factors(graph, &rule->steps[s], values);
        for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
            all.levels[f] = one.levels[f] > all.levels[f] ? one.levels[f] : all.levels[f];
        }
    }
    return all;
}

/* ---- paths ---- */

struct pathing {
    const struct threat_graph *graph;
    struct arena *arena;
    uint32_t *seen;  /* by fact: the threat that saw it last, + 1 */
    uint32_t *stack; /* facts */
    uint32_t *order; /* facts, as they were first left */
    uint32_t *next;  /* by fact: need to look at next */
};

/* The facts a fact needs, each behind its own needs; the fact is the last. */
static uint32_t order_needs(struct pathing *pathing, uint32_t fact, uint32_t mark)
{
    const struct threat_graph *graph = pathing->graph;
    uint32_t depth = 0;
    uint32_t count = 0;
    pathing->stack[depth++] = fact;
    pathing->seen[fact] = mark;
    pathing->next[fact] = graph->first_need[graph->witnesses[fact]];
    while (depth > 0) {
        uint32_t at = pathing->stack[depth - 1];
        if (pathing->next[at] == graph->first_need[graph->witnesses[at] + 1]) {
            pathing->order[count++] = at;
            depth--;
            continue;
        }
        uint32_t need = graph->needs[pathing->next[at]++];
        if (pathing->seen[need] != mark) {
            pathing->seen[need] = mark;
            pathing->next[need] = graph->first_need[graph->witnesses[need]];
            pathing->stack[depth++] = need;
        }
    }
    return count;
}

static void put_steps(struct pathing *pathing, struct threat *threat)
{
    const struct threat_graph *graph = pathing->graph;
    size_t room = 0;
    for (size_t i = 0; i < threat->path_count; i++) {
        room += graph->run->rules->rules[graph->rules[threat->path[i]]].step_count;
    }
    threat->steps = ARENA_MANY(pathing->arena, struct threat_part, room);
    threat->step_count = 0;
    for (size_t i = 0; i < threat->path_count; i++) {
        uint32_t values[THREAT_VARIABLES_LIMIT] = {0};
        const struct threat_rule *rule = &graph->run->rules->rules[graph->rules[threat->path[i]]];
        threat_graph_values(graph, threat->path[i], values);
        for (size_t s = 0; s < rule->step_count; s++) {
            struct threat_part *part = &threat->steps[threat->step_count++];
            part->rule = rule->id;
            part->title =
                threat_list_fill(graph, pathing->arena, rule, rule->steps[s].title, values);
            part->factors = step_factors(graph, &rule->steps[s], values);
        }
    }
}

static void put_path(struct pathing *pathing, struct threat *threat, uint32_t mark)
{
    const struct threat_graph *graph = pathing->graph;
    uint32_t values[THREAT_VARIABLES_LIMIT] = {0};
    uint32_t count = order_needs(pathing, threat->fact, mark);
    uint32_t kept = count < THREAT_PATH_LIMIT ? count : THREAT_PATH_LIMIT;
    threat->left_out = count - kept;
    threat->path_count = kept;
    threat->path = ARENA_MANY(pathing->arena, uint32_t, kept);
    for (uint32_t i = 0; i < kept; i++) {
        threat->path[i] = graph->witnesses[pathing->order[count - kept + i]];
    }
    threat_graph_values(graph, graph->witnesses[threat->fact], values);
    threat->title =
        threat_list_fill(graph, pathing->arena, threat->rule, threat->rule->title, values);
    put_steps(pathing, threat);
}

/* ---- the list ---- */

static int compare_ids(const void *a, const void *b)
{
    const struct threat *mine = a;
    const struct threat *theirs = b;
    return text_compare(mine->id, theirs->id);
}

static void put_threats(struct threat_list *list, struct pathing *pathing,
                        const struct threat_rule *rule)
{
    const struct threat_graph *graph = list->graph;
    const struct threat_relation *relation = &graph->run->relations[rule->head.predicate];
    for (uint32_t row = 0; row < relation->count && !arena_is_over(pathing->arena); row++) {
        if (threat_relation_is_dead(relation, row)) {
            continue;
        }
        struct threat *threat = &list->at[list->count++];
        threat->rule = rule;
        threat->fact = graph->facts_of[rule->head.predicate] != NULL
                           ? graph->facts_of[rule->head.predicate][row]
                           : graph->bases[rule->head.predicate] + row;
        threat->argument_count = relation->arity;
        memcpy(threat->arguments, threat_relation_row(relation, row),
               relation->arity * sizeof(uint32_t));
        threat->id = make_id(pathing->arena, graph->run->symbols, threat);
        put_path(pathing, threat, (uint32_t)list->count);
    }
}

static struct pathing pathing_open(struct arena *arena, struct arena *scratch,
                                   const struct threat_graph *graph)
{
    return (struct pathing){.graph = graph,
                            .arena = arena,
                            .seen = ARENA_MANY(scratch, uint32_t, graph->fact_count),
                            .stack = ARENA_MANY(scratch, uint32_t, graph->fact_count),
                            .order = ARENA_MANY(scratch, uint32_t, graph->fact_count),
                            .next = ARENA_MANY(scratch, uint32_t, graph->fact_count)};
}

void threat_list_repath(struct threat_list *list, struct arena *arena, struct arena *scratch,
                        const uint8_t *wanted)
{
    struct pathing pathing = pathing_open(arena, scratch, list->graph);
    for (size_t i = 0; i < list->count && !arena_is_over(arena); i++) {
        if (wanted[i] != 0) {
            put_path(&pathing, &list->at[i], (uint32_t)i + 1);
        }
    }
}

enum rc threat_list_make(struct arena *arena, const struct threat_graph *graph, struct fault *fault,
                         struct threat_list **out)
{
    const struct threat_rules *rules = graph->run->rules;
    struct threat_list *list = ARENA_NEW(arena, struct threat_list);
    struct pathing pathing = pathing_open(arena, arena, graph);
    size_t room = 0;
    list->graph = graph;
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct threat_rule *rule = &rules->rules[i];
        room += rule->is_threat ? graph->run->relations[rule->head.predicate].count : 0;
    }
    list->at = ARENA_MANY(arena, struct threat, room);
    for (size_t i = 0; i < rules->rule_count; i++) {
        if (rules->rules[i].is_threat) {
            put_threats(list, &pathing, &rules->rules[i]);
        }
    }
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the threats do not fit into the memory of this call");
    }
    qsort(list->at, list->count, sizeof *list->at, compare_ids);
    for (size_t i = 1; i < list->count; i++) {
        if (text_equals(list->at[i].id, list->at[i - 1].id)) {
            return fault_add(fault, RC_CONFLICT, list->at[i].rule->id,
                             "two threats have the id %.*s; rename one of their elements",
                             TEXT_ARGS(list->at[i].id));
        }
    }
    *out = list;
    return RC_OK;
}

static struct threat *find_threat(const struct threat_list *list, struct text id)
{
    const struct threat key = {.id = id};
    return list->count > 0 ? bsearch(&key, list->at, list->count, sizeof key, compare_ids) : NULL;
}

enum rc threat_list_merge(struct threat_list *list, struct arena *arena, struct fault *fault,
                          const struct threat_decision *decisions, size_t decision_count,
                          const struct threat_decision ***orphans, size_t *orphan_count)
{
    const struct threat_decision **left =
        ARENA_MANY(arena, const struct threat_decision *, decision_count);
    size_t left_count = 0;
    for (size_t i = 0; i < decision_count; i++) {
        struct threat *threat = find_threat(list, decisions[i].id);
        if (threat == NULL) {
            left[left_count++] = &decisions[i];
        } else if (threat->decision != NULL) {
            return fault_add(fault, RC_CONFLICT, decisions[i].id,
                             "there are two decisions on this threat; keep one");
        } else {
            threat->decision = &decisions[i];
        }
    }
    *orphans = left;
    *orphan_count = left_count;
    return RC_OK;
}
