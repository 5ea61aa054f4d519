#include "domain/org/org_rules.h"

#include <string.h>

#define CHAIN_LIMIT 16 /* levels of sites or units; access.h walks as many */

static struct text path_of(struct rule_call *call, const char *field)
{
    return text_print(call->set->snapshot.arena, "fields.%s", field);
}

static bool has(struct rule_call *call, const char *field)
{
    return !value_is_none(record_value(call->record, field));
}

static const char *label(struct rule_call *call, const char *field)
{
    return entity_field(call->record->kind->entity, field)->label;
}

/* Dates are compared as text: YYYY-MM-DD sorts by time. */
static enum rc require_order(struct rule_call *call, const char *first, const char *last)
{
    struct value from = record_value(call->record, first);
    struct value to = record_value(call->record, last);
    if (value_is_none(from) || value_is_none(to) ||
        text_compare(value_as_text(from), value_as_text(to)) <= 0) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, last),
                     "\"%s\" lies before \"%s\"; exchange or correct the dates", label(call, last),
                     label(call, first));
}

/* Follows field upwards from the record; coming back to it is refused. */
static enum rc require_no_cycle(struct rule_call *call, const char *field)
{
    const struct record *at = call->record;
    for (int depth = 0; depth <= CHAIN_LIMIT; depth++) {
        struct value above = record_value(at, field);
        if (above.kind != VALUE_ID) {
            return RC_OK;
        }
        if (id_equals(above.id, call->record->id)) {
            return fault_add(call->set->snapshot.fault, RC_CYCLE, path_of(call, field),
                             "this record would stand above itself; choose another \"%s\"",
                             label(call, field));
        }
        at = change_find_id(call->set, above.id);
        if (at == NULL || at->kind != call->record->kind) {
            return RC_OK;
        }
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, field),
                     "more than %d levels; make the hierarchy flatter", CHAIN_LIMIT);
}

enum rc org_check_site(struct rule_call *call)
{
    return require_no_cycle(call, "parent");
}

enum rc org_check_unit(struct rule_call *call)
{
    return require_no_cycle(call, "parent");
}

enum rc org_check_person(struct rule_call *call)
{
    return require_order(call, "joined_on", "left_on");
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
            return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "permissions"),
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
    return fault_add(call->set->snapshot.fault, RC_DENIED, path_of(call, field),
                     "nobody gives himself a role; ask another administrator");
}

static enum rc require_field(struct rule_call *call, const char *field)
{
    if (has(call, field)) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, field),
                     "a deputy acts for a stated time; give \"%s\"", label(call, field));
}

static enum rc check_deputy(struct rule_call *call)
{
    struct value deputy = record_value(call->record, "deputy");
    if (deputy.kind != VALUE_ID) {
        if (!has(call, "deputy_from") && !has(call, "deputy_to")) {
            return RC_OK;
        }
        return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "deputy"),
                         "dates of a deputy are given but no deputy; name the person or clear "
                         "the dates");
    }
    enum rc worst = require_field(call, "deputy_from");
    enum rc rc = require_field(call, "deputy_to");
    worst = rc != RC_OK ? rc : worst;
    if (value_equals(deputy, record_value(call->record, "person"))) {
        worst = fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "deputy"),
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
        enum rc rc = require_order(call, ordered[i][0], ordered[i][1]);
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
