/* engine attack-graph: what the attackers of a MAL attack graph reach. */
#include "domain/tara/tara_tool.h"
#include "engine/attack_graph.h"
#include "format/mal_graph_json.h"

#define WORK_BYTES ((size_t)4 << 30)

static const char *const KIND_NAMES[] = {[MAL_OR] = "or",
                                         [MAL_AND] = "and",
                                         [MAL_DEFENSE] = "defense",
                                         [MAL_EXIST] = "exist",
                                         [MAL_NOT_EXIST] = "notExist"};

static bool is_step(const struct mal_step *step)
{
    return step->kind == MAL_OR || step->kind == MAL_AND;
}

static void put_names(struct json_writer *writer, const struct mal_graph *graph,
                      const struct attack_graph *result, bool is_reached)
{
    json_put_name_z(writer, is_reached ? "reached" : "unreached");
    json_put_list(writer);
    for (uint32_t i = 0; i < graph->count; i++) {
        bool has_way = attack_graph_best(result, i) != ATTACK_INFEASIBLE;
        if (is_step(&graph->steps[i]) && has_way == is_reached) {
            json_put_text(writer, graph->steps[i].name);
        }
    }
    json_put_list_end(writer);
}

static void put_answer(struct tool_call *call, const struct mal_graph *graph,
                       const struct attack_graph *result)
{
    struct json_writer writer;
    int64_t counts[MAL_NOT_EXIST + 1] = {0};
    for (uint32_t i = 0; i < graph->count; i++) {
        counts[graph->steps[i].kind]++;
    }
    json_writer_init(&writer, call->out);
    json_put_object(&writer);
    json_put_name_z(&writer, "counts");
    json_put_object(&writer);
    for (int kind = MAL_OR; kind <= MAL_NOT_EXIST; kind++) {
        json_member_integer(&writer, KIND_NAMES[kind], counts[kind]);
    }
    json_member_integer(&writer, "entries", graph->entry_count);
    json_put_object_end(&writer);
    put_names(&writer, graph, result, true);
    put_names(&writer, graph, result, false);
    json_put_object_end(&writer);
    buffer_put_char(call->out, '\n');
}

static enum rc answer(struct tool_call *call, struct arena *arena, struct text input)
{
    struct attack_tree_builder builder;
    const struct method *method;
    const struct profile_grid *grid;
    const struct attack_graph *result;
    struct mal_graph *graph;
    enum rc rc = tara_tool_method(call->arena, call->fault, &method);
    rc = rc == RC_OK ? profile_grid_open(arena, method, call->fault, &grid) : rc;
    rc = rc == RC_OK
             ? mal_graph_json_read(arena, text_of(call->argv[0]), input, call->fault, &graph)
             : rc;
    if (rc != RC_OK) {
        return rc;
    }
    attack_tree_builder_init(&builder, arena);
    mal_graph_json_build(graph, arena, &builder, 0, ATTACK_INFEASIBLE);
    rc = attack_graph_close(&builder, grid, call->fault, &result);
    if (rc == RC_OK) {
        put_answer(call, graph, result);
    }
    return rc;
}

enum rc tara_tool_mal(struct tool_call *call)
{
    struct text input;
    if (call->argc != 1) {
        return fault_add(call->fault, RC_INVALID, TEXT("FILE"),
                         "name one file with an attack graph, or - for the standard input");
    }
    enum rc rc = tara_tool_read(call, call->argv[0], &input);
    if (rc != RC_OK) {
        return rc;
    }
    struct arena *arena = arena_open(WORK_BYTES);
    rc = answer(call, arena, input);
    arena_close(arena);
    return rc;
}
