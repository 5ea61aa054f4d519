#include "domain/org/org.h"

#include "domain/org/org_schema.h"

static const struct entity *const org_entities[] = {
    &org_site, &org_unit, &org_person, &org_role, &org_role_assignment, NULL};

const struct module org_module = {
    .name = "org",
    .title = "Organisation",
    .part = 1,
    .about = "Sites, units, persons and roles: who answers for what, where and until when. UN "
             "R155 asks for processes to manage cybersecurity in the organisation (7.2.2.2 a), "
             "ISO/SAE 21434 for assigned and known responsibilities (RQ-05-03).",
    .entities = org_entities,
    .checks = org_checks,
    .check_count = COUNT(org_checks),
    .builtins = org_roles,
    .builtin_count = COUNT(org_roles),
};
