/* threat_rules.h - threat rules from YAML files.
 *
 * Purpose: reads rule files (the form is described in catalog/threat-rules/
 * README.md) into a rule set, and hands on their examples: models for which
 * rules must find something (positive) or must not (negative). The predicates
 * of all files are declared before the rules of any.
 * Ownership: all in the rules' arena; the texts given must outlive it.
 * Cost: O(bytes). Errors: RC_INVALID, RC_NOT_FOUND, RC_CONFLICT, RC_TOO_LARGE
 * with file, line and column. */
#ifndef CSMS_FORMAT_THREAT_RULES_H
#define CSMS_FORMAT_THREAT_RULES_H

#include "base/json.h"
#include "engine/threat_rule.h"

struct threat_rules_file {
    struct text name;
    struct text bytes;
};

struct threat_rules_example {
    struct text file;
    bool is_positive;
    struct text name;
    const struct json *rules; /* list of rule ids */
    const struct json *model; /* for model_yaml_read_tree */
};

struct threat_rules_examples {
    struct threat_rules_example *at;
    size_t count;
    size_t room;
};

/* examples may be NULL. */
enum rc threat_rules_read(struct threat_rules *rules, const struct threat_rules_file *files,
                          size_t file_count, struct fault *fault,
                          struct threat_rules_examples *examples) MUST_USE;

#endif
