/* Lists of every entity: words, filters, order, pages, and sheets that go out
 * and come back without a change. */
#include "core/stock.h"

#include "core/question.h"
#include "core/sheet.h"

#include <string.h>

#define MANY 25

static struct question question_of(const struct model_entity *kind)
{
    return (struct question){.kind = kind, .actor = &shop_program, .limit = 7, .wants_count = true};
}

/* All pages of a question; every record once. Returns how many. */
static size_t ask_all(struct shop *shop, struct question question, struct record **out)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct table seen;
    struct answer answer;
    size_t count = 0;
    int64_t total = -1;
    table_init(&seen, shop->arena);
    do {
        shop_expect(shop, question_ask(&snapshot, &question, &answer), RC_OK,
                    question.kind->entity->name);
        for (size_t i = 0; i < answer.count; i++) {
            struct record *record = answer.records[i];
            if (table_get(&seen, id_bytes(&record->id)) != NULL) {
                fail_msg("%s: %.*s stands twice, sorted by %.*s", question.kind->entity->name,
                         TEXT_ARGS(record->key), TEXT_ARGS(question.sort));
            }
            table_put(&seen, id_bytes(&record->id), record);
            assert_true(count < 1000);
            out[count++] = record;
        }
        total = answer.total;
        question.after = answer.next;
    } while (answer.next.size > 0);
    assert_int_equal(total, (int64_t)count);
    snapshot_close(&snapshot);
    return count;
}

static void make_many(struct stock *stock, const struct model_entity *kind)
{
    for (int i = 1; i <= MANY; i++) {
        (void)stock_make(stock, kind, i % 3 == 0 ? STOCK_REQUIRED : STOCK_ALL, i);
    }
}

static int value_order(struct value a, struct value b)
{
    if (a.kind == VALUE_INTEGER) {
        return (a.integer > b.integer) - (a.integer < b.integer);
    }
    return text_compare(value_as_text(a), value_as_text(b));
}

/* Nothing last, and then up or down. */
static void check_order(struct record **records, size_t count, size_t field, bool is_down)
{
    for (size_t i = 1; i < count; i++) {
        struct value a = records[i - 1]->values[field];
        struct value b = records[i]->values[field];
        if (value_is_none(b)) {
            continue;
        }
        assert_false(value_is_none(a));
        int order = value_order(a, b);
        assert_true(is_down ? order >= 0 : order <= 0);
    }
}

static void list(struct stock *stock, const struct model_entity *kind)
{
    static const char *const sorts[] = {"", "key", "-key", "changed_at", "-created_at", "state"};
    struct record *records[1000];
    struct shop *shop = stock->shop;
    struct question question = question_of(kind);
    make_many(stock, kind);
    size_t count = ask_all(shop, question, records);
    assert_true(count >= MANY);
    for (size_t i = 0; i < COUNT(sorts); i++) {
        question.sort = text_of(sorts[i]);
        assert_int_equal(ask_all(shop, question, records), count);
    }
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        const struct field *field = &kind->entity->fields[i];
        for (int down = 0; down <= 1; down++) {
            question.sort = text_print(shop->arena, "%s%s", down != 0 ? "-" : "", field->name);
            if (!field_is_reference(field) && !field_has(field, FIELD_PERSONAL)) {
                assert_int_equal(ask_all(shop, question, records), count);
                check_order(records, count, i, down != 0);
            }
        }
    }
}

static void lists_have_no_gaps_and_no_doubles(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, list);
    shop_expect_verified(stock.shop);
}

/* ---- filters ---- */

static struct text filter_text(struct shop *shop, const struct field *field, struct value value)
{
    char words[MOMENT_TEXT_SIZE + ID_TEXT_SIZE + 1];
    switch (value.kind) {
    case VALUE_INTEGER:
        if (field->type == FIELD_BOOL) {
            return value.integer != 0 ? TEXT("true") : TEXT("false");
        }
        return field->type == FIELD_MOMENT
                   ? text_copy(shop->arena, moment_text(value.integer, words))
                   : text_print(shop->arena, "%lld", (long long)value.integer);
    case VALUE_ID:
        return text_copy(shop->arena, id_text(value.id, words));
    case VALUE_IDS:
        return text_copy(shop->arena, id_text(value_ids_at(value, 0), words));
    default:
        return value_as_text(value);
    }
}

static bool fits(struct value wanted, struct value value)
{
    if (wanted.kind != VALUE_IDS) {
        return value_equals(wanted, value);
    }
    for (size_t i = 0; i < value_ids_count(value); i++) {
        if (id_equals(value_ids_at(wanted, 0), value_ids_at(value, i))) {
            return true;
        }
    }
    return false;
}

static void filter(struct stock *stock, const struct model_entity *kind)
{
    struct record *all[1000];
    struct record *found[1000];
    struct shop *shop = stock->shop;
    struct question question = question_of(kind);
    for (int i = 1; i <= 4; i++) {
        (void)stock_make(stock, kind, i == 4 ? STOCK_REQUIRED : STOCK_ALL, i);
    }
    size_t count = ask_all(shop, question, all);
    question.filter_count = 1;
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        const struct field *field = &kind->entity->fields[i];
        struct value wanted = all[count - 2]->values[i];
        size_t expected = 0;
        if (field_has(field, FIELD_PERSONAL)) {
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            expected += fits(wanted, all[k]->values[i]);
        }
        question.filters[0] =
            (struct filter){text_of(field->name), filter_text(shop, field, wanted)};
        size_t given = ask_all(shop, question, found);
        if (given != expected) {
            fail_msg("%s.%s: %zu instead of %zu", kind->entity->name, field->name, given, expected);
        }
    }
}

static void every_field_filters(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, filter);
}

static void what_is_no_question_is_refused(void **state)
{
    struct shop *shop = shop_of(state);
    const struct model_entity *kind = model_named(shop->model, TEXT("person"));
    const struct question wrong[] = {
        {.kind = kind, .actor = &shop_program, .limit = 0},
        {.kind = kind, .actor = &shop_program, .limit = QUESTION_PAGE_LIMIT + 1},
        {.kind = kind, .actor = &shop_program, .limit = 5, .sort = TEXT("nothing")},
        {.kind = kind, .actor = &shop_program, .limit = 5, .sort = TEXT("name")},
        {.kind = kind, .actor = &shop_program, .limit = 5, .sort = TEXT("f_name; DROP TABLE site")},
        {.kind = kind, .actor = &shop_program, .limit = 5, .after = TEXT("forged")},
        {.kind = kind,
         .actor = &shop_program,
         .limit = 5,
         .filter_count = 1,
         .filters = {{TEXT("name"), TEXT("x")}}},
        {.kind = kind,
         .actor = &shop_program,
         .limit = 5,
         .filter_count = 1,
         .filters = {{TEXT("site"), TEXT("SI-9999")}}}};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct snapshot snapshot = shop_snapshot(shop);
        struct answer answer;
        enum rc rc = question_ask(&snapshot, &wrong[i], &answer);
        snapshot_close(&snapshot);
        shop_expect(shop, rc, RC_INVALID, "no question");
    }
}

/* ---- words ---- */

static size_t hits_for(struct shop *shop, const char *words)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct hit *hits;
    size_t count = 0;
    shop_expect(shop, question_search(&snapshot, &shop_program, text_of(words), 100, &hits, &count),
                RC_OK, words);
    snapshot_close(&snapshot);
    return count;
}

static void words_find_what_holds_them(void **state)
{
    static const struct {
        const char *words;
        size_t hits;
    } asked[] = {{"Zweibr\xC3\xBC"
                  "cken",
                  1},
                 {"zweibrucken", 1},
                 {"ZWEIB", 1},
                 {"brucken", 0},
                 {"zweibrucken depot", 1},
                 {"zweibrucken missing", 0},
                 {"SI-0001", 1},
                 {"\"", 0},
                 {"*", 0},
                 {"NEAR(a b)", 0},
                 {"zweibrucken OR x", 0},
                 {"zz'zz", 0},
                 {"()&|!:*", 0},
                 {"", 0}};
    struct shop *shop = shop_of(state);
    (void)shop_make_record(shop, "site",
                           "{'name': 'Depot Zweibr\xC3\xBC"
                           "cken', 'kind': 'plant'}");
    (void)shop_make_record(shop, "site", "{'name': 'Another', 'kind': 'plant'}");
    for (size_t i = 0; i < COUNT(asked); i++) {
        size_t hits = hits_for(shop, asked[i].words);
        if (hits != asked[i].hits) {
            fail_msg("%s: %zu hits instead of %zu", asked[i].words, hits, asked[i].hits);
        }
    }
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'site', 'verb': 'change', 'key': 'SI-0001', 'fields': {'name': "
                        "'Renamed'}}"),
                RC_OK, "rename");
    assert_int_equal(hits_for(shop, "zweibrucken"), 0);
    assert_int_equal(hits_for(shop, "renamed"), 1);
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "{'entity': 'site', 'verb': 'retire', 'key': 'SI-0001'}"),
        RC_OK, "retire");
    assert_int_equal(hits_for(shop, "renamed"), 0);
}

/* ---- sheets ---- */

static void send_and_fetch(struct stock *stock, const struct model_entity *kind)
{
    struct shop *shop = stock->shop;
    for (int i = 1; i <= 6; i++) {
        (void)stock_make(stock, kind, STOCK_ALL, i);
    }
    for (int is_csv = 0; is_csv <= 1; is_csv++) {
        struct sheet_request request = {.kind = kind, .actor = &shop_program};
        struct snapshot snapshot = shop_snapshot(shop);
        struct change_set set;
        struct buffer out;
        size_t count = 0;
        buffer_init(&out, shop->arena);
        shop_expect(shop, sheet_export(&snapshot, &request, is_csv != 0, &out), RC_OK, "export");
        change_set_init(&set, &snapshot, &shop_program);
        struct sheet_input input = {kind, TEXT("sheet"), buffer_text(&out), is_csv != 0};
        enum rc rc = sheet_import(&set, &input, &count);
        shop_expect(shop, rc, RC_OK, kind->entity->name);
        assert_true(count >= 6);
        if (set.count != 0) {
            fail_msg("%s, %s: %zu changes, the first of %.*s", kind->entity->name,
                     is_csv != 0 ? "CSV" : "JSON", set.count, TEXT_ARGS(set.first->record->key));
        }
        snapshot_close(&snapshot);
    }
}

static void sheets_come_back_without_a_change(void **state)
{
    struct stock stock;
    stock_open(&stock, shop_of(state));
    stock_each(&stock, send_and_fetch);
    shop_expect_verified(stock.shop);
}

/* ---- links ---- */

static int64_t suspects(struct shop *shop)
{
    return shop_integer(
        shop, QUERY_PLAIN("SELECT count(*) FROM link JOIN record a ON a.id = from_id JOIN record b "
                          "ON b.id = to_id WHERE from_revision < a.content_revision OR to_revision "
                          "< b.content_revision"));
}

static void a_change_makes_links_suspect_until_reviewed(void **state)
{
    struct shop *shop = shop_of(state);
    struct text site = shop_make_record(shop, "site", "{'name': 'S', 'kind': 'plant'}");
    (void)shop_make_record(
        shop, "org_unit",
        text_print(shop->arena, "{'name': 'U', 'kind': 'team', 'site': '%.*s'}", TEXT_ARGS(site))
            .at);
    assert_int_equal(suspects(shop), 0);
    static const char *const steps[] = {
        "{'entity': 'site', 'verb': 'change', 'key': 'SI-0001', 'fields': {'name': 'T'}}",
        "{'entity': 'org_unit', 'verb': 'review', 'key': 'OU-0001'}",
        "{'entity': 'org_unit', 'verb': 'change', 'key': 'OU-0001', 'fields': {'name': 'V'}}",
        "{'entity': 'site', 'verb': 'review', 'key': 'SI-0001'}",
        "{'entity': 'site', 'verb': 'retire', 'key': 'SI-0001'}"};
    static const int64_t wanted[] = {1, 0, 1, 0, 0};
    for (size_t i = 0; i < COUNT(steps); i++) {
        shop_expect(shop, shop_do(shop, &shop_program, "%s", steps[i]), RC_OK, steps[i]);
        assert_int_equal(suspects(shop), wanted[i]);
    }
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'org_unit', 'verb': 'change', 'key': 'OU-0001', 'fields': "
                        "{'name': 'W', 'site': 'SI-0001'}}"),
                RC_OK, "a reference to a retired record that stands already is no news");
    shop_expect_verified(shop);
}

static size_t count_as_of(struct shop *shop, const char *component, int64_t as_of)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct answer answer;
    struct question question = question_of(model_named(shop->model, TEXT("item")));
    question.filters[question.filter_count++] =
        (struct filter){TEXT("environment_components"), text_of(component)};
    snapshot.as_of = as_of;
    shop_expect(shop, question_ask(&snapshot, &question, &answer), RC_OK, component);
    snapshot_close(&snapshot);
    return answer.count;
}

/* What a record referred to then, not what it refers to now. */
static void lists_of_the_past_filter_by_the_past(void **state)
{
    struct shop *shop = shop_of(state);
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "%s",
                "[{'entity': 'project', 'key': 'PJ-0001', 'fields': {'name': 'P', 'phase': "
                "'concept', 'kind': 'own', 'relevance': 'relevant'}},"
                "{'entity': 'component', 'key': 'CO-0001', 'fields': {'name': 'A', 'kind': 'ecu', "
                "'origin': 'supplier'}},"
                "{'entity': 'component', 'key': 'CO-0002', 'fields': {'name': 'B', 'kind': 'ecu', "
                "'origin': 'supplier'}},"
                "{'entity': 'item', 'key': 'IT-0001', 'fields': {'name': 'I', 'project': 'PJ-0001',"
                "'kind': 'system', 'relevance': 'relevant', 'environment_components': "
                "['CO-0001', 'CO-0002']}}]"),
        RC_OK, "make");
    int64_t then = shop_ledger_size(shop);
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'item', 'verb': 'change', 'key': 'IT-0001', 'fields': "
                        "{'environment_components': ['CO-0001']}}"),
                RC_OK, "change");
    assert_int_equal(count_as_of(shop, "CO-0002", then), 1);
    assert_int_equal(count_as_of(shop, "CO-0002", 0), 0);
    assert_int_equal(count_as_of(shop, "CO-0002", then + 1), 0);
    assert_int_equal(count_as_of(shop, "CO-0001", then), 1);
    struct snapshot snapshot = shop_snapshot(shop);
    struct answer answer;
    struct question question = question_of(model_named(shop->model, TEXT("item")));
    question.words = TEXT("I");
    snapshot.as_of = then;
    shop_expect(shop, question_ask(&snapshot, &question, &answer), RC_UNSUPPORTED, "words");
    snapshot_close(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SHOP_ON_BOTH(lists_have_no_gaps_and_no_doubles),
                                       SHOP_ON_BOTH(every_field_filters),
                                       SHOP_ON_BOTH(lists_of_the_past_filter_by_the_past),
                                       SHOP_ON_BOTH(what_is_no_question_is_refused),
                                       SHOP_ON_BOTH(words_find_what_holds_them),
                                       SHOP_ON_BOTH(sheets_come_back_without_a_change),
                                       SHOP_ON_BOTH(a_change_makes_links_suspect_until_reviewed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
