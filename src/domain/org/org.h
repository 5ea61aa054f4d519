/* org.h - leadership and governance: sites, units, persons, roles.
 *
 * Purpose: the door of the module. Roles and their assignments are what
 * core/access.h reads to decide who may do what: the names of their fields are
 * part of that contract. Clauses: R155 7.2.2.2 a; ISO/SAE 21434 clause 5. */
#ifndef CSMS_DOMAIN_ORG_H
#define CSMS_DOMAIN_ORG_H

#include "core/model.h"

extern const struct module org_module;

#endif
