/* The four answers as JSON. */
#include "domain/tara/tara_insight.h"
#include "domain/tara/tara_render.h"
#include "engine/attack_tree_sentence.h"

static void put_text_or_null(struct json_writer *writer, const char *name, struct text text)
{
    json_put_name_z(writer, name);
    if (text.size > 0) {
        json_put_text(writer, text);
    } else {
        json_put_null(writer);
    }
}

static void put_reference(struct renderer *renderer, const char *name, const struct record *record)
{
    json_put_name_z(renderer->writer, name);
    render_reference(renderer, record != NULL ? record->id : (struct id){{0}});
}

static void put_outcome(struct json_writer *writer, const struct tara_insight *insight,
                        const char *name, const struct tara_outcome *outcome)
{
    const struct method *method = insight->tara->method.method;
    json_put_name_z(writer, name);
    json_put_object(writer);
    tara_render_level(writer, "level", &method->feasibility, outcome->level);
    tara_render_number(writer, "sum", outcome->total, outcome->total != NO_LEVEL);
    tara_render_number(writer, "risk", outcome->risk, outcome->risk > 0);
    json_put_name_z(writer, "risks");
    json_put_list(writer);
    for (size_t i = 0; outcome->is_rated && i < insight->risk_count; i++) {
        json_put_integer(writer, outcome->risks[i]);
    }
    json_put_list_end(writer);
    put_text_or_null(writer, "reason", outcome->problem);
    json_put_object_end(writer);
}

static void put_level(struct json_writer *writer, const char *name, struct text id,
                      struct text label)
{
    json_put_name_z(writer, name);
    json_put_object(writer);
    json_member_text(writer, "id", id);
    json_member_text(writer, "label", label);
    json_put_object_end(writer);
}

/* ---- why ---- */

static void put_risks(struct renderer *renderer, const struct tara_insight *insight)
{
    struct json_writer *writer = renderer->writer;
    const struct tara *tara = insight->tara;
    json_put_name_z(writer, "risks");
    json_put_list(writer);
    for (size_t i = 0; i < insight->risk_count; i++) {
        const struct tara_risk *risk = insight->risks[i];
        json_put_object(writer);
        put_reference(renderer, "risk", risk->record);
        put_reference(renderer, "damage", tara->damages[risk->damage].record);
        json_member_text(writer, "category", tara->method.method->categories.ids[risk->category]);
        tara_render_level(writer, "impact", &tara->method.method->impact, risk->impact);
        json_member_integer(writer, "value", risk->value);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_profile(struct json_writer *writer, const struct profile_grid *grid,
                        uint16_t profile)
{
    json_put_list(writer);
    for (int f = 0; f < grid->factors; f++) {
        const struct method_factor *factor = &grid->method->potential.factors[f];
        const struct method_level *level = &factor->levels[grid->levels[profile][f]];
        json_put_object(writer);
        json_member_text(writer, "factor", factor->id);
        json_member_text(writer, "name", factor->name);
        json_member_text(writer, "level", level->id);
        json_member_text(writer, "label", level->label);
        json_member_integer(writer, "points", level->points);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_step(struct renderer *renderer, const struct tara_insight *insight, uint32_t node)
{
    struct json_writer *writer = renderer->writer;
    const struct tara *tara = insight->tara;
    const struct method *method = tara->method.method;
    const struct tara_rating *rating = insight->value->ratings[node];
    int level = NO_LEVEL;
    int total = NO_LEVEL;
    bool is_known = tara_tree_node(insight->value, node, &level, &total);
    json_put_object(writer);
    put_reference(renderer, "node", tara->nodes[node].record);
    put_reference(renderer, "rating", rating != NULL ? rating->record : NULL);
    json_member_z(writer, "approach", rating != NULL ? tara_approach_id(rating->approach) : "");
    tara_render_level(writer, "vector", &method->vectors.scale,
                      rating != NULL ? rating->vector : NO_LEVEL);
    tara_render_level(writer, "level", &method->feasibility, is_known ? level : NO_LEVEL);
    tara_render_number(writer, "sum", total, is_known && total != NO_LEVEL);
    json_put_object_end(writer);
}

static void put_why(struct renderer *renderer, const struct tara_insight *insight)
{
    struct json_writer *writer = renderer->writer;
    const struct tara_value *value = insight->value;
    const struct tara *tara = insight->tara;
    struct tara_feasibility feasibility = tara_tree_feasibility(value);
    json_put_name_z(writer, "why");
    json_put_object(writer);
    put_outcome(writer, insight, "now", &insight->now);
    json_member_text(writer, "sentence", tara_tree_sentence(value));
    json_member_z(writer, "approach", tara_approach_id(value->approach));
    tara_render_level(writer, "vector", &tara->method.method->vectors.scale, feasibility.vector);
    json_member_bool(writer, "is_minimal", value->answer.is_minimal);
    json_put_name_z(writer, "profile");
    if (value->profile_run != NULL && value->answer.best < tara->method.grid->count) {
        put_profile(writer, tara->method.grid, value->answer.best);
    } else {
        json_put_null(writer);
    }
    json_put_name_z(writer, "steps");
    json_put_list(writer);
    for (size_t i = 0; i < value->answer.step_count; i++) {
        uint32_t node = value->node_of[value->answer.steps[i]];
        if (node != TARA_NONE) {
            put_step(renderer, insight, node);
        }
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

/* ---- who ---- */

static void put_attackers(struct json_writer *writer, const struct tara_insight *insight)
{
    const struct tara *tara = insight->tara;
    const struct attack_answer *answer = &insight->value->answer;
    const struct profile_grid *grid = tara->method.grid;
    bool has_profiles = insight->value->profile_run != NULL;
    size_t count = has_profiles ? answer->capability_count : 0;
    json_put_name_z(writer, "attackers");
    json_put_object(writer);
    json_member_integer(writer, "count", (int64_t)count);
    put_text_or_null(writer, "reason",
                     has_profiles ? TEXT_NONE
                                  : TEXT("only a tree whose steps are all rated by attack "
                                         "potential says what its attackers need"));
    json_put_name_z(writer, "items");
    json_put_list(writer);
    for (size_t i = 0; i < count && i < TARA_INSIGHT_ATTACKERS; i++) {
        uint16_t profile = answer->capabilities[i];
        json_put_object(writer);
        json_member_integer(writer, "sum", grid->totals[profile]);
        tara_render_level(writer, "level", &tara->method.method->feasibility,
                          grid->feasibility[profile]);
        json_member_text(writer, "sentence",
                         attack_tree_sentence_profile(tara->arena, grid, profile));
        json_put_name_z(writer, "profile");
        put_profile(writer, grid, profile);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

/* ---- what would move it ---- */

static void put_move(struct renderer *renderer, const struct tara_insight *insight,
                     const struct tara_move *move)
{
    struct json_writer *writer = renderer->writer;
    const struct tara_rating *rating = insight->value->ratings[move->node];
    json_put_object(writer);
    put_reference(renderer, "node", insight->tara->nodes[move->node].record);
    put_reference(renderer, "rating", rating != NULL ? rating->record : NULL);
    put_level(writer, "factor", move->factor_id, move->factor);
    put_level(writer, "from", move->from_id, move->from);
    put_level(writer, "to", move->to_id, move->to);
    json_member_bool(writer, "is_harder", move->is_harder);
    put_outcome(writer, insight, "after", &move->after);
    json_put_object_end(writer);
}

static void put_moves(struct renderer *renderer, const struct tara_insight *insight)
{
    struct json_writer *writer = renderer->writer;
    json_put_name_z(writer, "moves");
    json_put_object(writer);
    json_member_integer(writer, "count", (int64_t)insight->move_count);
    json_member_integer(writer, "level_count", (int64_t)insight->level_count);
    json_member_bool(writer, "is_whole", insight->moves_are_whole);
    json_put_name_z(writer, "items");
    json_put_list(writer);
    for (size_t i = 0; i < insight->move_count && i < TARA_INSIGHT_MOVES; i++) {
        put_move(renderer, insight, &insight->moves[i]);
    }
    json_put_list_end(writer);
    json_put_name_z(writer, "points");
    json_put_list(writer);
    for (size_t i = 0; i < insight->point_count; i++) {
        const struct tara_node *node = &insight->tara->nodes[insight->points[i]];
        json_put_object(writer);
        put_reference(renderer, "node", node->record);
        json_member_text(writer, "gate", tara_text(node->record, "gate"));
        json_member_bool(writer, "is_root", insight->points[i] == insight->value->root);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

/* ---- which control ---- */

static void put_flip(struct renderer *renderer, const struct tara_insight *insight,
                     const struct tara_flip *flip)
{
    static const char *const worths[] = {"needed", "helps", "covered", "idle", "detects"};
    struct json_writer *writer = renderer->writer;
    const struct tara *tara = insight->tara;
    const struct record *control = tara->lists[TARA_CONTROL].records[flip->control];
    struct value nodes = record_value(control, "nodes");
    int64_t cost = tara_integer(control, "cost", INT64_MIN);
    json_put_object(writer);
    put_reference(renderer, "control", control);
    json_member_text(writer, "state", control->state);
    json_member_text(writer, "effect", tara_text(control, "effect"));
    tara_render_number(writer, "cost", cost, cost != INT64_MIN);
    json_member_z(writer, "worth", worths[flip->worth]);
    json_put_name_z(writer, "nodes");
    json_put_list(writer);
    for (size_t i = 0; nodes.kind == VALUE_IDS && i < value_ids_count(nodes); i++) {
        render_reference(renderer, value_ids_at(nodes, i));
    }
    json_put_list_end(writer);
    put_outcome(writer, insight, "alone", &flip->alone);
    put_outcome(writer, insight, "with", &flip->with);
    put_outcome(writer, insight, "without", &flip->without);
    json_put_object_end(writer);
}

static void put_controls(struct renderer *renderer, const struct tara_insight *insight)
{
    struct json_writer *writer = renderer->writer;
    json_put_name_z(writer, "controls");
    json_put_object(writer);
    json_member_integer(writer, "count", (int64_t)insight->flip_count);
    json_member_bool(writer, "is_whole", insight->flips_are_whole);
    json_put_name_z(writer, "items");
    json_put_list(writer);
    for (size_t i = 0; i < insight->flip_count; i++) {
        put_flip(renderer, insight, &insight->flips[i]);
    }
    json_put_list_end(writer);
    put_outcome(writer, insight, "target", &insight->target);
    put_outcome(writer, insight, "as_built", &insight->built);
    put_outcome(writer, insight, "as_verified", &insight->verified);
    json_put_object_end(writer);
}

/* ---- the whole ---- */

static void put_method(struct renderer *renderer, const struct tara *tara)
{
    struct json_writer *writer = renderer->writer;
    json_put_name_z(writer, "method");
    json_put_object(writer);
    json_member_text(writer, "key", tara->method.record->key);
    json_member_text(writer, "title", tara_text(tara->method.record, "title"));
    json_member_text(writer, "version", tara_text(tara->method.record, "version"));
    json_put_object_end(writer);
}

static void put_answers(struct renderer *renderer, const struct tara_insight *insight)
{
    static const char *const exactness[] = {"exact", "bound", "sampled"};
    struct json_writer *writer = renderer->writer;
    json_member_z(writer, "variant", insight->value->answer.variant);
    json_member_z(writer, "exactness", exactness[insight->value->answer.exactness]);
    put_risks(renderer, insight);
    put_why(renderer, insight);
    put_attackers(writer, insight);
    put_moves(renderer, insight);
    put_controls(renderer, insight);
}

void tara_insight_render(struct renderer *renderer, const struct tara_insight *insight)
{
    struct json_writer *writer = renderer->writer;
    const struct tara *tara = insight->tara;
    uint32_t tree = tara->threats[insight->threat].tree;
    char hex[HASH_HEX_SIZE + 1];
    json_put_object(writer);
    put_reference(renderer, "threat", tara->threats[insight->threat].record);
    put_reference(renderer, "analysis", tara->analysis);
    put_reference(renderer, "tree",
                  tree != TARA_NONE ? tara->lists[TARA_TREE].records[tree] : NULL);
    put_method(renderer, tara);
    put_text_or_null(writer, "input_hash",
                     insight->value != NULL ? hash_hex(insight->inputs, hex) : TEXT_NONE);
    json_member_bool(writer, "is_rated", insight->reason.size == 0);
    put_text_or_null(writer, "reason", insight->reason);
    if (insight->reason.size == 0) {
        put_answers(renderer, insight);
    }
    json_put_object_end(writer);
}
