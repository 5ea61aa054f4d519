/* threat_json.h - threats and their attack graph as JSON; decisions from JSON.
 *
 * Purpose: writes members of an object the caller has opened:
 *  threats: [{id, rule, title, stride: [letters], annex5: [entries], refs:
 *    [{type, id, name}], feasibility: {total, level}, steps: [{title, rule,
 *    factors: {factor: level}}], derivation: [{rule, fact, because: [facts]}],
 *    steps_left_out (where steps were), decision: {decision, note, into}}]
 *  orphaned: [{id, decision, note, into}]: decisions whose threat is no more
 *  attack_graph: {facts, ways, edges, nodes: [...]} with nodes only when asked:
 *    {id, type: or, fact, children: [ids]} for facts ("f0"), {id, type: and,
 *    rule, factors, children} for ways ("w0")
 * Reads decisions from such a document, or from a list of them:
 * {id, decision, note, into}. Order: as threat_list.h.
 * Ownership: texts borrow. Cost: O(bytes). Errors: RC_INVALID with position. */
#ifndef CSMS_FORMAT_THREAT_JSON_H
#define CSMS_FORMAT_THREAT_JSON_H

#include "base/json.h"
#include "engine/threat_rate.h"

/* rating may be NULL: then feasibility is left out. */
void threat_json_put_threats(struct json_writer *writer, struct arena *arena,
                             const struct threat_list *list, const struct threat_rating *rating);
void threat_json_put_orphans(struct json_writer *writer,
                             const struct threat_decision *const *orphans, size_t orphan_count);
void threat_json_put_graph(struct json_writer *writer, struct arena *arena,
                           const struct threat_graph *graph, bool has_nodes);
enum rc threat_json_read_decisions(struct arena *arena, struct text file, struct text input,
                                   struct fault *fault, struct threat_decision **out,
                                   size_t *count) MUST_USE;

#endif
