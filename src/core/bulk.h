/* bulk.h - many commands in one change set.
 *
 * Purpose: the JSON list of commands {entity, verb, key, revision, fields,
 * owner, reason, ...} that bulk changes, imports and the command line share.
 * All are checked; all problems are told; nothing is done unless all are good.
 * Cost: O(commands). Errors: those of change.h, paths begin "commands[n].". */
#ifndef CSMS_CORE_BULK_H
#define CSMS_CORE_BULK_H

#include "core/change.h"

#define BULK_LIMIT 10000

enum rc bulk_add(struct change_set *set, const struct json *commands) MUST_USE;
/* One command; *out is the record as it will be. */
enum rc bulk_one(struct change_set *set, const struct json *command, struct text path,
                 struct record **out) MUST_USE;

#endif
