/* threagile_yaml.h - system models in the form of Threagile.
 *
 * Purpose: technical assets become components, their communication links data
 * flows, data assets data elements and trust boundaries zones. A protocol that
 * encrypts, or a VPN, makes a flow protected; `authentication` is a property of
 * the flow; an asset open to the internet gets an interface exposed remotely.
 * A data asset needs confidentiality from "confidential", integrity and
 * availability from "critical". Risks, questions and pictures are passed over.
 * Ownership: facts go to the model, texts borrow from the tree.
 * Cost: O(bytes). Errors: as threat_model.h, with line and column.
 * Source: model files of Threagile 1.0. */
#ifndef CSMS_FORMAT_THREAGILE_YAML_H
#define CSMS_FORMAT_THREAGILE_YAML_H

#include "base/json.h"
#include "engine/threat_model.h"

/* The tree that yaml_guest_read gives. */
enum rc threagile_yaml_read_tree(struct threat_model *model, const struct json *tree) MUST_USE;

#endif
