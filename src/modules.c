#include "modules.h"

#include "domain/common/common.h"
#include "domain/evidence/evidence.h"
#include "domain/item/item.h"
#include "domain/org/org.h"
#include "domain/tara/tara.h"
#include "domain/vuln/vuln.h"

const struct module *const modules[] = {&org_module,  &item_module,     &tara_module,
                                        &vuln_module, &evidence_module, &common_module};
const size_t module_count = COUNT(modules);
