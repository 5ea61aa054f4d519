/* otm_json.h - system models in the Open Threat Model form.
 *
 * Purpose: components, data flows, assets and trust zones of an OTM document
 * become facts. A trust rating of at most 20 makes a zone outside, 40 exposed,
 * 90 protected, more an anchor; between 41 and 60 it is like the vehicle. A
 * component's type and tags are technologies, its type also gives its kind;
 * an asset needs what its risk rates with 50 or more. Threats, mitigations and
 * representations are passed over. Strict: references must resolve, ids are
 * required and unique; other members may be anything, as the form says.
 * Ownership: facts go to the model, texts borrow from the tree.
 * Cost: O(bytes). Errors: as threat_model.h, with line and column.
 * Source: Open Threat Model specification 0.1 and 0.2. */
#ifndef CSMS_FORMAT_OTM_JSON_H
#define CSMS_FORMAT_OTM_JSON_H

#include "base/json.h"
#include "engine/threat_model.h"

bool otm_json_knows(const struct json *tree);
enum rc otm_json_read_tree(struct threat_model *model, const struct json *tree) MUST_USE;

#endif
