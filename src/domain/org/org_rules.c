#include "domain/org/org_rules.h"

#include "core/rule.h"

#include <string.h>

enum rc org_check_site(struct rule_call *call)
{
    return rule_no_cycle(call, "parent");
}

enum rc org_check_unit(struct rule_call *call)
{
    return rule_no_cycle(call, "parent");
}

enum rc org_check_person(struct rule_call *call)
{
    return rule_in_order(call, "joined_on", "left_on");
}

/* ---- roles ---- */

static bool is_action(struct text word)
{
    static const char actions[] = "read write approve retire import administer *";
    char z[16];
    if (word.size == 0 || word.size >= sizeof z) {
        return false;
    }
    memcpy(z, word.at, word.size);
    z[word.size] = '\0';
    return entity_words_have(actions, z, word.size);
}

static bool is_module(struct text word)
{
    bool is_fine = word.size > 0 && word.size <= 40;
    if (text_is(word, "*")) {
        return true;
    }
    for (size_t i = 0; is_fine && i < word.size; i++) {
        is_fine = word.at[i] >= 'a' && word.at[i] <= 'z';
    }
    return is_fine;
}

static bool is_permission(struct text word)
{
    struct text rest = word;
    if (text_is(word, "*")) {
        return true;
    }
    struct text module = text_cut(&rest, '.');
    return is_module(module) && is_action(rest);
}

static bool is_touched(struct rule_call *call, const char *field)
{
    int at = entity_field_index(call->record->kind->entity, field, strlen(field));
    return call->old == NULL || ((call->changed >> at) & 1) != 0;
}

static enum rc require_administrator(struct rule_call *call, struct id scope)
{
    return access_require(call->set->actor, &call->set->snapshot, "org", "administer", scope);
}

enum rc org_check_role(struct rule_call *call)
{
    struct text words = value_as_text(record_value(call->record, "permissions"));
    while (words.size > 0) {
        struct text word = text_cut(&words, ' ');
        if (!is_permission(word)) {
            return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, "permissions"),
                             "\"%.*s\" is no permission; write module.action words apart by one "
                             "blank, such as \"tara.write *.read\"; actions are read, write, "
                             "approve, retire, import, administer and *",
                             TEXT_ARGS(word));
        }
    }
    if (!is_touched(call, "permissions")) {
        return RC_OK;
    }
    return require_administrator(call, (struct id){{0}});
}

/* ---- assignments ---- */

static enum rc require_other_person(struct rule_call *call, const char *field)
{
    struct value person = record_value(call->record, field);
    const struct actor *actor = call->set->actor;
    if (actor->may_all || person.kind != VALUE_ID || id_is_zero(actor->person) ||
        !id_equals(person.id, actor->person) || !is_touched(call, field)) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_DENIED, rule_path(call, field),
                     "nobody gives himself a role; ask another administrator");
}

static enum rc require_field(struct rule_call *call, const char *field)
{
    if (rule_has(call, field)) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, field),
                     "a deputy acts for a stated time; give \"%s\"", rule_label(call, field));
}

static enum rc check_deputy(struct rule_call *call)
{
    struct value deputy = record_value(call->record, "deputy");
    if (deputy.kind != VALUE_ID) {
        if (!rule_has(call, "deputy_from") && !rule_has(call, "deputy_to")) {
            return RC_OK;
        }
        return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, "deputy"),
                         "dates of a deputy are given but no deputy; name the person or clear "
                         "the dates");
    }
    enum rc worst = require_field(call, "deputy_from");
    enum rc rc = require_field(call, "deputy_to");
    worst = rc != RC_OK ? rc : worst;
    if (value_equals(deputy, record_value(call->record, "person"))) {
        worst = fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, "deputy"),
                          "a person cannot be his own deputy; name somebody else");
    }
    return worst;
}

enum rc org_check_assignment(struct rule_call *call)
{
    static const char *const ordered[][2] = {{"valid_from", "valid_to"},
                                             {"deputy_from", "deputy_to"},
                                             {"valid_from", "deputy_from"},
                                             {"deputy_to", "valid_to"}};
    enum rc worst = check_deputy(call);
    for (size_t i = 0; i < COUNT(ordered); i++) {
        enum rc rc = rule_in_order(call, ordered[i][0], ordered[i][1]);
        worst = rc != RC_OK ? rc : worst;
    }
    if (worst != RC_OK) {
        return worst;
    }
    struct value scope = record_value(call->record, "scope");
    enum rc rc = require_administrator(call, scope.kind == VALUE_ID ? scope.id : (struct id){{0}});
    rc = rc == RC_OK ? require_other_person(call, "person") : rc;
    return rc == RC_OK ? require_other_person(call, "deputy") : rc;
}
