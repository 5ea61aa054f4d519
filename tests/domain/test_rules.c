/* The rules of the modules, through the real pipeline on a fresh workspace. */
#include "domain/world.h"

#include "core/account.h"
#include "core/decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- what is refused, and at which field ---- */

struct refusal {
    const char *name;
    struct call call;
    enum rc rc;
    const char *path;
};

static const struct refusal refusals[] = {
    {"a site above itself",
     {"site", "SI-0001", "{'parent': 'SI-0002'}", true},
     RC_CYCLE,
     "fields.parent"},
    {"a unit above itself",
     {"org_unit", "OU-0001", "{'parent': 'OU-0002'}", true},
     RC_CYCLE,
     "fields.parent"},
    {"a person who left before joining",
     {"person", "PE-0001", "{'joined_on': '2026-02-01', 'left_on': '2026-01-01'}", true},
     RC_INVALID,
     "fields.left_on"},
    {"a permission without action",
     {"role", "", "{'title': 'x', 'permissions': 'tara', 'purpose': 'x'}", false},
     RC_INVALID,
     "fields.permissions"},
    {"a permission with an unknown action",
     {"role", "", "{'title': 'x', 'permissions': 'tara.edit', 'purpose': 'x'}", false},
     RC_INVALID,
     "fields.permissions"},
    {"permissions apart by two blanks",
     {"role", "", "{'title': 'x', 'permissions': '*.read  tara.write', 'purpose': 'x'}", false},
     RC_INVALID,
     "fields.permissions"},
    {"an appointment that ends before it begins",
     {"role_assignment", "",
      "{'person': 'PE-0001', 'role': 'RO-0003', 'valid_from': '2026-05-01', 'valid_to': "
      "'2026-04-30'}",
      false},
     RC_INVALID,
     "fields.valid_to"},
    {"a deputy without dates",
     {"role_assignment", "",
      "{'person': 'PE-0001', 'role': 'RO-0003', 'deputy': 'PE-0002', 'deputy_from': "
      "'2026-05-01'}",
      false},
     RC_INVALID,
     "fields.deputy_to"},
    {"dates without a deputy",
     {"role_assignment", "",
      "{'person': 'PE-0001', 'role': 'RO-0003', 'deputy_from': '2026-05-01'}", false},
     RC_INVALID,
     "fields.deputy"},
    {"a person as his own deputy",
     {"role_assignment", "",
      "{'person': 'PE-0001', 'role': 'RO-0003', 'deputy': 'PE-0001', 'deputy_from': "
      "'2026-05-01', 'deputy_to': '2026-05-09'}",
      false},
     RC_INVALID,
     "fields.deputy"},
    {"a deputy beyond the appointment",
     {"role_assignment", "",
      "{'person': 'PE-0001', 'role': 'RO-0003', 'valid_to': '2026-05-05', 'deputy': 'PE-0002', "
      "'deputy_from': '2026-05-01', 'deputy_to': '2026-05-09'}",
      false},
     RC_INVALID,
     "fields.valid_to"},
    {"a role in something that is no scope",
     {"role_assignment", "", "{'person': 'PE-0001', 'role': 'RO-0003', 'scope': 'IT-0001'}", false},
     RC_INVALID,
     "fields.scope"},
    {"a market that is a word",
     {"vehicle_type", "VT-0001", "{'markets': 'EU Japan'}", true},
     RC_INVALID,
     "fields.markets"},
    {"a type produced backwards",
     {"vehicle_type", "VT-0001", "{'production_from': '2027-01-01', 'production_to': '2026-01-01'}",
      true},
     RC_INVALID,
     "fields.production_to"},
    {"a regulation set aside without a word",
     {"market_rule", "",
      "{'vehicle_type': 'VT-0001', 'market': 'JP', 'regulation': 'R156', 'applies': 'no'}", false},
     RC_INVALID,
     "fields.rationale"},
    {"a project not relevant without a word",
     {"project", "PJ-0001", "{'relevance': 'not_relevant'}", true},
     RC_INVALID,
     "fields.relevance_rationale"},
    {"a tailored activity without rationale",
     {"plan_activity", "", "{'plan': 'PL-0001', 'title': 'Fuzz', 'is_tailored': true}", false},
     RC_INVALID,
     "fields.rationale"},
    {"a reuse of the thing itself",
     {"reuse_analysis", "",
      "{'title': 'x', 'project': 'PJ-0001', 'subject': 'CO-0001', 'origin': 'CO-0001', 'kind': "
      "'modified', 'suitability': 'open'}",
      false},
     RC_INVALID,
     "fields.origin"},
    {"measures that are not named",
     {"reuse_analysis", "",
      "{'title': 'x', 'project': 'PJ-0001', 'subject': 'CO-0001', 'kind': 'modified', "
      "'suitability': 'with_measures', 'rationale': 'fits'}",
      false},
     RC_INVALID,
     "fields.activities"},
    {"a component within itself",
     {"component", "CO-0001", "{'parent': 'CO-0002'}", true},
     RC_CYCLE,
     "fields.parent"},
    {"a flow that goes nowhere",
     {"data_flow", "", "{'item': 'IT-0001', 'name': 'x', 'source': 'CO-0001', 'target': 'CO-0001'}",
      false},
     RC_INVALID,
     "fields.target"},
    {"support that ends before it starts",
     {"support_window", "",
      "{'title': 'x', 'subject': 'VT-0001', 'kind': 'cybersecurity', 'starts_on': '2030-01-01', "
      "'ends_on': '2029-01-01'}",
      false},
     RC_INVALID,
     "fields.ends_on"},
    {"evidence that is nowhere",
     {"evidence", "",
      "{'title': 'x', 'kind': 'report', 'collected_on': '2026-01-01', 'classification': "
      "'internal'}",
      false},
     RC_INVALID,
     "fields.blob"},
    {"evidence that expired before it was collected",
     {"evidence", "",
      "{'title': 'x', 'kind': 'report', 'location': 'archive', 'collected_on': '2026-01-02', "
      "'valid_until': '2026-01-01', 'classification': 'internal'}",
      false},
     RC_INVALID,
     "fields.valid_until"},
    {"a hash that is none",
     {"evidence", "",
      "{'title': 'x', 'kind': 'report', 'location': 'archive', 'location_sha256': 'abc', "
      "'collected_on': '2026-01-02', 'classification': 'internal'}",
      false},
     RC_INVALID,
     "fields.location_sha256"},
    {"a share that ends before it opens",
     {"share", "",
      "{'name': 'x', 'audience': 'auditor', 'recipient': 'x', 'purpose': 'x', 'scope': "
      "'SI-0001', 'classification': 'internal', 'opens_on': '2026-03-01', 'expires_on': "
      "'2026-02-01'}",
      false},
     RC_INVALID,
     "fields.expires_on"},
    {"an answer under another record",
     {"comment", "", "{'subject': 'CO-0001', 'text': 'Yes', 'answers': 'CM-0001'}", false},
     RC_INVALID,
     "fields.answers"},
    {"a comment on a field that is not there",
     {"comment", "", "{'subject': 'CO-0001', 'text': 'Why?', 'field': 'colour'}", false},
     RC_INVALID,
     "fields.field"},
    {"a task due before it starts",
     {"task", "", "{'title': 'Do it', 'starts_on': '2026-03-02', 'due_on': '2026-03-01'}", false},
     RC_INVALID,
     "fields.due_on"},
    {"a view of records that are none",
     {"saved_view", "", "{'name': 'x', 'entity': 'threats'}", false},
     RC_INVALID,
     "fields.entity"},
    {"a decision made by hand",
     {"decision", "", "{'subject': 'IT-0001', 'verb': 'approve', 'meaning': 'x'}", false},
     RC_DENIED,
     ""}};

static void what_does_not_fit_is_refused_at_its_field(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        world_expect(world, world_run(world, &world_program, &refusals[i].call), refusals[i].rc,
                     refusals[i].name);
        bool is_found = false;
        for (size_t k = 0; k < world->fault.count; k++) {
            is_found |= text_is(world->fault.problems[k].path, refusals[i].path);
        }
        if (!is_found) {
            fail_msg("%s: no problem at %s\n%.*s", refusals[i].name, refusals[i].path,
                     TEXT_ARGS(fault_text(&world->fault, world->arena)));
        }
    }
}

static const struct call accepted[] = {
    {"role_assignment", "",
     "{'person': 'PE-0001', 'role': 'RO-0003', 'scope': 'PJ-0001', 'valid_from': '2026-01-01', "
     "'valid_to': '2026-12-31', 'deputy': 'PE-0002', 'deputy_from': '2026-05-01', 'deputy_to': "
     "'2026-05-09'}",
     false},
    {"role", "", "{'title': 'x', 'permissions': '*.read tara.* vuln.write', 'purpose': 'x'}",
     false},
    {"market_rule", "",
     "{'vehicle_type': 'VT-0001', 'market': 'EU', 'regulation': 'R155', 'applies': 'yes'}", false},
    {"data_flow", "",
     "{'item': 'IT-0001', 'name': 'Request', 'source': 'CO-0001', 'target': 'CO-0002'}", false},
    {"evidence", "",
     "{'title': 'Letter', 'kind': 'appointment', 'proves': 'PE-0001', 'location': 'archive 7', "
     "'collected_on': '2026-01-02', 'valid_until': '2026-01-02', 'classification': 'internal'}",
     false},
    {"comment", "", "{'subject': 'IT-0001', 'text': 'Yes', 'answers': 'CM-0001', 'field': 'name'}",
     false}};

static void what_fits_is_accepted(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < COUNT(accepted); i++) {
        world_expect(world, world_run(world, &world_program, &accepted[i]), RC_OK,
                     accepted[i].fields);
    }
}

/* ---- giving out permissions ---- */

static void only_administrators_give_roles_and_never_to_themselves(void **state)
{
    static const struct call to_first = {"role_assignment", "",
                                         "{'person': 'PE-0001', 'role': 'RO-0003'}", false};
    static const struct call to_second = {"role_assignment", "",
                                          "{'person': 'PE-0002', 'role': 'RO-0003'}", false};
    static const struct call wider = {"role", "RO-0009", "{'permissions': '*'}", true};
    struct world *world = *state;
    struct snapshot snapshot = world_snapshot(world);
    struct id person = world_get(world, &snapshot, "PE-0001")->id;
    snapshot_close(&snapshot);
    struct grant writes = {.permissions = TEXT("org.write *.read")};
    struct grant rules = {.permissions = TEXT("org.* *.read")};
    struct actor writer = {
        .name = TEXT("cli:a"), .person = person, .grants = &writes, .grant_count = 1};
    struct actor ruler = {
        .name = TEXT("cli:b"), .person = person, .grants = &rules, .grant_count = 1};
    world_expect(world, world_run(world, &writer, &to_second), RC_DENIED, "writer to another");
    world_expect(world, world_run(world, &writer, &wider), RC_DENIED, "writer widens a role");
    world_expect(world, world_run(world, &ruler, &to_first), RC_DENIED, "ruler to himself");
    world_expect(world, world_run(world, &ruler, &to_second), RC_OK, "ruler to another");
}

/* ---- what stands from the start, and what an approval covers ---- */

static void builtin_roles_stand_from_the_start(void **state)
{
    struct world *world = *state;
    struct snapshot snapshot = world_snapshot(world);
    struct record *role = world_get(world, &snapshot, "RO-0008");
    assert_true(text_is(value_as_text(record_value(role, "permissions")), "*.read"));
    assert_true(text_is(record_title(role), "Auditor"));
    world_get(world, &snapshot, "RO-0009");
    snapshot_close(&snapshot);
}

static void approval_covers_parts_of_parts_but_no_remarks(void **state)
{
    struct world *world = *state;
    struct snapshot snapshot = world_snapshot(world);
    struct change_set set;
    struct coverage coverage;
    change_set_init(&set, &snapshot, &world_program);
    struct record *item = world_get(world, &snapshot, "IT-0001");
    world_expect(world, decision_coverage(&set, item, &coverage), RC_OK, "coverage");
    assert_true(text_contains(coverage.list, TEXT("component ")));
    assert_true(text_contains(coverage.list, TEXT("interface ")));
    assert_false(text_contains(coverage.list, TEXT("comment ")));
    snapshot_close(&snapshot);
}

static void approval_leaves_a_decision_with_what_it_covered(void **state)
{
    static const struct actor reviewer = {.name = TEXT("cli:reviewer"), .may_all = true};
    static const struct call renamed = {"item", "IT-0001", "{'name': 'Front lamps'}", true};
    struct world *world = *state;
    struct snapshot snapshot = world_snapshot(world);
    struct change_set set;
    struct verb_input input = {.meaning = TEXT("Read on a long evening.")};
    struct record *out;
    change_set_init(&set, &snapshot, &world_program);
    world_expect(world, account_create(&set, TEXT("chief"), TEXT_NONE, true, &input.password),
                 RC_OK, "account");
    world_expect(world, change_commit(&set), RC_OK, "account");
    snapshot_close(&snapshot);
    world_verb(world, "IT-0001", "submit");

    snapshot = world_snapshot(world);
    change_set_init(&set, &snapshot, &reviewer);
    struct record *item = world_get(world, &snapshot, "IT-0001");
    world_expect(world, change_verb(&set, item, TEXT("approve"), &input, &out), RC_OK, "approve");
    world_expect(world, change_commit(&set), RC_OK, "approve");
    snapshot_close(&snapshot);

    snapshot = world_snapshot(world);
    struct record *decision = world_get(world, &snapshot, "DC-0001");
    assert_true(value_equals(record_value(decision, "subject"), value_id(item->id)));
    assert_true(text_is(value_as_text(record_value(decision, "decided_by")), "cli:reviewer"));
    assert_int_equal(record_value(decision, "covered_revision").integer, item->revision);
    assert_true(record_value(decision, "covered_count").integer >= 4);
    assert_true(text_is(world_get(world, &snapshot, "IT-0001")->state, "approved"));
    snapshot_close(&snapshot);

    world_expect(world, world_run(world, &world_program, &renamed), RC_OK, "rename");
    snapshot = world_snapshot(world);
    assert_true(text_is(world_get(world, &snapshot, "IT-0001")->state, "draft"));
    snapshot_close(&snapshot);
}

static void scope_comes_from_the_project_and_reaches_its_site(void **state)
{
    struct world *world = *state;
    struct snapshot snapshot = world_snapshot(world);
    struct id top = world_get(world, &snapshot, "SI-0001")->id;
    struct id project = world_get(world, &snapshot, "PJ-0001")->id;
    static const char *const inside[] = {"IT-0001", "CO-0002", "IF-0001", "CM-0001", "PL-0001"};
    for (size_t i = 0; i < COUNT(inside); i++) {
        struct id scope = access_scope_of(&snapshot, world_get(world, &snapshot, inside[i])->id);
        if (!id_equals(scope, project) || !access_scope_has(&snapshot, scope, top)) {
            fail_msg("%s is not in the scope of its project", inside[i]);
        }
    }
    snapshot_close(&snapshot);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(builtin_roles_stand_from_the_start),
        cmocka_unit_test(what_does_not_fit_is_refused_at_its_field),
        cmocka_unit_test(what_fits_is_accepted),
        cmocka_unit_test(only_administrators_give_roles_and_never_to_themselves),
        cmocka_unit_test(approval_covers_parts_of_parts_but_no_remarks),
        cmocka_unit_test(approval_leaves_a_decision_with_what_it_covered),
        cmocka_unit_test(scope_comes_from_the_project_and_reaches_its_site),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
