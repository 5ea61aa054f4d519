/* tara_tool.h - what the commands without a workspace share. Private to tara_*.c.
 *
 * Purpose: reads their inputs and the built-in method; each command of some
 * size has its own tara_tool_NAME.c and its row in tara_tools.c.
 * Ownership: results live in the given arena. */
#ifndef CSMS_DOMAIN_TARA_TARA_TOOL_H
#define CSMS_DOMAIN_TARA_TARA_TOOL_H

#include "core/model.h"
#include "engine/method.h"

/* The method of the built-in catalogue. */
enum rc tara_tool_method(struct arena *arena, struct fault *fault,
                         const struct method **out) MUST_USE;
/* The machine's clock, for time boxes and measured times; engines have none. */
double tara_tool_seconds(void);
/* A whole file, or the standard input where path is "-". */
enum rc tara_tool_read(struct tool_call *call, const char *path, struct text *out) MUST_USE;

/* engine select-controls: see tara_tool_select.c. */
enum rc tara_tool_select(struct tool_call *call) MUST_USE;
/* engine pareto: see tara_tool_pareto.c. */
enum rc tara_tool_pareto(struct tool_call *call) MUST_USE;

/* engine threats: MODEL [--rules DIR] [--decisions FILE] [--graph] [--json]. Answers one object:
 * form (csms-architecture, text-form, otm, threat-dragon, threagile); counts {components, channels,
 * data_flows, interfaces, trust_zones, data_elements, model_facts, rules, threats}; threats,
 * orphaned and attack_graph as in format/threat_json.h; seconds (rules and graph). */
enum rc tara_tool_threats(struct tool_call *call) MUST_USE;
/* engine attack-graph: FILE. Answers counts {or, and, defense, exist, notExist, entries},
 * and the names of the steps reached and unreached. */
enum rc tara_tool_mal(struct tool_call *call) MUST_USE;

/* engine fault-tree: see tara_tool_fault_tree.c. */
enum rc tara_tool_fault_tree(struct tool_call *call) MUST_USE;

#endif
