/* vuln_tool.h - what the commands of this module share. Private to vuln_*.c.
 *
 * Purpose: reads lines from a file or the standard input ("-") and answers each
 * with one line. Each command has its own vuln_tool_NAME.c and a row in
 * vuln_tools.c.
 * A line that is refused is answered by "invalid: column N: why" (without the
 * column where the whole line is meant) and does not stop the rest; only a file
 * that cannot be read, or no memory, ends a command.
 * Ownership: answers go to call->out. Cost: O(bytes).
 * Errors: those of folder_read; RC_TOO_LARGE. */
#ifndef CSMS_DOMAIN_VULN_TOOL_H
#define CSMS_DOMAIN_VULN_TOOL_H

#include "core/model.h"

#define VULN_TOOL_COUNT 6
extern const struct module_tool vuln_tools[VULN_TOOL_COUNT];

/* Answers one line, without a line end; what it takes from arena is gone with the next line.
 * Whatever it returns but RC_OK is told in the answer's place. */
typedef enum rc vuln_line_answerer(struct text line, struct arena *arena, struct fault *fault,
                                   struct buffer *out);

/* Every line of every file that is named. */
enum rc vuln_tool_lines(struct tool_call *call, vuln_line_answerer *answerer) MUST_USE;

/* cvss: see vuln_tool_cvss.c. */
enum rc vuln_tool_cvss(struct tool_call *call) MUST_USE;
/* ssvc: see vuln_tool_ssvc.c. */
enum rc vuln_tool_ssvc(struct tool_call *call) MUST_USE;
/* version compare: see vuln_tool_version.c. */
enum rc vuln_tool_version(struct tool_call *call) MUST_USE;
/* vers contains: see vuln_tool_vers.c. */
enum rc vuln_tool_vers(struct tool_call *call) MUST_USE;
/* purl: see vuln_tool_purl.c. */
enum rc vuln_tool_purl(struct tool_call *call) MUST_USE;
/* cpe: see vuln_tool_cpe.c. */
enum rc vuln_tool_cpe(struct tool_call *call) MUST_USE;

#endif
