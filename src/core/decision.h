/* decision.h - approvals that know what they covered.
 *
 * Purpose: a verb marked VERB_DECISION makes a decision record together with
 * the change of state: who, in which role, with which words, over which
 * content. Covered is the record with everything that is part of it; the
 * covered hash is a Merkle root over (id, content hash) in order of id, and the
 * list itself is stored as content. Whoever wrote any of it may not decide on
 * it; the decider proves his identity again with the password.
 * Clause: R155 7.2.2.1; ISO/SAE 21434 clauses 5.4.1, 6.4.8.
 * Errors: RC_NO_LOGIN (password), RC_DENIED (author), RC_INVALID. */
#ifndef CSMS_CORE_DECISION_H
#define CSMS_CORE_DECISION_H

#include "core/change.h"

enum rc decision_take(struct change_set *set, const struct record *record, const struct verb *verb,
                      const struct verb_input *input) MUST_USE;

struct coverage {
    struct hash hash;
    size_t count;
    struct text list; /* "entity id revision hash" a line */
    struct record **records;
};
enum rc decision_coverage(struct change_set *set, const struct record *record,
                          struct coverage *out) MUST_USE;

#endif
