/* rule.h - the rules that entities of every module need.
 *
 * Purpose: building blocks of an entity's check: each answers RC_OK, or adds a
 * problem at the field's path with a sentence that says what to do.
 * Cost: O(1); rule_no_cycle one lookup a level. Errors: RC_INVALID, RC_CYCLE. */
#ifndef CSMS_CORE_RULE_H
#define CSMS_CORE_RULE_H

#include "core/change.h"

#define RULE_CHAIN_LIMIT 64

bool rule_has(const struct rule_call *call, const char *field);
struct text rule_path(struct rule_call *call, const char *field); /* "fields.NAME" */
const char *rule_label(const struct rule_call *call, const char *field);
/* Dates are compared as text: YYYY-MM-DD sorts by time. */
enum rc rule_in_order(struct rule_call *call, const char *first, const char *last) MUST_USE;
/* A text that must be there because of why. */
enum rc rule_needs(struct rule_call *call, const char *field, const char *why) MUST_USE;
/* Two references must not name the same record. */
enum rc rule_different(struct rule_call *call, const char *a, const char *b) MUST_USE;
/* Following field upwards from the record must not come back to it. */
enum rc rule_no_cycle(struct rule_call *call, const char *field) MUST_USE;

#endif
