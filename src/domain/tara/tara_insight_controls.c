/* What each control is worth: the tree with it, without it, and with it alone. */
#include "domain/tara/tara_insight.h"

#include <stdlib.h>
#include <string.h>

#define NODES_A_PASS 10 /* a pass over records costs as many nodes of the budget */

struct flipping {
    struct tara_insight *insight;
    bool *is_on; /* by control */
    uint32_t *linked;
    size_t linked_count;
    enum rc rc;
};

static const struct record *control_at(const struct flipping *flipping, size_t i)
{
    return flipping->insight->tara->lists[TARA_CONTROL].records[flipping->linked[i]];
}

static bool has_begun(struct text state)
{
    return text_is(state, "implemented") || text_is(state, "verified");
}

/* Controls that name a node of this tree and are not dropped. */
static void find_linked(struct flipping *flipping)
{
    const struct tara_insight *insight = flipping->insight;
    const struct tara *tara = insight->tara;
    const struct tara_list *controls = &tara->lists[TARA_CONTROL];
    bool *is_here = ARENA_MANY(tara->arena, bool, tara->lists[TARA_NODE].count + 1);
    for (size_t i = 0; i < insight->value->count; i++) {
        is_here[insight->value->nodes[i]] = true;
    }
    flipping->linked = ARENA_MANY(tara->arena, uint32_t, controls->count + 1);
    flipping->is_on = ARENA_MANY(tara->arena, bool, controls->count + 1);
    for (size_t i = 0; i < controls->count; i++) {
        const struct record *record = controls->records[i];
        struct value nodes = record_value(record, "nodes");
        bool is_linked = false;
        for (size_t k = 0; nodes.kind == VALUE_IDS && k < value_ids_count(nodes); k++) {
            uint32_t node = tara_index(tara, TARA_NODE, value_ids_at(nodes, k));
            is_linked = is_linked || (node != TARA_NONE && is_here[node]);
        }
        if (is_linked && !text_is(record->state, "dropped")) {
            flipping->linked[flipping->linked_count++] = (uint32_t)i;
        }
    }
}

/* The tree under the controls that are on. Each pass has memory of its own, so
 * that many controls need no more than one. */
static struct tara_outcome evaluate(struct flipping *flipping)
{
    const struct tara *tara = flipping->insight->tara;
    struct tara_outcome out = {.level = NO_LEVEL, .total = NO_LEVEL};
    struct tara scratch = *tara;
    struct tara_value *value;
    if (flipping->rc != RC_OK) {
        return out;
    }
    scratch.arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct tara_case given = tara_tree_controls(&scratch, flipping->is_on);
    flipping->rc = tara_tree_value(&scratch, flipping->insight->value->tree, &given, &value);
    if (flipping->rc == RC_OK) {
        bool is_rated = value->has_answer;
        out = tara_insight_outcome(flipping->insight, is_rated ? value->answer.level : NO_LEVEL,
                                   is_rated ? value->answer.total : NO_LEVEL);
        out.problem = text_copy(tara->arena, value->problem);
    }
    arena_close(scratch.arena);
    return out;
}

/* On are those whose state counts; NULL: none. */
static void switch_all(struct flipping *flipping, bool (*counts)(struct text state))
{
    for (size_t i = 0; i < flipping->linked_count; i++) {
        flipping->is_on[flipping->linked[i]] =
            counts != NULL && counts(control_at(flipping, i)->state);
    }
}

static bool is_any(struct text state)
{
    return state.size > 0;
}

static bool is_verified(struct text state)
{
    return text_is(state, "verified");
}

static enum tara_worth worth_of(const struct tara_insight *insight, const struct tara_flip *flip,
                                const struct record *control)
{
    if (text_is(tara_text(control, "effect"), "detect")) {
        return TARA_DETECTS;
    }
    if (flip->without.risk_sum > flip->with.risk_sum) {
        return TARA_NEEDED;
    }
    if (tara_insight_compare(&flip->without, &flip->with) > 0) {
        return TARA_HELPS;
    }
    return tara_insight_compare(&insight->now, &flip->alone) > 0 ? TARA_COVERED : TARA_IDLE;
}

static void flip_each(struct flipping *flipping)
{
    struct tara_insight *insight = flipping->insight;
    uint64_t price = (uint64_t)(insight->value->count + 1) * NODES_A_PASS * 2;
    uint64_t left = TARA_INSIGHT_BUDGET;
    insight->flips = ARENA_MANY(insight->tara->arena, struct tara_flip, flipping->linked_count + 1);
    for (size_t i = 0; flipping->rc == RC_OK && i < flipping->linked_count; i++) {
        if (left < price) {
            insight->flips_are_whole = false;
            return;
        }
        left -= price;
        struct tara_flip *flip = &insight->flips[insight->flip_count++];
        uint32_t control = flipping->linked[i];
        flip->control = control;
        flip->with = insight->target;
        switch_all(flipping, is_any);
        flipping->is_on[control] = false;
        flip->without = evaluate(flipping);
        switch_all(flipping, NULL);
        flipping->is_on[control] = true;
        flip->alone = evaluate(flipping);
        flip->worth = worth_of(insight, flip, control_at(flipping, i));
    }
}

/* ---- order ---- */

struct ranked {
    struct tara_flip flip;
    int drop;     /* of the risks' sum, without it against with it */
    int alone;    /* of the risks' sum, alone */
    int64_t cost; /* INT64_MAX: not given */
    struct text key;
};

static int by_worth(const void *a, const void *b)
{
    const struct ranked *left = a;
    const struct ranked *right = b;
    int differences[] = {(int)left->flip.worth - (int)right->flip.worth,
                         right->drop - left->drop,
                         tara_insight_compare(&right->flip.without, &left->flip.without),
                         right->alone - left->alone,
                         (left->cost > right->cost) - (left->cost < right->cost),
                         text_compare(left->key, right->key)};
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        if (differences[i] != 0) {
            return differences[i];
        }
    }
    return 0;
}

static void sort_flips(struct tara_insight *insight)
{
    const struct tara *tara = insight->tara;
    struct ranked *ranked = ARENA_MANY(tara->arena, struct ranked, insight->flip_count + 1);
    for (size_t i = 0; i < insight->flip_count; i++) {
        const struct tara_flip *flip = &insight->flips[i];
        const struct record *control = tara->lists[TARA_CONTROL].records[flip->control];
        ranked[i] = (struct ranked){.flip = *flip,
                                    .drop = flip->without.risk_sum - flip->with.risk_sum,
                                    .alone = insight->now.risk_sum - flip->alone.risk_sum,
                                    .cost = tara_integer(control, "cost", INT64_MAX),
                                    .key = control->key};
    }
    qsort(ranked, insight->flip_count, sizeof *ranked, by_worth);
    for (size_t i = 0; i < insight->flip_count; i++) {
        insight->flips[i] = ranked[i].flip;
    }
}

enum rc tara_insight_controls(struct tara_insight *insight)
{
    struct flipping flipping = {.insight = insight, .rc = RC_OK};
    find_linked(&flipping);
    switch_all(&flipping, is_any);
    insight->target = evaluate(&flipping);
    switch_all(&flipping, has_begun);
    insight->built = evaluate(&flipping);
    switch_all(&flipping, is_verified);
    insight->verified = evaluate(&flipping);
    flip_each(&flipping);
    sort_flips(insight);
    return flipping.rc;
}
