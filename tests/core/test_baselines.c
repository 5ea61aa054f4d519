/* Baselines hold a state, prove it, and tell what changed since. */
#include "core/shop.h"

#include "core/baseline.h"

#include <string.h>

static void make_ground(struct shop *shop)
{
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "%s",
                "[{'entity': 'project', 'key': 'PJ-0001', 'fields': {'name': 'Lamps', 'phase': "
                "'concept', 'kind': 'own', 'relevance': 'relevant'}},"
                "{'entity': 'project', 'key': 'PJ-0002', 'fields': {'name': 'Doors', 'phase': "
                "'concept', 'kind': 'own', 'relevance': 'relevant'}},"
                "{'entity': 'item', 'key': 'IT-0001', 'fields': {'name': 'Headlamp', 'project': "
                "'PJ-0001', 'kind': 'system', 'relevance': 'relevant'}},"
                "{'entity': 'item', 'key': 'IT-0002', 'fields': {'name': 'Door', 'project': "
                "'PJ-0002', 'kind': 'system', 'relevance': 'relevant'}},"
                "{'entity': 'component', 'key': 'CO-0001', 'fields': {'name': 'Switch', 'kind': "
                "'sensor', 'origin': 'in_house', 'item': 'IT-0001'}},"
                "{'entity': 'component', 'key': 'CO-0002', 'fields': {'name': 'Lens', 'kind': "
                "'sensor', 'origin': 'in_house', 'item': 'IT-0001'}},"
                "{'entity': 'comment', 'fields': {'subject': 'CO-0001', 'text': 'Why?'}}]"),
        RC_OK, "ground");
}

static struct baseline load(struct shop *shop, const char *key)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct baseline baseline = {.count = 0};
    shop_expect(shop, baseline_load(&snapshot, shop_get(shop, text_of(key), 0), &baseline), RC_OK,
                key);
    baseline.list = text_copy(shop->arena, baseline.list);
    snapshot_close(&snapshot);
    return baseline;
}

static void a_project_is_frozen_with_all_below_it(void **state)
{
    static const char *const inside[] = {"PJ-0001", "IT-0001", "CO-0001", "CO-0002"};
    struct shop *shop = shop_of(state);
    make_ground(shop);
    (void)shop_make_record(shop, "baseline", "{'name': 'Gate 3', 'scope': 'PJ-0001'}");
    struct baseline baseline = load(shop, "BL-0001");
    struct record *record = shop_get(shop, TEXT("BL-0001"), 0);
    assert_int_equal(baseline.count, COUNT(inside));
    assert_int_equal(record_value(record, "count").integer, (int64_t)COUNT(inside));
    for (size_t i = 0; i < COUNT(inside); i++) {
        struct text word = text_print(shop->arena, " %s ", inside[i]);
        assert_true(text_contains(baseline.list, word));
    }
    (void)shop_make_record(shop, "baseline", "{'name': 'All'}");
    struct baseline all = load(shop, "BL-0002");
    assert_true(all.count > baseline.count + 2);
    assert_true(text_contains(all.list, TEXT(" PJ-0002 ")));
    assert_false(text_contains(all.list, TEXT("comment ")));
    shop_expect_verified(shop);
}

static void what_changed_since_is_told(void **state)
{
    struct shop *shop = shop_of(state);
    make_ground(shop);
    (void)shop_make_record(shop, "baseline", "{'name': 'Gate 3', 'scope': 'PJ-0001'}");
    struct baseline before = load(shop, "BL-0001");
    int64_t then = record_value(shop_get(shop, TEXT("BL-0001"), 0), "sequence").integer;
    struct baseline now;
    struct baseline_change *changes;
    struct id about = shop_get(shop, TEXT("PJ-0001"), 0)->id;
    shop_expect(shop,
                shop_do(shop, &shop_program, "%s",
                        "[{'entity': 'component', 'verb': 'change', 'key': 'CO-0001', 'fields': "
                        "{'name': 'Dial'}}, {'entity': 'component', 'verb': 'retire', 'key': "
                        "'CO-0002'}, {'entity': 'component', 'key': 'CO-0003', 'fields': {'name': "
                        "'Fan', 'kind': 'ecu', 'origin': 'supplier', 'item': 'IT-0001'}}]"),
                RC_OK, "changes");
    struct snapshot snapshot = shop_snapshot(shop);
    shop_expect(shop, baseline_take(&snapshot, about, 0, &now), RC_OK, "now");
    assert_int_equal(baseline_compare(shop->arena, &before, &now, &changes), 3);
    for (size_t i = 0; i < 3; i++) {
        const struct baseline_line *line =
            changes[i].before != NULL ? changes[i].before : changes[i].after;
        assert_int_equal(changes[i].after == NULL, text_is(line->key, "CO-0002"));
        assert_int_equal(changes[i].before == NULL, text_is(line->key, "CO-0003"));
        assert_true(text_is(line->entity, "component"));
    }
    shop_expect(shop, baseline_take(&snapshot, about, then, &now), RC_OK, "then");
    assert_int_equal(baseline_compare(shop->arena, &before, &now, &changes), 0);
    assert_true(hash_equals(before.root, now.root));
    snapshot_close(&snapshot);
}

static void a_baseline_does_not_change(void **state)
{
    struct shop *shop = shop_of(state);
    make_ground(shop);
    (void)shop_make_record(shop, "baseline", "{'name': 'Gate 3', 'scope': 'PJ-0001'}");
    static const char *const tries[] = {"'name': 'Gate 4'", "'scope': 'PJ-0002'", "'sequence': 1"};
    static const enum rc wanted[] = {RC_CONFLICT, RC_CONFLICT, RC_INVALID};
    for (size_t i = 0; i < COUNT(tries); i++) {
        shop_expect(shop,
                    shop_do(shop, &shop_program,
                            "{'entity': 'baseline', 'verb': 'change', 'key': 'BL-0001', 'fields': "
                            "{%s}}",
                            tries[i]),
                    wanted[i], tries[i]);
    }
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'baseline', 'fields': {'name': 'False', 'sequence': 1}}"),
                RC_INVALID, "a state of one's own");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SHOP_ON_SQLITE(a_project_is_frozen_with_all_below_it),
        SHOP_ON_POSTGRES(a_project_is_frozen_with_all_below_it),
        SHOP_ON_SQLITE(what_changed_since_is_told),
        SHOP_ON_POSTGRES(what_changed_since_is_told),
        SHOP_ON_SQLITE(a_baseline_does_not_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
