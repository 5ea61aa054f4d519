/* What identifies a person stands nowhere in plain, and can be erased. */
#include "core/shop.h"

#include "base/file.h"
#include "core/question.h"

#include <string.h>

#define NAME "Wilhelmina Quastenflosser"
#define MAIL "quastenflosser@example.org"

static size_t count_in_files(struct shop *shop, struct text words)
{
    struct text *names;
    struct fault fault;
    size_t count = 0;
    size_t found = 0;
    fault_init(&fault, shop->arena);
    assert_int_equal(file_list(shop->arena, shop->folder, &fault, &names, &count), RC_OK);
    for (size_t i = 0; i < count; i++) {
        struct text path = text_print(shop->arena, "%s/%.*s", shop->folder, TEXT_ARGS(names[i]));
        struct text bytes;
        if (!file_is_folder(path.at) &&
            file_read(shop->arena, path.at, (size_t)1 << 30, &fault, &bytes) == RC_OK) {
            found += text_contains(bytes, words);
        }
    }
    return found;
}

static struct text make_person(struct shop *shop)
{
    return shop_make_record(shop, "person",
                            "{'name': '" NAME "', 'email': '" MAIL "', 'kind': 'employee', "
                            "'position': 'Engineerposition'}");
}

static struct text name_of(struct shop *shop, struct text key, int64_t as_of)
{
    struct snapshot snapshot = shop_snapshot(shop);
    const struct record *record = shop_get(shop, key, as_of);
    int at = entity_field_index(record->kind->entity, "name", 4);
    struct text name = snapshot_unseal(&snapshot, record, (size_t)at);
    snapshot_close(&snapshot);
    return name;
}

static size_t hits_for(struct shop *shop, const char *words)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct hit *hits;
    size_t count = 0;
    shop_expect(shop, question_search(&snapshot, &shop_program, text_of(words), 50, &hits, &count),
                RC_OK, words);
    snapshot_close(&snapshot);
    return count;
}

static void a_name_stands_nowhere_in_plain(void **state)
{
    struct shop *shop = shop_of(state);
    struct text key = make_person(shop);
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'person', 'verb': 'change', 'key': '%.*s', 'fields': {'name': "
                        "'" NAME " II', 'phone': '+49 111 222333'}}",
                        TEXT_ARGS(key)),
                RC_OK, "a second name");
    assert_true(text_equals(name_of(shop, key, 0), TEXT(NAME " II")));
    static const char *const words[] = {"Wilhelmina",     "wilhelmina", "quastenflosser",
                                        "Quastenflosser", "222333",     "example.org"};
    for (int turn = 0; turn < 2; turn++) {
        assert_true(count_in_files(shop, TEXT("Engineerposition")) > 0);
        for (size_t i = 0; i < COUNT(words); i++) {
            assert_int_equal(count_in_files(shop, text_of(words[i])), 0);
        }
        shop_reopen(shop); /* the log is taken into the file: look again */
    }
    shop_expect_verified(shop);
}

static void a_name_is_not_found_by_words(void **state)
{
    struct shop *shop = shop_of(state);
    (void)make_person(shop);
    assert_int_equal(hits_for(shop, "Wilhelmina"), 0);
    assert_int_equal(hits_for(shop, "quastenflosser"), 0);
    assert_int_equal(hits_for(shop, "engineerposition"), 1);
}

static enum rc erase(struct shop *shop, const struct actor *actor, struct text key,
                     const char *more)
{
    return shop_do(shop, actor, "{'entity': 'person', 'verb': 'erase', 'key': '%.*s'%s}",
                   TEXT_ARGS(key), more);
}

static void an_erased_person_can_be_read_nowhere(void **state)
{
    struct shop *shop = shop_of(state);
    struct text key = make_person(shop);
    struct text other = make_person(shop);
    int64_t before = shop_ledger_size(shop);
    struct actor writer = shop_visitor(shop, "org.write org.retire org.read", (struct id){{0}});
    struct value sealed_key;
    struct snapshot snapshot = shop_snapshot(shop);
    struct id id = shop_get(shop, key, 0)->id;
    shop_expect(
        shop,
        connection_one(snapshot.connection, shop->arena,
                       QUERY("SELECT sealed FROM person_key WHERE subject = ?1", value_id(id)),
                       &shop->fault, &sealed_key, 1),
        RC_OK, "the person's key");
    snapshot_close(&snapshot);
    shop_expect(shop, erase(shop, &writer, key, ", 'reason': 'asked for'"), RC_DENIED, "no right");
    shop_expect(shop, erase(shop, &shop_program, key, ""), RC_INVALID, "no reason");
    assert_true(text_equals(name_of(shop, key, 0), TEXT(NAME)));
    shop_expect(shop, erase(shop, &shop_program, key, ", 'reason': 'asked for'"), RC_OK, "erase");
    assert_true(text_equals(name_of(shop, key, 0), TEXT("(erased)")));
    assert_true(text_equals(name_of(shop, key, before), TEXT("(erased)")));
    assert_true(text_equals(name_of(shop, other, 0), TEXT(NAME)));
    shop_expect_verified(shop);
    if (shop->schema[0] == '\0') {
        shop_reopen(shop);
        assert_int_equal(count_in_files(shop, value_as_text(sealed_key)), 0);
    }
    shop_expect(shop, erase(shop, &shop_program, key, ", 'reason': 'asked again'"), RC_OK, "twice");
    shop_expect_verified(shop);
}

/* Only entities with personal fields have the verb. */
static void what_is_not_personal_cannot_be_erased(void **state)
{
    struct shop *shop = shop_of(state);
    (void)shop_make_record(shop, "site", "{'name': 'S', 'kind': 'plant'}");
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'site', 'verb': 'erase', 'key': 'SI-0001', 'reason': 'r'}"),
                RC_NOT_FOUND, "erase a site");
}

static void an_erased_person_can_be_named_anew(void **state)
{
    struct shop *shop = shop_of(state);
    struct text key = make_person(shop);
    int64_t before = shop_ledger_size(shop);
    shop_expect(shop, erase(shop, &shop_program, key, ", 'reason': 'asked for'"), RC_OK, "erase");
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'person', 'verb': 'change', 'key': '%.*s', 'fields': {'name': "
                        "'Somebody Else'}}",
                        TEXT_ARGS(key)),
                RC_OK, "a new name");
    assert_true(text_equals(name_of(shop, key, 0), TEXT("Somebody Else")));
    assert_true(text_equals(name_of(shop, key, before), TEXT("(erased)")));
    shop_expect_verified(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SHOP_ON_SQLITE(a_name_stands_nowhere_in_plain),
                                       SHOP_ON_BOTH(a_name_is_not_found_by_words),
                                       SHOP_ON_BOTH(an_erased_person_can_be_read_nowhere),
                                       SHOP_ON_BOTH(what_is_not_personal_cannot_be_erased),
                                       SHOP_ON_BOTH(an_erased_person_can_be_named_anew)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
