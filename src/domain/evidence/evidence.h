/* evidence.h - proof of what was done, checkpoints and shares.
 *
 * Purpose: the door of the module. Content itself is stored by the spine and
 * named here by its SHA-256. Clauses: R155 3.3, 5.1.1, 7.2.2.1; ISO/SAE 21434
 * RQ-06-09, RQ-06-12, RC-05-16. */
#ifndef CSMS_DOMAIN_EVIDENCE_H
#define CSMS_DOMAIN_EVIDENCE_H

#include "core/model.h"

extern const struct module evidence_module;

#endif
