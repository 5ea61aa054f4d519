#include "domain/org/org_schema.h"

/* ?1 is the workspace's date of today, YYYY-MM-DD. */

#define HOLDS_TODAY                                                                     \
    "role_assignment.retired_us IS NULL AND "                                           \
    "(role_assignment.f_valid_from IS NULL OR role_assignment.f_valid_from <= ?1) AND " \
    "(role_assignment.f_valid_to IS NULL OR role_assignment.f_valid_to >= ?1)"

// clang-format off
const struct check org_checks[ORG_CHECK_COUNT] = {
    {.id = "ORG-01", .clauses = "RQ-05-03 R155-7.2.2.2.a", .severity = "warning",
     .entity = "role_assignment", .reads = "role_assignment",
     .sql = "SELECT id FROM {role_assignment} WHERE retired_us IS NULL "
            "AND f_appointment IS NULL ORDER BY key",
     .sentence = "The role is held without evidence of an appointment; attach the letter or "
                 "minutes by which the person was appointed."},
    {.id = "ORG-02", .clauses = "RQ-05-03 R155-7.2.2.2.a", .severity = "error",
     .entity = "role_assignment", .reads = "role_assignment person",
     .sql = "SELECT role_assignment.id FROM {role_assignment} JOIN {person} "
            "ON person.id = role_assignment.f_person WHERE " HOLDS_TODAY
            " AND (person.retired_us IS NOT NULL OR person.f_left_on < ?1) "
            "ORDER BY role_assignment.key",
     .sentence = "The person has left but still holds the role; end the assignment and appoint "
                 "somebody."},
    {.id = "ORG-03", .clauses = "RQ-05-03", .severity = "info",
     .entity = "role", .reads = "role role_assignment",
     .sql = "SELECT role.id FROM {role} WHERE role.retired_us IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM {role_assignment} WHERE role_assignment.f_role = role.id AND "
            HOLDS_TODAY ") ORDER BY role.key",
     .sentence = "Nobody holds this role today; assign it, or retire it where its duties lie "
                 "elsewhere."},
    {.id = "ORG-04", .clauses = "RQ-05-03 R155-7.2.2.1.b", .severity = "warning",
     .entity = "site", .reads = "site",
     .sql = "SELECT id FROM {site} WHERE retired_us IS NULL AND f_responsible IS NULL "
            "ORDER BY key",
     .sentence = "Nobody answers for cybersecurity at this site; name the person responsible."},
    {.id = "ORG-05", .clauses = "RQ-05-03", .severity = "info",
     .entity = "org_unit", .reads = "org_unit",
     .sql = "SELECT id FROM {org_unit} WHERE retired_us IS NULL AND f_manager IS NULL "
            "ORDER BY key",
     .sentence = "The unit has no manager, so its duties have no authority behind them; name "
                 "one."},
    {.id = "ORG-06", .clauses = "RQ-05-03", .severity = "warning",
     .entity = "role_assignment", .reads = "role_assignment role",
     .sql = "SELECT role_assignment.id FROM {role_assignment} JOIN {role} "
            "ON role.id = role_assignment.f_role WHERE " HOLDS_TODAY
            " AND role_assignment.f_valid_to IS NULL AND role_assignment.f_scope IS NULL "
            "AND (' ' || role.f_permissions || ' ') LIKE '% * %' ORDER BY role_assignment.key",
     .sentence = "Unlimited permission is held everywhere and without an end; give it a last "
                 "day or a narrower role."},
    {.id = "ORG-07", .clauses = "RQ-05-03", .severity = "error",
     .entity = "role_assignment", .reads = "role_assignment role",
     .sql = "SELECT role_assignment.id FROM {role_assignment} JOIN {role} "
            "ON role.id = role_assignment.f_role WHERE " HOLDS_TODAY
            " AND role.retired_us IS NOT NULL ORDER BY role_assignment.key",
     .sentence = "The role was retired, so this assignment gives no permission any more; assign "
                 "its successor or end it."},
    {.id = "ORG-08", .clauses = "RQ-05-03", .severity = "warning",
     .entity = "role", .reads = "role",
     .sql = "SELECT id FROM {role} WHERE retired_us IS NULL AND f_competence IS NULL "
            "AND f_permissions LIKE '%.approve%' ORDER BY key",
     .sentence = "The role may approve, but no competence is asked for; say what a holder must "
                 "know."}};
// clang-format on
