/* attack_tree_json.h - attack trees as JSON in, their feasibility as JSON out.
 *
 * Purpose: takes an object with the list `cases`, one case, or JSON lines (one
 * case a line) and answers each case with one JSON object a line, in order.
 * A case: {"id", "root", "nodes": {name: {"type": "leaf|or|and|sand|vot",
 * "k", "ch": [names], "ap": [points of each factor, in the method's order]}}}.
 * A gate with "ap" is rated as a whole. Unknown members are passed over.
 * Further members of a node: "cost", "days", "prob", "damage" (numbers),
 * "ap_repeated" (points of each time after the first), "expert_field", "tool"
 * (what the step needs at its level of expertise or equipment). Of the case:
 * "attackers": {name: points}. A case whose steps have no points at all, but
 * other figures, is answered by these.
 * An answer has "id" and, where all steps that count have what it takes:
 *   from ap: ap_factor_max (least total), level, ap_factor_max_level, vector
 *     {factor: points}, witness [names], sentence, variant, exactness,
 *     input_hash, n_capabilities and capabilities (the least capable attackers
 *     who succeed; the first 50), attackers {name: would succeed},
 *     ap_total_max, ap_total_sum
 *   ap and days: ap_days_sum, ap_days_sum_level, ap_schedule, ap_schedule_level
 *   ap and tags: ap_with_promotion, level_with_promotion
 *   ap and ap_repeated: level_two_parts, level_first, level_repeated
 *   days: schedule_days (null where orders contradict each other)
 *   cost: min_cost, min_of_max_cost, k_best_costs (five)
 *   cost, and damage somewhere: cost_damage_front [[cost, damage]]
 *   prob: max_attack_prob, prob_top, prob_top_level (where the method has bands
 *     for it), birnbaum, fussell_vesely {step: figure}
 *   always: n_minimal_attacks, minimal_attacks (the first 1,000, by cost)
 * SAND counts as AND but in schedule_days and ap_schedule. Where a search was
 * cut off, NAME_exactness or NAME_bound stands beside the figure; left_out says
 * in words what a tree is too large for. fussell_vesely is given up to 200
 * minimal attacks.
 * For a case that is no rated tree: {"id", "error": sentence}; the others are
 * still answered.
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

/* The same cases as plain text for people (engine/attack_explain.h), each under
 * its id. */
enum rc attack_tree_json_explain(struct arena *arena, const struct method *method,
                                 struct text file_name, struct text input, struct buffer *out,
                                 struct fault *fault) MUST_USE;

#endif
