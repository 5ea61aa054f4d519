/* model_yaml.h - an architecture in this project's own YAML.
 *
 * Purpose: reads a mapping with `format: csms-architecture`, `version: 1`, and
 * the lists component, channel, data_flow, interface, trust_zone and
 * data_element, whose members are the fields of the records of these names
 * (see docs/model.md), so that records of the text form can be pasted in.
 * `key` (or `id`) names a record, references are keys. Added to the fields:
 * `technologies` (list) of components and channels, `needs` (list of security
 * properties) of data elements, `properties` (mapping) of all, and `entry`: a
 * list of {component: key}, {channel: key} or {interface: key}, where attackers
 * are taken to be already. Strict: names that are not fields are refused.
 * Ownership: facts go to the model; texts borrow from the tree.
 * Cost: O(bytes). Errors: as threat_model.h, each with line and column. */
#ifndef CSMS_FORMAT_MODEL_YAML_H
#define CSMS_FORMAT_MODEL_YAML_H

#include "base/json.h"
#include "engine/threat_model.h"

/* A tree from yaml_read or json_read, or a part of one; closes the model. */
enum rc model_yaml_read_tree(struct threat_model *model, const struct json *tree) MUST_USE;
/* One of the lists as a file of its own, such as component.yaml of a text form,
 * called model->file; the caller closes the model. */
enum rc model_yaml_read_list(struct threat_model *model, const char *name,
                             struct text input) MUST_USE;
/* The names of the lists, NULL at the end. */
extern const char *const model_yaml_lists[];
/* Is this the form? */
bool model_yaml_knows(const struct json *tree);

#endif
