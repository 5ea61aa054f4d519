#include "engine/threat_join.h"

#include <string.h>

#define CALM_STEPS 65536

/* ---- compiling ---- */

struct compiling {
    struct threat_run *run;
    struct threat_join *join;
    uint32_t bound; /* variables */
    uint32_t used;  /* literals */
};

static double rows_of(const struct threat_run *run, uint32_t predicate)
{
    return run->is_base[predicate] ? (double)run->relations[predicate].count
                                   : (double)run->symbols->count;
}

/* How many different symbols a column may hold. */
static double spread_of(const struct threat_run *run, uint32_t predicate, uint32_t column)
{
    double most = 0;
    for (int type = 0; type < THREAT_TYPES; type++) {
        if ((run->rules->predicates[predicate].types[column] >> type & 1) != 0) {
            most += run->symbols->of_type[type];
        }
    }
    double rows = rows_of(run, predicate);
    return most < rows ? most : rows;
}

static bool is_known(const struct threat_term *term, uint32_t bound)
{
    return term->kind == THREAT_SYMBOL ||
           (term->kind == THREAT_VARIABLE && (bound >> term->number & 1) != 0);
}

/* The known column that tells most, or THREAT_NOTHING. */
static uint32_t best_column(const struct threat_run *run, const struct threat_literal *literal,
                            uint32_t bound)
{
    uint32_t best = THREAT_NOTHING;
    double most = -1;
    for (uint32_t a = 0; a < run->relations[literal->predicate].arity; a++) {
        double spread = spread_of(run, literal->predicate, a);
        if (is_known(&literal->terms[a], bound) && spread > most) {
            best = a;
            most = spread;
        }
    }
    return best;
}

static bool is_all_known(const struct threat_run *run, const struct threat_literal *literal,
                         uint32_t bound)
{
    for (uint32_t a = 0; a < run->relations[literal->predicate].arity; a++) {
        if (!is_known(&literal->terms[a], bound)) {
            return false;
        }
    }
    return true;
}

/* Rows to look at, as far as sizes tell. */
static double weight_of(const struct threat_run *run, const struct threat_literal *literal,
                        uint32_t bound)
{
    double rows = rows_of(run, literal->predicate);
    uint32_t column = best_column(run, literal, bound);
    if (is_all_known(run, literal, bound)) {
        return 0.5;
    }
    if (column == THREAT_NOTHING) {
        return rows;
    }
    double spread = spread_of(run, literal->predicate, column);
    return spread > 0 ? rows / spread : 0;
}

static void put_cells(struct compiling *state, struct threat_stage *stage,
                      const struct threat_literal *literal, bool may_bind)
{
    uint32_t arity = literal->predicate == THREAT_DIFFERENT
                         ? 2
                         : state->run->relations[literal->predicate].arity;
    for (uint32_t a = 0; a < arity; a++) {
        const struct threat_term *term = &literal->terms[a];
        stage->numbers[a] = term->number;
        if (term->kind == THREAT_ANY) {
            stage->cells[a] = THREAT_FREE;
        } else if (term->kind == THREAT_SYMBOL) {
            stage->cells[a] = THREAT_IS_SYMBOL;
        } else if (is_known(term, state->bound) || !may_bind) {
            stage->cells[a] = THREAT_IS_VALUE;
        } else {
            stage->cells[a] = THREAT_BINDS;
            state->bound |= 1u << term->number;
        }
    }
}

static uint32_t premise_of(const struct threat_rule *rule, uint32_t literal)
{
    uint32_t premise = 0;
    for (uint32_t i = 0; i < literal; i++) {
        premise += !rule->literals[i].is_absent && rule->literals[i].predicate != THREAT_DIFFERENT;
    }
    return premise;
}

static uint32_t order_of(const struct compiling *state, uint32_t literal)
{
    return literal == state->run->firsts[state->join->rule_number] ? 0 : literal + 1;
}

static void put_stage(struct compiling *state, uint32_t number)
{
    struct threat_run *run = state->run;
    const struct threat_literal *literal = &state->join->rule->literals[number];
    struct threat_stage *stage = &state->join->stages[state->join->stage_count++];
    bool is_start = number == state->join->start;
    state->used |= 1u << number;
    stage->relation = literal->predicate;
    stage->premise = premise_of(state->join->rule, number);
    stage->range = is_start                                                        ? THREAT_LAST
                   : order_of(state, number) < order_of(state, state->join->start) ? THREAT_OLD
                                                                                   : THREAT_ALL;
    if (literal->predicate == THREAT_DIFFERENT) {
        stage->look = THREAT_DIFFER;
        put_cells(state, stage, literal, false);
        return;
    }
    stage->column = best_column(run, literal, state->bound);
    /* The last round's rows of what rules derive are few: scanning them is enough. */
    bool may_look_up = !is_start || run->is_base[literal->predicate];
    stage->look = literal->is_absent                               ? THREAT_ABSENT
                  : is_all_known(run, literal, state->bound)       ? THREAT_MEMBER
                  : stage->column != THREAT_NOTHING && may_look_up ? THREAT_LOOKUP
                                                                   : THREAT_SCAN;
    put_cells(state, stage, literal, !literal->is_absent || is_start);
    if (literal->is_absent) {
        stage->column = best_column(run, literal, state->bound);
    }
    bool has_free_cell = literal->is_absent && !is_all_known(run, literal, state->bound);
    if (stage->column != THREAT_NOTHING && (stage->look == THREAT_LOOKUP || has_free_cell)) {
        threat_relation_index(&run->relations[literal->predicate], stage->column,
                              run->symbols->count);
    }
}

/* Are all variables of a test known? */
static bool is_ready(const struct compiling *state, const struct threat_literal *literal)
{
    for (uint32_t a = 0; a < THREAT_ARITY_LIMIT; a++) {
        const struct threat_term *term = &literal->terms[a];
        if (term->kind == THREAT_VARIABLE && !is_known(term, state->bound)) {
            return false;
        }
    }
    return true;
}

static void put_ready_tests(struct compiling *state)
{
    const struct threat_rule *rule = state->join->rule;
    for (uint32_t i = 0; i < rule->literal_count; i++) {
        const struct threat_literal *literal = &rule->literals[i];
        bool is_test = literal->is_absent || literal->predicate == THREAT_DIFFERENT;
        if ((state->used >> i & 1) == 0 && is_test && is_ready(state, literal)) {
            put_stage(state, i);
        }
    }
}

static uint32_t lightest(const struct compiling *state)
{
    const struct threat_rule *rule = state->join->rule;
    uint32_t best = THREAT_NOTHING;
    double least = 0;
    for (uint32_t i = 0; i < rule->literal_count; i++) {
        const struct threat_literal *literal = &rule->literals[i];
        if ((state->used >> i & 1) != 0 || literal->is_absent ||
            literal->predicate == THREAT_DIFFERENT) {
            continue;
        }
        double weight = weight_of(state->run, literal, state->bound);
        if (best == THREAT_NOTHING || weight < least) {
            best = i;
            least = weight;
        }
    }
    return best;
}

uint32_t threat_join_first(struct threat_run *run, uint32_t rule)
{
    struct threat_join join = {.rule = &run->rules->rules[rule], .rule_number = rule};
    struct compiling state = {.run = run, .join = &join};
    return lightest(&state);
}

const struct threat_join *threat_join_get(struct threat_run *run, uint32_t rule, uint32_t start)
{
    struct threat_join **place = &run->joins[(size_t)rule * THREAT_LITERALS_LIMIT + start];
    if (*place != NULL) {
        return *place;
    }
    struct threat_join *join = ARENA_NEW(run->arena, struct threat_join);
    struct compiling state = {.run = run, .join = join};
    join->rule = &run->rules->rules[rule];
    join->rule_number = rule;
    join->start = start;
    put_stage(&state, start);
    put_ready_tests(&state);
    for (uint32_t next = lightest(&state); next != THREAT_NOTHING; next = lightest(&state)) {
        put_stage(&state, next);
        put_ready_tests(&state);
    }
    *place = join;
    return join;
}

/* ---- walking ---- */

static bool may_continue(struct threat_run *run)
{
    if (run->calm-- > 0) {
        return !run->is_over;
    }
    run->calm = CALM_STEPS;
    run->is_over = run->is_over || arena_is_over(run->arena) ||
                   (run->may_go_on != NULL && !run->may_go_on(run->context));
    return !run->is_over;
}

static bool take_row(struct threat_walk *walk, const struct threat_stage *stage,
                     const uint32_t *row, uint32_t arity)
{
    for (uint32_t a = 0; a < arity; a++) {
        uint32_t number = stage->numbers[a];
        switch (stage->cells[a]) {
        case THREAT_IS_SYMBOL:
            if (row[a] != number) {
                return false;
            }
            break;
        case THREAT_IS_VALUE:
            if (row[a] != walk->values[number]) {
                return false;
            }
            break;
        case THREAT_BINDS:
            walk->values[number] = row[a];
            break;
        default:
            break;
        }
    }
    return true;
}

static uint32_t value_of(const uint32_t *values, const struct threat_stage *stage, uint32_t column)
{
    uint32_t number = stage->numbers[column];
    return stage->cells[column] == THREAT_IS_SYMBOL ? number : values[number];
}

static void descend(struct threat_walk *walk, uint32_t depth);

static void visit(struct threat_walk *walk, uint32_t depth, uint32_t row)
{
    const struct threat_stage *stage = &walk->join->stages[depth];
    const struct threat_relation *relation = &walk->run->relations[stage->relation];
    if (may_continue(walk->run) && !threat_relation_is_dead(relation, row) &&
        take_row(walk, stage, threat_relation_row(relation, row), relation->arity)) {
        walk->premises[stage->premise] = row;
        descend(walk, depth + 1);
    }
}

static void range_of(const struct threat_relation *relation, enum threat_range range, uint32_t *low,
                     uint32_t *high)
{
    *low = range == THREAT_LAST ? relation->old_end : 0;
    *high = range == THREAT_OLD ? relation->old_end : relation->now_end;
}

static void look_up(struct threat_walk *walk, uint32_t depth)
{
    const struct threat_stage *stage = &walk->join->stages[depth];
    const struct threat_relation *relation = &walk->run->relations[stage->relation];
    const struct threat_index *index = relation->by[stage->column];
    uint32_t key = value_of(walk->values, stage, stage->column);
    uint32_t low;
    uint32_t high;
    range_of(relation, stage->range, &low, &high);
    if (key < index->packed_symbols && index->first != NULL && low < index->packed) {
        for (uint32_t i = index->first[key]; i < index->first[key + 1]; i++) {
            uint32_t row = index->numbers[i];
            if (row >= low && row < high) {
                visit(walk, depth, row);
            }
        }
    }
    uint32_t link = key < index->symbols ? index->newest[key] : 0;
    while (link != 0 && link - 1 >= low) {
        uint32_t row = link - 1;
        link = relation->by[stage->column]->older[row - index->packed];
        if (row < high) {
            visit(walk, depth, row);
        }
    }
}

/* The tuple a stage asks for when all its columns are known; false where one is free. */
static bool tuple_of(const uint32_t *values, const struct threat_stage *stage, uint32_t arity,
                     uint32_t *tuple)
{
    for (uint32_t a = 0; a < arity; a++) {
        if (stage->cells[a] == THREAT_FREE) {
            return false;
        }
        tuple[a] = value_of(values, stage, a);
    }
    return true;
}

static bool fits(const uint32_t *values, const struct threat_stage *stage, const uint32_t *row,
                 uint32_t arity)
{
    for (uint32_t a = 0; a < arity; a++) {
        if (stage->cells[a] != THREAT_FREE && row[a] != value_of(values, stage, a)) {
            return false;
        }
    }
    return true;
}

static bool has_indexed_row(const struct threat_relation *relation,
                            const struct threat_stage *stage, const uint32_t *values)
{
    const struct threat_index *index = relation->by[stage->column];
    uint32_t key = value_of(values, stage, stage->column);
    if (key < index->packed_symbols && index->first != NULL) {
        for (uint32_t i = index->first[key]; i < index->first[key + 1]; i++) {
            uint32_t row = index->numbers[i];
            if (!threat_relation_is_dead(relation, row) &&
                fits(values, stage, threat_relation_row(relation, row), relation->arity)) {
                return true;
            }
        }
    }
    uint32_t link = key < index->symbols ? index->newest[key] : 0;
    for (; link != 0; link = index->older[link - 1 - index->packed]) {
        if (!threat_relation_is_dead(relation, link - 1) &&
            fits(values, stage, threat_relation_row(relation, link - 1), relation->arity)) {
            return true;
        }
    }
    return false;
}

/* Is there an alive row that fits? */
static bool has_row(const struct threat_relation *relation, const struct threat_stage *stage,
                    const uint32_t *values)
{
    uint32_t tuple[THREAT_ARITY_LIMIT];
    if (tuple_of(values, stage, relation->arity, tuple)) {
        uint32_t row = threat_relation_find(relation, tuple);
        return row != THREAT_NOTHING && !threat_relation_is_dead(relation, row);
    }
    if (stage->column != THREAT_NOTHING && relation->by[stage->column] != NULL) {
        return has_indexed_row(relation, stage, values);
    }
    for (uint32_t row = 0; row < relation->count; row++) {
        if (!threat_relation_is_dead(relation, row) &&
            fits(values, stage, threat_relation_row(relation, row), relation->arity)) {
            return true;
        }
    }
    return false;
}

static void look_for_member(struct threat_walk *walk, uint32_t depth)
{
    const struct threat_stage *stage = &walk->join->stages[depth];
    const struct threat_relation *relation = &walk->run->relations[stage->relation];
    uint32_t tuple[THREAT_ARITY_LIMIT];
    uint32_t low;
    uint32_t high;
    tuple_of(walk->values, stage, relation->arity, tuple);
    range_of(relation, stage->range, &low, &high);
    uint32_t row = threat_relation_find(relation, tuple);
    if (row != THREAT_NOTHING && row >= low && row < high) {
        visit(walk, depth, row);
    }
}

static void scan(struct threat_walk *walk, uint32_t depth)
{
    const struct threat_stage *stage = &walk->join->stages[depth];
    const struct threat_relation *relation = &walk->run->relations[stage->relation];
    uint32_t low;
    uint32_t high;
    range_of(relation, stage->range, &low, &high);
    for (uint32_t row = low; row < high; row++) {
        visit(walk, depth, row);
    }
}

static void descend(struct threat_walk *walk, uint32_t depth)
{
    if (depth == walk->join->stage_count) {
        walk->found(walk);
        return;
    }
    const struct threat_stage *stage = &walk->join->stages[depth];
    switch (stage->look) {
    case THREAT_SCAN:
        scan(walk, depth);
        break;
    case THREAT_LOOKUP:
        look_up(walk, depth);
        break;
    case THREAT_MEMBER:
        look_for_member(walk, depth);
        break;
    case THREAT_ABSENT:
        if (walk->ignores_absence ||
            !has_row(&walk->run->relations[stage->relation], stage, walk->values)) {
            descend(walk, depth + 1);
        }
        break;
    case THREAT_DIFFER:
        if (value_of(walk->values, stage, 0) != value_of(walk->values, stage, 1)) {
            descend(walk, depth + 1);
        }
        break;
    }
}

void threat_join_walk(struct threat_walk *walk)
{
    if (may_continue(walk->run)) {
        descend(walk, 0);
    }
}

void threat_join_walk_absence(struct threat_walk *walk, const uint32_t *tuple)
{
    const struct threat_stage *stage = &walk->join->stages[0];
    const struct threat_relation *relation = &walk->run->relations[stage->relation];
    if (!may_continue(walk->run) || !take_row(walk, stage, tuple, relation->arity) ||
        (walk->asks_start && has_row(relation, stage, walk->values))) {
        return;
    }
    descend(walk, 1);
}

bool threat_join_holds(const struct threat_run *run, const struct threat_literal *literals,
                       size_t count, const uint32_t *values)
{
    for (size_t i = 0; i < count; i++) {
        const struct threat_literal *literal = &literals[i];
        struct threat_stage stage = {.column = THREAT_NOTHING};
        for (uint32_t a = 0; a < THREAT_ARITY_LIMIT; a++) {
            const struct threat_term *term = &literal->terms[a];
            stage.numbers[a] = term->number;
            stage.cells[a] = term->kind == THREAT_SYMBOL     ? THREAT_IS_SYMBOL
                             : term->kind == THREAT_VARIABLE ? THREAT_IS_VALUE
                                                             : THREAT_FREE;
        }
        if (literal->predicate == THREAT_DIFFERENT) {
            if (value_of(values, &stage, 0) == value_of(values, &stage, 1)) {
                return false;
            }
            continue;
        }
        const struct threat_relation *relation = &run->relations[literal->predicate];
        for (uint32_t a = 0; a < relation->arity; a++) {
            if (relation->by[a] != NULL && stage.cells[a] != THREAT_FREE) {
                stage.column = a;
                break;
            }
        }
        if (has_row(relation, &stage, values) == literal->is_absent) {
            return false;
        }
    }
    return true;
}
