#include "engine/threat_rule.h"

#include <string.h>

void threat_rules_init(struct threat_rules *rules, struct arena *arena,
                       struct threat_symbols *symbols, const struct method *method)
{
    memset(rules, 0, sizeof *rules);
    rules->arena = arena;
    rules->symbols = symbols;
    rules->method = method;
    rules->predicate_room = (size_t)THREAT_FACTS * 2;
    rules->predicates = ARENA_MANY(arena, struct threat_predicate, rules->predicate_room);
    rules->predicate_count = THREAT_FACTS + 1; /* THREAT_DIFFERENT keeps its number free */
    table_init(&rules->predicate_numbers, arena);
    table_init(&rules->rule_ids, arena);
    for (uint32_t fact = 0; fact < THREAT_FACTS; fact++) {
        rules->predicates[fact] = *threat_word_predicate((enum threat_fact)fact);
        table_put(&rules->predicate_numbers, rules->predicates[fact].name,
                  (void *)((uintptr_t)fact + 1));
    }
}

uint32_t threat_rules_predicate(const struct threat_rules *rules, struct text name)
{
    void *found = table_get(&rules->predicate_numbers, name);
    return found != NULL ? (uint32_t)((uintptr_t)found - 1) : THREAT_NOTHING;
}

static uint32_t keep_predicate(struct threat_rules *rules, const struct threat_predicate *predicate)
{
    if (rules->predicate_count == rules->predicate_room) {
        size_t cell = sizeof *predicate;
        rules->predicates =
            arena_grow(rules->arena, rules->predicates, rules->predicate_room * cell,
                       rules->predicate_room * 2 * cell);
        rules->predicate_room *= 2;
    }
    uint32_t number = (uint32_t)rules->predicate_count++;
    rules->predicates[number] = *predicate;
    return number;
}

enum rc threat_rules_declare(struct threat_rules *rules, const struct threat_predicate *predicate,
                             struct fault *fault, uint32_t *out)
{
    uint32_t number = threat_rules_predicate(rules, predicate->name);
    if (number != THREAT_NOTHING) {
        const struct threat_predicate *known = &rules->predicates[number];
        if (number < THREAT_FACTS || known->arity != predicate->arity ||
            memcmp(known->types, predicate->types, sizeof known->types) != 0) {
            return fault_add(fault, RC_CONFLICT, predicate->name,
                             "a predicate of this name exists with other arguments; take "
                             "another name");
        }
        *out = number;
        return RC_OK;
    }
    if (rules->predicate_count >= THREAT_PREDICATES_LIMIT) {
        return fault_add(fault, RC_TOO_LARGE, predicate->name, "there are more than %d predicates",
                         THREAT_PREDICATES_LIMIT);
    }
    number = keep_predicate(rules, predicate);
    table_put(&rules->predicate_numbers, rules->predicates[number].name,
              (void *)((uintptr_t)number + 1));
    *out = number;
    return RC_OK;
}

/* ---- a literal from its text ---- */

static bool is_variable(struct text term)
{
    return term.size > 0 && term.at[0] >= 'A' && term.at[0] <= 'Z';
}

static bool is_name(struct text term)
{
    for (size_t i = 0; i < term.size; i++) {
        char c = term.at[i];
        bool is_fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || c == '.' || c == ':';
        if (!is_fine) {
            return false;
        }
    }
    return term.size > 0 && term.size <= 100;
}

/* The number of the variable, which from here on is one of these types. */
static enum rc use_variable(struct threat_rule *rule, struct text name, uint32_t types,
                            struct fault *fault, uint32_t *out)
{
    uint32_t number = 0;
    while (number < rule->variable_count && !text_equals(rule->variables[number], name)) {
        number++;
    }
    if (number == THREAT_VARIABLES_LIMIT) {
        return fault_add(fault, RC_TOO_LARGE, rule->id, "the rule has more than %d variables",
                         THREAT_VARIABLES_LIMIT);
    }
    if (number == rule->variable_count) {
        rule->variables[number] = name;
        rule->variable_types[number] = THREAT_BIT(THREAT_TYPES) - 1;
        rule->variable_count++;
    }
    rule->variable_types[number] &= types;
    if (rule->variable_types[number] == 0) {
        return fault_add(fault, RC_INVALID, rule->id,
                         "the variable %.*s would have to be two sorts of thing at once",
                         TEXT_ARGS(name));
    }
    *out = number;
    return RC_OK;
}

static enum rc read_term(struct threat_rules *rules, struct threat_rule *rule, struct text written,
                         uint32_t types, struct threat_term *out)
{
    struct fault *fault = rules->fault;
    out->number = 0;
    if (text_is(written, "_")) {
        out->kind = THREAT_ANY;
        return RC_OK;
    }
    if (!is_name(written)) {
        return fault_add(fault, RC_INVALID, rule->id,
                         "\"%.*s\" is neither a Variable, a word nor _", TEXT_ARGS(written));
    }
    if (is_variable(written)) {
        out->kind = THREAT_VARIABLE;
        return use_variable(rule, written, types, fault, &out->number);
    }
    if ((types & THREAT_BIT(THREAT_WORD)) == 0) {
        return fault_add(fault, RC_INVALID, rule->id,
                         "\"%.*s\" is a word where an element stands; write a Variable or _",
                         TEXT_ARGS(written));
    }
    out->kind = THREAT_SYMBOL;
    out->number = threat_symbols_add(rules->symbols, THREAT_WORD, written);
    return RC_OK;
}

static enum rc read_difference(struct threat_rules *rules, struct threat_rule *rule,
                               struct text left, struct text right, struct threat_literal *out)
{
    uint32_t types = THREAT_BIT(THREAT_TYPES) - 1;
    enum rc rc = RC_OK;
    out->predicate = THREAT_DIFFERENT;
    rc = read_term(rules, rule, text_trim(left), types, &out->terms[0]);
    rc = rc == RC_OK ? read_term(rules, rule, text_trim(right), types, &out->terms[1]) : rc;
    if (rc == RC_OK && (out->terms[0].kind == THREAT_ANY || out->terms[1].kind == THREAT_ANY)) {
        return fault_add(rules->fault, RC_INVALID, rule->id, "_ cannot differ from anything");
    }
    return rc;
}

static enum rc read_arguments(struct threat_rules *rules, struct threat_rule *rule,
                              struct text inside, struct threat_literal *out)
{
    const struct threat_predicate predicate = rules->predicates[out->predicate];
    uint32_t given = 0;
    bool is_more = true;
    while (is_more && given <= THREAT_ARITY_LIMIT) {
        is_more = text_find(inside, ',') < inside.size;
        struct text written = text_trim(text_cut(&inside, ','));
        if (given < predicate.arity) {
            enum rc rc =
                read_term(rules, rule, written, predicate.types[given], &out->terms[given]);
            if (rc != RC_OK) {
                return rc;
            }
        }
        given++;
    }
    if (given != predicate.arity) {
        return fault_add(rules->fault, RC_INVALID, rule->id, "%.*s takes %u arguments",
                         TEXT_ARGS(predicate.name), predicate.arity);
    }
    return RC_OK;
}

enum rc threat_rule_literal(struct threat_rules *rules, struct threat_rule *rule,
                            struct text written, struct fault *fault, struct threat_literal *out)
{
    struct text rest = text_trim(written);
    struct threat_literal literal = {0};
    rules->fault = fault;
    for (size_t i = 0; i + 1 < rest.size; i++) {
        if (rest.at[i] == '!' && rest.at[i + 1] == '=') {
            enum rc rc = read_difference(rules, rule, text_part(rest, 0, i), text_from(rest, i + 2),
                                         &literal);
            if (rc == RC_OK) {
                *out = literal;
            }
            return rc;
        }
    }
    if (text_starts(rest, TEXT("not "))) {
        literal.is_absent = true;
        rest = text_trim(text_from(rest, 4));
    }
    size_t open = text_find(rest, '(');
    struct text name = text_trim(text_part(rest, 0, open));
    if (open >= rest.size || !text_ends(rest, TEXT(")")) || !is_name(name)) {
        return fault_add(fault, RC_INVALID, rule->id,
                         "\"%.*s\" is no condition; write name(Variable, word), not name(...) "
                         "or A != B",
                         TEXT_ARGS(written));
    }
    literal.predicate = threat_rules_predicate(rules, name);
    if (literal.predicate == THREAT_NOTHING) {
        return fault_add(fault, RC_NOT_FOUND, rule->id,
                         "there is no predicate \"%.*s\"; declare it under predicates",
                         TEXT_ARGS(name));
    }
    enum rc rc =
        read_arguments(rules, rule, text_part(rest, open + 1, rest.size - open - 2), &literal);
    if (rc == RC_OK) {
        *out = literal;
    }
    return rc;
}

/* ---- what a rule has to keep ---- */

static uint32_t bound_by(const struct threat_literal *literals, size_t count,
                         const struct threat_rules *rules)
{
    uint32_t bound = 0;
    for (size_t i = 0; i < count; i++) {
        if (literals[i].is_absent || literals[i].predicate == THREAT_DIFFERENT) {
            continue;
        }
        for (uint32_t a = 0; a < rules->predicates[literals[i].predicate].arity; a++) {
            if (literals[i].terms[a].kind == THREAT_VARIABLE) {
                bound |= 1u << literals[i].terms[a].number;
            }
        }
    }
    return bound;
}

static enum rc check_bound(const struct threat_rules *rules, const struct threat_rule *rule,
                           const struct threat_literal *literal, uint32_t bound)
{
    uint32_t arity =
        literal->predicate == THREAT_DIFFERENT ? 2 : rules->predicates[literal->predicate].arity;
    for (uint32_t a = 0; a < arity; a++) {
        const struct threat_term *term = &literal->terms[a];
        if (term->kind == THREAT_VARIABLE && (bound >> term->number & 1) == 0) {
            return fault_add(rules->fault, RC_INVALID, rule->id,
                             "the variable %.*s stands in no positive condition; add one that "
                             "says what it is",
                             TEXT_ARGS(rule->variables[term->number]));
        }
    }
    return RC_OK;
}

static enum rc check_literals(const struct threat_rules *rules, const struct threat_rule *rule,
                              const struct threat_literal *literals, size_t count, uint32_t bound)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        if (literals[i].is_absent && literals[i].predicate >= THREAT_FACTS) {
            return fault_add(rules->fault, RC_UNSUPPORTED, rule->id,
                             "only what the model says can be absent, not %.*s, which rules "
                             "derive",
                             TEXT_ARGS(rules->predicates[literals[i].predicate].name));
        }
        if (literals[i].is_absent || literals[i].predicate == THREAT_DIFFERENT) {
            rc = check_bound(rules, rule, &literals[i], bound);
        }
    }
    return rc;
}

static enum rc check_rule(const struct threat_rules *rules, const struct threat_rule *rule)
{
    uint32_t bound = bound_by(rule->literals, rule->literal_count, rules);
    if (rules->rule_count >= THREAT_RULES_LIMIT || rule->literal_count > THREAT_LITERALS_LIMIT ||
        rule->step_count > THREAT_STEPS_LIMIT || rule->annex5_count > THREAT_ANNEX5_LIMIT) {
        return fault_add(rules->fault, RC_TOO_LARGE, rule->id,
                         "more than %d rules, or %d conditions, %d steps or %d entries of "
                         "Annex 5 in one rule",
                         THREAT_RULES_LIMIT, THREAT_LITERALS_LIMIT, THREAT_STEPS_LIMIT,
                         THREAT_ANNEX5_LIMIT);
    }
    if (rule->positive_count == 0) {
        return fault_add(rules->fault, RC_INVALID, rule->id,
                         "the rule has no positive condition, so it would hold for nothing");
    }
    enum rc rc = check_literals(rules, rule, rule->literals, rule->literal_count, bound);
    for (uint32_t a = 0; rc == RC_OK && a < THREAT_ARITY_LIMIT; a++) {
        if (rule->head.terms[a].kind == THREAT_ANY) {
            rc = fault_add(rules->fault, RC_INVALID, rule->id, "_ cannot stand in a conclusion");
        }
    }
    rc = rc == RC_OK ? check_bound(rules, rule, &rule->head, bound) : rc;
    for (size_t s = 0; rc == RC_OK && s < rule->step_count; s++) {
        for (size_t i = 0; rc == RC_OK && i < rule->steps[s].adjust_count; i++) {
            const struct threat_adjust *adjust = &rule->steps[s].adjusts[i];
            rc = check_literals(rules, rule, adjust->literals, adjust->literal_count, bound);
            for (size_t l = 0; rc == RC_OK && l < adjust->literal_count; l++) {
                rc = adjust->literals[l].predicate > THREAT_FACTS
                         ? fault_add(rules->fault, RC_UNSUPPORTED, rule->id,
                                     "an adjustment asks only what the model says")
                         : check_bound(rules, rule, &adjust->literals[l], bound);
            }
        }
    }
    return rc;
}

/* A threat is a fact of its own predicate, over the elements it is about. */
static void make_threat_head(struct threat_rules *rules, struct threat_rule *rule)
{
    struct threat_predicate predicate = {.name = rule->id};
    while (predicate.arity < THREAT_ARITY_LIMIT &&
           rule->head.terms[predicate.arity].kind == THREAT_VARIABLE) {
        predicate.types[predicate.arity] =
            rule->variable_types[rule->head.terms[predicate.arity].number];
        predicate.arity++;
    }
    rule->head.predicate = keep_predicate(rules, &predicate);
}

enum rc threat_rules_add(struct threat_rules *rules, const struct threat_rule *given,
                         struct fault *fault)
{
    struct threat_rule rule = *given;
    rules->fault = fault;
    if (table_get(&rules->rule_ids, rule.id) != NULL) {
        return fault_add(fault, RC_CONFLICT, rule.id,
                         "two rules have this id; ids tell threats apart, give another one");
    }
    if (rule.is_threat) {
        make_threat_head(rules, &rule);
    }
    rule.positive_count = 0;
    for (size_t i = 0; i < rule.literal_count; i++) {
        rule.positive_count +=
            !rule.literals[i].is_absent && rule.literals[i].predicate != THREAT_DIFFERENT;
    }
    enum rc rc = check_rule(rules, &rule);
    if (rc != RC_OK) {
        return rc;
    }
    if (rules->rule_count == rules->rule_room) {
        size_t room = rules->rule_room == 0 ? 64 : rules->rule_room * 2;
        rules->rules = arena_grow(rules->arena, rules->rules, rules->rule_room * sizeof rule,
                                  room * sizeof rule);
        rules->rule_room = room;
    }
    rules->rules[rules->rule_count++] = rule;
    table_put(&rules->rule_ids, rule.id, (void *)((uintptr_t)rules->rule_count));
    return RC_OK;
}
