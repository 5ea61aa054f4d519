/* tara_part.h - what the files of this module share. Private to tara_*.c.
 *
 * Purpose: the tables that tara_schema.c joins into the module, and the rules
 * that its entities name. Ownership: program lifetime, const. */
#ifndef CSMS_DOMAIN_TARA_TARA_PART_H
#define CSMS_DOMAIN_TARA_TARA_PART_H

#include "core/change.h"
#include "core/model.h"
#include "domain/tara/tara.h"

#define TARA_CHECK_COUNT 31
#define TARA_VIEW_COUNT 7
#define TARA_TOOL_COUNT 8
#define TARA_DERIVATION_COUNT 5
#define TARA_BUILTIN_COUNT 1

extern const struct check tara_checks[TARA_CHECK_COUNT];
extern const struct module_view tara_views[TARA_VIEW_COUNT];
extern const struct module_tool tara_tools[TARA_TOOL_COUNT];
extern const struct module_derivation tara_derivations[TARA_DERIVATION_COUNT];
extern const struct builtin tara_builtins[TARA_BUILTIN_COUNT];

/* Rules (tara_rules.c): problems go to the call's fault with their field path. */
enum rc tara_rule_method(struct rule_call *call) MUST_USE;
enum rc tara_rule_part(struct rule_call *call) MUST_USE; /* references stay in one analysis */
enum rc tara_rule_impact_rating(struct rule_call *call) MUST_USE;
enum rc tara_rule_attack_tree(struct rule_call *call) MUST_USE;
enum rc tara_rule_attack_node(struct rule_call *call) MUST_USE;
enum rc tara_rule_feasibility_rating(struct rule_call *call) MUST_USE;
enum rc tara_rule_control(struct rule_call *call) MUST_USE;
enum rc tara_rule_risk(struct rule_call *call) MUST_USE;
enum rc tara_rule_treatment(struct rule_call *call) MUST_USE;
enum rc tara_rule_suggestion(struct rule_call *call) MUST_USE; /* tara_actions.c */

/* What verbs do (tara_actions.c): see struct verb. */
enum rc tara_act_accept(struct rule_call *call, struct record *record) MUST_USE;
enum rc tara_act_suggest_threats(struct rule_call *call, struct record *record) MUST_USE;

#endif
