/* What screens and the command line ask this module for; nothing is stored. */
#include "domain/tara/tara_insight.h"
#include "domain/tara/tara_part.h"
#include "domain/tara/tara_render.h"
#include "domain/tara/tara_report.h"

#define WHAT_IF_LIMIT 2000

/* The state that a call asks for: now, or as of a ledger sequence. */
static enum rc snapshot_of(struct module_call *call, struct snapshot *out)
{
    const struct json *as_of = json_member(call->body, "as_of");
    struct snapshot snapshot = {.workspace = call->workspace,
                                .connection = call->connection,
                                .arena = call->arena,
                                .fault = call->fault,
                                .as_of = call->as_of};
    bool is_number =
        json_integer(as_of, &snapshot.as_of) || text_to_integer(json_text(as_of), &snapshot.as_of);
    if (as_of != NULL && (!is_number || snapshot.as_of < 1)) {
        return fault_add(call->fault, RC_INVALID, TEXT("as_of"),
                         "as_of is a sequence of the ledger, a whole number from 1");
    }
    *out = snapshot;
    return RC_OK;
}

static enum rc run_analysis(struct module_call *call)
{
    struct snapshot snapshot;
    struct tara *tara;
    struct tara_findings findings;
    struct renderer renderer;
    struct json_writer writer;
    enum rc rc = snapshot_of(call, &snapshot);
    rc = rc == RC_OK ? tara_load(&snapshot, call->key, &tara) : rc;
    rc = rc == RC_OK ? tara_findings_load(tara, &findings) : rc;
    if (rc == RC_OK) {
        json_writer_init(&writer, call->out);
        tara_render_init(&renderer, tara, &writer);
        tara_render_analysis(&renderer, tara, &findings);
    }
    return rc;
}

/* ---- trees ---- */

static enum rc load_tree(struct snapshot *snapshot, struct text key, struct tara **tara,
                         uint32_t *tree)
{
    struct record *record;
    struct text analysis;
    const struct model_entity *kind = model_named(snapshot->workspace->model, TEXT("attack_tree"));
    enum rc rc = snapshot_get(snapshot, kind, key, &record);
    rc = rc == RC_OK ? tara_analysis_of(snapshot, record, &analysis) : rc;
    rc = rc == RC_OK ? tara_load(snapshot, analysis, tara) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    *tree = tara_index(*tara, TARA_TREE, record->id);
    return *tree != TARA_NONE ? RC_OK
                              : fault_add(snapshot->fault, RC_NOT_FOUND, TEXT_NONE,
                                          "%.*s or its threat scenario is retired; restore it "
                                          "first",
                                          TEXT_ARGS(key));
}

static enum rc answer_tree(struct module_call *call, const struct tara *tara, uint32_t tree,
                           const struct tara_case *given)
{
    struct tara_value *value;
    struct renderer renderer;
    struct json_writer writer;
    enum rc rc = tara_tree_value(tara, tree, given, &value);
    if (rc == RC_OK) {
        json_writer_init(&writer, call->out);
        tara_render_init(&renderer, tara, &writer);
        rc = tara_render_tree(&renderer, tara, value);
    }
    return rc;
}

static enum rc run_tree(struct module_call *call)
{
    struct snapshot snapshot;
    struct tara *tara;
    uint32_t tree;
    enum rc rc = snapshot_of(call, &snapshot);
    rc = rc == RC_OK ? load_tree(&snapshot, call->key, &tara, &tree) : rc;
    return rc == RC_OK ? answer_tree(call, tara, tree, NULL) : rc;
}

/* ---- insight ---- */

static enum rc run_insight(struct module_call *call)
{
    struct snapshot snapshot;
    struct record *record = NULL;
    struct text analysis;
    struct tara *tara = NULL;
    struct tara_insight insight;
    struct renderer renderer;
    struct json_writer writer;
    const struct model_entity *kind = model_named(call->workspace->model, TEXT("threat_scenario"));
    enum rc rc = snapshot_of(call, &snapshot);
    rc = rc == RC_OK ? snapshot_get(&snapshot, kind, call->key, &record) : rc;
    rc = rc == RC_OK ? tara_analysis_of(&snapshot, record, &analysis) : rc;
    rc = rc == RC_OK ? tara_load(&snapshot, analysis, &tara) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    uint32_t threat = tara_index(tara, TARA_THREAT, record->id);
    if (threat == TARA_NONE) {
        return fault_add(call->fault, RC_NOT_FOUND, TEXT_NONE, "%.*s is retired; restore it first",
                         TEXT_ARGS(call->key));
    }
    rc = tara_insight_find(tara, threat, &insight);
    if (rc == RC_OK) {
        json_writer_init(&writer, call->out);
        tara_render_init(&renderer, tara, &writer);
        tara_insight_render(&renderer, &insight);
    }
    return rc;
}

/* ---- what if ---- */

static uint32_t node_named(const struct tara *tara, struct text name)
{
    struct id id;
    if (id_from_text(name, &id)) {
        return tara_index(tara, TARA_NODE, id);
    }
    for (size_t i = 0; i < tara->lists[TARA_NODE].count; i++) {
        if (text_equals(tara->nodes[i].record->key, name)) {
            return (uint32_t)i;
        }
    }
    return TARA_NONE;
}

static enum rc guess_factors(const struct tara *tara, const struct json *factors, struct text path,
                             struct tara_rating *out)
{
    struct fault *fault = tara->snapshot->fault;
    const struct method *method = tara->method.method;
    const struct json *member = factors != NULL ? factors->first : NULL;
    if (factors != NULL && factors->kind != JSON_OBJECT && factors->kind != JSON_NULL) {
        return fault_add(fault, RC_INVALID, path, "factors is an object: {\"ET\": \"le_1w\", ...}");
    }
    for (; member != NULL; member = member->next) {
        int f = method_factor_find(method, member->name);
        int level = f != NO_LEVEL ? method_factor_level(method, f, json_text(member)) : NO_LEVEL;
        if (level == NO_LEVEL) {
            return fault_add(fault, RC_INVALID, path, "%.*s has no factor %.*s with this level",
                             TEXT_ARGS(tara->method.record->key), TEXT_ARGS(member->name));
        }
        out->levels[f] = level;
    }
    return RC_OK;
}

static enum rc guess(const struct tara *tara, const struct json *given, struct text path,
                     const struct tara_rating **out)
{
    struct fault *fault = tara->snapshot->fault;
    struct text vector = json_text(json_member(given, "vector"));
    struct tara_rating *rating = ARENA_NEW(tara->arena, struct tara_rating);
    rating->approach = tara_approach_of(json_text(json_member(given, "approach")));
    rating->cvss_text = json_text(json_member(given, "cvss"));
    rating->vector = vector.size > 0 ? method_vector(tara->method.method, vector) : NO_LEVEL;
    for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
        rating->levels[f] = NO_LEVEL;
    }
    enum rc rc = guess_factors(tara, json_member(given, "factors"), path, rating);
    if (rc != RC_OK) {
        return rc;
    }
    tara_rating_compute(&tara->method, tara->arena, rating);
    if (rating->level == NO_LEVEL) {
        return fault_add(fault, RC_INVALID, path, "%.*s", TEXT_ARGS(rating->problem));
    }
    *out = rating;
    return RC_OK;
}

static enum rc read_guesses(const struct tara *tara, const struct json *ratings,
                            struct tara_case *out)
{
    struct fault *fault = tara->snapshot->fault;
    size_t count = tara->lists[TARA_NODE].count;
    struct tara_case given = {ARENA_MANY(tara->arena, const struct tara_rating *, count + 1),
                              ARENA_MANY(tara->arena, bool, count + 1)};
    for (size_t i = 0; i < count; i++) {
        given.ratings[i] = tara->nodes[i].rating;
    }
    if (ratings != NULL && (ratings->kind != JSON_OBJECT || ratings->count > WHAT_IF_LIMIT)) {
        return fault_add(fault, RC_INVALID, TEXT("ratings"),
                         "ratings is an object of at most %d nodes", WHAT_IF_LIMIT);
    }
    const struct json *member = ratings != NULL ? ratings->first : NULL;
    for (; member != NULL; member = member->next) {
        struct text path = text_print(tara->arena, "ratings.%.*s", TEXT_ARGS(member->name));
        uint32_t node = node_named(tara, member->name);
        if (node == TARA_NONE) {
            return fault_add(fault, RC_INVALID, path, "there is no such node in this analysis");
        }
        if (member->kind == JSON_NULL) {
            given.is_cut[node] = true;
            continue;
        }
        enum rc rc = guess(tara, member, path, &given.ratings[node]);
        if (rc != RC_OK) {
            return rc;
        }
    }
    *out = given;
    return RC_OK;
}

static enum rc run_what_if(struct module_call *call)
{
    struct snapshot snapshot;
    struct tara *tara;
    struct tara_case given;
    uint32_t tree;
    struct text key = json_text(json_member(call->body, "tree"));
    if (key.size == 0) {
        return fault_add(call->fault, RC_INVALID, TEXT("tree"),
                         "name the tree: {\"tree\": \"AT-0001\", \"ratings\": {...}}");
    }
    enum rc rc = snapshot_of(call, &snapshot);
    rc = rc == RC_OK ? load_tree(&snapshot, key, &tara, &tree) : rc;
    rc = rc == RC_OK ? read_guesses(tara, json_member(call->body, "ratings"), &given) : rc;
    return rc == RC_OK ? answer_tree(call, tara, tree, &given) : rc;
}

/* ---- evaluate ---- */

static enum rc evaluate_one(struct snapshot *snapshot, struct text key, struct json_writer *writer)
{
    struct tara *tara;
    struct renderer renderer;
    enum rc rc = tara_load(snapshot, key, &tara);
    if (rc != RC_OK) {
        return rc;
    }
    tara_render_init(&renderer, tara, writer);
    return tara_render_threats(&renderer, tara);
}

static enum rc run_evaluate(struct module_call *call)
{
    struct snapshot snapshot;
    struct json_writer writer;
    struct text wanted =
        call->key.size > 0 ? call->key : json_text(json_member(call->body, "analysis"));
    const struct model_entity *kind = model_named(call->workspace->model, TEXT("tara_analysis"));
    struct record **analyses = NULL;
    size_t count = 0;
    enum rc rc = snapshot_of(call, &snapshot);
    if (rc == RC_OK && wanted.size == 0) {
        rc = snapshot_all(&snapshot, kind, "", NULL, 0, &analyses, &count);
    }
    json_writer_init(&writer, call->out);
    json_put_list(&writer);
    if (rc == RC_OK && wanted.size > 0) {
        rc = evaluate_one(&snapshot, wanted, &writer);
    }
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        rc = evaluate_one(&snapshot, analyses[i]->key, &writer);
    }
    json_put_list_end(&writer);
    return rc;
}

/* ---- reports ---- */

static enum rc report(struct module_call *call, bool is_pdf)
{
    struct snapshot snapshot;
    enum rc rc = snapshot_of(call, &snapshot);
    call->media_type = is_pdf ? "application/pdf" : "text/html; charset=utf-8";
    return rc == RC_OK ? tara_report_write(&snapshot, call->key, is_pdf, call->out) : rc;
}

static enum rc run_report_pdf(struct module_call *call)
{
    return report(call, true);
}

static enum rc run_report_html(struct module_call *call)
{
    return report(call, false);
}

const struct module_view tara_views[TARA_VIEW_COUNT] = {
    {"GET", "tara/analyses/{key}", "tara show", "tara.read",
     "One analysis with everything computed: impacts, feasibilities, risks, findings.",
     run_analysis},
    {"GET", "tara/trees/{key}", "tara tree", "tara.read",
     "One attack tree with the value of every node, the deciding attack and its layout.", run_tree},
    {"GET", "tara/threats/{key}/insight", "tara insight", "tara.read",
     "Why a threat scenario's risk is what it is, who can do it, which change would move it and "
     "which control is worth its money.",
     run_insight},
    {"POST", "tara/what-if", NULL, "tara.read",
     "The same tree with other ratings; null cuts a node. Nothing is stored.", run_what_if},
    {"GET", "tara/evaluate", "tara evaluate", "tara.read",
     "Feasibility and risk of every threat scenario of one analysis or all.", run_evaluate},
    {"GET", "tara/analyses/{key}/report.pdf", "tara report", "tara.read",
     "The work product as PDF, made for a ledger sequence and dated by it.", run_report_pdf},
    {"GET", "tara/analyses/{key}/report.html", "tara report-html", "tara.read",
     "The same report as one accessible HTML file.", run_report_html},
};
