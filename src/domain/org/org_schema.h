/* org_schema.h - the tables of the module, for its own files. */
#ifndef CSMS_DOMAIN_ORG_SCHEMA_H
#define CSMS_DOMAIN_ORG_SCHEMA_H

#include "core/model.h"

#define ORG_CHECK_COUNT 8
#define ORG_ROLE_COUNT 9

extern const struct entity org_site;
extern const struct entity org_unit;
extern const struct entity org_person;
extern const struct entity org_role;
extern const struct entity org_role_assignment;
extern const struct check org_checks[ORG_CHECK_COUNT];
extern const struct builtin org_roles[ORG_ROLE_COUNT];

#endif
