/* mef_xml.h - fault trees in the Open-PSA Model Exchange Format.
 *
 * Purpose: reads the part of MEF 2.0 that says a Boolean function: opsa-mef
 * with define-fault-tree (and define-component in it, at any depth) and
 * model-data; in them define-gate, define-basic-event, define-house-event.
 * Formulas: gate, basic-event, house-event, event (of any kind) by name; and,
 * or, not, xor, iff, nand, nor, imply, atleast (min), cardinality (min, max),
 * constant (value), and formulas within formulas. Probabilities: float (value)
 * or int (value). label and attributes elements are passed over.
 * Names: of events and gates together unique in the file, used before or after
 * their definition, and at most once in the operands of one operator. Not read: parameters,
 * distributions, common causes, event trees, references with a path, role="private"; each is
 * refused by name.
 *
 * The top is the one gate that nobody uses; the file must have exactly one.
 * Purity: no I/O. Ownership: the arena; names borrow from it.
 * Cost: O(bytes). Errors, each with line and column: RC_INVALID, RC_CONFLICT (a
 * name defined twice, or twice in one operator), RC_NOT_FOUND (a name never defined), RC_CYCLE,
 * RC_UNSUPPORTED, RC_TOO_LARGE.
 * Source: Open-PSA Model Exchange Format 2.0d. */
#ifndef CSMS_FORMAT_MEF_XML_H
#define CSMS_FORMAT_MEF_XML_H

#include "engine/fault_tree.h"

struct mef_file {
    const struct fault_tree *tree;
    uint32_t basic_events; /* defined, used or not */
    uint32_t house_events;
    uint32_t gates; /* with a name */
};

enum rc mef_xml_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                     struct mef_file *out) MUST_USE;

#endif
