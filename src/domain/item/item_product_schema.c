#include "domain/item/item_schema.h"

#include "domain/item/item_rules.h"

// clang-format off

/* ---- vehicle line ---- */

static const struct state line_states[] = {
    {"planned", "Planned", NULL},
    {"development", "In development", "info"},
    {"production", "In production", "good"},
    {"post_production", "Post-production", "warn"},
    {"closed", "Out of operation", NULL}};

static const struct verb line_verbs[] = {
    {"start_development", "Start development", "planned", "development", "write", 0, NULL},
    {"start_production", "Start production", "development", "production", "write", VERB_REASON,
     NULL},
    {"end_production", "End production", "production", "post_production", "write", VERB_REASON,
     NULL},
    {"close", "Close", "post_production", "closed", "write", VERB_REASON, NULL}};

static const struct life_cycle line_life = {LIFE(line_states, line_verbs)};

static const struct field line_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 120,
     .about = "The name under which the line is developed and sold."},
    {"code", "Code", FIELD_TEXT, FIELD_LISTED, .max = 40,
     .about = "The internal code of the line."},
    {"brand", "Brand", FIELD_TEXT, FIELD_LISTED, .max = 120,
     .about = "The brand or brands it is sold under."},
    {"segment", "Segment", FIELD_TEXT, 0, .max = 120,
     .about = "Kind of vehicle in the words of the market, such as compact car or city bus."},
    {"platform", "E/E platform", FIELD_TEXT, FIELD_LISTED, .max = 120,
     .about = "The electric and electronic architecture the line is built on; lines of one "
              "platform share components and their vulnerabilities.",
     .clause = "R155-2.1"},
    {"description", "Description", FIELD_PROSE, 0, .max = 8000,
     .about = "What sets the line apart, in a few sentences."},
    {"connected_services", "Connected services", FIELD_PROSE, 0, .max = 8000,
     .about = "Services that reach the vehicle from outside: remote functions, over-the-air "
              "update, app, fleet platform.",
     .clause = "R155-7.3.3"},
    {"production_from", "Production from", FIELD_DATE, FIELD_LISTED,
     .about = "First day of series production, planned or real."},
    {"production_to", "Production until", FIELD_DATE, FIELD_REASON,
     .about = "Last day of series production. Approval records are kept ten years from here.",
     .clause = "R155-3.3.a"},
    {"site", "Lead site", FIELD_REF, FIELD_SCOPE, .refers = "site",
     .about = "The site that leads the line's development."},
    {"manager", "Line manager", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who answers for the line as a product."}};

const struct entity item_vehicle_line = {
    .name = "vehicle_line", .title = "Vehicle line", .plural = "Vehicle lines",
    .key_prefix = "VL",
    .about = "A family of vehicles sold under one name. Its types are what authorities approve; "
             "its life has the three phases that UN R155 names: development, production, "
             "post-production.",
    .clauses = "R155-7.2.2.1 R155-2.5 R155-2.6 R155-2.7", .title_field = "name",
    FIELDS(line_fields), .life = &line_life, .check = item_check_vehicle_line};

/* ---- vehicle type ---- */

static const struct choice categories[] = {
    {"M1", "M1: passenger car", NULL}, {"M2", "M2: bus up to 5 t", NULL},
    {"M3", "M3: bus over 5 t", NULL}, {"N1", "N1: goods up to 3.5 t", NULL},
    {"N2", "N2: goods up to 12 t", NULL}, {"N3", "N3: goods over 12 t", NULL},
    {"O1", "O1: light trailer", NULL}, {"O2", "O2: trailer up to 3.5 t", NULL},
    {"O3", "O3: trailer up to 10 t", NULL}, {"O4", "O4: trailer over 10 t", NULL},
    {"L1", "L1: light two-wheel", NULL}, {"L2", "L2: three-wheel moped", NULL},
    {"L3", "L3: motorcycle", NULL}, {"L4", "L4: motorcycle with side-car", NULL},
    {"L5", "L5: motor tricycle", NULL}, {"L6", "L6: light quadricycle", NULL},
    {"L7", "L7: heavy quadricycle", NULL}, {"T", "T: tractor", NULL},
    {"other", "Other", NULL}};

static const struct choice automation_levels[] = {
    {"0", "0: none", NULL}, {"1", "1: assistance", NULL}, {"2", "2: partial", NULL},
    {"3", "3: conditional", "warn"}, {"4", "4: high", "warn"}, {"5", "5: full", "warn"}};

static const struct field type_fields[] = {
    {"name", "Type designation", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     .max = 120,
     .about = "The manufacturer's designation of the type, as in the information document.",
     .clause = "R155-2.1"},
    {"line", "Vehicle line", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED, .refers = "vehicle_line",
     .about = "The line this type belongs to."},
    {"category", "Category", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(categories),
     .about = "Vehicle category in the sense of the UN regulations; it decides which apply.",
     .clause = "R155-1.1"},
    {"markets", "Markets", FIELD_TEXT, FIELD_LISTED, .max = 400,
     .about = "Where the type is registered: two-letter country codes apart by one blank, EU for "
              "the Union. Each needs its market rules."},
    {"ee_architecture", "Essential E/E architecture", FIELD_PROSE, FIELD_REASON, .max = 20000,
     .about = "The parts of the electric and electronic architecture that matter for "
              "cybersecurity and set this type apart from others.",
     .clause = "R155-2.1"},
    {"external_interfaces", "External interfaces", FIELD_PROSE, FIELD_REASON, .max = 20000,
     .about = "The ways to communicate with the vehicle from outside that set the type apart.",
     .clause = "R155-2.1"},
    {"critical_elements", "Critical elements", FIELD_REFS, FIELD_REASON, .refers = "component",
     .about = "The components that are critical for the type's cybersecurity; the risk "
              "assessment has to treat them, their interactions and the outside systems.",
     .clause = "R155-7.3.3"},
    {"automation_level", "Automation level", FIELD_CHOICE, 0, CHOICES(automation_levels),
     .about = "Highest level of driving automation that can be ordered."},
    {"has_aftermarket_environment", "Place for aftermarket software", FIELD_BOOL, 0,
     .about = "Whether the type offers an environment to store and run aftermarket software, "
              "services or data; it then has to be secured.",
     .clause = "R155-7.3.5"},
    {"has_remote_update", "Updates over the air", FIELD_BOOL, 0,
     .about = "Whether software is updated by radio; UN R156 then asks for more.",
     .clause = "R156-7.2.2"},
    {"production_from", "Production from", FIELD_DATE, FIELD_LISTED,
     .about = "First day of production of this type, planned or real."},
    {"production_to", "Production until", FIELD_DATE, FIELD_REASON,
     .about = "Last day of production. The authority is told when production ends for good.",
     .clause = "R155-11.1"},
    {"operation_to", "In operation until", FIELD_DATE, 0,
     .about = "Expected end of operation of the last vehicle; monitoring goes on until then.",
     .clause = "R155-2.7"},
    {"information_document", "Information document", FIELD_REF, 0, .refers = "evidence",
     .about = "The information document filed with the application.", .clause = "R155-A1"},
    {"homologation", "Homologation", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who deals with the approval authority for this type."},
    {"site", "Lead site", FIELD_REF, FIELD_SCOPE, .refers = "site",
     .about = "The site that answers for the type."}};

const struct entity item_vehicle_type = {
    .name = "vehicle_type", .title = "Vehicle type", .plural = "Vehicle types",
    .key_prefix = "VT",
    .about = "What an authority approves: vehicles that do not differ in designation and in the "
             "essential cybersecurity aspects of their architecture (R155 2.1). For each type "
             "the manufacturer shows the fulfilment of R155 7.3.",
    .clauses = "R155-2.1 R155-7.3.1 R155-7.3.3 R155-8.1 R155-11.1", .title_field = "name",
    FIELDS(type_fields), .life = &line_life, .check = item_check_vehicle_type};

/* ---- type approval ---- */

static const struct choice regulations[] = {
    {"R155", "UN R155: cybersecurity", NULL},
    {"R156", "UN R156: software update", NULL},
    {"R157", "UN R157: automated lane keeping", NULL},
    {"R79", "UN R79: steering", NULL},
    {"R13H", "UN R13-H: braking", NULL},
    {"EU_2018_858", "EU whole vehicle (2018/858)", NULL},
    {"EU_2024_2847", "EU Cyber Resilience Act (2024/2847)", NULL},
    {"EU_2016_679", "EU data protection (2016/679)", NULL},
    {"GB_44495", "China GB 44495: cybersecurity", NULL},
    {"GB_44496", "China GB 44496: software update", NULL},
    {"KMVSS", "Korea: Motor Vehicle Management Act", NULL},
    {"AIS_189", "India AIS-189: cybersecurity", NULL},
    {"AIS_190", "India AIS-190: software update", NULL},
    {"US_49_CFR", "United States: 49 CFR", NULL},
    {"other", "Other", NULL}};

static const struct state approval_states[] = {
    {"applied", "Applied for", "info"},
    {"granted", "Granted", "good"},
    {"refused", "Refused", "bad"},
    {"withdrawn", "Withdrawn", "bad"},
    {"ended", "Production ended", NULL}};

static const struct verb approval_verbs[] = {
    {"grant", "Record the grant", "applied", "granted", "write", 0, NULL},
    {"refuse", "Record the refusal", "applied", "refused", "write", VERB_REASON, NULL},
    {"apply_again", "Apply again", "refused withdrawn", "applied", "write", VERB_REASON, NULL},
    {"withdraw", "Record the withdrawal", "granted", "withdrawn", "write", VERB_REASON, NULL},
    {"end", "Record the end of production", "granted", "ended", "write", VERB_REASON, NULL}};

static const struct life_cycle approval_life = {LIFE(approval_states, approval_verbs)};

static const struct field approval_fields[] = {
    {"vehicle_type", "Vehicle type", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_PART,
     .refers = "vehicle_type", .about = "The type that is approved."},
    {"regulation", "Regulation", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED,
     CHOICES(regulations), .about = "Under which regulation."},
    {"series", "Series of amendments", FIELD_TEXT, 0, .max = 40,
     .about = "Series and supplement of the regulation under which it was granted, such as "
              "00 series, supplement 3."},
    {"number", "Approval number", FIELD_TEXT, FIELD_LISTED | FIELD_REASON, .max = 80,
     .about = "As on the communication form and, with its mark, on the vehicle.",
     .clause = "R155-A3"},
    {"extension", "Extension", FIELD_INTEGER, FIELD_LISTED | FIELD_REASON, .min = 0, .max = 999,
     .about = "Serial number of the extension; 0 for the first approval.",
     .clause = "R155-8.1.3"},
    {"authority", "Approval authority", FIELD_TEXT, FIELD_LISTED, .max = 200,
     .about = "The authority that grants."},
    {"technical_service", "Technical service", FIELD_TEXT, 0, .max = 200,
     .about = "Who examined and reported on the authority's behalf."},
    {"applied_on", "Applied on", FIELD_DATE, 0, .about = "Day of the application.",
     .clause = "R155-3.1"},
    {"granted_on", "Granted on", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "Day of the grant or extension.", .clause = "R155-5.2"},
    {"certificate_number", "CSMS certificate", FIELD_TEXT, 0, .max = 80,
     .about = "Number of the certificate of compliance that the application relied on.",
     .clause = "R155-7.3.1"},
    {"certificate_valid_to", "Certificate valid until", FIELD_DATE, FIELD_REASON,
     .about = "Last day of that certificate, three years at most from its delivery; after it "
              "the approval is in question.",
     .clause = "R155-6.7"},
    {"report", "Test report", FIELD_REF, 0, .refers = "evidence",
     .about = "The technical service's report."},
    {"communication", "Communication form", FIELD_REF, 0, .refers = "evidence",
     .about = "The authority's communication of grant, extension, refusal or withdrawal.",
     .clause = "R155-A2"},
    {"change", "What changed", FIELD_PROSE, 0, .max = 8000,
     .about = "For an extension: the modification of the type and why it touches cybersecurity.",
     .clause = "R155-8.1"}};

const struct entity item_type_approval = {
    .name = "type_approval", .title = "Type approval", .plural = "Type approvals",
    .key_prefix = "TP",
    .about = "One approval of a vehicle type or one extension of it: number, authority, date and "
             "the certificate it rests on. Changes of the type that touch cybersecurity are "
             "notified and end in a confirmation, an extension or a refusal (R155 8.1).",
    .clauses = "R155-5.1 R155-5.2 R155-7.3.1 R155-8.1", .title_field = "number",
    FIELDS(approval_fields), .life = &approval_life, .check = item_check_approval};

/* ---- market rule ---- */

static const struct choice applies_choices[] = {
    {"yes", "Applies", "info"},
    {"no", "Does not apply", NULL},
    {"open", "Open", "warn"}};

static const struct choice rule_kinds[] = {
    {"new_types", "New types", NULL},
    {"all_new_vehicles", "All new vehicles", NULL},
    {"existing_types", "Types approved before", NULL}};

static const struct state decided_states[] = {
    {"proposed", "Proposed", NULL},
    {"decided", "Decided", "good"},
    {"superseded", "Superseded", NULL}};

static const struct verb decided_verbs[] = {
    {"decide", "Decide", "proposed", "decided", "approve", VERB_DECISION,
     "I have read the regulation's scope and dates and the reasoning; the rule is right for this "
     "type and market, and I answer for it"},
    {"reopen", "Reopen", "decided", "proposed", "write", VERB_REASON, NULL},
    {"supersede", "Supersede", "decided", "superseded", "write", VERB_REASON, NULL}};

static const struct life_cycle decided_life = {LIFE(decided_states, decided_verbs),
    .reopens_to = "proposed", .reopens_from = "decided"};

static const struct field rule_fields[] = {
    {"vehicle_type", "Vehicle type", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_PART,
     .refers = "vehicle_type", .about = "For which type the question is answered."},
    {"market", "Market", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .min = 2, .max = 2,
     .about = "Two-letter country code, or EU for the Union."},
    {"regulation", "Regulation", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED,
     CHOICES(regulations), .about = "The regulation in question."},
    {"version", "Version", FIELD_TEXT, 0, .max = 80,
     .about = "Series, supplement or edition that counts on the date below."},
    {"applies", "Applies", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED,
     CHOICES(applies_choices), .about = "The answer: does this regulation bind this type here?",
     .clause = "R155-1.1"},
    {"kind", "Binds", FIELD_CHOICE, 0, CHOICES(rule_kinds),
     .about = "Whether the duty bites for new types, for all new vehicles or for existing types; "
              "the dates differ."},
    {"applies_from", "From", FIELD_DATE, FIELD_LISTED,
     .about = "The day from which it binds in this market."},
    {"rationale", "Reasoning", FIELD_PROSE, FIELD_REASON, .max = 8000,
     .about = "Why it applies or not: category, date of first approval, exemptions, reliefs. "
              "Needed where it does not apply."},
    {"source", "Legal source", FIELD_TEXT, 0, .max = 400,
     .about = "Where the rule stands: document number and paragraph."},
    {"evidence", "Evidence", FIELD_REF, 0, .refers = "evidence",
     .about = "Legal opinion or the authority's answer."}};

const struct entity item_market_rule = {
    .name = "market_rule", .title = "Market rule", .plural = "Market rules", .key_prefix = "MR",
    .about = "The signed answer to one question: does this regulation bind this vehicle type in "
             "this market, and from when? Without it nobody knows which duties a type has; an "
             "answer that was never decided counts as open.",
    .clauses = "R155-1.1 R156-1.1", .title_field = "regulation",
    FIELDS(rule_fields), .life = &decided_life, .check = item_check_market_rule};

/* ---- programme ---- */

static const struct field program_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 120,
     .about = "The programme's name."},
    {"code", "Code", FIELD_TEXT, FIELD_LISTED, .max = 40, .about = "Internal code."},
    {"line", "Vehicle line", FIELD_REF, FIELD_LISTED, .refers = "vehicle_line",
     .about = "The line that the programme develops."},
    {"vehicle_types", "Vehicle types", FIELD_REFS, 0, .refers = "vehicle_type",
     .about = "The types it brings to approval."},
    {"site", "Lead site", FIELD_REF, FIELD_SCOPE, .refers = "site",
     .about = "The site that leads the programme."},
    {"manager", "Programme manager", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who answers for time, cost and content."},
    {"cybersecurity_manager", "Cybersecurity manager", FIELD_REF, FIELD_LISTED,
     .refers = "person",
     .about = "Who answers for cybersecurity across the projects of the programme.",
     .clause = "RQ-06-01"},
    {"objective", "Objective", FIELD_PROSE, 0, .max = 8000,
     .about = "What the programme delivers, and what it must not get wrong."},
    {"starts_on", "Starts on", FIELD_DATE, 0, .about = "First day of the programme."},
    {"production_on", "Start of production", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "The day series production is to start; gates are planned back from it."},
    {"ends_on", "Ends on", FIELD_DATE, 0, .about = "Last day of the programme."},
    {"milestones", "Milestones", FIELD_PROSE, 0, .max = 8000,
     .about = "Names and dates of the programme's milestones, one a line."}};

const struct entity item_program = {
    .name = "program", .title = "Programme", .plural = "Programmes", .key_prefix = "PG",
    .about = "The frame of several projects that together bring a vehicle line to production. "
             "Cybersecurity milestones of the projects are tied to its dates (RQ-06-05).",
    .clauses = "RQ-06-01 RQ-06-05 R155-7.2.2.1.a", .title_field = "name",
    FIELDS(program_fields), .check = item_check_program};

/* ---- project ---- */

static const struct choice project_phases[] = {
    {"concept", "Concept", NULL},
    {"development", "Product development", "info"},
    {"validation", "Validation", "info"},
    {"production", "Production", "good"},
    {"operation", "Operations and maintenance", "good"},
    {"decommissioning", "End of support and decommissioning", "warn"}};

static const struct choice project_kinds[] = {
    {"own", "Own development", NULL},
    {"distributed", "Distributed development", "info"},
    {"out_of_context", "Component out of context", "info"},
    {"off_the_shelf", "Off-the-shelf component", "warn"}};

static const struct choice relevance_choices[] = {
    {"open", "Open", "warn"},
    {"relevant", "Relevant", "info"},
    {"not_relevant", "Not relevant", NULL}};

static const struct choice newness_choices[] = {
    {"new", "New development", NULL},
    {"reuse_modified", "Reuse with modification", "warn"},
    {"reuse_environment", "Reuse in another environment", "warn"},
    {"reuse_unchanged", "Reuse without modification", "info"}};

static const struct state project_states[] = {
    {"planned", "Planned", NULL},
    {"running", "Running", "info"},
    {"on_hold", "On hold", "warn"},
    {"released", "Released for post-development", "good"},
    {"closed", "Closed", NULL}};

static const struct verb project_verbs[] = {
    {"start", "Start", "planned on_hold", "running", "write", 0, NULL},
    {"hold", "Put on hold", "running", "on_hold", "write", VERB_REASON, NULL},
    {"release", "Release for post-development", "running", "released", "approve",
     VERB_DECISION,
     "The cybersecurity case convinces, the assessment confirms it where one was needed, the "
     "requirements for post-development are accepted; I release this project and answer for it"},
    {"close", "Close", "running on_hold released", "closed", "write", VERB_REASON, NULL},
    {"reopen", "Reopen", "released closed", "running", "write", VERB_REASON, NULL}};

static const struct life_cycle project_life = {LIFE(project_states, project_verbs)};

static const struct field project_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "The project's name."},
    {"code", "Code", FIELD_TEXT, 0, .max = 40, .about = "Internal code."},
    {"site", "Site", FIELD_REF, FIELD_LISTED | FIELD_SCOPE, .refers = "site",
     .about = "The site that leads the project. Roles held there hold in the project."},
    {"program", "Programme", FIELD_REF, FIELD_LISTED, .refers = "program",
     .about = "The programme it belongs to."},
    {"phase", "Phase", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     CHOICES(project_phases), .about = "Where in the life cycle of ISO/SAE 21434 it stands.",
     .clause = "R155-7.2.2.1"},
    {"kind", "Kind of development", FIELD_CHOICE, FIELD_REQUIRED | FIELD_REASON,
     CHOICES(project_kinds),
     .about = "Own, distributed with a partner (clause 7), a component out of context or one "
              "off the shelf; each has its own duties.",
     .clause = "RQ-06-18"},
    {"relevance", "Cybersecurity relevance", FIELD_CHOICE,
     FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, CHOICES(relevance_choices),
     .about = "Is the item or component relevant for cybersecurity? Everything else follows "
              "from the answer.",
     .clause = "RQ-06-02"},
    {"relevance_rationale", "Why", FIELD_PROSE, 0, .max = 8000,
     .about = "The reasoning: electric or electronic, safety, personal data, connection, "
              "contribution to operation. Needed where it is not relevant.",
     .clause = "RQ-06-02"},
    {"newness", "New or reused", FIELD_CHOICE, 0, CHOICES(newness_choices),
     .about = "Reuse needs a reuse analysis before activities are left out.",
     .clause = "RQ-06-15"},
    {"is_tailored", "Tailored", FIELD_BOOL, FIELD_REASON,
     .about = "Whether activities were adapted or left out; each needs a reviewed rationale in "
              "the plan.",
     .clause = "RQ-06-14"},
    {"is_assessed", "Cybersecurity assessment", FIELD_BOOL, FIELD_REASON,
     .about = "Whether an independent assessment is performed; a risk-based decision.",
     .clause = "RQ-06-24"},
    {"assessment_rationale", "Why assessed or not", FIELD_PROSE, 0, .max = 8000,
     .about = "The risk-based reasoning, reviewed by somebody independent.",
     .clause = "RQ-06-25"},
    {"customer", "Customer", FIELD_TEXT, 0, .max = 200,
     .about = "For whom the item or component is developed; empty for the own vehicle."},
    {"vehicle_types", "Vehicle types", FIELD_REFS, 0, .refers = "vehicle_type",
     .about = "The types that the result goes into."},
    {"manager", "Project manager", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who leads the project."},
    {"cybersecurity_manager", "Cybersecurity manager", FIELD_REF, 0, .refers = "person",
     .about = "Who answers for its cybersecurity.", .clause = "RQ-06-01"},
    {"starts_on", "Starts on", FIELD_DATE, 0, .about = "First planned day."},
    {"production_on", "Start of production", FIELD_DATE, FIELD_REASON,
     .about = "The day by which the release for post-development has to be there.",
     .clause = "RQ-06-33"},
    {"ends_on", "Ends on", FIELD_DATE, 0, .about = "Last planned day."},
    {"description", "Description", FIELD_PROSE, 0, .max = 8000,
     .about = "What is developed, changed or taken over."}};

const struct entity item_project = {
    .name = "project", .title = "Project", .plural = "Projects", .key_prefix = "PJ",
    .about = "The development of one item or component. A project is the scope of roles and the "
             "home of plan, items, analyses, case and release (ISO/SAE 21434 clause 6). First "
             "question: is it relevant for cybersecurity (RQ-06-02)?",
    .clauses = "RQ-06-01 RQ-06-02 RQ-06-24 RQ-06-34 R155-7.2.2.1.a", .title_field = "name",
    FIELDS(project_fields), .life = &project_life, .check = item_check_project};

/* ---- cybersecurity plan ---- */

static const struct state reviewed_states[] = {
    {"draft", "Draft", NULL},
    {"in_review", "In review", "info"},
    {"approved", "Approved", "good"},
    {"obsolete", "Obsolete", NULL}};

static const struct verb plan_verbs[] = {
    {"submit", "Submit for review", "draft", "in_review", "write", 0, NULL},
    {"send_back", "Send back", "in_review", "draft", "approve", VERB_REASON, NULL},
    {"approve", "Approve", "in_review", "approved", "approve", VERB_DECISION,
     "I have read the plan whole with all its activities; it is right and complete, what was "
     "tailored has a rationale, and I answer for it"},
    {"revise", "Revise", "approved", "draft", "write", VERB_REASON, NULL},
    {"withdraw", "Make obsolete", "draft in_review approved", "obsolete", "write", VERB_REASON,
     NULL}};

static const struct life_cycle plan_life = {LIFE(reviewed_states, plan_verbs),
    .reopens_to = "draft", .reopens_from = "in_review approved"};

static const struct field plan_fields[] = {
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "The plan's title."},
    {"project", "Project", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_SCOPE,
     .refers = "project", .about = "The project that it plans."},
    {"version", "Version", FIELD_TEXT, FIELD_LISTED, .max = 40,
     .about = "Version as printed on the document."},
    {"responsible", "Responsible for the plan", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who develops and maintains the plan.", .clause = "RQ-06-04"},
    {"tracker", "Tracks progress", FIELD_REF, 0, .refers = "person",
     .about = "Who follows progress against the plan.", .clause = "RQ-06-04"},
    {"objective", "Objective", FIELD_PROSE, 0, .max = 8000,
     .about = "What the planned activities together have to achieve."},
    {"scope", "Scope", FIELD_PROSE, 0, .max = 8000,
     .about = "Items, components and phases that the plan covers, and what it leaves to others."},
    {"project_plan", "Place in the project plan", FIELD_TEXT, 0, .max = 400,
     .about = "Where the project plan refers to or includes this plan.", .clause = "RQ-06-05"},
    {"distributed_activities", "Distributed activities", FIELD_PROSE, 0, .max = 8000,
     .about = "What suppliers or customers do, and in whose plan it stands.",
     .clause = "RQ-06-10"},
    {"tailoring", "Tailoring", FIELD_PROSE, FIELD_REASON, .max = 20000,
     .about = "What was adapted or left out as a whole, and why the objectives are still met.",
     .clause = "RQ-06-14"},
    {"configuration", "Configuration management", FIELD_PROSE, 0, .max = 8000,
     .about = "How plan and work products are kept under configuration, change and document "
              "management.",
     .clause = "RQ-06-11"},
    {"document", "Document", FIELD_REF, 0, .refers = "evidence",
     .about = "The plan as a file, where it is kept as one."},
    {"next_review", "Next review", FIELD_DATE, FIELD_LISTED,
     .about = "When the plan is looked at again; it lives as activities become known.",
     .clause = "RQ-06-07"}};

const struct entity item_cybersecurity_plan = {
    .name = "cybersecurity_plan", .title = "Cybersecurity plan", .plural = "Cybersecurity plans",
    .key_prefix = "PL",
    .about = "What is done for cybersecurity in a project, by whom, until when and with which "
             "result (work product WP-06-01). Its activities are records of their own; an "
             "approval covers plan and activities together.",
    .clauses = "RQ-06-03 RQ-06-04 RQ-06-05 RQ-06-07 RQ-06-11 WP-06-01", .title_field = "title",
    FIELDS(plan_fields), .life = &plan_life};

/* ---- planned activity ---- */

static const struct state activity_states[] = {
    {"planned", "Planned", NULL},
    {"running", "Running", "info"},
    {"done", "Done", "good"},
    {"dropped", "Left out", "warn"}};

static const struct verb activity_verbs[] = {
    {"start", "Start", "planned", "running", "write", 0, NULL},
    {"finish", "Finish", "planned running", "done", "write", 0, NULL},
    {"drop", "Leave out", "planned running", "dropped", "write", VERB_REASON, NULL},
    {"reopen", "Reopen", "done dropped", "planned", "write", VERB_REASON, NULL}};

static const struct life_cycle activity_life = {LIFE(activity_states, activity_verbs)};

static const struct field activity_fields[] = {
    {"plan", "Plan", FIELD_REF, FIELD_REQUIRED | FIELD_PART, .refers = "cybersecurity_plan",
     .about = "The plan it stands in."},
    {"title", "Activity", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What is done, such as threat analysis of the gateway."},
    {"objective", "Objective", FIELD_PROSE, FIELD_LISTED, .max = 8000,
     .about = "What the activity has to achieve.", .clause = "RQ-06-03"},
    {"provision", "Provisions", FIELD_TEXT, 0, .max = 400,
     .about = "What it fulfils: tags such as RQ-09-03 apart by one blank.",
     .clause = "RQ-06-06"},
    {"work_product", "Work product", FIELD_TEXT, FIELD_LISTED, .max = 200,
     .about = "What it yields, such as WP-09-02.", .clause = "RQ-06-03"},
    {"responsible", "Responsible", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who does it or has it done.", .clause = "RQ-06-03"},
    {"participants", "Participants", FIELD_REFS, 0, .refers = "person",
     .about = "Who else takes part."},
    {"party", "Done by", FIELD_TEXT, 0, .max = 200,
     .about = "Supplier or customer, where the activity is not our own.", .clause = "RQ-06-10"},
    {"depends_on", "Depends on", FIELD_REFS, 0, .refers = "plan_activity",
     .about = "Activities whose results it needs.", .clause = "RQ-06-03"},
    {"resources", "Resources", FIELD_PROSE, 0, .max = 4000,
     .about = "People, tools, vehicles and money it needs.", .clause = "RQ-06-03"},
    {"starts_on", "Starts on", FIELD_DATE, 0, .about = "First planned day.",
     .clause = "RQ-06-03"},
    {"ends_on", "Due on", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "Last planned day.", .clause = "RQ-06-03"},
    {"effort", "Effort", FIELD_INTEGER, 0, .min = 0, .max = 1000000, .unit = "hours",
     .about = "Planned effort."},
    {"is_tailored", "Tailored", FIELD_BOOL, FIELD_REASON,
     .about = "Whether it is done otherwise than the standard describes.",
     .clause = "PM-06-13"},
    {"rationale", "Rationale", FIELD_PROSE, 0, .max = 8000,
     .about = "Why the objective is still met although it is tailored or left out.",
     .clause = "RQ-06-14"},
    {"result", "Result", FIELD_REF, 0, .refers = "evidence",
     .about = "What came out of it."}};

const struct entity item_plan_activity = {
    .name = "plan_activity", .title = "Planned activity", .plural = "Planned activities",
    .key_prefix = "PA",
    .about = "One line of a cybersecurity plan. The standard asks for objective, dependencies, "
             "responsible person, resources, start and end, and work product of each "
             "(RQ-06-03).",
    .clauses = "RQ-06-03 RQ-06-06 RQ-06-14", .title_field = "title",
    FIELDS(activity_fields), .life = &activity_life, .check = item_check_activity};

/* ---- reuse analysis ---- */

static const struct choice reuse_kinds[] = {
    {"modified", "Modified", "warn"},
    {"environment", "Other operational environment", "warn"},
    {"unchanged", "Unchanged, but knowledge about it changed", "info"},
    {"out_of_context", "Developed out of context", "info"},
    {"off_the_shelf", "Off the shelf", "warn"}};

static const struct choice suitability_choices[] = {
    {"open", "Open", "warn"},
    {"suitable", "Suitable", "good"},
    {"with_measures", "Suitable with the measures named", "info"},
    {"not_suitable", "Not suitable", "bad"}};

static const struct verb reuse_verbs[] = {
    {"submit", "Submit for review", "draft", "in_review", "write", 0, NULL},
    {"send_back", "Send back", "in_review", "draft", "approve", VERB_REASON, NULL},
    {"approve", "Approve", "in_review", "approved", "approve", VERB_DECISION,
     "I have read the reuse analysis whole: all modifications and changes of environment are "
     "named, their effects are judged rightly, and I answer for it"},
    {"revise", "Revise", "approved", "draft", "write", VERB_REASON, NULL},
    {"withdraw", "Make obsolete", "draft in_review approved", "obsolete", "write", VERB_REASON,
     NULL}};

static const struct life_cycle reuse_life = {LIFE(reviewed_states, reuse_verbs),
    .reopens_to = "draft", .reopens_from = "in_review approved"};

static const struct field reuse_fields[] = {
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What is reused where."},
    {"project", "Project", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_SCOPE,
     .refers = "project", .about = "The project that reuses."},
    {"subject", "Reused", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED, .refers = "item component",
     .about = "The item or component as it is used here.", .clause = "RQ-06-15"},
    {"origin", "Taken over from", FIELD_REF, 0, .refers = "item component",
     .about = "The item or component as it was developed, where it is recorded here."},
    {"kind", "Kind of reuse", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(reuse_kinds),
     .about = "Why the analysis is needed.", .clause = "RQ-06-15"},
    {"modifications", "Modifications", FIELD_PROSE, 0, .max = 20000,
     .about = "What changes in design, implementation, configuration or calibration.",
     .clause = "RQ-06-16"},
    {"environment_changes", "Changes of the environment", FIELD_PROSE, 0, .max = 20000,
     .about = "New place, neighbours, interfaces, users or markets.", .clause = "RQ-06-16"},
    {"effects", "Effects on cybersecurity", FIELD_PROSE, 0, .max = 20000,
     .about = "What this means for goals, claims, assumptions, known weaknesses and attack "
              "paths.",
     .clause = "RQ-06-16"},
    {"missing_work_products", "Missing work products", FIELD_PROSE, 0, .max = 8000,
     .about = "Work products that are missing or no longer hold.", .clause = "RQ-06-16"},
    {"activities", "Activities needed", FIELD_PROSE, 0, .max = 8000,
     .about = "What has to be done before the reuse, to go into the plan.",
     .clause = "RQ-06-16"},
    {"documentation", "Documentation", FIELD_PROSE, 0, .max = 8000,
     .about = "Whether the documentation supports integration, and how gaps are closed.",
     .clause = "RQ-06-21"},
    {"suitability", "Suitability", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     CHOICES(suitability_choices),
     .about = "Whether it can meet the requirements allocated to it in its new place.",
     .clause = "RQ-06-17"},
    {"rationale", "Rationale", FIELD_PROSE, 0, .max = 8000,
     .about = "Why the verdict is right.", .clause = "RQ-06-17"},
    {"evidence", "Evidence", FIELD_REFS, 0, .refers = "evidence",
     .about = "Documentation, reports and agreements the analysis rests on."}};

const struct entity item_reuse_analysis = {
    .name = "reuse_analysis", .title = "Reuse analysis", .plural = "Reuse analyses",
    .key_prefix = "RU",
    .about = "Before something existing is used again, changed or moved, its modifications, its "
             "new environment and their effect on cybersecurity are analysed (RQ-06-15 to "
             "RQ-06-17); for off-the-shelf components also their documentation (RQ-06-21).",
    .clauses = "RQ-06-15 RQ-06-16 RQ-06-17 RQ-06-20 RQ-06-21 RQ-06-22", .title_field = "title",
    FIELDS(reuse_fields), .life = &reuse_life, .check = item_check_reuse};

// clang-format on
