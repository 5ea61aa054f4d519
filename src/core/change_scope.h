/* change_scope.h - the site or project that a changed record lies in.
 *
 * Purpose: permissions hold in a scope; a change set asks for them in the scope
 * that a record has, and in the one that it will have. Only change*.c use it.
 * The index is written by the committer, by the same rule and at its moment.
 * Cost: one lookup; check_parts one a level of composition.
 * Errors: RC_CYCLE, RC_DENIED. */
#ifndef CSMS_CORE_CHANGE_SCOPE_H
#define CSMS_CORE_CHANGE_SCOPE_H

#include "core/change.h"

/* As stored, or as the set already leaves it; zero: none. */
struct id change_scope_now(struct change_set *set, struct id id);
/* As the record says: a site or project is its own; else the one it names;
 * else that of what it is part of. */
struct id change_scope_then(struct change_set *set, const struct record *record);
/* A record is not part of itself. */
enum rc change_scope_check_parts(struct change_set *set, const struct record *record) MUST_USE;
/* Where the permission for a record as it will be is asked: for a site or
 * project, in the one that it belongs to. */
struct id change_scope_asked(struct change_set *set, const struct record *record);
/* Moving a record to another site or project needs the permission there too. */
enum rc change_scope_may_move(struct change_set *set, const struct record *old,
                              const struct record *record, const char *action) MUST_USE;

#endif
