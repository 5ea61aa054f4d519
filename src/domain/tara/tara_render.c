#include "domain/tara/tara_render.h"

#include "domain/tara/tara_evaluate.h"

void tara_render_init(struct renderer *renderer, const struct tara *tara,
                      struct json_writer *writer)
{
    renderer_init(renderer, tara->snapshot, writer, NULL);
    for (int kind = 0; kind < TARA_KINDS; kind++) {
        const struct tara_list *list = &tara->lists[kind];
        struct card *cards = ARENA_MANY(tara->arena, struct card, list->count + 1);
        for (size_t i = 0; i < list->count; i++) {
            const struct record *record = list->records[i];
            cards[i] = (struct card){.id = record->id,
                                     .kind = record->kind,
                                     .key = record->key,
                                     .title = record_title(record),
                                     .state = record->state,
                                     .content_revision = record->content_revision};
            table_put(&renderer->cards, id_bytes(&cards[i].id), &cards[i]);
        }
    }
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

void tara_render_level(struct json_writer *writer, const char *name,
                       const struct method_scale *scale, int level)
{
    put_text_or_null(writer, name, level == NO_LEVEL ? TEXT_NONE : scale->ids[level]);
}

void tara_render_number(struct json_writer *writer, const char *name, int64_t number, bool is_given)
{
    json_put_name_z(writer, name);
    if (is_given) {
        json_put_integer(writer, number);
    } else {
        json_put_null(writer);
    }
}

static void put_reference(struct renderer *renderer, const char *name, const struct record *record)
{
    json_put_name_z(renderer->writer, name);
    render_reference(renderer, record != NULL ? record->id : (struct id){{0}});
}

/* ---- the method ---- */

static void put_scale(struct json_writer *writer, struct arena *arena, const char *name,
                      const struct method_scale *scale)
{
    json_put_name_z(writer, name);
    json_put_list(writer);
    for (int i = 0; i < scale->count; i++) {
        json_put_object(writer);
        json_member_text(writer, "id", scale->ids[i]);
        json_member_text(writer, "label", method_word(arena, scale->ids[i]));
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_factors(struct json_writer *writer, const struct method_potential *potential)
{
    json_put_name_z(writer, "factors");
    json_put_list(writer);
    for (int f = 0; f < potential->count; f++) {
        const struct method_factor *factor = &potential->factors[f];
        json_put_object(writer);
        json_member_text(writer, "id", factor->id);
        json_member_text(writer, "label", factor->name);
        json_put_name_z(writer, "levels");
        json_put_list(writer);
        for (int i = 0; i < factor->count; i++) {
            json_put_object(writer);
            json_member_text(writer, "id", factor->levels[i].id);
            json_member_text(writer, "label", factor->levels[i].label);
            json_member_integer(writer, "value", factor->levels[i].points);
            json_put_object_end(writer);
        }
        json_put_list_end(writer);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_method(struct json_writer *writer, const struct tara *tara)
{
    const struct method *method = tara->method.method;
    const struct record *record = tara->method.record;
    json_put_name_z(writer, "method");
    json_put_object(writer);
    json_member_text(writer, "key", record->key);
    json_member_text(writer, "title", tara_text(record, "title"));
    json_member_text(writer, "version", tara_text(record, "version"));
    put_scale(writer, tara->arena, "impact_levels", &method->impact);
    put_scale(writer, tara->arena, "feasibility_levels", &method->feasibility);
    json_put_name_z(writer, "matrix");
    json_put_list(writer);
    for (int i = 0; i < method->impact.count; i++) {
        json_put_list(writer);
        for (int f = 0; f < method->feasibility.count; f++) {
            json_put_integer(writer, method->risk.matrix[i][f]);
        }
        json_put_list_end(writer);
    }
    json_put_list_end(writer);
    bool is_given[] = {method->potential.is_given, method->cvss.is_given, method->vectors.is_given};
    json_put_name_z(writer, "approaches");
    json_put_list(writer);
    for (int i = TARA_POTENTIAL; i <= TARA_VECTOR; i++) {
        if (is_given[i]) {
            json_put_text(writer, text_of(tara_approach_id((enum tara_approach)i)));
        }
    }
    json_put_list_end(writer);
    put_factors(writer, &method->potential);
    put_scale(writer, tara->arena, "vectors", &method->vectors.scale);
    json_put_object_end(writer);
}

/* ---- records with what is computed for them ---- */

/* Writes a record and leaves its object open for further members. */
static void open_record(struct renderer *renderer, const struct record *record,
                        struct json_writer *more)
{
    struct json_writer *kept = renderer->writer;
    struct arena *arena = renderer->snapshot->arena;
    struct buffer *room = ARENA_NEW(arena, struct buffer);
    buffer_init(room, arena);
    json_writer_init(more, room);
    renderer->writer = more;
    render_record(renderer, record, RENDER_SUSPECTS);
    renderer->writer = kept;
    room->size--; /* the closing brace */
    *more = (struct json_writer){.out = room, .depth = 1, .has_items = 2};
}

static void close_record(struct renderer *renderer, struct json_writer *more)
{
    buffer_put_char(more->out, '}');
    json_put_raw(renderer->writer, buffer_text(more->out));
}

static void put_records(struct renderer *renderer, const char *name, const struct tara_list *list)
{
    json_put_name_z(renderer->writer, name);
    json_put_list(renderer->writer);
    for (size_t i = 0; i < list->count; i++) {
        render_record(renderer, list->records[i], RENDER_SUSPECTS);
    }
    json_put_list_end(renderer->writer);
}

static void put_damages(struct renderer *renderer, const struct tara *tara)
{
    const struct method *method = tara->method.method;
    json_put_name_z(renderer->writer, "damage_scenarios");
    json_put_list(renderer->writer);
    for (size_t i = 0; i < tara->lists[TARA_DAMAGE].count; i++) {
        const struct tara_damage *damage = &tara->damages[i];
        struct json_writer more;
        open_record(renderer, damage->record, &more);
        json_put_name_z(&more, "impact");
        json_put_object(&more);
        for (int c = 0; c < method->categories.count; c++) {
            int level = damage->is_rated ? damage->impact.vector[c] : NO_LEVEL;
            json_put_name(&more, method->categories.ids[c]);
            if (level == NO_LEVEL) {
                json_put_null(&more);
            } else {
                json_put_text(&more, method->impact.ids[level]);
            }
        }
        json_put_object_end(&more);
        tara_render_level(&more, "overall", &method->impact,
                          damage->is_rated ? damage->impact.overall : NO_LEVEL);
        close_record(renderer, &more);
    }
    json_put_list_end(renderer->writer);
}

static void put_feasibility(struct json_writer *writer, const struct tara *tara,
                            const struct tara_feasibility *feasibility)
{
    const struct method *method = tara->method.method;
    json_put_name_z(writer, "feasibility");
    if (!feasibility->is_rated) {
        json_put_null(writer);
        return;
    }
    json_put_object(writer);
    json_member_z(writer, "approach", tara_approach_id(feasibility->approach));
    tara_render_level(writer, "level", &method->feasibility, feasibility->level);
    tara_render_number(writer, "sum", feasibility->total, feasibility->total != NO_LEVEL);
    tara_render_level(writer, "vector", &method->vectors.scale, feasibility->vector);
    json_put_object_end(writer);
}

static void put_threats(struct renderer *renderer, const struct tara *tara)
{
    json_put_name_z(renderer->writer, "threat_scenarios");
    json_put_list(renderer->writer);
    for (size_t i = 0; i < tara->lists[TARA_THREAT].count; i++) {
        const struct tara_threat *threat = &tara->threats[i];
        const struct tara_risk *risk = tara_evaluate_highest(tara, (uint32_t)i);
        struct json_writer *kept = renderer->writer;
        struct json_writer more;
        open_record(renderer, threat->record, &more);
        put_feasibility(&more, tara, &threat->feasibility);
        json_put_name_z(&more, "risk");
        if (risk != NULL) {
            json_put_object(&more);
            json_member_integer(&more, "value", risk->value);
            json_put_object_end(&more);
        } else {
            json_put_null(&more);
        }
        renderer->writer = &more;
        put_reference(renderer, "tree",
                      threat->tree != TARA_NONE ? tara->lists[TARA_TREE].records[threat->tree]
                                                : NULL);
        renderer->writer = kept;
        if (!threat->feasibility.is_rated) {
            json_member_text(&more, "open", threat->feasibility.problem);
        }
        close_record(renderer, &more);
    }
    json_put_list_end(renderer->writer);
}

/* ---- risks ---- */

static struct text option_words(const struct tara *tara, const struct tara_risk *risk)
{
    const struct tara_list *list = &tara->lists[TARA_TREATMENT];
    struct buffer out;
    buffer_init(&out, tara->arena);
    for (size_t i = 0; risk->record != NULL && i < list->count; i++) {
        const struct record *record = list->records[i];
        struct value of = record_value(record, "risk");
        if (of.kind == VALUE_ID && id_equals(of.id, risk->record->id) &&
            !text_is(record->state, "rejected")) {
            buffer_print(&out, "%s%.*s", out.size > 0 ? ", " : "",
                         TEXT_ARGS(method_word(tara->arena, tara_text(record, "option"))));
        }
    }
    return buffer_text(&out);
}

static void put_risk(struct renderer *renderer, const struct tara *tara,
                     const struct tara_risk *risk)
{
    struct json_writer *writer = renderer->writer;
    const struct method *method = tara->method.method;
    const struct record *treatment = tara_evaluate_treatment(tara, risk);
    char id[ID_TEXT_SIZE + 1];
    json_put_object(writer);
    put_text_or_null(writer, "id",
                     risk->record != NULL ? id_text(risk->record->id, id) : TEXT_NONE);
    put_text_or_null(writer, "key", risk->record != NULL ? risk->record->key : TEXT_NONE);
    put_reference(renderer, "threat", tara->threats[risk->threat].record);
    put_reference(renderer, "damage", tara->damages[risk->damage].record);
    json_member_text(writer, "category", method->categories.ids[risk->category]);
    tara_render_level(writer, "impact", &method->impact, risk->impact);
    tara_render_level(writer, "feasibility", &method->feasibility, risk->feasibility.level);
    json_member_integer(writer, "value", risk->value);
    json_put_name_z(writer, "formula");
    if (risk->formula_hundredths == NO_LEVEL) {
        json_put_null(writer);
    } else {
        json_put_text(writer, text_print(tara->arena, "%d.%02d", risk->formula_hundredths / 100,
                                         risk->formula_hundredths % 100));
    }
    put_text_or_null(writer, "treatment", option_words(tara, risk));
    put_text_or_null(writer, "treatment_state", treatment != NULL ? treatment->state : TEXT_NONE);
    tara_render_level(writer, "cal", &method->cal.scale, risk->cal);
    put_reference(renderer, "control_scenario",
                  risk->scenario != TARA_NONE ? tara->lists[TARA_SCENARIO].records[risk->scenario]
                                              : NULL);
    json_put_object_end(writer);
}

static void put_risks(struct renderer *renderer, const struct tara *tara, const char *name,
                      bool is_residual)
{
    json_put_name_z(renderer->writer, name);
    json_put_list(renderer->writer);
    for (size_t i = 0; i < tara->risk_count; i++) {
        if (tara->risks[i].is_rated && (tara->risks[i].scenario != TARA_NONE) == is_residual) {
            put_risk(renderer, tara, &tara->risks[i]);
        }
    }
    json_put_list_end(renderer->writer);
}

/* ---- findings and counts ---- */

static void put_findings(struct renderer *renderer, const struct tara_findings *findings)
{
    struct json_writer *writer = renderer->writer;
    json_put_name_z(writer, "findings");
    json_put_list(writer);
    for (size_t i = 0; i < findings->count; i++) {
        const struct check *check = findings->at[i].check;
        struct text clauses = text_of(check->clauses);
        json_put_object(writer);
        json_member_z(writer, "check", check->id);
        json_member_z(writer, "severity", check->severity);
        json_put_name_z(writer, "clauses");
        json_put_list(writer);
        while (clauses.size > 0) {
            json_put_text(writer, text_cut(&clauses, ' '));
        }
        json_put_list_end(writer);
        put_reference(renderer, "ref", findings->at[i].record);
        json_member_z(writer, "sentence", check->sentence);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_counts(struct json_writer *writer, const struct tara *tara,
                       const struct tara_findings *findings)
{
    static const char *const names[TARA_KINDS] = {[TARA_ASSET] = "assets",
                                                  [TARA_DAMAGE] = "damage_scenarios",
                                                  [TARA_IMPACT] = "impact_ratings",
                                                  [TARA_THREAT] = "threat_scenarios",
                                                  [TARA_TREE] = "attack_trees",
                                                  [TARA_NODE] = "attack_nodes",
                                                  [TARA_RATING] = "feasibility_ratings",
                                                  [TARA_CONTROL] = "controls",
                                                  [TARA_SCENARIO] = "control_scenarios",
                                                  [TARA_ASSUMPTION] = "assumptions",
                                                  [TARA_RISK] = "risks",
                                                  [TARA_TREATMENT] = "treatment_decisions",
                                                  [TARA_GOAL] = "goals",
                                                  [TARA_CLAIM] = "claims"};
    json_put_name_z(writer, "counts");
    json_put_object(writer);
    for (int kind = 0; kind < TARA_KINDS; kind++) {
        json_member_integer(writer, names[kind], (int64_t)tara->lists[kind].count);
    }
    json_member_integer(writer, "findings", (int64_t)findings->count);
    json_put_object_end(writer);
}

void tara_render_analysis(struct renderer *renderer, const struct tara *tara,
                          const struct tara_findings *findings)
{
    struct json_writer *writer = renderer->writer;
    struct value item = record_value(tara->analysis, "item");
    json_put_object(writer);
    json_put_name_z(writer, "analysis");
    render_record(renderer, tara->analysis, RENDER_SUSPECTS);
    json_put_name_z(writer, "item");
    render_reference(renderer, item.kind == VALUE_ID ? item.id : (struct id){{0}});
    put_method(writer, tara);
    put_records(renderer, "assets", &tara->lists[TARA_ASSET]);
    put_damages(renderer, tara);
    put_threats(renderer, tara);
    put_risks(renderer, tara, "risks", false);
    put_risks(renderer, tara, "residual_risks", true);
    put_findings(renderer, findings);
    put_counts(writer, tara, findings);
    json_put_object_end(writer);
}
