#include "domain/tara/tara_findings.h"

#include "domain/tara/tara_part.h"
#include "domain/tara/tara_queries.h"

#include <stdlib.h>
#include <string.h>

/* Checks that need what was computed; SQL cannot ask for it. */
enum computed { MOVED_VALUE, UNFIT_RATING, TREE_WITHOUT_VALUE, LOW_ASSURANCE };

static const struct check computed_checks[] = {
    [MOVED_VALUE] = {"TARA-C1", "RQ-15-17 RQ-09-04", "error", "treatment_decision",
                     "treatment_decision risk feasibility_rating impact_rating", "",
                     "The decision was made for another risk value than the one computed now; look "
                     "at it again."},
    [UNFIT_RATING] = {"TARA-C2", "RQ-15-10", "error", "feasibility_rating",
                      "feasibility_rating method_version", "",
                      "The rating is incomplete or names levels that the method does not have; "
                      "rate again."},
    [TREE_WITHOUT_VALUE] =
        {"TARA-C3", "RQ-15-08 RQ-15-10", "error", "attack_tree",
         "attack_tree attack_node feasibility_rating", "",
         "The tree has nodes but no value yet; open it, it says what is missing."},
    [LOW_ASSURANCE] = {"TARA-C4", "RQ-09-05", "warning", "goal", "goal threat_scenario", "",
                       "The assurance level is lower than impact and attack vector propose; raise "
                       "it or give the rationale."},
};

/* ---- the list ---- */

struct gathering {
    const struct tara *tara;
    struct tara_findings all;
    size_t room;
};

static void add(struct gathering *gathering, const struct check *check, const struct record *record)
{
    struct tara_findings *all = &gathering->all;
    if (all->count == gathering->room) {
        size_t wider = gathering->room > 0 ? gathering->room * 2 : 32;
        all->at = arena_grow(gathering->tara->arena, all->at, gathering->room * sizeof *all->at,
                             wider * sizeof *all->at);
        gathering->room = wider;
    }
    all->at[all->count++] = (struct tara_finding){check, record};
}

static int severity_rank(const char *severity)
{
    if (strcmp(severity, "error") == 0) {
        return 0;
    }
    return strcmp(severity, "warning") == 0 ? 1 : 2;
}

static int by_severity(const void *a, const void *b)
{
    const struct tara_finding *left = a;
    const struct tara_finding *right = b;
    int order = severity_rank(left->check->severity) - severity_rank(right->check->severity);
    if (order == 0) {
        order = strcmp(left->check->id, right->check->id);
    }
    return order != 0 ? order
                      : (left->record->number > right->record->number) -
                            (left->record->number < right->record->number);
}

/* ---- by SQL ---- */

static const struct record *record_of(const struct tara *tara, struct id id)
{
    const struct tara_found *found = tara_find(tara, id);
    if (found != NULL) {
        return found->record;
    }
    return id_equals(id, tara->analysis->id) ? tara->analysis : NULL;
}

static enum rc ask_checks(struct gathering *gathering)
{
    const struct tara *tara = gathering->tara;
    struct tara_checking checking;
    enum rc rc = tara_query_checking(tara, &checking);
    for (size_t c = 0; rc == RC_OK && c < TARA_CHECK_COUNT; c++) {
        struct id *ids = NULL;
        size_t count = 0;
        rc = tara_query_check(tara->snapshot, &tara_checks[c], &checking, &ids, &count);
        for (size_t i = 0; rc == RC_OK && i < count; i++) {
            const struct record *record = record_of(tara, ids[i]);
            if (record != NULL) {
                add(gathering, &tara_checks[c], record);
            }
        }
    }
    return rc;
}

/* ---- by what was computed ---- */

static const struct tara_risk *risk_of(const struct tara *tara, struct value reference)
{
    for (size_t i = 0; reference.kind == VALUE_ID && i < tara->risk_count; i++) {
        const struct tara_risk *risk = &tara->risks[i];
        if (risk->record != NULL && id_equals(risk->record->id, reference.id)) {
            return risk;
        }
    }
    return NULL;
}

static void find_moved_values(struct gathering *gathering)
{
    const struct tara_list *list = &gathering->tara->lists[TARA_TREATMENT];
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        const struct tara_risk *risk = risk_of(gathering->tara, record_value(record, "risk"));
        int64_t decided = tara_integer(record, "decided_value", 0);
        if (decided != 0 && risk != NULL && !text_is(record->state, "rejected") &&
            (!risk->is_rated || risk->value != decided)) {
            add(gathering, &computed_checks[MOVED_VALUE], record);
        }
    }
}

static void find_unfit_ratings(struct gathering *gathering)
{
    const struct tara *tara = gathering->tara;
    for (size_t i = 0; i < tara->lists[TARA_RATING].count; i++) {
        if (tara->ratings[i].problem.size > 0) {
            add(gathering, &computed_checks[UNFIT_RATING], tara->ratings[i].record);
        }
    }
}

static void find_trees_without_value(struct gathering *gathering)
{
    const struct tara *tara = gathering->tara;
    size_t count = tara->lists[TARA_TREE].count;
    bool *has_nodes = ARENA_MANY(tara->arena, bool, count + 1);
    for (size_t i = 0; i < tara->lists[TARA_NODE].count; i++) {
        if (tara->nodes[i].tree != TARA_NONE) {
            has_nodes[tara->nodes[i].tree] = true;
        }
    }
    for (size_t i = 0; i < tara->lists[TARA_THREAT].count; i++) {
        const struct tara_threat *threat = &tara->threats[i];
        if (threat->tree != TARA_NONE && has_nodes[threat->tree] && !threat->feasibility.is_rated) {
            add(gathering, &computed_checks[TREE_WITHOUT_VALUE],
                tara->lists[TARA_TREE].records[threat->tree]);
        }
    }
}

static bool is_among(struct value references, struct id id)
{
    for (size_t i = 0; references.kind == VALUE_IDS && i < value_ids_count(references); i++) {
        if (id_equals(value_ids_at(references, i), id)) {
            return true;
        }
    }
    return false;
}

/* The highest level that the method proposes for the threats of a goal. */
static int proposed_cal(const struct tara *tara, const struct record *goal)
{
    struct value threats = record_value(goal, "threat_scenarios");
    int highest = NO_LEVEL;
    for (size_t i = 0; i < tara->risk_count; i++) {
        const struct tara_risk *risk = &tara->risks[i];
        if (risk->threat != TARA_NONE && risk->cal > highest &&
            is_among(threats, tara->threats[risk->threat].record->id)) {
            highest = risk->cal;
        }
    }
    return highest;
}

static void find_low_assurance(struct gathering *gathering)
{
    const struct tara *tara = gathering->tara;
    const struct tara_list *list = &tara->lists[TARA_GOAL];
    for (size_t i = 0; i < list->count; i++) {
        const struct record *goal = list->records[i];
        int own = method_scale_find(&tara->method.method->cal.scale, tara_text(goal, "cal"));
        if (own != NO_LEVEL && own < proposed_cal(tara, goal) &&
            tara_text(goal, "rationale").size == 0) {
            add(gathering, &computed_checks[LOW_ASSURANCE], goal);
        }
    }
}

enum rc tara_findings_load(const struct tara *tara, struct tara_findings *out)
{
    struct gathering gathering = {.tara = tara};
    enum rc rc = ask_checks(&gathering);
    if (rc != RC_OK) {
        return rc;
    }
    find_moved_values(&gathering);
    find_unfit_ratings(&gathering);
    find_trees_without_value(&gathering);
    find_low_assurance(&gathering);
    if (gathering.all.count > 0) {
        qsort(gathering.all.at, gathering.all.count, sizeof *gathering.all.at, by_severity);
    }
    *out = gathering.all;
    return RC_OK;
}
