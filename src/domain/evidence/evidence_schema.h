/* evidence_schema.h - the tables of the module, for its own files. */
#ifndef CSMS_DOMAIN_EVIDENCE_SCHEMA_H
#define CSMS_DOMAIN_EVIDENCE_SCHEMA_H

#include "core/model.h"

#define EVIDENCE_CHECK_COUNT 7

extern const struct entity evidence_evidence;
extern const struct entity evidence_checkpoint;
extern const struct entity evidence_share;
extern const struct check evidence_checks[EVIDENCE_CHECK_COUNT];

#endif
