/* vuln.h - vulnerabilities: scores, decisions, identities and versions.
 *
 * Purpose: the door of the module. It has commands, no entities. Clauses: R155
 * 7.2.2.2.g, 7.2.2.4; ISO/SAE 21434 clause 8. */
#ifndef CSMS_DOMAIN_VULN_H
#define CSMS_DOMAIN_VULN_H

#include "core/model.h"

extern const struct module vuln_module;

#endif
