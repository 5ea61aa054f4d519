/* item_schema.h - the tables of the module, for its own files. */
#ifndef CSMS_DOMAIN_ITEM_SCHEMA_H
#define CSMS_DOMAIN_ITEM_SCHEMA_H

#include "core/model.h"

#define ITEM_CHECK_COUNT 28

extern const struct entity item_vehicle_line;
extern const struct entity item_vehicle_type;
extern const struct entity item_type_approval;
extern const struct entity item_market_rule;
extern const struct entity item_program;
extern const struct entity item_project;
extern const struct entity item_cybersecurity_plan;
extern const struct entity item_plan_activity;
extern const struct entity item_reuse_analysis;

extern const struct entity item_item;
extern const struct entity item_function;
extern const struct entity item_component;
extern const struct entity item_data_element;
extern const struct entity item_channel;
extern const struct entity item_data_flow;
extern const struct entity item_trust_zone;
extern const struct entity item_interface;

extern const struct entity item_support_window;
extern const struct entity item_end_of_support_notice;
extern const struct entity item_decommission_plan;

extern const struct check item_checks[ITEM_CHECK_COUNT];

#endif
