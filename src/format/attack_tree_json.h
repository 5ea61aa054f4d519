/* attack_tree_json.h - attack trees as JSON in, their feasibility as JSON out.
 *
 * Purpose: takes an object with the list `cases`, one case, or JSON lines (one
 * case a line) and answers each case with one JSON object a line, in order.
 * A case: {"id", "root", "nodes": {name: {"type": "leaf|or|and|sand|vot",
 * "k", "ch": [names], "ap": [points of each factor, in the method's order]}}}.
 * A gate with "ap" is rated as a whole. Unknown members are passed over.
 * An answer: {"id", "ap_factor_max": least total, "level": "VeryLow", "vector":
 * {factor: points}, "witness": [names], "sentence"}; for a case that is no rated
 * tree {"id", "error": sentence}, and the others are still answered.
 * Ownership: answers go to out; everything else lives in two arenas that are
 * opened and closed here and reused from case to case, so memory is bounded by
 * the largest case (lines) or the document (an object), not by their number.
 * Cost: O(bytes + nodes x words of a capability set).
 * Errors: RC_INVALID with line and column where the input is not JSON or not of
 * this shape, RC_TOO_LARGE, RC_UNSUPPORTED where the method has no attack
 * potential. Then out is as it was before. */
#ifndef CSMS_FORMAT_ATTACK_TREE_JSON_H
#define CSMS_FORMAT_ATTACK_TREE_JSON_H

#include "engine/method.h"

enum rc attack_tree_json_answer(struct arena *arena, const struct method *method,
                                struct text file_name, struct text input, struct buffer *out,
                                struct fault *fault) MUST_USE;

#endif
