#include "domain/item/item_rules.h"

#define CHAIN_LIMIT 32 /* components within components, zones within zones */

static struct text path_of(struct rule_call *call, const char *field)
{
    return text_print(call->set->snapshot.arena, "fields.%s", field);
}

static bool has(struct rule_call *call, const char *field)
{
    return !value_is_none(record_value(call->record, field));
}

static bool is_set(struct rule_call *call, const char *field)
{
    return record_value(call->record, field).integer != 0 && has(call, field);
}

static bool is_choice(struct rule_call *call, const char *field, const char *id)
{
    return text_is(value_as_text(record_value(call->record, field)), id);
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

static enum rc require_rationale(struct rule_call *call, const char *field, const char *why)
{
    if (has(call, field)) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, field),
                     "%s; give the reasoning in \"%s\"", why, label(call, field));
}

/* Both references name the same record. */
static enum rc require_difference(struct rule_call *call, const char *a, const char *b)
{
    struct value other = record_value(call->record, b);
    if (value_is_none(other) || !value_equals(record_value(call->record, a), other)) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, b),
                     "\"%s\" and \"%s\" are the same record; choose two", label(call, a),
                     label(call, b));
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
                             "this record would lie within itself; choose another \"%s\"",
                             label(call, field));
        }
        at = change_find_id(call->set, above.id);
        if (at == NULL || at->kind != call->record->kind) {
            return RC_OK;
        }
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, field),
                     "more than %d levels; make the structure flatter", CHAIN_LIMIT);
}

static bool is_market(struct text word)
{
    bool is_fine = word.size == 2;
    for (size_t i = 0; is_fine && i < 2; i++) {
        is_fine = word.at[i] >= 'A' && word.at[i] <= 'Z';
    }
    return is_fine;
}

static enum rc require_markets(struct rule_call *call, const char *field)
{
    struct text words = value_as_text(record_value(call->record, field));
    while (words.size > 0) {
        struct text word = text_cut(&words, ' ');
        if (!is_market(word)) {
            return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, field),
                             "\"%.*s\" is no market; use two capital letters such as DE or EU, "
                             "apart by one blank",
                             TEXT_ARGS(word));
        }
    }
    return RC_OK;
}

static enum rc worse(enum rc a, enum rc b)
{
    return a != RC_OK ? a : b;
}

/* ---- product ---- */

enum rc item_check_vehicle_line(struct rule_call *call)
{
    return require_order(call, "production_from", "production_to");
}

enum rc item_check_vehicle_type(struct rule_call *call)
{
    enum rc rc = require_markets(call, "markets");
    rc = worse(rc, require_order(call, "production_from", "production_to"));
    return worse(rc, require_order(call, "production_to", "operation_to"));
}

enum rc item_check_approval(struct rule_call *call)
{
    return require_order(call, "applied_on", "granted_on");
}

enum rc item_check_market_rule(struct rule_call *call)
{
    enum rc rc = require_markets(call, "market");
    if (is_choice(call, "applies", "no")) {
        rc = worse(rc, require_rationale(call, "rationale", "a regulation was set aside"));
    }
    return rc;
}

enum rc item_check_program(struct rule_call *call)
{
    enum rc rc = require_order(call, "starts_on", "production_on");
    return worse(rc, require_order(call, "starts_on", "ends_on"));
}

enum rc item_check_project(struct rule_call *call)
{
    enum rc rc = require_order(call, "starts_on", "production_on");
    rc = worse(rc, require_order(call, "starts_on", "ends_on"));
    if (is_choice(call, "relevance", "not_relevant")) {
        rc = worse(rc, require_rationale(call, "relevance_rationale",
                                         "a project without cybersecurity needs a reason"));
    }
    return rc;
}

enum rc item_check_activity(struct rule_call *call)
{
    enum rc rc = require_order(call, "starts_on", "ends_on");
    if (is_set(call, "is_tailored")) {
        rc = worse(rc, require_rationale(call, "rationale", "the activity is tailored"));
    }
    return rc;
}

enum rc item_check_reuse(struct rule_call *call)
{
    enum rc rc = require_difference(call, "subject", "origin");
    if (is_choice(call, "suitability", "suitable") ||
        is_choice(call, "suitability", "with_measures")) {
        rc = worse(rc, require_rationale(call, "rationale", "the reuse was judged"));
    }
    if (is_choice(call, "suitability", "with_measures") && !has(call, "activities")) {
        rc = fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "activities"),
                       "it is suitable only with measures; name them here");
    }
    return rc;
}

/* ---- architecture ---- */

enum rc item_check_component(struct rule_call *call)
{
    return require_no_cycle(call, "parent");
}

enum rc item_check_flow(struct rule_call *call)
{
    return require_difference(call, "source", "target");
}

enum rc item_check_zone(struct rule_call *call)
{
    return require_no_cycle(call, "parent");
}

/* ---- support ---- */

enum rc item_check_window(struct rule_call *call)
{
    return require_order(call, "starts_on", "ends_on");
}

enum rc item_check_notice(struct rule_call *call)
{
    if (has(call, "proof") && !has(call, "sent_on")) {
        return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "sent_on"),
                         "there is proof of sending but no day; give the day it went out");
    }
    return RC_OK;
}
