/* The model of all modules is sound: what the spine derives from the tables
 * rests on what is checked here. */
#include "modules.h"

#include "base/json.h"
#include "core/ddl.h"
#include "core/entity.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
    struct arena *arena;
    struct fault fault;
    struct model *model;
};

static int world_open(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&world->fault, world->arena);
    world->model = model_open(modules, module_count);
    *state = world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;
    model_close(world->model);
    arena_close(world->arena);
    free(world);
    return 0;
}

/* ---- helpers ---- */

static bool is_made_of(const char *word, const char *allowed)
{
    return word != NULL && *word != '\0' && strspn(word, allowed) == strlen(word);
}

#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool is_name(const char *word)
{
    return is_made_of(word, SMALL DIGITS "_") && word[0] >= 'a' && word[0] <= 'z';
}

static bool is_listed(const char *words, const char *word)
{
    return entity_words_have(words, word, strlen(word));
}

/* A sentence for people: not empty, ends as one. */
static bool is_sentence(const char *words)
{
    size_t size = words != NULL ? strlen(words) : 0;
    return size >= 10 && (words[size - 1] == '.' || words[size - 1] == '?') && words[0] != ' ' &&
           strstr(words, "  ") == NULL;
}

static void once(struct world *world, struct table *seen, const char *what, const char *where)
{
    static int mark;
    struct text key = text_copy(world->arena, text_of(what));
    if (table_get(seen, key) != NULL) {
        fail_msg("%s: \"%s\" is used twice", where, what);
    }
    table_put(seen, key, &mark);
}

#define EACH_ENTITY(world, at)                                     \
    for (const struct model_entity *at = (world)->model->entities; \
         at < (world)->model->entities + (world)->model->entity_count; at++)

static bool is_tone(const char *tone)
{
    return tone == NULL || is_listed("good warn bad info none risk1 risk2 risk3 risk4 risk5", tone);
}

/* Takes the next word of a list apart by blanks; NULL at its end. */
static const char *next_word(struct world *world, const char **words)
{
    size_t size = strcspn(*words, " ");
    if (size == 0) {
        return NULL;
    }
    const char *word = text_to_z(world->arena, (struct text){*words, size});
    *words += size;
    *words += strspn(*words, " ");
    return word;
}

static void must_name_entities(struct world *world, const char *words, const char *where)
{
    const char *word;
    while ((word = next_word(world, &words)) != NULL) {
        if (model_named(world->model, text_of(word)) == NULL) {
            fail_msg("%s: there is no entity \"%s\"", where, word);
        }
    }
}

/* ---- entities ---- */

static void names_paths_and_prefixes_are_unique(void **state)
{
    struct world *world = *state;
    struct table names;
    struct table paths;
    struct table prefixes;
    table_init(&names, world->arena);
    table_init(&paths, world->arena);
    table_init(&prefixes, world->arena);
    EACH_ENTITY(world, at)
    {
        const struct entity *entity = at->entity;
        once(world, &names, entity->name, "entity");
        once(world, &paths, text_to_z(world->arena, at->path), "path");
        once(world, &prefixes, entity->key_prefix, "key prefix");
        size_t size = strlen(entity->key_prefix);
        if (!is_name(entity->name) || size < 2 || size > 4 ||
            !is_made_of(entity->key_prefix, CAPITALS)) {
            fail_msg("%s: the name is snake_case, the prefix 2 to 4 capitals", entity->name);
        }
    }
    assert_true(world->model->entity_count > 0);
}

static void modules_and_entities_explain_themselves(void **state)
{
    struct world *world = *state;
    struct table names;
    table_init(&names, world->arena);
    for (size_t i = 0; i < module_count; i++) {
        once(world, &names, modules[i]->name, "module");
        assert_true(is_made_of(modules[i]->name, SMALL));
        assert_true(modules[i]->part >= 1 && modules[i]->part <= 9);
        assert_true(modules[i]->title != NULL && is_sentence(modules[i]->about));
    }
    EACH_ENTITY(world, at)
    {
        const struct entity *entity = at->entity;
        if (entity->title == NULL || entity->plural == NULL || !is_sentence(entity->about) ||
            entity->clauses == NULL || entity->clauses[0] == '\0') {
            fail_msg("%s: title, plural, about and clauses are needed", entity->name);
        }
        /* Without one the key stands in. */
        if (entity->title_field != NULL && entity_field(entity, entity->title_field) == NULL) {
            fail_msg("%s: there is no title field \"%s\"", entity->name, entity->title_field);
        }
    }
}

static void one_field(struct world *world, const struct entity *entity, const struct field *field)
{
    char where[160];
    snprintf(where, sizeof where, "%s.%s", entity->name, field->name);
    bool is_single = field->type == FIELD_REF || field->type == FIELD_ANY;
    if (!is_name(field->name) || field->label == NULL || !is_sentence(field->about)) {
        fail_msg("%s: a snake_case name, a label and a sentence are needed", where);
    }
    if (field->min > field->max && field->max != 0) {
        fail_msg("%s: the limits cross", where);
    }
    if ((field->choice_count > 0) != (field->type == FIELD_CHOICE)) {
        fail_msg("%s: choices belong to FIELD_CHOICE, and it has some", where);
    }
    if (field->type == FIELD_REF && field->refers == NULL) {
        fail_msg("%s: it does not say what it refers to", where);
    }
    if (field->refers != NULL) {
        must_name_entities(world, field->refers, where);
        assert_true(field->type == FIELD_REF || field->type == FIELD_REFS);
    }
    if (field_has(field, FIELD_PERSONAL) && field->type != FIELD_TEXT &&
        field->type != FIELD_PROSE) {
        fail_msg("%s: only text is sealed", where);
    }
    if ((field_has(field, FIELD_PART) || field_has(field, FIELD_SCOPE)) && !is_single) {
        fail_msg("%s: part and scope are single references", where);
    }
    if (field_has(field, FIELD_LISTED) &&
        (field->type == FIELD_JSON || field->type == FIELD_BLOB)) {
        fail_msg("%s: data and files are no columns", where);
    }
}

static void fields_are_sound(void **state)
{
    struct world *world = *state;
    EACH_ENTITY(world, at)
    {
        const struct entity *entity = at->entity;
        struct table names;
        size_t parts = 0;
        size_t scopes = 0;
        size_t listed = 0;
        table_init(&names, world->arena);
        assert_true(entity->field_count <= ENTITY_FIELD_LIMIT);
        for (size_t i = 0; i < entity->field_count; i++) {
            const struct field *field = &entity->fields[i];
            once(world, &names, field->name, entity->name);
            one_field(world, entity, field);
            parts += field_has(field, FIELD_PART);
            scopes += field_has(field, FIELD_SCOPE);
            listed += field_has(field, FIELD_LISTED);
        }
        if (parts > 1 || scopes > 1 || listed < 2 || listed > 10) {
            fail_msg("%s: at most one part and one scope, 2 to 10 columns (has %zu, %zu, %zu)",
                     entity->name, parts, scopes, listed);
        }
    }
}

static void choices_are_sound(void **state)
{
    struct world *world = *state;
    EACH_ENTITY(world, at)
    {
        for (size_t i = 0; i < at->entity->field_count; i++) {
            const struct field *field = &at->entity->fields[i];
            struct table ids;
            table_init(&ids, world->arena);
            for (size_t k = 0; k < field->choice_count; k++) {
                const struct choice *choice = &field->choices[k];
                once(world, &ids, choice->id, field->name);
                if (!is_made_of(choice->id, SMALL CAPITALS DIGITS "_-.") || choice->label == NULL ||
                    !is_tone(choice->tone)) {
                    fail_msg("%s.%s: choice \"%s\" has a bad id, label or tone", at->entity->name,
                             field->name, choice->id);
                }
            }
        }
    }
}

/* ---- life cycles ---- */

static bool has_states(struct world *world, const struct entity *entity, const char *words)
{
    const char *word;
    bool has_some = false;
    while (words != NULL && (word = next_word(world, &words)) != NULL) {
        has_some = true;
        if (entity_state(entity, word, strlen(word)) == NULL) {
            return false;
        }
    }
    return has_some;
}

static void one_verb(struct world *world, const struct entity *entity, const struct verb *verb)
{
    static const char taken[] = "create change retire restore review import list show history "
                                "delete export links";
    bool is_decision = (verb->flags & VERB_DECISION) != 0;
    if (!is_name(verb->name) || is_listed(taken, verb->name) || verb->label == NULL) {
        fail_msg("%s: the verb \"%s\" is no good name or has no label", entity->name, verb->name);
    }
    bool is_staying = verb->to == NULL && verb->act != NULL;
    if (!has_states(world, entity, verb->from) ||
        (!is_staying &&
         (!has_states(world, entity, verb->to) || is_listed(verb->from, verb->to)))) {
        fail_msg("%s %s: its states do not exist or are the same", entity->name, verb->name);
    }
    if (!is_listed("write approve retire administer", verb->permission)) {
        fail_msg("%s %s: the permission is unknown", entity->name, verb->name);
    }
    if (is_decision != (verb->meaning != NULL) ||
        (is_decision && (strlen(verb->meaning) < 20 || strlen(verb->meaning) > TEXT_LIMIT))) {
        fail_msg("%s %s: a decision says in words what it means", entity->name, verb->name);
    }
}

/* Spreads from the first state along the verbs. */
static bool are_all_reached(const struct life_cycle *life)
{
    bool is_reached[32] = {true};
    bool is_growing = true;
    assert_true(life->state_count <= 32);
    while (is_growing) {
        is_growing = false;
        for (size_t v = 0; v < life->verb_count; v++) {
            for (size_t a = 0; a < life->state_count; a++) {
                for (size_t b = 0; b < life->state_count; b++) {
                    bool fits = is_reached[a] && !is_reached[b] &&
                                is_listed(life->verbs[v].from, life->states[a].id) &&
                                strcmp(life->verbs[v].to, life->states[b].id) == 0;
                    is_reached[b] |= fits;
                    is_growing |= fits;
                }
            }
        }
    }
    bool are_all = true;
    for (size_t i = 0; i < life->state_count; i++) {
        are_all &= is_reached[i];
    }
    return are_all;
}

static void life_cycles_are_sound(void **state)
{
    struct world *world = *state;
    EACH_ENTITY(world, at)
    {
        const struct life_cycle *life = entity_life(at->entity);
        struct table states;
        struct table verbs;
        table_init(&states, world->arena);
        table_init(&verbs, world->arena);
        assert_true(life->state_count > 0);
        for (size_t i = 0; i < life->state_count; i++) {
            once(world, &states, life->states[i].id, at->entity->name);
            if (!is_name(life->states[i].id) || life->states[i].label == NULL ||
                !is_tone(life->states[i].tone)) {
                fail_msg("%s: state \"%s\" has a bad id, label or tone", at->entity->name,
                         life->states[i].id);
            }
        }
        for (size_t i = 0; i < life->verb_count; i++) {
            once(world, &verbs, life->verbs[i].name, at->entity->name);
            one_verb(world, at->entity, &life->verbs[i]);
        }
        assert_true(life->reopens_to == NULL ||
                    (has_states(world, at->entity, life->reopens_to) &&
                     has_states(world, at->entity, life->reopens_from)));
        if (!are_all_reached(life)) {
            fail_msg("%s: a state is never reached", at->entity->name);
        }
    }
}

/* What the program makes, nobody edits by hand. */
static void system_records_are_read_only(void **state)
{
    struct world *world = *state;
    EACH_ENTITY(world, at)
    {
        for (size_t i = 0; i < at->entity->field_count; i++) {
            const struct field *field = &at->entity->fields[i];
            bool is_kept = field_has(field, FIELD_READ_ONLY);
            if (at->entity->is_system && !is_kept && at->entity->fill == NULL) {
                fail_msg("%s.%s: could be edited", at->entity->name, field->name);
            }
            if (!at->entity->is_system && is_kept && field_has(field, FIELD_REQUIRED)) {
                fail_msg("%s.%s: required, but nobody may set it", at->entity->name, field->name);
            }
        }
    }
}

/* ---- contracts with the spine ---- */

static void must_have(struct world *world, const char *name, const char *words)
{
    const struct model_entity *kind = model_named(world->model, text_of(name));
    const char *word;
    assert_non_null(kind);
    while ((word = next_word(world, &words)) != NULL) {
        if (entity_field(kind->entity, word) == NULL) {
            fail_msg("%s has no field %s, which the spine uses", name, word);
        }
    }
}

static void spine_finds_the_fields_it_uses(void **state)
{
    struct world *world = *state;
    must_have(world, "role", "title permissions");
    must_have(world, "role_assignment",
              "person role scope valid_from valid_to deputy deputy_from deputy_to");
    must_have(world, "decision",
              "subject verb meaning statement decided_by person covered_revision covered_count "
              "covered_hash covered_list expires is_imported");
    must_have(world, "person", "name");
    const struct entity *decision = model_named(world->model, TEXT("decision"))->entity;
    assert_true(decision->is_system && decision->is_remark);
    assert_string_equal(entity_part_field(decision)->name, "subject");
    assert_true(field_has(entity_field(model_named(world->model, TEXT("person"))->entity, "name"),
                          FIELD_PERSONAL));
}

/* First and second word choose a command: never two commands for a pair. */
static void commands_are_unique(void **state)
{
    struct world *world = *state;
    struct table pairs;
    table_init(&pairs, world->arena);
    EACH_ENTITY(world, at)
    {
        const struct life_cycle *life = entity_life(at->entity);
        for (size_t i = 0; i < life->verb_count; i++) {
            struct text pair =
                text_print(world->arena, "%.*s %s", TEXT_ARGS(at->command), life->verbs[i].name);
            once(world, &pairs, pair.at, "command");
        }
    }
    for (size_t i = 0; i < module_count; i++) {
        for (size_t k = 0; k < modules[i]->view_count; k++) {
            if (modules[i]->views[k].command != NULL) {
                once(world, &pairs, modules[i]->views[k].command, "command");
            }
        }
        for (size_t k = 0; k < modules[i]->tool_count; k++) {
            once(world, &pairs, modules[i]->tools[k].command, "command");
        }
    }
}

/* ---- builtins ---- */

static void one_builtin(struct world *world, const struct builtin *builtin)
{
    const struct model_entity *kind = model_named(world->model, text_of(builtin->entity));
    const struct json *fields = NULL;
    assert_non_null(kind);
    assert_ptr_equal(model_of_key(world->model, text_of(builtin->key)), kind);
    const char *digits = strrchr(builtin->key, '-') + 1;
    assert_true(is_made_of(digits, DIGITS) && strlen(digits) >= 4);
    assert_int_equal(json_read(world->arena, text_of(builtin->key),
                               text_of(builtin->fields(world->arena)), &world->fault, &fields),
                     RC_OK);
    for (const struct json *at = fields->first; at != NULL; at = at->next) {
        if (entity_field_index(kind->entity, at->name.at, at->name.size) < 0) {
            fail_msg("%s: there is no field \"%.*s\"", builtin->key, TEXT_ARGS(at->name));
        }
    }
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        const struct field *field = &kind->entity->fields[i];
        if (field_has(field, FIELD_REQUIRED) && json_member(fields, field->name) == NULL) {
            fail_msg("%s: \"%s\" is missing", builtin->key, field->name);
        }
    }
}

static void builtins_fit_their_entities(void **state)
{
    struct world *world = *state;
    struct table keys;
    size_t count = 0;
    table_init(&keys, world->arena);
    for (size_t i = 0; i < module_count; i++) {
        for (size_t k = 0; k < modules[i]->builtin_count; k++) {
            once(world, &keys, modules[i]->builtins[k].key, "builtin");
            one_builtin(world, &modules[i]->builtins[k]);
            count++;
        }
    }
    assert_true(count >= 9);
}

/* ---- checks ---- */

/* Every {entity} of the SQL stands in .reads. */
static void must_read_what_it_says(struct world *world, const struct check *check)
{
    struct text sql = text_of(check->sql);
    while (text_find(sql, '{') < sql.size) {
        sql = text_from(sql, text_find(sql, '{') + 1);
        struct text name = text_cut(&sql, '}');
        if (!entity_words_have(check->reads, name.at, name.size)) {
            fail_msg("%s: reads \"%.*s\" without saying so", check->id, TEXT_ARGS(name));
        }
    }
    must_name_entities(world, check->reads, check->id);
}

static void checks_are_sound(void **state)
{
    struct world *world = *state;
    struct table ids;
    table_init(&ids, world->arena);
    for (size_t i = 0; i < module_count; i++) {
        for (size_t k = 0; k < modules[i]->check_count; k++) {
            const struct check *check = &modules[i]->checks[k];
            once(world, &ids, check->id, "check");
            must_name_entities(world, check->entity, check->id);
            must_read_what_it_says(world, check);
            if (!is_listed("error warning info", check->severity) ||
                !is_sentence(check->sentence) || check->clauses[0] == '\0' ||
                !is_listed(check->reads, check->entity)) {
                fail_msg("%s: severity, sentence, clauses or entity are wrong", check->id);
            }
        }
    }
}

/* ---- the stores ---- */

static void must_be(struct world *world, enum rc rc, enum rc wanted, const char *what)
{
    if (rc != wanted) {
        fail_msg("%s: %s\n%.*s", what, rc_name(rc),
                 TEXT_ARGS(fault_text(&world->fault, world->arena)));
    }
}

static void run_check(struct world *world, struct connection *connection, const struct check *check,
                      int64_t as_of)
{
    struct value today = value_text(TEXT("2026-11-22"));
    struct text sql = ddl_expand(world->arena, text_of(check->sql), as_of);
    bool takes_today = text_contains(sql, TEXT("?1"));
    struct query query = {sql, &today, takes_today ? 1 : 0};
    struct rows *rows = NULL;
    const struct value *columns;
    must_be(world, connection_query(connection, query, &world->fault, &rows), RC_OK, check->id);
    must_be(world, rows_next(rows, &columns), RC_NOT_FOUND, check->id);
    rows_close(rows);
}

static void make_and_check(struct world *world, const char *url)
{
    struct store *store = NULL;
    struct connection *writer = NULL;
    must_be(world, store_open(url, true, &world->fault, &store), RC_OK, url);
    must_be(world, connection_open(store, CONNECTION_WRITE, &world->fault, &writer), RC_OK, url);
    struct text schema = ddl_schema(world->arena, world->model, store_kind_of(store));
    must_be(world, connection_begin(writer, &world->fault), RC_OK, "begin");
    must_be(world, connection_script(writer, schema, &world->fault), RC_OK, "schema");
    for (size_t i = 0; i < module_count; i++) {
        for (size_t k = 0; k < modules[i]->check_count; k++) {
            run_check(world, writer, &modules[i]->checks[k], 0);
            run_check(world, writer, &modules[i]->checks[k], 7);
        }
    }
    connection_rollback(writer);
    connection_close(writer);
    store_close(store);
}

static void tables_and_checks_run_on_sqlite(void **state)
{
    struct world *world = *state;
    char folder[] = "/tmp/csms-tables-XXXXXX";
    static const char *const endings[] = {"", "-wal", "-shm"};
    assert_non_null(mkdtemp(folder));
    struct text url = text_print(world->arena, "%s/one.csms", folder);
    make_and_check(world, url.at);
    for (size_t i = 0; i < COUNT(endings); i++) {
        unlink(text_print(world->arena, "%s%s", url.at, endings[i]).at);
    }
    assert_int_equal(rmdir(folder), 0);
}

/* In the database that CSMS_TEST_POSTGRES names; all is rolled back. */
static void tables_and_checks_run_on_postgres(void **state)
{
    const char *url = getenv("CSMS_TEST_POSTGRES");
    if (url == NULL) {
        skip();
    }
    make_and_check(*state, url);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_paths_and_prefixes_are_unique),
        cmocka_unit_test(modules_and_entities_explain_themselves),
        cmocka_unit_test(fields_are_sound),
        cmocka_unit_test(choices_are_sound),
        cmocka_unit_test(life_cycles_are_sound),
        cmocka_unit_test(system_records_are_read_only),
        cmocka_unit_test(spine_finds_the_fields_it_uses),
        cmocka_unit_test(commands_are_unique),
        cmocka_unit_test(builtins_fit_their_entities),
        cmocka_unit_test(checks_are_sound),
        cmocka_unit_test(tables_and_checks_run_on_sqlite),
        cmocka_unit_test(tables_and_checks_run_on_postgres),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
