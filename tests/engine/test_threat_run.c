/* The rule engine against a plain one that tries every combination, on random
 * rules and models, and edits against full runs. */
#include "engine/pack.h"
#include "engine/threat_graph.h"

#include <stdlib.h>
#include <string.h>

#define COMPONENTS 4
#define FLOWS 3
#define RULES 6
#define DERIVED 3
#define WORLD 40 /* facts a random model is made of */

struct world {
    struct arena *arena;
    struct fault fault;
    struct threat_symbols symbols;
    struct threat_rules rules;
    uint32_t components[COMPONENTS];
    uint32_t flows[FLOWS];
    uint32_t words[2];
    struct threat_tuple facts[WORLD];
    bool holds[WORLD];
};

static struct text symbol_text(struct arena *arena, const char *prefix, uint32_t number)
{
    return text_print(arena, "%s%u", prefix, number);
}

static void make_world(struct world *world, struct arena *arena, uint64_t *state)
{
    world->arena = arena;
    fault_init(&world->fault, arena);
    threat_symbols_init(&world->symbols, arena);
    for (uint32_t i = 0; i < COMPONENTS; i++) {
        world->components[i] =
            threat_symbols_add(&world->symbols, THREAT_COMPONENT, symbol_text(arena, "c", i));
    }
    for (uint32_t i = 0; i < FLOWS; i++) {
        world->flows[i] =
            threat_symbols_add(&world->symbols, THREAT_FLOW, symbol_text(arena, "f", i));
    }
    world->words[0] = threat_symbols_add(&world->symbols, THREAT_WORD, TEXT("red"));
    world->words[1] = threat_symbols_add(&world->symbols, THREAT_WORD, TEXT("blue"));
    for (uint32_t i = 0; i < WORLD; i++) {
        struct threat_tuple *fact = &world->facts[i];
        uint32_t a = world->components[pack_below(state, COMPONENTS)];
        uint32_t b = world->components[pack_below(state, COMPONENTS)];
        static const enum threat_fact kinds[] = {THREAT_PART_OF, THREAT_IS_FLOW, THREAT_ENTRY,
                                                 THREAT_KIND};
        memset(fact, 0, sizeof *fact);
        fact->fact = kinds[pack_below(state, 4)];
        fact->arguments[0] =
            fact->fact == THREAT_IS_FLOW ? world->flows[pack_below(state, FLOWS)] : a;
        fact->arguments[1] = fact->fact == THREAT_PART_OF   ? b
                             : fact->fact == THREAT_IS_FLOW ? a
                             : fact->fact == THREAT_KIND    ? world->words[pack_below(state, 2)]
                                                            : 0;
        fact->arguments[2] = fact->fact == THREAT_IS_FLOW ? b : 0;
        world->holds[i] = pack_below(state, 2) == 0;
    }
}

static void declare(struct world *world)
{
    static const char *const names[DERIVED] = {"one", "two", "three"};
    threat_rules_init(&world->rules, world->arena, &world->symbols, NULL);
    for (uint32_t i = 0; i < DERIVED; i++) {
        struct threat_predicate predicate = {.name = text_of(names[i]), .arity = i + 1};
        uint32_t ignored;
        for (uint32_t a = 0; a <= i; a++) {
            predicate.types[a] = THREAT_BIT(THREAT_COMPONENT);
        }
        assert_int_equal(threat_rules_declare(&world->rules, &predicate, &world->fault, &ignored),
                         RC_OK);
    }
}

/* Conditions over the components X, Y, Z and the flow F. */
static struct text random_condition(struct arena *arena, uint64_t *state)
{
    static const char *const forms[] = {
        "part_of(%s, %s)",     "flow(F, %s, %s)", "one(%s)",           "two(%s, %s)",
        "two(%s, %s)",         "kind(%s, red)",   "entry(%s)",         "three(%s, %s, %s)",
        "not part_of(%s, %s)", "not entry(%s)",   "not kind(%s, _)",   "%s != %s",
        "not flow(_, %s, %s)", "kind(%s, W)",     "not kind(%s, blue)"};
    static const char *const names[] = {"X", "Y", "Z"};
    struct text form = text_of(forms[pack_below(state, sizeof forms / sizeof *forms)]);
    struct buffer out;
    buffer_init(&out, arena);
    while (form.size > 0) {
        struct text part = text_cut(&form, '%');
        buffer_put(&out, part);
        if (text_starts(form, TEXT("s"))) {
            form = text_from(form, 1);
            buffer_put_z(&out, names[pack_below(state, 3)]);
        }
    }
    return buffer_text(&out);
}

static bool add_random_rule(struct world *world, uint32_t number, uint64_t *state)
{
    static const char *const heads[] = {"one(X)", "two(X, Y)", "two(Y, X)", "three(X, Y, Y)",
                                        "one(Y)"};
    struct threat_rule rule = {.id = symbol_text(world->arena, "r", number)};
    struct fault fault;
    uint32_t count = 1 + pack_below(state, 4);
    rule.literals = ARENA_MANY(world->arena, struct threat_literal, 4);
    fault_init(&fault, world->arena);
    for (uint32_t i = 0; i < count; i++) {
        if (threat_rule_literal(&world->rules, &rule, random_condition(world->arena, state), &fault,
                                &rule.literals[rule.literal_count]) == RC_OK) {
            rule.literal_count++;
        }
    }
    if (threat_rule_literal(&world->rules, &rule, text_of(heads[pack_below(state, 5)]), &fault,
                            &rule.head) != RC_OK) {
        return false;
    }
    return threat_rules_add(&world->rules, &rule, &fault) == RC_OK;
}

static void make_rules(struct world *world, uint64_t *state)
{
    uint32_t made = 0;
    declare(world);
    for (uint32_t i = 0; made < RULES && i < 200; i++) {
        made += add_random_rule(world, i, state);
    }
    assert_int_equal(made, RULES);
}

/* ---- what a run found, as sorted lines ---- */

struct lines {
    struct text at[20000];
    size_t count;
};

static int compare_lines(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void put_tuple(struct buffer *out, uint32_t predicate, const uint32_t *tuple, uint32_t arity)
{
    buffer_print(out, " %u", predicate);
    for (uint32_t a = 0; a < arity; a++) {
        buffer_print(out, ",%u", tuple[a]);
    }
}

static struct text joined(struct arena *arena, struct lines *lines)
{
    struct buffer out;
    buffer_init(&out, arena);
    qsort(lines->at, lines->count, sizeof *lines->at, compare_lines);
    for (size_t i = 0; i < lines->count; i++) {
        buffer_put(&out, lines->at[i]);
        buffer_put_char(&out, '\n');
    }
    lines->count = 0;
    return buffer_text(&out);
}

static struct text text_of_run(const struct world *world, const struct threat_run *run,
                               struct lines *lines)
{
    for (uint32_t p = THREAT_FACTS + 1; p < world->rules.predicate_count; p++) {
        const struct threat_relation *relation = &run->relations[p];
        for (uint32_t row = 0; row < relation->count; row++) {
            if (!threat_relation_is_dead(relation, row)) {
                struct buffer out;
                buffer_init(&out, world->arena);
                put_tuple(&out, p, threat_relation_row(relation, row), relation->arity);
                lines->at[lines->count++] = buffer_text(&out);
            }
        }
    }
    for (uint32_t r = 0; r < world->rules.rule_count; r++) {
        const struct threat_rule *rule = &world->rules.rules[r];
        uint32_t predicates[THREAT_LITERALS_LIMIT];
        uint32_t premises = threat_run_premises(rule, predicates);
        for (uint32_t w = 0; w < run->ways[r].count; w++) {
            const uint32_t *rows = run->ways[r].rows + (size_t)w * run->ways[r].stride;
            if (rows[0] == THREAT_NOTHING) {
                continue;
            }
            struct buffer out;
            buffer_init(&out, world->arena);
            buffer_print(&out, "way %u", r);
            const struct threat_relation *head = &run->relations[rule->head.predicate];
            put_tuple(&out, rule->head.predicate, threat_relation_row(head, rows[0]), head->arity);
            for (uint32_t i = 0; i < premises; i++) {
                const struct threat_relation *premise = &run->relations[predicates[i]];
                assert_false(threat_relation_is_dead(premise, rows[i + 1]));
                put_tuple(&out, predicates[i], threat_relation_row(premise, rows[i + 1]),
                          premise->arity);
            }
            lines->at[lines->count++] = buffer_text(&out);
        }
    }
    return joined(world->arena, lines);
}

/* ---- the plain engine ---- */

struct plain {
    const struct world *world;
    struct threat_tuple facts[4000]; /* .fact is any predicate */
    size_t count;
};

static bool plain_has(const struct plain *plain, uint32_t predicate,
                      const struct threat_term *terms, const uint32_t *values, uint32_t arity)
{
    for (size_t i = 0; i < plain->count; i++) {
        bool fits = (uint32_t)plain->facts[i].fact == predicate;
        for (uint32_t a = 0; fits && a < arity; a++) {
            uint32_t wanted =
                terms[a].kind == THREAT_VARIABLE ? values[terms[a].number] : terms[a].number;
            fits = terms[a].kind == THREAT_ANY || plain->facts[i].arguments[a] == wanted;
        }
        if (fits) {
            return true;
        }
    }
    return false;
}

static bool plain_holds(const struct plain *plain, const struct threat_rule *rule,
                        const uint32_t *values)
{
    for (size_t i = 0; i < rule->literal_count; i++) {
        const struct threat_literal *literal = &rule->literals[i];
        if (literal->predicate == THREAT_DIFFERENT) {
            if (values[literal->terms[0].number] == values[literal->terms[1].number]) {
                return false;
            }
        } else if (plain_has(plain, literal->predicate, literal->terms, values,
                             plain->world->rules.predicates[literal->predicate].arity) ==
                   literal->is_absent) {
            return false;
        }
    }
    return true;
}

static void tuple_of(const struct threat_literal *literal, const uint32_t *values, uint32_t *tuple)
{
    for (uint32_t a = 0; a < THREAT_ARITY_LIMIT; a++) {
        tuple[a] = literal->terms[a].kind == THREAT_VARIABLE ? values[literal->terms[a].number]
                                                             : literal->terms[a].number;
    }
}

static void put_plain_way(const struct plain *plain, uint32_t r, const uint32_t *values,
                          struct lines *lines)
{
    const struct threat_rules *rules = &plain->world->rules;
    const struct threat_rule *rule = &rules->rules[r];
    uint32_t head[THREAT_ARITY_LIMIT];
    struct buffer out;
    buffer_init(&out, plain->world->arena);
    tuple_of(&rule->head, values, head);
    buffer_print(&out, "way %u", r);
    put_tuple(&out, rule->head.predicate, head, rules->predicates[rule->head.predicate].arity);
    for (size_t i = 0; i < rule->literal_count; i++) {
        const struct threat_literal *literal = &rule->literals[i];
        uint32_t tuple[THREAT_ARITY_LIMIT];
        if (literal->is_absent || literal->predicate == THREAT_DIFFERENT) {
            continue;
        }
        uint32_t arity = rules->predicates[literal->predicate].arity;
        tuple_of(literal, values, tuple);
        if (literal->predicate == rule->head.predicate &&
            memcmp(tuple, head, arity * sizeof *tuple) == 0) {
            return; /* begs the question */
        }
        put_tuple(&out, literal->predicate, tuple, arity);
    }
    lines->at[lines->count++] = buffer_text(&out);
}

/* Every value of every variable; says whether a new fact came. */
static bool plain_round(struct plain *plain, uint32_t r, struct lines *lines)
{
    const struct world *world = plain->world;
    const struct threat_rule *rule = &world->rules.rules[r];
    uint32_t values[THREAT_VARIABLES_LIMIT] = {0};
    bool has_news = false;
    for (;;) {
        if (plain_holds(plain, rule, values)) {
            struct threat_tuple fact = {.fact = (enum threat_fact)rule->head.predicate};
            uint32_t arity = world->rules.predicates[rule->head.predicate].arity;
            if (lines != NULL) {
                put_plain_way(plain, r, values, lines);
            } else if (!plain_has(plain, rule->head.predicate, rule->head.terms, values, arity)) {
                tuple_of(&rule->head, values, fact.arguments);
                plain->facts[plain->count++] = fact;
                has_news = true;
            }
        }
        uint32_t v = 0;
        while (v < rule->variable_count && ++values[v] == world->symbols.count) {
            values[v++] = 0;
        }
        if (v == rule->variable_count) {
            return has_news;
        }
    }
}

static struct text text_of_plain(const struct world *world, struct lines *lines)
{
    struct plain *plain = ARENA_NEW(world->arena, struct plain);
    bool has_news = true;
    plain->world = world;
    for (size_t i = 0; i < WORLD; i++) {
        if (world->holds[i]) {
            plain->facts[plain->count++] = world->facts[i];
        }
    }
    size_t given = plain->count;
    while (has_news) {
        has_news = false;
        for (uint32_t r = 0; r < world->rules.rule_count; r++) {
            has_news = plain_round(plain, r, NULL) || has_news;
        }
    }
    for (size_t i = given; i < plain->count; i++) {
        struct buffer out;
        buffer_init(&out, world->arena);
        put_tuple(&out, (uint32_t)plain->facts[i].fact, plain->facts[i].arguments,
                  world->rules.predicates[plain->facts[i].fact].arity);
        lines->at[lines->count++] = buffer_text(&out);
    }
    for (uint32_t r = 0; r < world->rules.rule_count; r++) {
        plain_round(plain, r, lines);
    }
    /* Two variables may differ only where no premise says so: the same way. */
    qsort(lines->at, lines->count, sizeof *lines->at, compare_lines);
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++) {
        if (kept == 0 || !text_equals(lines->at[i], lines->at[kept - 1])) {
            lines->at[kept++] = lines->at[i];
        }
    }
    lines->count = kept;
    return joined(world->arena, lines);
}

/* ---- the tests ---- */

static struct threat_run *run_world(struct world *world)
{
    struct threat_model *model = ARENA_NEW(world->arena, struct threat_model);
    struct threat_run *run = NULL;
    threat_model_init(model, &world->symbols, TEXT("world"), world->arena, &world->fault);
    for (size_t i = 0; i < WORLD; i++) {
        if (world->holds[i]) {
            threat_model_say(model, world->facts[i].fact, world->facts[i].arguments[0],
                             world->facts[i].arguments[1], world->facts[i].arguments[2]);
        }
    }
    assert_int_equal(threat_run_open(world->arena, &world->rules, model, (struct threat_limits){0},
                                     &world->fault, &run),
                     RC_OK);
    return run;
}

static void check_same(struct text run, struct text plain, uint64_t seed, int edit)
{
    if (!text_equals(run, plain)) {
        fail_msg("seed %llu edit %d\n-- run\n%.*s-- plain\n%.*s", (unsigned long long)seed, edit,
                 TEXT_ARGS(run), TEXT_ARGS(plain));
    }
}

static void a_run_finds_what_trying_everything_finds(void **state)
{
    (void)state;
    struct lines *lines = malloc(sizeof *lines);
    lines->count = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        struct world *world = ARENA_NEW(arena, struct world);
        uint64_t random = seed;
        make_world(world, arena, &random);
        make_rules(world, &random);
        struct threat_run *run = run_world(world);
        check_same(text_of_run(world, run, lines), text_of_plain(world, lines), seed, -1);
        arena_close(arena);
    }
    free(lines);
}

/* The result of another run's facts of the world, which may hold one twice. */
static void edit_world(struct world *world, struct threat_run *run, uint64_t *state)
{
    struct threat_tuple gone[WORLD];
    struct threat_tuple come[WORLD];
    size_t gone_count = 0;
    size_t come_count = 0;
    uint32_t flips = 1 + pack_below(state, 6);
    for (uint32_t i = 0; i < flips; i++) {
        uint32_t at = pack_below(state, WORLD);
        bool now = !world->holds[at];
        for (size_t j = 0; j < WORLD; j++) { /* the same fact may be in the list twice */
            if (memcmp(&world->facts[j], &world->facts[at], sizeof world->facts[at]) == 0) {
                world->holds[j] = now;
            }
        }
    }
    for (size_t i = 0; i < WORLD; i++) {
        if (world->holds[i]) {
            come[come_count++] = world->facts[i];
        } else {
            gone[gone_count++] = world->facts[i];
        }
    }
    assert_int_equal(threat_run_update(run, gone, gone_count, come, come_count), RC_OK);
}

static void an_edit_gives_what_a_full_run_gives(void **state)
{
    (void)state;
    struct lines *lines = malloc(sizeof *lines);
    lines->count = 0;
    for (uint64_t seed = 1001; seed <= 1250; seed++) {
        struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        struct world *world = ARENA_NEW(arena, struct world);
        uint64_t random = seed;
        make_world(world, arena, &random);
        for (size_t i = 0; i < WORLD; i++) { /* the same fact twice is one fact */
            for (size_t j = 0; j < i; j++) {
                bool is_same =
                    memcmp(&world->facts[j], &world->facts[i], sizeof world->facts[i]) == 0;
                world->holds[i] = is_same ? world->holds[j] : world->holds[i];
            }
        }
        make_rules(world, &random);
        struct threat_run *run = run_world(world);
        for (int edit = 0; edit < 12; edit++) {
            edit_world(world, run, &random);
            struct text now = text_of_run(world, run, lines);
            check_same(now, text_of_run(world, run_world(world), lines), seed, edit);
            if (edit == 11) {
                check_same(now, text_of_plain(world, lines), seed, edit);
            }
        }
        arena_close(arena);
    }
    free(lines);
}

static void ranks_are_those_of_the_least_fixed_point(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        struct world *world = ARENA_NEW(arena, struct world);
        struct threat_graph *graph;
        uint64_t random = seed;
        make_world(world, arena, &random);
        make_rules(world, &random);
        assert_int_equal(threat_graph_build(arena, run_world(world), &world->fault, &graph), RC_OK);
        threat_graph_rank(graph, arena, NULL);
        uint32_t *ranks = ARENA_MANY(arena, uint32_t, graph->fact_count);
        bool has_news = true;
        while (has_news) { /* plain rounds over all ways */
            has_news = false;
            for (uint32_t way = 0; way < graph->way_count; way++) {
                uint32_t most = 0;
                bool is_open = false;
                for (uint32_t i = graph->first_need[way]; i < graph->first_need[way + 1]; i++) {
                    uint32_t rank = ranks[graph->needs[i]];
                    is_open = is_open || rank == 0;
                    most = rank > most ? rank : most;
                }
                uint32_t *head = &ranks[graph->heads[way]];
                if (!is_open && (*head == 0 || most + 1 < *head)) {
                    *head = most + 1;
                    has_news = true;
                }
            }
        }
        for (uint32_t fact = 0; fact < graph->fact_count; fact++) {
            assert_int_equal(graph->ranks[fact], ranks[fact]);
            assert_int_equal(graph->heads[graph->witnesses[fact]], fact);
            assert_true(graph->first_way[fact] < graph->first_way[fact + 1]);
        }
        arena_close(arena);
    }
}

static bool never(void *context)
{
    (void)context;
    return false;
}

static void a_run_ends_when_it_may_not_go_on(void **state)
{
    (void)state;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct world *world = ARENA_NEW(arena, struct world);
    struct threat_run *run = NULL;
    struct threat_model model;
    uint64_t random = 5;
    make_world(world, arena, &random);
    make_rules(world, &random);
    threat_model_init(&model, &world->symbols, TEXT("w"), arena, &world->fault);
    for (size_t i = 0; i < WORLD; i++) {
        threat_model_say(&model, world->facts[i].fact, world->facts[i].arguments[0],
                         world->facts[i].arguments[1], world->facts[i].arguments[2]);
    }
    struct threat_limits limits = {.may_go_on = never};
    assert_int_equal(threat_run_open(arena, &world->rules, &model, limits, &world->fault, &run),
                     RC_TOO_LARGE);
    assert_null(run);
    assert_false(fault_is_empty(&world->fault));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_finds_what_trying_everything_finds),
        cmocka_unit_test(an_edit_gives_what_a_full_run_gives),
        cmocka_unit_test(ranks_are_those_of_the_least_fixed_point),
        cmocka_unit_test(a_run_ends_when_it_may_not_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
