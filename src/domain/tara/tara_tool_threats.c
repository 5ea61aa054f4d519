/* engine threats: what an architecture is threatened by, and the attack graph. */
#include "base/number.h"
#include "domain/tara/tara_threats.h"
#include "domain/tara/tara_tool.h"
#include "format/model_read.h"
#include "format/model_yaml.h"
#include "format/threat_json.h"

#define WORK_BYTES ((size_t)4 << 30)
#define MODEL_LIMIT_BYTES ((size_t)256 << 20)
#define RULE_LIMIT_BYTES ((size_t)16 << 20)
#define TIME_LIMIT_S 60.0

struct options {
    const char *model;
    const char *rules;     /* NULL: those of the catalogue */
    const char *decisions; /* NULL: none */
    bool has_graph;
};

static enum rc read_options(struct tool_call *call, struct options *out)
{
    for (int i = 0; i < call->argc; i++) {
        struct text word = text_of(call->argv[i]);
        bool has_value = i + 1 < call->argc;
        if (text_is(word, "--graph")) {
            out->has_graph = true;
        } else if (text_is(word, "--rules") && has_value) {
            out->rules = call->argv[++i];
        } else if (text_is(word, "--decisions") && has_value) {
            out->decisions = call->argv[++i];
        } else if (text_starts(word, TEXT("--")) && !text_is(word, "--json")) {
            return fault_add(call->fault, RC_INVALID, word,
                             "known are --rules DIR, --decisions FILE, --graph and --json");
        } else if (!text_is(word, "--json") && out->model != NULL) {
            return fault_add(call->fault, RC_INVALID, word, "give one model at a time");
        } else if (!text_is(word, "--json")) {
            out->model = call->argv[i];
        }
    }
    if (out->model == NULL) {
        return fault_add(call->fault, RC_INVALID, TEXT("MODEL"),
                         "name the file with the model, or - for the standard input");
    }
    return RC_OK;
}

static enum rc folder_rules(struct tool_call *call, const char *folder,
                            struct threat_rules_file **out, size_t *count)
{
    struct text *names;
    size_t name_count;
    size_t kept = 0;
    enum rc rc = folder_list(call->files, call->arena, folder, call->fault, &names, &name_count);
    if (rc != RC_OK) {
        return rc;
    }
    struct threat_rules_file *files = ARENA_MANY(call->arena, struct threat_rules_file, name_count);
    for (size_t i = 0; rc == RC_OK && i < name_count; i++) {
        if (!text_ends(names[i], TEXT(".yaml"))) {
            continue;
        }
        files[kept].name = text_print(call->arena, "%s/%.*s", folder, TEXT_ARGS(names[i]));
        rc = folder_read(call->files, call->arena, text_to_z(call->arena, files[kept].name),
                         RULE_LIMIT_BYTES, call->fault, &files[kept].bytes);
        kept++;
    }
    if (rc == RC_OK && kept == 0) {
        return fault_add(call->fault, RC_NOT_FOUND, text_of(folder),
                         "there is no rule file (.yaml) in this folder");
    }
    *out = files;
    *count = kept;
    return rc;
}

static void put_counts(struct json_writer *writer, const struct threat_model *model,
                       const struct threat_list *list)
{
    static const struct {
        const char *name;
        enum threat_fact fact;
    } rows[] = {{"components", THREAT_IS_COMPONENT}, {"channels", THREAT_IS_CHANNEL},
                {"data_flows", THREAT_IS_FLOW},      {"interfaces", THREAT_IS_INTERFACE},
                {"trust_zones", THREAT_IS_ZONE},     {"data_elements", THREAT_IS_DATA}};
    int64_t facts = 0;
    json_put_name_z(writer, "counts");
    json_put_object(writer);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_member_integer(writer, rows[i].name, model->facts[rows[i].fact].count);
    }
    for (int fact = 0; fact < THREAT_FACTS; fact++) {
        facts += model->facts[fact].count;
    }
    json_member_integer(writer, "model_facts", facts);
    json_member_integer(writer, "rules", (int64_t)list->graph->run->rules->rule_count);
    json_member_integer(writer, "threats", (int64_t)list->count);
    json_put_object_end(writer);
}

struct work {
    struct tool_call *call;
    struct arena *arena;
    struct options options;
    const char *form;
    struct tara_threats threats;
    const struct threat_decision **orphans;
    size_t orphan_count;
};

/* The records of an architecture in an exported workspace (docs/text-form.md). */
static enum rc read_text_form(struct work *work)
{
    struct tool_call *call = work->call;
    struct threat_model *model = &work->threats.model;
    enum rc rc = RC_OK;
    work->form = "text-form";
    for (size_t i = 0; rc == RC_OK && model_yaml_lists[i] != NULL; i++) {
        struct text input;
        struct text path =
            text_print(call->arena, "%s/item/%s.yaml", work->options.model, model_yaml_lists[i]);
        if (!folder_has(call->files, text_to_z(call->arena, path))) {
            continue;
        }
        model->file = path;
        rc = folder_read(call->files, call->arena, text_to_z(call->arena, path), MODEL_LIMIT_BYTES,
                         call->fault, &input);
        rc = rc == RC_OK ? model_yaml_read_list(model, model_yaml_lists[i], input) : rc;
    }
    return rc == RC_OK ? threat_model_close(model) : rc;
}

static enum rc read_model(struct work *work)
{
    struct text input;
    threat_model_init(&work->threats.model, &work->threats.symbols, text_of(work->options.model),
                      work->arena, work->call->fault);
    if (folder_is_folder(work->call->files, work->options.model)) {
        return read_text_form(work);
    }
    enum rc rc = tara_tool_read(work->call, work->options.model, &input);
    return rc == RC_OK ? model_read(&work->threats.model, input, &work->form) : rc;
}

static enum rc read_inputs(struct work *work)
{
    struct tool_call *call = work->call;
    const struct method *method;
    struct threat_rules_file *files = NULL;
    size_t file_count = 0;
    enum rc rc = tara_tool_method(call->arena, call->fault, &method);
    if (rc != RC_OK) {
        return rc;
    }
    tara_threats_init(&work->threats, work->arena, call->fault, method);
    if (work->options.rules != NULL) {
        rc = folder_rules(call, work->options.rules, &files, &file_count);
    } else {
        tara_threats_catalogue(call->arena, &files, &file_count);
    }
    rc = rc == RC_OK ? tara_threats_rules(&work->threats, files, file_count) : rc;
    return rc == RC_OK ? read_model(work) : rc;
}

static enum rc merge_decisions(struct work *work)
{
    struct tool_call *call = work->call;
    struct threat_decision *decisions;
    size_t count;
    struct text input;
    if (work->options.decisions == NULL) {
        return RC_OK;
    }
    enum rc rc = tara_tool_read(call, work->options.decisions, &input);
    rc = rc == RC_OK ? threat_json_read_decisions(work->arena, text_of(work->options.decisions),
                                                  input, call->fault, &decisions, &count)
                     : rc;
    return rc == RC_OK ? threat_list_merge(work->threats.list, work->arena, call->fault, decisions,
                                           count, &work->orphans, &work->orphan_count)
                       : rc;
}

static enum rc find_threats(struct work *work)
{
    enum rc rc = tara_threats_find(&work->threats, TIME_LIMIT_S);
    return rc == RC_OK ? merge_decisions(work) : rc;
}

static void put_answer(struct work *work)
{
    struct json_writer writer;
    const struct tara_threats *threats = &work->threats;
    json_writer_init(&writer, work->call->out);
    json_put_object(&writer);
    json_member_z(&writer, "form", work->form);
    put_counts(&writer, &threats->model, threats->list);
    threat_json_put_threats(&writer, work->arena, threats->list,
                            threats->is_rated ? &threats->rating : NULL);
    threat_json_put_orphans(&writer, work->orphans, work->orphan_count);
    threat_json_put_graph(&writer, work->arena, threats->graph, work->options.has_graph);
    number_put_member(&writer, "seconds", threats->seconds);
    json_put_object_end(&writer);
    buffer_put_char(work->call->out, '\n');
}

enum rc tara_tool_threats(struct tool_call *call)
{
    struct work *work = ARENA_NEW(call->arena, struct work);
    work->call = call;
    enum rc rc = read_options(call, &work->options);
    if (rc != RC_OK) {
        return rc;
    }
    work->arena = arena_open(WORK_BYTES);
    rc = read_inputs(work);
    rc = rc == RC_OK ? find_threats(work) : rc;
    if (rc == RC_OK) {
        put_answer(work);
        if (arena_is_over(work->arena) || arena_is_over(call->arena)) {
            rc = fault_add(call->fault, RC_TOO_LARGE, TEXT_NONE,
                           "the answer is larger than this call may hold");
        }
    }
    arena_close(work->arena);
    return rc;
}
