/* Every single change of one factor of one step by one level, and its effect. */
#include "domain/tara/tara_insight.h"
#include "engine/attack_sensitivity.h"

#include <stdlib.h>
#include <string.h>

/* Nodes that may be evaluated before the search ends early. */
struct purse {
    uint64_t left;
    uint64_t price; /* of one question */
};

struct search {
    struct tara_insight *insight;
    struct purse purse;
    size_t room;
    /* Levels (V4): the root's level with the step at its hardest and at its easiest. */
    struct attack_tree_level *run;
    int hardest;
    int easiest;
};

static bool may_go_on(void *context)
{
    struct purse *purse = context;
    bool may = purse->left >= purse->price;
    purse->left -= may ? purse->price : 0;
    return may;
}

static void add_move(struct search *search, struct tara_move move, int level, int total)
{
    struct tara_insight *insight = search->insight;
    if (insight->move_count == search->room) {
        size_t wider = search->room > 0 ? search->room * 2 : 32;
        insight->moves =
            arena_grow(insight->tara->arena, insight->moves, search->room * sizeof *insight->moves,
                       wider * sizeof *insight->moves);
        search->room = wider;
    }
    move.after = tara_insight_outcome(insight, level, total);
    insight->level_count += level != insight->now.level;
    insight->moves[insight->move_count++] = move;
}

static void name_levels(const struct method *method, int factor, int from, int to,
                        struct tara_move *move)
{
    const struct method_factor *of = &method->potential.factors[factor];
    move->factor_id = of->id;
    move->factor = of->name;
    move->from_id = of->levels[from].id;
    move->from = of->levels[from].label;
    move->to_id = of->levels[to].id;
    move->to = of->levels[to].label;
    move->is_harder = to > from;
}

/* ---- attack potential ---- */

#define STEPS_A_QUESTION 64 /* attack_sensitivity asks that often */

static enum rc find_by_potential(struct search *search)
{
    const struct tara *tara = search->insight->tara;
    const struct tara_value *value = search->insight->value;
    struct fault *fault = tara->snapshot->fault;
    struct attack_change *change;
    struct attack_sensitivity found;
    struct attack_patience patience = {may_go_on, &search->purse};
    search->purse.price = (uint64_t)value->engine->count * STEPS_A_QUESTION;
    search->purse.left += search->purse.price; /* the first is asked before anything is done */
    enum rc rc = attack_change_open(tara->arena, value->engine, tara->method.grid, fault, &change);
    rc = rc == RC_OK ? attack_sensitivity_find(change, tara->arena, patience, true, fault, &found)
                     : rc;
    if (rc != RC_OK) {
        return rc;
    }
    search->insight->moves_are_whole = found.is_whole;
    for (size_t i = 0; i < found.move_count; i++) {
        const struct attack_move *at = &found.moves[i];
        struct tara_move move = {.node = value->node_of[at->node]};
        if (at->factor >= 0 && move.node != TARA_NONE) {
            name_levels(tara->method.method, at->factor, at->from, at->to, &move);
            add_move(search, move, at->level, at->total);
        }
    }
    return RC_OK;
}

/* ---- levels ---- */

static int root_level(const struct search *search, uint32_t step, int level)
{
    (void)attack_tree_level_rate(search->run, step, level);
    attack_tree_level_pass(search->run);
    return attack_tree_level_best(search->run, search->run->tree->root);
}

/* A changed rating: minimum and maximum over a chain make the root the middle of
 * the step's level and its own two ends. */
static void try_rating(struct search *search, struct tara_rating rating, struct tara_move move)
{
    const struct tara *tara = search->insight->tara;
    int before = search->insight->value->ratings[move.node]->level;
    tara_rating_compute(&tara->method, tara->arena, &rating);
    if (rating.level == NO_LEVEL || rating.level == before) {
        return;
    }
    int level = rating.level < search->easiest ? rating.level : search->easiest;
    level = level > search->hardest ? level : search->hardest;
    move.is_harder = rating.level < before;
    if (level != search->insight->now.level) {
        add_move(search, move, level, NO_LEVEL);
    }
}

static void try_potential(struct search *search, const struct tara_rating *rating, uint32_t node)
{
    const struct method *method = search->insight->tara->method.method;
    for (int f = 0; f < method->potential.count; f++) {
        for (int to = rating->levels[f] - 1; to <= rating->levels[f] + 1; to += 2) {
            struct tara_rating other = *rating;
            struct tara_move move = {.node = node};
            if (to >= 0 && to < method->potential.factors[f].count) {
                other.levels[f] = to;
                name_levels(method, f, rating->levels[f], to, &move);
                try_rating(search, other, move);
            }
        }
    }
}

static void try_vector(struct search *search, const struct tara_rating *rating, uint32_t node)
{
    const struct tara *tara = search->insight->tara;
    const struct method_scale *scale = &tara->method.method->vectors.scale;
    for (int to = rating->vector - 1; to <= rating->vector + 1; to += 2) {
        struct tara_rating other = *rating;
        if (to >= 0 && to < scale->count) {
            other.vector = to;
            struct tara_move move = {.node = node,
                                     .factor_id = TEXT("vector"),
                                     .factor = TEXT("attack vector"),
                                     .from_id = scale->ids[rating->vector],
                                     .from = method_word(tara->arena, scale->ids[rating->vector]),
                                     .to_id = scale->ids[to],
                                     .to = method_word(tara->arena, scale->ids[to])};
            try_rating(search, other, move);
        }
    }
}

/* The metrics of CVSS 3.x exploitability, as enum cvss_metrics counts them. */
static const struct {
    const char *id;
    const char *name;
    int count;
    const char *values[4];
    char letters[5];
} metrics[] = {{"AV", "attack vector", 4, {"Network", "Adjacent", "Local", "Physical"}, "NALP"},
               {"AC", "attack complexity", 2, {"Low", "High"}, "LH"},
               {"PR", "privileges required", 3, {"None", "Low", "High"}, "NLH"},
               {"UI", "user interaction", 2, {"None", "Required"}, "NR"}};

#define METRIC_COUNT (sizeof metrics / sizeof *metrics)

static struct text cvss_words(struct arena *arena, const int at[METRIC_COUNT], bool is_changed)
{
    return text_print(arena, "AV:%c/AC:%c/PR:%c/UI:%c/S:%c", metrics[0].letters[at[0]],
                      metrics[1].letters[at[1]], metrics[2].letters[at[2]],
                      metrics[3].letters[at[3]], is_changed ? 'C' : 'U');
}

static struct text metric_id(struct arena *arena, size_t metric, int value)
{
    return text_print(arena, "%s:%c", metrics[metric].id, metrics[metric].letters[value]);
}

static void try_cvss(struct search *search, const struct tara_rating *rating, uint32_t node)
{
    struct arena *arena = search->insight->tara->arena;
    const struct cvss_metrics *given = &rating->cvss;
    const int now[METRIC_COUNT] = {(int)given->av, (int)given->ac, (int)given->pr, (int)given->ui};
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        for (int to = now[m] - 1; to <= now[m] + 1; to += 2) {
            if (to < 0 || to >= metrics[m].count) {
                continue;
            }
            struct tara_rating other = *rating;
            int then[METRIC_COUNT];
            memcpy(then, now, sizeof then);
            then[m] = to;
            other.cvss_text = cvss_words(arena, then, given->is_scope_changed);
            struct tara_move move = {.node = node,
                                     .factor_id = text_of(metrics[m].id),
                                     .factor = text_of(metrics[m].name),
                                     .from_id = metric_id(arena, m, now[m]),
                                     .from = text_of(metrics[m].values[now[m]]),
                                     .to_id = metric_id(arena, m, to),
                                     .to = text_of(metrics[m].values[to])};
            try_rating(search, other, move);
        }
    }
}

static void try_step(struct search *search, uint32_t step, uint32_t node)
{
    const struct tara_rating *rating = search->insight->value->ratings[node];
    search->hardest = root_level(search, step, 0);
    search->easiest = root_level(search, step, search->run->count - 1);
    (void)attack_tree_level_rate(search->run, step, rating->level);
    if (search->hardest == search->easiest) {
        return; /* the root does not depend on this step alone */
    }
    switch (rating->approach) {
    case TARA_POTENTIAL:
        try_potential(search, rating, node);
        break;
    case TARA_CVSS:
        try_cvss(search, rating, node);
        break;
    case TARA_VECTOR:
        try_vector(search, rating, node);
        break;
    default:
        break;
    }
}

static enum rc find_by_level(struct search *search)
{
    const struct tara *tara = search->insight->tara;
    const struct tara_value *value = search->insight->value;
    const struct attack_tree *tree = value->engine;
    enum rc rc = attack_tree_level_open(tara->arena, tree, tara->method.method,
                                        tara->snapshot->fault, &search->run);
    search->purse.price = 2 * (uint64_t)tree->count;
    for (uint32_t at = 0; rc == RC_OK && at < tree->steps; at++) {
        uint32_t node = value->node_of[tree->node_at[at]];
        if (!may_go_on(&search->purse)) {
            search->insight->moves_are_whole = false;
            break;
        }
        if (node != TARA_NONE) {
            try_step(search, tree->node_at[at], node);
        }
    }
    return rc;
}

/* ---- order ---- */

struct ranked {
    struct tara_move move;
    int effect; /* in risk, then in its sum, then in levels, then in points */
    int sum;
    int levels;
    int points;
    struct text key;
};

static int by_effect(const void *a, const void *b)
{
    const struct ranked *left = a;
    const struct ranked *right = b;
    int differences[] = {right->effect - left->effect,
                         right->sum - left->sum,
                         right->levels - left->levels,
                         right->points - left->points,
                         left->move.is_harder - right->move.is_harder,
                         text_compare(left->key, right->key),
                         text_compare(left->move.factor_id, right->move.factor_id)};
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        if (differences[i] != 0) {
            return differences[i];
        }
    }
    return 0;
}

static void sort_moves(struct tara_insight *insight)
{
    const struct tara *tara = insight->tara;
    const struct tara_outcome *now = &insight->now;
    struct ranked *ranked = ARENA_MANY(tara->arena, struct ranked, insight->move_count + 1);
    for (size_t i = 0; i < insight->move_count; i++) {
        const struct tara_move *move = &insight->moves[i];
        ranked[i] = (struct ranked){.move = *move,
                                    .effect = abs(move->after.risk - now->risk),
                                    .sum = abs(move->after.risk_sum - now->risk_sum),
                                    .levels = abs(move->after.level - now->level),
                                    .points = abs(move->after.total - now->total),
                                    .key = tara->nodes[move->node].record->key};
    }
    qsort(ranked, insight->move_count, sizeof *ranked, by_effect);
    for (size_t i = 0; i < insight->move_count; i++) {
        insight->moves[i] = ranked[i].move;
    }
}

enum rc tara_insight_moves(struct tara_insight *insight)
{
    struct search search = {.insight = insight, .purse = {.left = TARA_INSIGHT_BUDGET}};
    enum rc rc =
        insight->value->profile_run != NULL ? find_by_potential(&search) : find_by_level(&search);
    if (rc == RC_OK) {
        sort_moves(insight);
    }
    return rc;
}
