#include "format/threat_json.h"

static void put_factors(struct json_writer *writer, const struct threat_graph *graph,
                        const struct threat_factors *factors)
{
    const struct method_potential *potential = &graph->run->rules->method->potential;
    json_put_name_z(writer, "factors");
    json_put_object(writer);
    for (int f = 0; f < potential->count; f++) {
        json_put_name(writer, potential->factors[f].id);
        json_put_text(writer, potential->factors[f].levels[factors->levels[f]].id);
    }
    json_put_object_end(writer);
}

static void put_rule_facts(struct json_writer *writer, const struct threat_rule *rule)
{
    json_member_text(writer, "rule", rule->id);
    json_put_name_z(writer, "stride");
    json_put_list(writer);
    for (size_t i = 0; i < 6; i++) {
        if ((rule->stride >> i & 1) != 0) {
            json_put_text(writer, text_part(TEXT("STRIDE"), i, 1));
        }
    }
    json_put_list_end(writer);
    json_put_name_z(writer, "annex5");
    json_put_list(writer);
    for (size_t i = 0; i < rule->annex5_count; i++) {
        json_put_text(writer, rule->annex5[i]);
    }
    json_put_list_end(writer);
}

static void put_refs(struct json_writer *writer, const struct threat_symbols *symbols,
                     const struct threat *threat)
{
    json_put_name_z(writer, "refs");
    json_put_list(writer);
    for (uint32_t a = 0; a < threat->argument_count; a++) {
        uint32_t symbol = threat->arguments[a];
        json_put_object(writer);
        json_member_z(writer, "type", threat_type_name((enum threat_type)symbols->types[symbol]));
        json_member_text(writer, "id", symbols->ids[symbol]);
        json_member_text(writer, "name", symbols->names[symbol]);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_feasibility(struct json_writer *writer, const struct threat_rating *rating,
                            uint32_t fact)
{
    uint16_t best = attack_graph_best(rating->graph, fact);
    if (best >= rating->grid->count) {
        return;
    }
    json_put_name_z(writer, "feasibility");
    json_put_object(writer);
    json_member_integer(writer, "total", rating->grid->totals[best]);
    json_member_text(writer, "level",
                     rating->grid->method->feasibility.ids[rating->grid->feasibility[best]]);
    json_put_object_end(writer);
}

static void put_steps(struct json_writer *writer, const struct threat_graph *graph,
                      const struct threat *threat)
{
    json_put_name_z(writer, "steps");
    json_put_list(writer);
    for (size_t i = 0; i < threat->step_count; i++) {
        json_put_object(writer);
        json_member_text(writer, "title", threat->steps[i].title);
        json_member_text(writer, "rule", threat->steps[i].rule);
        put_factors(writer, graph, &threat->steps[i].factors);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    if (threat->left_out > 0) {
        json_member_integer(writer, "steps_left_out", (int64_t)threat->left_out);
    }
}

/* One way: what it gives, by which rule, and what it rests on. */
static void put_way(struct json_writer *writer, struct arena *arena,
                    const struct threat_graph *graph, uint32_t way)
{
    const struct threat_run *run = graph->run;
    const struct threat_rule *rule = &run->rules->rules[graph->rules[way]];
    uint32_t predicates[THREAT_LITERALS_LIMIT];
    const uint32_t *rows;
    uint32_t premises = threat_graph_way(graph, way, predicates, &rows);
    const struct threat_relation *head = &run->relations[rule->head.predicate];
    json_put_object(writer);
    json_member_text(writer, "rule", rule->id);
    json_member_text(writer, "fact",
                     threat_graph_fact_text(graph, arena, rule->head.predicate,
                                            threat_relation_row(head, rows[0])));
    json_put_name_z(writer, "because");
    json_put_list(writer);
    for (uint32_t i = 0; i < premises; i++) {
        const struct threat_relation *premise = &run->relations[predicates[i]];
        json_put_text(writer, threat_graph_fact_text(graph, arena, predicates[i],
                                                     threat_relation_row(premise, rows[i + 1])));
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

static void put_decision(struct json_writer *writer, const struct threat_decision *decision)
{
    json_member_text(writer, "decision", decision->decision);
    if (decision->note.size > 0) {
        json_member_text(writer, "note", decision->note);
    }
    if (decision->into.size > 0) {
        json_member_text(writer, "into", decision->into);
    }
}

static void put_threat(struct json_writer *writer, struct arena *arena,
                       const struct threat_graph *graph, const struct threat *threat,
                       const struct threat_rating *rating)
{
    json_put_object(writer);
    json_member_text(writer, "id", threat->id);
    json_member_text(writer, "title", threat->title);
    put_rule_facts(writer, threat->rule);
    put_refs(writer, graph->run->symbols, threat);
    if (rating != NULL) {
        put_feasibility(writer, rating, threat->fact);
    }
    put_steps(writer, graph, threat);
    json_put_name_z(writer, "derivation");
    json_put_list(writer);
    for (size_t i = 0; i < threat->path_count; i++) {
        put_way(writer, arena, graph, threat->path[i]);
    }
    json_put_list_end(writer);
    if (threat->decision != NULL) {
        json_put_name_z(writer, "decision");
        json_put_object(writer);
        put_decision(writer, threat->decision);
        json_put_object_end(writer);
    }
    json_put_object_end(writer);
}

void threat_json_put_threats(struct json_writer *writer, struct arena *arena,
                             const struct threat_list *list, const struct threat_rating *rating)
{
    json_put_name_z(writer, "threats");
    json_put_list(writer);
    for (size_t i = 0; i < list->count && !arena_is_over(arena); i++) {
        put_threat(writer, arena, list->graph, &list->at[i], rating);
    }
    json_put_list_end(writer);
}

void threat_json_put_orphans(struct json_writer *writer,
                             const struct threat_decision *const *orphans, size_t orphan_count)
{
    json_put_name_z(writer, "orphaned");
    json_put_list(writer);
    for (size_t i = 0; i < orphan_count; i++) {
        json_put_object(writer);
        json_member_text(writer, "id", orphans[i]->id);
        put_decision(writer, orphans[i]);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_fact_node(struct json_writer *writer, struct arena *arena,
                          const struct threat_graph *graph, uint32_t fact)
{
    const struct threat_relation *relation = &graph->run->relations[graph->predicates[fact]];
    json_put_object(writer);
    json_member_text(writer, "id", text_print(arena, "f%u", fact));
    json_member_z(writer, "type", "or");
    json_member_text(writer, "fact",
                     threat_graph_fact_text(graph, arena, graph->predicates[fact],
                                            threat_relation_row(relation, graph->rows[fact])));
    json_put_name_z(writer, "children");
    json_put_list(writer);
    for (uint32_t i = graph->first_way[fact]; i < graph->first_way[fact + 1]; i++) {
        json_put_text(writer, text_print(arena, "w%u", graph->ways[i]));
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

static void put_way_node(struct json_writer *writer, struct arena *arena,
                         const struct threat_graph *graph, uint32_t way)
{
    struct threat_factors factors = threat_list_way_factors(graph, way);
    json_put_object(writer);
    json_member_text(writer, "id", text_print(arena, "w%u", way));
    json_member_z(writer, "type", "and");
    json_member_text(writer, "rule", graph->run->rules->rules[graph->rules[way]].id);
    put_factors(writer, graph, &factors);
    json_put_name_z(writer, "children");
    json_put_list(writer);
    for (uint32_t i = graph->first_need[way]; i < graph->first_need[way + 1]; i++) {
        json_put_text(writer, text_print(arena, "f%u", graph->needs[i]));
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

void threat_json_put_graph(struct json_writer *writer, struct arena *arena,
                           const struct threat_graph *graph, bool has_nodes)
{
    json_put_name_z(writer, "attack_graph");
    json_put_object(writer);
    json_member_integer(writer, "facts", graph->fact_count);
    json_member_integer(writer, "ways", graph->way_count);
    json_member_integer(writer, "edges", graph->edge_count);
    if (has_nodes) {
        json_put_name_z(writer, "nodes");
        json_put_list(writer);
        for (uint32_t fact = 0; fact < graph->fact_count && !arena_is_over(arena); fact++) {
            put_fact_node(writer, arena, graph, fact);
        }
        for (uint32_t way = 0; way < graph->way_count && !arena_is_over(arena); way++) {
            put_way_node(writer, arena, graph, way);
        }
        json_put_list_end(writer);
    }
    json_put_object_end(writer);
}

/* ---- decisions ---- */

struct reading {
    struct text file;
    struct fault *fault;
    struct threat_decision *out;
    size_t count;
};

static enum rc refuse(struct reading *reading, const struct json *json, const char *sentence)
{
    return fault_add_at(reading->fault, RC_INVALID, reading->file, json->line, json->column, "%s",
                        sentence);
}

/* An entry of a list of decisions, or a threat with its decision inside. */
static enum rc read_decision(struct reading *reading, const struct json *item)
{
    const struct json *inner = json_member(item, "decision");
    const struct json *from = inner != NULL && inner->kind == JSON_OBJECT ? inner : item;
    struct threat_decision decision = {.id = json_text(json_member(item, "id")),
                                       .decision = json_text(json_member(from, "decision")),
                                       .note = json_text(json_member(from, "note")),
                                       .into = json_text(json_member(from, "into"))};
    if (inner == NULL || inner->kind == JSON_NULL) {
        return RC_OK; /* not decided yet */
    }
    if (decision.id.size == 0 || decision.decision.size == 0) {
        return refuse(reading, item, "a decision has the id of a threat and what was decided");
    }
    reading->out[reading->count++] = decision;
    return RC_OK;
}

enum rc threat_json_read_decisions(struct arena *arena, struct text file, struct text input,
                                   struct fault *fault, struct threat_decision **out, size_t *count)
{
    static const char *const lists[] = {"threats", "orphaned", "decisions"};
    struct reading reading = {.file = file, .fault = fault};
    const struct json *tree;
    enum rc rc = json_read(arena, file, input, fault, &tree);
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *given[4] = {tree->kind == JSON_LIST ? tree : NULL};
    size_t room = given[0] != NULL ? given[0]->count : 0;
    for (size_t i = 0; i < 3; i++) {
        const struct json *list = json_member(tree, lists[i]);
        given[i + 1] = list != NULL && list->kind == JSON_LIST ? list : NULL;
        room += given[i + 1] != NULL ? given[i + 1]->count : 0;
    }
    reading.out = ARENA_MANY(arena, struct threat_decision, room);
    for (size_t i = 0; i < 4; i++) {
        const struct json *item = given[i] != NULL ? given[i]->first : NULL;
        for (; rc == RC_OK && item != NULL; item = item->next) {
            rc = read_decision(&reading, item);
        }
    }
    if (rc == RC_OK) {
        *out = reading.out;
        *count = reading.count;
    }
    return rc;
}
