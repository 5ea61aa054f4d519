/* A workspace comes to the tables of a later program with all it holds, and
 * refuses what would lose something. The later program is this one with one
 * more field, one more choice and one more kind of record. */
#include "core/shop.h"

#include "base/file.h"
#include "core/migrate.h"
#include "modules.h"

#include <stdio.h>
#include <string.h>

#define ENTITIES_LIMIT 64

static const struct field gadget_fields[] = {
    {.name = "name", .label = "Name", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED},
    {.name = "site", .label = "Site", .type = FIELD_REF, .refers = "site", .flags = FIELD_SCOPE}};
static const struct entity gadget = {.name = "gadget",
                                     .title = "Gadget",
                                     .plural = "Gadgets",
                                     .key_prefix = "GG",
                                     .title_field = "name",
                                     .about = "Something later.",
                                     FIELDS(gadget_fields)};
static const struct field later_field = {
    .name = "nickname", .label = "Nickname", .type = FIELD_TEXT, .about = "Something later."};
static const struct choice later_choice = {"vineyard", "Vineyard", NULL};

static const struct entity *later_site(struct shop *shop, const struct entity *site)
{
    struct field *fields = ARENA_MANY(shop->arena, struct field, site->field_count + 1);
    struct entity *later = ARENA_NEW(shop->arena, struct entity);
    memcpy(fields, site->fields, site->field_count * sizeof *fields);
    for (size_t i = 0; i < site->field_count; i++) {
        if (strcmp(fields[i].name, "kind") == 0) {
            size_t count = fields[i].choice_count;
            struct choice *choices = ARENA_MANY(shop->arena, struct choice, count + 1);
            memcpy(choices, fields[i].choices, count * sizeof *choices);
            choices[count] = later_choice;
            fields[i].choices = choices;
            fields[i].choice_count = count + 1;
        }
    }
    fields[site->field_count] = later_field;
    *later = *site;
    later->fields = fields;
    later->field_count = site->field_count + 1;
    return later;
}

/* The program's modules, with what came later in the one that has sites. */
static struct model *later_model(struct shop *shop)
{
    const struct module **list = ARENA_MANY(shop->arena, const struct module *, module_count);
    const struct model_entity *site = model_named(shop->model, TEXT("site"));
    memcpy(list, modules, module_count * sizeof *list);
    for (size_t i = 0; i < module_count; i++) {
        if (list[i] != site->module) {
            continue;
        }
        struct module *later = ARENA_NEW(shop->arena, struct module);
        const struct entity **entities =
            ARENA_MANY(shop->arena, const struct entity *, ENTITIES_LIMIT);
        size_t count = 0;
        for (; list[i]->entities[count] != NULL && count < ENTITIES_LIMIT - 2; count++) {
            const struct entity *entity = list[i]->entities[count];
            entities[count] = entity == site->entity ? later_site(shop, entity) : entity;
        }
        entities[count] = &gadget;
        *later = *list[i];
        later->entities = entities;
        list[i] = later;
    }
    return model_open(list, module_count);
}

static enum rc migrate(struct shop *shop, const struct model *model, struct migrate_report *report)
{
    struct workspace_options options = {
        .url = shop->url, .state_folder = shop->state_folder, .model = model};
    fault_init(&shop->fault, shop->arena);
    return migrate_workspace(&options, TEXT("cli:test"), shop->arena, &shop->fault, report);
}

/* As another program finds it. */
static enum rc open_with(struct shop *shop, const struct model *model)
{
    struct workspace_options options = {
        .url = shop->url, .state_folder = shop->state_folder, .model = model};
    struct workspace *workspace = NULL;
    fault_init(&shop->fault, shop->arena);
    enum rc rc = workspace_open(&options, &shop->fault, &workspace);
    workspace_close(workspace);
    return rc;
}

static void become(struct shop *shop, struct model *model)
{
    workspace_close(shop->workspace);
    shop->workspace = NULL;
    model_close(shop->model);
    shop->model = model;
    shop_reopen(shop);
}

static void make_ground(struct shop *shop)
{
    (void)shop_make_record(shop, "site", "{'name': 'Head office', 'kind': 'headquarters'}");
    (void)shop_make_record(shop, "site",
                           "{'name': 'North plant', 'kind': 'plant', 'parent': 'SI-0001'}");
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'site', 'verb': 'change', 'key': 'SI-0002', 'fields': "
                        "{'name': 'Northern plant'}}"),
                RC_OK, "change");
}

static void a_workspace_follows_the_program(void **state)
{
    struct shop *shop = shop_of(state);
    struct model *later = later_model(shop);
    struct migrate_report report;
    make_ground(shop);
    int64_t before = shop_ledger_size(shop);

    shop_expect(shop, open_with(shop, later), RC_UNSUPPORTED, "open before");
    assert_true(text_contains(shop_words(shop), TEXT("migrate")));
    shop_expect(shop, migrate(shop, later, &report), RC_OK, "migrate");
    assert_false(report.was_current);
    assert_int_equal(report.tables, 2 * later->entity_count);
    assert_true(report.copy.size == 0 || file_exists(report.copy.at));
    shop_expect(shop, open_with(shop, shop->model), RC_UNSUPPORTED, "the earlier program");

    become(shop, later);
    shop_expect_verified(shop);
    assert_int_equal(shop_ledger_size(shop), before + 1);
    assert_true(text_is(record_title(shop_get(shop, TEXT("SI-0002"), 0)), "Northern plant"));
    assert_true(text_is(record_title(shop_get(shop, TEXT("SI-0002"), before - 1)), "North plant"));
    (void)shop_make_record(shop, "gadget", "{'name': 'Press', 'site': 'SI-0002'}");
    (void)shop_make_record(shop, "site", "{'name': 'Hill', 'kind': 'vineyard', 'nickname': 'H'}");
    shop_expect_verified(shop);
    shop_expect(shop, migrate(shop, later, &report), RC_OK, "again");
    assert_true(report.was_current);
}

static void what_would_be_lost_is_refused_and_nothing_changes(void **state)
{
    struct shop *shop = shop_of(state);
    struct model *later = later_model(shop);
    struct migrate_report report;
    make_ground(shop);
    shop_expect(shop, migrate(shop, later, &report), RC_OK, "migrate");
    become(shop, later);
    (void)shop_make_record(shop, "site", "{'name': 'Hill', 'kind': 'plant', 'nickname': 'H'}");
    struct model *earlier = model_open(modules, module_count);
    shop_expect(shop, migrate(shop, earlier, &report), RC_UNSUPPORTED, "a field is filled");
    assert_true(text_contains(shop_words(shop), TEXT("nickname")));
    shop_expect_verified(shop);

    (void)shop_make_record(shop, "gadget", "{'name': 'Press'}");
    if (shop->schema[0] == '\0') {
        shop_expect(shop, migrate(shop, earlier, &report), RC_CONFLICT, "the copy stands");
    }
    shop_expect_verified(shop);
    model_close(earlier);
}

static void a_program_without_the_key_may_not(void **state)
{
    struct shop *shop = shop_of(state);
    struct model *later = later_model(shop);
    struct migrate_report report;
    char elsewhere[96];
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", shop->folder);
    struct workspace_options options = {
        .url = shop->url, .state_folder = elsewhere, .model = later};
    make_ground(shop);
    shop_expect(shop,
                migrate_workspace(&options, TEXT("cli:test"), shop->arena, &shop->fault, &report),
                RC_DENIED, "no key");
    shop_expect_verified(shop);
    model_close(later);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SHOP_ON_SQLITE(a_workspace_follows_the_program),
        SHOP_ON_POSTGRES(a_workspace_follows_the_program),
        SHOP_ON_SQLITE(what_would_be_lost_is_refused_and_nothing_changes),
        SHOP_ON_POSTGRES(what_would_be_lost_is_refused_and_nothing_changes),
        SHOP_ON_SQLITE(a_program_without_the_key_may_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
