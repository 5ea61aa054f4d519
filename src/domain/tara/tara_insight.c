#include "domain/tara/tara_insight.h"

#include "domain/tara/tara_evaluate.h"
#include "engine/attack_cut.h"
#include "engine/risk.h"

#include <stdlib.h>

/* ---- outcomes ---- */

struct tara_outcome tara_insight_outcome(const struct tara_insight *insight, int level, int total)
{
    const struct tara *tara = insight->tara;
    struct tara_outcome out = {.is_rated = level != NO_LEVEL,
                               .level = level,
                               .total = total,
                               .risks = ARENA_MANY(tara->arena, int, insight->risk_count + 1)};
    struct fault ignored;
    fault_init(&ignored, tara->arena);
    for (size_t i = 0; out.is_rated && i < insight->risk_count; i++) {
        int value = 0;
        if (risk_value(tara->method.method, insight->risks[i]->impact, level, &ignored, &value) ==
            RC_OK) {
            out.risks[i] = value;
            out.risk_sum += value;
            out.risk = value > out.risk ? value : out.risk;
        }
    }
    return out;
}

int tara_insight_compare(const struct tara_outcome *a, const struct tara_outcome *b)
{
    int left = a->is_rated ? a->level : NO_LEVEL;
    int right = b->is_rated ? b->level : NO_LEVEL;
    bool has_points = a->total != NO_LEVEL && b->total != NO_LEVEL;
    if (a->risk != b->risk) {
        return a->risk - b->risk;
    }
    if (a->risk_sum != b->risk_sum) {
        return a->risk_sum - b->risk_sum;
    }
    if (left != right || !has_points) {
        return left - right;
    }
    return b->total - a->total;
}

/* ---- risks ---- */

static int by_value(const void *a, const void *b)
{
    const struct tara_risk *left = *(const struct tara_risk *const *)a;
    const struct tara_risk *right = *(const struct tara_risk *const *)b;
    if (left->value != right->value) {
        return right->value - left->value;
    }
    if (left->damage != right->damage) {
        return left->damage < right->damage ? -1 : 1;
    }
    return left->category - right->category;
}

static void find_risks(struct tara_insight *insight)
{
    const struct tara *tara = insight->tara;
    insight->risks = ARENA_MANY(tara->arena, const struct tara_risk *, tara->risk_count + 1);
    for (size_t i = 0; i < tara->risk_count; i++) {
        const struct tara_risk *risk = &tara->risks[i];
        if (risk->threat == insight->threat && risk->is_rated && risk->scenario == TARA_NONE) {
            insight->risks[insight->risk_count++] = risk;
        }
    }
    qsort(insight->risks, insight->risk_count, sizeof *insight->risks, by_value);
}

/* ---- what the answer rests on ---- */

struct hashing {
    struct text *parts;
    size_t count;
};

static void hash_add(struct hashing *hashing, const struct record *record)
{
    hashing->parts[hashing->count++] = hash_text(&record->content_hash);
}

static struct hash hash_inputs(const struct tara_insight *insight)
{
    static const enum tara_kind whole[] = {TARA_DAMAGE, TARA_IMPACT, TARA_CONTROL};
    const struct tara *tara = insight->tara;
    size_t room = 4;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        room += 2 * tara->lists[whole[i]].count;
    }
    room += 2 * insight->value->count;
    struct hashing hashing = {ARENA_MANY(tara->arena, struct text, room), 0};
    hash_add(&hashing, tara->method.record);
    hash_add(&hashing, tara->threats[insight->threat].record);
    hash_add(&hashing, tara->lists[TARA_TREE].records[insight->value->tree]);
    for (size_t i = 0; i < insight->value->count; i++) {
        const struct tara_node *node = &tara->nodes[insight->value->nodes[i]];
        hash_add(&hashing, node->record);
        if (node->rating != NULL) {
            hash_add(&hashing, node->rating->record);
        }
    }
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        for (size_t k = 0; k < tara->lists[whole[i]].count; k++) {
            hash_add(&hashing, tara->lists[whole[i]].records[k]);
            hashing.parts[hashing.count++] = tara->lists[whole[i]].records[k]->state;
        }
    }
    return hash_of_parts(hashing.parts, hashing.count);
}

/* ---- what every attack passes ---- */

static enum rc find_points(struct tara_insight *insight)
{
    const struct tara *tara = insight->tara;
    const struct tara_value *value = insight->value;
    struct attack_chokes chokes;
    enum rc rc = attack_cut_chokes(value->engine, tara->arena, value->answer.critical,
                                   value->answer.critical_count, tara->snapshot->fault, &chokes);
    if (rc != RC_OK) {
        return rc;
    }
    insight->points = ARENA_MANY(tara->arena, uint32_t, chokes.count + 1);
    for (size_t i = 0; i < chokes.count; i++) {
        uint32_t node = value->node_of[chokes.nodes[i]];
        if (node != TARA_NONE) {
            insight->points[insight->point_count++] = node;
        }
    }
    return RC_OK;
}

/* ---- the door ---- */

enum rc tara_insight_find(const struct tara *tara, uint32_t threat, struct tara_insight *out)
{
    uint32_t tree = tara->threats[threat].tree;
    *out = (struct tara_insight){
        .tara = tara, .threat = threat, .moves_are_whole = true, .flips_are_whole = true};
    if (tree == TARA_NONE) {
        out->reason = tara->threats[threat].feasibility.problem;
        return RC_OK;
    }
    enum rc rc = tara_tree_value(tara, tree, NULL, &out->value);
    if (rc != RC_OK) {
        return rc;
    }
    out->inputs = hash_inputs(out);
    if (!out->value->has_answer) {
        out->reason = out->value->problem;
        return RC_OK;
    }
    find_risks(out);
    out->now = tara_insight_outcome(out, out->value->answer.level, out->value->answer.total);
    rc = find_points(out);
    rc = rc == RC_OK ? tara_insight_moves(out) : rc;
    rc = rc == RC_OK ? tara_insight_controls(out) : rc;
    if (rc == RC_OK && arena_is_over(tara->arena)) {
        rc = fault_add(tara->snapshot->fault, RC_TOO_LARGE, tara->threats[threat].record->key,
                       "the tree needs more memory than one call may use");
    }
    return rc;
}
