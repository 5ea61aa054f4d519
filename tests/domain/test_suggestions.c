/* Suggestions: what accepting one makes or changes, and what is refused. */
#include "domain/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int suggestions_open(void **state)
{
    static const struct call calls[] = {
        {"tara_analysis", "TA-0001", "{'title': 'Lamps', 'item': 'IT-0001', 'method': 'MV-0001'}",
         false},
        {"suggestion", "SG-0001",
         "{'analysis': 'TA-0001', 'title': 'Blinding', 'entity': 'damage_scenario', 'effect': "
         "'create', 'subject': 'CO-0001', 'proposal': {'analysis': 'TA-0001', 'title': "
         "'Drivers are blinded', 'description': 'Full beam at night.'}}",
         false},
        {"suggestion", "SG-0002",
         "{'analysis': 'TA-0001', 'title': 'A clearer name', 'effect': 'change', 'subject': "
         "'CO-0001', 'proposal': {'name': 'Lamp switch'}}",
         false},
        {"suggestion", "SG-0003",
         "{'analysis': 'TA-0001', 'title': 'No such field', 'entity': 'damage_scenario', "
         "'effect': 'create', 'proposal': {'colour': 'red'}}",
         false},
        {"suggestion", "SG-0004", "{'analysis': 'TA-0001', 'title': 'Look again'}", false}};
    int rc = world_open(state);
    for (size_t i = 0; rc == 0 && i < COUNT(calls); i++) {
        world_expect(*state, world_run(*state, &world_program, &calls[i]), RC_OK, calls[i].fields);
    }
    return rc;
}

static struct text text_in(struct world *world, const char *key, const char *field)
{
    struct snapshot snapshot = world_snapshot(world);
    struct text text = value_as_text(record_value(world_get(world, &snapshot, key), field));
    snapshot_close(&snapshot);
    return text;
}

static void accepting_makes_the_record_and_names_it(void **state)
{
    struct world *world = *state;
    world_verb(world, "SG-0001", "accept");
    struct snapshot snapshot = world_snapshot(world);
    struct record *suggestion = world_get(world, &snapshot, "SG-0001");
    struct record *damage = world_get(world, &snapshot, "DS-0001");
    assert_true(text_is(suggestion->state, "accepted"));
    assert_true(text_is(record_title(damage), "Drivers are blinded"));
    assert_true(value_equals(record_value(suggestion, "result"), value_id(damage->id)));
    snapshot_close(&snapshot);
}

static void accepting_changes_the_record_it_concerns(void **state)
{
    struct world *world = *state;
    world_verb(world, "SG-0002", "accept");
    assert_true(text_is(text_in(world, "CO-0001", "name"), "Lamp switch"));
}

static void what_was_rejected_can_still_be_accepted(void **state)
{
    struct world *world = *state;
    world_verb(world, "SG-0004", "reject");
    world_verb(world, "SG-0004", "accept");
    struct snapshot snapshot = world_snapshot(world);
    struct record *suggestion = world_get(world, &snapshot, "SG-0004");
    assert_true(value_is_none(record_value(suggestion, "result")));
    snapshot_close(&snapshot);
}

static enum rc try_accept(struct world *world, const struct actor *actor, const char *key)
{
    struct snapshot snapshot = world_snapshot(world);
    struct change_set set;
    struct record *out;
    struct verb_input input = {0};
    change_set_init(&set, &snapshot, actor);
    enum rc rc = change_verb(&set, world_get(world, &snapshot, key), TEXT("accept"), &input, &out);
    snapshot_close(&snapshot);
    return rc;
}

static void a_proposal_that_does_not_fit_is_refused_and_stays(void **state)
{
    struct world *world = *state;
    world_expect(world, try_accept(world, &world_program, "SG-0003"), RC_INVALID, "no such field");
    assert_true(
        text_contains(fault_text(&world->fault, world->arena), TEXT("proposal.fields.colour")));
}

static void who_may_not_make_the_record_may_not_accept(void **state)
{
    struct world *world = *state;
    struct grant grant = {.permissions = TEXT("tara.* *.read")};
    struct actor analyst = {.name = TEXT("cli:a"), .grants = &grant, .grant_count = 1};
    static const struct call again = {
        "suggestion", "SG-0005",
        "{'analysis': 'TA-0001', 'title': 'A lamp', 'effect': 'change', 'subject': 'CO-0001', "
        "'proposal': {'name': 'Lamp'}}",
        false};
    world_expect(world, world_run(world, &world_program, &again), RC_OK, "again");
    world_expect(world, try_accept(world, &analyst, "SG-0005"), RC_DENIED, "components are item's");
}

static void an_effect_needs_what_it_takes(void **state)
{
    static const struct call calls[] = {
        {"suggestion", "", "{'analysis': 'TA-0001', 'title': 'x', 'effect': 'create'}", false},
        {"suggestion", "",
         "{'analysis': 'TA-0001', 'title': 'x', 'effect': 'create', 'proposal': {}, 'entity': "
         "'decision'}",
         false},
        {"suggestion", "",
         "{'analysis': 'TA-0001', 'title': 'x', 'effect': 'change', 'proposal': {}}", false}};
    for (size_t i = 0; i < COUNT(calls); i++) {
        world_expect(*state, world_run(*state, &world_program, &calls[i]), RC_INVALID,
                     calls[i].fields);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepting_makes_the_record_and_names_it),
        cmocka_unit_test(accepting_changes_the_record_it_concerns),
        cmocka_unit_test(what_was_rejected_can_still_be_accepted),
        cmocka_unit_test(a_proposal_that_does_not_fit_is_refused_and_stays),
        cmocka_unit_test(who_may_not_make_the_record_may_not_accept),
        cmocka_unit_test(an_effect_needs_what_it_takes),
    };
    return cmocka_run_group_tests(tests, suggestions_open, world_close);
}
