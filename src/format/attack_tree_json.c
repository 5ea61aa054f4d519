#include "format/attack_tree_json.h"
#include "base/json.h"
#include "base/table.h"
#include "engine/attack_tree_profile.h"
#include "engine/attack_tree_sentence.h"

struct answering {
    struct arena *scratch; /* of one case */
    const struct method *method;
    const struct profile_grid *grid;
    struct text file_name;
    struct buffer *out;
    struct fault *fault;
};

/* One case on its way from JSON to a tree; problem collects what is wrong. */
struct reading {
    struct arena *arena;
    const struct profile_grid *grid;
    struct attack_tree_builder builder;
    struct table numbers; /* name to node number + 1 */
    struct fault problem;
};

static const struct {
    const char *name;
    enum attack_gate gate;
} TYPES[] = {{"leaf", ATTACK_LEAF},
             {"or", ATTACK_OR},
             {"and", ATTACK_AND},
             {"sand", ATTACK_SAND},
             {"vot", ATTACK_K_OF_N}};

static enum rc bad(struct reading *reading, struct text path, const char *sentence)
{
    return fault_add(&reading->problem, RC_INVALID, path, "%s", sentence);
}

static enum rc read_type(struct reading *reading, const struct json *node, enum attack_gate *gate,
                         uint32_t *k)
{
    struct text type = json_text(json_member(node, "type"));
    int64_t number = 0;
    size_t i = 0;
    while (i < sizeof TYPES / sizeof *TYPES && !text_is(type, TYPES[i].name)) {
        i++;
    }
    if (i == sizeof TYPES / sizeof *TYPES) {
        return bad(reading, node->name, "the type is none of leaf, or, and, sand, vot");
    }
    if (TYPES[i].gate == ATTACK_K_OF_N &&
        (!json_integer(json_member(node, "k"), &number) || number < 1 || number > UINT32_MAX)) {
        return bad(reading, node->name, "a vot gate needs k, an integer from 1");
    }
    *gate = TYPES[i].gate;
    *k = (uint32_t)number;
    return RC_OK;
}

static enum rc read_rating(struct reading *reading, const struct json *node, uint32_t number)
{
    const struct json *ap = json_member(node, "ap");
    const struct method *method = reading->grid->method;
    int levels[METHOD_FACTORS_LIMIT];
    int f = 0;
    if (ap == NULL || ap->kind == JSON_NULL) {
        return RC_OK; /* whether it may stay unrated is the tree's question */
    }
    if (ap->kind != JSON_LIST || ap->count != (size_t)reading->grid->factors) {
        return fault_add(&reading->problem, RC_INVALID, node->name,
                         "ap is not a list of %d points, one for each factor",
                         reading->grid->factors);
    }
    for (const struct json *item = ap->first; item != NULL; item = item->next, f++) {
        int64_t points = NO_LEVEL;
        levels[f] = json_integer(item, &points) ? method_factor_level_of_points(method, f, points)
                                                : NO_LEVEL;
        if (levels[f] == NO_LEVEL) {
            return fault_add(&reading->problem, RC_INVALID, node->name,
                             "no level of %.*s is worth these points",
                             TEXT_ARGS(method->potential.factors[f].id));
        }
    }
    attack_tree_rate(&reading->builder, number, profile_grid_number(reading->grid, levels));
    return RC_OK;
}

static enum rc find_node(struct reading *reading, struct text path, const struct json *name,
                         uint32_t *out)
{
    void *found = NULL;
    if (name != NULL && name->kind == JSON_TEXT) {
        found = table_get(&reading->numbers, name->text);
    }
    if (found == NULL) {
        return fault_add(&reading->problem, RC_NOT_FOUND, path, "\"%.*s\" is no node of this case",
                         TEXT_ARGS(json_text(name)));
    }
    *out = (uint32_t)((uintptr_t)found - 1);
    return RC_OK;
}

static enum rc add_nodes(struct reading *reading, const struct json *nodes)
{
    for (const struct json *node = nodes->first; node != NULL; node = node->next) {
        enum attack_gate gate = ATTACK_LEAF;
        uint32_t k = 0;
        if (node->kind != JSON_OBJECT) {
            return bad(reading, node->name, "a node is an object");
        }
        enum rc rc = read_type(reading, node, &gate, &k);
        if (rc != RC_OK) {
            return rc;
        }
        uint32_t number = attack_tree_add(&reading->builder, gate, k, node->name);
        table_put(&reading->numbers, node->name, (void *)((uintptr_t)number + 1));
        rc = read_rating(reading, node, number);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc link_nodes(struct reading *reading, const struct json *nodes)
{
    uint32_t parent = 0;
    for (const struct json *node = nodes->first; node != NULL; node = node->next, parent++) {
        const struct json *children = json_member(node, "ch");
        if (children == NULL || children->kind == JSON_NULL) {
            continue;
        }
        if (children->kind != JSON_LIST) {
            return bad(reading, node->name, "ch is not a list of node names");
        }
        for (const struct json *name = children->first; name != NULL; name = name->next) {
            uint32_t child;
            enum rc rc = find_node(reading, node->name, name, &child);
            if (rc != RC_OK) {
                return rc;
            }
            attack_tree_link(&reading->builder, parent, child);
        }
    }
    return RC_OK;
}

static enum rc read_tree(struct reading *reading, const struct json *item,
                         const struct attack_tree **out)
{
    const struct json *nodes = json_member(item, "nodes");
    const struct json *root = json_member(item, "root");
    uint32_t number;
    if (nodes == NULL || nodes->kind != JSON_OBJECT || nodes->count == 0) {
        return bad(reading, TEXT("nodes"), "the case has no nodes");
    }
    if (root == NULL || root->kind != JSON_TEXT) {
        return bad(reading, TEXT("root"), "the case names no root");
    }
    enum rc rc = add_nodes(reading, nodes);
    if (rc == RC_OK) {
        rc = link_nodes(reading, nodes);
    }
    if (rc == RC_OK) {
        rc = find_node(reading, TEXT("root"), root, &number);
    }
    return rc == RC_OK ? attack_tree_close(&reading->builder, number, &reading->problem, out) : rc;
}

/* "very_low" as "VeryLow" */
static struct text level_word(struct arena *arena, struct text id)
{
    struct buffer word;
    bool starts = true;
    buffer_init(&word, arena);
    for (size_t i = 0; i < id.size; i++) {
        char c = id.at[i];
        if (c != '_') {
            buffer_put_char(&word, starts && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        }
        starts = c == '_';
    }
    return buffer_text(&word);
}

static void put_answer(struct json_writer *writer, struct arena *arena,
                       const struct attack_tree *tree, const struct profile_grid *grid,
                       const struct attack_answer *answer)
{
    const struct method *method = grid->method;
    json_member_integer(writer, "ap_factor_max", answer->total);
    json_member_text(writer, "level", level_word(arena, method->feasibility.ids[answer->level]));
    json_put_name_z(writer, "vector");
    json_put_object(writer);
    for (int f = 0; f < grid->factors; f++) {
        const struct method_factor *factor = &method->potential.factors[f];
        json_put_name(writer, factor->id);
        json_put_integer(writer, factor->levels[grid->levels[answer->best][f]].points);
    }
    json_put_object_end(writer);
    json_put_name_z(writer, "witness");
    json_put_list(writer);
    for (size_t i = 0; i < answer->step_count; i++) {
        json_put_text(writer, attack_tree_name(tree, arena, answer->steps[i]));
    }
    json_put_list_end(writer);
    json_member_text(writer, "sentence", attack_tree_sentence(arena, tree, method, grid, answer));
}

static enum rc evaluate(struct reading *reading, const struct json *item,
                        const struct attack_tree **tree, struct attack_answer *answer)
{
    struct attack_tree_profile *run;
    enum rc rc = read_tree(reading, item, tree);
    if (rc == RC_OK) {
        rc =
            attack_tree_profile_open(reading->arena, *tree, reading->grid, &reading->problem, &run);
    }
    if (rc == RC_OK) {
        attack_tree_profile_pass(run);
        rc = attack_tree_profile_answer(run, reading->arena, &reading->problem, answer);
    }
    return rc;
}

static void answer_case(struct answering *answering, const struct json *item)
{
    struct arena *arena = answering->scratch;
    struct reading reading = {.arena = arena, .grid = answering->grid};
    const struct attack_tree *tree = NULL;
    struct attack_answer answer;
    const struct json *id = json_member(item, "id");
    struct json_writer writer;
    fault_init(&reading.problem, arena);
    attack_tree_builder_init(&reading.builder, arena);
    table_init(&reading.numbers, arena);
    enum rc rc = item->kind == JSON_OBJECT ? evaluate(&reading, item, &tree, &answer)
                                           : bad(&reading, TEXT_NONE, "a case is an object");
    json_writer_init(&writer, answering->out);
    json_put_object(&writer);
    json_put_name_z(&writer, "id");
    if (id != NULL && (id->kind == JSON_TEXT || id->kind == JSON_NUMBER)) {
        json_put_tree(&writer, id);
    } else {
        json_put_null(&writer);
    }
    if (rc == RC_OK) {
        put_answer(&writer, arena, tree, answering->grid, &answer);
    } else {
        json_member_text(&writer, "error", text_trim(fault_text(&reading.problem, arena)));
    }
    json_put_object_end(&writer);
    buffer_put_char(answering->out, '\n');
    arena_reset(arena);
}

static enum rc answer_document(struct answering *answering, struct arena *arena, struct text input)
{
    const struct json *document;
    enum rc rc = json_read(arena, answering->file_name, input, answering->fault, &document);
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *cases = json_member(document, "cases");
    if (cases == NULL) {
        answer_case(answering, document);
        return RC_OK;
    }
    if (cases->kind != JSON_LIST) {
        return fault_add_at(answering->fault, RC_INVALID, answering->file_name, cases->line,
                            cases->column, "cases is %s; give a list of cases",
                            json_kind_name(cases->kind));
    }
    for (const struct json *item = cases->first; item != NULL; item = item->next) {
        answer_case(answering, item);
        if (arena_is_over(answering->out->arena)) {
            return fault_add(answering->fault, RC_TOO_LARGE, TEXT_NONE,
                             "the answers need more memory than this call may use");
        }
    }
    return RC_OK;
}

/* Hands on what a line's own reader said, with the line's number in the file. */
static enum rc refuse_line(struct answering *answering, const struct fault *problem, enum rc rc,
                           int line)
{
    struct text sentence = TEXT("this line is not JSON");
    int column = 0;
    if (problem->count > 0) {
        sentence = problem->problems[0].sentence;
        column = problem->problems[0].column;
    }
    return fault_add_at(answering->fault, rc, answering->file_name, line, column, "%.*s",
                        TEXT_ARGS(sentence));
}

static enum rc answer_lines(struct answering *answering, struct arena *arena, struct text input)
{
    for (int line = 1; input.size > 0; line++) {
        const struct json *item;
        struct fault problem;
        struct text whole = text_cut(&input, '\n');
        if (text_trim(whole).size == 0) {
            continue;
        }
        fault_init(&problem, arena);
        enum rc rc = json_read(arena, TEXT_NONE, whole, &problem, &item);
        if (rc == RC_OK && arena_is_over(answering->out->arena)) {
            rc = fault_add(&problem, RC_TOO_LARGE, TEXT_NONE,
                           "the answers need more memory than this call may use");
        }
        if (rc != RC_OK) {
            return refuse_line(answering, &problem, rc, line);
        }
        answer_case(answering, item);
        arena_reset(arena);
    }
    return RC_OK;
}

/* JSON lines when the first line that is not blank is a whole value by itself
 * and that value is no document with cases. */
static bool has_lines(struct arena *arena, struct text input)
{
    struct text line = TEXT_NONE;
    const struct json *first = NULL;
    struct fault ignored;
    input = text_trim(input);
    line = text_cut(&input, '\n');
    fault_init(&ignored, arena);
    bool is_value = json_read(arena, TEXT_NONE, line, &ignored, &first) == RC_OK;
    bool has_cases = is_value && json_member(first, "cases") != NULL;
    arena_reset(arena);
    return is_value && !has_cases;
}

enum rc attack_tree_json_answer(struct arena *arena, const struct method *method,
                                struct text file_name, struct text input, struct buffer *out,
                                struct fault *fault)
{
    const struct profile_grid *grid;
    size_t size_before = out->size;
    enum rc rc = profile_grid_open(arena, method, fault, &grid);
    if (rc != RC_OK) {
        return rc;
    }
    struct arena *document = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct answering answering = {.scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES),
                                  .method = method,
                                  .grid = grid,
                                  .file_name = file_name,
                                  .out = out,
                                  .fault = fault};
    rc = has_lines(document, input) ? answer_lines(&answering, document, input)
                                    : answer_document(&answering, document, input);
    arena_close(answering.scratch);
    arena_close(document);
    if (rc != RC_OK) {
        out->size = size_before;
    }
    return rc;
}
