#include "format/mal_graph_json.h"
#include "base/number.h"
#include "base/table.h"

struct reading {
    struct arena *arena;
    struct fault *fault;
    struct text file;
    struct table numbers; /* name to number + 1 */
    struct mal_graph *graph;
};

static enum rc refuse(struct reading *reading, enum rc rc, const struct json *json,
                      const char *sentence)
{
    return fault_add_at(reading->fault, rc, reading->file, json->line, json->column, "%.*s%s%s",
                        TEXT_ARGS(json->name), json->name.size > 0 ? ": " : "", sentence);
}

static bool read_kind(struct text word, enum mal_kind *out)
{
    static const char *const words[] = {[MAL_OR] = "or",
                                        [MAL_AND] = "and",
                                        [MAL_DEFENSE] = "defense",
                                        [MAL_EXIST] = "exist",
                                        [MAL_NOT_EXIST] = "notExist"};
    for (int kind = MAL_OR; kind <= MAL_NOT_EXIST; kind++) {
        if (text_is(word, words[kind])) {
            *out = (enum mal_kind)kind;
            return true;
        }
    }
    return false;
}

/* True, 1 and "True" alike. */
static bool is_on(const struct json *json)
{
    double number;
    return json != NULL &&
           (json->kind == JSON_TRUE || (number_of_json(json, &number) && number >= 1) ||
            text_is(json_text(json), "True"));
}

static void read_time(struct mal_step *step, const struct json *time)
{
    const struct json *arguments = json_member(time, "arguments");
    bool is_list = arguments != NULL && arguments->kind == JSON_LIST;
    step->time = json_text(json_member(time, "name"));
    for (const struct json *item = is_list ? arguments->first : NULL;
         item != NULL && step->argument_count < MAL_ARGUMENTS; item = item->next) {
        if (number_of_json(item, &step->arguments[step->argument_count])) {
            step->argument_count++;
        }
    }
    if (step->kind == MAL_DEFENSE &&
        (text_is(step->time, "Enabled") || (text_is(step->time, "Bernoulli") &&
                                            step->argument_count > 0 && step->arguments[0] >= 1))) {
        step->is_on = true;
    }
}

static enum rc read_step(struct reading *reading, const struct json *json, struct table *ids)
{
    struct mal_step *step = &reading->graph->steps[reading->graph->count];
    const struct json *id = json_member(json, "id");
    const struct json *children = json_member(json, "children");
    if (json->kind != JSON_OBJECT ||
        !read_kind(json_text(json_member(json, "type")), &step->kind)) {
        return refuse(reading, RC_INVALID, json,
                      "a step has a type: or, and, defense, exist or notExist");
    }
    if (!json_integer(id, &step->id)) {
        return refuse(reading, RC_INVALID, json, "a step has an id, an integer");
    }
    if (table_get(ids, id->text) != NULL) {
        return refuse(reading, RC_CONFLICT, id, "two steps have this id");
    }
    table_put(ids, id->text, step);
    if (children != NULL && children->kind != JSON_OBJECT && children->kind != JSON_LIST &&
        children->kind != JSON_NULL) {
        return refuse(reading, RC_INVALID, children, "children are named by id, or in a list");
    }
    step->name = json->name;
    step->asset = json_text(json_member(json, "asset"));
    step->json = json;
    step->is_on =
        is_on(json_member(json, step->kind == MAL_DEFENSE ? "defense_status" : "existence_status"));
    read_time(step, json_member(json, "ttc"));
    reading->graph->count++;
    reading->graph->child_count += children != NULL ? (uint32_t)children->count : 0;
    table_put(&reading->numbers, step->name, (void *)(uintptr_t)reading->graph->count);
    return RC_OK;
}

static enum rc find_step(struct reading *reading, const struct json *name, uint32_t *out)
{
    void *found = name->kind == JSON_TEXT ? table_get(&reading->numbers, name->text) : NULL;
    if (found == NULL) {
        return fault_add_at(reading->fault, RC_NOT_FOUND, reading->file, name->line, name->column,
                            "there is no step \"%.*s\"", TEXT_ARGS(json_text(name)));
    }
    *out = (uint32_t)((uintptr_t)found - 1);
    return RC_OK;
}

static enum rc link_children(struct reading *reading)
{
    struct mal_graph *graph = reading->graph;
    uint32_t at = 0;
    graph->children = ARENA_MANY(reading->arena, uint32_t, graph->child_count);
    for (uint32_t i = 0; i < graph->count; i++) {
        const struct json *children = json_member(graph->steps[i].json, "children");
        graph->steps[i].first_child = at;
        for (const struct json *name = children != NULL ? children->first : NULL; name != NULL;
             name = name->next) {
            enum rc rc = find_step(reading, name, &graph->children[at]);
            if (rc != RC_OK) {
                return rc;
            }
            at++;
        }
        graph->steps[i].child_count = at - graph->steps[i].first_child;
    }
    return RC_OK;
}

static enum rc read_attackers(struct reading *reading, const struct json *attackers)
{
    const struct json *attacker = attackers != NULL ? attackers->first : NULL;
    for (; attacker != NULL; attacker = attacker->next) {
        const struct json *entries = json_member(attacker, "entry_points");
        bool is_many =
            entries != NULL && (entries->kind == JSON_OBJECT || entries->kind == JSON_LIST);
        for (const struct json *name = is_many ? entries->first : NULL; name != NULL;
             name = name->next) {
            uint32_t step = 0;
            enum rc rc = find_step(reading, name, &step);
            if (rc != RC_OK) {
                return rc;
            }
            reading->graph->entry_count += !reading->graph->steps[step].is_entry;
            reading->graph->steps[step].is_entry = true;
        }
    }
    return RC_OK;
}

enum rc mal_graph_json_read(struct arena *arena, struct text file, struct text input,
                            struct fault *fault, struct mal_graph **out)
{
    struct reading reading = {.arena = arena, .fault = fault, .file = file};
    struct table ids;
    const struct json *tree;
    enum rc rc = json_read(arena, file, input, fault, &tree);
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *steps = json_member(tree, "attack_steps");
    if (steps == NULL || steps->kind != JSON_OBJECT || steps->count > ATTACK_TREE_NODES_LIMIT / 3) {
        return refuse(&reading, RC_INVALID, tree,
                      "attack_steps is missing: a mapping from names to steps");
    }
    table_init(&ids, arena);
    table_init(&reading.numbers, arena);
    reading.graph = ARENA_NEW(arena, struct mal_graph);
    reading.graph->steps = ARENA_MANY(arena, struct mal_step, steps->count);
    for (const struct json *step = steps->first; rc == RC_OK && step != NULL; step = step->next) {
        rc = read_step(&reading, step, &ids);
    }
    rc = rc == RC_OK ? link_children(&reading) : rc;
    rc = rc == RC_OK ? read_attackers(&reading, json_member(tree, "attackers")) : rc;
    if (rc == RC_OK && arena_is_over(arena)) {
        rc = refuse(&reading, RC_TOO_LARGE, tree, "the graph does not fit into memory");
    }
    if (rc == RC_OK) {
        *out = reading.graph;
    }
    return rc;
}

/* ---- for the engine ---- */

/* Does a condition (defence, existence) let the attacker pass? */
static bool lets_pass(const struct mal_step *step)
{
    return step->kind == MAL_EXIST ? step->is_on : !step->is_on;
}

static bool is_condition(const struct mal_step *step)
{
    return step->kind != MAL_OR && step->kind != MAL_AND;
}

/* What one step gives to one of its children. */
static void build_edge(const struct mal_graph *graph, struct attack_tree_builder *builder,
                       uint32_t from, uint32_t to, uint32_t stops)
{
    const struct mal_step *step = &graph->steps[from];
    const struct mal_step *child = &graph->steps[to];
    if (child->is_entry || is_condition(child)) {
        return; /* holds or not by itself */
    }
    if (is_condition(step) && child->kind == MAL_OR) {
        return; /* a defence that is off is no way in */
    }
    bool is_stopped = !is_condition(step) && text_is(step->time, "Infinity");
    attack_tree_link(builder, to, is_stopped ? stops : from);
}

void mal_graph_json_build(const struct mal_graph *graph, struct arena *arena,
                          struct attack_tree_builder *builder, uint16_t free_rating,
                          uint16_t stopped_rating)
{
    uint32_t *ways_in = ARENA_MANY(arena, uint32_t, graph->count); /* parents that are steps */
    for (uint32_t i = 0; i < graph->count; i++) {
        const struct mal_step *step = &graph->steps[i];
        attack_tree_add(builder, step->kind == MAL_AND ? ATTACK_AND : ATTACK_OR, 0, step->name);
        for (uint32_t c = 0; !is_condition(step) && c < step->child_count; c++) {
            ways_in[graph->children[step->first_child + c]]++;
        }
    }
    uint32_t passes = attack_tree_add(builder, ATTACK_LEAF, 0, TEXT("passes"));
    uint32_t stops = attack_tree_add(builder, ATTACK_LEAF, 0, TEXT("stops"));
    attack_tree_rate(builder, passes, free_rating);
    attack_tree_rate(builder, stops, stopped_rating);
    for (uint32_t i = 0; i < graph->count; i++) {
        const struct mal_step *step = &graph->steps[i];
        for (uint32_t c = 0; c < step->child_count; c++) {
            build_edge(graph, builder, i, graph->children[step->first_child + c], stops);
        }
        if (is_condition(step)) {
            attack_tree_link(builder, i, lets_pass(step) ? passes : stops);
        } else if (step->is_entry || ways_in[i] == 0) {
            bool is_start = step->is_entry || graph->entry_count == 0;
            attack_tree_link(builder, i, is_start ? passes : stops);
        }
    }
}
