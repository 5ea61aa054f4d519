/* The generic suite: every entity of every module, through the real pipeline,
 * on both stores. What is tried follows from the tables alone. */
#include "core/stock.h"

#include "core/render.h"

#include <string.h>

static const char *label(struct stock *stock, const struct model_entity *kind, const char *field,
                         struct text value)
{
    return text_print(stock->shop->arena, "%s.%s = %.*s", kind->entity->name, field,
                      (int)(value.size < 60 ? value.size : 60), value.at != NULL ? value.at : "")
        .at;
}

static enum rc try_value(struct stock *stock, const struct model_entity *kind,
                         const struct field *field, struct text value)
{
    struct text fields = stock_fields_but(stock, kind, field->name, value);
    return shop_do_text(stock->shop, &shop_program, stock_command(stock, kind, fields));
}

static void refuse_value(struct stock *stock, const struct model_entity *kind,
                         const struct field *field, struct text value)
{
    const char *what = label(stock, kind, field->name, value);
    struct text path = text_print(stock->shop->arena, "fields.%s%s", field->name,
                                  field->type == FIELD_REFS && value.at[0] == '[' ? "[0]" : "");
    shop_expect(stock->shop, try_value(stock, kind, field, value), RC_INVALID, what);
    if (!shop_has_problem(stock->shop, path)) {
        fail_msg("%s: no problem at %.*s\n%.*s", what, TEXT_ARGS(path),
                 TEXT_ARGS(shop_words(stock->shop)));
    }
}

static struct text letters(struct stock *stock, int64_t count, const char *letter)
{
    struct buffer out;
    buffer_init(&out, stock->shop->arena);
    buffer_put_char(&out, '"');
    for (int64_t i = 0; i < count; i++) {
        buffer_put_z(&out, letter);
    }
    buffer_put_char(&out, '"');
    return buffer_text(&out);
}

/* ---- values that do not fit ---- */

static void refuse_words(struct stock *stock, const struct model_entity *kind,
                         const struct field *field)
{
    refuse_value(stock, kind, field, TEXT("17"));
    refuse_value(stock, kind, field, TEXT("[]"));
    refuse_value(stock, kind, field, letters(stock, field_text_limit(field) + 1, "\xC3\xA9"));
    if (field->min > 1) {
        refuse_value(stock, kind, field, letters(stock, field->min - 1, "x"));
    }
    if (field->type == FIELD_TEXT) {
        refuse_value(stock, kind, field, TEXT("\"two\\nlines\""));
    }
}

static void refuse_integers(struct stock *stock, const struct model_entity *kind,
                            const struct field *field)
{
    struct arena *arena = stock->shop->arena;
    refuse_value(stock, kind, field, TEXT("\"7\""));
    refuse_value(stock, kind, field, TEXT("1.5"));
    refuse_value(stock, kind, field, TEXT("9223372036854775808"));
    if (field->min == 0 && field->max == 0) {
        return;
    }
    refuse_value(stock, kind, field, text_print(arena, "%lld", (long long)field->min - 1));
    if (field->max < INT64_MAX) {
        refuse_value(stock, kind, field, text_print(arena, "%lld", (long long)field->max + 1));
    }
}

static void refuse_references(struct stock *stock, const struct model_entity *kind,
                              const struct field *field)
{
    bool is_set = field->type == FIELD_REFS;
    const struct model *model = stock->shop->model;
    refuse_value(stock, kind, field, TEXT("true"));
    refuse_value(stock, kind, field, is_set ? TEXT("[\"SI-99999\"]") : TEXT("\"SI-99999\""));
    refuse_value(stock, kind, field, is_set ? TEXT("[\"nothing\"]") : TEXT("\"nothing\""));
    refuse_value(stock, kind, field,
                 is_set ? TEXT("[\"00000000-0000-8000-8000-000000000001\"]")
                        : TEXT("\"00000000-0000-8000-8000-000000000001\""));
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct model_entity *other = &model->entities[i];
        if (field->type == FIELD_ANY || field_refers_to(field, other->entity->name) ||
            other->entity->is_system || strcmp(other->entity->name, "site") != 0) {
            continue;
        }
        struct text key = stock_key(stock, other);
        refuse_value(
            stock, kind, field,
            text_print(stock->shop->arena, is_set ? "[\"%.*s\"]" : "\"%.*s\"", TEXT_ARGS(key)));
    }
}

static void refuse_others(struct stock *stock, const struct model_entity *kind,
                          const struct field *field)
{
    static const char *const wrong[][5] = {
        [FIELD_BOOL] = {"1", "\"true\"", "[]", NULL},
        [FIELD_CHOICE] = {"\"no such choice\"", "1", "\"\"", "{}", NULL},
        [FIELD_DATE] = {"\"2026-02-30\"", "\"2026-2-3\"", "20260203", "\"\"", NULL},
        [FIELD_MOMENT] = {"\"yesterday\"", "1", "\"2026-02-01T25:00:00Z\"", NULL},
        [FIELD_BLOB] = {"\"zz\"", "1",
                        "\"0000000000000000000000000000000000000000000000000000000000000000\"",
                        NULL},
        [FIELD_JSON] = {NULL}};
    for (size_t i = 0; wrong[field->type][i] != NULL; i++) {
        refuse_value(stock, kind, field, text_of(wrong[field->type][i]));
    }
}

static void refuse_values(struct stock *stock, const struct model_entity *kind)
{
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        const struct field *field = &kind->entity->fields[i];
        if (!stock_may_set(kind, field)) {
            continue;
        }
        if (field->type == FIELD_TEXT || field->type == FIELD_PROSE) {
            refuse_words(stock, kind, field);
        } else if (field->type == FIELD_INTEGER) {
            refuse_integers(stock, kind, field);
        } else if (field_is_reference(field)) {
            refuse_references(stock, kind, field);
        } else {
            refuse_others(stock, kind, field);
        }
    }
}

static void values_that_do_not_fit_are_refused(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, refuse_values);
    shop_expect_verified(stock.shop);
}

/* ---- values at the limits ---- */

static void take_limits(struct stock *stock, const struct model_entity *kind)
{
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        const struct field *field = &kind->entity->fields[i];
        struct arena *arena = stock->shop->arena;
        if (!stock_may_set(kind, field) || !stock_is_free(kind, field)) {
            continue;
        }
        if (field->type == FIELD_TEXT || field->type == FIELD_PROSE) {
            struct text most = letters(stock, field_text_limit(field), "\xE2\x82\xAC");
            shop_expect(stock->shop, try_value(stock, kind, field, most), RC_OK,
                        label(stock, kind, field->name, TEXT("the longest text")));
        } else if (field->type == FIELD_INTEGER && (field->min != 0 || field->max != 0)) {
            struct text least = text_print(arena, "%lld", (long long)field->min);
            struct text most = text_print(arena, "%lld", (long long)field->max);
            shop_expect(stock->shop, try_value(stock, kind, field, least), RC_OK,
                        label(stock, kind, field->name, least));
            shop_expect(stock->shop, try_value(stock, kind, field, most), RC_OK,
                        label(stock, kind, field->name, most));
        } else if (field->type == FIELD_CHOICE) {
            struct text last =
                text_print(arena, "\"%s\"", field->choices[field->choice_count - 1].id);
            enum rc rc = try_value(stock, kind, field, last);
            shop_expect(stock->shop, rc == RC_INVALID && kind->entity->check != NULL ? RC_OK : rc,
                        RC_OK, label(stock, kind, field->name, last));
        }
    }
}

static void values_at_the_limits_are_taken(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, take_limits);
    shop_expect_verified(stock.shop);
}

/* ---- missing, unknown, read-only; bytes that are no text ---- */

static void refuse_shapes(struct stock *stock, const struct model_entity *kind)
{
    const struct entity *entity = kind->entity;
    struct field stranger = {.name = "no_such_field"};
    refuse_value(stock, kind, &stranger, TEXT("1"));
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (field_has(field, FIELD_READ_ONLY)) {
            refuse_value(stock, kind, field, TEXT("1"));
        } else if (field_has(field, FIELD_REQUIRED)) {
            struct text path = text_print(stock->shop->arena, "fields.%s", field->name);
            refuse_value(stock, kind, field, TEXT("null"));
            shop_expect(stock->shop, try_value(stock, kind, field, TEXT_NONE), RC_INVALID,
                        label(stock, kind, field->name, TEXT("nothing")));
            assert_true(shop_has_problem(stock->shop, path));
        }
    }
    const struct field *first = &entity->fields[0];
    shop_expect(stock->shop, try_value(stock, kind, first, TEXT("\"a\\u0000b\"")), RC_INVALID,
                "U+0000");
    shop_expect(stock->shop, try_value(stock, kind, first, TEXT("\"a\xC0\x80\"")), RC_INVALID,
                "overlong UTF-8");
    shop_expect(stock->shop, try_value(stock, kind, first, TEXT("\"\\ud800\"")), RC_INVALID,
                "a lone surrogate");
}

static void shapes_that_do_not_fit_are_refused(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, refuse_shapes);
    shop_expect_verified(stock.shop);
}

/* ---- system entities ---- */

static void people_do_not_make_system_records(void **state)
{
    struct shop *shop = shop_of(state);
    int64_t before = shop_ledger_size(shop);
    for (size_t i = 0; i < shop->model->entity_count; i++) {
        const struct entity *entity = shop->model->entities[i].entity;
        if (entity->is_system && entity->fill == NULL) {
            shop_expect(shop, shop_do(shop, &shop_program, "{'entity': '%s'}", entity->name),
                        RC_DENIED, entity->name);
        }
    }
    assert_int_equal(shop_ledger_size(shop), before);
}

/* ---- permissions ---- */

static void ask_permission(struct stock *stock, const struct model_entity *kind)
{
    struct shop *shop = stock->shop;
    const char *module = kind->module->name;
    struct arena *arena = shop->arena;
    struct text command = stock_command(stock, kind, stock_fields(stock, kind, STOCK_REQUIRED, 2));
    struct text key = stock_make(stock, kind, STOCK_REQUIRED, 3);
    struct id nowhere = id_from_name(TEXT("another site"));
    struct actor reader =
        shop_visitor(shop, text_print(arena, "%s.read", module).at, (struct id){{0}});
    struct actor stranger = shop_visitor(shop, text_print(arena, "%s.*", module).at, nowhere);
    struct actor other = shop_visitor(shop, "nothing.write", (struct id){{0}});
    struct actor limited = shop_program;
    limited.token_scope = TEXT("nothing.write");
    const struct actor *all[] = {&reader, &stranger, &other, &limited};
    int64_t before = shop_ledger_size(shop);
    for (size_t i = 0; i < COUNT(all); i++) {
        shop_expect(shop, shop_do_text(shop, all[i], command), RC_DENIED, kind->entity->name);
        shop_expect(shop,
                    shop_do(shop, all[i],
                            "{'entity': '%s', 'verb': 'change', 'key': '%.*s', 'owner': null}",
                            kind->entity->name, TEXT_ARGS(key)),
                    RC_DENIED, kind->entity->name);
        shop_expect(shop,
                    shop_do(shop, all[i], "{'entity': '%s', 'verb': 'retire', 'key': '%.*s'}",
                            kind->entity->name, TEXT_ARGS(key)),
                    RC_DENIED, kind->entity->name);
    }
    assert_int_equal(shop_ledger_size(shop), before);
}

static void every_change_asks_for_its_permission(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, ask_permission);
    shop_expect_verified(stock.shop);
}

static void a_role_at_one_site_ends_there(void **state)
{
    struct shop *shop = shop_of(state);
    struct text here = shop_make_record(shop, "site", "{'name': 'Here', 'kind': 'plant'}");
    struct text below =
        shop_make_record(shop, "site", "{'name': 'Below', 'kind': 'plant', 'parent': 'SI-0001'}");
    struct text there = shop_make_record(shop, "site", "{'name': 'There', 'kind': 'plant'}");
    struct actor local = shop_visitor(shop, "org.*", shop_get(shop, here, 0)->id);
    const struct text sites[] = {here, below, there, TEXT_NONE};
    static const enum rc wanted[] = {RC_OK, RC_OK, RC_DENIED, RC_DENIED};
    for (size_t i = 0; i < COUNT(sites); i++) {
        struct text site = sites[i].size > 0
                               ? text_print(shop->arena, ", 'site': '%.*s'", TEXT_ARGS(sites[i]))
                               : TEXT_NONE;
        shop_expect(shop,
                    shop_do(shop, &local,
                            "{'entity': 'org_unit', 'fields': {'name': 'U', 'kind': 'team'%.*s}}",
                            TEXT_ARGS(site)),
                    wanted[i], "a unit at a site");
    }
    shop_expect(shop,
                shop_do(shop, &local,
                        "{'entity': 'org_unit', 'verb': 'change', 'key': 'OU-0001', 'fields': "
                        "{'site': '%.*s'}}",
                        TEXT_ARGS(there)),
                RC_DENIED, "moving a unit to a site where one may not write");
    shop_expect_verified(shop);
}

/* ---- revisions ---- */

static void keep_revision(struct stock *stock, const struct model_entity *kind)
{
    struct shop *shop = stock->shop;
    struct text key = stock_make(stock, kind, STOCK_REQUIRED, 1);
    struct text person = stock_key(stock, model_named(shop->model, TEXT("person")));
    const char *name = kind->entity->name;
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': '%s', 'verb': 'change', 'key': '%.*s', 'revision': 1, "
                        "'owner': '%.*s'}",
                        name, TEXT_ARGS(key), TEXT_ARGS(person)),
                RC_OK, name);
    static const char *const verbs[] = {"change", "retire", "review"};
    for (size_t i = 0; i < COUNT(verbs); i++) {
        shop_expect(shop,
                    shop_do(shop, &shop_program,
                            "{'entity': '%s', 'verb': '%s', 'key': '%.*s', 'revision': 1, "
                            "'owner': null}",
                            name, verbs[i], TEXT_ARGS(key)),
                    RC_STALE, name);
    }
    assert_int_equal(shop_get(shop, key, 0)->revision, 2);
}

static void a_stale_revision_is_refused(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, keep_revision);
    shop_expect_verified(stock.shop);
}

/* ---- history ---- */

static const struct json *history_of(struct shop *shop, const struct record *record)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct buffer out;
    struct json_writer writer;
    struct renderer renderer;
    const struct json *json = NULL;
    buffer_init(&out, shop->arena);
    json_writer_init(&writer, &out);
    renderer_init(&renderer, &snapshot, &writer, NULL);
    shop_expect(shop, render_history(&renderer, record), RC_OK, "history");
    shop_expect(shop,
                json_read(shop->arena, TEXT("history"), buffer_text(&out), &shop->fault, &json),
                RC_OK, "history");
    snapshot_close(&snapshot);
    return json_member(json, "items") != NULL ? json_member(json, "items") : json;
}

static enum rc change_one(struct stock *stock, const struct model_entity *kind, struct text key,
                          const struct field *field, struct text value)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, stock->shop->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_z(&writer, "entity", kind->entity->name);
    json_member_z(&writer, "verb", "change");
    json_member_text(&writer, "key", key);
    json_member_z(&writer, "reason", "because the test says so");
    json_put_name_z(&writer, "fields");
    json_put_object(&writer);
    json_put_name_z(&writer, field->name);
    json_put_raw(&writer, value);
    json_put_object_end(&writer);
    json_put_object_end(&writer);
    return shop_do_text(stock->shop, &shop_program, buffer_text(&out));
}

static bool may_vary(const struct model_entity *kind, const struct field *field)
{
    return stock_may_set(kind, field) && stock_is_free(kind, field) && !field_is_reference(field) &&
           field->type != FIELD_CHOICE && field->type != FIELD_DATE;
}

/* Changes each free field once; each is one revision, one item of history, and
 * the state before stays readable. */
static void keep_history(struct stock *stock, const struct model_entity *kind)
{
    struct shop *shop = stock->shop;
    struct text key = stock_make(stock, kind, STOCK_ALL, 1);
    int64_t revision = 1;
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        const struct field *field = &kind->entity->fields[i];
        if (!may_vary(kind, field)) {
            continue;
        }
        const struct record *before = shop_get(shop, key, 0);
        int64_t size = shop_ledger_size(shop);
        struct text value = stock_value(stock, kind, field, 2);
        size = shop_ledger_size(shop) > size ? shop_ledger_size(shop) : size;
        shop_expect(shop, change_one(stock, kind, key, field, value), RC_OK,
                    label(stock, kind, field->name, value));
        const struct record *now = shop_get(shop, key, 0);
        const struct record *then = shop_get(shop, key, size);
        assert_int_equal(now->revision, ++revision);
        assert_false(value_equals(now->values[i], before->values[i]));
        assert_true(value_equals(then->values[i], before->values[i]));
        assert_int_equal(then->revision, before->revision);
        shop_expect(shop, change_one(stock, kind, key, field, value), RC_OK, "the same again");
        assert_int_equal(shop_ledger_size(shop), size + 1);
    }
    const struct json *items = history_of(shop, shop_get(shop, key, 0));
    assert_int_equal((int64_t)items->count, revision);
}

static void every_change_is_in_the_history(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, keep_history);
    shop_expect_verified(stock.shop);
}

static void retire_and_restore(struct stock *stock, const struct model_entity *kind)
{
    struct shop *shop = stock->shop;
    const char *name = kind->entity->name;
    struct text key = stock_make(stock, kind, STOCK_REQUIRED, 1);
    static const char *const steps[] = {"restore", "retire",  "retire",
                                        "change",  "restore", "change"};
    static const enum rc wanted[] = {RC_CONFLICT, RC_OK, RC_CONFLICT, RC_CONFLICT, RC_OK, RC_OK};
    for (size_t i = 0; i < COUNT(steps); i++) {
        shop_expect(shop,
                    shop_do(shop, &shop_program, "{'entity': '%s', 'verb': '%s', 'key': '%.*s'}",
                            name, steps[i], TEXT_ARGS(key)),
                    wanted[i], text_print(shop->arena, "%s %s", steps[i], name).at);
        assert_int_equal(shop_get(shop, key, 0)->retired_us != 0, i >= 1 && i <= 3);
    }
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "[{'entity': '%s', 'verb': 'retire', 'key': '%.*s'}, {'entity': '%s', "
                        "'verb': 'review', 'key': '%.*s'}]",
                        name, TEXT_ARGS(key), name, TEXT_ARGS(key)),
                RC_OK, "two steps of one record in one set");
    assert_true(shop_get(shop, key, 0)->retired_us > 1);
}

static void records_are_retired_and_restored(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, retire_and_restore);
    shop_expect_verified(stock.shop);
}

/* Created and changed at once, under its own key. */
static void change_at_once(struct stock *stock, const struct model_entity *kind)
{
    struct shop *shop = stock->shop;
    const struct entity *entity = kind->entity;
    struct text fields = stock_fields(stock, kind, STOCK_REQUIRED, 1);
    struct text person = stock_key(stock, model_named(shop->model, TEXT("person")));
    struct text commands = text_print(
        shop->arena,
        "[{\"entity\":\"%s\",\"key\":\"%s-0777\",\"fields\":%.*s},{\"entity\":\"%s\",\"verb\":"
        "\"change\",\"key\":\"%s-0777\",\"owner\":\"%.*s\"},{\"entity\":\"%s\",\"verb\":"
        "\"retire\",\"key\":\"%s-0777\"}]",
        entity->name, entity->key_prefix, TEXT_ARGS(fields), entity->name, entity->key_prefix,
        TEXT_ARGS(person), entity->name, entity->key_prefix);
    shop_expect(shop, shop_do_text(shop, &shop_program, commands), RC_OK, entity->name);
    struct text key = text_print(shop->arena, "%s-0777", entity->key_prefix);
    const struct record *record = shop_get(shop, key, 0);
    assert_int_equal(record->revision, 3);
    assert_true(record->created_us > 1 && record->retired_us >= record->created_us);
}

static void a_record_may_be_made_and_changed_in_one_set(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, change_at_once);
    shop_expect_verified(stock.shop);
}

/* ---- keys ---- */

static void keys_are_taken_only_where_they_fit(void **state)
{
    static const struct {
        const char *key;
        enum rc rc;
    } keys[] = {{"SI-0042", RC_OK},     {"SI-42", RC_CONFLICT},      {"SI-0042", RC_CONFLICT},
                {"SI-0", RC_INVALID},   {"SI-", RC_INVALID},         {"SI-x1", RC_INVALID},
                {"SI-9-1", RC_INVALID}, {"PE-0043", RC_INVALID},     {"si-0043", RC_INVALID},
                {"SI--43", RC_INVALID}, {"SI- 43", RC_INVALID},      {"SI-+43", RC_INVALID},
                {"SI-99999999", RC_OK}, {"SI-100000000", RC_INVALID}};
    struct shop *shop = shop_of(state);
    for (size_t i = 0; i < COUNT(keys); i++) {
        shop_expect(shop,
                    shop_do(shop, &shop_program,
                            "{'entity': 'site', 'key': '%s', 'fields': {'name': 'S', 'kind': "
                            "'plant'}}",
                            keys[i].key),
                    keys[i].rc, keys[i].key);
    }
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'site', 'id': '00000000-0000-0000-0000-000000000000', "
                        "'fields': {'name': 'S', 'kind': 'plant'}}"),
                RC_INVALID, "an id of zeros");
    shop_expect_verified(shop);
}

#define ON_BOTH SHOP_ON_BOTH

int main(void)
{
    const struct CMUnitTest tests[] = {ON_BOTH(values_that_do_not_fit_are_refused),
                                       ON_BOTH(values_at_the_limits_are_taken),
                                       ON_BOTH(shapes_that_do_not_fit_are_refused),
                                       ON_BOTH(people_do_not_make_system_records),
                                       ON_BOTH(every_change_asks_for_its_permission),
                                       ON_BOTH(a_role_at_one_site_ends_there),
                                       ON_BOTH(a_stale_revision_is_refused),
                                       ON_BOTH(every_change_is_in_the_history),
                                       ON_BOTH(records_are_retired_and_restored),
                                       ON_BOTH(a_record_may_be_made_and_changed_in_one_set),
                                       ON_BOTH(keys_are_taken_only_where_they_fit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
