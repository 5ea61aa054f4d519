/* access.h - who acts, and what they may do.
 *
 * Purpose: an actor is an account (with sessions, tokens), the operating-system
 * user of the command line, or a job. Permissions are words "module.action";
 * an account has those of its roles, each within an organisational scope.
 * Actions: read, write, approve, retire, import, administer; "*" stands for all.
 * Ownership: an actor lives in the arena of its call.
 * Errors: RC_DENIED, recorded in the ledger by the face that was asked. */
#ifndef CSMS_CORE_ACCESS_H
#define CSMS_CORE_ACCESS_H

#include "core/snapshot.h"

struct grant {
    struct text permissions; /* words apart by blanks */
    struct id scope;         /* zero: everywhere */
};

struct actor {
    struct text name;  /* "account:UUID", "cli:root", "job:NAME" */
    struct id account; /* zero: none */
    struct id person;  /* zero: none */
    bool may_all;
    struct text token_scope; /* a token's own limit, or empty */
    const struct grant *grants;
    size_t grant_count;
};

/* The actor of an account row, with the grants of its role assignments. */
enum rc access_of_account(struct snapshot *snapshot, const struct value *account,
                          struct actor *out) MUST_USE;
bool access_has(const struct actor *actor, const char *module, const char *action);
/* Also within a scope (zero: the matter belongs to no site or project). */
bool access_may(const struct actor *actor, struct snapshot *snapshot, const char *module,
                const char *action, struct id scope);
/* Through a role that is limited to no site or project? */
bool access_may_everywhere(const struct actor *actor, const char *module, const char *action);
/* Does a grant name the permission, within its scope? */
bool access_grants(const struct grant *grant, const char *module, const char *action);
/* May the actor read this record? NULL stands for the program itself. */
bool access_may_see(const struct actor *actor, struct snapshot *snapshot,
                    const struct model_entity *kind, struct id record);
enum rc access_require(const struct actor *actor, struct snapshot *snapshot, const char *module,
                       const char *action, struct id scope) MUST_USE;
/* The scope that the record index holds for a record; zero: none. */
struct id access_scope_of(struct snapshot *snapshot, struct id record);
/* Does the chain of scopes that starts at scope (project, site, its parents)
 * hold wanted? */
bool access_scope_has(struct snapshot *snapshot, struct id scope, struct id wanted);
#endif
