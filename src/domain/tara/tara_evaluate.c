#include "domain/tara/tara_evaluate.h"

#include "domain/tara/tara_tree.h"
#include "engine/cal.h"
#include "engine/risk.h"

/* ---- impact ---- */

static enum impact_stakeholder stakeholder_of(struct text id)
{
    if (text_is(id, "road_user")) {
        return IMPACT_ROAD_USER;
    }
    return text_is(id, "organisation") ? IMPACT_ORGANISATION : IMPACT_OTHER;
}

static void rate_damage(struct tara *tara, uint32_t damage, struct impact_rating *room)
{
    const struct method *method = tara->method.method;
    const struct tara_list *list = &tara->lists[TARA_IMPACT];
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        if (tara_index_of(tara, TARA_DAMAGE, record_value(record, "damage_scenario")) != damage) {
            continue;
        }
        int category = method_category(method, tara_text(record, "category"));
        int level = method_impact(method, tara_text(record, "level"));
        if (category == NO_LEVEL || level == NO_LEVEL) {
            continue; /* the method changed under the rating; a check reports it */
        }
        room[count].stakeholder = stakeholder_of(tara_text(record, "stakeholder"));
        for (int c = 0; c < METHOD_CATEGORIES_LIMIT; c++) {
            room[count].levels[c] = c == category ? level : NO_LEVEL;
        }
        count++;
    }
    struct tara_damage *out = &tara->damages[damage];
    struct fault ignored;
    fault_init(&ignored, tara->arena);
    out->is_rated = count > 0 && impact_rate(method, room, count, &ignored, &out->impact) == RC_OK;
}

static void rate_damages(struct tara *tara)
{
    const struct tara_list *list = &tara->lists[TARA_DAMAGE];
    struct impact_rating *room =
        ARENA_MANY(tara->arena, struct impact_rating, tara->lists[TARA_IMPACT].count + 1);
    tara->damages = ARENA_MANY(tara->arena, struct tara_damage, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        tara->damages[i].record = list->records[i];
        rate_damage(tara, (uint32_t)i, room);
    }
}

/* ---- feasibility ---- */

/* The widest way in over all rated steps: it does not move with controls. */
static int widest_vector(const struct tara_value *value)
{
    const struct method_vectors *vectors = &value->tara->method.method->vectors;
    int widest = NO_LEVEL;
    for (size_t i = 0; i < value->count; i++) {
        const struct tara_rating *rating = value->tara->nodes[value->nodes[i]].rating;
        int vector = rating != NULL ? rating->vector : NO_LEVEL;
        if (vector != NO_LEVEL &&
            (widest == NO_LEVEL || vectors->levels[vector] > vectors->levels[widest])) {
            widest = vector;
        }
    }
    return widest;
}

static enum rc rate_threats(struct tara *tara)
{
    for (size_t i = 0; i < tara->lists[TARA_THREAT].count; i++) {
        struct tara_threat *threat = &tara->threats[i];
        struct tara_value *value;
        threat->feasibility = (struct tara_feasibility){
            .approach = TARA_UNRATED,
            .level = NO_LEVEL,
            .total = NO_LEVEL,
            .vector = NO_LEVEL,
            .problem = TEXT("there is no attack tree yet; add one with its paths")};
        if (threat->tree == TARA_NONE) {
            continue;
        }
        enum rc rc = tara_tree_value(tara, threat->tree, NULL, &value);
        if (rc != RC_OK) {
            return rc;
        }
        threat->feasibility = tara_tree_feasibility(value);
        threat->widest_vector = widest_vector(value);
    }
    return RC_OK;
}

/* ---- risk ---- */

static void rate_risk(const struct tara *tara, struct tara_risk *risk)
{
    const struct method *method = tara->method.method;
    struct fault ignored;
    fault_init(&ignored, tara->arena);
    risk->formula_hundredths = NO_LEVEL;
    risk->cal = NO_LEVEL;
    risk->value = 0;
    risk->impact = NO_LEVEL;
    if (risk->damage != TARA_NONE && tara->damages[risk->damage].is_rated &&
        risk->category != NO_LEVEL) {
        risk->impact = tara->damages[risk->damage].impact.vector[risk->category];
    }
    risk->is_rated =
        risk->impact != NO_LEVEL && risk->feasibility.is_rated &&
        risk_value(method, risk->impact, risk->feasibility.level, &ignored, &risk->value) == RC_OK;
    if (risk->is_rated && method->risk.has_formula &&
        risk_formula(method, risk->impact, risk->feasibility.level, &ignored,
                     &risk->formula_hundredths) != RC_OK) {
        risk->formula_hundredths = NO_LEVEL;
    }
    int vector = risk->threat != TARA_NONE ? tara->threats[risk->threat].widest_vector : NO_LEVEL;
    if (method->cal.is_given && risk->impact != NO_LEVEL && vector != NO_LEVEL &&
        cal_rate(method, risk->impact, vector, &ignored, &risk->cal) != RC_OK) {
        risk->cal = NO_LEVEL;
    }
}

static enum rc feasibility_of(const struct tara *tara, struct tara_risk *risk)
{
    risk->feasibility = (struct tara_feasibility){
        .approach = TARA_UNRATED, .level = NO_LEVEL, .total = NO_LEVEL, .vector = NO_LEVEL};
    if (risk->threat == TARA_NONE) {
        return RC_OK;
    }
    const struct tara_threat *threat = &tara->threats[risk->threat];
    risk->feasibility = threat->feasibility;
    if (risk->scenario == TARA_NONE || threat->tree == TARA_NONE) {
        return RC_OK;
    }
    struct tara_value *value;
    struct tara_case given = tara_tree_scenario(tara, risk->scenario);
    enum rc rc = tara_tree_value(tara, threat->tree, &given, &value);
    if (rc == RC_OK) {
        risk->feasibility = tara_tree_feasibility(value);
    }
    return rc;
}

static struct text pair_name(struct arena *arena, const struct tara_risk *risk)
{
    return text_print(arena, "%u %u %d", risk->threat, risk->damage, risk->category);
}

static enum rc recorded_risks(struct tara *tara, struct table *pairs)
{
    const struct tara_list *list = &tara->lists[TARA_RISK];
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        struct tara_risk *risk = &tara->risks[tara->risk_count++];
        *risk = (struct tara_risk){
            .record = record,
            .threat = tara_index_of(tara, TARA_THREAT, record_value(record, "threat_scenario")),
            .damage = tara_index_of(tara, TARA_DAMAGE, record_value(record, "damage_scenario")),
            .scenario =
                tara_index_of(tara, TARA_SCENARIO, record_value(record, "control_scenario")),
            .category = method_category(tara->method.method, tara_text(record, "category"))};
        enum rc rc = feasibility_of(tara, risk);
        if (rc != RC_OK) {
            return rc;
        }
        rate_risk(tara, risk);
        if (risk->scenario == TARA_NONE) {
            table_put(pairs, pair_name(tara->arena, risk), risk);
        }
    }
    return RC_OK;
}

static void computed_risks(struct tara *tara, const struct table *pairs)
{
    const struct method *method = tara->method.method;
    for (size_t t = 0; t < tara->lists[TARA_THREAT].count; t++) {
        const struct tara_threat *threat = &tara->threats[t];
        for (size_t d = 0; threat->feasibility.is_rated && d < threat->damages.count; d++) {
            for (int c = 0; c < method->categories.count; c++) {
                struct tara_risk risk = {.threat = (uint32_t)t,
                                         .damage = threat->damages.at[d],
                                         .scenario = TARA_NONE,
                                         .category = c,
                                         .feasibility = threat->feasibility};
                rate_risk(tara, &risk);
                if (risk.is_rated && table_get(pairs, pair_name(tara->arena, &risk)) == NULL) {
                    tara->risks[tara->risk_count++] = risk;
                }
            }
        }
    }
}

enum rc tara_evaluate(struct tara *tara)
{
    size_t room = tara->lists[TARA_RISK].count + 1;
    struct table pairs;
    rate_damages(tara);
    enum rc rc = rate_threats(tara);
    if (rc != RC_OK) {
        return rc;
    }
    for (size_t t = 0; t < tara->lists[TARA_THREAT].count; t++) {
        room += tara->threats[t].damages.count * METHOD_CATEGORIES_LIMIT;
    }
    tara->risks = ARENA_MANY(tara->arena, struct tara_risk, room);
    if (arena_is_over(tara->arena)) {
        return fault_add(tara->snapshot->fault, RC_TOO_LARGE, tara->analysis->key,
                         "the analysis needs more memory than one call may use");
    }
    table_init(&pairs, tara->arena);
    rc = recorded_risks(tara, &pairs);
    if (rc == RC_OK) {
        computed_risks(tara, &pairs);
    }
    return rc;
}

const struct tara_risk *tara_evaluate_highest(const struct tara *tara, uint32_t threat)
{
    const struct tara_risk *highest = NULL;
    for (size_t i = 0; i < tara->risk_count; i++) {
        const struct tara_risk *risk = &tara->risks[i];
        if (risk->threat != threat || !risk->is_rated || risk->scenario != TARA_NONE) {
            continue;
        }
        bool is_higher = highest == NULL || risk->value > highest->value ||
                         (risk->value == highest->value && risk->impact > highest->impact);
        highest = is_higher ? risk : highest;
    }
    return highest;
}

int tara_evaluate_guess(const struct tara *tara, uint32_t threat, int level)
{
    const struct tara_indexes *damages = &tara->threats[threat].damages;
    struct fault ignored;
    int highest = 0;
    fault_init(&ignored, tara->arena);
    for (size_t i = 0; i < damages->count; i++) {
        const struct tara_damage *damage = &tara->damages[damages->at[i]];
        int value = 0;
        if (damage->is_rated && risk_value(tara->method.method, damage->impact.overall, level,
                                           &ignored, &value) == RC_OK) {
            highest = value > highest ? value : highest;
        }
    }
    return highest;
}

const struct record *tara_evaluate_treatment(const struct tara *tara, const struct tara_risk *risk)
{
    const struct tara_list *list = &tara->lists[TARA_TREATMENT];
    const struct record *found = NULL;
    for (size_t i = 0; risk->record != NULL && i < list->count; i++) {
        const struct record *record = list->records[i];
        struct value of = record_value(record, "risk");
        if (of.kind != VALUE_ID || !id_equals(of.id, risk->record->id) ||
            text_is(record->state, "rejected")) {
            continue;
        }
        if (found == NULL || text_is(record->state, "decided")) {
            found = record;
        }
    }
    return found;
}
