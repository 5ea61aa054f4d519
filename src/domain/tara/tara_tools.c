/* Commands that need no workspace, and the method that every workspace has. */
#include "base/asset.h"
#include "domain/tara/tara_load.h"
#include "domain/tara/tara_part.h"
#include "domain/tara/tara_tool.h"
#include "engine/attack_potential.h"
#include "format/attack_tree_json.h"

#include <time.h>

#define INPUT_LIMIT_BYTES ((size_t)256 << 20)
#define METHOD_ASSET "catalog/tara-methods.json"

enum rc tara_tool_method(struct arena *arena, struct fault *fault, const struct method **out)
{
    const struct asset *asset = asset_find(TEXT(METHOD_ASSET));
    if (asset == NULL) {
        return fault_add(fault, RC_BROKEN, TEXT(METHOD_ASSET), "the method is not in this program");
    }
    return method_read(arena, asset->name, asset->bytes, fault, out);
}

enum rc tara_tool_read(struct tool_call *call, const char *path, struct text *out)
{
    return folder_read(call->files, call->arena, path, INPUT_LIMIT_BYTES, call->fault, out);
}

double tara_tool_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- engine attack-tree, engine explain ---- */

typedef enum rc tree_reader(struct arena *arena, const struct method *method, struct text file_name,
                            struct text input, struct buffer *out, struct fault *fault);

static enum rc each_file(struct tool_call *call, tree_reader *reader)
{
    const struct method *method;
    struct text input;
    if (call->argc < 1) {
        return fault_add(call->fault, RC_INVALID, TEXT("FILE"),
                         "name the files with the trees, or - for the standard input");
    }
    enum rc rc = tara_tool_method(call->arena, call->fault, &method);
    for (int i = 0; rc == RC_OK && i < call->argc; i++) {
        rc = tara_tool_read(call, call->argv[i], &input);
        if (rc == RC_OK) {
            rc = reader(call->arena, method, text_of(call->argv[i]), input, call->out, call->fault);
        }
    }
    return rc;
}

static enum rc run_attack_tree(struct tool_call *call)
{
    return each_file(call, attack_tree_json_answer);
}

static enum rc run_explain(struct tool_call *call)
{
    return each_file(call, attack_tree_json_explain);
}

/* ---- engine attack-potential ---- */

/* The next combination of levels; false after the last. */
static bool next_levels(const struct method_potential *potential, int levels[METHOD_FACTORS_LIMIT])
{
    for (int f = 0; f < potential->count; f++) {
        if (++levels[f] < potential->factors[f].count) {
            return true;
        }
        levels[f] = 0;
    }
    return false;
}

static enum rc run_attack_potential(struct tool_call *call)
{
    const struct method *method;
    int levels[METHOD_FACTORS_LIMIT] = {0};
    int64_t counts[METHOD_SCALE_LIMIT] = {0};
    int64_t combinations = 0;
    struct attack_potential rated;
    struct json_writer writer;
    enum rc rc = tara_tool_method(call->arena, call->fault, &method);
    if (rc != RC_OK) {
        return rc;
    }
    do {
        rc = attack_potential_rate(method, levels, call->fault, &rated);
        if (rc != RC_OK) {
            return rc;
        }
        counts[rated.level]++;
        combinations++;
    } while (next_levels(&method->potential, levels));
    json_writer_init(&writer, call->out);
    json_put_object(&writer);
    json_member_integer(&writer, "combinations", combinations);
    json_put_name_z(&writer, "counts");
    json_put_object(&writer);
    for (int i = 0; i < method->feasibility.count; i++) {
        json_put_name(&writer, method->feasibility.ids[i]);
        json_put_integer(&writer, counts[i]);
    }
    json_put_object_end(&writer);
    json_put_object_end(&writer);
    buffer_put_char(call->out, '\n');
    return RC_OK;
}

/* ---- the table; bigger tools stand in tara_tool_NAME.c ---- */

const struct module_tool tara_tools[TARA_TOOL_COUNT] = {
    {"engine attack-tree", "FILE...",
     "Evaluates attack trees given as JSON or JSON lines with the built-in method; - reads the "
     "standard input.",
     run_attack_tree},
    {"engine attack-potential", "",
     "Rates every combination of the attack potential and counts the feasibility levels.",
     run_attack_potential},
    {"engine select-controls",
     "FILE [--seconds S] [--seed N] [--front] [--points N] [--cover] [--level N...] "
     "[--export lp, mps or opb]",
     "Chooses the controls that gain most within the budget of a plain text problem, with a proven "
     "bound; or the front of all budgets, the cheapest cover, or a file for another solver.",
     tara_tool_select},
    {"engine pareto", "FILE [--domain ID]",
     "Gives every pair of defence cost and attack cost worth having, exactly, from an "
     "attack-defence tree in ADTool's XML.",
     tara_tool_pareto},
    {"engine threats", "MODEL [--rules DIR] [--decisions FILE] [--graph] [--json]",
     "Generates threats and the attack graph from an architecture (own YAML, exported workspace, "
     "Open Threat Model, Threat Dragon, Threagile) by the rules of the catalogue or of a folder; "
     "decisions of an "
     "earlier answer stay with their threats.",
     tara_tool_threats},
    {"engine attack-graph", "FILE",
     "Tells which steps of an attack graph (JSON of the Meta Attack Language) its attackers reach "
     "with the defences as they are, circles included.",
     tara_tool_mal},
    {"engine fault-tree", "FILE [--top N] [--by-size] [--importance] [--seconds S] [--json]",
     "Counts the minimal cut sets of a fault tree in Open-PSA XML and gives its exact probability, "
     "or limits that it certainly lies between where the time does not suffice.",
     tara_tool_fault_tree},
    {"engine explain", "FILE...",
     "Derives the feasibility of attack trees (as for engine attack-tree) in plain text: steps, "
     "maxima, sum, band, why other attacks lose, who succeeds, what would move the level.",
     run_explain},
};

/* ---- the built-in method ---- */

/* A part of the method without what only explains or tests it. */
static void put_part(struct json_writer *writer, const struct json *part)
{
    const struct json *member = part != NULL ? part->first : NULL;
    json_put_object(writer);
    for (; member != NULL; member = member->next) {
        if (!text_is(member->name, "all_combinations") && !text_is(member->name, "comparison")) {
            json_put_name(writer, member->name);
            json_put_tree(writer, member);
        }
    }
    json_put_object_end(writer);
}

/* The parts of the catalogue that are the method; alternatives and test vectors stay there. */
static const char *builtin_method(struct arena *arena)
{
    static const char *const parts[] = {
        "scales", "impact_rating", "attack_potential", "cvss", "attack_vector", "risk", "cal"};
    const struct asset *asset = asset_find(TEXT(METHOD_ASSET));
    const struct json *catalogue = NULL;
    struct fault fault;
    struct buffer out;
    struct json_writer writer;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_z(&writer, "title", "Annex method with attack potential, CVSS and attack vector");
    json_member_z(&writer, "version", "21434:2021");
    json_member_z(&writer, "origin", "Catalogue of this program: " METHOD_ASSET);
    json_put_name_z(&writer, "pack");
    json_put_object(&writer);
    if (asset != NULL && json_read(arena, asset->name, asset->bytes, &fault, &catalogue) == RC_OK) {
        for (size_t i = 0; i < COUNT(parts); i++) {
            json_put_name_z(&writer, parts[i]);
            put_part(&writer, json_member(catalogue, parts[i]));
        }
    }
    json_put_object_end(&writer);
    json_put_object_end(&writer);
    return text_to_z(arena, buffer_text(&out));
}

const struct builtin tara_builtins[TARA_BUILTIN_COUNT] = {
    {"method_version", "MV-0001", builtin_method},
};
