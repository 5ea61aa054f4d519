/* select_export.h - a control selection as a file for an integer solver.
 *
 * Purpose: the same problem as CPLEX LP, MPS or OPB (pseudo-Boolean), so that
 * anyone can check an answer with a solver of his own. Variables: xC buys
 * control C, yL says that level L counts. Each row: its deltas times x are at
 * least its need times y; a level counts only with the one below it; the costs
 * stay within the budget. LP maximises the gain; MPS and OPB, which have no
 * sense that every reader knows, minimise its negative. In OPB control C is
 * x(C+1) and level L is x(controls+L+1). Numbers with decimal places are
 * written as the integers they are scaled to, which a comment says.
 * Ownership: out grows. Cost: O(entries). Errors: RC_INVALID for another name
 * of a format, RC_TOO_LARGE. */
#ifndef CSMS_FORMAT_SELECT_EXPORT_H
#define CSMS_FORMAT_SELECT_EXPORT_H

#include "engine/select_problem.h"

/* format: "lp", "mps" or "opb". */
enum rc select_export_write(struct arena *arena, const struct select_problem *problem,
                            struct text format, struct buffer *out, struct fault *fault) MUST_USE;

#endif
