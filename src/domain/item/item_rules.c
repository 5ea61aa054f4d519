#include "domain/item/item_rules.h"

#include "core/rule.h"

static bool is_set(struct rule_call *call, const char *field)
{
    return record_value(call->record, field).integer != 0 && rule_has(call, field);
}

static bool is_choice(struct rule_call *call, const char *field, const char *id)
{
    return text_is(value_as_text(record_value(call->record, field)), id);
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
            return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, field),
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
    return rule_in_order(call, "production_from", "production_to");
}

enum rc item_check_vehicle_type(struct rule_call *call)
{
    enum rc rc = require_markets(call, "markets");
    rc = worse(rc, rule_in_order(call, "production_from", "production_to"));
    return worse(rc, rule_in_order(call, "production_to", "operation_to"));
}

enum rc item_check_approval(struct rule_call *call)
{
    return rule_in_order(call, "applied_on", "granted_on");
}

enum rc item_check_market_rule(struct rule_call *call)
{
    enum rc rc = require_markets(call, "market");
    if (is_choice(call, "applies", "no")) {
        rc = worse(rc, rule_needs(call, "rationale", "a regulation was set aside"));
    }
    return rc;
}

enum rc item_check_program(struct rule_call *call)
{
    enum rc rc = rule_in_order(call, "starts_on", "production_on");
    return worse(rc, rule_in_order(call, "starts_on", "ends_on"));
}

enum rc item_check_project(struct rule_call *call)
{
    enum rc rc = rule_in_order(call, "starts_on", "production_on");
    rc = worse(rc, rule_in_order(call, "starts_on", "ends_on"));
    if (is_choice(call, "relevance", "not_relevant")) {
        rc = worse(rc, rule_needs(call, "relevance_rationale",
                                  "a project without cybersecurity needs a reason"));
    }
    return rc;
}

enum rc item_check_activity(struct rule_call *call)
{
    enum rc rc = rule_in_order(call, "starts_on", "ends_on");
    if (is_set(call, "is_tailored")) {
        rc = worse(rc, rule_needs(call, "rationale", "the activity is tailored"));
    }
    return rc;
}

enum rc item_check_reuse(struct rule_call *call)
{
    enum rc rc = rule_different(call, "subject", "origin");
    if (is_choice(call, "suitability", "suitable") ||
        is_choice(call, "suitability", "with_measures")) {
        rc = worse(rc, rule_needs(call, "rationale", "the reuse was judged"));
    }
    if (is_choice(call, "suitability", "with_measures") && !rule_has(call, "activities")) {
        rc = fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, "activities"),
                       "it is suitable only with measures; name them here");
    }
    return rc;
}

/* ---- architecture ---- */

enum rc item_check_component(struct rule_call *call)
{
    return rule_no_cycle(call, "parent");
}

enum rc item_check_flow(struct rule_call *call)
{
    return rule_different(call, "source", "target");
}

enum rc item_check_zone(struct rule_call *call)
{
    return rule_no_cycle(call, "parent");
}

/* ---- support ---- */

enum rc item_check_window(struct rule_call *call)
{
    return rule_in_order(call, "starts_on", "ends_on");
}

enum rc item_check_notice(struct rule_call *call)
{
    if (rule_has(call, "proof") && !rule_has(call, "sent_on")) {
        return fault_add(call->set->snapshot.fault, RC_INVALID, rule_path(call, "sent_on"),
                         "there is proof of sending but no day; give the day it went out");
    }
    return RC_OK;
}
