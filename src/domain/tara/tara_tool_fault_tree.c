/* engine fault-tree: cut sets and probability of a fault tree in Open-PSA XML.
 *
 * Prints one JSON object: file, basic_events, house_events, gates (as the file
 * defines them), modules, minimal_cut_sets (a decimal string, or null where the
 * diagram does not fit; for a tree with negation those of its coherent hull),
 * probability (where not exact, the middle of its limits), exact,
 * probability_low and probability_high (only where not exact), seconds (of the
 * engine, without reading). With --top N: cut_sets, a list of the N most
 * probable ones (with --by-size: the N smallest) of objects with events,
 * probability and size. With --importance: importance, a list by falling
 * Birnbaum measure of objects with event, probability, birnbaum, criticality,
 * fussell_vesely, raw, rrw (null where infinite). Without --json the same as
 * lines for people. */
#include "base/number.h"
#include "domain/tara/tara_tool.h"
#include "engine/fault_count.h"
#include "engine/fault_sets.h"
#include "engine/fault_split.h"
#include "engine/fault_value.h"
#include "format/mef_xml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_DEFAULT 60.0
#define SECONDS_LIMIT 86400.0
#define SETS_LIMIT 1000000
#define NEVER 1e9           /* weight of an event that cannot happen */
#define EXACT_SHARE 0.5     /* of the time, before limits are sought */
#define BOUND_IS_CLOSE 1e-3 /* width by height at which closer limits are not sought */

struct asked {
    const char *path;
    double seconds;
    int64_t sets;
    bool is_by_size;
    bool wants_importance;
};

struct found {
    struct mef_file file;
    struct fault_solution solution;
    struct fault_bound probability;
    bool is_exact;
    struct text count; /* TEXT_NONE where it is not known */
    double seconds;
};

/* The time box; engines have no clock. */
struct box {
    double end;
};

static bool is_time_left(void *context)
{
    const struct box *box = context;
    return tara_tool_seconds() < box->end;
}

/* ---- words ---- */

static enum rc read_value(struct tool_call *call, int *i, struct asked *asked)
{
    const char *name = call->argv[*i];
    if (*i + 1 >= call->argc) {
        return fault_add(call->fault, RC_INVALID, text_of(name), "a value is missing behind it");
    }
    struct text value = text_of(call->argv[++*i]);
    if (strcmp(name, "--top") == 0) {
        bool is_good =
            text_to_integer(value, &asked->sets) && asked->sets >= 0 && asked->sets <= SETS_LIMIT;
        return is_good ? RC_OK
                       : fault_add(call->fault, RC_INVALID, text_of(name),
                                   "give a number of cut sets from 0 to %d", SETS_LIMIT);
    }
    bool is_good = number_read(value, &asked->seconds) && asked->seconds > 0 &&
                   asked->seconds <= SECONDS_LIMIT;
    return is_good ? RC_OK
                   : fault_add(call->fault, RC_INVALID, text_of(name),
                               "give a number of seconds above 0, up to %.0f", SECONDS_LIMIT);
}

static enum rc read_word(struct tool_call *call, int *i, struct asked *asked)
{
    const char *word = call->argv[*i];
    if (strcmp(word, "--top") == 0 || strcmp(word, "--seconds") == 0) {
        return read_value(call, i, asked);
    }
    if (strcmp(word, "--by-size") == 0) {
        asked->is_by_size = true;
    } else if (strcmp(word, "--importance") == 0) {
        asked->wants_importance = true;
    } else if ((word[0] == '-' && word[1] != '\0') || asked->path != NULL) {
        return fault_add(call->fault, RC_INVALID, text_of(word),
                         "this is no option here; see help");
    } else {
        asked->path = word;
    }
    return RC_OK;
}

/* ---- solving ---- */

/* Limits, case by case, for the rest of the time. */
static enum rc narrow(struct tool_call *call, struct found *found, double end)
{
    struct box box = {.end = end};
    struct fault_split split;
    struct fault_split_options options = {.tolerance = BOUND_IS_CLOSE,
                                          .patience = {is_time_left, &box}};
    enum rc rc =
        fault_split_probability(call->arena, found->file.tree, options, call->fault, &split);
    if (rc == RC_OK) {
        found->probability = split.limits;
        found->is_exact = split.is_exact;
    }
    return rc;
}

static enum rc solve(struct tool_call *call, const struct asked *asked, struct found *found)
{
    double start = tara_tool_seconds();
    struct box box = {.end = start + asked->seconds * EXACT_SHARE};
    struct fault_solution_options options = {.patience = {is_time_left, &box}};
    enum rc rc = fault_solution_open(found->file.tree, options, call->fault, &found->solution);
    if (rc != RC_OK) {
        return rc;
    }
    if (found->solution.is_solved) {
        double p = fault_value_probability(&found->solution);
        found->probability = (struct fault_bound){p, p};
        found->is_exact = true;
    } else {
        rc = narrow(call, found, start + asked->seconds);
    }
    if (rc != RC_OK) {
        fault_solution_close(&found->solution);
        return rc;
    }
    if (found->solution.has_sets) {
        found->count = fault_count_sets(&found->solution, call->arena);
    }
    found->seconds = tara_tool_seconds() - start;
    return RC_OK;
}

/* ---- cut sets and importance ---- */

static double *weights_of(struct tool_call *call, const struct fault_tree *tree, bool is_by_size)
{
    double *weights = ARENA_MANY(call->arena, double, tree->count);
    for (uint32_t i = 0; i < tree->count; i++) {
        double p = tree->nodes[i].gate == FAULT_EVENT ? tree->nodes[i].probability : 1;
        weights[i] = is_by_size ? 1 : p > 0 ? -log(p) : NEVER;
    }
    return weights;
}

static double probability_of(const struct fault_tree *tree, const struct fault_set *set)
{
    double p = 1;
    for (uint32_t i = 0; i < set->count; i++) {
        p *= tree->nodes[set->events[i]].probability;
    }
    return p;
}

static void put_set(struct json_writer *writer, const struct fault_tree *tree,
                    const struct fault_set *set)
{
    json_put_object(writer);
    json_put_name_z(writer, "events");
    json_put_list(writer);
    for (uint32_t i = 0; i < set->count; i++) {
        json_put_text(writer, tree->nodes[set->events[i]].name);
    }
    json_put_list_end(writer);
    number_put_member(writer, "probability", probability_of(tree, set));
    json_member_integer(writer, "size", set->count);
    json_put_object_end(writer);
}

static void say_set(struct buffer *out, const struct fault_tree *tree, const struct fault_set *set)
{
    buffer_print(out, "  %-12.6g", probability_of(tree, set));
    for (uint32_t i = 0; i < set->count; i++) {
        buffer_print(out, " %.*s", TEXT_ARGS(tree->nodes[set->events[i]].name));
    }
    buffer_put_char(out, '\n');
}

/* writer is NULL where people read. */
static enum rc put_sets(struct tool_call *call, const struct asked *asked,
                        const struct found *found, struct json_writer *writer)
{
    const struct fault_tree *tree = found->file.tree;
    struct fault_sets sets;
    struct fault_set set;
    fault_sets_open(&sets, &found->solution, weights_of(call, tree, asked->is_by_size),
                    call->arena);
    for (int64_t i = 0; i < asked->sets && fault_sets_next(&sets, &set); i++) {
        if (writer != NULL) {
            put_set(writer, tree, &set);
        } else {
            say_set(call->out, tree, &set);
        }
    }
    if (arena_is_over(call->arena)) {
        return fault_add(call->fault, RC_TOO_LARGE, TEXT("--top"),
                         "so many cut sets need more memory than a call may use; ask for fewer");
    }
    return RC_OK;
}

struct ranked {
    uint32_t node;
    double birnbaum;
};

static int by_birnbaum(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->birnbaum < y->birnbaum || x->birnbaum > y->birnbaum) {
        return x->birnbaum > y->birnbaum ? -1 : 1;
    }
    return (x->node > y->node) - (x->node < y->node);
}

static struct ranked *ranked_events(struct tool_call *call, const struct fault_tree *tree,
                                    const struct fault_importance *all, uint32_t *count)
{
    struct ranked *ranked = ARENA_MANY(call->arena, struct ranked, tree->count);
    *count = 0;
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].gate == FAULT_EVENT) {
            ranked[(*count)++] = (struct ranked){i, all[i].birnbaum};
        }
    }
    qsort(ranked, *count, sizeof *ranked, by_birnbaum);
    return ranked;
}

static void put_ratio(struct json_writer *writer, const char *name, double ratio)
{
    if (isfinite(ratio)) {
        number_put_member(writer, name, ratio);
    } else {
        json_put_name_z(writer, name);
        json_put_null(writer);
    }
}

static void put_importance(struct json_writer *writer, const struct fault_node *node,
                           const struct fault_importance *one)
{
    json_put_object(writer);
    json_member_text(writer, "event", node->name);
    number_put_member(writer, "probability", node->probability);
    number_put_member(writer, "birnbaum", one->birnbaum);
    put_ratio(writer, "criticality", one->criticality);
    put_ratio(writer, "fussell_vesely", one->fussell_vesely);
    put_ratio(writer, "raw", one->raw);
    put_ratio(writer, "rrw", one->rrw);
    json_put_object_end(writer);
}

static void put_all_importance(struct tool_call *call, struct found *found,
                               struct json_writer *writer)
{
    const struct fault_tree *tree = found->file.tree;
    const struct fault_importance *all = fault_value_importance(&found->solution, call->arena);
    uint32_t count = 0;
    const struct ranked *ranked = ranked_events(call, tree, all, &count);
    if (writer == NULL) {
        buffer_print(call->out, "  %-12s %-12s %-12s %-12s event\n", "Birnbaum", "criticality",
                     "RAW", "RRW");
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct fault_importance *one = &all[ranked[i].node];
        const struct fault_node *node = &tree->nodes[ranked[i].node];
        if (writer != NULL) {
            put_importance(writer, node, one);
        } else {
            buffer_print(call->out, "  %-12.6g %-12.6g %-12.6g %-12.6g %.*s\n", one->birnbaum,
                         one->criticality, one->raw, one->rrw, TEXT_ARGS(node->name));
        }
    }
}

/* ---- the answer ---- */

static enum rc put_json(struct tool_call *call, const struct asked *asked, struct found *found)
{
    struct json_writer writer;
    bool is_exact = found->is_exact;
    enum rc rc = RC_OK;
    json_writer_init(&writer, call->out);
    json_put_object(&writer);
    json_member_text(&writer, "file", text_of(asked->path));
    json_member_integer(&writer, "basic_events", found->file.basic_events);
    json_member_integer(&writer, "house_events", found->file.house_events);
    json_member_integer(&writer, "gates", found->file.gates);
    json_member_integer(&writer, "modules", found->solution.module_count);
    json_put_name_z(&writer, "minimal_cut_sets");
    if (found->solution.has_sets) {
        json_put_text(&writer, found->count);
    } else {
        json_put_null(&writer);
    }
    number_put_member(&writer, "probability",
                      (found->probability.low + found->probability.high) / 2);
    json_member_bool(&writer, "exact", is_exact);
    if (!is_exact) {
        number_put_member(&writer, "probability_low", found->probability.low);
        number_put_member(&writer, "probability_high", found->probability.high);
    }
    number_put_member(&writer, "seconds", found->seconds);
    if (asked->sets > 0 && found->solution.has_sets) {
        json_put_name_z(&writer, "cut_sets");
        json_put_list(&writer);
        rc = put_sets(call, asked, found, &writer);
        json_put_list_end(&writer);
    }
    if (asked->wants_importance && found->solution.is_solved) {
        json_put_name_z(&writer, "importance");
        json_put_list(&writer);
        put_all_importance(call, found, &writer);
        json_put_list_end(&writer);
    }
    json_put_object_end(&writer);
    buffer_put_char(call->out, '\n');
    return rc;
}

static enum rc put_lines(struct tool_call *call, const struct asked *asked, struct found *found)
{
    struct buffer *out = call->out;
    enum rc rc = RC_OK;
    buffer_print(out, "%s: %u basic events, %u gates, %u modules, %.6f s\n", asked->path,
                 found->file.basic_events, found->file.gates, found->solution.module_count,
                 found->seconds);
    if (found->solution.has_sets) {
        buffer_print(out, "minimal cut sets  %.*s\n", TEXT_ARGS(found->count));
    } else {
        buffer_put_z(out, "minimal cut sets  unknown: their diagram does not fit\n");
    }
    if (found->is_exact) {
        buffer_print(out, "probability       %.9g (exact)\n", found->probability.low);
    } else {
        buffer_print(out, "probability       between %.9g and %.9g (bound)\n",
                     found->probability.low, found->probability.high);
    }
    if (asked->sets > 0 && found->solution.has_sets) {
        buffer_print(out, "%s cut sets:\n", asked->is_by_size ? "smallest" : "most probable");
        rc = put_sets(call, asked, found, NULL);
    }
    if (asked->wants_importance && found->solution.is_solved) {
        buffer_put_z(out, "importance:\n");
        put_all_importance(call, found, NULL);
    }
    return rc;
}

static enum rc read_file(struct tool_call *call, const struct asked *asked, struct found *found)
{
    struct text input;
    enum rc rc = tara_tool_read(call, asked->path, &input);
    return rc == RC_OK
               ? mef_xml_read(call->arena, text_of(asked->path), input, call->fault, &found->file)
               : rc;
}

enum rc tara_tool_fault_tree(struct tool_call *call)
{
    struct asked asked = {.seconds = SECONDS_DEFAULT};
    struct found found = {.count = TEXT_NONE};
    size_t size_before = call->out->size;
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < call->argc; i++) {
        rc = read_word(call, &i, &asked);
    }
    if (rc == RC_OK && asked.path == NULL) {
        rc = fault_add(call->fault, RC_INVALID, TEXT("FILE"),
                       "name the file with the fault tree, or - for the standard input");
    }
    rc = rc == RC_OK ? read_file(call, &asked, &found) : rc;
    rc = rc == RC_OK ? solve(call, &asked, &found) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    rc = call->is_json ? put_json(call, &asked, &found) : put_lines(call, &asked, &found);
    fault_solution_close(&found.solution);
    call->out->size = rc == RC_OK ? call->out->size : size_before;
    return rc;
}
