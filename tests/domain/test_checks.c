/* Completeness checks find what is missing, and nothing where it is not. */
#include "domain/world.h"

#include "modules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TODAY "2026-06-15"

static const struct check *check_named(const char *id)
{
    for (size_t i = 0; i < module_count; i++) {
        for (size_t k = 0; k < modules[i]->check_count; k++) {
            if (strcmp(modules[i]->checks[k].id, id) == 0) {
                return &modules[i]->checks[k];
            }
        }
    }
    fail_msg("there is no check %s", id);
    return NULL;
}

/* Is the record among the violators today? */
static bool finds(struct world *world, const char *id, const char *key)
{
    struct snapshot snapshot = world_snapshot(world);
    struct record *record = world_get(world, &snapshot, key);
    struct text sql = ddl_expand(world->arena, text_of(check_named(id)->sql), 0);
    struct value today = value_text(TEXT(TODAY));
    size_t count = text_contains(sql, TEXT("?1")) ? 1 : 0;
    struct rows *rows = NULL;
    const struct value *columns;
    bool is_found = false;
    world_expect(world,
                 connection_query(snapshot.connection, (struct query){sql, &today, count},
                                  &world->fault, &rows),
                 RC_OK, id);
    enum rc rc;
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        is_found |= text_equals(value_as_text(columns[0]), id_bytes(&record->id));
    }
    world_expect(world, rc, RC_NOT_FOUND, id);
    rows_close(rows);
    snapshot_close(&snapshot);
    return is_found;
}

/* A record that a check finds, and the change after which it does not. */
struct story {
    const char *check;
    struct call bad;
    const char *remedy; /* fields */
};

#define ASSIGNED "'person': 'PE-0001', 'role': 'RO-0005', 'scope': 'SI-0001'"
#define FILED "'kind': 'report', 'collected_on': '2026-01-01', 'classification': 'internal'"

static const struct story stories[] = {
    {"ORG-01",
     {"role_assignment", "RA-0101", "{" ASSIGNED "}", false},
     "{'appointment': 'EV-0001'}"},
    {"ORG-02",
     {"role_assignment", "RA-0102", "{'person': 'PE-0003', 'role': 'RO-0005'}", false},
     "{'valid_to': '2026-06-14'}"},
    {"ORG-04",
     {"site", "SI-0104", "{'name': 'x', 'kind': 'plant'}", false},
     "{'responsible': 'PE-0001'}"},
    {"ORG-05",
     {"org_unit", "OU-0105", "{'name': 'x', 'kind': 'team'}", false},
     "{'manager': 'PE-0001'}"},
    {"ORG-06",
     {"role_assignment", "RA-0106", "{'person': 'PE-0001', 'role': 'RO-0001'}", false},
     "{'valid_to': '2026-12-31'}"},
    {"ORG-08",
     {"role", "RO-0108", "{'title': 'x', 'permissions': 'tara.approve', 'purpose': 'x'}", false},
     "{'competence': 'Knows it.'}"},
    {"ITEM-01",
     {"item", "IT-0101",
      "{'name': 'x', 'project': 'PJ-0001', 'kind': 'system', 'relevance': 'relevant'}", false},
     "{'boundary': 'All inside the housing.'}"},
    {"ITEM-02",
     {"item", "IT-0102",
      "{'name': 'x', 'project': 'PJ-0001', 'kind': 'system', 'relevance': 'relevant'}", false},
     "{'environment': 'Public roads.'}"},
    {"ITEM-05",
     {"item", "IT-0105",
      "{'name': 'x', 'project': 'PJ-0001', 'kind': 'system', 'relevance': 'open'}", false},
     "{'relevance': 'relevant', 'relevance_rationale': 'It has a radio.'}"},
    {"ITEM-08",
     {"component", "CO-0108", "{'name': 'x', 'kind': 'ecu', 'origin': 'supplier'}", false},
     "{'supplier_name': 'A maker'}"},
    {"ITEM-09",
     {"component", "CO-0109", "{'name': 'x', 'kind': 'ecu', 'origin': 'in_house'}", false},
     "{'part_number': '123', 'software_version': '4'}"},
    {"ITEM-11",
     {"component", "CO-0111", "{'name': 'x', 'kind': 'hsm', 'origin': 'in_house'}", false},
     "{'cryptographic_module': 'FIPS 140-3 level 2'}"},
    {"ITEM-12",
     {"channel", "CH-0112",
      "{'name': 'x', 'technology': 'can', 'reach': 'vehicle', 'protection': 'none', 'endpoints': "
      "['CO-0001']}",
      false},
     "{'endpoints': ['CO-0001', 'CO-0002']}"},
    {"ITEM-13",
     {"channel", "CH-0113",
      "{'name': 'x', 'technology': 'wifi', 'reach': 'near', 'protection': 'none'}", false},
     "{'protection': 'both'}"},
    {"ITEM-15",
     {"interface", "IF-0115",
      "{'name': 'x', 'component': 'CO-0001', 'kind': 'debug', 'exposure': 'physical'}", false},
     "{'access_control': 'locked'}"},
    {"ITEM-16",
     {"vehicle_type", "VT-0116", "{'name': 'x', 'line': 'VL-0001', 'category': 'M1'}", false},
     "{'critical_elements': ['CO-0002']}"},
    {"ITEM-20",
     {"project", "PJ-0120", "{'name': 'x', 'phase': 'concept', 'kind': 'own', 'relevance': 'open'}",
      false},
     "{'relevance': 'relevant'}"},
    {"ITEM-22",
     {"project", "PJ-0122",
      "{'name': 'x', 'phase': 'concept', 'kind': 'own', 'relevance': 'relevant'}", false},
     "{'cybersecurity_manager': 'PE-0001'}"},
    {"ITEM-23",
     {"plan_activity", "PA-0123", "{'plan': 'PL-0001', 'title': 'Analyse'}", false},
     "{'objective': 'Know the risks.', 'work_product': 'WP-09-02', 'ends_on': '2026-09-01', "
     "'responsible': 'PE-0001'}"},
    {"ITEM-24",
     {"plan_activity", "PA-0124",
      "{'plan': 'PL-0001', 'title': 'Analyse', 'ends_on': '2026-06-14'}", false},
     "{'ends_on': '2026-06-15'}"},
    {"EVID-01",
     {"evidence", "EV-0101",
      "{'title': 'x', 'location': 'archive', 'valid_until': '2026-06-14', " FILED "}", false},
     "{'valid_until': '2026-06-15'}"},
    {"EVID-03",
     {"evidence", "EV-0103", "{'title': 'x', 'location': 'archive', " FILED "}", false},
     "{'clauses': 'RQ-05-03'}"},
    {"EVID-04",
     {"evidence", "EV-0104", "{'title': 'x', 'location': 'archive', " FILED "}", false},
     "{'location_sha256': "
     "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}"},
    {"EVID-05",
     {"evidence", "EV-0105", "{'title': 'x', 'location': 'archive', " FILED "}", false},
     "{'retention': 'law'}"},
    {"COMMON-01",
     {"task", "TK-0101", "{'title': 'Do it', 'due_on': '2026-06-14'}", false},
     "{'due_on': '2026-06-16'}"},
    {"COMMON-02", {"task", "TK-0102", "{'title': 'Do it'}", false}, "{'assignee': 'PE-0001'}"}};

static void each_check_finds_its_case_until_it_is_remedied(void **state)
{
    static const struct call first[] = {
        {"evidence", "EV-0001", "{'title': 'Letter', 'location': 'archive', " FILED "}", false},
        {"person", "PE-0003", "{'name': 'Gone', 'kind': 'employee', 'left_on': '2026-03-01'}",
         false}};
    struct world *world = *state;
    for (size_t i = 0; i < COUNT(first); i++) {
        world_expect(world, world_run(world, &world_program, &first[i]), RC_OK, first[i].key);
    }
    for (size_t i = 0; i < COUNT(stories); i++) {
        const struct story *story = &stories[i];
        struct call remedy = {story->bad.entity, story->bad.key, story->remedy, true};
        world_expect(world, world_run(world, &world_program, &story->bad), RC_OK, story->check);
        if (!finds(world, story->check, story->bad.key)) {
            fail_msg("%s does not find %s", story->check, story->bad.key);
        }
        world_expect(world, world_run(world, &world_program, &remedy), RC_OK, story->check);
        if (finds(world, story->check, story->bad.key)) {
            fail_msg("%s still finds %s", story->check, story->bad.key);
        }
    }
}

/* A record is missing, and its creation is the remedy. */
struct absence {
    const char *check;
    const char *key; /* found */
    struct call remedy;
};

static const struct absence absences[] = {
    {"ORG-03",
     "RO-0007",
     {"role_assignment", "", "{'person': 'PE-0002', 'role': 'RO-0007'}", false}},
    {"ITEM-03", "IT-0001", {"function", "", "{'item': 'IT-0001', 'name': 'Dip the beam'}", false}},
    {"ITEM-10",
     "CO-0201",
     {"reuse_analysis", "",
      "{'title': 'x', 'project': 'PJ-0001', 'subject': 'CO-0201', 'kind': 'off_the_shelf', "
      "'suitability': 'open'}",
      false}},
    {"ITEM-17",
     "VT-0001",
     {"market_rule", "MR-0001",
      "{'vehicle_type': 'VT-0001', 'market': 'EU', 'regulation': 'R155', 'applies': 'yes'}",
      false}},
    {"ITEM-21",
     "PJ-0201",
     {"cybersecurity_plan", "", "{'title': 'x', 'project': 'PJ-0201'}", false}}};

static void what_is_absent_is_found_until_it_is_there(void **state)
{
    static const struct call first[] = {
        {"component", "CO-0201", "{'name': 'x', 'kind': 'soc', 'origin': 'off_the_shelf'}", false},
        {"project", "PJ-0201",
         "{'name': 'x', 'phase': 'concept', 'kind': 'own', 'relevance': 'relevant'}", false}};
    struct world *world = *state;
    for (size_t i = 0; i < COUNT(first); i++) {
        world_expect(world, world_run(world, &world_program, &first[i]), RC_OK, first[i].key);
    }
    for (size_t i = 0; i < COUNT(absences); i++) {
        if (!finds(world, absences[i].check, absences[i].key)) {
            fail_msg("%s does not find %s", absences[i].check, absences[i].key);
        }
        world_expect(world, world_run(world, &world_program, &absences[i].remedy), RC_OK,
                     absences[i].check);
        if (finds(world, absences[i].check, absences[i].key)) {
            fail_msg("%s still finds %s", absences[i].check, absences[i].key);
        }
    }
    assert_true(finds(world, "ITEM-18", "MR-0001"));
}

static void states_are_followed(void **state)
{
    static const struct call remark = {
        "comment", "CM-0301", "{'subject': 'IT-0001', 'kind': 'question', 'text': 'Why?'}", false};
    struct world *world = *state;
    world_expect(world, world_run(world, &world_program, &remark), RC_OK, remark.key);
    assert_false(finds(world, "COMMON-05", "CM-0301"));
    world_verb(world, "CM-0301", "resolve");
    assert_true(finds(world, "COMMON-05", "CM-0301"));
    assert_false(finds(world, "ITEM-26", "VT-0001"));
    world_verb(world, "VT-0001", "start_development");
    world_verb(world, "VT-0001", "start_production");
    assert_true(finds(world, "ITEM-26", "VT-0001"));
    assert_true(finds(world, "ITEM-28", "VT-0001"));
    world_verb(world, "VT-0001", "retire");
    assert_false(finds(world, "ITEM-26", "VT-0001"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_check_finds_its_case_until_it_is_remedied),
        cmocka_unit_test(what_is_absent_is_found_until_it_is_there),
        cmocka_unit_test(states_are_followed),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
