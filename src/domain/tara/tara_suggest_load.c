/* From records of the item module to the engine's model, by way of the tree
 * that a reader of the project's own form would give. */
#include "domain/tara/tara_suggest.h"

#include "format/model_yaml.h"

#include <string.h>

struct section {
    const struct model_entity *kind;
    struct record **records;
    size_t count;
};

#define SECTIONS_LIMIT 8

struct loading {
    struct snapshot *snapshot; /* with an arena of its own */
    const struct actor *actor;
    struct section sections[SECTIONS_LIMIT];
    size_t section_count;
    struct table kept; /* id -> struct record, of those that stay */
};

/* ---- which records ---- */

static enum rc read_section(struct loading *loading, const char *name)
{
    struct snapshot *snapshot = loading->snapshot;
    struct section *section = &loading->sections[loading->section_count++];
    section->kind = model_named(snapshot->workspace->model, text_of(name));
    enum rc rc =
        snapshot_all(snapshot, section->kind, "", NULL, 0, &section->records, &section->count);
    if (rc == RC_OK && (arena_is_over(snapshot->arena) || section->count > THREAT_ELEMENTS_LIMIT)) {
        rc = fault_add(snapshot->fault, RC_TOO_LARGE, text_of(name),
                       "the architecture is larger than one call may hold");
    }
    return rc;
}

static void drop_unseen(struct loading *loading, struct section *section)
{
    size_t kept = 0;
    if (access_may_everywhere(loading->actor, section->kind->module->name, "read")) {
        return;
    }
    for (size_t i = 0; i < section->count; i++) {
        struct record *record = section->records[i];
        if (access_may_see(loading->actor, loading->snapshot, section->kind, record->id)) {
            section->records[kept++] = record;
        }
    }
    section->count = kept;
}

static const struct record *kept_record(const struct loading *loading, struct id id)
{
    return table_get(&loading->kept, id_bytes(&id));
}

/* Is what the record cannot be without among the kept? Ends are always components. */
static bool has_ends(const struct loading *loading, const struct record *record)
{
    static const char *const ends[] = {"source", "target", "component"};
    const struct entity *entity = record->kind->entity;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        int at = entity_field_index(entity, ends[i], strlen(ends[i]));
        bool is_needed = at >= 0 && field_has(&entity->fields[at], FIELD_REQUIRED);
        if (is_needed && (record->values[at].kind != VALUE_ID ||
                          kept_record(loading, record->values[at].id) == NULL)) {
            return false;
        }
    }
    return true;
}

/* Components stand before what ends at them in the order of the lists. */
static void keep(struct loading *loading, struct section *section)
{
    size_t kept = 0;
    for (size_t i = 0; i < section->count; i++) {
        struct record *record = section->records[i];
        if (has_ends(loading, record)) {
            table_put(&loading->kept, id_bytes(&record->id), record);
            section->records[kept++] = record;
        }
    }
    section->count = kept;
}

/* ---- as a tree ---- */

static struct json *add(struct arena *arena, struct json *parent, struct json **last,
                        enum json_kind kind)
{
    struct json *json = ARENA_NEW(arena, struct json);
    json->kind = kind;
    if (*last != NULL) {
        (*last)->next = json;
    } else {
        parent->first = json;
    }
    *last = json;
    parent->count++;
    return json;
}

static void add_keys(struct loading *loading, struct json *list, struct value ids)
{
    struct json *last = NULL;
    for (size_t i = 0; i < value_ids_count(ids); i++) {
        const struct record *end = kept_record(loading, value_ids_at(ids, i));
        if (end != NULL) {
            add(loading->snapshot->arena, list, &last, JSON_TEXT)->text = end->key;
        }
    }
}

/* Nothing where the field has no value, or refers to what is not in the model. */
static void add_field(struct loading *loading, struct json *object, struct json **last,
                      const struct field *field, struct value value)
{
    struct arena *arena = loading->snapshot->arena;
    const struct record *end;
    struct json *json = NULL;
    if (value.kind == VALUE_TEXT && field->type != FIELD_JSON) {
        json = add(arena, object, last, JSON_TEXT);
        json->text = value.text;
    } else if (value.kind == VALUE_INTEGER && field->type == FIELD_BOOL) {
        json = add(arena, object, last, value.integer != 0 ? JSON_TRUE : JSON_FALSE);
    } else if (value.kind == VALUE_ID && (end = kept_record(loading, value.id)) != NULL) {
        json = add(arena, object, last, JSON_TEXT);
        json->text = end->key;
    } else if (value.kind == VALUE_IDS) {
        json = add(arena, object, last, JSON_LIST);
        add_keys(loading, json, value);
    }
    if (json != NULL) {
        json->name = text_of(field->name);
    }
}

static void add_record(struct loading *loading, struct json *list, struct json **last,
                       const struct record *record)
{
    struct arena *arena = loading->snapshot->arena;
    const struct entity *entity = record->kind->entity;
    struct json *object = add(arena, list, last, JSON_OBJECT);
    struct json *member = NULL;
    struct json *key = add(arena, object, &member, JSON_TEXT);
    key->name = TEXT("key");
    key->text = record->key;
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!field_has(&entity->fields[i], FIELD_PERSONAL)) {
            add_field(loading, object, &member, &entity->fields[i], record->values[i]);
        }
    }
}

static const struct json *tree_of(struct loading *loading)
{
    struct arena *arena = loading->snapshot->arena;
    struct json *tree = ARENA_NEW(arena, struct json);
    struct json *last = NULL;
    tree->kind = JSON_OBJECT;
    for (size_t s = 0; s < loading->section_count && !arena_is_over(arena); s++) {
        const struct section *section = &loading->sections[s];
        struct json *list = add(arena, tree, &last, JSON_LIST);
        struct json *record = NULL;
        list->name = text_of(section->kind->entity->name);
        for (size_t i = 0; i < section->count && !arena_is_over(arena); i++) {
            add_record(loading, list, &record, section->records[i]);
        }
    }
    return tree;
}

/* ---- what is known beside the model ---- */

/* An interface lies where its component lies. */
static struct id item_of(const struct loading *loading, const struct record *record)
{
    struct value item = record_value(record, "item");
    struct value component = record_value(record, "component");
    if (item.kind == VALUE_ID) {
        return item.id;
    }
    const struct record *whole =
        component.kind == VALUE_ID ? kept_record(loading, component.id) : NULL;
    item = whole != NULL ? record_value(whole, "item") : value_none();
    return item.kind == VALUE_ID ? item.id : (struct id){{0}};
}

static void index_elements(struct loading *loading, struct tara_architecture *out)
{
    struct arena *arena = loading->snapshot->arena;
    table_init(&out->by_key, arena);
    out->count = 0;
    for (size_t s = 0; s < loading->section_count; s++) {
        const struct section *section = &loading->sections[s];
        struct tara_element *elements = ARENA_MANY(arena, struct tara_element, section->count + 1);
        for (size_t i = 0; i < section->count; i++) {
            const struct record *record = section->records[i];
            elements[i] = (struct tara_element){record, item_of(loading, record)};
            table_put(&out->by_key, record->key, &elements[i]);
        }
        out->count += section->count;
    }
}

enum rc tara_architecture_load(struct snapshot *snapshot, const struct actor *actor,
                               struct tara_threats *threats, struct tara_architecture *out)
{
    struct snapshot own = *snapshot;
    struct loading loading = {.snapshot = &own, .actor = actor};
    enum rc rc = RC_OK;
    own.arena = threats->arena;
    table_init(&loading.kept, own.arena);
    for (size_t i = 0; rc == RC_OK && model_yaml_lists[i] != NULL && i < SECTIONS_LIMIT; i++) {
        rc = read_section(&loading, model_yaml_lists[i]);
    }
    if (rc != RC_OK) {
        return rc;
    }
    for (size_t s = 0; s < loading.section_count; s++) {
        drop_unseen(&loading, &loading.sections[s]);
        keep(&loading, &loading.sections[s]);
    }
    index_elements(&loading, out);
    threat_model_init(&threats->model, &threats->symbols, TEXT("architecture"), own.arena,
                      threats->fault);
    rc = model_yaml_read_tree(&threats->model, tree_of(&loading));
    if (rc == RC_OK && arena_is_over(own.arena)) {
        rc = fault_add(snapshot->fault, RC_TOO_LARGE, TEXT_NONE,
                       "the architecture is larger than one call may hold");
    }
    return rc;
}
