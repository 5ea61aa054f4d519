#include "domain/common/common_schema.h"

#include "domain/common/common_rules.h"

// clang-format off

/* ---- comment ---- */

static const struct state comment_states[] = {
    {"open", "Open", "info"},
    {"resolved", "Resolved", "good"}};

static const struct verb comment_verbs[] = {
    {"resolve", "Resolve", "open", "resolved", "write", 0, NULL},
    {"reopen", "Reopen", "resolved", "open", "write", 0, NULL}};

static const struct life_cycle comment_life = {LIFE(comment_states, comment_verbs)};

static const struct choice comment_kinds[] = {
    {"note", "Note", NULL},
    {"question", "Question", "info"},
    {"remark", "Review remark", "warn"},
    {"proposal", "Proposal", "info"}};

static const struct field comment_fields[] = {
    {"subject", "About", FIELD_ANY, FIELD_REQUIRED | FIELD_LISTED | FIELD_PART,
     .about = "The record that is spoken of."},
    {"text", "Text", FIELD_PROSE, FIELD_REQUIRED | FIELD_LISTED, .max = 20000,
     .about = "What there is to say."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_LISTED, CHOICES(comment_kinds),
     .about = "A review remark and a question wait to be resolved; a note does not."},
    {"field", "Field", FIELD_TEXT, 0, .max = 60,
     .about = "Name of the field it speaks of. Empty: the whole record."},
    {"answers", "Answers", FIELD_REF, 0, .refers = "comment",
     .about = "The comment that this one answers."},
    {"resolution", "Resolution", FIELD_PROSE, FIELD_LISTED, .max = 8000,
     .about = "What was done about it, or why nothing."}};

const struct entity common_comment = {
    .name = "comment", .title = "Comment", .plural = "Comments", .key_prefix = "CM",
    .about = "A note, question or review remark on a record. Reviews leave their remarks here, "
             "so that it can be seen years later what was asked and how it was answered "
             "(RQ-06-12).",
    .clauses = "RQ-06-12", .title_field = "text", FIELDS(comment_fields), .life = &comment_life,
    .is_remark = true, .check = common_check_comment};

/* ---- task ---- */

static const struct state task_states[] = {
    {"open", "Open", NULL},
    {"doing", "Being done", "info"},
    {"done", "Done", "good"},
    {"dropped", "Dropped", NULL}};

static const struct verb task_verbs[] = {
    {"start", "Start", "open", "doing", "write", 0, NULL},
    {"finish", "Finish", "open doing", "done", "write", 0, NULL},
    {"drop", "Drop", "open doing", "dropped", "write", VERB_REASON, NULL},
    {"reopen", "Reopen", "done dropped", "open", "write", VERB_REASON, NULL}};

static const struct life_cycle task_life = {LIFE(task_states, task_verbs)};

static const struct choice task_kinds[] = {
    {"work", "Work", NULL},
    {"review", "Review", "info"},
    {"decision", "Decision", "info"},
    {"correction", "Correction", "warn"},
    {"question", "Answer a question", NULL}};

static const struct choice priorities[] = {
    {"high", "High", "bad"},
    {"normal", "Normal", NULL},
    {"low", "Low", NULL}};

static const struct field task_fields[] = {
    {"subject", "About", FIELD_ANY, FIELD_LISTED | FIELD_PART,
     .about = "The record it is about. Empty: a task of its own."},
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What is to be done, as a sentence that begins with a verb."},
    {"kind", "Kind", FIELD_CHOICE, 0, CHOICES(task_kinds),
     .about = "What sort of work it is."},
    {"description", "Description", FIELD_PROSE, 0, .max = 20000,
     .about = "What exactly, and how one sees that it is done."},
    {"assignee", "Assigned to", FIELD_REF, FIELD_LISTED, .refers = "person",
     .about = "Who does it."},
    {"priority", "Priority", FIELD_CHOICE, FIELD_LISTED, CHOICES(priorities),
     .about = "What comes first when time is short."},
    {"starts_on", "Not before", FIELD_DATE, 0, .about = "First day on which it makes sense."},
    {"due_on", "Due on", FIELD_DATE, FIELD_LISTED | FIELD_REASON,
     .about = "Last day; moving it needs a reason."},
    {"effort", "Effort", FIELD_INTEGER, 0, .min = 0, .max = 100000, .unit = "hours",
     .about = "How long it will take."},
    {"result", "Result", FIELD_PROSE, 0, .max = 8000,
     .about = "What came out of it."}};

const struct entity common_task = {
    .name = "task", .title = "Task", .plural = "Tasks", .key_prefix = "TK",
    .about = "Something that somebody has to do until a day, mostly about a record. Open tasks "
             "are a person's work list.",
    .clauses = "RQ-05-03 RQ-05-08", .title_field = "title", FIELDS(task_fields),
    .life = &task_life, .is_remark = true, .check = common_check_task};

/* ---- attachment ---- */

static const struct field attachment_fields[] = {
    {"subject", "Attached to", FIELD_ANY, FIELD_REQUIRED | FIELD_LISTED | FIELD_PART,
     .about = "The record it hangs on."},
    {"title", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 200,
     .about = "What it shows."},
    {"blob", "File", FIELD_BLOB, FIELD_REQUIRED | FIELD_REASON,
     .about = "The file, kept unchanged and named by its SHA-256."},
    {"file_name", "File name", FIELD_TEXT, FIELD_LISTED, .max = 255,
     .about = "The name it had when it came in."},
    {"media_type", "Media type", FIELD_TEXT, FIELD_LISTED, .max = 100,
     .about = "Such as application/pdf or image/png."},
    {"description", "Description", FIELD_PROSE, 0, .max = 8000,
     .about = "What to look at in it."}};

const struct entity common_attachment = {
    .name = "attachment", .title = "Attachment", .plural = "Attachments", .key_prefix = "AX",
    .about = "A file that helps to understand a record: picture, sketch, mail, measurement. What "
             "is to prove something is entered as evidence instead.",
    .clauses = "RQ-06-12", .title_field = "title", FIELDS(attachment_fields),
    .is_remark = true};

/* ---- decision ---- */

static const struct field decision_fields[] = {
    {"subject", "On", FIELD_ANY, FIELD_REQUIRED | FIELD_LISTED | FIELD_PART | FIELD_READ_ONLY,
     .about = "The record that was decided on."},
    {"verb", "Verb", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED | FIELD_READ_ONLY, .max = 60,
     .about = "What was done: approve, accept, reject, release."},
    {"meaning", "Meaning", FIELD_TEXT, FIELD_REQUIRED | FIELD_READ_ONLY, .max = 500,
     .about = "What the decision says, in the words that stood beside the button."},
    {"statement", "Statement", FIELD_PROSE, FIELD_LISTED | FIELD_READ_ONLY, .max = 20000,
     .about = "What the decider added in his own words."},
    {"decided_by", "Account", FIELD_TEXT, FIELD_REQUIRED | FIELD_READ_ONLY, .max = 200,
     .about = "The account that decided, as the ledger names it."},
    {"person", "Decided by", FIELD_REF, FIELD_LISTED | FIELD_READ_ONLY, .refers = "person",
     .about = "The person behind the account."},
    {"covered_revision", "Revision", FIELD_INTEGER, FIELD_REQUIRED | FIELD_READ_ONLY, .min = 1,
     .max = INT64_MAX, .about = "Revision of the record at that moment."},
    {"covered_count", "Records covered", FIELD_INTEGER,
     FIELD_REQUIRED | FIELD_LISTED | FIELD_READ_ONLY, .min = 1, .max = INT64_MAX,
     .about = "How many records it covered: the record and all its parts."},
    {"covered_hash", "Hash", FIELD_TEXT, FIELD_REQUIRED | FIELD_READ_ONLY, .min = 64, .max = 64,
     .about = "Merkle root over the content of all of them; a later change gives another."},
    {"covered_list", "List", FIELD_BLOB, FIELD_REQUIRED | FIELD_READ_ONLY,
     .about = "The covered records with revision and hash, one a line."},
    {"expires", "Expires", FIELD_DATE, FIELD_LISTED | FIELD_READ_ONLY,
     .about = "Last day on which it holds. Empty: until the content changes."},
    {"is_imported", "Imported", FIELD_BOOL, FIELD_READ_ONLY,
     .about = "Whether it was brought in from another workspace; such a decision is shown but "
              "does not count as an approval here."}};

const struct entity common_decision = {
    .name = "decision", .title = "Decision", .plural = "Decisions", .key_prefix = "DC",
    .about = "An approval, acceptance, rejection or release: by whom, with which words, over "
             "exactly which content. Whoever wrote a part of the content cannot decide on it. "
             "Reviews and approvals run through ISO/SAE 21434 (RQ-06-14, RQ-06-25, RQ-06-34); "
             "this is their proof.",
    .clauses = "RQ-06-12 RQ-06-14 RQ-06-25 RQ-06-34 R155-7.2.2.1", .title_field = "meaning",
    FIELDS(decision_fields), .is_system = true, .is_remark = true};

/* ---- saved view ---- */

static const struct field view_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 120,
     .about = "What the view is called in the navigation."},
    {"entity", "Records", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 60,
     .about = "Name of the kind of record it lists, such as threat_scenario."},
    {"query", "Query", FIELD_TEXT, FIELD_LISTED, .max = 4000,
     .about = "Filters, order and columns as they stand in the address."},
    {"is_shared", "Shared", FIELD_BOOL, FIELD_LISTED,
     .about = "Whether everybody sees it, or only its owner."},
    {"description", "Description", FIELD_PROSE, 0, .max = 2000,
     .about = "The question it answers."}};

const struct entity common_saved_view = {
    .name = "saved_view", .title = "Saved view", .plural = "Saved views", .key_prefix = "SV",
    .about = "A list with its filters, order and columns under a name, for oneself or for "
             "everybody.",
    .clauses = "RQ-05-04", .title_field = "name", FIELDS(view_fields),
    .check = common_check_saved_view};

/* ---- baseline ---- */

static const struct field baseline_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What the frozen state is called, such as gate 3."},
    {"scope", "About", FIELD_ANY, FIELD_LISTED | FIELD_SCOPE,
     .about = "The record that is frozen with all that lies below it: a project, an item. Empty: "
              "the workspace."},
    {"sequence", "Sequence", FIELD_INTEGER, FIELD_REQUIRED | FIELD_LISTED | FIELD_READ_ONLY,
     .min = 0, .max = INT64_MAX,
     .about = "The ledger entry after which the state was frozen; it can be read as of then."},
    {"count", "Records", FIELD_INTEGER, FIELD_REQUIRED | FIELD_LISTED | FIELD_READ_ONLY, .min = 0,
     .max = INT64_MAX, .about = "How many records it holds."},
    {"root", "Root", FIELD_TEXT, FIELD_REQUIRED | FIELD_READ_ONLY, .min = 64, .max = 64,
     .about = "Merkle root over the list."},
    {"list", "List", FIELD_BLOB, FIELD_REQUIRED | FIELD_READ_ONLY,
     .about = "The records with revision and content hash, one a line."}};

const struct entity common_baseline = {
    .name = "baseline", .title = "Baseline", .plural = "Baselines", .key_prefix = "BL",
    .about = "A named state of records, frozen by being created, that can be read, compared and "
             "shown at any later time. Configuration management of work products asks for it "
             "(RQ-06-11, RQ-06-12).",
    .clauses = "RQ-06-11 RQ-06-12 RQ-05-12", .title_field = "name", FIELDS(baseline_fields),
    .is_system = true, .fill = common_fill_baseline, .check = common_check_baseline};

/* ---- branch ---- */

static const struct field branch_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What the work is, such as headlamp analysis by the supplier."},
    {"scope", "About", FIELD_ANY, FIELD_LISTED | FIELD_SCOPE,
     .about = "The project or item that is worked on. Empty: the workspace."},
    {"partner", "Worked on by", FIELD_TEXT, FIELD_LISTED, .max = 200,
     .about = "Who has the work: a supplier, a team, a variant."},
    {"purpose", "Purpose", FIELD_PROSE, 0, .max = 4000,
     .about = "What is to come back, and what must not be touched."},
    {"baseline", "Begins from", FIELD_REF, FIELD_LISTED, .refers = "baseline",
     .about = "The frozen state that went away. Empty: the state when the branch was made."},
    {"sequence", "Sequence", FIELD_INTEGER, FIELD_REQUIRED | FIELD_READ_ONLY, .min = 0,
     .max = INT64_MAX,
     .about = "The ledger entry after which the work began; differences on both sides are those "
              "from that state."}};
static const struct state branch_states[] = {
    {"open", "Open", "info"}, {"merged", "Merged", "good"}, {"abandoned", "Abandoned", "none"}};
static const struct verb branch_verbs[] = {
    {"merge", "Merge", "open", "merged", "write", .act = common_act_merge},
    {"abandon", "Abandon", "open", "abandoned", "write", VERB_REASON},
    {"reopen", "Reopen", "abandoned", "open", "write", VERB_REASON}};
static const struct life_cycle branch_life = {LIFE(branch_states, branch_verbs)};

const struct entity common_branch = {
    .name = "branch", .title = "Branch", .plural = "Branches", .key_prefix = "BN",
    .about = "Work on a state of records that happens elsewhere, by a supplier or for a variant, "
             "and is merged field by field when it comes back.",
    .clauses = "RQ-06-11 RC-07-04", .title_field = "name", FIELDS(branch_fields),
    .life = &branch_life, .is_system = true, .fill = common_fill_branch,
    .check = common_check_branch};

// clang-format on
