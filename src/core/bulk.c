#include "core/bulk.h"

static enum rc find_kind(struct change_set *set, const struct json *command, struct text path,
                         const struct model_entity **out)
{
    struct text name = json_text(json_member(command, "entity"));
    const struct model *model = set->snapshot.workspace->model;
    const struct model_entity *kind = model_named(model, name);
    if (kind == NULL) {
        kind = model_by_command(model, name);
    }
    if (kind == NULL) {
        return fault_add(set->snapshot.fault, RC_INVALID, path,
                         "\"%.*s\" is no entity; csms describe model lists them", TEXT_ARGS(name));
    }
    *out = kind;
    return RC_OK;
}

static struct change_input input_of(const struct json *command, struct text path)
{
    struct change_input input = {.fields = json_member(command, "fields"),
                                 .key = json_text(json_member(command, "key")),
                                 .id = json_text(json_member(command, "id")),
                                 .state = json_text(json_member(command, "state")),
                                 .reason = json_text(json_member(command, "reason")),
                                 .path = path};
    const struct json *owner = json_member(command, "owner");
    input.owner = json_text(owner);
    input.clears_owner = owner != NULL && owner->kind == JSON_NULL;
    (void)json_integer(json_member(command, "revision"), &input.revision);
    return input;
}

enum rc bulk_one(struct change_set *set, const struct json *command, struct text path,
                 struct record **out)
{
    const struct model_entity *kind = NULL;
    struct record *record = NULL;
    struct text verb = json_text(json_member(command, "verb"));
    struct change_input input = input_of(command, path);
    enum rc rc = find_kind(set, command, path, &kind);
    if (rc != RC_OK) {
        return rc;
    }
    if (verb.size == 0 || text_is(verb, "create")) {
        return change_create(set, kind, &input, out);
    }
    rc = change_find(set, kind, input.key, &record);
    if (rc != RC_OK) {
        return rc;
    }
    if (text_is(verb, "change")) {
        return change_update(set, record, &input, out);
    }
    struct verb_input verb_input = {.revision = input.revision,
                                    .reason = input.reason,
                                    .password = json_text(json_member(command, "password")),
                                    .meaning = json_text(json_member(command, "meaning")),
                                    .expires = json_text(json_member(command, "expires"))};
    return change_verb(set, record, verb, &verb_input, out);
}

enum rc bulk_add(struct change_set *set, const struct json *commands)
{
    struct fault *fault = set->snapshot.fault;
    if (commands == NULL || commands->kind != JSON_LIST) {
        return fault_add(fault, RC_INVALID, TEXT("commands"), "a list of commands was expected");
    }
    if (commands->count > BULK_LIMIT) {
        return fault_add(fault, RC_TOO_LARGE, TEXT("commands"), "more than %d commands at once",
                         BULK_LIMIT);
    }
    enum rc worst = RC_OK;
    size_t at = 0;
    for (const struct json *command = commands->first; command != NULL; command = command->next) {
        struct record *record;
        struct text path = text_print(set->snapshot.arena, "commands[%zu].", at++);
        enum rc rc = bulk_one(set, command, path, &record);
        worst = rc != RC_OK ? rc : worst;
    }
    return worst;
}
