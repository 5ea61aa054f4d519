#include "domain/vuln/vuln.h"

#include "domain/vuln/vuln_tool.h"

static const struct entity *const vuln_entities[] = {NULL};

const struct module vuln_module = {
    .name = "vuln",
    .title = "Vulnerabilities and patches",
    .part = 5,
    .about = "Scores, decisions, identities and versions of vulnerabilities and of what they are "
             "in.",
    .entities = vuln_entities,
    .tools = vuln_tools,
    .tool_count = COUNT(vuln_tools),
};
