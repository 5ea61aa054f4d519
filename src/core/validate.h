/* validate.h - from what came in to what may be stored.
 *
 * Purpose: turns the JSON value of one field into a stored value: type, limits,
 * choices, existence of what is referred to. One problem with its path for
 * each thing that is wrong, so that a form can show them all.
 * Cost: O(size); one query a reference. Errors: RC_INVALID. */
#ifndef CSMS_CORE_VALIDATE_H
#define CSMS_CORE_VALIDATE_H

#include "core/change.h"

/* Fills record->values from input->fields; *changed gets the bits given. */
enum rc validate_fields(struct change_set *set, const struct change_input *input,
                        struct record *record, uint64_t *changed) MUST_USE;
/* Every required field has a value. */
enum rc validate_complete(struct change_set *set, const struct change_input *input,
                          const struct record *record) MUST_USE;
/* A record by key or id among the entities a field may refer to. */
enum rc validate_reference(struct change_set *set, const struct field *field, struct text key,
                           struct text path, struct id *out) MUST_USE;

#endif
