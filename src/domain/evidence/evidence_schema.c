#include "domain/evidence/evidence_schema.h"

#include "domain/evidence/evidence_rules.h"

// clang-format off

/* ---- evidence ---- */

static const struct state evidence_states[] = {
    {"collected", "Collected", NULL},
    {"verified", "Verified", "good"},
    {"rejected", "Rejected", "bad"},
    {"superseded", "Superseded", NULL}};

static const struct verb evidence_verbs[] = {
    {"verify", "Verify", "collected", "verified", "approve", VERB_DECISION,
     "I have opened it and read it: it is what its title says, it is whole, and it comes from "
     "where it is said to come from"},
    {"reject", "Reject", "collected verified", "rejected", "approve", VERB_REASON, NULL},
    {"collect_again", "Collect again", "rejected", "collected", "write", VERB_REASON, NULL},
    {"supersede", "Supersede", "collected verified", "superseded", "write", VERB_REASON, NULL}};

static const struct life_cycle evidence_life = {LIFE(evidence_states, evidence_verbs),
    .reopens_to = "collected", .reopens_from = "verified"};

static const struct choice evidence_kinds[] = {
    {"document", "Document", NULL},
    {"record", "Record or minutes", NULL},
    {"report", "Test or audit report", NULL},
    {"certificate", "Certificate", "info"},
    {"contract", "Contract or agreement", NULL},
    {"correspondence", "Letter or message", NULL},
    {"appointment", "Appointment", NULL},
    {"training", "Proof of training", NULL},
    {"screenshot", "Screenshot or photograph", NULL},
    {"log", "Log or measurement", NULL},
    {"source_code", "Source code or configuration", NULL},
    {"tool_output", "Output of a tool", NULL},
    {"statement", "Statement of a person", "warn"}};

static const struct choice classifications[] = {
    {"public", "Public", NULL},
    {"internal", "Internal", NULL},
    {"confidential", "Confidential", "warn"},
    {"strictly_confidential", "Strictly confidential", "bad"}};

static const struct choice retention_rules[] = {
    {"type_approval", "Ten years after the end of production", "info"},
    {"support", "Until the end of support", NULL},
    {"contract", "As the contract says", NULL},
    {"law", "As the law says", NULL},
    {"none", "No rule", NULL}};

static const struct field evidence_fields[] = {
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What it is, such that a stranger knows what to expect when opening it."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(evidence_kinds),
     .about = "What sort of evidence it is; a statement proves less than a record."},
    {"proves", "Proves", FIELD_ANY, FIELD_LISTED,
     .about = "The record whose truth it shows: a plan, a role assignment, a risk, a test."},
    {"statement", "What it proves", FIELD_PROSE, 0, .max = 4000,
     .about = "The claim in a sentence, and where in the file it is seen."},
    {"clauses", "Clauses", FIELD_TEXT, 0, .max = 400,
     .about = "Provisions it serves: tags such as RQ-05-03 or R155-7.2.2.2.a apart by one "
              "blank."},
    {"blob", "File", FIELD_BLOB, FIELD_REASON,
     .about = "The file, kept unchanged and named by its SHA-256."},
    {"file_name", "File name", FIELD_TEXT, 0, .max = 255,
     .about = "The name it had when it came in."},
    {"location", "Location", FIELD_TEXT, FIELD_REASON, .max = 1000,
     .about = "Where it is kept when not here: system and number, address, archive box."},
    {"location_sha256", "Hash at the location", FIELD_TEXT, FIELD_REASON, .max = 64,
     .about = "SHA-256 of the file at that place, so that a change is noticed."},
    {"source", "Source", FIELD_TEXT, FIELD_LISTED, .max = 200,
     .about = "Who or what made it: department, supplier, tool with version."},
    {"collected_on", "Collected on", FIELD_DATE, FIELD_REQUIRED | FIELD_LISTED,
     .about = "The day on which it was true or was taken."},
    {"collected_by", "Collected by", FIELD_REF, 0, .refers = "person",
     .about = "Who took it in and vouches for where it came from."},
    {"valid_until", "Valid until", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "Last day on which it still proves something. Empty: it does not grow old."},
    {"classification", "Classification", FIELD_CHOICE, FIELD_REQUIRED | FIELD_REASON,
     CHOICES(classifications),
     .about = "Who may see it; shares leave out what is above their level.",
     .clause = "RC-05-10"},
    {"retention", "Retention", FIELD_CHOICE, FIELD_REASON, CHOICES(retention_rules),
     .about = "How long it has to stay available.", .clause = "R155-3.3.b"},
    {"replaces", "Replaces", FIELD_REF, 0, .refers = "evidence",
     .about = "The older evidence whose place it takes."},
    {"scope", "Scope", FIELD_REF, FIELD_SCOPE, .refers = "site project",
     .about = "The site or project it belongs to."}};

const struct entity evidence_evidence = {
    .name = "evidence", .title = "Evidence", .plural = "Evidence", .key_prefix = "EV",
    .about = "Something that shows that a thing was done or is so: a file kept here, or a place "
             "where it can be seen. Auditors and authorities ask for it paragraph by paragraph "
             "(R155 5.1.1, 6.4). Whether it is enough is a judgement of its own, signed and with "
             "an end.",
    .clauses = "R155-5.1.1 R155-6.4 R155-3.3.a R155-3.3.b RQ-06-09 RQ-06-12 RC-05-16",
    .title_field = "title", FIELDS(evidence_fields), .life = &evidence_life,
    .check = evidence_check_evidence};

/* ---- checkpoint ---- */

static const struct field checkpoint_fields[] = {
    {"sequence", "Ledger sequence", FIELD_INTEGER, FIELD_REQUIRED | FIELD_LISTED |
     FIELD_READ_ONLY, .min = 0, .max = INT64_MAX,
     .about = "How many entries the ledger had."},
    {"root", "Root", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED | FIELD_READ_ONLY, .min = 64,
     .max = 64, .about = "Merkle root over these entries, hexadecimal."},
    {"signature", "Signature", FIELD_TEXT, FIELD_READ_ONLY, .max = 128,
     .about = "Ed25519 signature over sequence and root, hexadecimal."},
    {"public_key", "Public key", FIELD_TEXT, FIELD_READ_ONLY, .max = 64,
     .about = "The key that verifies the signature, hexadecimal."},
    {"leaves", "Leaves", FIELD_BLOB, FIELD_READ_ONLY,
     .about = "The hashes of all entries, so that the root can be computed again elsewhere."},
    {"taken_at", "Taken at", FIELD_MOMENT, FIELD_LISTED | FIELD_READ_ONLY,
     .about = "When it was taken."},
    {"destination", "Went to", FIELD_TEXT, FIELD_LISTED | FIELD_READ_ONLY, .max = 400,
     .about = "Where a copy was sent, out of reach of whoever runs this workspace."},
    {"receipt", "Receipt", FIELD_PROSE, FIELD_READ_ONLY, .max = 8000,
     .about = "What the other side answered, such as a time stamp."}};

const struct entity evidence_checkpoint = {
    .name = "checkpoint", .title = "Checkpoint", .plural = "Checkpoints", .key_prefix = "CK",
    .about = "A signed statement of how long the ledger is and which root it has, sent to a "
             "place that the operators of this workspace do not control. A ledger that was cut "
             "or rewritten no longer fits its checkpoints.",
    .clauses = "RC-05-16 RQ-06-12", .title_field = "root", FIELDS(checkpoint_fields),
    .is_system = true};

/* ---- share ---- */

static const struct state share_states[] = {
    {"draft", "Draft", NULL},
    {"open", "Open", "info"},
    {"closed", "Closed", NULL},
    {"revoked", "Revoked", "bad"}};

static const struct verb share_verbs[] = {
    {"open", "Open", "draft", "open", "approve", VERB_DECISION,
     "I have looked at what this share shows and to whom; the recipient is entitled to it, and I "
     "release it until the stated day"},
    {"close", "Close", "open", "closed", "write", 0, NULL},
    {"revoke", "Revoke", "open", "revoked", "write", VERB_REASON, NULL},
    {"prepare", "Prepare again", "closed revoked", "draft", "write", 0, NULL}};

static const struct life_cycle share_life = {LIFE(share_states, share_verbs),
    .reopens_to = "draft", .reopens_from = "open"};

static const struct choice audiences[] = {
    {"auditor", "Auditor or assessor", NULL},
    {"authority", "Approval authority", "info"},
    {"technical_service", "Technical service", "info"},
    {"supplier", "Supplier", "warn"},
    {"customer", "Customer", "warn"}};

static const struct field share_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What the recipient sees as its title."},
    {"audience", "For", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(audiences),
     .about = "What sort of reader it is for."},
    {"recipient", "Recipient", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "The organisation that gets it."},
    {"contact", "Contact", FIELD_REF, 0, .refers = "person",
     .about = "The person at the recipient who reads and passes it on."},
    {"purpose", "Purpose", FIELD_PROSE, FIELD_REQUIRED, .max = 4000,
     .about = "Why the recipient needs it.", .clause = "RQ-05-09"},
    {"scope", "Scope", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_SCOPE | FIELD_REASON,
     .refers = "site project",
     .about = "The site or project whose records are shown; nothing outside it is."},
    {"modules", "Modules", FIELD_TEXT, FIELD_REASON, .max = 400,
     .about = "Names of the modules that are shown, apart by one blank, such as \"item tara\". "
              "Empty: all that the scope holds."},
    {"baseline", "State", FIELD_REF, FIELD_REASON, .refers = "baseline",
     .about = "The frozen state that is shown. Empty: the current one."},
    {"classification", "Up to", FIELD_CHOICE, FIELD_REQUIRED | FIELD_REASON,
     CHOICES(classifications), .about = "Evidence classified above this is left out.",
     .clause = "RC-05-10"},
    {"shows_personal_data", "Shows personal data", FIELD_BOOL, FIELD_REASON,
     .about = "Whether names and contacts of persons are shown; otherwise roles stand in."},
    {"is_read_only", "Read-only", FIELD_BOOL, FIELD_READ_ONLY,
     .about = "A share never lets its recipient change anything; set by the program."},
    {"opens_on", "From", FIELD_DATE, 0, .about = "First day on which it can be read."},
    {"expires_on", "Until", FIELD_DATE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     .about = "Last day on which it can be read."},
    {"agreement", "Agreement", FIELD_REF, 0, .refers = "evidence",
     .about = "Confidentiality or interface agreement that permits it.", .clause = "RQ-07-04"}};

const struct entity evidence_share = {
    .name = "share", .title = "Share", .plural = "Shares", .key_prefix = "SH",
    .about = "A read-only view of a part of the workspace for somebody outside: auditor, "
             "authority, supplier, customer. What may be shared with whom has to be decided "
             "(RQ-05-09), so a share opens by a signed decision and ends by itself.",
    .clauses = "RQ-05-09 RC-05-10 RQ-07-04 R155-5.1.1", .title_field = "name",
    FIELDS(share_fields), .life = &share_life, .check = evidence_check_share};

// clang-format on
