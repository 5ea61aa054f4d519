/* modules.h - the modules that this program is made of.
 *
 * Purpose: the one list that the wiring hands to model_open; the order is that
 * of entities, builtins and menus. Cost: none. Errors: none. */
#ifndef CSMS_MODULES_H
#define CSMS_MODULES_H

#include "core/model.h"

extern const struct module *const modules[];
extern const size_t module_count;

#endif
