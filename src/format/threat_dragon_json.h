/* threat_dragon_json.h - system models in the form of Threat Dragon, 1 and 2.
 *
 * Purpose: the cells of all diagrams become facts: processes and stores are
 * components, actors components with the property external, flows data flows,
 * boundary boxes zones that hold what is drawn inside them (the smallest box
 * around a cell's middle). Boundary curves divide nothing by themselves and
 * are passed over, as are texts, threats and flows without two ends. A flow
 * marked encrypted is protected, one marked otherwise is not.
 * Ownership: facts go to the model, texts borrow from the tree.
 * Cost: O(bytes + cells x boxes), at most THREAT_DRAGON_BOXES boxes.
 * Errors: as threat_model.h, with line and column.
 * Source: model files of OWASP Threat Dragon 1.x and 2.x. */
#ifndef CSMS_FORMAT_THREAT_DRAGON_JSON_H
#define CSMS_FORMAT_THREAT_DRAGON_JSON_H

#include "base/json.h"
#include "engine/threat_model.h"

#define THREAT_DRAGON_BOXES 1000 /* in one diagram */

bool threat_dragon_json_knows(const struct json *tree);
enum rc threat_dragon_json_read_tree(struct threat_model *model, const struct json *tree) MUST_USE;

#endif
