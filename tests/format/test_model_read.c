/* Models of all forms: what becomes of them, and what is refused where. */
#include "base/file.h"
#include "format/house.h"
#include "format/model_yaml.h"

#include <stdlib.h>

/* All facts as "name(a, b)" by ids, each with a line break. */
static struct text facts_text(struct house *house)
{
    struct buffer out;
    buffer_init(&out, house->arena);
    for (int f = 0; f < THREAT_FACTS; f++) {
        const struct threat_relation *relation = &house->model.facts[f];
        for (uint32_t row = 0; row < relation->count; row++) {
            const uint32_t *tuple = threat_relation_row(relation, row);
            buffer_put(&out, threat_word_predicate((enum threat_fact)f)->name);
            for (uint32_t a = 0; a < relation->arity; a++) {
                buffer_put_z(&out, a == 0 ? "(" : ", ");
                buffer_put(&out, house->symbols.ids[tuple[a]]);
            }
            buffer_put_z(&out, ")\n");
        }
    }
    return buffer_text(&out);
}

struct reading_row {
    const char *file;
    size_t elements;
    const char *const *facts;  /* that hold, NULL at the end */
    const char *const *others; /* that do not */
};

static void check_row(const struct reading_row *row)
{
    struct house *house = house_open();
    struct text path = text_print(house->arena, "tests/data/models/%s", row->file);
    struct text input = house_file(house, text_to_z(house->arena, path));
    if (house_read_model(house, input) != RC_OK) {
        fail_msg("%s: %.*s", row->file, TEXT_ARGS(house_fault(house)));
    }
    struct text facts = facts_text(house);
    assert_int_equal(house->model.element_count, row->elements);
    for (size_t i = 0; row->facts[i] != NULL; i++) {
        if (!text_contains(facts, text_print(house->arena, "%s\n", row->facts[i]))) {
            fail_msg("%s: %s is not among\n%.*s", row->file, row->facts[i], TEXT_ARGS(facts));
        }
    }
    for (size_t i = 0; row->others[i] != NULL; i++) {
        if (text_contains(facts, text_of(row->others[i]))) {
            fail_msg("%s: %s is there", row->file, row->others[i]);
        }
    }
    house_close(house);
}

#define LIST(...)         \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

static void each_form_gives_its_facts(void **state)
{
    (void)state;
    const struct reading_row rows[] = {
        {"small.yaml", 10,
         LIST("property(CO-1, secure_boot, yes)", "property(CO-1, cryptography, outdated)",
              "property(CO-1, trust_anchor, given)", "property(CO-1, update_path, both)",
              "part_of(CO-2, CO-1)", "technology(CH-1, uds)", "technology(CH-1, some_ip)",
              "on(CO-2, CH-1)", "stores(CO-2, DE-1)", "needs(DE-1, integrity)",
              "flow(DF-1, CO-1, CO-2)", "via(DF-1, CH-1)", "carries(DF-1, DE-1)",
              "interface(IF-1, CO-1)", "access(IF-1, password)", "entry(IF-1)",
              "crosses(DF-2, TZ-1, TZ-2)", "climbs(DF-2)"),
         LIST("crosses(DF-1")},
        {"small.otm.json", 10,
         LIST("kind(phone, app)", "technology(phone, android)", "level(net, outside)",
              "level(safe, protected)", "zone_in(safe, car)", "part_of(app, tcu)",
              "property(tcu, secure_boot, yes)", "property(tcu, origin, in_house)",
              "needs(cmd, integrity)", "needs(cmd, availability)", "stores(door, cmd)",
              "flow(f1, phone, tcu)", "flow(f1, tcu, phone)", "climbs(f1)",
              "crosses(f2, car, safe)", "carries(f2, cmd)"),
         LIST("needs(cmd, confidentiality)", "flow(f2, door, tcu)")},
        {"small.threagile.yaml", 10,
         LIST("needs(unlock, integrity)", "needs(owner, integrity)",
              "needs(owner, confidentiality)", "kind(portal, back_end)",
              "exposure(portal#internet, remote)", "flow(portal>To the car, portal, car)",
              "protection(portal>To the car, none)", "protection(portal>Backup, both)",
              "property(portal>To the car, authentication, none)", "property(car, external, yes)",
              "stores(store, owner)", "zone_in(inner, cloud)", "carries(portal>Backup, owner)",
              "climbs(portal>Backup)"),
         LIST("needs(unlock, confidentiality)", "car#internet")},
        {"small.dragon2.json", 7,
         LIST("kind(man, person)", "property(man, external, yes)", "in_zone(log, inner)",
              "in_zone(tcu, outer)", "zone_in(inner, outer)", "flow(f1, man, tcu)",
              "flow(f1, tcu, man)", "protection(f1, none)", "protection(f2, both)",
              "technology(f1, http)", "property(log, isalog, yes)",
              "property(tcu, privilege_level, root)", "crosses(f2, outer, inner)"),
         LIST("f3", "curve", "note", "in_zone(man")},
        {"small.dragon1.json", 5,
         LIST("kind(man, person)", "flow(f1, man, tcu)", "protection(f1, both)",
              "property(log, isalog, yes)", "flow(f2, tcu, log)"),
         LIST("edge", "zone")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_row(&rows[i]);
    }
}

#define OWN "format: csms-architecture\n"

static void what_is_no_model_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        enum rc rc;
        const char *words;
    } rows[] = {
        {"", RC_INVALID, "model:1:1: the file is empty"},
        {"{}", RC_UNSUPPORTED, "model:1:1: this is no model that is known"},
        {"[1, 2]", RC_UNSUPPORTED, "this is no model"},
        {"{\"otmVersion\": 1", RC_INVALID, "model:1:"},
        {OWN "component:\n  - {key: a}\n  - {key: a}\n", RC_CONFLICT,
         "model:4:11: there are two elements of type component with the id \"a\""},
        {OWN "component:\n  - {name: \"x\"}\n", RC_INVALID, "model:3:5: an id is missing"},
        {OWN "component:\n  - {key: a, parent: b}\n", RC_NOT_FOUND,
         "model:3:22: there is no component \"b\""},
        {OWN "component:\n  - {key: a, colour: red}\n", RC_INVALID,
         "model:3:22: colour: there is no such field"},
        {OWN "components: []\n", RC_INVALID, "components: there is no such part"},
        {OWN "component: {}\n", RC_INVALID, "component: a list of records"},
        {OWN "component:\n  - 5\n", RC_INVALID, "model:3:5: a record (a mapping)"},
        {OWN "component:\n  - {key: a, kind: [b]}\n", RC_INVALID, "kind: one word was expected"},
        {OWN "component:\n  - {key: a, properties: 4}\n", RC_INVALID, "a mapping from names"},
        {OWN "data_flow:\n  - {key: a, source: b}\n", RC_INVALID, "target is missing"},
        {OWN "interface:\n  - {key: a}\n", RC_INVALID, "component is missing"},
        {OWN "entry:\n  - {zone: a}\n", RC_INVALID, "an entry names a component"},
        {OWN "trust_zone:\n  - {key: a, parent: b}\n  - {key: b, parent: c}\n"
             "  - {key: c, parent: a}\n",
         RC_CYCLE, "model:3:11: the trust zone \"a\" lies inside itself, by way of \"b\""},
        {OWN "component:\n  - {key: a, parent: a}\n", RC_CYCLE,
         "the component \"a\" lies inside itself"},
        {"{\"otmVersion\": \"0.2.0\", \"components\": [{\"name\": \"x\"}]}", RC_INVALID,
         "model:1:40: an id is missing"},
        {"{\"otmVersion\": \"0.2.0\", \"components\": 7}", RC_INVALID, "components: a list"},
        {"{\"otmVersion\": \"0.2.0\", \"components\": [{\"id\": \"a\", \"parent\": "
         "{\"trustZone\": \"z\"}}]}",
         RC_NOT_FOUND, "there is no trust zone \"z\""},
        {"{\"otmVersion\": \"0.2.0\", \"dataflows\": [{\"id\": \"f\", \"source\": \"a\"}]}",
         RC_INVALID, "the data flow has no destination"},
        {"{\"otmVersion\": \"0.2.0\", \"trustZones\": [{\"id\": \"a\", \"parent\": "
         "{\"trustZone\": \"b\"}}, {\"id\": \"b\", \"parent\": {\"trustZone\": \"a\"}}]}",
         RC_CYCLE, "lies inside itself"},
        {"{\"summary\": {}, \"detail\": {\"diagrams\": 3}}", RC_INVALID, "a list of diagrams"},
        {"{\"summary\": {}, \"detail\": {\"diagrams\": [{\"cells\": [{\"shape\": \"process\"}]}]}}",
         RC_INVALID, "an id is missing"},
        {"{\"summary\": {}, \"detail\": {\"diagrams\": [{\"cells\": [{\"shape\": \"flow\", "
         "\"id\": \"f\", \"source\": {\"cell\": \"x\"}, \"target\": {\"cell\": \"y\"}}]}]}}",
         RC_NOT_FOUND, "there is no component \"x\""},
        {"technical_assets:\n  A:\n    id: a\n    communication_links:\n      B: {}\n", RC_INVALID,
         "model:5:10: B: the link has no target"},
        {"technical_assets:\n  A:\n    id: a\n  B:\n    id: a\n", RC_CONFLICT,
         "model:5:9: there are two elements"},
        {"technical_assets: *x\n", RC_INVALID, "model:1:19: this alias (*) names no anchor"},
        {"technical_assets: &a [*a]\n", RC_INVALID, "names no anchor (&) that ended"},
        {"technical_assets:\n  A: !thing 5\n", RC_INVALID, "tags (!) are not known"},
        {"technical_assets:\n  A: 1\n  A: 2\n", RC_INVALID,
         "model:3:3: the name \"A\" appears twice"},
        {"technical_assets:\n  <<: 3\n", RC_INVALID, "<< merges at most eight mappings"},
        {"a: \"\\0\"\n", RC_INVALID, "U+0000"},
        {"a: 1\n---\nb: 2\n", RC_INVALID, "a file holds one document"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct house *house = house_open();
        enum rc rc = house_read_model(house, text_of(rows[i].input));
        if (rc != rows[i].rc || !text_contains(house_fault(house), text_of(rows[i].words))) {
            fail_msg("row %zu: %s\n%s: %.*s", i, rows[i].input, rc_name(rc),
                     TEXT_ARGS(house_fault(house)));
        }
        house_close(house);
    }
}

/* Nine levels of nine aliases each would be four hundred million nodes. */
static void aliases_that_multiply_are_refused(void **state)
{
    (void)state;
    struct house *house = house_open();
    struct buffer input;
    buffer_init(&input, house->arena);
    buffer_put_z(&input, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
        buffer_print(&input, "a%d: &a%d [", i, i);
        for (int j = 0; j < 9; j++) {
            buffer_print(&input, "%s*a%d", j > 0 ? ", " : "", i - 1);
        }
        buffer_put_z(&input, "]\n");
    }
    assert_int_equal(house_read_model(house, buffer_text(&input)), RC_TOO_LARGE);
    assert_true(text_contains(house_fault(house), TEXT("model:8:")));
    house_close(house);
}

static void deep_and_wide_models_are_read_in_linear_time(void **state)
{
    (void)state;
    struct house *house = house_open();
    struct buffer input;
    buffer_init(&input, house->arena);
    buffer_put_z(&input, "{\"otmVersion\": \"0.2.0\", \"trustZones\": [{\"id\": \"z0\"}");
    for (int i = 1; i < 30000; i++) { /* a chain of zones */
        buffer_print(&input, ",{\"id\":\"z%d\",\"parent\":{\"trustZone\":\"z%d\"}}", i, i - 1);
    }
    buffer_put_z(&input,
                 "], \"components\": [{\"id\": \"c0\", \"parent\": {\"trustZone\": \"z5\"}}");
    for (int i = 1; i < 30000; i++) { /* a chain of components inside each other */
        buffer_print(&input, ",{\"id\":\"c%d\",\"parent\":{\"component\":\"c%d\"}}", i, i - 1);
    }
    buffer_put_z(&input,
                 "], \"dataflows\": [{\"id\":\"f\",\"source\":\"c0\",\"destination\":\"c0\"}");
    for (int i = 1; i < 30000; i++) {
        buffer_print(&input, ",{\"id\":\"f%d\",\"source\":\"c%d\",\"destination\":\"c%d\"}", i, i,
                     29999 - i);
    }
    buffer_put_z(&input, "]}");
    assert_int_equal(house_read_model(house, buffer_text(&input)), RC_OK);
    assert_int_equal(house->model.element_count, 90000);
    house_close(house);
}

static void an_exported_workspace_is_read(void **state)
{
    (void)state;
    struct house *house = house_open();
    threat_model_init(&house->model, &house->symbols, TEXT("headlamp"), house->arena,
                      &house->fault);
    for (size_t i = 0; model_yaml_lists[i] != NULL; i++) {
        struct text path = text_print(house->arena, "%s/examples/headlamp/item/%s.yaml",
                                      CSMS_SOURCE_DIR, model_yaml_lists[i]);
        if (file_exists(text_to_z(house->arena, path))) {
            struct text input =
                house_file(house, text_to_z(house->arena, text_from(path, sizeof CSMS_SOURCE_DIR)));
            if (model_yaml_read_list(&house->model, model_yaml_lists[i], input) != RC_OK) {
                fail_msg("%.*s", TEXT_ARGS(house_fault(house)));
            }
        }
    }
    assert_int_equal(threat_model_close(&house->model), RC_OK);
    assert_int_equal(house->model.facts[THREAT_IS_COMPONENT].count, 7);
    assert_int_equal(house->model.facts[THREAT_IS_CHANNEL].count, 5);
    assert_int_equal(house->model.facts[THREAT_EXPOSURE].count, 3);
    house_read_catalogue(house);
    house_run(house);
    assert_true(house->list->count > 40);
    house_close(house);
}

static void the_test_data_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        uint32_t components;
        uint32_t flows;
    } rows[] = {{"otm-example.json", 4, 4},        {"td-iot-device.json", 11, 14},
                {"td-renting-car.json", 15, 16},   {"td-three-tier-web-app.json", 3, 4},
                {"td-online-game.json", 12, 17},   {"td-cryptocurrency-wallet.json", 15, 21},
                {"threagile-example.yaml", 14, 20}};
    const char *folder = getenv("CSMS_TESTDATA");
    if (folder == NULL) {
        skip();
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct house *house = house_open();
        struct text input;
        struct text path =
            text_print(house->arena, "%s/attack-trees/models/%s", folder, rows[i].file);
        assert_int_equal(file_read(house->arena, text_to_z(house->arena, path), (size_t)1 << 24,
                                   &house->fault, &input),
                         RC_OK);
        assert_int_equal(house_read_model(house, input), RC_OK);
        assert_int_equal(house->model.facts[THREAT_IS_COMPONENT].count, rows[i].components);
        assert_int_equal(house->model.facts[THREAT_IS_FLOW].count, rows[i].flows);
        house_read_catalogue(house);
        house_run(house);
        assert_true(house->list->count > 0);
        house_close(house);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_gives_its_facts),
        cmocka_unit_test(what_is_no_model_is_refused_with_its_place),
        cmocka_unit_test(aliases_that_multiply_are_refused),
        cmocka_unit_test(deep_and_wide_models_are_read_in_linear_time),
        cmocka_unit_test(an_exported_workspace_is_read),
        cmocka_unit_test(the_test_data_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
