#include "core/rule.h"

bool rule_has(const struct rule_call *call, const char *field)
{
    return !value_is_none(record_value(call->record, field));
}

struct text rule_path(struct rule_call *call, const char *field)
{
    return text_print(call->set->snapshot.arena, "fields.%s", field);
}

const char *rule_label(const struct rule_call *call, const char *field)
{
    return entity_field(call->record->kind->entity, field)->label;
}

enum rc rule_in_order(struct rule_call *call, const char *first, const char *last)
{
    struct value from = record_value(call->record, first);
    struct value to = record_value(call->record, last);
    if (value_is_none(from) || value_is_none(to) ||
        text_compare(value_as_text(from), value_as_text(to)) <= 0) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, last),
                     "\"%s\" lies before \"%s\"; exchange or correct the dates",
                     rule_label(call, last), rule_label(call, first));
}

enum rc rule_needs(struct rule_call *call, const char *field, const char *why)
{
    if (rule_has(call, field)) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, field),
                     "%s; give the reasoning in \"%s\"", why, rule_label(call, field));
}

enum rc rule_different(struct rule_call *call, const char *a, const char *b)
{
    struct value other = record_value(call->record, b);
    if (value_is_none(other) || !value_equals(record_value(call->record, a), other)) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, b),
                     "\"%s\" and \"%s\" are the same record; choose two", rule_label(call, a),
                     rule_label(call, b));
}

enum rc rule_no_cycle(struct rule_call *call, const char *field)
{
    const struct record *at = call->record;
    for (int depth = 0; depth <= RULE_CHAIN_LIMIT; depth++) {
        struct value above = record_value(at, field);
        if (above.kind != VALUE_ID) {
            return RC_OK;
        }
        if (id_equals(above.id, call->record->id)) {
            return fault_add(call->set->snapshot.fault, RC_CYCLE, rule_path(call, field),
                             "this record would stand above or within itself; choose another "
                             "\"%s\"",
                             rule_label(call, field));
        }
        at = change_find_id(call->set, above.id);
        if (at == NULL || at->kind != call->record->kind) {
            return RC_OK;
        }
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, field),
                     "more than %d levels; make the structure flatter", RULE_CHAIN_LIMIT);
}
