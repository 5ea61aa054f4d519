#include "domain/item/item_schema.h"

/* ?1 is the workspace's date of today, YYYY-MM-DD. A set of references is
 * packed, 16 bytes each, so length(f_x) < 32 says fewer than two. */

/* A part that was changed after its item was approved. */
#define PART_CHANGED(table)                                                         \
    "EXISTS (SELECT 1 FROM {" table "} WHERE " table ".f_item = item.id AND " table \
    ".changed_us > item.changed_us)"

#define OPEN_PROJECT "project.retired_us IS NULL AND project.state IN ('planned', 'running')"

// clang-format off
const struct check item_checks[ITEM_CHECK_COUNT] = {
    {.id = "ITEM-01", .clauses = "RQ-09-01 R155-7.3.3", .severity = "error",
     .entity = "item", .reads = "item",
     .sql = "SELECT id FROM {item} WHERE retired_us IS NULL AND state <> 'obsolete' "
            "AND f_boundary IS NULL ORDER BY key",
     .sentence = "The item has no boundary, so nobody can tell what the analysis covers; say "
                 "what belongs to it and what does not."},
    {.id = "ITEM-02", .clauses = "RQ-09-02", .severity = "error",
     .entity = "item", .reads = "item",
     .sql = "SELECT id FROM {item} WHERE retired_us IS NULL AND state <> 'obsolete' "
            "AND f_environment IS NULL ORDER BY key",
     .sentence = "The operational environment is not described; say where, by whom and next to "
                 "what the item is used."},
    {.id = "ITEM-03", .clauses = "RQ-09-01", .severity = "error",
     .entity = "item", .reads = "item function",
     .sql = "SELECT item.id FROM {item} WHERE item.retired_us IS NULL "
            "AND item.state <> 'obsolete' AND NOT EXISTS (SELECT 1 FROM {function} "
            "WHERE function.f_item = item.id AND function.retired_us IS NULL) "
            "ORDER BY item.key",
     .sentence = "The item has no function; name what it is meant to do."},
    {.id = "ITEM-04", .clauses = "RQ-09-01", .severity = "error",
     .entity = "item", .reads = "item component",
     .sql = "SELECT item.id FROM {item} WHERE item.retired_us IS NULL "
            "AND item.state <> 'obsolete' AND NOT EXISTS (SELECT 1 FROM {component} "
            "WHERE component.f_item = item.id AND component.retired_us IS NULL) "
            "ORDER BY item.key",
     .sentence = "The item has no component, so there is no preliminary architecture; add the "
                 "components inside its boundary."},
    {.id = "ITEM-05", .clauses = "RQ-06-02", .severity = "warning",
     .entity = "item", .reads = "item",
     .sql = "SELECT id FROM {item} WHERE retired_us IS NULL AND state <> 'obsolete' "
            "AND (f_relevance = 'open' OR f_relevance_rationale IS NULL) ORDER BY key",
     .sentence = "Relevance for cybersecurity is open or has no reasoning; decide it and say "
                 "why."},
    {.id = "ITEM-06", .clauses = "WP-09-01", .severity = "warning",
     .entity = "item", .reads = "item project",
     .sql = "SELECT item.id FROM {item} JOIN {project} ON project.id = item.f_project "
            "WHERE item.retired_us IS NULL AND item.state IN ('draft', 'in_review') "
            "AND project.f_phase <> 'concept' ORDER BY item.key",
     .sentence = "The project is past the concept phase, but the item definition is not "
                 "approved; have it reviewed and approved."},
    {.id = "ITEM-07", .clauses = "WP-09-01 R155-7.2.2.2.f", .severity = "error",
     .entity = "item",
     .reads = "item function component data_element channel data_flow trust_zone",
     .sql = "SELECT item.id FROM {item} WHERE item.retired_us IS NULL "
            "AND item.state = 'approved' AND (" PART_CHANGED("function") " OR "
            PART_CHANGED("component") " OR " PART_CHANGED("data_element") " OR "
            PART_CHANGED("channel") " OR " PART_CHANGED("data_flow") " OR "
            PART_CHANGED("trust_zone") ") ORDER BY item.key",
     .sentence = "Something inside the item changed after its approval; revise the item, look at "
                 "the difference and have it approved again."},
    {.id = "ITEM-08", .clauses = "R155-7.2.2.5 R155-7.3.2", .severity = "error",
     .entity = "component", .reads = "component",
     .sql = "SELECT id FROM {component} WHERE retired_us IS NULL AND f_supplier_name IS NULL "
            "AND f_origin IN ('supplier', 'out_of_context', 'off_the_shelf', 'open_source') "
            "ORDER BY key",
     .sentence = "The component comes from outside, but its supplier is not named; name the "
                 "supplier or the open-source project."},
    {.id = "ITEM-09", .clauses = "RQ-05-12 R156-7.1.1.2", .severity = "warning",
     .entity = "component", .reads = "component",
     .sql = "SELECT id FROM {component} WHERE retired_us IS NULL AND f_kind IN ('ecu', "
            "'gateway', 'telematics', 'soc', 'hsm', 'sensor', 'actuator', 'software', "
            "'operating_system') AND (f_part_number IS NULL OR (f_software_version IS NULL "
            "AND f_hardware_version IS NULL)) ORDER BY key",
     .sentence = "Part number or version is missing, so the component cannot be found in the "
                 "field; add them."},
    {.id = "ITEM-10", .clauses = "RQ-06-21 RQ-06-18", .severity = "error",
     .entity = "component", .reads = "component reuse_analysis",
     .sql = "SELECT component.id FROM {component} WHERE component.retired_us IS NULL "
            "AND component.f_origin IN ('off_the_shelf', 'out_of_context', 'carry_over') "
            "AND NOT EXISTS (SELECT 1 FROM {reuse_analysis} WHERE "
            "reuse_analysis.f_subject = component.id AND reuse_analysis.retired_us IS NULL "
            "AND reuse_analysis.state <> 'obsolete') ORDER BY component.key",
     .sentence = "The component was not developed for this use, and no reuse analysis looks at "
                 "it; analyse documentation, assumptions and environment."},
    {.id = "ITEM-11", .clauses = "R155-7.3.8", .severity = "warning",
     .entity = "component", .reads = "component",
     .sql = "SELECT id FROM {component} WHERE retired_us IS NULL AND f_kind = 'hsm' "
            "AND f_cryptographic_module IS NULL ORDER BY key",
     .sentence = "A cryptographic module without the consensus standard it follows; name the "
                 "standard or justify why none applies."},
    {.id = "ITEM-12", .clauses = "RQ-09-01", .severity = "warning",
     .entity = "channel", .reads = "channel",
     .sql = "SELECT id FROM {channel} WHERE retired_us IS NULL AND (f_endpoints IS NULL "
            "OR length(f_endpoints) < 32) ORDER BY key",
     .sentence = "A channel joins at least two components; add its endpoints, also those "
                 "outside the vehicle."},
    {.id = "ITEM-13", .clauses = "R155-7.3.4 RQ-10-07", .severity = "warning",
     .entity = "channel", .reads = "channel",
     .sql = "SELECT id FROM {channel} WHERE retired_us IS NULL AND f_reach IN ('near', 'far') "
            "AND f_protection IN ('none', 'checksum', 'unknown') ORDER BY key",
     .sentence = "Reachable from outside and not protected, or not known to be; protect it, or "
                 "treat the risk in an analysis."},
    {.id = "ITEM-14", .clauses = "RQ-09-01", .severity = "warning",
     .entity = "data_flow", .reads = "data_flow",
     .sql = "SELECT id FROM {data_flow} WHERE retired_us IS NULL AND (f_channels IS NULL "
            "OR f_data_elements IS NULL) ORDER BY key",
     .sentence = "The flow names no channel or no data; say what travels on what."},
    {.id = "ITEM-15", .clauses = "R155-7.3.4 RQ-12-02", .severity = "error",
     .entity = "interface", .reads = "interface",
     .sql = "SELECT id FROM {interface} WHERE retired_us IS NULL AND f_exposure <> 'none' "
            "AND f_kind IN ('debug', 'diagnostics', 'update', 'api', 'service') "
            "AND (f_access_control IS NULL OR f_access_control IN ('none', 'obscurity')) "
            "ORDER BY key",
     .sentence = "The interface can be reached and nothing stands before it; close it, or "
                 "control who may use it."},
    {.id = "ITEM-16", .clauses = "R155-7.3.3", .severity = "error",
     .entity = "vehicle_type", .reads = "vehicle_type",
     .sql = "SELECT id FROM {vehicle_type} WHERE retired_us IS NULL AND state <> 'closed' "
            "AND f_critical_elements IS NULL ORDER BY key",
     .sentence = "No critical elements are named for the type; identify them, so that the risk "
                 "assessment can be exhaustive."},
    {.id = "ITEM-17", .clauses = "R155-1.1", .severity = "error",
     .entity = "vehicle_type", .reads = "vehicle_type market_rule",
     .sql = "SELECT vehicle_type.id FROM {vehicle_type} WHERE vehicle_type.retired_us IS NULL "
            "AND vehicle_type.state <> 'closed' AND NOT EXISTS (SELECT 1 FROM {market_rule} "
            "WHERE market_rule.f_vehicle_type = vehicle_type.id "
            "AND market_rule.retired_us IS NULL AND market_rule.state <> 'superseded') "
            "ORDER BY vehicle_type.key",
     .sentence = "Nobody said which regulations bind the type; add a market rule for each market "
                 "and regulation."},
    {.id = "ITEM-18", .clauses = "R155-1.1", .severity = "warning",
     .entity = "market_rule", .reads = "market_rule",
     .sql = "SELECT id FROM {market_rule} WHERE retired_us IS NULL "
            "AND (state = 'proposed' OR (state = 'decided' AND f_applies = 'open')) "
            "ORDER BY key",
     .sentence = "The market rule is not decided; find the answer and have it signed."},
    {.id = "ITEM-19", .clauses = "R155-6.7 R155-6.11 R155-7.3.1", .severity = "error",
     .entity = "type_approval", .reads = "type_approval",
     .sql = "SELECT id FROM {type_approval} WHERE retired_us IS NULL AND state = 'granted' "
            "AND f_certificate_valid_to < ?1 ORDER BY key",
     .sentence = "The certificate that the approval rests on has expired; renew it and note the "
                 "new date."},
    {.id = "ITEM-20", .clauses = "RQ-06-02", .severity = "warning",
     .entity = "project", .reads = "project",
     .sql = "SELECT id FROM {project} WHERE " OPEN_PROJECT " AND f_relevance = 'open' "
            "ORDER BY key",
     .sentence = "Nobody decided whether the project is relevant for cybersecurity; answer it "
                 "with a reason."},
    {.id = "ITEM-21", .clauses = "RQ-06-03 WP-06-01", .severity = "error",
     .entity = "project", .reads = "project cybersecurity_plan",
     .sql = "SELECT project.id FROM {project} WHERE " OPEN_PROJECT
            " AND project.f_relevance <> 'not_relevant' AND NOT EXISTS (SELECT 1 FROM "
            "{cybersecurity_plan} WHERE cybersecurity_plan.f_project = project.id "
            "AND cybersecurity_plan.retired_us IS NULL "
            "AND cybersecurity_plan.state <> 'obsolete') ORDER BY project.key",
     .sentence = "The project has no cybersecurity plan; write one with activities, persons and "
                 "dates."},
    {.id = "ITEM-22", .clauses = "RQ-06-01 RQ-06-04", .severity = "warning",
     .entity = "project", .reads = "project",
     .sql = "SELECT id FROM {project} WHERE " OPEN_PROJECT
            " AND f_relevance <> 'not_relevant' AND f_cybersecurity_manager IS NULL "
            "ORDER BY key",
     .sentence = "Nobody answers for the project's cybersecurity; name the cybersecurity "
                 "manager."},
    {.id = "ITEM-23", .clauses = "RQ-06-03", .severity = "warning",
     .entity = "plan_activity", .reads = "plan_activity",
     .sql = "SELECT id FROM {plan_activity} WHERE retired_us IS NULL "
            "AND state IN ('planned', 'running') AND (f_objective IS NULL "
            "OR f_work_product IS NULL OR f_ends_on IS NULL "
            "OR (f_responsible IS NULL AND f_party IS NULL)) ORDER BY key",
     .sentence = "The activity lacks objective, responsible, due day or work product; the "
                 "standard asks for all of them."},
    {.id = "ITEM-24", .clauses = "RQ-06-04 RQ-06-09", .severity = "warning",
     .entity = "plan_activity", .reads = "plan_activity",
     .sql = "SELECT id FROM {plan_activity} WHERE retired_us IS NULL "
            "AND state IN ('planned', 'running') AND f_ends_on < ?1 ORDER BY key",
     .sentence = "The activity is overdue; finish it, or move its date with a reason."},
    {.id = "ITEM-25", .clauses = "RQ-06-14", .severity = "error",
     .entity = "plan_activity", .reads = "plan_activity",
     .sql = "SELECT id FROM {plan_activity} WHERE retired_us IS NULL AND state = 'dropped' "
            "AND f_rationale IS NULL ORDER BY key",
     .sentence = "The activity was left out without a rationale; say why its objective is still "
                 "met."},
    {.id = "ITEM-26", .clauses = "RQ-14-01 R155-7.2.2.1.c", .severity = "warning",
     .entity = "vehicle_type", .reads = "vehicle_type support_window",
     .sql = "SELECT vehicle_type.id FROM {vehicle_type} WHERE vehicle_type.retired_us IS NULL "
            "AND vehicle_type.state IN ('production', 'post_production') AND NOT EXISTS "
            "(SELECT 1 FROM {support_window} WHERE (support_window.f_subject = vehicle_type.id "
            "OR support_window.f_subject = vehicle_type.f_line) "
            "AND support_window.retired_us IS NULL AND support_window.state = 'committed' "
            "AND support_window.f_ends_on >= ?1) ORDER BY vehicle_type.key",
     .sentence = "The type is on the road without committed cybersecurity support; commit a "
                 "support window for the type or its line."},
    {.id = "ITEM-27", .clauses = "RQ-14-01 WP-14-01", .severity = "error",
     .entity = "support_window", .reads = "support_window end_of_support_notice",
     .sql = "SELECT support_window.id FROM {support_window} WHERE "
            "support_window.retired_us IS NULL AND support_window.state <> 'draft' "
            "AND support_window.f_ends_on < ?1 AND NOT EXISTS (SELECT 1 FROM "
            "{end_of_support_notice} WHERE end_of_support_notice.f_window = support_window.id "
            "AND end_of_support_notice.retired_us IS NULL "
            "AND end_of_support_notice.state IN ('sent', 'acknowledged')) "
            "ORDER BY support_window.key",
     .sentence = "Support has ended and nobody was told; send the end of support notice."},
    {.id = "ITEM-28", .clauses = "RQ-14-02", .severity = "warning",
     .entity = "vehicle_type", .reads = "vehicle_type decommission_plan",
     .sql = "SELECT vehicle_type.id FROM {vehicle_type} WHERE vehicle_type.retired_us IS NULL "
            "AND vehicle_type.state IN ('production', 'post_production') AND NOT EXISTS "
            "(SELECT 1 FROM {decommission_plan} WHERE "
            "(decommission_plan.f_subject = vehicle_type.id "
            "OR decommission_plan.f_subject = vehicle_type.f_line) "
            "AND decommission_plan.retired_us IS NULL "
            "AND decommission_plan.state = 'approved') ORDER BY vehicle_type.key",
     .sentence = "The type is on the road without an approved decommissioning plan; write one "
                 "and make its instructions available."}};
// clang-format on
