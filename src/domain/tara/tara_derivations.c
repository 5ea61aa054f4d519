/* Why a figure is what it is: value, rule in words, inputs, who rated and when. */
#include "domain/tara/tara_evaluate.h"
#include "domain/tara/tara_part.h"
#include "domain/tara/tara_queries.h"
#include "domain/tara/tara_render.h"

#define NODES_LIMIT 2000 /* of one answer; shared steps are told once for each parent */
#define DEPTH_LIMIT 24   /* an object a level and its list: below JSON_DEPTH */

struct why {
    struct renderer *renderer;
    struct json_writer *writer;
    const struct tara *tara;
    const struct tara_value *value;
    size_t nodes;
    int depth;
};

struct told {
    const char *label;
    struct text value;
    struct text rule;
    const struct record *record; /* or NULL */
};

/* Opens a node and its inputs. */
static void why_open(struct why *why, struct told told)
{
    struct json_writer *writer = why->writer;
    struct tara_touch touch = {TEXT_NONE, 0};
    char text[MOMENT_TEXT_SIZE + 1];
    why->nodes++;
    why->depth++;
    if (told.record != NULL) {
        struct fault ignored;
        struct fault *kept = why->tara->snapshot->fault;
        fault_init(&ignored, why->tara->arena);
        why->tara->snapshot->fault = &ignored;
        if (tara_query_touch(why->tara->snapshot, told.record->id, &touch) != RC_OK) {
            touch = (struct tara_touch){TEXT_NONE, 0};
        }
        why->tara->snapshot->fault = kept;
    }
    json_put_object(writer);
    json_member_z(writer, "label", told.label);
    json_member_text(writer, "value", told.value);
    json_member_text(writer, "rule", told.rule);
    json_put_name_z(writer, "ref");
    render_reference(why->renderer, told.record != NULL ? told.record->id : (struct id){{0}});
    json_put_name_z(writer, "by");
    if (touch.actor.size > 0) {
        json_put_text(writer, render_actor(why->tara->snapshot, touch.actor));
        json_member_text(writer, "at", moment_text(touch.at_us, text));
    } else {
        json_put_null(writer);
        json_put_name_z(writer, "at");
        json_put_null(writer);
    }
    json_put_name_z(writer, "inputs");
    json_put_list(writer);
}

static void why_close(struct why *why)
{
    json_put_list_end(why->writer);
    json_put_object_end(why->writer);
    why->depth--;
}

static void why_fact(struct why *why, struct told told)
{
    why_open(why, told);
    why_close(why);
}

static struct text level_word(const struct why *why, const struct method_scale *scale, int level)
{
    return level == NO_LEVEL ? TEXT("not rated") : method_word(why->tara->arena, scale->ids[level]);
}

static void why_method(struct why *why)
{
    const struct record *method = why->tara->method.record;
    why_fact(why,
             (struct told){"Method",
                           text_print(why->tara->arena, "%.*s, %.*s, version %.*s",
                                      TEXT_ARGS(method->key), TEXT_ARGS(tara_text(method, "title")),
                                      TEXT_ARGS(tara_text(method, "version"))),
                           TEXT("scales, bands and matrix come from this pack"), method});
}

/* ---- ratings ---- */

static void why_factors(struct why *why, const struct tara_rating *rating)
{
    const struct method_potential *potential = &why->tara->method.method->potential;
    for (int f = 0; f < potential->count; f++) {
        const struct method_factor *factor = &potential->factors[f];
        if (rating->levels[f] == NO_LEVEL) {
            continue;
        }
        const struct method_level *level = &factor->levels[rating->levels[f]];
        struct text name = method_word(why->tara->arena, factor->name);
        why_fact(why, (struct told){text_to_z(why->tara->arena, name),
                                    text_print(why->tara->arena, "%.*s: %d",
                                               TEXT_ARGS(level->label), level->points),
                                    TEXT("points of the level in the method"), NULL});
    }
}

static struct text rating_rule(const struct why *why, const struct tara_rating *rating)
{
    struct arena *arena = why->tara->arena;
    if (rating->problem.size > 0) {
        return rating->problem;
    }
    if (rating->approach == TARA_POTENTIAL) {
        return text_print(arena,
                          "attack potential: the points of all factors are added; %d falls into "
                          "the band of this level",
                          rating->total);
    }
    if (rating->approach == TARA_CVSS) {
        return text_print(arena, "CVSS exploitability of %.*s: 8.22 x AV x AC x PR x UI = %d.%02d",
                          TEXT_ARGS(rating->cvss_text), rating->total / 100, rating->total % 100);
    }
    return TEXT("attack vector: the method gives each vector a level");
}

static struct text rating_value(const struct why *why, const struct tara_rating *rating)
{
    const struct method *method = why->tara->method.method;
    struct text level = level_word(why, &method->feasibility, rating->level);
    if (rating->approach == TARA_POTENTIAL && rating->total != NO_LEVEL) {
        return text_print(why->tara->arena, "%.*s, %d points", TEXT_ARGS(level), rating->total);
    }
    if (rating->approach == TARA_VECTOR && rating->vector != NO_LEVEL) {
        return text_print(why->tara->arena, "%.*s, %.*s", TEXT_ARGS(level),
                          TEXT_ARGS(method->vectors.scale.ids[rating->vector]));
    }
    return level;
}

static void why_rating(struct why *why, const struct tara_rating *rating)
{
    why_open(why, (struct told){"Feasibility rating", rating_value(why, rating),
                                rating_rule(why, rating), rating->record});
    if (rating->approach == TARA_POTENTIAL) {
        why_factors(why, rating);
    }
    if (rating->record != NULL && tara_text(rating->record, "rationale").size > 0) {
        why_fact(why, (struct told){"Rationale", tara_text(rating->record, "rationale"),
                                    TEXT("as the rater wrote it"), NULL});
    }
    why_close(why);
}

/* ---- nodes ---- */

static struct text gate_rule(const struct why *why, const struct tara_node *node, bool is_rated)
{
    bool is_exact = why->value->approach == TARA_POTENTIAL;
    if (is_rated) {
        return node->gate == ATTACK_LEAF ? TEXT("the rating of the step")
                                         : TEXT("rated as a whole; what hangs below documents it");
    }
    switch (node->gate) {
    case ATTACK_LEAF:
        return TEXT("a step that nobody has rated yet");
    case ATTACK_OR:
        return is_exact ? TEXT("one child is enough: the capability sets of the children are "
                               "united and the least total counts")
                        : TEXT("one child is enough: the most feasible counts");
    case ATTACK_K_OF_N:
        return text_print(why->tara->arena, "%u of %zu children are needed", node->k,
                          node->children.count);
    default:
        return is_exact ? TEXT("all children are needed: each factor counts with its highest "
                               "level over all steps, then the points are added")
                        : TEXT("all children are needed: the least feasible counts");
    }
}

static struct text node_value(const struct why *why, uint32_t at)
{
    int level = NO_LEVEL;
    int total = NO_LEVEL;
    if (!tara_tree_node(why->value, at, &level, &total)) {
        return why->value->status[at] == TARA_CUT ? TEXT("impossible") : TEXT("not rated");
    }
    struct text word = level_word(why, &why->tara->method.method->feasibility, level);
    return total == NO_LEVEL
               ? word
               : text_print(why->tara->arena, "%.*s, %d points", TEXT_ARGS(word), total);
}

static void why_node(struct why *why, uint32_t at)
{
    const struct tara_node *node = &why->tara->nodes[at];
    const struct tara_rating *rating = why->value->ratings[at];
    why_open(why, (struct told){text_to_z(why->tara->arena, node->title), node_value(why, at),
                                gate_rule(why, node, rating != NULL), node->record});
    if (rating != NULL) {
        why_rating(why, rating);
    } else if (why->depth < DEPTH_LIMIT) {
        for (size_t i = 0; i < node->children.count && why->nodes < NODES_LIMIT; i++) {
            why_node(why, node->children.at[i]);
        }
    }
    why_close(why);
}

/* ---- feasibility, impact, risk ---- */

static struct text feasibility_value(const struct why *why, const struct tara_feasibility *of)
{
    struct text word = level_word(why, &why->tara->method.method->feasibility, of->level);
    return of->total == NO_LEVEL
               ? word
               : text_print(why->tara->arena, "%.*s, %d points", TEXT_ARGS(word), of->total);
}

static enum rc why_threat(struct why *why, uint32_t at, uint32_t scenario)
{
    const struct tara *tara = why->tara;
    const struct tara_threat *threat = &tara->threats[at];
    struct tara_value *value = NULL;
    struct tara_case given;
    enum rc rc = RC_OK;
    if (threat->tree != TARA_NONE && scenario != TARA_NONE) {
        given = tara_tree_scenario(tara, scenario);
        rc = tara_tree_value(tara, threat->tree, &given, &value);
    } else if (threat->tree != TARA_NONE) {
        rc = tara_tree_value(tara, threat->tree, NULL, &value);
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct tara_feasibility of = value != NULL ? tara_tree_feasibility(value) : threat->feasibility;
    struct text sentence = value != NULL ? tara_tree_sentence(value) : of.problem;
    why_open(why, (struct told){"Attack feasibility", feasibility_value(why, &of), sentence,
                                threat->record});
    if (value != NULL && value->root != TARA_NONE && why->depth < DEPTH_LIMIT) {
        why->value = value;
        why_node(why, value->root);
    }
    why_method(why);
    why_close(why);
    return RC_OK;
}

static void why_damage(struct why *why, uint32_t at, int category)
{
    const struct tara *tara = why->tara;
    const struct tara_damage *damage = &tara->damages[at];
    const struct method *method = tara->method.method;
    const struct tara_list *list = &tara->lists[TARA_IMPACT];
    int level = !damage->is_rated      ? NO_LEVEL
                : category == NO_LEVEL ? damage->impact.overall
                                       : damage->impact.vector[category];
    why_open(why, (struct told){"Impact", level_word(why, &method->impact, level),
                                category == NO_LEVEL
                                    ? TEXT("the highest rating over stakeholders and categories; "
                                           "nothing is averaged")
                                    : TEXT("the highest rating of this category over all "
                                           "stakeholders"),
                                damage->record});
    for (size_t i = 0; i < list->count; i++) {
        const struct record *rating = list->records[i];
        int of = method_category(method, tara_text(rating, "category"));
        if (tara_index_of(tara, TARA_DAMAGE, record_value(rating, "damage_scenario")) != at ||
            (category != NO_LEVEL && of != category)) {
            continue;
        }
        struct text rule = tara_text(rating, "rationale");
        struct text hazard = tara_text(rating, "hazard");
        struct text from = hazard.size > 0 ? text_print(tara->arena, "%.*s (%.*s)", TEXT_ARGS(rule),
                                                        TEXT_ARGS(hazard))
                                           : rule;
        why_fact(why,
                 (struct told){tara_category_label(tara_text(rating, "category")),
                               level_word(why, &method->impact,
                                          method_impact(method, tara_text(rating, "level"))),
                               from.size > 0 ? from : TEXT("rated without a rationale"), rating});
    }
    why_close(why);
}

static struct text risk_rule(const struct why *why, const struct tara_risk *risk)
{
    const struct method *method = why->tara->method.method;
    if (!risk->is_rated) {
        return risk->impact == NO_LEVEL ? TEXT("the impact in this category is not rated yet")
                                        : risk->feasibility.problem;
    }
    struct buffer out;
    buffer_init(&out, why->tara->arena);
    buffer_print(&out, "matrix of the method: impact %.*s and feasibility %.*s give %d",
                 TEXT_ARGS(level_word(why, &method->impact, risk->impact)),
                 TEXT_ARGS(level_word(why, &method->feasibility, risk->feasibility.level)),
                 risk->value);
    if (risk->formula_hundredths != NO_LEVEL) {
        buffer_print(&out, "; the formula 1 + I x F gives %d.%02d", risk->formula_hundredths / 100,
                     risk->formula_hundredths % 100);
    }
    return buffer_text(&out);
}

static const struct tara_risk *risk_of(const struct tara *tara, struct id id)
{
    for (size_t i = 0; i < tara->risk_count; i++) {
        if (tara->risks[i].record != NULL && id_equals(tara->risks[i].record->id, id)) {
            return &tara->risks[i];
        }
    }
    return NULL;
}

static enum rc why_risk(struct why *why, const struct tara_risk *risk)
{
    const struct tara *tara = why->tara;
    enum rc rc = RC_OK;
    why_open(why, (struct told){"Risk value",
                                risk->is_rated ? text_print(tara->arena, "%d", risk->value)
                                               : TEXT("not rated"),
                                risk_rule(why, risk), risk->record});
    if (risk->damage != TARA_NONE) {
        why_damage(why, risk->damage, risk->category);
    }
    if (risk->scenario != TARA_NONE) {
        const struct record *scenario = tara->lists[TARA_SCENARIO].records[risk->scenario];
        why_fact(why, (struct told){"Control scenario", tara_text(scenario, "title"),
                                    TEXT("its controls are counted as in place"), scenario});
    }
    if (risk->threat != TARA_NONE) {
        rc = why_threat(why, risk->threat, risk->scenario);
    }
    why_method(why);
    why_close(why);
    return rc;
}

/* ---- by entity ---- */

static enum rc why_record(struct why *why, const struct tara_found *found)
{
    const struct tara *tara = why->tara;
    struct tara_value *value;
    enum rc rc;
    switch (found->kind) {
    case TARA_RISK: {
        const struct tara_risk *risk = risk_of(tara, found->record->id);
        return risk != NULL ? why_risk(why, risk) : RC_NOT_FOUND;
    }
    case TARA_THREAT:
        return why_threat(why, found->index, TARA_NONE);
    case TARA_DAMAGE:
        why_damage(why, found->index, NO_LEVEL);
        return RC_OK;
    case TARA_RATING:
        why_rating(why, &tara->ratings[found->index]);
        return RC_OK;
    case TARA_NODE:
        if (tara->nodes[found->index].tree == TARA_NONE) {
            return RC_NOT_FOUND;
        }
        rc = tara_tree_value(tara, tara->nodes[found->index].tree, NULL, &value);
        if (rc == RC_OK) {
            why->value = value;
            why_node(why, found->index);
        }
        return rc;
    default:
        return RC_NOT_FOUND;
    }
}

static enum rc derive(struct module_call *call, const char *entity)
{
    struct snapshot snapshot = {.workspace = call->workspace,
                                .as_of = call->as_of,
                                .connection = call->connection,
                                .arena = call->arena,
                                .fault = call->fault};
    struct record *record;
    struct text analysis;
    struct tara *tara;
    struct renderer renderer;
    struct json_writer writer;
    enum rc rc = snapshot_get(&snapshot, model_named(call->workspace->model, text_of(entity)),
                              call->key, &record);
    rc = rc == RC_OK ? tara_analysis_of(&snapshot, record, &analysis) : rc;
    rc = rc == RC_OK ? tara_load(&snapshot, analysis, &tara) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    const struct tara_found *found = tara_find(tara, record->id);
    if (found == NULL) {
        return fault_add(call->fault, RC_NOT_FOUND, call->key,
                         "it is retired, so nothing is computed for it");
    }
    json_writer_init(&writer, call->out);
    tara_render_init(&renderer, tara, &writer);
    struct why why = {.renderer = &renderer, .writer = &writer, .tara = tara};
    return why_record(&why, found);
}

static enum rc derive_risk(struct module_call *call)
{
    return derive(call, "risk");
}

static enum rc derive_threat(struct module_call *call)
{
    return derive(call, "threat_scenario");
}

static enum rc derive_damage(struct module_call *call)
{
    return derive(call, "damage_scenario");
}

static enum rc derive_rating(struct module_call *call)
{
    return derive(call, "feasibility_rating");
}

static enum rc derive_node(struct module_call *call)
{
    return derive(call, "attack_node");
}

const struct module_derivation tara_derivations[TARA_DERIVATION_COUNT] = {
    {"risk", derive_risk},
    {"threat_scenario", derive_threat},
    {"damage_scenario", derive_damage},
    {"feasibility_rating", derive_rating},
    {"attack_node", derive_node},
};
