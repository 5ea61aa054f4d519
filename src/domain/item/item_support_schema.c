#include "domain/item/item_schema.h"

#include "domain/item/item_rules.h"

// clang-format off

/* ---- support window ---- */

static const struct state window_states[] = {
    {"draft", "Draft", NULL},
    {"committed", "Committed", "good"},
    {"ended", "Ended", "warn"}};

static const struct verb window_verbs[] = {
    {"commit", "Commit", "draft", "committed", "approve", VERB_DECISION,
     "The organisation can and will give this support until the stated day, people and tools are "
     "provided for it, and I answer for it"},
    {"revise", "Revise", "committed", "draft", "write", VERB_REASON, NULL},
    {"end", "End", "committed", "ended", "write", VERB_REASON, NULL}};

static const struct life_cycle window_life = {LIFE(window_states, window_verbs),
    .reopens_to = "draft", .reopens_from = "committed"};

static const struct choice support_kinds[] = {
    {"cybersecurity", "Cybersecurity support", "info"},
    {"monitoring", "Monitoring", NULL},
    {"updates", "Security updates", NULL},
    {"service", "Back-end service", NULL},
    {"parts", "Spare parts", NULL}};

static const struct field window_fields[] = {
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What is promised for what."},
    {"subject", "For", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED,
     .refers = "vehicle_line vehicle_type item component",
     .about = "The line, type, item or component that is supported.", .clause = "RQ-14-01"},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(support_kinds),
     .about = "What sort of support it is."},
    {"starts_on", "From", FIELD_DATE, FIELD_REQUIRED | FIELD_LISTED,
     .about = "First day of support."},
    {"ends_on", "Until", FIELD_DATE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     .about = "Last day of support. Customers are told before it is reached.",
     .clause = "RQ-14-01"},
    {"basis", "Basis", FIELD_PROSE, 0, .max = 4000,
     .about = "Why this long: law, contract, expected life of the vehicles, supplier's own end."},
    {"content", "Content", FIELD_PROSE, 0, .max = 8000,
     .about = "What is done in this time, and what is not."},
    {"response_days", "Response time", FIELD_INTEGER, 0, .min = 0, .max = 3650, .unit = "days",
     .about = "Within how many days a severe vulnerability is remedied.",
     .clause = "R155-7.2.2.3"},
    {"environment", "Kept environment", FIELD_PROSE, 0, .max = 8000,
     .about = "Build, test and signing environment that stays reproducible until the end.",
     .clause = "RC-05-15"},
    {"customers", "Customers", FIELD_TEXT, 0, .max = 400,
     .about = "To whom it was promised."},
    {"contract", "Promise", FIELD_REF, 0, .refers = "evidence",
     .about = "Contract or publication in which it was promised."},
    {"extension", "Extension", FIELD_PROSE, 0, .max = 4000,
     .about = "Under which conditions it can be made longer."}};

const struct entity item_support_window = {
    .name = "support_window", .title = "Support window", .plural = "Support windows",
    .key_prefix = "SW",
    .about = "From when until when the organisation supports the cybersecurity of a vehicle or "
             "component, and what it does in that time. ISO/SAE 21434 asks for a procedure to "
             "announce its end (RQ-14-01) and to keep the needed information until then "
             "(RQ-05-12).",
    .clauses = "RQ-14-01 RQ-05-12 RC-05-15 R155-7.2.2.1.c", .title_field = "title",
    FIELDS(window_fields), .life = &window_life, .check = item_check_window};

/* ---- end of support notice ---- */

static const struct state notice_states[] = {
    {"draft", "Draft", NULL},
    {"approved", "Approved", "info"},
    {"sent", "Sent", "good"},
    {"acknowledged", "Acknowledged", "good"},
    {"withdrawn", "Withdrawn", NULL}};

static const struct verb notice_verbs[] = {
    {"approve", "Approve", "draft", "approved", "approve", VERB_DECISION,
     "I have read the notice as its recipients will; date, risks and advice are right, and I "
     "release it"},
    {"send", "Record that it was sent", "approved", "sent", "write", 0, NULL},
    {"acknowledge", "Record the acknowledgement", "sent", "acknowledged", "write", 0, NULL},
    {"withdraw", "Withdraw", "draft approved sent", "withdrawn", "write", VERB_REASON, NULL}};

static const struct life_cycle notice_life = {LIFE(notice_states, notice_verbs),
    .reopens_to = "draft", .reopens_from = "approved"};

static const struct choice audiences[] = {
    {"owners", "Owners and users", NULL},
    {"customers", "Business customers", NULL},
    {"dealers", "Dealers and workshops", NULL},
    {"suppliers", "Suppliers", NULL},
    {"authority", "Authority", "info"},
    {"internal", "Own organisation", NULL}};

static const struct choice notice_media[] = {
    {"letter", "Letter", NULL}, {"email", "E-mail", NULL}, {"vehicle", "In the vehicle", NULL},
    {"app", "App", NULL}, {"web", "Web page", NULL}, {"portal", "Partner portal", NULL}};

static const struct field notice_fields[] = {
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "Subject of the notice."},
    {"window", "Support window", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_PART,
     .refers = "support_window", .about = "The support that ends."},
    {"audience", "To", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(audiences),
     .about = "Who is told.", .clause = "RQ-14-01"},
    {"medium", "By", FIELD_CHOICE, 0, CHOICES(notice_media),
     .about = "The way it reaches them."},
    {"text", "Text", FIELD_PROSE, FIELD_REQUIRED, .max = 20000,
     .about = "What they read: what ends, when, what it means for them.",
     .clause = "WP-14-01"},
    {"advice", "Advice", FIELD_PROSE, 0, .max = 8000,
     .about = "What they should do: update a last time, switch off a service, erase data."},
    {"remaining_risk", "Remaining risk", FIELD_PROSE, 0, .max = 8000,
     .about = "Risks known today that nobody will remedy after the end."},
    {"planned_on", "Planned for", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "The day it is to go out, early enough before the end."},
    {"sent_on", "Sent on", FIELD_DATE, FIELD_LISTED,
     .about = "The day it went out."},
    {"recipients", "Recipients", FIELD_INTEGER, 0, .min = 0, .max = 1000000000,
     .unit = "recipients", .about = "How many were addressed."},
    {"proof", "Proof", FIELD_REF, 0, .refers = "evidence",
     .about = "Proof that it was sent: list, receipt, screenshot of the publication."}};

const struct entity item_end_of_support_notice = {
    .name = "end_of_support_notice", .title = "End of support notice",
    .plural = "End of support notices", .key_prefix = "EN",
    .about = "The announcement to customers that cybersecurity support ends (RQ-14-01, WP-14-01): "
             "who is told, when, with which advice, and the proof that it happened.",
    .clauses = "RQ-14-01 WP-14-01", .title_field = "title", FIELDS(notice_fields),
    .life = &notice_life, .check = item_check_notice};

/* ---- decommissioning ---- */

static const struct state decommission_states[] = {
    {"draft", "Draft", NULL},
    {"in_review", "In review", "info"},
    {"approved", "Approved", "good"},
    {"obsolete", "Obsolete", NULL}};

static const struct verb decommission_verbs[] = {
    {"submit", "Submit for review", "draft", "in_review", "write", 0, NULL},
    {"send_back", "Send back", "in_review", "draft", "approve", VERB_REASON, NULL},
    {"approve", "Approve", "in_review", "approved", "approve", VERB_DECISION,
     "I have read the plan whole; whoever follows it leaves no data, keys or access behind, and "
     "I answer for it"},
    {"revise", "Revise", "approved", "draft", "write", VERB_REASON, NULL},
    {"withdraw", "Make obsolete", "draft in_review approved", "obsolete", "write", VERB_REASON,
     NULL}};

static const struct life_cycle decommission_life = {LIFE(decommission_states,
    decommission_verbs), .reopens_to = "draft", .reopens_from = "in_review approved"};

static const struct choice occasions[] = {
    {"scrapping", "Scrapping", NULL},
    {"sale", "Change of owner", NULL},
    {"rental", "End of rental or lease", NULL},
    {"exchange", "Exchange of a component", NULL},
    {"accident", "Total loss", NULL},
    {"service_end", "End of a service", NULL}};

static const struct field decommission_fields[] = {
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What is decommissioned."},
    {"subject", "For", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED,
     .refers = "vehicle_line vehicle_type item component",
     .about = "The line, type, item or component.", .clause = "RQ-14-02"},
    {"occasion", "Occasion", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(occasions),
     .about = "When it is followed; each occasion has its own steps."},
    {"project", "Project", FIELD_REF, FIELD_SCOPE, .refers = "project",
     .about = "The project that answers for the plan."},
    {"steps", "Steps", FIELD_PROSE, FIELD_REQUIRED, .max = 20000,
     .about = "What is done in which order, by whom, with which tool.", .clause = "RQ-14-02"},
    {"data_to_erase", "Data to erase", FIELD_REFS, 0, .refers = "data_element",
     .about = "Personal data and know-how that must not stay behind."},
    {"keys_to_revoke", "Keys to revoke", FIELD_PROSE, 0, .max = 8000,
     .about = "Keys, certificates, accounts and pairings that have to end."},
    {"back_end", "In the back end", FIELD_PROSE, 0, .max = 8000,
     .about = "What is switched off or erased outside the vehicle."},
    {"performer", "Carried out by", FIELD_TEXT, FIELD_LISTED, .max = 200,
     .about = "Owner, dealer, scrap yard, own workshop."},
    {"instructions", "Instructions", FIELD_REF, 0, .refers = "evidence",
     .about = "The document that performers can get.", .clause = "RQ-14-02"},
    {"verification", "Verification", FIELD_PROSE, 0, .max = 8000,
     .about = "How it is checked that nothing stayed behind."},
    {"remaining_risk", "Remaining risk", FIELD_PROSE, 0, .max = 8000,
     .about = "What stays possible, such as used parts with valid keys."},
    {"next_review", "Next review", FIELD_DATE, FIELD_LISTED,
     .about = "When the plan is looked at again."}};

const struct entity item_decommission_plan = {
    .name = "decommission_plan", .title = "Decommissioning plan",
    .plural = "Decommissioning plans", .key_prefix = "DP",
    .about = "How a vehicle or component leaves service without leaving data, keys or access "
             "behind. ISO/SAE 21434 asks that the requirements on decommissioning are available "
             "to those who do it (RQ-14-02).",
    .clauses = "RQ-14-02 WP-10-02 R155-7.2.2.1.c", .title_field = "title",
    FIELDS(decommission_fields), .life = &decommission_life};

// clang-format on
