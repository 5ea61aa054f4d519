/* evidence_rules.h - what must fit together in evidence and shares.
 *
 * Purpose: rules that join fields. Pure. Errors: RC_INVALID with all field
 * paths. */
#ifndef CSMS_DOMAIN_EVIDENCE_RULES_H
#define CSMS_DOMAIN_EVIDENCE_RULES_H

#include "core/change.h"

enum rc evidence_check_evidence(struct rule_call *call) MUST_USE;
enum rc evidence_check_share(struct rule_call *call) MUST_USE;

#endif
