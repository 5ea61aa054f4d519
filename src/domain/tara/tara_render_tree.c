#include "domain/tara/tara_evaluate.h"
#include "domain/tara/tara_queries.h"
#include "domain/tara/tara_render.h"

#define GAP_BESIDE 24
#define GAP_LAYERS 56

/* ---- layout ---- */

static uint32_t *places_of(const struct tara_value *value)
{
    size_t nodes = value->tara->lists[TARA_NODE].count;
    uint32_t *place = ARENA_MANY(value->tara->arena, uint32_t, nodes + 1);
    for (size_t i = 0; i < nodes; i++) {
        place[i] = TARA_NONE;
    }
    for (size_t i = 0; i < value->count; i++) {
        place[value->nodes[i]] = (uint32_t)i;
    }
    return place;
}

enum rc tara_render_layout(const struct tara_value *value, struct tara_picture *out)
{
    const struct tara *tara = value->tara;
    uint32_t *place = places_of(value);
    size_t edge_count = 0;
    for (size_t i = 0; i < value->count; i++) {
        edge_count += tara->nodes[value->nodes[i]].children.count;
    }
    struct layout_box *boxes = ARENA_MANY(tara->arena, struct layout_box, value->count + 1);
    struct layout_edge *edges = ARENA_MANY(tara->arena, struct layout_edge, edge_count + 1);
    uint32_t edge = 0;
    for (size_t i = 0; i < value->count; i++) {
        const struct tara_indexes *children = &tara->nodes[value->nodes[i]].children;
        boxes[i] = (struct layout_box){TARA_BOX_WIDTH, TARA_BOX_HEIGHT};
        for (size_t c = 0; c < children->count; c++) {
            edges[edge++] = (struct layout_edge){(uint32_t)i, place[children->at[c]]};
        }
    }
    struct layout_picture picture = {.boxes = boxes,
                                     .box_count = (uint32_t)value->count,
                                     .edges = edges,
                                     .edge_count = edge,
                                     .direction = LAYOUT_DOWN,
                                     .gap_beside = GAP_BESIDE,
                                     .gap_layers = GAP_LAYERS};
    struct layout *layout = ARENA_NEW(tara->arena, struct layout);
    enum rc rc = layout_place(tara->arena, &picture, tara->snapshot->fault, layout);
    if (rc == RC_OK) {
        *out = (struct tara_picture){layout, edges, edge};
    }
    return rc;
}

bool *tara_render_critical(const struct tara_value *value)
{
    bool *critical = ARENA_MANY(value->tara->arena, bool, value->tara->lists[TARA_NODE].count + 1);
    for (size_t i = 0; value->has_answer && i < value->answer.critical_count; i++) {
        uint32_t node = value->node_of[value->answer.critical[i]];
        if (node != TARA_NONE) {
            critical[node] = true;
        }
    }
    return critical;
}

/* ---- parts of the answer ---- */

struct tree_view {
    struct renderer *renderer;
    struct json_writer *writer;
    const struct tara *tara;
    const struct tara_value *value;
    const bool *critical;
    const uint32_t *place; /* by node: in the picture, or TARA_NONE */
    struct table touches;
};

static void put_id(struct json_writer *writer, struct id id)
{
    char text[ID_TEXT_SIZE + 1];
    json_put_text(writer, id_text(id, text));
}

static void put_ids(struct tree_view *view, const char *name, const struct tara_indexes *nodes)
{
    json_put_name_z(view->writer, name);
    json_put_list(view->writer);
    for (size_t i = 0; i < nodes->count; i++) {
        put_id(view->writer, view->tara->nodes[nodes->at[i]].record->id);
    }
    json_put_list_end(view->writer);
}

/* Parents in this tree only; a shared node may have others elsewhere. */
static void put_parents(struct tree_view *view, const struct tara_node *node)
{
    struct tara_indexes shown = {ARENA_MANY(view->tara->arena, uint32_t, node->parents.count + 1),
                                 0};
    for (size_t i = 0; i < node->parents.count; i++) {
        if (view->place[node->parents.at[i]] != TARA_NONE) {
            shown.at[shown.count++] = node->parents.at[i];
        }
    }
    put_ids(view, "parents", &shown);
}

static void put_text_or_null(struct json_writer *writer, const char *name, struct text text)
{
    json_put_name_z(writer, name);
    if (text.size > 0) {
        json_put_text(writer, text);
    } else {
        json_put_null(writer);
    }
}

/* Levels of the factors: ids, or their labels for people. */
static void put_profile(struct json_writer *writer, const struct profile_grid *grid,
                        uint16_t profile, bool with_labels)
{
    json_put_object(writer);
    for (int f = 0; f < grid->factors; f++) {
        const struct method_factor *factor = &grid->method->potential.factors[f];
        const struct method_level *level = &factor->levels[grid->levels[profile][f]];
        json_put_name(writer, factor->id);
        json_put_text(writer, with_labels ? level->label : level->id);
    }
    json_put_object_end(writer);
}

static void put_factors(struct json_writer *writer, const struct method *method,
                        const struct tara_rating *rating)
{
    json_put_name_z(writer, "factors");
    if (rating->approach != TARA_POTENTIAL) {
        json_put_null(writer);
        return;
    }
    json_put_object(writer);
    for (int f = 0; f < method->potential.count; f++) {
        const struct method_factor *factor = &method->potential.factors[f];
        if (rating->levels[f] != NO_LEVEL) {
            json_put_name(writer, factor->id);
            json_put_text(writer, factor->levels[rating->levels[f]].id);
        }
    }
    json_put_object_end(writer);
}

static void put_touch(struct tree_view *view, struct id record)
{
    const struct tara_touch *touch = table_get(&view->touches, id_bytes(&record));
    char text[MOMENT_TEXT_SIZE + 1];
    put_text_or_null(view->writer, "by",
                     touch != NULL ? render_actor(view->renderer->snapshot, touch->actor)
                                   : TEXT_NONE);
    put_text_or_null(view->writer, "at",
                     touch != NULL ? moment_text(touch->at_us, text) : TEXT_NONE);
}

static void put_rating(struct tree_view *view, const struct tara_rating *stored,
                       const struct tara_rating *rating)
{
    struct json_writer *writer = view->writer;
    const struct method *method = view->tara->method.method;
    const struct record *record = stored != NULL ? stored->record : NULL;
    json_put_name_z(writer, "rating");
    if (rating == NULL) {
        json_put_null(writer);
        return;
    }
    json_put_object(writer);
    json_put_name_z(writer, "id");
    if (record != NULL) {
        put_id(writer, record->id);
    } else {
        json_put_null(writer);
    }
    put_text_or_null(writer, "key", record != NULL ? record->key : TEXT_NONE);
    json_member_integer(writer, "revision", record != NULL ? record->revision : 0);
    json_member_z(writer, "approach", tara_approach_id(rating->approach));
    put_factors(writer, method, rating);
    tara_render_level(writer, "vector", &method->vectors.scale, rating->vector);
    put_text_or_null(writer, "cvss", rating->cvss_text);
    put_text_or_null(writer, "rationale",
                     record != NULL ? tara_text(record, "rationale") : TEXT_NONE);
    json_member_bool(writer, "is_what_if", rating != stored);
    put_text_or_null(writer, "problem", rating->problem);
    if (record != NULL) {
        put_touch(view, record->id);
    }
    json_put_object_end(writer);
}

static void put_node(struct tree_view *view, uint32_t at, struct layout_point corner)
{
    struct json_writer *writer = view->writer;
    const struct tara_node *node = &view->tara->nodes[at];
    const struct record *record = node->record;
    int level = NO_LEVEL;
    int total = NO_LEVEL;
    json_put_object(writer);
    json_put_name_z(writer, "id");
    put_id(writer, record->id);
    json_member_text(writer, "key", record->key);
    json_member_integer(writer, "revision", record->revision);
    json_member_text(writer, "title", node->title);
    json_member_text(writer, "gate", tara_text(record, "gate"));
    tara_render_number(writer, "k", node->k, node->k > 0);
    put_parents(view, node);
    put_ids(view, "children", &node->children);
    json_member_bool(writer, "is_shared", node->parents.count > 1);
    json_member_bool(writer, "is_critical", view->critical[at]);
    json_member_bool(writer, "is_cut", view->value->status[at] == TARA_CUT);
    put_rating(view, node->rating, view->value->ratings[at]);
    bool is_known = tara_tree_node(view->value, at, &level, &total);
    tara_render_level(writer, "level", &view->tara->method.method->feasibility,
                      is_known ? level : NO_LEVEL);
    tara_render_number(writer, "sum", total, is_known && total != NO_LEVEL);
    json_member_integer(writer, "x", corner.x);
    json_member_integer(writer, "y", corner.y);
    json_member_integer(writer, "width", TARA_BOX_WIDTH);
    json_member_integer(writer, "height", TARA_BOX_HEIGHT);
    json_put_object_end(writer);
}

static void put_layout(struct tree_view *view, const struct tara_picture *picture)
{
    struct json_writer *writer = view->writer;
    const struct layout *layout = picture->layout;
    json_put_name_z(writer, "layout");
    json_put_object(writer);
    json_member_integer(writer, "width", layout->width);
    json_member_integer(writer, "height", layout->height);
    json_put_name_z(writer, "edges");
    json_put_list(writer);
    for (uint32_t e = 0; e < picture->edge_count; e++) {
        const uint32_t *nodes = view->value->nodes;
        json_put_object(writer);
        json_put_name_z(writer, "from");
        put_id(writer, view->tara->nodes[nodes[picture->edges[e].from]].record->id);
        json_put_name_z(writer, "to");
        put_id(writer, view->tara->nodes[nodes[picture->edges[e].to]].record->id);
        json_put_name_z(writer, "points");
        json_put_list(writer);
        for (uint32_t p = layout->first_point[e]; p < layout->first_point[e + 1]; p++) {
            json_put_list(writer);
            json_put_integer(writer, layout->points[p].x);
            json_put_integer(writer, layout->points[p].y);
            json_put_list_end(writer);
        }
        json_put_list_end(writer);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

static void put_answer(struct tree_view *view)
{
    static const char *const exactness[] = {"exact", "bound", "sampled"};
    struct json_writer *writer = view->writer;
    const struct tara_value *value = view->value;
    const struct profile_grid *grid = view->tara->method.grid;
    bool has_profile = value->has_answer && value->profile_run != NULL;
    put_text_or_null(writer, "approach", text_of(tara_approach_id(value->approach)));
    json_member_z(writer, "variant", value->approach == TARA_POTENTIAL ? "V1" : "V4");
    json_member_z(writer, "exactness",
                  exactness[value->has_answer ? value->answer.exactness : ATTACK_EXACT]);
    json_put_name_z(writer, "value");
    if (value->has_answer) {
        json_put_object(writer);
        tara_render_number(writer, "sum", value->answer.total, value->answer.total != NO_LEVEL);
        tara_render_level(writer, "level", &view->tara->method.method->feasibility,
                          value->answer.level);
        json_put_name_z(writer, "vector");
        if (has_profile) {
            put_profile(writer, grid, value->answer.best, false);
        } else {
            json_put_null(writer);
        }
        json_put_object_end(writer);
    } else {
        json_put_null(writer);
    }
    json_member_text(writer, "sentence", tara_tree_sentence(value));
    json_put_name_z(writer, "attackers");
    json_put_list(writer);
    for (size_t i = 0; has_profile && i < value->answer.capability_count; i++) {
        put_profile(writer, grid, value->answer.capabilities[i], true);
    }
    json_put_list_end(writer);
}

enum rc tara_render_tree(struct renderer *renderer, const struct tara *tara,
                         const struct tara_value *value)
{
    struct json_writer *writer = renderer->writer;
    const struct record *tree = tara->lists[TARA_TREE].records[value->tree];
    struct value threat = record_value(tree, "threat_scenario");
    struct tree_view view = {.renderer = renderer,
                             .writer = writer,
                             .tara = tara,
                             .value = value,
                             .critical = tara_render_critical(value),
                             .place = places_of(value)};
    struct tara_picture picture;
    table_init(&view.touches, tara->arena);
    enum rc rc = tara_query_touches(tara->snapshot, TARA_RATING, tara->analysis->id, &view.touches);
    rc = rc == RC_OK ? tara_render_layout(value, &picture) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    json_put_object(writer);
    json_put_name_z(writer, "tree");
    render_record(renderer, tree, RENDER_SUSPECTS);
    json_put_name_z(writer, "threat");
    render_reference(renderer, threat.kind == VALUE_ID ? threat.id : (struct id){{0}});
    json_put_name_z(writer, "analysis");
    render_reference(renderer, tara->analysis->id);
    json_put_name_z(writer, "root");
    if (value->root != TARA_NONE) {
        put_id(writer, tara->nodes[value->root].record->id);
    } else {
        json_put_null(writer);
    }
    put_answer(&view);
    uint32_t scenario =
        threat.kind == VALUE_ID ? tara_index(tara, TARA_THREAT, threat.id) : TARA_NONE;
    int risk = value->has_answer && scenario != TARA_NONE
                   ? tara_evaluate_guess(tara, scenario, value->answer.level)
                   : 0;
    tara_render_number(writer, "risk", risk, risk > 0);
    json_put_name_z(writer, "nodes");
    json_put_list(writer);
    for (size_t i = 0; i < value->count; i++) {
        put_node(&view, value->nodes[i], picture.layout->corners[i]);
    }
    json_put_list_end(writer);
    put_layout(&view, &picture);
    json_put_object_end(writer);
    return RC_OK;
}

/* ---- csms tara evaluate ---- */

static void put_paths(struct json_writer *writer, const struct tara *tara,
                      const struct tara_value *value)
{
    struct tara_indexes paths = {NULL, 0};
    json_put_name_z(writer, "paths");
    json_put_list(writer);
    if (value != NULL) {
        paths = tara_tree_paths(value);
    }
    for (size_t i = 0; i < paths.count; i++) {
        const struct tara_rating *rating = value->ratings[paths.at[i]];
        int level = NO_LEVEL;
        int total = NO_LEVEL;
        bool is_known = tara_tree_node(value, paths.at[i], &level, &total);
        json_put_object(writer);
        json_member_text(writer, "node", tara->nodes[paths.at[i]].record->key);
        json_member_text(writer, "title", tara->nodes[paths.at[i]].title);
        tara_render_number(writer, "sum", total, is_known && total != NO_LEVEL);
        tara_render_level(writer, "vector", &tara->method.method->vectors.scale,
                          rating != NULL ? rating->vector : NO_LEVEL);
        tara_render_level(writer, "level", &tara->method.method->feasibility,
                          is_known ? level : NO_LEVEL);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_risk(struct json_writer *writer, const struct tara *tara, uint32_t threat)
{
    const struct method *method = tara->method.method;
    const struct tara_risk *risk = tara_evaluate_highest(tara, threat);
    put_text_or_null(writer, "damage_scenario",
                     risk != NULL ? tara->damages[risk->damage].record->key : TEXT_NONE);
    put_text_or_null(writer, "impact_category",
                     risk != NULL ? method->categories.ids[risk->category] : TEXT_NONE);
    tara_render_level(writer, "impact", &method->impact, risk != NULL ? risk->impact : NO_LEVEL);
    tara_render_number(writer, "risk", risk != NULL ? risk->value : 0, risk != NULL);
    json_put_name_z(writer, "risk_formula");
    if (risk != NULL && risk->formula_hundredths != NO_LEVEL) {
        json_put_text(writer, text_print(tara->arena, "%d.%02d", risk->formula_hundredths / 100,
                                         risk->formula_hundredths % 100));
    } else {
        json_put_null(writer);
    }
    tara_render_level(writer, "cal", &method->cal.scale, risk != NULL ? risk->cal : NO_LEVEL);
}

static void put_threat(struct json_writer *writer, const struct tara *tara, uint32_t at,
                       const struct tara_value *value)
{
    const struct method *method = tara->method.method;
    const struct tara_threat *threat = &tara->threats[at];
    const struct tara_feasibility *feasibility = &threat->feasibility;
    bool is_rated = feasibility->is_rated;
    json_put_object(writer);
    json_member_text(writer, "analysis", tara->analysis->key);
    json_member_text(writer, "threat_scenario", threat->record->key);
    json_member_text(writer, "title", tara_text(threat->record, "title"));
    json_member_bool(writer, "is_rated", is_rated);
    put_text_or_null(writer, "approach",
                     is_rated ? text_of(tara_approach_id(feasibility->approach)) : TEXT_NONE);
    tara_render_level(writer, "feasibility", &method->feasibility, feasibility->level);
    put_text_or_null(writer, "feasibility_label",
                     is_rated
                         ? method_word(tara->arena, method->feasibility.ids[feasibility->level])
                         : TEXT_NONE);
    tara_render_number(writer, "sum", feasibility->total, feasibility->total != NO_LEVEL);
    tara_render_level(writer, "vector", &method->vectors.scale, feasibility->vector);
    put_risk(writer, tara, at);
    put_text_or_null(writer, "tree",
                     threat->tree != TARA_NONE ? tara->lists[TARA_TREE].records[threat->tree]->key
                                               : TEXT_NONE);
    put_text_or_null(writer, "sentence",
                     value != NULL ? tara_tree_sentence(value) : feasibility->problem);
    json_put_name_z(writer, "method");
    json_put_object(writer);
    json_member_text(writer, "key", tara->method.record->key);
    json_member_text(writer, "version", tara_text(tara->method.record, "version"));
    json_put_object_end(writer);
    put_paths(writer, tara, value);
    json_put_object_end(writer);
}

enum rc tara_render_threats(struct renderer *renderer, const struct tara *tara)
{
    for (size_t i = 0; i < tara->lists[TARA_THREAT].count; i++) {
        struct tara_value *value = NULL;
        enum rc rc = tara->threats[i].tree != TARA_NONE
                         ? tara_tree_value(tara, tara->threats[i].tree, NULL, &value)
                         : RC_OK;
        if (rc != RC_OK) {
            return rc;
        }
        put_threat(renderer->writer, tara, (uint32_t)i, value);
    }
    return RC_OK;
}
