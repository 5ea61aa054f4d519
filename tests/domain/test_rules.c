/* The rules of the modules, through the real pipeline on a fresh workspace. */
#include "modules.h"

#include "base/json.h"
#include "core/change.h"
#include "core/decision.h"

#include <dirent.h>
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
    struct workspace *workspace;
    char folder[64];
};

static const struct actor program = {.name = {"cli:test", 8}, .may_all = true};

static void must_be(struct world *world, enum rc rc, enum rc wanted, const char *what)
{
    if (rc != wanted) {
        fail_msg("%s: %s instead of %s\n%.*s", what, rc_name(rc), rc_name(wanted),
                 TEXT_ARGS(fault_text(&world->fault, world->arena)));
    }
}

/* ---- one call of the pipeline ---- */

struct call {
    const char *entity;
    const char *key;    /* of a creation; or of the record to change */
    const char *fields; /* JSON with ' for " */
    bool is_change;
};

static const struct json *fields_of(struct world *world, const char *words)
{
    const struct json *fields = NULL;
    char *text = text_to_z(world->arena, text_of(words));
    for (char *at = text; *at != '\0'; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    must_be(world, json_read(world->arena, TEXT("test"), text_of(text), &world->fault, &fields),
            RC_OK, words);
    return fields;
}

static enum rc run(struct world *world, const struct actor *actor, const struct call *call)
{
    struct snapshot snapshot;
    struct change_set set;
    struct record *record;
    struct record *out;
    const struct model_entity *kind = model_named(world->model, text_of(call->entity));
    assert_non_null(kind);
    fault_init(&world->fault, world->arena);
    struct change_input input = {.fields = fields_of(world, call->fields),
                                 .reason = TEXT("because the test says so")};
    must_be(world, snapshot_open(&snapshot, world->workspace, world->arena, &world->fault), RC_OK,
            "snapshot");
    change_set_init(&set, &snapshot, actor);
    enum rc rc;
    if (call->is_change) {
        must_be(world, change_find(&set, kind, text_of(call->key), &record), RC_OK, call->key);
        rc = change_update(&set, record, &input, &out);
    } else {
        input.key = text_of(call->key);
        rc = change_create(&set, kind, &input, &out);
    }
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

static struct record *get(struct world *world, struct snapshot *snapshot, const char *key)
{
    struct record *record = NULL;
    const struct model_entity *kind = model_of_key(world->model, text_of(key));
    assert_non_null(kind);
    must_be(world, snapshot_get(snapshot, kind, text_of(key), &record), RC_OK, key);
    return record;
}

/* ---- the workspace ---- */

static const struct call ground[] = {
    {"site", "SI-0001", "{'name': 'Head office', 'kind': 'headquarters'}", false},
    {"site", "SI-0002", "{'name': 'North plant', 'kind': 'plant', 'parent': 'SI-0001'}", false},
    {"org_unit", "OU-0001", "{'name': 'Vehicle security', 'kind': 'department'}", false},
    {"org_unit", "OU-0002", "{'name': 'Analysis', 'kind': 'team', 'parent': 'OU-0001'}", false},
    {"person", "PE-0001", "{'name': 'First Person', 'kind': 'employee'}", false},
    {"person", "PE-0002", "{'name': 'Second Person', 'kind': 'employee'}", false},
    {"vehicle_line", "VL-0001", "{'name': 'Line one'}", false},
    {"vehicle_type", "VT-0001",
     "{'name': 'A1', 'line': 'VL-0001', 'category': 'M1', 'markets': 'EU JP'}", false},
    {"project", "PJ-0001",
     "{'name': 'Lamps', 'phase': 'concept', 'kind': 'own', 'relevance': 'relevant', 'site': "
     "'SI-0002'}",
     false},
    {"item", "IT-0001",
     "{'name': 'Headlamp system', 'project': 'PJ-0001', 'kind': 'system', 'relevance': "
     "'relevant'}",
     false},
    {"component", "CO-0001",
     "{'name': 'Switch', 'kind': 'sensor', 'origin': 'in_house', 'item': 'IT-0001'}", false},
    {"component", "CO-0002",
     "{'name': 'Body control unit', 'kind': 'ecu', 'origin': 'supplier', 'item': 'IT-0001', "
     "'parent': 'CO-0001'}",
     false},
    {"interface", "IF-0001",
     "{'name': 'Test pads', 'component': 'CO-0002', 'kind': 'debug', 'exposure': 'physical'}",
     false},
    {"cybersecurity_plan", "PL-0001", "{'title': 'Plan', 'project': 'PJ-0001'}", false},
    {"comment", "CM-0001", "{'subject': 'IT-0001', 'text': 'Is the lamp in?'}", false}};

static int world_open(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&world->fault, world->arena);
    world->model = model_open(modules, module_count);
    strcpy(world->folder, "/tmp/csms-rules-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    struct text url = text_print(world->arena, "%s/one.csms", world->folder);
    struct workspace_options options = {.url = url.at,
                                        .state_folder = world->folder,
                                        .model = world->model,
                                        .name = "Rules",
                                        .simulated_from_us = INT64_C(1767225600000000)};
    must_be(world, workspace_create(&options, &world->fault, &world->workspace), RC_OK, "create");
    for (size_t i = 0; i < COUNT(ground); i++) {
        must_be(world, run(world, &program, &ground[i]), RC_OK, ground[i].key);
    }
    *state = world;
    return 0;
}

static void folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char file[400];
        if (entry->d_name[0] != '.') {
            snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
            if (unlink(file) != 0) {
                folder_remove(file);
            }
        }
    }
    if (folder != NULL) {
        closedir(folder);
        rmdir(path);
    }
}

static int world_close(void **state)
{
    struct world *world = *state;
    workspace_close(world->workspace);
    model_close(world->model);
    folder_remove(world->folder);
    arena_close(world->arena);
    free(world);
    return 0;
}

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
        must_be(world, run(world, &program, &refusals[i].call), refusals[i].rc, refusals[i].name);
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
        must_be(world, run(world, &program, &accepted[i]), RC_OK, accepted[i].fields);
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
    struct snapshot snapshot;
    must_be(world, snapshot_open(&snapshot, world->workspace, world->arena, &world->fault), RC_OK,
            "snapshot");
    struct id person = get(world, &snapshot, "PE-0001")->id;
    snapshot_close(&snapshot);
    struct grant writes = {.permissions = TEXT("org.write *.read")};
    struct grant rules = {.permissions = TEXT("org.* *.read")};
    struct actor writer = {
        .name = TEXT("cli:a"), .person = person, .grants = &writes, .grant_count = 1};
    struct actor ruler = {
        .name = TEXT("cli:b"), .person = person, .grants = &rules, .grant_count = 1};
    must_be(world, run(world, &writer, &to_second), RC_DENIED, "writer to another");
    must_be(world, run(world, &writer, &wider), RC_DENIED, "writer widens a role");
    must_be(world, run(world, &ruler, &to_first), RC_DENIED, "ruler to himself");
    must_be(world, run(world, &ruler, &to_second), RC_OK, "ruler to another");
}

/* ---- what stands from the start, and what an approval covers ---- */

static void builtin_roles_stand_from_the_start(void **state)
{
    struct world *world = *state;
    struct snapshot snapshot;
    must_be(world, snapshot_open(&snapshot, world->workspace, world->arena, &world->fault), RC_OK,
            "snapshot");
    struct record *role = get(world, &snapshot, "RO-0008");
    assert_true(text_is(value_as_text(record_value(role, "permissions")), "*.read"));
    assert_true(text_is(record_title(role), "Auditor"));
    get(world, &snapshot, "RO-0009");
    snapshot_close(&snapshot);
}

static void approval_covers_parts_of_parts_but_no_remarks(void **state)
{
    struct world *world = *state;
    struct snapshot snapshot;
    struct change_set set;
    struct coverage coverage;
    must_be(world, snapshot_open(&snapshot, world->workspace, world->arena, &world->fault), RC_OK,
            "snapshot");
    change_set_init(&set, &snapshot, &program);
    struct record *item = get(world, &snapshot, "IT-0001");
    must_be(world, decision_coverage(&set, item, &coverage), RC_OK, "coverage");
    assert_true(text_contains(coverage.list, TEXT("component ")));
    assert_true(text_contains(coverage.list, TEXT("interface ")));
    assert_false(text_contains(coverage.list, TEXT("comment ")));
    snapshot_close(&snapshot);
}

static void scope_comes_from_the_project_and_reaches_its_site(void **state)
{
    struct world *world = *state;
    struct snapshot snapshot;
    must_be(world, snapshot_open(&snapshot, world->workspace, world->arena, &world->fault), RC_OK,
            "snapshot");
    struct id top = get(world, &snapshot, "SI-0001")->id;
    struct id project = get(world, &snapshot, "PJ-0001")->id;
    static const char *const inside[] = {"IT-0001", "CO-0002", "IF-0001", "CM-0001", "PL-0001"};
    for (size_t i = 0; i < COUNT(inside); i++) {
        struct id scope = access_scope_of(&snapshot, get(world, &snapshot, inside[i])->id);
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
        cmocka_unit_test(scope_comes_from_the_project_and_reaches_its_site),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
