#include "engine/threat_run.h"
#include "engine/threat_join.h"

#include <string.h>

#define FIRST_ROOM 64

uint32_t threat_run_premises(const struct threat_rule *rule,
                             uint32_t predicates[THREAT_LITERALS_LIMIT])
{
    uint32_t count = 0;
    for (size_t i = 0; i < rule->literal_count; i++) {
        const struct threat_literal *literal = &rule->literals[i];
        if (!literal->is_absent && literal->predicate != THREAT_DIFFERENT) {
            predicates[count++] = literal->predicate;
        }
    }
    return count;
}

uint32_t threat_run_keep_way(struct threat_run *run, uint32_t rule, uint32_t head_row,
                             const uint32_t *premises)
{
    struct threat_ways *ways = &run->ways[rule];
    if (ways->count == ways->room) {
        size_t cell = sizeof(uint32_t) * ways->stride;
        uint32_t room = ways->room == 0 ? FIRST_ROOM : ways->room * 2;
        ways->rows = arena_grow(run->arena, ways->rows, ways->count * cell, room * cell);
        ways->room = room;
    }
    uint32_t *way = ways->rows + (size_t)ways->count * ways->stride;
    way[0] = head_row;
    for (uint32_t i = 1; i < ways->stride; i++) {
        way[i] = premises[i - 1];
    }
    return ways->count++;
}

void threat_join_head(const struct threat_walk *walk, uint32_t tuple[THREAT_ARITY_LIMIT])
{
    const struct threat_literal *head = &walk->join->rule->head;
    uint32_t arity = walk->run->relations[head->predicate].arity;
    for (uint32_t a = 0; a < arity; a++) {
        const struct threat_term *term = &head->terms[a];
        tuple[a] = term->kind == THREAT_VARIABLE ? walk->values[term->number] : term->number;
    }
}

bool threat_join_begs(const struct threat_walk *walk, uint32_t head_row)
{
    const struct threat_join *join = walk->join;
    for (uint32_t i = 0; i < join->stage_count; i++) {
        const struct threat_stage *stage = &join->stages[i];
        if (stage->relation == join->rule->head.predicate && stage->look <= THREAT_MEMBER &&
            walk->premises[stage->premise] == head_row) {
            return true;
        }
    }
    return false;
}

static void keep_first_time(struct threat_walk *walk)
{
    const struct threat_join *join = walk->join;
    uint32_t tuple[THREAT_ARITY_LIMIT];
    bool is_new;
    threat_join_head(walk, tuple);
    uint32_t row =
        threat_relation_add(&walk->run->relations[join->rule->head.predicate], tuple, &is_new);
    if (is_new || !threat_join_begs(walk, row)) {
        threat_run_keep_way(walk->run, join->rule_number, row, walk->premises);
    }
}

/* Can starting from this literal find anything this round? */
static bool may_find(const struct threat_run *run, uint32_t rule_number, uint32_t start)
{
    const struct threat_rule *rule = &run->rules->rules[rule_number];
    uint32_t first = run->firsts[rule_number];
    for (uint32_t i = 0; i < rule->literal_count; i++) {
        const struct threat_literal *literal = &rule->literals[i];
        if (literal->is_absent || literal->predicate == THREAT_DIFFERENT) {
            continue;
        }
        const struct threat_relation *relation = &run->relations[literal->predicate];
        bool is_before = start != first && i != start && (i == first || i < start);
        uint32_t low = i == start ? relation->old_end : 0;
        uint32_t high = is_before ? relation->old_end : relation->now_end;
        if (low >= high) {
            return false;
        }
    }
    return true;
}

static void run_rule(struct threat_run *run, uint32_t rule_number,
                     void (*found)(struct threat_walk *walk))
{
    const struct threat_rule *rule = &run->rules->rules[rule_number];
    for (uint32_t i = 0; i < rule->literal_count; i++) {
        bool is_test =
            rule->literals[i].is_absent || rule->literals[i].predicate == THREAT_DIFFERENT;
        if (!is_test && may_find(run, rule_number, i)) {
            struct threat_walk walk = {
                .run = run, .join = threat_join_get(run, rule_number, i), .found = found};
            threat_join_walk(&walk);
        }
    }
}

void threat_join_rounds(struct threat_run *run, void (*found)(struct threat_walk *walk))
{
    bool has_news = true;
    while (has_news && !run->is_over) {
        has_news = false;
        for (size_t p = 0; p < run->rules->predicate_count; p++) {
            struct threat_relation *relation = &run->relations[p];
            relation->now_end = relation->count;
            has_news = has_news || relation->now_end > relation->old_end;
        }
        for (uint32_t rule = 0; has_news && rule < run->rules->rule_count; rule++) {
            run_rule(run, rule, found);
        }
        for (size_t p = 0; p < run->rules->predicate_count; p++) {
            run->relations[p].old_end = run->relations[p].now_end;
        }
        run->rounds += has_news;
    }
}

enum rc threat_join_verdict(const struct threat_run *run)
{
    if (!run->is_over && !arena_is_over(run->arena)) {
        return RC_OK;
    }
    return fault_add(run->fault, RC_TOO_LARGE, TEXT_NONE,
                     "the rules find more in this model than fits into the memory or time of "
                     "this call; take a part of the model or fewer rules");
}

static void open_relations(struct threat_run *run, const struct threat_model *model)
{
    const struct threat_rules *rules = run->rules;
    run->relations = ARENA_MANY(run->arena, struct threat_relation, rules->predicate_count);
    run->is_base = ARENA_MANY(run->arena, uint8_t, rules->predicate_count);
    for (size_t p = 0; p < rules->predicate_count; p++) {
        if (p < THREAT_FACTS) {
            threat_relation_borrow(&run->relations[p], run->arena, &model->facts[p]);
            run->is_base[p] = 1;
        } else {
            threat_relation_init(&run->relations[p], run->arena, rules->predicates[p].arity);
            threat_relation_seal(&run->relations[p], rules->symbols->count);
        }
    }
}

enum rc threat_run_open(struct arena *arena, const struct threat_rules *rules,
                        const struct threat_model *model, struct threat_limits limits,
                        struct fault *fault, struct threat_run **out)
{
    struct threat_run *run = ARENA_NEW(arena, struct threat_run);
    uint32_t predicates[THREAT_LITERALS_LIMIT];
    run->arena = arena;
    run->rules = rules;
    run->symbols = rules->symbols;
    run->fault = fault;
    run->may_go_on = limits.may_go_on;
    run->context = limits.context;
    run->ways = ARENA_MANY(arena, struct threat_ways, rules->rule_count);
    run->joins = ARENA_MANY(arena, struct threat_join *, rules->rule_count * THREAT_LITERALS_LIMIT);
    run->firsts = ARENA_MANY(arena, uint32_t, rules->rule_count);
    open_relations(run, model);
    for (uint32_t rule = 0; rule < rules->rule_count; rule++) {
        run->firsts[rule] = threat_join_first(run, rule);
        run->ways[rule].stride = 1 + threat_run_premises(&rules->rules[rule], predicates);
    }
    threat_join_rounds(run, keep_first_time);
    enum rc rc = threat_join_verdict(run);
    if (rc == RC_OK) {
        *out = run;
    }
    return rc;
}

uint64_t threat_run_fact_count(const struct threat_run *run)
{
    uint64_t count = 0;
    for (size_t p = THREAT_FACTS + 1; p < run->rules->predicate_count; p++) {
        count += run->relations[p].count - run->relations[p].dead_count;
    }
    return count;
}

uint64_t threat_run_way_count(const struct threat_run *run)
{
    uint64_t count = 0;
    for (size_t rule = 0; rule < run->rules->rule_count; rule++) {
        count += run->ways[rule].count - run->ways[rule].dead_count;
    }
    return count;
}
