#include "engine/threat_graph.h"

#include <string.h>

static void number_facts(struct threat_graph *graph, struct arena *arena)
{
    const struct threat_run *run = graph->run;
    size_t predicates = run->rules->predicate_count;
    uint64_t most = threat_run_fact_count(run);
    graph->predicates = ARENA_MANY(arena, uint32_t, most);
    graph->rows = ARENA_MANY(arena, uint32_t, most);
    graph->bases = ARENA_MANY(arena, uint32_t, predicates);
    graph->facts_of = ARENA_MANY(arena, uint32_t *, predicates);
    for (uint32_t p = THREAT_FACTS + 1; p < predicates; p++) {
        const struct threat_relation *relation = &run->relations[p];
        graph->bases[p] = graph->fact_count;
        if (relation->dead_count > 0) {
            graph->facts_of[p] = ARENA_MANY(arena, uint32_t, relation->count);
        }
        for (uint32_t row = 0; row < relation->count; row++) {
            if (threat_relation_is_dead(relation, row)) {
                continue;
            }
            if (graph->facts_of[p] != NULL) {
                graph->facts_of[p][row] = graph->fact_count;
            }
            graph->predicates[graph->fact_count] = p;
            graph->rows[graph->fact_count++] = row;
        }
    }
}

static uint32_t fact_of(const struct threat_graph *graph, uint32_t predicate, uint32_t row)
{
    return graph->facts_of[predicate] != NULL ? graph->facts_of[predicate][row]
                                              : graph->bases[predicate] + row;
}

uint32_t threat_graph_way(const struct threat_graph *graph, uint32_t way,
                          uint32_t predicates[THREAT_LITERALS_LIMIT], const uint32_t **rows)
{
    uint32_t rule = graph->rules[way];
    const struct threat_ways *ways = &graph->run->ways[rule];
    *rows = ways->rows + (size_t)graph->numbers[way] * ways->stride;
    return threat_run_premises(&graph->run->rules->rules[rule], predicates);
}

static void number_ways(struct threat_graph *graph, uint32_t rule, uint32_t *need_count)
{
    const struct threat_run *run = graph->run;
    const struct threat_ways *ways = &run->ways[rule];
    uint32_t head = run->rules->rules[rule].head.predicate;
    uint32_t predicates[THREAT_LITERALS_LIMIT];
    uint32_t premises = threat_run_premises(&run->rules->rules[rule], predicates);
    uint32_t needs = *need_count;
    for (uint32_t number = 0; number < ways->count; number++) {
        const uint32_t *rows = ways->rows + (size_t)number * ways->stride;
        if (rows[0] == THREAT_NOTHING) {
            continue;
        }
        uint32_t way = graph->way_count++;
        graph->rules[way] = rule;
        graph->numbers[way] = number;
        graph->heads[way] = fact_of(graph, head, rows[0]);
        graph->first_need[way] = needs;
        for (uint32_t i = 0; i < premises; i++) {
            if (predicates[i] > THREAT_FACTS) {
                graph->needs[needs++] = fact_of(graph, predicates[i], rows[i + 1]);
            }
        }
    }
    *need_count = needs;
}

static uint64_t count_needs(const struct threat_run *run)
{
    uint64_t count = 0;
    uint32_t predicates[THREAT_LITERALS_LIMIT];
    for (uint32_t rule = 0; rule < run->rules->rule_count; rule++) {
        uint32_t premises = threat_run_premises(&run->rules->rules[rule], predicates);
        uint64_t derived = 0;
        for (uint32_t i = 0; i < premises; i++) {
            derived += predicates[i] > THREAT_FACTS;
        }
        count += derived * (run->ways[rule].count - run->ways[rule].dead_count);
    }
    return count;
}

/* Numbers of the items with each key, as runs behind each other. */
static void group(const uint32_t *keys, uint32_t count, uint32_t key_count, uint32_t *first,
                  uint32_t *items)
{
    for (uint32_t i = 0; i < count; i++) {
        first[keys[i] + 1]++;
    }
    for (uint32_t key = 1; key <= key_count; key++) {
        first[key] += first[key - 1];
    }
    for (uint32_t i = count; i-- > 0;) {
        items[--first[keys[i] + 1]] = i;
    }
    for (uint32_t key = 0; key < key_count; key++) {
        first[key] = first[key + 1];
    }
    first[key_count] = count;
}

enum rc threat_graph_build(struct arena *arena, const struct threat_run *run, struct fault *fault,
                           struct threat_graph **out)
{
    uint64_t ways = threat_run_way_count(run);
    uint64_t needs = count_needs(run);
    uint32_t need_count = 0;
    if (ways + needs + threat_run_fact_count(run) >= UINT32_MAX / 2) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack graph has more than 2,000,000,000 parts");
    }
    struct threat_graph *graph = ARENA_NEW(arena, struct threat_graph);
    graph->run = run;
    number_facts(graph, arena);
    graph->rules = ARENA_MANY(arena, uint32_t, ways);
    graph->numbers = ARENA_MANY(arena, uint32_t, ways);
    graph->heads = ARENA_MANY(arena, uint32_t, ways);
    graph->first_need = ARENA_MANY(arena, uint32_t, ways + 1);
    graph->needs = ARENA_MANY(arena, uint32_t, needs);
    for (uint32_t rule = 0; rule < run->rules->rule_count; rule++) {
        number_ways(graph, rule, &need_count);
    }
    graph->first_need[graph->way_count] = need_count;
    graph->edge_count = graph->way_count + need_count;
    graph->first_way = ARENA_MANY(arena, uint32_t, graph->fact_count + 2);
    graph->ways = ARENA_MANY(arena, uint32_t, ways);
    group(graph->heads, graph->way_count, graph->fact_count, graph->first_way, graph->ways);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the attack graph does not fit into the memory of this call");
    }
    *out = graph;
    return RC_OK;
}

/* ---- ranks ---- */

struct ranking {
    struct threat_graph *graph;
    uint32_t *open;      /* by way: needs without a rank */
    uint32_t *first_use; /* by fact */
    uint32_t *uses;      /* positions in needs */
    uint32_t *way_at;    /* by position in needs */
    uint32_t *queue;     /* facts in order of rank */
    uint32_t queued;
};

static void rank_head(struct ranking *ranking, uint32_t way, uint32_t rank)
{
    struct threat_graph *graph = ranking->graph;
    uint32_t fact = graph->heads[way];
    if (graph->ranks[fact] == 0) {
        graph->ranks[fact] = rank;
        graph->witnesses[fact] = way;
        ranking->queue[ranking->queued++] = fact;
    } else if (graph->ranks[fact] == rank &&
               threat_graph_compare_ways(graph, way, graph->witnesses[fact]) < 0) {
        graph->witnesses[fact] = way;
    }
}

void threat_graph_rank(struct threat_graph *graph, struct arena *arena, const uint8_t *allowed)
{
    uint32_t needs = graph->first_need[graph->way_count];
    struct ranking ranking = {.graph = graph,
                              .open = ARENA_MANY(arena, uint32_t, graph->way_count),
                              .first_use = ARENA_MANY(arena, uint32_t, graph->fact_count + 2),
                              .uses = ARENA_MANY(arena, uint32_t, needs),
                              .way_at = ARENA_MANY(arena, uint32_t, needs),
                              .queue = ARENA_MANY(arena, uint32_t, graph->fact_count)};
    graph->ranks = ARENA_MANY(arena, uint32_t, graph->fact_count);
    graph->witnesses = ARENA_MANY(arena, uint32_t, graph->fact_count);
    group(graph->needs, needs, graph->fact_count, ranking.first_use, ranking.uses);
    for (uint32_t way = 0; way < graph->way_count; way++) {
        bool is_allowed = allowed == NULL || allowed[way] != 0;
        ranking.open[way] = graph->first_need[way + 1] - graph->first_need[way] + !is_allowed;
        for (uint32_t i = graph->first_need[way]; i < graph->first_need[way + 1]; i++) {
            ranking.way_at[i] = way;
        }
    }
    for (uint32_t way = 0; way < graph->way_count; way++) {
        if (ranking.open[way] == 0) {
            rank_head(&ranking, way, 1);
        }
    }
    for (uint32_t at = 0; at < ranking.queued; at++) {
        uint32_t fact = ranking.queue[at];
        for (uint32_t i = ranking.first_use[fact]; i < ranking.first_use[fact + 1]; i++) {
            uint32_t way = ranking.way_at[ranking.uses[i]];
            if (--ranking.open[way] == 0) {
                rank_head(&ranking, way, graph->ranks[fact] + 1);
            }
        }
    }
}

/* ---- words ---- */

static int compare_symbols(const struct threat_symbols *symbols, uint32_t a, uint32_t b)
{
    int difference = (int)symbols->types[a] - (int)symbols->types[b];
    return difference != 0 ? difference : text_compare(symbols->ids[a], symbols->ids[b]);
}

int threat_graph_compare_ways(const struct threat_graph *graph, uint32_t a, uint32_t b)
{
    const struct threat_rules *rules = graph->run->rules;
    uint32_t mine[THREAT_VARIABLES_LIMIT] = {0};
    uint32_t theirs[THREAT_VARIABLES_LIMIT] = {0};
    const struct threat_rule *rule = &rules->rules[graph->rules[a]];
    int order = text_compare(rule->id, rules->rules[graph->rules[b]].id);
    if (order != 0 || a == b) {
        return order;
    }
    threat_graph_values(graph, a, mine);
    threat_graph_values(graph, b, theirs);
    for (uint32_t v = 0; order == 0 && v < rule->variable_count; v++) {
        order = mine[v] == theirs[v] ? 0 : compare_symbols(rules->symbols, mine[v], theirs[v]);
    }
    return order;
}

void threat_graph_values(const struct threat_graph *graph, uint32_t way,
                         uint32_t values[THREAT_VARIABLES_LIMIT])
{
    const struct threat_run *run = graph->run;
    uint32_t rule_number = graph->rules[way];
    const struct threat_rule *rule = &run->rules->rules[rule_number];
    const struct threat_ways *ways = &run->ways[rule_number];
    const uint32_t *premise = ways->rows + (size_t)graph->numbers[way] * ways->stride + 1;
    for (size_t i = 0; i < rule->literal_count; i++) {
        const struct threat_literal *literal = &rule->literals[i];
        if (literal->is_absent || literal->predicate == THREAT_DIFFERENT) {
            continue;
        }
        const struct threat_relation *relation = &run->relations[literal->predicate];
        const uint32_t *tuple = threat_relation_row(relation, *premise++);
        for (uint32_t a = 0; a < relation->arity; a++) {
            if (literal->terms[a].kind == THREAT_VARIABLE) {
                values[literal->terms[a].number] = tuple[a];
            }
        }
    }
}

struct text threat_graph_fact_text(const struct threat_graph *graph, struct arena *arena,
                                   uint32_t predicate, const uint32_t *tuple)
{
    const struct threat_rules *rules = graph->run->rules;
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put(&out, rules->predicates[predicate].name);
    buffer_put_char(&out, '(');
    for (uint32_t a = 0; a < rules->predicates[predicate].arity; a++) {
        buffer_put_z(&out, a > 0 ? ", " : "");
        buffer_put(&out, rules->symbols->names[tuple[a]]);
    }
    buffer_put_char(&out, ')');
    return buffer_text(&out);
}
