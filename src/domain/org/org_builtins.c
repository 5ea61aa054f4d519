#include "domain/org/org_schema.h"

#include "base/json.h"

struct role_text {
    const char *title;
    const char *permissions;
    const char *purpose;
    const char *competence; /* or NULL */
};

static const char *role_json(struct arena *arena, const struct role_text *role)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_z(&writer, "title", role->title);
    json_member_z(&writer, "permissions", role->permissions);
    json_member_z(&writer, "purpose", role->purpose);
    if (role->competence != NULL) {
        json_member_z(&writer, "competence", role->competence);
    }
    json_put_object_end(&writer);
    return text_to_z(arena, buffer_text(&out));
}

static const char *administrator(struct arena *arena)
{
    static const struct role_text role = {
        "Administrator", "*",
        "Runs the workspace: accounts, roles, settings, import. May do everything, but like "
        "everybody may not approve what he wrote himself.",
        NULL};
    return role_json(arena, &role);
}

static const char *ciso(struct arena *arena)
{
    static const struct role_text role = {
        "Chief information security officer (CISO)",
        "*.read *.approve org.* policy.write assurance.write supplier.write people.write "
        "evidence.write common.write",
        "Answers to top management for the cybersecurity management system: policy, roles, "
        "risk acceptance, management review and certification.",
        "Leadership experience in cybersecurity; knows UN R155 and ISO/SAE 21434 as a whole."};
    return role_json(arena, &role);
}

static const char *tara_engineer(struct arena *arena)
{
    static const struct role_text role = {
        "TARA engineer",
        "*.read item.write item.retire tara.write tara.retire requirement.write evidence.write "
        "common.write",
        "Defines items, analyses threats, rates impact and feasibility, proposes treatments and "
        "keeps the analysis current.",
        "Trained in the TARA method in use; knows the E/E architecture of the item."};
    return role_json(arena, &role);
}

static const char *tara_reviewer(struct arena *arena)
{
    static const struct role_text role = {
        "TARA reviewer",
        "*.read item.approve tara.approve requirement.approve evidence.approve common.write",
        "Reads item definitions and analyses whole, approves or sends them back, and accepts "
        "risks within the limits that governance sets.",
        "At least the competence of a TARA engineer, and independence from the work reviewed."};
    return role_json(arena, &role);
}

static const char *psirt_engineer(struct arena *arena)
{
    static const struct role_text role = {
        "PSIRT engineer",
        "*.read vuln.write monitor.write incident.write update.write evidence.write common.write",
        "Watches sources, triages events, analyses and manages vulnerabilities, leads the "
        "response to incidents and prepares advisories.",
        "Vulnerability handling, coordinated disclosure, incident response."};
    return role_json(arena, &role);
}

static const char *plant_officer(struct arena *arena)
{
    static const struct role_text role = {
        "Plant security officer",
        "*.read production.write production.approve incident.write evidence.write common.write",
        "Answers for cybersecurity in a plant: production control plan, key injection, debug "
        "locks, rework and incidents on the line. Usually assigned for one site.",
        "Production processes and the security of industrial control systems."};
    return role_json(arena, &role);
}

static const char *supplier_manager(struct arena *arena)
{
    static const struct role_text role = {
        "Supplier manager", "*.read supplier.write supplier.retire evidence.write common.write",
        "Evaluates suppliers, agrees who does what in interface agreements, follows deliveries "
        "and carries duties down the supply chain.",
        "Distributed development under ISO/SAE 21434 clause 7; contracts."};
    return role_json(arena, &role);
}

static const char *auditor(struct arena *arena)
{
    static const struct role_text role = {
        "Auditor", "*.read",
        "Reads everything and changes nothing: internal and external auditors, assessors, "
        "technical services. Usually assigned with a last day.",
        "Audit of management systems; independent of what is audited."};
    return role_json(arena, &role);
}

static const char *reader(struct arena *arena)
{
    static const struct role_text role = {
        "Reader",
        "org.read policy.read item.read tara.read requirement.read people.read evidence.read "
        "common.read",
        "Reads policies, items, analyses and requirements; sees no open vulnerabilities, "
        "incidents, supplier matters or audit findings.",
        NULL};
    return role_json(arena, &role);
}

const struct builtin org_roles[ORG_ROLE_COUNT] = {{"role", "RO-0001", administrator},
                                                  {"role", "RO-0002", ciso},
                                                  {"role", "RO-0003", tara_engineer},
                                                  {"role", "RO-0004", tara_reviewer},
                                                  {"role", "RO-0005", psirt_engineer},
                                                  {"role", "RO-0006", plant_officer},
                                                  {"role", "RO-0007", supplier_manager},
                                                  {"role", "RO-0008", auditor},
                                                  {"role", "RO-0009", reader}};
