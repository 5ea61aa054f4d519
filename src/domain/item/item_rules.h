/* item_rules.h - what must fit together in products, plans and architecture.
 *
 * Purpose: rules that join fields or records. Pure but for reading records
 * through the change set. Errors: RC_INVALID with all field paths, RC_CYCLE. */
#ifndef CSMS_DOMAIN_ITEM_RULES_H
#define CSMS_DOMAIN_ITEM_RULES_H

#include "core/change.h"

enum rc item_check_vehicle_line(struct rule_call *call) MUST_USE;
enum rc item_check_vehicle_type(struct rule_call *call) MUST_USE;
enum rc item_check_approval(struct rule_call *call) MUST_USE;
enum rc item_check_market_rule(struct rule_call *call) MUST_USE;
enum rc item_check_program(struct rule_call *call) MUST_USE;
enum rc item_check_project(struct rule_call *call) MUST_USE;
enum rc item_check_activity(struct rule_call *call) MUST_USE;
enum rc item_check_reuse(struct rule_call *call) MUST_USE;
enum rc item_check_component(struct rule_call *call) MUST_USE;
enum rc item_check_flow(struct rule_call *call) MUST_USE;
enum rc item_check_zone(struct rule_call *call) MUST_USE;
enum rc item_check_window(struct rule_call *call) MUST_USE;
enum rc item_check_notice(struct rule_call *call) MUST_USE;

#endif
