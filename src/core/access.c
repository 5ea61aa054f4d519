#include "core/access.h"

#include <string.h>

#define SCOPE_DEPTH 16

static bool grants(struct text permissions, const char *module, const char *action)
{
    char wanted[3][96];
    size_t module_size = strlen(module);
    size_t action_size = strlen(action);
    if (module_size + action_size + 2 > sizeof wanted[0]) {
        return false;
    }
    memcpy(wanted[0], module, module_size);
    wanted[0][module_size] = '.';
    memcpy(wanted[0] + module_size + 1, action, action_size + 1);
    memcpy(wanted[1], module, module_size);
    memcpy(wanted[1] + module_size, ".*", 3);
    memcpy(wanted[2], "*.", 2);
    memcpy(wanted[2] + 2, action, action_size + 1);
    while (permissions.size > 0) {
        struct text word = text_cut(&permissions, ' ');
        if (text_equals(word, TEXT("*")) || text_is(word, wanted[0]) || text_is(word, wanted[1]) ||
            text_is(word, wanted[2])) {
            return true;
        }
    }
    return false;
}

static bool token_allows(const struct actor *actor, const char *module, const char *action)
{
    return actor->token_scope.size == 0 || grants(actor->token_scope, module, action);
}

bool access_has(const struct actor *actor, const char *module, const char *action)
{
    if (!token_allows(actor, module, action)) {
        return false;
    }
    for (size_t i = 0; i < actor->grant_count; i++) {
        if (grants(actor->grants[i].permissions, module, action)) {
            return true;
        }
    }
    return actor->may_all;
}

bool access_scope_has(struct snapshot *snapshot, struct id scope, struct id wanted)
{
    for (int depth = 0; depth < SCOPE_DEPTH && !id_is_zero(scope); depth++) {
        if (id_equals(scope, wanted)) {
            return true;
        }
        const struct model_entity *kind = snapshot_kind_of(snapshot, scope);
        struct record *record;
        if (kind == NULL || snapshot_get_id(snapshot, kind, scope, &record) != RC_OK) {
            return false;
        }
        if (!record_names_scope(record, &scope)) {
            return false;
        }
    }
    return false;
}

struct id access_scope_of(struct snapshot *snapshot, struct id record)
{
    struct value column;
    struct id scope = {{0}};
    enum rc rc = connection_one(snapshot->connection, snapshot->arena,
                                QUERY("SELECT scope FROM record WHERE id = ?1", value_id(record)),
                                snapshot->fault, &column, 1);
    struct text bytes = rc == RC_OK ? value_as_text(column) : TEXT_NONE;
    if (bytes.size == ID_BYTES) {
        memcpy(scope.bytes, bytes.at, ID_BYTES);
    }
    return scope;
}

bool access_may(const struct actor *actor, struct snapshot *snapshot, const char *module,
                const char *action, struct id scope)
{
    if (!token_allows(actor, module, action)) {
        return false;
    }
    if (actor->may_all) {
        return true;
    }
    for (size_t i = 0; i < actor->grant_count; i++) {
        const struct grant *grant = &actor->grants[i];
        if (!grants(grant->permissions, module, action)) {
            continue;
        }
        if (id_is_zero(grant->scope) || access_scope_has(snapshot, scope, grant->scope)) {
            return true;
        }
    }
    return false;
}

bool access_may_everywhere(const struct actor *actor, const char *module, const char *action)
{
    if (!token_allows(actor, module, action)) {
        return false;
    }
    bool may = actor->may_all;
    for (size_t i = 0; !may && i < actor->grant_count; i++) {
        may = id_is_zero(actor->grants[i].scope) &&
              grants(actor->grants[i].permissions, module, action);
    }
    return may;
}

bool access_grants(const struct grant *grant, const char *module, const char *action)
{
    return grants(grant->permissions, module, action);
}

bool access_may_see(const struct actor *actor, struct snapshot *snapshot,
                    const struct model_entity *kind, struct id record)
{
    const char *module = kind->module->name;
    return actor == NULL || access_may_everywhere(actor, module, "read") ||
           (access_has(actor, module, "read") &&
            access_may(actor, snapshot, module, "read", access_scope_of(snapshot, record)));
}

enum rc access_require(const struct actor *actor, struct snapshot *snapshot, const char *module,
                       const char *action, struct id scope)
{
    if (access_may(actor, snapshot, module, action, scope)) {
        return RC_OK;
    }
    return fault_add(snapshot->fault, RC_DENIED, TEXT_NONE,
                     "this needs the permission %s.%s%s; ask an administrator for a role that "
                     "has it",
                     module, action, id_is_zero(scope) ? "" : " in the record's site or project");
}

static struct text role_permissions(struct snapshot *snapshot, struct id role)
{
    const struct model_entity *kind = model_named(snapshot->workspace->model, TEXT("role"));
    struct record *record;
    if (kind == NULL || snapshot_get_id(snapshot, kind, role, &record) != RC_OK ||
        record->retired_us != 0) {
        return TEXT_NONE;
    }
    return value_as_text(record_value(record, "permissions"));
}

/* Assignments of the person that hold today, for the person or as a deputy. */
static enum rc load_grants(struct snapshot *snapshot, struct id person, struct actor *actor)
{
    const struct model_entity *kind =
        model_named(snapshot->workspace->model, TEXT("role_assignment"));
    if (kind == NULL) {
        return RC_OK;
    }
    char today[11];
    moment_date(workspace_now_us(snapshot->workspace), today);
    struct value args[] = {value_id(person), value_text(text_of(today))};
    struct record **found;
    size_t count;
    enum rc rc = snapshot_all(
        snapshot, kind,
        "((f_person = ?1 AND (f_valid_from IS NULL OR f_valid_from <= ?2) AND (f_valid_to IS NULL "
        "OR f_valid_to >= ?2)) OR (f_deputy = ?1 AND f_deputy_from <= ?2 AND f_deputy_to >= ?2)) "
        "AND state = 'active'",
        args, 2, &found, &count);
    if (rc != RC_OK) {
        return rc;
    }
    struct grant *list = ARENA_MANY(snapshot->arena, struct grant, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct value role = record_value(found[i], "role");
        struct value scope = record_value(found[i], "scope");
        list[i].permissions =
            role.kind == VALUE_ID ? role_permissions(snapshot, role.id) : TEXT_NONE;
        list[i].scope = scope.kind == VALUE_ID ? scope.id : (struct id){{0}};
    }
    actor->grants = list;
    actor->grant_count = count;
    return RC_OK;
}

enum rc access_of_account(struct snapshot *snapshot, const struct value *account, struct actor *out)
{
    struct actor actor = {.may_all = account[ACCOUNT_IS_ADMINISTRATOR].integer != 0};
    char id[ID_TEXT_SIZE + 1];
    if (!value_to_id(account[ACCOUNT_ID], &actor.account)) {
        return fault_add(snapshot->fault, RC_CORRUPT, TEXT("account"), "an account has no id");
    }
    actor.name = text_print(snapshot->arena, "account:%s", id_text(actor.account, id).at);
    if (value_to_id(account[ACCOUNT_PERSON], &actor.person)) {
        enum rc rc = load_grants(snapshot, actor.person, &actor);
        if (rc != RC_OK) {
            return rc;
        }
    }
    *out = actor;
    return RC_OK;
}
