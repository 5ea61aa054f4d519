/* lines.h - one command of the module, from its standard input to its output.
 *
 * Purpose: runs a tool as the command line does, with "-" for the input, and
 * compares all it answers. Ownership: the arena given, else nothing is kept. */
#ifndef CSMS_TESTS_VULN_LINES_H
#define CSMS_TESTS_VULN_LINES_H

#include "domain/vuln/vuln_tool.h"

typedef enum rc lines_tool(struct tool_call *call);

/* Its answer, in the arena. */
struct text lines_run(struct arena *arena, lines_tool *tool, struct text input);
void lines_expect(lines_tool *tool, struct text input, const char *wanted);

#endif
