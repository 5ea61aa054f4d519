/* adtool_xml.h - attack-defence trees as ADTool writes them.
 *
 * Purpose: reads <adtree> with nested <node refinement="disjunctive" or
 * "conjunctive" (also "sequential", which counts as conjunctive)>, <label>,
 * <parameter domainId>; a child with switchRole="yes" belongs to the other side
 * and counters its parent. The root is the attacker's. A node without children
 * of its own side is an action; actions of one label are one action. Costs come
 * from one domain: the asked one, else the first whose class or name speaks of
 * a cost. "Infinity" is an action that nobody can take. Costs may have decimal
 * places; they are scaled by 10^digits.
 * Ownership: the arena; labels are borrowed from it. Cost: O(bytes).
 * Errors: RC_INVALID with line and column (no tree, no cost, a bad number),
 * RC_CONFLICT (one label with two costs or on both sides), those of xml_read. */
#ifndef CSMS_FORMAT_ADTOOL_XML_H
#define CSMS_FORMAT_ADTOOL_XML_H

#include "engine/defence_front.h"

#define ADTOOL_DIGITS 6

struct adtool_tree {
    struct defence_tree tree;
    uint32_t root;
    int digits;
    uint32_t nodes;   /* elements */
    uint32_t attacks; /* actions, each label once */
    uint32_t defences;
};

/* domain: an id, or TEXT_NONE. */
enum rc adtool_xml_read(struct arena *arena, struct text file, struct text input,
                        struct text domain, struct fault *fault, struct adtool_tree *out) MUST_USE;

#endif
