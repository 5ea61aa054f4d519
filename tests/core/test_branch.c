/* Branches: work that went away as files comes back and is merged field by
 * field. Two workspaces play it through, the second one begun from an export
 * of the first one. */
#include "core/forms.h"

#include "core/branch.h"

#include <stdio.h>
#include <string.h>

struct pair {
    struct forms forms;
    struct shop *ours;
    struct shop *theirs;
    struct text_form_report report;
    int count; /* of exports */
};

static void do_in(struct shop *shop, const char *commands)
{
    shop_expect(shop, shop_do(shop, &shop_program, "%s", commands), RC_OK, commands);
}

static struct pair pair_open(struct shop *ours)
{
    struct pair pair = {.forms = forms_open(), .ours = ours};
    struct text_form_report report;
    do_in(ours, "[{'entity': 'site', 'key': 'SI-0001', 'fields': {'name': 'Head office', 'kind': "
                "'headquarters', 'city': 'Aa', 'activities': 'x'}},"
                "{'entity': 'site', 'key': 'SI-0002', 'fields': {'name': 'Plant', 'kind': "
                "'plant', 'parent': 'SI-0001'}}]");
    (void)shop_make_record(ours, "branch", "{'name': 'Supplier', 'partner': 'A supplier'}");
    forms_export(&pair.forms, ours, "away");
    pair.theirs = shop_make(false, 0);
    shop_expect(pair.theirs, forms_import(&pair.forms, pair.theirs, &shop_program, "away", &report),
                RC_OK, "away");
    return pair;
}

static void pair_close(struct pair *pair)
{
    shop_expect_verified(pair->ours);
    shop_end(pair->theirs);
    forms_close(&pair->forms);
}

/* Their state comes back. */
static enum rc merge(struct pair *pair, const char *prefer, const char *choices)
{
    char form[32];
    struct snapshot snapshot = shop_snapshot(pair->ours);
    struct change_set set;
    snprintf(form, sizeof form, "back%d", ++pair->count);
    forms_export(&pair->forms, pair->theirs, form);
    change_set_init(&set, &snapshot, &shop_program);
    struct branch_input input = {TEXT("BN-0001"), text_of(prefer), text_of(choices)};
    enum rc rc = branch_merge(&set, folder_disk(snapshot.arena, forms_path(&pair->forms, form)),
                              &input, &pair->report);
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

static struct text text_in(struct shop *shop, const char *key, const char *field)
{
    return value_as_text(record_value(shop_get(shop, text_of(key), 0), field));
}

static void each_side_keeps_what_it_alone_changed(void **state)
{
    struct pair pair = pair_open(shop_of(state));
    do_in(pair.ours, "{'entity': 'site', 'verb': 'change', 'key': 'SI-0001', 'fields': {'city': "
                     "'Bb'}}");
    do_in(pair.theirs, "{'entity': 'site', 'verb': 'change', 'key': 'SI-0001', 'fields': {'name': "
                       "'Centre', 'activities': null}}");
    shop_expect(pair.ours, merge(&pair, "", ""), RC_OK, "merge");
    assert_true(text_is(text_in(pair.ours, "SI-0001", "city"), "Bb"));
    assert_true(text_is(text_in(pair.ours, "SI-0001", "name"), "Centre"));
    assert_true(value_is_none(record_value(shop_get(pair.ours, TEXT("SI-0001"), 0), "activities")));
    assert_true(text_is(shop_get(pair.ours, TEXT("BN-0001"), 0)->state, "merged"));
    assert_int_equal(pair.report.changed, 1);
    assert_int_equal(pair.report.created, 0);
    shop_expect(pair.ours, merge(&pair, "", ""), RC_CONFLICT, "it is merged already");
    pair_close(&pair);
}

static void what_both_changed_waits_for_a_choice(void **state)
{
    struct pair pair = pair_open(shop_of(state));
    do_in(pair.ours, "{'entity': 'site', 'verb': 'change', 'key': 'SI-0001', 'fields': {'name': "
                     "'Ours', 'city': 'Same', 'activities': 'ours'}}");
    do_in(pair.theirs, "{'entity': 'site', 'verb': 'change', 'key': 'SI-0001', 'fields': {'name': "
                       "'Theirs', 'city': 'Same', 'activities': 'theirs'}}");
    int64_t before = shop_ledger_size(pair.ours);
    shop_expect(pair.ours, merge(&pair, "", ""), RC_CONFLICT, "nobody chose");
    struct text words = shop_words(pair.ours);
    assert_true(text_contains(words, TEXT("SI-0001.name")));
    assert_true(text_contains(words, TEXT("\"Head office\"")));
    assert_false(text_contains(words, TEXT("SI-0001.city")));
    assert_int_equal(shop_ledger_size(pair.ours), before);
    shop_expect(pair.ours, merge(&pair, "", "SI-0001.name=mine"), RC_INVALID, "no side");
    shop_expect(pair.ours, merge(&pair, "ours", "SI-0001.name=theirs"), RC_OK, "chosen");
    assert_true(text_is(text_in(pair.ours, "SI-0001", "name"), "Theirs"));
    assert_true(text_is(text_in(pair.ours, "SI-0001", "activities"), "ours"));
    pair_close(&pair);
}

static void new_records_of_both_sides_stand_beside_each_other(void **state)
{
    struct pair pair = pair_open(shop_of(state));
    do_in(pair.ours, "{'entity': 'site', 'fields': {'name': 'Ours', 'kind': 'plant'}}");
    do_in(pair.theirs, "[{'entity': 'site', 'key': 'SI-0003', 'fields': {'name': 'Theirs', 'kind': "
                       "'plant'}}, {'entity': 'site', 'key': 'SI-0004', 'fields': {'name': "
                       "'Below', 'kind': 'plant', 'parent': 'SI-0003'}}]");
    shop_expect(pair.ours, merge(&pair, "", ""), RC_OK, "merge");
    assert_int_equal(pair.report.created, 2);
    assert_int_equal(pair.report.renamed, 1);
    assert_true(text_is(text_in(pair.ours, "SI-0003", "name"), "Ours"));
    assert_true(text_is(text_in(pair.ours, "SI-0005", "name"), "Theirs"));
    struct record *below = shop_get(pair.ours, TEXT("SI-0004"), 0);
    struct id parent = shop_get(pair.ours, TEXT("SI-0005"), 0)->id;
    assert_true(value_equals(record_value(below, "parent"), value_id(parent)));
    pair_close(&pair);
}

static void retired_here_and_changed_there_is_a_choice(void **state)
{
    struct pair pair = pair_open(shop_of(state));
    do_in(pair.ours, "{'entity': 'site', 'verb': 'retire', 'key': 'SI-0002'}");
    do_in(pair.theirs, "{'entity': 'site', 'verb': 'change', 'key': 'SI-0002', 'fields': {'name': "
                       "'Better'}}");
    shop_expect(pair.ours, merge(&pair, "", ""), RC_CONFLICT, "nobody chose");
    assert_true(text_contains(shop_words(pair.ours), TEXT("SI-0002.retired")));
    shop_expect(pair.ours, merge(&pair, "theirs", ""), RC_OK, "theirs");
    assert_int_equal(shop_get(pair.ours, TEXT("SI-0002"), 0)->retired_us, 0);
    assert_true(text_is(text_in(pair.ours, "SI-0002", "name"), "Better"));
    pair_close(&pair);
}

static void retired_there_alone_is_retired_here(void **state)
{
    struct pair pair = pair_open(shop_of(state));
    do_in(pair.theirs, "{'entity': 'site', 'verb': 'retire', 'key': 'SI-0002'}");
    shop_expect(pair.ours, merge(&pair, "", ""), RC_OK, "merge");
    assert_true(shop_get(pair.ours, TEXT("SI-0002"), 0)->retired_us > 0);
    pair_close(&pair);
}

static void nobody_merges_by_hand_or_moves_the_base(void **state)
{
    struct pair pair = pair_open(shop_of(state));
    struct shop *shop = pair.ours;
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "{'entity': 'branch', 'verb': 'merge', 'key': 'BN-0001'}"),
        RC_CONFLICT, "by hand");
    (void)shop_make_record(shop, "baseline", "{'name': 'Gate'}");
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'branch', 'verb': 'change', 'key': 'BN-0001', 'fields': "
                        "{'baseline': 'BL-0001'}}"),
                RC_CONFLICT, "the base");
    struct text key = shop_make_record(shop, "branch", "{'name': 'Second', 'baseline': 'BL-0001'}");
    assert_true(value_equals(record_value(shop_get(shop, key, 0), "sequence"),
                             record_value(shop_get(shop, TEXT("BL-0001"), 0), "sequence")));
    pair_close(&pair);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SHOP_ON_SQLITE(each_side_keeps_what_it_alone_changed),
        SHOP_ON_POSTGRES(each_side_keeps_what_it_alone_changed),
        SHOP_ON_SQLITE(what_both_changed_waits_for_a_choice),
        SHOP_ON_SQLITE(new_records_of_both_sides_stand_beside_each_other),
        SHOP_ON_POSTGRES(new_records_of_both_sides_stand_beside_each_other),
        SHOP_ON_SQLITE(retired_here_and_changed_there_is_a_choice),
        SHOP_ON_SQLITE(retired_there_alone_is_retired_here),
        SHOP_ON_SQLITE(nobody_merges_by_hand_or_moves_the_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
