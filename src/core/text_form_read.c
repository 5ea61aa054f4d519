#include "core/text_form_read.h"

#include "core/text_form.h"
#include "core/text_form_part.h"

#include <string.h>

struct reader {
    struct snapshot *snapshot;
    const struct folder *folder;
    struct text_form *form;
    struct text_form_entry **entries_end;
    struct text_form_blob **blobs_end;
    const struct model_entity *kind; /* of the file in hand */
    struct text file;                /* its name below the folder */
    enum rc worst;
};

static void refuse(struct reader *reader, enum rc rc, const struct json *at, struct text sentence)
{
    (void)fault_add_at(reader->snapshot->fault, rc, reader->file, at != NULL ? at->line : 0,
                       at != NULL ? at->column : 0, "%.*s", TEXT_ARGS(sentence));
    reader->worst = reader->worst == RC_OK ? rc : reader->worst;
}

#define REFUSE(reader, rc, at, ...) \
    refuse((reader), (rc), (at), text_print((reader)->snapshot->arena, __VA_ARGS__))

static enum rc read_yaml(struct reader *reader, const char *first, const char *second,
                         const struct json **out)
{
    struct snapshot *snapshot = reader->snapshot;
    char *name = text_form_path(snapshot->arena, first, second);
    reader->file = text_of(name);
    struct folder_yaml file = {name, reader->file, TEXT_FORM_FILE_BYTES};
    return folder_read_yaml(reader->folder, snapshot->arena, &file, snapshot->fault, out);
}

/* ---- what a record has besides its fields ---- */

static bool is_system_name(struct text name)
{
    return text_is(name, "id") || text_is(name, "key") || text_is(name, "state") ||
           text_is(name, "owner") || text_is(name, "retired") || text_is(name, "erased");
}

static void take_id(struct reader *reader, const struct json *at, struct text_form_entry *entry)
{
    if (!id_from_text(json_text(at), &entry->id) || id_is_zero(entry->id)) {
        REFUSE(reader, RC_INVALID, at,
               "an id is a UUID such as 0192f0c1-7e60-7c3a-9d1e-5a0f4b2c6d7e; correct it or leave "
               "it out");
        return;
    }
    entry->has_id = true;
}

static void take_key(struct reader *reader, const struct json *at, struct text_form_entry *entry)
{
    const struct entity *entity = entry->kind->entity;
    struct text key = json_text(at);
    struct text prefix = text_print(reader->snapshot->arena, "%s-", entity->key_prefix);
    int64_t number = 0;
    bool is_good = text_starts(key, prefix) && key.size <= prefix.size + 9 &&
                   text_to_integer(text_from(key, prefix.size), &number) && number >= 1 &&
                   key.at[prefix.size] >= '0' && key.at[prefix.size] <= '9';
    if (!is_good) {
        REFUSE(reader, RC_INVALID, at, "the key of a %s looks like %s-0001, not \"%.*s\"",
               entity->title, entity->key_prefix, TEXT_ARGS(key));
    }
    entry->key = key;
}

static void take_flag(struct reader *reader, const struct json *at, struct text_form_entry *entry)
{
    if (at->kind != JSON_TRUE && at->kind != JSON_FALSE) {
        REFUSE(reader, RC_INVALID, at, "true or false was expected");
    }
    entry->is_retired = at->kind == JSON_TRUE;
}

static void take_erased(struct reader *reader, const struct json *list,
                        struct text_form_entry *entry)
{
    const struct entity *entity = entry->kind->entity;
    if (list->kind != JSON_LIST) {
        REFUSE(reader, RC_INVALID, list, "a list of personal fields was expected");
        return;
    }
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        struct text name = json_text(at);
        int index = entity_field_index(entity, name.at, name.size);
        if (index < 0 || !field_has(&entity->fields[index], FIELD_PERSONAL)) {
            REFUSE(reader, RC_INVALID, at, "\"%.*s\" is no personal field of a %s; take it away",
                   TEXT_ARGS(name), entity->title);
            continue;
        }
        entry->erased |= UINT64_C(1) << index;
    }
}

static struct text take_word(struct reader *reader, const struct json *at, const char *what)
{
    if (json_text(at).size == 0) {
        REFUSE(reader, RC_INVALID, at, "%s was expected, not %s", what, json_kind_name(at->kind));
    }
    return json_text(at);
}

static void take_member(struct reader *reader, const struct json *at, struct text_form_entry *entry)
{
    if (text_is(at->name, "id")) {
        take_id(reader, at, entry);
    } else if (text_is(at->name, "key")) {
        take_key(reader, at, entry);
    } else if (text_is(at->name, "state")) {
        entry->state = take_word(reader, at, "a state");
    } else if (text_is(at->name, "owner")) {
        entry->owner = take_word(reader, at, "the key of a person");
    } else if (text_is(at->name, "retired")) {
        take_flag(reader, at, entry);
    } else if (text_is(at->name, "erased")) {
        take_erased(reader, at, entry);
    }
}

static void take_record(struct reader *reader, const struct json *json)
{
    struct text_form_entry *entry = ARENA_NEW(reader->snapshot->arena, struct text_form_entry);
    *entry = (struct text_form_entry){.kind = reader->kind, .json = json, .file = reader->file};
    if (json->kind != JSON_OBJECT) {
        REFUSE(reader, RC_INVALID, json, "a record was expected, not %s; begin it with \"- key:\"",
               json_kind_name(json->kind));
        return;
    }
    for (const struct json *at = json->first; at != NULL; at = at->next) {
        take_member(reader, at, entry);
    }
    if (json_member(json, "key") == NULL) {
        REFUSE(reader, RC_INVALID, json, "the record has no key; give one such as %s-0001",
               reader->kind->entity->key_prefix);
    }
    *reader->entries_end = entry;
    reader->entries_end = &entry->next;
}

/* ---- fields ---- */

static struct json *member_copy(struct arena *arena, const struct json *json)
{
    struct json *copy = ARENA_NEW(arena, struct json);
    *copy = *json;
    copy->next = NULL;
    return copy;
}

static void add_member(struct json *object, struct json ***end, struct json *member)
{
    **end = member;
    *end = &member->next;
    object->count++;
}

static bool is_given(const struct text_form_entry *entry, size_t at)
{
    bool is_mark = text_form_is_mark(entry->kind, &entry->kind->entity->fields[at]);
    return ((entry->erased >> at) & 1) != 0 ||
           (!is_mark && json_member(entry->json, entry->kind->entity->fields[at].name) != NULL);
}

const struct json *text_form_fields(struct arena *arena, const struct text_form_entry *entry)
{
    const struct entity *entity = entry->kind->entity;
    struct json *fields = ARENA_NEW(arena, struct json);
    struct json **end = &fields->first;
    *fields = (struct json){
        .kind = JSON_OBJECT, .line = entry->json->line, .column = entry->json->column};
    for (const struct json *at = entry->json->first; at != NULL; at = at->next) {
        int index = entity_field_index(entity, at->name.at, at->name.size);
        bool is_mark = index >= 0 && text_form_is_mark(entry->kind, &entity->fields[index]);
        if (!is_mark && !is_system_name(at->name)) {
            add_member(fields, &end, member_copy(arena, at));
        }
    }
    for (size_t i = 0; i < entity->field_count; i++) {
        bool is_mark = text_form_is_mark(entry->kind, &entity->fields[i]);
        if (is_given(entry, i) || (entry->stored == NULL) != is_mark) {
            continue;
        }
        struct json absent = {.kind = is_mark ? JSON_TRUE : JSON_NULL,
                              .name = text_of(entity->fields[i].name),
                              .line = entry->json->line,
                              .column = entry->json->column};
        add_member(fields, &end, member_copy(arena, &absent));
    }
    return fields;
}

/* ---- files ---- */

/* Of "threat_scenario.yaml" in the folder of its module. */
static const struct model_entity *kind_of_file(const struct reader *reader,
                                               const struct module *module, struct text name)
{
    if (!text_ends(name, TEXT(".yaml"))) {
        return NULL;
    }
    const struct model_entity *kind =
        model_named(reader->snapshot->workspace->model, text_part(name, 0, name.size - 5));
    return kind != NULL && kind->module == module ? kind : NULL;
}

static void read_entity_file(struct reader *reader, const struct model_entity *kind)
{
    const struct json *root;
    struct text name = text_print(reader->snapshot->arena, "%s.yaml", kind->entity->name);
    enum rc rc = read_yaml(reader, kind->module->name, name.at, &root);
    if (rc != RC_OK) {
        reader->worst = reader->worst == RC_OK ? rc : reader->worst;
        return;
    }
    reader->kind = kind;
    if (root->kind != JSON_LIST) {
        REFUSE(reader, RC_INVALID, root, "a file holds a list of records; begin each with \"- \"");
        return;
    }
    for (const struct json *at = root->first; at != NULL; at = at->next) {
        take_record(reader, at);
    }
}

static void read_module(struct reader *reader, const struct module *module)
{
    struct snapshot *snapshot = reader->snapshot;
    struct text *names = NULL;
    size_t count = 0;
    struct table present;
    table_init(&present, snapshot->arena);
    enum rc rc =
        folder_list(reader->folder, snapshot->arena, module->name, snapshot->fault, &names, &count);
    reader->worst = rc != RC_OK && reader->worst == RC_OK ? rc : reader->worst;
    for (size_t i = 0; i < count; i++) {
        const struct model_entity *kind = kind_of_file(reader, module, names[i]);
        reader->file = text_print(snapshot->arena, "%s/%.*s", module->name, TEXT_ARGS(names[i]));
        if (kind != NULL && text_form_has(kind)) {
            table_put(&present, text_of(kind->entity->name), &present);
        } else if (kind != NULL) {
            REFUSE(reader, RC_INVALID, NULL,
                   "a %s belongs to the ledger of its own workspace; take the file away",
                   kind->entity->title);
        } else if (names[i].at[0] != '.') {
            REFUSE(reader, RC_INVALID, NULL,
                   "the module %s has no such records; files here are named ENTITY.yaml",
                   module->name);
        }
    }
    for (size_t i = 0; module->entities[i] != NULL; i++) {
        const struct model_entity *kind = model_of(snapshot->workspace->model, module->entities[i]);
        if (table_get(&present, text_of(kind->entity->name)) != NULL) {
            read_entity_file(reader, kind);
        }
    }
}

static bool is_content_name(struct text name)
{
    struct hash hash;
    return name.size == HASH_HEX_SIZE && hash_from_hex(name, &hash);
}

static void read_content_list(struct reader *reader)
{
    const struct json *root;
    enum rc rc = read_yaml(reader, TEXT_FORM_CONTENT, NULL, &root);
    if (rc != RC_OK || root->kind != JSON_LIST) {
        if (rc == RC_OK) {
            REFUSE(reader, RC_INVALID, root, "a list of sha256 and media_type was expected");
        }
        reader->worst = reader->worst == RC_OK ? rc : reader->worst;
        return;
    }
    for (const struct json *at = root->first; at != NULL; at = at->next) {
        struct text sha256 = json_text(json_member(at, "sha256"));
        struct text media_type = json_text(json_member(at, "media_type"));
        if (at->count != 2 || !is_content_name(sha256) || media_type.size == 0 ||
            media_type.size > 100) {
            REFUSE(reader, RC_INVALID, at,
                   "each content has a sha256 (64 hexadecimal digits) and a media_type such as "
                   "application/pdf");
            continue;
        }
        struct text_form_blob *blob = ARENA_NEW(reader->snapshot->arena, struct text_form_blob);
        *blob = (struct text_form_blob){sha256, media_type, NULL};
        *reader->blobs_end = blob;
        reader->blobs_end = &blob->next;
    }
}

/* ---- the folder ---- */

static const struct module *module_named(const struct reader *reader, struct text name)
{
    const struct model *model = reader->snapshot->workspace->model;
    for (size_t i = 0; i < model->module_count; i++) {
        if (text_is(name, model->modules[i]->name)) {
            return model->modules[i];
        }
    }
    return NULL;
}

static enum rc read_header(struct reader *reader, struct table *wanted)
{
    struct snapshot *snapshot = reader->snapshot;
    const struct json *root;
    int64_t version = 0;
    if (!folder_has(reader->folder, TEXT_FORM_HEADER)) {
        return fault_add(snapshot->fault, RC_NOT_FOUND, text_of(folder_name(reader->folder)),
                         "there is no %s here, so this is no text form; csms export makes one",
                         TEXT_FORM_HEADER);
    }
    enum rc rc = read_yaml(reader, TEXT_FORM_HEADER, NULL, &root);
    if (rc != RC_OK) {
        return rc;
    }
    if (!text_is(json_text(json_member(root, "format")), TEXT_FORM_NAME) ||
        !json_integer(json_member(root, "version"), &version)) {
        REFUSE(reader, RC_INVALID, root, "\"format: %s\" and \"version: %d\" were expected",
               TEXT_FORM_NAME, TEXT_FORM_VERSION);
        return RC_INVALID;
    }
    if (version != TEXT_FORM_VERSION) {
        REFUSE(reader, RC_UNSUPPORTED, json_member(root, "version"),
               "this is version %lld, this program reads %d; use the csms that fits",
               (long long)version, TEXT_FORM_VERSION);
        return RC_UNSUPPORTED;
    }
    const struct json *modules = json_member(root, "modules");
    const struct json *at = modules != NULL ? modules->first : NULL;
    for (; at != NULL; at = at->next) {
        const struct module *module = module_named(reader, json_text(at));
        if (module == NULL) {
            REFUSE(reader, RC_INVALID, at, "this program has no module \"%.*s\"",
                   TEXT_ARGS(json_text(at)));
            continue;
        }
        table_put(wanted, text_of(module->name), (void *)(uintptr_t)module);
    }
    return RC_OK;
}

/* Nothing in the folder is passed over but names that start with a dot. */
static void check_names(struct reader *reader, const struct table *wanted, bool *has_content)
{
    struct snapshot *snapshot = reader->snapshot;
    struct text *names = NULL;
    size_t count = 0;
    enum rc rc = folder_list(reader->folder, snapshot->arena, "", snapshot->fault, &names, &count);
    reader->worst = rc != RC_OK && reader->worst == RC_OK ? rc : reader->worst;
    for (size_t i = 0; i < count; i++) {
        *has_content = *has_content || text_is(names[i], TEXT_FORM_CONTENT);
        bool is_known = table_get(wanted, names[i]) != NULL || names[i].at[0] == '.' ||
                        text_is(names[i], TEXT_FORM_CONTENT) ||
                        text_is(names[i], TEXT_FORM_HEADER) || text_is(names[i], TEXT_FORM_BLOBS);
        reader->file = names[i];
        if (!is_known && module_named(reader, names[i]) != NULL) {
            REFUSE(reader, RC_INVALID, NULL, "%s does not list this module; add it to \"modules\"",
                   TEXT_FORM_HEADER);
        } else if (!is_known) {
            REFUSE(reader, RC_INVALID, NULL,
                   "this belongs to no module of this program; take it out of the folder");
        }
    }
}

/* Every file in blobs/ is one that the list names. */
static void check_content_names(struct reader *reader)
{
    struct snapshot *snapshot = reader->snapshot;
    struct text *names = NULL;
    size_t count = 0;
    struct table listed;
    table_init(&listed, snapshot->arena);
    for (struct text_form_blob *at = reader->form->blobs; at != NULL; at = at->next) {
        table_put(&listed, at->sha256, at);
    }
    if (!folder_is_folder(reader->folder, TEXT_FORM_BLOBS)) {
        return; /* a listed one is missed when it is read */
    }
    enum rc rc = folder_list(reader->folder, snapshot->arena, TEXT_FORM_BLOBS, snapshot->fault,
                             &names, &count);
    reader->worst = rc != RC_OK && reader->worst == RC_OK ? rc : reader->worst;
    for (size_t i = 0; i < count; i++) {
        reader->file = text_print(snapshot->arena, "%s/%.*s", TEXT_FORM_BLOBS, TEXT_ARGS(names[i]));
        if (names[i].at[0] != '.' && table_get(&listed, names[i]) == NULL) {
            REFUSE(reader, RC_INVALID, NULL, "%s does not name this content; add or remove it",
                   TEXT_FORM_CONTENT);
        }
    }
}

enum rc text_form_read(struct snapshot *snapshot, const struct folder *folder,
                       struct text_form *out)
{
    struct text_form form = {0};
    struct reader reader = {.snapshot = snapshot,
                            .folder = folder,
                            .form = &form,
                            .entries_end = &form.first,
                            .blobs_end = &form.blobs};
    const struct model *model = snapshot->workspace->model;
    struct table wanted;
    bool has_content = false;
    table_init(&wanted, snapshot->arena);
    enum rc rc = read_header(&reader, &wanted);
    if (rc != RC_OK) {
        return rc;
    }
    check_names(&reader, &wanted, &has_content);
    if (has_content) {
        read_content_list(&reader);
    }
    check_content_names(&reader);
    for (size_t i = 0; i < model->module_count; i++) {
        if (table_get(&wanted, text_of(model->modules[i]->name)) != NULL) {
            read_module(&reader, model->modules[i]);
        }
    }
    if (reader.worst == RC_OK) {
        *out = form;
    }
    return reader.worst;
}
