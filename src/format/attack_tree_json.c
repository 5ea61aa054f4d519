#include "format/attack_tree_json.h"
#include "base/json.h"
#include "engine/attack_explain.h"
#include "format/attack_tree_json_part.h"

/* What becomes of each case: a line of JSON, or a text. */
struct answering;
typedef void (*case_answer)(struct answering *answering, const struct json *item);

struct answering {
    case_answer answer;
    struct arena *scratch; /* of one case */
    const struct profile_grid *grid;
    struct text file_name;
    struct buffer *out;
    struct fault *fault;
};

static void answer_case(struct answering *answering, const struct json *item)
{
    struct arena *arena = answering->scratch;
    struct attack_tree_json_case reading = {.arena = arena, .grid = answering->grid};
    const struct json *id = json_member(item, "id");
    struct json_writer writer;
    fault_init(&reading.problem, arena);
    enum rc rc = attack_tree_json_read(&reading, item);
    json_writer_init(&writer, answering->out);
    json_put_object(&writer);
    json_put_name_z(&writer, "id");
    if (id != NULL && (id->kind == JSON_TEXT || id->kind == JSON_NUMBER)) {
        json_put_tree(&writer, id);
    } else {
        json_put_null(&writer);
    }
    struct json_writer before = writer;
    size_t size_before = answering->out->size;
    if (rc == RC_OK) {
        rc = attack_tree_json_put(&reading, &writer);
    }
    if (rc != RC_OK) {
        answering->out->size = size_before;
        writer = before;
        json_member_text(&writer, "error", text_trim(fault_text(&reading.problem, arena)));
    }
    json_put_object_end(&writer);
    buffer_put_char(answering->out, '\n');
    arena_reset(arena);
}

static void explain_case(struct answering *answering, const struct json *item)
{
    struct arena *arena = answering->scratch;
    struct attack_tree_json_case reading = {.arena = arena, .grid = answering->grid};
    const struct json *id = json_member(item, "id");
    struct buffer *out = answering->out;
    fault_init(&reading.problem, arena);
    if (id != NULL && (id->kind == JSON_TEXT || id->kind == JSON_NUMBER)) {
        buffer_print(out, "== %.*s: ", TEXT_ARGS(id->text));
    } else {
        buffer_put_z(out, "== ");
    }
    size_t size_before = out->size;
    enum rc rc = attack_tree_json_read(&reading, item);
    bool has_chances = rc == RC_OK && reading.input.probabilities != NULL;
    if (rc == RC_OK && !reading.has_ap && !has_chances) {
        rc = fault_add(&reading.problem, RC_UNSUPPORTED, TEXT_NONE,
                       "the steps have no points of the attack potential (ap) to explain, nor "
                       "probabilities (prob)");
    }
    if (rc == RC_OK && reading.has_ap) {
        rc = attack_explain_tree(arena, reading.tree, answering->grid, &reading.problem, out);
        buffer_put_z(out, has_chances ? "\n" : "");
    }
    if (rc == RC_OK && has_chances) {
        size_before = out->size; /* what is derived already stays */
        rc = attack_explain_chance(arena, &reading.input, &reading.problem, out);
    }
    if (rc != RC_OK) {
        out->size = size_before;
        buffer_print(out, "%.*s\n", TEXT_ARGS(text_trim(fault_text(&reading.problem, arena))));
    }
    buffer_put_char(out, '\n');
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
        answering->answer(answering, document);
        return RC_OK;
    }
    if (cases->kind != JSON_LIST) {
        return fault_add_at(answering->fault, RC_INVALID, answering->file_name, cases->line,
                            cases->column, "cases is %s; give a list of cases",
                            json_kind_name(cases->kind));
    }
    for (const struct json *item = cases->first; item != NULL; item = item->next) {
        answering->answer(answering, item);
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
        answering->answer(answering, item);
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

static enum rc answer_all(struct arena *arena, const struct method *method, struct text input,
                          struct answering *answering)
{
    size_t size_before = answering->out->size;
    enum rc rc = profile_grid_open(arena, method, answering->fault, &answering->grid);
    if (rc != RC_OK) {
        return rc;
    }
    struct arena *document = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    answering->scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    rc = has_lines(document, input) ? answer_lines(answering, document, input)
                                    : answer_document(answering, document, input);
    arena_close(answering->scratch);
    arena_close(document);
    if (rc != RC_OK) {
        answering->out->size = size_before;
    }
    return rc;
}

enum rc attack_tree_json_answer(struct arena *arena, const struct method *method,
                                struct text file_name, struct text input, struct buffer *out,
                                struct fault *fault)
{
    struct answering answering = {
        .answer = answer_case, .file_name = file_name, .out = out, .fault = fault};
    return answer_all(arena, method, input, &answering);
}

enum rc attack_tree_json_explain(struct arena *arena, const struct method *method,
                                 struct text file_name, struct text input, struct buffer *out,
                                 struct fault *fault)
{
    struct answering answering = {
        .answer = explain_case, .file_name = file_name, .out = out, .fault = fault};
    return answer_all(arena, method, input, &answering);
}
