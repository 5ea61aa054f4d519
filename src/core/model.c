#include "core/model.h"

#include "core/ddl.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

static struct text kebab(struct arena *arena, const char *words)
{
    char *out = text_to_z(arena, text_of(words));
    for (char *at = out; *at != '\0'; at++) {
        *at = (char)(*at == ' ' || *at == '_' ? '-' : tolower((unsigned char)*at));
    }
    return text_of(out);
}

static size_t count_entities(const struct module *const *modules, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; modules[i]->entities != NULL && modules[i]->entities[k] != NULL; k++) {
            sum++;
        }
    }
    return sum;
}

/* Insertion sort of at most 40; canonical forms need the order at each entry. */
static void order_fields(const struct entity *entity, unsigned char *order)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        size_t at = i;
        while (at > 0 && strcmp(entity->fields[order[at - 1]].name, entity->fields[i].name) > 0) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = (unsigned char)i;
    }
}

static void model_add(struct model *model, const struct module *module, const struct entity *entity)
{
    struct model_entity *slot = &model->entities[model->entity_count];
    slot->entity = entity;
    slot->module = module;
    slot->number = model->entity_count++;
    slot->path = kebab(model->arena, entity->plural);
    slot->command = kebab(model->arena, entity->name);
    slot->sql = ddl_entity_sql(model->arena, entity);
    assert(entity->field_count <= ENTITY_FIELD_LIMIT); /* a table, never input */
    order_fields(entity, slot->field_order);
    table_put(&model->by_name, text_of(entity->name), slot);
    table_put(&model->by_path, slot->path, slot);
    table_put(&model->by_command, slot->command, slot);
    table_put(&model->by_prefix, text_of(entity->key_prefix), slot);
}

struct model *model_open(const struct module *const *modules, size_t count)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct model *model = ARENA_NEW(arena, struct model);
    model->arena = arena;
    model->modules = modules;
    model->module_count = count;
    model->entities = ARENA_MANY(arena, struct model_entity, count_entities(modules, count) + 1);
    table_init(&model->by_name, arena);
    table_init(&model->by_path, arena);
    table_init(&model->by_command, arena);
    table_init(&model->by_prefix, arena);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; modules[i]->entities != NULL && modules[i]->entities[k] != NULL; k++) {
            model_add(model, modules[i], modules[i]->entities[k]);
        }
    }
    model->move_parts = ddl_move_parts(arena, model);
    model->parts_of = ddl_parts_of(arena, model);
    model->scope_ends = ddl_scope_ends(arena, model);
    return model;
}

void model_close(struct model *model)
{
    if (model != NULL) {
        arena_close(model->arena);
    }
}

const struct model_entity *model_named(const struct model *model, struct text name)
{
    return table_get(&model->by_name, name);
}

const struct model_entity *model_by_path(const struct model *model, struct text path)
{
    return table_get(&model->by_path, path);
}

const struct model_entity *model_by_command(const struct model *model, struct text command)
{
    return table_get(&model->by_command, command);
}

const struct model_entity *model_of_key(const struct model *model, struct text key)
{
    size_t dash = key.size;
    while (dash > 0 && key.at[dash - 1] != '-') {
        dash--;
    }
    return dash > 0 ? table_get(&model->by_prefix, text_part(key, 0, dash - 1)) : NULL;
}

const struct model_entity *model_of(const struct model *model, const struct entity *entity)
{
    return model_named(model, text_of(entity->name));
}
