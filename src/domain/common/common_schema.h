/* common_schema.h - the tables of the module, for its own files. */
#ifndef CSMS_DOMAIN_COMMON_SCHEMA_H
#define CSMS_DOMAIN_COMMON_SCHEMA_H

#include "core/model.h"

#define COMMON_CHECK_COUNT 5
#define COMMON_VIEW_COUNT 2

extern const struct entity common_comment;
extern const struct entity common_task;
extern const struct entity common_attachment;
extern const struct entity common_decision;
extern const struct entity common_saved_view;
extern const struct entity common_baseline;
extern const struct entity common_branch;
extern const struct check common_checks[COMMON_CHECK_COUNT];
extern const struct module_view common_views[COMMON_VIEW_COUNT];

#endif
