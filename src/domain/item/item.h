/* item.h - the product: vehicle types, projects, items, architecture, support.
 *
 * Purpose: the door of the module. What it describes is what the analysis of
 * the other modules rests on. Clauses: R155 2.1, 7.3.1, 7.3.3; ISO/SAE 21434
 * clauses 6.4, 9.3, 14. */
#ifndef CSMS_DOMAIN_ITEM_H
#define CSMS_DOMAIN_ITEM_H

#include "core/model.h"

extern const struct module item_module;

#endif
