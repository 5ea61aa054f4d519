/* The entities of risk assessment: data only, in the order of the work. */
#include "domain/tara/tara_part.h"

#define KEY(entity_name, prefix) .name = (entity_name), .key_prefix = (prefix)

/* The analysis that almost everything here is part of. */
#define ANALYSIS                                                                   \
    {                                                                              \
        .name = "analysis", .label = "Analysis", .type = FIELD_REF,                \
        .flags = FIELD_REQUIRED | FIELD_PART, .refers = "tara_analysis",           \
        .about = "The analysis this belongs to; approving the analysis covers it." \
    }

/* clang-format off */
static const struct choice impact_levels[] = {
    {"negligible", "Negligible", "risk1"}, {"moderate", "Moderate", "risk2"},
    {"major", "Major", "risk4"}, {"severe", "Severe", "risk5"}};
static const struct choice categories[] = {
    {"S", "Safety", NULL}, {"F", "Financial", NULL}, {"O", "Operational", NULL},
    {"P", "Privacy", NULL}};
static const struct choice stakeholders[] = {
    {"road_user", "Road user", NULL}, {"organisation", "Organisation", NULL},
    {"other", "Other", NULL}};
static const struct choice approaches[] = {
    {"attack_potential", "Attack potential", NULL}, {"cvss", "CVSS exploitability", NULL},
    {"attack_vector", "Attack vector", NULL}};
static const struct choice cal_levels[] = {
    {"CAL1", "CAL 1", NULL}, {"CAL2", "CAL 2", NULL}, {"CAL3", "CAL 3", NULL},
    {"CAL4", "CAL 4", NULL}};
static const struct choice stride[] = {
    {"spoofing", "Spoofing", NULL}, {"tampering", "Tampering", NULL},
    {"repudiation", "Repudiation", NULL},
    {"information_disclosure", "Information disclosure", NULL},
    {"denial_of_service", "Denial of service", NULL},
    {"elevation_of_privilege", "Elevation of privilege", NULL}};

/* ---- method_version ---- */

static const struct field method_fields[] = {
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 200, .about = "What people call the method."},
    {.name = "version", .label = "Version", .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_LISTED, .max = 40,
     .about = "Version of the pack; results name it."},
    {.name = "pack", .label = "Pack", .type = FIELD_JSON, .flags = FIELD_REQUIRED | FIELD_REASON,
     .about = "Scales, factors, bands, matrix and assurance table, as data. Checked when stored.",
     .clause = "RQ-15-05 RQ-15-10 RQ-15-16"},
    {.name = "origin", .label = "Origin", .type = FIELD_TEXT, .flags = FIELD_LISTED,
     .about = "Where the pack comes from: a catalogue, a customer, an own method."},
    {.name = "rationale", .label = "Rationale", .type = FIELD_PROSE,
     .about = "Why this method fits the organisation and how it was tailored."}};
static const struct state method_states[] = {
    {"draft", "Draft", "info"}, {"released", "Released", "good"},
    {"withdrawn", "Withdrawn", "warn"}};
static const struct verb method_verbs[] = {
    {"release", "Release", "draft", "released", "approve", VERB_DECISION,
     "I have checked this method pack and release it for analyses."},
    {"withdraw", "Withdraw", "released", "withdrawn", "approve", VERB_REASON, NULL}};
static const struct life_cycle method_life = {
    LIFE(method_states, method_verbs), .reopens_to = "draft", .reopens_from = "released withdrawn"};
static const struct entity method_version = {
    KEY("method_version", "MV"), .title = "Method", .plural = "Methods", .title_field = "title",
    .about = "A versioned set of scales, tables and rules that assessments are made with.",
    .clauses = "RQ-15-05 RQ-15-10 RC-15-11 RQ-15-16", FIELDS(method_fields), .life = &method_life,
    .check = tara_rule_method};

/* ---- tara_analysis ---- */

static const struct choice triggers[] = {
    {"initial", "First analysis", NULL}, {"change", "Change of the item", NULL},
    {"reuse", "Reuse in another item", NULL}, {"vulnerability", "Vulnerability", NULL},
    {"incident", "Incident", NULL}, {"field", "Field observation", NULL},
    {"test", "Test finding", NULL}, {"assumption", "Assumption failed", NULL},
    {"periodic", "Periodic review", NULL}};
static const struct choice steps[] = {
    {"assets", "Asset identification", NULL}, {"threats", "Threat scenarios", NULL},
    {"impact", "Impact rating", NULL}, {"paths", "Attack paths", NULL},
    {"feasibility", "Attack feasibility", NULL}, {"risk", "Risk values", NULL},
    {"treatment", "Risk treatment", NULL}};
static const struct field analysis_fields[] = {
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 200, .about = "What is analysed, in a few words."},
    {.name = "item", .label = "Item", .type = FIELD_REF, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .refers = "item", .about = "The item or component under analysis.", .clause = "RQ-09-03"},
    {.name = "method", .label = "Method", .type = FIELD_REF,
     .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, .refers = "method_version",
     .about = "The method pack that all ratings of this analysis use."},
    {.name = "project", .label = "Project", .type = FIELD_REF, .flags = FIELD_SCOPE,
     .refers = "project", .about = "Whose work this is; decides who may read and change it."},
    {.name = "iteration", .label = "Iteration", .type = FIELD_INTEGER, .flags = FIELD_LISTED,
     .min = 1, .max = 9999, .about = "Which round of the analysis this is."},
    {.name = "trigger", .label = "Trigger", .type = FIELD_CHOICE, .flags = FIELD_LISTED,
     CHOICES(triggers), .about = "What made this round necessary."},
    {.name = "trigger_record", .label = "Triggered by", .type = FIELD_ANY,
     .about = "The change, vulnerability, incident or test behind the trigger."},
    {.name = "restart_step", .label = "Restarts at", .type = FIELD_CHOICE, CHOICES(steps),
     .about = "The first step that is done again in this round."},
    {.name = "previous", .label = "Previous analysis", .type = FIELD_REF,
     .refers = "tara_analysis", .about = "The analysis that this one continues or replaces."},
    {.name = "scope", .label = "Scope", .type = FIELD_PROSE,
     .about = "What is analysed, what is left out, and why."},
    {.name = "team", .label = "Team", .type = FIELD_REFS, .refers = "person",
     .about = "Who took part."}};
static const struct state analysis_states[] = {
    {"draft", "Draft", "info"}, {"in_review", "In review", "warn"},
    {"approved", "Approved", "good"}, {"superseded", "Superseded", "none"}};
static const struct verb analysis_verbs[] = {
    {"submit", "Submit for review", "draft", "in_review", "write", 0, NULL},
    {"reject", "Return to the authors", "in_review", "draft", "approve", VERB_REASON, NULL},
    {"approve", "Approve", "in_review", "approved", "approve", VERB_DECISION,
     "I have reviewed this analysis with all its ratings, risks and decisions, and approve it."},
    {"supersede", "Supersede", "approved", "superseded", "write", VERB_REASON, NULL},
    {"suggest_threats", "Suggest threats", "draft in_review", NULL, "write",
     .act = tara_act_suggest_threats}};
static const struct life_cycle analysis_life = {
    LIFE(analysis_states, analysis_verbs), .reopens_to = "draft",
    .reopens_from = "in_review approved superseded"};
static const struct entity tara_analysis = {
    KEY("tara_analysis", "TA"), .title = "TARA", .plural = "TARA analyses", .title_field = "title",
    .about = "A threat analysis and risk assessment of one item with one method.",
    .clauses = "RQ-09-03 RQ-15-01 RQ-15-15", FIELDS(analysis_fields), .life = &analysis_life};

/* ---- asset ---- */

static const struct field asset_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 200, .about = "What has value and can be harmed."},
    {.name = "element", .label = "Element", .type = FIELD_ANY, .flags = FIELD_LISTED,
     .about = "The component, channel, data or function of the item that this asset is."},
    {.name = "confidentiality", .label = "Confidentiality", .type = FIELD_BOOL,
     .flags = FIELD_LISTED, .about = "Its disclosure would cause damage.", .clause = "RQ-15-02"},
    {.name = "integrity", .label = "Integrity", .type = FIELD_BOOL, .flags = FIELD_LISTED,
     .about = "Its unnoticed change would cause damage.", .clause = "RQ-15-02"},
    {.name = "availability", .label = "Availability", .type = FIELD_BOOL, .flags = FIELD_LISTED,
     .about = "Its loss would cause damage.", .clause = "RQ-15-02"},
    {.name = "other_properties", .label = "Further properties", .type = FIELD_TEXT,
     .about = "Authenticity, non-repudiation, freshness and others the organisation uses."},
    {.name = "description", .label = "Description", .type = FIELD_PROSE,
     .about = "What it is and why it matters."}};
static const struct entity asset = {
    KEY("asset", "AS"), .title = "Asset", .plural = "Assets", .title_field = "title",
    .about = "Something of the item whose cybersecurity properties must hold.",
    .clauses = "RQ-15-02", FIELDS(asset_fields), .check = tara_rule_part};

/* ---- damage_scenario ---- */

static const struct field damage_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 300, .about = "The adverse consequence, in one line."},
    {.name = "assets", .label = "Assets", .type = FIELD_REFS, .flags = FIELD_LISTED,
     .refers = "asset", .about = "The assets whose loss of a property leads here.",
     .clause = "RQ-15-02"},
    {.name = "description", .label = "Description", .type = FIELD_PROSE,
     .about = "Vehicle function, situation and consequence for road users.", .clause = "RQ-15-01"},
    {.name = "skipped_categories", .label = "Categories left out, and why", .type = FIELD_PROSE,
     .about = "The argument for impact categories that are not rated.", .clause = "PM-15-07"}};
static const struct entity damage_scenario = {
    KEY("damage_scenario", "DS"), .title = "Damage scenario", .plural = "Damage scenarios",
    .title_field = "title",
    .about = "What can go wrong for road users and others when an asset is compromised.",
    .clauses = "RQ-15-01", FIELDS(damage_fields), .check = tara_rule_part};

/* ---- impact_rating ---- */

static const struct field impact_fields[] = {
    {.name = "damage_scenario", .label = "Damage scenario", .type = FIELD_REF,
     .flags = FIELD_REQUIRED | FIELD_PART | FIELD_LISTED, .refers = "damage_scenario",
     .about = "What is rated."},
    {.name = "stakeholder", .label = "Stakeholder", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED, CHOICES(stakeholders),
     .about = "Who bears the damage. Road users always come first."},
    {.name = "category", .label = "Category", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED, CHOICES(categories),
     .about = "Safety, financial, operational or privacy.", .clause = "RQ-15-04"},
    {.name = "level", .label = "Level", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, CHOICES(impact_levels),
     .about = "How bad the damage is.", .clause = "RQ-15-05"},
    {.name = "hazard", .label = "Hazard reference", .type = FIELD_TEXT, .max = 200,
     .about = "The hazardous event of the safety analysis that a safety rating rests on.",
     .clause = "RQ-15-06"},
    {.name = "rationale", .label = "Rationale", .type = FIELD_PROSE,
     .about = "Why this level; exposure and controllability only with an argument."}};
static const struct entity impact_rating = {
    KEY("impact_rating", "IR"), .title = "Impact rating", .plural = "Impact ratings",
    .about = "One stakeholder's damage in one category.",
    .clauses = "RQ-15-04 RQ-15-05 RQ-15-06 PM-15-07", FIELDS(impact_fields),
    .check = tara_rule_impact_rating};

/* ---- threat_class ---- */

static const struct choice class_sources[] = {
    {"unr155_annex5", "UN R155 Annex 5", NULL}, {"capec", "CAPEC", NULL}, {"cwe", "CWE", NULL},
    {"attack", "ATT&CK", NULL}, {"own", "Own catalogue", NULL}};
static const struct field class_fields[] = {
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 300, .about = "The kind of threat."},
    {.name = "source", .label = "Source", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED, CHOICES(class_sources),
     .about = "The catalogue it comes from."},
    {.name = "reference", .label = "Reference", .type = FIELD_TEXT, .flags = FIELD_LISTED,
     .max = 100, .about = "Its number there: 4.1, CAPEC-94, CWE-345."},
    {.name = "stride", .label = "STRIDE", .type = FIELD_CHOICE, .flags = FIELD_LISTED,
     CHOICES(stride), .about = "The class in the STRIDE model."},
    {.name = "description", .label = "Description", .type = FIELD_PROSE,
     .about = "What an attacker does."},
    {.name = "mitigations", .label = "Usual mitigations", .type = FIELD_PROSE,
     .about = "What is commonly done against it."}};
static const struct entity threat_class = {
    KEY("threat_class", "TC"), .title = "Threat class", .plural = "Threat classes",
    .title_field = "title", .about = "A kind of threat from a catalogue that scenarios refer to.",
    .clauses = "RQ-15-03", FIELDS(class_fields)};

/* ---- threat_scenario ---- */

static const struct field threat_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 300, .about = "Which compromise leads to the damage, in one line."},
    {.name = "damage_scenarios", .label = "Damage scenarios", .type = FIELD_REFS,
     .flags = FIELD_LISTED, .refers = "damage_scenario", .about = "The damage it leads to.",
     .clause = "RQ-15-03"},
    {.name = "assets", .label = "Targeted assets", .type = FIELD_REFS, .flags = FIELD_LISTED,
     .refers = "asset", .about = "The assets that are compromised.", .clause = "RQ-15-03"},
    {.name = "confidentiality", .label = "Confidentiality lost", .type = FIELD_BOOL,
     .about = "The compromised property.", .clause = "RQ-15-03"},
    {.name = "integrity", .label = "Integrity lost", .type = FIELD_BOOL,
     .about = "The compromised property.", .clause = "RQ-15-03"},
    {.name = "availability", .label = "Availability lost", .type = FIELD_BOOL,
     .about = "The compromised property.", .clause = "RQ-15-03"},
    {.name = "cause", .label = "Cause of compromise", .type = FIELD_PROSE,
     .about = "How the property is compromised.", .clause = "RQ-15-03"},
    {.name = "stride", .label = "STRIDE", .type = FIELD_CHOICE, .flags = FIELD_LISTED,
     CHOICES(stride), .about = "The class in the STRIDE model."},
    {.name = "threat_classes", .label = "Threat classes", .type = FIELD_REFS,
     .refers = "threat_class", .about = "Entries of threat catalogues that this is a case of."}};
static const struct entity threat_scenario = {
    KEY("threat_scenario", "TS"), .title = "Threat scenario", .plural = "Threat scenarios",
    .title_field = "title",
    .about = "The cause of a compromise that realises one or more damage scenarios.",
    .clauses = "RQ-15-03", FIELDS(threat_fields), .check = tara_rule_part};

/* ---- attack_tree and attack_node ---- */

static const struct field tree_fields[] = {
    {.name = "threat_scenario", .label = "Threat scenario", .type = FIELD_REF,
     .flags = FIELD_REQUIRED | FIELD_PART | FIELD_LISTED, .refers = "threat_scenario",
     .about = "The scenario whose attack paths the tree holds.", .clause = "RQ-15-09"},
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 200, .about = "The attacker's aim."},
    {.name = "root", .label = "Root", .type = FIELD_REF, .refers = "attack_node",
     .about = "The node that stands for the aim; without it the only node without a parent."},
    {.name = "notes", .label = "Notes", .type = FIELD_PROSE,
     .about = "How the paths were found: top-down, or from a vulnerability."}};
static const struct entity attack_tree = {
    KEY("attack_tree", "AT"), .title = "Attack tree", .plural = "Attack trees",
    .title_field = "title", .about = "The attack paths behind one threat scenario.",
    .clauses = "RQ-15-08 RQ-15-09", FIELDS(tree_fields), .check = tara_rule_attack_tree};

static const struct choice gates[] = {
    {"leaf", "Step", NULL}, {"or", "OR", NULL}, {"and", "AND", NULL},
    {"sand", "AND in order", NULL}, {"k_of_n", "k of n", NULL}};
static const struct field node_fields[] = {
    {.name = "tree", .label = "Tree", .type = FIELD_REF, .flags = FIELD_REQUIRED | FIELD_PART,
     .refers = "attack_tree", .about = "The tree that owns the node; others may share it."},
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 300, .about = "What the attacker does or reaches."},
    {.name = "gate", .label = "Gate", .type = FIELD_CHOICE, .flags = FIELD_REQUIRED | FIELD_LISTED,
     CHOICES(gates), .about = "A step, or how the children combine."},
    {.name = "k", .label = "k", .type = FIELD_INTEGER, .min = 1, .max = REFS_LIMIT,
     .about = "How many children are needed; for \"k of n\" only."},
    {.name = "children", .label = "Children", .type = FIELD_REFS, .refers = "attack_node",
     .about = "Nodes below; a node may have several parents."},
    {.name = "position", .label = "Position", .type = FIELD_INTEGER, .min = 0, .max = 1000000,
     .about = "Order among its siblings; steps of an ordered AND happen in this order."},
    {.name = "touches", .label = "Touches", .type = FIELD_REFS, .flags = FIELD_LISTED,
     .refers = "component channel", .about = "Components and channels that the step uses."},
    {.name = "vulnerability", .label = "Rests on", .type = FIELD_ANY,
     .about = "The vulnerability, weakness or finding that makes the step possible."},
    {.name = "description", .label = "Description", .type = FIELD_PROSE,
     .about = "How the step is done, and what was assumed."}};
static const struct entity attack_node = {
    KEY("attack_node", "AN"), .title = "Attack node", .plural = "Attack nodes",
    .title_field = "title", .about = "A step of an attack, or a gate that combines steps.",
    .clauses = "RQ-15-08", FIELDS(node_fields), .check = tara_rule_attack_node};

/* ---- feasibility_rating ---- */

static const struct choice sources[] = {
    {"manual", "Judgement", NULL}, {"catalogue", "Catalogue", NULL},
    {"vulnerability", "Vulnerability analysis", NULL}, {"test", "Test", NULL},
    {"field", "Field data", NULL}};
#define FACTOR(field_name, field_label, words)                                                     \
    {                                                                                              \
        .name = (field_name), .label = (field_label), .type = FIELD_TEXT,                          \
        .flags = FIELD_LISTED | FIELD_REASON, .max = 60, .about = (words), .clause = "RC-15-12"    \
    }
static const struct field rating_fields[] = {
    {.name = "node", .label = "Node", .type = FIELD_REF,
     .flags = FIELD_REQUIRED | FIELD_PART | FIELD_LISTED, .refers = "attack_node",
     .about = "A step, or a gate that is then rated as a whole."},
    {.name = "approach", .label = "Approach", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, CHOICES(approaches),
     .about = "How the feasibility is found.", .clause = "RC-15-11"},
    FACTOR("elapsed_time", "Elapsed time", "Time to identify and exploit; a level of the method."),
    FACTOR("expertise", "Specialist expertise", "What the attacker must know how to do."),
    FACTOR("knowledge", "Knowledge of the item", "How protected the needed information is."),
    FACTOR("window", "Window of opportunity", "How long and how easily the target is reached."),
    FACTOR("equipment", "Equipment", "Tools and software the attacker needs."),
    {.name = "vector", .label = "Attack vector", .type = FIELD_TEXT,
     .flags = FIELD_LISTED | FIELD_REASON, .max = 60,
     .about = "The predominant vector; for the approach attack vector.", .clause = "RC-15-14"},
    {.name = "cvss", .label = "CVSS 3.x vector", .type = FIELD_TEXT, .flags = FIELD_REASON,
     .max = 200, .about = "AV, AC, PR and UI at least; for the approach CVSS.",
     .clause = "RC-15-13"},
    {.name = "rationale", .label = "Rationale", .type = FIELD_PROSE,
     .about = "Why these levels."},
    {.name = "source", .label = "Source", .type = FIELD_CHOICE, .flags = FIELD_LISTED,
     CHOICES(sources), .about = "What the rating rests on."},
    {.name = "evidence", .label = "Evidence", .type = FIELD_ANY,
     .about = "The test finding, vulnerability analysis or evidence behind it."}};
static const struct entity feasibility_rating = {
    KEY("feasibility_rating", "FR"), .title = "Feasibility rating",
    .plural = "Feasibility ratings", .about = "How easy a step or path is for an attacker.",
    .clauses = "RQ-15-10 RC-15-11 RC-15-12 RC-15-13 RC-15-14", FIELDS(rating_fields),
    .check = tara_rule_feasibility_rating};

/* ---- control and control_scenario ---- */

static const struct choice effects[] = {
    {"cut", "Makes the step impossible", NULL}, {"raise", "Makes the step harder", NULL},
    {"detect", "Detects or responds only", NULL}};
#define LEAST(field_name, field_label)                                                             \
    {                                                                                              \
        .name = (field_name), .label = (field_label), .type = FIELD_TEXT, .max = 60,               \
        .about = "A level of the method; the step then needs at least this."                       \
    }
static const struct field control_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 200, .about = "What is done."},
    {.name = "nodes", .label = "Works against", .type = FIELD_REFS, .flags = FIELD_LISTED,
     .refers = "attack_node", .about = "The steps it makes harder or impossible."},
    {.name = "effect", .label = "Effect", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, CHOICES(effects),
     .about = "What it does to those steps."},
    LEAST("elapsed_time", "Elapsed time at least"), LEAST("expertise", "Expertise at least"),
    LEAST("knowledge", "Knowledge at least"), LEAST("window", "Window at least"),
    LEAST("equipment", "Equipment at least"),
    {.name = "vector", .label = "Attack vector that remains", .type = FIELD_TEXT, .max = 60,
     .about = "For steps rated by attack vector."},
    {.name = "cvss", .label = "CVSS vector that remains", .type = FIELD_TEXT, .max = 200,
     .about = "For steps rated by CVSS."},
    {.name = "component", .label = "Sits in", .type = FIELD_REF, .refers = "component",
     .about = "The component that carries it."},
    {.name = "cost", .label = "Cost", .type = FIELD_INTEGER, .unit = "EUR", .min = 0,
     .max = INT64_C(1000000000000), .about = "One-time cost, for choosing among controls."},
    {.name = "description", .label = "Description", .type = FIELD_PROSE,
     .about = "How it works, what it depends on, how it could itself be attacked.",
     .clause = "RQ-09-08"}};
static const struct state control_states[] = {
    {"planned", "Planned", "info"}, {"implemented", "Implemented", "warn"},
    {"verified", "Verified", "good"}, {"dropped", "Dropped", "none"}};
static const struct verb control_verbs[] = {
    {"implement", "Mark as implemented", "planned", "implemented", "write", 0, NULL},
    {"verify", "Mark as verified", "implemented", "verified", "approve", VERB_DECISION,
     "I have seen the evidence that this control works as described."},
    {"drop", "Drop", "planned implemented verified", "dropped", "write", VERB_REASON, NULL},
    {"plan", "Plan again", "dropped", "planned", "write", 0, NULL}};
static const struct life_cycle control_life = {
    LIFE(control_states, control_verbs), .reopens_to = "implemented", .reopens_from = "verified"};
static const struct entity control = {
    KEY("control", "CT"), .title = "Control", .plural = "Controls", .title_field = "title",
    .about = "A measure that makes attack steps harder, impossible or visible.",
    .clauses = "RQ-09-08", FIELDS(control_fields), .life = &control_life,
    .check = tara_rule_control};

static const struct choice counts[] = {
    {"planned", "All that are not dropped", NULL},
    {"implemented", "Implemented and verified", NULL},
    {"verified", "Verified only", NULL}};
static const struct field scenario_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 200, .about = "Target, as built, as verified, or an alternative."},
    {.name = "controls", .label = "Controls", .type = FIELD_REFS, .flags = FIELD_LISTED,
     .refers = "control", .about = "The controls that are in place in this scenario."},
    {.name = "includes", .label = "Counts", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED, CHOICES(counts),
     .about = "From which state on a control counts."},
    {.name = "description", .label = "Description", .type = FIELD_PROSE,
     .about = "What the scenario is for."}};
static const struct entity control_scenario = {
    KEY("control_scenario", "CS"), .title = "Control scenario", .plural = "Control scenarios",
    .title_field = "title", .about = "A set of controls for which residual risk is computed.",
    .clauses = "RQ-09-08", FIELDS(scenario_fields), .check = tara_rule_part};

/* ---- assumption ---- */

static const struct field assumption_fields[] = {
    ANALYSIS,
    {.name = "statement", .label = "Statement", .type = FIELD_PROSE,
     .flags = FIELD_REQUIRED | FIELD_LISTED, .max = 4000, .about = "What is taken to be true."},
    {.name = "about", .label = "Concerns", .type = FIELD_ANY,
     .about = "The component, interface, asset or attack step it is about."},
    {.name = "responsible_party", .label = "Responsible party", .type = FIELD_TEXT,
     .flags = FIELD_LISTED, .max = 200, .about = "Who must make it true: a team, supplier, user."},
    {.name = "evidence", .label = "Evidence", .type = FIELD_ANY,
     .about = "What shows that it holds."},
    {.name = "expires", .label = "Valid until", .type = FIELD_DATE, .flags = FIELD_LISTED,
     .about = "When it must be looked at again."}};
static const struct state assumption_states[] = {
    {"open", "Open", "warn"}, {"confirmed", "Confirmed", "good"}, {"refuted", "Refuted", "bad"}};
static const struct verb assumption_verbs[] = {
    {"confirm", "Confirm", "open refuted", "confirmed", "write", VERB_REASON, NULL},
    {"refute", "Refute", "open confirmed", "refuted", "write", VERB_REASON, NULL},
    {"reopen", "Open again", "confirmed refuted", "open", "write", VERB_REASON, NULL}};
static const struct life_cycle assumption_life = {
    LIFE(assumption_states, assumption_verbs), .reopens_to = "open", .reopens_from = "confirmed"};
static const struct entity assumption = {
    KEY("assumption", "AM"), .title = "Assumption", .plural = "Assumptions",
    .title_field = "statement",
    .about = "Something the analysis relies on and does not itself prove.",
    .clauses = "RQ-09-02 RQ-09-06", FIELDS(assumption_fields), .life = &assumption_life,
    .check = tara_rule_part};

/* ---- risk ---- */

static const struct field risk_fields[] = {
    ANALYSIS,
    {.name = "threat_scenario", .label = "Threat scenario", .type = FIELD_REF,
     .flags = FIELD_REQUIRED | FIELD_LISTED, .refers = "threat_scenario",
     .about = "Whose feasibility counts.", .clause = "RQ-15-15"},
    {.name = "damage_scenario", .label = "Damage scenario", .type = FIELD_REF,
     .flags = FIELD_REQUIRED | FIELD_LISTED, .refers = "damage_scenario",
     .about = "Whose impact counts.", .clause = "RQ-15-15"},
    {.name = "category", .label = "Category", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED, CHOICES(categories),
     .about = "The impact category."},
    {.name = "control_scenario", .label = "Control scenario", .type = FIELD_REF,
     .flags = FIELD_LISTED, .refers = "control_scenario",
     .about = "The controls counted as in place; without it the initial risk."},
    {.name = "notes", .label = "Notes", .type = FIELD_PROSE, .about = "Remarks on this risk."}};
static const struct entity risk = {
    KEY("risk", "RV"), .title = "Risk", .plural = "Risks",
    .about = "A threat scenario, a damage scenario and a category; the value is computed.",
    .clauses = "RQ-15-15 RQ-15-16", FIELDS(risk_fields), .check = tara_rule_risk};

/* ---- treatment_decision ---- */

static const struct choice options[] = {
    {"avoid", "Avoid", NULL}, {"reduce", "Reduce", NULL}, {"share", "Share", NULL},
    {"retain", "Retain", NULL}};
static const struct field treatment_fields[] = {
    {.name = "risk", .label = "Risk", .type = FIELD_REF,
     .flags = FIELD_REQUIRED | FIELD_PART | FIELD_LISTED, .refers = "risk",
     .about = "The risk that is treated."},
    {.name = "option", .label = "Option", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, CHOICES(options),
     .about = "What is done about it.", .clause = "RQ-15-17"},
    {.name = "rationale", .label = "Rationale", .type = FIELD_PROSE,
     .about = "Why this option; needed to retain a risk.", .clause = "RQ-15-17"},
    {.name = "goals", .label = "Goals", .type = FIELD_REFS, .flags = FIELD_LISTED,
     .refers = "goal", .about = "The cybersecurity goals of a reduction.", .clause = "RQ-09-05"},
    {.name = "claims", .label = "Claims", .type = FIELD_REFS, .flags = FIELD_LISTED,
     .refers = "claim", .about = "The claims of a shared or retained risk.", .clause = "RQ-09-06"},
    {.name = "decided_value", .label = "Risk value decided on", .type = FIELD_INTEGER,
     .flags = FIELD_LISTED, .min = 1, .max = 5,
     .about = "The risk value that the decision was made for; a check reports when it moved."},
    {.name = "due", .label = "Due", .type = FIELD_DATE, .flags = FIELD_LISTED,
     .about = "When the treatment must be effective."}};
static const struct state treatment_states[] = {
    {"proposed", "Proposed", "info"}, {"decided", "Decided", "good"},
    {"rejected", "Rejected", "bad"}};
static const struct verb treatment_verbs[] = {
    {"decide", "Decide", "proposed", "decided", "approve", VERB_DECISION,
     "I decide that this risk is treated in this way."},
    {"reject", "Reject", "proposed", "rejected", "approve", VERB_REASON, NULL},
    {"reopen", "Propose again", "decided rejected", "proposed", "write", VERB_REASON, NULL}};
static const struct life_cycle treatment_life = {
    LIFE(treatment_states, treatment_verbs), .reopens_to = "proposed",
    .reopens_from = "decided rejected"};
static const struct entity treatment_decision = {
    KEY("treatment_decision", "TD"), .title = "Treatment decision",
    .plural = "Treatment decisions", .about = "What is done about a risk, and who decided it.",
    .clauses = "RQ-15-17 RQ-09-04 RQ-09-05 RQ-09-06", FIELDS(treatment_fields),
    .life = &treatment_life, .check = tara_rule_treatment};

/* ---- goal and claim ---- */

static const struct field goal_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 300, .about = "What must be protected against what."},
    {.name = "statement", .label = "Statement", .type = FIELD_PROSE,
     .about = "The goal in full: asset, property, condition.", .clause = "RQ-09-05"},
    {.name = "threat_scenarios", .label = "Threat scenarios", .type = FIELD_REFS,
     .flags = FIELD_LISTED, .refers = "threat_scenario",
     .about = "The scenarios it counters; the assurance level follows from them."},
    {.name = "cal", .label = "Assurance level", .type = FIELD_CHOICE,
     .flags = FIELD_LISTED | FIELD_REASON, CHOICES(cal_levels),
     .about = "Cybersecurity assurance level; it stays while risk values move."},
    {.name = "vector", .label = "Attack vector", .type = FIELD_TEXT, .max = 60,
     .about = "The widest vector of the scenarios, from which the level is proposed."},
    {.name = "rationale", .label = "Rationale", .type = FIELD_PROSE,
     .about = "Why this level where it differs from the proposal."}};
static const struct state goal_states[] = {
    {"draft", "Draft", "info"}, {"agreed", "Agreed", "good"}};
static const struct verb goal_verbs[] = {
    {"agree", "Agree", "draft", "agreed", "approve", VERB_DECISION,
     "I have checked this goal against the analysis and agree to it."},
    {"reopen", "Open again", "agreed", "draft", "write", VERB_REASON, NULL}};
static const struct life_cycle goal_life = {
    LIFE(goal_states, goal_verbs), .reopens_to = "draft", .reopens_from = "agreed"};
static const struct entity goal = {
    KEY("goal", "CG"), .title = "Cybersecurity goal", .plural = "Cybersecurity goals",
    .title_field = "title", .about = "A top-level requirement that reduces one or more risks.",
    .clauses = "RQ-09-05 RQ-09-07", FIELDS(goal_fields), .life = &goal_life,
    .check = tara_rule_part};

static const struct choice claim_kinds[] = {
    {"share", "For a shared risk", NULL}, {"retain", "For a retained risk", NULL}};
static const struct field claim_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 300, .about = "What is claimed, in one line."},
    {.name = "kind", .label = "Kind", .type = FIELD_CHOICE, .flags = FIELD_REQUIRED | FIELD_LISTED,
     CHOICES(claim_kinds), .about = "What the claim supports."},
    {.name = "statement", .label = "Statement", .type = FIELD_PROSE, .about = "The claim in full.",
     .clause = "RQ-09-06"},
    {.name = "assumptions", .label = "Assumptions", .type = FIELD_REFS, .refers = "assumption",
     .about = "The assumptions it rests on."},
    {.name = "party", .label = "Other party", .type = FIELD_TEXT, .max = 200,
     .about = "Who shares the risk: insurer, supplier, operator."},
    {.name = "monitoring", .label = "Monitoring", .type = FIELD_PROSE,
     .about = "How it is watched that the claim still holds.", .clause = "RQ-09-06"},
    {.name = "expires", .label = "Valid until", .type = FIELD_DATE, .flags = FIELD_LISTED,
     .about = "When it must be looked at again."}};
static const struct entity claim = {
    KEY("claim", "CL"), .title = "Cybersecurity claim", .plural = "Cybersecurity claims",
    .title_field = "title", .about = "A statement that justifies sharing or retaining a risk.",
    .clauses = "RQ-09-06", FIELDS(claim_fields), .life = &goal_life, .check = tara_rule_part};

/* ---- suggestion and checklist_answer ---- */

static const struct choice suggestion_effects[] = {
    {"create", "Makes a record", NULL}, {"change", "Changes the record it concerns", NULL}};
static const struct field suggestion_fields[] = {
    ANALYSIS,
    {.name = "title", .label = "Title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_LISTED,
     .max = 300, .about = "What is suggested."},
    {.name = "entity", .label = "Kind of record", .type = FIELD_TEXT, .flags = FIELD_LISTED,
     .max = 60, .about = "The kind of record that would be made; empty where one is changed."},
    {.name = "effect", .label = "Effect", .type = FIELD_CHOICE, .flags = FIELD_LISTED,
     CHOICES(suggestion_effects), .about = "What accepting it does with the proposal."},
    {.name = "proposal", .label = "Proposal", .type = FIELD_JSON,
     .about = "The field values that accepting it would give."},
    {.name = "subject", .label = "Concerns", .type = FIELD_ANY, .flags = FIELD_LISTED,
     .about = "The record it is about."},
    {.name = "proposer", .label = "Proposer", .type = FIELD_TEXT, .flags = FIELD_LISTED, .max = 200,
     .about = "A person, a catalogue, or a rule with its version."},
    {.name = "path", .label = "How it was found", .type = FIELD_PROSE,
     .about = "The way through the model that led to it."},
    {.name = "rationale", .label = "Rationale", .type = FIELD_PROSE,
     .about = "Why it was suggested, accepted or rejected."},
    {.name = "result", .label = "Became", .type = FIELD_ANY, .flags = FIELD_READ_ONLY,
     .about = "The record that was made or changed by accepting it."},
    {.name = "origin_id", .label = "Origin", .type = FIELD_TEXT, .flags = FIELD_READ_ONLY,
     .max = 60, .about = "What stays the same when the rules are run again, so that decisions "
                         "are kept."},
    {.name = "stride", .label = "STRIDE", .type = FIELD_TEXT, .flags = FIELD_READ_ONLY, .max = 6,
     .about = "Letters of the classes of the threat."},
    {.name = "annex5", .label = "Annex 5", .type = FIELD_TEXT, .flags = FIELD_READ_ONLY,
     .max = 200, .about = "Entries of UN R155 Annex 5 that it is a case of.",
     .clause = "R155-A5"},
    {.name = "estimate", .label = "First estimate", .type = FIELD_TEXT, .flags = FIELD_READ_ONLY,
     .max = 60, .about = "Attack feasibility by the default ratings of the rules; a level of the "
                         "method."},
    {.name = "estimate_points", .label = "Points", .type = FIELD_INTEGER,
     .flags = FIELD_READ_ONLY, .min = 0, .max = 1000000,
     .about = "Attack potential behind the first estimate."},
    {.name = "steps", .label = "Steps", .type = FIELD_JSON, .flags = FIELD_READ_ONLY,
     .about = "Steps of an attack with default ratings, for an attack tree."},
    {.name = "lapsed", .label = "No longer follows", .type = FIELD_BOOL, .flags = FIELD_READ_ONLY,
     .about = "Whether the rules, run last, found it no more."}};
static const struct state suggestion_states[] = {
    {"proposed", "Proposed", "info"}, {"accepted", "Accepted", "good"},
    {"rejected", "Rejected", "none"}};
static const struct verb suggestion_verbs[] = {
    {"accept", "Accept", "proposed rejected", "accepted", "write", .act = tara_act_accept},
    {"reject", "Reject", "proposed", "rejected", "write", VERB_REASON, NULL}};
static const struct life_cycle suggestion_life = {LIFE(suggestion_states, suggestion_verbs)};
static const struct entity suggestion = {
    KEY("suggestion", "SG"), .title = "Suggestion", .plural = "Suggestions",
    .title_field = "title",
    .about = "Something an assistant or a colleague proposed; what was rejected is kept.",
    .clauses = "RQ-15-03 RQ-15-08", FIELDS(suggestion_fields), .life = &suggestion_life,
    .check = tara_rule_suggestion};

static const struct choice answers[] = {
    {"yes", "Yes", "good"}, {"partly", "Partly", "warn"}, {"no", "No", "bad"},
    {"not_applicable", "Not applicable", "none"}};
static const struct field answer_fields[] = {
    {.name = "subject", .label = "Concerns", .type = FIELD_ANY,
     .flags = FIELD_REQUIRED | FIELD_LISTED, .about = "The record that was looked at."},
    {.name = "checklist", .label = "Checklist", .type = FIELD_TEXT, .flags = FIELD_LISTED,
     .max = 200, .about = "Name and version of the checklist."},
    {.name = "question", .label = "Question", .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_LISTED, .about = "What was asked."},
    {.name = "answer", .label = "Answer", .type = FIELD_CHOICE,
     .flags = FIELD_REQUIRED | FIELD_LISTED, CHOICES(answers), .about = "What was found."},
    {.name = "remark", .label = "Remark", .type = FIELD_PROSE,
     .about = "What was read, and what is missing."}};
static const struct entity checklist_answer = {
    KEY("checklist_answer", "CA"), .title = "Checklist answer", .plural = "Checklist answers",
    .title_field = "question", .about = "One answer of a review by checklist.",
    .clauses = "RQ-09-07", FIELDS(answer_fields), .is_remark = true};

/* ---- the module ---- */

static const struct entity *const entities[] = {
    &method_version, &tara_analysis, &asset, &damage_scenario, &impact_rating, &threat_class,
    &threat_scenario, &attack_tree, &attack_node, &feasibility_rating, &control,
    &control_scenario, &assumption, &risk, &treatment_decision, &goal, &claim, &suggestion,
    &checklist_answer, NULL};

const struct module tara_module = {
    .name = "tara", .title = "Risk assessment", .part = 4,
    .about = "Threat analysis and risk assessment: from assets to treatment, each figure computed "
             "by a versioned method and explained.",
    .entities = entities,
    .checks = tara_checks, .check_count = TARA_CHECK_COUNT,
    .views = tara_views, .view_count = TARA_VIEW_COUNT,
    .tools = tara_tools, .tool_count = TARA_TOOL_COUNT,
    .derivations = tara_derivations, .derivation_count = TARA_DERIVATION_COUNT,
    .builtins = tara_builtins, .builtin_count = TARA_BUILTIN_COUNT};
/* clang-format on */
