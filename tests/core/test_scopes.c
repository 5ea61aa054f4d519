/* Sites and projects: parts lie where their whole lies, roles reach what belongs
 * to their site, and nobody learns titles from elsewhere. */
#include "core/shop.h"

#include "core/question.h"
#include "core/render.h"
#include "core/thread.h"

#include <string.h>

/* Two plants, a project in each, and an item with parts in the first. */
static void make_ground(struct shop *shop)
{
    shop_expect(
        shop,
        shop_do(
            shop, &shop_program, "%s",
            "[{'entity': 'site', 'key': 'SI-0001', 'fields': {'name': 'North', 'kind': 'plant'}},"
            "{'entity': 'site', 'key': 'SI-0002', 'fields': {'name': 'South', 'kind': 'plant'}},"
            "{'entity': 'project', 'key': 'PJ-0001', 'fields': {'name': 'Lamps', 'phase': "
            "'concept', 'kind': 'own', 'relevance': 'relevant', 'site': 'SI-0001'}},"
            "{'entity': 'project', 'key': 'PJ-0002', 'fields': {'name': 'Doors', 'phase': "
            "'concept', 'kind': 'own', 'relevance': 'relevant', 'site': 'SI-0002'}},"
            "{'entity': 'item', 'key': 'IT-0001', 'fields': {'name': 'Headlamp', 'project': "
            "'PJ-0001', 'kind': 'system', 'relevance': 'relevant'}},"
            "{'entity': 'component', 'key': 'CO-0001', 'fields': {'name': 'Switch', 'kind': "
            "'sensor', 'origin': 'in_house', 'item': 'IT-0001'}},"
            "{'entity': 'component', 'key': 'CO-0009', 'fields': {'name': 'Test bench', 'kind': "
            "'sensor', 'origin': 'in_house', 'item': 'IT-0001', 'site': 'SI-0001'}},"
            "{'entity': 'interface', 'key': 'IF-0009', 'fields': {'name': 'Plug', 'component': "
            "'CO-0009', 'kind': 'debug', 'exposure': 'physical'}},"
            "{'entity': 'interface', 'key': 'IF-0001', 'fields': {'name': 'Pads', 'component': "
            "'CO-0001', 'kind': 'debug', 'exposure': 'physical'}},"
            "{'entity': 'comment', 'key': 'CM-0001', 'fields': {'subject': 'IF-0001', 'text': "
            "'Which pads?'}}]"),
        RC_OK, "ground");
}

static struct id id_of(struct shop *shop, const char *key)
{
    return shop_get(shop, text_of(key), 0)->id;
}

static void expect_scope(struct shop *shop, const char *key, const char *wanted)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct id scope = access_scope_of(&snapshot, id_of(shop, key));
    snapshot_close(&snapshot);
    if (!id_equals(scope, id_of(shop, wanted))) {
        fail_msg("%s does not lie in %s", key, wanted);
    }
}

static void parts_go_where_their_whole_goes(void **state)
{
    static const char *const parts[] = {"IT-0001", "CO-0001", "IF-0001", "CM-0001"};
    struct shop *shop = shop_of(state);
    make_ground(shop);
    for (size_t i = 0; i < COUNT(parts); i++) {
        expect_scope(shop, parts[i], "PJ-0001");
    }
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'item', 'verb': 'change', 'key': 'IT-0001', 'fields': "
                        "{'project': 'PJ-0002'}}"),
                RC_OK, "move");
    for (size_t i = 0; i < COUNT(parts); i++) {
        expect_scope(shop, parts[i], "PJ-0002");
    }
    expect_scope(shop, "CO-0009", "SI-0001"); /* it names its own site */
    expect_scope(shop, "IF-0009", "SI-0001");
    shop_expect_verified(shop);
}

/* The part is made before, and after, its whole moves in the same set. */
static void a_part_made_while_its_whole_moves_goes_along(void **state)
{
    static const char move[] = "{'entity': 'item', 'verb': 'change', 'key': 'IT-0001', 'fields': "
                               "{'project': '%s'}}";
    static const char make[] = "{'entity': 'component', 'key': '%s', 'fields': {'name': 'Beam', "
                               "'kind': 'sensor', 'origin': 'in_house', 'item': 'IT-0001'}}";
    struct shop *shop = shop_of(state);
    make_ground(shop);
    struct text there = text_print(shop->arena, move, "PJ-0002");
    struct text back = text_print(shop->arena, move, "PJ-0001");
    struct text first = text_print(shop->arena, make, "CO-0002");
    struct text second = text_print(shop->arena, make, "CO-0003");
    shop_expect(shop,
                shop_do(shop, &shop_program, "[%.*s, %.*s]", TEXT_ARGS(first), TEXT_ARGS(there)),
                RC_OK, "made, then moved");
    expect_scope(shop, "CO-0002", "PJ-0002");
    shop_expect_verified(shop);
    shop_expect(shop,
                shop_do(shop, &shop_program, "[%.*s, %.*s]", TEXT_ARGS(back), TEXT_ARGS(second)),
                RC_OK, "moved, then made");
    expect_scope(shop, "CO-0002", "PJ-0001");
    expect_scope(shop, "CO-0003", "PJ-0001");
    shop_expect_verified(shop);
}

static void a_plant_may_begin_projects_of_its_own(void **state)
{
    static const char make[] = "{'entity': 'project', 'fields': {'name': 'New', 'phase': "
                               "'concept', 'kind': 'own', 'relevance': 'relevant'%s}}";
    struct shop *shop = shop_of(state);
    make_ground(shop);
    struct actor north = shop_visitor(shop, "item.*", id_of(shop, "SI-0001"));
    shop_expect(shop, shop_do(shop, &north, make, ", 'site': 'SI-0001'"), RC_OK, "own site");
    shop_expect(shop, shop_do(shop, &north, make, ", 'site': 'SI-0002'"), RC_DENIED, "other site");
    shop_expect(shop, shop_do(shop, &north, make, ""), RC_DENIED, "no site");
    shop_expect(shop,
                shop_do(shop, &north,
                        "{'entity': 'project', 'verb': 'change', 'key': 'PJ-0001', "
                        "'fields': {'site': 'SI-0002'}}"),
                RC_DENIED, "giving a project away");
    shop_expect(shop,
                shop_do(shop, &north,
                        "{'entity': 'project', 'verb': 'change', 'key': 'PJ-0001', "
                        "'fields': {'name': 'Head lamps'}}"),
                RC_OK, "changing a project");
}

#define MANY_PROJECTS 90

static void a_list_holds_all_projects_of_a_site(void **state)
{
    struct shop *shop = shop_of(state);
    make_ground(shop);
    struct buffer commands;
    buffer_init(&commands, shop->arena);
    for (int i = 0; i < MANY_PROJECTS; i++) {
        buffer_print(&commands,
                     "%s{\"entity\": \"project\", \"key\": \"PJ-%04d\", \"fields\": {\"name\": "
                     "\"Many\", \"phase\": \"concept\", \"kind\": \"own\", \"relevance\": "
                     "\"relevant\", \"site\": \"SI-0001\"}}, {\"entity\": \"item\", \"fields\": "
                     "{\"name\": \"Item\", \"project\": \"PJ-%04d\", \"kind\": \"system\", "
                     "\"relevance\": \"relevant\"}}",
                     i > 0 ? ", " : "[", 100 + i, 100 + i);
    }
    buffer_put_char(&commands, ']');
    shop_expect(shop, shop_do_text(shop, &shop_program, buffer_text(&commands)), RC_OK, "many");
    struct actor north = shop_visitor(shop, "item.read", id_of(shop, "SI-0001"));
    struct actor south = shop_visitor(shop, "item.read", id_of(shop, "SI-0002"));
    struct snapshot snapshot = shop_snapshot(shop);
    struct answer answer;
    struct question question = {.kind = model_named(shop->model, TEXT("item")),
                                .actor = &north,
                                .limit = 1,
                                .wants_count = true};
    shop_expect(shop, question_ask(&snapshot, &question, &answer), RC_OK, "north");
    assert_int_equal(answer.total, MANY_PROJECTS + 1);
    question.actor = &south;
    shop_expect(shop, question_ask(&snapshot, &question, &answer), RC_OK, "south");
    assert_int_equal(answer.total, 0);
    snapshot_close(&snapshot);
}

/* More that the words find elsewhere than a page holds, and one of the own. */
static void a_search_looks_past_what_lies_elsewhere(void **state)
{
    struct shop *shop = shop_of(state);
    make_ground(shop);
    struct buffer commands;
    buffer_init(&commands, shop->arena);
    for (int i = 0; i <= QUESTION_PAGE_LIMIT; i++) {
        bool is_own = i == QUESTION_PAGE_LIMIT;
        buffer_print(&commands,
                     "%s{\"entity\": \"item\", \"key\": \"IT-%04d\", \"fields\": {\"name\": "
                     "\"Mirror\", \"project\": \"PJ-000%d\", \"kind\": \"system\", "
                     "\"relevance\": \"relevant\"}}",
                     i > 0 ? ", " : "[", 100 + i, is_own ? 2 : 1);
    }
    buffer_put_char(&commands, ']');
    shop_expect(shop, shop_do_text(shop, &shop_program, buffer_text(&commands)), RC_OK, "many");
    struct actor south = shop_visitor(shop, "item.read", id_of(shop, "SI-0002"));
    struct snapshot snapshot = shop_snapshot(shop);
    struct hit *hits = NULL;
    size_t count = 0;
    shop_expect(shop, question_search(&snapshot, &south, TEXT("mirror"), 10, &hits, &count), RC_OK,
                "search");
    snapshot_close(&snapshot);
    assert_int_equal(count, 1);
    assert_true(
        text_equals(hits[0].key, text_print(shop->arena, "IT-%04d", 100 + QUESTION_PAGE_LIMIT)));
}

typedef enum rc aspect(struct renderer *renderer, const struct record *record);

static struct text shown(struct shop *shop, const struct actor *actor, aspect *render,
                         const char *key)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct buffer out;
    struct json_writer writer;
    struct renderer renderer;
    buffer_init(&out, shop->arena);
    json_writer_init(&writer, &out);
    renderer_init(&renderer, &snapshot, &writer, actor);
    shop_expect(shop, render(&renderer, shop_get(shop, text_of(key), 0)), RC_OK, key);
    snapshot_close(&snapshot);
    return buffer_text(&out);
}

static void a_link_from_elsewhere_shows_no_title(void **state)
{
    struct shop *shop = shop_of(state);
    make_ground(shop);
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "%s",
                "{'entity': 'item', 'key': 'IT-0002', 'fields': {'name': 'Secret door', 'project': "
                "'PJ-0002', 'kind': 'system', 'relevance': 'relevant', 'environment_components': "
                "['CO-0001']}}"),
        RC_OK, "link");
    struct actor north = shop_visitor(shop, "item.*", id_of(shop, "SI-0001"));
    struct actor both = shop_visitor(shop, "item.*", (struct id){{0}});
    struct text seen = shown(shop, &north, render_links, "CO-0001");
    assert_true(text_contains(seen, TEXT("IT-0002")));
    assert_true(text_contains(seen, TEXT("Headlamp")));
    assert_false(text_contains(seen, TEXT("Secret door")));
    assert_true(text_contains(shown(shop, &both, render_links, "CO-0001"), TEXT("Secret door")));
    assert_true(text_contains(shown(shop, NULL, render_links, "CO-0001"), TEXT("Secret door")));
}

/* Distance of a key in one of the two lists; 0 where it is not there. */
static int64_t distance_of(struct shop *shop, struct text thread, const char *list, const char *key)
{
    const struct json *root = NULL;
    int64_t distance = 0;
    shop_expect(shop, json_read(shop->arena, TEXT("thread"), thread, &shop->fault, &root), RC_OK,
                "thread");
    const struct json *at = json_member(root, list)->first;
    while (at != NULL && !text_is(json_text(json_member(json_member(at, "ref"), "key")), key)) {
        at = at->next;
    }
    (void)json_integer(json_member(at, "distance"), &distance);
    return distance;
}

static void a_thread_leads_up_and_down(void **state)
{
    struct shop *shop = shop_of(state);
    make_ground(shop);
    shop_expect(
        shop,
        shop_do(shop, &shop_program, "%s",
                "[{'entity': 'item', 'key': 'IT-0002', 'fields': {'name': 'Secret door', 'project':"
                "'PJ-0002', 'kind': 'system', 'relevance': 'relevant', 'environment_components': "
                "['CO-0001']}}, {'entity': 'component', 'key': 'CO-0002', 'fields': {'name': "
                "'Secret latch', 'kind': 'sensor', 'origin': 'in_house', 'item': 'IT-0002'}}]"),
        RC_OK, "another project");
    struct actor north = shop_visitor(shop, "item.*", id_of(shop, "SI-0001"));
    struct text all = shown(shop, NULL, thread_render, "CO-0001");
    struct text seen = shown(shop, &north, thread_render, "CO-0001");
    assert_int_equal(distance_of(shop, all, "rests_on", "IT-0001"), 1);
    assert_int_equal(distance_of(shop, all, "rests_on", "PJ-0001"), 2);
    assert_int_equal(distance_of(shop, all, "rests_on", "SI-0001"), 3);
    assert_int_equal(distance_of(shop, all, "rests_on", "IF-0001"), 0);
    assert_int_equal(distance_of(shop, all, "carries", "IF-0001"), 1);
    assert_int_equal(distance_of(shop, all, "carries", "CM-0001"), 2);
    assert_int_equal(distance_of(shop, all, "carries", "CO-0002"), 2);
    assert_true(text_contains(all, TEXT("\"is_whole\":true")));
    assert_int_equal(distance_of(shop, seen, "carries", "IT-0002"), 1);
    assert_int_equal(distance_of(shop, seen, "carries", "CO-0002"), 0);
    assert_false(text_contains(seen, TEXT("Secret")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SHOP_ON_SQLITE(parts_go_where_their_whole_goes),
        SHOP_ON_POSTGRES(parts_go_where_their_whole_goes),
        SHOP_ON_SQLITE(a_part_made_while_its_whole_moves_goes_along),
        SHOP_ON_POSTGRES(a_part_made_while_its_whole_moves_goes_along),
        SHOP_ON_SQLITE(a_plant_may_begin_projects_of_its_own),
        SHOP_ON_SQLITE(a_list_holds_all_projects_of_a_site),
        SHOP_ON_POSTGRES(a_list_holds_all_projects_of_a_site),
        SHOP_ON_SQLITE(a_search_looks_past_what_lies_elsewhere),
        SHOP_ON_POSTGRES(a_search_looks_past_what_lies_elsewhere),
        SHOP_ON_SQLITE(a_thread_leads_up_and_down),
        SHOP_ON_POSTGRES(a_thread_leads_up_and_down),
        SHOP_ON_SQLITE(a_link_from_elsewhere_shows_no_title),
        SHOP_ON_POSTGRES(a_link_from_elsewhere_shows_no_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
