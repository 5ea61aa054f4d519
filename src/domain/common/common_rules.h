/* common_rules.h - what must fit together in comments, tasks and saved views.
 *
 * Purpose: rules that join fields or records. Pure but for reading records
 * through the change set. Errors: RC_INVALID, RC_CYCLE. */
#ifndef CSMS_DOMAIN_COMMON_RULES_H
#define CSMS_DOMAIN_COMMON_RULES_H

#include "core/change.h"

enum rc common_check_comment(struct rule_call *call) MUST_USE;
enum rc common_check_task(struct rule_call *call) MUST_USE;
enum rc common_check_saved_view(struct rule_call *call) MUST_USE;
/* Freezes the state as it is; afterwards it does not change (common_baseline.c). */
enum rc common_fill_baseline(struct rule_call *call, struct record *record) MUST_USE;
enum rc common_check_baseline(struct rule_call *call) MUST_USE;

/* A branch (common_branch.c): where it begins, what stays, and when it is merged. */
enum rc common_fill_branch(struct rule_call *call, struct record *record) MUST_USE;
enum rc common_check_branch(struct rule_call *call) MUST_USE;
enum rc common_act_merge(struct rule_call *call, struct record *record) MUST_USE;

#endif
