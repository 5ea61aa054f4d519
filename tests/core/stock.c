#include "core/stock.h"

#include <stdio.h>
#include <string.h>

/* ---- what the rules of single entities want beyond their fields ---- */

enum how {
    VALUE_IS, /* exactly this JSON value */
    ALWAYS,   /* also in a record of required fields only */
    NEVER,    /* left out */
    FRESH     /* a reference to a record of its own */
};

struct wish {
    const char *entity;
    const char *field;
    enum how how;
    const char *json; /* with ' for ", or NULL */
};

static const struct wish wishes[] = {
    {"role", "permissions", VALUE_IS, "'tara.read evidence.write'"},
    {"role_assignment", "deputy", FRESH, NULL},
    {"vehicle_type", "markets", VALUE_IS, "'DE EU'"},
    {"project", "relevance", VALUE_IS, "'relevant'"},
    {"market_rule", "applies", VALUE_IS, "'yes'"},
    {"market_rule", "market", VALUE_IS, "'DE'"},
    {"data_flow", "target", FRESH, NULL},
    {"reuse_analysis", "origin", FRESH, NULL},
    {"reuse_analysis", "suitability", VALUE_IS, "'open'"},
    {"method_version", "pack", VALUE_IS, NULL},
    {"impact_rating", "damage_scenario", FRESH, NULL},
    {"attack_tree", "threat_scenario", FRESH, NULL},
    {"attack_tree", "root", NEVER, NULL},
    {"attack_node", "k", NEVER, NULL},
    {"attack_node", "gate", VALUE_IS, "'leaf'"},
    {"attack_node", "children", NEVER, NULL},
    {"feasibility_rating", "node", FRESH, NULL},
    {"feasibility_rating", "approach", VALUE_IS, "'cvss'"},
    {"feasibility_rating", "cvss", ALWAYS, "'CVSS:3.1/AV:N/AC:L/PR:N/UI:N'"},
    {"feasibility_rating", "vector", NEVER, NULL},
    {"feasibility_rating", "elapsed_time", NEVER, NULL},
    {"feasibility_rating", "expertise", NEVER, NULL},
    {"feasibility_rating", "knowledge", NEVER, NULL},
    {"feasibility_rating", "window", NEVER, NULL},
    {"feasibility_rating", "equipment", NEVER, NULL},
    {"control", "effect", VALUE_IS, "'cut'"},
    {"control", "cvss", VALUE_IS, "'CVSS:3.1/AV:N/AC:L/PR:N/UI:N'"},
    {"control", "vector", NEVER, NULL},
    {"control", "elapsed_time", NEVER, NULL},
    {"control", "expertise", NEVER, NULL},
    {"control", "knowledge", NEVER, NULL},
    {"control", "window", NEVER, NULL},
    {"control", "equipment", NEVER, NULL},
    {"threat_scenario", "damage_scenarios", ALWAYS, NULL},
    {"risk", "threat_scenario", FRESH, NULL},
    {"treatment_decision", "goals", NEVER, NULL},
    {"treatment_decision", "claims", NEVER, NULL},
    {"suggestion", "effect", VALUE_IS, "'create'"},
    {"suggestion", "entity", VALUE_IS, "'claim'"},
    {"comment", "answers", NEVER, NULL},
    {"comment", "field", NEVER, NULL},
    {"saved_view", "entity", VALUE_IS, "'site'"},
    {"evidence", "location", ALWAYS, NULL},
    {"evidence", "location_sha256", VALUE_IS,
     "'000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f'"}};

static const struct wish *wish_of(const struct model_entity *kind, const struct field *field)
{
    for (size_t i = 0; i < COUNT(wishes); i++) {
        if (strcmp(wishes[i].entity, kind->entity->name) == 0 &&
            strcmp(wishes[i].field, field->name) == 0) {
            return &wishes[i];
        }
    }
    return NULL;
}

void stock_open(struct stock *stock, struct shop *shop)
{
    *stock = (struct stock){.shop = shop};
    assert_true(shop->model->entity_count <= STOCK_ENTITY_LIMIT);
}

bool stock_is_free(const struct model_entity *kind, const struct field *field)
{
    const struct wish *wish = wish_of(kind, field);
    return wish == NULL || (wish->how == ALWAYS && wish->json == NULL);
}

bool stock_may_set(const struct model_entity *kind, const struct field *field)
{
    const struct wish *wish = wish_of(kind, field);
    return !field_has(field, FIELD_READ_ONLY) && (wish == NULL || wish->how != NEVER);
}

/* ---- values ---- */

static struct text quoted(struct stock *stock, struct text text)
{
    struct buffer out;
    buffer_init(&out, stock->shop->arena);
    json_quote(&out, text);
    return buffer_text(&out);
}

/* Words with what sheets and JSON stumble over, cut to the limits. */
static struct text words_value(struct stock *stock, const struct field *field, int serial)
{
    static const char *const tails[] = {"plain", "quoted \"x\", comma; 'single'",
                                        "\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC \xF0\x9F\x9A\x97",
                                        "back\\slash\ttab", "<b>&amp;</b>"};
    static const char *const heads[] = {"W", "=W", "+W", "@W", "-W", "'=W"};
    int64_t limit = field_text_limit(field);
    struct arena *arena = stock->shop->arena;
    if (field->min == field->max && field->min > 0) {
        char *same = arena_take(arena, (size_t)field->min + 1);
        memset(same, 'a' + serial % 26, (size_t)field->min);
        return quoted(stock, (struct text){same, (size_t)field->min});
    }
    struct text words = text_print(arena, "%s%d", heads[(size_t)serial % COUNT(heads)], serial);
    if (limit >= 60) {
        words = text_print(arena, "%.*s %s%s", TEXT_ARGS(words),
                           field->type == FIELD_PROSE ? "line one\r\nline two\n" : "",
                           tails[(size_t)serial % COUNT(tails)]);
    }
    return quoted(stock, text_part(words, 0, (size_t)limit));
}

static struct text integer_value(struct stock *stock, const struct field *field, int serial)
{
    bool has_limits = field->min != 0 || field->max != 0;
    int64_t value = has_limits ? field->min : 0;
    value += has_limits && field->max - field->min < serial ? field->max - field->min : serial;
    return text_print(stock->shop->arena, "%lld", (long long)value);
}

static const struct model_entity *referred(struct stock *stock, const struct field *field)
{
    if (field->refers == NULL) {
        return model_named(stock->shop->model, TEXT("site"));
    }
    struct text words = text_of(field->refers);
    while (words.size > 0) {
        const struct model_entity *kind = model_named(stock->shop->model, text_cut(&words, ' '));
        if (kind != NULL && !kind->entity->is_system) {
            return kind;
        }
    }
    return NULL;
}

static struct text reference_value(struct stock *stock, const struct model_entity *kind,
                                   const struct field *field)
{
    const struct model_entity *other = referred(stock, field);
    const struct wish *wish = wish_of(kind, field);
    bool is_fresh = wish != NULL && wish->how == FRESH;
    if (other == NULL) {
        return TEXT("null"); /* only the program makes what it refers to */
    }
    struct text key =
        is_fresh ? stock_make(stock, other, STOCK_REQUIRED, 1) : stock_key(stock, other);
    key = quoted(stock, key);
    return field->type == FIELD_REFS ? text_print(stock->shop->arena, "[%.*s]", TEXT_ARGS(key))
                                     : key;
}

static struct text builtin_pack(struct stock *stock)
{
    const struct record *method = shop_get(stock->shop, TEXT("MV-0001"), 0);
    return value_as_text(record_value(method, "pack"));
}

static struct text wished(struct stock *stock, const struct wish *wish)
{
    if (wish->json == NULL) {
        return builtin_pack(stock);
    }
    char *json = text_to_z(stock->shop->arena, text_of(wish->json));
    for (char *at = json; *at != '\0'; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    return text_of(json);
}

struct text stock_value(struct stock *stock, const struct model_entity *kind,
                        const struct field *field, int serial)
{
    struct arena *arena = stock->shop->arena;
    const struct wish *wish = wish_of(kind, field);
    char hex[HASH_HEX_SIZE + 1];
    if (wish != NULL && (wish->how == VALUE_IS || wish->json != NULL)) {
        return wished(stock, wish);
    }
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PROSE:
        return words_value(stock, field, serial);
    case FIELD_INTEGER:
        return integer_value(stock, field, serial);
    case FIELD_BOOL:
        return serial % 2 == 0 ? TEXT("true") : TEXT("false");
    case FIELD_CHOICE:
        return quoted(stock,
                      text_of(field->choices[((size_t)serial - 1) % field->choice_count].id));
    case FIELD_DATE:
        return text_print(arena, "\"2026-02-%02d\"", 1 + serial % 28);
    case FIELD_MOMENT:
        return text_print(arena, "\"2026-02-01T10:00:%02dZ\"", serial % 60);
    case FIELD_REF:
    case FIELD_REFS:
    case FIELD_ANY:
        return reference_value(stock, kind, field);
    case FIELD_JSON:
        return text_print(arena, "{\"a\":[1,%d,null],\"b\":\"x\"}", serial);
    case FIELD_BLOB:
        return quoted(stock,
                      hash_hex(shop_blob(stock->shop, serial % 2 == 0 ? "one" : "two"), hex));
    }
    return TEXT("null");
}

/* ---- records ---- */

static bool is_needed(const struct model_entity *kind, const struct field *field)
{
    const struct wish *wish = wish_of(kind, field);
    return field_has(field, FIELD_REQUIRED) || (wish != NULL && wish->how == ALWAYS);
}

static struct text put_fields(struct stock *stock, const struct model_entity *kind,
                              enum stock_extent extent, int serial, const char *replaced,
                              struct text instead)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, stock->shop->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        const struct field *field = &kind->entity->fields[i];
        bool is_replaced = replaced != NULL && strcmp(field->name, replaced) == 0;
        bool is_wanted =
            stock_may_set(kind, field) && (extent == STOCK_ALL || is_needed(kind, field));
        struct text value = is_replaced ? instead
                            : is_wanted ? stock_value(stock, kind, field, serial)
                                        : TEXT_NONE;
        if (value.size > 0) {
            json_put_name_z(&writer, field->name);
            json_put_raw(&writer, value);
        }
    }
    if (replaced != NULL && entity_field(kind->entity, replaced) == NULL) {
        json_put_name_z(&writer, replaced);
        json_put_raw(&writer, instead);
    }
    json_put_object_end(&writer);
    return buffer_text(&out);
}

struct text stock_fields(struct stock *stock, const struct model_entity *kind,
                         enum stock_extent extent, int serial)
{
    return put_fields(stock, kind, extent, serial, NULL, TEXT_NONE);
}

struct text stock_fields_but(struct stock *stock, const struct model_entity *kind,
                             const char *replaced, struct text value)
{
    return put_fields(stock, kind, STOCK_REQUIRED, 1, replaced, value);
}

struct text stock_command(struct stock *stock, const struct model_entity *kind, struct text fields)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, stock->shop->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_z(&writer, "entity", kind->entity->name);
    json_put_name_z(&writer, "fields");
    json_put_raw(&writer, fields);
    json_put_object_end(&writer);
    return buffer_text(&out);
}

struct text stock_make(struct stock *stock, const struct model_entity *kind,
                       enum stock_extent extent, int serial)
{
    struct text fields = stock_fields(stock, kind, extent, serial);
    const struct actor *maker = stock->maker != NULL ? stock->maker : &shop_program;
    shop_expect(stock->shop, shop_do_text(stock->shop, maker, stock_command(stock, kind, fields)),
                RC_OK, kind->entity->name);
    return text_copy(stock->shop->arena, text_of(stock->shop->key));
}

struct text stock_key(struct stock *stock, const struct model_entity *kind)
{
    struct text *key = &stock->keys[kind->number];
    if (key->size == 0 && strcmp(kind->entity->name, "method_version") == 0) {
        *key = TEXT("MV-0001");
    }
    if (key->size == 0) {
        const struct actor *maker = stock->maker;
        stock->maker = NULL;
        *key = stock_make(stock, kind, STOCK_REQUIRED, 1);
        stock->maker = maker;
    }
    return *key;
}

void stock_each(struct stock *stock,
                void (*each)(struct stock *stock, const struct model_entity *kind))
{
    const struct model *model = stock->shop->model;
    for (size_t i = 0; i < model->entity_count; i++) {
        if (!model->entities[i].entity->is_system) {
            each(stock, &model->entities[i]);
        }
    }
}
