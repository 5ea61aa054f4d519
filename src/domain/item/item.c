#include "domain/item/item.h"

#include "domain/item/item_schema.h"

static const struct entity *const item_entities[] = {&item_vehicle_line,
                                                     &item_vehicle_type,
                                                     &item_type_approval,
                                                     &item_market_rule,
                                                     &item_program,
                                                     &item_project,
                                                     &item_cybersecurity_plan,
                                                     &item_plan_activity,
                                                     &item_reuse_analysis,
                                                     &item_item,
                                                     &item_function,
                                                     &item_component,
                                                     &item_data_element,
                                                     &item_channel,
                                                     &item_data_flow,
                                                     &item_trust_zone,
                                                     &item_interface,
                                                     &item_support_window,
                                                     &item_end_of_support_notice,
                                                     &item_decommission_plan,
                                                     NULL};

const struct module item_module = {
    .name = "item",
    .title = "Product and architecture",
    .part = 3,
    .about = "Vehicle types and the regulations that bind them, projects and their plans, items "
             "with their architecture, and the end of support. The item definition (ISO/SAE "
             "21434 clause 9.3) is the ground on which threats are analysed.",
    .entities = item_entities,
    .checks = item_checks,
    .check_count = COUNT(item_checks),
};
