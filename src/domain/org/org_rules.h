/* org_rules.h - what must fit together in sites, roles and assignments.
 *
 * Purpose: rules that join fields or records. Pure but for reading records
 * through the change set. Errors: RC_INVALID, RC_CYCLE, RC_DENIED (giving out
 * permissions needs org.administer, and nobody gives himself a role). */
#ifndef CSMS_DOMAIN_ORG_RULES_H
#define CSMS_DOMAIN_ORG_RULES_H

#include "core/change.h"

enum rc org_check_site(struct rule_call *call) MUST_USE;
enum rc org_check_unit(struct rule_call *call) MUST_USE;
enum rc org_check_person(struct rule_call *call) MUST_USE;
enum rc org_check_role(struct rule_call *call) MUST_USE;
enum rc org_check_assignment(struct rule_call *call) MUST_USE;

#endif
