#include "core/entity.h"

#include <string.h>

static const struct state plain_states[] = {{"active", "Active", "good"}};
static const struct life_cycle plain_life = {.states = plain_states, .state_count = 1};

static bool same(const char *z, const char *name, size_t size)
{
    return strlen(z) == size && memcmp(z, name, size) == 0;
}

int entity_field_index(const struct entity *entity, const char *name, size_t size)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        if (same(entity->fields[i].name, name, size)) {
            return (int)i;
        }
    }
    return -1;
}

const struct field *entity_field(const struct entity *entity, const char *name)
{
    int at = entity_field_index(entity, name, strlen(name));
    return at >= 0 ? &entity->fields[at] : NULL;
}

const struct life_cycle *entity_life(const struct entity *entity)
{
    return entity->life != NULL ? entity->life : &plain_life;
}

const struct state *entity_state(const struct entity *entity, const char *id, size_t size)
{
    const struct life_cycle *life = entity_life(entity);
    for (size_t i = 0; i < life->state_count; i++) {
        if (same(life->states[i].id, id, size)) {
            return &life->states[i];
        }
    }
    return NULL;
}

const struct verb *entity_verb(const struct entity *entity, const char *name, size_t size)
{
    const struct life_cycle *life = entity_life(entity);
    for (size_t i = 0; i < life->verb_count; i++) {
        if (same(life->verbs[i].name, name, size)) {
            return &life->verbs[i];
        }
    }
    return NULL;
}

static const struct field *field_with(const struct entity *entity, enum field_flag flag)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        if (field_has(&entity->fields[i], flag)) {
            return &entity->fields[i];
        }
    }
    return NULL;
}

const struct field *entity_part_field(const struct entity *entity)
{
    return field_with(entity, FIELD_PART);
}

const struct field *entity_scope_field(const struct entity *entity)
{
    return field_with(entity, FIELD_SCOPE);
}

bool field_is_place(const struct field *field)
{
    return field_has(field, FIELD_PART) || field_has(field, FIELD_SCOPE);
}

bool entity_is_scope(const struct entity *entity)
{
    return strcmp(entity->name, "site") == 0 || strcmp(entity->name, "project") == 0;
}

bool entity_is_personal(const struct entity *entity)
{
    bool is_personal = false;
    for (size_t i = 0; i < entity->field_count; i++) {
        is_personal = is_personal || field_has(&entity->fields[i], FIELD_PERSONAL);
    }
    return is_personal;
}

bool field_has(const struct field *field, enum field_flag flag)
{
    return (field->flags & (unsigned)flag) != 0;
}

bool field_is_reference(const struct field *field)
{
    return field->type == FIELD_REF || field->type == FIELD_REFS || field->type == FIELD_ANY;
}

bool field_refers_to(const struct field *field, const char *entity_name)
{
    return field->refers == NULL ||
           entity_words_have(field->refers, entity_name, strlen(entity_name));
}

const char *field_type_name(enum field_type type)
{
    static const char *const names[] = {"text",   "prose", "integer", "bool", "choice", "date",
                                        "moment", "ref",   "refs",    "any",  "json",   "blob"};
    return names[type];
}

int64_t field_text_limit(const struct field *field)
{
    if (field->max > 0) {
        return field->max;
    }
    return field->type == FIELD_PROSE ? PROSE_LIMIT : TEXT_LIMIT;
}

bool entity_words_have(const char *words, const char *word, size_t size)
{
    while (words != NULL && *words != '\0') {
        size_t length = strcspn(words, " ");
        if (length == size && memcmp(words, word, size) == 0) {
            return true;
        }
        words += length;
        words += strspn(words, " ");
    }
    return false;
}
