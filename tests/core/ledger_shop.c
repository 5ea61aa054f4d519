#include "core/ledger_shop.h"

#include <string.h>

/* Two of each, the second with all fields; some are changed, retired, restored. */
static void add_two(struct stock *stock, const struct model_entity *kind)
{
    static const char *const verbs[] = {"change", "retire", "restore", "review"};
    struct shop *shop = stock->shop;
    struct text person = stock_key(stock, model_named(shop->model, TEXT("person")));
    (void)stock_make(stock, kind, STOCK_REQUIRED, 1);
    struct text key = stock_make(stock, kind, STOCK_ALL, 1);
    for (size_t i = 0; kind->number % 3 == 0 && i < COUNT(verbs); i++) {
        shop_expect(
            shop,
            shop_do(shop, &shop_program, "{'entity': '%s', 'verb': '%s', 'key': '%.*s'%s%.*s%s}",
                    kind->entity->name, verbs[i], TEXT_ARGS(key), i == 0 ? ", 'owner': '" : "",
                    TEXT_ARGS(i == 0 ? person : TEXT_NONE), i == 0 ? "'" : ""),
            RC_OK, kind->entity->name);
    }
}

/* What only the program makes: every field, read-only ones too. */
static void add_system(struct stock *stock, const struct model_entity *kind)
{
    struct shop *shop = stock->shop;
    struct buffer out;
    struct json_writer writer;
    struct snapshot snapshot;
    struct change_set set;
    struct change_input input = {.reason = TEXT("test")};
    struct record *record;
    buffer_init(&out, shop->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        json_put_name_z(&writer, kind->entity->fields[i].name);
        json_put_raw(&writer, stock_value(stock, kind, &kind->entity->fields[i], 1));
    }
    json_put_object_end(&writer);
    snapshot = shop_snapshot(shop);
    change_set_init(&set, &snapshot, &shop_program);
    set.is_action = true;
    shop_expect(
        shop,
        json_read(shop->arena, TEXT("fields"), buffer_text(&out), &shop->fault, &input.fields),
        RC_OK, kind->entity->name);
    shop_expect(shop, change_create(&set, kind, &input, &record), RC_OK, kind->entity->name);
    shop_expect(shop, change_commit(&set), RC_OK, kind->entity->name);
    snapshot_close(&snapshot);
}

static void add_operational(struct shop *shop)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    struct text token;
    struct text password;
    change_set_init(&set, &snapshot, &shop_program);
    for (uint8_t i = 1; i <= 2; i++) {
        struct id id = {{i, 7}};
        struct hash hash = hash_of(id_bytes(&id));
        struct value session[SESSION_COLUMNS] = {
            value_bytes(text_copy(shop->arena, hash_text(&hash))), value_id(id),
            value_text(TEXT("csrf")), value_integer(5), value_integer(6)};
        change_write(&set, TABLE_SESSION, session[0], session);
        shop_expect(shop,
                    account_create(&set, i == 1 ? TEXT("first") : TEXT("second"), TEXT_NONE, i == 1,
                                   &password),
                    RC_OK, "account");
        struct token_wish wish = {id, TEXT("robot"), TEXT("tara.read"), 99};
        account_make_token(&set, &wish, &token);
    }
    shop_expect(shop, change_commit(&set), RC_OK, "operational rows");
    snapshot_close(&snapshot);
}

void ledger_shop_fill(struct shop *shop)
{
    struct stock stock;
    stock_open(&stock, shop);
    (void)shop_blob(shop, "another content");
    add_operational(shop);
    stock_each(&stock, add_two);
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < shop->model->entity_count; i++) {
            if (shop->model->entities[i].entity->is_system) {
                add_system(&stock, &shop->model->entities[i]);
            }
        }
    }
    shop_expect_verified(shop);
}

int ledger_shop_open(void **state)
{
    struct shop *shop = shop_make(false, 0);
    ledger_shop_fill(shop);
    *state = shop;
    return 0;
}
