/* common.h - comments, tasks, attachments, decisions, saved views, baselines.
 *
 * Purpose: the door of the module: entities that hang on records of all
 * others. core/decision.c writes decisions by these field names. Clauses: R155
 * 7.2.2.2; ISO/SAE 21434 RQ-05-08, RQ-06-11, RQ-06-12. */
#ifndef CSMS_DOMAIN_COMMON_H
#define CSMS_DOMAIN_COMMON_H

#include "core/model.h"

extern const struct module common_module;

#endif
