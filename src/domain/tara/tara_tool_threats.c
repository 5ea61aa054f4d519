/* engine threats: what an architecture is threatened by, and the attack graph. */
#include "base/asset.h"
#include "base/file.h"
#include "base/number.h"
#include "domain/tara/tara_tool.h"
#include "format/model_read.h"
#include "format/model_yaml.h"
#include "format/threat_json.h"
#include "format/threat_rules.h"

#define WORK_BYTES ((size_t)4 << 30)
#define MODEL_LIMIT_BYTES ((size_t)256 << 20)
#define RULE_LIMIT_BYTES ((size_t)16 << 20)
#define RULE_FOLDER "catalog/threat-rules/"
#define TIME_LIMIT_S 60.0
#define RATED_NODES_LIMIT 2000000

struct options {
    const char *model;
    const char *rules;     /* NULL: those of the catalogue */
    const char *decisions; /* NULL: none */
    bool has_graph;
};

static bool has_time(void *context)
{
    const double *end = context;
    return tara_tool_seconds() < *end;
}

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
    enum rc rc = file_list(call->arena, folder, call->fault, &names, &name_count);
    if (rc != RC_OK) {
        return rc;
    }
    struct threat_rules_file *files = ARENA_MANY(call->arena, struct threat_rules_file, name_count);
    for (size_t i = 0; rc == RC_OK && i < name_count; i++) {
        if (!text_ends(names[i], TEXT(".yaml"))) {
            continue;
        }
        files[kept].name = text_print(call->arena, "%s/%.*s", folder, TEXT_ARGS(names[i]));
        rc = file_read(call->arena, text_to_z(call->arena, files[kept].name), RULE_LIMIT_BYTES,
                       call->fault, &files[kept].bytes);
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

static void catalogue_rules(struct tool_call *call, struct threat_rules_file **out, size_t *count)
{
    size_t kept = 0;
    struct threat_rules_file *files =
        ARENA_MANY(call->arena, struct threat_rules_file, asset_count());
    for (size_t i = asset_first(TEXT(RULE_FOLDER)); i < asset_count(); i++) {
        const struct asset *asset = asset_at(i);
        if (text_starts(asset->name, TEXT(RULE_FOLDER)) && text_ends(asset->name, TEXT(".yaml"))) {
            files[kept++] = (struct threat_rules_file){asset->name, asset->bytes};
        }
    }
    *out = files;
    *count = kept;
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
    struct threat_symbols symbols;
    struct threat_rules rules;
    struct threat_model model;
    struct threat_graph *graph;
    struct threat_list *list;
    struct threat_rating rating;
    bool is_rated;
    const struct threat_decision **orphans;
    size_t orphan_count;
    double start;
    double seconds; /* rules and graph */
};

/* The records of an architecture in an exported workspace (docs/text-form.md). */
static enum rc read_text_form(struct work *work)
{
    struct tool_call *call = work->call;
    struct threat_model *model = &work->model;
    enum rc rc = RC_OK;
    work->form = "text-form";
    for (size_t i = 0; rc == RC_OK && model_yaml_lists[i] != NULL; i++) {
        struct text input;
        struct text path =
            text_print(call->arena, "%s/item/%s.yaml", work->options.model, model_yaml_lists[i]);
        if (!file_exists(text_to_z(call->arena, path))) {
            continue;
        }
        model->file = path;
        rc = file_read(call->arena, text_to_z(call->arena, path), MODEL_LIMIT_BYTES, call->fault,
                       &input);
        rc = rc == RC_OK ? model_yaml_read_list(model, model_yaml_lists[i], input) : rc;
    }
    return rc == RC_OK ? threat_model_close(model) : rc;
}

static enum rc read_model(struct work *work)
{
    struct text input;
    threat_model_init(&work->model, &work->symbols, text_of(work->options.model), work->arena,
                      work->call->fault);
    if (file_is_folder(work->options.model)) {
        return read_text_form(work);
    }
    enum rc rc = tara_tool_read(work->call, work->options.model, &input);
    return rc == RC_OK ? model_read(&work->model, input, &work->form) : rc;
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
    threat_symbols_init(&work->symbols, work->arena);
    threat_rules_init(&work->rules, work->arena, &work->symbols, method);
    if (work->options.rules != NULL) {
        rc = folder_rules(call, work->options.rules, &files, &file_count);
    } else {
        catalogue_rules(call, &files, &file_count);
    }
    rc = rc == RC_OK ? threat_rules_read(&work->rules, files, file_count, call->fault, NULL) : rc;
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
    return rc == RC_OK ? threat_list_merge(work->list, work->arena, call->fault, decisions, count,
                                           &work->orphans, &work->orphan_count)
                       : rc;
}

static enum rc find_threats(struct work *work)
{
    struct threat_run *run;
    double end = tara_tool_seconds() + TIME_LIMIT_S;
    struct threat_limits limits = {.may_go_on = has_time, .context = &end};
    work->start = tara_tool_seconds();
    enum rc rc =
        threat_run_open(work->arena, &work->rules, &work->model, limits, work->call->fault, &run);
    rc = rc == RC_OK ? threat_graph_build(work->arena, run, work->call->fault, &work->graph) : rc;
    work->seconds = tara_tool_seconds() - work->start;
    if (rc != RC_OK) {
        return rc;
    }
    threat_graph_rank(work->graph, work->arena, NULL);
    rc = threat_list_make(work->arena, work->graph, work->call->fault, &work->list);
    work->is_rated = (uint64_t)work->graph->fact_count + 2 * (uint64_t)work->graph->way_count <=
                     RATED_NODES_LIMIT;
    if (rc == RC_OK && work->is_rated) {
        rc = threat_rate(work->arena, work->graph, work->call->fault, &work->rating);
    }
    if (rc == RC_OK && work->is_rated) {
        threat_rate_paths(work->list, work->graph, work->arena, &work->rating);
    }
    return rc == RC_OK ? merge_decisions(work) : rc;
}

static void put_answer(struct work *work)
{
    struct json_writer writer;
    json_writer_init(&writer, work->call->out);
    json_put_object(&writer);
    json_member_z(&writer, "form", work->form);
    put_counts(&writer, &work->model, work->list);
    threat_json_put_threats(&writer, work->arena, work->list,
                            work->is_rated ? &work->rating : NULL);
    threat_json_put_orphans(&writer, work->orphans, work->orphan_count);
    threat_json_put_graph(&writer, work->arena, work->graph, work->options.has_graph);
    number_put_member(&writer, "seconds", work->seconds);
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
