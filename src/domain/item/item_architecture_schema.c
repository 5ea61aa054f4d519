#include "domain/item/item_schema.h"

#include "domain/item/item_rules.h"

// clang-format off

/* ---- item ---- */

static const struct state item_states[] = {
    {"draft", "Draft", NULL},
    {"in_review", "In review", "info"},
    {"approved", "Approved", "good"},
    {"obsolete", "Obsolete", NULL}};

static const struct verb item_verbs[] = {
    {"submit", "Submit for review", "draft", "in_review", "write", 0, NULL},
    {"send_back", "Send back", "in_review", "draft", "approve", VERB_REASON, NULL},
    {"approve", "Approve", "in_review", "approved", "approve", VERB_DECISION,
     "I have read the item definition whole: boundary, functions, preliminary architecture and "
     "operational environment; it is right and complete, and I answer for it"},
    {"revise", "Revise", "approved", "draft", "write", VERB_REASON, NULL},
    {"withdraw", "Make obsolete", "draft in_review approved", "obsolete", "write", VERB_REASON,
     NULL}};

static const struct life_cycle item_life = {LIFE(item_states, item_verbs),
    .reopens_to = "draft", .reopens_from = "in_review approved"};

static const struct choice item_kinds[] = {
    {"vehicle_function", "Vehicle function", NULL},
    {"system", "System", NULL},
    {"vehicle", "Whole vehicle", NULL},
    {"component", "Component out of context", "info"},
    {"back_end", "Back end or service", NULL},
    {"charging", "Charging", NULL},
    {"tool", "Tool or workshop equipment", NULL},
    {"plant", "Plant equipment", NULL}};

static const struct choice relevance_choices[] = {
    {"open", "Open", "warn"},
    {"relevant", "Relevant", "info"},
    {"not_relevant", "Not relevant", NULL}};

static const struct field item_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What the item is called, such as headlamp system."},
    {"project", "Project", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_SCOPE,
     .refers = "project", .about = "The project that defines it."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(item_kinds),
     .about = "What sort of thing is looked at."},
    {"relevance", "Cybersecurity relevance", FIELD_CHOICE,
     FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON, CHOICES(relevance_choices),
     .about = "Whether it needs cybersecurity activities at all.", .clause = "RQ-06-02"},
    {"relevance_rationale", "Why", FIELD_PROSE, 0, .max = 8000,
     .about = "The reasoning behind the answer.", .clause = "RQ-06-02"},
    {"description", "Description", FIELD_PROSE, 0, .max = 20000,
     .about = "What the item does for whom, in plain words."},
    {"boundary", "Boundary", FIELD_PROSE, FIELD_REASON, .max = 20000,
     .about = "What belongs to the item and what does not, and the interfaces to what lies "
              "outside, in the vehicle and beyond.",
     .clause = "RQ-09-01"},
    {"functions_overview", "Functions", FIELD_PROSE, 0, .max = 20000,
     .about = "The intended behaviour in all phases of life, including production, maintenance "
              "and decommissioning; single functions are records of their own.",
     .clause = "RQ-09-01"},
    {"architecture", "Preliminary architecture", FIELD_PROSE, FIELD_REASON, .max = 20000,
     .about = "How components work together and reach the outside; components, channels and "
              "flows are records of their own.",
     .clause = "RQ-09-01"},
    {"environment", "Operational environment", FIELD_PROSE, FIELD_REASON, .max = 20000,
     .about = "What matters about the surroundings: users, places, networks, neighbouring "
              "systems, workshop, back end, and what is assumed about them.",
     .clause = "RQ-09-02"},
    {"environment_components", "Components of the environment", FIELD_REFS, 0,
     .refers = "component",
     .about = "Components outside the boundary that the item relies on or is reached through, "
              "such as the gateway.",
     .clause = "RQ-09-02"},
    {"constraints", "Constraints", FIELD_PROSE, 0, .max = 8000,
     .about = "Laws, standards, platform decisions and cost limits that bind the design."},
    {"stakeholders", "Stakeholders", FIELD_PROSE, 0, .max = 8000,
     .about = "Who may come to harm: road users first, also owner, operator, manufacturer.",
     .clause = "RQ-15-01"},
    {"vehicle_types", "Vehicle types", FIELD_REFS, 0, .refers = "vehicle_type",
     .about = "The types the item goes into.", .clause = "R155-7.3.3"},
    {"known_information", "Information at hand", FIELD_PROSE, 0, .max = 8000,
     .about = "Earlier analyses, known attacks and weaknesses of similar items."},
    {"picture", "Picture", FIELD_BLOB, 0,
     .about = "A drawing of the boundary, where one exists outside this program."},
    {"document", "Document", FIELD_REF, 0, .refers = "evidence",
     .about = "The item definition as a file, where it is kept as one.", .clause = "WP-09-01"}};

const struct entity item_item = {
    .name = "item", .title = "Item", .plural = "Items", .key_prefix = "IT",
    .about = "The thing whose cybersecurity is looked at: a system or function of the vehicle, "
             "with its boundary, functions, preliminary architecture and operational environment "
             "(item definition, WP-09-01). The threat analysis starts here. Approval covers the "
             "item with its functions, components, data, channels, flows, zones and interfaces.",
    .clauses = "RQ-09-01 RQ-09-02 RQ-09-03 WP-09-01 R155-7.3.3", .title_field = "name",
    FIELDS(item_fields), .life = &item_life};

/* ---- function ---- */

static const struct choice function_kinds[] = {
    {"driving", "Driving", NULL},
    {"assistance", "Assistance and automation", "info"},
    {"body", "Body and comfort", NULL},
    {"energy", "Energy and charging", NULL},
    {"information", "Information and entertainment", NULL},
    {"communication", "Communication", "info"},
    {"security", "Security function", "info"},
    {"update", "Software update", "info"},
    {"diagnostics", "Diagnostics and service", NULL},
    {"production", "Production", NULL},
    {"remote", "Remote service", "warn"}};

static const struct choice safety_levels[] = {
    {"QM", "QM", NULL}, {"A", "ASIL A", "info"}, {"B", "ASIL B", "info"},
    {"C", "ASIL C", "warn"}, {"D", "ASIL D", "warn"}};

static const struct field function_fields[] = {
    {"item", "Item", FIELD_REF, FIELD_REQUIRED | FIELD_PART | FIELD_LISTED, .refers = "item",
     .about = "The item it belongs to."},
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What the function is called, such as switching high beam automatically."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_LISTED, CHOICES(function_kinds),
     .about = "The area it belongs to."},
    {"description", "Description", FIELD_PROSE, FIELD_LISTED, .max = 20000,
     .about = "Intended behaviour: what triggers it, what it uses, what it does.",
     .clause = "RQ-09-01"},
    {"inputs", "Inputs", FIELD_PROSE, 0, .max = 4000,
     .about = "What it reads, and from where."},
    {"outputs", "Outputs", FIELD_PROSE, 0, .max = 4000,
     .about = "What it changes or sends."},
    {"components", "Realised by", FIELD_REFS, 0, .refers = "component",
     .about = "The components that carry it out."},
    {"data_elements", "Data", FIELD_REFS, 0, .refers = "data_element",
     .about = "The data it uses or makes."},
    {"depends_on", "Depends on", FIELD_REFS, 0, .refers = "function",
     .about = "Functions without which it does not work.", .clause = "RQ-09-08"},
    {"phases", "Phases of life", FIELD_TEXT, 0, .max = 200,
     .about = "Where in life it is active: production, operation, maintenance, decommissioning."},
    {"safety_level", "Safety level", FIELD_CHOICE, 0, CHOICES(safety_levels),
     .about = "Automotive safety integrity level from the hazard analysis; its results feed the "
              "safety impact.",
     .clause = "RQ-15-06"},
    {"hazards", "Hazards", FIELD_TEXT, 0, .max = 400,
     .about = "Identifiers of hazards in the safety analysis that its malfunction may cause.",
     .clause = "RQ-15-06"},
    {"is_type_approval_relevant", "Type-approval relevant", FIELD_BOOL, 0,
     .about = "Whether it belongs to a system approved under a UN regulation; a change then "
              "needs a look at the approval.",
     .clause = "R156-7.1.1.8"}};

const struct entity item_function = {
    .name = "function", .title = "Function", .plural = "Functions", .key_prefix = "FN",
    .about = "Something the item is meant to do. Functions are what damage scenarios happen to: "
             "each is asked what follows when it fails, acts unasked or tells its secrets "
             "(RQ-09-01).",
    .clauses = "RQ-09-01 RQ-15-01", .title_field = "name", FIELDS(function_fields)};

/* ---- component ---- */

static const struct choice component_kinds[] = {
    {"vehicle", "Vehicle", NULL},
    {"domain", "Domain or zone", NULL},
    {"ecu", "Control unit (ECU)", NULL},
    {"gateway", "Gateway", "info"},
    {"telematics", "Telematics unit", "info"},
    {"soc", "Processor (SoC, microcontroller)", NULL},
    {"hsm", "Hardware security module", "info"},
    {"memory", "Memory", NULL},
    {"sensor", "Sensor", NULL},
    {"actuator", "Actuator", NULL},
    {"switch", "Network switch", NULL},
    {"software", "Software unit", NULL},
    {"operating_system", "Operating system or hypervisor", NULL},
    {"back_end", "Back end", "warn"},
    {"app", "App", "warn"},
    {"key_device", "Key or token", NULL},
    {"charger", "Charger or charging station", NULL},
    {"tool", "Tool or tester", NULL},
    {"plant_equipment", "Plant equipment", NULL},
    {"person", "Person at the controls", NULL},
    {"other", "Other", NULL}};

static const struct choice origins[] = {
    {"in_house", "In-house", NULL},
    {"supplier", "Made by a supplier for us", "info"},
    {"out_of_context", "Supplier's, developed out of context", "info"},
    {"off_the_shelf", "Off the shelf", "warn"},
    {"open_source", "Open source", "warn"},
    {"carry_over", "Carried over", NULL},
    {"customer", "Given by the customer", NULL}};

static const struct choice update_paths[] = {
    {"none", "None", "warn"},
    {"workshop", "Workshop", NULL},
    {"remote", "Over the air", "info"},
    {"both", "Workshop and over the air", "info"},
    {"operator", "By its operator", NULL}};

static const struct choice key_stores[] = {
    {"software", "In software", "warn"},
    {"protected", "In protected memory", NULL},
    {"hsm", "In a hardware security module", "good"}};

static const struct choice diagnostic_accesses[] = {
    {"open", "Open to any tester", "warn"},
    {"code", "Fixed code or seed and key", NULL},
    {"authenticated", "Proven identity", "good"}};

static const struct field component_fields[] = {
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What it is called, such as body control unit."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(component_kinds),
     .about = "What sort of component it is; from vehicle down to software unit, and what is "
              "connected from outside."},
    {"item", "Item", FIELD_REF, FIELD_LISTED | FIELD_PART, .refers = "item",
     .about = "The item inside whose boundary it lies. Empty: it is shared, or belongs to the "
              "environment of items."},
    {"parent", "Contained in", FIELD_REF, 0, .refers = "component",
     .about = "The component it is built into."},
    {"description", "Description", FIELD_PROSE, 0, .max = 20000,
     .about = "What it does here."},
    {"part_number", "Part number", FIELD_TEXT, FIELD_LISTED | FIELD_REASON, .max = 80,
     .about = "The number under which it is ordered and found in the field.",
     .clause = "RQ-05-12"},
    {"hardware_version", "Hardware version", FIELD_TEXT, FIELD_REASON, .max = 80,
     .about = "Version of the hardware.", .clause = "R156-7.1.1.2"},
    {"software_version", "Software version", FIELD_TEXT, FIELD_LISTED | FIELD_REASON, .max = 80,
     .about = "Version of the software.", .clause = "R156-7.1.1.2"},
    {"purl", "Package URL", FIELD_TEXT, 0, .max = 400,
     .about = "Package URL of a software unit; vulnerabilities are matched by it."},
    {"cpe", "CPE name", FIELD_TEXT, 0, .max = 400,
     .about = "CPE 2.3 name, where public lists know the product by one."},
    {"origin", "Origin", FIELD_CHOICE, FIELD_REQUIRED, CHOICES(origins),
     .about = "Where it comes from; it decides who answers for its development.",
     .clause = "R155-7.2.2.5"},
    {"supplier_name", "Supplier", FIELD_TEXT, FIELD_LISTED, .max = 200,
     .about = "Who makes or delivers it; for open source, the project.",
     .clause = "R155-7.3.2"},
    {"trust_zone", "Trust zone", FIELD_REF, 0, .refers = "trust_zone",
     .about = "The zone it lies in; what crosses the zone's edge deserves a look."},
    {"location", "Place of installation", FIELD_TEXT, 0, .max = 200,
     .about = "Where it sits, and how easily it is reached."},
    {"site", "Site", FIELD_REF, FIELD_SCOPE, .refers = "site",
     .about = "For plant equipment and back ends: where it stands. The site then answers for "
              "the record in place of the item's project."},
    {"is_critical", "Critical element", FIELD_BOOL, FIELD_REASON,
     .about = "Whether it is critical for the cybersecurity of a type.",
     .clause = "R155-7.3.3"},
    {"safety_level", "Safety level", FIELD_CHOICE, 0, CHOICES(safety_levels),
     .about = "Highest safety integrity level it has to meet."},
    {"cryptographic_module", "Cryptographic module", FIELD_TEXT, 0, .max = 400,
     .about = "Its cryptographic modules and the consensus standard they follow, such as FIPS "
              "140-3 level 2; where none, the justification.",
     .clause = "R155-7.3.8"},
    {"trust_anchor", "Trust anchor", FIELD_TEXT, 0, .max = 400,
     .about = "What its secure start rests on, and where its keys live."},
    {"update_path", "Update path", FIELD_CHOICE, 0, CHOICES(update_paths),
     .about = "How a remedy reaches it in the field.", .clause = "RQ-13-03"},
    {"rxswin", "RXSWIN", FIELD_TEXT, 0, .max = 80,
     .about = "Software identification number of the approved system it belongs to.",
     .clause = "R156-7.1.1.3"},
    {"logs", "Logs and sensors", FIELD_PROSE, 0, .max = 4000,
     .about = "What it records or reports for detection and forensics, and for how long.",
     .clause = "R155-7.3.7"},
    {"support_until", "Supplier's support until", FIELD_DATE, FIELD_REASON,
     .about = "Last day on which its maker delivers security updates.", .clause = "RC-05-15"},
    {"assumptions", "Assumed use", FIELD_PROSE, 0, .max = 8000,
     .about = "For components out of context: intended use, context and external interfaces "
              "that their maker assumed.",
     .clause = "RQ-06-18"},
    {"technologies", "Technologies", FIELD_TEXT, 0, .max = 400,
     .about = "What it is built on, words apart by commas, such as cloud, linux, "
              "android."},
    {"secure_boot", "Secure start", FIELD_BOOL, 0,
     .about = "Whether it starts only software whose origin is proven.",
     .clause = "RC-10-06"},
    {"signed_update", "Signed updates", FIELD_BOOL, 0,
     .about = "Whether it takes only updates whose signature it has checked.",
     .clause = "R156-7.2.1.1"},
    {"hardened", "Hardened", FIELD_BOOL, 0,
     .about = "Whether services, ports and rights that are not needed are off.",
     .clause = "RC-10-06"},
    {"privilege_separation", "Separated rights", FIELD_BOOL, 0,
     .about = "Whether what faces the outside runs apart from what it could harm.",
     .clause = "RQ-10-07"},
    {"access_control", "Access control", FIELD_BOOL, 0,
     .about = "Whether it grants data and functions only to those entitled.",
     .clause = "RC-10-06"},
    {"least_privilege", "Least rights for staff", FIELD_BOOL, 0,
     .about = "For back ends and tools: whether operators have only the rights they "
              "need."},
    {"app_isolation", "Isolated apps", FIELD_BOOL, 0,
     .about = "Whether programs of others run in cages of their own."},
    {"filters", "Filters messages", FIELD_BOOL, 0,
     .about = "Whether it lets only messages through that are expected.",
     .clause = "RQ-10-07"},
    {"redundant", "Redundant", FIELD_BOOL, 0,
     .about = "Whether another one takes over when it fails."},
    {"storage_encrypted", "Encrypted storage", FIELD_BOOL, 0,
     .about = "Whether what it stores is encrypted under a key that does not leave it."},
    {"security_tested", "Security tested", FIELD_BOOL, 0,
     .about = "Whether its software was tested for weaknesses, by fuzzing or attack.",
     .clause = "RC-10-12"},
    {"erase_function", "Can be wiped", FIELD_BOOL, 0,
     .about = "Whether personal data can be erased when the vehicle changes hands.",
     .clause = "RQ-14-02"},
    {"third_party_software", "Runs third-party software", FIELD_BOOL, 0,
     .about = "Whether programs of others can be installed on it."},
    {"external", "In strangers' hands", FIELD_BOOL, 0,
     .about = "Whether people outside the organisation have it or act as it."},
    {"incoming_test", "Tested on arrival", FIELD_BOOL, 0,
     .about = "Whether delivered parts are checked for what they should not hold or do.",
     .clause = "R155-7.2.2.5"},
    {"key_store", "Key store", FIELD_CHOICE, 0, CHOICES(key_stores),
     .about = "Where it keeps the keys that others rely on.", .clause = "RC-10-06"},
    {"diagnostic_access", "Diagnostic access", FIELD_CHOICE, 0, CHOICES(diagnostic_accesses),
     .about = "What its diagnostic services ask of who calls them."}};

const struct entity item_component = {
    .name = "component", .title = "Component", .plural = "Components", .key_prefix = "CO",
    .about = "A part of the vehicle, or something outside that it is connected with: control "
             "unit, processor, security module, software unit, back end, app, tool, plant "
             "equipment. Attack steps happen on components, vulnerabilities are found in them, "
             "requirements are allocated to them. R155 7.3.3 asks which are critical.",
    .clauses = "RQ-09-01 RQ-10-02 RQ-05-12 R155-7.3.2 R155-7.3.3 R155-7.3.8",
    .title_field = "name", FIELDS(component_fields), .check = item_check_component};

/* ---- data element ---- */

static const struct choice data_kinds[] = {
    {"signal", "Signal or message", NULL},
    {"firmware", "Firmware or software", NULL},
    {"configuration", "Configuration or calibration", NULL},
    {"key", "Key, certificate or password", "warn"},
    {"personal", "Personal data", "warn"},
    {"position", "Position or movement", "warn"},
    {"log", "Log or event memory", NULL},
    {"diagnostic", "Diagnostic data", NULL},
    {"update_package", "Update package", "info"},
    {"map", "Map or model", NULL},
    {"command", "Remote command", "warn"},
    {"know_how", "Know-how", NULL}};

static const struct choice classifications[] = {
    {"public", "Public", NULL},
    {"internal", "Internal", NULL},
    {"confidential", "Confidential", "warn"},
    {"strictly_confidential", "Strictly confidential", "bad"}};

static const struct field data_fields[] = {
    {"item", "Item", FIELD_REF, FIELD_REQUIRED | FIELD_PART | FIELD_LISTED, .refers = "item",
     .about = "The item it belongs to."},
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What it is called, such as lamp request."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(data_kinds),
     .about = "What sort of data it is."},
    {"description", "Description", FIELD_PROSE, 0, .max = 8000,
     .about = "Content, range of values, who relies on it."},
    {"stored_in", "Stored in", FIELD_REFS, 0, .refers = "component",
     .about = "The components where it rests."},
    {"classification", "Classification", FIELD_CHOICE, FIELD_LISTED, CHOICES(classifications),
     .about = "Level of the information classification.", .clause = "RC-05-10"},
    {"is_personal", "Relates to a person", FIELD_BOOL, FIELD_LISTED,
     .about = "Whether somebody can be identified by it; it then has a privacy impact and a "
              "legal basis is needed.",
     .clause = "R155-7.2.2.4.b"},
    {"subjects", "Persons concerned", FIELD_TEXT, 0, .max = 200,
     .about = "Whose data it is: driver, owner, passengers, passers-by."},
    {"format", "Format", FIELD_TEXT, 0, .max = 200,
     .about = "How it is coded, such as CAN message 0x3A1, byte 2."},
    {"protection", "Protection", FIELD_PROSE, 0, .max = 4000,
     .about = "How it is protected today, at rest and in use."},
    {"retention", "Kept for", FIELD_TEXT, 0, .max = 200,
     .about = "How long it is kept, and how it is erased.", .clause = "RQ-14-02"}};

const struct entity item_data_element = {
    .name = "data_element", .title = "Data element", .plural = "Data elements",
    .key_prefix = "DE",
    .about = "Information that the item stores or moves: a signal, firmware, a key, personal "
             "data, a log. Data elements are the most frequent assets: their confidentiality, "
             "integrity or availability is what an attack takes (RQ-15-02).",
    .clauses = "RQ-09-01 RQ-15-02", .title_field = "name", FIELDS(data_fields)};

/* ---- channel ---- */

static const struct choice technologies[] = {
    {"can", "CAN", NULL}, {"can_fd", "CAN FD", NULL}, {"can_xl", "CAN XL", NULL},
    {"lin", "LIN", NULL}, {"flexray", "FlexRay", NULL}, {"most", "MOST", NULL},
    {"ethernet", "Automotive Ethernet", NULL}, {"ethernet_t1s", "10BASE-T1S", NULL},
    {"serdes", "Camera or display link", NULL}, {"pcie", "PCI Express", NULL},
    {"board", "Board bus (SPI, I2C)", NULL}, {"serial", "Serial line (UART)", NULL},
    {"debug", "Debug port (JTAG, SWD)", "warn"}, {"memory", "Shared memory or call", NULL},
    {"usb", "USB", "warn"}, {"storage", "Removable storage", "warn"},
    {"obd", "Diagnostic connector", "warn"}, {"charging", "Charging connector", "warn"},
    {"bluetooth", "Bluetooth", "warn"}, {"wifi", "Wi-Fi", "warn"},
    {"nfc", "NFC or RFID", "warn"}, {"uwb", "Ultra-wideband", "warn"},
    {"radio_key", "Radio key", "warn"}, {"tyre_pressure", "Tyre pressure radio", "warn"},
    {"v2x", "V2X", "warn"}, {"cellular", "Cellular", "warn"}, {"satellite", "Satellite", "warn"},
    {"gnss", "Satellite navigation", "warn"}, {"broadcast", "Radio broadcast", "warn"},
    {"internet", "Internet", "warn"}, {"sensing", "Sensing of the surroundings", NULL},
    {"human", "Human and machine", NULL}, {"other", "Other", NULL}};

static const struct choice ranges[] = {
    {"internal", "Inside a housing", NULL},
    {"vehicle", "Inside the vehicle", NULL},
    {"contact", "By contact from outside", "warn"},
    {"near", "Near, up to some ten metres", "warn"},
    {"far", "From afar", "bad"}};

static const struct choice protections[] = {
    {"none", "None", "bad"},
    {"checksum", "Error detection only", "warn"},
    {"authenticated", "Authenticated", "good"},
    {"encrypted", "Encrypted only", "warn"},
    {"both", "Authenticated and encrypted", "good"},
    {"unknown", "Not known", "warn"}};

static const struct field channel_fields[] = {
    {"item", "Item", FIELD_REF, FIELD_LISTED | FIELD_PART, .refers = "item",
     .about = "The item it belongs to. Empty: it is shared by items."},
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What it is called, such as body CAN."},
    {"technology", "Technology", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED,
     CHOICES(technologies), .about = "What carries the messages."},
    {"endpoints", "Endpoints", FIELD_REFS, FIELD_REASON, .refers = "component",
     .about = "The components that send or receive on it; whoever sits at one may speak to all.",
     .clause = "RQ-09-01"},
    {"reach", "Reach", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     CHOICES(ranges),
     .about = "From how far away an attacker can use it; the attack-vector approach starts "
              "here.",
     .clause = "RC-15-14"},
    {"protocol", "Protocols", FIELD_TEXT, 0, .max = 400,
     .about = "What is spoken on it, such as SOME/IP, UDS, DoIP, ISO 15118."},
    {"protection", "Protection", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     CHOICES(protections), .about = "How messages are protected on it today."},
    {"protection_detail", "How", FIELD_TEXT, 0, .max = 400,
     .about = "The mechanism and its strength, such as SecOC with 64-bit MAC, TLS 1.3, MACsec."},
    {"freshness", "Protected against replay", FIELD_BOOL, 0,
     .about = "Whether counters or times show that a message is new."},
    {"bandwidth", "Bandwidth", FIELD_INTEGER, 0, .min = 0, .max = 1000000000, .unit = "kbit/s",
     .about = "Nominal rate."},
    {"description", "Description", FIELD_PROSE, 0, .max = 8000,
     .about = "What else is to be known about it."}};

const struct entity item_channel = {
    .name = "channel", .title = "Channel", .plural = "Channels", .key_prefix = "CH",
    .about = "A way by which components exchange something: a bus, a radio link, a debug port, "
             "the internet. Attack paths lead along channels; those that reach outside the "
             "vehicle are where they start (R155 7.3.3: interactions and outside systems).",
    .clauses = "RQ-09-01 RQ-15-08 R155-7.3.3", .title_field = "name", FIELDS(channel_fields)};

/* ---- data flow ---- */

static const struct field flow_fields[] = {
    {"item", "Item", FIELD_REF, FIELD_REQUIRED | FIELD_PART | FIELD_LISTED, .refers = "item",
     .about = "The item it belongs to."},
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What flows, such as lamp request to the power switch."},
    {"source", "From", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED, .refers = "component",
     .about = "The component that sends."},
    {"target", "To", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED, .refers = "component",
     .about = "The component that receives and acts."},
    {"channels", "By way of", FIELD_REFS, 0, .refers = "channel",
     .about = "The channels it travels along."},
    {"data_elements", "Data", FIELD_REFS, 0, .refers = "data_element",
     .about = "What it carries."},
    {"serves", "Serves", FIELD_REFS, 0, .refers = "function",
     .about = "The functions it serves."},
    {"position", "Position", FIELD_INTEGER, 0, .min = 0, .max = 100000,
     .about = "Place in the sequence, where flows follow one another."},
    {"cycle", "Cycle", FIELD_INTEGER, 0, .min = 0, .max = 1000000000, .unit = "ms",
     .about = "Time between two messages; empty where it happens on an event."},
    {"protection", "Protection", FIELD_CHOICE, FIELD_LISTED | FIELD_REASON,
     CHOICES(protections), .about = "How this flow is protected from end to end."},
    {"freshness", "Protected against replay", FIELD_BOOL, 0,
     .about = "Whether counters or times show that what arrives is new."},
    {"crosses_zones", "Crosses zones", FIELD_BOOL, 0,
     .about = "Whether it passes the edge of a trust zone."},
    {"description", "Description", FIELD_PROSE, 0, .max = 8000,
     .about = "Conditions, acknowledgement, what the receiver does when it stays away."}};

const struct entity item_data_flow = {
    .name = "data_flow", .title = "Data flow", .plural = "Data flows", .key_prefix = "DF",
    .about = "Data on its way from one component to another along channels. Flows are asked for "
             "spoofing, tampering, disclosure and denial one after the other; a flow that "
             "crosses zones first.",
    .clauses = "RQ-09-01 RQ-15-03", .title_field = "name", FIELDS(flow_fields),
    .check = item_check_flow};

/* ---- trust zone ---- */

static const struct choice zone_levels[] = {
    {"outside", "Outside, not trusted", "bad"},
    {"exposed", "Exposed", "warn"},
    {"vehicle", "Inside the vehicle", "info"},
    {"protected", "Protected", "good"},
    {"anchor", "Trust anchor", "good"}};

static const struct field zone_fields[] = {
    {"item", "Item", FIELD_REF, FIELD_LISTED | FIELD_PART, .refers = "item",
     .about = "The item it is drawn for. Empty: it is shared by items."},
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What the zone is called, such as chassis domain."},
    {"level", "Level", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     CHOICES(zone_levels), .about = "How far what happens inside can be trusted."},
    {"parent", "Lies in", FIELD_REF, FIELD_LISTED, .refers = "trust_zone",
     .about = "The zone around this one."},
    {"edge", "Edge", FIELD_PROSE, FIELD_LISTED, .max = 8000,
     .about = "What separates it from its neighbours: gateway rules, firewall, hypervisor, "
              "separate wiring."},
    {"description", "Description", FIELD_PROSE, 0, .max = 8000,
     .about = "What is inside, and why it is trusted so far."}};

const struct entity item_trust_zone = {
    .name = "trust_zone", .title = "Trust zone", .plural = "Trust zones", .key_prefix = "TZ",
    .about = "An area within which components trust each other. Where a flow crosses its edge, "
             "something has to check; architectures are judged by these edges (RQ-10-07).",
    .clauses = "RQ-09-01 RQ-10-07", .title_field = "name", FIELDS(zone_fields),
    .check = item_check_zone};

/* ---- interface ---- */

static const struct choice interface_kinds[] = {
    {"connector", "Connector", NULL},
    {"radio", "Radio", "warn"},
    {"debug", "Debug port", "warn"},
    {"media", "Media slot", "warn"},
    {"service", "Network service", "info"},
    {"api", "Programming interface", "info"},
    {"diagnostics", "Diagnostics", "warn"},
    {"update", "Update", "info"},
    {"sensor", "Sensor input", NULL},
    {"human", "Controls and display", NULL},
    {"power", "Power supply", NULL}};

static const struct choice exposures[] = {
    {"remote", "Remote: from anywhere", "bad"},
    {"adjacent", "Adjacent: from nearby", "warn"},
    {"local", "Local: inside the vehicle or plugged in", "warn"},
    {"physical", "Physical: housing opened", "info"},
    {"none", "Not reachable in series", "good"}};

static const struct choice access_controls[] = {
    {"none", "None", "bad"},
    {"obscurity", "Not documented only", "warn"},
    {"password", "Password or fixed code", "warn"},
    {"challenge", "Challenge and response", "info"},
    {"certificate", "Certificates", "good"},
    {"locked", "Locked for good", "good"},
    {"not_needed", "Not needed", NULL}};

static const struct field interface_fields[] = {
    {"component", "Component", FIELD_REF, FIELD_REQUIRED | FIELD_PART | FIELD_LISTED,
     .refers = "component", .about = "The component it belongs to."},
    {"name", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_LISTED, .max = 160,
     .about = "What it is called, such as test pads under the cover."},
    {"kind", "Kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED, CHOICES(interface_kinds),
     .about = "What sort of interface it is."},
    {"channel", "Channel", FIELD_REF, 0, .refers = "channel",
     .about = "The channel it leads to."},
    {"exposure", "Exposure", FIELD_CHOICE, FIELD_REQUIRED | FIELD_LISTED | FIELD_REASON,
     CHOICES(exposures), .about = "From where an attacker can reach it in a series vehicle.",
     .clause = "RC-15-14"},
    {"protocol", "Protocol or port", FIELD_TEXT, 0, .max = 200,
     .about = "What it speaks, and on which port."},
    {"purpose", "Purpose", FIELD_PROSE, 0, .max = 4000,
     .about = "Who uses it in which phase of life, and why it is there."},
    {"access_control", "Access control", FIELD_CHOICE, FIELD_LISTED | FIELD_REASON,
     CHOICES(access_controls), .about = "What stands between it and a stranger."},
    {"access_detail", "How", FIELD_PROSE, 0, .max = 4000,
     .about = "Mechanism, keys, roles, what is logged, what happens after wrong attempts."},
    {"is_active_in_series", "Active in series", FIELD_BOOL, FIELD_REASON,
     .about = "Whether it works in delivered vehicles.", .clause = "RQ-12-02"},
    {"data_elements", "Data", FIELD_REFS, 0, .refers = "data_element",
     .about = "What can be read or written through it."}};

const struct entity item_interface = {
    .name = "interface", .title = "Interface", .plural = "Interfaces", .key_prefix = "IF",
    .about = "A place where a component can be reached: connector, radio, debug port, network "
             "service, diagnostics. The list of interfaces with their exposure is the attack "
             "surface; UN R155 speaks of the communication with the outside (2.1) and its Annex "
             "5 goes through it.",
    .clauses = "RQ-09-01 R155-2.1 R155-7.3.3 R155-A5", .title_field = "name",
    FIELDS(interface_fields)};

// clang-format on
