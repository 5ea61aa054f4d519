#include "domain/org/org_schema.h"

#include "domain/org/org_rules.h"

// clang-format off

/* ---- site ---- */

static const struct choice site_kinds[] = {
    {"headquarters", "Headquarters", NULL},
    {"development", "Research and development", NULL},
    {"plant", "Plant", NULL},
    {"operations_centre", "Security operations centre", NULL},
    {"data_centre", "Data centre", NULL},
    {"logistics", "Logistics and parts", NULL},
    {"service", "Sales and service", NULL}};

static const struct field site_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What the site is called inside the company; the name that certificates print."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(site_kinds),
     .about = "What mainly happens here. It decides which duties a site has: a plant answers for "
              "clause 12, an operations centre for monitoring.",
     .clause = "R155-7.2.2.1"},
    {"parent", "Belongs to", FIELD_REF, FIELD_LISTED | FIELD_SCOPE, .refers = "site",
     .about = "The site above this one. Whoever has a role there has it here too."},
    {"activities", "Activities", FIELD_PROSE, 0, .max = 4000,
     .about = "The activities with a bearing on cybersecurity that are done here, so that an "
              "audit programme and a certificate can name them."},
    {"legal_entity", "Legal entity", FIELD_TEXT, 0, .max = 200,
     .about = "The company in whose name the site acts; the one that signs declarations.",
     .clause = "R155-6.3.2"},
    {"street", "Street", FIELD_TEXT, 0, .max = 200,
     .about = "Street and number, as on official papers."},
    {"city", "Postcode and city", FIELD_TEXT, FIELD_LISTED, .max = 200,
     .about = "Postcode and city, as on official papers."},
    {"country", "Country", FIELD_TEXT, FIELD_LISTED, .min = 2, .max = 2,
     .about = "Two-letter country code (ISO 3166), such as DE or JP; it decides which "
              "jurisdiction's reporting duties apply."},
    {"time_zone", "Time zone", FIELD_TEXT, 0, .max = 60,
     .about = "IANA name such as Europe/Berlin; deadlines of this site are counted in it."},
    {"head_count", "People", FIELD_INTEGER, 0, .min = 0, .max = 1000000, .unit = "people",
     .about = "How many people work here; auditors size their samples by it."},
    {"responsible", "Responsible for security", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who answers for cybersecurity at this site.", .clause = "RQ-05-03"},
    {"is_certified_scope", "In the scope of the CSMS", FIELD_BOOL, FIELD_REASON,
     .about = "Whether the site belongs to the scope that the certificate of compliance "
              "describes.",
     .clause = "R155-6.3.1"},
    {"security_zone", "Physical protection", FIELD_PROSE, 0, .max = 4000,
     .about = "Protected areas, access control and visitors, where prototypes, keys or "
              "programming stations are kept.",
     .clause = "RC-05-13"}};

const struct entity org_site = {
    .name = "site", .title = "Site", .plural = "Sites", .key_prefix = "SI",
    .about = "A place where the organisation works: headquarters, development, plant, operations "
             "centre. Sites are the scopes of roles: permission given for a site reaches the "
             "sites and projects below it. The application for the certificate describes them "
             "(R155 6.3.1), and the audit programme samples them.",
    .clauses = "R155-6.3.1 R155-7.2.2.1 RQ-05-03", .title_field = "name",
    FIELDS(site_fields), .check = org_check_site};

/* ---- unit ---- */

static const struct choice unit_kinds[] = {
    {"company", "Company", NULL},
    {"division", "Division", NULL},
    {"department", "Department", NULL},
    {"team", "Team", NULL},
    {"committee", "Committee or board", NULL}};

static const struct field unit_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "The unit's full name."},
    {"short_name", "Short name", FIELD_TEXT, FIELD_LISTED, .max = 40,
     .about = "What colleagues call it, such as EE-S3."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED, CHOICES(unit_kinds),
     .about = "Where the unit stands in the organisation."},
    {"parent", "Belongs to", FIELD_REF, FIELD_LISTED, .refers = "org_unit",
     .about = "The unit above this one."},
    {"site", "Site", FIELD_REF, FIELD_LISTED | FIELD_SCOPE, .refers = "site",
     .about = "Where the unit mainly works."},
    {"manager", "Manager", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who leads the unit and can give it work and money.", .clause = "RQ-05-03"},
    {"purpose", "Cybersecurity duties", FIELD_PROSE, 0, .max = 4000,
     .about = "What the unit contributes to cybersecurity, in the words of the responsibility "
              "matrix.",
     .clause = "RQ-05-03"},
    {"disciplines", "Neighbouring disciplines", FIELD_PROSE, 0, .max = 4000,
     .about = "With which disciplines the unit exchanges results (functional safety, data "
              "protection, information security, quality) and by which channel.",
     .clause = "RQ-05-05"},
    {"cost_centre", "Cost centre", FIELD_TEXT, 0, .max = 40,
     .about = "The account that budget lines of the unit name.", .clause = "RQ-05-04"}};

const struct entity org_unit = {
    .name = "org_unit", .title = "Organisational unit", .plural = "Organisational units",
    .key_prefix = "OU",
    .about = "A company, department, team or board. ISO/SAE 21434 asks that every cybersecurity "
             "duty has an owner with enough authority (RQ-05-03) and that the disciplines next "
             "to it are known (RQ-05-05); the units say where both are found.",
    .clauses = "RQ-05-03 RQ-05-05 R155-7.2.2.2.a", .title_field = "name",
    FIELDS(unit_fields), .check = org_check_unit};

/* ---- person ---- */

static const struct choice person_kinds[] = {
    {"employee", "Employee", NULL},
    {"contractor", "Contractor", NULL},
    {"supplier", "At a supplier", NULL},
    {"customer", "At a customer", NULL},
    {"authority", "At an authority or technical service", NULL},
    {"auditor", "External auditor", NULL}};

static const struct field person_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED | FIELD_PERSONAL, .max = 200,
     .about = "First and last name. Kept encrypted under the person's own key, so that it can be "
              "erased without breaking the record of what was decided."},
    {"email", "E-mail", FIELD_TEXT, FIELD_PERSONAL, .max = 254,
     .about = "Business address for notices; encrypted like the name."},
    {"phone", "Phone", FIELD_TEXT, FIELD_PERSONAL, .max = 40,
     .about = "Number for incidents, with country code; encrypted like the name."},
    {"kind", "Relation", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(person_kinds),
     .about = "Whether the person is one of ours or acts for another party."},
    {"position", "Position", FIELD_TEXT, FIELD_LISTED, .max = 120,
     .about = "The job as the organisation chart names it; not a role of the management system."},
    {"org_unit", "Unit", FIELD_REF, FIELD_LISTED, .refers = "org_unit",
     .about = "Where the person works in the organisation."},
    {"site", "Site", FIELD_REF, FIELD_LISTED | FIELD_SCOPE, .refers = "site",
     .about = "Where the person mainly works."},
    {"organisation", "Organisation", FIELD_TEXT, 0, .max = 200,
     .about = "For persons of another party: the name of that party."},
    {"language", "Language", FIELD_TEXT, 0, .min = 2, .max = 10,
     .about = "Language of notices and training, as a code such as en or de."},
    {"time_zone", "Time zone", FIELD_TEXT, 0, .max = 60,
     .about = "IANA name such as Asia/Tokyo; times in notices are shown in it."},
    {"is_on_call", "Reachable out of hours", FIELD_BOOL, 0,
     .about = "Whether incident escalation may call the person at night.",
     .clause = "RQ-13-01"},
    {"joined_on", "Joined on", FIELD_DATE, 0,
     .about = "First day in the organisation; training duties start here."},
    {"left_on", "Left on", FIELD_DATE, 0,
     .about = "Last day. Roles must have ended by then; a check looks for those that have not."}};

const struct entity org_person = {
    .name = "person", .title = "Person", .plural = "Persons", .key_prefix = "PE",
    .about = "Somebody who does, decides or receives something. Persons own records, hold roles, "
             "sign decisions and prove competence (RQ-05-03, RQ-05-07). What identifies them is "
             "encrypted per person and can be erased. A person signs in with an account, which "
             "is kept apart.",
    .clauses = "RQ-05-03 RQ-05-07 R155-7.2.2.2.a", .title_field = "name",
    FIELDS(person_fields), .check = org_check_person};

/* ---- role ---- */

static const struct field role_fields[] = {
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 120,
     .about = "The role's name, as responsibility matrices and decisions print it."},
    {"permissions", "Permissions", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     .max = 2000,
     .about = "What the role may do: words module.action apart by one blank, such as "
              "\"tara.write tara.read *.read\". Actions: read, write, approve, retire, import, "
              "administer; * stands for all. Whoever writes may not approve the same content, "
              "whatever his roles.",
     .clause = "RQ-05-03"},
    {"purpose", "Purpose", FIELD_PROSE, FIELD_REQUIRED | FIELD_LISTED, .max = 4000,
     .about = "What the role is for and what it answers for."},
    {"tasks", "Tasks", FIELD_PROSE, 0, .max = 8000,
     .about = "The regular work of the role, one line each."},
    {"authority", "Authority", FIELD_PROSE, 0, .max = 4000,
     .about = "What the role may decide alone, stop or escalate; a duty without authority fails "
              "the standard.",
     .clause = "RQ-05-03"},
    {"competence", "Needed competence", FIELD_PROSE, 0, .max = 4000,
     .about = "What a holder has to know and be able to do before the appointment.",
     .clause = "RQ-05-07"},
    {"incompatible_with", "Not together with", FIELD_REFS, 0, .refers = "role",
     .about = "Roles that the same person should not hold in the same scope, such as engineer "
              "and assessor.",
     .clause = "RQ-05-17"},
    {"reports_to", "Reports to", FIELD_REF, 0, .refers = "role",
     .about = "The role to which this one escalates."}};

const struct entity org_role = {
    .name = "role", .title = "Role", .plural = "Roles", .key_prefix = "RO",
    .about = "A bundle of duties, authority and permissions. Nobody gets permissions as a "
             "person: a role assignment gives them a role, for a place and a time. ISO/SAE 21434 "
             "asks that responsibilities are assigned and known (RQ-05-03).",
    .clauses = "RQ-05-03 RQ-05-07 R155-7.2.2.2.a", .title_field = "title",
    FIELDS(role_fields), .check = org_check_role};

/* ---- role assignment ---- */

static const struct field assignment_fields[] = {
    {"person", "Person", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     .refers = "person",
     .about = "Who holds the role.", .clause = "RQ-05-03"},
    {"role", "Role", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, .refers = "role",
     .about = "Which role.", .clause = "RQ-05-03"},
    {"scope", "Scope", FIELD_REF, FIELD_LISTED | FIELD_REASON | FIELD_SCOPE,
     .refers = "site project",
     .about = "The site or project where the role holds, with everything below it. Empty: "
              "everywhere."},
    {"valid_from", "From", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "First day of the appointment. Empty: from the beginning."},
    {"valid_to", "Until", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "Last day of the appointment. Empty: until further notice."},
    {"appointment", "Appointment", FIELD_REF, 0, .refers = "evidence",
     .about = "The letter, minutes or record by which the person was appointed and accepted.",
     .clause = "RQ-05-03"},
    {"deputy", "Deputy", FIELD_REF, FIELD_LISTED | FIELD_REASON, .refers = "person",
     .about = "Who stands in. A deputy has the permissions only between the two dates below."},
    {"deputy_from", "Deputy from", FIELD_DATE, FIELD_REASON,
     .about = "First day on which the deputy may act."},
    {"deputy_to", "Deputy until", FIELD_DATE, FIELD_REASON,
     .about = "Last day on which the deputy may act."},
    {"workload", "Share of working time", FIELD_INTEGER, 0, .min = 0, .max = 100, .unit = "%",
     .about = "How much of the person's time the role has; resources are to be provided, not "
              "only names.",
     .clause = "RQ-05-04"},
    {"remarks", "Remarks", FIELD_PROSE, 0, .max = 4000,
     .about = "Limits or conditions of the appointment."}};

const struct entity org_role_assignment = {
    .name = "role_assignment", .title = "Role assignment", .plural = "Role assignments",
    .key_prefix = "RA",
    .about = "Who holds which role, where, from when until when, and who stands in. This is what "
             "permission checks read, and what an auditor compares with the appointment letter "
             "(RQ-05-03). It ends by its last day or by being retired; it is never deleted.",
    .clauses = "RQ-05-03 RQ-05-04 RQ-06-01 R155-7.2.2.2.a", .title_field = "role",
    FIELDS(assignment_fields), .check = org_check_assignment};

// clang-format on
