/* A threat in words, and as the proposal that accepting it carries out. */
#include "domain/tara/tara_suggest_part.h"

#include "base/utf8.h"

#include <stdio.h>

#define DEFINITION_DEPTH 4
#define TITLE_LIMIT 300 /* code points, of suggestion and threat scenario */

/* What a fact of the model says; {0} to {2} are its arguments. */
static const char *const sentences[THREAT_FACTS] = {
    [THREAT_IS_FLOW] = "{0} goes from {1} to {2}",
    [THREAT_IS_INTERFACE] = "{0} is an interface of {1}",
    [THREAT_KIND] = "{0} is of the kind {1}",
    [THREAT_TECHNOLOGY] = "{0} uses {1}",
    [THREAT_PROPERTY] = "{0} has {1}: {2}",
    [THREAT_PROTECTION] = "the protection of {0} is {1}",
    [THREAT_REACH] = "the reach of {0} is {1}",
    [THREAT_EXPOSURE] = "the exposure of {0} is {1}",
    [THREAT_ACCESS] = "the access control of {0} is {1}",
    [THREAT_LEVEL] = "{0} is trusted as {1}",
    [THREAT_NEEDS] = "{0} needs {1}",
    [THREAT_ON] = "{0} is on {1}",
    [THREAT_LEADS_TO] = "{0} leads to {1}",
    [THREAT_VIA] = "{0} travels along {1}",
    [THREAT_CARRIES] = "{0} carries {1}",
    [THREAT_STORES] = "{0} holds {1}",
    [THREAT_IN_ZONE] = "{0} lies in {1}",
    [THREAT_ZONE_IN] = "{0} lies in {1}",
    [THREAT_PART_OF] = "{0} is part of {1}",
    [THREAT_ENTRY] = "attackers are taken to be at {0}",
    [THREAT_CROSSES] = "{0} leaves {1} into {2}",
    [THREAT_CLIMBS] = "{0} enters a zone that is trusted more"};

static void put_name(struct buffer *out, struct text name)
{
    for (size_t i = 0; i < name.size; i++) {
        buffer_put_char(out, name.at[i] == '_' ? ' ' : name.at[i]);
    }
}

static void put_sentence(struct buffer *out, const struct threat_symbols *symbols,
                         const char *sentence, const uint32_t *tuple)
{
    for (const char *at = sentence; *at != '\0'; at++) {
        if (*at != '{') {
            buffer_put_char(out, *at);
            continue;
        }
        uint32_t symbol = tuple[at[1] - '0'];
        if (symbols->types[symbol] == THREAT_WORD) {
            put_name(out, symbols->names[symbol]);
        } else {
            buffer_put(out, symbols->names[symbol]);
        }
        at += 2;
    }
}

/* What the model says and one way rests on, joined to what is there already. */
static void put_facts(struct buffer *out, const struct threat_graph *graph, uint32_t way)
{
    const struct threat_run *run = graph->run;
    uint32_t predicates[THREAT_LITERALS_LIMIT];
    const uint32_t *rows;
    uint32_t premises = threat_graph_way(graph, way, predicates, &rows);
    for (uint32_t i = 0; i < premises; i++) {
        if (predicates[i] >= THREAT_FACTS || sentences[predicates[i]] == NULL) {
            continue;
        }
        const struct threat_relation *relation = &run->relations[predicates[i]];
        buffer_put_z(out, out->size > 0 ? ", " : "");
        put_sentence(out, run->symbols, sentences[predicates[i]],
                     threat_relation_row(relation, rows[i + 1]));
    }
}

static bool has_steps(const struct threat_graph *graph, uint32_t way)
{
    return graph->run->rules->rules[graph->rules[way]].step_count > 0;
}

/* The same, with what is so by definition: ways without a step of their own
 * (what counts as a bus, what runs software) that this one needs. */
static void put_because(struct buffer *out, const struct threat_graph *graph,
                        const struct threat *threat, uint32_t way, int depth)
{
    put_facts(out, graph, way);
    for (uint32_t n = graph->first_need[way]; n < graph->first_need[way + 1]; n++) {
        size_t at = 0;
        while (at < threat->path_count && graph->heads[threat->path[at]] != graph->needs[n]) {
            at++;
        }
        if (at < threat->path_count && !has_steps(graph, threat->path[at]) &&
            depth < DEFINITION_DEPTH) {
            put_because(out, graph, threat, threat->path[at], depth + 1);
        }
    }
}

/* One line a step of the attacker, each with what the model says for it. */
static struct text path_words(struct arena *arena, const struct threat_graph *graph,
                              const struct threat *threat)
{
    struct buffer out;
    size_t number = 0;
    buffer_init(&out, arena);
    for (size_t i = 0; i < threat->path_count; i++) {
        const struct threat_rule *rule = &graph->run->rules->rules[graph->rules[threat->path[i]]];
        for (size_t s = 0; s < rule->step_count; s++) {
            struct buffer facts;
            buffer_init(&facts, arena);
            buffer_print(&out, "%s%zu. %.*s", number > 0 ? "\n" : "", number + 1,
                         TEXT_ARGS(threat->steps[number].title));
            number++;
            if (s == 0) {
                put_because(&facts, graph, threat, threat->path[i], 0);
            }
            buffer_print(&out, "%s%.*s.", facts.size > 0 ? ", because " : "",
                         TEXT_ARGS(buffer_text(&facts)));
        }
    }
    if (threat->left_out > 0) {
        buffer_print(&out, "\n%zu earlier derivations are left out here.", threat->left_out);
    }
    return buffer_text(&out);
}

/* ---- steps, for an attack tree ---- */

static void put_touches(struct json_writer *writer, const struct tara_suggesting *suggesting,
                        const struct threat_rule *rule, struct text title, const uint32_t *values)
{
    const struct threat_symbols *symbols = &suggesting->threats->symbols;
    json_put_name_z(writer, "touches");
    json_put_list(writer);
    for (uint32_t v = 0; v < rule->variable_count; v++) {
        struct text mark =
            text_print(suggesting->set->snapshot.arena, "{%.*s}", TEXT_ARGS(rule->variables[v]));
        int type = symbols->types[values[v]];
        if (text_contains(title, mark) && (type == THREAT_COMPONENT || type == THREAT_CHANNEL)) {
            json_put_text(writer, symbols->ids[values[v]]);
        }
    }
    json_put_list_end(writer);
}

static void put_rating(struct json_writer *writer, const struct method *method,
                       const struct threat_factors *factors, struct text rule)
{
    json_put_name_z(writer, "rating");
    json_put_object(writer);
    json_member_z(writer, "approach", tara_approach_id(TARA_POTENTIAL));
    for (int f = 0; f < method->potential.count; f++) {
        const struct method_factor *factor = &method->potential.factors[f];
        const char *field = tara_factor_field(factor->id);
        int level = factors->levels[f] == NO_LEVEL ? 0 : factors->levels[f];
        if (field != NULL) {
            json_member_text(writer, field, factor->levels[level].id);
        }
    }
    json_member_z(writer, "source", "catalogue");
    json_put_name_z(writer, "rationale");
    char words[200];
    (void)snprintf(words, sizeof words, "Default of the threat rule %.*s; to be confirmed.",
                   (int)(rule.size < 100 ? rule.size : 100), rule.at);
    json_put_text(writer, text_of(words));
    json_put_object_end(writer);
}

static void put_steps(struct json_writer *writer, const struct tara_suggesting *suggesting,
                      const struct threat *threat)
{
    const struct threat_graph *graph = suggesting->threats->graph;
    const struct method *method = suggesting->threats->rules.method;
    size_t number = 0;
    json_put_name_z(writer, "steps");
    json_put_list(writer);
    for (size_t i = 0; i < threat->path_count; i++) {
        uint32_t values[THREAT_VARIABLES_LIMIT] = {0};
        const struct threat_rule *rule = &graph->run->rules->rules[graph->rules[threat->path[i]]];
        threat_graph_values(graph, threat->path[i], values);
        for (size_t s = 0; s < rule->step_count; s++) {
            const struct threat_part *part = &threat->steps[number++];
            json_put_object(writer);
            json_member_text(writer, "title", part->title);
            put_touches(writer, suggesting, rule, rule->steps[s].title, values);
            if (suggesting->has_method) {
                put_rating(writer, method, &part->factors, part->rule);
            }
            json_put_object_end(writer);
        }
    }
    json_put_list_end(writer);
}

/* ---- the proposal ---- */

static const char *const stride_ids[] = {"spoofing",          "tampering",
                                         "repudiation",       "information_disclosure",
                                         "denial_of_service", "elevation_of_privilege"};

struct text tara_suggest_clip(struct text text, size_t limit)
{
    size_t at = 0;
    for (size_t n = 0; at < text.size && n < limit; n++) {
        (void)utf8_next(text, &at);
    }
    return text_part(text, 0, at);
}

static void put_keys(struct json_writer *writer, const char *name, const struct tara_keys *keys)
{
    if (keys->count == 0) {
        return;
    }
    json_put_name_z(writer, name);
    json_put_list(writer);
    for (size_t i = 0; i < keys->count; i++) {
        json_put_text(writer, keys->at[i]);
    }
    json_put_list_end(writer);
}

static struct text cause_words(struct arena *arena, const struct threat *threat)
{
    struct buffer out;
    buffer_init(&out, arena);
    for (size_t i = 0; i < threat->step_count; i++) {
        buffer_print(&out, "%s%.*s", i > 0 ? "; " : "", TEXT_ARGS(threat->steps[i].title));
    }
    buffer_put_char(&out, '.');
    return buffer_text(&out);
}

static void put_proposal(struct json_writer *writer, const struct tara_suggesting *suggesting,
                         const struct threat *threat)
{
    struct tara_links links;
    int first = 0;
    tara_suggest_links(suggesting, threat, &links);
    while (first < 5 && (threat->rule->stride >> first & 1) == 0) {
        first++;
    }
    json_put_name_z(writer, "proposal");
    json_put_object(writer);
    json_member_text(writer, "analysis", suggesting->analysis->key);
    json_member_text(writer, "title", tara_suggest_clip(threat->title, TITLE_LIMIT));
    json_member_z(writer, "stride", stride_ids[first]);
    json_member_bool(writer, "confidentiality", links.losses.confidentiality);
    json_member_bool(writer, "integrity", links.losses.integrity);
    json_member_bool(writer, "availability", links.losses.availability);
    json_member_text(writer, "cause", cause_words(suggesting->set->snapshot.arena, threat));
    put_keys(writer, "assets", &links.assets);
    put_keys(writer, "damage_scenarios", &links.damages);
    put_keys(writer, "threat_classes", &links.classes);
    json_put_object_end(writer);
}

static void put_stride(struct json_writer *writer, const struct threat_rule *rule)
{
    char letters[7];
    size_t count = 0;
    for (size_t i = 0; i < 6; i++) {
        if ((rule->stride >> i & 1) != 0) {
            letters[count++] = "STRIDE"[i];
        }
    }
    json_member_text(writer, "stride", (struct text){letters, count});
}

static void put_annex5(struct json_writer *writer, struct arena *arena,
                       const struct threat_rule *rule)
{
    struct buffer out;
    buffer_init(&out, arena);
    for (size_t i = 0; i < rule->annex5_count; i++) {
        buffer_print(&out, "%s%.*s", i > 0 ? ", " : "", TEXT_ARGS(rule->annex5[i]));
    }
    if (out.size > 0) {
        json_member_text(writer, "annex5", buffer_text(&out));
    }
}

static void put_estimate(struct json_writer *writer, const struct tara_suggesting *suggesting,
                         const struct threat *threat)
{
    const struct profile_grid *grid = suggesting->threats->rating.grid;
    int easiest = tara_threats_easiest(suggesting->threats, threat);
    if (easiest != NO_LEVEL && suggesting->has_method) {
        json_member_text(writer, "estimate",
                         grid->method->feasibility.ids[grid->feasibility[easiest]]);
        json_member_integer(writer, "estimate_points", grid->totals[easiest]);
    }
}

struct text tara_suggest_fields(const struct tara_suggesting *suggesting,
                                const struct threat *threat)
{
    struct arena *arena = suggesting->set->snapshot.arena;
    const struct record *subject = tara_suggest_subject(suggesting, threat);
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_text(&writer, "analysis", suggesting->analysis->key);
    json_member_text(&writer, "title", tara_suggest_clip(threat->title, TITLE_LIMIT));
    json_member_z(&writer, "entity", "threat_scenario");
    json_member_z(&writer, "effect", "create");
    put_proposal(&writer, suggesting, threat);
    if (subject != NULL) {
        json_member_text(&writer, "subject", subject->key);
    }
    json_member_text(&writer, "proposer",
                     text_print(arena, "%.*s: %.*s", TEXT_ARGS(suggesting->proposer),
                                TEXT_ARGS(tara_suggest_clip(threat->rule->id, 100))));
    json_member_text(&writer, "path", path_words(arena, suggesting->threats->graph, threat));
    if (threat->rule->about.size > 0) {
        json_member_text(&writer, "rationale", threat->rule->about);
    }
    json_member_text(&writer, "origin_id", threat->id);
    put_stride(&writer, threat->rule);
    put_annex5(&writer, arena, threat->rule);
    put_estimate(&writer, suggesting, threat);
    put_steps(&writer, suggesting, threat);
    json_member_bool(&writer, "lapsed", false);
    json_put_object_end(&writer);
    return buffer_text(&out);
}
