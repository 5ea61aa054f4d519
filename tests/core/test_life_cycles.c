/* Every state and every verb of every entity: what the table allows works,
 * everything else is refused; decisions ask who decides. */
#include "core/stock.h"

#include <string.h>

struct cast {
    struct stock stock;
    struct actor author;  /* makes the records */
    struct actor decider; /* approves them */
};

static struct cast cast_open(void **state)
{
    struct cast cast;
    struct shop *shop = shop_of(state);
    stock_open(&cast.stock, shop);
    cast.author = shop_actor(shop, "author", "*", NULL);
    cast.decider = shop_actor(shop, "decider", "*", NULL);
    return cast;
}

static enum rc act(struct shop *shop, const struct actor *actor, struct text key,
                   const struct verb *verb, const char *password)
{
    const struct model_entity *kind = model_of_key(shop->model, key);
    bool has_reason = (verb->flags & VERB_REASON) != 0;
    return shop_do(shop, actor, "{'entity': '%s', 'verb': '%s', 'key': '%.*s', 'password': '%s'%s}",
                   kind->entity->name, verb->name, TEXT_ARGS(key), password,
                   has_reason ? ", 'reason': 'because the test says so'" : "");
}

/* The verb that leads one step from the first state towards state at, or NULL. */
static const struct verb *last_step(const struct life_cycle *life, const bool *reached,
                                    const struct state *to)
{
    for (size_t i = 0; i < life->verb_count; i++) {
        const struct verb *verb = &life->verbs[i];
        for (size_t k = 0; strcmp(verb->to, to->id) == 0 && k < life->state_count; k++) {
            const char *from = life->states[k].id;
            if (reached[k] && entity_words_have(verb->from, from, strlen(from))) {
                return verb;
            }
        }
    }
    return NULL;
}

/* How every state is reached, breadth first: how[i] leads into states[i]. */
static void find_ways(const struct life_cycle *life, const struct verb **how)
{
    bool reached[16] = {true};
    assert_true(life->state_count <= COUNT(reached));
    for (size_t turn = 0; turn < life->state_count; turn++) {
        for (size_t i = 1; i < life->state_count; i++) {
            const struct verb *verb =
                reached[i] ? NULL : last_step(life, reached, &life->states[i]);
            if (verb != NULL) {
                how[i] = verb;
                reached[i] = true;
            }
        }
    }
}

static size_t state_index(const struct life_cycle *life, struct text id)
{
    size_t at = 0;
    while (!text_is(id, life->states[at].id)) {
        at++;
    }
    return at;
}

/* A new record of the author's, brought into a state by the decider. */
static struct text record_in(struct cast *cast, const struct model_entity *kind,
                             const struct verb *const *how, size_t state)
{
    const struct life_cycle *life = entity_life(kind->entity);
    struct shop *shop = cast->stock.shop;
    const struct verb *way[16];
    size_t steps = 0;
    for (size_t at = state; at != 0; steps++) {
        struct text from = text_of(how[at]->from);
        way[steps] = how[at];
        at = state_index(life, text_cut(&from, ' '));
    }
    cast->stock.maker = &cast->author;
    struct text key = stock_make(&cast->stock, kind, STOCK_REQUIRED, 1);
    cast->stock.maker = NULL;
    while (steps-- > 0) {
        shop_expect(shop, act(shop, &cast->decider, key, way[steps], SHOP_PASSWORD), RC_OK,
                    text_print(shop->arena, "%s %s", way[steps]->name, kind->entity->name).at);
    }
    return key;
}

static int64_t decisions_on(struct shop *shop, struct text key)
{
    struct id id = shop_get(shop, key, 0)->id;
    return shop_integer(shop,
                        QUERY("SELECT count(*) FROM decision WHERE f_subject = ?1", value_id(id)));
}

static void refuse_undecided(struct cast *cast, struct text key, const struct verb *verb)
{
    struct shop *shop = cast->stock.shop;
    int64_t before = decisions_on(shop, key);
    shop_expect(shop, act(shop, &cast->decider, key, verb, "a wrong password"), RC_NO_LOGIN,
                verb->name);
    shop_expect(shop, act(shop, &cast->decider, key, verb, ""), RC_NO_LOGIN, verb->name);
    shop_expect(shop, act(shop, &cast->author, key, verb, SHOP_PASSWORD), RC_DENIED, verb->name);
    assert_int_equal(decisions_on(shop, key), before);
}

static void take_verb(struct cast *cast, struct text key, const struct verb *verb)
{
    struct shop *shop = cast->stock.shop;
    bool is_decision = (verb->flags & VERB_DECISION) != 0;
    struct text to = verb->to != NULL ? text_of(verb->to) : shop_get(shop, key, 0)->state;
    int64_t before = decisions_on(shop, key);
    if (is_decision) {
        refuse_undecided(cast, key, verb);
    }
    if ((verb->flags & VERB_REASON) != 0) {
        shop_expect(shop,
                    shop_do(shop, &cast->decider,
                            "{'entity': '%s', 'verb': '%s', 'key': '%.*s', 'password': '%s'}",
                            shop_get(shop, key, 0)->kind->entity->name, verb->name, TEXT_ARGS(key),
                            SHOP_PASSWORD),
                    RC_INVALID, verb->name);
        assert_true(shop_has_problem(shop, TEXT("reason")));
    }
    struct actor reader = shop_visitor(shop, "*.read", (struct id){{0}});
    shop_expect(shop, act(shop, &reader, key, verb, SHOP_PASSWORD), RC_DENIED, verb->name);
    shop_expect(shop, act(shop, &cast->decider, key, verb, SHOP_PASSWORD), RC_OK, verb->name);
    assert_true(text_equals(shop_get(shop, key, 0)->state, to));
    assert_int_equal(decisions_on(shop, key), before + (is_decision ? 1 : 0));
}

static bool is_legal(const struct verb *verb, const struct state *from)
{
    return entity_words_have(verb->from, from->id, strlen(from->id));
}

static void live(struct cast *cast, const struct model_entity *kind)
{
    const struct life_cycle *life = entity_life(kind->entity);
    const struct verb *how[16] = {NULL};
    struct shop *shop = cast->stock.shop;
    find_ways(life, how);
    for (size_t i = 0; i < life->state_count; i++) {
        if (i > 0 && how[i] == NULL) {
            fail_msg("%s: no verb leads to %s", kind->entity->name, life->states[i].id);
        }
        struct text key = record_in(cast, kind, how, i);
        for (size_t k = 0; k < life->verb_count; k++) {
            if (!is_legal(&life->verbs[k], &life->states[i])) {
                shop_expect(shop, act(shop, &cast->decider, key, &life->verbs[k], SHOP_PASSWORD),
                            RC_CONFLICT, life->verbs[k].name);
            }
        }
        for (size_t k = 0; k < life->verb_count; k++) {
            if (is_legal(&life->verbs[k], &life->states[i])) {
                take_verb(cast, record_in(cast, kind, how, i), &life->verbs[k]);
            }
        }
    }
}

static void every_transition_is_as_the_tables_say(void **state)
{
    struct cast cast = cast_open(state);
    const struct model *model = cast.stock.shop->model;
    for (size_t i = 0; i < model->entity_count; i++) {
        if (!model->entities[i].entity->is_system && model->entities[i].entity->life != NULL) {
            live(&cast, &model->entities[i]);
        }
    }
    shop_expect_verified(cast.stock.shop);
}

static void an_unknown_verb_is_refused(void **state)
{
    struct shop *shop = shop_of(state);
    (void)shop_make_record(shop, "site", "{'name': 'S', 'kind': 'plant'}");
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "{'entity': 'site', 'verb': 'explode', 'key': 'SI-0001'}"),
        RC_NOT_FOUND, "explode");
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "{'entity': 'sight', 'verb': 'change', 'key': 'SI-0001'}"),
        RC_INVALID, "an unknown entity");
}

/* An approved record whose content changes goes back, where its table says so. */
static void reopen(struct cast *cast, const struct model_entity *kind)
{
    const struct life_cycle *life = entity_life(kind->entity);
    const struct verb *how[16] = {NULL};
    struct shop *shop = cast->stock.shop;
    const char *title = kind->entity->title_field;
    const struct field *field = title != NULL ? entity_field(kind->entity, title) : NULL;
    if (life->reopens_to == NULL || field == NULL || !stock_is_free(kind, field) ||
        (field->type != FIELD_TEXT && field->type != FIELD_PROSE)) {
        return;
    }
    find_ways(life, how);
    for (size_t i = 0; i < life->state_count; i++) {
        struct text key = record_in(cast, kind, how, i);
        const char *from = life->states[i].id;
        bool goes_back = entity_words_have(life->reopens_from, from, strlen(from));
        shop_expect(shop,
                    shop_do(shop, &shop_program,
                            "{'entity': '%s', 'verb': 'change', 'key': '%.*s', 'reason': 'r', "
                            "'fields': {'%s': 'Another title'}}",
                            kind->entity->name, TEXT_ARGS(key), title),
                    RC_OK, kind->entity->name);
        assert_true(text_is(shop_get(shop, key, 0)->state, goes_back ? life->reopens_to : from));
    }
}

static void a_change_of_content_reopens(void **state)
{
    struct cast cast = cast_open(state);
    const struct model *model = cast.stock.shop->model;
    for (size_t i = 0; i < model->entity_count; i++) {
        if (!model->entities[i].entity->is_system) {
            reopen(&cast, &model->entities[i]);
        }
    }
    shop_expect_verified(cast.stock.shop);
}

/* ---- decisions ---- */

/* The author's second account is still the author. */
static void another_account_of_the_author_may_not_decide(void **state)
{
    struct cast cast = cast_open(state);
    struct shop *shop = cast.stock.shop;
    const struct model_entity *kind = model_named(shop->model, TEXT("evidence"));
    const struct verb *verb = entity_verb(kind->entity, "verify", 6);
    struct actor twin = shop_actor(shop, "twin", "*", NULL);
    assert_non_null(verb);
    cast.stock.maker = &cast.author;
    struct text key = stock_make(&cast.stock, kind, STOCK_REQUIRED, 1);
    twin.person = cast.author.person;
    shop_expect(shop, act(shop, &twin, key, verb, SHOP_PASSWORD), RC_DENIED, "the author's twin");
    shop_expect(shop, act(shop, &cast.decider, key, verb, SHOP_PASSWORD), RC_OK, "the decider");
    shop_expect_verified(shop);
}

/* Approving an analysis covers its parts: who wrote one of them may not. */
static void who_wrote_a_part_may_not_decide_on_the_whole(void **state)
{
    struct cast cast = cast_open(state);
    struct shop *shop = cast.stock.shop;
    const struct model_entity *analysis = model_named(shop->model, TEXT("tara_analysis"));
    const struct model_entity *asset = model_named(shop->model, TEXT("asset"));
    const struct verb *submit = entity_verb(analysis->entity, "submit", 6);
    const struct verb *approve = entity_verb(analysis->entity, "approve", 7);
    struct text key = stock_key(&cast.stock, analysis);
    cast.stock.maker = &cast.decider;
    (void)stock_make(&cast.stock, asset, STOCK_REQUIRED, 1);
    shop_expect(shop, act(shop, &cast.author, key, submit, ""), RC_OK, "submit");
    shop_expect(shop, act(shop, &cast.decider, key, approve, SHOP_PASSWORD), RC_DENIED,
                "who wrote a part");
    shop_expect(shop, act(shop, &cast.author, key, approve, SHOP_PASSWORD), RC_OK,
                "who only submitted it");
    shop_expect_verified(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SHOP_ON_BOTH(every_transition_is_as_the_tables_say),
                                       SHOP_ON_BOTH(an_unknown_verb_is_refused),
                                       SHOP_ON_BOTH(a_change_of_content_reopens),
                                       SHOP_ON_BOTH(another_account_of_the_author_may_not_decide),
                                       SHOP_ON_BOTH(who_wrote_a_part_may_not_decide_on_the_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
